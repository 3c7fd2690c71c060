"""Coding: sentences and a codebook in, codings out. Coding finds; it does not count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from helpers.codebook import HAN, WORDS, Code, Codebook, Pattern, fold

_Rule = tuple[int, int]  # number of the code, number of its pattern


class _Index:
    """Which patterns can match a sentence with these words; each distinct word is looked up once."""

    def __init__(self, codes: tuple[Code, ...]) -> None:
        self.codes = codes
        self.stems: dict[str, list[_Rule]] = {}
        for i, code in enumerate(codes):
            for j, pattern in enumerate(code.patterns):
                for stem in pattern.stems:
                    self.stems.setdefault(stem, []).append((i, j))
        self.inner = {stem[1:]: rules for stem, rules in self.stems.items() if stem.startswith("*")}
        self.han = {stem: rules for stem, rules in self.stems.items() if HAN.match(stem)}
        self.seen: dict[str, list[_Rule]] = {}

    def rules(self, word: str) -> list[_Rule]:
        if (known := self.seen.get(word)) is not None:
            return known
        found = [rule for end in range(len(word) + 1) for rule in self.stems.get(word[:end], ())]
        found += [rule for stem, rules in self.inner.items() if stem in word for rule in rules]
        if len(self.seen) > 500_000:  # scanning noise makes new words without end
            self.seen.clear()
        self.seen[word] = found
        return found

    def candidates(self, folded: str) -> Iterable[tuple[Code, list[Pattern]]]:
        """The codes that may be in a folded sentence, in the codebook's order, with the patterns that may match."""
        rules = {rule for word in WORDS.findall(folded.lower()) for rule in self.rules(word)}
        if HAN.search(folded):
            together = folded.replace(" ", "")
            rules.update(rule for stem, some in self.han.items() if stem in together for rule in some)
        patterns: dict[int, list[Pattern]] = {}
        for i, j in sorted(rules):
            patterns.setdefault(i, []).append(self.codes[i].patterns[j])
        return ((self.codes[i], some) for i, some in patterns.items())


_indexes: WeakKeyDictionary[Codebook, _Index] = WeakKeyDictionary()


def code(text: str, sentences: list[dict[str, Any]], codebook: Codebook) -> list[dict[str, Any]]:
    """Code the sentences of one document: one row (CODINGS) for each code and span of its stored text.

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
        folded, spans = fold(text[sentence["start"] : sentence["end"]])
        for entry, patterns in index.candidates(folded):
            for match in entry.find(folded, patterns):
                start, end = match.start, match.end
                if spans is not None:
                    start, end = spans[start][0], spans[end - 1][1]
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
