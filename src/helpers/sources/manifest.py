"""What people know or decided about the source files: manifest.yaml in the source folder."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import yaml

from helpers import tables
from helpers.sources import export
from helpers.sources.folder import MANIFEST, find
from helpers.sources.text import YAML_FAULTS, UnreadableError, whole

DECIDED = ("title", "subtitle", "outlet", "author", "date", "place", "genre", "rights", "source")
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


Decisions = dict[str, dict[str, str]]  # field to its value and reason


class ManifestError(ValueError):
    """The manifest breaks a rule; the message lists every fault with its line and remedy."""


@dataclass(frozen=True)
class Rule:
    """Decisions for all files whose path fits a pattern, in which names in braces stand for fields."""

    files: str
    decided: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    line: int = 0

    def match(self, file: str, *, greedy: bool = False) -> dict[str, str] | None:
        """What the names in braces stand for in a path, each as little as can be, or as much; None if it fits not."""
        match = _pattern(self.files, greedy=greedy).fullmatch(file)
        return match.groupdict() if match else None

    def row(self, file: str) -> Decisions:
        """The decisions for one file; empty where it does not fit."""
        named = self.match(file)
        if named is None:
            return {}
        if "date" in named:
            named["date"] = export.date(named["date"]) or ""
        reason = f"file name fits '{self.files}'"
        given = {name: {"value": value, "reason": reason} for name, value in named.items()}
        return given | {name: dict(parts) for name, parts in self.decided.items()}


_BRACES = re.compile(r"\{([^{}]*)\}")
_SIGNS = {"**/": r"(?:.*/)?", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}


@cache
def _pattern(files: str, *, greedy: bool) -> re.Pattern[str]:
    lazy = "" if greedy else "?"

    def sign(part: str) -> str:
        if brace := _BRACES.fullmatch(part):
            return rf"(?P<{brace[1]}>[^/]+{lazy})"
        return _SIGNS.get(part) or re.escape(part)

    return re.compile("".join(map(sign, re.split(r"(\*\*/|\*\*|\*|\?|\{[^{}]*\})", files))), re.S)


@dataclass(frozen=True)
class Manifest:
    """What people decided, each value with its reason: for documents, for files of a pattern, for columns of exports.

    `rows` has the documents by their file, or by their document_id where they are rows of an export.
    """

    digest: str = ""
    about: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    exports: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    def row(self, file: str, document_id: str = "") -> Decisions:
        """The decisions for a document: what is said of its row comes before what is said of its file, and that
        before a rule; empty where there are none."""
        decided: Decisions = {}
        for rule in self.rules:
            decided |= rule.row(file)
        for row in (self.rows.get(file, {}), self.rows.get(document_id, {})):
            decided |= {name: dict(parts) for name, parts in row.items()}
        return decided

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
        parts = {key: (value, line) for key, value, line in check.mapping(node, "the manifest")}
        for key in parts.keys() - set(_KEYS):
            check.fault(parts[key][1], f"unknown key '{key}'; known are {', '.join(_KEYS)}")
        at = {key: parts[key][0] if key in parts else None for key in _KEYS}
        about = check.scalar(at["about"], "about") if at["about"] else None
        notes = {
            theme: check.scalar(note, f"notes of {theme}")
            for theme, note, _ in check.mapping(at["notes"], "notes")
        }
        exports = {
            file: check.columns(file, row, n) for file, row, n in check.mapping(at["exports"], "exports")
        }
        rules = [rule for item in check.sequence(at["rules"], "rules") if (rule := check.rule(item))]
        check.agreement(rules)
        rows = {file: check.row(file, row, n) for file, row, n in check.mapping(at["documents"], "documents")}
        if check.faults:
            faults = "\n".join(f"  line {line}: {what}" for line, what in sorted(check.faults))
            raise ManifestError(f"{path} has {len(check.faults)} fault(s):\n{faults}")
        return cls(hashlib.sha256(content).hexdigest()[:12], about, notes, rows, exports, rules)


_KEYS = ("about", "notes", "exports", "rules", "documents")


class _Check:
    """Walks the YAML nodes, which know their lines, and gathers every fault."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[tuple[int, str]] = []
        self.fields = dict.fromkeys(DECIDED)
        self.exports: dict[str, dict[str, tuple[str, ...]]] = {}

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

    def sequence(self, node: yaml.Node | None, what: str) -> Iterator[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        elif node is not None:
            self.fault(node.start_mark.line + 1, f"{what} is no list; start each entry with '- '")

    def file(self, file: str, line: int, others: Iterable[str] = ()) -> None:
        """A name must be that of a file that is read, or one of the others."""
        if file in self.files or file in others:
            return
        named = {name.casefold(): name for name in [*self.files, *others]}
        near = difflib.get_close_matches(file.casefold(), named, n=1)
        meant = f"; did you mean '{named[near[0]]}'?" if near else ""
        self.fault(line, f"'{file}' names no file in {self.root}; correct the name or remove the row{meant}")

    def field(self, name: str, line: int) -> None:
        """A field of people's own is a word that `select` can name beside the columns of documents."""
        if name in DECIDED:
            return
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
            self.fault(
                line, f"'{name}' is no name of a field; write a word in small letters, such as country"
            )
        elif name in tables.DOCUMENTS.columns:
            self.fault(line, f"the field '{name}' would hide a column of documents; give it another name")
        else:
            self.fields[name] = None

    def decision(self, name: str, node: yaml.Node, line: int, what: str) -> dict[str, str]:
        """A value and its reason."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(line, f"{name} of {what} is no mapping; write {{value: …, reason: …}}")
            return {}
        parts = {
            key: self.scalar(value, f"{key} of {name} of {what}")
            for key, value, _ in self.mapping(node, f"{name} of {what}")
        }
        if set(parts) != {"value", "reason"}:
            self.fault(
                line,
                f"{name} of '{what}' has {' and '.join(sorted(parts)) or 'nothing'}; write {{value: …, reason: …}}, and no more",
            )
        elif name == "date" and not DATE.fullmatch(parts["value"]):
            self.fault(line, f"date of '{what}' is '{parts['value']}'; write 2025-09-19, 2024-09 or 2024")
        return parts

    def columns(self, file: str, node: yaml.Node, line: int) -> dict[str, tuple[str, ...]]:
        """The columns of an export by the fields that they give, and `dates`."""
        self.file(file, line)
        columns: dict[str, tuple[str, ...]] = {}
        for name, value, at in self.mapping(node, f"the export {file}"):
            what = f"{name} of {file}"
            is_list = name == "text" and isinstance(value, yaml.SequenceNode)
            columns[name] = tuple(self.scalar(one, what) for one in (value.value if is_list else [value]))
            if name == "dates" and columns[name][0] not in export.DATES:
                self.fault(
                    at, f"dates of '{file}' is '{columns[name][0]}'; write {' or '.join(export.DATES)}"
                )
            elif name not in ("text", "id", "dates"):
                self.field(name, at)
        self.exports[file] = columns
        return columns

    def rule(self, node: yaml.Node) -> Rule | None:
        """A rule, or None where its pattern is none."""
        line = node.start_mark.line + 1
        given = {key: value for key, value, _ in self.mapping(node, "the rule")}
        if "files" not in given or (unknown := given.keys() - {"files", "set"}):
            wrong = f"has the unknown key '{min(unknown)}'" if "files" in given else "lacks files"
            self.fault(
                line, f"the rule {wrong}; it has files, a pattern such as '{{country}}_{{date}}.txt', and set"
            )
            return None
        files = self.scalar(given["files"], "files of the rule")
        named = _BRACES.findall(files)
        faults = len(self.faults)
        for name in named:
            self.field(name, line)
        if len(set(named)) < len(named) or re.search(r"[{}]", _BRACES.sub("", files)):
            self.fault(line, f"'{files}' has braces that do not close, or one name twice")
        if len(self.faults) > faults or not files:
            return None
        decided: Decisions = {}
        for name, value, at in self.mapping(given.get("set"), f"set of '{files}'"):
            self.field(name, at)
            if name in named:
                self.fault(at, f"{name} stands in the pattern '{files}' too; keep one")
            decided[name] = self.decision(name, value, at, files)
        rule = Rule(files, decided, line)
        self.fits(rule)
        return rule

    def fits(self, rule: Rule) -> None:
        """A pattern must fit some file, each in one way only, and what stands for a date must be one."""
        least = {file: named for file in self.files if (named := rule.match(file)) is not None}
        if not least:
            self.fault(
                rule.line,
                f"'{rule.files}' fits no file in {self.root}; correct the pattern or remove the rule",
            )
        twofold = [file for file, named in least.items() if named != rule.match(file, greedy=True)]
        if twofold:
            ways = " or ".join(str(way) for way in (least[twofold[0]], rule.match(twofold[0], greedy=True)))
            self.fault(
                rule.line,
                f"'{rule.files}' fits {len(twofold)} file(s) in more ways than one, first '{twofold[0]}': {ways}; "
                "part the names by signs that do not stand in them",
            )
        undated = [
            file for file, named in least.items() if "date" in named and not export.date(named["date"])
        ]
        if undated:
            self.fault(
                rule.line,
                f"'{rule.files}' gives {len(undated)} file(s) a date that is none, first '{undated[0]}': "
                f"'{least[undated[0]]['date']}'; call it otherwise in the pattern, or rename the file",
            )

    def agreement(self, rules: Sequence[Rule]) -> None:
        """Two rules must not give one field of a file two values."""
        culprits: dict[tuple[int, int, str], list[str]] = {}
        for file in self.files:
            first: dict[str, tuple[Rule, str]] = {}
            for rule in rules:
                for name, parts in rule.row(file).items():
                    other, value = first.setdefault(name, (rule, parts.get("value", "")))
                    if value != parts.get("value", ""):
                        said = f"'{file}' is '{parts.get('value')}' here and '{value}' there"
                        culprits.setdefault((rule.line, other.line, name), []).append(said)
        for (line, other_line, name), found in culprits.items():
            self.fault(
                line,
                f"{name} has another value than by the rule in line {other_line} for {len(found)} file(s): {found[0]}; "
                "narrow one of the patterns",
            )

    @cache  # noqa: B019  lives as long as the check
    def export_rows(self, file: str) -> dict[str, export.Row]:
        """The rows of an export by their document_id; none where it is not one."""
        with contextlib.suppress(UnreadableError, OSError):
            rows = export.rows((self.root / file).read_bytes(), file, self.exports.get(file, {}))
            return {row.document_id: row for row in rows}
        return {}

    def row(self, file: str, node: yaml.Node, line: int) -> Decisions:
        path, of = self.root / file, file.rpartition("/")[0]
        rows = self.export_rows(of) if of in self.files else {}
        self.file(file, line, rows)
        decided: Decisions = {}
        for key, value, at in self.mapping(node, f"the row of {file}"):
            if key == "sha256":
                recorded = self.scalar(value, f"sha256 of {file}")
                now = recorded
                if file in rows:
                    now = rows[file].sha256
                elif file in self.files and path.is_file():
                    now = hashlib.sha256(path.read_bytes()).hexdigest()
                if now != recorded:
                    self.fault(
                        at,
                        f"'{file}' has changed: its sha256 is {now}, not {recorded}; restore the file, or look "
                        "through the row's decisions and record the new digest",
                    )
            elif key in self.fields:
                decided[key] = self.decision(key, value, at, file)
            else:
                self.fault(
                    at, f"unknown key '{key}' for '{file}'; known are sha256, {', '.join(self.fields)}"
                )
        return decided
