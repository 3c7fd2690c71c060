"""Where the parts of a statement stand: who speaks, the word that reports, and what is said, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Part(NamedTuple):
    """One stretch of a statement inside one sentence."""

    start: int
    end: int
    role: str  # speaker, cue or content


def parts(
    statement: Mapping[str, Any],
    contents: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
) -> list[Part]:
    """The stretches of a statement in their order, none across the end of a sentence, none touching one of its kind."""
    spans = [(row["start"], row["end"], "content") for row in contents]
    spans += [(statement[f"{role}_start"], statement[f"{role}_end"], role) for role in ("speaker", "cue")]
    inside = sorted(
        Part(max(start, sentence["start"]), min(end, sentence["end"]), role)
        for start, end, role in spans
        if start is not None
        for sentence in sentences
        if sentence["start"] < end and start < sentence["end"]
    )
    joined: list[Part] = []
    for part in inside:
        if joined and joined[-1].role == part.role and joined[-1].end >= part.start:
            joined[-1] = Part(joined[-1].start, max(joined[-1].end, part.end), part.role)
        else:
            joined.append(part)
    return joined


def around(statement: Mapping[str, Any], sentences: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The sentences that a statement touches, of those of its document, which are in their order."""
    first = bisect_right(sentences, statement["start"], key=lambda row: row["end"])
    last = bisect_left(sentences, statement["end"], key=lambda row: row["start"])
    return list(sentences[first:last])
