"""English figures: numbers with what bounds them, their units, what they count, and how they changed.

A sentence is read once from left to right; each number looks at a window of its neighbours of fixed width, so that no
text takes more time than its length.
"""
# ruff: noqa: PLR0911 (a rule that does not fit is left at once)

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any

from helpers.quantities import ages, around, counted, nothing, numerals
from helpers.quantities.around import Left
from helpers.quantities.found import Found, Span
from helpers.quantities.lexicon import Unit, english
from helpers.quantities.numerals import Numeral

# A number, or a month, which may begin a date; all else is passed over at the speed of the regular expression.
_START = re.compile(rf"(?<![\w.])(?:{nothing.MONTH}|{numerals.START})|\d(?<=[A-Z]{{2}}\d|[$£€][A-Z]\d)")
_REST = re.compile(r"[\w.,/:’'-]*\w")  # what is glued to a number that is none
_GLUED = re.compile(r"\w[-‑–/.:,’'_&+@=%?]\Z|[#§@_/]\s?\Z")
_LINK = re.compile(r"[-‑\s]*(?P<link>to|through|and|or)[-‑\s]+|(?P<sign>[-–—‑~])\s*|\s+[-–—‑~]\s+", re.I)
_OF, _AN = re.compile(r"\s+of\s+", re.I), re.compile(r"\s+(?:of\s+)?an?\s+", re.I)
_IN = re.compile(
    rf"\s+(?:in|of)\s+(?!{nothing.MONTH}|(?:order|addition|return|total|all|part|response|exchange|turn|favou?r|place|advance|time)\b)(?=[^\W\d_])"
)
_COMPOUND = re.compile(r"[-‑](?!(?:plus|odd)\b)(?P<noun>[^\W\d_]+)")
# 'seven of the 13 ships'
_OF_NUMBER = re.compile(
    rf"\s+(?:out\s+)?of\s+(?:(?:the|its|their|our)\s+)?(?:\d[\d,]*+|(?:{numerals.WORD})(?![^\W_]))", re.I
)
_WEIGHS = re.compile(r"\b(?:weigh(?:s|ed|ing|t)?|drop(?:s|ped|ping)?|lift(?:s|ed|ing)?|lost|los(?:es?|ing)|gain(?:s|ed|ing)?|shed(?:ding)?|carr(?:y|ie[sd]|ying)|payload)\b", re.I)  # fmt: skip
_HEAVIER = re.compile(r"\s+(?:heavier|lighter|overweight|underweight|in\s+weight)\b", re.I)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
# A noun in the singular: 'a three course meal'.
_APART = re.compile(r"\s+(?!and\b|or\b)(?P<noun>[a-z]+(?<!ed)(?<!ing))\b")
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
    rf"\s+(?:in|out\s+of|of(?=\s+every))\s+(?:every\s+)?(?P<of>\d{{1,3}}(?:,000)?(?![\w,.%])|(?:{numerals.WORD})(?![\w-]))"
    r"(?!\s+(?:years?|months?|weeks?|days?|hours?|minutes?|percent|per|million|billion)\b)",
    re.I,
)
_BY = re.compile(r"\bby\s+\Z", re.I)
_PER = re.compile(r"\bper\s+\Z", re.I)
_EVERY = re.compile(r"\bevery\s+\Z", re.I)
_FOR_OVER = re.compile(
    r"\b(?:for|in|of|with|has|have|had|is|was|were|after|just|well|little|take[ns]?|took|lasted|spent|served|worked|waited|lived)\s+\Z",
    re.I,
)
_AGO = re.compile(r"\s+(?:ago|old|later)\b", re.I)
_THE = re.compile(r"\b(?:the|these|our|those)\s+\Z", re.I)
_NO_ONE = re.compile(
    r"(?:\b(?:no|any|every|each|this|that|which|the|some|not|another|loved|at|day)[\s-]+|[’'])\Z", re.I
)
_ANY_ONE = re.compile(r"\b(?:no|not|any|every|each|which|some|the|this)[\s-]+\Z", re.I)
_ORDINAL = re.compile(r"\b(?:first|second|other|latter|better|one|third|fourth)\s+\Z", re.I)
# Of 'one of only 22 signatories' up to what is counted.
_ONE_OF = re.compile(
    rf"(?:\s+or\s+more)?\s+of\s+(?:(?:the|these|those|our|their|its|his|her|my|your|this|that)\s+)?(?:(?:only|just|about|some|at\s+least|several|many|few)\s+)*(?:(?:\d[\d,]*|{numerals.WORD})\s+)?(?!days\b)",
    re.I,
)
_NAMES = re.compile(r"\s+(?:block\s+of|index(?:es)?|o['’]clock)\b", re.I)  # of a street, stocks, an hour
_GROUP_OF = re.compile(r"\b(?:Group|Committee)\s+of\s+\Z")
_ON_ONE = re.compile(r"on\s+one\s+(?:hand|side)\b", re.I)
_HOPES = re.compile(r"\w+(?<![su])s")  # 'one hopes'
# Before a bare number that measures: 'fell to 74.07'.
_MEASURES = re.compile(
    r"\b(?:to|by|at|of|was|were|is|are|be|had|has|have|reach(?:ed)?|hit|total(?:l?ed|ing)?|stood|stands|another|possible|equals?|number(?:ed|ing)?"
    r"|scor(?:ed|es|ing)|averag(?:ed?|es|ing)|add(?:ed|s|ing)|won|wins|lost|made|(?:kill|injur|wound|hurt|arrest|detain|hospitali[sz])(?:ed|ing)?|fell|rose"
    r"|than|(?:up|down)\s+from|compared\s+(?:with|to)|versus|against)\s+\Z",
    re.I,
)
_ENDS = re.compile(
    r"\s*(?:[.,;:)?!—–]|\Z|\b(?:in|by|on|at|for|from|to|and|or|while|but|last|this|compared|since|during|after|before|as|with)\b)",
    re.I,
)
# 'About 1,000 come from Asia', 'of which 75 are …'.
_SUBJECT = re.compile(
    r"\s+(?:(?:more|others?)\s+)?(?:are|were|have|had|come|came|died|remain(?:ed)?|survived|attended|voted"
    r"|injured|wounded|hurt|killed|arrested|detained|hospitali[sz]ed|displaced|rescued|charged)\b"
)
# Before a number word that stands alone: 'a crew of seven', 'there are two'.
_MANY_OF = re.compile(r"\b(?:(?:crew|family|group|team|party|panel|total|gang|population|squad|jury|maximum|minimum|average|gain|loss|lead|majority|margin|score)\s+of|[Tt]here\s+(?:are|were))\s+\Z")  # fmt: skip
_LAST_WORD = re.compile(r"\w+\Z")
_MINUS = re.compile(r"\s-\Z")
_PERIOD = re.compile(rf"\s+(?:and|or|to|until|through)\s+{nothing.YEAR}(?![\w%]|[.,]\d)")
_MILLIONS = re.compile(r"[\d.,]++m(?=\s)")  # '1.5m users'
_WIDE = re.compile("[０-９]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OR = re.compile(r",?\s+or\s+")
# Before an amount told again in another currency.
_AGAIN = re.compile(r"\s*[(\[]\s*(?:or\s+)?|,?\s+or\s+", re.I)
_CLAUSE = re.compile(r"[;:]|\b(?:while|whereas|but|who)\b", re.I)
_GAP = 60  # characters between a figure and the date behind it to which its clause ties it
_OPENS = 12  # characters before a date that opens a sentence
_FAR = 240  # characters before the last figure that it holds for


def find(text: str, sentence: Mapping[str, Any]) -> list[Found]:
    """The figures of one sentence, in their order."""
    line = text[sentence["start"] : sentence["end"]]
    if not line.isascii() and _WIDE.search(line):
        line = line.translate(_NARROW)
    if not numerals.may_hold(line):
        return []
    reader = _Reader(line)
    reader.read()
    _tie(line, reader.found, reader.dates)
    for one in reader.found:
        one.move(sentence["start"])
    return reader.found


class _Reader:
    """One sentence on its way: what was found, the dates, and where a number ends that a label names."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.found: list[Found] = []
        self.dates: list[nothing.Date] = []
        self.labelled = -99  # before any sentence

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
            if period := _PERIOD.match(line, end):
                return period.end()  # 'between 2019 and 2021' is no one date
            self.dates.append(nothing.Date(start, end, line[start:end]))
            return end
        return 0

    def _read(self, start: int) -> int:
        """Read the figure that begins at a place, if one does, and say where to go on."""
        line = self.line
        left = around.before(line, start, self.found[-1].span[1] if self.found else 0)
        number = numerals.read(line, start, is_money=bool(left.currency))
        rest = _REST.match(line, start)
        passed = rest.end() if rest else start + 1
        is_product = line.endswith("PS", 0, start) and passed == start + 1
        is_attached = (
            start > 0 and line[start - 1].isalpha() and (is_product or not left.currency)
        )  # CO2, PS4
        if number is None or is_attached or _GLUED.search(line, max(0, left.start - 3), left.start):
            return passed
        if (one := self._figure(start, left, number)) is None:
            if nothing.is_label(nothing.word_before(line, start)) or self._follows_label(start):
                self.labelled = number.end
            return max(passed, number.end) if line[start].isdigit() else number.end
        if one.rule != "every":
            one.change = one.change or around.change(line, one.span[0], one.span[1], one.kind)
        if one.value < 0 and one.kind == "percentage":
            one.change = "fall"
        if self.found and _PER.search(line, max(0, left.start - 5), left.start):
            end = one.counted[1] if one.counted else one.span[1]
            self.found[-1].per = " ".join(line[one.span[0] : end].split())  # '26.6 deaths per 100,000 births'
            return end
        self._tell_again(one)
        self.found.append(one)
        return one.span[1]

    @cached_property
    def is_title(self) -> bool:
        """Whether most words have capitals, so that those before a number make it no name."""
        words = re.findall(r"[^\W\d_]{4,}", self.line[:300])
        return len(words) > 1 and sum(word[0].isupper() for word in words) > 0.7 * len(words)

    def _tell_again(self, one: Found) -> None:
        """'300 million yuan ($44 million)': the second tells the first again."""
        if not self.found:
            return
        last, line = self.found[-1], self.line
        if _OR.fullmatch(line, max(last.span[1], last.counted[1] if last.counted else 0), one.span[0]):
            one.change = one.change or last.change  # 'grew by 1,200 posts or 2 percent'
        if _AGAIN.fullmatch(line, last.span[1], one.span[0]):
            is_bracket = line[last.span[1] : one.span[0]].lstrip()[:1] in ("(", "[")
            is_money = one.kind == last.kind == "money" and one.currency != last.currency
            is_measure = is_bracket and one.kind == last.kind == "measure" and one.unit != last.unit
            if is_money or is_measure:
                one.equals = last.equals or last
            if is_measure:
                one.approx = one.approx or last.approx  # 'under 9 ksi (62 MPa)'; money is told again rounded

    def _is_of_year(self, start: int, unit: str) -> bool:
        """Whether a number before a unit in capitals is the year of a name: 'the 2000 Millennium Summit'."""
        return bool(nothing.year(self.line, start)) and unit.lstrip(" -")[:1].isupper() and not self.is_title

    def _follows_label(self, start: int) -> bool:
        return 0 <= start - self.labelled < 12 and nothing.joins(self.line, self.labelled, start)

    def _figure(self, start: int, left: Left, number: Numeral) -> Found | None:
        """The figure of a number; None where it counts nothing."""
        line, end = self.line, number.end
        if left.is_negative:
            number = number._replace(value=-number.value)
        if number.form in ("times", "fold"):
            return self._multiple(left, number)
        passed = {"multiples": _OF, "fraction": _AN}.get(number.form)
        if passed and (over := passed.match(line, end)):
            end = over.end()
        if _MILLIONS.match(line, start) and counted.phrase(line, end + 1, 2):
            number = numerals.read(line, start, is_money=True) or number
            end = number.end
        unit, unit_end = around.unit(line, end)
        if unit and abs(number.value) < unit.least:
            unit, unit_end = None, end
        is_joined = line[number.end : number.end + 1].isalpha() and not _FOLD.match(line, number.end)
        is_code = unit is None and is_joined and "." not in line[start : number.end]
        if is_code or (unit and unit.kind == "duration" and self._is_of_year(start, line[end:unit_end])):
            return None  # 5G, 1080p; but 0.5x may be a unit that is not known
        if left.currency:
            unit_end = unit_end if unit and unit.kind == "money" else number.end
            unit = Unit("money", None, currency=left.currency)
        high, last = None, number
        if number.form in ("digits", "words"):
            number, high, last, unit, unit_end = self._range(left, number, unit, unit_end)
        if unit is None:
            if number.form == "fraction":
                return self._fraction(left, number)
            return self._ratio(left, number) or self._count(start, left, number, high, last)
        is_one = number.form == "words" and number.value == 1 and line[number.end : number.end + 1] != "-"
        if is_one and (unit.name == "day" or _NO_ONE.search(line, max(0, start - 9), start)):
            return None  # 'one day', 'at one point'
        if unit.kind == "measure" and (self._follows_label(start) or self._is_seat(start, number, unit_end)):
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
        at = link.end() + line.startswith("−", link.end())
        is_negative = (
            at > link.end() or bool(_MINUS.search(line, link.start("link"), at)) if link["link"] else False
        )
        currency, at = around.sign(line, at)
        high = numerals.read(line, at, is_money=bool(currency or left.currency))
        if high and is_negative:
            high = high._replace(value=-high.value)
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
        is_suspended = link["link"] and not link[0][0].isspace()  # 'from 95- to 67 million'
        if low.scale == 1 and (is_suspended or low.value < high.value / high.scale):
            value *= high.scale
        if value >= high.value and not (left.link == "from" and word == "to"):
            return alone
        if word == "and" and left.link != "between":
            return alone
        if word == "or" and high.value > max(2 * value, value + 2):
            return alone
        if word == "to" and value * 5 < high.value and self._is_size(left.start, unit):
            return alone  # 'fell $5 to $80'
        if word == "to" and not its_unit and nothing.year(line, link.end()) and value < 1000:
            return alone
        first, second = sorted((value, high.value))
        return low._replace(value=first), second, high, its_unit or unit, its_end if its_unit else high.end

    def _is_seat(self, start: int, number: Numeral, end: int) -> bool:
        """Whether a letter behind a number is no degree: 'Seat 12C'."""
        before = nothing.word_before(self.line, start)
        is_letter = self.line[number.end : end] in ("C", "F") and "." not in self.line[start : number.end]
        return is_letter and (
            nothing.is_label(before) or (before[:1].isupper() and not nothing.is_function(before))
        )

    def _is_size(self, start: int, unit: Unit | None) -> bool:
        """Whether words before a number make it the size of a change."""
        is_by = _BY.search(self.line, max(0, start - 4), start)
        return bool(is_by or (unit and around.changed(self.line, start, unit.kind)))

    def _measured(self, left: Left, number: Numeral, high: float | None, unit: Unit, end: int) -> Found:
        """A figure with a unit."""
        line = self.line
        one = Found(
            number.form, (left.start, end), unit.kind, number.value, high,
            left.approx, unit.name, unit.currency, per=unit.per,
        )  # fmt: skip
        end = self._bounded(one, number, end)
        if unit.kind == "duration":
            if old := ages.old(line, end):
                one.rule, one.span = "age", (one.span[0], old)
                return one
            if every := _EVERY.search(line, max(0, left.start - 8), left.start):
                one.rule, one.span = "every", (every.start(), end)
            is_bound = _FOR_OVER.search(line, max(0, left.start - 12), left.start) or _AGO.match(line, end)
            if line.startswith(("over", "Over"), left.start) and not is_bound:
                one.approx = None  # 'over ten years' is during them
        if unit.per is None:
            one.per, end = around.per(line, end)
            if one.per:
                one.span = one.span[0], end
        if unit.currency == "GBP" and not left.currency and self._is_weight(left.start, end):
            one.kind, one.unit, one.currency = "measure", "pound-mass", None
        if one.kind == "money":
            match = _IN.match(line, end)
            thing = counted.phrase(line, match.end(), 2, is_whole=True) if match else None
            if thing and counted.head(line, thing)[0].islower():  # no 'invests $5 million in Acme Works'
                one.counted = thing
        elif one.kind != "duration":
            one.counted = counted.after_of(line, end, 2, is_whole=True)
        if one.counted and not one.per:
            one.per, _ = around.per(line, one.counted[1])
        return one

    def _is_weight(self, start: int, end: int) -> bool:
        """Whether pounds are no money: 'three pounds of it', 'a 160-pound man', 'weighs 30 pounds'."""
        line = self.line
        if _OF.match(line, end) or line.endswith(("-pound", "‑pound"), start, end):
            return True
        return bool(_WEIGHS.search(line, max(0, start - 48), start) or _HEAVIER.match(line, end))

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
        one = Found(number.form, (left.start, number.end), "multiple", number.value, approx=left.approx)
        if number.form == "fold":
            return one
        word = _LAST_WORD.search(line, max(0, number.end - 16), number.end)
        said = word[0].lower() if word else ""
        compares = _TWICE_AS.match(line, number.end)
        if said in ("twice", "thrice"):
            if compares and compares[0].strip() not in (".", ",", ";", ""):
                return one
            one.per, end = around.per(line, number.end)
            one.kind, one.span = "count", (left.start, end)
            return one if one.per else None  # twice a week
        one.change = "fall" if number.value < 1 else "rise"
        return one if compares or said.endswith(("d", "ing")) else None

    def _fraction(self, left: Left, number: Numeral) -> Found | None:
        """A third of the members, half the members."""
        line = self.line
        if _ORDINAL.search(line, max(0, left.start - 8), left.start):
            return None  # the first half of the year
        end = number.end
        whole = (
            counted.after_of(line, end, 2, is_whole=True)
            or counted.whole(line, end)
            or self._behind_number(end)
        )
        is_part = whole is None and counted.of_them(line, number.end)
        return Found("fraction", (left.start, number.end), "multiple", number.value, approx=left.approx, counted=whole, of_them=is_part)  # fmt: skip

    def _behind_number(self, end: int) -> Span | None:
        """Of 'seven of the 13 ships' the ships."""
        among = _OF_NUMBER.match(self.line, end)
        return counted.phrase(self.line, among.end(), 2) if among else None

    def _ratio(self, left: Left, number: Numeral) -> Found | None:
        """One in four women."""
        line = self.line
        ratio = _RATIO.match(line, number.end) if number.scale == 1 and number.value < 100 else None
        of = ratio and numerals.read(line, ratio.start("of"))
        if not ratio or not of or of.value <= number.value or around.unit(line, ratio.end())[0]:
            return None
        thing = counted.phrase(line, ratio.end(), 2) or counted.after_of(line, ratio.end(), 2)
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
        one = Found(number.form, (left.start, end), "count", number.value, high, left.approx)
        if times := _TIMES.match(line, end) or _FOLD.match(line, end):
            one.kind, one.span = "multiple", (left.start, times.end())
            return one
        if joined := _COMPOUND.match(line, end):
            noun, lists = joined["noun"].lower(), english().lists
            one.rule, one.counted = "compound", joined.span("noun")
            is_free = number.form == "digits" and joined["noun"].islower() and noun not in lists["ends"]
            return one if is_free or noun in lists["compounds"] else None  # 'a 160-character limit'
        end = self._bounded(one, number, end)
        if counted.of_them(line, end) and number.form != "multiples":
            one.of_them = True
            return one if number.value != 1 or number.form == "digits" else None
        if number.form == "multiples":
            over = _OF.match(line, end)
            one.counted = counted.phrase(line, over.end() if over else end, 2)
            return one if one.counted or _SUBJECT.match(line, end) else None
        is_one = number.form == "words" and number.value == 1
        if is_one and (among := _ONE_OF.match(line, end)):
            one.rule, one.counted = "one_of", counted.phrase(line, among.end(), 2)
            is_any = _ANY_ONE.search(line, max(0, start - 9), start)
            return one if one.counted and not is_any else None
        if is_one and _NO_ONE.search(line, max(0, start - 9), start):
            return None
        one.counted = counted.phrase(line, end, high or number.value)
        if not one.counted and not is_one:
            one.counted = counted.after_of(line, end, 2) or self._behind_number(end)
        if not one.counted:
            return self._bare(start, left, one, number, end)
        if self._is_idle(left, number, one.counted, is_one=is_one):
            return None
        unit = english().words.get(counted.head(line, one.counted).lower())
        if unit and unit.kind == "duration":
            one.kind, one.unit = unit.kind, unit.name  # 'seven turbulent years'
        one.per, _ = around.per(line, one.counted[1])
        return one

    def _is_idle(self, left: Left, number: Numeral, thing: Span, *, is_one: bool) -> bool:
        """Whether a number counts nothing with its noun: 'one day', 'one hopes', 'one China', 'the two sides'."""
        line, lists = self.line, english().lists
        noun, head = line[slice(*thing)].lower(), counted.head(line, thing).lower()
        first = noun.partition(" ")[0]
        if is_one and (
            first in lists["idle"] or head in lists["idle"] or _ON_ONE.match(line, max(0, left.start - 3))
        ):
            return True
        if is_one and _HOPES.fullmatch(first) and first not in lists["plural_modifiers"]:
            return True
        if number.value == 1 and line[thing[0]].isupper() and not head.endswith("s"):
            return True
        is_both = number.value == 2 and _THE.search(line, max(0, left.start - 6), left.start)
        return bool(is_both and noun in lists["both"])

    def _is_name(self, start: int, left: Left, number: Numeral, last: Numeral) -> bool:
        """Whether a number names something: a part, a product, a year, an address, an item of a list."""
        line, end = self.line, last.end
        if nothing.is_marker(line, start, end) or self._follows_label(start) or _NAMES.match(line, end):
            return True
        is_plain = bool(_PLAIN.fullmatch(line, start, end))
        is_year = is_plain and nothing.year(line, start)
        if is_year and nothing.is_recent(line, start):
            return True
        if left.approx or left.is_negative:
            return False
        before = nothing.word_before(line, start)
        if nothing.is_label(before) or _GROUP_OF.search(line, max(0, start - 16), start):
            return True
        noun = counted.phrase(line, end, 2) if is_year else None
        if is_year and nothing.is_year_before_noun(line, start, noun):
            return True
        if number.form == "words" and line[start].isupper() and before[-1:].isalnum() and not self.is_title:
            return True  # 'A Three spokesperson'
        is_capital = any(map(str.isupper, before)) and before[0].isalpha() and not nothing.is_function(before)
        if is_capital and (is_plain or line[start].isupper()):
            is_version = before.endswith(")") and "." in line[start:end]  # 'Information Services (IIS) 6.0'
            is_older = "." not in line[start:end] and around.behind(line, end)[0]  # 'Voters 18 and older'
            is_own = before.endswith(("'s", "’s")) or is_older
            is_named = (before[-1].isalnum() or is_version) and not is_own
            return is_named and not (self.is_title and (noun or counted.phrase(line, end, 2)))
        return False

    def _bare(self, start: int, left: Left, one: Found, number: Numeral, end: int) -> Found | None:
        """A number that nothing follows which it could count."""
        line = self.line
        if 1 <= number.value < 120 and ages.is_age(line, start, number, end):
            one.rule, one.kind, one.unit = "age", "duration", "year"
            return one
        is_digits = number.form == "digits"
        if number.value == 1 and not is_digits:
            return None
        apart = _APART.match(line, end)
        if apart and apart["noun"] not in english().lists["ends"]:
            if number.value == 2 and _THE.search(line, max(0, left.start - 6), left.start):
                return None  # 'the two met'
            if number.scale == 1:
                one.rule, one.counted = "singular", counted.compound(line, end)
            return one
        if _OF_NUMBER.match(line, end) or (is_digits and not line[start : number.end].isdigit()):
            return one
        ended = self.found[-1].span[1] if self.found else left.start
        is_from = line[ended : left.start].strip() == "from"  # 'to 50 from 40'
        measures = one.approx or is_from or _MEASURES.search(line, max(0, left.start - 14), left.start)
        is_ended = _ENDS.match(line, end) or nothing.word_behind(line, end) in english().lists["ends"]
        is_many = _MANY_OF.search(line, max(0, start - 20), start)
        is_told = number.scale > 1 or (is_ended and (is_many or (measures and (is_digits or one.approx))))
        is_subject = _SUBJECT.match(line, end) and not _THE.search(line, max(0, left.start - 6), left.start)
        one.per, _ = around.per(line, end)
        return one if is_told or is_subject else None


def _tie(line: str, found: Sequence[Found], dates: Sequence[nothing.Date]) -> None:
    """Give figures the dates of their clauses: the next one behind, else the one that opens the sentence."""
    n = 0
    for one, following in zip_longest(found, found[1:]):
        while n < len(dates) and dates[n].start < one.span[1]:
            n += 1
        if one.kind == "duration":
            continue
        limit = min(following.span[0] if following else len(line), one.span[1] + _GAP)
        is_opened = n == 1 and dates[0].start < _OPENS and one.span[0] < _FAR
        if n < len(dates) and dates[n].end <= limit and not _CLAUSE.search(line, one.span[1], dates[n].start):
            one.date = dates[n].value
        elif is_opened and not _CLAUSE.search(line, dates[0].end, one.span[0]):
            one.date = dates[0].value
