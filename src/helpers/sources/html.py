"""Web pages: the main text as trafilatura finds it, in blocks; the rest of the page kept and set aside."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

import lxml.html
import trafilatura
from lxml import etree

from helpers.sources.extract import Extract, plain
from helpers.sources.metadata import Found
from helpers.sources.text import Decoded, UnreadableError, decode

# trafilatura warns of every page without a main text; we keep such a page and say so in its blocks.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

LIMIT = 20_000_000  # characters; the largest pages of news sites have one or two millions
# Beyond these finding the main text takes minutes; pages of news have a few thousand elements.
ELEMENTS, CHARACTERS = 50_000, 2_000_000
CELL = 400  # characters; a longer cell belongs to a table that only lays out the page
_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""")
_DECLARATION = re.compile(r"(?<!\s)\s*+<\?xml[^<>]*\?>")
_NO_NAME = re.compile(r"(?i)\s*(?:copyright\b|©)")
_SKIPPED = {
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "button",
}  # fmt: skip
# Elements that stand apart, and what they are; None: what the element around them is. The second line is what
# trafilatura makes of a page.
_KINDS = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading", "li": "list_item",
    "dt": "list_item", "dd": "list_item", "td": "table_cell", "th": "table_cell", "figcaption": "caption", "caption": "caption",
    "blockquote": "quotation", "pre": "code",
    "item": "list_item", "cell": "table_cell", "quote": "quotation",
} | dict.fromkeys(
    ("p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol", "dl", "table", "tbody", "thead",
     "tfoot", "tr", "form", "fieldset", "figure", "address", "details", "summary", "hr", "center", "body", "list", "row",
     "graphic", "ab", "option", "label"), None,
)  # fmt: skip
Piece = tuple[str, str]  # kind and text
_ENOUGH = 24  # folded characters that do not begin two stretches of a page by chance
_PROSE = re.compile(r"(?s).{80,}[.!?。！？][\"'”’)）」』]*\Z")
_TEI_HEADING = {"head": "heading"}  # in trafilatura's tree; in a page it holds no text


def read(content: bytes) -> Extract:
    """The page's text and units. Raises UnreadableError."""
    decoded = _decoded(content)
    if len(decoded.text) > LIMIT:
        raise UnreadableError(f"is a web page of over {LIMIT:,} characters; save its text, or split it")
    root = tree(_DECLARATION.sub("", decoded.text, count=1))
    extract = Extract(reader="html", media_type="text/html") if root is None else _extract(root)
    extract.note, extract.encoding = decoded.note, decoded.encoding
    return extract


def fragment(markup: str) -> list[Piece]:
    """The pieces of a stretch of markup with no page around it. Raises UnreadableError."""
    root = tree(markup)
    return [] if root is None else list(pieces_of(root))


def tree(markup: str) -> lxml.html.HtmlElement | None:
    """The tree of some markup; None where it holds no text."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    page = markup.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(page, parser=parser)
    except etree.ParserError:
        return None
    if any("depth" in error.message for error in parser.error_log):
        # The parser has stopped there: what follows would be lost without a word.
        raise UnreadableError("nests its elements too deeply to be read; save its text as .txt")
    return tree


def _decoded(content: bytes) -> Decoded:
    # What a page declares of itself holds where its bytes agree; a byte order mark comes before it.
    declared = _CHARSET.search(content[:4096])
    if declared and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii").lower()
        # As browsers do (WHATWG Encoding Standard): pages that declare these are written in their supersets.
        name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "ascii": "cp1252"}.get(
            name, name
        )
        try:
            return Decoded(content.decode(name), name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)


def _extract(tree: lxml.html.HtmlElement) -> Extract:
    # Precision: what trafilatura is unsure of is not lost here, it stands among what is set aside.
    # Dates are searched in markup and address only, never guessed from the text; no day is too late for "today",
    # else the same page would be read differently tomorrow.
    is_large = sum(1 for _ in tree.iter()) > ELEMENTS or len(tree.text_content()) > CHARACTERS
    copied = deepcopy(tree)
    for cell in copied.iterfind(".//*[@colspan]"):
        del cell.attrib["colspan"]  # trafilatura makes that many cells of it
    document = None if is_large else trafilatura.bare_extraction(
        copied, favor_precision=True, include_comments=False, with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": datetime(2100, 1, 1)},
    )  # fmt: skip
    extract = Extract(reader="html", media_type="text/html")
    pieces = list(pieces_of(tree))
    main = []
    if isinstance(document, trafilatura.settings.Document):
        extract.found = list(_found(document))
        main = list(pieces_of(document.body, _TEI_HEADING))
    if not main:
        for kind, text in pieces:
            add(extract, kind, text)
        return extract.finish()
    main = list(_as_on_the_page(main, pieces))
    title = _folded(next((f.value for f in extract.found if f.field == "title"), ""))
    # Metadata often has the site's name behind the title.
    headlines = [
        (k, t) for k, t in [*main[:3], *pieces] if len(_folded(t)) > 9 and title.startswith(_folded(t))
    ]
    captions = {_folded(text) for kind, text in pieces if kind == "caption"}
    if headlines:
        # A heading before a breadcrumb or a link that says the same.
        headline = min(headlines, key=lambda piece: piece[0] != "heading")[1]
        extract.add("title", headline, reason="heading that is the page's title")
        main = [(kind, text) for kind, text in main if _folded(text) != _folded(headline)]
    for kind, text in main:
        add(extract, "caption" if _folded(text) in captions else kind, text)
    _rest(extract, pieces)
    if headlines:
        first = extract.units[0]
        rule = "heading that the page's metadata gives as its title"
        extract.found.insert(0, Found("title", first.text, first.start, first.end, rule, "markup"))
    return extract.finish()


def pieces_of(root: etree._Element, kinds: dict[str, str] | None = None) -> Iterator[Piece]:
    """Kind and text of each stretch of a tree that stands apart, in order."""
    known = {**_KINDS, **(kinds or {})}
    stack: list[str] = ["paragraph"]
    buffer: list[str] = []

    def flush() -> Iterator[Piece]:
        # Two line breaks part paragraphs.
        texts = [text for stretch in re.split(r"\v\s*\v", "".join(buffer)) if (text := plain(stretch))]
        is_layout = stack[-1] == "table_cell" and sum(map(len, texts)) > CELL
        yield from (("paragraph" if is_layout else stack[-1], text) for text in texts)
        buffer.clear()

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        is_skipped = tag in _SKIPPED and tag not in (kinds or {})
        if event == "start":
            if tag in known:
                yield from flush()
                stack.append(known[tag] or stack[-1])
            elif tag in ("br", "lb"):
                buffer.append("\v")
            if is_skipped:
                walker.skip_subtree()
            elif element.text:
                # In preformatted text a line end is one.
                buffer.append(element.text.replace("\n", "\v") if stack[-1] == "code" else element.text)
        else:
            if tag in known:
                yield from flush()
                stack.pop()
            if element is not root and element.tail:
                buffer.append(element.tail.replace("\n", "\v") if stack[-1] == "code" else element.tail)
    yield from flush()


def add(extract: Extract, kind: str, text: str) -> None:
    """Put one piece of a tree into an extract, close to the last one where they are items or cells of one thing."""
    last = extract.units[-1].kind if extract.units else ""
    before = "\n" if kind == last and kind in ("list_item", "table_cell") else "\n\n"
    if kind == "code":
        kind = "paragraph"
    if kind == "quotation":
        extract.add("paragraph", text, reason="quotation set apart", before=before)
    else:
        extract.add(kind, text, reason="markup" if kind == "heading" else None, before=before)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _as_on_the_page(main: list[Piece], pieces: list[Piece]) -> Iterator[Piece]:
    """The main text as the page has it: trafilatura leaves out links inside and paragraphs between that it doubts."""
    exact = {_folded(text): n for n, (_, text) in reversed(list(enumerate(pieces)))}
    begins = {
        _folded(text)[:_ENOUGH]: n
        for n, (_, text) in reversed(list(enumerate(pieces)))
        if len(text) > _ENOUGH
    }
    last = -1
    for kind, text in main:
        folded = _folded(text)
        at = exact.get(folded, begins.get(folded[:_ENOUGH], -1) if len(folded) > _ENOUGH else -1)
        # A stretch of the page that goes on much longer holds several paragraphs of trafilatura's.
        if at >= 0 and len(_folded(pieces[at][1])) > 2 * len(folded):
            at = -1
        if (
            at == last + 2
            and last >= 0
            and pieces[last + 1][0] == "paragraph"
            and _PROSE.match(pieces[last + 1][1])
        ):
            yield pieces[last + 1]
        # Only the page tells what is a cell and what a paragraph of a table that lays it out.
        yield (pieces[at] if kind == "table_cell" else (kind, pieces[at][1])) if at >= 0 else (kind, text)
        last = at


def _rest(extract: Extract, pieces: list[Piece]) -> None:
    """What the page says outside its main text, in stretches; captions by themselves."""
    known = {_folded(unit.text) for unit in extract.units}
    everything = "".join(_folded(unit.text) for unit in extract.units)
    gathered: list[str] = []

    def flush() -> None:
        extract.add(
            "boilerplate", "\n".join(gathered), reason="outside the main text of the page", is_content=False
        )
        gathered.clear()

    for kind, text in pieces:
        folded = _folded(text)
        # Short words such as 'Share' may stand in the main text by chance; long stretches do not.
        if folded in known or (len(folded) > 30 and folded in everything):
            flush()
        elif kind == "caption":
            flush()
            extract.add("caption", text, reason="caption outside the main text", is_content=False)
        else:
            gathered.append(text)
    flush()


def _found(document: trafilatura.settings.Document) -> Iterator[Found]:
    rule = "metadata of the page"
    for name, value in (("title", document.title), ("date", document.date), ("outlet", document.sitename),
                        ("source", document.url)):  # fmt: skip
        if value and value.strip() and not _NO_NAME.match(value):
            yield Found(name, value, None, None, rule, "markup")
    for author in filter(None, (name.strip() for name in (document.author or "").split(";"))):
        yield Found("author", author, None, None, rule, "markup")
