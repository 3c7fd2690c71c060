"""Coding: sentences and a codebook in, codings out. Coding finds; it does not count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from helpers.codebook import HAN, LANGUAGES, WORDS, Code, Codebook, Pattern, fold, unfold


class _Index:
    """Which patterns can match a sentence with these words; each distinct word is looked up once."""

    def __init__(self, codes: tuple[Code, ...]) -> None:
        self.codes = codes
        self.needs: dict[frozenset[str], int] = {}  # a need of patterns, and its number
        self.stems: dict[str, set[int]] = {}  # the needs that a stem meets
        self.patterns: dict[int, list[tuple[frozenset[int], int, int]]] = {}  # by the rarest need of each
        for i, entry in enumerate(codes):
            for j, pattern in enumerate(entry.patterns):
                needs = sorted(pattern.needs, key=lambda need: -min(map(len, need)))
                numbers = [self.needs.setdefault(need, len(self.needs)) for need in needs]
                self.patterns.setdefault(numbers[0], []).append((frozenset(numbers), i, j))
        for need, number in self.needs.items():
            for stem in need:
                self.stems.setdefault(stem, set()).add(number)
        self.inner = {stem[1:]: met for stem, met in self.stems.items() if stem.startswith("*")}
        self.han = {stem: met for stem, met in self.stems.items() if HAN.match(stem)}
        self.longest = max(map(len, self.stems), default=0)
        self.seen: dict[str, frozenset[int]] = {}

    def meets(self, word: str) -> frozenset[int]:
        """The needs that a word meets."""
        if (known := self.seen.get(word)) is not None:
            return known
        found = {
            need
            for end in range(1, min(len(word), self.longest) + 1)
            for need in self.stems.get(word[:end], ())
        }
        found |= {need for stem, met in self.inner.items() if stem in word for need in met}
        if len(self.seen) > 500_000:  # scanning noise makes new words without end
            self.seen.clear()
        return self.seen.setdefault(word, frozenset(found))

    def candidates(self, folded: str) -> Iterable[tuple[Code, list[Pattern]]]:
        """The codes that may be in a folded sentence, in the codebook's order, with the patterns that may match."""
        met = set().union(*map(self.meets, WORDS.findall(folded.lower())))
        if HAN.search(folded):
            together = folded.replace(" ", "")
            met.update(*(some for stem, some in self.han.items() if stem in together))
        found = sorted((i, j) for need in met for all_, i, j in self.patterns.get(need, ()) if all_ <= met)
        patterns: dict[int, list[Pattern]] = {}
        for i, j in found:
            patterns.setdefault(i, []).append(self.codes[i].patterns[j])
        return ((self.codes[i], some) for i, some in patterns.items())


_CODED = {*LANGUAGES, "und"}  # what cannot be told may be either
_indexes: WeakKeyDictionary[Codebook, _Index] = WeakKeyDictionary()


def code(text: str, sentences: list[dict[str, Any]], codebook: Codebook) -> list[dict[str, Any]]:
    """Code the sentences of one document: one row (CODINGS) for each code and span of its stored text.

    Sentences in a language that no codebook has patterns for get none: words that look alike mean something else there.
    In the others patterns of both languages are sought, since English names stand in Chinese sentences.
    Matches of different codes may overlap and are all kept; those of one code that overlap are one coding, whose rule
    is the pattern with the longest match. Rows are in the order of start, end, dimension and code.
    """
    index = (
        _indexes.setdefault(codebook, _Index(codebook.codes))
        if codebook not in _indexes
        else _indexes[codebook]
    )
    rows: list[dict[str, Any]] = []
    for sentence in sentences:
        if sentence["language"] not in _CODED:
            continue
        folded, spans = fold(text[sentence["start"] : sentence["end"]])
        for entry, patterns in index.candidates(folded):
            for match in entry.find(folded, patterns):
                start, end = unfold(match.start, match.end, spans)
                rows.append(
                    {
                        "document_id": sentence["document_id"],
                        "sentence_id": sentence["sentence_id"],
                        "start": sentence["start"] + start,
                        "end": sentence["start"] + end,
                        "dimension": entry.dimension,
                        "code": entry.name,
                        "theme": entry.theme,
                        "coder": f"codebook@{codebook.digest}",
                        "rule": match.rule,
                    }
                )
    rows.sort(key=lambda row: (row["start"], row["end"], row["dimension"], row["code"]))
    return [{"coding_id": f"{row['document_id']}#c{n}", **row} for n, row in enumerate(rows, 1)]
