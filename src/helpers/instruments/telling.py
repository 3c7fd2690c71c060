"""What a sentence tells of a naming beside its status: when that was or will be, and who stands behind it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.instruments.found import NAMED, Found
from helpers.sources.metadata import DATE, iso, reading

_DATE = re.compile(DATE, re.I)
_MONTHS = [names[0] for names in reading()["months"]]
_MONTH_DAY = re.compile(rf"\b(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}})\b(?!,? \d{{4}})")
_YEAR = re.compile(
    r"\b(?:in|since|during|from) (?:early |late |mid-|the year )?(?P<year>(?:19|20)\d\d)\b", re.I
)
_OF_DATE = re.compile(rf",? (?:of|from) (?:(?P<year>(?:19|20)\d\d)\b|{DATE})", re.I)
_RELATIVE = re.compile(r"\b(?P<which>last|this|next) year\b", re.I)
_BY = re.compile(
    r"[\s,]*(?:jointly |officially |first )*(?:\w+ )?(?:by|between) (?:the (?:governments? of )?)?", re.I
)
# What may stand between who does something and the verb that says so.
_DOES = re.compile(
    r"(?:'s|governments?|authorities|leaders?|has|have|had|also|will|would|shall|should|must|plans?|agreed|decided|announced|that|it|"
    r"is|are|set|to|which|who|[a-z]+ly|today|then|now|again|just|\s+)*\Z"
)
_GAP = 60  # characters
_AROUND = 300  # characters on either side in which actors are looked for
_OF = re.compile(r"(?:'s|s'|-(?:proposed|led|initiated|sponsored|hosted|backed|launched)) (?:the )?\Z")
_ANDED = re.compile(r"\band (?:[a-z]+ly |also |has |have )*\Z")
_AND = re.compile(r",? (?:and|,) (?:the )?\Z|, (?:the )?\Z")


def date(text: str, one: Found, year: str | None) -> str | None:
    """When it happened or is to happen, by the date nearest behind the naming or its verb, else at the head of the sentence.

    `year` is that of the document, by which 'last year' and 'September 9' are read; without one they say nothing.
    """
    start, end = one.sentence["start"], one.sentence["end"]
    spans = [one.span, *([one.status_span] if one.status_span and start <= one.status_span[0] < end else [])]
    behind = max(last for _, last in spans)
    if match := _OF_DATE.match(text, one.span[1], end):
        return match["year"] or iso(match)  # the Treaty of 1 July 1968
    if one.status == NAMED:
        return one.date
    for stretch in (
        text[behind : min(end, behind + 60)],
        text[start : start + 40] if spans[0][0] - start < 160 else "",
    ):
        clause = re.split(r"[.;:]|, (?:and|but|which|who)\b", stretch, maxsplit=1)[0]
        if found := _dates(clause, one.date or year, year):
            return found
    return one.date


def _dates(stretch: str, own: str | None, year: str | None) -> str | None:
    if match := _DATE.search(stretch):
        return iso(match)
    if (match := _MONTH_DAY.search(stretch)) and own:
        day = int(match["day"])
        return f"{own}-{_MONTHS.index(match['month']) + 1:02}-{day:02}" if 1 <= day <= 31 else None
    if match := _YEAR.search(stretch):
        return match["year"]
    if (match := _RELATIVE.search(stretch)) and year:
        return str(int(year) + {"last": -1, "this": 0, "next": 1}[match["which"].lower()])
    return None


def behind(
    text: str, one: Found, mentions: Sequence[Mapping[str, Any]], before: Found | None
) -> tuple[str, ...]:
    """The actors of the sentence who do to it what its status says (X launched it, launched by X), or whose it is; of two
    verbs joined by 'and' those of the first, which the naming before it has."""
    start, end = one.span
    first = bisect_left(mentions, start - _AROUND, key=lambda mention: mention["start"])
    last = bisect_left(mentions, end + _AROUND, key=lambda mention: mention["start"])
    outside = [m for m in mentions[first:last] if not (start <= m["start"] and m["end"] <= end)]
    if before and _is_second(text, before, one):
        return before.behind
    for n, mention in enumerate(outside):
        if (
            mention["end"] <= start
            and _OF.search(text, mention["end"], start)
            and _OF.match(text, mention["end"], start)
        ):
            return (mention["name"],)
        if (
            one.status_span
            and mention["end"] <= one.status_span[0] <= start
            and _does(text, mention["end"], one.status_span[0])
        ):
            return _joined(text, outside, n, -1)
        verb = one.status_span[1] if one.status_span and one.status_span[0] >= end else end
        if mention["start"] >= verb and (by := _BY.match(text, verb)) and by.end() == mention["start"]:
            return _joined(text, outside, n, 1)
    return ()


def _is_second(text: str, before: Found, one: Found) -> bool:
    """Whether one subject does both: X has established A and signed B."""
    if before.sentence is not one.sentence or not before.status_span or not one.status_span:
        return False
    is_active = before.status_span[0] < before.span[0] < one.status_span[0] <= one.span[0]
    return is_active and bool(_ANDED.search(text, before.span[1], one.status_span[0]))


def _does(text: str, start: int, end: int) -> bool:
    return end - start <= _GAP and bool(_DOES.match(text, start, end))


def _joined(text: str, mentions: Sequence[Mapping[str, Any]], n: int, step: int) -> tuple[str, ...]:
    """A mention with those that it is listed with, on the side away from the verb."""
    names = [mentions[n]["name"]]
    while 0 <= n + step < len(mentions):
        a, b = sorted((n, n + step))
        if not _AND.fullmatch(text, mentions[a]["end"], mentions[b]["start"]):
            break
        if text.startswith(("'s", "’s"), mentions[n + step]["end"]):
            break  # no other one, but what the first is
        n += step
        names.append(mentions[n]["name"])
    return tuple(dict.fromkeys(names if step > 0 else reversed(names)))
