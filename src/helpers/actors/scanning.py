"""One sentence: which actors are named in it, by the forms of the register and by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from helpers.actors.names import CAPITALISED, CAPITALS, Named, Names
from helpers.actors.organisations import Organisations
from helpers.actors.people import People
from helpers.actors.register import Register
from helpers.actors.resolving import Bodies, Mention
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
        for one, after in pairwise(found):
            if not one.actor.iso3 and folded[one.end : after.start] in (" of ", " of the "):
                one.actor = replace(one.actor, iso3=after.actor.iso3)  # a bureau of a ministry
        # A country in the name of a ministry is named too, in that of a bank or a shorter name it is not.
        whole, closed = Bodies(found), Bodies(one for one in found if not one.holds)
        known = found + [
            one
            for one in known
            if not (closed if one.actor.kind == "country" else whole).holds(one.start, one.end)
        ]
        bodies = Bodies([*known, *self._abbreviations(folded, end, Bodies(known))])
        people = list(self._people.find(sentence, bodies))
        names = Bodies(one for one in people if one.rule)
        return [one for one in bodies.sorted if not names.meets(one.start, one.end)] + people

    @staticmethod
    def _abbreviations(folded: str, end: int, known: Bodies) -> Iterator[Mention]:
        """What stands in brackets behind an organisation and has its first letters."""
        for one in known.sorted:
            match = _IN_BRACKETS.match(folded, one.end, end) if one.actor.kind == "organisation" else None
            if match and not known.within(*match.span(1)):
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
