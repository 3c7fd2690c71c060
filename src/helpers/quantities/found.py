"""What the rules of either language hand over: one figure as it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(eq=False)
class Found:
    """One figure by places in the text; the columns of QUANTITIES say what each field means."""

    rule: str
    span: Span  # the number with its approximation and unit
    kind: str
    value: float
    high: float | None = None
    approx: str | None = None
    unit: str | None = None
    currency: str | None = None
    counted: Span | None = None
    of_them: bool = False  # counts some of what an earlier figure counts: '1,014 of them'
    per: str | None = None
    change: str | None = None
    date: str | None = None
    equals: Found | None = None  # the same amount told before, in another currency or unit

    def move(self, by: int) -> None:
        """From places in its sentence to places in the text."""
        self.span = self.span[0] + by, self.span[1] + by
        self.counted = self.counted and (self.counted[0] + by, self.counted[1] + by)
