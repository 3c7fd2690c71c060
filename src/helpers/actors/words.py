"""What the rules for English see of a sentence: its capitalised words, what joins them, and what kind of word each is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from helpers.actors.names import CAPITALS, Named
from helpers.actors.register import Actor
from helpers.sources.metadata import reading

# Initials, or a capitalised word with what apostrophes and hyphens join to it. 's parts it from the next word, but for
# those that stand in names of organisations.
_WORD = re.compile(
    rf"(?:[{CAPITALS}]\.)+(?:[{CAPITALS}](?![^\W_]))?"
    rf"|(?:People|Women|Children|Men|Workers|Farmers|Prosecutor)'s(?= [{CAPITALS}])"
    rf"|[{CAPITALS}][^\W_]*(?:['-](?!s(?![^\W_]))[^\W_]+)*"
)
_SPACES = re.compile(r" +")
_GAP = 24  # characters that may join two words of a name


class Kind:
    """What a word can be, as bits of a plain integer, which is looked at for every word; the lists stand under `words` in data/actors.yaml, 'starters' in data/reading.yaml."""

    HEAD = 1
    ROLE = 2
    MODIFIER = 4
    TITLE = 8
    FIELD = 16
    NEVER = 32
    STARTER = 64
    GIVEN = 128
    CALENDAR = 256
    STATE = 512


_LISTS = {
    "heads": Kind.HEAD, "roles": Kind.ROLE, "role_modifiers": Kind.MODIFIER, "titles": Kind.TITLE, "fields": Kind.FIELD,
    "never_names": Kind.NEVER, "given_names": Kind.GIVEN, "calendar": Kind.CALENDAR, "state_heads": Kind.STATE | Kind.HEAD,
    "going_on": Kind.STARTER,
}  # fmt: skip


class Token(NamedTuple):
    """A capitalised word; gap is what stands between it and the one before, None where that is too much to join them."""

    start: int
    end: int
    word: str
    gap: str | None
    kind: int
    named: Named | None


@dataclass(frozen=True)
class Sentence:
    """A stretch of folded text with its capitalised words; those in a form of the register say so."""

    folded: str
    start: int
    end: int
    tokens: Sequence[Token]
    named: Sequence[Named]


class Kinds:
    """The kinds of words, by the words in small letters."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self.of: dict[str, int] = {}
        for name, kind in _LISTS.items():
            for word in words[name]:
                self.of[word.lower()] = self.of.get(word.lower(), 0) | kind
        for word in reading()["starters"]:
            self.of[word.lower()] = self.of.get(word.lower(), 0) | Kind.STARTER

    def sentence(self, folded: str, start: int, end: int, named: Sequence[Named]) -> Sentence:
        tokens: list[Token] = []
        stop, n = start, 0
        for match in _WORD.finditer(folded, start, end):
            first, last = match.span()
            gap = folded[stop:first] if tokens and first - stop <= _GAP else None
            if gap and "  " in gap:
                gap = _SPACES.sub(" ", gap)
            kind, stop = self.of.get(match[0].lower(), 0), last
            if kind & Kind.TITLE and folded.startswith(".", last):
                stop = last + 1
            while n < len(named) and named[n].end <= first:
                n += 1
            inside = named[n] if n < len(named) and named[n].start < last else None
            if inside and inside.end > last:
                stop = min(stop, inside.end)
            tokens.append(Token(first, last, match[0], gap, kind, inside))
        return Sentence(folded, start, end, tokens, named)


def of_country(named: Named | None) -> str | None:
    """The ISO code where a form names a country, and no capital."""
    if (
        named
        and named.form.actors
        and named.form.actors[0].kind == "country"
        and named.form.sort != "capital"
    ):
        return named.form.actors[0].iso3
    return None


def organisation(named: Named | None) -> Actor | None:
    """The organisation that a form names."""
    if named and named.form.actors and named.form.actors[0].kind == "organisation":
        return named.form.actors[0]
    return None


def plain(text: str) -> str:
    """A name as it is told, whatever the line ends in it."""
    return " ".join(text.split())
