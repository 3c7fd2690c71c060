"""How well transcripts are read: which labels of speakers are found, which of them are none, and whose each line is."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accuracy.bench import Measurement, Tally, share
from accuracy.reading import WHITE_HOUSE, read

# The truth is a rule that a careful person would follow in these documents, written apart from the reader: it goes line by
# line, knows no titles and no roles, and trusts the editors' habits (capitals, colon, Q) in documents that are transcripts.
_IS_TRANSCRIPT = re.compile(
    r"(?s)(?!.*(?:fact sheet|applaud|are saying)).*\b(?:remarks|press (?:briefing|gaggle|call|conference)|gaggle|conversation|interview|town hall)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\s*_]*(?P<name>[^\W\d_][^:;?!\[\]\"“”<>]{0,59})[*_]*:(?P<blanks>[*_]*\s{2,}|)")
_ASKED = re.compile(r"[\s*_]*(?P<name>[QA])(?:[*_]*:|(?P<blanks>[*_]*\s{2,})|\*\*\s|\s(?=[^\s]))")
_EDGE = re.compile(r"[\s\\*]*(?:<br ?/?>)?[\s\\*]*")
_OVER = re.compile(
    r"[\s*_]*(?:END\b[\s*_]*)?(?:\d{1,2}:\d\d\s*[AP]\.?M\.?[\s*_]*(?:\(?\w{3,5}\)?)?)?[\s*_]*", re.IGNORECASE
)
# In capitals before a colon, and yet no speaker: subjects, lists, alliances and bills spoken of, 'END 2:05 P.M.'.
_NO_LABEL = re.compile(
    r"(?:END|SUBJECT|FACT SHEETS?|NOTE|AUKUS|NATO|AFL-CIO|H\.R\.|S\.|TO|FROM|WASHINGTON|APPENDIX|ANNEX|NOMINATIONS?|WITHDRAWALS?)\b"
)


@dataclass(frozen=True)
class Line:
    """A line of a document: where its own words begin, and the label it opens with or is spoken under."""

    start: int
    label: str | None
    speaker: str | None


def lines(text: str, body: int, *, is_transcript: bool) -> Iterator[Line]:
    """What the rule says of each line that holds words."""
    at, speaker, is_apart = body, None, True
    for line in text[body:].splitlines(keepends=True):
        label, end = _opening(line, is_apart=is_apart, is_transcript=is_transcript)
        speaker = label or (None if speaker and _OVER.fullmatch(line) and line.strip() else speaker)
        if words := re.search(r"\w", line[end:]):
            yield Line(at + end + words.start(), label, speaker)
        elif label:
            yield Line(at, label, None)
        is_apart = bool(_EDGE.fullmatch(line)) or bool(_OVER.fullmatch(line))
        at += len(line)


def _opening(line: str, *, is_apart: bool, is_transcript: bool) -> tuple[str | None, int]:
    """The label with which a line opens and where it ends; inside a paragraph only two blanks show that it is one."""
    if (asked := _ASKED.match(line)) and (
        "*:" in asked.group()
        or ":" in asked.group()
        or (is_transcript and asked["name"] == "Q" and (is_apart or asked["blanks"]))
    ):
        return asked["name"], asked.end()
    match = _LABEL.match(line) if is_transcript else None
    if not match or not (is_apart or match["blanks"]) or _NO_LABEL.match(match["name"]):
        return None, 0
    name = " ".join(match["name"].strip("*_ ").split())
    letters = [c for c in re.sub(r"\(.*", "", name) if c.isalpha()]
    is_capital = sum(c.isupper() for c in letters) >= 0.8 * len(letters) or re.match(
        r"(?:Mr|Ms|Mrs|Dr)\. \w+$", name
    )
    return (name, match.end()) if is_capital and len(name.split()) <= 6 else (None, 0)


def transcripts(root: Path, work: Path) -> Iterator[Tally]:
    found, wrong, right = [], [], []
    with tarfile.open(root / "white-house-2021-2026.tar.xz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".md") and (file := archive.extractfile(member)):
                content = file.read()
                compared = compare(content.decode("utf-8"), read(content, work, "page.md").blocks)
                hits, misses, extras, lines_right, lines_all = compared
                if hits + misses:
                    found.append((hits, hits + misses))
                if hits + extras:
                    wrong.append((extras, hits + extras))
                if lines_all:
                    right.append((lines_right, lines_all))
    n = [int(sum(row[1] for row in counts)) for counts in (found, wrong, right)]
    yield Tally(
        "white_house/turns_found", "Turns of speakers", "share of the labels of speakers in transcripts that are found, with the right name",
        found, share, n[0], "turns", goal=0.98,
    )  # fmt: skip
    yield Tally(
        "white_house/turns_wrong", "Wrong turns", "share of the labels of speakers that are found in any document and are none",
        wrong, share, n[1], "turns", goal=0.02, is_error=True,
    )  # fmt: skip
    yield Tally(
        "white_house/speaker", "Who speaks", "share of the lines of transcripts that are given to the right speaker",
        right, share, n[2], "lines", goal=0.98,
    )  # fmt: skip


def compare(text: str, blocks: list[dict[str, Any]]) -> tuple[int, int, int, int, int]:
    """Labels found rightly, missed, found wrongly; lines of speech with the right speaker, all."""
    front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    assert front
    true = list(lines(text, front.end(), is_transcript=bool(_IS_TRANSCRIPT.match(front.group()))))
    by_start = {}
    for label, after in zip(blocks, [*blocks[1:], None], strict=True):
        if label["kind"] == "speaker":
            first = re.compile(r"\w").search(text, label["end"])
            if first:
                by_start[first.start()] = after["speaker"] if after else None
    expected = {
        line.start if line.speaker else _next(text, line.start): line.label for line in true if line.label
    }
    hits = sum(by_start.get(start) == name for start, name in expected.items())
    extras = sum(start not in expected or expected[start] != name for start, name in by_start.items())
    spans = iter(blocks)
    block = next(spans)
    right = total = 0
    for line in (line for line in true if line.speaker):
        while block["end"] <= line.start:
            block = next(spans)
        total += 1
        right += block["speaker"] == line.speaker
    return hits, len(expected) - hits, extras, right, total


def _next(text: str, start: int) -> int:
    """Where the words after a label that stands alone on its line begin."""
    after = re.compile(r"\n[\s*_]*(?=\w)").search(text, start)
    return after.end() if after else len(text)


MEASUREMENTS = (Measurement("transcripts", WHITE_HOUSE, transcripts),)
