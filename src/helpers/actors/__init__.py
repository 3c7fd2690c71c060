"""Actors: sentences and the register in, mentions out. Who is named, by which form or rule, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from helpers.actors import chinese
from helpers.actors.register import Actor, Form, Register, RegisterError
from helpers.actors.resolving import Bodies, Mention, resolve
from helpers.actors.scanning import Scanner
from helpers.codebook import LANGUAGES
from helpers.codebook.folding import fold, unfold

__all__ = ["Actor", "Form", "Register", "RegisterError", "find"]

_READ = {*LANGUAGES, "und"}  # what cannot be told may be either
# Text is folded in slices of whole sentences, so that one long document does not take the memory of many.
SLICE = 65_536


def find(text: str, sentences: Sequence[Mapping[str, Any]], register: Register) -> list[dict[str, Any]]:
    """The mentions of actors in one document: one row (MENTIONS) for each span of its stored text that names one.

    Sentences in other languages than English and Chinese get none. The longest form of the register counts, and what
    stands under `not` names nobody; rules tell others by their nouns, roles and titles. A family name, an abbreviation
    and an ambiguous form are settled by what the document names otherwise; what stays open is marked.
    """
    read = [sentence for sentence in sentences if sentence["language"] in _READ]
    scan = _scanner(register).scan
    mentions = [mention for stretch in _slices(read) for mention in _scan(text, stretch, scan)]
    if named_again := chinese.again(mentions):
        taken = Bodies(mentions)
        others = [mention for stretch in _slices(read) for mention in _scan(text, stretch, named_again)]
        mentions += [one for one in others if not taken.meets(one.start, one.end)]
    return [
        {
            "mention_id": f"{mention.sentence['document_id']}#m{n}",
            "document_id": mention.sentence["document_id"],
            "sentence_id": mention.sentence["sentence_id"],
            "start": mention.start,
            "end": mention.end,
            "actor_id": mention.actor.actor_id,
            "name": mention.actor.name,
            "kind": mention.actor.kind,
            "iso3": mention.actor.iso3,
            "role": mention.actor.role,
            "organisation": mention.actor.organisation,
            "rule": mention.rule,
            "is_ambiguous": mention.is_ambiguous,
        }
        for n, mention in enumerate(resolve(mentions), 1)
    ]


@lru_cache(maxsize=4)
def _scanner(register: Register) -> Scanner:
    """Made once for a register, also where it comes to a worker again with every task."""
    return Scanner(register)


def _slices(sentences: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    first = 0
    while first < len(sentences):
        last = first + 1
        while last < len(sentences) and sentences[last]["end"] - sentences[first]["start"] <= SLICE:
            last += 1
        yield sentences[first:last]
        first = last


def _scan(
    text: str, sentences: Sequence[Mapping[str, Any]], scan: Callable[[str, int, int], Iterable[Mention]]
) -> Iterator[Mention]:
    begin = sentences[0]["start"]
    folded, origins = fold(text[begin : sentences[-1]["end"]])
    bounds = np.array([(sentence["start"], sentence["end"]) for sentence in sentences]) - begin
    if origins is not None:
        bounds = np.searchsorted(origins[0], bounds)
    for sentence, (start, end) in zip(sentences, bounds.tolist(), strict=True):
        for mention in scan(folded, start, end):
            first, last = unfold(mention.start, mention.end, origins)
            mention.start, mention.end, mention.sentence = begin + first, begin + last, sentence
            yield mention
