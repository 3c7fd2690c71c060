"""The pattern language, which users know from quanteda and AntConc:

    terror*                       any letters or digits within the word; `?` is exactly one
    artificial intelligence       a phrase; a space is any white space (also a line break) or a hyphen
    cyber-security                a hyphen is a hyphen, white space or nothing
    (police | judicial) training  alternatives
    terror* NEAR/8 (drone* | AI)  both in one sentence, at most 8 words apart, in either order; NEAR/1 is next to
    AI, ISIS                      a word of two or more letters, all upper case, is matched in that case only
    9/11, Da'esh, A.I.            other punctuation as written
    恐怖分子…利用                 Chinese as written, simplified or traditional; `…` is a gap of up to 30 characters

Everything else is matched whatever its case, quotation marks, hyphens and width. A pattern matches whole words. At each
place of a sentence it matches once, the first way that fits: of alternatives the one that is longer as written, a gap
as short as can be. Of what NEAR joins, each left part is paired with the nearest right part.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from helpers.codebook.folding import HAN, WORD, Span, fold

Units = Callable[
    [], list[int]
]  # where the words and Chinese characters of a sentence begin; asked for where needed


class PatternError(ValueError):
    """A pattern breaks the language; the message says how, and the remedy."""


@dataclass(frozen=True)
class Opening:
    """How a match can begin: a word whose stem and expression these are, or Chinese; after `lead` marks.

    is_whole: whether the word is all of a match. then: stems one of which begins the next word of a match; none where
    that is not known.
    """

    stem: str
    expression: str
    lead: int
    is_whole: bool
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """A part of a pattern that one regular expression matches.

    text: as written, without white space that means nothing. rarity: letters that a word of every match begins with;
    parts: what must all be there, in this order.
    """

    expression: str
    text: str
    openings: tuple[Opening, ...]
    rarity: int
    parts: tuple[Phrase, ...] = field(default=(), repr=False)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Made when first asked for: most parts of a pattern stand only inside a larger one."""
        return re.compile(self.expression)

    @property
    def phrases(self) -> Iterator[Phrase]:
        yield self

    @property
    def triggers(self) -> Iterator[Phrase]:
        """Phrases of which one must be there for a match."""
        yield self

    def join(self, found: Mapping[str, list[Span]], units: Units) -> list[Span]:
        return found.get(self.expression, [])


@dataclass(frozen=True)
class Either:
    """Alternatives of which one at least holds NEAR."""

    nodes: tuple[Node, ...]

    @property
    def rarity(self) -> int:
        return min(node.rarity for node in self.nodes)

    @property
    def phrases(self) -> Iterator[Phrase]:
        return (phrase for node in self.nodes for phrase in node.phrases)

    @property
    def triggers(self) -> Iterator[Phrase]:
        return (phrase for node in self.nodes for phrase in node.triggers)

    def join(self, found: Mapping[str, list[Span]], units: Units) -> list[Span]:
        return [span for node in self.nodes for span in node.join(found, units)]


@dataclass(frozen=True)
class Near:
    """Two parts, in either order, with fewer than `distance` words between them."""

    left: Node
    right: Node
    distance: int

    @property
    def rarity(self) -> int:
        return max(self.left.rarity, self.right.rarity)

    @property
    def phrases(self) -> Iterator[Phrase]:
        yield from self.left.phrases
        yield from self.right.phrases

    @property
    def triggers(self) -> Iterator[Phrase]:
        return min(self.left, self.right, key=_openings).triggers

    def join(self, found: Mapping[str, list[Span]], units: Units) -> list[Span]:
        """Pair each left match with the nearest right match, so that the work stays linear and spans short."""
        if not (left := self.left.join(found, units)) or not (right := self.right.join(found, units)):
            return []
        left, right = _outermost(left), _outermost(right)
        starts, ends = [start for start, _ in right], [end for _, end in right]
        joined, places = [], units()
        for start, end in left:
            near = []
            if (after := bisect_left(starts, end)) < len(right):
                near.append((_gap(places, end, right[after][0]), start, right[after][1]))
            if before := bisect_right(ends, start):
                near.append((_gap(places, ends[before - 1], start), right[before - 1][0], end))
            if near and (nearest := min(near))[0] < self.distance:
                joined.append(nearest[1:])
        return joined


def _openings(node: Node) -> int:
    return sum(len(phrase.openings) for phrase in node.phrases)


def _outermost(spans: list[Span]) -> list[Span]:
    """The spans in order without those inside another."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _gap(places: Sequence[int], end: int, start: int) -> int:
    return bisect_left(places, start) - bisect_left(places, end)


Node = Phrase | Either | Near


_SPACE = "(?: ++|- *+)"
_HYPHEN = "(?: ++|- *+)?"
_TOKEN = re.compile(r"NEAR/(\d+)|[()|]|[^\s()|]+")
_PIECE = re.compile(rf"(?:{WORD}|[*?])+|{HAN.pattern}+|.")
_TERM = re.compile(rf"[{HAN.pattern[1:-1]} |()]+")


@dataclass(frozen=True)
class Pattern:
    """One pattern of the codebook, as written and compiled."""

    text: str
    language: str
    node: Node = field(repr=False)

    @classmethod
    @lru_cache(maxsize=8192)  # a command reads the codebook, and then the copy of it in the corpus
    def parse(cls, text: str, language: str = "en") -> Pattern:
        """Compile a pattern. Raises PatternError."""
        if len(text) > 1000:
            raise PatternError("is longer than 1,000 characters; write several patterns")
        if text.count("(") > 8:  # each may be tried with what stands in each other one
            raise PatternError("has more than 8 parentheses; write several patterns")
        tokens = [match[0] for match in _TOKEN.finditer(fold(text)[0])]
        node = _alternatives(tokens)
        if tokens:
            raise PatternError("has a ')' too many")
        if node.rarity < 2 and (re.search(r"[*?]", text) or len(re.findall(WORD, text)) < 2):
            raise PatternError("matches almost anything; give it a word with two letters before any * or ?")
        return cls(text, language, node)

    @cached_property
    def is_term(self) -> bool:
        """Whether it is Chinese words alone, without a gap or NEAR."""
        return bool(_TERM.fullmatch(fold(self.text)[0]))


def _alternatives(tokens: list[str]) -> Node:
    nodes = [_neighbours(tokens)]
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        nodes.append(_neighbours(tokens))
    if len(nodes) == 1:
        return nodes[0]
    plain = [node for node in nodes if isinstance(node, Phrase)]
    if len(plain) < len(nodes):
        return Either(tuple(nodes))
    # Python takes the first alternative that matches.
    longest_first = sorted(plain, key=lambda node: -len(re.sub(r"[ |()]", "", node.text)))
    return Phrase(
        f"(?:{'|'.join(node.expression for node in longest_first)})",
        f"({' | '.join(node.text for node in plain)})",
        tuple(dict.fromkeys(opening for node in plain for opening in node.openings)),
        min(node.rarity for node in plain),
    )


def _neighbours(tokens: list[str]) -> Node:
    node = _phrase(tokens)
    while tokens and (near := re.fullmatch(r"NEAR/(\d+)", tokens[0])):
        tokens.pop(0)
        if not 0 < int(near[1]) <= 50:
            raise PatternError(f"has {near[0]}; the distance is 1 to 50 words")
        node = Near(node, _phrase(tokens), int(near[1]))
    return node


def _phrase(tokens: list[str]) -> Node:
    nodes: list[Node] = []
    while tokens and tokens[0] not in {"|", ")"} and not tokens[0].startswith("NEAR/"):
        token = tokens.pop(0)
        if token == "(":
            nodes.append(_alternatives(tokens))
            if not tokens:
                raise PatternError("has a '(' that is not closed")
            tokens.pop(0)
        else:
            nodes.append(_chunk(token))
    if not nodes:
        raise PatternError("has an empty place: before or after |, NEAR or a parenthesis")
    if len(nodes) == 1:
        return nodes[0]
    plain = [node for node in nodes if isinstance(node, Phrase)]
    if len(plain) < len(nodes):
        raise PatternError("has NEAR in parentheses inside a phrase; write it with NEAR throughout")
    return Phrase(
        _SPACE.join(node.expression for node in plain),
        " ".join(node.text for node in plain),
        tuple(_followed(opening, plain[1].openings) for opening in plain[0].openings),
        max(node.rarity for node in plain),
        tuple(plain),
    )


def _followed(opening: Opening, following: tuple[Opening, ...]) -> Opening:
    then = tuple(after.stem for after in following)
    # Only a stem that begins a word of letters tells anything of the next word.
    is_known = opening.is_whole and not any(HAN.match(stem) or stem.startswith("*") for stem in then)
    return replace(opening, then=then if is_known else opening.then, is_whole=False)


def _chunk(chunk: str) -> Phrase:
    """What stands between two spaces: words, hyphens, other punctuation, Chinese."""
    pieces = [match[0] for match in _PIECE.finditer(chunk)]
    expressions: list[str] = []
    rarity = 0
    opening: Opening | None = None
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        stem = ""
        if HAN.match(piece):
            # Chinese is broken at line ends without a hyphen, anywhere.
            expression = " *+".join(piece)
            stem = piece
        elif piece == "…":
            if not (HAN.match(before) and HAN.match(after)):
                raise PatternError("has … without Chinese on both sides; in English write NEAR/n")
            expression = ".{0,30}?"
        elif piece == "-":
            if not (before and after):
                raise PatternError("has a hyphen without a word on both sides; write the forms out")
            if opening is None:
                raise PatternError("begins with a mark and a hyphen; write the forms out")
            expression = _HYPHEN
        elif re.match(rf"{WORD}|[*?]", piece):
            expression, stem = _word(piece, joined=after == "-")
            if before != "-":
                expression = rf"(?<!{WORD}){expression}"
        else:
            expression = re.escape(piece)
        if stem and opening is None:
            is_han = bool(HAN.match(stem))
            opening = Opening(
                stem, "" if is_han else expression, len(expressions), is_whole=len(pieces) == 1 and not is_han
            )
        rarity = max(rarity, len(stem.lstrip("*")))
        expressions.append(expression)
    if opening is None:
        raise PatternError(f"has '{chunk}' without a letter or digit")
    return Phrase("".join(expressions), chunk, (opening,), rarity)


def _word(word: str, *, joined: bool) -> tuple[str, str]:
    """One word with its wildcards, and its longest stem; joined: a hyphen follows, which may match nothing.

    Each `*` but the last takes as little as it can and never gives it back (as in fnmatch): linear in the word.
    """
    letters = re.sub(r"[*?]", "", word)
    if not letters:
        raise PatternError(f"has the word '{word}' without a letter; NEAR/n leaves a gap")
    if joined and word.endswith("*"):
        raise PatternError(f"has a * before a hyphen in '{word}-'; write the forms out")
    is_bound = letters.isupper() and sum(map(str.isalpha, letters)) > 1
    literals = [
        # Only the letters themselves ignore case: under that flag the class of all letters takes 20 ms to compile.
        "".join(
            WORD if run == "?" else run if is_bound else f"(?i:{run})"
            for run in re.findall(r"\?|[^?]+", part)
        )
        for part in re.split(r"\*+", word)
    ]
    expression = literals[0]
    for literal in literals[1:-1]:
        expression += f"(?>{WORD}*?{literal})"
    if len(literals) > 1:
        expression += f"{WORD}*{literals[-1]}" if literals[-1] else f"{WORD}*+"
    first = re.split(r"[*?]", word)[0].lower()
    inner = max(re.split(r"[*?]", word.lower()), key=len)
    stem = first if len(first) > 1 or first == word.lower() else f"*{inner}"
    return expression + ("" if joined else f"(?!{WORD})"), stem
