"""One sentence: which actors are named in it, by the forms of the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from helpers.actors.names import CAPITALISED, CAPITALS, Named, Names
from helpers.actors.resolving import Mention
from helpers.codebook.folding import HAN
from helpers.sources.metadata import any_of

# A capital letter, that is: in a word before a name, or after it. White space as in folded text.
_GIVEN = re.compile(rf"(?:(?<=\s)|\A)(?P<word>[{CAPITALS}][^\W_]*\.?) \Z")
_FAMILY = re.compile(rf" (?P<word>[{CAPITALS}][^\W_]+)")
WINDOW = 64  # characters before a name in which its signs are sought


class Scanner:
    """Finds the mentions of a sentence; made once for a register."""

    def __init__(self, names: Names, words: Mapping[str, tuple[str, ...]]) -> None:
        self.names = names
        verbs, nouns, before = (words[f"capital_{part}"] for part in ("verbs", "nouns", "before"))
        self._speaks = re.compile(rf" (?:{any_of(verbs)})\b|'s? (?:{any_of(nouns)})\b")
        self._dealt_with = re.compile(rf"\b(?:{any_of(before)}) (?:{CAPITALISED.pattern} and )?\Z")

    def scan(self, folded: str, start: int, end: int) -> Iterator[Mention]:
        for named in self._named(folded, start, end):
            actor = named.form.actors[0] if named.form.actors else None
            if actor is None:
                continue
            if named.form.sort == "capital" and not self._is_government(named, folded, start, end):
                continue
            yield Mention(named.start, named.end, actor, named.form.rule, named.form.is_ambiguous, named.form)

    def _named(self, folded: str, start: int, end: int) -> Iterator[Named]:
        yield from self.names.find(folded, start, end)
        if HAN.search(folded, start, end):
            yield from self.names.find_chinese(folded, start, end)

    def _is_government(self, named: Named, folded: str, start: int, end: int) -> bool:
        """Whether a capital stands for its government: it speaks, a stance is its own, or others deal with it."""
        before = folded[max(start, named.start - WINDOW) : named.start]
        return bool(self._speaks.match(folded, named.end, end) or self._dealt_with.search(before))
