"""Where the forms of the register stand in a text: each capitalised word is looked up once, the longest form wins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from helpers.actors.register import Form
from helpers.codebook.folding import HAN, fold

CAPITALS = "".join(
    f"{chr(run[0])}-{chr(run[-1])}"
    for _, pairs in groupby(enumerate(c for c in range(0x250) if chr(c).isupper()), lambda p: p[1] - p[0])
    for run in [[code for _, code in pairs]]
)
# A word from its first capital: looked for so, it is found three times as fast as a whole word, and eSwatini is found.
CAPITALISED = re.compile(rf"[{CAPITALS}][^\W_]*")
# Between the words of a name: white space or a line end with its indent, or a hyphen (Timor Leste), also at a line's end.
_BETWEEN = r"(?: {1,64}|- {0,64})"
_PIECES = re.compile(r"[^\W_]+|.", re.S)


class Named(NamedTuple):
    """A form found in a folded text."""

    start: int
    end: int
    form: Form


class Names:
    """The forms, indexed by their first capitalised word, Chinese ones by the first character, which may be a mark or a digit."""

    def __init__(self, forms: Sequence[Form]) -> None:
        by_word: defaultdict[str, defaultdict[str, list[tuple[str, Form]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        by_character: defaultdict[str, list[tuple[str, Form]]] = defaultdict(list)
        for form in forms:
            folded = fold(form.text)[0]
            if HAN.search(folded) and not CAPITALISED.match(folded):
                by_character[folded[0]].append((folded, form))
            elif first := CAPITALISED.search(folded):
                prefix = folded[: first.start()].replace("-", " ").lower()
                by_word[first[0]][folded[first.end() :]].append((prefix, form))
        self._words: dict[str, tuple[re.Pattern[str], list[list[tuple[str, Form]]]]] = {}
        for word, by_rest in by_word.items():
            longest = sorted(by_rest, key=lambda rest: -len(rest))
            rests = "|".join(f"({_expression(rest)})" for rest in longest)
            forms_of = [sorted(by_rest[rest], key=lambda entry: -len(entry[0])) for rest in longest]
            self._words[word] = re.compile(rf"(?:{rests})(?![^\W_])"), forms_of
        for word in [*self._words]:
            self._words.setdefault(word.upper(), self._words[word])  # a headline in capitals
        self._han = {
            character: sorted(entries, key=lambda entry: -len(entry[0]))
            for character, entries in by_character.items()
        }
        self._first_han = re.compile(f"[{re.escape(''.join(self._han))}]" if self._han else r"(?!)")

    def find(self, folded: str, start: int, end: int) -> Iterator[Named]:
        """The forms in a stretch of folded text, from left to right, none overlapping another."""
        at = start
        for match in CAPITALISED.finditer(folded, start, end):
            if match.start() >= at and (entry := self._words.get(match[0])):
                rest = entry[0].match(folded, match.end(), end)
                # The Quad, Quad; al-Qaeda, Al Qaeda.
                for prefix, form in entry[1][rest.lastindex - 1] if rest and rest.lastindex else ():
                    first = match.start() - len(prefix)
                    if (
                        folded[max(first, at) : match.start()].replace("-", " ").lower() == prefix
                        and not folded[max(first - 1, 0) : first].isalnum()
                    ):
                        at = rest.end() if rest else at
                        yield Named(first, at, form)
                        break

    def find_chinese(self, folded: str, start: int, end: int) -> Iterator[Named]:
        """The same for Chinese characters."""
        at = start
        for match in self._first_han.finditer(folded, start, end):
            if match.start() >= at:
                for name, form in self._han[match[0]]:
                    if folded.startswith(name, match.start()) and match.start() + len(name) <= end:
                        at = match.start() + len(name)
                        yield Named(match.start(), at, form)
                        break


def _expression(rest: str) -> str:
    """What follows the first word of a form. An upper-case word is taken in that case only, another also in capitals."""
    parts = []
    for piece in _PIECES.findall(rest):
        if piece in " -":
            parts.append(_BETWEEN)
        elif piece == ".":
            parts.append(r"\.?")
        elif len(piece) > 1 and piece.isupper():
            parts.append(piece)
        elif piece[0].isupper():
            parts.append(f"{piece[0]}(?i:{re.escape(piece[1:])})")
        else:
            parts.append(f"(?i:{re.escape(piece)})")
    return "".join(parts)
