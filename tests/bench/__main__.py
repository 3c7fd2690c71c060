"""`make bench`: measure, write data/bench.json, name what was skipped."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from bench import building, coding, pairs, readers

FILE = Path(__file__).resolve().parents[2] / "data" / "bench.json"
# Real files: what they are called here, the variable that names their folder, the pattern, how many.
REAL = (
    ("pages of news and blogs", "DISCOURSE_GOLD", "html/**/*.html", 40),
    ("policy papers as PDF", "DISCOURSE_GOLD", "files/**/*.pdf", 4),
    ("office documents", "DISCOURSE_GOLD", "files/**/*.docx", 10),
    ("slides", "DISCOURSE_GOLD", "files/**/*.pptx", 10),
)


def main() -> int:
    real, skipped = {}, []
    for label, variable, pattern, count in REAL:
        folder = os.environ.get(variable, "")
        found = sorted(Path(folder).glob(pattern)) if folder else []
        files = [file for file in found if readers.is_sound(file)][:count]
        if files:
            real[f"{label} ({len(files)})"] = files
        else:
            why = f"{variable} has no {pattern}" if folder else f"{variable} is unset"
            skipped.append({"name": label, "reason": why})
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for pair in readers.pairs(Path(folder), real):
            rows.append(pairs.measured(pair))
            print(
                "{name:52} {ratio:6.2f} × {peer:20} {ours_per_second:9.1f} {unit}".format(**rows[-1]),
                flush=True,
            )
        builds = building.measured(Path(folder))
        codings, absent = coding.measured(Path(folder))
    skipped += absent
    for row in (*builds, *codings):
        print(json.dumps(row, ensure_ascii=False))
    for one in skipped:
        print(f"skipped: {one['name']}: {one['reason']}")
    late = [
        f"{row['name']}: {row['ratio']}"
        for row in (*rows, *codings)
        if row.get("goal") and row["ratio"] > row["goal"]
    ]
    found = {"readers": rows, "builds": builds, "coding": codings, "skipped": skipped, "over_goal": late}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
