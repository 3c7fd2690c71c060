"""How well commitments are found in the seeds, against the key.

The rules were written beside the seeds, so that this says little of other texts. For those, 60 passages of ten
sentences were drawn (30 of the UN General Debate from 1990 on, 30 of White House remarks and fact sheets), and a machine
reader, no person, noted every promise, call, proposal and plan before the finder ran: 121 rows, beside others that may be
counted or not. Found with their force, before the rules were worked over with 60 other passages and after it:

    recall     .64  .74 (calls .72 of 79, promises .77 of 31, plans .80 of 10; UN .72 of 68, White House .77 of 53)
    precision  .90  .90
    actor      .95  .93 right, of those found

Half of the passages were drawn before that work, half after it; no miss in them was read before they were measured.
What is missed most often: calls in restrictive clauses ("a step that States should take"), duties told as facts ("X is
indispensable"), and what only a verb of another field says ("will remain at one per cent").
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from shipped import REGISTER

from accuracy.bench import Measurement, Tally, share
from accuracy.reading import KEY, SEEDS
from helpers import actors, commitments, segments, sources, statements
from helpers.sources import Manifest

Row = dict[str, Any]
# In slides the ministry that gives them may stand for nobody who is named.
EITHER = {None, "ministry of public security"}


def seeds(root: Path, _: Path) -> Iterator[Tally]:
    key = yaml.safe_load((root / "seeds" / "key.yaml").read_text("utf-8"))
    counts, others, parts = [], [], []
    for document in key["documents"]:
        text, rows = seed(document["file"])
        expected = [one for one in key["commitments"] if document["file"].startswith(one["file"])]
        found = paired(expected, rows, text)
        required = [n for n, one in enumerate(expected) if not one.get("optional")]
        counts.append((sum(n in found for n in required), len(required)))
        others.append((len(rows) - len(found), len(rows)))
        if document["genre"] == "slides":
            bullets = [n for n in required if place(expected[n], text)[0] >= text.find("Initiative One")]
            wholes = [n for n in bullets if expected[n]["text"].startswith("Initiative ")]
            ids = {rows[found[n]]["commitment_id"] for n in wholes if n in found}
            right = sum(n in found and rows[found[n]]["part_of"] in ids for n in bullets if n not in wholes)
            parts.append((len(ids) + right, len(bullets)))
    says = "share of the commitments of the key that are found: overlapping with its words, with its force and its actor"
    yield Tally("seeds/commitments", "Commitments of the seeds", says, counts, share, sum(n for _, n in counts), "commitments", goal=36 / 42)  # fmt: skip
    yield Tally("seeds/other_commitments", "Commitments of the seeds: others", "share of what is found that the key does not have", others, share, sum(n for _, n in others), "commitments", is_error=True)  # fmt: skip
    yield Tally("seeds/initiatives", "Initiatives with their parts", "share of the initiatives of the slides and their parts that are found, the parts as parts of them", parts, share, sum(n for _, n in parts), "commitments", goal=1.0)  # fmt: skip


def seed(file: str) -> tuple[str, list[Row]]:
    reading = sources.read(SEEDS / file, root=SEEDS, document_id="d", manifest=Manifest.load(SEEDS))
    return reading.text, find(reading.text, reading.blocks, reading.document)


def find(text: str, blocks: list[Row], document: Row) -> list[Row]:
    """The commitments of a document, read as a build reads it."""
    cut = segments.sentences("d", text, blocks)
    mentions = actors.find(text, cut, REGISTER)
    reader = commitments.Reader(mentions)
    author = document.get("author")
    said, contents = statements.find(text, blocks, cut, mentions, author=author, beside=[reader])
    return commitments.find(text, blocks, cut, mentions, said, contents, reader, document=document)


def paired(expected: list[Row], rows: list[Row], text: str) -> dict[int, int]:
    """Which of the key is which of ours, one to one, those that share most first."""
    near = sorted(
        (
            (min(end, row["end"]) - max(start, row["start"]), -n, -m)
            for n, one in enumerate(expected)
            for start, end in [place(one, text)]
            for m, row in enumerate(rows)
            if row["start"] < end
            and start < row["end"]
            and row["force"] == one["force"]
            and is_actor(one, row)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for _, n, m in near:
        if -n not in found and -m not in found.values():
            found[-n] = -m
    return found


def place(one: Row, text: str) -> tuple[int, int]:
    start = text.replace("’", "'").replace("\xa0", " ").find(one["text"].replace("’", "'"))
    if start < 0:
        raise ValueError(f"the key has what {one['file']} has not: {one['text']}")
    return start, start + len(one["text"])


def is_actor(one: Row, row: Row) -> bool:
    theirs, ours = ((row["actor"] or "").casefold() or None for row in (one, row))
    return ours in EITHER if one["file"] == "003" and theirs in EITHER else ours == theirs


MEASUREMENTS = (Measurement("seed_commitments", KEY, seeds),)
