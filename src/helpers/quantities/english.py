"""English figures: numbers with what bounds them, their units, what they count, and how they changed.

A sentence is read once from left to right; each number looks at a window of its neighbours of fixed width, so that no
text takes more time than its length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.quantities import around, counted, nothing, numerals
from helpers.quantities.around import Left
from helpers.quantities.found import Found, Span
from helpers.quantities.lexicon import Unit, english
from helpers.quantities.numerals import Numeral

# A number, or a month, which may begin a date; all else is passed over at the speed of the regular expression.
_START = re.compile(rf"(?<![\w.])(?:{nothing.MONTH}|{numerals.START})|(?<=[A-Z]{{2}})\d|(?<=[$£€][A-Z])\d")
_REST = re.compile(r"[\w.,/:’'-]*\w")  # what is glued to a number that is none
_GLUED = re.compile(r"\w[-‑–/.:,’'_&+@]\Z|[#§@_/]\s?\Z")
_LINK = re.compile(r"[-\s]to-|\s*(?P<link>to|through|and|or|[-–—‑~])\s*", re.I)
_OF, _AN = re.compile(r"\s+of\s+", re.I), re.compile(r"\s+an?\s+", re.I)
_IN = re.compile(r"\s+(?:in|of)\s+(?:(?:new|additional|total|annual)\s+)?(?=[a-z])")
_COMPOUND = re.compile(r"[-‑](?P<noun>[^\W\d_]+)")
_APART = re.compile(r"\s+(?P<noun>[^\W\d_]+)\s+[a-z]")
_FOLD = re.compile(r"[\s-]?fold\b|x\b", re.I)
_TIMES = re.compile(
    r"[\s-]times(?=\s+(?:as|the|more|higher|larger|greater|bigger|its|their|that|faster|lower|less|over|what)\b)",
    re.I,
)
# After 'double' where it is a verb, or compares.
_TWICE_AS = re.compile(
    r"\s+(?:as|the|that|what|its|their|his|her|our|in|by|over|from|since|to|between|every|\d)\b|\s*[.,;]|\s*\Z",
    re.I,
)
_RATIO = re.compile(
    rf"\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<of>\d{{1,3}}(?:,000)?(?![\w,.%])|(?:{numerals.WORD})(?![\w-]))"
    r"(?!\s+(?:years?|months?|weeks?|days?|hours?|minutes?|percent|per|million|billion)\b)",
    re.I,
)
_OLD = re.compile(r"[\s-](?:olds?|of[\s-]age)\b", re.I)
_AGED = re.compile(
    r"(?:\b[A-Z][\w.’'-]+,|\b(?i:aged?|age\s+of|(?:he|she|i)\s+(?:is|was|will\s+be|turned|turns)))\s+\Z"
)
_AGE_ENDS = re.compile(r"\s*(?:[,;.)]|\Z|(?:by|when|and|on|at)\b)")
_EVERY = re.compile(r"\bevery\s+\Z", re.I)
_FOR_OVER = re.compile(r"\b(?:for|in|of|just|well|little|take[ns]?|took|lasted|spent)\s+\Z", re.I)
_THE = re.compile(r"\b(?:the|these|our|those)\s+\Z", re.I)
_NO_ONE = re.compile(
    r"(?:\b(?:no|any|every|each|this|that|which|the|some|not|another|loved|at|day)[\s-]+|[’'])\Z", re.I
)
_IDLE = re.compile(r"(?:day|point|second)\Z")  # 'one day', 'at one point': no figures
_ORDINAL = re.compile(r"\b(?:first|second|other|latter|better|one|third|fourth)\s+\Z", re.I)
_ONE_OF = re.compile(r"\s+of\s+(?!us\b|you\b|them\b|those\b|these\b)", re.I)
_SUPERLATIVE = re.compile(r"\s+of\s+(?:the|our|its|their|his|my)\s+(?:\w+\s+)?(?:most|best|worst|\w+est|first|few|many|main|key|major|top|leading|things|ways|reasons)\b", re.I)  # fmt: skip
_NO_COUNT = frozenset(
    [
        "day",
        "way",
        "thing",
        "time",
        "point",
        "side",
        "hand",
        "other",
        "another",
        "more",
        "size",
        "voice",
        "moment",
    ]
)
_MEASURES = re.compile(
    r"\b(?:to|by|at|of|was|were|is|are|be|reach(?:ed)?|hit|total(?:l?ed|ing)?|stood|stands|another|equals?|scored|number(?:ed|ing)?|kill(?:ed|ing)|fell|rose|than)\s+\Z",
    re.I,
)
_ENDS = re.compile(
    r"\s*(?:[.,;:)?!—–]|\Z|\b(?:in|by|on|at|for|from|to|and|or|while|but|last|this|compared|since|during|after|before|as|with)\b)",
    re.I,
)
_AGAIN = re.compile(
    r"\s*[(\[]\s*(?:or\s+)?|,?\s+or\s+", re.I
)  # before an amount told again in another currency
_CLAUSE = re.compile(r"[;:]|\b(?:while|whereas|but|who)\b", re.I)
_GAP = 60  # characters between a figure and the date to which its clause ties it


def find(text: str, sentence: Mapping[str, Any]) -> list[Found]:
    """The figures of one sentence, in their order."""
    line = text[sentence["start"] : sentence["end"]]
    if not _START.search(line):
        return []
    reader = _Reader(line)
    reader.read()
    _tie(line, reader.found, reader.dates)
    for one in reader.found:
        one.span = _moved(one.span, sentence["start"])
        one.counted = one.counted and _moved(one.counted, sentence["start"])
    return reader.found


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


class _Reader:
    """One sentence on its way: what was found, the dates, and where a number ends that a label names."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.found: list[Found] = []
        self.dates: list[nothing.Date] = []
        self.labelled = -1
        words = re.findall(r"[^\W\d_]{4,}", line[:300])
        self.is_title = len(words) > 1 and sum(word[0].isupper() for word in words) > 0.7 * len(words)

    def read(self) -> None:
        at = 0
        for match in _START.finditer(self.line):
            if match.start() >= at:
                at = self._passed(match.start()) or self._read(match.start())

    def _passed(self, start: int) -> int:
        """Where a number ends that counts nothing by its own form; 0 where it may be a figure."""
        line = self.line
        end, date = nothing.date(line, start)
        if date:
            self.dates.append(date)
        if end or not line[start].isdigit():
            return end
        if end := nothing.chain(line, start):
            return end
        end = nothing.year(line, start)
        if end and nothing.is_dated(line, start):
            self.dates.append(nothing.Date(start, end, line[start:end]))
            return end
        return 0

    def _read(self, start: int) -> int:
        """Read the figure that begins at a place, if one does, and say where to go on."""
        line = self.line
        left = around.before(line, start)
        number = numerals.read(line, start, is_money=bool(left.currency))
        rest = _REST.match(line, start)
        passed = rest.end() if rest else start + 1
        if number is None or _GLUED.search(line, max(0, left.start - 3), left.start):
            return passed
        if (one := self._figure(start, left, number)) is None:
            if nothing.is_label(nothing.word_before(line, start)) or self._follows_label(start):
                self.labelled = number.end
            return max(passed, number.end) if line[start].isdigit() else number.end
        if one.rule != "every":
            one.change = one.change or around.change(line, one.span[0], one.span[1], one.kind)
        if one.value < 0 and one.kind == "percentage":
            one.change = "fall"
        self._tell_again(one)
        self.found.append(one)
        return one.span[1]

    def _tell_again(self, one: Found) -> None:
        """'300 million yuan ($44 million)': the second tells the first again."""
        last = self.found[-1] if self.found else None
        if last and _AGAIN.fullmatch(self.line, last.span[1], one.span[0]):
            is_bracket = self.line[last.span[1] : one.span[0]].strip()[:1] in ("(", "[")
            is_money = one.kind == last.kind == "money" and one.currency != last.currency
            is_measure = is_bracket and one.kind == last.kind == "measure" and one.unit != last.unit
            if is_money or is_measure:
                one.equals = last.equals or last

    def _follows_label(self, start: int) -> bool:
        return 0 <= start - self.labelled < 12 and nothing.joins(self.line, self.labelled, start)

    def _figure(self, start: int, left: Left, number: Numeral) -> Found | None:
        """The figure of a number; None where it counts nothing."""
        line, end = self.line, number.end
        if number.form in ("times", "fold"):
            return self._multiple(left, number)
        passed = {"multiples": _OF, "fraction": _AN}.get(number.form)
        if passed and (over := passed.match(line, end)):
            end = over.end()
        unit, unit_end = around.unit(line, end)
        if unit is None and line[number.end : number.end + 1].isalpha() and not _FOLD.match(line, number.end):
            return None
        if left.currency:
            is_named = unit is not None and unit.kind == "money"
            unit, unit_end = (
                Unit("money", None, currency=left.currency),
                unit_end if is_named else number.end,
            )
        high, last = None, number
        if number.form in ("digits", "words"):
            number, high, last, unit, unit_end = self._range(left, number, unit, unit_end)
        if unit is None:
            return self._share(left, number) or self._count(start, left, number, high, last)
        if (
            number.form == "words"
            and number.value == 1
            and (unit.name in ("day", "point") or _NO_ONE.search(line, max(0, start - 9), start))
        ):
            if line[number.end : number.end + 1] != "-":
                return None
        if self._follows_label(start) and unit.kind == "measure":
            return None
        return self._measured(left, number, high, unit, unit_end)

    def _range(
        self, left: Left, low: Numeral, unit: Unit | None, end: int
    ) -> tuple[Numeral, float | None, Numeral, Unit | None, int]:
        """With the upper end of a range where one follows: lower number, upper value, last number, unit and its end."""
        line = self.line
        alone = low, None, low, unit, end
        link = _LINK.match(line, end)
        if not link or nothing.chain(line, link.end()) or nothing.date(line, link.end())[0]:
            return alone
        word = (link["link"] or "to").lower()
        currency, at = around.sign(line, link.end())
        high = numerals.read(line, at, is_money=bool(currency))
        if high is None or high.form not in ("digits", "words"):
            return alone
        its_unit, its_end = around.unit(line, high.end)
        if currency:
            its_unit, its_end = Unit("money", None, currency=currency), high.end
        is_shared = its_unit is None and unit is not None and unit.kind == "money"
        if (its_unit is None and line[high.end : high.end + 1].isalpha()) or (
            unit and its_unit != unit and not is_shared
        ):
            return alone
        value = low.value
        if low.scale == 1 and low.value < high.value / high.scale:
            value *= high.scale
        if value >= high.value and not (left.link == "from" and word == "to"):
            return alone
        if word == "and" and left.link != "between":
            return alone
        if word == "or" and high.value > max(2 * value, value + 2):
            return alone
        if word == "to" and not its_unit and nothing.year(line, link.end()) and value < 1000:
            return alone
        first, second = sorted((value, high.value))
        return low._replace(value=first), second, high, its_unit or unit, its_end if its_unit else high.end

    def _measured(self, left: Left, number: Numeral, high: float | None, unit: Unit, end: int) -> Found:
        """A figure with a unit."""
        line = self.line
        one = Found(
            number.form, (left.start, end), unit.kind, -number.value if left.is_negative else number.value, high,
            left.approx, unit.name, unit.currency, per=unit.per,
        )  # fmt: skip
        end = self._bounded(one, number, end)
        if unit.kind == "duration":
            if age := _OLD.match(line, end):
                one.rule, one.span = "age", (one.span[0], age.end())
                return one
            if every := _EVERY.search(line, max(0, left.start - 8), left.start):
                one.rule, one.span = "every", (every.start(), end)
            if one.approx == "over" and not _FOR_OVER.search(line, max(0, left.start - 12), left.start):
                one.approx = None  # 'over ten years' is during them
        if not one.per:
            one.per, end = around.per(line, end)
            if one.per:
                one.span = one.span[0], end
        if unit.kind == "money":
            match = _IN.match(line, end)
            one.counted = counted.phrase(line, match.end(), 1) if match else None
        elif unit.kind != "duration":
            one.counted = counted.after_of(line, end, 2)
            if unit.currency == "GBP" and one.counted:
                one.kind, one.unit, one.currency = "measure", "pound-mass", None
        return one

    def _bounded(self, one: Found, number: Numeral, end: int) -> int:
        """Take what bounds a figure from behind; say where the figure ends."""
        approx, last = around.behind(self.line, end)
        if approx and not one.approx:
            one.approx, one.span, end = approx, (one.span[0], last), last
        if number.form == "multiples":
            one.approx = one.approx or "multiples"
        return end

    def _multiple(self, left: Left, number: Numeral) -> Found | None:
        """Twice, doubled, tenfold."""
        line = self.line
        start = left.start
        one = Found(number.form, (start, number.end), "multiple", number.value, approx=left.approx)
        if number.form == "fold":
            return one
        word = line[: number.end].rpartition(" ")[2].lower()
        if word in ("twice", "thrice"):
            if _TWICE_AS.match(line, number.end) and line[number.end :].lstrip()[:1] not in (".", ",", ";", ""):  # fmt: skip
                return one
            one.per, end = around.per(line, number.end)
            one.kind, one.span = "count", (start, end)
            return one if one.per else None
        if not _TWICE_AS.match(line, number.end) and not word.endswith(("d", "ing")):
            return None
        one.change = "fall" if number.value < 1 else "rise"
        return one

    def _share(self, left: Left, number: Numeral) -> Found | None:
        """A third of the members, one in four women."""
        line = self.line
        if number.form == "fraction":
            if _ORDINAL.search(line, max(0, left.start - 8), left.start):
                return None
            whole = counted.after_of(line, number.end, 2) or counted.whole(line, number.end)
            return Found("fraction", (left.start, number.end), "multiple", number.value, approx=left.approx, counted=whole)  # fmt: skip
        ratio = _RATIO.match(line, number.end) if number.scale == 1 and number.value < 100 else None
        of = ratio and numerals.read(line, ratio.start("of"))
        if not ratio or not of or of.value <= number.value or around.unit(line, ratio.end())[0]:
            return None
        thing = counted.phrase(line, ratio.end(), 2)
        if not thing and "out" not in ratio[0].lower():
            return None
        return Found("ratio", (left.start, ratio.end()), "multiple", number.value / of.value, approx=left.approx, counted=thing)  # fmt: skip

    def _count(
        self, start: int, left: Left, number: Numeral, high: float | None, last: Numeral
    ) -> Found | None:
        """A figure without a unit: a count, an age, or a bare number where the words around it measure."""
        line, end = self.line, last.end
        if self._is_name(start, left, number, last):
            return None
        value = -number.value if left.is_negative else number.value
        one = Found(number.form, (left.start, end), "count", value, high, left.approx)
        if times := _TIMES.match(line, end) or _FOLD.match(line, end):
            one.kind, one.span = "multiple", (left.start, times.end())
            return one
        if joined := _COMPOUND.match(line, end):
            one.rule, one.counted = "compound", joined.span("noun")
            return one if joined["noun"].lower() in english().lists["compounds"] else None
        end = self._bounded(one, number, end)
        if (them := counted.of_them(line, end)) and number.form != "multiples":
            one.of_them = True
            return one if number.value != 1 or number.form == "digits" else None
        del them
        is_one = number.form == "words" and number.value == 1
        if is_one and (_NO_ONE.search(line, max(0, start - 9), start) or _SUPERLATIVE.match(line, end)):
            return None
        if number.form == "multiples":
            over = _OF.match(line, end)
            one.counted = counted.phrase(line, over.end() if over else end, 2)
            return one if one.counted else None
        one.counted = counted.phrase(line, end, high or number.value)
        if not one.counted and (not is_one or _ONE_OF.match(line, end)):
            one.counted = counted.after_of(line, end, 2)
        if not one.counted:
            return self._bare(start, left, one, number, end)
        noun = line[slice(*one.counted)].lower()
        if is_one and (noun.partition(" ")[0] in _NO_COUNT or noun in _NO_COUNT):
            return None
        if number.value == 2 and _THE.search(line, max(0, left.start - 6), left.start) and noun in english().lists["both"]:  # fmt: skip
            return None
        if not one.per:
            one.per, _ = around.per(line, one.counted[1])
        return one

    def _is_name(self, start: int, left: Left, number: Numeral, last: Numeral) -> bool:
        """Whether a number names something: a part, a product, a year, an address, an item of a list."""
        line, end = self.line, last.end
        if nothing.is_marker(line, start, end) or self._follows_label(start):
            return True
        if left.approx or left.is_negative:
            return False
        before = nothing.word_before(line, start)
        if nothing.is_label(before):
            return True
        is_plain = line[start:end].isdigit()
        noun = None
        if is_plain and nothing.year(line, start):
            noun = counted.phrase(line, end, 2)
            if not noun or line[noun[0]].isupper() or line.count(" ", *noun) > 1:
                return True
        is_capital = before[:1].isupper() and before[-1].isalnum() and not nothing.is_function(before)
        if is_capital and (is_plain or line[start].isupper()):
            return not (self.is_title and (noun or counted.phrase(line, end, 2)))
        return False

    def _bare(self, start: int, left: Left, one: Found, number: Numeral, end: int) -> Found | None:
        """A number that nothing follows which it could count."""
        line = self.line
        if (
            _AGED.search(line, max(0, start - 32), start)
            and _AGE_ENDS.match(line, end)
            and 1 <= number.value < 120
            and not one.high
        ):
            one.rule, one.kind, one.unit = "age", "duration", "year"
            return one
        apart = _APART.match(line, end)
        if apart and apart["noun"] in english().lists["compounds"]:
            one.rule, one.counted = "compound", apart.span("noun")
            return one
        if number.form != "digits" and not (one.approx or number.scale > 1):
            return None
        is_written = number.scale > 1 or not line[start : number.end].isdigit()
        if not _ENDS.match(line, end) or not (
            is_written or one.approx or _MEASURES.search(line, max(0, left.start - 14), left.start)
        ):
            return None
        return one


def _tie(line: str, found: Sequence[Found], dates: Sequence[nothing.Date]) -> None:
    """Give figures the dates of their clauses: the next one behind, or the one that opens the sentence."""
    for n, one in enumerate(found):
        if one.kind == "duration":
            continue
        nearest = found[n + 1].span[0] if n + 1 < len(found) else len(line)
        for date in dates:
            gap = line[one.span[1] : date.start]
            if (
                one.span[1] <= date.start <= min(nearest, one.span[1] + _GAP) and not _CLAUSE.search(gap)
            ) or (
                date.end <= one.span[0]
                and date.start < 12
                and not _CLAUSE.search(line, date.end, one.span[0])
            ):
                one.date = one.date or date.value
