"""By when: the words that say it, and the last day, month or year of it, reckoned from the document's date."""

# ruff: noqa: PLR0911, PLR0912
from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from helpers.codebook.folding import simplified
from helpers.commitments.found import Span
from helpers.quantities.chinese_numerals import numeral

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]  # fmt: skip
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?= \d)))"  # Jan alone is a name, too
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?:(?P<work>working|business) |calendar |full )?(?P<unit>hour|day|week|month|quarter|year|decade)s?"
_PART = r"(?:(?:the )?(?P<part>end|close|middle|first half|second half|first quarter|second quarter|third quarter|fourth quarter|beginning|start) of |end[- ]|mid-|early |late )?"
_POINT = (
    rf"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?![\d-])"
    rf"|{_PART}(?:next )?(?:(?:the )?(?:\d{{1,2}} ?[-–—] ?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})"
    r"(?: (?:\d{1,2} ?[-–—] ?)?(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,? (?P<year>(?:19|20)\d\d))?(?!\w)"
    rf"|{_PART.replace('part', 'part2')}"
    r"(?:(?:(?:the )?(?:(?:spring|summer|autumn|fall|winter)(?: of)? |(?:fiscal(?: year)?|FY) ?|Q(?P<quarter>[1-4]) ))?(?P<year2>(?:19|20)\d\d)(?![\d,.]\d|[-–—/]\d)\b"
    r"|(?P<which>this|the|next|the (?:current|coming|next|following)|the present) (?:fiscal |calendar |academic )?(?P<period>week|month|quarter|year|decade|century)\b(?![’'])"
    r"|(?:the )?(?P<decade>20\d0)s\b)"
    rf"|(?:next )?(?P<weekday>{'|'.join(day.title() for day in _DAYS)})\b|(?P<midcentury>mid-?century)|(?P<yearend>year-?end|(?:the )?year[’']s end)|(?P<tomorrow>tomorrow)\b"
)
_ENGLISH = re.compile(
    r"\b(?:(?:(?:from|between|in|during|over|for|by|until|through) )?(?P<from>(?:19|20)\d\d)(?: ?[-–—/] ?| (?:to|and|through) (?=20\d\d))(?P<to>(?:20)?\d\d)(?![-–—/]?\d)\b"
    rf"|(?P<by>by|until|till|before|no later than|not later than|as (?:early|soon) as|on|in|during|throughout|through|over|within|for) (?:(?:at )?(?:the )?latest )?(?:{_POINT})"
    rf"|(?:(?:within|inside|in|over|during|throughout|no later than|not later than) (?:(?:the )?(?:next|coming|following) )?|for the (?:next|coming|following) )(?:(?:about|around|at most|less than|up to) )?(?:{_NUMBER}(?: to | or | ?[-–—] ?))?(?P<number>{_NUMBER})[ -]{_UNIT}\b(?! (?:ago|before|earlier|old)\b)"
    r"(?:(?= (?P<of>of|after|from|following) (?!(?:the date of )?(?:this|now|today)\b)))?"
    r"|(?:in|over|during|within) (?:the )?(?:next|coming|following) (?:few |several )?(?:days|weeks|months|years|decades)\b"
    r"|later (?P<later>this (?:week|month|year))\b"
    r"|(?P<bare>(?<!better )(?<!brighter )(?<!safer )(?<!of )tomorrow(?![’'])|next (?:week|month|quarter|year|spring|summer)|this (?:week|month|year|fall|autumn|winter|spring|summer))\b)",
    re.I,
)  # fmt: skip
_HAN = r"[一二两三四五六七八九十百]"


def _many(number: str, unit: str, units: str) -> str:
    """So many units, as a pattern with two groups; of a range what it ends with."""
    run = rf"(?:\d{{1,3}}|{_HAN}{{1,4}})"
    return rf"(?<![\d.{_HAN[1:-1]}])(?:{run}(?:至|到|[-–—~～]))?(?P<{number}>{run})(?P<{unit}>{units})"


_CHINESE = re.compile(
    r"(?:(?:力争|争取|确保)?(?:到|在|于|至|从)?)"
    r"(?:(?P<from>(?:19|20)\d\d)年?(?:至|到|[-–—~～])(?P<to>20\d\d)年?(?:期间)?"
    r"|(?P<year>(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?)?(?:[年]?[底末]|(?P<half>上半年)|下半年|初|中)?(?:之前|以前|前|内|底|末)?"
    r"|(?P<plan>[“\"]?十[三四五六]五[”\"]?(?:规划)?(?:期间|时期|末|期末))"
    r"|(?:(?P<this>今年|本年度?|年内|年底|年末)|(?P<next>明年|下一?年度?))(?:(?P<month2>\d{1,2})月(?:(?P<day2>\d{1,2})[日号])?)?(?:内|年?底|年末|末|下半年|(?P<half2>上半年))?(?:之前|以前|前)?"
    r"|(?P<month3>\d{1,2})月(?:(?P<day3>\d{1,2})[日号])?[底末]?(?:之前|以前|前)"
    rf"|(?:未来|今后|接下来|此后)的?{_many('years', 'unit', '年|个月|周|天')}(?:内|里|中|间)?"
    rf"|{_many('years2', 'unit2', '年|个月|周|天|日|个?工作日|个?小时')}(?:之内|以内|内)"
    r"|(?P<century>本世纪(?:中叶|末))|(?P<nextmonth>下个?月|本月)(?:底|末|内)?(?:之前|前)?|(?P<week>下周|本周)|(?:未来|今后)(?:几年|数年|一段时期))"
)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_BLANKS = {ord(blank): " " for blank in "\n\r\t\u00a0"}
_UNITS = {"年": "year", "个月": "month", "周": "week", "天": "day", "日": "day"}
_ENDS = {
    "first quarter": "-03",
    "second quarter": "-06",
    "third quarter": "-09",
    "first half": "-06",
}
# 'the policy, adopted in 2002, …': when something was done, and not by when it is to be.
_PARTICIPLE = re.compile(r"(?<!\bbe )(?<!\bbeen )\b[a-z]+ed \Z")


def find(text: str, span: Span, today: str | None, *, is_chinese: bool) -> tuple[Span, str | None] | None:
    """The first words in a stretch that say by when, with the last day, month or year of it.

    What lies before `today`, the date of the document, is no deadline. 'This decade' ends with its ninth year, 'the
    next decade' ten years from today; 'before 2030' is 2030. What depends on a date that is not known has none.
    """
    start, end = span
    stretch = text[start:end].translate(simplified() if is_chinese else _BLANKS)
    for match in (_CHINESE if is_chinese else _ENGLISH).finditer(stretch):
        last = _chinese(match, today) if is_chinese else _english(match, today)
        word = "" if is_chinese else (match["by"] or "").lower()
        is_vague = (word in ("on", "in", "for", "over", "during") or match["to"]) and not last
        is_told = word in ("in", "on") and _PARTICIPLE.search(
            stretch, max(0, match.start() - 30), match.start()
        )
        if not (is_vague or is_told or (last and today and _is_before(last, today))):
            return (start + match.start(), start + match.end()), last
    return None


def _is_before(last: str, today: str) -> bool:
    n = min(len(last), len(today))
    return last[:n] < today[:n]


def _english(match: re.Match[str], today: str | None) -> str | None:
    if match["to"]:
        last = match["from"][: 4 - len(match["to"])] + match["to"]
        return last if last > match["from"] else None
    if match["iso"]:
        return _dated(match["iso"][:4], int(match["iso"][5:7]), match["iso"][8:], today)
    if match["month"]:
        month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3].lower()))
        return _dated(match["year"], month, match["day"] or match["day2"], today)
    if match["year2"]:
        quarter = f"-{3 * int(match['quarter']):02}" if match["quarter"] else None
        return match["year2"] + (quarter or _ENDS.get((match["part2"] or "").lower(), ""))
    if match["decade"]:
        return match["decade"][:3] + "9"
    if match["midcentury"]:
        return "2050"
    if today is None:
        return None
    if match["number"]:
        if match["of"] or match["work"]:
            return None  # of what, or over which holidays, is not known
        number = match["number"].lower()
        count = int(number) if number.isdigit() else _NUMBERS[number]
        return _later(today, count, match["unit"].lower())
    if match["weekday"]:
        return _weekday(today, _DAYS.index(match["weekday"].lower()))
    words = (match["later"] or match["bare"] or "").lower()
    if match["tomorrow"] or words == "tomorrow":
        return _later(today, 1, "day")
    if match["yearend"]:
        return today[:4]
    which, _, period = (
        words.rpartition(" ")
        if words
        else ((match["which"] or "").lower(), "", (match["period"] or "").lower())
    )
    is_next = which in ("next", "the next", "the coming", "the following")
    if period == "year":
        return str(int(today[:4]) + is_next)
    if period == "decade":
        is_ten_years = is_next and not match["part2"]
        return str(int(today[:4]) + 10) if is_ten_years else str(int(today[:3] + "9") + 10 * is_next)
    if period == "month" and len(today) > 4:
        return _later(today[:7], int(is_next), "month")
    if period == "week" and len(today) == 10:
        return _weekday(_later(today, 7 * is_next, "day") or today, 6)
    return (
        str(int(today[:4]) + is_next) if period in ("fall", "autumn", "winter", "spring", "summer") else None
    )


def _dated(year: str | None, month: int, day: str | None, today: str | None) -> str | None:
    """A month with or without year and day; without a year the next one."""
    if not 0 < month < 13:
        return year
    if year is None:
        if today is None or len(today) < 7:
            return None
        said = f"{month:02}-{int(day):02}" if day else f"{month:02}"
        year = str(int(today[:4]) + (said < today[5:][: len(said)]))
    last = monthrange(int(year), month)[1]
    return f"{year}-{month:02}-{int(day):02}" if day and 0 < int(day) <= last else f"{year}-{month:02}"


def _later(today: str, count: int, unit: str) -> str | None:
    """So many units after a date, as precise as both; hours are reckoned from what is not known."""
    if unit == "hour":
        return None
    if unit in ("day", "week"):
        if len(today) < 10 or count > 36500 or today >= "9000":  # dates end with the year 9999
            return None
        return (date.fromisoformat(today) + timedelta(days=count * (7 if unit == "week" else 1))).isoformat()
    if unit in ("year", "decade"):
        year = int(today[:4]) + count * (10 if unit == "decade" else 1)
        return str(year) if year < 10000 else None
    if len(today) < 7:
        return None
    months = int(today[:4]) * 12 + int(today[5:7]) - 1 + count * (3 if unit == "quarter" else 1)
    return f"{months // 12}-{months % 12 + 1:02}" if months < 120000 else None


def _weekday(today: str, weekday: int) -> str | None:
    if len(today) < 10 or today >= "9999":
        return None
    day = date.fromisoformat(today)
    return (day + timedelta(days=(weekday - day.weekday()) % 7)).isoformat()


def _chinese(match: re.Match[str], today: str | None) -> str | None:
    if match["to"]:
        return match["to"]
    if match["year"]:
        year, month = match["year"].translate(_DIGITS), match["month"]
        return _dated(year, int(month), match["day"], today) if month else year + "-06" * bool(match["half"])
    if match["plan"]:
        return str(
            1995 + 5 * "三四五六".index(match["plan"].strip('“"')[1]) + 25
        )  # the tenth plan ended in 2005
    if match["century"]:
        return "2050" if "中叶" in match["century"] else "2100"
    if today is None:
        return None
    if match["this"] or match["next"]:
        year, month = str(int(today[:4]) + bool(match["next"])), match["month2"]
        return (
            _dated(year, int(month), match["day2"], today) if month else year + "-06" * bool(match["half2"])
        )
    if match["month3"]:
        return _dated(None, int(match["month3"]), match["day3"], today)
    if match["week"]:
        return _weekday(_later(today, 7 * (match["week"][0] == "下"), "day") or today, 6)
    if match["nextmonth"]:
        return _later(today[:7], int(match["nextmonth"][0] == "下"), "month")
    if said := match["years"] or match["years2"]:
        unit = match["unit"] or match["unit2"]
        number = numeral(said)
        if number is None or unit not in _UNITS:
            return None  # working days and hours
        return _later(today, int(number.high or number.low), _UNITS[unit])
    return None
