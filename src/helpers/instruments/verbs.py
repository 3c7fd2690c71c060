"""The verbs and nouns that say what became of an instrument, in all their forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

BASE, THIRD, PAST, PARTICIPLE, GERUND = range(5)
Statuses = Mapping[str, Mapping[str, Sequence[str]]]


class Verb(NamedTuple):
    """A verb in one of its forms; statuses by kind, 'any' for all others."""

    forms: frozenset[int]
    statuses: Mapping[str, str]

    def status(self, kind: str) -> str | None:
        return self.statuses.get(kind) or self.statuses.get("any")


def conjugation(statuses: Statuses) -> dict[tuple[str, ...], Verb]:
    """All verbs by the words of each of their forms; forms that several have (set up, put forward) mean what all mean."""
    meant: dict[str, dict[str, str]] = {}
    for status, parts in statuses.items():
        for part, some in parts.items():
            for verb in filter(str.isascii, some):
                meant.setdefault(verb, {}).setdefault(part, status)
    found: dict[tuple[str, ...], Verb] = {}
    for verb, by_kind in meant.items():
        forms = conjugated(verb)
        for words in forms:
            numbers = frozenset(n for n, other in enumerate(forms) if other == words)
            known = found.get(words, Verb(frozenset(), {}))
            found[words] = Verb(numbers | known.forms, {**by_kind, **known.statuses})
    return found


def nominal(
    nominals: Mapping[str, str], verbs: Mapping[tuple[str, ...], Verb]
) -> dict[tuple[str, ...], Verb]:
    """The nouns of the verbs, by their words. Raises KeyError for one whose verb is not known."""
    return {tuple(noun.split()): verbs[tuple(verb.split())] for noun, verb in nominals.items()}


def conjugated(verb: str) -> list[tuple[str, ...]]:
    """Base, third person, past, participle, gerund: built by rule, or as they are written, parted by '/'."""
    *heads, last = verb.split("/")
    first, *rest = last.split()
    if heads:
        return [(head, *rest) for head in (*heads, first)]
    if first.endswith("e"):
        heads = [first, f"{first}s", f"{first}d", f"{first}d", f"{first[:-1]}ing"]
    elif first.endswith("y") and first[-2] not in "aeiou":
        heads = [first, f"{first[:-1]}ies", f"{first[:-1]}ied", f"{first[:-1]}ied", f"{first}ing"]
    else:
        third = f"{first}es" if first.endswith(("s", "sh", "ch", "x")) else f"{first}s"
        heads = [first, third, f"{first}ed", f"{first}ed", f"{first}ing"]
    return [(head, *rest) for head in heads]
