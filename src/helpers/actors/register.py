"""The register of actors: data/actors.yaml to actors and the forms in which texts name them; every fault with its line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from helpers.written import Reader, WrittenError

# What an entry of each section may say; the first two must be there.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "countries": ("iso3", "name", "zh", "aliases", "demonyms", "ambiguous", "beside"),
    "organisations": ("id", "name", "zh", "aliases", "ambiguous"),
    "agencies": ("id", "name", "country", "zh", "aliases", "ambiguous"),
    **dict.fromkeys(
        ("groups", "companies", "media"), ("id", "name", "country", "zh", "aliases", "ambiguous")
    ),
    "people": ("name", "role", "organisation", "country", "zh", "aliases", "ambiguous"),
}
# The lists of words by which names are told; the file says what each is.
WORDS = (
    "capital_verbs", "capital_nouns", "capital_before", "capital_zh", "heads", "state_heads", "titles", "roles",
    "private_roles", "role_modifiers", "fields", "particles", "surnames", "surnames_korean", "given_names", "calendar",
    "never_names", "going_on", "heads_zh", "state_heads_zh", "never_heads_zh", "leading_zh", "parting_zh", "joints_zh", "roles_zh", "surnames_zh", "after_names_zh",
)  # fmt: skip
_KINDS = {"countries": "country", "people": "person"}
# How a form is told in the rule of a mention, by the key of the entry under which it stands.
_SORTS = {"name": "name", "zh": "Chinese name", "aliases": "alias", "demonyms": "demonym"}
_SHAPE = "Write countries:, organisations:, people: and so on, each a list of '- {name: …}'."


class RegisterError(WrittenError):
    """The register breaks its rules; the message lists every fault."""


@dataclass(frozen=True)
class Actor:
    """Who may be named; iso3 is the country itself, or the one that an organisation or a person belongs to."""

    actor_id: str
    name: str
    kind: str
    iso3: str | None = None
    role: str | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class Form:
    """A form in which texts name an actor, or one of several (Korea), or nobody (South China Sea)."""

    text: str
    sort: str
    actors: tuple[Actor, ...]
    is_ambiguous: bool = False
    beside: tuple[str, ...] = ()  # names in the same sentence that show that something else is meant

    @property
    def rule(self) -> str:
        return f"{self.sort} {self.text}"


@dataclass(frozen=True)
class Register:
    """Actors by their ids, all forms, and the words that tell names by rule; digest names the file's content."""

    file: str = field(compare=False)
    digest: str
    actors: Mapping[str, Actor] = field(compare=False)
    forms: tuple[Form, ...] = field(compare=False)
    words: Mapping[str, tuple[str, ...]] = field(compare=False)

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def load(cls, path: Path) -> Register:
        """Read a register. Raises RegisterError with all its faults, each with its line."""
        reader = _Reader(path)
        reader.read()
        return cls(reader.file, reader.digest, reader.actors, tuple(reader.forms()), reader.words)


class _Reader(Reader):
    """Collects the entries, and of every form who is named by it, where, and whether it is said to be ambiguous."""

    error = RegisterError

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.actors: dict[str, Actor] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self._named: dict[str, list[tuple[str, Actor, yaml.Node]]] = defaultdict(list)
        self._ambiguous: set[tuple[str, str]] = set()
        self._beside: dict[str, tuple[str, ...]] = {}
        self._not: list[str] = []

    def read(self) -> None:
        root = self.root(_SHAPE)
        top = self.mapping(
            root, "the register", (*SECTIONS, "capitals", "not", "words"), required=("countries", "words")
        )
        for section in SECTIONS:
            for node in self.items(top.get(section), section):
                self._entry(section, node)
        for iso3, key, node in self.entries(top.get("capitals"), "capitals"):
            if self._country(iso3, key, "capitals"):
                for form in self.texts(node, f"capitals of {iso3}"):
                    self._named[form].append(("capital", self.actors[iso3], node))
        self._not = self.texts(top.get("not"), "not")
        lists = self.mapping(top["words"], "words", WORDS, required=WORDS) if "words" in top else {}
        self.words = {name: tuple(self.texts(node, f"words '{name}'")) for name, node in lists.items()}
        self._prove_plain()
        self.prove()

    def _entry(self, section: str, node: yaml.Node) -> None:
        keys = SECTIONS[section]
        values = self.mapping(
            node, f"an entry of {section}", keys, required=keys[: 1 if section == "people" else 2]
        )
        name = self.text(values.get("name"))
        key = values.get(keys[0]) or node
        country = values.get("country")
        iso3 = self.text(values.get("iso3") or country) or None
        if section == "countries" and not re.fullmatch("[A-Z]{3}", iso3 or ""):
            self.fault(key, f"'{iso3}' is no ISO code", "Write three capital letters, such as FRA.")
        if iso3 and country:
            self._country(iso3, country, f"'{name}'")
        actor_id = f"person:{name}" if section == "people" else self.text(values.get(keys[0]))
        actor = Actor(
            actor_id, name, _KINDS.get(section, "organisation"), iso3,
            self.text(values.get("role")) or None, self.text(values.get("organisation")) or None,
        )  # fmt: skip
        if actor_id in self.actors:
            self.fault(key, f"'{actor_id}' stands twice in the register", "Merge the two, or rename one.")
        self.actors[actor_id] = actor
        forms, ambiguous = self.forms_of(name, node, values, _SORTS)
        for form, sort, at in forms:
            self._named[form].append((sort, actor, at))
        self._ambiguous.update((form, actor_id) for form in ambiguous)
        self._beside[actor_id] = tuple(self.texts(values.get("beside"), f"'{name}': beside"))

    def _country(self, iso3: str, node: yaml.Node, where: str) -> bool:
        known = iso3 in self.actors and self.actors[iso3].kind == "country"
        if not known:
            self.fault(
                node, f"{where}: no country '{iso3}' in the register", "Write its ISO code, such as FRA."
            )
        return known

    def _prove_plain(self) -> None:
        """A form of several actors says so with each; otherwise it would be a guess."""
        for form, named in self._named.items():
            for sort, actor, node in named if len({actor.actor_id for _, actor, _ in named}) > 1 else ():
                if sort != "capital" and (form, actor.actor_id) not in self._ambiguous:
                    others = ", ".join(other.name for _, other, _ in named if other is not actor)
                    self.fault(
                        node, f"'{actor.name}': the form '{form}' names {others} too",
                        "Add it to ambiguous of each of them.",
                    )  # fmt: skip

    def forms(self) -> Iterator[Form]:
        for text, named in self._named.items():
            by_name = [one for one in named if one[0] != "capital"] or named  # Singapore is its own capital
            actors = tuple(actor for _, actor, _ in by_name)
            beside = tuple(word for actor in actors for word in self._beside[actor.actor_id])
            is_ambiguous = any((text, actor.actor_id) in self._ambiguous for actor in actors)
            yield Form(text, by_name[0][0], actors, is_ambiguous, beside)
        for text in self._not:
            if text not in self._named:
                yield Form(text, "not", ())
