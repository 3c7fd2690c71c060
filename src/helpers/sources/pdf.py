"""PDF: characters and their places (PDFium) to lines, columns, paragraphs, headings, table cells, running headers."""

from __future__ import annotations

import ctypes
import gc
import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from helpers.sources.extract import Extract
from helpers.sources.layout import MARKER, ends_with_stop
from helpers.sources.metadata import Found
from helpers.sources.text import UnreadableError

PAGES = 5_000
CHARACTERS = 20_000_000
# All lengths are in heights of a line, so that they hold for every size of type.
GAP = 2.0  # a wider gap inside a line parts two columns or cells; justified lines stay well below
TOUCH = 0.5  # two runs of one line that stand closer are one: a change of font, a raised number
EDGE = 0.14  # share of the page's height at head and foot where running headers stand
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SYMBOL = re.compile(r"[\ue000-\uf8ff]")  # of symbol fonts, which have no Unicode; nearly always bullets
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " "}
)
_PAGE_NUMBER = re.compile(
    r"(?i)(?:page|p\.|第)?\s*+(?:[-–—|]\s*+)?(?:\d{1,4}|[ivxl]{1,7})\s*+(?:(?:页|[-–—|])\s*+)?(?:(?:of|/)\s*\d{1,4})?"
)
_HAS_LETTERS = re.compile(r"[^\W\d_]")
_AROUND = ".,;:!?()[]{}<>\"'“”‘’/"
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Box|Chart|Exhibit|图|表)\s?\d{1,3}(?:[.:：–—|]|\s-|\s\s|\s(?=[A-Z一-鿿]))"
)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|[。！？][”’）」』]*")
_NOTE = re.compile(r"[\d*∗†‡§]{1,3}\s?[^\W\d]")
_NUMBERING = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[ivxl]{1,5})[.)]?")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\s")
_HAN = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
_NO_TITLE = re.compile(
    r"(?i)\s*(?:microsoft|powerpoint|untitled|slide 1\b|document\d*\s*$|.*\.(?:docx?|pptx?|indd|pdf|xlsx?)\s*$).*|\s*"
)

_Array = npt.NDArray[Any]
_Span = tuple[float, float, float]
# With addresses as arguments a call costs half of what it costs with objects.
_loose_box = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


@dataclass(slots=True)
class _Line:
    """A run of characters on one baseline; y grows downwards."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    is_bold: bool

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass
class _Piece:
    """Lines that belong together, on their way to a unit."""

    kind: str
    text: str
    page: int
    height: float = 0
    is_bold: bool = False
    lines: int = 1
    reason: str | None = None
    is_content: bool = True
    before: str = "\n\n"


@dataclass
class _Page:
    number: int
    height: float
    lines: list[_Line] = field(default_factory=list)
    running: list[tuple[_Line, str]] = field(default_factory=list)
    across: list[str] = field(default_factory=list)
    repeats: int = 0

    def take(self, line: _Line, reason: str) -> None:
        """Set a line aside as a running header."""
        self.running.append((line, reason))
        self.lines = [other for other in self.lines if other is not line]

    columns: list[list[_Piece]] = field(default_factory=list)


def read(content: bytes) -> Extract:
    """Text and units of a PDF, each with its page. Raises UnreadableError."""
    # Nothing here makes cycles: the collector would only walk the lines of all pages again and again.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _read(content)
    finally:
        if collects:
            gc.enable()


def _read(content: bytes) -> Extract:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise UnreadableError("is a PDF protected by a password; save a copy without it") from None
        raise UnreadableError(
            "is a malformed or truncated PDF; fetch it again, or open it in its program and save it again"
        ) from None
    try:
        properties = document.get_metadata_dict()
        pages = list(_pages(document))
    finally:
        document.close()
    if not any(page.lines for page in pages):
        raise UnreadableError(
            f"is a PDF of {len(pages)} page(s) without text, images only; recognise its text (OCR) and save it again",
            "empty",
        )
    seen: dict[tuple[str, ...], int] = {}
    for page in pages:
        said = tuple(line.text for line in page.lines)
        first = seen.setdefault(said, page.number)
        page.repeats = first if first != page.number and sum(map(len, said)) > 40 else 0
    _set_running_aside(pages)
    body = _usual_height(pages)
    lines = (line.text for page in pages for line in page.lines if "-" in line.text)
    compounds = {word.strip(_AROUND) for text in lines for word in text.split() if "-" in word}
    for page in pages:
        page.columns = list(_columns(page.lines, page.number, compounds))
    columns = [column for page in pages if not page.repeats for column in page.columns if column]
    before: list[_Piece] = []
    for column in columns:
        if before:
            _carry_over(before, column, compounds)
        before = column or before
    _name_kinds(pages, body)
    extract = Extract(reader="pdf", media_type="application/pdf", has_pages=True)
    _add(extract, pages)
    empty = [str(page.number) for page in pages if not page.lines and not page.running]
    if empty:
        extract.note = f"page(s) {', '.join(empty[:20])}{' …' if len(empty) > 20 else ''} hold no text; recognise it (OCR) if they should"
    extract.found = list(_properties(properties))
    return extract.finish()


def _properties(properties: dict[str, str]) -> Iterator[Found]:
    for key, name in (("Title", "title"), ("Author", "file_author"), ("CreationDate", "file_date")):
        value = _CONTROL.sub("", properties.get(key, "")).strip()
        if name == "file_date":
            day = re.match(r"D:(\d{4})(\d\d)(\d\d)", value)
            value = "-".join(day.groups()) if day else ""
        if value and not (name == "title" and _NO_TITLE.fullmatch(value)):
            yield Found(name, value, None, None, f"file property '{key}'", "file")


# Characters to lines


def _pages(document: pypdfium2.PdfDocument) -> Iterator[_Page]:
    if len(document) > PAGES:
        raise UnreadableError(f"is a PDF of {len(document):,} pages; split it")
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            yield _Page(number + 1, 1)
            continue
        characters += text.count_chars()
        if characters > CHARACTERS:
            raise UnreadableError(f"is a PDF of over {CHARACTERS:,} characters; split it")
        yield _page(number + 1, text)
        text.close()
        page.close()


def _page(number: int, text: pypdfium2.PdfTextPage) -> _Page:
    codes = _codes(text)
    words = _words(text, codes)
    if not len(words.first):
        return _Page(number, 1)
    # Most of the text stands upright for its reader, whatever the page's own rotation; the rest is stamped across.
    upright = int(np.bincount(words.turn, words.last - words.first + 1).argmax())
    turned: dict[int, list[_Line]] = {upright: []}
    for turn, line in _runs(words, codes, text):
        turned.setdefault(turn, []).append(line)
    lines = turned.pop(upright)
    top = min((line.y0 for line in lines), default=0)
    for line in lines:
        line.y0, line.y1 = line.y0 - top, line.y1 - top
    page = _Page(number, max((line.y1 for line in lines), default=1) or 1, _joined(lines))
    page.across = [line.text for _, others in sorted(turned.items()) for line in others]
    return page


def _codes(text: pypdfium2.PdfTextPage) -> _Array:
    """The code points of a page's characters."""
    count = text.count_chars()
    bulk = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, bulk) == count + 1:
        codes = np.frombuffer(bulk, np.uint16)[:count].astype(np.int32)
    else:
        # PDFium leaves some out of the bulk of text: its numbers are then not those of the boxes.
        codes = np.array([pdfium.FPDFText_GetUnicode(text, n) for n in range(count)], np.int32)
    # PDFium's marks for a hyphen at a line's end, and the soft one.
    codes[(codes == 2) | (codes == 0xFFFE) | (codes == 0xAD)] = 0x2D
    return codes


class _Words(NamedTuple):
    """Words in the order of the file: numbers of their first and last characters, how they are turned (in quarters),
    and the boxes of both characters (x0, y0, x1, y1) turned upright, y growing downwards."""

    first: _Array
    last: _Array
    turn: _Array
    start: _Array
    end: _Array


def _words(text: pypdfium2.PdfTextPage, codes: _Array) -> _Words:
    # Two calls for a word instead of some for every character: PDFium's answers are quick, asking is not.
    is_ink = (codes > 32) & (codes != 0xA0)
    # PDFium writes a word that a hyphen parts at the line's end without a break.
    is_open = is_ink & (codes != 0x2D)
    first = np.flatnonzero(is_ink & ~np.append(False, is_open[:-1]))
    last = np.flatnonzero(is_ink & ~(is_open & np.append(is_ink[1:], False)))
    words = _placed(text, first, last)
    high = np.maximum(words.start[3] - words.start[1], words.end[3] - words.end[1])
    step = words.end - words.start
    has_width = (words.start[2] > words.start[0]) & (words.end[2] > words.end[0])
    is_odd = (words.end[0] - words.start[2] > 1.2 * high * (last - first)) | (
        abs(step[1] + step[3]) > 1.4 * high
    )
    if is_odd.any() or not has_width.all():
        # A gap or a step inside a word, or a mark without width at its end.
        each = np.flatnonzero(is_ink)
        words = _placed(text, each, each)
        has_width = words.start[2] > words.start[0]
        words = _Words(*(part[..., has_width] for part in words))
    return words


def _placed(text: pypdfium2.PdfTextPage, first: _Array, last: _Array) -> _Words:
    """Words with the places of their first and last characters."""
    is_long = last > first
    at = np.concatenate((first, last[is_long]))
    boxes = np.zeros((len(at), 4), np.float32)
    address = boxes.ctypes.data
    handle = ctypes.cast(text.raw, ctypes.c_void_p).value
    deque(map(_loose_box, repeat(handle), at.tolist(), range(address, address + boxes.nbytes, 16)), 0)
    left, top, right, bottom = boxes.astype(float).T
    placed = np.array((left, -top, right, -bottom))
    start = placed[:, : len(first)]
    end = start.copy()
    end[:, is_long] = placed[:, len(first) :]
    # Where a word runs from left to right it is upright; else its angle says.
    step = end - start
    turn = np.zeros(len(first), np.int64)
    for n in np.flatnonzero(step[0] <= abs(step[1])).tolist():
        turn[n] = round(pdfium.FPDFText_GetCharAngle(text, int(first[n])) / (math.pi / 2)) % 4
    for quarter in range(turn.max(initial=0)):
        is_turned = turn > quarter
        for boxes in (start, end):
            boxes[:, is_turned] = np.stack((-boxes[3], boxes[0], -boxes[1], boxes[2]))[:, is_turned]
    return _Words(first, last, turn, start, end)


def _runs(words: _Words, codes: _Array, text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, _Line]]:
    """Words without a wide gap or a change of line between them, in the order of the file, and how they are turned."""
    first, last, turn, start, end = words
    breaks = np.cumsum((codes == 10) | (codes == 13))
    high = np.maximum((start[3] - start[1])[1:], (end[3] - end[1])[:-1])
    gap = start[0, 1:] - end[2, :-1]
    is_new = (
        (breaks[first[1:]] != breaks[last[:-1]])
        | (turn[1:] != turn[:-1])
        | (gap <= -1.5 * high)
        | (gap >= GAP * high)
        | (abs((start[1] + start[3])[1:] - (end[1] + end[3])[:-1]) > 1.4 * high)
    )
    edges = np.concatenate(([0], np.flatnonzero(is_new) + 1))
    ends = np.append(edges[1:], len(first))
    # The usual height, so that one raised or mathematical character does not make the line a large one.
    order = np.lexsort((start[3] - start[1], np.cumsum(np.append(0, is_new))))
    usual = order[(edges + ends) // 2]
    said = codes.tobytes().decode("utf-32-le", "surrogatepass")
    begin = first[edges].tolist()
    for at, to, which, x0, y0, x1, y1, inner, final in zip(
        begin, [*begin[1:], len(said)], turn[edges].tolist(),
        np.minimum.reduceat(start[0], edges).tolist(), start[1][usual].tolist(),
        np.maximum.reduceat(end[2], edges).tolist(), start[3][usual].tolist(),
        first[(edges + ends) // 2].tolist(), first[ends - 1].tolist(), strict=True,
    ):  # fmt: skip
        if run := _clean(said[at:to]):
            # A line that only starts in bold, with a term or a label, is no bold line.
            is_bold = all(pdfium.FPDFText_GetFontWeight(text, n) >= 600 for n in (final, inner))
            yield which, _Line(run, x0, y0, x1, max(y1, y0 + 0.1), is_bold)


def _clean(text: str) -> str:
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_LIGATURES)
    return " ".join(_SYMBOL.sub("•", _CONTROL.sub("", text)).split())


def _joined(runs: list[_Line]) -> list[_Line]:
    """Runs that stand side by side on one line and touch are one."""
    lines: list[_Line] = []
    for run in runs:
        last = lines[-1] if lines else None
        if last is not None:
            overlap = min(last.y1, run.y1) - max(last.y0, run.y0)
            gap = run.x0 - last.x1
            high = max(last.height, run.height)
            if overlap > 0.5 * min(last.height, run.height) and -0.3 * high < gap < TOUCH * high:
                last.text += (" " if gap > 0.15 * high else "") + run.text
                last.x1 = run.x1
                if run.height > last.height:
                    last.y0, last.y1 = run.y0, run.y1
                continue
        lines.append(run)
    return lines


# Running headers


def _set_running_aside(pages: list[_Page]) -> None:
    """Take out lines at the head or foot that stand on several pages, page numbers, and what stands beside them."""
    edges = [
        (page, line, where, re.sub(r"\d+", "0", line.text.casefold()), round(line.y0 / page.height / 0.04))
        for page in pages
        for line, where in _edge_lines(page)
    ]
    places: dict[tuple[str, str, int], set[int]] = {}
    for page, _, where, said, height in edges:
        if not page.repeats:
            places.setdefault((where, said, height), set()).add(page.number)
    needed = 3 if len(pages) > 3 else 2
    for page, line, where, said, height in edges:
        near = set().union(*(places.get((where, said, height + step), ()) for step in (-1, 0, 1)))
        # Of left or right pages; what stands so on pages far apart does by chance.
        goes_on = len(pages) <= 3 or any(page.number + step in near for step in (-2, -1, 1, 2))
        # A number alone may be the mark of a footnote, or of a section.
        if (
            len(near) >= needed
            and goes_on
            and _HAS_LETTERS.search(line.text)
            and not _PAGE_NUMBER.fullmatch(line.text)
        ):
            page.take(line, f"stands at the {where} of {len(near)} pages")
    numbers = [(page, *found) for page in pages for found in _outermost_numbers(page)]
    times = Counter(distance for _, _, distance in numbers)
    for page, line, distance in numbers:
        # As far from the count of pages as the numbers of other pages are, where there are others.
        if times[distance] >= needed or len(pages) <= 3:
            page.take(line, "page number")
            for other, _ in _edge_lines(page):
                if len(other.text) <= 100 and abs(other.y0 - line.y0) < 0.3 * line.height:
                    page.take(other, "stands beside the page number")


def _outermost_numbers(page: _Page) -> Iterator[tuple[_Line, int | None]]:
    """Lines that could be the page's number, and how far each is from the count of pages; Roman ones None."""
    top = min((line.y0 for line in page.lines), default=0)
    bottom = max((line.y1 for line in page.lines), default=0)
    for line, where in _edge_lines(page):
        beyond = line.y0 - top if where == "head" else bottom - line.y1
        if beyond < line.height / 2 and _PAGE_NUMBER.fullmatch(line.text):
            digits = re.search(r"\d+", line.text)
            yield line, int(digits[0]) - page.number if digits else None


def _edge_lines(page: _Page) -> list[tuple[_Line, str]]:
    head = [(line, "head") for line in page.lines if line.y1 < EDGE * page.height]
    return head + [(line, "foot") for line in page.lines if line.y0 > (1 - EDGE) * page.height]


def _usual_height(pages: list[_Page]) -> float:
    heights: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 1


# Columns


def _columns(lines: list[_Line], page: int, compounds: set[str]) -> Iterator[list[_Piece]]:
    """Pieces in reading order, column after column; tables and lines across all columns part what is above and below."""
    if table := _table(lines):
        above, rows, below = table
        yield from _columns(above, page, compounds)
        yield list(_cells(rows, page, compounds))
        yield from _columns(below, page, compounds)
        return
    gutter = _gutter(lines)
    if gutter is None:
        bands = _bands(lines)
        wide = 0.8 * _width(lines) if len(bands) > 1 else math.inf
        for n, part in enumerate(bands):
            if len(part) >= 8 and _width(part) > wide and _gutter(part) is not None:
                for some in (bands[:n], [part], bands[n + 1 :]):
                    yield from _columns([line for band in some for line in band], page, compounds)
                return
        if lines:
            yield _pieces(lines, page, compounds)
        return
    band: list[_Line] = []
    across: list[_Line] = []
    for line in [*sorted(lines, key=lambda line: line.y0), None]:
        is_across = line is not None and line.x0 < gutter < line.x1
        if is_across and band:
            # A heading over what follows across the page is short, and seems to stand in the left column.
            heading = max(band, key=lambda other: other.y0)
            others = [other.y1 for other in band if other is not heading]
            if heading.x0 < gutter and others and heading.y0 - max(others) > 0.5 * heading.height:
                band.remove(heading)
                across.append(heading)
        if (is_across or line is None) and band:
            yield from _columns([other for other in band if other.x1 <= gutter], page, compounds)
            yield from _columns([other for other in band if other.x1 > gutter], page, compounds)
            band = []
        if (not is_across or line is None) and across:
            yield _pieces(across, page, compounds)
            across = []
        if line is not None:
            (across if is_across else band).append(line)


def _width(lines: list[_Line]) -> float:
    return max(line.x1 for line in lines) - min(line.x0 for line in lines)


def _gutter(lines: list[_Line]) -> float | None:
    """Where a gap runs down the page between two columns of running text; None where it is one column, or a table."""
    if len(lines) < 8:
        return None
    x0, x1, y0, y1 = np.array([(line.x0, line.x1, line.y0, line.y1) for line in lines]).T
    length = np.array([len(line.text) for line in lines])
    left, right = x0.min(), x1.max()
    places = left + (right - left) * np.arange(24, 177) / 200
    ended = np.searchsorted(np.sort(x1), places, "right")
    begun = np.searchsorted(np.sort(x0), places, "left")
    crossed = begun - ended
    possible = np.flatnonzero((crossed * 3 <= len(lines)) & (ended >= 4) & (len(lines) - begun >= 4))
    tried = set()
    for n in possible[np.argsort(crossed[possible], kind="stable")]:
        # What ends before a place grows with it, so that sizes tell apart what stands on its sides.
        if (ended[n], begun[n]) in tried:
            continue
        tried.add((ended[n], begun[n]))
        before, after = x1 <= places[n], x0 >= places[n]
        if all(_is_column(x1[side] - x0[side], length[side]) for side in (before, after)):
            overlap = min(y1[before].max(), y1[after].max()) - max(y0[before].min(), y0[after].min())
            if overlap > 3 * _middle(y1 - y0):
                # The middle of the gap, so that neither column touches it.
                return float(x1[before].max() + x0[after].min()) / 2
    return None


def _is_column(widths: _Array, lengths: _Array) -> bool:
    """Whether lines are running text, most of them about as long as the longest; the cells of a table are not."""
    longest = np.sort(widths)[len(widths) * 9 // 10]
    return bool(_middle(widths) > 0.6 * longest and _middle(lengths) >= 15)


def _middle(values: _Array) -> float:
    return float(np.sort(values)[len(values) // 2])


def _table(lines: list[_Line]) -> tuple[list[_Line], list[list[list[_Line]]], list[_Line]] | None:
    """The lines above a table, its rows of cells of lines, and the lines below it; None where there is none."""
    bands = _bands(lines)
    columns = [_spans((line.x0, line.x1, line.height / 2) for line in band) for band in bands]
    best: tuple[int, int, int, list[_Span]] = (0, 0, 0, [])
    for first in range(len(bands)):
        shared = columns[first]
        end = first + 1
        while len(shared) > 1 and end < len(bands):
            both = _shared(shared, columns[end])
            # One cell that runs into the next does not end a table where its next row stands in the columns again.
            runs_over = len(shared) > 2 and end + 1 < len(bands) and _shared(shared, columns[end + 1])
            if not both and not runs_over:
                break
            shared, end = both or shared, end + 1
        cells = sum(len(each) for each in columns[first:end])
        if end - first < 3 or cells < (len(shared) + 1) / 2 * (end - first):
            continue
        # Paragraphs of columns may end on one height by chance; those are as wide as one another, and longer than cells.
        widths = sorted(x1 - x0 for x0, x1, _ in shared)
        longest = 5 if len(shared) > 2 else 8 if widths[0] < widths[1] / 2 else 3
        if sum(map(len, bands[first:end])) <= longest * cells:
            best = max(best, (cells, first, end, shared))
    cells, first, end, shared = best
    if not cells:
        return None
    rows: list[list[list[_Line]]] = []
    for band in bands[first:end]:
        rows.append([[] for _ in shared])
        for line in (line for row in _rows(band) for line in row):
            rows[-1][max(0, sum(x0 <= line.x0 for x0, _, _ in shared) - 1)].append(line)
    marks = [_is_mark(row[0][0].text) for row in rows if row[0]]
    items = [bool(MARKER.match(cell[0].text)) for row in rows for cell in row if cell]
    if len(shared) == 2 and max(sum(marks) / len(marks or "0"), sum(items) / len(items)) >= 0.5:
        return None  # the items of a list
    above, below = ([line for band in part for line in band] for part in (bands[:first], bands[end:]))
    return above, rows, below


def _is_mark(text: str) -> bool:
    return len(text) <= 2 or bool(_NUMBERING.fullmatch(text) or MARKER.fullmatch(f"{text} "))


def _shared(some: list[_Span], others: list[_Span]) -> list[_Span]:
    """The columns of both, empty where they do not fit."""
    both = _spans([*some, *others])
    apart = len({sum(x0 <= start for x0, _, _ in both) for start, _, _ in others})
    return both if len(both) >= max(2, len(some)) and apart == len(others) else []


def _bands(lines: list[_Line]) -> list[list[_Line]]:
    """Lines parted where nothing stands over the whole width."""
    bands: list[list[_Line]] = []
    bottom = -math.inf
    for line in sorted(lines, key=lambda line: line.y0):
        if line.y0 - bottom > 0.4 * line.height:
            bands.append([])
        bands[-1].append(line)
        bottom = max(bottom, line.y1)
    return bands


def _cells(rows: list[list[list[_Line]]], page: int, compounds: set[str]) -> Iterator[_Piece]:
    for row in rows:
        before = "\n"
        for first, *rest in filter(None, row):
            cell = _Piece("table_cell", first.text, page, first.height, before=before)
            for line in rest:
                cell.text = _join(cell.text, line.text, compounds)
            yield cell
            before = "\t"


def _spans(parts: Iterable[_Span]) -> list[_Span]:
    """Stretches of x that parts cover together, and how wide a gap has to be."""
    spans: list[_Span] = []
    for x0, x1, gap in sorted(parts):
        if spans and x0 - spans[-1][1] < max(gap, spans[-1][2]):
            spans[-1] = (spans[-1][0], max(x1, spans[-1][1]), max(gap, spans[-1][2]))
        else:
            spans.append((x0, x1, gap))
    return spans


# Paragraphs and tables


def _rows(lines: list[_Line]) -> list[list[_Line]]:
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: (line.y0 + line.y1) / 2):
        last = rows[-1][0] if rows else None
        if last is not None and min(last.y1, line.y1) - max(last.y0, line.y0) > 0.6 * min(
            last.height, line.height
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _pieces(lines: list[_Line], page: int, compounds: set[str]) -> list[_Piece]:
    rows = [_with_marker(row) for row in _rows(lines)]
    # Three rows of several cells one after another are a table; one alone is a line with a wide gap.
    is_table = [False] * len(rows)
    for n in range(len(rows) - 2):
        if all(len(row) > 1 for row in rows[n : n + 3]):
            is_table[n : n + 3] = [True] * 3
    gaps = [b[0].y0 - a[0].y1 for a, b in pairwise(rows)]
    high = median(line.height for line in lines)
    usual = median([gap for gap in gaps if gap < 2 * high] or [0.0])
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    right -= 0.15 * (right - left)
    pieces: list[_Piece] = []
    last: _Line | None = None
    for n, row in enumerate(rows):
        if is_table[n]:
            for m, cell in enumerate(row):
                before = "\t" if m else "\n" if n and is_table[n - 1] else "\n\n"
                pieces.append(_Piece("table_cell", cell.text, page, cell.height, before=before))
            last = None
            continue
        line = max(row, key=lambda cell: len(cell.text))
        if len(row) > 1:
            said = " ".join(cell.text for cell in row)
            line = _Line(said, row[0].x0, line.y0, row[-1].x1, line.y1, line.is_bold)
        if last is not None and _goes_on(last, line, pieces[-1], usual=usual, right=right):
            pieces[-1].text = _join(pieces[-1].text, line.text, compounds)
            pieces[-1].lines += 1
        else:
            kind = (
                "list_item"
                if MARKER.match(line.text) and not _PAGE_NUMBER.fullmatch(line.text)
                else "paragraph"
            )
            close = "\n" if pieces and pieces[-1].kind == kind == "list_item" else "\n\n"
            pieces.append(_Piece(kind, line.text, page, line.height, line.is_bold, before=close))
        last = line
    return pieces


def _with_marker(row: list[_Line]) -> list[_Line]:
    """A bullet or number that stands apart belongs to the text after it."""
    if len(row) > 1 and _is_mark(row[0].text) and row[1].x0 - row[0].x1 < 4 * row[1].height:
        text = f"{row[0].text} {row[1].text}"
        return [_Line(text, row[0].x0, row[1].y0, row[1].x1, row[1].y1, row[1].is_bold), *row[2:]]
    return row


def _goes_on(last: _Line, line: _Line, piece: _Piece, *, usual: float, right: float) -> bool:
    """Whether a line belongs to the piece of the line above: usual is the gap between lines, right where they end."""
    high = max(last.height, line.height)
    is_short = last.x1 < right
    return (
        line.y0 - last.y1 < usual + 0.35 * high
        and abs(last.height - line.height) < 0.12 * high
        and (last.is_bold == line.is_bold or line.text[0].islower())
        and not (
            MARKER.match(line.text)
            and not (piece.kind == "paragraph" and line.text[0] in "—–-(0123456789" and not is_short)
        )
        and not (is_short and ends_with_stop(last.text))
        # A first line set in; the lines of a list item are set in under their marker.
        and not (
            piece.kind == "paragraph"
            and line.x0 - last.x0 > 0.8 * high
            and piece.lines > 1
            and ends_with_stop(last.text)
        )
        and not (piece.kind == "list_item" and last.x0 - line.x0 > 0.5 * high and piece.lines > 1)
    )


def _join(before: str, after: str, compounds: set[str]) -> str:
    """Two lines as one: a word parted at the line's end is whole again, Chinese needs no blank."""
    parted = re.search(r"(\w+)[-‐]\Z", before[-40:]) if before[-1] in "-‐" else None
    if parted and (rest := re.match(r"[\w-]+", after)) and after[0].islower():
        # A compound keeps its hyphen where the document writes it so inside a line.
        keeps = f"{parted[1]}-{rest[0]}" in compounds
        return before[: None if keeps else -1] + after
    if parted:
        return before + after
    return before + ("" if _HAN.match(before[-1]) and _HAN.match(after[0]) else " ") + after


def _carry_over(before: list[_Piece], after: list[_Piece], compounds: set[str]) -> None:
    """Give what goes on in the next column, or the rest of a sentence over the page, to the paragraph it began in."""
    first = after[0]
    # Footnotes stand below the paragraph that goes on.
    last = next((p for p in reversed(before) if p.height > 0.92 * first.height), before[-1])
    if (
        last.kind not in ("paragraph", "list_item") or first.kind != "paragraph" or ends_with_stop(last.text)
        or abs(last.height - first.height) > 0.12 * last.height or not (first.text[0].islower() or _HAN.match(first.text[0]))
    ):  # fmt: skip
        return
    end = _SENTENCE_END.search(first.text) if last.page != first.page else None
    cut = end.end() if end else len(first.text)
    last.text = _join(last.text, first.text[:cut].rstrip(), compounds)
    last.lines += 1
    first.text = first.text[cut:]
    if not first.text:
        after.pop(0)


# Kinds


def _name_kinds(pages: list[_Page], body: float) -> None:
    for piece in (piece for page in pages for column in page.columns for piece in column):
        text = piece.text
        if piece.kind not in ("paragraph", "list_item"):
            continue
        if _CAPTION.match(text) and len(text) <= 400:
            piece.kind, piece.reason = "caption", "starts as a caption does"
        elif piece.height < 0.92 * body and _NOTE.match(text):
            piece.kind, piece.reason = "note", "footnote: a small number before small type"
        elif len(text) > 200 or piece.lines > 3 or text[0].islower() or not re.search(r"[^\W\d_]{2}", text):
            continue
        elif piece.height > 1.15 * body:
            piece.kind, piece.reason = "heading", "set larger than the text"
        elif (
            piece.is_bold and piece.kind == "paragraph" and (not ends_with_stop(text) or _SECTION.match(text))
        ):
            piece.kind, piece.reason = "heading", "set in bold"
    opening = [piece for column in pages[0].columns for piece in column] if pages else []
    large = [p for p in opening if p.kind == "heading" and p.height > 1.3 * body and len(p.text) > 5]
    if large:
        title = max(large, key=lambda piece: piece.height)
        title.kind, title.reason = "title", "set largest on the first page"


def _add(extract: Extract, pages: list[_Page]) -> None:
    for page in pages:
        first = len(extract.units)
        running = sorted(page.running, key=lambda one: one[0].y0)
        for line, reason in (one for one in running if one[0].y0 < page.height / 2):
            extract.add("running_header", line.text, reason=reason, is_content=False)
        for piece in (piece for column in page.columns for piece in column):
            if page.repeats:
                piece.kind, piece.reason, piece.is_content = "repeat", f"repeats page {page.repeats}", False
            extract.add(
                piece.kind, piece.text, reason=piece.reason, is_content=piece.is_content, before=piece.before
            )
        for line, reason in (one for one in running if one[0].y0 >= page.height / 2):
            extract.add("running_header", line.text, reason=reason, is_content=False)
        for text in page.across:
            extract.add("boilerplate", text, reason="set at an angle to the text", is_content=False)
        for unit in extract.units[first:]:
            unit.page = page.number
