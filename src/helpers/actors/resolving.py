"""One document: what an ambiguous form means, by what else the document names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from helpers.actors.register import Actor, Form


@dataclass
class Mention:
    """A naming of an actor, as far as its sentence tells."""

    start: int
    end: int
    actor: Actor
    rule: str
    is_ambiguous: bool = False
    form: Form | None = None
    sentence: Mapping[str, Any] = field(default_factory=dict)


def resolve(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in order, ambiguous forms settled where the document names one of their actors in another way.

    An organisation of a country counts as settled where the country is named.
    """
    kept = sorted(mentions, key=lambda mention: (mention.start, -mention.end))
    named = {mention.actor.actor_id for mention in kept if not mention.is_ambiguous}
    for mention in kept:
        if mention.is_ambiguous and mention.form:
            signed = [actor for actor in mention.form.actors if {actor.actor_id, actor.iso3} & named]
            if len(signed) == 1:
                mention.actor, mention.is_ambiguous = signed[0], False
    return kept
