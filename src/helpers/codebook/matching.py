"""Matching: where the codes of a codebook are in a text. Linear in the text, and nearly independent of the number of
patterns: each distinct word is looked up once, and then says itself which patterns can begin with it; only those are
tried, there."""

from __future__ import annotations

import functools
import re
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, count
from operator import or_
from typing import NamedTuple

import numpy as np

from helpers.codebook.folding import HAN, UNITS, Slice, Span, letters, slices
from helpers.codebook.patterns import Opening, Pattern, Phrase
from helpers.codebook.reader import Code
from helpers.sources.metadata import reading

# Distinct words that are remembered; scanning noise makes new ones without end.
REMEMBERED = 500_000
# Words after one of them that are.
FOLLOWING = 10_000
# White space and hyphens between what stands beside each other: no more than a line end with its indent.
BESIDE = 64

# In which phrases are looked for.
TURNS = FIRST, REST, NEGATING = range(3)

Trial = Callable[[str, int, int], re.Match[str] | None]
# What can begin at a word: the phrase, how it is tried (None: the word is all of it), the marks before the word.
Entry = tuple[str, Trial | None, int]
# What else to look for where some phrases are, the same in bits, and the patterns that can match there.
_Plan = tuple[frozenset[str], int, list[tuple[int, Pattern]]]
Found = dict[str, list[Span]]  # phrases found in a sentence, each with its places

_compiled = functools.cache(re.compile)
_LISTS = reading()["negation"]
_CUES, _NO_CUES, _ENDS = (
    {
        phrase.expression: phrase
        for language, texts in _LISTS[part].items()
        for text in texts
        for phrase in Pattern.parse(text, language).node.phrases
    }
    for part in ("cues", "no_cues", "ends")
)
_REACH = {name: int(value) for name, value in _LISTS["reach"].items()}
# A mark that ends a clause; a point or comma inside a number does not.
_MARKS = re.compile(r"[;:!?。—()]|[.,](?!\d)")


class Match(NamedTuple):
    """A code found in a sentence: where, by which pattern, and whether a negation stands before it."""

    code: Code
    start: int
    end: int
    rule: str
    is_negated: bool


class Matcher:
    """The patterns of codes, indexed by what they begin with.

    First come the phrases without which no pattern matches; the others (the second parts of NEAR, `unless`) are looked
    for only in sentences that hold one of those, and negations only where something matches.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        self.codes = codes
        self._rules: list[tuple[int, Pattern]] = []  # each with the number of its code
        self._patterns: dict[str, list[int]] = {}  # rules by the phrases of which one must be there
        self._wanted: dict[str, set[str]] = {}  # what else to look for where that is
        self._vetoing: list[frozenset[str]] = []  # by code, the phrases of `unless`
        self._plans: dict[frozenset[str], _Plan] = {}
        self._words = _Words()
        self._han: dict[str, dict[str, list[Entry]]] = {}  # by the first two characters
        phrases: dict[str, Phrase] = {}
        for n, code in enumerate(codes):
            vetoing = {phrase.expression: phrase for veto in code.unless for phrase in veto.node.phrases}
            phrases |= vetoing
            self._vetoing.append(frozenset(vetoing))
            for pattern in code.patterns:
                parts = {phrase.expression: phrase for phrase in pattern.node.phrases}
                phrases |= parts
                self._rules.append((n, pattern))
                for expression in {phrase.expression for phrase in pattern.node.triggers}:
                    self._patterns.setdefault(expression, []).append(len(self._rules) - 1)
                    self._wanted.setdefault(expression, set()).update(parts, vetoing)
        for wanted in self._wanted.values():
            wanted.difference_update(self._patterns)
        for phrase in phrases.values():
            self._add(phrase, FIRST if phrase.expression in self._patterns else REST)
        for expression, phrase in {**_CUES, **_NO_CUES, **_ENDS}.items():
            if expression not in self._patterns:
                self._add(phrase, NEGATING)

    def _add(self, phrase: Phrase, turn: int) -> None:
        for opening in phrase.openings:
            if opening.expression:
                self._words.add(turn, phrase, opening)
            else:
                second = self._han.setdefault(opening.stem[0], {})
                entry = (phrase.expression, phrase.compiled.match, opening.lead)
                second.setdefault(opening.stem[1:2], []).append(entry)

    def find(self, text: str, bounds: Sequence[Span]) -> Iterator[list[Match]]:
        """For each sentence of a text, by its bounds, the matches in the order of the codes: see Codebook.find."""
        for part in slices(text, bounds):
            yield from self._slice(part)

    def _slice(self, part: Slice) -> Iterator[list[Match]]:
        folded, places = part.folded, part.places
        words = _Cut(folded, np.array(places), self._words)
        found: defaultdict[int, Found] = defaultdict(dict)
        for sentence, entries, word in words.begin(FIRST, dict.fromkeys(range(len(places)), _ALL)):
            _try(found[sentence], entries, folded, word, places[sentence])
        if self._han and HAN.search(folded):
            self._try_han(found, folded, places)
        plans = {n: plan for n, some in found.items() if (plan := self._plan(frozenset(some)))[2]}
        for sentence, entries, word in words.begin(REST, {n: bits for n, (_, bits, _) in plans.items()}):
            wanted = plans[sentence][0]
            _try(
                found[sentence], [one for one in entries if one[0] in wanted], folded, word, places[sentence]
            )
        matches = {n: self._matches(found[n], plan[2], folded, places[n]) for n, plan in plans.items()}
        matched = {n: _ALL for n, some in matches.items() if some}
        for sentence, entries, word in words.begin(NEGATING, matched):
            _try(found[sentence], entries, folded, word, places[sentence])
        for n in range(len(places)):
            some = matches.get(n, [])
            if some and not found[n].keys().isdisjoint(_CUES):
                some = _negated(some, found[n], folded)
            yield [
                match._replace(start=start, end=end)
                for match in some
                for start, end in [part.unfold(match.start, match.end)]
            ]

    def _try_han(self, found: defaultdict[int, Found], folded: str, places: Sequence[Span]) -> None:
        """Add all phrases that do begin with Chinese."""
        seconds = list(map(self._han.get, folded))
        for at in compress(count(), seconds):
            sentence = bisect_right(places, (at, len(folded))) - 1
            if sentence >= 0 and at < places[sentence][1]:
                second, after = seconds[at] or {}, folded[at + 1 : at + 2]
                if after == " ":
                    after = folded[at + 1 : at + BESIDE].lstrip()[:1]
                entries = (*second.get(after, ()), *second.get("", ()))
                _try(found[sentence], entries, folded, (at, at + 1), places[sentence])

    def _matches(
        self, found: Found, rules: Sequence[tuple[int, Pattern]], folded: str, place: Span
    ) -> list[Match]:
        """The matches in a sentence, by its place and what was found in it."""
        spans: dict[int, list[tuple[Span, Pattern]]] = {}
        units = _Units(folded, place)
        for n, pattern in rules:
            if places := pattern.node.join(found, units):
                spans.setdefault(n, []).extend((one, pattern) for one in places)
        longer = self._terms(spans)
        matches: list[Match] = []
        for n in sorted(spans):
            code, kept = self.codes[n], spans[n]
            if not self._vetoing[n].isdisjoint(found):
                vetoes = [veto for p in code.unless for veto in p.node.join(found, units)]
                reach = _Cover([_widened(veto, folded, place[0]) for veto in vetoes])
                kept = [one for one in kept if not reach.meets(*one[0])]
            if cover := longer.get(code.theme):
                kept = [one for one in kept if not (one[1].is_term and cover.exceeds(*one[0]))]
            matches += _merged(code, kept)
        return matches

    def _plan(self, begun: frozenset[str]) -> _Plan:
        if (plan := self._plans.get(begun)) is None:
            known = [one for one in begun if one in self._wanted]
            wanted = frozenset().union(*(self._wanted[one] for one in known))
            rules = sorted({rule for one in known for rule in self._patterns[one]})
            plan = wanted, _either(map(_bit, wanted)), [self._rules[rule] for rule in rules]
            if len(self._plans) < REMEMBERED:
                self._plans[begun] = plan
        return plan

    def _terms(self, spans: dict[int, list[tuple[Span, Pattern]]]) -> dict[str | None, _Cover]:
        """The Chinese terms found for each theme."""
        terms: dict[str | None, list[Span]] = {}
        for n, some in spans.items():
            for place, pattern in some:
                if pattern.is_term:
                    terms.setdefault(self.codes[n].theme, []).append(place)
        return {theme: _Cover(places) for theme, places in terms.items() if len(places) > 1}


class _Followed(dict[str, Sequence[Entry]]):
    """What can begin at a word, by the word that follows it."""

    def __init__(self, openings: Sequence[tuple[Phrase, Opening]]) -> None:
        self.openings: dict[Phrase, list[Opening]] = {}
        for phrase, opening in openings:
            self.openings.setdefault(phrase, []).append(opening)
        # Most words continue nothing; they all get what needs no certain word next.
        self.stems = tuple(stem for _, opening in openings for stem in opening.then)
        self.always = tuple(self._entries(""))

    def __missing__(self, following: str) -> Sequence[Entry]:
        lower = following.lower()
        entries = tuple(self._entries(lower)) if lower.startswith(self.stems) else self.always
        if len(self) < FOLLOWING:
            self[following] = entries
        return entries

    def _entries(self, following: str) -> Iterator[Entry]:
        for phrase, openings in self.openings.items():
            some = [o for o in openings if not o.then or following.startswith(o.then)]
            if some:
                trial = None if all(opening.is_whole for opening in some) else phrase.compiled.match
                yield from {(phrase.expression, trial, opening.lead) for opening in some}


_NOTHING = _Followed([])


def _bit(text: str) -> int:
    """The bit of a stem or phrase, which it shares with some others: arrays of them tell where it is worth trying."""
    return 1 << zlib.crc32(text.encode()) % 63


def _either(bits: Iterable[int]) -> int:
    return functools.reduce(or_, bits, 0)


# The bit of phrases whose second word is not known, which any word may follow.
_ANY = 1 << 63
_ALL = 2**64 - 1


class _Words(dict[str, int]):
    """The distinct words by numbers, 0 for all at which nothing begins or goes on; found out once for each.

    By number, openers say what can begin at the word in each turn. In bits, phrases are those that can, stems what their
    second words begin with, and continued the stems that the word itself begins with.
    """

    def __init__(self) -> None:
        self._stems: dict[str, list[tuple[int, Phrase, Opening]]] = {}
        self._then: dict[str, int] = {}
        self.forget()

    def add(self, turn: int, phrase: Phrase, opening: Opening) -> None:
        self._stems.setdefault(opening.stem, []).append((turn, phrase, opening))
        self._then |= {stem: _bit(stem) for stem in opening.then}

    def forget(self) -> None:
        self.clear()
        self.openers: list[list[_Followed]] = []
        self.phrases = np.zeros((len(TURNS), 1024), np.uint64)
        self.stems, self.continued = np.zeros_like(self.phrases), np.zeros(1024, np.uint64)
        self._number([[] for _ in TURNS], 0)

    def __missing__(self, word: str) -> int:
        lower = word.lower()
        stems = [stem for stem in self._inner if stem[1:] in lower]
        if not self._heads.isdisjoint((lower[:1], lower[:2], lower[:3])):
            stems += [lower[:end] for end in range(1, min(len(lower), self._longest) + 1)]
        openings: list[list[tuple[Phrase, Opening]]] = [[] for _ in TURNS]
        for turn, phrase, opening in (one for stem in stems for one in self._stems.get(stem, ())):
            if _compiled(opening.expression).match(word):
                openings[turn].append((phrase, opening))
        continued = _either(self._then.get(stem, 0) for stem in stems)
        self[word] = number = self._number(openings, continued) if continued or any(openings) else 0
        return number

    def _number(self, openings: Sequence[Sequence[tuple[Phrase, Opening]]], continued: int) -> int:
        number = len(self.openers)
        if number == len(self.continued):
            self.phrases, self.stems = (
                np.append(a, np.zeros_like(a), axis=1) for a in (self.phrases, self.stems)
            )
            self.continued = np.append(self.continued, np.zeros_like(self.continued))
        for turn, some in enumerate(openings):
            self.phrases[turn, number] = _either(_bit(phrase.expression) for phrase, _ in some)
            self.stems[turn, number] = _either(
                _either(map(_bit, opening.then)) if opening.then else _ANY for _, opening in some
            )
        self.continued[number] = continued | _ANY
        self.openers.append([_Followed(some) if some else _NOTHING for some in openings])
        return number

    @functools.cached_property
    def _heads(self) -> set[str]:
        return {stem[:3] for stem in (*self._stems, *self._then)}

    @functools.cached_property
    def _longest(self) -> int:
        return max(map(len, (*self._stems, *self._then)), default=0)

    @functools.cached_property
    def _inner(self) -> list[str]:
        return [stem for stem in self._stems if stem.startswith("*")]


def _try(found: Found, entries: Iterable[Entry], folded: str, word: Span, sentence: Span) -> None:
    """Add what does begin at a word of a sentence."""
    for expression, trial, lead in entries:
        if trial is None:
            found.setdefault(expression, []).append(word)
        elif word[0] - lead >= sentence[0] and (match := trial(folded, word[0] - lead, sentence[1])):
            found.setdefault(expression, []).append(match.span())


class _Cut:
    """A folded text cut into words, each with its number and the number of its sentence."""

    def __init__(self, folded: str, sentences: np.ndarray, known: _Words) -> None:
        if len(known) > REMEMBERED:
            known.forget()
        raw = letters(folded)
        self.known, self.count = known, len(sentences)
        self.words = raw.decode("latin-1").split()
        is_letter = np.frombuffer(b" %b " % raw, np.uint8) != ord(" ")
        self.edges = np.flatnonzero(is_letter[1:] != is_letter[:-1])
        if b"\x01" in raw:
            for n in (n for n, word in enumerate(self.words) if "\x01" in word):
                self.words[n] = folded[self.edges[2 * n] : self.edges[2 * n + 1]]
        numbers = np.fromiter(map(known.__getitem__, self.words), np.int64, len(self.words))
        self.numbers = numbers
        self.words.append("")
        self.continued = known.continued[np.append(numbers[1:], 0)]
        starts = self.edges[::2]
        self.sentences = np.searchsorted(sentences[:, 0], starts, side="right") - 1
        self.sentences[starts >= sentences[self.sentences, 1]] = -1

    def begin(self, turn: int, wanted: Mapping[int, int]) -> Iterator[tuple[int, Sequence[Entry], Span]]:
        """Where something may begin: the sentence, what may, and the word; wanted are phrases in bits, by sentence."""
        bits = np.zeros(self.count + 1, np.uint64)
        bits[list(wanted)] = list(wanted.values())
        hits = np.flatnonzero(self.known.stems[turn][self.numbers] & self.continued)
        hits = hits[(self.known.phrases[turn][self.numbers[hits]] & bits[self.sentences[hits]]) != 0]
        columns = (
            hits + 1,
            self.sentences[hits],
            self.numbers[hits],
            self.edges[2 * hits],
            self.edges[2 * hits + 1],
        )
        words, openers = self.words, self.known.openers
        for following, sentence, number, start, end in zip(*(c.tolist() for c in columns), strict=True):
            if entries := openers[number][turn][words[following]]:
                yield sentence, entries, (start, end)


class _Units:
    """Where the words and Chinese characters of a sentence begin; counted when first asked for."""

    def __init__(self, folded: str, sentence: Span) -> None:
        self.folded, self.sentence = folded, sentence
        self.starts: list[int] = []

    def __call__(self) -> list[int]:
        self.starts = self.starts or [unit.start() for unit in UNITS.finditer(self.folded, *self.sentence)]
        return self.starts


class _Cover:
    """Spans that are asked what they meet, each time in the time of one bisection."""

    def __init__(self, spans: list[Span]) -> None:
        spans = sorted(spans)
        self.starts = [start for start, _ in spans]
        self.ends = list(accumulate((end for _, end in spans), max))

    def _end(self, n: int) -> int:
        """The furthest end of the first n spans."""
        return self.ends[n - 1] if n else -1

    def meets(self, start: int, end: int) -> bool:
        """Whether a span overlaps the stretch or touches it."""
        return self._end(bisect_right(self.starts, end)) >= start

    def holds(self, start: int, end: int) -> bool:
        """Whether the stretch lies in a span."""
        return self._end(bisect_right(self.starts, start)) >= end

    def exceeds(self, start: int, end: int) -> bool:
        """Whether the stretch lies in a longer span."""
        return self.holds(start, end + 1) or self._end(bisect_left(self.starts, start)) >= end


def _widened(span: Span, folded: str, start: int) -> Span:
    """A span with the white space and hyphens beside it."""
    before = folded[max(start, span[0] - BESIDE) : span[0]]
    after = folded[span[1] : span[1] + BESIDE]
    return (
        span[0] - len(before) + len(before.rstrip(" -")),
        span[1] + len(after) - len(after.lstrip(" -")),
    )


def _merged(code: Code, spans: list[tuple[Span, Pattern]]) -> list[Match]:
    merged: list[Match] = []
    longest = 0
    for start, minus_end, _, rule in sorted((a, -b, len(p.text), p.text) for (a, b), p in spans):
        end = -minus_end
        if merged and start < merged[-1][2]:
            _, first, last, name, _ = merged[-1]
            merged[-1] = Match(code, first, max(last, end), rule if end - start > longest else name, False)
            longest = max(longest, end - start)
        else:
            longest = end - start
            merged.append(Match(code, start, end, rule, False))
    return merged


def _negated(matches: list[Match], found: Found, folded: str) -> list[Match]:
    """The matches with those marked before which a negation stands, in the same clause and in reach."""
    cues, no_cues, ends = (
        sorted(place for expression in found.keys() & phrases for place in found[expression])
        for phrases in (_CUES, _NO_CUES, _ENDS)
    )
    feigned = _Cover(no_cues)
    stops = sorted({end for start, end in cues if not feigned.holds(start, end)})
    breaks = [start for start, _ in ends]

    def is_negated(start: int) -> bool:
        # The nearest cue decides: what parts it from the match parts the others too.
        if not (n := bisect_right(stops, start)):
            return False
        between = folded[stops[n - 1] : start]
        return (
            len(between) <= _REACH["characters"]
            and sum(0.5 if HAN.match(unit) else 1 for unit in UNITS.findall(between)) <= _REACH["words"]
            and not _MARKS.search(between)
            and bisect_left(breaks, stops[n - 1]) == bisect_left(breaks, start)
        )

    return [match._replace(is_negated=is_negated(match.start)) for match in matches]
