"""Pairs of quotation marks, English and Chinese, told from apostrophes, inches and titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# Opening marks and what may close them. 《》 are not among them: in Chinese they hold titles, not speech. “Such“ and
# ”such” are slips, `such` is code; an apostrophe that closes stands for the mark of the same side.
_CLOSERS = {
    "“": "”“", "”": "”“", "„": "”“", "‟": "”", "〝": "〞〟", "「": "」", "『": "』", "﹁": "﹂", "﹃": "﹄", "«": "»", "‹": "›",
    "‘": "’", "‚": "’‘", "‛": "’", '"': '"”', "＂": "＂", "'": "'", "``": ("''", '"', "``"), "''": ("''",), "`": "'`",
}  # fmt: skip
# What is longer than two characters is none: fences of code, six feet two (6'2").
_MARK = re.compile(r"`{3,}|(?<=\d)'\d{1,2}\"|``|''|[“”„‟〝〞〟\"＂‘’‚‛'`«»‹›「」『』﹁﹂﹃﹄]")
_SINGLE = frozenset("‘’‚‛'`")
_STRAIGHT = frozenset(('"', "＂", "'", "''", "``", "`"))
_BEFORE_OPENING = frozenset("([{（［｛〔【《〈:：=")
_STOPS = frozenset(".,:;!?…。，：；！？、")
# After these an apostrophe is more often that of a possessive (ministers' meeting) or of feet (6') than an end.
_DOUBTFUL = frozenset("sSxXzZ0123456789")
# Words that begin with an apostrophe.
_ELIDED = re.compile(r"(?:\d\ds?|tis|twas|twere|em|til|cause|round|bout|n)\b", re.I)
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Deeper nesting is noise; the limit keeps the sum of all lengths within so many times that of the text.
_DEEPEST = 4


class Quotation(NamedTuple):
    """A quotation with its marks; depth 0 stands in no other. The last of a stretch may lack its closing mark."""

    start: int
    end: int
    depth: int


class _Open(NamedTuple):
    mark: str
    start: int
    end: int  # of the mark


def pairs(text: str, start: int = 0, end: int | None = None) -> list[Quotation]:
    """The quotations within a stretch of text, such as a paragraph, in order; none crosses another.

    An opening mark that nothing closes reaches to the end of the stretch where speech may begin: a quotation of several
    paragraphs opens in each and closes in the last. Elsewhere it is taken for a slip, as is a closing mark alone.
    """
    end = len(text) if end is None else end
    marks = [match for match in _MARK.finditer(text, start, end) if len(match[0]) < 3]
    ends: dict[int, int] = {}
    opened: list[_Open] = []
    closable = dict.fromkeys((closer for closers in _CLOSERS.values() for closer in closers), 0)
    latest: dict[str, int] = {}
    for match, may_close in zip(marks, _may_close(text, marks, start, end), strict=True):
        mark, at = match[0], match.start()
        before, after = _beside(text, match, start, end)
        looks_opening = _looks_opening(mark, before, after) or (
            mark in _STRAIGHT and bool(opened) and opened[-1].end == at and opened[-1].mark != mark
        )
        if mark in _SINGLE:
            # An apostrophe never ends a quotation in other marks: only the innermost can be closed by it.
            closes = may_close and bool(opened) and mark in _CLOSERS[opened[-1].mark] and not looks_opening
        else:
            closes = closable.get(mark, 0) > 0 and not looks_opening
        if closes:
            while mark not in _CLOSERS[opened[-1].mark]:
                _forget(opened, closable)
            first = _forget(opened, closable)
            if first.end < at and not mark[0] == "`" == first.mark[0]:
                ends[first.start] = match.end()
        elif after and _opens(text, match, before, looks_opening):
            opened.append(_Open(mark, at, match.end()))
            for closer in _CLOSERS[mark]:
                closable[closer] += 1
            latest[mark] = at
    last = start + len(text[start:end].rstrip())
    for one in opened:
        if _runs_on(text, start, one, is_latest=latest[one.mark] == one.start):
            ends[one.start] = last
    return _nested((match.start(), ends[match.start()]) for match in marks if match.start() in ends)


def _nested(spans: Iterable[tuple[int, int]]) -> list[Quotation]:
    found: list[Quotation] = []
    around: list[int] = []
    for start, end in spans:
        while around and around[-1] <= start:
            around.pop()
        if len(around) < _DEEPEST:
            found.append(Quotation(start, end, len(around)))
            around.append(end)
    return found


def _beside(text: str, match: re.Match[str], start: int, end: int) -> tuple[str, str]:
    """The characters before and after a mark; '' where the stretch begins or ends."""
    return text[match.start() - 1] if match.start() > start else "", text[
        match.end() : min(match.end() + 1, end)
    ]


def _looks_opening(mark: str, before: str, after: str) -> bool:
    if not after or after.isspace():
        return False
    return after not in _STOPS if mark == "“" else not before or before.isspace() or before in _BEFORE_OPENING


def _opens(text: str, match: re.Match[str], before: str, looks_opening: bool) -> bool:
    """Whether a mark that closes nothing opens a quotation."""
    mark = match[0]
    if mark in _SINGLE:
        after_word = before.isalnum() and not _HAN.match(before)
        return mark in _CLOSERS and not after_word and not _ELIDED.match(text, match.end())
    # 12" is a length, and ” opens only by a slip.
    return looks_opening if mark == "”" else mark in _CLOSERS and not (mark == '"' and before.isdigit())


def _may_close(text: str, marks: list[re.Match[str]], start: int, end: int) -> list[bool]:
    """Of single marks, whether each may close: one that may be of a possessive does where no better one follows it."""
    result = [False] * len(marks)
    is_better_ahead = False
    for number in range(len(marks) - 1, -1, -1):
        mark = marks[number][0]
        before, after = _beside(text, marks[number], start, end)
        if mark not in _SINGLE or _looks_opening(mark, before, after):
            is_better_ahead = False
        elif before.isspace() or (after.isalnum() and before.isalnum() and not _HAN.match(after + before)):
            continue
        elif before in _DOUBTFUL and after.isspace():
            result[number] = not is_better_ahead
        else:
            result[number] = is_better_ahead = True
    return result


def _forget(opened: list[_Open], closable: dict[str, int]) -> _Open:
    last = opened.pop()
    for closer in _CLOSERS[last.mark]:
        closable[closer] -= 1
    return last


def _runs_on(text: str, start: int, one: _Open, *, is_latest: bool) -> bool:
    """Whether a quotation that nothing closes reaches to the end: where speech begins, and no other like it after it."""
    before, after = text[max(start, one.start - 3) : one.start].rstrip()[-1:], text[one.end]
    if after.isspace():
        return False
    if not before or before in ":：":
        return one.mark not in _SINGLE or not after.islower()
    return is_latest and one.mark not in _SINGLE and (before in _STOPS or after.isupper())


def is_closed(text: str, quotation: Quotation) -> bool:
    """Whether a quotation has its closing mark, or reaches to the end of its stretch without one."""
    opening = _MARK.match(text, quotation.start)
    assert opening is not None
    return text[opening.end() : quotation.end].endswith(tuple(_CLOSERS[opening[0]]))
