"""Quotations that stand without a cue of their own: the words of whoever spoke before, or whom a colon or a dash names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpers.quotations import Quotation
from helpers.statements.found import Found

_CLOSE = "\"”’'"
# “…” — Name
_SIGNED = re.compile(
    r"[^\S\n]*(?P<dash>[―—–]|--?)[^\S\n]*(?P<name>[A-Z][\w.'’-]*(?: [\w.'’-]+){0,3} [A-Z][\w.'’-]*\w)(?=\.?\s*(?:\n|\Z)|, )"
)


def joined(
    text: str, sentences: Sequence[Mapping[str, Any]], outer: Sequence[Quotation], found: list[Found]
) -> list[Found]:
    """What was found, with the quotations added that go on with it, and statements for those that follow from it.

    A quotation behind a quotation is more of the same statement; behind reported words it is one of its own ('continued').
    `outer` are the quotations that stand in no other, in order.
    """
    if not sentences:
        return []  # quotation marks, and not a word
    page = _Page(text, sentences, outer)
    found = [*found, *page.signed()]
    tellers = sorted((one for one in found if one.cue_span and not page.is_quoted(one.cue_span[0])), key=_end)
    for one in tellers:
        if not one.content and one.rule == "colon":
            page.announce(one)
    tellers = [one for one in tellers if one.content]
    added = list(page.following(tellers))
    return [one for one in found if one.content] + added


class _Page:
    """A text by its sentences and its quotations."""

    def __init__(self, text: str, sentences: Sequence[Mapping[str, Any]], outer: Sequence[Quotation]) -> None:
        self.text, self.sentences, self.outer = text, sentences, outer
        self.starts = [sentence["start"] for sentence in sentences]
        self.quote_starts, self.quote_ends = [quote.start for quote in outer], [quote.end for quote in outer]

    def is_quoted(self, place: int) -> bool:
        n = bisect_right(self.quote_ends, place)
        return n < len(self.outer) and self.quote_starts[n] <= place

    def sentence(self, place: int) -> int:
        """The number of the sentence that a place is in, or behind."""
        return max(0, bisect_right(self.starts, place) - 1)

    def signed(self) -> Iterator[Found]:
        """“…” — Name"""
        for quote in self.outer:
            if match := _SIGNED.match(self.text, quote.end):
                name = match.span("name")
                yield Found("signature", None, [quote[:2]], name, match.span("dash"), name, (name[0],))

    def announce(self, one: Found) -> None:
        """He said: (new paragraph) …"""
        after = self.sentence(_end(one)) + 1
        if after < len(self.sentences):
            start, end = self.sentences[after]["start"], self.sentences[after]["end"]
            n = bisect_left(self.quote_starts, start)
            begins = n < len(self.outer) and self.quote_starts[n] <= start + 1
            one.content.append(self.outer[n][:2] if begins else (start, end))

    def following(self, tellers: list[Found]) -> Iterator[Found]:
        """Give each quotation that nobody tells to the statement before it, or to the one that its next paragraph is."""
        places = [_end(one) for one in tellers]
        onward = {
            self.sentence(one.content[0][0]): one for one in tellers if self.is_quoted(one.content[0][0])
        }
        latest: dict[int, Found] = {}  # by the sentence where they end
        for quote in list(self.untold(tellers)):
            first, last = self.sentence(quote.start), self.sentence(quote.end - 1)
            if quote.start > self.starts[first] + 1 or quote.end < self.sentences[last]["end"] - 1:
                continue  # a word or a title in quotation marks
            if self.text[quote.end - 1] not in _CLOSE and last + 1 in onward:
                onward[last + 1].content.insert(0, quote[:2])  # a quotation of several paragraphs
                continue
            before = latest.get(first - 1) or self.teller(tellers, places, quote.start, first - 1)
            if before is None or first == 0:
                continue
            is_same = self.sentences[first - 1]["block_id"] == self.sentences[first]["block_id"]
            is_open = self.text[before.content[-1][1] - 1] not in _CLOSE
            if self.has_quotation(before) and (is_same or is_open):
                before.content.append(quote[:2])
            else:
                before = Found("continued", None, [quote[:2]], before.source, None, before.name, before.heads)
                yield before
            latest[last] = before

    def untold(self, tellers: list[Found]) -> Iterator[Quotation]:
        """The quotations that are no part of any content."""
        told = sorted(span for one in tellers for span in one.content)
        n = reach = 0
        for quote in self.outer:
            while n < len(told) and told[n][0] < quote.end:
                reach = max(reach, told[n][1])
                n += 1
            if reach <= quote.start:
                yield quote

    def teller(self, tellers: list[Found], places: list[int], start: int, sentence: int) -> Found | None:
        """Of the statements that end in the sentence before, one with a quotation; else the outermost."""
        n = bisect_right(places, start)
        near = []
        while n > 0 and self.sentence(places[n - 1] - 1) == sentence:
            n -= 1
            near.append(tellers[n])
        return next(filter(self.has_quotation, near), None) or min(near, key=_start, default=None)

    def has_quotation(self, one: Found) -> bool:
        return any(self.is_quoted(end - 1) for _, end in one.content)


def _start(one: Found) -> int:
    return min(start for start, _ in [*one.content, *([one.cue_span] if one.cue_span else [])])


def _end(one: Found) -> int:
    return max(end for _, end in [*one.content, *([one.cue_span] if one.cue_span else [])])
