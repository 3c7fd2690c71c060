"""English statements: which sentences are parsed, and what is found in their trees and behind them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from helpers.quotations import Quotation, pairs
from helpers.statements import parsing, plain
from helpers.statements.cues import lexicon
from helpers.statements.following import joined
from helpers.statements.found import Found
from helpers.statements.trees import Tree

# A longer sentence is none, but a list or a slip: it is parsed in stretches, so that time and memory stay linear.
LONGEST = 2000
_CAPITAL = re.compile(r"\b[A-Z][a-z]*\b")
_WORDS = re.compile(r"[a-z]+")


def find(
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    quotes: Mapping[str, Sequence[Quotation]],
    *,
    is_sifted: bool = True,
) -> list[Found]:
    """The statements in the English sentences of a document, none of them resolved to an actor yet.

    Only sentences that can hold one are parsed; all, where they are not to be sifted.
    """
    outer = [quote for block in blocks for quote in quotes[block["block_id"]] if not quote.depth]
    nlp = parsing.model()
    if nlp is None:
        return joined(text, sentences, outer, plain.find(text, sentences, quotes))
    headings = {block["block_id"] for block in blocks if block["kind"] in ("title", "subtitle", "heading")}
    parts = list(stretches(text, sentences, quotes, headings, is_sifted=is_sifted))
    docs = parsing.parsed(nlp, (_as_sentence(text[s.start : s.end], s.is_heading) for s in parts))
    found: list[Found] = []
    for stretch, doc in zip(parts, docs, strict=True):
        tree = Tree(doc, stretch.start, stretch.quotes)
        found += (stretch.is_heading and tree.labelled()) or tree.found()
    return joined(text, sentences, outer, found)


def quotations(text: str, blocks: Iterable[Mapping[str, Any]]) -> dict[str, list[Quotation]]:
    """The quotations of each block."""
    return {block["block_id"]: pairs(text, block["start"], block["end"]) for block in blocks}


class Stretch(NamedTuple):
    """What is parsed at once, with the quotations that reach into it."""

    start: int
    end: int
    quotes: list[Quotation]
    is_heading: bool


def stretches(
    text: str,
    sentences: Iterable[Mapping[str, Any]],
    quotes: Mapping[str, Sequence[Quotation]],
    headings: Collection[str],
    *,
    is_sifted: bool = True,
) -> Iterator[Stretch]:
    """The sentences that can hold a statement."""
    block, waiting, open_ = None, 0, list[Quotation]()
    for sentence in sentences:
        if sentence["language"] not in ("en", "und") or sentence["block_id"] not in quotes:
            continue
        if sentence["block_id"] != block:
            block, waiting, open_ = sentence["block_id"], 0, []
        marks, is_heading = quotes[sentence["block_id"]], sentence["block_id"] in headings
        for start in range(sentence["start"], sentence["end"], LONGEST):
            end = min(start + LONGEST, sentence["end"])
            while waiting < len(marks) and marks[waiting].start < end:
                open_.append(marks[waiting])
                waiting += 1
            open_ = [quote for quote in open_ if quote.end > start]
            words = _WORDS.findall(text[start:end].lower())
            if (
                not is_sifted
                or open_
                or not lexicon().words.isdisjoint(words)
                or (is_heading and ":" in text[start:end])
            ):
                yield Stretch(start, end, open_, is_heading)


def _as_sentence(text: str, is_heading: bool) -> str:
    """A Heading With Capitals as the parser knows sentences: verbs that report and small words without them."""
    words = _CAPITAL.findall(text)
    if not is_heading or 3 * len(words) < 2 * len(text.split()):
        return text
    return _CAPITAL.sub(lambda word: word[0].lower() if word[0].lower() in lexicon().plain else word[0], text)
