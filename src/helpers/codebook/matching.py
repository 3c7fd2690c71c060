"""Matching: where the codes of a codebook are in a text. Linear in the text, and nearly independent of the number of
patterns: each distinct word is looked up once, and then says itself which patterns can begin with it; only those are
tried, there."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, compress, count
from typing import NamedTuple

import numpy as np

from helpers.codebook.folding import HAN, UNITS, WORDS, Span, fold, letters, unfold
from helpers.codebook.patterns import Opening, Pattern, Phrase, Units
from helpers.codebook.reader import Code
from helpers.sources.metadata import reading

# Text is matched in slices of whole sentences, so that one long document does not take the memory of many.
SLICE = 65_536
# Distinct words that are remembered; scanning noise makes new ones without end.
REMEMBERED = 500_000
# Words after one of them that are.
FOLLOWING = 10_000
# White space and hyphens between what stands beside each other: no more than a line end with its indent.
BESIDE = 64

Trial = Callable[[str, int, int], re.Match[str] | None]
# What can begin at a word: the phrase, how it is tried (None: the word is all of it), the marks before the word.
Entry = tuple[str, Trial | None, int]
_Plan = tuple[frozenset[str], list[tuple[int, Pattern]]]
Found = dict[str, list[Span]]  # phrases found in a sentence, each with its places

_compiled = functools.cache(re.compile)
_LISTS = reading()["negation"]
_CUES, _NO_CUES, _ENDS = (
    tuple(Pattern.parse(text, language) for language, texts in _LISTS[part].items() for text in texts)
    for part in ("cues", "no_cues", "ends")
)
_REACH = {name: int(value) for name, value in _LISTS["reach"].items()}
# A mark that ends a clause; a point or comma inside a number does not.
_MARKS = re.compile(r"[;:!?。—()]|[.,](?!\d)")
_CUE_PHRASES = frozenset(phrase.expression for cue in _CUES for phrase in cue.node.phrases)


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
        self._plans: dict[frozenset[str], _Plan] = {}
        self._first, self._rest, self._negating = _Words(), _Words(), _Words()
        self._han: dict[str, dict[str, list[Entry]]] = {}  # by the first two characters
        phrases: dict[str, Phrase] = {}
        for n, code in enumerate(codes):
            vetoing = {phrase.expression: phrase for veto in code.unless for phrase in veto.node.phrases}
            phrases |= vetoing
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
            self._add(phrase, self._first if phrase.expression in self._patterns else self._rest)
        for phrase in _negating_phrases():
            if phrase.expression not in self._patterns:
                self._add(phrase, self._negating)

    def _add(self, phrase: Phrase, words: _Words) -> None:
        for opening in phrase.openings:
            if opening.expression:
                words.add(phrase, opening)
            else:
                second = self._han.setdefault(opening.stem[0], {})
                entry = (phrase.expression, phrase.compiled.match, opening.lead)
                second.setdefault(opening.stem[1:2], []).append(entry)

    def find(self, text: str, bounds: Sequence[Span]) -> Iterator[list[Match]]:
        """For each sentence of a text, by its bounds, the matches in the order of the codes: see Codebook.find."""
        first = 0
        while first < len(bounds):
            begin, last = bounds[first][0], first + 1
            while last < len(bounds) and bounds[last][1] - begin <= SLICE:
                last += 1
            yield from self._slice(text[begin : bounds[last - 1][1]], begin, bounds[first:last])
            first = last

    def _slice(self, text: str, begin: int, bounds: Sequence[Span]) -> Iterator[list[Match]]:
        folded, origins = fold(text)
        relative = np.array(bounds) - begin
        if origins is not None:
            relative = np.searchsorted(origins[0], relative)
        places: list[Span] = list(map(tuple, relative.tolist()))
        words = _Cut(folded)
        found = self._begun(words, places)
        stretches = words.begins.searchsorted(relative).tolist()
        for n, place in enumerate(places):
            if not found.get(n):
                yield []
                continue
            matches = self._matches(found[n], words, place, range(*stretches[n]))
            if begin or origins:
                matches = [
                    match._replace(start=begin + a, end=begin + b)
                    for match in matches
                    for a, b in [unfold(match.start, match.end, origins)]
                ]
            yield matches

    def _begun(self, words: _Cut, places: Sequence[Span]) -> dict[int, Found]:
        """By sentence, the phrases without which no pattern matches; in Chinese, all phrases."""
        found: defaultdict[int, Found] = defaultdict(dict)
        openers = list(map(self._first.__getitem__, words.words))
        hits = np.fromiter(compress(count(), openers), dtype=np.int64)
        begins = words.begins[hits]
        starts, ends = np.array(places).T
        sentences = np.searchsorted(starts, begins, side="right") - 1
        inside = (sentences >= 0) & (begins < ends[sentences])
        for n, sentence in zip(hits[inside].tolist(), sentences[inside].tolist(), strict=True):
            opener, following = openers[n], words.words[n + 1] or words.after(n)
            if opener is _UNSURE or (opener and opener[following]):
                words.try_at(n, self._first, found[sentence], places[sentence])
        folded = words.folded
        if self._han and HAN.search(folded):
            seconds = list(map(self._han.get, folded))
            for at in compress(count(), seconds):
                sentence = bisect_right(places, (at, len(folded))) - 1
                if sentence >= 0 and at < places[sentence][1]:
                    second, after = seconds[at] or {}, folded[at + 1 : at + 2]
                    if after == " ":
                        after = folded[at + 1 : at + BESIDE].lstrip()[:1]
                    entries = (*second.get(after, ()), *second.get("", ()))
                    _try(found[sentence], entries, folded, (at, at + 1), places[sentence])
        return found

    def _matches(self, found: Found, words: _Cut, place: Span, stretch: range) -> list[Match]:
        """The matches in a sentence, by its place and the words in it."""
        folded = words.folded
        wanted, rules = self._plan(frozenset(found))
        if not rules:
            return []
        held = words.words[stretch.start : stretch.stop]
        if wanted:
            for n in compress(stretch, map(self._rest.__getitem__, held)):
                words.try_at(n, self._rest, found, place, wanted)
        spans: dict[int, list[tuple[Span, Pattern]]] = {}
        units = _Units(folded, place)
        for n, pattern in rules:
            if places := pattern.node.join(found, units):
                spans.setdefault(n, []).extend((one, pattern) for one in places)
        longer = self._terms(spans)
        matches: list[Match] = []
        for n in sorted(spans):
            code, kept = self.codes[n], spans[n]
            if vetoes := [veto for p in code.unless for veto in p.node.join(found, units)]:
                reach = _Cover([_widened(veto, folded, place[0]) for veto in vetoes])
                kept = [one for one in kept if not reach.meets(*one[0])]
            if cover := longer.get(code.theme):
                kept = [one for one in kept if not (one[1].is_term and cover.exceeds(*one[0]))]
            matches += _merged(code, kept)
        if not matches:
            return []
        for n in compress(stretch, map(self._negating.__getitem__, held)):
            words.try_at(n, self._negating, found, place)
        if not found.keys().isdisjoint(_CUE_PHRASES):
            return _negated(matches, found, folded, units)
        return matches

    def _plan(self, begun: frozenset[str]) -> _Plan:
        """What else to look for where these phrases are, and the patterns that can match there."""
        if (plan := self._plans.get(begun)) is None:
            known = [one for one in begun if one in self._wanted]
            wanted = frozenset().union(*(self._wanted[one] for one in known))
            rules = sorted({rule for one in known for rule in self._patterns[one]})
            plan = wanted, [self._rules[rule] for rule in rules]
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
        self.stems = ("\x01", *(stem for _, opening in openings for stem in opening.then))
        self.always = tuple(self._entries(" "))
        self[" "] = ()  # a dictionary that holds nothing would pass for none

    def __missing__(self, following: str) -> Sequence[Entry]:
        lower = following.lower()
        may_continue = lower.startswith(self.stems) or "\x01" in lower
        entries = tuple(self._entries(lower)) if may_continue else self.always
        if len(self) < FOLLOWING:
            self[following] = entries
        return entries

    def _entries(self, following: str) -> Iterator[Entry]:
        for phrase, openings in self.openings.items():
            some = [o for o in openings if not o.then or "\x01" in following or following.startswith(o.then)]
            if some:
                trial = None if all(opening.is_whole for opening in some) else phrase.compiled.match
                yield from {(phrase.expression, trial, opening.lead) for opening in some}


class _Words(dict[str, "_Followed | None"]):
    """What can begin at a word; found out once for each distinct word."""

    def __init__(self) -> None:
        self.stems: dict[str, list[tuple[Phrase, Opening]]] = {}

    def add(self, phrase: Phrase, opening: Opening) -> None:
        self.stems.setdefault(opening.stem, []).append((phrase, opening))

    def __missing__(self, word: str) -> _Followed | None:
        if len(self) > REMEMBERED:
            self.clear()
        if "\x01" in word:
            opener: _Followed | None = _UNSURE
        else:
            openings = list(self._openings(word))
            opener = _Followed(openings) if openings else None
        self[word] = opener
        return opener

    def _openings(self, word: str) -> Iterator[tuple[Phrase, Opening]]:
        lower = word.lower()
        if not self._inner and not any(lower[:end] in self._heads for end in (1, 2, 3)):
            return
        stems = [lower[:end] for end in range(1, min(len(lower), self._longest) + 1)]
        stems += [stem for stem in self._inner if stem[1:] in lower]
        for stem in stems:
            for phrase, opening in self.stems.get(stem, ()):
                if _compiled(opening.expression).match(word):
                    yield phrase, opening

    @functools.cached_property
    def _heads(self) -> set[str]:
        return {stem[:3] for stem in self.stems}

    @functools.cached_property
    def _longest(self) -> int:
        return max(map(len, self.stems), default=0)

    @functools.cached_property
    def _inner(self) -> list[str]:
        return [stem for stem in self.stems if stem.startswith("*")]


# A word with letters beyond Latin-1: looked at again in the text.
_UNSURE = _Followed([])


def _try(found: Found, entries: Iterable[Entry], folded: str, word: Span, sentence: Span) -> None:
    """Add what does begin at a word of a sentence."""
    for expression, trial, lead in entries:
        if trial is None:
            found.setdefault(expression, []).append(word)
        elif word[0] - lead >= sentence[0] and (match := trial(folded, word[0] - lead, sentence[1])):
            found.setdefault(expression, []).append(match.span())


class _Cut:
    """A folded text cut into words, an empty one between two blanks."""

    def __init__(self, folded: str) -> None:
        raw = letters(folded)
        self.folded = folded
        self.words = raw.decode("latin-1").split(" ")
        blanks = np.flatnonzero(np.frombuffer(raw, np.uint8) == ord(" "))
        self.begins = np.concatenate([[0], blanks + 1, [len(folded) + 1, len(folded) + 1]])
        self.words += ["", "\x01"]  # what follows the last word is not known

    def after(self, n: int) -> str:
        """The next word that is one."""
        while not self.words[n + 1]:
            n += 1
        return self.words[n + 1]

    def try_at(
        self, n: int, openers: _Words, found: Found, sentence: Span, wanted: frozenset[str] | None = None
    ) -> None:
        """Add what does begin at a word, of what is wanted (None: all)."""
        opener = openers[self.words[n]]
        if opener is _UNSURE:
            at = int(self.begins[n])
            for word in WORDS.finditer(self.folded, at, at + len(self.words[n])):
                if opener := openers[word[0]]:
                    _try(found, opener["\x01"], self.folded, word.span(), sentence)
        elif opener:
            entries = opener[self.words[n + 1] or self.after(n)]
            if wanted is not None:
                entries = [entry for entry in entries if entry[0] in wanted]
            if entries:
                at = int(self.begins[n])
                _try(found, entries, self.folded, (at, at + len(self.words[n])), sentence)


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


def _negating_phrases() -> Iterator[Phrase]:
    return (phrase for pattern in (*_CUES, *_NO_CUES, *_ENDS) for phrase in pattern.node.phrases)


def _negated(matches: list[Match], found: Found, folded: str, units: Units) -> list[Match]:
    """The matches with those marked before which a negation stands, in the same clause and in reach."""
    cues, no_cues, ends = (
        sorted(place for pattern in patterns for place in pattern.node.join(found, units))
        for patterns in (_CUES, _NO_CUES, _ENDS)
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
