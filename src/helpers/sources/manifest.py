"""What people know or decided about the source files: manifest.yaml in the source folder."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from helpers.sources.folder import MANIFEST, find
from helpers.sources.text import YAML_FAULTS, whole

DECIDED = ("title", "subtitle", "outlet", "author", "date", "place", "genre", "rights", "source")
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class ManifestError(ValueError):
    """The manifest breaks a rule; the message lists every fault with its line and remedy."""


@dataclass(frozen=True)
class Manifest:
    """Decisions of people: per file a value and its reason for each field, and what they say of the whole."""

    digest: str = ""
    about: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    exports: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def row(self, file: str, document_id: str = "") -> dict[str, dict[str, str]]:
        """The decisions for a document: field to its value and reason; empty where there are none."""
        decided = {**self.rows.get(file, {}), **self.rows.get(document_id, {})}
        return {name: dict(parts) for name, parts in decided.items()}

    @classmethod
    def load(cls, root: Path) -> Manifest:
        """Read root/manifest.yaml; an empty manifest where there is none. Raises ManifestError with all faults."""
        path = root / MANIFEST
        if not path.exists():
            return cls()
        check = _Check(root)
        content = path.read_bytes()
        try:
            node = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        except YAML_FAULTS as error:
            mark = getattr(error, "problem_mark", None)
            where = f", line {mark.line + 1}" if mark else ""
            raise ManifestError(f"{path}{where}: is not YAML: {getattr(error, 'problem', error)}") from None
        about, notes, rows = None, {}, {}
        for key, value, line in check.mapping(node, "the manifest"):
            if key == "about":
                about = check.scalar(value, "about")
            elif key == "notes":
                notes = {
                    theme: check.scalar(note, f"notes of {theme}")
                    for theme, note, _ in check.mapping(value, key)
                }
            elif key == "documents":
                rows = {file: check.row(file, row, at) for file, row, at in check.mapping(value, key)}
            else:
                check.fault(line, f"unknown key '{key}'; known are about, notes, documents")
        if check.faults:
            faults = "\n".join(f"  line {line}: {what}" for line, what in sorted(check.faults))
            raise ManifestError(f"{path} has {len(check.faults)} fault(s):\n{faults}")
        return cls(hashlib.sha256(content).hexdigest()[:12], about, notes, rows)


class _Check:
    """Walks the YAML nodes, which know their lines, and gathers every fault."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[tuple[int, str]] = []

    @cached_property
    def files(self) -> dict[str, None]:
        """The files that are read, by the names that they have in the tables."""
        return dict.fromkeys(path.relative_to(self.root).as_posix() for path in find(self.root))

    def fault(self, line: int, what: str) -> None:
        self.faults.append((line, what))

    def mapping(self, node: yaml.Node | None, what: str) -> Iterator[tuple[str, yaml.Node, int]]:
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            self.fault(node.start_mark.line + 1, f"{what} is no mapping; write 'key: value' lines under it")
            return
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.fault(line, f"a key of {what} is no text; write it as one value")
                continue
            name = whole(key.value)
            if name in seen:
                self.fault(line, f"'{name}' stands twice in {what}; keep one")
            seen.add(name)
            yield name, value, line

    def scalar(self, node: yaml.Node, what: str) -> str:
        # As written, not as YAML types it: 2024-09-05 stays text.
        if isinstance(node, yaml.ScalarNode) and str(node.value).strip():
            return whole(node.value).strip()
        self.fault(node.start_mark.line + 1, f"{what} is empty or no text; write it as one value")
        return ""

    def row(self, file: str, node: yaml.Node, line: int) -> dict[str, dict[str, str]]:
        path = self.root / file
        if file not in self.files:
            near = difflib.get_close_matches(file, self.files, n=1)
            meant = f"; did you mean '{near[0]}'?" if near else ""
            self.fault(
                line, f"'{file}' names no file in {self.root}; correct the name or remove the row{meant}"
            )
        decided: dict[str, dict[str, str]] = {}
        for key, value, at in self.mapping(node, f"the row of {file}"):
            if key == "sha256":
                recorded = self.scalar(value, f"sha256 of {file}")
                if (
                    file in self.files
                    and path.is_file()
                    and (now := hashlib.sha256(path.read_bytes()).hexdigest()) != recorded
                ):
                    self.fault(
                        at,
                        f"'{file}' has changed: its sha256 is {now}, not {recorded}; restore the file, or look "
                        "through the row's decisions and record the new digest",
                    )
            elif key in DECIDED:
                parts = {
                    k: self.scalar(v, f"{k} of {key} of {file}")
                    for k, v, _ in self.mapping(value, f"{key} of {file}")
                }
                if set(parts) != {"value", "reason"}:
                    self.fault(
                        at,
                        f"{key} of '{file}' has {sorted(parts) or 'nothing'}; a decision has value and reason",
                    )
                elif key == "date" and not DATE.fullmatch(parts["value"]):
                    self.fault(
                        at, f"date of '{file}' is '{parts['value']}'; write 2025-09-19, 2024-09 or 2024"
                    )
                decided[key] = parts
            else:
                self.fault(at, f"unknown key '{key}' for '{file}'; known are sha256, {', '.join(DECIDED)}")
        return decided
