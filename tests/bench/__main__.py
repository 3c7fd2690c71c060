"""`make bench`: measure, write data/bench.json, name what was skipped."""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import building, coding, figures, pairs, readers, voices

FILE = Path(__file__).resolve().parents[2] / "data" / "bench.json"
# Real files: what they are called here, the variable that names their folder, the pattern, how many.
REAL = (
    ("pages of news and blogs", "DISCOURSE_GOLD", "html/pages/*.html.gz", 20),
    ("policy papers as PDF", "DISCOURSE_GOLD", "files/**/*.pdf", 4),
    ("office documents", "DISCOURSE_GOLD", "files/**/*.docx", 10),
    ("slides", "DISCOURSE_GOLD", "files/**/*.pptx", 10),
    ("OpenDocument texts", "DISCOURSE_GOLD", "files/**/*.odt", 10),
    ("books", "DISCOURSE_GOLD", "files/**/*.epub", 10),
)


def _sound(variable: str, pattern: str, count: int, work: Path) -> list[Path]:
    """Some files that both sides can read, unpacked; none where the variable names no folder that has any."""
    given, found = os.environ.get(variable, ""), []
    for file in sorted(Path(given).glob(pattern)) if given else []:
        if file.suffix == ".gz":
            (work / file.stem).write_bytes(gzip.decompress(file.read_bytes()))
            file = work / file.stem  # noqa: PLW2901
        if len(found) < count and readers.is_sound(file):
            found.append(file)
    return found


def main() -> int:
    rows: list[dict[str, Any]] = []
    skipped: list[dict[str, str]] = []
    real: dict[str, list[Path]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for label, variable, pattern, count in REAL:
            if files := _sound(variable, pattern, count, Path(folder)):
                real[f"{label} ({len(files)})"] = files
            else:
                why = f"has no {pattern}" if os.environ.get(variable) else "is unset"
                skipped.append({"name": label, "reason": f"{variable} {why}"})
        for pair in readers.pairs(Path(folder), real):
            rows.append(pairs.measured(pair))
            print(
                "{name:52} {ratio:6.2f} × {peer:20} {ours_per_second:9.1f} {unit}".format(**rows[-1]),
                flush=True,
            )
        builds = building.measured(Path(folder))
        codings, absent = coding.measured(Path(folder))
        said, missing = voices.measured(Path(folder))
        counted, lacking = figures.measured(Path(folder))
    skipped += absent + missing + lacking
    for row in (*builds, *codings, *said, *counted):
        print(json.dumps(row, ensure_ascii=False))
    for one in skipped:
        print(f"skipped: {one['name']}: {one['reason']}")
    late = [
        f"{row['name']}: {row['ratio']}"
        for row in (*rows, *codings, *said, *counted)
        if row.get("goal") and row["ratio"] > row["goal"]
    ]
    found = {
        "readers": rows,
        "builds": builds,
        "coding": codings,
        "statements": said,
        "quantities": counted,
        "skipped": skipped,
        "over_goal": late,
    }
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
