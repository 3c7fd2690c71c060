"""Lines to blocks: what each stretch of a text is, and what is set aside for which reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from helpers.sources import language, metadata, speakers
from helpers.sources.metadata import Found, any_of, reading

_BREAK = re.compile(r"(\r\n|[\r\n\f])")
_NUMBER = re.compile(r"[(（]?(\d{1,2})[.)、）]?")
MARKER = re.compile(
    r"[-*+•●○▪■◆►·‣]\s+|[●•■◆►]|(?:[—–]|--)\s?(?=\S)|\(?\d{1,3}[.)]\s+|\d{1,2}、|\(?[a-z][.)]\s+|[（(]?[一二三四五六七八九十]{1,3}[)）、]\s*"
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S|(\*\*|__)(?:(?!\1).){1,120}(?<![.,;，。；])\1:?\Z")
_UNDERLINE = re.compile(r"=+|-{3,}")
# A dash ends a line of speech that breaks off.
_FINAL = re.compile(r"[.,;:。，；：、…!?！？—–][\"'”’)）」』*_]*\Z")
_STOPS, _CLOSING = frozenset(".!?。！？…:：;；"), "\"'”’)）」』*_"
_NUMBERS = re.compile(r"(?:[Pp]age\s|[Pp]\.\s?)?[\d\s./|–-]+(?:\sof\s\d+)?")
_PAGE = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*")
_SYMBOL = re.compile(r"[\d./–-]*\d[\d/]|\d|(?=\S*\d)[A-Z]{1,5}/[A-Za-z\d./()-]*[A-Za-z\d)]")
_OPEN_WORDS = frozenset(reading()["open_words"])
_BROKEN = 40  # characters; a shorter line without an end mark may be a heading or an item
_WORD = re.compile(r"[^\W_]")
_TAGS = re.compile(r"<[a-zA-Z/!][^<>]*>|\{:[^{}]{0,200}\}|&nbsp;")
_NAMING = re.compile(r"[^\W\d_]{3}|[\u3400-\u9fff]{2}|[A-Z]{2}|[A-Z\d]\.|\b\d|\b[IVX]{1,4}\b")
_MARKUP = re.compile(r"[<{&]")
_OPENING_MARKS = re.compile(r"(?:#{1,6}\s+|\*\*|__)*")
_SLIDES = 4  # fewer stretches between double blank lines are paragraphs set wide apart


@dataclass
class Unit:
    """Lines that belong together; start and end without the white space around them."""

    start: int
    end: int
    text: str
    gap: int
    page: int
    lines: int = 1
    kind: str = "paragraph"
    reason: str | None = None
    is_content: bool = True
    slide: int | None = None
    speaker: str | None = None
    found: list[Found] = field(default_factory=list)

    def set_aside(self, kind: str, reason: str) -> None:
        self.kind, self.reason, self.is_content = kind, reason, False

    @property
    def is_line(self) -> bool:
        """Whether it could be a title, a heading or a header: one short line without an end mark."""
        return (
            self.lines == 1
            and self.kind in ("paragraph", "heading")
            and len(self.text) <= 200
            and not _FINAL.search(self.text[-20:])
        )


@dataclass(frozen=True)
class Layout:
    """The units of a text in order, what they say about the document, whether it is a slide deck and has pages."""

    units: list[Unit]
    found: list[Found]
    is_slides: bool
    has_pages: bool


def lay_out(text: str, *, is_markdown: bool, body: int = 0) -> Layout:
    """Find what each stretch of the text is; body is where the front matter ends."""
    units = list(_units(text, body, is_markdown))
    has_pages = bool(units) and units[-1].page > 1
    slides = _slides(units, has_pages=has_pages, is_markdown=is_markdown)
    if not slides:
        units = _turns(units)
    body_units = [u for u in units if u.is_content]
    if slides:
        _title_slide([u for u in body_units if u.slide == body_units[0].slide])
    else:
        _head(body_units)
        _body(body_units)
    _tail([u for u in units if u.is_content], is_slides=slides)
    if body:
        front = Unit(0, body, text[:body], 0, 1)
        front.set_aside("metadata", "front matter")
        units.insert(0, front)
    return _settled(text, units, slides, has_pages)


def units(text: str) -> list[Unit]:
    """The stretches of plain text that stand apart, by its lines alone."""
    return list(_units(text, 0, is_markdown=False))


def settle(text: str, units: list[Unit], *, is_slides: bool, has_pages: bool) -> Layout:
    """The layout of units whose kinds a file's own structure gives; credits and boilerplate are found as in plain text."""
    for unit in units:
        if unit.is_content and not _WORD.search(unit.text):
            unit.set_aside("boilerplate", "holds no words")
    if not is_slides:
        units = _turns(units)
    content = [u for u in units if u.is_content]
    if is_slides:
        if content and content[0].kind == "title":
            _title_slide([u for u in content if u.slide == content[0].slide and u.kind != "note"])
    else:
        _head(content)
        if not any(unit.kind == "heading" for unit in content):
            _body([u for u in content if u.is_content])
    _tail([u for u in units if u.is_content], is_slides=is_slides)
    return _settled(text, units, is_slides, has_pages)


def _settled(text: str, units: list[Unit], is_slides: bool, has_pages: bool) -> Layout:
    units = [part for unit in units for part in _split(unit, text)]
    return Layout(units, [f for unit in units for f in unit.found], is_slides, has_pages)


def blocks(document_id: str, text: str, layout: Layout) -> list[dict[str, Any]]:
    """Rows for BLOCKS; they tile the text, white space after a block belongs to it."""
    starts = [0, *(unit.start for unit in layout.units[1:]), len(text)]
    spoken = language.languages([(unit.text, unit.is_content) for unit in layout.units])
    return [
        {
            "block_id": f"{document_id}#b{place}", "document_id": document_id, "place": place, "start": starts[place - 1],
            "end": starts[place], "kind": unit.kind, "is_content": unit.is_content, "reason": unit.reason,
            "page": unit.page if layout.has_pages else None, "slide": unit.slide, "speaker": unit.speaker,
            "language": spoken[place - 1],
        }
        for place, unit in enumerate(layout.units, 1)
    ]  # fmt: skip


# Lines and units


def ends_with_stop(text: str) -> bool:
    """Whether a mark that ends a sentence or introduces another stands last, but for what closes after it."""
    return text.rstrip(_CLOSING)[-1:] in _STOPS


class _Line(NamedTuple):
    """What a unit begins with, without the white space around it; gap: empty lines before it."""

    start: int
    end: int
    text: str
    gap: int
    page: int


def _lines(text: str, start: int) -> list[_Line]:
    lines: list[_Line] = []
    gap, page, at = 0, 1, start
    if "\r" in text or "\f" in text:
        parts = _BREAK.split(text[start:])
        raws, breaks = parts[::2], parts[1::2]
    else:
        raws, breaks = text[start:].split("\n"), []
    for raw, end in zip_longest(raws, breaks, fillvalue="\n"):
        if stripped := raw.strip():
            first = at + len(raw) - len(raw.lstrip())
            lines.append(_Line(first, first + len(stripped), stripped, gap, page))
            gap = 0
        else:
            gap += bool(lines)
        page += end == "\f"
        at += len(raw) + len(end)
    return lines


def _units(text: str, body: int, is_markdown: bool) -> Iterator[Unit]:
    lines = _lines(text, body)
    numbers, width = _numbered(lines), _wrap_width(lines)
    edges = _page_edges(lines) - numbers
    fence = False
    unit: Unit | None = None
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        is_underline = is_markdown and bool(_UNDERLINE.fullmatch(line.text))
        opens = is_markdown and line.text.startswith("```")
        joined = unit is not None and before is not None and (
            fence
            or (i - 1 in numbers and i not in numbers)
            or (line.page == before.page and i not in numbers and i not in edges and i - 1 not in edges and not opens
                and not _starts(line, before, unit, is_markdown, wrapped=width > 0)
                and ((line.gap == 0 and (
                    is_underline or (is_markdown and not _ends(before, unit))
                    or (width > 0 and not (len(before.text) < 0.7 * width and ends_with_stop(before.text)))))
                    or (not is_markdown and _goes_on(before, line, unit))))
        )  # fmt: skip
        if unit is not None and joined:
            unit.end, unit.lines = line.end, unit.lines + (i - 1 not in numbers)
            if is_underline and not fence and unit.lines == 2:
                unit.kind, unit.lines = "heading", 1
        else:
            if unit is not None:
                yield _finish(unit, text)
            unit = Unit(*line)
            if i in numbers or MARKER.match(line.text):
                unit.kind, unit.reason = "list_item", "starts with a bullet or number"
        if opens:
            if not fence:
                unit.kind = "code"
            fence = not fence and any(other.text.startswith("```") for other in lines[i + 1 : i + 400])
    if unit is not None:
        yield _finish(unit, text)


def _starts(line: _Line, before: _Line, unit: Unit, is_markdown: bool, *, wrapped: bool) -> bool:
    if marker := MARKER.match(line.text):
        if not wrapped or unit.kind != "paragraph" or line.text[0] in "*+•●○▪■◆►·‣":
            return True
        if line.text[0] in "—–-":
            return before.text[-1] in ":;：；" or (is_markdown and line.text[0] == "-")
        # In wrapped prose a number or 'p. 27)' can come to stand at the start of a line, but not after an end mark.
        return ends_with_stop(before.text) and (
            line.text[0] in "(（" or not line.text[marker.end() :][:1].islower()
        )
    return is_markdown and bool(
        _MARKDOWN_HEADING.match(line.text) or line.text[0] in "|>" or line.text.startswith("{:")
    )


def _goes_on(before: _Line, line: _Line, unit: Unit) -> bool:
    """Whether a sentence breaks off at a line, or at blank lines after it, and goes on: paragraphs do not begin small."""
    return (
        unit.kind == "paragraph"
        and len(before.text) >= _BROKEN
        and not ends_with_stop(before.text)
        and (line.text[0].islower() or (line.gap == 0 and _breaks_off(before.text)))
        # A short line that stands apart without an end mark is no rest of a sentence: 'by Jane Doe'.
        and (line.gap == 0 or len(line.text) >= _BROKEN or ends_with_stop(line.text))
    )


def _breaks_off(text: str) -> bool:
    """Whether a line ends in a word that ends no sentence, heading or title."""
    return text.rpartition(" ")[2] in _OPEN_WORDS


def _page_edges(lines: list[_Line]) -> set[int]:
    """Lines of numbers at the edge of a page or paragraph: page numbers and symbols between two halves of a sentence."""
    edges = set()
    for i, line in enumerate(lines):
        before, after = lines[i - 1] if i else None, lines[i + 1] if i + 1 < len(lines) else None
        is_last = after is None or after.gap > 0 or after.page != line.page
        is_first = before is None or before.page != line.page
        if (is_last or is_first) and (_PAGE.fullmatch(line.text) or _is_symbol(line.text)):
            edges.add(i)
    return edges


def _is_symbol(text: str) -> bool:
    """Whether a line is nothing but the symbols and dates that documents carry: 'A/70/PV.22 01/10/2015'."""
    return len(text) <= 60 and "/" in text and all(map(_SYMBOL.fullmatch, text.split()))


def _ends(before: _Line, unit: Unit) -> bool:
    return bool(_MARKDOWN_HEADING.match(before.text)) or before.text.startswith("{:") or unit.text[0] == "|"


def _finish(unit: Unit, text: str) -> Unit:
    unit.text = text[unit.start : unit.end]
    if unit.kind == "code":
        unit.set_aside("boilerplate", "program code")
    elif not _WORD.search(_TAGS.sub("", unit.text) if _MARKUP.search(unit.text) else unit.text):
        unit.set_aside("boilerplate", "holds no words")
    elif unit.text.startswith("<figure") and unit.text.rstrip().endswith("</figure>"):
        unit.set_aside("boilerplate", "HTML of a picture")
    elif unit.kind == "paragraph" and (_NUMBERS.fullmatch(unit.text) or _is_symbol(unit.text)):
        unit.set_aside("boilerplate", "numbers alone, such as a page number")
    elif unit.kind == "paragraph" and unit.text[0] == "|" and unit.text[-1] == "|" and len(unit.text) > 1:
        unit.kind = "table_cell"
    elif unit.kind == "paragraph" and unit.lines == 1 and _MARKDOWN_HEADING.match(unit.text):
        unit.kind = "paragraph" if metadata.is_salutation(_bare(unit.text)) else "heading"
    return unit


def _numbered(lines: list[_Line]) -> set[int]:
    """Lines that hold only a number and count 1, 2, 3 … at most four lines apart: markers of the lines after them."""
    chains: list[list[int]] = []
    for i, line in enumerate(lines[:-1]):
        match = _NUMBER.fullmatch(line.text) if len(line.text) <= 4 else None
        if not match:
            continue
        if int(match[1]) == 1:
            chains.append([i])
        elif chains and int(match[1]) == len(chains[-1]) + 1 and i - chains[-1][-1] <= 4:
            chains[-1].append(i)
    return {i for chain in chains if len(chain) > 1 for i in chain}


def _wrap_width(lines: list[_Line]) -> int:
    """The length at which the text's lines were wrapped; 0 where each line is a paragraph."""
    inner = [before for before, line in pairwise(lines) if line.gap == 0 and line.page == before.page]
    if not inner:
        return 0
    width = sorted(len(line.text) for line in inner)[len(inner) * 9 // 10]
    if not 20 <= width <= 120:
        return 0
    broken = len(inner) - sum(ends_with_stop(line.text) for line in inner)
    return width if broken * 2 > len(inner) else 0


# Slides


def _key(unit: Unit) -> str:
    return re.sub(r"\d+", "0", " ".join(_bare(unit.text).casefold().split()))


def _slides(units: list[Unit], *, has_pages: bool, is_markdown: bool) -> bool:
    """Label running headers and repeated slides; number the slides if it is a deck, which it returns."""
    parts: list[list[Unit]] = []
    page = 0
    for unit in units:
        if unit.gap >= 2 or unit.page != page or not parts:
            parts.append([])
        parts[-1].append(unit)
        page = unit.page
    if len(parts) < _SLIDES and not has_pages:
        return False
    heads = [_header_lines(part) for part in parts]
    counts = Counter(key for head in heads for key in {_key(unit) for unit in head})
    often = {key for key, n in counts.items() if n >= 3}
    alone = sum({_key(unit) for unit in part} <= often for part in parts) if often else 0
    often = {key for key in often if counts[key] * 2 >= len(parts) - alone}
    for head in heads:
        for unit in head:
            if _key(unit) in often:
                unit.set_aside(
                    "running_header", f"stands at the head of {counts[_key(unit)]} slides or pages"
                )
    content = [u for u in units if u.is_content]
    short = sum(u.kind == "list_item" or u.is_line for u in content)
    if is_markdown or has_pages or not content or max(len(u.text) for u in content) > 500:
        return False
    if short * 10 < len(content) * (5 if often else 8) or not (
        often or any(u.kind == "list_item" for u in content)
    ):
        return False
    seen: dict[tuple[str, ...], int] = {}
    slide, fresh = 0, False
    for part in parts:
        # A header that stands apart belongs to the slide after it.
        slide += not fresh
        fresh = all(not unit.is_content for unit in part)
        rest = [unit for unit in part if unit.is_content]
        first = seen.setdefault(tuple(_key(unit) for unit in rest), slide) if len(rest) > 1 else slide
        for unit in part:
            unit.slide = slide
        for unit in rest if first != slide else []:
            unit.set_aside("repeat", f"repeats slide {first}")
        if len(rest) > 1 and first == slide and rest[0].is_content and re.match(r"[●■◆►#]", rest[0].text):
            rest[0].kind, rest[0].reason = "heading", "heads its slide"
    return True


def _header_lines(part: list[Unit]) -> list[Unit]:
    head = []
    for unit in part[:3]:
        if not unit.is_line or len(unit.text) > 100:
            break
        head.append(unit)
    return head


def _title_slide(units: list[Unit]) -> None:
    if not units or not (units[0].is_line or units[0].kind == "title"):
        return
    if units[0].kind != "title":
        units[0].kind, units[0].reason = "title", "first line of the title slide"
    for n, unit in enumerate(units[1:]):
        named = metadata.title_slide_line(unit.text)
        if named:
            unit.set_aside("byline" if named.field in ("author", "outlet") else "metadata", named.rule)
            unit.found = [named.moved(unit.start)] if named.field else []
        elif n == 0 and unit.is_line:
            unit.kind, unit.reason = "subtitle", "second line of the title slide"


# Turns of a transcript


def _turns(units: list[Unit]) -> list[Unit]:
    """The units with labels of speakers cut off and set aside, the speaker noted on what follows each."""
    spoken = [unit for unit in units if unit.is_content and unit.kind in ("paragraph", "heading")]
    found = dict(zip(map(id, spoken), speakers.labels([unit.text for unit in spoken]), strict=True))
    if not any(found.values()):
        return units
    result: list[Unit] = []
    speaker: str | None = None
    for unit in units:
        at = 0
        for label in found.get(id(unit), []):
            if at < label.start:
                result.append(_part(unit, at, label.start, speaker))
            result.append(_part(unit, label.start, label.end, None))
            result[-1].set_aside("speaker", "speaker label")
            at, speaker = label.end, label.speaker
        if speaker and not at and unit.is_line and speakers.is_end(unit.text):
            speaker = None
            unit.set_aside("boilerplate", "end of the transcript")
        if at < len(unit.text):
            result.append(_part(unit, at, len(unit.text), speaker) if at else unit)
            result[-1].speaker = speaker if unit.is_content else None
    return result


def _part(unit: Unit, start: int, end: int, speaker: str | None) -> Unit:
    text = unit.text[start:end]
    at = unit.start + start + len(text) - len(text.lstrip())
    text = text.strip()
    return replace(
        unit, start=at, end=at + len(text), text=text, lines=text.count("\n") + 1, kind="paragraph", reason=None, speaker=speaker
    )  # fmt: skip


# Head, body and tail of running text


def _bare(text: str) -> str:
    """A line without the marks that make it a heading or bold."""
    opened = _OPENING_MARKS.match(text)
    end = opened.end() if opened else 0
    return text[end:].rstrip("*_# ") if end else text


def _is_title_like(unit: Unit) -> bool:
    text = _bare(unit.text)
    words = len(text.split()) + 2 * language.count(language.HAN, text) // 3
    return (
        unit.is_line
        and 4 <= words <= 30
        and not text[0].islower()
        and text[0] not in "<[(（*\"“'‘"
        and "**" not in text
        # Titles do not speak in the first person; opening sentences whose full stop is lost do.
        and not re.search(r"\b(?:I|we|my)\b", text)
        and not metadata.is_salutation(text)
        and not _is_part_name(text)
        and not _breaks_off(text)
    )


def _is_part_name(text: str) -> bool:
    return bool(
        re.fullmatch(rf"(?:\d+\.?\s*)?(?:{any_of(reading()['part_names'])})s?", text.strip("*_#: "), re.I)
    )


def _head(units: list[Unit]) -> None:
    title: Unit | None = None
    credited = False
    for n, unit in enumerate(units[:8]):
        if unit.kind == "title":  # by the structure of its file
            title = unit
            continue
        after = units[n + 1] if n + 1 < len(units) else None
        longer = [u for u in units[n + 1 : n + 5] if len(u.text) >= 2 * len(unit.text) and not u.is_line]
        prefix = metadata.credit_prefix(unit.text) if n == 0 else []
        said = metadata.credits(unit.text)
        end, at_line = metadata.dateline(unit.text)
        if said is not None:
            names = any(f.field == "author" for f in said)
            unit.set_aside("byline" if names else "metadata", "credits" if said else "time of day")
            unit.found = [f.moved(unit.start) for f in said]
            credited = True
        elif end:
            unit.found = [f.moved(unit.start) for f in at_line]
            break
        elif n == 0 and prefix and longer:
            unit.found = [f.moved(unit.start) for f in prefix]
            unit.kind, unit.reason, title = "title", "first line, after a date", unit
        elif (
            n == 0
            and unit.kind == "heading"
            and re.match(r"# |.*\n[=-]+\Z", unit.text)
            and not _is_part_name(unit.text)
        ):
            unit.kind, unit.reason, title = "title", "first heading", unit
        elif n == 0 and longer and _is_title_like(unit) and not (after and metadata.is_time(after.text)):
            unit.kind, unit.reason, title = "title", "first line, short and apart", unit
        elif (
            title is not None
            and longer
            and _is_title_like(unit)
            and (credited or _credits_follow(units[n + 1 : n + 3]))
        ):
            unit.kind, unit.reason = "subtitle", "short line under the title and beside the credits"
            title = None
        elif not unit.is_line:
            break


def _credits_follow(units: list[Unit]) -> bool:
    return any(metadata.credits(unit.text) is not None for unit in units)


def _body(units: list[Unit]) -> None:
    for before, unit, after in zip([None, *units], units, [*units[1:], None], strict=False):
        text = _bare(unit.text)
        if (
            unit.kind == "paragraph" and unit.is_line and unit.is_content and before is not None and after is not None
            and len(text) <= 100 and len(text.split()) <= 12 and not text[0].islower() and text[0] not in "<[(（\"“"
            and _WORD.match(text[0]) and not metadata.is_time(text) and not metadata.is_salutation(text)
            and not after.text.lstrip("\"“‘'—–… ")[:1].islower() and not _is_fragment(text)
            and (before.kind in ("title", "subtitle", "byline", "metadata") or ends_with_stop(before.text))
            and (len(after.text) >= 2 * len(text) or after.kind == "list_item")
        ):  # fmt: skip
            unit.kind, unit.reason = "heading", "short line between longer paragraphs"


def _is_fragment(text: str) -> bool:
    """Whether a line is part of a sentence, or what a scanner makes of a speck, rather than a heading."""
    return _breaks_off(text) or bool(re.search(r"\bI [a-z]", text)) or not _NAMING.search(text)


def _tail(units: list[Unit], *, is_slides: bool) -> None:
    lists = reading()
    for name, where in (("anywhere", units), ("at_the_end", units[-4:])):
        for unit in (unit for unit in where if len(unit.text) <= 200):
            folded = unit.text.casefold()
            if hit := next((phrase for phrase in lists["boilerplate"][name] if phrase in folded), None):
                unit.set_aside("boilerplate", f"holds '{hit}'")
    rest = [unit for unit in units if unit.is_content]
    if not rest:
        return
    last = rest[-1]
    bare = last.text.rstrip("!！.。?？ ")
    if is_slides and bare.casefold() in {c.casefold() for c in lists["closings"]}:
        last.set_aside("boilerplate", "closing slide")
    elif not is_slides and len(rest) > 1 and metadata.is_sign_off(last.text):
        last.set_aside("boilerplate", "sign-off")
        if last.text not in lists["sign_offs"]:
            last.found = [Found("outlet", last.text, last.start, last.end, "sign-off")]


def _split(unit: Unit, text: str) -> Iterator[Unit]:
    """A unit, or the two parts of it: a date in front of a title, a dateline in front of a paragraph."""
    cut = 0
    if unit.kind == "title" and unit.found:
        prefix = Unit(unit.start, int(unit.found[0].end or 0), "", unit.gap, unit.page)
        prefix.set_aside("metadata", unit.found[0].rule)
        cut = prefix.end
    elif unit.kind == "paragraph" and unit.found:
        prefix = Unit(unit.start, unit.start + metadata.dateline(unit.text)[0], "", unit.gap, unit.page)
        prefix.set_aside("dateline", "place, day and outlet before the text")
        cut = prefix.end
    if cut:
        prefix.text, prefix.found, unit.found = text[prefix.start : cut].rstrip(), unit.found, []
        yield prefix
        rest = text[cut : unit.end]
        unit.start = cut + len(rest) - len(rest.lstrip())
        unit.text = text[unit.start : unit.end]
    if unit.kind in ("title", "subtitle"):
        first, _, last = unit.text.rpartition("\n")
        value = _bare(first.rstrip() if first and _UNDERLINE.fullmatch(last) else unit.text).strip()
        at = unit.start + unit.text.find(value)
        unit.found = [Found(unit.kind, value, at, at + len(value), unit.reason or "")] if value else []
    if unit.end > unit.start:
        yield unit
