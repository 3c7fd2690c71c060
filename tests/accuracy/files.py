"""How well files of other programs are read: each ends with its true status and reason, and its parts are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, Tally, share
from helpers import sources
from helpers.sources import Manifest, Reading

TRUTH: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def files(root: Path, _: Path) -> Iterator[Tally]:
    folder = root / "files"
    status, slides, structure = [], [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        reading = sources.read(path, root=folder, document_id="d", manifest=Manifest())
        truth = TRUTH.get(path.relative_to(folder).as_posix(), {})
        status.append((_ended(reading, truth), 1))
        if found := [_on_slide(reading, *anchor) for anchor in truth.get("slides", [])]:
            slides.append((sum(found), len(found)))
        if found := list(_parts(reading, truth)):
            structure.append((sum(found), len(found)))
    yield Tally(
        "files/status", "How files end", "share of the files that end as read, empty or failed as they should, with the true reason",
        status, share, len(status), "files", goal=1.0,
    )  # fmt: skip
    for figure, label, says, counts in (
        ("slides", "Slides and notes", "share of the texts of slides and notes that are found with the right slide and as what they are", slides),
        ("structure", "Parts of office files and pages", "share of what careful looking noted of the files (headings, table rows, order, what is no content, languages) that is read so", structure),
    ):  # fmt: skip
        if counts:
            n = sum(n for _, n in counts)
            yield Tally(f"files/{figure}", label, says, counts, share, n, "expectations", goal=1.0)


def _ended(reading: Reading, truth: dict[str, Any]) -> bool:
    """As the truth says; a file without one must end somehow, and say why where it is not read."""
    status, reason = reading.document["status"], reading.document["reason"] or ""
    if not truth:
        return bool(reading.blocks) if status == "read" else bool(reason)
    return status == truth["status"] and bool(re.search(truth.get("reason", ""), reason))


def _said(reading: Reading) -> list[tuple[dict[str, Any], str]]:
    return [(b, " ".join(reading.text[b["start"] : b["end"]].split())) for b in reading.blocks]


def _on_slide(reading: Reading, slide: int, kind: str, words: str) -> bool:
    return any(
        (b["slide"], b["kind"], b["is_content"]) == (slide, kind, True) and text == words
        for b, text in _said(reading)
    )


def _parts(reading: Reading, truth: dict[str, Any]) -> Iterator[bool]:
    """One answer for each thing that the truth says of a file's parts."""
    said = _said(reading)
    content = " ".join(text for b, text in said if b["is_content"])
    aside = " ".join(text for b, text in said if not b["is_content"])
    for kind, wanted in truth.get("kinds", {}).items():
        yield from (any(b["kind"] == kind and text == words for b, text in said) for words in wanted)
    for words in truth.get("aside", []):
        yield words in aside and words not in content
    cells = [text for b, text in said if b["kind"] == "table_cell"]
    for row in truth.get("cells", []):
        yield any(cells[at : at + len(row)] == row for at in range(len(cells)))
    places = [" ".join(reading.text.split()).find(words) for words in truth.get("order", [])]
    yield from (0 <= first < second for first, second in pairwise(places))
    if "languages" in truth:
        yield reading.document["languages"] == truth["languages"]


FILES = Card(
    "Files that are hard to read, and papers on the governance of AI",
    "Unstructured-IO/unstructured @ 3e5482bf, KiranNarayan0/AI-ML @ f50b5cef", "Apache-2.0; the documents' own", ("files/**/*.*",),
)  # fmt: skip
MEASUREMENTS = (Measurement("files", FILES, files),)
