"""Where the parts of a find stand: of a statement who speaks, by which word, and what; of a figure it and what it counts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from helpers.corpus import Corpus
from helpers.tables import SCHEMAS, by, rows

Row = Mapping[str, Any]
# Of each table the parts of a row, with the columns of their edges; where two overlap, the first keeps its words.
PARTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "statements": {"speaker": ("speaker_start", "speaker_end"), "cue": ("cue_start", "cue_end")},
    "quantities": {"figure": ("start", "end"), "counted": ("counted_start", "counted_end")},
    "commitments": {
        "actor": ("actor_start", "actor_end"),
        "cue": ("cue_start", "cue_end"),
        "action": ("action_start", "action_end"),
    },
    "instruments": {"name": ("start", "end"), "status": ("status_start", "status_end")},
}
# How a passage says which part a mark is: what is found, who is behind it, the word that tells so, what is counted.
ROLES = {
    "content": "c", "figure": "c", "action": "c", "name": "c", "speaker": "v", "actor": "v", "cue": "q", "status": "q",
    "counted": "o",
}  # fmt: skip
# Code points between the find itself and a part of it, such as the noun that 'them' stands for: what stands farther
# away is not shown, since all between would have to be.
REACH = 600


class Part(NamedTuple):
    """One stretch of a find."""

    start: int
    end: int
    role: str


class Finds:
    """The statements, figures, commitments and instruments of a corpus by their ids, with the stretches of each."""

    def __init__(self, corpus: Corpus) -> None:
        self._contents = by("statement_id", rows(corpus.contents))
        self._by_id = {
            row[SCHEMAS[name].key[0]]: (name, row) for name in PARTS for row in rows(getattr(corpus, name))
        }
        self._of: dict[str, list[str]] = {}
        for find_id, (_, row) in self._by_id.items():
            self._of.setdefault(row["document_id"], []).append(find_id)

    def __contains__(self, find_id: str) -> bool:
        return find_id in self._by_id

    def row(self, find_id: str) -> dict[str, Any]:
        """The row of a find in its table."""
        return self._by_id[find_id][1]

    def document(self, document_id: str) -> Iterable[str]:
        """The ids of all that was found in a document."""
        return self._of.get(document_id, ())

    def counts(self, document_id: str) -> dict[str, int]:
        """How many finds of each table a document holds; tables without any are left out."""
        return dict(Counter(self._by_id[find_id][0] for find_id in self.document(document_id)))

    def parts(self, find_id: str, sentences: Sequence[Row]) -> tuple[list[Part], list[Row]]:
        """The stretches of a find in their order, and the sentences that they touch, of those of its document in order.

        Nothing outside of these sentences is in a stretch, and of one kind none touches another.
        """
        name, row = self._by_id[find_id]
        spans = [(row[start], row[end], role) for role, (start, end) in PARTS[name].items()]
        if name == "statements":
            stretches = self._contents.get(find_id, [])
            spans += [(row["start"], row["end"], "content") for row in stretches]
        near = [(a, b, role) for a, b, role in spans if a is not None and _is_near(a, b, row)]
        first = min([row["start"], *(a for a, _, _ in near)])
        last = max([row["end"], *(b for _, b, _ in near)])
        around = sentences[
            bisect_right(sentences, first, key=lambda one: one["end"]) : bisect_left(
                sentences, last, key=lambda one: one["start"]
            )
        ]
        return _joined(_cut(near), around), list(around)

    def told(self, find_id: str) -> str:
        """What the page of a document says of a find, where the pointer rests on it."""
        name, row = self._by_id[find_id]
        what, *about = {
            "statements": ("statement", row.get("speaker") or "nobody named", row.get("mode"), row.get("cue_class")),
            "quantities": ("figure", row.get("approx"), _number(row), row.get("currency"), row.get("unit"), row.get("counted")),
            "commitments": (row.get("force"), row.get("actor") or "nobody named", row.get("form"), row.get("deadline_date")),
            "instruments": (row.get("kind"), row.get("name"), row.get("status"), row.get("date")),
        }[name]  # fmt: skip
        return f"{what}: {', '.join(str(part) for part in about if part)} (by {row['rule']})"


def _number(row: Row) -> str | None:
    if "value" not in row:
        return None
    return "–".join(f"{value:,.15g}" for value in (row["value"], row["high"]) if value is not None)


def _is_near(start: int, end: int, row: Row) -> bool:
    return bool(start <= row["end"] + REACH and end >= row["start"] - REACH)


def _cut(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The stretches without what an earlier one holds."""
    kept: list[tuple[int, int, str]] = []
    for start, end, role in spans:
        pieces = [(start, end)]
        for a, b, other in kept:
            if other != role:
                pieces = [
                    (max(low, x), min(high, y)) for low, high in pieces for x, y in ((low, a), (b, high))
                ]
                pieces = [(low, high) for low, high in pieces if low < high]
        kept += [(low, high, role) for low, high in pieces]
    return kept


def _joined(spans: Iterable[tuple[int, int, str]], sentences: Sequence[Row]) -> list[Part]:
    inside = sorted(
        Part(max(start, sentence["start"]), min(end, sentence["end"]), role)
        for start, end, role in spans
        for sentence in sentences
        if sentence["start"] < end and start < sentence["end"]
    )
    joined: list[Part] = []
    for part in inside:
        if joined and joined[-1].role == part.role and joined[-1].end >= part.start:
            joined[-1] = Part(joined[-1].start, max(joined[-1].end, part.end), part.role)
        else:
            joined.append(part)
    return joined
