"""How well statements are found: in US news that others annotated, in the seeds, in labelled turns of transcripts.

Run by itself, `python -m accuracy.statements`, it writes an error gallery, which the reliability notebook shows: what was
missed, sampled with a fixed seed. The texts may not be passed on: the file stays where it is made.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import sys
import tarfile
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, Tally, f1, share
from accuracy.reading import KEY, SEEDS, WHITE_HOUSE, read
from accuracy.transcripts import _IS_TRANSCRIPT, lines
from helpers import actors, segments, sources, statements, tables
from helpers.sources import Manifest, Reading

Span = tuple[int, int]
Spans = tuple[Span, ...]
ROLES = ("source", "cue", "content")
GALLERY = Path(__file__).resolve().parents[2] / "data" / "statements_missed.json"
MISSES, SEED = 30, 5


@dataclass(frozen=True)
class Attribution:
    """Source, cue and content of one attribution, each in one or several pieces, and its kind where we found it."""

    source: Spans
    cue: Spans
    content: Spans
    kind: str = ""


@dataclass
class Article:
    name: str
    text: str
    gold: list[Attribution]
    found: list[Attribution] = field(default_factory=list)

    @property
    def half(self) -> str:
        """A or B, by the name alone: errors are read in A only, B tells what was learnt there."""
        return "AB"[int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 2]


def articles(root: Path, work: Path) -> list[Article]:
    """The annotated articles with what we find in them; of several annotators the first by name."""
    register = actors.Register.load(tables.data_file("actors.yaml"))
    folder = root / "statements" / "polnear"
    found: dict[str, Article] = {}
    for file in sorted((folder / "attributions").glob("*.ann")):
        name = file.stem.rpartition("_")[0]
        if name not in found:
            text = (folder / "text" / f"{name}.txt").read_text("utf-8")
            found[name] = Article(name, text, list(_annotated(text, file.read_text("utf-8"))))
            reading = read(text, work, "document.txt")
            if reading.text != text:
                raise ValueError(f"{name}: is not stored as it is; offsets would not fit")
            found[name].found = list(_found(*_rows(reading, "document", register), text))
    return list(found.values())


def _annotated(text: str, annotation: str) -> Iterator[Attribution]:
    """brat stand-off: T lines are spans, E lines join them."""
    spans: dict[str, list[Span]] = {}
    joins = []
    for line in annotation.splitlines():
        number, _, rest = line.partition("\t")
        if number.startswith("T"):
            places = rest.partition("\t")[0].partition(" ")[2]
            spans[number] = [(int(a), int(b)) for a, b in (place.split() for place in places.split(";"))]
        elif number.startswith("E"):
            joins.append([part.partition(":") for part in rest.split()])
    for parts in joins:
        pieces: dict[str, list[Span]] = {role: [] for role in ROLES}
        for role, _, reference in parts:
            pieces.get(role.rstrip("0123456789").lower(), []).extend(spans.get(reference, []))
        yield Attribution(*(_merged(text, pieces[role]) for role in ROLES))


def _rows(
    reading: Reading, document_id: str, register: actors.Register
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    cut = segments.sentences(document_id, reading.text, reading.blocks)
    return statements.find(reading.text, reading.blocks, cut, actors.find(reading.text, cut, register))


def _found(
    rows: Sequence[dict[str, Any]], contents: Sequence[dict[str, Any]], text: str
) -> Iterator[Attribution]:
    """Our statements as the corpus marks them: no attribution stands inside another's content."""
    pieces: dict[str, list[Span]] = {}
    for piece in contents:
        pieces.setdefault(piece["statement_id"], []).append((piece["start"], piece["end"]))
    for row in rows:
        if row["nested_in"] is None:
            source, cue = (
                _merged(
                    text,
                    [(row[f"{part}_start"], row[f"{part}_end"])] if row[f"{part}_start"] is not None else [],
                )
                for part in ("speaker", "cue")
            )
            yield Attribution(source, cue, _merged(text, pieces[row["statement_id"]]), row["kind"])


def _merged(text: str, spans: Sequence[Span]) -> Spans:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def overlap(a: Spans, b: Spans) -> float:
    """Characters in both of those in either."""
    one, other = ({n for start, end in spans for n in range(start, end)} for spans in (a, b))
    return len(one & other) / len(one | other) if one | other else 0.0


def _pairs(found: Sequence[Spans], gold: Sequence[Spans], least: float) -> dict[int, int]:
    """Which of each are paired, one to one, the best first."""
    near = sorted(
        (
            (overlap(a, b), i, j)
            for i, a in enumerate(found)
            for j, b in enumerate(gold)
            if a and b and a[0][0] < b[-1][1] and b[0][0] < a[-1][1]
        ),
        reverse=True,
    )
    paired: dict[int, int] = {}
    for value, i, j in near:
        if value >= least and i not in paired and j not in paired.values():
            paired[i] = j
    return paired


def _exact(article: Article, role: str) -> tuple[int, int, int]:
    found, gold = ({getattr(one, role) for one in some} - {()} for some in (article.found, article.gold))
    return len(found & gold), len(found - gold), len(gold - found)


def _overlapping(
    article: Article, least: float, keep: Callable[[Spans], bool] = bool
) -> tuple[int, int, int]:
    found, gold = (
        [one.content for one in some if keep(one.content)] for some in (article.found, article.gold)
    )
    paired = len(_pairs(found, gold, least))
    return paired, len(found) - paired, len(gold) - paired


def _quoted(text: str) -> Callable[[Spans], bool]:
    return lambda spans: any(re.search(r"[\"“”]|''", text[start:end]) for start, end in spans)


def _speaker(article: Article) -> tuple[int, int]:
    """Of contents that are found and have a source: how many have a speaker that overlaps with it."""
    paired = _pairs([one.content for one in article.found], [one.content for one in article.gold], 0.3)
    both = [(article.found[i].source, article.gold[j].source) for i, j in paired.items()]
    sourced = [(ours, theirs) for ours, theirs in both if theirs]
    return sum(overlap(ours, theirs) > 0 for ours, theirs in sourced), len(sourced)


def polnear(root: Path, work: Path) -> Iterator[Tally]:
    found = articles(root, work)
    number = sum(len(article.gold) for article in found)
    known = {
        "source": "CRF 50.6, BERT 83.2", "cue": "CRF 53.4, BERT 75.3", "content": "CRF 28.6, BERT 72.9",
    }  # fmt: skip

    def tally(name: str, label: str, says: str, counts: Any, goal: float | None, *, by: Any = f1, n: int = number, unit: str = "attributions", known: str = "") -> Tally:  # fmt: skip
        return Tally(f"polnear/{name}", label, says, counts, by, n, unit, goal=goal, known=known)

    for role, goal in zip(ROLES, (0.73, 0.70, 0.58), strict=True):
        says = f"F1 of the {role} of attributions in US political news, span for span"
        yield tally(
            role,
            f"Statements: {role}, exactly",
            says,
            [_exact(a, role) for a in found],
            goal,
            known=known[role],
        )
    for half in "AB":
        some = [a for a in found if a.half == half]
        n = sum(len(a.gold) for a in some)
        for role in ROLES:
            what = "whose errors were read" if half == "A" else "whose errors were not read"
            yield tally(f"{role}_{half}", f"Statements: {role}, half {half}", f"F1 of the {role} in the half {what}", [_exact(a, role) for a in some], None, n=n)  # fmt: skip
    for least, goal in ((0.3, 0.76), (0.8, 0.64)):
        says = f"F1 of contents, found where {least:.1f} of the characters of both are common"
        yield tally(f"overlap_{least}", f"Statements: content, overlap {least}", says, [_overlapping(a, least) for a in found], goal)  # fmt: skip
    with_marks = sum(_quoted(a.text)(one.content) for a in found for one in a.gold)
    exact, near = ([_overlapping(a, least, _quoted(a.text)) for a in found] for least in (1.0, 0.3))
    says = "F1 of contents with quotation marks in them"
    yield tally("quoted", "Quotations, exactly", f"{says}, span for span", exact, 0.76, n=with_marks)
    yield tally(
        "quoted_overlap", "Quotations that overlap", f"{says}, overlapping by 0.3", near, 0.88, n=with_marks
    )
    speakers = [_speaker(a) for a in found]
    yield tally("speaker", "Statements: right speaker", "share of the contents found whose speaker overlaps with the true one", speakers, 0.94, by=share, n=sum(n for _, n in speakers))  # fmt: skip
    for kinds, name in ((("speech",), "speech"), (("attitude", "event"), "attitude")):
        counts = [_of_kind(a, kinds) for a in found]
        n = sum(n for _, n in counts)
        yield tally(f"precision_{name}", f"Statements right, of {' and '.join(kinds)}", f"share of what is found as {' or '.join(kinds)} that overlaps with an attribution by 0.3", counts, None, by=share, n=n, unit="statements")  # fmt: skip


def _of_kind(article: Article, kinds: Sequence[str]) -> tuple[int, int]:
    """What was found of these kinds: how much of it is an attribution at all. The corpus does not mark kinds."""
    found = [one.content for one in article.found if one.kind in kinds]
    return len(_pairs(found, [one.content for one in article.gold], 0.3)), len(found)


# The seeds


def seeds(root: Path, _: Path) -> Iterator[Tally]:
    key = yaml.safe_load((root / "seeds" / "key.yaml").read_text("utf-8"))
    counts, others = [], []
    for document in key["documents"]:
        found, right = [], []
        expected = [s for s in key["statements"] if document["file"].startswith(s["file"])]
        text, rows = _seed(document["file"])
        for one in expected:
            hits = [row for row in rows if is_found(one, row, text)]
            found += hits
            if not one.get("optional"):
                right.append(bool(hits))
        counts.append((sum(right), len(right)))
        seen = {row["statement_id"] for row in found}
        outer = [row for row in rows if row["nested_in"] is None]
        others.append((sum(row["statement_id"] not in seen for row in outer), len(outer)))
    n = sum(n for _, n in counts)
    yield Tally("seeds/statements", "Statements of the seeds", "share of the statements of the key that are found with the right speaker and mode", counts, share, n, "statements", goal=37 / 41)  # fmt: skip
    yield Tally("seeds/other_statements", "Statements of the seeds: others", "share of what is found, nested statements apart, that the key does not have", others, share, sum(n for _, n in others), "statements", is_error=True)  # fmt: skip


def _seed(file: str) -> tuple[str, list[dict[str, Any]]]:
    register = actors.Register.load(tables.data_file("actors.yaml"))
    reading = sources.read(SEEDS / file, root=SEEDS, document_id="d", manifest=Manifest.load(SEEDS))
    return reading.text, _rows(reading, "d", register)[0]


def is_found(expected: dict[str, Any], row: dict[str, Any], text: str) -> bool:
    """Whether a statement of the key is this one: the speaker's name, the mode, and overlapping content."""
    plain = text.replace("’", "'")
    start = plain.find(expected["content"].rstrip("…").replace("’", "'"))
    end = start + len(expected["content"].rstrip("…"))
    return (
        start >= 0
        and row["content_start"] < end
        and start < row["content_end"]
        and row["mode"] == expected["mode"]
        and (row["speaker"] or "").casefold() == expected["speaker"].casefold()
    )


# Labelled turns


def turns(root: Path, work: Path) -> Iterator[Tally]:
    """Every fourth file: whether what stands under a speaker's label is a statement of that speaker."""
    counts = []
    with tarfile.open(root / "white-house-2021-2026.tar.xz") as archive:
        for member in [one for one in archive if one.isfile() and one.name.endswith(".md")][::4]:
            file = archive.extractfile(member)
            text = file.read().decode("utf-8") if file else ""
            front = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
            if not front or not _IS_TRANSCRIPT.match(front.group()):
                continue
            reading = read(text, work, "page.md")
            said = list(statements.turns(reading.text, [b for b in reading.blocks if b["is_content"]]))
            starts = [one.content[0][0] for one in said]
            right = every = 0
            for line in lines(text, front.end(), is_transcript=True):
                if line.speaker:
                    n = bisect_right(starts, line.start) - 1
                    every += 1
                    right += n >= 0 and said[n].speaker == line.speaker and line.start < said[n].content[0][1]
            if every:
                counts.append((right, every))
    yield Tally("white_house/turn_statements", "Statements of labelled turns", "share of the lines under a speaker's label that are in a statement of that speaker", counts, share, int(sum(n for _, n in counts)), "lines", goal=0.98)  # fmt: skip


POLNEAR = Card(
    "PolNeAR: attributions in US political news (dev split)",
    "networkdynamics/PolNeAR @ c3eee833",
    "none stated; texts © outlets: measured only",
    ("statements/polnear/attributions/*.ann", "statements/polnear/text/*.txt"),
)
MEASUREMENTS = (
    Measurement("polnear", POLNEAR, polnear),
    Measurement("seed_statements", KEY, seeds),
    Measurement("turns", WHITE_HOUSE, turns),
)


def gallery(root: Path, file: Path) -> int:
    """Write a sample of what was missed beside what was found instead; return of how many."""
    with tempfile.TemporaryDirectory() as work:
        missed = [
            (article, one)
            for article in articles(root, Path(work))
            for one in article.gold
            if one.content not in {found.content for found in article.found}
        ]
    rows = []
    for article, one in random.Random(SEED).sample(missed, min(MISSES, len(missed))):
        near = max(article.found, key=lambda found: overlap(found.content, one.content), default=one)
        ours = near if overlap(near.content, one.content) else None
        rows.append({"theirs": _told(article, one), "ours": _told(article, ours) if ours else "nothing"})
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return len(missed)


def _told(article: Article, one: Attribution) -> str:
    source, cue, content = (" … ".join(article.text[a:b] for a, b in getattr(one, role)) for role in ROLES)
    return " ".join(f"{source or 'nobody'} [{cue}]: {content}".split())


if __name__ == "__main__":
    target = Path(sys.argv[1]) / GALLERY.name if len(sys.argv) > 1 else GALLERY
    print(f"{MISSES} of {gallery(Path(os.environ['DISCOURSE_GOLD']), target)} misses in {target}")
