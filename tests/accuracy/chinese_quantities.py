"""How well Chinese figures are read: sentences written for the tests, with what a reader counts in them and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, Tally, share
from helpers import quantities

FILE = "chinese_quantities.yaml"
HELD = ("kind", "value", "high", "approx", "unit", "currency", "counted")


def found(text: str) -> list[dict[str, Any]]:
    """The figures of a text of one sentence."""
    sentence = {"document_id": "d", "sentence_id": "d#s1", "start": 0, "end": len(text), "language": "zh"}
    return quantities.find(text, [sentence])


def answer(text: str, wanted: dict[str, Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The row that lies in the words of a wanted figure."""
    start = text.index(wanted["figure"])
    end = start + len(wanted["figure"])
    return next((row for row in rows if row["start"] < end and start < row["end"]), None)


def is_right(
    text: str, wanted: dict[str, Any], rows: Sequence[dict[str, Any]], *, but: str | None = None
) -> bool:
    """Whether a row has all that is wanted of the figure, and nothing where nothing is wanted; `but` one column."""
    row = answer(text, wanted, rows)
    expected = {**dict.fromkeys(HELD), "kind": "count", **wanted, **wanted.get("of", {})}
    held = [name for name in expected if name not in ("figure", "of", but)]
    expected["value"] = round(float(expected["value"]), 3)
    return row is not None and all(
        expected[name] == (round(row[name], 3) if name == "value" else row[name]) for name in held
    )


def chinese(root: Path, work: Path) -> Iterator[Tally]:
    texts = yaml.safe_load((root / FILE).read_text("utf-8"))
    says = "share of the figures with the right value, upper value, approximation, unit or currency, kind, and thing counted"
    later = "; two batches written later, of which .75 and .825 were right before the rules learnt from them"
    unseen = "; written last, scored once, never learnt from"
    fresh = f"{unseen}: .827 then, .782 by the rules before them"
    for name, batches, more, but in (
        ("usual", ["figures"], "", None),
        ("later", ["held_out", "last"], later, None),
        ("unseen", ["unseen"], unseen, None),
        ("unseen_values", ["unseen"], f"{unseen}; whatever they count", "counted"),
        ("fresh", ["fresh"], fresh, None),
        ("fresh_values", ["fresh"], f"{fresh}; whatever they count", "counted"),
    ):
        wanted = [
            (one["text"], figure) for batch in batches for one in texts[batch] for figure in one["found"]
        ]
        counts = [(is_right(text, figure, found(text), but=but), 1) for text, figure in wanted]
        yield Tally(f"chinese/figures_{name}", f"Chinese figures, {name.replace('_', ' ')}", f"{says}{more}", counts, share, len(counts), "figures", goal=0.95)  # fmt: skip
    empty = [(not found(text), 1) for text in (*texts["nothing"], *texts["fresh_nothing"])]
    says = "share of the sentences whose numerals count nothing, in which no figure is found"
    yield Tally("chinese/figures_nothing", "Chinese numerals that count nothing", says, empty, share, len(empty), "sentences", goal=0.95)  # fmt: skip


CARD = Card("Chinese figures written for the tests", "ours", "MIT", (FILE,), folder="FIXTURES")
MEASUREMENTS = (Measurement("chinese_quantities", CARD, chinese),)
