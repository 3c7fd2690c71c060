"""English figures: digits and number words with their units, and what they count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.quantities.found import Found


def find(text: str, sentence: Mapping[str, Any]) -> list[Found]:
    """The figures of one sentence, in their order."""
    return []
