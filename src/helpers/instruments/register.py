"""The register of instruments: data/instruments.yaml to instruments, their forms, and the words that tell others by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from helpers.actors.names import CAPITALISED
from helpers.codebook.folding import HAN, fold
from helpers.instruments.verbs import conjugated
from helpers.tables import INSTRUMENT_KINDS, INSTRUMENT_STATUSES
from helpers.written import Reader, WrittenError

_KEYS = ("name", "kind", "zh", "aliases", "ambiguous", "year", "behind")
# How a form is told in the rule of a naming, by the key of the entry under which it stands.
_SORTS = {"name": "name", "zh": "Chinese name", "aliases": "alias"}
# The lists of words by which others are told; the file says what each is.
WORDS = (
    "leading", "editions", "none", "generic", "titles", "empty", "indefinite", "determiners", "joiners", "before_names",
    "stops", "complements", "be", "have", "will", "should", "adverbs", "negative", "planning", "proposing", "doing", "bound",
    "numbered", "coming", "going_on", "defining", "particular", "times", "regions", "due", "others", "thanking", "calling", "swift", "conditional", "alone", "attending_zh", "before_zh", "after_zh", "joints_zh", "wishing_zh", "will_zh", "negative_zh", "one_zh", "aims_zh", "whole_zh", "progress_zh", "there_zh",
)  # fmt: skip
_SHAPE = "Write instruments: as a list of '- {name: …, kind: …}', and kinds:, statuses:, nominals:, words:."


class InstrumentsError(WrittenError):
    """The register of instruments breaks its rules; the message lists every fault."""


@dataclass(frozen=True)
class Instrument:
    """What may be named; year and behind are what its authors know of it, not what a text says."""

    name: str
    kind: str
    year: str | None = None
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form in which texts name an instrument; an ambiguous one counts where the document names it otherwise too."""

    text: str
    sort: str
    instrument: Instrument
    is_ambiguous: bool = False

    @property
    def rule(self) -> str:
        return f"{self.sort} {self.text}"


@dataclass(frozen=True)
class Instruments:
    """Instruments by their names, all forms, and the nouns, verbs and words of the rules; digest names the content."""

    file: str = field(compare=False)
    digest: str
    instruments: Mapping[str, Instrument] = field(compare=False)
    forms: tuple[Form, ...] = field(compare=False)
    kinds: Mapping[str, Mapping[str, tuple[str, ...]]] = field(compare=False)
    statuses: Mapping[str, Mapping[str, tuple[str, ...]]] = field(compare=False)
    nominals: Mapping[str, str] = field(compare=False)
    words: Mapping[str, tuple[str, ...]] = field(compare=False)

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def load(cls, path: Path) -> Instruments:
        """Read a register. Raises InstrumentsError with all its faults, each with its line."""
        reader = _Reader(path)
        reader.read()
        return cls(
            reader.file, reader.digest, reader.instruments, tuple(reader.forms()), reader.kinds, reader.statuses, reader.nominals,
            reader.words,
        )  # fmt: skip


class _Reader(Reader):
    error = InstrumentsError

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.instruments: dict[str, Instrument] = {}
        self.kinds: dict[str, dict[str, tuple[str, ...]]] = {}
        self.statuses: dict[str, dict[str, tuple[str, ...]]] = {}
        self.nominals: dict[str, str] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self._named: defaultdict[str, list[tuple[str, Instrument, yaml.Node]]] = defaultdict(list)
        self._ambiguous: set[tuple[str, str]] = set()

    def read(self) -> None:
        keys = ("instruments", "kinds", "statuses", "nominals", "words")
        top = self.mapping(self.root(_SHAPE), "the register", keys, required=keys)
        for node in self.items(top.get("instruments"), "instruments"):
            self._entry(node)
        self.kinds = self._lists(
            top.get("kinds"), "kinds", INSTRUMENT_KINDS, ("nouns", "names", "zh", "titles_zh")
        )
        self.statuses = self._lists(
            top.get("statuses"), "statuses", INSTRUMENT_STATUSES, ("any", "zh", *INSTRUMENT_KINDS)
        )
        known = {
            " ".join(conjugated(v)[0])
            for parts in self.statuses.values()
            for some in parts.values()
            for v in some
        }
        for noun, key, node in self.entries(top.get("nominals"), "nominals"):
            if self.text(node) not in known:
                self.fault(
                    key,
                    f"nominals: '{noun}' has the verb '{self.text(node)}', which says no status",
                    "Add it under statuses.",
                )
        self.nominals = {
            noun: self.text(node) for noun, _, node in self.entries(top.get("nominals"), "nominals")
        }
        lists = self.mapping(top["words"], "words", WORDS, required=WORDS) if "words" in top else {}
        self.words = {name: tuple(self.texts(node, f"words '{name}'")) for name, node in lists.items()}
        self._prove_plain()
        self.prove()

    def _entry(self, node: yaml.Node) -> None:
        values = self.mapping(node, "an entry of instruments", _KEYS, required=_KEYS[:2])
        name, kind = self.text(values.get("name")), self.text(values.get("kind"))
        if "kind" in values and kind not in INSTRUMENT_KINDS:
            self.fault(
                values["kind"], f"'{name}': no kind '{kind}'", f"It is one of {', '.join(INSTRUMENT_KINDS)}."
            )
        year = self.text(values.get("year")) or None
        if year and not (year.isdigit() and len(year) == len("2024")):
            self.fault(
                values["year"], f"'{name}': '{year}' is no year", "Write four digits, or leave it out."
            )
        if name in self.instruments:
            self.fault(node, f"'{name}' stands twice in the register", "Merge the two, or rename one.")
        behind = tuple(self.texts(values.get("behind"), f"'{name}': behind"))
        instrument = self.instruments[name] = Instrument(name, kind, year, behind)
        forms, ambiguous = self.forms_of(name, node, values, _SORTS)
        for form, sort, at in forms:
            self._named[form].append((sort, instrument, at))
        self._ambiguous.update((form, name) for form in ambiguous)

    def _lists(
        self, node: yaml.Node | None, where: str, known: tuple[str, ...], parts: tuple[str, ...]
    ) -> dict[str, dict[str, tuple[str, ...]]]:
        """Lists of words by kind or status, and under each by part."""
        return {
            name: {
                part: tuple(self.texts(item, f"{where}: {name}: {part}"))
                for part, item in self.mapping(inner, f"{where}: {name}", parts).items()
            }
            for name, inner in (self.mapping(node, where, known) if node else {}).items()
        }

    def _prove_plain(self) -> None:
        """A form names one instrument; otherwise it would be a guess."""
        for form, named in self._named.items():
            if not (CAPITALISED.search(form) or HAN.search(fold(form)[0])):
                self.fault(
                    named[0][2], f"'{named[0][1].name}': the form '{form}' would never be found",
                    "Write it with a capital letter.",
                )  # fmt: skip
            for _, instrument, node in named[1:]:
                self.fault(
                    node, f"'{instrument.name}': the form '{form}' names {named[0][1].name} too",
                    "Leave it to one of them.",
                )  # fmt: skip

    def forms(self) -> Iterator[Form]:
        for text, named in self._named.items():
            sort, instrument, _ = named[0]
            yield Form(text, sort, instrument, (text, instrument.name) in self._ambiguous)
