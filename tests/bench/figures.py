"""Finding figures, beside quantulum3 on the same sentences, where DISCOURSE_QUANTULUM3 names a Python that has it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from bench import coding, voices
from helpers import segments
from helpers.quantities import find

MEGABYTES = float(os.environ.get("DISCOURSE_BENCH_FIGURES_MEGABYTES", "1"))
PEER = "DISCOURSE_QUANTULUM3"
GOAL = 20
PASSES = 10  # one takes a fifth of a second, which a busy machine may double
# Without its classifier, with which it takes longer still and finds less in the figures of news.
QUANTULUM = """
import json, sys, time
from quantulum3 import classifier, parser
classifier.USE_CLF = False
sentences = [json.loads(line) for line in sys.stdin]
parser.parse("5 km")
began, found = time.process_time(), 0
for sentence in sentences:
    try:
        found += len(parser.parse(sentence))
    except Exception:
        pass
print(json.dumps([found, time.process_time() - began]))
"""
ODD = {
    "digits and commas": "1,", "a page of digits": "1", "digits and blanks": "1 ", "number words": "one ", "a million and": "million and ",
    "ranges": "5 to ", "brackets": "((1 ", "money told twice": "300 yuan ($44) ", "lists of what is counted": "5 experts, scholars, ",
    "dates": "5% in May 2018, ", "labels": "articles 5 and 6, ", "blanks": " ", "Chinese digits": "三", "Chinese figures": "三万多人，",
}  # fmt: skip


def measured(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The figures, and what was skipped."""
    rows = [odd(name, unit) for name, unit in ODD.items()]
    root = Path(os.environ.get("DISCOURSE_CORPORA", "/dev/null"))
    archives = [found for pattern in voices.CORPORA for found in sorted(root.glob(pattern))[:1]]
    if len(archives) < len(voices.CORPORA):
        return rows, [{"name": "figures", "reason": f"DISCOURSE_CORPORA lacks {voices.CORPORA}"}]
    per_archive = MEGABYTES * 1e6 / len(archives)
    documents = [read for archive in archives for read in voices.drawn(archive, per_archive, folder)]
    cut = [segments.sentences("d", one.text, one.blocks) for one in documents]
    find("5 km", [{**cut[0][0], "start": 0, "end": 4, "language": "en"}])  # the word lists are read
    began = time.process_time()  # what other processes of the machine take is no part of it
    for _ in range(PASSES):
        found = sum(len(find(one.text, s)) for one, s in zip(documents, cut, strict=True))
    seconds = (time.process_time() - began) / PASSES
    row = {
        "name": "finding figures", "megabytes": MEGABYTES, "documents": len(documents), "figures": found,
        "seconds": round(seconds, 2), "figures_per_second": round(found / seconds),
    }  # fmt: skip
    python = os.environ.get(PEER)
    if not python:
        reason = f"{PEER} is unset; it names a Python that has quantulum3"
        return [*rows, row], [{"name": "figures beside quantulum3", "reason": reason}]
    texts = [
        one.text[s["start"] : s["end"]]
        for one, of in zip(documents, cut, strict=True)
        for s in of
        if s["language"] == "en"
    ]
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(
        [python, "-W", "ignore", "-c", QUANTULUM], input=lines, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},  # what it finds hangs on the order of its sets
    )  # fmt: skip
    theirs, their_seconds = json.loads(done.stdout.splitlines()[-1])
    ratio = (theirs / their_seconds) / (found / seconds)
    return [
        *rows,
        {**row, "peer": "quantulum3", "peer_figures": theirs, "peer_seconds": round(their_seconds, 1),
         "peer_figures_per_second": round(theirs / their_seconds, 1), "ratio": round(ratio, 4), "goal": 1 / GOAL},
    ], []  # fmt: skip


def odd(name: str, unit: str) -> dict[str, Any]:
    """Ten times as much of what is unusual, in how many times the time."""

    def seconds(letters: int) -> float:
        text = unit * (letters // len(unit))
        language = "en" if text.isascii() else "zh"
        sentence = {"sentence_id": "s", "document_id": "d", "start": 0, "end": len(text), "language": language}  # fmt: skip
        return min(coding.timed(lambda: find(text, [sentence])) for _ in range(3))

    few, many = seconds(10_000), seconds(100_000)
    return {"name": f"figures in {name}", "peer": "a tenth of the text", "seconds": round(many, 2), "ratio": round(many / max(few, 0.001), 1), "goal": 20}  # fmt: skip
