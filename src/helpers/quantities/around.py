"""What stands around an English number and belongs to it: approximation, currency, unit, per what, and its change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from helpers.quantities import nothing
from helpers.quantities.lexicon import Unit, english, signs
from helpers.sources.metadata import any_of

_LEFT = 64  # characters before a number in which what belongs to it is looked for
_NEAR = 20  # holds the longest word that ends what bounds a number
_BOUNDING = ("the", "a", "between", "from", "minus", "of", "age", "ages")
_CHANGE = 96
_UNIT_WORD = re.compile(r"[%％‰°º℃℉$€£¥]+[^\W\d_]?|[^\W\d_]+[²³23]?(?!\w)")
_BLANKS = re.compile(r"[-\s]+")
_GAP = re.compile(r"\s*[-‑]?\s*")
_LY = {"annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour"}  # fmt: skip
_PER = re.compile(
    r"(?:\s+(?:U\.?S\.?(?=\s+per\b)|(?:more|less|extra)(?=\s+(?:an?|per|each|every)\b)))?\s*+(?:[-‑]\s*+)?(?:(?:per\b|/)\s*+(?:[-‑]\s*+)?(?:(?:diluted|basic|common|ordinary)\s+(?=share))?(?P<any>(?:square\s+|sq\.?\s+|cubic\s+)?[^\W\d_]+[²³23]?)|(?:an?|each|every)[\s-]+(?P<each>[^\W\d_]+))\b(?!\s+(?:ago|earlier|later|before|after)\b)"
    rf"|\s+(?P<ly>{'|'.join(_LY)})\b",
    re.I,
)
_MADE_UP = re.compile(r"\bma(?:de|kes?|king)\s+up\s")
_TO = re.compile(r"\b(?:by|to|from)\s+(?:\w+\s+)?\Z")
# What things are told of each of, beside units: "$4.46 a share".
_EACH = frozenset(["share", "person", "head", "piece", "family", "household", "student", "worker", "game", "case", "dose", "bottle", "ticket", "plate", "child"])  # fmt: skip


_LINES = ("240", "360", "480", "720", "1080", "1440", "2160", "4320")  # of a screen: 1080p


class Left(NamedTuple):
    """What stands before a number: where it begins, how it bounds the number, and of what currency it is."""

    start: int
    approx: str | None = None
    currency: str | None = None
    is_negative: bool = False
    link: str = ""  # between or from


class _Patterns(NamedTuple):
    before: re.Pattern[str]
    behind: re.Pattern[str]
    sign: re.Pattern[str]
    changed: re.Pattern[str]
    changed_by: re.Pattern[str]
    change: re.Pattern[str]
    bounding: frozenset[str]  # without one of these words or a sign right before it, nothing bounds a number
    changing: frozenset[str]  # without one of these words before it, no figure tells a change


def _any(words: Iterable[str]) -> str:
    return any_of(words).replace(r"\ ", r"\s+")


@cache
def _patterns() -> _Patterns:
    words = english()
    before, symbols_before = (_any(w for w in words.before if w[0].isalnum() is is_word) for is_word in (True, False))  # fmt: skip
    behind, symbols_behind = (_any(w for w in words.behind if w[0].isalnum() is is_word) for is_word in (True, False))  # fmt: skip
    nouns, after = (_any(words.changes[part]) for part in ("nouns", "after"))
    verbs = _any({**words.changes["verbs"], **words.changes["transitive"], **words.changes["by"]})
    currency = rf"(?:(?<![^\W\d_])(?:{_any(signs())})\s?)"
    between = r"(?:\s+(?:by|to|at|of|only|just|up|down|back|over|an?|another|further|more|some|even|as|slightly|sharply|record|between)){0,4}\s+\Z"
    return _Patterns(
        re.compile(
            rf"(?<![^\W\d_])(?:(?<![\w-])(?P<approx>(?i:{before}))\s+(?:(?:a|the)\s+(?=US|[$£€]))?|(?<![^\s(])(?P<symbol>{symbols_before})\s*)?"
            rf"(?P<link>(?<!\w)(?i:between|from)\s+(?:the\s+ages\s+of\s+|ages?\s+)?)?(?P<sign>(?<!\w)(?<!plus or )minus[\s-]|(?<![\w)%.])[-−])?(?P<currency>{currency})?(?P<late>(?<=[$£€])[-−])?\Z"
        ),
        re.compile(rf"\s+(?P<word>{behind})\b(?!\s+[$£€]?\d)|(?P<symbol>{symbols_behind})(?!\d)", re.I),
        re.compile(currency),
        re.compile(rf"\b(?:(?P<verb>{verbs})|(?P<noun>{nouns})(?=\s+(?:of|by|to|in|from)\b)){between}", re.I),
        re.compile(
            rf"\b(?P<verb>{verbs})(?:\s+[\w'’-]+){{1,9}}?\s+by(?:\s+(?:an?|another|further|some))?\s+\Z", re.I
        ),
        re.compile(
            rf"(?:\s+|-)(?:(?:annual|yearly|pay|price|further|total|overall|net|average|wage|tax)\s+){{0,2}}(?:(?P<noun>{nouns})|(?P<after>{after}))\b",
            re.I,
        ),
        frozenset(w.split()[-1].lower() for w in (*words.before, *signs(), *_BOUNDING)),
        frozenset(
            word.split()[0] for part in ("verbs", "transitive", "by", "nouns") for word in words.changes[part]
        ),
    )


def before(line: str, start: int, since: int) -> Left:
    """What stands before the number that begins at a place, and is not of the figure before, which ended at `since`."""
    if line[start - 1 : start].isspace():
        near = line[max(0, start - _NEAR) : start].rsplit(None, 1)
        if not near or (near[-1].lower() not in _patterns().bounding and near[-1][-1].isalnum()):
            return Left(start)
    match = _patterns().before.search(line, max(since, start - _LEFT), start)
    if not match:
        return Left(start)
    words = english()
    begin, approx = match.start(), None
    if said := match["approx"] or match["symbol"]:
        approx = words.before[" ".join(said.lower().split())]
        is_word = " " not in said  # 'talk about two', but not 'spoke longer than two hours'
        if is_word and nothing.word_before(line, begin).lower() in words.lists["not_bounded_after"]:
            approx, begin = None, match.end("approx")
    if match["link"] and not approx:
        begin = match.end("link")
    while begin < start and line[begin].isspace():
        begin += 1
    return Left(
        begin,
        approx,
        signs().get(" ".join((match["currency"] or "").split())),
        bool(match["sign"] or match["late"]),
        (match["link"] or "").partition(" ")[0].strip().lower(),
    )


def sign(line: str, at: int) -> tuple[str | None, int]:
    """The currency whose sign or code begins at a place, and where it ends."""
    match = _patterns().sign.match(line, at)
    return (signs()[" ".join(match[0].split())], match.end()) if match else (None, at)


def unit(line: str, end: int) -> tuple[Unit | None, int]:
    """The unit behind a number, the longest of up to three words, and where it ends."""
    gap = _GAP.match(line, end)
    first = at = gap.end() if gap else end
    ends: list[int] = []
    while len(ends) < 3 and (word := _UNIT_WORD.match(line, at)):
        ends.append(word.end())
        at = word.end() + (line[word.end() : word.end() + 1] in (" ", "-", "\n", "\u00a0"))
    words = english()
    for last in reversed(ends):
        said = _BLANKS.sub(" ", line[first:last])
        found = words.exact.get(said) or words.words.get(said.lower())
        # With a capital letter a whole number is more often a name: 'Group 2 A', '3C'.
        is_name = len(said) == 1 and said.isupper() and (first > end or said in "ABCFRT")
        if said in ("C", "F"):
            is_name &= first > end or not line[end - 2 : end].isdigit()  # 3C, but 180C
        is_name |= said == "p" and (first > end or line[:end].endswith(_LINES))
        if found and not (is_name and "." not in line[max(0, end - 3) : end]):
            return found, last
    return None, end


def behind(line: str, end: int) -> tuple[str | None, int]:
    """How words behind a figure bound it ('or more'), and where they end."""
    match = _patterns().behind.match(line, end)
    if not match:
        return None, end
    said = match["word"] or match["symbol"]
    return english().behind[" ".join(said.lower().split())], match.end()


def per(line: str, end: int) -> tuple[str | None, int]:
    """Per what a figure is: 'per person', 'a year', 'annually', and where that ends."""
    match = _PER.match(line, end)
    if not match:
        return None, end
    if match["ly"]:
        return _LY[match["ly"].lower()], match.end()
    said = (match["any"] or match["each"]).lower()
    known = english().exact.get(match["any"] or match["each"]) or english().words.get(said)
    if match["any"] or said in _EACH or said == "pound" or (known and known.kind in ("duration", "measure")):
        if said == "pound":
            return "pound-mass", match.end()
        return known.name if known and known.name else said, match.end()
    return None, end


def change(line: str, start: int, end: int, kind: str) -> str | None:
    """Whether words around a figure tell a rise or a fall: 'grew by', 'an increase of', '3 % lower'."""
    return changed(line, start, kind) or _changing(line, end, kind)


def changed(line: str, start: int, kind: str) -> str | None:
    """The change that words before a figure tell."""
    changes, patterns = english().changes, _patterns()
    window = line[max(0, start - _CHANGE) : start].lower()
    if patterns.changing.isdisjoint(window.split()) or _MADE_UP.search(window):
        return None
    is_by = window.rstrip().endswith("by")
    match = patterns.changed.search(line, max(0, start - _LEFT), start)
    if not match and is_by:
        match = patterns.changed_by.search(line, max(0, start - _CHANGE), start)
    if not match:
        return None
    if noun := match.groupdict().get("noun"):
        return changes["nouns"][noun.lower()]
    verb = match["verb"].lower()
    is_counted = kind in ("count", "duration", "multiple") or (
        kind == "measure" and verb not in changes["verbs"]
    )
    if (verb in changes["by"] and not is_by) or (is_counted and not _TO.search(window)):
        return None  # 'raised $5 million', 'lost 20 men', 'fell 12 months in a row'
    return changes["verbs"].get(verb) or changes["transitive"].get(verb) or changes["by"][verb]


def _changing(line: str, end: int, kind: str) -> str | None:
    """The change that words behind a figure tell; 'four times more' compares and tells none."""
    match = None if kind in ("count", "duration") else _patterns().change.match(line, end)
    if match and match["noun"]:
        return english().changes["nouns"][match["noun"].lower()]
    return english().changes["after"][match["after"].lower()] if match and kind != "multiple" else None
