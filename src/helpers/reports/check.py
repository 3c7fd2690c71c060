"""Count = evidence, checked over finished pages: what `discourse check` runs, on the HTML that a reader gets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from helpers.evidence import set_key
from helpers.reports.exporter import evidence_in


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
        markup = path.read_text(encoding="utf-8")
        return cls(path, markup, BeautifulSoup(markup, "html.parser"))


def check_folder(folder: Path) -> tuple[Checked, list[str]]:
    """Check every page of a publication; return how much was checked, and every fault in words.

    Each number that is marked as a count must be the number of its passages, in words, tables and chart marks; each
    set of passages must be the one its key was made from; each passage must stand, word for word, at the place of the
    reader page that it leads to. A folder without pages is a fault.
    """
    checked, faults = Checked(), []
    pages = sorted(folder.glob("*.html"))
    if not pages:
        return checked, [f"{folder}: no pages. Make them first:  discourse report"]
    for path in pages:
        checked.pages += 1
        faults += [f"{path.name}: {fault}" for fault in _faults(_Page.open(path), checked)]
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


def _words(page: _Page, sets: Mapping[str, list[str]], checked: Checked) -> Iterator[str]:
    for number in page.soup.select("[data-evidence]"):
        key, shown = str(number["data-evidence"]), number.get_text()
        if key not in sets:
            yield f"the number {shown} has no passages"
        elif "data-count" in number.attrs:
            checked.counts += 1
            if not (shown.replace(",", "") == number["data-count"] == str(len(set(sets[key])))):
                yield f"the number {shown} (count {number['data-count']}) has {len(set(sets[key]))} passages"


def _marks(page: _Page, sets: Mapping[str, list[str]], checked: Checked) -> Iterator[str]:
    for script in page.soup.select("script.dn-spec"):
        for rows in json.loads(script.get_text()).get("datasets", {}).values():
            for row in rows:
                if "unit_count" not in row or not row["unit_count"]:
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
        elif marks != sorted(marks) or (marks and not 0 <= marks[0] <= marks[-1] <= len(context["t"])):
            yield f"passage {key} marks {marks} in a text of {len(context['t'])} characters"
    for context_id, context in evidence["contexts"].items():
        href = evidence["documents"].get(context["d"], {}).get("href")
        if href and context["t"] != _place(page.path.parent / unquote(href), context["a"]):
            yield f"{context_id} is not what stands at {href}#{context['a']}"


@cache
def _places(path: Path) -> dict[str, str]:
    """The text at every anchor of a reader page, without the remarks that the page itself adds."""
    soup = _Page.open(path).soup
    for remark in soup.select(".dn-why"):
        remark.decompose()
    places = soup.select(".dn-text [id]")
    return {str(place["id"]): place.get_text() for place in places if isinstance(place, Tag)}


def _place(path: Path, anchor: str) -> str | None:
    if not path.is_file():
        return None
    text = _places(path).get(anchor)
    return text if text is None else text.rstrip()


def _brief(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items() if name != "evidence")
