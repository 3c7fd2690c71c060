"""The codebook's YAML to themes, codes and frames; every fault with its line and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers.codebook.patterns import Pattern, PatternError
from helpers.written import Reader, WrittenError

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


class CodebookError(WrittenError):
    """The codebook breaks its rules, or has no such code; the message lists every fault."""


class CodebookReader(Reader):
    """The codes, each of which has a name of its own."""

    error = CodebookError
    required = ("definition", "include", "exclude", "patterns", "examples", "counterexamples")

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.names: dict[str, int] = {}

    def read(self) -> tuple[dict[str, Theme], dict[str, Code]]:
        root = self.root("Write themes:, under them codes:, and no more.")
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
        self.prove()
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
