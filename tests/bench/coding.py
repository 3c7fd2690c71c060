"""Building a large corpus, all but the parsing for statements, on one core, beside what people would otherwise use."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from bench import building
from helpers.codebook import Codebook, Pattern
from helpers.codebook.folding import fold
from helpers.tables import data_file

MEGABYTES = float(os.environ.get("DISCOURSE_BENCH_MEGABYTES", "50"))
STEPS = "read, cut, code, write"
BUILD = """
import sys
from pathlib import Path
from helpers.codebook import Codebook
from helpers.corpus import Corpus

class Here:
    def map(self, function, *rest):
        return map(function, *rest)

Corpus.build(Path(sys.argv[1]), Path(sys.argv[2]), codebook=Codebook.load(Path(sys.argv[3])), with_voices=False, executor=Here(), progress=False)
"""
ALTERNATION = """
import json, re, sys
from pathlib import Path
terms = json.loads(Path(sys.argv[2]).read_text("utf-8"))
pattern = re.compile(r"\\b(?:" + "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) + r")\\b", re.I)
for path in Path(sys.argv[1]).iterdir():
    [match.span() for match in pattern.finditer(path.read_text("utf-8", "replace"))]
"""
SPACY = """
import json, sys
from pathlib import Path
import spacy
from spacy.matcher import PhraseMatcher
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
nlp.max_length = 10**9
matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
matcher.add("codebook", [nlp.make_doc(term) for term in json.loads(Path(sys.argv[2]).read_text("utf-8"))])
for path in Path(sys.argv[1]).iterdir():
    document = nlp(path.read_text("utf-8", "replace"))
    list(document.sents), matcher(document)
"""
# What would be slow if a pattern could be: texts that nearly match again and again.
HOSTILE = (
    ("ab*ab*ab*abc", "ab"), ("ab cd ab", "ab cd "), ("ab-cd-ef", "ab-cd"), ("ab NEAR/9 cd", "ab cd "), ("ab NEAR/9 cd", "ab "),
    ("恐怖…利用", "恐怖"), ("(aa | aa aa) (aa | aa aa) (aa | aa aa) bb", "aa "), ("ab", "no ab but "),
)  # fmt: skip


def measured(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The figures, and what was skipped."""
    rows = [hostile(*pair) for pair in HOSTILE]
    archives = sorted(
        Path(os.environ.get("DISCOURSE_CORPORA", "/dev/null")).glob("un-general-debate*.tar.xz")
    )
    if not archives:
        return rows, [{"name": "coding", "reason": "DISCOURSE_CORPORA has no un-general-debate*.tar.xz"}]
    whole, tenth = folder / "whole", folder / "tenth"
    size = unpack(archives[0], whole, tenth)
    book, half, terms = folder / "codebook.yaml", folder / "half.yaml", folder / "terms.json"
    shutil.copyfile(data_file("codebook.yaml"), book)
    half.write_text(halved(book.read_text("utf-8")), "utf-8")
    terms.write_text(json.dumps(literals(Codebook.load(book))), "utf-8")

    def build(seeds: Path, codebook: Path) -> tuple[float, int]:
        shutil.rmtree(folder / "built", ignore_errors=True)
        return run([sys.executable, "-c", BUILD, str(seeds), str(folder / "built"), str(codebook)])

    (ours, memory), (small, small_memory) = build(whole, book), build(tenth, book)
    fewer = min(build(tenth, half)[0] for _ in range(3))
    as_many = min(small, *(build(tenth, book)[0] for _ in range(2)))
    text = folder / "whole.txt"
    text.write_bytes(b"\n".join(path.read_bytes() for path in sorted(whole.iterdir())))
    peers = {
        "wc -w": run(["wc", "-w", str(text)])[0],
        "one compiled regular expression, terms only": run([sys.executable, "-c", ALTERNATION, str(whole), str(terms)])[0],
        "spaCy: blank, sentencizer, PhraseMatcher": run([sys.executable, "-c", SPACY, str(whole), str(terms)])[0],
    }  # fmt: skip
    rows.append({"name": STEPS, "megabytes": round(size / 1e6, 1), "seconds": round(ours, 1),
                 "megabytes_per_second": round(size / 1e6 / ours, 2), "peak_megabytes": memory})  # fmt: skip
    goals = {"wc -w": 25.0, "spaCy: blank, sentencizer, PhraseMatcher": 0.2}
    rows += [
        {"name": STEPS, "peer": peer, "ratio": round(ours / seconds, 2), "peer_seconds": round(seconds, 2),
         "goal": goals.get(peer)}
        for peer, seconds in peers.items()
    ]  # fmt: skip
    rows += [
        {"name": "all patterns", "peer": "every other pattern", "ratio": round(as_many / fewer, 2), "goal": 1.15},
        {"name": "ten times the text, time", "peer": "once", "ratio": round(ours / small, 2), "goal": 10.5},
        {"name": "ten times the text, memory", "peer": "once", "ratio": round(memory / small_memory, 2), "goal": 1.2},
    ]  # fmt: skip
    return rows, []


def hostile(pattern: str, unit: str) -> dict[str, Any]:
    """Ten times the text must take about ten times as long; a hundred times would be quadratic."""
    phrases = [phrase.compiled for phrase in Pattern.parse(pattern).node.phrases]

    def seconds(n: int) -> float:
        text = fold(unit * n)[0]
        return min(
            timed(lambda: [sum(1 for _ in phrase.finditer(text)) for phrase in phrases]) for _ in range(5)
        )

    ratio = seconds(100_000) / seconds(10_000)
    return {"name": f"{pattern} in {unit!r} again and again", "peer": "a tenth of the text", "ratio": round(ratio, 1), "goal": 20.0}  # fmt: skip


def timed(do: Callable[[], object]) -> float:
    start = time.process_time()  # what other processes of the machine take is no part of it
    do()
    return time.process_time() - start


def unpack(archive: Path, whole: Path, tenth: Path) -> int:
    """Files drawn by a fixed seed until there are so many megabytes, and a tenth of them."""
    whole.mkdir()
    tenth.mkdir()
    with tarfile.open(archive) as files:
        texts = {Path(m.name).name: files.extractfile(m).read() for m in files if m.name.endswith(".txt")}  # type: ignore[union-attr]
    names = sorted(texts)
    random.Random(4).shuffle(names)
    size = 0
    for n, name in enumerate(names):
        if size >= MEGABYTES * 1e6:
            break
        size += len(texts[name])
        for folder in (whole, tenth)[: 2 if n % 10 == 0 else 1]:
            (folder / name).write_bytes(texts[name])
    return size


def halved(text: str) -> str:
    """The codebook with every other pattern; a code keeps one at least."""
    root = yaml.safe_load(text)
    codes = [code for theme in root["themes"].values() for code in theme["codes"].values()]
    for code in [*codes, *root.get("frames", {}).values()]:
        code["patterns"] = {language: some[::2] for language, some in code["patterns"].items()}
    return yaml.safe_dump(root, allow_unicode=True)


def literals(codebook: Codebook) -> list[str]:
    """The words and phrases in the patterns, without what other tools do not know: wildcards and distances."""
    parts = [
        re.sub(r"[*?]", "", part).strip()
        for code in codebook.codes
        for pattern in code.patterns
        for part in re.split(r"[|()…]|NEAR/\d+", pattern.text)
    ]
    return sorted({part for part in parts if len(part) > 1})


def run(command: Sequence[str]) -> tuple[float, int]:
    """Seconds and peak megabytes of a command and its children, held to one core where the system can."""

    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if cores:
        os.sched_setaffinity(0, {max(cores)})
    try:
        start, peak = time.perf_counter(), 0
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while process.poll() is None:
            peak = max(peak, building.memory(process.pid))
            time.sleep(0.05)
        seconds = time.perf_counter() - start
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
    if process.returncode:
        raise RuntimeError(process.stderr.read().decode() if process.stderr else "")
    return seconds, round(peak / 1e6)
