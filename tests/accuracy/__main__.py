"""`make accuracy`: measure, compare with the floors, write data/accuracy.json."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from accuracy import (
    actors,
    bench,
    chinese,
    chinese_quantities,
    commitments,
    corpora,
    files,
    instruments,
    languages,
    networks,
    pdf,
    quantities,
    reading,
    statements,
    themes,
    transcripts,
)
from helpers import tables
from helpers.codebook import Codebook

FILE = Path(__file__).resolve().parents[2] / "data" / "accuracy.json"
MEASUREMENTS = (
    *reading.MEASUREMENTS,
    *corpora.MEASUREMENTS,
    *pdf.MEASUREMENTS,
    *transcripts.MEASUREMENTS,
    *languages.MEASUREMENTS,
    *files.MEASUREMENTS,
    *themes.MEASUREMENTS,
    *actors.MEASUREMENTS,
    *chinese.MEASUREMENTS,
    *chinese_quantities.MEASUREMENTS,
    *networks.MEASUREMENTS,
    *statements.MEASUREMENTS,
    *quantities.MEASUREMENTS,
    *commitments.MEASUREMENTS,
    *instruments.MEASUREMENTS,
)


def main() -> int:
    before = json.loads(FILE.read_text("utf-8")) if FILE.is_file() else {}
    now = bench.measure(MEASUREMENTS, {**os.environ, "FIXTURES": str(chinese.FIXTURES)}, before)
    kept = {one["measurement"] for one in now["skipped"]}
    for one in (figure for figure in now["figures"] if figure["measurement"] not in kept):
        print(
            f"{one['figure']:28} {one['value']:.4f}  [{one['low']:.4f}, {one['high']:.4f}]  n = {one['n']} {one['unit']}"
        )
    for one in now["skipped"]:
        print(f"skipped: {one['measurement']} ({one['name']}): {one['reason']}; {one['kept']} figures kept")
    if found := bench.faults(before, now):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    if len(now["skipped"]) < len(MEASUREMENTS):
        digest = Codebook.load(tables.data_file("codebook.yaml")).digest
        written = json.dumps({"codebook": digest, **now}, ensure_ascii=False, indent=1)
        FILE.write_text(written + "\n", "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
