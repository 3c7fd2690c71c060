"""Organisations by rule: a noun such as Ministry or University with the words before it, and what it is of or for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from helpers.actors.register import Actor, Register
from helpers.actors.resolving import Mention
from helpers.actors.words import Kind, Sentence, Token, of_country, organisation, plain

# A name has at most so many words before its noun and after it.
_BEFORE, _AFTER = 10, 8
_OF = re.compile(r" (?:of|for|on|against)(?: the)?(?: (?P<small>[a-z]+))? \Z")
_COMPANY = re.compile(r",? (?:Inc|Ltd|Corp|Co|LLC|PLC|Plc|plc|GmbH|AG)\b\.?(?:,? Ltd\b\.?)?")
# The country in a name, for which a NUL stands, with what joins it.
_COUNTRY = re.compile(r" (?:of(?: the)? )?\x00(?:'s)?|\x00(?:'s)? ?")
_NO_PART = Kind.ROLE | Kind.TITLE | Kind.STARTER | Kind.CALENDAR


class Organisations:
    """The rules, with the agencies of the register by their names without their country."""

    def __init__(self, register: Register, kinds: Mapping[str, int]) -> None:
        self._kinds = kinds
        countries: dict[str | None, list[str]] = {}
        for form in register.forms:
            for actor in form.actors:
                if actor.kind == "country":
                    countries.setdefault(actor.iso3, []).append(re.escape(form.text))
        self._agencies: dict[tuple[str, str], Actor] = {}
        for form in register.forms:
            for actor in form.actors:
                if actor.kind == "organisation" and actor.iso3:
                    longest_first = "|".join(sorted(countries[actor.iso3], key=len, reverse=True))
                    bare = re.sub(rf"\b(?:{longest_first})(?!\w)", "\x00", form.text)
                    self._agencies[actor.iso3, _bare(bare)] = actor

    def find(self, s: Sentence) -> Iterator[Mention]:
        """The organisations of a sentence, from left to right; those that the register knows as they stand are none."""
        done = -1
        for n, token in enumerate(s.tokens):
            if n > done and (token.kind & Kind.HEAD or self._mark(s, n)):
                while (
                    n + 1 < len(s.tokens) and s.tokens[n + 1].gap == " " and s.tokens[n + 1].kind & Kind.HEAD
                ):
                    n += 1  # noqa: PLW2901 (of Police University, the last noun counts)
                done = n
                if found := self._at(s, n):
                    mention, done = found
                    yield mention

    @staticmethod
    def _mark(s: Sentence, n: int) -> re.Match[str] | None:
        return _COMPANY.match(s.folded, s.tokens[n].end, s.end)

    def _at(self, s: Sentence, n: int) -> tuple[Mention, int] | None:
        """The organisation whose noun is token n, and its last word; None where it is the noun alone, or part of another
        name."""
        tokens, mark = s.tokens, self._mark(s, n)
        if (noun := tokens[n].named) and (not noun.form.actors or of_country(noun)):
            return None  # the Russian Federation
        first, owner = _first(tokens, n)
        last = n if mark else self._last(tokens, n)
        if not mark and last == n and (first == n or _is_followed(tokens, n)):
            return None  # 'the Ministry', 'Council Resolution'
        held = [token.named for token in tokens[first : last + 1] if token.named]
        start = min(tokens[first].start, *(named.start for named in held), s.end)
        end = mark.end() if mark else max(tokens[last].end, *(named.end for named in held), 0)
        countries = {named: iso3 for named in held if (iso3 := of_country(named))}
        iso3 = owner or next(iter(countries.values()), None)
        known = tokens[n].named if organisation(tokens[n].named) else None
        if known and (known.start, known.end) == (start, end) and not owner:
            return None
        actor = None
        if iso3:
            bare = s.folded[start:end]
            for named in sorted(countries, key=lambda one: -one.start):
                bare = f"{bare[: named.start - start]}\x00{bare[named.end - start :]}"
            actor = self._agencies.get((iso3, _bare(bare)))
        if (
            not actor
            and known
            and known.end == end
            and all(token.named for token in tokens[first : last + 1])
        ):
            inner = organisation(known)
            actor = inner if inner and inner.iso3 in (None, iso3) else None  # UN Security Council
        name = plain(s.folded[start:end])
        actor = actor or Actor(f"organisation:{name}", name, "organisation", iso3)
        rule = "name of a company" if mark else f"name with {tokens[n].word}"
        return Mention(start, end, actor, rule, holds=bool(tokens[n].kind & Kind.STATE)), last

    def _last(self, tokens: Sequence[Token], n: int) -> int:
        """The last word of what the organisation with its noun at token n is of or for, its country included."""
        last = n
        while last + 1 < len(tokens) and last - n < _AFTER:
            here, after = tokens[last], tokens[last + 1]
            if here.named and here.named is after.named:
                last += 1
                continue
            country = of_country(after.named)
            if last == n or (country and after.gap != " "):
                is_joined = self._is_of(after.gap)
            else:
                fields = here.kind & after.kind & Kind.FIELD
                is_joined = after.gap in (" ", " and ", ", and ") or (after.gap == ", " and bool(fields))
            is_name = after.kind & Kind.GIVEN and not after.kind & Kind.FIELD
            is_other = after.named and after.named.form.actors and not country and last > n
            if not is_joined or after.kind & _NO_PART or is_name or is_other:
                break
            if after.gap != " " and not country and _has_head(tokens, last + 1):
                break
            last += 1
        return last

    def _is_of(self, gap: str | None) -> bool:
        """Whether 'of', 'for the' or 'of international' stands between two words."""
        match = _OF.match(gap or "")
        return bool(match) and (not match["small"] or bool(self._kinds.get(match["small"], 0) & Kind.FIELD))  # type: ignore[index]


def _bare(text: str) -> str:
    """The name of an agency without its country."""
    return plain(_COUNTRY.sub(" ", text)).casefold()


def _first(tokens: Sequence[Token], n: int) -> tuple[int, str | None]:
    """The first word of the name whose noun is token n, and the country before it whose organisation it is ('s)."""
    first = n
    while first and n - first < _BEFORE:
        token, before = tokens[first], tokens[first - 1]
        if token.gap == "'s " and (owner := of_country(before.named)):
            return first, owner
        if token.named and token.named is before.named:
            first -= 1
            continue
        is_role = before.kind & Kind.ROLE and not before.kind & Kind.MODIFIER and not before.named
        if is_role or before.kind & (Kind.STARTER | Kind.TITLE | Kind.CALENDAR):
            break
        if token.gap == " and ":
            # 'Security and Protection Industry Association' is one name, 'Interpol and the Federal Police' are two.
            if (
                token.named
                or before.named
                or before.kind & Kind.HEAD
                or first == n
                or not _goes_on(tokens, first - 1)
            ):
                break
        elif token.gap != " ":
            break
        first -= 1
        if before.named and before.named.form.actors:
            while first and tokens[first - 1].named is before.named:
                first -= 1
            break
    return first, None


def _goes_on(tokens: Sequence[Token], n: int) -> bool:
    """Whether another word of the name stands before token n."""
    return n > 0 and tokens[n].gap == " " and not tokens[n - 1].kind & (Kind.ROLE | Kind.STARTER | Kind.HEAD)


def _is_followed(tokens: Sequence[Token], n: int) -> bool:
    """Whether the name goes on behind its noun, and is that of something else; roles and persons may follow."""
    after = tokens[n + 1] if n + 1 < len(tokens) else None
    follows = Kind.ROLE | Kind.MODIFIER | Kind.TITLE | Kind.GIVEN
    return bool(after and after.gap == " " and not after.named and not after.kind & follows)


def _has_head(tokens: Sequence[Token], n: int) -> bool:
    """Whether the words from token n on are an organisation of their own."""
    while not tokens[n].kind & Kind.HEAD or tokens[n].kind & Kind.FIELD:
        n += 1
        if n == len(tokens) or tokens[n].gap != " ":
            return False
    return True
