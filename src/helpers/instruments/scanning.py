"""The sentences of a document, one after the other: what the register and the rules of both languages find in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from helpers import actors
from helpers.actors.names import Names
from helpers.codebook.folding import HAN, Slice, slices
from helpers.instruments.chinese import Chinese
from helpers.instruments.english import English
from helpers.instruments.found import NAMED, Found, Span, Spans
from helpers.instruments.register import Instrument, Instruments
from helpers.tables import by

Row = Mapping[str, Any]

_READ = ("en", "zh", "und")
_HEADINGS = ("title", "subtitle", "heading")
# Under what begins so, items in -ing say what is wished for, not what has been done.
_WISHES = re.compile(
    r"[\W\d]*(?:[^\W\d]\w* )?(?:initiatives?|proposals?|recommendations?|suggestions?|goals?|objectives?|next steps)\b",
    re.I,
)
# Capitals tell no names where nearly all longer words have them, and no verb or article stands small.
_LONGER = re.compile(r"[^\W\d_]{4,}")
_PLAIN = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|[Tt]he)\b")
_SMALL, _SMALL_IN_HEADING = 0.1, 0.25


class Scanner:
    """The rules of both languages, made once for a register."""

    def __init__(self, register: Instruments) -> None:
        self._names = Names([actors.Form(form.text, form.sort, ()) for form in register.forms])
        self._forms = {form.text: form for form in register.forms}
        self._english, self._chinese = English(register), Chinese(register)

    def scan(
        self, text: str, blocks: Sequence[Row], sentences: Sequence[Row], mentions: Sequence[dict[str, Any]]
    ) -> Iterator[Found]:
        """What is found in each sentence, in places of the text, with its sentence."""
        headings = {block["block_id"] for block in blocks if block["kind"] in _HEADINGS}
        read = [sentence for sentence in sentences if sentence["language"] in _READ]
        bodies = by("sentence_id", (m for m in mentions if m["kind"] != "person"))
        following = iter(read)
        wishes: str | None = None
        bounds = [(sentence["start"], sentence["end"]) for sentence in read]
        plain: set[str | None] | None = None
        for part in slices(text, bounds):
            for (start, end), sentence in zip(part.places, following, strict=False):
                folded = part.folded[start:end]
                is_heading = sentence["block_id"] in headings
                is_wish = _WISHES.match(folded) is not None
                if is_heading or is_wish:
                    wishes = "proposed" if is_wish else None
                here = bodies.get(sentence["sentence_id"], ())
                named = [_folded(part, start, mention) for mention in here]
                organised = _Organised(text, zip(named, here, strict=True))
                known = list(self._known(folded))
                if any(one.is_short for one in known):
                    plain = self._plain(text, bounds) if plain is None else plain
                    known = [one for one in known if not one.is_short or one.name in plain]
                for one in self._scan(folded, known, named, is_heading, NAMED if is_heading else wishes):
                    if organised.has(one):
                        continue
                    one.span = part.unfold(start + one.span[0], start + one.span[1])
                    if one.status_span:
                        one.status_span = part.unfold(start + one.status_span[0], start + one.status_span[1])
                    one.sentence = sentence
                    yield one

    def _plain(self, text: str, bounds: Sequence[Span]) -> set[str | None]:
        """What a document names in forms that mean nothing else; their ambiguous ones count there too."""
        sentences = (part.folded[a:b] for part in slices(text, bounds) for a, b in part.places)
        return {one.name for folded in sentences for one in self._known(folded) if not one.is_short}

    def _scan(
        self, folded: str, known: list[Found], named: Sequence[Span], is_heading: bool, wishes: str | None
    ) -> list[Found]:
        if not folded.isascii() and HAN.search(folded):
            known = self._chinese.find(folded, known)
        return self._english.find(
            folded, known, named, is_headline=_is_headline(folded, is_heading), wishes=wishes
        )

    def _known(self, folded: str) -> Iterator[Found]:
        """What the register names; ambiguous forms as short ones."""
        searches = (self._names.find, self._names.find_chinese)
        for search in searches[: 1 if folded.isascii() else 2]:
            for one in search(folded, 0, len(folded)):
                form = self._forms[one.form.text]
                known = form.instrument
                yield Found(
                    (one.start, one.end), known.kind, (), form.rule, _head(known), known.name, is_short=form.is_ambiguous
                )  # fmt: skip


@lru_cache(maxsize=4)
def scanner(register: Instruments) -> Scanner:
    """Made once for a register, also where it comes to a worker again with every task."""
    return Scanner(register)


def _folded(part: Slice, start: int, mention: Row) -> Span:
    """Where a mention stands in its folded sentence."""
    places = np.array([mention["start"], mention["end"]]) - part.begin
    if part.origins is not None:
        places = np.searchsorted(part.origins[0], places)
    first, last = (places - start).tolist()
    return first, last


class _Organised:
    """The organisations of a sentence that the register of actors has, and no rule found."""

    def __init__(self, text: str, places: Iterable[tuple[Span, Row]]) -> None:
        known = [
            (place, mention) for place, mention in places
            if mention["kind"] == "organisation" and not mention["actor_id"].startswith("organisation:")
        ]  # fmt: skip
        self._spans = Spans(place for place, _ in known)
        self._names = {name for _, m in known for name in (m["name"], text[m["start"] : m["end"]])}

    def has(self, one: Found) -> bool:
        """Whether a naming is one of them, as the United Nations Development Programme, or part of one, as the North
        Atlantic Treaty of its Organization."""
        start, end = one.span
        is_part = self._spans.holds(start, end + 1) or self._spans.holds(start - 1, end)
        return is_part or (not one.name and " ".join(one.words) in self._names)


def _is_headline(folded: str, is_heading: bool) -> bool:
    words = _LONGER.findall(folded)
    small = sum(word[0].islower() for word in words)
    few = len(words) * (_SMALL_IN_HEADING if is_heading else _SMALL)
    return len(words) > 2 and small <= few and not _PLAIN.search(folded)


def _head(instrument: Instrument) -> str:
    """The noun by which a short form takes it up: convention of the Convention on Cybercrime."""
    return re.split(r" (?:on|of|for|against|with|in)\b", instrument.name)[0].lower().split()[-1]
