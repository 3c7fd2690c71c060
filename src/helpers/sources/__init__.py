"""Source files to documents: text, blocks and metadata, with nothing lost and nothing guessed."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from helpers import tables
from helpers.sources import export, layout, metadata, text
from helpers.sources.extract import Extract
from helpers.sources.folder import find
from helpers.sources.guard import Guarded
from helpers.sources.manifest import Manifest, ManifestError
from helpers.sources.metadata import Found
from helpers.sources.text import UnreadableError

__all__ = [
    "TAKES",
    "Manifest",
    "ManifestError",
    "Reading",
    "Source",
    "UnreadableError",
    "document_ids",
    "find",
    "listed",
    "read",
    "unread",
]

_READERS = {
    ".txt": ("text", "text/plain"), ".text": ("text", "text/plain"), "": ("text", "text/plain"),
    ".md": ("markdown", "text/markdown"), ".markdown": ("markdown", "text/markdown"),
    ".html": ("html", "text/html"), ".htm": ("html", "text/html"), ".xhtml": ("html", "text/html"),
    ".pdf": ("pdf", "application/pdf"), ".docx": ("docx", ""), ".pptx": ("pptx", ""), ".odt": ("odt", ""), ".epub": ("epub", ""),
    ".csv": ("csv", ""), ".tsv": ("csv", ""), ".json": ("json", ""), ".jsonl": ("json", ""), ".ndjson": ("json", ""),
}  # fmt: skip
_EXPORTS = ("csv", "json")


# What a message asks for where there is nothing to read.
TAKES = f"files that are read: {', '.join(sorted(ending for ending in _READERS if ending))}"

# First bytes of files with a structure of their own, and the module that reads them.
_STRUCTURES = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "office"), (b"PK\x05\x06", "office"))


@dataclass(frozen=True)
class Source:
    """What becomes one document: a file, or one row of an export."""

    file: str
    document_id: str
    row: export.Row | None = None


@dataclass(frozen=True)
class Reading:
    """One document as read: its row for documents, its text, its rows for fields and blocks."""

    document: dict[str, Any]
    text: str
    fields: list[dict[str, Any]]
    blocks: list[dict[str, Any]]


def listed(files: Sequence[str], *, root: Path, manifest: Manifest) -> list[Source]:
    """What becomes documents, in order: each file, and of an export each row."""
    sources: list[Source] = []
    for file, document_id in document_ids(files).items():
        rows = None
        if _may_be_export(file, manifest):
            with contextlib.suppress(UnreadableError):  # said when the file is read
                rows = _guarded_rows(file, root, manifest)
        sources += [Source(file, row.document_id, row) for row in rows or ()] or [Source(file, document_id)]
    return sources


def _may_be_export(file: str, manifest: Manifest) -> bool:
    by_name, _ = _READERS.get(PurePosixPath(file).suffix.lower(), (None, None))
    return by_name in _EXPORTS or file in manifest.exports


def _rows(content: bytes, file: str, manifest: Manifest) -> list[export.Row] | None:
    """The rows of an export; None where the bytes say that the file is something else."""
    if _module(content, None):
        return None
    return export.rows(content, file, manifest.exports.get(file, {}))


def _rows_of(file: str, root: Path, manifest: Manifest) -> list[export.Row] | None:
    return _rows(_content(root / file, root), file, manifest)


_guarded_rows = Guarded.of(_rows_of)


def _refuse_barren(rows: list[export.Row] | None) -> None:
    if rows is not None:
        raise UnreadableError("is an export without a row that holds a value; fill or remove it", "empty")


def document_ids(files: Sequence[str]) -> dict[str, str]:
    """Give each file its document_id: its path without ending, with ending where two would share one."""
    short = {file: str(PurePosixPath(file).with_suffix("")) for file in files}
    # A document named 'a.md' beside 'a.md.txt' and 'a.txt' must not meet again, so full names count as taken too.
    taken = Counter(name.casefold() for name in short.values()) + Counter(
        file.casefold() for file in files if PurePosixPath(file).suffix
    )
    return {
        file: name if taken[name.casefold()] == 1 or name == file else file for file, name in short.items()
    }


def read(
    path: Path, *, root: Path, document_id: str, manifest: Manifest, row: export.Row | None = None
) -> Reading:
    """Read one document: a file, or a row of an export as `listed` gives it.

    What cannot be read does not raise: the document's status is 'failed' or 'empty', with the reason. It takes as
    long and as much memory as the file asks for: `guard` sets limits.
    """
    file = path.relative_to(root).as_posix()
    document = _document(file, document_id)
    try:
        if row:
            extract, laid = _row_laid_out(row, document)
        else:
            content = _content(path, root)
            document["sha256"] = hashlib.sha256(content).hexdigest()
            if _may_be_export(file, manifest):
                _refuse_barren(_rows(content, file, manifest))
            extract, laid = _laid_out(content, path.suffix, document)
    except UnreadableError as error:
        return _unread(document, manifest, error, row)
    blocks = layout.blocks(document_id, extract.text, laid)
    placed = {(f.field, f.start) for f in extract.found if f.start is not None}
    said = (f for f in _from_text(laid, blocks, extract.found) if (f.field, f.start) not in placed)
    found = [*extract.found, *said]
    if not row:
        # The text knows better than the program that saved the file; the columns of an export know better than it.
        found.sort(key=lambda f: f.origin == "file")
    fields = metadata.rows(document_id, found, manifest.row(file, document_id))
    document |= _chosen(fields) | {
        "status": "read", "reason": extract.note, "character_count": len(extract.text),
    }  # fmt: skip
    return Reading(document, extract.text, fields, blocks)


def _row_laid_out(row: export.Row, document: dict[str, Any]) -> tuple[Extract, layout.Layout]:
    document |= {
        "row": row.number, "sha256": row.sha256, "reader": row.export.reader, "media_type": row.export.media_type,
        "encoding": row.export.encoding,
    }  # fmt: skip
    extract = export.extract(row)
    return extract, layout.settle(extract.text, extract.units, is_slides=False, has_pages=False)


def unread(source: Source, error: UnreadableError, *, root: Path, manifest: Manifest) -> Reading:
    """What `read` gives for a document whose reading was ended from outside."""
    document = _document(source.file, source.document_id)
    if source.row:
        document |= {"row": source.row.number, "sha256": source.row.sha256}
    else:
        with contextlib.suppress(OSError), (root / source.file).open("rb") as file:
            document["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
    return _unread(document, manifest, error, source.row)


def _document(file: str, document_id: str) -> dict[str, Any]:
    return dict.fromkeys(tables.DOCUMENTS.columns) | {
        "document_id": document_id, "file": file, "status": "failed", "character_count": 0, "word_count": 0,
    }  # fmt: skip


def _unread(
    document: dict[str, Any], manifest: Manifest, error: UnreadableError, row: export.Row | None
) -> Reading:
    file, document_id = document["file"], document["document_id"]
    given = [replace(f, start=None, end=None) for _, f in export.found(row)] if row else []
    fields = metadata.rows(document_id, given, manifest.row(file, document_id))
    where = f"{file}, row {row.number} (line {row.line})" if row else file
    document |= _chosen(fields) | {"status": error.status, "reason": f"{where} {error}"}
    return Reading(document, "", fields, [])


def _content(path: Path, root: Path) -> bytes:
    if problem := _no_file(path, root):
        raise UnreadableError(problem)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"could not be opened ({error.strerror}); check its permissions") from None


def _laid_out(content: bytes, ending: str, document: dict[str, Any]) -> tuple[Extract, layout.Layout]:
    """Text and layout by the reader that the bytes call for, or else the ending; notes reader and media type."""
    by_name, document["media_type"] = _READERS.get(ending.lower(), (None, None))
    if module := _module(content, by_name):
        extract: Extract = importlib.import_module(f"helpers.sources.{module}").read(content)
        _refuse_empty(extract.text)
        laid = layout.settle(
            extract.text, extract.units, is_slides=extract.is_slides, has_pages=extract.has_pages
        )
    else:
        decoded = text.decode(content)
        _refuse_empty(decoded.text)
        if by_name is None:
            raise UnreadableError(f"has the ending '{ending}', which no reader takes; save it as .txt or .md")
        front = text.front_matter(decoded.text)
        laid = layout.lay_out(decoded.text, is_markdown=by_name == "markdown", body=front.end if front else 0)
        found = metadata.from_markup(front.values) if front else []
        extract = Extract(decoded.text, laid.units, found, reader=by_name, media_type=document["media_type"])
        extract.note, extract.encoding = decoded.note, decoded.encoding
    if by_name and extract.reader != by_name:
        note = f"its name ends in '{ending}', but it is {extract.media_type} and was read so; rename it"
        extract.note = f"{extract.note}; {note}" if extract.note else note
    document |= {"reader": extract.reader, "media_type": extract.media_type, "encoding": extract.encoding}
    return extract, laid


def _module(content: bytes, by_name: str | None) -> str | None:
    """The module for files with a structure of their own: the first bytes decide, whatever the ending."""
    for magic, module in _STRUCTURES:
        if content.startswith(magic):
            return module
    if (by_name == "html" and content.strip()) or (by_name != "markdown" and text.HTML.match(content[:4096])):
        return "html"
    if by_name in ("pdf", "docx", "pptx", "odt", "epub") and content:
        text.decode(content)  # which names most other formats
        raise UnreadableError(f"is no {by_name.upper()} file, whatever its name; restore it, or rename it")
    return None


def _refuse_empty(stored: str) -> None:
    stored = stored.strip()
    if not any(c.isprintable() and not c.isspace() for c in stored):
        raise UnreadableError("holds no text (no bytes, or white space only); fill or remove it", "empty")


def _no_file(path: Path, root: Path) -> str | None:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root.resolve()):
            return "is a link that leads out of the folder; copy the file itself into it"
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:
        what = "is a broken link" if path.is_symlink() else f"could not be opened ({error})"
        return f"{what}; restore the file or remove it"
    if stat.S_ISDIR(mode):
        return "is a link to a folder; its files are read where they stand, or copy the folder"
    return None if stat.S_ISREG(mode) else "is no ordinary file (a device or pipe); remove it"


def _from_text(laid: layout.Layout, blocks: list[dict[str, Any]], given: list[Found]) -> list[Found]:
    """Everything the text says of itself: first the credits, then what follows from title and prose."""
    found = list(laid.found)
    prose = [unit for unit in laid.units if unit.is_content and unit.kind != "title"]
    title = next((f for f in found if f.field == "title"), None)
    running = "\n".join(unit.text for unit in prose)
    if not laid.is_slides:
        found += [f.moved(unit.start) for unit in prose for f in metadata.outlet_in_prose(unit.text)]
        found += [f.moved(unit.start) for unit in prose[:8] for f in metadata.place_in_prose(unit.text)]
    # A sign-off only confirms: it is the weakest of the credits.
    found.sort(key=lambda f: f.rule == "sign-off")
    if title and not any(f.field == "date" for f in [*given, *found]):
        found += metadata.date_of_event(title, [(unit.start, unit.text) for unit in prose])
    if not laid.is_slides and not any(f.field == "date" for f in [*given, *found]):
        ends = [unit for unit in laid.units[-4:] if len(unit.text) <= 200]
        found += [f.moved(unit.start) for unit in ends for f in metadata.last_update(unit.text)][-1:]
    published = next((f.value for f in [*given, *found] if f.field == "date"), None)
    for n, f in enumerate(found):
        if f.field == "dateline_date":
            day = metadata.with_year(f.value, published)
            found[n] = Found("dateline_date" if day else "", day or "", f.start, f.end, f.rule)
    found += metadata.genre(
        title.value if title else "", prose[0].text if prose else "", running,
        is_slides=laid.is_slides, is_credited=any(f.field in ("outlet", "dateline_date") for f in found),
    )  # fmt: skip
    letters: Counter[str] = Counter()
    for block in blocks:
        if block["language"] != "und" and block["kind"] != "metadata":
            letters[block["language"]] += block["end"] - block["start"]
    found += [
        Found("languages", code, None, None, "language of its blocks")
        for code, _ in sorted(letters.items(), key=lambda i: (-i[1], i[0]))
    ]
    return found


def _chosen(fields: list[dict[str, Any]]) -> dict[str, str]:
    columns: dict[str, list[str]] = {}
    for row in fields:
        if row["is_chosen"] and row["field"] in (
            "title",
            "subtitle",
            "outlet",
            "author",
            "date",
            "genre",
            "languages",
        ):
            columns.setdefault(row["field"], [])
            if row["value"] not in columns[row["field"]]:
                columns[row["field"]].append(row["value"])
    return {name: "; ".join(values) for name, values in columns.items()}
