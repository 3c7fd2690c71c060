"""The codebook's YAML to themes, codes and frames; every fault with its line and the remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from helpers.codebook.patterns import Pattern, PatternError

LANGUAGES = ("en", "zh")  # those a codebook has patterns in


@dataclass(frozen=True)
class Code:
    """One code of a theme, or one frame (its theme is None)."""

    name: str
    theme: str | None
    label: str
    definition: str
    include: str
    exclude: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    line: int

    @property
    def dimension(self) -> str:
        return "theme" if self.theme else "frame"


@dataclass(frozen=True)
class Theme:
    """What documents may be about, and the codes that say so."""

    name: str
    label: str
    definition: str
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Fault:
    """What breaks a rule of the codebook: where, what, and the remedy; culprits one a line."""

    file: str
    line: int
    message: str
    remedy: str
    culprits: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}: {self.message}"
        if self.culprits:
            return "\n  ".join([f"{head}:", *self.culprits]) + f"\n{self.remedy}"
        return f"{head}. {self.remedy}"


class Faults(list[Fault]):
    """Faults in the order of the file; printed, one paragraph each."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))


class CodebookError(ValueError):
    """The codebook breaks its rules, or has no such code; the message lists every fault."""

    def __init__(self, faults: Sequence[Fault] | str) -> None:
        self.faults = Faults() if isinstance(faults, str) else Faults(sorted(faults, key=lambda f: f.line))
        super().__init__(faults if isinstance(faults, str) else str(self.faults))


def meant(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}"


# Where libyaml is built in, it reads ten times as fast; but what is nested very deeply ends the process in it.
_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NESTING = re.compile(r"[\[{\]}]|(?:[-?:][ \t]+){50}")
DEPTH = 200


def _is_shallow(text: str) -> bool:
    steps = (
        1 if mark in ("[", "{") else -1 if mark in ("]", "}") else DEPTH for mark in _NESTING.findall(text)
    )
    return max(accumulate(steps), default=0) < DEPTH


class Reader:
    """Walks the YAML nodes, whose marks give the lines, and collects faults instead of stopping at the first."""

    required = ("definition", "include", "exclude", "patterns", "examples", "counterexamples")

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.names: dict[str, int] = {}

    def fault(self, node: yaml.Node | int, message: str, remedy: str) -> None:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.faults.append(Fault(self.file, line, message, remedy))

    def compose(self, text: str, shape: str) -> yaml.Node | None:
        """The root of the YAML, whose nodes know their lines; None, with the fault, where there is none."""
        try:
            root = yaml.compose(text, Loader=_QUICK if _is_shallow(text) else yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
            problem = getattr(error, "problem", None) or getattr(error, "reason", error)
            last = text.rstrip("\n").count("\n")  # an end that is missing is told of the line after it
            self.fault(min(line, last) + 1, f"is not YAML: {problem}", "Check indents and quotes.")
            return None
        except RecursionError:
            self.fault(1, "is nested too deeply", shape)
            return None
        if root is None:
            self.fault(1, "is empty", shape)
        return root

    def read(self, text: str) -> tuple[dict[str, Theme], dict[str, Code]]:
        root = self.compose(text, "Write themes:, under them codes:, and no more.")
        if root is None:
            return {}, {}
        top = self.mapping(root, "the codebook", ("themes", "frames"), required=("themes",))
        themes: dict[str, Theme] = {}
        for name, key, node in self.entries(top.get("themes"), "themes"):
            values = self.mapping(
                node,
                f"theme '{name}'",
                ("definition", "label", "codes"),
                required=("definition", "codes"),
                at=key,
            )
            codes = [
                self.code(*entry, theme=name)
                for entry in self.entries(values.get("codes"), f"theme '{name}'")
            ]
            label = self.text(values.get("label")) or name.replace("_", " ")
            themes[name] = Theme(name, label, self.text(values.get("definition")), tuple(codes))
        frames = {
            name: self.code(name, key, node, theme=None)
            for name, key, node in self.entries(top.get("frames"), "frames")
        }
        return themes, frames

    def code(self, name: str, key: yaml.Node, node: yaml.Node, *, theme: str | None) -> Code:
        where = f"code '{name}'" if theme else f"frame '{name}'"
        line = key.start_mark.line + 1
        if name in self.names and line not in {fault.line for fault in self.faults}:
            self.fault(
                key, f"{where} stands in line {self.names[name]} too", "Rename one: a code has one place."
            )
        self.names.setdefault(name, line)
        values = self.mapping(
            node, where, (*self.required, "label", "unless"), required=self.required, at=key
        )
        sentences = {
            part: self.sentences(values.get(part), where, part) for part in ("examples", "counterexamples")
        }
        if both := sorted(set(sentences["examples"]) & set(sentences["counterexamples"])):
            self.fault(key, f"{where} has as example and counterexample: {both}", "Keep one of the two.")
        return Code(
            name=name,
            theme=theme,
            label=self.text(values.get("label")) or name.replace("_", " "),
            definition=self.text(values.get("definition")),
            include=self.text(values.get("include")),
            exclude=self.text(values.get("exclude")),
            patterns=self.patterns(values.get("patterns"), where, "patterns"),
            unless=self.patterns(values.get("unless"), where, "unless"),
            examples=sentences["examples"],
            counterexamples=sentences["counterexamples"],
            line=line,
        )

    def sentences(self, node: yaml.Node | None, where: str, part: str) -> tuple[str, ...]:
        found = []
        for item in self.items(node, f"{where}: {part}"):
            found.append(self.text(item))
            if isinstance(item, yaml.ScalarNode) and found[-1] in ("", *found[:-1]):
                what = "a sentence twice" if found[-1] else "an empty sentence"
                self.fault(item, f"{where}: {part} has {what}", "Remove it.")
        if node and len(found) < 2:
            self.fault(node, f"{where} has fewer than two {part}", "Add sentences: they are its tests.")
        return tuple(found)

    def patterns(self, node: yaml.Node | None, where: str, part: str) -> tuple[Pattern, ...]:
        found: list[Pattern] = []
        for language, item in self.mapping(node, f"{where}: {part}", LANGUAGES).items() if node else ():
            for pattern in self.items(item, f"{where}: {part}"):
                try:
                    found.append(Pattern.parse(self.text(pattern), language))
                except PatternError as error:
                    self.fault(
                        pattern,
                        f"{where}: the pattern '{self.text(pattern)}' {error}",
                        "See the pattern language.",
                    )
                    continue
                if found[-1].text in {other.text for other in found[:-1]}:
                    self.fault(
                        pattern, f"{where}: the pattern '{found[-1].text}' stands twice", "Remove one."
                    )
        if node and part == "patterns" and not found:
            self.fault(node, f"{where} has no patterns", "Write patterns: {en: [...]}.")
        return tuple(found)

    def mapping(
        self,
        node: yaml.Node,
        where: str,
        known: Sequence[str],
        *,
        required: Sequence[str] = (),
        at: yaml.Node | None = None,
    ) -> dict[str, yaml.Node]:
        values = {name: value for name, _, value in self.entries(node, where, known)}
        if isinstance(node, yaml.MappingNode):
            for name in required:
                if name not in values or not values[name].value:
                    self.fault(at or node, f"{where} has no {name}", f"Add {name}:.")
        return values

    def entries(
        self, node: yaml.Node | None, where: str, known: Sequence[str] = ()
    ) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{where} is not a list of 'name: …'", "Check the indents.")
            return
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in lines:
                self.fault(
                    key, f"{where} has '{name}' in line {lines[name]} too", "YAML would drop one: merge them."
                )
            if known and name not in known:
                self.fault(
                    key, f"{where} has the unknown key '{name}'{meant(name, known)}", "Correct or remove it."
                )
            else:
                yield name, key, value
            lines.setdefault(name, key.start_mark.line + 1)

    def items(self, node: yaml.Node | None, where: str) -> list[yaml.Node]:
        if node is None or isinstance(node, yaml.SequenceNode):
            return list(node.value) if node else []
        self.fault(node, f"{where} is not a list", "Write one '- …' a line.")
        return []

    def text(self, node: yaml.Node | None) -> str:
        if node is None or isinstance(node, yaml.ScalarNode):
            return " ".join(str(node.value).split()) if node else ""
        self.fault(
            node, "text expected", "Put quotation marks around it: YAML reads ': ', '[' and '{' as structure."
        )
        return ""
