"""What is described in an English sentence by a noun of a kind in small letters: a negotiation mechanism with Japan."""

from __future__ import annotations

from helpers.instruments.found import Found
from helpers.instruments.words import CALENDAR, Naming, Noun, Sentence, Words

_LONGEST = 12  # words on either side of the noun
_THE = ("the", "this")


class Describer:
    """The rules, made once for a register."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def describe(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A noun in small letters with what describes it; whether the text says what became of it is seen later."""
        tokens = sentence.tokens
        first = self._first(sentence, noun)
        before = sentence.low(first - 1)
        own = [
            t for t in tokens[first : noun.first] if t.low != "and" and not self._words.has("empty", t.low)
        ]
        if noun.in_names and noun.head != "report":
            return None
        if noun.is_plural:
            is_one = any(self._words.has("particular", token.low) for token in own)  # special operations
        else:
            owner = first > 0 and tokens[first - 1].is_owner
            is_one = first == 0 or owner or self._words.has("determiners", before)
        if not is_one:
            return None
        last = self._complement(sentence, noun.last)
        if last == noun.last and not own:
            is_short = before in _THE and first == noun.first
            return short(sentence, noun, first) if is_short else None
        kind, begin = noun.kind, first
        inner = self._words.noun_ending(tokens, last) if last > noun.last else None
        if inner and inner.kind == "index" and kind == "document":
            kind, begin = "index", noun.last + 2  # a report on an index is how the index is published
        span = sentence.span(begin, last)
        while begin < noun.first and (
            self._words.has("empty", tokens[begin].low) or tokens[begin].low == "and"
        ):
            begin += 1
        words = tuple(token.text for token in tokens[begin : last + 1] if token.is_word)
        is_again = before in _THE and last == noun.last
        one = Found(span, kind, words, "described", noun.short, is_described=True, is_definite=is_again)
        return first, last, one

    def _first(self, sentence: Sentence, noun: Noun) -> int:
        """The first of the words that describe a noun, back to an article, a preposition or a verb."""
        tokens, first = sentence.tokens, noun.first
        while first > 0 and noun.first - first < _LONGEST:
            token = tokens[first - 1]
            if token.low == "and":
                if first < 2 or self._stops(sentence, first - 2):
                    break
            elif self._stops(sentence, first - 1):
                break
            first -= 1
        return first + (first < noun.first and tokens[first].low == "and")

    def _stops(self, sentence: Sentence, n: int) -> bool:
        """Whether a word is none that describes the noun behind it."""
        token = sentence.tokens[n]
        lists = ("determiners", "stops", "joiners", "indefinite")
        if not token.is_word or token.is_owner or any(self._words.has(name, token.low) for name in lists):
            return True
        return bool(self._words.verb_ending(sentence.tokens, n)) and not self._words.has(
            "determiners", sentence.low(n - 1)
        )

    def _complement(self, sentence: Sentence, last: int) -> int:
        """The last of the words that say which one is meant: with Russia, to pool the strengths of all parties."""
        tokens = sentence.tokens
        if sentence.low(last + 1) == "(" and sentence.low(last + 3) == ")":
            last += 3
        first = last + 1
        if not self._words.has("complements", sentence.low(first)) or is_time(sentence, first):
            return last
        end = first
        while end + 1 < len(tokens) and end - first < _LONGEST and self._goes_on(sentence, first, end + 1):
            end += 1
        while end > first and (
            self._words.has("joiners", tokens[end].low) or self._words.has("determiners", tokens[end].low)
        ):
            end -= 1
        is_broken = end == first + 1 and tokens[first].low == "to"  # to strengthen that …
        return end if end > first and not is_broken else last

    def _goes_on(self, sentence: Sentence, first: int, n: int) -> bool:
        """Whether a complement goes on at a word."""
        token, before = sentence.tokens[n], sentence.low(n - 1)
        if not (token.is_word or token.text == "&") or is_time(sentence, n):
            return False
        is_clause = sentence.low(first) == "that"
        if self._words.has("stops", token.low) and not (is_clause and n < first + 4):
            return False
        if token.low == "to" and not is_clause:
            return n == first  # a programme in five cities, whatever it is for
        verb = self._words.verb(sentence.tokens, n)
        return verb is None or is_clause or before in ("to", "not") or n == first + 1


def short(sentence: Sentence, noun: Noun, first: int) -> Naming | None:
    """The Forum, this agreement: which it is, the document has said before."""
    at = first if sentence.low(first) in _THE else first - 1
    if sentence.low(at) not in _THE:
        return None
    words = tuple(token.text for token in sentence.tokens[at + 1 : noun.last + 1])
    span = sentence.span(at, noun.last)
    return at, noun.last, Found(span, noun.kind, words, "short form", noun.short, is_short=True)


def is_time(sentence: Sentence, n: int) -> bool:
    """Whether a time or a place begins at a word: in April, last year, in Vienna."""
    low, after = sentence.low(n), sentence.low(n + 1)
    if low in ("last", "this", "next", "earlier", "later"):
        return after in ("year", "month", "week", "summer", "autumn", "spring", "winter", "decade", "this")
    if low not in ("in", "on", "at", "by", "since") or not after:
        return False
    return (
        sentence.tokens[n + 1].is_number
        or after in CALENDAR
        or (low in ("in", "at") and sentence.tokens[n + 1].is_capital)
    )
