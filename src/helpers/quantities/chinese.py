"""Chinese figures: digits and numerals with their measure words and units, and what they count, by rules over characters.

No kept library reads them in running text: cn2an (MIT) turns a single numeral into digits, but takes 三五 for 35, fails at
余, 数十 and 七八十, and rewrites 十九届六中全会; it takes time with the square of the length. So the numerals are read here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from helpers.codebook.folding import simplified
from helpers.quantities.found import Found, Span
from helpers.segments import HAN
from helpers.tables import data_file

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ALONE = ("百", "千", "万", "亿")
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_TENS = {"廿": 2, "卅": 3}
_SIMPLIFIED = simplified()
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_WIDE = {**{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0E)}, ord("○"): ord("〇"), ord("圓"): ord("元"), ord("圆"): ord("元")}  # fmt: skip
_LONGEST = 40  # characters: a longer run of digits is no number, and might be more than a float holds
_WINDOW = 24  # characters before and behind a figure that are looked at, so that its cost does not grow with the sentence
_THING = 24  # characters: no noun phrase is longer
_QUOTED = 8  # characters: a figure that opens so short a quotation is part of a name, as “三个代表”

_HAN_DIGIT = "〇零一二三四五六七八九两"
_NUMERAL = rf"{_HAN_DIGIT}十百千万亿兆廿卅"
_DECIMAL = r"\d++(?:,\d{3}(?!\d))*+(?:\.\d++)?+"
_TIMES = "(?:[十百万亿]|[千兆](?![瓦米克卡伏帕赫字]))++"
_ONE = rf"[{_HAN_DIGIT}]|{_DECIMAL}"
_SECTION = re.compile(
    rf"(?:(?P<千>{_ONE})千)?零?(?:(?P<百>{_ONE})百)?零?(?P<tens>(?P<十>{_ONE})?十|[廿卅])?零?(?P<个>{_ONE})?"
    rf"(?:点(?P<point>[{_HAN_DIGIT}]++))?"
)
_RUN = (
    rf"(?:(?:数以|成千上|成百上|好几|(?<![人总次件户指参岁])数|几|(?<![网线以之路会晚早桌街船车身手地])上)(?=[十百千万亿]))?(?:{_DECIMAL}|[{_NUMERAL}]++|[壹贰叁肆伍陆柒捌玖拾佰仟万亿零]{{2,}}+)"
    rf"(?:点[{_HAN_DIGIT}]++)?(?:(?:[余多来几](?=[十百千万亿兆])|\s(?=[万亿兆]))?{_TIMES}|{_DECIMAL}{_TIMES})*+"
    r"(?:(?<=[十百])几|(?<=十)来(?=[个名位人家件年天次])|(?<=[\d十百千万亿])(?:余|多)(?![边元少样方重额下地])|计)?"
)
_SCAN = (
    rf"(?P<not>第\s*+[\d{_NUMERAL}]++(?:[、至到—–~-]+[\d{_NUMERAL}]++)*+|[A-Za-z][A-Za-z.]*+[-—.]?\d[\w.]*+"
    rf"|\d++(?:[-/.:：·]\d++){{2,}}|(?<!\d)0\d++-\d++|\d{{1,2}}[:：]\d++)"
    r"|(?P<doubled>翻(?:[了上]?(?P<times>[一两二三四])番|番|倍|了?一倍))"
    rf"|(?P<half>一半|半数|(?:过半数?|大半)(?!年|天|夜|个|小时)|(?<![上下前后])半(?=个?(?:年|月|世纪|小时|天|钟头|学期)))"
    rf"|(?:(?P<parts>[百千]分之)|(?P<below>{_RUN})分之)?(?P<run>{_RUN})"
)
_SEPARATED = re.compile(r"\s?(?:[—–~～-]{1,2}|至|到)\s?")
_SPACE = re.compile(r"\s")
_INNER = re.compile("[余多几来]")
_PARTS = {"%": 1.0, "‰": 0.1, "成": 10.0}
_NEXT = re.compile(rf"(?:百分之|(?:US|HK)?[$€£¥￥])?(?P<run>{_RUN})")
_OPENS, _CLOSES = "“‘「『《〈", "”’」』》〉"
_BORDER = "，。；：！？,;:!?（）()\n"
_YEAR = re.compile(r"((?:1[89]|20)\d\d)年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?")
_SAME_CLAUSE = re.compile(
    r"(?:年?[底末初中前后]|之前|以前|以来)?[，,]?(?:(?!去年|今年|目前|现在|如今|昨)[^，。；：！？,;:!?（）()\n])*"
)
_CHANGED = re.compile(r"的(增长|增幅|涨幅|升幅|提高|上升|下降|降幅|跌幅|减少)")
_ABOUT = re.compile(r"(?:近|约|逾|超|过|超过)$")
_TOLD = re.compile(r"[达为至到共]$")
_PEOPLE = re.compile(r"[者员家师官生民人手犯警兵客工长表宾]")
_ONLY = re.compile(r"每(?![一个次当])|仅|只[有剩]|唯一|(?<!公)共(?![同和产识享])|至少|最多|至多|超过")
_HARM = re.compile("死|伤|遇难|遇害|丧生|失踪|身亡|被捕|落网|获救")
_SPOKEN_OF = re.compile(r"(?:[每这那哪同第某有新当头整上下前后]|新的)$")
_LASTED = re.compile(r"(?:历时|为期|长达|耗时|用了|花了|经过|[达了已])$")
_THEM = re.compile(r"其中(?:有|约有|的)?$")
_TRAILING = re.compile(r"(?:[和与及或、的等]|以及|情况下|(?<=..)[中里内后前时下上]|之一)+$")
_FILLING = re.compile(
    r"(?:达到?|(?:总|人)?数量?|规模|总[计共量]|合计|共[计有]?|累计|就有|约有|已经?|现有?|[为有各仅达]|只有|多达|高达|超过)*$"
)
_NO_THING = re.compile(r"[以于到至分近是会和及或年月日来后前中里内上下]$")
_COUNTING = frozenset(
    f"{_HAN_DIGIT}十几数0123456789"
)  # a noun phrase ends where one of them opens the next figure
_MARKED = re.compile(r"[，。；：！？,;:!?（）()是]|了(?!解)")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3})，(?=\d{3}(?!\d))")
# A clause before the noun: 名来自各国的执法人员.
_RELATIVE = re.compile(
    r"来自|参[加与]|出席|从事|涉及|受[到聘害]|遭[到受]|使用|支持|反对|获得|[被在由以]|对(?![策手象话方])|加强|促进|推动|提供|负责|属于|用于|位于|[具拥]有"
    r"|针对|关于|有关|旨在|造成|违反|实施"
)
# 重要 in 三个重要的问题 is no thing; 国家 in 122个国家的代表 is what is counted, but 各国 in 30名各国的代表 is not.
_ADJECTIVE = re.compile(
    r"(?:[新大小好多高低强长短同上下]|重要|主要|关键|独立|具体|明确|特殊|严重|共同|基本|核心|突出|紧迫|现实|可行|公开|简单|复杂|困难|完整|有效|可能|特定|专门|必要)$"
)
_ASPECT = re.compile("[了着过](?![解得程去])")
_SHORT = frozenset("投打买看做说想进用给换丢输赢杀开写见到有")  # verbs of one character; others have two
_HAS_HAN = re.compile(rf"[{HAN}A-Za-z]")
_HAN_ONLY = re.compile(rf"(?:[{HAN}A-Za-z·]|\d[A-Z])+")


@dataclass(frozen=True)
class _Words:
    """The patterns made of the lists in data/units.yaml."""

    scan: re.Pattern[str]
    before: re.Pattern[str]
    tail: re.Pattern[str]
    change: re.Pattern[str]
    per: re.Pattern[str]
    ends: re.Pattern[str]  # where a noun phrase ends …
    cut: re.Pattern[str]  # … and behind what one begins that stands before its figure
    takes: re.Pattern[str]
    selves: frozenset[str]  # measure words that are what they count
    bounds: Mapping[str, str]
    behind: Mapping[str, str]
    money: Mapping[str, str]
    named: Mapping[str, tuple[str, str]]
    rises: re.Pattern[str]
    pers: Mapping[str, str]


def _inverted(lists: Mapping[str, str]) -> dict[str, str]:
    return {word.translate(_SIMPLIFIED): name for name, words in lists.items() for word in words.split()}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _patterns(listed: str) -> str:
    """Any of the words, each of which may be a pattern."""
    return "|".join(sorted(listed.split(), key=lambda word: len(word.partition("(?")[0]), reverse=True))


@cache
def _words() -> _Words:
    lists = yaml.safe_load(data_file("units.yaml").read_text("utf-8"))["zh"]
    bounds, behind = _inverted(lists["before"]), _inverted(lists["behind"])
    money, pers = _inverted(lists["currencies"]), _inverted(lists["per"])
    named = {word: ("duration", name) for word, name in _inverted(lists["durations"]).items()}
    named |= {word: ("measure", name) for word, name in _inverted(lists["units"]).items()}
    verbs, takes = _patterns(lists["verbs"]), _patterns(lists["takes"])
    measures = f"{_patterns(lists['measures'])}|{_patterns(lists['selves'])}"
    units = _any(word for word in named if not word.startswith("个"))
    apart = _any(word[1:] for word in named if word.startswith("个"))
    change = f"{_patterns(lists['change']['rise'])}|{_patterns(lists['change']['fall'])}"
    unit = (
        rf"[%‰]|(?P<points>个?百分点)|(?P<fold>倍)"
        rf"|成(?P<more>[一二三四五六七八九])?(?![为功立员果都本就效熟长分人千百语品交因了绩群])"
        rf"|(?P<money>{_any(money)})(?![首旦件素化论老帅宵])"
        rf"|个(?P<inner>[多半])?(?P<apart>{apart})(?!刊)|(?P<named>{units})(?![级制度份底初末终轻年]|代(?!表))"
        rf"|(?P<measure>点(?={'|'.join(lists['points'].split())})|大(?={'|'.join(lists['greats'].split())})"
        rf"|人(?!次|[民质口工类权道士才物大数均力体间家心情格脸为造文气形机])|{measures})"
    )
    when = "(?:去年|上年|原来|原先|过去|之前|目前|现在|(?:19|20)[0-9][0-9]年)的?"
    return _Words(
        scan=re.compile(f"(?P<name>{_any(lists['names'].split())})|{_SCAN}"),
        before=re.compile(
            rf"(?P<loose>至少|最多|至多|最少)[^{_BORDER}、\d{_NUMERAL}]{{1,6}}$|(?P<word>{_any(word for word in bounds if word not in '约近')}|(?<![条公合协契签盟制节])约|(?<![附最靠临邻])近)?(?:达到|[合值有为达])?\s?(?P<money>{_any(set(money) - {'元', '块钱'})})?\s?$"
        ),
        tail=re.compile(
            rf"\s?(?:(?P<unit>{unit})(?P<half>半(?![径岛数导]))?)?(?P<behind>之?多(?![边元少样方重个])|{_any(behind)})?"
        ),
        change=re.compile(
            rf"(?:{change})(?:[高快低多大]|幅度|比例)?(?:[了到至为达在由将出近约超逾]|超过|大约|将近|接近|不足|高达|不到|{when})*$"
        ),
        per=re.compile(rf"每(?P<each>{_any(pers)})|(?P<mean>{_any(pers)})均"),
        ends=re.compile(
            rf"[{_BORDER}{_OPENS}]|\d|[{_HAN_DIGIT}十几数][{_NUMERAL}余多几]*(?:{measures})|(?:{verbs})(?!者)|(?:{takes})了"
            rf"|与(?=[^{_BORDER}]{{1,12}}(?:交流|会谈|会晤|签署|达成|通话|合作))|共(?=[邀有计同收派破抓培])"
            r"|各(?=[出自派有占投提])|(?<![上中平同高])等(?![级待候])|来(?![宾访电函信者源])|现(?=[被已在])|以(?![色上下内外前后来及])|(?<![集其空初高])中(?![国方外东央小心期学文医华亚级欧型年间立])|在(?![线校职押逃])|从(?![业事])|由(?!于)|向(?!量)|(?<![敌反相针绝应面配])对(?![象手话策外方口华])"
        ),
        cut=re.compile(
            rf"{verbs}|{takes}|每(?:{_any(pers)})?|[的了对向在从给与比较]|[”’」』》]|其中|我国|全[国省市球县]|目前|[今去明]年|(?<!各)国内"
        ),
        takes=re.compile(takes),
        selves=frozenset(["人", *(word.partition("(")[0] for word in lists["selves"].split())]),
        bounds=bounds,
        behind=behind | {"之多": "over"},
        money=money,
        named=named,
        rises=re.compile(_patterns(lists["change"]["rise"])),
        pers=pers,
    )


def find(text: str, sentence: Mapping[str, Any]) -> list[Found]:
    """The figures of one sentence, in their order.

    A figure is a numeral with a measure word, a unit, a currency or a bound; digits alone are a name, a date or a label.
    一 before a measure word is an article (一个问题), unless it stands beside other figures, is bounded (至少一名), or somebody
    came to harm.
    """
    start, end = sentence["start"], sentence["end"]
    simple = text[start:end].translate(_SIMPLIFIED)
    plain = _THOUSANDS.sub(r"\1,", simple).translate(_WIDE)
    reader = _Reader(plain, is_traditional=simple != text[start:end])
    found = reader.found()
    for one in found:
        one.span = (one.span[0] + start, one.span[1] + start)
        one.counted = one.counted and (one.counted[0] + start, one.counted[1] + start)
    return found


@dataclass
class _Number:
    low: float
    high: float | None = None
    approx: str | None = None
    is_one: bool = False  # 一, which may be an article
    is_year: bool = False  # four digits

    def times(self, scale: float, more: str | None = None) -> _Number:
        """In percent: 三成 is 30, and with more 三成五 is 35."""
        more_percent = _DIGITS[more] if more else 0
        high = None if self.high is None else self.high * scale
        return _Number(self.low * scale + more_percent, high, self.approx)


def numeral(run: str) -> _Number | None:
    """The number that a run of digits and numerals says: 3,000 · 1.2亿 · 三千二 · 七八十 (70 to 80) · 几百 · 五十余万.

    None for what is no number: 二〇二四, 百 alone, 1万1万.
    """
    if len(run) > _LONGEST:
        return None
    run = _SPACE.sub("", run).translate(_FORMAL)
    approx = None
    for lead in ("数以", "成千上", "成百上", "好几", "数", "几", "上"):
        if run.startswith(lead):
            run, approx = f"一{run.removeprefix(lead).removesuffix('计')}", "multiples"
            break
    if inner := _INNER.search(run):
        approx = approx or ("about" if inner[0] == "来" else "over")
        run = run.replace(inner[0], "")
        run = f"一{run}" if run in _ALONE else run
    pairs = [
        place
        for place in re.finditer(rf"(?=([{_HAN_DIGIT}])([{_HAN_DIGIT}]))", run)
        if _DIGITS[place[1]] * _DIGITS[place[2]]
    ]
    if len(pairs) == 1 and "点" not in run:
        at = pairs[0].start()
        low, high = _number(run[: at + 1] + run[at + 2 :]), _number(run[:at] + run[at + 1 :])
        if (
            low is None
            or high is None
            or not (_DIGITS[run[at + 1]] - _DIGITS[run[at]] == 1 or run[at : at + 2] == "三五")
        ):
            return None
        return _Number(low, high, approx)
    value = _number(run)
    if value is None:
        return None
    return _Number(float(f"{value:.15g}"), None, approx, run == "一", len(run) == 4 and run.isdigit())


def _number(run: str, larges: str = "兆亿万", *, is_inside: bool = False) -> float | None:
    """One exact number; 百 alone is none, but 百万 and 十五 are, and 三千二 is 3,200."""
    for place, large in enumerate(larges):
        head, split, rest = run.rpartition(large)
        if split:
            smaller = larges[place + 1 :]
            many = _number(head, smaller, is_inside=True) if head else 1.0 if is_inside else None
            few = _number(rest, smaller) if rest else 0.0
            if not many or few is None or few >= _LARGE[large]:
                return None
            return many * _LARGE[large] + (few * _LARGE[large] / 10 if rest in _DIGITS else few)
    match = _SECTION.fullmatch("一" + run if is_inside and run[:1] in ("百", "千") else run)
    if match is None or not run:
        return None
    thousands, hundreds, tens, ones = (_coefficient(match[name]) for name in ("千", "百", "十", "个"))
    if match["tens"]:
        tens = float(_TENS.get(match["tens"], tens or 1))
    elif match["个"] in _DIGITS and (thousands or hundreds) and "零" not in run:
        ones *= 10 if hundreds else 100
    point = "".join(str(_DIGITS[digit]) for digit in match["point"] or "")
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones + float(f"0.{point or 0}")


def _coefficient(digits: str | None) -> float:
    return (
        0.0
        if digits is None
        else float(_DIGITS.get(digits, 0) or digits.replace(",", "").replace("零", "0").replace("〇", "0"))
    )


class _Reader:
    """Reads the figures of one sentence from its start to its end. Looks at a stretch of fixed length around each."""

    def __init__(self, plain: str, *, is_traditional: bool) -> None:
        self.plain = plain
        self.is_traditional = is_traditional
        self.words = _words()
        self.borders = [
            0,
            *(place + 1 for place, letter in enumerate(plain) if letter in _BORDER),
            len(plain) + 1,
        ]
        self.years = list(_YEAR.finditer(plain))
        self.year_ends = [match.end() for match in self.years]
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
        times = _DIGITS[match["times"]] if match["times"] else 1
        return self._tied(Found("zh doubled", match.span(), "multiple", 2.0**times, change="rise")), False

    def _figure(self, match: re.Match[str]) -> tuple[Found, bool] | None:
        """The figure at a numeral, and whether it may be an article."""
        start, end = match.span()
        run = match["run"]
        if run in _ALONE and (
            _ABOUT.search(self.plain[max(0, start - 2) : start]) or self.plain[end : end + 1] == "名"
        ):
            run = f"一{run}"  # 近百人, 百名
        number = _Number(0.5) if match["half"] else numeral(run)
        if number is None:
            return None
        if match["below"] or match["half"] not in (None, "半"):
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

    def _is_name(self, start: int, number: _Number, tail: re.Match[str]) -> bool:
        """Whether a numeral is a year, part of a slogan or of a date, or a set phrase such as 两国."""
        if number.is_year and tail["named"] == "年" and not tail["half"]:
            return True
        measure = tail["measure"] or ""
        before = self.plain[max(0, start - 1) : start]
        if (
            before
            and before in _OPENS
            and any(letter in _CLOSES for letter in self.plain[start : start + _QUOTED])
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
        self, match: re.Match[str], number: _Number, tail: re.Match[str]
    ) -> tuple[_Number, re.Match[str]] | None:
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
        return _Number(low, upper.low, number.approx or upper.approx), behind

    # -- the figure

    def _share(self, match: re.Match[str], number: _Number) -> tuple[Found, bool] | None:
        """A part of a whole: 三分之二, 一半, 过半."""
        if match["below"]:
            below = numeral(match["below"])
            if below is None or not below.low or below.high or number.high:
                return None
            number = _Number(number.low / below.low, approx=number.approx)
        elif match["half"] not in ("一半", "半数"):
            number.approx = "over"
        return self._made("multiple", number, match.start(), self._tail(match.end()))

    def _united(self, number: _Number, start: int, tail: re.Match[str]) -> tuple[Found, bool] | None:
        before = self.words.before.search(self.plain, self._clause(start), start)
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
        self, number: _Number, start: int, tail: re.Match[str], kind: str, unit: str
    ) -> tuple[Found, bool] | None:
        if number.is_one and (kind == "measure" or _SPOKEN_OF.search(self.plain[max(0, start - 2) : start])):
            return None
        if unit in ("degree", "watt") and not self.plain[start].isdigit():
            return None
        half = 0.5 if tail["half"] or tail["inner"] == "半" else 0.0
        approx = "over" if tail["inner"] == "多" else number.approx
        return self._made(kind, _Number(number.low + half, number.high, approx), start, tail, unit=unit)

    def _bare(
        self, number: _Number, start: int, tail: re.Match[str], before: re.Match[str] | None
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
        self, kind: str, number: _Number, start: int, tail: re.Match[str], unit: str | None = None
    ) -> tuple[Found, bool]:
        before = self.words.before.search(self.plain, self._clause(start), start)
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
        return self._tied(self._counting(one, tail, first)), number.is_one

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
            if _SAME_CLAUSE.fullmatch(self.plain, year.end(), start) and start - year.end() < 2 * _WINDOW:
                one.date = "-".join(part.zfill(2) for part in year.groups() if part)
        if last and one.kind == last.kind and (one.currency, one.unit) != (last.currency, last.unit):
            between = self.plain[last.span[1] : start]
            if between in ("（", "(") or (
                between == "，" and self.plain[start : start + 2] in ("约合", "折合")
            ):
                one.equals = last
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
                one.counted = self._thing_after(end)
            return one
        is_self = measure in self.words.selves
        one.counted = (
            None
            if is_self
            else self._thing_after(
                end, self.plain[max(0, first - 1) : first], is_person=measure in ("名", "位")
            )
        )
        if (
            one.counted is None
            and measure not in ("次", "死", "伤")
            and (measure != "国" or self.plain[first - 1 : first] == "国")
        ):
            one.counted = self._thing_before(first, is_person=measure[:1] == "人")
        if one.counted is None and (is_self or measure == "户"):
            place = tail.start("measure")
            one.counted = (place, place + len(measure))
        if one.counted is None or is_self:
            one.of_them = bool(_THEM.search(self.plain[max(0, first - 4) : first])) and not is_self
        return one

    def _thing_after(self, at: int, before: str = "", *, is_person: bool = False) -> Span | None:
        """The noun phrase behind a measure word: up to a verb, a mark or the next figure."""
        at += self.plain[at : at + 1] == "的"
        if self.plain[at : at + 1] in tuple("、和与及或"):
            return None
        if _RELATIVE.match(self.plain, at):
            mark = self.plain.find("的", at, at + _THING)
            if mark < 0 or _MARKED.search(self.plain, at, mark):
                return None
            at = mark + 1
        limit = min(at + _THING, len(self.plain))
        stop = self.words.ends.search(self.plain, at, limit)
        if not stop and limit < len(self.plain) and "的" not in self.plain[at:limit]:
            return None
        end = stop.start() if stop else limit
        if before in tuple("在从向为由与给对") and (verb := self.words.takes.search(self.plain, at + 1, end)):
            end = verb.start()  # 在三个城市建设数据中心
        if (
            stop
            and stop[0][-1] not in _BORDER
            and self.plain[end - 1] not in "和与及、的"
            and stop[0][0] in _COUNTING
        ):
            end = max(at, self.plain.rfind("、", at, end)) if "、" in self.plain[at:end] else end
        if aspect := _ASPECT.search(self.plain, at, end):
            end = max(at, aspect.start() - (1 if self.plain[aspect.start() - 1] in _SHORT else 2))
        phrase = self.plain[at:end]
        owner = phrase.partition("的")[0]
        is_whole = _ADJECTIVE.search(owner) or (is_person and not _PEOPLE.match(owner[-1:]))
        phrase = _TRAILING.sub("", phrase if is_whole and (stop or end == len(self.plain)) else owner)
        return (at, at + len(phrase)) if _HAS_HAN.search(phrase) and not _NO_THING.fullmatch(phrase) else None

    def _thing_before(self, start: int, *, is_person: bool) -> Span | None:
        """The noun phrase that stands before its figure: 抓获犯罪嫌疑人1196名, 参会代表2100人."""
        begin = max(self._clause(start), self.free)
        begin = max(begin, self.plain.rfind("、", begin, start) + 1)
        stretch = self.plain[begin:start]
        stretch = stretch[: len(stretch) - len(_FILLING.search(stretch)[0])]  # type: ignore[index]
        cuts = [match.end() for match in self.words.cut.finditer(stretch)]
        at = begin + (cuts[-1] if cuts else 0)
        phrase = _TRAILING.sub("", self.plain[at : begin + len(stretch)])
        if len(phrase) < 2 or not _HAN_ONLY.fullmatch(phrase) or _NO_THING.search(phrase):
            return None
        if is_person and not _PEOPLE.match(phrase[-1]):
            return None  # 现场有七八十人
        return at, at + len(phrase)

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
