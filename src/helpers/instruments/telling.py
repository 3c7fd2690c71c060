"""What a sentence tells of a naming beside its status: when that was or will be, and who stands behind it."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.instruments.found import NAMED, Found
from helpers.sources.metadata import DATE, iso, reading

_DATE = re.compile(DATE, re.I)
_MONTHS = {names[0]: n for n, names in enumerate(reading()["months"], 1)}
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)}) (?P<day>\d{{1,2}})\b(?!,? \d{{4}})|(?P<month_zh>\d{{1,2}})月(?P<day_zh>\d{{1,2}})日"
)
_YEAR = re.compile(
    r"\b(?:in|since|during|from) (?:early |late |mid-|the year )?(?P<year>(?:19|20)\d\d)\b|(?P<zh>(?:19|20)\d\d)年",
    re.I,
)
_OF_DATE = re.compile(rf",? (?:of|from) (?:(?P<year>(?:19|20)\d\d)\b|{DATE})", re.I)
_RELATIVE = re.compile(r"\b(?P<which>last|this|next) year\b|(?P<zh>去年|今年|明年)", re.I)
_YEARS = {"last": -1, "this": 0, "next": 1, "去年": -1, "今年": 0, "明年": 1}
_BY = re.compile(
    r"[\s,]*(?:jointly |officially |first )*(?:\w{1,24} )?(?:by|between) (?:the (?:governments? of )?)?", re.I
)
# What may stand between who does something and the verb that says so. Each stretch is read in one way only: two would
# double with every character of a long number or blank.
_DOES = re.compile(
    r"(?:'s|governments?|authorities|leaders?|has|have|had|also|will|would|shall|should|must|plans?|agreed|decided|announced"
    r"|that|it|is|are|set|to|which|who|(?<![a-z])[a-z]{1,20}ly(?![a-z])|today|then|now|again|just|\s"
    r"|政府|已经?|将|正式|共同|联合|宣布|首次|日前|近日|今年|去年|今天|于|[\d年月日])*\Z"
)
_OF = re.compile(r"(?:['’]s|s['’]|-(?:proposed|led|initiated|sponsored|hosted|backed|launched)) (?:the )?\Z")
_ANDED = re.compile(r"\band (?:[a-z]{1,20}ly |also |has |have )*\Z")
_AND = re.compile(r",? (?:and|,) (?:the )?\Z|, (?:the )?\Z|[和与及、]\Z")
_GAP = 60  # characters
_AROUND = 300  # characters on either side in which actors are looked for
_BEHIND, _HEAD, _NEAR = (
    60,
    40,
    160,
)  # characters in which a date is looked for, the last to the head of the sentence


def date(text: str, one: Found, year: str | None) -> str | None:
    """When it happened or is to happen: the date nearest behind the naming or its verb, else at the head of the sentence.

    `year` is that of the document, by which 'last year' and 'September 9' are read; without one they say nothing.
    """
    start, end = one.sentence["start"], one.sentence["end"]
    if match := _OF_DATE.match(text, one.span[1], end):
        return match["year"] or iso(match)  # the Treaty of 1 July 1968
    if one.status == NAMED:
        return one.date
    spans = [one.span, *([one.status_span] if one.status_span and start <= one.status_span[0] < end else [])]
    (before, first), (last, behind) = min(spans), max(spans)
    stretches = [text[behind : min(end, behind + _BEHIND)], text[first:last]]
    stretches += [text[a:b] for a, b in spans[1:]]  # the joint operation last year
    if spans[0][0] - start < _NEAR:
        stretches.append(text[start : min(before, start + _HEAD)])
    for stretch in stretches:
        clause = re.split(r"[.;:；。：]|, (?:and|but|which|who)\b", stretch, maxsplit=1)[0]
        if found := _dated(clause, one.date or year, year):
            return found
    return one.date


def _dated(stretch: str, own: str | None, year: str | None) -> str | None:
    if match := _DATE.search(stretch):
        return iso(match)
    if (match := _MONTH_DAY.search(stretch)) and own:
        month = _MONTHS.get(match["month"] or "") or int(match["month_zh"])
        return _day(own, month, int(match["day"] or match["day_zh"]))
    if match := _YEAR.search(stretch):
        return match["year"] or match["zh"]
    if (match := _RELATIVE.search(stretch)) and year:
        return str(int(year) + _YEARS[(match["which"] or match["zh"]).lower()])
    return None


def _day(year: str, month: int, day: int) -> str | None:
    try:
        return datetime.date(int(year), month, day).isoformat()
    except ValueError:
        return None


def behind(
    text: str, one: Found, mentions: Sequence[Mapping[str, Any]], before: Found | None
) -> tuple[str, ...]:
    """The actors of the sentence who do to it what its status says (X launched it, launched by X), or whose it is; of two
    verbs joined by 'and' those of the first, which the naming before it has."""
    if before and _is_second(text, before, one):
        return before.behind
    start, end = one.span
    first = bisect_left(mentions, start - _AROUND, key=lambda mention: mention["start"])
    last = bisect_left(mentions, end + _AROUND, key=lambda mention: mention["start"])
    outside = [m for m in mentions[first:last] if not (start <= m["start"] and m["end"] <= end)]
    for n, mention in enumerate(outside):
        if mention["end"] <= start and _OF.match(text, mention["end"], start):
            return (mention["name"],)
        if one.status_span and _does(text, mention["end"], one.status_span[0], start):
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


def _does(text: str, actor: int, verb: int, naming: int) -> bool:
    """Whether who is named before a verb does what it says: in English the naming stands behind the verb then."""
    is_subject = verb <= naming or not text[verb].isascii()
    return is_subject and 0 <= verb - actor <= _GAP and bool(_DOES.match(text, actor, verb))


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
