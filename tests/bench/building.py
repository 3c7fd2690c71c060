"""A whole build beside floors that every tool has: counting words, and reading the same text into a data frame."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
COPIES = 20  # of the seeds: enough for workers of their own
BUILD = """
import sys
from helpers.cli import main
main()
"""
COUNT = "import sys; from pathlib import Path; [len(p.read_text('utf-8', 'replace').split()) for p in Path(sys.argv[1]).iterdir()]"
FRAME = """
import sys, pandas; from pathlib import Path
texts = pandas.DataFrame({"text": [p.read_text("utf-8", "replace") for p in Path(sys.argv[1]).iterdir()]})
texts["text"].str.split().str.len().sum()
"""


def measured(folder: Path) -> list[dict[str, Any]]:
    """Seconds, documents a second and peak memory of all processes together (Linux), for the build and each floor."""
    seeds = folder / "seeds"
    seeds.mkdir()
    for file in SEEDS.iterdir():
        if file.suffix in (".txt", ".md"):
            for n in range(COPIES):
                shutil.copyfile(file, seeds / f"{file.stem}-{n}{file.suffix}")
    documents = len(list(seeds.iterdir()))
    commands = {
        "build": [sys.executable, "-c", BUILD, "build", str(seeds), "--out", str(folder / "corpus")],
        "words counted by Python": [sys.executable, "-c", COUNT, str(seeds)],
        "words counted in pandas": [sys.executable, "-c", FRAME, str(seeds)],
    }
    rows = []
    for name, command in commands.items():
        seconds, megabytes = min(_run(command, folder) for _ in range(3))
        rows.append({"name": name, "documents": documents, "seconds": round(seconds, 2),
                     "documents_per_second": round(documents / seconds, 1), "peak_megabytes": megabytes})  # fmt: skip
    return [{**row, "times_the_time": round(rows[0]["seconds"] / row["seconds"], 1)} for row in rows]


def _run(command: list[str], folder: Path) -> tuple[float, int | None]:
    shutil.rmtree(folder / "corpus", ignore_errors=True)
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError(process.stderr.read().decode() if process.stderr else "")
    return time.perf_counter() - start, round(peak / 1e6) or None


def memory(pid: int) -> int:
    """Resident bytes of a process and those below it; 0 where the system does not tell."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(memory(int(child)) for child in below)
