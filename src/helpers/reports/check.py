"""Count = evidence, checked over finished pages: what `discourse check` runs, on the HTML that a reader gets."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
from bs4 import BeautifulSoup, Tag

from helpers.corpus import read_record, recover
from helpers.evidence import set_key, unpacked
from helpers.evidence.parts import ROLES
from helpers.reports import exporter
from helpers.reports.exporter import evidence_in

# What follows the document_id in a passage's key: nothing, a block or sentence, a coding or mention, a find, or a stretch.
_PASSAGE = re.compile(
    r"(?:#(?P<anchor>[sb]\d+)|#c\d+|#m\d+|#(?P<said>[tqpi]\d+)|#\[(?P<start>\d+):(?P<end>\d+)\])?(?:@.*)?",
    re.DOTALL,
)
_CONTEXT = re.compile(r"#([sb]\d+)(?:-(s\d+))?")


@dataclass
class Checked:
    """How much was looked at."""

    pages: int = 0
    counts: int = 0
    passages: int = 0


@dataclass(frozen=True)
class _Page:
    path: Path
    markup: str
    soup: BeautifulSoup = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> _Page:
        markup = path.read_bytes().decode()  # line ends as they are: they belong to the texts
        # White space counts in quoted text; left to itself the parser shortens it.
        return cls(path, markup, BeautifulSoup(markup, "html.parser", preserve_whitespace_tags={"html"}))


def check_folder(folder: Path) -> tuple[Checked, list[str]]:
    """Check every page of a publication; return how much was checked, and every fault in words.

    Each number that is marked as a count must be the number of its passages, in words, tables and chart marks; each
    set of passages must be the one its key was made from; each passage must stand, word for word, at the place of the
    reader page that it leads to, and mark what is marked there. What a page says must be what its executed notebook
    says, to the letter: shares, prose and charts too. A folder without its pages is a fault.
    """
    recover(folder)
    checked, faults = Checked(), []
    listed = [folder / f"{page['name']}.html" for page in read_record(folder / "run.json").get("pages", ())]
    pages = sorted({folder / "index.html", *listed, *folder.glob("*.html")})
    if not any(path.is_file() for path in pages):
        return checked, [f"{folder}: no pages. Make them first:  discourse report"]
    _read.cache_clear()
    _content.cache_clear()
    for path in pages:
        checked.pages += 1
        try:
            faults += [f"{path.name}: {fault}" for fault in _faults(_Page.open(path), checked)]
        except OSError:
            faults.append(f"{path.name}: is missing")
        except (
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            zlib.error,
            nbformat.ValidationError,
        ) as error:
            faults.append(f"{path.name}: its evidence cannot be read: {error!r}")
    return checked, faults


def _faults(page: _Page, checked: Checked) -> Iterator[str]:
    evidence = evidence_in(page.markup)
    sets: Mapping[str, list[str]] = evidence["sets"]
    for key, passages in sets.items():
        if key != set_key(passages):
            yield f"set {key} is not the one its key was made from"
        missing = [passage for passage in passages if passage not in evidence["passages"]]
        if missing:
            yield f"set {key} names {len(missing)} passages that the page does not hold, first {missing[0]}"
    yield from _words(page, sets, checked)
    yield from _marks(page, sets, checked)
    yield from _passages(page, evidence, checked)
    yield from _listed(page, evidence)
    yield from _executed(page)


def _executed(page: _Page) -> Iterator[str]:
    notebooks = page.path.parent / "notebooks"
    if page.path.name == "index.html":
        for notebook in sorted(notebooks.glob("*.ipynb")):
            if exporter.without_evidence(_content(notebook).finding) not in page.markup:
                yield f"what it says of {notebook.stem} differs from its executed notebook"
    elif (notebook := notebooks / f"{page.path.stem}.ipynb").is_file():
        content = _content(notebook)
        parts = (content.body, exporter.without_evidence(content.finding))
        if not all(part in page.markup for part in parts):
            yield f"differs from its executed notebook, notebooks/{notebook.name}"


@cache
def _content(notebook: Path) -> exporter.Content:
    return exporter.read(nbformat.read(notebook, as_version=4))


def _words(page: _Page, sets: Mapping[str, list[str]], checked: Checked) -> Iterator[str]:
    for number in page.soup.select("[data-evidence]"):
        key, shown = str(number["data-evidence"]), number.get_text()
        if key not in sets:
            yield f"the number {shown} has no passages"
        elif "data-count" in number.attrs:
            checked.counts += 1
            behind = len(set(sets[key]))
            if not (shown == f"{behind:,}" and number["data-count"] == str(behind)):
                yield f"the number {shown} (count {number['data-count']}) has {behind} passages"


def _marks(page: _Page, sets: Mapping[str, list[str]], checked: Checked) -> Iterator[str]:
    for script in page.soup.select("script.dn-spec"):
        for rows in json.loads(script.get_text()).get("datasets", {}).values():
            for row in rows:
                if "unit_count" not in row:
                    continue
                checked.counts += 1
                behind = len(set(sets.get(row.get("evidence"), [])))
                if row["unit_count"] != behind:
                    yield f"a chart mark shows {row['unit_count']}, but has {behind} passages: {_brief(row)}"


def _passages(page: _Page, evidence: Mapping[str, Mapping[str, Any]], checked: Checked) -> Iterator[str]:
    for key, passage in evidence["passages"].items():
        checked.passages += 1
        context_id, marks, roles = unpacked(passage)
        context = evidence["contexts"].get(context_id)
        if context is None or context["d"] not in evidence["documents"]:
            yield f"passage {key} has no text or no document"
            continue
        told = _PASSAGE.fullmatch(key.removeprefix(context["d"]))
        shown = _CONTEXT.fullmatch(context_id.removeprefix(context["d"]))
        if not told or not shown or shown[1] != context["a"] or told["anchor"] not in (None, context["a"]):
            yield f"passage {key} shows {context_id}"
            continue
        href = evidence["documents"][context["d"]].get("href")
        if not href and context["t"]:
            yield f"passage {key} leads to no document"
        elif href:
            document = _read(page.path.parent / unquote(href))
            start, text = document.stretch(context["a"], shown[2] or context["a"])
            marked = [start + edge for edge in marks]
            if context["t"] != text:
                yield f"passage {key} is not what stands at {href}#{context['a']}"
            elif not document.marks(told, marked, roles):
                yield f"passage {key} marks {marks}, which is not what is marked at {href}#{context['a']}"


def _listed(page: _Page, evidence: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for item in page.soup.select("[data-passage]"):
        key = str(item["data-passage"])
        context_id, marks, _ = unpacked(evidence["passages"].get(key, [None]))
        quoted = item.find("blockquote")
        if not isinstance(quoted, Tag) or context_id is None:
            yield f"the listed passage {key} is not among the passages"
        elif quoted.get_text() != evidence["contexts"][context_id]["t"] or _marked(quoted) != marks:
            yield f"the listed passage {key} does not read as the passage does"


@dataclass
class _Document:
    """What a reader page holds, without the remarks that it adds itself."""

    text: str = ""
    places: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # of blocks and sentences, by their anchor
    edges: set[int] = field(default_factory=set)  # where codings begin and end
    said: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)  # the parts of each find

    def stretch(self, first: str, last: str) -> tuple[int, str | None]:
        """Where a stretch from one anchor to another starts, and its text; None where there is none."""
        if not {first, last} <= self.places.keys():
            return 0, None
        start, end = self.places[first][0], self.places[last][1]
        return start, self.text[start:end].rstrip()

    def marks(self, told: re.Match[str], marked: list[int], roles: str) -> bool:
        """Whether what a passage marks is what its key says, or else is marked here too."""
        if len(marked) % 2 or marked != sorted(marked):
            return False
        if told["start"]:
            return marked == [int(told["start"]), int(told["end"])]
        if not told["said"]:
            return self.edges.issuperset(marked)
        parts = self.said.get(told["said"], [])
        shown = [edge for part in parts for edge in part[:2]], "".join(ROLES[part[2]] for part in parts)
        return not roles or shown == (marked, roles)


@cache
def _read(path: Path) -> _Document:
    document, pieces = _Document(), []
    soup = _Page.open(path).soup if path.is_file() else BeautifulSoup("", "html.parser")
    for remark in soup.select(".dn-why"):
        remark.decompose()
    at = 0
    for block in soup.select(".dn-text .dn-block"):
        # The blocks tile the text, so what comes before a piece says where it starts.
        for piece in block.find_all(string=True):
            end = at + len(piece)
            for around in piece.parents:
                if "id" in around.attrs:
                    start = document.places.get(str(around["id"]), (at, at))[0]
                    document.places[str(around["id"])] = start, end
                if around.name == "mark":
                    document.edges |= {at, end}
                for name in str(around.get("data-said", "")).split():
                    _add(document.said, name, at, end)
                if around is block:
                    break
            pieces.append(piece)
            at = end
    document.text = "".join(pieces)
    return document


def _add(said: dict[str, list[tuple[int, int, str]]], name: str, start: int, end: int) -> None:
    """Put a piece to the part of a find that it continues, or begin another one."""
    statement, _, role = name.partition(".")
    parts = said.setdefault(statement, [])
    if parts and parts[-1][1:] == (start, role):
        start = parts.pop()[0]
    parts.append((start, end, role))


def _marked(quoted: Tag) -> list[int]:
    """Where the marks in a passage begin and end, in code points of its text."""
    edges, at = [], 0
    for piece in quoted.find_all(string=True):
        if piece.find_parent("mark"):
            edges += [at, at + len(piece)]
        at += len(piece)
    return edges


def _brief(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items() if name != "evidence")
