"""Quantities: sentences in, figures out, with what they count. Finding does not add up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.quantities import chinese, english
from helpers.quantities.found import Found, Span
from helpers.quantities.lexicon import UnitsError
from helpers.quantities.lexicon import content as known
from helpers.segments import HAN

__all__ = ["UnitsError", "find", "known"]

_HAN = re.compile(f"[{HAN}]")


def find(text: str, sentences: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The figures of one document in their order: rows of QUANTITIES.

    Sentences in other languages than English and Chinese get none; where the language is not known, Chinese characters tell
    which of the two rules read it. What counts nothing is no figure: dates and times,
    versions, numbers of articles, pages and telephones, names such as G20.
    """
    rows: list[dict[str, Any]] = []
    ids: dict[Found, str] = {}
    counted: Span | None = None  # by the last figure that says what it counts
    for sentence in sentences:
        for one in _in(text, sentence):
            if one.of_them:
                one.counted = one.counted or counted
            counted = one.counted or counted
            quantity_id = ids[one] = f"{sentence['document_id']}#q{len(rows) + 1}"
            start, end = _trimmed(text, *one.counted) if one.counted else (None, None)
            rows.append(
                {
                    "quantity_id": quantity_id, "document_id": sentence["document_id"], "sentence_id": sentence["sentence_id"],
                    "start": one.span[0], "end": one.span[1], "kind": one.kind, "value": float(one.value),
                    "high": None if one.high is None else float(one.high), "approx": one.approx,
                    "unit": one.unit, "currency": one.currency,
                    "counted": " ".join(text[start:end].split()) if one.counted else None, "counted_start": start, "counted_end": end,
                    "per": one.per, "change": one.change, "date": one.date,
                    "equals": ids[one.equals] if one.equals else None,
                    "language": sentence["language"], "rule": one.rule,
                }
            )  # fmt: skip
    return rows


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _in(text: str, sentence: Mapping[str, Any]) -> list[Found]:
    language = sentence["language"]
    if language == "und":
        language = "zh" if _HAN.search(text, sentence["start"], sentence["end"]) else "en"
    if language == "zh":
        return chinese.find(text, sentence)
    return english.find(text, sentence) if language == "en" else []
