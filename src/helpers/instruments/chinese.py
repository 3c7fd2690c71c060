"""Chinese namings by rule: titles in 《》, and names that end in a noun of their kind."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.instruments.found import Found
from helpers.instruments.register import Instruments


class Chinese:
    """The rules, made once for a register. Text and words are folded: characters stand in private use."""

    def __init__(self, register: Instruments) -> None:
        self._register = register

    def find(self, text: str, known: Sequence[Found]) -> list[Found]:
        return list(known)
