"""One sentence: which actors are named in it, by the forms of the register and by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from helpers.actors.names import CAPITALISED, CAPITALS, Named, Names
from helpers.actors.organisations import Organisations
from helpers.actors.people import People
from helpers.actors.register import Register
from helpers.actors.resolving import Mention
from helpers.actors.words import Kinds
from helpers.codebook.folding import HAN
from helpers.sources.metadata import any_of

_IN_BRACKETS = re.compile(rf" ?\((?:the |or )?\"?([{CAPITALS}][\w&-]{{1,11}})\"?\)")
_WORDS = re.compile(r"[^\W_]+")
WINDOW = 64  # characters before a name in which its signs are sought


class Scanner:
    """Finds the mentions of a sentence; made once for a register."""

    def __init__(self, register: Register) -> None:
        words = register.words
        self._names = Names(register.forms)
        self._kinds = Kinds(words)
        self._organisations = Organisations(register, self._kinds.of)
        self._people = People(words, self._kinds)
        verbs, nouns, before = (words[f"capital_{part}"] for part in ("verbs", "nouns", "before"))
        self._speaks = re.compile(rf" (?:{any_of(verbs)})\b|'s? (?:{any_of(nouns)})\b")
        self._dealt_with = re.compile(rf"\b(?:{any_of(before)}) (?:{CAPITALISED.pattern} and )?\Z")

    def scan(self, folded: str, start: int, end: int) -> list[Mention]:
        """The mentions in a stretch of folded text."""
        named = list(self._names.find(folded, start, end))
        known = [
            Mention(one.start, one.end, one.form.actors[0], one.form.rule, one.form.is_ambiguous, one.form)
            for one in named
            if one.form.actors
            and (one.form.sort != "capital" or self._is_government(one, folded, start, end))
        ]
        if HAN.search(folded, start, end):
            known += self._chinese(folded, start, end)
        sentence = self._kinds.sentence(folded, start, end, named)
        found = list(self._organisations.find(sentence))
        known = [one for one in known if not any(_is_part(one, big) for big in found)] + found
        known.sort(key=lambda one: one.start)
        for one, after in pairwise(found):
            if not one.actor.iso3 and folded[one.end : after.start] in (" of ", " of the "):
                one.actor = replace(one.actor, iso3=after.actor.iso3)  # a bureau of a ministry
        known += self._abbreviations(folded, end, known)
        people = list(self._people.find(sentence, known))
        names = [(one.start, one.end) for one in people if one.rule]
        known = [one for one in known if not any(a < one.end and one.start < b for a, b in names)]
        return known + people

    @staticmethod
    def _abbreviations(folded: str, end: int, known: Sequence[Mention]) -> Iterator[Mention]:
        """What stands in brackets behind an organisation and has its first letters."""
        for one in known:
            match = _IN_BRACKETS.match(folded, one.end, end) if one.actor.kind == "organisation" else None
            if match and not any(other.start == match.start(1) for other in known):
                initials = iter([word[0].casefold() for word in _WORDS.findall(folded[one.start : one.end])])
                if all(letter in initials for letter in match[1].casefold() if letter.isalpha()):
                    yield Mention(
                        *match.span(1), one.actor, f"abbreviation of {one.actor.name}", short=match[1]
                    )

    def _chinese(self, folded: str, start: int, end: int) -> Iterator[Mention]:
        for one in self._names.find_chinese(folded, start, end):
            if one.form.actors and one.form.sort != "capital":
                yield Mention(
                    one.start, one.end, one.form.actors[0], one.form.rule, one.form.is_ambiguous, one.form
                )

    def _is_government(self, named: Named, folded: str, start: int, end: int) -> bool:
        """Whether a capital stands for its government: it speaks, a stance is its own, or others deal with it."""
        before = folded[max(start, named.start - WINDOW) : named.start]
        return bool(self._speaks.match(folded, named.end, end) or self._dealt_with.search(before))


def _is_part(one: Mention, big: Mention) -> bool:
    """Whether a name stands inside that of an organisation and is not told beside it, as a country in a ministry's is."""
    return big.start <= one.start and one.end <= big.end and not (one.actor.kind == "country" and big.holds)
