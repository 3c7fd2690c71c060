"""What people write in YAML: the codebook, registers, word lists; read quickly, and every fault told with its line."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, ClassVar

import yaml

from helpers.tables import data_file

# Where libyaml is built in, it reads ten times as fast; but what is nested very deeply ends the process in it.
_PLAIN: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NESTING = re.compile(r"[\[{\]}]|(?:[-?:][ \t]+){50}")
DEPTH = 200


def _is_shallow(text: str) -> bool:
    steps = (
        1 if mark in ("[", "{") else -1 if mark in ("]", "}") else DEPTH for mark in _NESTING.findall(text)
    )
    return max(accumulate(steps), default=0) < DEPTH


@cache
def word_lists(name: str) -> Any:
    """The content of a file of word lists in data/: mappings and lists of text, shared by all who ask for it."""
    # For YAML's other loaders the words No and On are truth values.
    return yaml.load(data_file(name).read_text("utf-8"), _PLAIN)


def any_pattern(listed: str | Iterable[str]) -> str:
    """Any of the words of such a list, the longest first; a word may be a regular expression, whose length is that of what
    stands before its first condition: 家(?!庭) is shorter than 家次."""
    words = listed.split() if isinstance(listed, str) else listed
    return "|".join(sorted(dict.fromkeys(words), key=lambda word: len(word.partition("(?")[0]), reverse=True))


@dataclass(frozen=True)
class Fault:
    """What breaks a rule: where, what, and the remedy; culprits one a line."""

    file: str
    line: int
    message: str
    remedy: str
    culprits: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}: {self.message}"
        if self.culprits:
            return "\n  ".join([f"{head}:", *self.culprits]) + f"\n{self.remedy}"
        return f"{head}{'' if head.endswith('?') else '.'} {self.remedy}"


class Faults(list[Fault]):
    """Faults in the order of the file; printed, one paragraph each."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))


class WrittenError(ValueError):
    """A file breaks its rules, or has not what is asked of it; the message lists every fault."""

    def __init__(self, faults: Sequence[Fault] | str) -> None:
        self.faults = Faults() if isinstance(faults, str) else Faults(sorted(faults, key=lambda f: f.line))
        super().__init__(faults if isinstance(faults, str) else str(self.faults))


def meant(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}"


class Reader:
    """Reads one file and walks its nodes; collects faults instead of stopping at the first, and raises all as its error."""

    error: ClassVar[type[WrittenError]] = WrittenError

    def __init__(self, path: Path) -> None:
        self.file = str(path)
        self.faults: list[Fault] = []
        try:
            self.content = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.fault(1, f"is not UTF-8: byte {error.start}", "Save it as UTF-8.")
            raise self.error(self.faults) from None
        self.digest = hashlib.sha256(self.content.encode()).hexdigest()[:12]

    def fault(self, node: yaml.Node | int, message: str, remedy: str) -> None:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.faults.append(Fault(self.file, line, message, remedy))

    @classmethod
    def lists(cls, path: Path, shape: Mapping[str, Any]) -> dict[str, Any]:
        """The content of a file of word lists, of such a shape as `shaped` knows. Raises the error."""
        reader = cls(path)
        content: dict[str, Any] = reader.shaped(
            reader.root(f"Write {', '.join(f'{key}:' for key in shape)}."), "the file", shape
        )
        reader.prove()
        return content

    def prove(self) -> None:
        """Raise what was found wrong so far."""
        if self.faults:
            raise self.error(self.faults)

    def root(self, shape: str) -> yaml.Node:
        """The root of the YAML. Raises the error where there is none; `shape` says how it should look."""
        try:
            root = yaml.compose(self.content, Loader=_QUICK if _is_shallow(self.content) else yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = mark.line if mark else self.content.count("\n", 0, getattr(error, "position", 0))
            problem = getattr(error, "problem", None) or getattr(error, "reason", error)
            last = self.content.rstrip("\n").count(
                "\n"
            )  # an end that is missing is told of the line after it
            self.fault(min(line, last) + 1, f"is not YAML: {problem}", "Check indents and quotes.")
        except RecursionError:
            self.fault(1, "is nested too deeply", shape)
        else:
            if root is not None:
                return root
            self.fault(1, "is empty", shape)
        raise self.error(self.faults)

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

    def forms_of(
        self, name: str, node: yaml.Node, values: Mapping[str, yaml.Node], sorts: Mapping[str, str]
    ) -> tuple[list[tuple[str, str, yaml.Node]], list[str]]:
        """The forms of an entry's name, each with its sort and where it stands, and those of them that are ambiguous."""
        found: dict[str, tuple[str, str, yaml.Node]] = {}
        for part, sort in sorts.items():
            at = values.get(part) or node
            for form in [name] if part == "name" else self.texts(values.get(part), f"'{name}': {part}"):
                if form in found:
                    self.fault(at, f"'{name}' has the form '{form}' twice", "Remove one.")
                found[form] = (form, sort, at)
        ambiguous = self.texts(values.get("ambiguous"), f"'{name}': ambiguous")
        for form in ambiguous:
            if form not in found:
                self.fault(
                    values["ambiguous"], f"'{name}': ambiguous has '{form}', which is none of its forms",
                    "Add it to the aliases, or remove it.",
                )  # fmt: skip
        return list(found.values()), ambiguous

    def texts(self, node: yaml.Node | None, where: str) -> list[str]:
        found = []
        for item in self.items(node, where):
            if text := self.text(item):
                found.append(text)
            else:
                self.fault(item, f"{where} has an empty entry", "Remove it.")
        return found

    def shaped(self, node: yaml.Node, where: str, shape: Any) -> Any:
        """The content of a node, with a fault wherever it is not as the shape says.

        A shape is str; re.Pattern, patterns parted by blanks; a tuple, one of its words; a list that holds the shape of each
        item; or a mapping of the keys: 'key?' may be missing, '*' is any other. No list under a named key may be empty.
        """
        if isinstance(shape, Mapping):
            return self._keyed(node, where, shape)
        if isinstance(shape, list):
            if shape == [str]:
                return self.texts(node, where)
            return [self.shaped(item, where, shape[0]) for item in self.items(node, where)]
        text = self.text(node)
        if isinstance(shape, tuple) and text not in shape:
            self.fault(node, f"{where} has '{text}'{meant(text, shape)}", "Correct it.")
        for word in text.split() if shape is re.Pattern else ():
            try:
                re.compile(word)
            except re.error as error:
                self.fault(
                    node, f"{where} has '{word}', which is no pattern: {error}", "Close what it opens."
                )
        return text

    def _keyed(self, node: yaml.Node, where: str, shape: Mapping[str, Any]) -> dict[str, Any]:
        named = {key.removesuffix("?"): held for key, held in shape.items() if key != "*"}
        others = shape.get("*")
        found = {
            name: self.shaped(
                value, name if where == "the file" else f"{where}: {name}", named.get(name, others)
            )
            for name, _, value in self.entries(node, where, () if others else list(named))
        }
        for key in named if isinstance(node, yaml.MappingNode) else ():
            if not found.get(key, f"{key}?" in shape):
                self.fault(node, f"{where} has no {key}", f"Add what belongs under {key}:.")
        return found
