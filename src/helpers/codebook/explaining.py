"""Why a sentence is coded as it is: which pattern fired, which nearly did, and what kept it from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from helpers.codebook.folding import fold, unfold
from helpers.codebook.matching import Match, Matcher
from helpers.codebook.patterns import Either, Near, Node, Phrase
from helpers.codebook.reader import Code


@dataclass(frozen=True)
class Miss:
    """A pattern that nearly gave a sentence a code; closeness is 1 where only order, distance or a veto is in the way."""

    code: Code
    pattern: str
    reason: str
    closeness: float


def misses(codes: Sequence[Code], sentence: str, matches: Sequence[Match]) -> list[Miss]:
    """The patterns of codes that the sentence did not get which nearly gave it, the nearest first.

    Nearly: a pattern that matches and is vetoed, or of which at least half of the parts are there.
    """
    coded = {match.code.name for match in matches}
    missed = [miss for code in codes if code.name not in coded for miss in _missed(code, sentence, matches)]
    return sorted(missed, key=lambda miss: -miss.closeness)


def _missed(code: Code, sentence: str, matches: Sequence[Match]) -> Iterator[Miss]:
    vetoed = _find(replace(code, unless=()), sentence)
    for match in vetoed:
        passage = f'"{sentence[match.start : match.end]}"'
        vetoes = [veto for veto in code.unless if not _find(replace(code, unless=(veto,)), sentence)]
        longer = [m.rule for m in matches if m.code.theme == code.theme and m.start <= match.start < m.end]
        if vetoes:
            reason = f"{passage} is vetoed by unless: {', '.join(veto.text for veto in vetoes)}"
        elif code.unless and not longer:
            reason = f"{passage} is vetoed by unless: {', '.join(veto.text for veto in code.unless)}"
        else:
            reason = f"{passage} lies in the longer term of another code: {', '.join(longer)}"
        yield Miss(code, match.rule, reason, 1)
    if not vetoed:
        folded, origins = fold(sentence)

        def quoted(place: re.Match[str]) -> str:
            return f'"{sentence[slice(*unfold(*place.span(), origins))]}"'

        for pattern in code.patterns:
            for parts, obstacle in _options(pattern.node):
                found = {part.text: place for part in parts if (place := part.compiled.search(folded))}
                there = ", ".join(map(quoted, found.values()))
                absent = [part for part in parts if part.text not in found]
                cased = [place for part in absent if (place := re.search(part.expression, folded, re.I))]
                closeness = 1 - len(absent) / len(parts)
                if cased:
                    reason = f"would match {', '.join(map(quoted, cased))} in capitals"
                    if len(cased) == len(absent):
                        yield Miss(code, pattern.text, reason, 1)
                elif not absent and len(parts) > 1:
                    yield Miss(code, pattern.text, f"has {there}, but {obstacle}", 1)
                elif closeness >= 0.5:
                    lacks = ", no ".join(part.text.strip("()") for part in absent)
                    yield Miss(code, pattern.text, f"has {there}, but no {lacks}", closeness)


def _find(code: Code, sentence: str) -> list[Match]:
    return next(Matcher([code]).find(sentence, [(0, len(sentence))]))


def _options(node: Node) -> Iterator[tuple[tuple[Phrase, ...], str]]:
    """The ways to match a pattern: what must all be there, and what else can be in the way."""
    if isinstance(node, Either):
        for one in node.nodes:
            yield from _options(one)
    elif isinstance(node, Near):
        for left, _ in _options(node.left):
            for right, _ in _options(node.right):
                yield (*left, *right), f"not within {node.distance} words of each other"
    else:
        yield node.parts or (node,), "not next to each other in this order"
