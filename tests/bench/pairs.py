"""Ours and a peer by turns in one process: ratios that another machine can check, where seconds alone say little."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROUNDS = 5
# One timing takes at least this long, or the clock and the other processes of the machine are what is measured.
LEAST = 0.05


@dataclass(frozen=True)
class Pair:
    """What we do and what a peer does with the same bytes; `size` in `unit` makes the throughput."""

    name: str
    peer: str
    ours: Callable[[], object]
    theirs: Callable[[], object]
    size: float
    unit: str
    goal: float | None = 2.0


def measured(pair: Pair) -> dict[str, Any]:
    """The pair's row: the ratio of the medians, of the fastest rounds, and each round's lowest and highest."""
    times: list[tuple[float, float]] = []
    repeat = max(1, round(LEAST / max(1e-9, _seconds(pair.theirs, 1))))
    for turn in range(ROUNDS):
        # Who goes first has the colder caches.
        sides = (pair.ours, pair.theirs) if turn % 2 else (pair.theirs, pair.ours)
        taken = [_seconds(side, repeat) for side in sides]
        times.append((taken[0], taken[1]) if turn % 2 else (taken[1], taken[0]))
    ours, theirs = zip(*times, strict=True)
    ratios = sorted(one / other for one, other in times)
    return {
        "name": pair.name,
        "peer": pair.peer,
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "ratio_of_fastest": round(min(ours) / min(theirs), 2),
        "lowest": round(ratios[0], 2),
        "highest": round(ratios[-1], 2),
        "rounds": ROUNDS,
        "ours_per_second": round(pair.size / statistics.median(ours), 1),
        "peer_per_second": round(pair.size / statistics.median(theirs), 1),
        "unit": pair.unit,
        "goal": pair.goal,
    }


def _seconds(run: Callable[[], object], repeat: int) -> float:
    gc.collect()
    start = time.perf_counter()
    for _ in range(repeat):
        run()
    return (time.perf_counter() - start) / repeat
