"""Finding statements, beside parsing every sentence with spaCy's pipeline as its model is loaded."""

from __future__ import annotations

import importlib
import itertools
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers import actors, segments, sources, statements, tables
from helpers.sources import Manifest, Reading
from helpers.statements import english, parsing

# Half of it speeches at the United Nations, half documents of the White House.
MEGABYTES = float(os.environ.get("DISCOURSE_BENCH_VOICES_MEGABYTES", "5"))
CORPORA = ("un-general-debate*.tar.xz", "white-house*.tar.xz")
GOAL = 2.5
LEAST_SHARE = 0.97
ODD = {
    "an unclosed quotation": "“he said that it is so. ",
    "quotation marks": '"',
    "one long sentence": "and the minister said that the measures of the government ",
    "no letters": "--- ... !!! ",
}


def measured(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The figures, and what was skipped."""
    rows = [odd(name, unit) for name, unit in ODD.items()]
    root = Path(os.environ.get("DISCOURSE_CORPORA", "/dev/null"))
    archives = [found for pattern in CORPORA for found in sorted(root.glob(pattern))[:1]]
    name = parsing.version()
    if len(archives) < len(CORPORA) or name is None:
        lacks = "no English model is installed" if name is None else f"DISCOURSE_CORPORA lacks {CORPORA}"
        return rows, [{"name": "statements", "reason": lacks}]
    per_archive = MEGABYTES * 1e6 / len(archives)
    documents = [read for archive in archives for read in drawn(archive, per_archive, folder)]
    cut = [segments.sentences(str(n), one.text, one.blocks) for n, one in enumerate(documents)]
    register = actors.Register.load(tables.data_file("actors.yaml"))
    mentions = [actors.find(one.text, s, register) for one, s in zip(documents, cut, strict=True)]
    statements.find("He said so.", [], [], [])  # the model is loaded
    began = time.perf_counter()
    ours = [
        statements.find(one.text, one.blocks, s, m)[0]
        for one, s, m in zip(documents, cut, mentions, strict=True)
    ]
    our_seconds = time.perf_counter() - began
    whole = importlib.import_module(name.split()[0]).load()
    whole.max_length = 10**9
    began = time.perf_counter()
    sum(1 for _ in whole.pipe(one.text for one in documents))
    spacy_seconds = time.perf_counter() - began
    sent, every, kept, of = 0, 0, 0, 0
    for one, s in zip(documents, cut, strict=True):
        content = [block for block in one.blocks if block["is_content"]]
        quotes = english.quotations(one.text, content)
        sent += sum(map(english.Statements(one.text).wants, english.stretches(one.text, s, quotes, set())))
        every += sum(1 for sentence in s if sentence["language"] in ("en", "und"))
        all_of = _places(english.find(one.text, content, s, quotes, is_sifted=False))
        kept += len(all_of & _places(english.find(one.text, content, s, quotes)))
        of += len(all_of)
    found = sum(map(len, ours))
    row = {
        "name": "finding statements", "peer": f"spaCy, {name}, every step", "megabytes": MEGABYTES, "documents": len(documents),
        "statements": found, "seconds": round(our_seconds, 1), "peer_seconds": round(spacy_seconds, 1),
        "statements_per_second": round(found / our_seconds, 1), "share_parsed": round(sent / every, 3),
        "share_of_all_statements": round(kept / of, 4), "ratio": round(our_seconds / spacy_seconds, 3), "goal": round(1 / GOAL, 2),
    }  # fmt: skip
    return [*rows, row], []


def odd(name: str, unit: str) -> dict[str, Any]:
    """Four times as much of what is unusual, in how many times the time."""
    seconds = []
    for letters in (25_000, 100_000):
        text = unit * (letters // len(unit))
        block = {"block_id": "d#b1", "start": 0, "end": len(text), "kind": "paragraph", "is_content": True, "language": "en"}  # fmt: skip
        cut = segments.sentences("d", text, [block])
        began = time.perf_counter()
        statements.find(text, [block], cut, [])
        seconds.append(time.perf_counter() - began)
    return {"name": f"statements in {name}", "seconds": round(seconds[1], 2), "ratio": round(seconds[1] / max(seconds[0], 0.01), 1), "goal": 8}  # fmt: skip


def _places(found: list[Any]) -> set[Any]:
    return {(one.cue_span, tuple(one.content)) for one in found}


def drawn(archive: Path, size: float, folder: Path) -> Iterator[Reading]:
    with tarfile.open(archive) as files:
        members = (one for one in files if one.isfile() and one.name.endswith((".txt", ".md")))
        for member in itertools.islice(members, 0, None, 5):
            file = files.extractfile(member)
            path = folder / Path(member.name).name
            path.write_bytes(file.read() if file else b"")
            read = sources.read(path, root=folder, document_id=path.stem, manifest=Manifest())
            path.unlink()
            yield read
            size -= len(read.text)
            if size <= 0:
                return
