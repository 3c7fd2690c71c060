"""English namings: what the register knows and what the rules find in one sentence, with what it says became of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from helpers.instruments.found import Found, Span
from helpers.instruments.naming import Namer
from helpers.instruments.register import Instruments
from helpers.instruments.statuses import Teller
from helpers.instruments.words import Sentence, Token, Words


class English:
    """The rules, made once for a register."""

    def __init__(self, register: Instruments) -> None:
        self._words = Words(register)
        self._namer, self._teller = Namer(self._words), Teller(self._words)

    def find(
        self,
        text: str,
        known: Sequence[Found],
        actors: Sequence[Span],
        *,
        is_headline: bool,
        wishes: str | None,
    ) -> list[Found]:
        """The namings in a folded sentence, in its places: those known from the register, and those found by rule.

        `actors` are the places of countries and bodies, which alone make no name of a noun. In a headline capitals tell no
        names. `wishes` is the status of items in -ing: proposed under such a heading, named in a heading itself.
        """
        if not known and not self._words.may_name(text):
            return []
        tokens = self._words.tokens(text)
        named = frozenset(n for span in actors for n in _within(tokens, span))
        sentence = Sentence(text, tokens, is_headline, wishes, named)
        for one in known:
            if inside := self._whole(tokens, _within(tokens, one.span), one):
                sentence.named.append((inside[0], inside[-1], one))
                sentence.ends.add(inside[-1])
        self._namer.name(sentence)
        self._teller.tell(sentence)
        return [one for _, _, one in sentence.named]

    def _whole(self, tokens: Sequence[Token], inside: Sequence[int], one: Found) -> Sequence[int]:
        """The words of a naming with its noun, where that is written small: the Belt and Road initiative."""
        after = inside[-1] + 1 if inside else len(tokens)
        noun = self._words.noun(tokens, after) if after < len(tokens) else None
        if noun is None or noun.kind != one.kind or tokens[after].is_capital:
            return inside
        one.span = one.span[0], tokens[noun.last].end
        return range(inside[0], noun.last + 1)


def _within(tokens: Sequence[Token], span: Span) -> Sequence[int]:
    """The words that a stretch touches."""
    first = bisect_right(tokens, span[0], key=lambda token: token.end)
    return range(first, bisect_left(tokens, span[1], key=lambda token: token.start))
