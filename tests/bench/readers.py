"""Each reader beside the library it stands on, on files made here and, where a corpus is named, on real ones."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import charset_normalizer
import lxml.html
import pypdfium2
import trafilatura
from lxml import etree
from test_formats import PROSE, P, archive, docx, epub, links, paragraph, shape, slide
from test_pdf import lines, pdf

from bench.pairs import Pair
from helpers import sources
from helpers.sources import export, html, office, text
from helpers.sources import pdf as pdf_reader

LARGEST = 2_000_000  # bytes of a real file
Peer = Callable[[bytes], object]
WORDS = PROSE.split()
ODT = "application/vnd.oasis.opendocument.text"


def _prose(number: int) -> str:
    """A paragraph that no other number has."""
    return f"{' '.join(WORDS[number % 7 :])} Number {number} of {number * 7919 % 1000} was read."


def _made() -> dict[str, bytes]:
    """A file of each format as a report of some twenty pages would be."""
    prose = [_prose(n) for n in range(200)]
    page = "".join(f"<h2>Part {n}</h2><p>{p}</p>" for n, p in enumerate(prose))
    odt = "".join(f"<t:h>Part {n}</t:h><t:p>{p}</t:p>" for n, p in enumerate(prose))
    deck = {
        f"slides/s{n}.xml": slide(shape(f"Part {n}", "title"), shape(p, "body")) for n, p in enumerate(prose)
    }
    numbers = "".join(f'<p:sldId r:id="{name}"/>' for name in deck)
    wrapped = [[PROSE[at : at + 80] for at in range(0, 800, 80)] for _ in prose[:60]]
    pages = [lines(50, 60, *(f"{n} {line}" for line in block * 4)) for n, block in enumerate(wrapped)]
    table = io.StringIO()
    rows = [
        {"title": f"Part {n}", "date": f"2024-05-{n % 28 + 1:02}", "text": p} for n, p in enumerate(prose * 5)
    ]
    writer = csv.DictWriter(table, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return {
        "a.txt": "\n\n".join(prose).encode(),
        "cp1252.txt": "\n\n".join(f"“{p}”" for p in prose).encode("cp1252"),
        "a.html": f"<html><head><title>A report</title></head><body><article>{page}</article></body></html>".encode(),
        "a.pdf": pdf(*pages),
        "a.docx": docx("".join(paragraph(f"Part {n}", "Heading1") + paragraph(p) for n, p in enumerate(prose))),
        "a.pptx": archive(
            ppt__presentation_dot_xml=f"<p:presentation {P}><p:sldIdLst>{numbers}</p:sldIdLst></p:presentation>",
            ppt___rels__presentation_dot_xml_dot_rels=links(**{f"slide{n}": name for n, name in enumerate(deck)}),
            **{f"ppt__{name}": content for name, content in deck.items()},
        ),
        "a.odt": archive(mimetype=ODT, content_dot_xml=f'<o:d xmlns:o="o" xmlns:t="t"><o:body><o:text>{odt}</o:text></o:body></o:d>'),
        "a.epub": epub(**{f"c{n}": f"<html><body>{page[n * 4000 : n * 4000 + 4000]}</body></html>" for n in range(20)}),
        "a.csv": table.getvalue().encode(),
        "a.jsonl": "".join(json.dumps(row) + "\n" for row in rows).encode(),
    }  # fmt: skip


def _unzipped(content: bytes) -> object:
    """All parts of an office document unpacked, and parsed by lxml: what comes before any reading of it."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            part = package.read(name)
            if name.endswith((".xml", ".rels", ".opf")):
                parts.append(etree.fromstring(part))
            elif name.endswith("html"):
                parts.append(lxml.html.document_fromstring(part))
    return parts


def _bare_page(content: bytes) -> object:
    dates = {"extensive_search": False, "original_date": True, "max_date": datetime(2100, 1, 1)}
    return trafilatura.bare_extraction(
        content,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=dates,
    )


def _bare_pdf(content: bytes) -> object:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def _bare_csv(content: bytes) -> object:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _bare_json(content: bytes) -> object:
    return [json.loads(line) for line in content.decode().splitlines()]


def _word(content: bytes) -> object:
    import docx

    document = docx.Document(io.BytesIO(content))
    return [(p.style.name, p.text) for p in document.paragraphs]


def _slides(content: bytes) -> object:
    import pptx

    deck = pptx.Presentation(io.BytesIO(content))
    return [shape.text_frame.text for one in deck.slides for shape in one.shapes if shape.has_text_frame]


def _rows(name: str) -> Peer:
    return lambda content: [export.extract(row) for row in export.rows(content, name, {})]


_OFFICE = ("zipfile and lxml", office.read, _unzipped)
# The peer, what we do, what it does.
_FORMATS: dict[str, tuple[str, Peer, Peer]] = {
    ".txt": ("charset-normalizer", text.decode, lambda content: str(charset_normalizer.from_bytes(content).best())),
    ".html": ("trafilatura", html.read, _bare_page),
    ".pdf": ("pypdfium2", pdf_reader.read, _bare_pdf),
    ".docx": _OFFICE, ".pptx": _OFFICE, ".odt": _OFFICE, ".epub": _OFFICE,
    ".csv": ("csv.DictReader", _rows("a.csv"), _bare_csv),
    ".jsonl": ("json.loads", _rows("a.jsonl"), _bare_json),
}  # fmt: skip


# Libraries that read the same, where they are installed; they are none of ours.
_LIBRARIES: dict[str, tuple[str, Peer]] = {".docx": ("docx", _word), ".pptx": ("pptx", _slides)}


def pairs(folder: Path, real: dict[str, list[Path]]) -> Iterator[Pair]:
    """For each format the reader beside its library, which has a goal, and the way to blocks and fields, which has none."""
    for name, content in _made().items():
        (folder / name).write_bytes(content)
        yield from _both(f"{Path(name).stem}{Path(name).suffix} made here".removeprefix("a"), [folder / name])
    for label, files in real.items():
        yield from _both(label, files)


def is_sound(file: Path) -> bool:
    """Whether both sides can read a file, and soon enough to do so some ten times."""
    content = file.read_bytes()
    _, ours, theirs = _FORMATS[file.suffix]
    try:
        return len(content) < LARGEST and bool(ours(content)) and bool(theirs(content))
    except Exception:  # whatever either side says of a damaged file
        return False


def _both(label: str, files: list[Path]) -> Iterator[Pair]:
    peer, ours, theirs = _FORMATS[files[0].suffix]
    contents = [file.read_bytes() for file in files]
    size = sum(map(len, contents)) / 1e6

    def whole() -> None:
        for file in files:
            for one in sources.listed([file.name], root=file.parent, manifest=sources.Manifest()):
                sources.read(
                    file,
                    root=file.parent,
                    document_id=one.document_id,
                    manifest=sources.Manifest(),
                    row=one.row,
                )

    def alone() -> list[object]:
        return [theirs(content) for content in contents]

    yield Pair(f"{label}: reader", peer, lambda: [ours(content) for content in contents], alone, size, "MB/s")
    program, instead = _LIBRARIES.get(files[0].suffix, ("", theirs))
    if program and importlib.util.find_spec(program):
        with contextlib.suppress(
            KeyError, ImportError
        ):  # they open no package that lacks a part which programs write
            [instead(content) for content in contents]
            name = f"python-{program}"
            yield Pair(
                f"{label}: reader",
                name,
                lambda: [ours(content) for content in contents],
                lambda: [instead(content) for content in contents],
                size,
                "MB/s",
            )
    yield Pair(f"{label}: to blocks and fields", peer, whole, alone, size, "MB/s", goal=None)
