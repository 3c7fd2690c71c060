"""English numerals: digits, number words, fractions and multiples to values, read from where they begin."""

from __future__ import annotations

import re
from typing import NamedTuple

from helpers.sources.metadata import any_of

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7,
    "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_GROUPS = {"hundred": 100.0, "dozen": 12.0}
# After a sign of money alone: elsewhere m is a metre.
_LETTERS = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "b": 1e9, "B": 1e9, "t": 1e12, "T": 1e12}
_SIGNS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅕": 0.2, "⅛": 0.125}
_PARTS = {
    part: n
    for n, part in enumerate(
        ["half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 2
    )
}
_MANY = {
    "tens": 10.0,
    "dozens": 12.0,
    "scores": 20.0,
    "hundreds": 100.0,
    **{f"{s}s": n for s, n in list(_SCALES.items())[:4]},
}
_STEMS = {"doubl": 2.0, "tripl": 3.0, "trebl": 3.0, "quadrupl": 4.0, "halv": 0.5}
_TIMES = {"twice": 2.0, "thrice": 3.0} | _STEMS
_VALUES = {w: float(n) for n, w in enumerate(_ONES + _TEENS, 1)} | {
    w: 10.0 * n for n, w in enumerate(_TENS, 2)
}

WORD = any_of([*_ONES, *_TEENS, *_TENS])
_SCALE, _GROUP, _PART, _STEM, _PLURAL = (any_of(some) for some in (_SCALES, _GROUPS, _PARTS, _STEMS, _MANY))
_SIGN = f"[{''.join(_SIGNS)}]"
# Most words are told by their first letter not to be one of these, before all of these are tried.
_FIRST = "".join(sorted({word[0] for word in (*_VALUES, *_MANY, *_TIMES, "a", "half", "several")}))
# Where a numeral can begin.
START = (
    rf"\d|\.\d|{_SIGN}|(?=[{_FIRST}{_FIRST.upper()}])(?i:(?:{WORD}(?:fold)?|an?[\s-](?:{_GROUP}|{_SCALE}|{_PART})|half|several[\s-](?:{_GROUP}|{_SCALE})"
    rf"|{_PLURAL}|twice|thrice|{_STEM}(?:es?|ed|ing)|(?:hundred|thousand)fold)(?![^\W_]))"
)
# A text without any of these words and without digits holds no numeral: told in a third of the time that finding one takes.
_WORDS = frozenset(
    word.encode() for word in [*_VALUES, *_MANY, *_GROUPS, *_SCALES, *_PARTS, "twice", "thrice"]
) | {(stem + ending).encode() for stem in _STEMS for ending in ("e", "es", "ed", "ing")}
_ALIKE = bytes(ord("0" if chr(c).isdigit() else chr(c).lower() if chr(c).isalpha() else " ") for c in range(128)).ljust(256, b" ")  # fmt: skip
_DIGITS = re.compile(
    r"(?P<whole>\d{1,3}(?:,\d{3})++(?!,?\d)|\d{1,2}(?:,\d\d(?!\d))++,\d{3}(?![,\d])|\d{1,3}(?:[\u00a0\u202f]\d{3})++(?!\d)|[1-9]\d{0,2}(?=(?: \d{3}){0,3} 0\d\d)(?: \d{3}){1,4}+(?! ?\d)|\d++(?:[/⁄]\d++(?=\s+of\b|\s?-?(?:inch|mile|cup|pound|ounce|acre|hour)|(?<=⁄\d)|(?<=⁄\d\d)|(?<=⁄\d\d\d)))?)?"
    rf"(?P<part>\.\d++)?(?P<sign>\s?{_SIGN}|[\s-](?:1[/⁄][234]|2[/⁄]3|3[/⁄]4)(?![\d/]))?(?:×10(?P<power>[-−–]?\d{{1,2}}(?!\d)))?"
)
_BEHIND_DIGITS = re.compile(
    rf"(?P<half>\s+and\s+a\s+half\b)?(?:\s*+(?:-\s*+)?(?P<scale>{_GROUP}|{_SCALE})s?(?![^\W_]))?", re.I
)
_LETTER = re.compile(r"[kKmMbBtT](?![^\W_])")
_ARTICLE = re.compile(r"an?[\s-]+", re.I)
_TOKEN = re.compile(
    rf"(?:(?P<and>\s+and\s+)|\s+|-)?(?P<word>{WORD}|{_GROUP}|{_SCALE})(?![^\W_])(?!(?:-|(?<=ty)\s)(?:first|second|third|(?:four|fif|six|seven|eigh|nin)th)\b(?!-))",
    re.I,
)
_AND_A_HALF = re.compile(
    rf"[\s-]+and[\s-]+a[\s-]+half\b(?!\s+(?:of|the)\b)(?:[\s-](?P<scale>{_SCALE})\b)?", re.I
)
_PART_OF = re.compile(
    rf"(?:(?P<n>an?|one|three)[\s-]quarters?\s+of|(?:a\s)?half(?:\s+of)?)[\s-](?:an?[\s-])?(?P<scale>{_GROUP}|{_SCALE})(?![^\W_])",
    re.I,
)
_FRACTION = re.compile(rf"(?P<n>an?|{WORD})(?P<gap>[\s-]+)(?P<part>{_PART})(?P<s>s)?(?![\w-])", re.I)
_HALF = re.compile(r"half(?![\w-])", re.I)
_WHOLE = re.compile(
    r"\s+of\b|\s+(?:the|its|their|our|all|his|her|my|your)\b|\s+an?\s+(?:century|decade|year|month|week|day|hour|minute|second|mile|block|met(?:er|re)|inch|acre|hectare|lit(?:er|re)|gallon|pint|cup|teaspoon|tablespoon|glass|kilo(?:gram|met(?:er|re))?|pound|ounce|tonn?e?|per\s?cent(?:age\s+point)?|percentage\s+point|point|degree|dollar|euro|cent|penny)\b",
    re.I,
)
# Between these a fraction stands alone: 'fell by a third in May', 'nearly half said'.
_BEFORE_PART = re.compile(
    r"\b(?:by|to|than|nearly|almost|about|around|over|roughly|just|only|under|least|most|up\s+to)\s+\Z", re.I
)
_BEHIND_PART = re.compile(
    r"\s*(?:[.,;:)]|\Z)|\s+(?:in|from|to|since|on|at|for|by|with|within|among|through|during|against|and|or|if|when|while|because|but|after|before|as|between|over|last|this|compared|say|said|says|is|are|was|were|has|have|had|did|do|would|will)\b",
    re.I,
)
_MULTIPLES = re.compile(
    rf"(?:(?P<several>several)[\s-]+(?P<scale>{_GROUP}|{_SCALE})|(?P<one>{_PLURAL})(?P<more>(?:\s+of\s+(?:{_PLURAL})){{0,2}}))(?![^\W_])",
    re.I,
)
_TIMES_WORD = re.compile(rf"(?P<word>twice|thrice|(?P<stem>{_STEM})(?:es?|ed|ing))(?![\w-])", re.I)
_FOLD = re.compile(rf"(?P<word>{WORD}|hundred|thousand)fold(?![^\W_])", re.I)


class Numeral(NamedTuple):
    """A number: where it ends, its value, its last scale (1 for none), and how it is written: digits, words, fraction,
    multiples (hundreds of), times (twice, doubled) or fold."""

    end: int
    value: float
    scale: float = 1
    form: str = "digits"


def may_hold(text: str) -> bool:
    """Whether a text may hold a numeral."""
    alike = text.encode("utf-8", "replace").translate(_ALIKE)
    if b"0" in alike or b"fold" in alike or not _WORDS.isdisjoint(alike.split()):
        return True
    return not text.isascii() and any(sign in text for sign in _SIGNS)


def read(text: str, start: int, *, is_money: bool = False) -> Numeral | None:
    """The numeral that begins at a place of the text; None where none does."""
    first = text[start : start + 1]
    if first.isdigit() or first == "." or first in _SIGNS:
        return _digits(text, start, is_money)
    return _special(text, start) or _fraction(text, start) or _words(text, start)


def _digits(text: str, start: int, is_money: bool) -> Numeral | None:
    match = _DIGITS.match(text, start)
    # What is longer, nobody wrote as a figure; 000 is the end of one.
    if not match or match.end() == start or len(match[0]) > 24 or text.startswith("00", start):
        return None
    over, _, under = (match["whole"] or "0").replace("⁄", "/").partition("/")
    value = float(re.sub(r"\D", "", over) + (match["part"] or "")) / (float(under or 1) or 1)
    if match["sign"]:
        part, _, parts = match["sign"].lstrip().lstrip("-").replace("⁄", "/").partition("/")
        value += int(part) / int(parts) if parts else _SIGNS[part]
    if match["power"]:
        value *= 10.0 ** int(re.sub("[−–]", "-", match["power"]))
    end, scale = match.end(), 1.0
    behind = _BEHIND_DIGITS.match(text, end)
    if behind and behind.end() > end:
        end, value = behind.end(), value + (0.5 if behind["half"] else 0)
        scale = _scale(behind["scale"]) if behind["scale"] else 1
    elif is_money and (letter := _LETTER.match(text, end)):
        end, scale = letter.end(), _LETTERS[letter[0]]
    return Numeral(end, round(value * scale, 12) if scale > 1 else value, scale, "fraction" if under else "digits")  # fmt: skip


def _scale(word: str) -> float:
    return _GROUPS.get(word.lower()) or _SCALES[word.lower()]


def _special(text: str, start: int) -> Numeral | None:
    if match := _PART_OF.match(text, start):
        part = {"": 0.5, "three": 0.75}.get((match["n"] or "").lower(), 0.25)
        return Numeral(match.end(), _scale(match["scale"]) * part, _scale(match["scale"]), "words")
    if match := _MULTIPLES.match(text, start):
        if match["several"]:
            return Numeral(match.end(), _scale(match["scale"]), _scale(match["scale"]), "multiples")
        value = _MANY[match["one"].lower()]
        for word in re.findall(r"\w{4,}", match["more"]):
            value *= _MANY[word.lower()]
        return Numeral(match.end(), value, value, "multiples")
    if match := _TIMES_WORD.match(text, start):
        return Numeral(match.end(), _TIMES[(match["stem"] or match["word"]).lower()], 1, "times")
    if match := _FOLD.match(text, start):
        value = _VALUES.get(match["word"].lower(), 100.0 if match["word"].lower() == "hundred" else 1000.0)
        return Numeral(match.end(), value, 1, "fold")
    return None


def _fraction(text: str, start: int) -> Numeral | None:
    """A third, two thirds, one-fifth, half: without a hyphen only where a whole follows, or where it stands alone."""
    if match := _HALF.match(text, start):
        return Numeral(match.end(), 0.5, 1, "fraction") if _is_part(text, start, match.end()) else None
    match = _FRACTION.match(text, start)
    if not match:
        return None
    n, part = _VALUES.get(match["n"].lower(), 1.0), match["part"].lower()
    is_bare = match["gap"] != "-" or match["n"].lower() in ("a", "an")
    if (n == 1) == bool(match["s"]) or (is_bare and not _is_part(text, start, match.end())):
        return None
    return Numeral(match.end(), n / _PARTS[part], 1, "fraction")


def _is_part(text: str, start: int, end: int) -> bool:
    if _WHOLE.match(text, end):
        return True
    return bool(_BEFORE_PART.search(text, max(0, start - 10), start) and _BEHIND_PART.match(text, end))


def _words(text: str, start: int) -> Numeral | None:
    """Number words as long as they make one number: 'one one' is two of them."""
    article = _ARTICLE.match(text, start)
    at = end = article.end() if article else start
    total = group = 0.0
    last, scale = "article" if article else "", 1.0
    smallest = float("inf")
    while token := _TOKEN.match(text, end):
        word = token["word"].lower()
        if (end == at and token.start("word") != at) or (token["and"] and last not in ("group", "scale")):
            break
        if word in _ONES and last in ("", "tens", "group", "scale"):
            group, last = group + _VALUES[word], "ones"
        elif word in _VALUES and word not in _ONES and last in ("", "group", "scale"):
            group, last = group + _VALUES[word], "tens" if word in _TENS else "teens"
        elif word in _GROUPS and last in ("article", "ones", "teens", "tens") and not token["and"]:
            scale, last = _GROUPS[word], "group"
            group = (group or 1) * scale
        elif word in _SCALES and last not in ("", "scale") and not token["and"] and _SCALES[word] < smallest:
            smallest = scale = _SCALES[word]
            total, group, last = total + (group or 1) * scale, 0.0, "scale"
        else:
            break
        end = token.end()
    if end == at:
        return None
    value = total + group
    if half := _AND_A_HALF.match(text, end):
        if half["scale"]:
            scale = _scale(half["scale"])
            return Numeral(half.end(), (value + 0.5) * scale, scale, "words")
        return Numeral(half.end(), value + (scale / 2 if last == "scale" else 0.5), scale, "words")
    return Numeral(end, value, scale, "words")
