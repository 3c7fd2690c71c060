"""What the English rules see of a sentence: its words, the nouns of a kind, and the verbs that say what became of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from helpers.instruments.found import Found, Span
from helpers.instruments.register import Instruments
from helpers.instruments.verbs import Verb, conjugation, nominal
from helpers.sources.metadata import reading

# A year that runs into a capital is a slip of the pen: 2024China.
_INITIALS = r"(?:[A-Z]\.)+(?:[A-Z](?![^\W_]))?"
_TOKEN = re.compile(
    rf"(?P<link>\]\(https?:[^\s()]*\))|(?:19|20)\d\d(?=[A-Z])"
    rf"|(?:{_INITIALS}|[^\W_]+)(?:(?:['&/]|- ?(?=[A-Z])|-)(?:{_INITIALS}|[^\W_]+)|\.(?=\d)[^\W_]+)*|--+|[^\w\s]"
)
_NUMBER = re.compile(r"(?:19|20)\d\d(?:-(?:(?:19|20)?\d\d))?\Z|\d+(?:st|nd|rd|th)\Z")
_LETTERS = re.compile(r"[^\W\d_]+")
YEAR = re.compile(r"(?:19|20)\d\d\Z")
# Months and days of the week, written with capitals, are no part of a name.
CALENDAR = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    + [name.lower() for names in reading()["months"] for name in names]
)


class Token(NamedTuple):
    start: int
    end: int
    text: str
    low: str

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_number(self) -> bool:
        """A year, or the number of an edition: the 10th."""
        return bool(_NUMBER.match(self.text))

    @property
    def is_year(self) -> bool:
        return self.text[0].isdigit() and not self.text.endswith(("st", "nd", "rd", "th"))

    @property
    def is_owner(self) -> bool:
        return self.text.endswith(("'s", "s'")) and self.low not in _OWN


_OWN = frozenset({"people's", "women's", "children's", "workers'"})  # they stand in names


class Noun(NamedTuple):
    """A noun of a kind by its first and last token; in_names: it counts only with a capital."""

    first: int
    last: int
    kind: str
    head: str
    is_plural: bool
    in_names: bool

    @property
    def short(self) -> str:
        """The word by which it is taken up: memorandum of a memorandum of understanding."""
        return re.split(r" (?:of|for|to) ", self.head)[0].split()[-1]


Naming = tuple[int, int, Found]  # its first and last token, and what is found there


@dataclass
class Sentence:
    """A folded sentence; is_headline: capitals tell no names; wishes: the status of items in -ing under its heading."""

    text: str
    tokens: Sequence[Token]
    is_headline: bool
    wishes: str | None
    actors: frozenset[int]  # the words that name a country or a body
    named: list[Naming] = field(default_factory=list)
    lasts: dict[int, int] = field(
        default_factory=dict
    )  # the first tokens of what is named, each with its last
    ends: set[int] = field(default_factory=set)  # the last tokens
    covered: set[int] = field(default_factory=set)  # all of its tokens

    def add(self, one: Naming) -> None:
        self.named.append(one)
        self.lasts.setdefault(one[0], one[1])
        self.ends.add(one[1])
        self.covered.update(range(one[0], one[1] + 1))

    def span(self, first: int, last: int) -> Span:
        return self.tokens[first].start, self.tokens[last].end

    def low(self, n: int) -> str:
        """The word at a place in small letters; '' outside of the sentence."""
        return self.tokens[n].low if 0 <= n < len(self.tokens) else ""

    def lows(self, first: int, last: int) -> list[str]:
        return [token.low for token in self.tokens[max(0, first) : max(0, last)]]

    def is_joined(self, n: int) -> bool:
        """Whether nothing but white space stands between a word and the next."""
        return n + 1 < len(self.tokens) and self._between(n).isspace()

    def is_linked(self, n: int) -> bool:
        """Whether a Markdown link ends between a word and the next."""
        return 0 <= n < len(self.tokens) - 1 and self._between(n).startswith("](")

    def _between(self, n: int) -> str:
        return self.text[self.tokens[n].end : self.tokens[n + 1].start]

    @cached_property
    def _marks(self) -> list[int]:
        return [n for n, token in enumerate(self.tokens) if token.text == '"']

    @cached_property
    def first_word(self) -> int:
        return next((n for n, token in enumerate(self.tokens) if token.is_word), 0)

    def quoted(self, n: int) -> tuple[int, int] | None:
        """The quotation marks around a word; None where it does not stand between two."""
        behind = bisect_left(self._marks, n)
        return (
            (self._marks[behind - 1], self._marks[behind])
            if behind % 2 and behind < len(self._marks)
            else None
        )


class Words:
    """The words of a register, by their small letters; made once for it."""

    def __init__(self, register: Instruments) -> None:
        self._verbs = conjugation(register.statuses)
        self._nominal = nominal(register.nominals, self._verbs)
        self._lists = {name: frozenset(map(str.lower, words)) for name, words in register.words.items()}
        self._nouns: dict[str, list[tuple[tuple[str, ...], Noun]]] = {}
        for kind, parts in {**register.kinds, "": {"nouns": register.words["none"]}}.items():
            for part in ("nouns", "names"):
                for noun in parts.get(part, ()):
                    self._add(noun, kind, part == "names")
        for entries in self._nouns.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[1].in_names))
        self._first = frozenset([*self._nouns, *self._lists["leading"]])

    def _add(self, noun: str, kind: str, in_names: bool) -> None:
        for words, is_plural in _numbers(noun):
            entry = words, Noun(0, len(words) - 1, kind, " ".join(noun.split()), is_plural, in_names)
            self._nouns.setdefault(words[0], []).append(entry)

    def may_name(self, text: str) -> bool:
        """Whether a text has a word with which a noun of a kind begins: most sentences have none."""
        return not self._first.isdisjoint(_LETTERS.findall(text.lower()))

    def tokens(self, text: str) -> list[Token]:
        """Its words and marks; where a Markdown link leads is neither."""
        found = _TOKEN.finditer(text)
        return [Token(*match.span(), match[0], match[0].lower()) for match in found if not match["link"]]

    def has(self, name: str, word: str) -> bool:
        return word in self._lists[name]

    def is_auxiliary(self, word: str) -> bool:
        return any(word in self._lists[name] for name in ("be", "have", "will", "should"))

    def meets(self, name: str, words: Sequence[str]) -> bool:
        return not self._lists[name].isdisjoint(words)

    def noun(self, tokens: Sequence[Token], at: int) -> Noun | None:
        """The noun of a kind that begins at a word; its kind is '' where it is none, as in 'press conference'."""
        for words, noun in self._nouns.get(tokens[at].low, ()):
            if [token.low for token in tokens[at : at + len(words)]] == [*words]:
                return noun._replace(first=at, last=at + noun.last)
        return None

    def noun_ending(self, tokens: Sequence[Token], at: int) -> Noun | None:
        found = (self.noun(tokens, first) for first in range(max(0, at - 2), at + 1))
        return next((noun for noun in found if noun and noun.last == at and noun.kind), None)

    def verb(self, tokens: Sequence[Token], at: int) -> tuple[Verb, int] | None:
        """The verb that begins at a word, and its last word."""
        for last in (at + 2, at + 1, at):
            if last < len(tokens) and (verb := self._verbs.get(_words(tokens, at, last))):
                return verb, last
        return None

    def verb_ending(self, tokens: Sequence[Token], at: int) -> tuple[Verb, int] | None:
        """The verb that ends at a word, and its first word."""
        for first in (at - 2, at - 1, at):
            if first >= 0 and (verb := self._verbs.get(_words(tokens, first, at))):
                return verb, first
        return None

    def nominal_ending(self, tokens: Sequence[Token], at: int) -> tuple[Verb, int] | None:
        """The verb of a noun such as 'establishment', and its first word."""
        for first in (at - 2, at - 1, at):
            if first >= 0 and (verb := self._nominal.get(_words(tokens, first, at))):
                return verb, first
        return None


def _words(tokens: Sequence[Token], first: int, last: int) -> tuple[str, ...]:
    return tuple(token.low for token in tokens[first : last + 1])


def _numbers(noun: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """A noun in the singular and the plural: memoranda of understanding."""
    words = tuple(noun.split())
    yield words, False
    at = next((n for n, word in enumerate(words) if word in ("of", "for", "to")), len(words)) - 1
    head = words[at]
    if not head.endswith("s"):
        plural = f"{head[:-1]}ies" if head.endswith("y") and head[-2] not in "aeiou" else f"{head}s"
        yield (*words[:at], "memoranda" if head == "memorandum" else plural, *words[at + 1 :]), True
