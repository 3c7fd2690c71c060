"""What is named in an English sentence: by capitals or quotation marks, with a noun of its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from helpers.instruments.describing import short
from helpers.instruments.found import Found
from helpers.instruments.words import CALENDAR, YEAR, Naming, Noun, Sentence, Token, Words

_LONGEST = 12  # words of a name on either side of its noun
_OVER = frozenset(["UN", "United", "Nations"])  # whose Security Council it is, goes without saying
_NAMING = 3  # words such as Global, Public and Security make a name together
_ROMAN = re.compile(r"[IVX]+\Z|\d+(?:\.\d+)?\Z")
_BEHIND = frozenset({"of", "on", "for", "against", "concerning", "regarding"})
_BEHIND_KIND = {
    "forum": {"with"}, "agreement": {"to", "with"}, "document": {"to", "with"},
    "framework": {"to", "with", "in"},
}  # fmt: skip
_LISTED = ("and", "or", "&")
_TITLED = ("titled", "entitled", "called", ",")


class Namer:
    """The rules, made once for a register."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def name(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """The name in which a noun stands; None where it makes none."""
        tokens = sentence.tokens
        if numbered := self._numbered(sentence, noun):
            return numbered
        if self._words.has("leading", tokens[noun.first].low) and tokens[noun.first].is_capital:
            return self._leading(sentence, noun)
        if tokens[noun.first].is_capital or tokens[noun.last].is_capital:
            return self._capitalised(sentence, noun)
        rules = (self._quoted, self._title, self._titled, self._small)
        return next((one for rule in rules if (one := rule(sentence, noun))), None)

    def _leading(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A name behind its noun: Operation Serval."""
        first = last = noun.first
        while sentence.is_joined(last) and sentence.tokens[last + 1].is_capital and last - first < 3:
            last += 1
        if last == first or sentence.is_headline or self._words.noun_ending(sentence.tokens, last):
            return self._capitalised(sentence, noun)
        return first, last, self._found(sentence, first, last, noun, "name behind its noun")

    def _quoted(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A name in quotation marks before its noun: the "Net 2024" special action."""
        tokens, close = sentence.tokens, noun.first - 1
        if close > 0 and tokens[close].is_word and not tokens[close].is_capital:
            close -= 1  # an adjective
        if close < 2 or tokens[close].text != '"':
            return None
        marks = (n for n in range(close - 1, max(-1, close - _LONGEST), -1) if tokens[n].text == '"')
        opened = next(marks, None)
        if opened is None or not tokens[opened + 1].is_capital:
            return None
        return opened, noun.last, self._found(sentence, opened, noun.last, noun, "quoted name")

    def _title(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A title in quotation marks whose noun is written small: "Test results of …"."""
        quoted = sentence.quoted(noun.first)
        if noun.kind != "document" or quoted is None:
            return None
        opened, close = quoted
        is_long = close - opened > _NAMING and close - noun.last < 2 * _LONGEST
        if noun.first - opened > _NAMING or not is_long or not sentence.tokens[opened + 1].is_capital:
            return None
        return opened, close, self._found(sentence, opened, close, noun, "quoted name")

    def _numbered(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """What is named by its number: Security Council resolution 1701 (2006)."""
        tokens, last = sentence.tokens, noun.last + 1
        if not self._is_numbered(noun) or noun.is_plural or not sentence.low(last)[:1].isdigit():
            return None
        first = noun.first
        while first - 1 in sentence.actors and tokens[first - 1].is_capital:
            first -= 1
        if first == noun.first and sentence.low(first - 1) == "(":
            return None  # where to read what has been named: the Strategy (resolution 60/288)
        one = self._found(sentence, first, last, noun, "numbered name")
        number = tokens[last].text
        words = *(token.text for token in tokens[first : noun.last + 1] if token.text not in _OVER), number
        if sentence.low(last + 1) == "(" and sentence.low(last + 3) == ")" and tokens[last + 2].is_year:
            last += 3
        return first, last, replace(one, span=sentence.span(first, last), words=words, date=None)

    def _is_numbered(self, noun: Noun) -> bool:
        return self._words.has("numbered", noun.head)

    def _titled(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A title in quotation marks behind its noun: a white paper titled "…"; an advisory, "Ports under Attack"."""
        opened = noun.last + 2
        if (
            noun.kind != "document"
            or sentence.low(noun.last + 1) not in _TITLED
            or sentence.low(opened) != '"'
        ):
            return None
        ahead = range(opened + 2, min(len(sentence.tokens), opened + 2 * _LONGEST))
        close = next((n for n in ahead if sentence.tokens[n].text == '"'), None)
        if close is None or not sentence.tokens[opened + 1].is_capital:
            return None
        inner = sentence.tokens[opened + 1 : close]
        is_title = all(self._words.has("joiners", t.low) or not t.text[0].islower() for t in inner)
        if sentence.low(noun.last + 1) == "," and not is_title:
            return None  # said in a statement, "We regret …"
        return noun.first, close, self._found(sentence, opened, close, noun, "quoted name")

    def _small(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A name whose noun is written small: the Pelindaba treaty."""
        tokens = sentence.tokens
        is_linked = sentence.is_linked(noun.first - 1)  # [Harbour Watch](https://…) programme
        last = noun.first - 1 if is_linked else noun.last
        first = noun.first - is_linked
        if noun.first and tokens[noun.first - 1].is_capital:
            first = self._left(sentence, first)
        first = self._past_starters(sentence, first, noun.first)
        own = [n for n in range(first, noun.first) if self._is_own(tokens[n])]
        if (
            len(own) < 2
            or sentence.actors.issuperset(own)
            or noun.is_plural
            or noun.in_names
            or sentence.is_headline
        ):
            return None
        return first, last, self._found(sentence, first, last, noun, "capitalised name")

    def _capitalised(self, sentence: Sentence, noun: Noun) -> Naming | None:
        """A name with a noun of its kind, all written with capitals: the Forum of … on …"""
        tokens = sentence.tokens
        after = tokens[noun.last + 1 : noun.last + 2]
        if sentence.is_joined(noun.last) and any(map(self._is_part, after)):
            return None  # the Forum Conference Center
        first = self._past_starters(sentence, self._left(sentence, noun.first), noun.first)
        last = self._right(sentence, noun)
        if sentence.is_headline and (first > sentence.first_word or last < len(tokens) - 2):
            return None
        before, behind = tokens[first : noun.first], tokens[noun.last + 1 : last + 1]
        own = [token for token in (*before, *behind) if self._is_own(token)]
        described = sum(t.is_capital and not self._words.has("empty", t.low) for t in before)
        # The Global Security Initiative is one, a Free Trade Agreement is any.
        if not own and described < _NAMING - (sentence.low(first - 1) not in ("a", "an")):
            is_name = noun.is_plural or (noun.in_names and noun.kind != "document")
            return None if is_name else short(sentence, noun, first)
        if noun.is_plural and not any(self._is_own(token) for token in before):
            return None
        is_bare = not behind and sentence.actors.issuperset(range(first, noun.first))
        if (is_bare and self._is_numbered(noun)) or (
            len(own) < 2 and (noun.is_plural or (noun.in_names and noun.kind == "forum"))
        ):
            return None  # a Security Council Resolution
        is_quoted = sentence.low(first - 1) == '"' and sentence.low(last + 1) == '"'
        if is_quoted:
            first, last = first - 1, last + 1
        rule = "quoted name" if is_quoted else "capitalised name"
        return first, last, self._found(sentence, first, last, noun, rule)

    def _is_own(self, token: Token) -> bool:
        """Whether a word makes a name of its noun."""
        is_small = self._words.has("joiners", token.low) or self._words.has("generic", token.low)
        return token.is_word and not is_small and not token.is_number

    def _is_part(self, token: Token) -> bool:
        is_joiner = self._words.has("joiners", token.low)  # the Convention Against …
        return token.is_capital and not is_joiner and not _ROMAN.match(token.text)

    def _past_starters(self, sentence: Sentence, first: int, noun: int) -> int:
        """Past the words that have their capital only from the start of the sentence."""
        while first < noun and self._is_starter(sentence, first):
            first += 1
        return first

    def _is_starter(self, sentence: Sentence, n: int) -> bool:
        low = sentence.low(n)
        is_verb = n == 0 and self._words.verb(sentence.tokens, n) is not None
        return is_verb or any(
            self._words.has(name, low) for name in ("joiners", "stops", "determiners", "titles")
        )

    def _left(self, sentence: Sentence, first: int) -> int:
        """The first word of the name that goes on to the word before `first`."""
        start = first
        while first > 0 and start - first < _LONGEST:
            step = self._step_left(sentence, first - 1)
            if not step:
                break
            first -= step
        return first

    def _step_left(self, sentence: Sentence, n: int) -> int:
        """How many words more belong to the name, from word n backwards."""
        token = sentence.tokens[n]
        if not sentence.is_joined(n) and not token.is_number:
            return 0
        if token.is_number:
            return 1
        if token.is_capital:
            return int(self._is_name(sentence, n))
        quoted = sentence.quoted(n)
        if quoted and quoted[1] - quoted[0] <= _LONGEST and sentence.tokens[quoted[0] + 1].is_capital:
            return int(token.is_word)  # the "Rule of Law Day"; but no quoted sentence
        is_listed = token.low in _LISTED and n > 0 and self._is_name(sentence, n - 1)
        if n - 1 in sentence.actors and n not in sentence.actors:
            return 0  # the World Bank and the …
        return 2 if is_listed and not self._ends_name(sentence, n - 1) else 0

    def _is_name(self, sentence: Sentence, n: int) -> bool:
        token = sentence.tokens[n]
        others = ("titles", "indefinite", "determiners", "stops")
        return (
            token.is_capital and not token.is_owner and not any(self._words.has(o, token.low) for o in others)
        )

    def _ends_name(self, sentence: Sentence, n: int) -> bool:
        """Whether another name ends at a word."""
        return n in sentence.ends or self._words.noun_ending(sentence.tokens, n) is not None

    def _right(self, sentence: Sentence, noun: Noun) -> int:
        """The last word of a name: what it is of, on or against, and its year."""
        tokens, last = sentence.tokens, noun.last
        joiners = _BEHIND | _BEHIND_KIND.get(noun.kind, {"in", "to"})
        while last - noun.last < 2 * _LONGEST and not sentence.is_linked(last):
            joiner = sentence.low(last + 1)
            is_listed = last > noun.last and (joiner in _LISTED or self._lists(sentence, last + 1))
            # The Programme to Prevent and Eradicate the Illicit Trade; the Fund for Saving the Aral Sea.
            has_verb = "to" in sentence.lows(noun.last, last) or tokens[last].low.endswith("ing")
            goes_on = has_verb if joiner == "the" else joiner == "in" and self._is_region(sentence, last + 2)
            if joiner not in joiners and not is_listed and not goes_on:
                break
            end = self._stretch(sentence, last + 1)
            if end is None or not self._takes_in(sentence, noun, last + 1, end):
                break
            last = end
            if self._belongs(sentence, noun, last):
                break
        is_short = (
            sentence.low(last + 1) == "(" and sentence.low(last + 3) == ")" and tokens[last + 2].is_capital
        )
        if is_short and sentence.is_joined(last):
            last += 3
        return last + (last + 1 < len(tokens) and tokens[last + 1].is_number and tokens[last + 1].is_year)

    def _is_region(self, sentence: Sentence, n: int) -> bool:
        return any(self._words.has("regions", " ".join(sentence.lows(n, n + size))) for size in (1, 2, 3))

    @staticmethod
    def _lists(sentence: Sentence, comma: int) -> bool:
        """Whether a comma lists parts of one name, the last of them behind 'and': Use, Stockpiling, Production and Transfer."""
        n = comma
        while sentence.low(n) == "," and n - comma < _LONGEST:
            n += 1
            if n >= len(sentence.tokens) or not sentence.tokens[n].is_capital:
                return False
            while n < len(sentence.tokens) and sentence.tokens[n].is_capital:
                n += 1
        return sentence.low(n) == "and" and n + 1 < len(sentence.tokens) and sentence.tokens[n + 1].is_capital

    def _stretch(self, sentence: Sentence, joiner: int) -> int | None:
        """The end of the capitalised words behind 'of the'; None where there are none."""
        tokens, first = sentence.tokens, joiner + 1
        while (
            self._words.has("joiners", sentence.low(first))
            and not tokens[first].is_capital
            and first - joiner < 4
        ):
            first += 1
        end = first - 1
        while end + 1 < len(tokens) and self._is_in_stretch(sentence, end + 1, first):
            end += 1
        return end if end >= first and not tokens[end].is_owner else None

    @staticmethod
    def _is_in_stretch(sentence: Sentence, n: int, first: int) -> bool:
        token = sentence.tokens[n]
        if n in sentence.covered:
            return False  # the Working Group on the Sustainable Development Goals
        is_year = token.is_number and n + 1 < len(sentence.tokens) and sentence.tokens[n + 1].is_capital
        is_name = (token.is_capital and token.low not in CALENDAR) or token.text == "&" or is_year
        return is_name and (n == first or (sentence.is_joined(n - 1) and not sentence.tokens[n - 1].is_owner))

    def _takes_in(self, sentence: Sentence, noun: Noun, joiner: int, last: int) -> bool:
        """Whether a name takes in the words behind it: not another name that is listed with it, and not an instrument of
        the same kind, but for the forum that a conference belongs to."""
        other = self._words.noun_ending(sentence.tokens, last)
        if self._words.has("titles", sentence.low(joiner + 1)):
            return False
        if sentence.low(joiner) in (*_LISTED, ","):
            after = sentence.low(joiner + 1)
            is_name = sentence.tokens[joiner + 1].is_capital or after in ("on", "for")
            return is_name and other is None and not self._ends_name(sentence, joiner - 1)
        if other and other.kind == noun.kind == "forum" and other.first > joiner + 1:
            return self._belongs(sentence, noun, last)
        return True

    def _belongs(self, sentence: Sentence, noun: Noun, last: int) -> bool:
        """Whether a conference is that of the forum whose name ends at a word."""
        other = self._words.noun_ending(sentence.tokens, last)
        is_forum = other is not None and other.kind == noun.kind == "forum" and other.first > noun.last
        return is_forum and self._words.has("editions", noun.head)

    def _found(self, sentence: Sentence, first: int, last: int, noun: Noun, rule: str) -> Found:
        tokens = sentence.tokens[first : last + 1]
        whole = tokens
        if self._belongs(sentence, noun, last):
            tokens = sentence.tokens[noun.last + 2 : last + 1]  # what the conference belongs to
        words, aliases = _parts(tokens, noun.kind == "forum")
        years = [token.text for token in whole if YEAR.match(token.text)]
        return Found(
            sentence.span(first, last), noun.kind, words, rule, noun.short, aliases=aliases,
            date=years[0] if len(years) == 1 else None,
        )  # fmt: skip


def _parts(tokens: Sequence[Token], is_forum: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a name without years, articles and quotation marks, and the short names in brackets; the tenth
    edition of a forum is the forum."""
    words: list[str] = []
    aliases: list[str] = []
    is_bracketed = is_quoted = False
    for token in tokens:
        is_bracketed = token.text == "(" or (is_bracketed and token.text != ")")
        is_quoted ^= token.text == '"'
        if token.is_word and is_bracketed:
            aliases += [token.text] if token.is_capital else []
        elif token.is_word and (is_quoted or not token.is_number or not (is_forum or token.is_year)):
            words.append(token.text.replace("- ", "-"))  # broken at the end of a line
    while len(words) > 1 and words[0] in ("the", "The", "of", "all"):
        words = words[1:]
    return tuple(words), tuple(aliases)
