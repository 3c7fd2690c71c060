"""English namings: what the register knows and what the rules find in one sentence, with what it says became of them."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.instruments.found import Found
from helpers.instruments.naming import Namer
from helpers.instruments.register import Instruments
from helpers.instruments.statuses import Teller
from helpers.instruments.words import Sentence, Words


class English:
    """The rules, made once for a register."""

    def __init__(self, register: Instruments) -> None:
        self._words = Words(register)
        self._namer, self._teller = Namer(self._words), Teller(self._words)

    def find(
        self, text: str, known: Sequence[Found], *, is_headline: bool, wishes: str | None
    ) -> list[Found]:
        """The namings in a folded sentence, in its places: those known from the register, and those found by rule."""
        if not known and not self._words.any.search(text):
            return []
        sentence = Sentence(text, self._words.tokens(text), is_headline, wishes)
        for one in known:
            inside = [
                n for n, t in enumerate(sentence.tokens) if t.start < one.span[1] and t.end > one.span[0]
            ]
            if inside:
                sentence.named.append((inside[0], inside[-1], one))
        self._namer.name(sentence)
        self._teller.tell(sentence)
        return [one for _, _, one in sentence.named]
