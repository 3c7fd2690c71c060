"""English namings: what the register knows and what the rules find in one sentence, with what it says became of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from helpers.instruments.describing import Describer
from helpers.instruments.found import Found, Span
from helpers.instruments.naming import Namer
from helpers.instruments.register import Instruments
from helpers.instruments.statuses import Teller
from helpers.instruments.words import YEAR, Naming, Noun, Sentence, Token, Words


class English:
    """The rules, made once for a register."""

    def __init__(self, register: Instruments) -> None:
        self._words = Words(register)
        self._rules = Namer(self._words).name, Describer(self._words).describe
        self._teller = Teller(self._words)

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
                sentence.add((inside[0], inside[-1], one))
        for rule in self._rules:
            self._apply(rule, sentence)
        sentence.named.sort(key=lambda one: one[:2])
        self._teller.tell(sentence)
        return [one for _, _, one in sentence.named]

    def _apply(self, rule: Callable[[Sentence, Noun], Naming | None], sentence: Sentence) -> None:
        """Add what a rule finds outside of what is named already; in what follows its noun a name may stand, as in
        'a protocol to strengthen the Convention'."""
        at = 0
        while at < len(sentence.tokens):
            noun = self._words.noun(sentence.tokens, at)
            one = rule(sentence, noun) if noun and noun.kind and at not in sentence.covered else None
            if one and noun and self._is_free(sentence, one, noun):
                sentence.add(one)
                at = max(at, one[1])  # the noun of a linked name stands behind it
            elif noun and not noun.kind:
                at = noun.last  # a press conference
            at += 1

    @staticmethod
    def _is_free(sentence: Sentence, one: Naming, noun: Noun) -> bool:
        """Whether a name takes nothing from another, but that it may begin with one: the NPT Review Conference."""
        inner = sentence.lasts.get(one[0], noun.first)
        free = inner + 1 if inner < noun.first else one[0]
        return sentence.covered.isdisjoint(range(free, noun.last + 1))

    def _whole(self, tokens: Sequence[Token], inside: Sequence[int], one: Found) -> Sequence[int]:
        """The words of a naming with its noun, where that is written small (the Belt and Road initiative), its year and
        what of it is meant (the 2025 Conference of the Forum)."""
        if not inside:
            return inside
        first, last = inside[0], inside[-1]
        noun = self._words.noun(tokens, last + 1) if last + 1 < len(tokens) else None
        if noun and noun.kind == one.kind and not tokens[last + 1].is_capital:
            last = noun.last
        first = self._edition(tokens, first, one.kind)
        years = [token.text for token in tokens[first : inside[0]] if YEAR.match(token.text)]
        one.span, one.date = (
            (tokens[first].start, tokens[last].end),
            years[0] if len(years) == 1 else one.date,
        )
        return range(first, last + 1)

    def _edition(self, tokens: Sequence[Token], first: int, kind: str) -> int:
        """The first word of the edition of a forum whose name begins at a word."""
        first -= first > 0 and tokens[first - 1].is_number
        n = first - 1
        if n > 0 and tokens[n].low == "the":
            n -= 1
        if (
            kind != "forum"
            or n < 1
            or tokens[n].low != "of"
            or not self._words.has("editions", tokens[n - 1].low)
        ):
            return first
        n -= 1
        while n > 0 and (tokens[n - 1].is_number or self._words.has("generic", tokens[n - 1].low)):
            n -= 1
        return n


def _within(tokens: Sequence[Token], span: Span) -> Sequence[int]:
    """The words that a stretch touches."""
    first = bisect_right(tokens, span[0], key=lambda token: token.end)
    return range(first, bisect_left(tokens, span[1], key=lambda token: token.start))
