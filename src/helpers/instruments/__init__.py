"""Instruments: sentences and the register in, namings out: which it is, what became of it, when, who stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from helpers.instruments import telling
from helpers.instruments.found import Found
from helpers.instruments.merging import namings
from helpers.instruments.register import Form, Instrument, Instruments, InstrumentsError
from helpers.instruments.scanning import scanner
from helpers.tables import by, data_file

__all__ = ["Form", "Instrument", "Instruments", "InstrumentsError", "find", "known"]

Row = dict[str, Any]


@cache
def known() -> Instruments:
    """The register that comes with the project. Raises InstrumentsError."""
    return Instruments.load(data_file("instruments.yaml"))


def find(  # noqa: PLR0913
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    mentions: Sequence[Row],
    *,
    register: Instruments | None = None,
    date: str | None = None,
) -> list[Row]:
    """The namings of instruments in one document: rows of INSTRUMENTS, in the order of the text.

    Named by the register, by a capitalised or quoted name with a noun of its kind, or described where the text says what
    became of it. A short form (the forum) gives its status to the naming it takes up, if that stands near and says nothing
    yet; else it is a naming of its own where it says something new. `date` is that of the document; without a register
    data/instruments.yaml is taken.
    """
    found = namings(scanner(register or known()).scan(text, blocks, sentences, mentions))
    named = by("sentence_id", mentions)
    year = date[:4] if date else None
    rows: list[Row] = []
    before: Found | None = None
    for n, one in enumerate(found, 1):
        one.behind = telling.behind(text, one, named.get(one.sentence["sentence_id"], []), before)
        before = one
        status_start, status_end = one.status_span or (None, None)
        document_id = one.sentence["document_id"]
        rows.append(
            {
                "naming_id": f"{document_id}#i{n}", "document_id": document_id, "sentence_id": one.sentence["sentence_id"],
                "start": one.span[0], "end": one.span[1], "instrument_id": one.instrument_id, "name": one.name,
                "kind": one.kind, "status": one.status, "status_start": status_start, "status_end": status_end,
                "date": telling.date(text, one, year), "behind": "; ".join(one.behind) or None,
                "language": one.sentence["language"], "rule": one.rule,
            }
        )  # fmt: skip
    return rows
