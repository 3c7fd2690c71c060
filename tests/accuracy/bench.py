"""What a measurement is, its interval, and the floors: figures that no change may lower without saying why."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]
Statistic = Callable[[Counts], Counts]

# Resamples of the bootstrap: with 2,000 the ends of an interval move in the third decimal at most.
RESAMPLES = 2000
DIGITS = 4


class SkippedError(Exception):
    """A measurement that cannot be taken; the message says why."""


@dataclass(frozen=True)
class Card:
    """A data set: what it is, where it is from, under which licence, and which files of which folder it is."""

    name: str
    source: str
    licence: str
    files: tuple[str, ...]
    folder: str = "DISCOURSE_GOLD"


@dataclass(frozen=True)
class Tally:
    """What was counted, one row per document, and how the counts of all documents make the figure."""

    figure: str
    label: str
    says: str
    counts: Sequence[Sequence[float]]
    statistic: Statistic
    n: int
    unit: str
    goal: float | None = None
    known: str = ""
    is_error: bool = False


@dataclass(frozen=True)
class Measurement:
    """A data set and what is measured on it: `run` is given the set's folder and an empty one to work in."""

    name: str
    card: Card
    run: Callable[[Path, Path], Iterable[Tally]]


def share(counts: Counts) -> Counts:
    """Right ones of all: columns right, all."""
    return _ratio(counts[..., 0], counts[..., 1])


def f1(counts: Counts) -> Counts:
    """Harmonic mean of precision and recall: columns found rightly, found wrongly, missed."""
    right, wrong, missed = (counts[..., column] for column in range(3))
    return _ratio(2 * right, 2 * right + wrong + missed)


def macro_f1(counts: Counts) -> Counts:
    """F1 of the mean precision and the mean recall of documents: columns precision, 1 if it has one, recall, same."""
    precision, recall = (_ratio(counts[..., column], counts[..., column + 1]) for column in (0, 2))
    return _ratio(2 * precision * recall, precision + recall)


def _ratio(part: Counts, whole: Counts) -> Counts:
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole != 0)


def interval(counts: Counts, statistic: Statistic) -> tuple[float, float]:
    """The 2.5 % and 97.5 % points of the figure when whole documents are drawn again with replacement, fixed seed.

    Percentile bootstrap (Efron and Tibshirani 1993, chapter 13). Without any error it has no width; with n documents
    three in n may then be wrong nevertheless (the rule of three).
    """
    drawn = np.random.default_rng(1).integers(0, len(counts), (RESAMPLES, len(counts)))
    totals = np.stack([counts[rows].sum(axis=0) for rows in drawn])
    low, high = np.nanquantile(statistic(totals), [0.025, 0.975])
    return float(low), float(high)


def digest(root: Path, files: Iterable[Path]) -> str:
    """Names and bytes of files as 12 hexadecimal digits."""
    total = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(root).as_posix()}\0{content}\n".encode())
    return total.hexdigest()[:12]


def row(tally: Tally, measurement: str) -> dict[str, Any]:
    """A tally as a row of the file: the figure, its interval, and what it means."""
    counts = np.asarray(tally.counts, dtype=float)
    low, high = interval(counts, tally.statistic)
    return {
        "figure": tally.figure,
        "measurement": measurement,
        "label": tally.label,
        "says": tally.says,
        "value": round(float(tally.statistic(counts.sum(axis=0))), DIGITS),
        "low": round(low, DIGITS),
        "high": round(high, DIGITS),
        "n": tally.n,
        "unit": tally.unit,
        "documents": len(counts),
        "is_error": tally.is_error,
        "goal": tally.goal,
        "known": tally.known,
    }


def measure(
    measurements: Iterable[Measurement], roots: Mapping[str, str], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Take every measurement whose data is present; a skipped one keeps what the file had, and is named.

    `roots` are the folders by the name of the variable that gives them; `before` is what the file holds.
    """
    sets, figures, skipped = [], [], []
    for measurement in measurements:
        name, card = measurement.name, measurement.card
        try:
            root, files = _files(card, roots)
            with tempfile.TemporaryDirectory() as work:
                measured = [row(tally, name) for tally in measurement.run(root, Path(work))]
            about = {"measurement": name, "name": card.name, "source": card.source, "licence": card.licence}
            sets.append({**about, "files": len(files), "digest": digest(root, files)})
            figures += measured
        except SkippedError as reason:
            kept = [figure for figure in before.get("figures", []) if figure["measurement"] == name]
            sets += [known for known in before.get("sets", []) if known["measurement"] == name]
            figures += kept
            skipped.append({"measurement": name, "name": card.name, "reason": str(reason), "kept": len(kept)})
    return {
        "figures": figures,
        "sets": sets,
        "skipped": skipped,
        "lowered": before.get("lowered", []),
    }


def _files(card: Card, roots: Mapping[str, str]) -> tuple[Path, list[Path]]:
    given = roots.get(card.folder, "")
    if not given:
        raise SkippedError(f"{card.folder} is unset; it names the folder that holds {card.files[0]}")
    root = Path(given)
    by_pattern = {pattern: sorted(p for p in root.glob(pattern) if p.is_file()) for pattern in card.files}
    if missing := [pattern for pattern, found in by_pattern.items() if not found]:
        raise SkippedError(f"the folder of {card.folder} has no {', '.join(missing)}")
    return root, [file for found in by_pattern.values() for file in found]


def faults(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Figures that are worse than the file holds, or gone, without a reason in its list `lowered`.

    A figure of other data (another digest) has no floor yet. A reason is for one value: to fall further takes another.
    """
    digests = [
        {known["measurement"]: known["digest"] for known in file.get("sets", [])} for file in (before, now)
    ]
    values = {figure["figure"]: figure["value"] for figure in now["figures"]}
    allowed = {entry["figure"]: entry["to"] for entry in before.get("lowered", []) if entry.get("reason")}
    found = []
    for floor in before.get("figures", []):
        name, value, set_ = floor["figure"], values.get(floor["figure"]), floor["measurement"]
        if digests[0].get(set_) != digests[1].get(set_) or (name in allowed and allowed[name] == value):
            continue
        if value is None or (value > floor["value"] if floor["is_error"] else value < floor["value"]):
            entry = json.dumps({"figure": name, "to": value, "reason": "…"}, ensure_ascii=False)
            found.append(
                f"{name} was {floor['value']} and is {'not measured any more' if value is None else value}. "
                f'Mend it, or say why: add {entry} to "lowered" in the file.'
            )
    return found
