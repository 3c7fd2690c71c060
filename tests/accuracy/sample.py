"""Sentences for people to judge: 200 a theme from the two corpora, into data/samples (how to use them: its README).

Repeat with `DISCOURSE_CORPORA=… PYTHONPATH=tests python -m accuracy.sample`. Which sentences are drawn is settled by
digests of their ids, so that it hangs on no random state; a file in which somebody has judged is not written again.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from accuracy.reading import read
from helpers import coding, segments, tables
from helpers.codebook import Codebook

SEED = "2026"
FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples"
# Documents drawn from each corpus: enough that the rarest theme has its hundred sentences.
CORPORA = {"un-general-debate-1990-2024": 600, "white-house-2021-2026": 1200}
# Sentences of each stratum: coded with the theme; not coded, one or two sentences from one that is; other sentences.
SIZES = {"coded": 100, "near": 60, "far": 40}
NEAR = 2
COLUMNS = ("sentence_id", "stratum", "stratum_size", "sentence", "codes", "judgement")


def rank(name: str) -> str:
    return hashlib.sha256(f"{SEED} {name}".encode()).hexdigest()


def documents(root: Path, corpora: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The id and text of so many documents drawn from each corpus."""
    for corpus, n in corpora.items():
        with tarfile.open(root / f"{corpus}.tar.xz") as archive:
            members = [m for m in archive.getmembers() if m.isfile() and m.name.endswith((".txt", ".md"))]
            drawn = {m.name for m in sorted(members, key=lambda m: rank(m.name))[:n]}
            for member in members:
                if member.name in drawn and (file := archive.extractfile(member)):
                    yield (
                        f"{corpus}/{PurePosixPath(member.name).name}",
                        file.read().decode("utf-8", "replace"),
                    )


def sentences(root: Path, codebook: Codebook) -> Iterator[list[tuple[str, str, dict[str, list[str]]]]]:
    """For each document its sentences: id, text, and the codes by theme."""
    with tempfile.TemporaryDirectory() as work:
        for name, text in documents(root, CORPORA):
            reading = read(text, Path(work), "document" + PurePosixPath(name).suffix)
            cut = segments.sentences(name.rpartition(".")[0], reading.text, reading.blocks)
            found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
            for row in coding.code(reading.text, cut, codebook):
                if row["theme"] and row["code"] not in found[row["sentence_id"]][row["theme"]]:
                    found[row["sentence_id"]][row["theme"]].append(row["code"])
            yield [
                (s["sentence_id"], reading.text[s["start"] : s["end"]], found[s["sentence_id"]]) for s in cut
            ]


def main() -> int:
    codebook = Codebook.load(tables.data_file("codebook.yaml"))
    strata: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for rows in sentences(Path(os.environ["DISCOURSE_CORPORA"]), codebook):
        for theme in codebook.themes:
            near = {j for i, row in enumerate(rows) if theme in row[2] for j in range(i - NEAR, i + NEAR + 1)}
            for i, (name, text, codes) in enumerate(rows):
                stratum = "coded" if theme in codes else "near" if i in near else "far"
                if len(re.findall(r"\w+", text)) >= 5:  # what is shorter cannot be judged alone
                    said = " ".join(codes[theme]) if theme in codes else ""
                    strata[theme, stratum].append((name, " ".join(text.split()), said))
    FOLDER.mkdir(exist_ok=True)
    for theme in codebook.themes:
        path = FOLDER / f"{theme}.csv"
        if path.is_file() and any(row["judgement"] for row in csv.DictReader(path.open(encoding="utf-8"))):
            print(f"{path.name} holds judgements and is left as it is", file=sys.stderr)
            continue
        rows_ = [
            (name, stratum, len(strata[theme, stratum]), text, codes, "")
            for stratum, n in SIZES.items()
            for name, text, codes in sorted(strata[theme, stratum], key=lambda row: rank(theme + row[0]))[:n]
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            # Mixed, so that whoever judges is not told by the order.
            writer.writerows(sorted(rows_, key=lambda row: rank(row[0])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
