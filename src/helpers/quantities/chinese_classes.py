"""Chinese words and their classes in running text, which has no spaces: the most probable reading by a hidden Markov model.

Its words stand in data/chinese_words.txt. No kept library does it: jieba (MIT) knows one class for each word, so that 培训 is
never a verb; spaCy has no Chinese model on the registry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from helpers.tables import data_file

Costs = Mapping[str, int]  # class → bits: how improbable it is

_LONGEST = 4  # characters of a word in the list
_GUESSED = 12  # bits that each character costs of a noun of up to three that is in no list
# Quoted names, Latin letters, digits and marks are words of their own.
_OTHER = re.compile(
    r"(?P<n>[“‘「『《〈][^“”‘’「」『』《》〈〉\n]{1,20}[”’」』》〉]|[A-Za-z][A-Za-z\d.+-]*)|(?P<m>[\d.,·%‰]+)|(?P<w>[^\w\s]|\s)|(?P<r>.)"
)


class Word(NamedTuple):
    """A word with its class.

    n noun, g verb used as a noun, a adjective, v verb, d adverb, p preposition, c conjunction, f place word (中), t time,
    u particle (的), m numeral, q measure word, r any other, w mark.
    """

    text: str
    start: int
    end: int
    kind: str
    costs: Costs  # of all the classes it may have; none if it is in no list


class _Model(NamedTuple):
    words: dict[str, Costs]
    follows: dict[str, dict[str, int]]  # a class behind another
    rare: dict[str, int]  # characters that are rare within nouns


@cache
def _model() -> _Model:
    model = _Model({}, {}, {})
    for line in data_file("chinese_words.txt").read_text("utf-8").splitlines():
        head, _, listed = line.partition(": ")
        if head.startswith("after "):
            model.follows[head[-1]] = {pair[0]: int(pair[1:]) for pair in listed.split()}
        elif head.startswith("rare "):
            model.rare.update(dict.fromkeys(listed, int(head[5:])))
        elif not line.startswith("#"):
            costs = {pair[0]: int(pair[1:]) for pair in re.findall(r"[a-z]\d+", head)}
            model.words.update(dict.fromkeys(listed.split(), costs))
    return model


def read(text: str, start: int, end: int, *, first: str = "w", last: str = "w") -> list[Word]:
    """The words of a stretch that cost least together, between words of the classes `first` and `last` (Viterbi 1967)."""
    words, follows, _ = _model()
    # By place and the class of the word that ends there: what all up to it cost, where it begins, and the class before it.
    best: list[dict[str, tuple[int, int, str]]] = [{} for _ in range(start, end + 1)]
    best[0][first] = (0, start, "")
    for at in range(start, end):
        here = [(follows[kind], cost, kind) for kind, (cost, _, _) in best[at - start].items()]
        if not here:
            continue
        reached: dict[str, tuple[int, str]] = {}  # by class: what it costs to go on with it, and from which
        for behind, costs in _words_at(text, at, end):
            there = best[behind - start]
            for kind, bits in costs.items():
                if kind not in reached:
                    reached[kind] = min([(cost + next[kind], before) for next, cost, before in here])
                cost, before = reached[kind]
                if kind not in there or cost + bits < there[kind][0]:
                    there[kind] = (cost + bits, at, before)
    kind = min(best[-1], key=lambda kind: best[-1][kind][0] + follows[kind][last])
    read: list[Word] = []
    while end > start:
        _, at, before = best[end - start][kind]
        read.append(Word(text[at:end], at, end, kind, words.get(text[at:end], {})))
        end, kind = at, before
    return read[::-1]


def _words_at(text: str, at: int, end: int) -> list[tuple[int, Costs]]:
    """The words that may begin at a place: where they end, and what they cost."""
    if not "㐀" <= text[at] <= "鿿" and (other := _OTHER.match(text, at, end)):
        return [(other.end(), {other.lastgroup or "r": 0})]
    words, _, rare = _model()
    found: list[tuple[int, Costs]] = []
    bits, is_known = 0, False
    for behind in range(at + 1, min(at + _LONGEST, end) + 1):
        bits += _GUESSED + rare.get(text[behind - 1], 0)
        if known := words.get(text[at:behind]):
            found.append((behind, known))
            is_known = behind - at > 1
        elif behind - at < _LONGEST and not is_known:
            found.append((behind, {"n": bits}))
    return found
