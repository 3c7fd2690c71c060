"""Folding: how text is seen when patterns are matched. The text itself stays as it is."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from helpers import tables

Span = tuple[int, int]
Origins = tuple[np.ndarray, np.ndarray]
# Text is folded in slices of whole sentences, so that one long document does not take the memory of many.
SLICE = 65_536

# One character stays one character, so that offsets hold. IGNORECASE takes İ ı ſ K for i, s and k, and lower() does
# not, so they are folded too. The em dash is left: it parts clauses. Chinese and kana move to private use, where they
# are no letters: words then end beside them, and `[^\W_]` need not name them (a class of letters with such a range
# takes 70 times as long to compile).
PRIVATE = 0xF0000
_HAN = "\U000f3040-\U000ffaff"
WORD = r"[^\W_]"


class _Folds(dict[int, int | str]):
    """Folded characters by code point; the others are noted as seen: a look-up that fails costs ten that succeed."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


@cache
def simplified() -> Mapping[int, int]:
    """Simplified characters by the traditional ones, as data/traditional.txt pairs them."""
    lines = tables.data_file("traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {ord(pair[0]): ord(pair[1]) for pair in pairs}


_FOLDS = _Folds(
    {
        **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
        **{ord(c): " " for c in map(chr, range(0x3001)) if c.isspace()},
        **dict.fromkeys(map(ord, "‐‑‒–−﹣－"), "-"),
        **dict.fromkeys(map(ord, "‘’‚‛′＇`´"), "'"),
        **dict.fromkeys(map(ord, "“”„‟″＂«»"), '"'),
        **{ord(c): d for c, d in zip("İıſK", "IisK", strict=True)},
        **{code: code + PRIVATE for code in (*range(0x3040, 0xA000), *range(0xF900, 0xFB00))},
        **{traditional: code + PRIVATE for traditional, code in simplified().items()},
    }
)
_ASCII = "".join(chr(code) for code in range(128) if _FOLDS[code] not in (code, chr(code)))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
_UNEVEN = re.compile(rf"[{_INVISIBLE}\u0300-\u036f]")
_CLUSTER = re.compile(rf"[{_INVISIBLE}]|[^{_INVISIBLE}][\u0300-\u036f]+|[\u0300-\u036f]+")
HAN = re.compile(rf"[{_HAN}]")
UNITS = re.compile(rf"{WORD}+|{HAN.pattern}")


def fold(text: str) -> tuple[str, Origins | None]:
    """Fold for matching: quotation marks, hyphens, width, white space, traditional Chinese; what is invisible goes.

    With it, for each folded character, where the stretch of text that it stands for starts and ends; None where that
    is its own place.
    """
    if _UNEVEN.search(text) is None:
        return _folded(text), None
    pieces: list[str] = []
    starts: list[np.ndarray] = []
    ends: list[np.ndarray] = []

    def keep(piece: str, first: np.ndarray, last: np.ndarray) -> None:
        pieces.append(piece)
        starts.append(first)
        ends.append(last)

    at = 0
    for cluster in _CLUSTER.finditer(text):
        between = np.arange(at, cluster.start())
        keep(text[at : cluster.start()], between, between + 1)
        if not re.match(f"[{_INVISIBLE}]", cluster[0]):
            whole = unicodedata.normalize("NFC", cluster[0])
            keep(whole, np.full(len(whole), cluster.start()), np.full(len(whole), cluster.end()))
        at = cluster.end()
    rest = np.arange(at, len(text))
    keep(text[at:], rest, rest + 1)
    return _folded("".join(pieces)), (np.concatenate(starts), np.concatenate(ends))


def unfold(start: int, end: int, origins: Origins | None) -> Span:
    """Where a stretch of folded text stands in the text that was folded."""
    return (start, end) if origins is None else (int(origins[0][start]), int(origins[1][end - 1]))


class Slice(NamedTuple):
    """Some sentences of a text, folded together."""

    folded: str
    places: list[Span]  # of the sentences in what is folded
    begin: int
    origins: Origins | None

    def unfold(self, start: int, end: int) -> Span:
        """Where a stretch of it stands in the text."""
        first, last = unfold(start, end, self.origins)
        return self.begin + first, self.begin + last


def slices(text: str, bounds: Sequence[Span]) -> Iterator[Slice]:
    """A text in folded slices, by the bounds of its sentences."""
    first = 0
    while first < len(bounds):
        begin, last = bounds[first][0], first + 1
        while last < len(bounds) and bounds[last][1] - begin <= SLICE:
            last += 1
        folded, origins = fold(text[begin : bounds[last - 1][1]])
        places = np.array(bounds[first:last]) - begin
        if origins is not None:
            places = np.searchsorted(origins[0], places)
        yield Slice(folded, list(map(tuple, places.tolist())), begin, origins)
        first = last


def _folded(text: str) -> str:
    odd = _BEYOND_ASCII.findall(text)
    if len(odd) * 8 > len(text):
        return text.translate(_FOLDS)
    # Text in Latin letters has few kinds of other characters: replacing each takes an eighth of the time.
    for character in {*odd, *_ASCII}:
        folded = _FOLDS[ord(character)]
        text = text.replace(character, folded if isinstance(folded, str) else chr(folded))
    return text


def _odd(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    odd = error.object[error.start : error.end]
    return "".join("\x01" if character.isalnum() else " " for character in odd), error.end


_ODD = "helpers.codebook"
codecs.register_error(_ODD, _odd)
_SEPARATED = bytes(code if code == 1 or chr(code).isalnum() else ord(" ") for code in range(256))


def letters(text: str) -> bytes:
    """One byte a character: letters and digits of Latin-1 as they are, 1 for those beyond, a space for everything else.

    Words are cut out of it many times faster than by a regular expression.
    """
    return text.replace("\x01", " ").encode("latin-1", _ODD).translate(_SEPARATED)
