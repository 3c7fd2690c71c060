"""Chinese figures: digits and numerals with their measure words and units, and what they count, by rules over characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from helpers.quantities.chinese_counted import Things
from helpers.quantities.chinese_numerals import ALONE, DIGITS, FORMAL, NUMERAL, RUN, Number, numeral
from helpers.quantities.chinese_words import BORDER, CLOSES, OPENS, SIMPLIFIED, words
from helpers.quantities.found import Found

_WIDE = {**{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0E)}, ord("○"): ord("〇"), ord("圓"): ord("元"), ord("圆"): ord("元")}  # fmt: skip
_WINDOW = 24  # characters before and behind a figure that are looked at, so that its cost does not grow with the sentence
_QUOTED = 8  # characters: a figure that opens so short a quotation is part of a name, as “三个代表”

_SEPARATED = re.compile(r"\s?(?:[—–~～-]{1,2}|至|到)\s?")
_PARTS = {"%": 1.0, "‰": 0.1, "成": 10.0}
_NEXT = re.compile(rf"(?:百分之|(?:US|HK)?[$€£¥￥])?(?P<run>{RUN})")
_YEAR = re.compile(r"((?:1[89]|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_SAME_CLAUSE = re.compile(
    rf"(?:年?[底末初中前后]|之前|以前|以来)?[，,]?(?:(?!去年|今年|目前|现在|如今|昨)[^{BORDER}])*"
)
_CHANGED = re.compile(r"的(增长|增幅|涨幅|升幅|提高|上升|下降|降幅|跌幅|减少)")
_ABOUT = re.compile(r"(?:近|约|逾|超|过|超过)$")
_TOLD = re.compile(r"[达为至到共]$")
_ONLY = re.compile(r"每(?![一个次当])|仅|只[有剩]|唯一|(?<!公)共(?![同和产识享])|至少|最多|至多|超过")
_HARM = re.compile("牺牲|死|伤|遇难|遇害|丧生|失踪|身亡|被捕|落网|获救")
_SPOKEN_OF = re.compile(r"(?:[每这那哪同第某有新当头整上下前后]|新的)$")
_LASTED = re.compile(r"(?:历时|为期|长达|耗时|用了|花了|经过|[达了已])$")
_THEM = re.compile(r"其中(?:有|约有|的)?$")
_NEGATIVE = re.compile(r"(?:零下|(?<![A-Za-z\d%‰℃度)）-])[-−]|(?<=[为是达至到长])负)$")
# Before an amount told again in another currency or unit; 约合 is part of the figure.
_AGAIN = re.compile("[（(](?:折?合|相当于)?|，(?:折?合|相当于)")
_THOUSANDS = re.compile(r"，(?<=\d，)(?<!\d{4}，)(?=\d{3}(?!\d))")
# Half of all sentences have none of these, and so no figure.
_SIGNS = f"{NUMERAL}{FORMAL}○半翻"
_HOLDS = re.compile(
    rf"[\d{_SIGNS}{''.join(chr(old) for old, new in SIMPLIFIED.items() if chr(new) in _SIGNS)}]"
)


def find(text: str, sentence: Mapping[str, Any]) -> list[Found]:
    """The figures of one sentence, in their order.

    A figure is a numeral with a measure word, a unit, a currency or a bound; digits alone are a name, a date or a label.
    一 before a measure word is an article (一个问题), unless it stands beside other figures, is bounded (至少一名), or somebody
    came to harm.
    """
    start, end = sentence["start"], sentence["end"]
    if not _HOLDS.search(text, start, end):
        return []
    simple = text[start:end].translate(SIMPLIFIED)
    plain = _THOUSANDS.sub(",", simple).translate(_WIDE)
    reader = _Reader(plain, is_traditional=simple != text[start:end])
    found = reader.found()
    for one in found:
        one.move(start)
    return found


class _Reader:
    """Reads the figures of one sentence from its start to its end. Looks at a stretch of fixed length around each."""

    def __init__(self, plain: str, *, is_traditional: bool) -> None:
        self.plain = plain
        self.is_traditional = is_traditional
        self.words = words()
        self.things = Things(plain)
        self.borders = [
            0,
            *(place + 1 for place, letter in enumerate(plain) if letter in BORDER),
            len(plain) + 1,
        ]
        self.years = list(_YEAR.finditer(plain))
        self.year_ends = [match.end() for match in self.years]
        self.bound: re.Match[str] | None = None  # bound and currency before the numeral that is read
        self.last: Found | None = None
        self.free = 0  # where the last figure ended, with what it counts

    def found(self) -> list[Found]:
        """The figures in order; an article is kept only where what stands beside it tells that it counts."""
        figures = list(self._figures())
        kept = []
        for place, (one, is_article) in enumerate(figures):
            beside = [other for other, is_open in figures[max(0, place - 1) : place + 2] if not is_open]
            if not is_article or self._is_counted(one, beside):
                kept.append(one)
        return kept

    def _figures(self) -> Iterator[tuple[Found, bool]]:
        at = 0
        while match := self.words.scan.search(self.plain, at):
            at = match.end()
            if match["not"] or match["name"]:
                continue
            read = self._doubled(match) if match["doubled"] else self._figure(match)
            if read:
                one, is_article = read
                self.last = one
                at = max(at, one.span[1])
                self.free = max(at, one.counted[1] if one.counted else 0)
                yield one, is_article

    def _doubled(self, match: re.Match[str]) -> tuple[Found, bool]:
        times = DIGITS[match["times"]] if match["times"] else 1
        return self._tied(Found("zh doubled", match.span(), "multiple", 2.0**times, change="rise")), False

    def _figure(self, match: re.Match[str]) -> tuple[Found, bool] | None:
        """The figure at a numeral, and whether it may be an article."""
        start, end = match.span()
        run = match["run"]
        if run in ALONE and (
            _ABOUT.search(self.plain[max(0, start - 2) : start]) or self.plain[end : end + 1] == "名"
        ):
            run = f"一{run}"  # 近百人, 百名
        number = Number(0.5) if match["half"] else numeral(match["over"] or run)
        if number is None:
            return None
        self.bound = self.words.before.search(self.plain, self._clause(start), start)
        if match["below"] or match["over"] or match["half"] not in (None, "半"):
            return self._share(match, number)
        tail = self._tail(end)
        if self._is_name(start, number, tail):
            return None
        if upper := self._upper(match, number, tail):
            number, tail = upper
        if match["parts"]:
            return self._made(
                "percentage",
                number.times(0.1 if match["parts"][0] == "千" else 1),
                start,
                tail,
                unit="percent",
            )
        return self._united(number, start, tail)

    # -- what stands around the numeral

    def _clause(self, start: int) -> int:
        """Where the clause begins that holds a place, but not farther back than the window."""
        return max(self.borders[bisect_right(self.borders, start) - 1], start - _WINDOW)

    def _tail(self, end: int) -> re.Match[str]:
        tail = self.words.tail.match(self.plain, end)
        assert tail  # all of it may be absent
        return tail

    def _is_name(self, start: int, number: Number, tail: re.Match[str]) -> bool:
        """Whether a numeral is a year, part of a slogan or of a date, or a set phrase such as 两国."""
        if number.is_year and tail["named"] == "年" and not tail["half"]:
            return True
        measure = tail["measure"] or ""
        before = self.plain[max(0, start - 1) : start]
        if (
            before
            and before in OPENS
            and any(letter in CLOSES for letter in self.plain[start : start + _QUOTED])
        ):
            return bool(measure)
        if (number.low == 2 and measure == "国") or (number.is_one and tail["money"] == "元"):
            return True
        if measure not in ("", "人") and self.plain[start : tail.start("unit")] == "二":
            return True  # 二道河, 二次革命: what is counted is 两
        if before == "前" and measure in ("名", "位", "强"):
            return True  # 前50名
        return before in ("周", "届") and not tail["unit"]

    def _upper(
        self, match: re.Match[str], number: Number, tail: re.Match[str]
    ) -> tuple[Number, re.Match[str]] | None:
        """A range and where its upper end's unit stands: 5到10个, 20%—30%, 三年以上七年以下."""
        between = _SEPARATED.match(self.plain, tail.end())
        if between is None and not (tail["behind"] in ("以上", "以上的") and tail["unit"]):
            return None
        run = _NEXT.match(self.plain, between.end() if between else tail.end())
        upper = numeral(run["run"]) if run else None
        if run is None or upper is None or upper.high or number.high or upper.is_year:
            return None
        behind = self._tail(run.end())
        if tail["unit"] and tail["unit"] != behind["unit"]:
            return None
        if between is None and behind["behind"] != "以下":
            return None
        low = number.low
        coefficient = numeral(run["run"].rstrip("百千万亿兆"))
        if (
            not tail["unit"]
            and coefficient
            and coefficient.low > low
            and match["run"][-1] not in "百千万亿兆"
        ):
            low *= upper.low / coefficient.low  # 5至10万元
        if low >= upper.low:
            return None
        return Number(low, upper.low, number.approx or upper.approx), behind

    # -- the figure

    def _share(self, match: re.Match[str], number: Number) -> tuple[Found, bool] | None:
        """A part of a whole: 三分之二, 一半, 过半."""
        if match["over"]:
            number = Number(number.low / int(match["under"]))
        elif match["below"]:
            below = numeral(f"一{match['below']}" if match["below"] in ALONE else match["below"])
            if below is None or not below.low or below.high or number.high:
                return None
            number = Number(number.low / below.low, approx=number.approx)
        elif match["half"] not in ("一半", "半数"):
            number.approx = "over"
        return self._made("multiple", number, match.start(), self._tail(match.end()))

    def _united(self, number: Number, start: int, tail: re.Match[str]) -> tuple[Found, bool] | None:
        before = self.bound
        word = tail["named"] or (tail["apart"] and f"个{tail['apart']}")
        if tail["money"] or (before and before["money"]):
            made = self._made("money", number, start, tail)
        elif tail["points"]:
            made = self._made("percentage_points", number, start, tail, unit="percentage point")
        elif tail["fold"]:
            made = self._made("multiple", number, start, tail)
        elif tail["unit"] and tail["unit"][0] in _PARTS:
            made = self._made(
                "percentage", number.times(_PARTS[tail["unit"][0]], tail["more"]), start, tail, unit="percent"
            )
        elif word:
            return self._in_unit(number, start, tail, *self.words.named[word])
        elif tail["measure"]:
            made = self._made("count", number, start, tail)
        else:
            return self._bare(number, start, tail, before)
        return made[0], number.is_one and bool(tail["measure"])

    def _in_unit(
        self, number: Number, start: int, tail: re.Match[str], kind: str, unit: str
    ) -> tuple[Found, bool] | None:
        if number.is_one and (kind == "measure" or _SPOKEN_OF.search(self.plain[max(0, start - 2) : start])):
            return None
        if unit in ("degree", "watt") and not self.plain[start].isdigit():
            return None
        half = 0.5 if tail["half"] or tail["inner"] == "半" else 0.0
        approx = "over" if tail["inner"] == "多" else number.approx
        return self._made(kind, Number(number.low + half, number.high, approx), start, tail, unit=unit)

    def _bare(
        self, number: Number, start: int, tail: re.Match[str], before: re.Match[str] | None
    ) -> tuple[Found, bool] | None:
        """A number without unit or measure word, where it is bounded, or large and in digits: 约2000, 数百示威者, 3亿用户."""
        run = self.plain[start : tail.end()]
        is_bound = bool((before and before["word"]) or tail["behind"] or number.approx)
        is_large = run[0].isdigit() and run[-1] in "万亿兆"
        is_told = (run[0].isdigit() or number.low >= 100) and bool(
            _TOLD.search(self.plain[max(0, start - 2) : start])
        )
        if number.is_year or number.low < 10 or not (is_bound or is_large or is_told):
            return None
        if self.plain[tail.end() : tail.end() + 1] in tuple("年月日号时点分届期版章路楼线类级"):
            return None
        return self._made("count", number, start, tail)

    def _made(
        self, kind: str, number: Number, start: int, tail: re.Match[str], unit: str | None = None
    ) -> tuple[Found, bool]:
        before = self.bound
        is_signed = kind not in ("count", "duration", "multiple")
        minus = _NEGATIVE.search(self.plain, max(0, start - 2), start) if is_signed else None
        if minus:
            number, start = number.negative(), minus.start()
        approx, first = number.approx, start
        currency = self.words.money[tail["money"]] if kind == "money" and tail["money"] else None
        if before and before.start() < start:
            word = before["loose"] or before["word"]
            if word:
                approx = self.words.bounds[word]
                first = before.start()
            if before["money"]:
                currency = self.words.money[before["money"]]
                first = min(first, before.start("money"))
        if tail["behind"]:
            approx = self.words.behind[tail["behind"]]
        if (
            kind == "duration"
            and self.plain[first] == "近"
            and not _LASTED.search(self.plain[max(0, first - 3) : first])
        ):
            approx, first = number.approx, start  # 近三年: in the last three years
        if number.high is not None and approx in ("at_least", "under"):
            approx = None  # 三年以上七年以下
        if (
            currency == "CNY"
            and tail["money"] == "元"
            and self.is_traditional
            and not (before and before["money"])
        ):
            currency = None
        rule = {"count": "numeral", "percentage": "percent"}.get(kind, kind)
        one = Found(f"zh {rule}", (first, tail.end()), kind, number.low, number.high, approx, unit, currency)
        tied = self._tied(self._counting(one, tail, first))
        if minus and kind == "percentage":
            tied.change = "fall"  # 增长-5.2%
        return tied, number.is_one

    def _tied(self, one: Found) -> Found:
        """With what its clause says of it: change, per what, date, and whether it tells the amount before it again."""
        start, end = one.span
        clause = self._clause(start)
        if one.kind != "duration" and not one.change:
            changed = self.words.change.search(self.plain, clause, start)
            follows = _CHANGED.match(self.plain, end)
            if changed or follows:
                word = changed[0] if changed else follows[1]  # type: ignore[index]
                one.change = "rise" if self.words.rises.match(word) else "fall"
        last = self.last
        if (
            last
            and last.kind == one.kind
            and self.plain[self.free : start] in ("和", "、", "与", "及", "以及")
        ):
            one.change = one.change or last.change  # 分别上升28%和76%
        if per := self.words.per.search(self.plain, clause, start):
            one.per = self.words.pers[per["each"] or per["mean"]]
        elif self.plain[end : end + 1] == "/" and (each := self.plain[end + 1 : end + 2]) in self.words.pers:
            one.per = self.words.pers[each]
        if place := bisect_right(self.year_ends, start):
            year = self.years[place - 1]
            if start - year.end() < 2 * _WINDOW and _SAME_CLAUSE.fullmatch(self.plain, year.end(), start):
                one.date = "-".join(part.zfill(2) for part in year.groups() if part)
        if last and one.kind == last.kind and (one.currency, one.unit) != (last.currency, last.unit):
            between = self.plain[last.span[1] : start]
            if _AGAIN.fullmatch(between) or (between == "，" and self.plain.startswith("约合", start)):
                one.equals = last.equals or last
        return one

    # -- what it counts

    def _counting(self, one: Found, tail: re.Match[str], first: int) -> Found:
        measure = tail["measure"] or ""
        end = tail.end()
        if one.kind in ("money", "duration", "percentage_points") or tail["fold"]:
            return one
        if one.kind in ("percentage", "multiple"):
            is_tenth = (tail["unit"] or "")[:1] == "成" and not self.words.change.search(
                self.plain, self._clause(first), first
            )
            if (self.plain[end : end + 1] == "的" or is_tenth) and not _CHANGED.match(self.plain, end):
                one.counted = self.things.after(end, first)
            return one
        is_self = measure in self.words.selves
        one.counted = None if is_self else self.things.after(end, first, measure)
        if (
            one.counted is None
            and measure not in ("死", "伤")
            and (measure != "国" or self.plain[first - 1 : first] == "国")
        ):
            one.counted = self.things.before(first, max(self._clause(first), self.free), measure=measure)
        if one.counted is None and (is_self or measure == "户"):
            place = tail.start("measure")
            one.counted = (place, place + len(measure))
        if one.counted is None or is_self:
            one.of_them = bool(_THEM.search(self.plain[max(0, first - 4) : first])) and not is_self
        return one

    def _is_counted(self, one: Found, beside: list[Found]) -> bool:
        """Whether 一 counts: it is bounded, somebody came to harm, or another figure is joined to it."""
        start, end = one.span
        clause = self._clause(start)
        after = self.borders[bisect_right(self.borders, end)]
        if self.plain[start - 1 : start] == "每":
            return False  # 每一个
        if (
            one.approx
            or _ONLY.search(self.plain, clause, start)
            or _HARM.search(self.plain, end, min(after, end + _WINDOW))
        ):
            return True
        for other in beside:
            first, second = sorted((one, other), key=lambda figure: figure.span)
            gap = self.plain[
                first.counted[1]
                if first.counted and first.counted[0] >= first.span[1]
                else first.span[1] : second.span[0]
            ]
            if (
                gap in ("、", "和", "与", "及", "以及", "，")
                or self.plain[other.span[1] - 1] == self.plain[end - 1]
            ):
                return True
        return False
