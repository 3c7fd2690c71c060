"""Instruments: sentences and the register in, namings out: which it is, what became of it, when, who stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from helpers import actors
from helpers.actors.names import Names
from helpers.codebook.folding import HAN, Slice, slices
from helpers.instruments import chinese, telling
from helpers.instruments.english import English
from helpers.instruments.found import NAMED, Found, Span
from helpers.instruments.register import Form, Instrument, Instruments, InstrumentsError
from helpers.tables import data_file

__all__ = ["Form", "Instrument", "Instruments", "InstrumentsError", "find", "known"]

Row = dict[str, Any]
_READ = ("en", "zh", "und")
_SMALL = frozenset(["of", "on", "for", "and", "the", "to", "with", "in", "against", "a", "an", "between"])
# Under what stands so, lists in -ing say what is wished for, not what has been done.
_WISHES = re.compile(
    r"[\W\d]*(?:\w+ )?(?:initiatives?|proposals?|recommendations?|suggestions?|goals?|objectives?|next steps)\b",
    re.I,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|the)\b")
_NEAR = 3  # sentences within which a short form tells the status of what was named
_OWN = 4  # words by which what is only described is the same in other documents too


def find(  # noqa: PLR0913
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    mentions: Sequence[Mapping[str, Any]],
    register: Instruments | None = None,
    *,
    date: str | None = None,
) -> list[Row]:
    """The namings of instruments in one document: rows of INSTRUMENTS, in the order of the text.

    Named by the register, by a capitalised or quoted name with a noun of its kind, or described where the text says what
    became of it. A short form (the forum) gives its status to the naming it takes up, if that stands near and says nothing
    yet; else it is a naming of its own where it says something new. `date` is that of the document; without a register
    data/instruments.yaml is taken.
    """
    found = _Document(list(_found(text, blocks, sentences, register or known()))).namings()
    by_sentence: dict[str, list[Mapping[str, Any]]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention["sentence_id"], []).append(mention)
    year = date[:4] if date else None
    before: Found | None = None
    rows = []
    for n, one in enumerate(found, 1):
        named = by_sentence.get(one.sentence["sentence_id"], [])
        start, end = one.status_span or (None, None)
        one.behind = telling.behind(text, one, named, before)
        before = one
        rows.append(
            {
                "naming_id": f"{one.sentence['document_id']}#i{n}",
                "document_id": one.sentence["document_id"],
                "sentence_id": one.sentence["sentence_id"],
                "start": one.span[0],
                "end": one.span[1],
                "instrument_id": one.instrument_id,
                "name": one.name,
                "kind": one.kind,
                "status": one.status,
                "status_start": start,
                "status_end": end,
                "date": telling.date(text, one, year),
                "behind": "; ".join(one.behind) or None,
                "language": one.sentence["language"],
                "rule": one.rule,
            }
        )
    return rows


@cache
def known() -> Instruments:
    """The register that comes with the project. Raises InstrumentsError."""
    return Instruments.load(data_file("instruments.yaml"))


@lru_cache(maxsize=4)
def _rules(register: Instruments) -> tuple[Names, dict[str, Form], English, chinese.Chinese]:
    """Made once for a register, also where it comes to a worker again with every task."""
    names = Names([actors.Form(form.text, form.sort, ()) for form in register.forms])
    return names, {form.text: form for form in register.forms}, English(register), chinese.Chinese(register)


def _found(
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    register: Instruments,
) -> Iterator[Found]:
    names, forms, english, han = _rules(register)
    headings = {block["block_id"] for block in blocks if block["kind"] in ("title", "subtitle", "heading")}
    read = [sentence for sentence in sentences if sentence["language"] in _READ]
    wishes: str | None = None
    spans = [(sentence["start"], sentence["end"]) for sentence in read]
    position = 0
    for part in slices(text, spans):
        for start, end in part.places:
            sentence = read[position]
            position += 1
            folded = part.folded[start:end]
            is_heading = sentence["block_id"] in headings
            if _WISHES.match(folded):
                wishes = "proposed"
            elif is_heading:
                wishes = None
            is_chinese = bool(HAN.search(folded))
            known = [
                Found(
                    (one.start, one.end),
                    form.instrument.kind,
                    (),
                    form.rule,
                    _head(form.instrument),
                    form.instrument.name,
                    is_short=form.is_ambiguous,
                )
                for search in ((names.find, names.find_chinese) if is_chinese else (names.find,))
                for one in search(folded, 0, len(folded))
                for form in (forms[one.form.text],)
            ]
            found = english.find(
                folded,
                known,
                is_headline=_is_headline(folded, is_heading),
                wishes=NAMED if is_heading else wishes,
            )
            if is_chinese:
                found = han.find(folded, found)
            for one in found:
                one.span = _place(one.span, start, part)
                one.status_span = _place(one.status_span, start, part) if one.status_span else None
                one.sentence = sentence
                yield one


def _place(span: Span, start: int, part: Slice) -> Span:
    return part.unfold(start + span[0], start + span[1])


def _is_headline(text: str, is_heading: bool) -> bool:
    """Whether capitals tell no names here, as in a title written in capitals."""
    if _FINITE.search(text):
        return False
    words = re.findall(r"[^\W\d_]{4,}", text)
    small = sum(word[0].islower() for word in words)
    return len(words) > 2 and small <= len(words) * (0.25 if is_heading else 0.1)


class _Document:
    """Which instrument each naming of a document is of."""

    def __init__(self, found: list[Found]) -> None:
        self._found = found
        self._names: dict[str, Found] = {}  # by their words or short name
        self._latest: dict[str, Found] = {}  # by the noun they end in
        self._told: set[tuple[str, str]] = set()

    def namings(self) -> list[Found]:
        known = {one.name for one in self._found if one.name and not one.is_short}
        kept: list[Found] = []
        for one in self._found:
            if one.name:
                if one.is_short and one.name not in known:
                    continue
                one.instrument_id = f"{one.kind}:{one.name}"
            elif one.is_short or self._is_again(one):
                before = self._before(one)
                if before is None or one.status == NAMED:
                    continue
                if self._take_up(before, one):
                    if before not in kept:
                        kept.append(before)
                    continue
                one.name, one.instrument_id, one.kind = before.name, before.instrument_id, before.kind
                one.is_short, one.rule = True, "short form"
                if (one.instrument_id, one.status) in self._told:
                    continue
            else:
                self._name(one)
            self._remember(one)
            if not one.is_described or one.status_span:
                kept.append(one)
                self._told.add((one.instrument_id, one.status))
        return sorted(kept, key=lambda one: (one.span[0], -one.span[1]))

    def _name(self, one: Found) -> None:
        words = [*one.words]
        while len(words) > 1 and words[0].lower() in _SMALL:
            words = words[1:]
        name = " ".join(words)
        if name in self._names and not one.is_described:
            known = self._names[name]
            one.name, one.instrument_id, one.kind = known.name, known.instrument_id, known.kind
            return
        if one.is_described:
            one.name = name
            one.instrument_id = f"{one.kind}:{name}"
            if len(words) < _OWN:
                one.instrument_id += f"@{one.sentence['document_id']}"
        else:
            one.name = " ".join(
                word
                if word.lower() in _SMALL and n
                else word[0].upper() + (word[1:].lower() if name.isupper() and len(word) > 3 else word[1:])
                for n, word in enumerate(words)
            )
            one.instrument_id = f"{one.kind}:{one.name}"

    def _remember(self, one: Found) -> None:
        assert one.name, one
        for alias in one.aliases:
            self._names.setdefault(alias, one)
        if one.is_short:
            return
        if not one.is_described:
            self._names.setdefault(" ".join(one.words) or one.name, one)
        for word in (one.head or one.name.split()[-1].lower(), one.kind):
            self._latest[word] = one

    def _before(self, one: Found) -> Found | None:
        return self._latest.get(one.head)

    def _is_again(self, one: Found) -> bool:
        """Whether a description with an article is of what was named before: the joint operation."""
        before = self._before(one) if one.is_definite else None
        return before is not None and {*map(str.lower, one.words)} <= {*map(str.lower, before.words)}

    def _take_up(self, before: Found, one: Found) -> bool:
        """Whether a short form completes the naming before it, and gives it its status."""
        near = _number(one) - _number(before) <= _NEAR
        if before.status != NAMED or before.status_span or not near:
            return False
        before.status, before.status_span = one.status, one.status_span
        before.rule = (
            f"{before.rule}, status by its short form"
            if not before.is_described
            else f"{before.rule}, by its short form"
        )
        self._told.add((before.instrument_id, before.status))
        return True


def _head(instrument: Instrument) -> str:
    """The noun by which a short form takes it up: convention of the Convention on Cybercrime."""
    words = re.split(r" (?:on|of|for|against|with|in)\b", instrument.name)[0].lower().split()
    return words[-1]


def _number(one: Found) -> int:
    return int(str(one.sentence["place"]))
