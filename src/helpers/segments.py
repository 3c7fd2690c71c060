"""Blocks to sentences, and sentences to words: English and Chinese, aware of quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from helpers import quotations
from helpers.sources.metadata import any_of, reading

HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "\"'”’»)\\]）」』】》〉*_"
_OPENING = "\"'“‘«(\\[（「『【《〈*_"
# An end mark with what closes after it; a full stop of Latin text ends a sentence only before white space. An ellipsis
# ends none by itself in Chinese. The lookbehinds keep long runs of marks from being searched again from each of them.
_END = re.compile(
    rf"(?P<wide>[。！？｡][。！？!?｡]*|(?<=[{HAN}”」』》）])[!?][!?！？]*|(?<!…)…+(?=[”」』]))(?P<wide_close>[{_CLOSING}]*)"
    rf"|(?<![.!?…])(?P<latin>[.!?…]++(?:\s\.){{0,3}})(?P<close>[{_CLOSING}]*+)(?=\s|\Z)"
    r"|(?P<blank>\n(?:[^\S\n]*+\n)++)"
)
# What one can begin with: looked for alone, it is found five times as fast.
_MARK = re.compile(r"[。！？｡.!?…]|\n(?=[^\S\n]*+\n)")
_LONG = 40  # characters; shorter lines without an end mark are headings, items or verses
_STOPPED = re.compile(rf"[.!?。！？…:：;；][{_CLOSING}]*\Z")
_NEXT = re.compile(rf"\s*[{_OPENING}—–-]*\s?(?P<word>[^\W\d_][\w'’]*)?")
_LAST_WORD = re.compile(r"(?:[^\W_]\.)*[^\W\d_]+\Z")
_LISTS = reading()
_ABBREVIATIONS, _BEFORE_DIGITS, _MAY_END, _STARTERS = (
    frozenset(_LISTS[name]) for name in ("abbreviations", "before_digits", "may_end", "starters")
)
_SAID = re.compile(rf"\s*(?:[A-Z][\w.'’-]*\s){{1,4}}(?:{any_of(_LISTS['reporting']['en'])})\b")
_SAID_ZH = re.compile(
    rf"[^，,。！？；;：:“”「」\s]{{0,24}}?(?:{any_of(_LISTS['reporting']['zh'])})(?:[道到了着]|(?<=告[诉訴])[^，,。！？\s]{{1,10}})?(?=[，,。：:！？…\s]|\Z)"
)
# List markers and emphasis around a sentence are layout, not wording; numbers are markers only where a block starts.
_BULLETS = re.compile(r"(?:\s+|(?<![-+*])[-+*]++(?=\s)|[•●○▪■◆►·‣]+|(?:[—–]+|--)(?=\s?\S)|#{1,6}\s|>\s|\|)*")
_NUMBER = re.compile(
    r"(?:\(?\d{1,3}[.)](?=\s)|\d{1,2}、|[（(]?[一二三四五六七八九十]{1,3}[)）、]|\d{1,2}(?=\s*\n)|\(?[a-z][.)](?=\s))?"
)
_HAS_WORD = re.compile(r"[^\W_]")
# In text without capitals, or of capitals only, a small letter tells nothing of where a sentence ends. A shorter block
# (an item of a list, a line of a heading) may be so within text of two cases.
_LINE = 100


def cut(text: str, language: str) -> list[tuple[int, int]]:
    """Cut one block's text into sentence spans, without the white space, list markers and emphasis around them.

    Line breaks do not end a sentence, blank lines do, unless it plainly goes on after them. The end marks themselves tell English from Chinese, so that
    mixed text is cut by both, whatever language the block is said to be in.
    """
    start = _skip(_NUMBER, text, _skip(_BULLETS, text, 0))
    spans = []
    for end in _ends(text, start):
        if span := _trim(text, start, end):
            spans.append(span)
        start = end
    return spans


def _skip(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _end_marks(text: str, start: int) -> Iterator[re.Match[str]]:
    for mark in _MARK.finditer(text, start):
        if mark.start() >= start and (match := _END.match(text, mark.start())):
            start = match.end()
            yield match


def _ends(text: str, start: int) -> Iterator[int]:
    quoted: dict[int, int] | None = None  # where each quotation starts, by its end
    is_one_case = len(text) > _LINE and (text.islower() or text.isupper())
    for match in _end_marks(text, start):
        end = match.end()
        if match["wide"]:
            if quoted is None:
                quoted = {quotation.end: quotation.start for quotation in quotations.pairs(text)}
            if '"' in match["wide_close"] and text[end : end + 1].strip() and end not in quoted:
                end = match.end(
                    "wide"
                )  # A straight mark closes only what is open: 。"他说" starts a quotation.
            if not _goes_on_wide(text, match.end("wide"), end, quoted.get(end, 0)):
                yield end
        elif match["blank"]:
            if not _breaks_off(text, match):
                yield end
        else:
            after = _NEXT.match(text, end)
            assert after  # what follows may be nothing
            if not (
                _goes_on(text, match, after, is_one_case) or _is_short_form(text, match, after, is_one_case)
            ):
                yield end
    yield len(text)


def _goes_on_wide(text: str, mark: int, end: int, opened: int) -> bool:
    """After a Chinese end mark: a comma, or behind a closing quotation mark who said it, as in …。”他说."""
    if text[end : end + 1] in tuple("，,、；;：:"):
        return True
    # He who said 他说：“……。” is not said again.
    is_introduced = opened > 0 and text[opened - 1] in ":："
    return end > mark and not is_introduced and bool(_SAID_ZH.match(text, end, end + 40))


def _goes_on(text: str, match: re.Match[str], after: re.Match[str], is_one_case: bool) -> bool:
    """After an English end mark: a small letter, or behind a closed question who asked it."""
    if after["word"] and after["word"][0].islower() and not is_one_case:
        return True
    return (
        match["latin"] != "."
        and bool(match["close"])
        and bool(_SAID.match(text, match.end(), match.end() + 80))
    )


def _breaks_off(text: str, match: re.Match[str]) -> bool:
    """At a blank line: whether the line before it is long and lacks its end, and the line after it begins small."""
    before = text[max(0, match.start() - 60) : match.start()].rstrip().rpartition("\n")[2]
    after = text[match.end() : match.end() + 40].lstrip()
    return len(before) >= _LONG and after[:1].islower() and not _STOPPED.search(before)


def _is_short_form(text: str, match: re.Match[str], after: re.Match[str], is_one_case: bool) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial and the sentence goes on."""
    if match["latin"] != "." or match["close"].strip("*_)]") or match.end() == len(text):
        return False
    before = text[max(0, match.start() - 24) : match.start()].rpartition(" ")[2]
    if not before.isalpha():  # which most words are, and finding them in any other takes ten times as long
        last = _LAST_WORD.search(before)
        if not last:
            return False
        before = last.group()
    word = after["word"]
    if is_one_case:
        # The lists are written as in text of two cases.
        before, word = before.upper() if "." in before else before.capitalize(), word and word.capitalize()
    is_digit = not word and text[after.end() : after.end() + 1].isdigit()
    if before in _ABBREVIATIONS:
        return True
    if before in _BEFORE_DIGITS:
        return is_digit
    if before in _MAY_END:
        return is_digit or (word is not None and word not in _STARTERS)
    # An initial: "J. Smith"; but "Plan B. The" ends before a word that opens sentences.
    return (
        len(before.rpartition(".")[2]) == 1
        and before[-1].isupper()
        and word is not None
        and word not in _STARTERS
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    start = min(_skip(_BULLETS, text, start), end)
    piece = text[start:end].rstrip()
    for mark in ("**", "__") if "**" in piece or "__" in piece else ():
        # Bold around the whole sentence, or its one half where the bold stretch holds several sentences.
        if (n := piece.count(mark)) and (
            n == 1 or (n == 2 and piece.startswith(mark) and piece.endswith(mark))
        ):
            piece = piece.removesuffix(mark).rstrip()
            if piece.startswith(mark):
                start, piece = start + 2, piece[2:]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return (start, start + len(piece)) if _HAS_WORD.search(piece) else None


def sentences(document_id: str, text: str, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for SENTENCES: the sentences of the content blocks, in order, counted through the document."""
    rows: list[dict[str, Any]] = []
    for block in blocks:
        if not block["is_content"]:
            continue
        for span in cut(text[block["start"] : block["end"]], block["language"]):
            start, end = block["start"] + span[0], block["start"] + span[1]
            place = len(rows) + 1
            rows.append(
                {
                    "sentence_id": f"{document_id}#s{place}", "document_id": document_id, "block_id": block["block_id"],
                    "place": place, "start": start, "end": end, "language": block["language"],
                    "word_count": count_words(text[start:end]),
                }
            )  # fmt: skip
    return rows


# Combining marks and soft hyphens do not end a word; an apostrophe, hyphen, point or comma inside one does not either.
_JOINING = r"['’.,\-\u2010\u2011]"
_WORD = re.compile(
    rf"[{HAN}]|(?:(?![{HAN}])[^\W_])(?:(?![{HAN}])[\w\u0300-\u036f\u00ad\u200d]|{_JOINING}(?=[^\W_])(?![\W_]?[{HAN}]))*"
)
# The same where there is no Chinese, mark or soft hyphen, which is most text, in a third of the time.
_PLAIN_WORD = re.compile(rf"[^\W_]\w*+(?:{_JOINING}[^\W_]\w*+)*+")
_NOT_PLAIN = re.compile(rf"[{HAN}\u0300-\u036f\u00ad\u200d]")
# And in ASCII without underscores, in a sixth again: letters made alike, and a word begun by one after a blank.
_ALIKE = bytes(
    ord("a" if chr(code).isalnum() else "-" if chr(code) in "'.,-" else " ") for code in range(128)
).ljust(256)


def count_words(text: str) -> int:
    """How many words a text has; one Chinese character counts as one word."""
    text = text.replace("’", "'")
    if text.isascii() and "_" not in text:
        alike = b" %b" % text.encode().translate(_ALIKE)
        return alike.replace(b"--", b" ").replace(b" -", b" ").count(b" a")
    is_plain = text.isascii() or not _NOT_PLAIN.search(text)
    return len((_PLAIN_WORD if is_plain else _WORD).findall(text))
