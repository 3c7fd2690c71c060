"""Whether networks are those of the Discourse Network Analyzer: its sample, read from CSV and from its own database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from accuracy.bench import Card, Measurement, Tally, share
from helpers.exchange import dna
from helpers.measures import network

OURS = {"person": "actor", "organization": "organisation", "concept": "code"}


def networks(root: Path, work: Path) -> Iterator[Tally]:
    folder = root / "networks"
    expected = yaml.safe_load((folder / "expected.yaml").read_text("utf-8"))
    ledgers = [dna.read(folder / name) for name in ("sample-statements.csv", "sample.dna")]
    counts = []
    for ledger in ledgers:
        for one in expected:
            right = [_found(ledger, one)[name] == value for name, value in one.items() if name in _VALUES]
            counts.append((sum(right), len(right)))
    says = (
        "share of the values of DNA's sample (rows, columns, sums, ties) that its own tests expect and we compute, "
        "from its CSV and from its database"
    )
    n = sum(whole for _, whole in counts)
    yield Tally("networks/dna", "Networks as DNA has them", says, counts, share, n, "values", goal=1.0)
    same = []
    for ledger in ledgers:
        dna.write(ledger, work / "ledger.csv")
        back = dna.read(work / "ledger.csv")
        is_same = (
            back.fillna("").eq(ledger.fillna("")).all(axis=1) if len(back) == len(ledger) else back.index < 0
        )
        same.append((int(is_same.sum()), len(ledger)))
    says = "share of the statements of DNA's sample that are the same after they were written as its CSV and read again"
    n = sum(whole for _, whole in same)
    yield Tally("networks/ledger", "Statements read back", says, same, share, n, "statements", goal=1.0)


_VALUES = ("shape", "sum", "sum_rounded", "ties", "non_zero_ties")


def _found(ledger: pd.DataFrame, one: dict[str, Any]) -> dict[str, Any]:
    """Our values for one of the networks; DNA's matrix has a tie between two of a kind twice, on both sides."""
    left_out = {OURS[name]: values for name, values in one.get("exclude", {}).items()}
    positions = network.without(ledger, left_out)
    options = {"qualifier": one["qualifier"], "normalisation": one.get("normalisation", "no")}
    if one["network"] == "two_mode":
        rows, columns = OURS[one["rows"]], OURS[one["columns"]]
        ties, times = network.affiliation(positions, rows, columns, **options), 1
    else:
        rows = columns = OURS[one["nodes"]]
        ties, times = network.one_mode(positions, rows, OURS[one["through"]], **options), 2
    total = times * ties["weight"].sum()
    non_zero = int((ties["weight"] != 0).sum())
    return {
        "shape": [len(network.nodes(positions, rows)), len(network.nodes(positions, columns))],
        "sum": total,
        "sum_rounded": round(total),
        "ties": non_zero,
        "non_zero_ties": non_zero,
    }


SAMPLE = Card(
    "Sample of the Discourse Network Analyzer, and what rDNA's tests expect of it",
    "leifeld-lab/dna 3.1, rDNA/tests",
    "GPL: measured only, not passed on",
    ("networks/expected.yaml", "networks/sample-statements.csv", "networks/sample.dna"),
)
MEASUREMENTS = (Measurement("networks", SAMPLE, networks),)
