"""What both languages' rules find: a naming in places of the text, before it is known of which instrument it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

Span = tuple[int, int]
NAMED = "named"  # the status where the text says nothing of what became of it
# What cannot become of a kind: a conference negotiates, it is not negotiated.
NEVER = {
    "forum": ("drafted", "signed", "released"),
    "operation": ("drafted", "signed", "released"),
    "alliance": ("drafted", "released"),
}


@dataclass
class Found:
    """A naming; `words` are those of its name without article, year and quotation marks."""

    span: Span
    kind: str
    words: tuple[str, ...]
    rule: str
    head: str = ""  # the noun by which a short form takes it up
    name: str | None = None  # of an instrument that the register knows
    is_described: bool = False  # told by what it is, not by a name: a rapid response mechanism
    is_definite: bool = False  # described again as one that was named: the joint operation
    is_short: bool = False  # points back to what was named before: the forum
    aliases: tuple[str, ...] = ()  # short names that the text gives it in brackets
    status: str = NAMED
    status_span: Span | None = None
    date: str | None = None
    behind: tuple[str, ...] = ()
    sentence: Mapping[str, Any] = field(default_factory=dict)
    instrument_id: str = ""


class Spans:
    """Stretches by where they begin and end, so that a long sentence is not searched again for each naming."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._sorted = sorted(spans)
        self._furthest = list(accumulate((end for _, end in self._sorted), max))

    def meets(self, start: int, end: int) -> bool:
        """Whether one overlaps a stretch."""
        n = bisect_left(self._sorted, (end, end))
        return n > 0 and self._furthest[n - 1] > start

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch lies in one."""
        n = bisect_right(self._sorted, start, key=lambda span: span[0])
        return n > 0 and self._furthest[n - 1] >= end
