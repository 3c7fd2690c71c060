"""Blocks to sentences, and sentences to words: English and Chinese, aware of quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from helpers.sources.metadata import any_of, reading

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "\"'”’»)\\]）」』】》〉*_"
_OPENING = "\"'“‘«(\\[（「『【《〈*_"
# An end mark with what closes after it; a full stop of Latin text ends a sentence only before white space.
_END = re.compile(
    rf"(?P<wide>[。！？｡][。！？!?｡]*|(?<=[{_HAN}”」』》）])[!?][!?！？]*|…{{2,}}(?=[”」』{_HAN}])|…(?=[”」』]))(?P<wide_close>[{_CLOSING}]*)"
    rf"|(?P<latin>[.!?…][.!?…]*(?:\s\.){{0,3}})(?P<close>[{_CLOSING}]*)(?=\s|\Z|[{_HAN}])"
    r"|(?P<blank>\n[^\S\n]*\n)"
)
_NEXT = re.compile(rf"\s*[{_OPENING}—–-]*\s?(?P<word>[^\W\d_][\w'’]*)?")
_LAST_WORD = re.compile(r"(?:[^\W_]\.)*[^\W\d_]+\Z")
_LISTS = reading()
_ABBREVIATIONS = frozenset(_LISTS["abbreviations"])
_BEFORE_DIGITS = frozenset(_LISTS["before_digits"])
_MAY_END = frozenset(_LISTS["may_end"])
_STARTERS = frozenset(_LISTS["starters"])
_SAID = re.compile(rf"\s*(?:[A-Z][\w.'’-]*\s){{1,4}}(?:{any_of(_LISTS['reporting']['en'])})\b")
_SAID_ZH = re.compile(rf"[^，,。！？；;：:“”「」\s]{{0,24}}?(?:{any_of(_LISTS['reporting']['zh'])})")
# List markers and emphasis around a sentence are layout, not wording.
_BEFORE = re.compile(
    r"(?:\s+|[-+•●○▪■◆►·‣]+(?=[\s\w*])|\*(?=\s)|[—–]+(?=\s?\S)|#{1,6}\s|>\s|\(?\d{1,3}[.)、](?=\s)|\d{1,2}(?=\s*\n)|\d{1,2}、|\(?[a-z][.)](?=\s)|\|)*"
)


def cut(text: str, language: str) -> list[tuple[int, int]]:
    """Cut one block's text into sentence spans, without the white space, list markers and emphasis around them.

    Line breaks do not end a sentence, blank lines do. Text of a language without own rules is cut by the English ones.
    """
    spans = []
    start = _BEFORE.match(text).end()  # type: ignore[union-attr]
    for end in _ends(text, start, language):
        if span := _trim(text, start, end):
            spans.append(span)
        start = end
    return spans


def _ends(text: str, start: int, language: str) -> Iterator[int]:
    for match in _END.finditer(text, start):
        if match["blank"] or (match["wide"] and not _continues_wide(text, match)):
            yield match.end()
        elif match["latin"] and not _continues(text, match):
            yield match.end()
    yield len(text)


def _continues_wide(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 1]
    if after and after in "，,、；;：:。":
        return True
    # “……。”他说 is one sentence; so are ellipses before a plain continuation.
    return bool(match["wide_close"].strip("*_）)》") and _SAID_ZH.match(text, match.end(), match.end() + 40))


def _continues(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence goes on after an end mark that white space follows."""
    if match.end() == len(text):
        return False
    after = _NEXT.match(text, match.end())
    word = after["word"] if after else None
    digit = after is not None and not word and text[after.end() : after.end() + 1].isdigit()
    if word and word[0].islower():
        return True
    if match["latin"] != ".":
        return bool(match["close"]) and bool(_SAID.match(text, match.end(), match.end() + 80))
    if match["close"].strip("*_)]"):
        return False
    last = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
    if not last:
        return False
    before = last.group()
    if before in _MAY_END:
        return not (word in _STARTERS or match["close"] == "" and not word and not digit)
    if before in _ABBREVIATIONS or before.capitalize() in _ABBREVIATIONS:
        return True
    if before in _BEFORE_DIGITS:
        return digit
    # An initial: "J. Smith"; "Plan B. The" and "Vitamin C" end before a word that opens sentences.
    return (
        len(before.rpartition(".")[2]) == 1 and before[-1].isupper() and bool(word) and word not in _STARTERS
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    start = _BEFORE.match(text, start, end).end()  # type: ignore[union-attr]
    piece = text[start:end].rstrip()
    while piece.endswith(("**", "__")) and piece[:-2].count(piece[-2:]) in (0, 1):
        opened = piece.startswith(piece[-2:])
        if not opened and piece[:-2].count(piece[-2:]):
            break
        piece = piece[:-2].rstrip()
    if piece.startswith(("**", "__")) and piece.count(piece[:2]) == 1:
        start, piece = start + 2, piece[2:]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return (start, start + len(piece)) if piece else None


def sentences(document_id: str, text: str, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for SENTENCES: the sentences of the content blocks, in order, counted through the document."""
    rows = []
    for block in blocks:
        if not block["is_content"]:
            continue
        for start, end in cut(text[block["start"] : block["end"]], block["language"]):
            start, end = block["start"] + start, block["start"] + end
            place = len(rows) + 1
            rows.append(
                {
                    "sentence_id": f"{document_id}#s{place}", "document_id": document_id, "block_id": block["block_id"],
                    "place": place, "start": start, "end": end, "language": block["language"],
                    "word_count": len(words(text[start:end])),
                }
            )  # fmt: skip
    return rows


# Combining marks and soft hyphens do not end a word; an apostrophe, hyphen, point or comma inside one does not either.
_WORD = re.compile(
    rf"[{_HAN}]|(?:(?![{_HAN}])[^\W_])(?:(?![{_HAN}])[\w\u0300-\u036f\u00ad\u200d]|['’.,\-\u2010\u2011](?=[^\W_])(?![\W_]?[{_HAN}]))*"
)


def words(text: str) -> list[tuple[int, int]]:
    """Spans of the words; one Chinese character counts as one word."""
    return [match.span() for match in _WORD.finditer(text)]
