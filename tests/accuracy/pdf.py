"""How well PDFs are read: the pages of sentences, the order of columns, running headers."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2
import yaml

from accuracy.bench import Card, Measurement, Tally, share
from helpers import segments, sources
from helpers.sources import Manifest, Reading

TRUTH = Path(__file__).with_name("files_pdf.yaml")
SENTENCES = 30
LEAST = 8  # letters of a sentence that have to stand on either side of a page break


def pdfs(root: Path, _: Path) -> Iterator[Tally]:
    truth = yaml.safe_load(TRUTH.read_text("utf-8"))
    folder = root / "files"
    readings = {
        path.relative_to(folder).as_posix(): sources.read(
            path, root=folder, document_id="d", manifest=Manifest()
        )
        for path in sorted(folder.glob("*/**/*.pdf"))
    }
    pages = [list(_pages(folder / file, reading)) for file, reading in readings.items()]
    says = "share of sentences drawn from all PDFs that stand on the page they are said to stand on"
    yield _tally("pdf/page", "Pages of sentences", says, pages, unit="sentences", goal=1.0)
    told = [(file, readings[file]) for file in truth if file in readings]
    order = [list(_order(reading, truth[file].get("columns", {}))) for file, reading in told]
    says = "share of neighbouring passages of pages with columns that come in the order in which people read"
    yield _tally("pdf/order", "Order of columns", says, order, unit="pairs of passages", goal=1.0)
    headers = [list(_headers(reading, truth[file].get("headers", {}))) for file, reading in told]
    says = "share of the pages with a line at head or foot that goes through the document on which it is set aside"
    yield _tally("pdf/running_header", "Running headers", says, headers, unit="headers on pages", goal=0.95)


def _tally(figure: str, label: str, says: str, answers: list[list[bool]], *, unit: str, goal: float) -> Tally:
    counts = [(sum(one), len(one)) for one in answers if one]
    return Tally(figure, label, says, counts, share, sum(n for _, n in counts), unit, goal=goal)


def _pages(path: Path, reading: Reading) -> Iterator[bool]:
    """Whether sentences drawn with a fixed seed stand on their pages; the truth is PDFium's text of the page alone."""
    page_of = {block["block_id"]: block["page"] for block in reading.blocks}
    sentences = [
        (_folded(said), page_of[s["block_id"]])
        for s in segments.sentences("d", reading.text, reading.blocks)
        if (said := reading.text[s["start"] : s["end"]]).rstrip()[-1:] in ".!?。"  # no headings, no cells
    ]
    sentences = [one for one in sentences if len(one[0]) > 3 * LEAST]
    if not sentences:
        return
    document = pypdfium2.PdfDocument(path)
    bare = [_folded(document[n].get_textpage().get_text_range()) for n in range(len(document))]
    document.close()
    for said, page in random.Random(1).sample(sentences, min(SENTENCES, len(sentences))):
        on = {n for n, text in enumerate(bare, 1) if said in text} or {
            n
            for n, (text, after) in enumerate(pairwise(bare), 1)
            if any(said[:cut] in text and said[cut:] in after for cut in range(LEAST, len(said) - LEAST))
        }
        yield page in on


def _order(reading: Reading, columns: dict[int, list[str]]) -> Iterator[bool]:
    for page, passages in columns.items():
        blocks = [b for b in reading.blocks if b["page"] == page]
        text = _folded("".join(reading.text[b["start"] : b["end"]] for b in blocks))
        places = [text.find(_folded(passage)) for passage in passages]
        for one, other in pairwise(places):
            yield 0 <= one < other


def _headers(reading: Reading, headers: dict[str, list[list[int]]]) -> Iterator[bool]:
    aside: dict[int, str] = {}
    for block in (b for b in reading.blocks if b["kind"] == "running_header" and not b["is_content"]):
        aside[block["page"]] = aside.get(block["page"], "") + reading.text[block["start"] : block["end"]]
    for header, ranges in headers.items():
        for first, last in ranges:
            for page in range(first, last + 1):
                yield _numbered(header) in _numbered(aside.get(page, ""))


def _folded(text: str) -> str:
    """Letters and digits alone: line ends, hyphens and PDFium's marks for them do not count."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _numbered(text: str) -> str:
    return re.sub(r"[^\w#]+", "", re.sub(r"\d+", "#", text.casefold()))


_FOLDERS = ("files/ai-governance-pdf/*.pdf", "files/edge-cases/*.pdf", "files/edge-cases/pdf/*.pdf")
FILES = Card(
    "PDFs on AI governance and PDFs that break readers", "reports of public bodies; Unstructured-IO/unstructured",
    "the reports belong to their publishers; Apache-2.0", _FOLDERS,
)  # fmt: skip
MEASUREMENTS = (Measurement("pdf", FILES, pdfs),)
