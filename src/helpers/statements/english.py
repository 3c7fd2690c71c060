"""English statements: which sentences are parsed, and what is found in their trees and behind them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from helpers.quotations import Quotation, pairs
from helpers.statements import parsing, plain
from helpers.statements.cues import lexicon
from helpers.statements.following import joined
from helpers.statements.found import Found
from helpers.statements.trees import Tree

# A longer sentence is none, but a list or a slip: it is parsed in stretches, so that time and memory stay linear.
LONGEST = 2000
_CAPITAL = re.compile(r"\b[A-Z][a-z]*\b")
_WORDS = re.compile(r"\bha(?:ve|s) to\b|[a-z]+")  # 'have' by itself is in every second sentence
# A heading run into its paragraph in Markdown: '**What comes next:** The envoy said …'
_RUN_IN = re.compile(r"\*\*[^*\n]{1,200}(?:[:.]\*\*|\*\*:)\s+(?=\S)")


class Stretch(NamedTuple):
    """What is parsed at once, with its words in small letters and the quotations that reach into it."""

    start: int
    end: int
    words: frozenset[str]
    quotes: list[Quotation]
    is_heading: bool


class Reader(Protocol):
    """Who reads trees: says which stretches are to be parsed, and takes from a tree what it looks for."""

    def wants(self, stretch: Stretch) -> bool: ...

    def read(self, stretch: Stretch, tree: Tree) -> None: ...


def find(  # noqa: PLR0913
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    quotes: Mapping[str, Sequence[Quotation]],
    beside: Iterable[Reader] = (),
    *,
    is_sifted: bool = True,
) -> list[Found]:
    """The statements in the English sentences of a document, none of them resolved to an actor yet.

    Only sentences that can hold one are parsed; all, where they are not to be sifted. Readers `beside` are given the
    trees of those that they want, so that no sentence is parsed twice.
    """
    outer = [quote for block in blocks for quote in quotes[block["block_id"]] if not quote.depth]
    nlp = parsing.model()
    if nlp is None:
        return joined(text, sentences, outer, plain.find(text, sentences, quotes))
    headings = {block["block_id"] for block in blocks if block["kind"] in ("title", "subtitle", "heading")}
    own = Statements(text, is_sifted=is_sifted)
    readers = (own, *beside)
    wanted = (
        (_as_sentence(text[stretch.start : stretch.end], stretch.is_heading), (stretch, for_whom))
        for stretch in stretches(text, sentences, quotes, headings)
        if (for_whom := [reader for reader in readers if reader.wants(stretch)])
    )
    for doc, (stretch, for_whom) in parsing.parsed(nlp, wanted):
        tree = Tree(doc, stretch.start, stretch.quotes)
        for reader in for_whom:
            reader.read(stretch, tree)
    return joined(text, sentences, outer, own.found)


class Statements:
    """Reads statements."""

    def __init__(self, text: str, *, is_sifted: bool = True) -> None:
        self.text = text
        self.is_sifted = is_sifted
        self.found: list[Found] = []

    def wants(self, stretch: Stretch) -> bool:
        return bool(
            not self.is_sifted
            or stretch.quotes
            or not lexicon().words.isdisjoint(stretch.words)
            or (stretch.is_heading and ":" in self.text[stretch.start : stretch.end])
        )

    def read(self, stretch: Stretch, tree: Tree) -> None:
        self.found += (stretch.is_heading and tree.labelled()) or tree.found()


def quotations(text: str, blocks: Iterable[Mapping[str, Any]]) -> dict[str, list[Quotation]]:
    """The quotations of each block."""
    return {block["block_id"]: pairs(text, block["start"], block["end"]) for block in blocks}


def stretches(
    text: str,
    sentences: Iterable[Mapping[str, Any]],
    quotes: Mapping[str, Sequence[Quotation]],
    headings: Collection[str],
) -> Iterator[Stretch]:
    """The English sentences of the blocks whose quotations are given."""
    block, waiting, open_ = None, 0, list[Quotation]()
    for sentence in sentences:
        if sentence["language"] not in ("en", "und") or sentence["block_id"] not in quotes:
            continue
        if sentence["block_id"] != block:
            block, waiting, open_ = sentence["block_id"], 0, []
        marks, is_heading = quotes[sentence["block_id"]], sentence["block_id"] in headings
        run_in = _RUN_IN.match(text, sentence["start"], sentence["end"])
        for start in range(run_in.end() if run_in else sentence["start"], sentence["end"], LONGEST):
            end = min(start + LONGEST, sentence["end"])
            while waiting < len(marks) and marks[waiting].start < end:
                open_.append(marks[waiting])
                waiting += 1
            open_ = [quote for quote in open_ if quote.end > start]
            yield Stretch(start, end, frozenset(_WORDS.findall(text[start:end].lower())), open_, is_heading)


def _as_sentence(text: str, is_heading: bool) -> str:
    """A Heading With Capitals as the parser knows sentences: verbs that report and small words without them."""
    words = _CAPITAL.findall(text)
    if not is_heading or 3 * len(words) < 2 * len(text.split()):
        return text
    return _CAPITAL.sub(lambda word: word[0].lower() if word[0].lower() in lexicon().plain else word[0], text)
