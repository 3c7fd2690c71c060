"""Actors: sentences and the register in, mentions out. Who is named, by which form or rule, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from helpers.actors import chinese
from helpers.actors.register import Actor, Form, Register, RegisterError
from helpers.actors.resolving import Bodies, Mention, resolve
from helpers.actors.scanning import Scanner
from helpers.codebook import LANGUAGES
from helpers.codebook.folding import slices

__all__ = ["Actor", "Form", "Register", "RegisterError", "find"]

_READ = {*LANGUAGES, "und"}  # what cannot be told may be either


def find(text: str, sentences: Sequence[Mapping[str, Any]], register: Register) -> list[dict[str, Any]]:
    """The mentions of actors in one document: one row (MENTIONS) for each span of its stored text that names one.

    Sentences in other languages than English and Chinese get none. The longest form of the register counts, and what
    stands under `not` names nobody; rules tell others by their nouns, roles and titles. A family name, an abbreviation
    and an ambiguous form are settled by what the document names otherwise; what stays open is marked.
    """
    read = [sentence for sentence in sentences if sentence["language"] in _READ]
    scan = _scanner(register).scan
    mentions = list(_scan(text, read, scan))
    if named_again := chinese.again(mentions):
        taken = Bodies(mentions)
        others = _scan(text, read, named_again)
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


def of_title(title: str | None, register: Register) -> list[dict[str, Any]]:
    """Whom a document's title names, which need not stand in its text: rows as from `find`, with places in the title."""
    whole = {
        "sentence_id": None,
        "document_id": "title",
        "start": 0,
        "end": len(title or ""),
        "language": "en",
    }
    return find(title.title() if title.isupper() else title, [whole], register) if title else []


@lru_cache(maxsize=4)
def _scanner(register: Register) -> Scanner:
    """Made once for a register, also where it comes to a worker again with every task."""
    return Scanner(register)


def _scan(
    text: str, sentences: Sequence[Mapping[str, Any]], scan: Callable[[str, int, int], Iterable[Mention]]
) -> Iterator[Mention]:
    following = iter(sentences)
    for part in slices(text, [(sentence["start"], sentence["end"]) for sentence in sentences]):
        for (start, end), sentence in zip(part.places, following, strict=False):
            for mention in scan(part.folded, start, end):
                mention.start, mention.end = part.unfold(mention.start, mention.end)
                mention.sentence = sentence
                yield mention
