"""How well instruments are found: those of the key to the seeds, and in Chinese sentences written for the tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accuracy.actors import KEY
from accuracy.bench import Card, Measurement, Tally, share
from accuracy.reading import SEEDS
from helpers import actors, instruments, segments, sources
from helpers.sources import Manifest
from helpers.tables import data_file

Row = dict[str, Any]

# The words of the key for a status, and ours where they are others.
STATUSES = {"formulated": "drafted", "to be published": "planned", "under way": "under_way"}

BATCHES = {
    "sentences": "which the rules learnt from",
    "held_out": "of which .67 were right before the rules learnt from them",
    "later": "written after that, of which .80 were right before the rules learnt from them",
}


@cache
def _register() -> actors.Register:
    return actors.Register.load(data_file("actors.yaml"))


def namings(text: str, reading: sources.Reading) -> list[Row]:
    """The instruments found in a document that was read from a file."""
    sentences = segments.sentences(reading.document["document_id"], text, reading.blocks)
    date = reading.document["date"]
    return instruments.find(
        text, reading.blocks, sentences, actors.find(text, sentences, _register()), date=date
    )


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words of the key stand, whatever white space parts them."""
    pattern = r"\s*".join(re.escape(word) for word in words.split())
    return [match.span() for match in re.finditer(pattern, text)]


def matches(text: str, wanted: Mapping[str, Any], found: Sequence[Row]) -> list[Row]:
    """The namings that overlap the words of an instrument of the key wherever they stand in its document."""
    spans = places(text, wanted["text"])
    return [row for row in found if any(row["start"] < end and start < row["end"] for start, end in spans)]


def seeds(root: Path, _: Path) -> Iterator[Tally]:
    """An instrument of the key is found where one of its namings has its kind and its status."""
    key = yaml.safe_load((root / "seeds" / "key.yaml").read_text("utf-8"))
    manifest = Manifest.load(SEEDS)
    found, inside = [], []
    for document in key["documents"]:
        path = SEEDS / document["file"]
        reading = sources.read(path, root=SEEDS, document_id=path.stem, manifest=manifest)
        rows = namings(reading.text, reading)
        wanted = [row for row in key["instruments"] if document["file"].startswith(row["file"])]
        known: set[str] = set()
        right = []
        for one in wanted:
            own = matches(reading.text, one, rows)
            known |= {row["naming_id"] for row in own}
            status = STATUSES.get(one["status"], one["status"])
            if not one.get("optional"):
                right.append(any((row["kind"], row["status"]) == (one["kind"], status) for row in own))
        found.append((sum(right), len(right)))
        inside.append((len(known), len(rows)))
    yield Tally(
        "seeds/instruments", "Instruments of the seeds", "share of the instruments of the key to the five seed documents that are found with their kind and status",
        found, share, sum(n for _, n in found), "instruments", goal=0.878,
    )  # fmt: skip
    yield Tally(
        "seeds/instruments_inside", "Instruments of the seeds: namings in the key", "share of the namings found in the five seed documents that the key has, its optional rows included",
        inside, share, sum(n for _, n in inside), "namings",
    )  # fmt: skip


def chinese(root: Path, _: Path) -> Iterator[Tally]:
    sentences = yaml.safe_load((root / CHINESE.files[0]).read_text("utf-8"))
    for batch, says in BATCHES.items():
        counts = [
            (found(one["text"], language="zh") == [tuple(name) for name in one["names"]], 1)
            for one in sentences[batch]
        ]
        yield Tally(
            f"instruments/chinese_{batch}", f"Chinese instruments, {batch.replace('_', ' ')}",
            f"share of the Chinese sentences written for the tests, {says}, in which the instruments are found as they stand, with kind and status, and no others",
            counts, share, len(counts), "sentences", goal=0.9,
        )  # fmt: skip


def found(text: str, *, language: str) -> list[tuple[str, str, str]]:
    """Words, kind and status of the instruments in a paragraph."""
    blocks = [
        {
            "block_id": "d#b1", "kind": "paragraph", "start": 0, "end": len(text), "is_content": True,
            "language": language, "document_id": "d",
        }
    ]  # fmt: skip
    sentences = segments.sentences("d", text, blocks)
    rows = instruments.find(text, blocks, sentences, actors.find(text, sentences, _register()))
    return [(text[row["start"] : row["end"]], row["kind"], row["status"]) for row in rows]


CHINESE = Card(
    "Chinese sentences about instruments, written for the tests", "ours", "MIT", ("chinese_instruments.yaml",), folder="FIXTURES"
)  # fmt: skip
MEASUREMENTS = (
    Measurement("instruments_seeds", KEY, seeds),
    Measurement("instruments_chinese", CHINESE, chinese),
)
