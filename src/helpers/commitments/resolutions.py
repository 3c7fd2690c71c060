"""Resolutions, whose paragraphs begin with the verb: 'The General Assembly, … 1. Calls upon Member States to …;'."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpers.commitments import chinese
from helpers.commitments.found import Found, Span, named
from helpers.commitments.words import Cue, english

# The body alone in a paragraph that goes on: 'The General Assembly,'.
_BODY = re.compile(r"(?:The\s)?(?P<en>[A-Z][\w’'-]+(?:\s[\w’'-]+){0,7}),|(?P<zh>[\u4e00-\u9fff]{2,16})[，,]")
_SAYS = re.compile(
    r"(?=[A-Z])(?:(?:Also|Further|Again|Once (?:again|more)|In (?:this|that) regard,?|[A-Z][a-z]+ly)\s)*(?P<verb>[A-Za-z][a-z]+s)\b"
)
# Whom a verb asks, and what is to be done, by what the verb takes; the first that fits.
_TAKES = {
    "whom": re.compile(
        r"\s(?!(?:for|to|of|by|from|in|on)\s)(?P<asked>[^;:]{2,200}?),?\s(?P<what>(?:not\s)?to\s[a-z].*)",
        re.S,
    ),
    "that": re.compile(r"\sthat\s(?P<what>\S.*)", re.S),
    "to": re.compile(r"\s(?P<what>(?:not\s)?to\s[a-z].*)", re.S),
    "object": re.compile(r"\s(?!(?:for|to|of|by|from|in|on)\s)(?P<what>\S.*)", re.S),
}
_DECIDES = Cue(
    "decide", "promise", "firm", frozenset(["to", "that"])
)  # elsewhere it tells what somebody chose
_CLOSING = " \n\xa0,;."


def read(
    text: str, sentences: Sequence[Mapping[str, Any]], found: Sequence[Found], ends: set[int]
) -> Iterator[Found]:
    """What is found in no other way in such paragraphs; those that are found get the body that speaks.

    A paragraph belongs to a resolution where it stands behind a body's name, or ends with a semicolon.
    """
    found = sorted(found, key=lambda one: one.action)
    starts = [one.action[0] for one in found]
    body: Span | None = None
    for sentence in sentences:
        start, end = sentence["start"], sentence["end"]
        if match := _BODY.fullmatch(text, start, end):
            body = match.span("zh" if match["zh"] else "en")
            continue
        stretch = text[start:end]
        if body is None and not stretch.endswith((";", "；", "; and")):
            continue
        says = (
            chinese.resolves(stretch, start, ends)
            if sentence["language"] == "zh"
            else _resolves(stretch, start)
        )
        if says is None:
            continue
        inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
        same = next((one for one in inside if one.cue and one.cue[0] < (says.cue or says.action)[1]), None)
        one = same or says
        if body and one.by is None:
            one.by = named(body)
        if not inside:
            yield says


def _resolves(stretch: str, start: int) -> Found | None:
    says = _SAYS.match(stretch)
    if says is None:
        return None
    first = says["verb"].lower()
    cues = (_DECIDES,) if first == "decides" else english().verbs.get(first, ())
    for cue in sorted(cues, key=lambda cue: -len(cue.words)):
        rest = cue.words.partition(" ")[2]
        last = says.end() + len(rest) + bool(rest)
        if rest and stretch[says.end() : last].split() != rest.split():
            continue
        for takes, pattern in _TAKES.items():
            if takes in cue.takes and (match := pattern.match(stretch, last)):
                end = len(stretch.rstrip(_CLOSING).removesuffix("; and").rstrip(_CLOSING))
                what = start + match.start("what"), start + end
                one = Found(
                    "resolution", cue.force, what, (start + says.start("verb"), start + last), cue.form
                )
                if takes == "whom":
                    one.addressee = start + match.start("asked"), start + match.end("asked")
                one.hull = start + says.start("verb"), what[1]
                return one if what[0] < what[1] else None
    return None
