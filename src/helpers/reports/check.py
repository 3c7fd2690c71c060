"""Count = evidence, checked over finished pages: what `discourse check` runs, on the HTML that a reader gets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
from bs4 import BeautifulSoup, Tag

from helpers.corpus import read_record, recover
from helpers.evidence import set_key
from helpers.reports import exporter
from helpers.reports.exporter import evidence_in

# What follows the document_id in a passage's key: nothing, a block or sentence, a coding, or a stretch of the text.
_PASSAGE = re.compile(r"(?:#(?P<anchor>[sb]\d+)|#c\d+|#\[(?P<start>\d+):(?P<end>\d+)\])?(?:@.*)?", re.DOTALL)


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
    _places.cache_clear()
    _content.cache_clear()
    for path in pages:
        checked.pages += 1
        try:
            faults += [f"{path.name}: {fault}" for fault in _faults(_Page.open(path), checked)]
        except OSError:
            faults.append(f"{path.name}: is missing")
        except (ValueError, LookupError, TypeError, AttributeError, nbformat.ValidationError) as error:
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
    for key, (context_id, *marks) in evidence["passages"].items():
        checked.passages += 1
        context = evidence["contexts"].get(context_id)
        if context is None or context["d"] not in evidence["documents"]:
            yield f"passage {key} has no text or no document"
            continue
        told = _PASSAGE.fullmatch(key.removeprefix(context["d"]))
        if (
            not told
            or context_id != f"{context['d']}#{context['a']}"
            or told["anchor"] not in (None, context["a"])
        ):
            yield f"passage {key} shows {context_id}"
            continue
        href = evidence["documents"][context["d"]].get("href")
        if not href and context["t"]:
            yield f"passage {key} leads to no document"
        elif href:
            place = _place(page.path.parent / unquote(href), context["a"])
            is_fit = place.edges.issuperset(marks) and len(marks) % 2 == 0 and marks == sorted(marks)
            if told["start"]:
                is_fit = marks == [int(told["start"]) - place.start, int(told["end"]) - place.start]
            if context["t"] != place.text:
                yield f"passage {key} is not what stands at {href}#{context['a']}"
            elif not is_fit:
                yield f"passage {key} marks {marks}, which is not what is marked at {href}#{context['a']}"
    for item in page.soup.select("[data-passage]"):
        key = str(item["data-passage"])
        context_id, *marks = evidence["passages"].get(key, [None])
        quoted = item.find("blockquote")
        if not isinstance(quoted, Tag) or context_id is None:
            yield f"the listed passage {key} is not among the passages"
        elif quoted.get_text() != evidence["contexts"][context_id]["t"] or _edges(quoted) != frozenset(marks):
            yield f"the listed passage {key} does not read as the passage does"


@dataclass(frozen=True)
class _Place:
    """What stands at an anchor: its text, where it starts in the document, and where marks begin and end in it."""

    text: str | None
    start: int = 0
    edges: frozenset[int] = frozenset()


@cache
def _places(path: Path) -> dict[str, _Place]:
    """Every anchor of a reader page, without the remarks that the page itself adds."""
    soup = _Page.open(path).soup
    for remark in soup.select(".dn-why"):
        remark.decompose()
    places, at = {}, 0
    for block in soup.select(".dn-text .dn-block"):
        for place in (block, *block.select("[id]")):
            # The blocks tile the text, so what comes before a block says where it starts.
            places[str(place["id"])] = _Place(place.get_text().rstrip(), at, _edges(place))
        at += len(block.get_text())
    return places


def _edges(place: Tag) -> frozenset[int]:
    """Where the marks in an element begin and end, in code points of its text."""
    edges, at = set(), 0
    for piece in place.find_all(string=True):
        if piece.find_parent("mark"):
            edges |= {at, at + len(piece)}
        at += len(piece)
    return frozenset(edges)


def _place(path: Path, anchor: str) -> _Place:
    return _places(path).get(anchor, _Place(None)) if path.is_file() else _Place(None)


def _brief(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items() if name != "evidence")
