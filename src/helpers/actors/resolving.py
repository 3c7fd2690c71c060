"""One document: who is meant by a family name, an abbreviation or an ambiguous form, by what else the document names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

from helpers.actors.register import Actor, Form


@dataclass
class Mention:
    """A naming of an actor, as far as its sentence tells; without a rule, a name that may be an actor's."""

    start: int
    end: int
    actor: Actor
    rule: str
    is_ambiguous: bool = False
    form: Form | None = None
    family: str = ""  # of a person's full name, the part by which the text may go on
    short: str = ""  # of an organisation, the abbreviation that the text gives it
    holds: bool = (
        True  # whether a country in its name is named too: in 'Ministry of …', not in 'Bank of China'
    )
    sentence: Mapping[str, Any] = field(default_factory=dict)


class Bodies:
    """The mentions of a sentence by where they begin and end, so that a long one is searched no longer for each name."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.sorted = sorted(mentions, key=lambda one: (one.start, -one.end))
        self._starts = [one.start for one in self.sorted]
        self._furthest = list(accumulate((one.end for one in self.sorted), max))
        self.by_end = {one.end: one for one in reversed(self.sorted)}  # of nested ones the longest

    def meets(self, start: int, end: int) -> bool:
        """Whether a mention overlaps a stretch."""
        n = bisect_left(self._starts, end)
        return n > 0 and self._furthest[n - 1] > start

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch lies in a mention."""
        n = bisect_right(self._starts, start)
        return n > 0 and self._furthest[n - 1] >= end

    def within(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that begin in a stretch."""
        return self.sorted[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def resolve(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in order; names told again, ambiguous forms and the roles of people settled by the document.

    A name without a sign of its own is kept where the document has introduced it: whole, by its family name or as an
    abbreviation. An ambiguous form is settled where the document names one of its actors, or the actor's country, in
    another way.
    """
    found = sorted(mentions, key=lambda mention: (mention.start, -mention.end))
    _name_again(found)
    kept = [mention for mention in found if mention.rule]
    named = {mention.actor.actor_id for mention in kept if not mention.is_ambiguous}
    for mention in kept:
        if mention.is_ambiguous and mention.form:
            signed = [actor for actor in mention.form.actors if {actor.actor_id, actor.iso3} & named]
            if len(signed) == 1:
                mention.actor, mention.is_ambiguous = signed[0], False
    _share(kept)
    return _of_one_place(kept)


def _of_one_place(mentions: Sequence[Mention]) -> list[Mention]:
    """Where one name is a person's and an ambiguous country's, the person, unless the document names the country too."""
    settled = {(one.start, one.end) for one in mentions if one.form and not one.is_ambiguous}
    people = {
        (one.start, one.end) for one in mentions if one.actor.kind == "person" and not one.form
    } - settled
    return [
        one for one in mentions
        if (one.start, one.end) not in (people if one.form else settled)
    ]  # fmt: skip


def _name_again(mentions: Sequence[Mention]) -> None:
    """Say who is meant by names that the document has introduced."""
    whole, families = _introduced(mentions)
    since: dict[str, list[Actor]] = {}
    for mention in mentions:
        name = mention.actor.name
        if mention.actor.kind != "person" or mention.form:
            continue
        others = families.get(name, {}).keys() - {name}
        if mention.family == name and len(others) == 1:
            mention.actor = families[name][others.pop()]  # 外长拉夫罗夫 is 谢尔盖·拉夫罗夫
        elif mention.family:
            if (not mention.rule or mention.is_ambiguous) and name in whole:
                mention.actor, mention.rule, mention.is_ambiguous = whole[name], f"name {name} again", False
            if mention.rule:
                since.setdefault(mention.family, []).append(mention.actor)
        elif name in whole:
            mention.actor, mention.rule = whole[name], f"abbreviation of {whole[name].name}"
        elif mention.rule and len(families.get(family_name(name), ())) == 1:
            (actor,) = families[family_name(name)].values()
            own = mention.actor
            if _may_be_one(own.role, actor.role):
                mention.actor = replace(
                    actor, role=own.role or actor.role, organisation=own.organisation or actor.organisation
                )
            else:  # beside First Lady Jill Keller, President Keller is another one
                since.setdefault(family_name(name), []).append(own)
        elif before := since.get(family_name(name)):
            mention.is_ambiguous = len({actor.actor_id for actor in before}) > 1
            mention.actor, mention.rule = before[-1], f"family name of {before[-1].name}"


def _introduced(mentions: Sequence[Mention]) -> tuple[dict[str, Actor], dict[str, dict[str, Actor]]]:
    """The actors by whole name or abbreviation, and by family name those of that name, with a role where one is told."""
    whole: dict[str, Actor] = {}
    families: dict[str, dict[str, Actor]] = {}
    for mention in mentions:
        if mention.short:
            whole.setdefault(mention.short, mention.actor)
        if mention.family and mention.rule and not mention.is_ambiguous:
            whole.setdefault(mention.actor.name, mention.actor)
            named = families.setdefault(mention.family, {})
            if mention.actor.role or mention.actor.name not in named:
                named[mention.actor.name] = mention.actor
    return whole, families


def _may_be_one(role: str | None, other: str | None) -> bool:
    """Whether nothing tells two roles apart: one person may be minister and foreign minister."""
    if not role or not other:
        return True
    here, there = role.casefold().split(), other.casefold().split()
    return bool({*here} & {*there})


def family_name(name: str) -> str:
    """A family name without its article: Abadi and Al-Abadi are one."""
    return re.sub(r"\A[AaEe]l-", "", name)


def _share(mentions: Sequence[Mention]) -> None:
    """What one mention of a person tells of role, organisation and country holds for the others that tell nothing."""
    known: dict[str, Actor] = {}
    people = [mention for mention in mentions if mention.actor.kind == "person"]
    for mention in people:
        actor, before = mention.actor, known.get(mention.actor.actor_id)
        if before is None or (before.role is None and actor.role):
            known[actor.actor_id] = replace(actor, iso3=actor.iso3 or (before.iso3 if before else None))
        elif actor.iso3 and not before.iso3:
            known[actor.actor_id] = replace(before, iso3=actor.iso3)
    for mention in people:
        actor, shared = mention.actor, known[mention.actor.actor_id]
        if actor.role is None:
            mention.actor = shared
        elif actor.iso3 is None:
            mention.actor = replace(actor, iso3=shared.iso3)
