"""A plain, slow reading of the pattern language, from its definition: what the engine is checked against.

It knows nothing of the engine: it folds character by character, reads patterns by recursion, and tries every pattern at
every place of a sentence, in the order that the definition gives.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from helpers.codebook import Code, Codebook
from helpers.tables import data_file

Span = tuple[int, int]
READING = yaml.load(data_file("reading.yaml").read_text("utf-8"), yaml.BaseLoader)
SIMPLIFIED = {
    pair[0]: pair[1]
    for line in data_file("traditional.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for pair in line.split()
}
FOLDED = {**dict.fromkeys("‐‑‒–−﹣", "-"), **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"')}
FOLDED |= {"İ": "I", "ı": "i", "ſ": "s", "\u212a": "K"}


def is_han(c: str) -> bool:
    return "\u3040" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff"


@functools.cache
def is_letter(c: str) -> bool:
    return c.isalnum() and not is_han(c)


def is_invisible(c: str) -> bool:
    return c in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" or "\ufe00" <= c <= "\ufe0f"


def is_mark_above(c: str) -> bool:
    return "\u0300" <= c <= "\u036f"


def folded_character(c: str) -> str:
    if "！" <= c <= "～":
        c = chr(ord(c) - 0xFEE0)
    if c.isspace():
        return " "
    return SIMPLIFIED.get(c, FOLDED.get(c, c))


@dataclass(frozen=True)
class Folded:
    text: str
    places: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> Folded:
        characters: list[tuple[str, Span]] = []
        n = 0
        while n < len(text):
            end = n + 1
            if not is_invisible(text[n]):
                while end < len(text) and is_mark_above(text[end]):
                    end += 1
                whole = unicodedata.normalize("NFC", text[n:end]) if end > n + 1 else text[n]
                characters += [(folded_character(c), (n, end)) for c in whole]
            n = end
        return cls("".join(c for c, _ in characters), tuple(place for _, place in characters))


# Reading a pattern: ("either", parts, parts by length), ("near", left, right, distance), ("phrase", parts), ("chunk", text)


@functools.cache
def parsed(pattern: str) -> Any:
    tokens = re.findall(r"NEAR/\d+|[()|]|[^\s()|]+", Folded.of(pattern).text)
    node = read_either(tokens)
    assert not tokens, pattern
    return node


def read_either(tokens: list[str]) -> Any:
    parts = [read_near(tokens)]
    while tokens and tokens[0] == "|":
        del tokens[0]
        parts.append(read_near(tokens))
    longest_first = sorted(parts, key=lambda part: -sum(map(len, chunks(part))))
    return parts[0] if len(parts) == 1 else ("either", parts, longest_first)


def read_near(tokens: list[str]) -> Any:
    node = read_phrase(tokens)
    while tokens and tokens[0].startswith("NEAR/"):
        distance = int(tokens.pop(0)[5:])
        node = ("near", node, read_phrase(tokens), distance)
    return node


def read_phrase(tokens: list[str]) -> Any:
    parts: list[Any] = []
    while tokens and tokens[0] not in ("|", ")") and not tokens[0].startswith("NEAR/"):
        token = tokens.pop(0)
        if token == "(":
            parts.append(read_either(tokens))
            assert tokens.pop(0) == ")"
        else:
            parts.append(("chunk", token))
    return parts[0] if len(parts) == 1 else ("phrase", parts)


def chunks(node: Any) -> Iterator[str]:
    if node[0] == "chunk":
        yield node[1]
    else:
        for part in node[1] if node[0] in ("either", "phrase") else node[1:3]:
            yield from chunks(part)


def has_near(node: Any) -> bool:
    return node[0] == "near" or (node[0] in ("either", "phrase") and any(map(has_near, node[1])))


def is_thinkable(node: Any, lower: str) -> bool:
    """Whether the letters are there at all: a short cut, so that five thousand sentences take less than a minute."""
    if node[0] == "chunk":
        return all(run in lower for run in letters(node[1]))
    if node[0] == "either":
        return any(is_thinkable(part, lower) for part in node[1])
    return all(is_thinkable(part, lower) for part in (node[1] if node[0] == "phrase" else node[1:3]))


@functools.cache
def letters(chunk: str) -> list[str]:
    return re.findall("[a-z]+", chunk.lower())


# Matching: each function yields the ends of the ways that fit, the preferred first


def ways(node: Any, s: str, at: int) -> Iterator[int]:
    if node[0] == "either":
        for part in node[2]:
            yield from ways(part, s, at)
    elif node[0] == "phrase":
        yield from sequence(node[1], s, at)
    else:
        yield from pieces_from(split(node[1]), 0, s, at)


def sequence(parts: list[Any], s: str, at: int) -> Iterator[int]:
    for end in ways(parts[0], s, at):
        if len(parts) == 1:
            yield end
        else:
            for after in separator(s, end):
                yield from sequence(parts[1:], s, after)


def blanks(s: str, at: int) -> int:
    return at + len(s[at:]) - len(s[at:].lstrip(" "))


def separator(s: str, at: int) -> Iterator[int]:
    if s[at : at + 1] == " ":
        yield blanks(s, at)
    elif s[at : at + 1] == "-":
        yield blanks(s, at + 1)


@functools.cache
def split(chunk: str) -> tuple[str, ...]:
    """The words and Chinese stretches of a chunk; every other character for itself."""
    pieces: list[str] = []
    before = ""
    for c in chunk:
        kind = "word" if is_letter(c) or c in "*?" else "han" if is_han(c) else ""
        if kind and kind == before:
            pieces[-1] += c
        else:
            pieces.append(c)
        before = kind
    return tuple(pieces)


def pieces_from(pieces: tuple[str, ...], n: int, s: str, at: int) -> Iterator[int]:
    if n == len(pieces):
        yield at
        return
    for end in piece_ways(pieces, n, s, at):
        yield from pieces_from(pieces, n + 1, s, end)


def piece_ways(pieces: tuple[str, ...], n: int, s: str, at: int) -> Iterator[int]:
    piece = pieces[n]
    if is_han(piece[0]):
        for k, c in enumerate(piece):
            at = blanks(s, at) if k else at
            if s[at : at + 1] != c:
                return
            at += 1
        yield at
    elif is_letter(piece[0]) or piece[0] in "*?":
        is_after_hyphen, is_before_hyphen = n > 0 and pieces[n - 1] == "-", pieces[n + 1 : n + 2] == ("-",)
        if not is_after_hyphen and at > 0 and is_letter(s[at - 1]):
            return
        end = at
        while end < len(s) and is_letter(s[end]):
            end += 1
        for stop in range(end, at, -1) if is_before_hyphen else [end]:
            if fits(piece, s[at:stop]):
                yield stop
    elif piece == "-":
        yield from separator(s, at)
        yield at
    elif piece == "…":
        yield from range(at, min(at + 30, len(s)) + 1)
    elif s[at : at + 1] == piece:
        yield at + 1


@functools.cache
def is_bound(piece: str) -> bool:
    letters = [c for c in piece if c not in "*?"]
    return "".join(letters).isupper() and sum(c.isalpha() for c in letters) > 1


@functools.cache
def fits(piece: str, word: str) -> bool:
    if not is_bound(piece):
        piece, word = piece.lower(), word.lower()

    def glob(p: int, w: int) -> bool:
        if p == len(piece):
            return w == len(word)
        if piece[p] == "*":
            return glob(p + 1, w) or (w < len(word) and glob(p, w + 1))
        return w < len(word) and piece[p] in ("?", word[w]) and glob(p + 1, w + 1)

    return glob(0, 0)


def spans(node: Any, s: str) -> list[Span]:
    """All matches in a folded sentence."""
    if node[0] == "near":
        return near(outermost(spans(node[1], s)), outermost(spans(node[2], s)), node[3], s)
    if node[0] == "either" and has_near(node):
        return [span for part in node[1] for span in spans(part, s)]
    found = []
    for at in beginnings(s):
        end = next(ways(node, s, at), None)
        if end is not None:
            found.append((at, end))
    return found


@functools.lru_cache(maxsize=16)
def beginnings(s: str) -> list[int]:
    """Every place but those inside a word, where nothing begins."""
    return [
        at for at in range(len(s)) if not (at and is_letter(s[at]) and is_letter(s[at - 1])) and s[at] != " "
    ]


def outermost(some: list[Span]) -> list[Span]:
    return sorted({a for a in some if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in some)})


def near(left: list[Span], right: list[Span], distance: int, s: str) -> list[Span]:
    joined = []
    for a in left:
        after = [b for b in right if b[0] >= a[1]]
        before = [b for b in right if b[1] <= a[0]]
        pairs = []
        if after:
            b = min(after)
            pairs.append((word_count(s[a[1] : b[0]]), a[0], b[1]))
        if before:
            b = max(before)
            pairs.append((word_count(s[b[1] : a[0]]), b[0], a[1]))
        if pairs and min(pairs)[0] < distance:
            joined.append(min(pairs)[1:])
    return joined


def word_count(s: str) -> float:
    return sum(is_han(c) or (is_letter(c) and not (n and is_letter(s[n - 1]))) for n, c in enumerate(s))


# Coding a sentence


@functools.lru_cache(maxsize=16)
def listed(part: str, s: str) -> list[Span]:
    """Where the words of a list of data/reading.yaml are in a sentence."""
    patterns = [pattern for patterns in READING["negation"][part].values() for pattern in patterns]
    return [span for span, _ in find_all(patterns, s)]


def find_all(patterns: list[str], s: str) -> list[tuple[Span, str]]:
    lower = s.lower()
    return [
        (span, pattern)
        for pattern in patterns
        if is_thinkable(parsed(pattern), lower)
        for span in spans(parsed(pattern), s)
    ]


def widened(span: Span, s: str) -> Span:
    start, end = span
    while start > 0 and s[start - 1] in " -":
        start -= 1
    while end < len(s) and s[end] in " -":
        end += 1
    return start, end


def is_term(pattern: str) -> bool:
    return all(is_han(c) or c in " |()" for c in Folded.of(pattern).text)


def code_sentence(codebook: Codebook, sentence: str) -> list[tuple[str, int, int, str, bool]]:
    """(code, start, end, rule, is_negated) for every match in a sentence, which stands alone."""
    folded = Folded.of(sentence)
    s = folded.text
    found = {code.name: find_all([p.text for p in code.patterns], s) for code in codebook.codes}
    found = {name: some for name, some in found.items() if some}
    terms: list[tuple[str | None, Span]] = [
        (code.theme, span) for code in codebook.codes for span, p in found.get(code.name, ()) if is_term(p)
    ]
    rows = []
    for code in codebook.codes:
        if code.name in found:
            for start, end, rule in merged(code, found[code.name], terms, s):
                place = folded.places[start][0], folded.places[end - 1][1]
                rows.append((code.name, *place, rule, is_negated(s, start)))
    return rows


def merged(
    code: Code, found: list[tuple[Span, str]], terms: list[tuple[str | None, Span]], s: str
) -> list[tuple[int, int, str]]:
    vetoes = [widened(span, s) for span, _ in find_all([p.text for p in code.unless], s)]
    kept = [
        (span, rule)
        for span, rule in found
        if not any(a <= span[1] and span[0] <= b for a, b in vetoes)
        and not (
            is_term(rule)
            and any(
                theme == code.theme and a <= span[0] and span[1] <= b and (a, b) != span
                for theme, (a, b) in terms
            )
        )
    ]
    groups: list[list[tuple[Span, str]]] = []
    for one in sorted(kept):
        if groups and one[0][0] < max(end for (_, end), _ in groups[-1]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [
        (
            min(start for (start, _), _ in group),
            max(end for (_, end), _ in group),
            min(group, key=lambda one: (one[0][0] - one[0][1], one[0][0], len(one[1]), one[1]))[1],
        )
        for group in groups
    ]


def is_negated(s: str, start: int) -> bool:
    feigned = listed("no_cues", s)
    ends = [end for end, _ in listed("ends", s)]
    reach = {name: int(value) for name, value in READING["negation"]["reach"].items()}
    for first, stop in listed("cues", s):
        between = s[stop:start]
        if (
            stop <= start
            and not any(a <= first and stop <= b for a, b in feigned)
            and not any(stop <= end < start for end in ends)
            and not re.search(r"[;:!?。—()]|[.,](?!\d)", between)
            and len(between) <= reach["characters"]
            and sum(map(is_han, between)) / 2 + word_count(re.sub("[\u3040-\u9fff]", " ", between))
            <= reach["words"]
        ):
            return True
    return False
