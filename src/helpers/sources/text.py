"""Bytes to text: the encoding found and recorded, binary files refused by name; front matter of Markdown."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import charset_normalizer
import yaml

# First bytes of what people put among texts by mistake (Gary Kessler's file signatures).
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (DOC, PPT, XLS)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
)
# utf-32 before utf-16, whose mark it starts with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HTML = re.compile(
    rb"(?is)(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html[\s>])"
)
# Control characters in UTF-8, as bytes: a pass over the characters would take as long as all other looks at a text.
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_HIGH_CONTROL = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_PLAIN = re.compile(r"[A-Za-z\s]+")
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_CJK = re.compile(r"[一-鿿。，、；：？！（）“”《》]")
_COMMON = re.compile(
    r"[的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也对對生能而于於与與年过過发發后後作，。、]"
)
# Two bytes of GB 2312 (common Chinese) or four of GB 18030, against other bytes above ASCII.
_GB = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])|(?:[\x81-\xfe][0-9][\x81-\xfe][0-9])|([\x80-\xff])")


class UnreadableError(Exception):
    """A file gives no text; the message says why, in words that follow 'the file …', with the remedy."""

    def __init__(self, reason: str, status: str = "failed") -> None:
        super().__init__(reason)
        self.status = status


_SAVE = "save it as plain text (UTF-8) beside it"


@dataclass(frozen=True)
class Decoded:
    """Text and how its bytes were decoded; note says what could not be."""

    text: str
    encoding: str
    note: str | None = None


def decode(data: bytes) -> Decoded:
    """Decode bytes by deterministic rules, a statistical guess only at the very end. Raises UnreadableError."""
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableError("is an office document protected by a password; save a copy without it")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableError(f"is {what}; {_SAVE}")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                if encoding != "utf-8-sig":
                    raise UnreadableError(
                        f"is damaged {encoding} ({error.reason} at byte {error.start}); {_SAVE}"
                    ) from None
    # Latin text in UTF-16 has a zero in every other byte; a stray zero is a character like another.
    if data.count(b"\x00") * 10 > len(data) * 3 and (wide := _utf16(data)):
        return _text(wide)
    try:
        return _text(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError as error:
        repaired = data.decode("utf-8", errors="replace")
        damaged = repaired.count("\ufffd") - data.count(b"\xef\xbf\xbd")
        # A few damaged bytes among many good sequences: any other encoding would garble the good ones.
        if damaged * 20 <= _length(_BEYOND, repaired) - damaged:
            encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
            note = f"{damaged} damaged byte(s), the first at byte {error.start}, stand as U+FFFD; repair the file"
            return _text(Decoded(data.decode(encoding, errors="replace"), encoding, note))
    return _text(_gb18030(data) or _western(data) or _chinese(data) or _utf16(data) or _guess(data))


def _length(runs: re.Pattern[str], text: str) -> int:
    """How many characters are of a kind; asked of runs of them, which is much faster than of each."""
    return sum(map(len, runs.findall(text)))


def _text(decoded: Decoded) -> Decoded:
    # Text has a stray control character at most; programs and pictures are full of them.
    if _controls(decoded.text) * 10 > len(decoded.text):
        raise UnreadableError(f"is a binary file (over a tenth of it are control characters); {_SAVE}")
    return decoded


def _controls(text: str) -> int:
    encoded = text.encode("utf-8", "replace")
    return len(encoded) - len(encoded.translate(None, _CONTROL)) + len(_HIGH_CONTROL.findall(encoded))


def _gb18030(data: bytes) -> Decoded | None:
    pairs = _GB.findall(data)
    if sum(not odd for odd in pairs) * 10 < len(pairs) * 8:
        return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    # 'créée' reads as one Chinese character inside a Latin word; Chinese is not written so.
    inside = len(re.findall(r"[a-z][一-鿿][a-z]", text))
    return None if inside * 2 > len(re.findall(r"[一-鿿]+", text)) else Decoded(text, "gb18030")


def _chinese(data: bytes) -> Decoded | None:
    """Traditional or mixed Chinese: the encoding in which the commonest characters are as common as they should be."""
    best: tuple[float, Decoded] | None = None
    for encoding in ("gb18030", "big5", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = len(_COMMON.findall(text)) / max(1, _length(_BEYOND, text))
        # These make up a third of running Chinese; a wrong decoding scatters over 20,000 characters.
        if share > 0.1 and (best is None or share > best[0]):
            best = share, Decoded(text, encoding)
    return best[1] if best else None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without its mark, where nearly all of it decodes to plain Latin or Chinese characters."""
    # Three characters and fewer are too little to tell.
    if len(data) % 2 or len(data) < 8:
        return None
    best: tuple[int, Decoded] | None = None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = sum(c in "\t\n\r" or " " <= c <= "~" for c in text) + len(_CJK.findall(text))
        if plain * 10 >= len(text) * 8 and (best is None or plain > best[0]):
            best = plain, Decoded(text, encoding)
    return best[1] if best else None


def _western(data: bytes) -> Decoded | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    # Western text is mostly plain letters and spaces; Cyrillic or Greek bytes would give accents almost only.
    plain = _length(_PLAIN, text)
    controls = _controls(text) + text.count("\v")
    return Decoded(text, "cp1252") if plain * 10 >= len(text) * 6 and controls * 20 <= len(text) else None


def _guess(data: bytes) -> Decoded:
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        raise UnreadableError(f"is in no encoding that is known here, or a binary file; {_SAVE}")
    return Decoded(data.decode(best.encoding), best.encoding)


@dataclass(frozen=True)
class FrontMatter:
    """The YAML in front of a Markdown text: where it ends, and per key the value with its span, if it stands so."""

    end: int
    values: dict[str, tuple[str, int | None, int | None]]


_FRONT = re.compile(r"\s*---[ \t]*\r?\n(.*?)(?:\r?\n|\r)(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)", re.S)
_KEY = re.compile(r"^([A-Za-z_][\w -]*):[ \t]+(\S.*)$", re.M)


def whole(value: str) -> str:
    """A value as YAML gives it, without halves of characters (an escaped lone surrogate), which no file can store."""
    return (
        value
        if value.isascii()
        else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    )


class _Plain(yaml.BaseLoader):
    """Text, lists and mappings as they stand: an alias can make a value of any size out of a few lines."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise yaml.composer.ComposerError(
                problem="anchors and aliases are not read", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


# What hostile YAML raises: nested without end, or an escape that is no character.
YAML_FAULTS = (yaml.YAMLError, RecursionError, ValueError, OverflowError)


def front_matter(text: str) -> FrontMatter | None:
    """Find the front matter at the start of a text; None where there is none."""
    match = _FRONT.match(text)
    if not match:
        return None
    lines = {m[1]: m for m in _KEY.finditer(match[1])}
    try:
        loaded = yaml.load(match[1], Loader=_Plain)
    except YAML_FAULTS:
        # Front matter is written by hand: 'title: Cyber: a threat' is no YAML, yet plain what is meant.
        loaded = {key: line[2].strip().strip("'\"") for key, line in lines.items()}
    if not isinstance(loaded, dict) or not lines:
        return None
    values: dict[str, tuple[str, int | None, int | None]] = {}
    for key, given in loaded.items():
        value = whole("; ".join(map(str, given)) if isinstance(given, list) else str(given))
        at = (
            text.find(value, match.start(1) + lines[key].start(2), match.end(1))
            if key in lines and value
            else -1
        )
        values[whole(str(key)).lower()] = (value, at, at + len(value)) if at >= 0 else (value, None, None)
    return FrontMatter(match.end(), values)
