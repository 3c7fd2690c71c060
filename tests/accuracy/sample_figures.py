"""Figures for people to judge: 200 of the White House corpus, half of them money, into data/samples/figures.csv.

Repeat with `DISCOURSE_CORPORA=… PYTHONPATH=tests python -m accuracy.sample_figures`; drawn and kept as accuracy.sample does.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from accuracy.reading import read
from accuracy.sample import CORPORA, FOLDER, documents, rank
from helpers import actors, quantities, segments, tables
from helpers.actors.words import plain

CORPUS = "white-house-2021-2026"
FILE = FOLDER / "figures.csv"
AROUND = 250  # characters of the sentence on either side
SIZES = {"money": 100, "other": 100}
HELD = ("kind", "value", "high", "approx", "unit", "currency", "per", "counted", "change", "date")
COLUMNS = ("quantity_id", "stratum", "stratum_size", "passage", "figure", *HELD, "organisations", "judgement")


def main() -> int:
    if FILE.is_file() and any(row["judgement"] for row in csv.DictReader(FILE.open(encoding="utf-8"))):
        print(f"{FILE.name} holds judgements and is left as it is", file=sys.stderr)
        return 0
    register = actors.Register.load(tables.data_file("actors.yaml"))
    strata: dict[str, list[dict[str, Any]]] = {stratum: [] for stratum in SIZES}
    drawn = documents(Path(os.environ["DISCOURSE_CORPORA"]), {CORPUS: CORPORA[CORPUS]})
    with tempfile.TemporaryDirectory() as work:
        for name, text in drawn:
            reading = read(text, Path(work), "document" + PurePosixPath(name).suffix)
            cut = segments.sentences(name.rpartition(".")[0], reading.text, reading.blocks)
            named: dict[str, dict[str, None]] = {}
            for mention in actors.find(reading.text, cut, register):
                if mention["kind"] == "organisation":
                    named.setdefault(mention["sentence_id"], {})[mention["name"]] = None
            spans = {s["sentence_id"]: (s["start"], s["end"]) for s in cut}
            for row in quantities.find(reading.text, cut):
                first, last = spans[row["sentence_id"]]
                first, last = max(first, row["start"] - AROUND), min(last, row["end"] + AROUND)
                strata["money" if row["kind"] == "money" else "other"].append(
                    {**row, "figure": plain(reading.text[row["start"] : row["end"]]), "passage": plain(reading.text[first:last]),
                     "organisations": "; ".join(named.get(row["sentence_id"], ()))}
                )  # fmt: skip
    rows = [
        {**row, "stratum": stratum, "stratum_size": len(strata[stratum]), "judgement": ""}
        for stratum, n in SIZES.items()
        for row in sorted(strata[stratum], key=lambda row: rank(row["quantity_id"]))[:n]
    ]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: rank(row["quantity_id"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
