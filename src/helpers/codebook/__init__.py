"""The codebook: YAML in, codes with compiled patterns out; its examples are its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from helpers.codebook.explaining import Miss, misses
from helpers.codebook.folding import Span
from helpers.codebook.matching import Match, Matcher
from helpers.codebook.patterns import Pattern, PatternError
from helpers.codebook.reader import LANGUAGES, Code, CodebookError, CodebookReader, Theme
from helpers.written import Fault, Faults, meant

__all__ = [
    "LANGUAGES",
    "Code",
    "Codebook",
    "CodebookError",
    "Match",
    "Miss",
    "Pattern",
    "PatternError",
    "Theme",
]


@dataclass(frozen=True)
class Codebook:
    """The codes of all themes, and the frames; digest names the file's content, and two of the same are equal."""

    file: str = field(compare=False)
    digest: str
    themes: Mapping[str, Theme] = field(compare=False)
    frames: Mapping[str, Code] = field(compare=False)

    @property
    def codes(self) -> tuple[Code, ...]:
        """All codes of all themes, then the frames, in the order of the file."""
        return tuple(code for theme in self.themes.values() for code in theme.codes) + tuple(
            self.frames.values()
        )

    @classmethod
    def load(cls, path: Path) -> Codebook:
        """Read a codebook. Raises CodebookError with all its faults, each with its line."""
        reader = CodebookReader(path)
        themes, frames = reader.read()
        return cls(reader.file, reader.digest, themes, frames)

    def theme(self, name: str) -> Theme:
        """The theme of that name. Raises CodebookError with the nearest names."""
        if name not in self.themes:
            raise CodebookError(f"no theme '{name}' in {self.file}{meant(name, self.themes)}")
        return self.themes[name]

    def find(self, text: str, bounds: Sequence[Span] | None = None) -> Iterator[list[Match]]:
        """The matches of all codes in each sentence of a text, by the bounds of the sentences (the whole text if none).

        Matches of one code that overlap become one, named by the longest, of equals by the plainest pattern. A match
        that an `unless` pattern of its code overlaps, or stands beside with nothing but white space or hyphens
        between, is none. A Chinese term inside a longer one of another code of the same theme gives way to it.
        """
        return _matcher(self).find(text, [(0, len(text))] if bounds is None else bounds)

    def misses(self, sentence: str) -> list[Miss]:
        """The patterns that nearly gave a sentence another code, and what kept them from it, the nearest first."""
        return misses(self.codes, sentence, next(self.find(sentence)))

    def check(self) -> Faults:
        """Run the codebook's own tests: examples that their code misses, counterexamples that it codes."""
        faults = Faults()
        for code in self.codes:
            missed, wrong = [], []
            for sentence in code.examples:
                matches = next(self.find(sentence))
                if not any(match.code.name == code.name for match in matches):
                    others = dict.fromkeys(f"'{match.code.name}'" for match in matches if match.code.theme)
                    missed.append(
                        (sentence, f"matched only by {', '.join(others)}" if others else "no pattern matches")
                    )
            for sentence in code.counterexamples:
                matches = [match for match in next(self.find(sentence)) if match.code.name == code.name]
                if matches:
                    start, end, rule = matches[0][1:4]
                    wrong.append((sentence, f"'{rule}' matches \"{sentence[start:end]}\""))
            for name, remedy, pairs in (
                (
                    "example{} that it does not code",
                    "Add a pattern, or move the sentence to another code.",
                    missed,
                ),
                ("counterexample{} that it codes", "Narrow the pattern, or add one under unless.", wrong),
            ):
                if pairs:
                    width = max(len(sentence) for sentence, _ in pairs) + 2
                    what = f"code '{code.name}' has {len(pairs)} {name.format('s' * (len(pairs) > 1))}"
                    quoted = [(f'"{sentence}"', why) for sentence, why in pairs]
                    culprits = tuple(f"{sentence:<{width}}  {why}" for sentence, why in quoted)
                    faults.append(Fault(self.file, code.line, what, remedy, culprits))
        return faults


@lru_cache(maxsize=4)
def _matcher(codebook: Codebook) -> Matcher:
    """Made once for a codebook, also where it comes to a worker again with every task."""
    return Matcher(codebook.codes)
