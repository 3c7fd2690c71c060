"""English statements where no model is installed: quotations beside a cue, 'X said that …', 'according to X'.

Without a parse these are the forms that are safe; objects, infinitives and most indirect speech are not found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from helpers.quotations import Quotation
from helpers.statements.cues import Cue, lexicon
from helpers.statements.found import Found, Span

# Who: a pronoun, a name, or a phrase with an article, up to six words.
_WHO = r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|(?:(?:[Tt]he|[Aa]n?) )?(?:[\w.’'-]+ ){0,5}?[\w.’'-]+\w)"
_THAT = re.compile(
    rf"\A(?:In [^,]+, |But |And )?(?P<who>{_WHO}) (?P<cue>[a-z]+) (?P<content>that\s.+?)[.]?\Z", re.S
)
_ACCORDING = re.compile(rf"\A(?P<cue>According to) (?P<who>{_WHO}), (?P<content>.+?)[.]?\Z", re.S)
_BEHIND = re.compile(
    rf"\s*(?:(?P<who>{_WHO}) (?P<cue>[a-z]+)|(?P<cue2>[a-z]+) (?P<who2>{_WHO}))(?=[\s,.]|\Z)"
)
_BEFORE = re.compile(rf"(?P<who>{_WHO}) (?P<cue>[a-z]+)(?: [^\".“”]{{0,40}})?[:,]?\s*\Z")
_LONGEST = 2000
_QUOTE_END = attrgetter("end")
_NEAR = 120  # characters on either side of a quotation


def find(
    text: str, sentences: Sequence[Mapping[str, Any]], quotes: Mapping[str, Sequence[Quotation]]
) -> list[Found]:
    """The statements that plain forms show."""
    outer = {
        block_id: [quote for quote in of_block if not quote.depth] for block_id, of_block in quotes.items()
    }
    return [
        one
        for sentence in sentences
        if sentence["language"] in ("en", "und")
        for one in _in(text, sentence, outer.get(sentence["block_id"], []))
    ]


def _in(text: str, sentence: Mapping[str, Any], quotes: Sequence[Quotation]) -> Iterator[Found]:
    start, end = sentence["start"], sentence["end"]
    for pattern in (_THAT, _ACCORDING):
        if (match := pattern.match(text[start:end][:_LONGEST])) and (cue := _cue(match["cue"])):
            who, told, content = (
                (start + a, start + b) for a, b in map(match.span, ("who", "cue", "content"))
            )
            yield _made("plain", cue, who, told, content)
            return
    first, last = (bisect_right(quotes, place, key=_QUOTE_END) for place in (start, end))
    for quote in quotes[first:last]:
        behind = _BEHIND.match(text, quote.end, min(quote.end + _NEAR, end))
        name = "" if behind and behind["cue"] else "2"
        if behind and text[quote.end - 2] in ",?!" and (cue := _cue(behind["cue" + name])):
            yield _made("plain", cue, behind.span("who" + name), behind.span("cue" + name), quote[:2])
        elif (before := _BEFORE.search(text, max(start, quote.start - _NEAR), quote.start)) and (
            cue := _cue(before["cue"])
        ):
            yield _made("plain", cue, before.span("who"), before.span("cue"), quote[:2])


def _cue(word: str) -> Cue | None:
    cues = lexicon().forms["verbs"].get("say" if word == "According to" else word, ())
    return next(
        (cue for cue in cues if cue.kind == "speech" and "that" in cue.takes and " " not in cue.words), None
    )


def _made(rule: str, cue: Cue, who: Span, told: Span, content: Span) -> Found:
    return Found(rule, cue, [content], who, told, who, (who[1] - 1,))
