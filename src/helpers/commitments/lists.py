"""Lists of measures: initiatives with their parts, what stands under 'Recommendations', first this and second that."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from helpers.commitments import chinese
from helpers.commitments.found import Found, Span, within
from helpers.commitments.words import english

_CLOSING = " .;,。；，"
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
# What ends in -ing and is no doing.
_GERUND = re.compile(
    r"(?!(?:During|According|Regarding|Concerning|Including|Following|Notwithstanding|\w*thing|King|Spring|Morning|Evening)\b)[A-Z]\w*?ing\b(?=\s\w)"
)
_MARK = re.compile(r"\\?\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})\\?\)\s+")  # '(1) ', in Markdown '\(1\) '
_FIRST = re.compile(r"[*_\s]*(?:to\s+)?(?P<verb>\w+)\b", re.I)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|should|must|can|could|may|might|do|does|did)\b"
)
_ITEM = re.compile(
    rf"(?:\A|[;.:]\s+|,\s*)(?:and\s+)?(?:the\s+)?(?P<place>{'|'.join(_ORDINALS)}|final|last)(?:ly)?(?:\s+of\s+all)?(?:\s+(?:measure|step|task|priority))?"
    r"(?:\s*,|\s+is|:)*\s+(?P<to>to\s+)?(?:\w+ly\s+)?(?P<verb>[a-z]+)\b",
    re.I,
)


@cache
def _numbered() -> re.Pattern[str]:
    """'Initiative One: …'"""
    nouns = "|".join(english().lists["lists"])
    numbers = "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|[IVX]{1,4}|\\d{1,2}"
    english_ = rf"(?:{nouns})\s+(?:No\.\s?)?(?:{numbers})\s*[:.–—-]"
    chinese_ = rf"(?:{chinese.lists()})[一二三四五六七八九十\d]{{1,3}}[：:]"
    return re.compile(rf"(?:{english_}|{chinese_})\s*(?P<what>\S.*)", re.I | re.S)


@cache
def _headed() -> re.Pattern[str]:
    """'Recommendations', 'Our proposals'"""
    nouns = "|".join(f"{noun}s" for noun in english().lists["lists"])
    english_ = rf"(?:[\w’'-]+\s+){{0,3}}(?:{nouns})(?:\s+(?:for|by|on|to)\b.{{0,40}})?"
    return re.compile(rf"(?:{english_}|[\u4e00-\u9fff]{{0,6}}(?:{chinese.lists()}))\s*[:：]?", re.I)


def read(
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    found: Sequence[Found],
) -> Iterator[Found]:
    """The initiatives and the items of lists; what is found in an initiative is made a part of it.

    An item begins with a verb, in English in -ing or in its plain form. It has the force of what announces the list: a commitment
    that ends with a colon, else a proposal; a plain verb without such a sentence calls.
    """
    by_id = {block["block_id"]: block for block in blocks}
    found = sorted(found, key=lambda one: one.action)
    starts = [one.action[0] for one in found]
    whole: Found | None = None
    is_open, place = False, None
    for sentence in sentences:
        block = by_id[sentence["block_id"]]
        mark = _MARK.match(text, block["start"], block["end"])
        head = mark.end() if mark else block["start"]
        is_item, span = (
            bool(mark) or block["kind"] == "list_item",
            (max(sentence["start"], head), sentence["end"]),
        )
        stretch = text[slice(*span)]
        inside = found[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]
        is_heading = block["kind"] in ("title", "subtitle", "heading")
        if (
            is_heading
            or (place is not None and block["slide"] != place)
            or (whole and whole.cue and not is_item)
        ):
            whole, is_open = None, False
        if match := _numbered().fullmatch(stretch):
            whole = Found("initiative", "proposal", within(match.span("what"), span[0]), hull=span)
            is_open, place = True, block["slide"]
            yield whole
            continue
        if is_heading and _headed().fullmatch(stretch.strip()):
            is_open, place = True, block["slide"]
            continue
        for one in inside:
            one.part_of = one.part_of or whole
        if not inside:
            yield from _items(stretch, span, whole, is_listed=is_open and is_item, is_first=span[0] <= head)
        elif stretch.endswith((":", "：")) and not is_open:
            whole, is_open, place = inside[-1], True, block["slide"]
        elif not any(one.hull and one.hull[0] <= span[0] for one in inside):
            taken = [one.hull or one.action for one in inside]
            for one in _items(stretch, span, whole, is_listed=False):
                if all(one.action[1] <= a or b <= one.action[0] for a, b in taken):
                    yield one


def _items(
    stretch: str, span: Span, whole: Found | None, *, is_listed: bool, is_first: bool = False
) -> Iterator[Found]:
    verbs = english().bases
    first = _FIRST.match(stretch)
    if is_listed and first:
        is_ing = chinese.is_act(stretch) or (bool(_GERUND.match(stretch)) and not _FINITE.search(stretch))
        announced = whole if whole and whole.cue else None
        is_sure = is_first and announced is not None and announced.is_open  # any verb follows 'they will:'
        if is_ing or is_sure or first["verb"].lower() in verbs:
            force = announced.force if announced else "proposal" if is_ing else "call"
            end = span[1] - (len(stretch) - len(stretch.rstrip(_CLOSING)))
            one = Found("item", force, (span[0], end), hull=span, part_of=whole)
            if announced:
                one.by, one.form, one.addressee = announced.by, announced.form, announced.addressee
            yield one
            return
    items = [m for m in _ITEM.finditer(stretch) if m["to"] or m["verb"].lower() in verbs]
    if not items or (len(items) == 1 and items[0].start() > 0):
        return
    for n, match in enumerate(items):
        start = match.start("to") if match["to"] else match.start("verb")
        end = items[n + 1].start() if n + 1 < len(items) else len(stretch)
        end = start + len(stretch[start:end].rstrip(_CLOSING))
        yield Found(
            "numbered",
            "call",
            within((start, end), span[0]),
            hull=within((match.start("place"), end), span[0]),
            part_of=whole,
        )
