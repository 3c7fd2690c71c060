"""One sentence: which actors are named in it, by the forms of the register and by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from helpers.actors.chinese import Chinese
from helpers.actors.names import CAPITALISED, CAPITALS, Named, Names
from helpers.actors.organisations import Organisations
from helpers.actors.people import People
from helpers.actors.register import Form, Register
from helpers.actors.resolving import Bodies, Mention
from helpers.actors.words import Kind, Kinds
from helpers.codebook.folding import HAN, fold
from helpers.sources.metadata import any_of

_IN_BRACKETS = re.compile(rf" ?\((?:the |or )?\"?([{CAPITALS}][\w&-]{{1,11}})\"?\)")
_LISTED = frozenset({", ", " and ", ", and ", " or ", " & ", "/"})
# Groups say in their names where they are, as ministries do.
_WHERE = re.compile(r" in |\bState of ")
_GIVEN = re.compile(rf"([{CAPITALS}][^\W_]+) \Z")
_PLACED = re.compile(r" (?:in|of|to|from|with|against|by) \Z")
_WORDS = re.compile(r"[^\W_]+")
WINDOW = 64  # characters before a name in which its signs are sought


class Scanner:
    """Finds the mentions of a sentence; made once for a register."""

    def __init__(self, register: Register) -> None:
        words = register.words
        self._names = Names(register.forms)
        self._kinds = Kinds(words)
        self._countries = Names(
            [
                form
                for form in register.forms
                if form.actors and form.sort != "capital" and form.actors[0].kind == "country"
            ]
        )
        self._holding = {form.text for form in register.forms if self._holds(form)}
        self._organisations = Organisations(register, self._kinds.of)
        self._people = People(words, self._kinds)
        self._han = Chinese(words)
        self._speaks_zh = re.compile(any_of(fold(word)[0] for word in words["capital_zh"]))
        verbs, nouns, before = (words[f"capital_{part}"] for part in ("verbs", "nouns", "before"))
        self._speaks = re.compile(rf" (?:{any_of(verbs)})\b|'s? (?:{any_of(nouns)})\b")
        self._dealt_with = re.compile(rf"\b(?:{any_of(before)}) (?:{CAPITALISED.pattern} and )?\Z")

    def scan(self, folded: str, start: int, end: int) -> list[Mention]:
        """The mentions in a stretch of folded text."""
        named = [
            one for one in self._names.find(folded, start, end) if not self._is_of_another(one, folded, start)
        ]
        known = [
            Mention(one.start, one.end, one.form.actors[0], one.form.rule, one.form.is_ambiguous, one.form)
            for one in named
            if one.form.actors and self._is_meant(one, folded, start, end)
        ]
        known += [
            Mention(one.start, one.end, one.form.actors[0], one.form.rule, one.form.is_ambiguous, one.form)
            for whole in named
            if whole.form.text in self._holding
            for one in self._countries.find(folded, whole.start, whole.end)
        ]
        sentence = self._kinds.sentence(folded, start, end, named)
        found = list(self._organisations.find(sentence))
        for one, after in pairwise(found):
            if not one.actor.iso3 and folded[one.end : after.start] in (" of ", " of the "):
                one.actor = replace(one.actor, iso3=after.actor.iso3)  # a bureau of a ministry
        known = _beside(known, found) if found else known
        bodies = Bodies(known)
        if short := list(self._abbreviations(folded, end, bodies)):
            bodies = Bodies([*known, *short])
        _settle(folded, bodies.sorted)
        found = list(self._people.find(sentence, bodies))
        persons = Bodies(one for one in found if one.actor.kind == "person" and one.rule)
        # A person whom a role follows is no body for it.
        people = [one for one in found if one.actor.kind == "person" or not persons.meets(one.start, one.end)]
        # 'Chad Smith' names no country, whoever it is.
        names = Bodies(one for one in people if one.rule or " " in one.actor.name)
        mentions = [one for one in bodies.sorted if not names.meets(one.start, one.end)] + people
        return mentions + (self._chinese(folded, start, end) if HAN.search(folded, start, end) else [])

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

    def _chinese(self, folded: str, start: int, end: int) -> list[Mention]:
        """The same in Chinese; a shorter organisation in a longer one goes, a country in it stays."""
        known = [
            Mention(one.start, one.end, one.form.actors[0], one.form.rule, one.form.is_ambiguous, one.form)
            for one in self._names.find_chinese(folded, start, end)
            if one.form.actors and (one.form.sort != "capital" or self._speaks_zh.match(folded, one.end, end))
        ]
        found = list(self._han.organisations(folded, start, end, Bodies(known)))
        bodies = Bodies(_beside(known, found))
        return [*bodies.sorted, *self._han.people(folded, start, end, bodies)]

    def _holds(self, form: Form) -> bool:
        """Whether an organisation names its country with its own name."""
        folded = fold(form.text)[0]
        is_organisation = bool(form.actors) and form.actors[0].kind == "organisation"
        is_state = _WHERE.search(folded) or any(
            self._kinds.of.get(word.casefold(), 0) & Kind.STATE for word in folded.split()
        )
        return is_organisation and bool(is_state) and any(self._countries.find(folded, 0, len(folded)))

    def _is_of_another(self, named: Named, folded: str, start: int) -> bool:
        """Whether the family name of a person who is listed is that of another one, whose given name stands before it."""
        if " " in named.form.text or not named.form.actors or named.form.actors[0].kind != "person":
            return False
        before = _GIVEN.search(folded, max(start, named.start - WINDOW), named.start)
        return before is not None and not self._kinds.of.get(before[1].lower(), 0) & ~Kind.GIVEN

    def _is_meant(self, named: Named, folded: str, start: int, end: int) -> bool:
        """Whether a capital stands for its government: it speaks, a stance is its own, or others deal with it. Whether
        a name is the country's and not that of a state elsewhere, whose neighbours stand beside it."""
        form = named.form
        if form.beside:
            near = folded[max(start, named.start - WINDOW) : min(end, named.end + WINDOW)]
            return not any(word in near for word in form.beside)
        if form.sort != "capital":
            return True
        before = folded[max(start, named.start - WINDOW) : named.start]
        return bool(self._speaks.match(folded, named.end, end) or self._dealt_with.search(before))


def _settle(folded: str, mentions: Sequence[Mention]) -> None:
    """An ambiguous name is a country's in a list of countries, and one that no other place has, where a place stands."""
    countries = [one for one in mentions if one.actor.kind == "country"]
    for one in countries:
        if one.form and one.form.sort != "demonym" and len(one.form.actors) == 1 and not one.form.beside:
            # 'in Jordan' is no person and 'of Turkey' no bird; Georgia may be a state wherever it stands.
            one.is_ambiguous &= not _PLACED.search(folded, max(0, one.start - 9), one.start)
    for one, other in (*pairwise(countries), *pairwise(countries[::-1])):
        between = folded[min(one.end, other.end) : max(one.start, other.start)]
        if other.is_ambiguous and not one.is_ambiguous and between in _LISTED:
            other.is_ambiguous = bool(other.form and len(other.form.actors) > 1)


def _beside(known: Sequence[Mention], found: Sequence[Mention]) -> list[Mention]:
    """The organisations found by rule, and of what the register knows, that which they do not take in.

    A country in the name of a ministry is named too, in that of a bank it is not, nor is a shorter organisation.
    """
    whole, closed = Bodies(found), Bodies(one for one in found if not one.holds)
    covers = {"country": closed}
    kept = [one for one in known if not covers.get(one.actor.kind, whole).holds(one.start, one.end)]
    return [*kept, *found]
