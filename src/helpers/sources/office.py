"""Office documents and books (DOCX, PPTX, ODT, EPUB): archives of XML, read piece by piece under limits of size.

The XML is walked directly: the libraries for these formats give no tracked changes, notes or text boxes in their place.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

from lxml import etree

from helpers.sources import html
from helpers.sources.extract import Extract, plain
from helpers.sources.metadata import Found
from helpers.sources.text import UnreadableError

LIMIT = 100_000_000  # bytes of XML unpacked; the text of a long book has two millions
MEMBERS = 20_000
_SAVE = "open it in its program and save it again"
_NO_TITLE = re.compile(
    r"(?i)\s*(?:(?:microsoft|powerpoint|word)\b.*|untitled.*|slide 1|document\d*|presentation\d*)?\s*"
)
_VALUE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val"

Element = Any  # lxml gives no types


def read(content: bytes) -> Extract:
    """Text and units of an office document. Raises UnreadableError."""
    try:
        package = _Package(content)
        extract = package.reader()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableError(f"is a damaged office document or ZIP archive ({error}); {_SAVE}") from None
    except etree.LxmlError as error:
        raise UnreadableError(f"holds malformed XML ({error}); {_SAVE}") from None
    except (KeyError, RecursionError) as error:
        raise UnreadableError(f"lacks a part that such a document must have ({error}); {_SAVE}") from None
    return extract.finish()


class _Package:
    """A ZIP archive, its parts parsed without entities or network, its size bounded by what is really unpacked."""

    def __init__(self, content: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = set(self.archive.namelist())
        self.left = LIMIT
        if len(self.names) > MEMBERS:
            raise UnreadableError(f"is an archive of {len(self.names):,} files; save its text as .txt")

    def bytes(self, name: str) -> bytes:
        info = self.archive.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableError("is protected by a password; save a copy without it")
        with self.archive.open(info) as part:
            content = part.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            raise UnreadableError(
                f"unpacks to more than {LIMIT:,} bytes of text parts; save its text as .txt"
            )
        return content

    def xml(self, name: str) -> Element:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(self.bytes(name), parser)

    def links(self, name: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id to the last word of their type and the part they lead to."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self.names:
            return {}
        return {
            link.get("Id", ""): (
                link.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, unquote(link.get("Target", ""))))[1:],
            )
            for link in self.xml(rels)
        }

    def linked(self, name: str, kind: str) -> list[str]:
        return [
            target for type_, target in self.links(name).values() if type_ == kind and target in self.names
        ]

    def reader(self) -> Extract:
        mime = self.bytes("mimetype").decode("ascii", "replace").strip() if "mimetype" in self.names else ""
        main = next(iter(self.linked("", "officeDocument")), "")
        if not main:
            main = next((n for n in ("word/document.xml", "ppt/presentation.xml") if n in self.names), "")
        if mime == EPUB:
            return _epub(self)
        if mime == ODT:
            return _odt(self)
        if main.startswith("word/"):
            return _docx(self, main)
        if main.startswith("ppt/"):
            return _pptx(self, main)
        what = "a spreadsheet; save its sheets as .txt" if main.startswith("xl/") or "spreadsheet" in mime else (
            "an OpenDocument presentation; save it as .pptx" if "presentation" in mime
            else "a ZIP archive, but no office document that is read here (DOCX, PPTX, ODT, EPUB); unpack it"
        )  # fmt: skip
        raise UnreadableError(f"is {what}")


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
EPUB = "application/epub+zip"


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _get(element: Element, name: str) -> str:
    """An attribute by its local name."""
    return next((v for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def _below(element: Element, name: str) -> Iterator[Element]:
    yield from element.iter(f"{{*}}{name}")


def _properties(package: _Package, part: str) -> Iterator[Found]:
    """What the program that wrote a file noted in it: a title that a text may lack, and who saved it when."""
    if part not in package.names:
        return
    fields = {"title": "title", "creator": "file_author", "initial-creator": "file_author", "created": "file_date",
              "creation-date": "file_date", "modified": "file_changed", "date": "file_changed"}  # fmt: skip
    for element in package.xml(part).iter("{*}*"):
        name, value = fields.get(_name(element)), plain(element.text or "")
        if name and value and not (name == "title" and _NO_TITLE.fullmatch(value)):
            yield Found(name, value, None, None, f"file property '{_name(element)}'", "file")


# DOCX


def _docx(package: _Package, main: str) -> Extract:
    extract = Extract(reader="docx", media_type=DOCX)
    word = _Word(package, main, extract)
    for body in _below(package.xml(main), "body"):
        word.blocks(body)
    word.notes("endnote")
    seen = set()
    for kind in ("header", "footer"):
        for part in package.linked(main, kind):
            text = "\n".join(filter(None, (word.text(p) for p in _below(package.xml(part), "p"))))
            if text not in seen:
                extract.add("running_header", text, reason=f"{kind} of the pages", is_content=False)
            seen.add(text)
    for part in package.linked(main, "comments"):
        for comment in _below(package.xml(part), "comment"):
            text = "\n".join(filter(None, (word.text(p) for p in _below(comment, "p"))))
            extract.add(
                "boilerplate",
                text,
                reason=f"comment by {_get(comment, 'author') or 'somebody'}",
                is_content=False,
            )
    extract.found = list(_properties(package, "docProps/core.xml"))
    return extract


class _Word:
    """Walks the body of a DOCX; knows its styles and its notes."""

    def __init__(self, package: _Package, main: str, extract: Extract) -> None:
        self.extract = extract
        self.styles: dict[str, Element] = {}
        for part in package.linked(main, "styles"):
            self.styles = {_get(style, "styleId"): style for style in _below(package.xml(part), "style")}
        self.noted = {
            (kind, _get(note, "id")): note
            for kind in ("footnote", "endnote")
            for part in package.linked(main, f"{kind}s")
            for note in _below(package.xml(part), kind)
            if _get(note, "type") not in ("separator", "continuationSeparator", "continuationNotice")
        }
        self.waiting: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self.deleted: list[tuple[str, str]] = []
        self.boxes: list[Element] = []
        self.style = cache(self._style)  # thousands of paragraphs have the same few

    def blocks(self, parent: Element, cell: str = "") -> None:
        for child in parent:
            name = _name(child)
            if name == "p":
                self.paragraph(child, cell)
            elif name == "tbl":
                self.table(child)
            elif name not in ("sectPr", "tcPr", "Fallback", "sdtPr"):
                self.blocks(child, cell)

    def table(self, table: Element) -> None:
        first = True
        for row in table.iterchildren("{*}tr"):
            before = "\n\n" if first else "\n"
            for cell in row.iter("{*}tc"):
                if next(cell.iterancestors("{*}tr"), None) is row:
                    self.blocks(cell, before)
                    before, first = "\t", False

    def paragraph(self, paragraph: Element, cell: str) -> None:
        text = self.text(paragraph)
        kind, reason = self.kind(paragraph)
        if cell:
            kind, reason = "table_cell", None
        if kind == "title" and any(unit.kind == "title" for unit in self.extract.units):
            kind = "heading"
        last = self.extract.units[-1].kind if self.extract.units else ""
        before = cell or ("\n" if kind == last == "list_item" else "\n\n")
        self.extract.add(kind, text, reason=reason, is_content=kind != "boilerplate", before=before)
        deleted, self.deleted = self.deleted, []
        gone: dict[str, list[str]] = {}
        for who, said in deleted:
            gone.setdefault(who, []).append(said)
        for who, parts in gone.items():
            self.extract.add(
                "boilerplate",
                plain("".join(parts)),
                reason=f"deleted (tracked change by {who})",
                is_content=False,
            )
        self.notes("footnote")
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.blocks(box)

    def notes(self, kind: str) -> None:
        waiting, self.waiting[kind] = self.waiting[kind], []
        for key in waiting:
            note = self.noted.pop((kind, key), None)
            if note is not None:
                text = "\n".join(filter(None, (self.text(p) for p in _below(note, "p"))))
                self.extract.add("note", text, reason=kind)

    def text(self, paragraph: Element) -> str:
        """What a paragraph says; deletions, notes and text boxes inside it are noted on the way."""
        return plain("".join(self._runs(paragraph)))

    def _runs(self, parent: Element, author: str = "") -> Iterator[str]:
        for child in parent:
            name = _name(child)
            said = ""
            if name in ("t", "delText"):
                said = child.text or ""
            elif name in ("tab", "ptab"):
                said = " "
            elif name in ("br", "cr"):
                said = "\v"
            elif name == "noBreakHyphen":
                said = "\N{NON-BREAKING HYPHEN}"
            elif name in ("footnoteReference", "endnoteReference"):
                self.waiting[name.removesuffix("Reference")].append(_get(child, "id"))
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name in ("del", "moveFrom"):
                yield from self._runs(child, _get(child, "author") or "somebody")
            elif name not in ("pPr", "rPr", "Fallback", "instrText", "sdtPr"):
                yield from self._runs(child, author)
            if said and author:
                self.deleted.append((author, said))
            elif said:
                yield said

    def kind(self, paragraph: Element) -> tuple[str, str | None]:
        """Kind and reason by the paragraph's style and those it is based on, or by its numbering."""
        properties = paragraph.find("{*}pPr")
        if properties is None:
            return "paragraph", None
        named = properties.find("{*}pStyle")
        known, outline, is_numbered = self.style(None if named is None else str(named.get(_VALUE)))
        if known:
            return known
        own = properties.find("{*}outlineLvl")
        if (outline if own is None else str(own.get(_VALUE))) in tuple("012345678"):
            return "heading", "outline level"
        number = properties.find("{*}numPr/{*}numId")
        is_numbered = is_numbered or (number is not None and number.get(_VALUE) != "0")
        return ("list_item", "numbered or bulleted") if is_numbered else ("paragraph", None)

    def _style(self, identifier: str | None) -> tuple[tuple[str, str | None] | None, str, bool]:
        """What a style and those it is based on say: a kind with its reason, or outline level and numbering."""
        if identifier is None:
            return None, "", False
        if identifier not in self.styles:
            # A file without its styles; their ids are those of the built-in ones all the same.
            name = re.sub(r"(\d)", r" \1", identifier).lower()
            return self._by_name(name) or ("paragraph", None), "", False
        outline, is_numbered = "", False
        style = self.styles.get(identifier)
        for _ in range(20):  # styles may be based on each other in a circle
            if style is None:
                break
            name = style.find("{*}name")
            if name is not None and (known := self._by_name(str(name.get(_VALUE)).lower())):
                return known, "", False
            level = style.find("{*}pPr/{*}outlineLvl")
            outline = outline or ("" if level is None else str(level.get(_VALUE)))
            is_numbered = is_numbered or style.find("{*}pPr/{*}numPr") is not None
            base = style.find("{*}basedOn")
            style = self.styles.get(str(base.get(_VALUE))) if base is not None else None
        return None, outline, is_numbered

    @staticmethod
    def _by_name(name: str) -> tuple[str, str | None] | None:
        if name in ("title", "subtitle", "caption"):
            return name, f"style '{name}'"
        if re.fullmatch(r"heading \d", name):
            return "heading", f"style '{name}'"
        if re.fullmatch(r"toc ?(?:\d|heading)", name):
            return "boilerplate", "table of contents"
        if name.startswith("list "):
            return "list_item", f"style '{name}'"
        return ("paragraph", "quotation set apart") if name in ("quote", "intense quote") else None


# PPTX


def _pptx(package: _Package, main: str) -> Extract:
    extract = Extract(reader="pptx", media_type=PPTX, is_slides=True)
    links = package.links(main)
    listed = [_get_link(element) for element in _below(package.xml(main), "sldId")]
    slides = list(dict.fromkeys(links[link][1] for link in listed if link in links))
    seen: dict[tuple[str, ...], int] = {}
    for number, part in enumerate(slides, 1):
        first = len(extract.units)
        slide = package.xml(part)
        for tree in _below(slide, "spTree"):
            _shapes(extract, package, part, tree, number)
        said = tuple(unit.text for unit in extract.units[first:] if unit.is_content)
        earlier = seen.setdefault(said, number)
        for unit in extract.units[first:] if earlier != number and len(said) > 1 else []:
            unit.set_aside("repeat", f"repeats slide {earlier}")
        for notes in package.linked(part, "notesSlide"):
            for shape in _below(package.xml(notes), "sp"):
                if _placeholder(shape) == "body":
                    for text in _paragraphs(shape):
                        extract.add("note", text, reason="speaker notes")
        for unit in extract.units[first:]:
            unit.slide = number
    extract.found = list(_properties(package, "docProps/core.xml"))
    return extract


def _get_link(element: Element) -> str:
    return str(element.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id") or "")


def _placeholder(shape: Element) -> str | None:
    """What a shape stands for on its slide, such as title or body; None where it is a shape of its own."""
    mark = next(_below(shape, "ph"), None)
    return None if mark is None else mark.get("type", "body")


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in _below(shape, "p"):
        parts = [
            "\v" if _name(e) == "br" else e.text or "" for e in paragraph.iter("{*}t", "{*}br") if _name(e)
        ]
        if text := plain("".join(parts)):
            yield text


def _shapes(extract: Extract, package: _Package, part: str, tree: Element, number: int) -> None:
    shapes = [
        s
        for s in tree.iter("{*}sp", "{*}graphicFrame", "{*}cxnSp")
        if not list(s.iterancestors("{*}Fallback"))
    ]
    # The order in the file is the reading order, but for titles that were added late.
    shapes.sort(key=lambda shape: _placeholder(shape) not in ("title", "ctrTitle"))
    for shape in shapes:
        holds = _placeholder(shape)
        if _name(shape) == "graphicFrame":
            for row in _below(shape, "tr"):
                before = "\n"
                for cell in row.iterchildren("{*}tc"):
                    for text in _paragraphs(cell):
                        extract.add("table_cell", text, before=before)
                        before = "\t"
            for link in _below(shape, "relIds"):
                data = package.links(part).get(_get(link, "dm"), ("", ""))[1]
                if data in package.names:
                    for text in _paragraphs(package.xml(data)):
                        extract.add("list_item", text, reason="text of a diagram", before="\n")
        elif holds in ("title", "ctrTitle"):
            kind = "title" if number == 1 else "heading"
            extract.add(kind, " ".join(_paragraphs(shape)), reason="title of the slide")
        elif holds in ("dt", "ftr", "sldNum", "hdr"):
            extract.add(
                "running_header",
                " ".join(_paragraphs(shape)),
                reason="date, footer or number of the slide",
                is_content=False,
            )
        else:
            before = "\n\n"
            for text in _paragraphs(shape):
                kind = (
                    "list_item"
                    if holds in ("body", "obj")
                    else "subtitle"
                    if holds == "subTitle" and number == 1
                    else "paragraph"
                )
                extract.add(kind, text, before=before)
                before = "\n"


# ODT


def _odt(package: _Package) -> Extract:
    extract = Extract(reader="odt", media_type=ODT)
    if (
        "META-INF/manifest.xml" in package.names
        and next(_below(package.xml("META-INF/manifest.xml"), "encryption-data"), None) is not None
    ):
        raise UnreadableError("is protected by a password; save a copy without it")
    content = package.xml("content.xml")
    parents = {_get(style, "name"): _get(style, "parent-style-name") for style in _below(content, "style")}
    for body in content.iterfind("{*}body/{*}text"):
        _odt_blocks(extract, body, parents, "paragraph", "\n\n")
    for region in _below(content, "changed-region"):
        for deletion in _below(region, "deletion"):
            who = next((e.text for e in _below(deletion, "creator") if e.text), "somebody")
            text = "\n".join(filter(None, (_odt_text(p, []) for p in deletion.iter("{*}p", "{*}h"))))
            extract.add("boilerplate", text, reason=f"deleted (tracked change by {who})", is_content=False)
    if "styles.xml" in package.names:
        seen = set()
        for part in package.xml("styles.xml").iter(
            "{*}header", "{*}footer", "{*}header-left", "{*}footer-left"
        ):
            text = "\n".join(filter(None, (_odt_text(p, []) for p in part.iter("{*}p", "{*}h"))))
            if text not in seen:
                extract.add("running_header", text, reason=f"{_name(part)} of the pages", is_content=False)
            seen.add(text)
    extract.found = list(_properties(package, "meta.xml"))
    return extract


def _odt_blocks(extract: Extract, parent: Element, parents: dict[str, str], kind: str, before: str) -> None:
    for child in parent:
        name = _name(child)
        if name in ("p", "h"):
            apart: list[Element] = []
            text = _odt_text(child, apart)
            style = _get(child, "style-name")
            named = parents.get(style, "") or style
            if named == "Title" and any(unit.kind == "title" for unit in extract.units):
                named = ""
            own = "heading" if name == "h" else named.lower() if named in ("Title", "Subtitle") else kind
            extract.add(own, text, reason="markup" if own != kind else None, before=before)
            for element in apart:
                if _name(element) == "note":
                    said = "\n".join(
                        filter(
                            None,
                            (_odt_text(p, []) for b in _below(element, "note-body") for p in _below(b, "p")),
                        )
                    )
                    extract.add("note", said, reason=_get(element, "note-class") or "footnote")
                else:
                    _odt_blocks(extract, element, parents, "paragraph", "\n\n")
        elif name in ("table-cell", "covered-table-cell"):
            is_first = child.getprevious() is None
            _odt_blocks(extract, child, parents, "table_cell", "\n" if is_first else "\t")
        elif name == "list":
            _odt_blocks(extract, child, parents, "list_item", "\n")
        elif name == "table-of-content":
            text = "\n".join(filter(None, (_odt_text(p, []) for p in child.iter("{*}p", "{*}h"))))
            extract.add("boilerplate", text, reason="table of contents", is_content=False)
        elif name not in ("tracked-changes", "forms", "sequence-decls", "annotation"):
            _odt_blocks(extract, child, parents, kind, before)


def _odt_text(paragraph: Element, apart: list[Element]) -> str:
    """What a paragraph says; notes and text boxes inside it are put apart."""

    def parts(element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            name = _name(child)
            if name in ("s", "tab"):
                yield " "
            elif name == "line-break":
                yield "\v"
            elif name in ("note", "text-box"):
                apart.append(child)
            elif name not in ("annotation", "desc", "title"):
                yield from parts(child)
            yield child.tail or ""

    return plain("".join(parts(paragraph)))


# EPUB


def _epub(package: _Package) -> Extract:
    extract = Extract(reader="epub", media_type=EPUB)
    if "META-INF/encryption.xml" in package.names and "META-INF/rights.xml" in package.names:
        raise UnreadableError(
            "is locked by its seller (digital rights management); ask the publisher for a copy"
        )
    roots = [str(root.get("full-path")) for root in _below(package.xml("META-INF/container.xml"), "rootfile")]
    root = roots[0] if roots else ""
    book = package.xml(root)
    items = {item.get("id"): item for item in _below(book, "item")}
    # A spine names each item once; one that does not would make a book of any length out of a page.
    for identifier in dict.fromkeys(reference.get("idref") for reference in _below(book, "itemref")):
        item = items.get(identifier)
        name = (
            ""
            if item is None
            else posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(item.get("href", ""))))
        )
        if item is None or name not in package.names or "html" not in item.get("media-type", "html"):
            continue
        chapter = html.tree(package.bytes(name).decode("utf-8", "replace"))
        if chapter is not None:
            is_contents = "nav" in item.get("properties", "").split()
            for kind, text in html.pieces_of(chapter):
                if is_contents:
                    extract.add(
                        "boilerplate", text, reason="table of contents", is_content=False, before="\n"
                    )
                else:
                    html.add(extract, kind, text)
    fields = {"title": "title", "creator": "author", "date": "date", "publisher": "outlet"}
    values: list[Found] = []
    for element in book.iterfind("{*}metadata/*"):
        name, value = fields.get(_name(element), ""), plain(element.text or "")
        day = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-])", value)
        if name == "date":
            value = day[0] if day else ""
        if name == "title" and _NO_TITLE.fullmatch(value):
            continue
        if name and value and not (name in ("title", "date") and any(f.field == name for f in values)):
            values.append(
                Found(name, value, None, None, f"metadata of the book, '{_name(element)}'", "markup")
            )
    extract.found = values
    return extract
