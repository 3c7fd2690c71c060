"""How well Chinese statements are found: texts written for the tests, with what a reader finds in them and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, Tally, share
from helpers import segments, statements

FIXTURES = Path(__file__).parents[1] / "fixtures"
FILE = "chinese_statements.yaml"


def found(text: str, mentions: Sequence[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """The statements of a text whose paragraphs are parted by blank lines, each with its content in pieces."""
    blocks, at = [], 0
    for number, paragraph in enumerate(text.split("\n\n")):
        end = at + len(paragraph)
        blocks.append(
            {"block_id": f"d#b{number}", "start": at, "end": end, "kind": "paragraph", "is_content": True, "language": "zh"}
        )  # fmt: skip
        at = end + 2
    rows, contents = statements.find(text, blocks, segments.sentences("d", text, blocks), mentions)
    pieces: dict[str, list[tuple[int, int]]] = {}
    for piece in contents:
        pieces.setdefault(piece["statement_id"], []).append((piece["start"], piece["end"]))
    return [{**row, "pieces": pieces[row["statement_id"]]} for row in rows]


def is_found(text: str, wanted: dict[str, Any], rows: Sequence[dict[str, Any]]) -> bool:
    """Whether one of the rows has all that is wanted of it, and half of what both contents hold in common."""
    named = {name: value for name, value in wanted.items() if name != "content"}
    held, at = set[int](), 0
    for piece in wanted["content"].split("…"):
        at = text.index(piece, at)
        held |= set(range(at, at + len(piece)))
    for row in rows:
        ours = {place for start, end in row["pieces"] for place in range(start, end)}
        if named == {name: row[name] for name in named} and len(held & ours) * 2 >= len(held | ours):
            return True
    return False


def chinese(root: Path, work: Path) -> Iterator[Tally]:
    texts = yaml.safe_load((root / FILE).read_text("utf-8"))
    for name, batch in (("usual", "statements"), ("later", "held_out")):
        counts = [
            (
                sum(is_found(one["text"], wanted, found(one["text"])) for wanted in one["found"]),
                len(one["found"]),
            )
            for one in texts[batch]
        ]
        says = "share of the statements found with speaker, mode and class, in texts in the usual forms"
        if batch == "held_out":
            says = "the same in three batches written later, of which .69, .79 and .70 were found before the rules learnt from them"
        n = sum(whole for _, whole in counts)
        yield Tally(
            f"chinese/{name}",
            f"Chinese statements, {name} texts",
            says,
            counts,
            share,
            n,
            "statements",
            goal=0.9,
        )
    empty = [(not found(text), 1) for text in texts["nothing"]]
    says = "share of the sentences with such words where nobody says anything, in which nothing is found"
    yield Tally(
        "chinese/nothing", "Chinese look-alikes", says, empty, share, len(empty), "sentences", goal=0.95
    )


CARD = Card("Chinese statements written for the tests", "ours", "MIT", (FILE,), folder="FIXTURES")
MEASUREMENTS = (Measurement("chinese", CARD, chinese),)
