"""What an English figure counts: the noun phrase behind its number, told by word lists and plural endings."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from helpers.quantities.found import Span
from helpers.quantities.lexicon import english

_WINDOW = 140  # characters behind a number in which what it counts is looked for
_LONGEST = 9  # words before the noun
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_](?:[\w&'’/.‑-]*[\w’])?(?:-\s(?=[a-z]{3})[a-z]+)?|\S")
# Of what stands before a singular noun: 'one full-time police officer'.
_ADJECTIVE = re.compile(
    r"(?:ly|al|ive|ous|ic|ful|able|ible|ary|ent|ant|ese|ian|ish|less|ern|ed|ing)\Z|-|\A(?:new|old|big|small|major|single|local|whole|more|other|full|good|great|young|"
    r"black|white|long|last|next|key|main|simple|additional|different|free|high|low|large|further|lone|female|male)\Z"
)
_VERB = re.compile(r"(?:ed|ing|(?<!s)s)\Z")
_PARTITIVE = re.compile(
    r"\s+of\s+(?:all\s+)?(?:(?:the|these|those|our|their|its|his|her|my|your|such)\s+)?(?:(?:other|same)\s+)?|\s+out\s+of\s+", re.I
)  # fmt: skip
_OF_THEM = re.compile(
    r"(?:\s+others)?\s+of\s+(?:them|whom|which|these|those)\b(?!\s+[a-z])|\s+of\s+(?:them|whom|which)\b", re.I
)
_ARTICLE = re.compile(r"\s+(?:all\s+)?(?:the|its|their|our|his|her|my|your)\s+", re.I)
_EMPHASIS = re.compile(r"[*_]*")  # of Markdown, as in '**13,000** cases'
_OBJECTS = frozenset(
    ["a", "an", "the", "its", "their", "his", "her", "more", "about", "over", "nearly"]
)  # behind a verb
_OFTEN = ("annually", "yearly", "monthly", "weekly", "daily", "hourly")
_GENITIVE = re.compile(r"(?:['’]s|(?<!s)['’])\Z")


# Neither ends a phrase nor is a plural: 'five US troops', 'nine CLPS companies'.
_ACRONYM = re.compile(r"(?:US|IT|WHO)\b|[A-Z]{2,5}S(?=\s[a-z])")


_MEASURED = re.compile(r"\d[\d.,]*-[a-z][\w-]*")  # 'three 50-milligram doses'


class Token(NamedTuple):
    start: int
    end: int
    word: str  # in small letters, but for acronyms
    is_capital: bool
    is_initials: bool = False  # in the plural: MPs, TVs


def _tokens(text: str, at: int) -> list[Token]:
    """The words from a place up to one that ends every phrase, with that one."""
    found = []
    for match in _TOKEN.finditer(text, at, at + _WINDOW):
        is_name = match[0].isupper() and _ACRONYM.match(text, match.start())
        word = match[0] if is_name else match[0].lower().replace("’", "'")
        is_initials = match[0].endswith("s") and match[0][:-1].isupper() and len(word) > 2
        found.append(Token(match.start(), match.end(), word, match[0][0].isupper(), is_initials))
        if _is_end(found[-1]) and found[-1].word != ",":
            break
    return found


def head(text: str, span: Span) -> str:
    """The noun of a phrase: its last word."""
    return text[slice(*span)].rsplit(maxsplit=1)[-1]


def of_them(text: str, at: int) -> bool:
    """Whether 'of them', 'of whom' stands behind a number."""
    return bool(_OF_THEM.match(text, at))


def whole(text: str, at: int) -> Span | None:
    """Of 'half the members' the members."""
    match = _ARTICLE.match(text, at)
    return phrase(text, match.end(), 2, is_whole=True) if match else None


def after_of(text: str, at: int, value: float, *, is_whole: bool = False) -> Span | None:
    """Of 'two of the accused officers' the officers."""
    match = _PARTITIVE.match(text, at)
    return phrase(text, match.end(), value, is_whole=is_whole) if match else None


def phrase(text: str, at: int, value: float, *, is_whole: bool = False) -> Span | None:
    """The noun phrase that begins at a place: up to its first plural noun, with others that 'and' joins to it.

    One alone takes a singular noun. Of a whole ('3 percent of *output*') any noun will do.
    """
    emphasis = _EMPHASIS.match(text, at)
    found = _tokens(text, emphasis.end() if emphasis else at)
    end = _plural_head(found)
    if end is not None and value != 1:
        end = _joined(found, end)
    elif is_whole and end is None:
        end = _mass_head(found)
    elif value == 1:
        end = _singular_head(found)
    if end is None or end < 0:
        return None
    first = int(found[0].word in ("more", "fewer") and end > 0)
    return found[first].start, found[end].end


def compound(text: str, at: int) -> Span | None:
    """Of 'three course meal' the two nouns."""
    first = _tokens(text, at)[:1]
    if first and first[0].word in english().lists["compounds"]:
        return first[0].start, first[0].end
    span = phrase(text, at, 1)
    return (
        span
        if span and (text[slice(*span)].count(" ") or head(text, span) in english().lists["compounds"])
        else None
    )


def _is_end(token: Token) -> bool:
    if not token.word[0].isalpha():
        return not _MEASURED.fullmatch(token.word)
    return token.word in english().lists["ends"]


def _is_plural(token: Token) -> bool:
    lists = english().lists
    word = token.word.removesuffix("’").removesuffix("'")
    if (
        token.is_initials
        or word in lists["plurals"]
        or (word.endswith(("children", "men", "people")) and word not in lists["singulars"])
        or (word.rpartition("-")[2] in lists["plurals"])
    ):
        return True
    return (
        len(word) > 3
        and word[-1] == "s"
        and word[-2] not in "s'’"
        and word.rpartition("-")[2] not in lists["singulars"]
        and not word.endswith(("ous", "'s", "’s"))
    )


def _plural_head(found: list[Token], first: int = 0) -> int | None:
    """The place of the plural noun that the phrase from a place on ends with; None where it ends before one."""
    modifiers = english().lists["plural_modifiers"]
    for n, token in enumerate(found[first : first + _LONGEST], first):
        if n > first and token.word in ("and", "or", ",", "&"):
            if token.word == "," and not _ADJECTIVE.search(found[n - 1].word):
                return None
            continue
        if _is_end(token) or token.word in ("and", "or"):
            return None
        if _GENITIVE.search(token.word):
            continue
        if _is_plural(token):
            while (
                n + 1 < len(found)
                and (found[n].word in modifiers or (found[n].is_capital and found[n + 1].is_capital))
                and not _is_end(found[n + 1])
                and (further := _next_noun(found, n + 1)) is not None
            ):
                n = further  # noqa: PLW2901
            return n
    return None


def _next_noun(found: list[Token], first: int) -> int | None:
    """A plural within three words: 'arms | control treaties'."""
    for n, token in enumerate(found[first : first + 3], first):
        if _is_end(token) or token.word in ("and", "or"):
            return None
        if _is_plural(token):
            return n
    return None


def _joined(found: list[Token], end: int) -> int:
    """The end of a list that begins with the noun at a place: 'countries, regions and organizations'."""
    last, n = end, end + 1
    while n < len(found):
        is_comma = found[n].word == ","
        if is_comma:
            n += 1
        is_last = n < len(found) and found[n].word in ("and", "or", "&")
        if is_last:
            n += 1
        if not (is_comma or is_last):
            return last
        noun = _plural_head(found, n)
        if noun is None or noun - n > 3 or any(t.word in ("and", ",", "or") for t in found[n:noun]):
            return last
        if is_last:
            after = found[noun + 1].word if noun + 1 < len(found) else ""
            return last if after[:1].isdigit() or after in _OBJECTS else noun  # '25 shots and hits 15'
        n = noun + 1
    return last


def _mass_head(found: list[Token]) -> int | None:
    """The last of the words up to one that ends a phrase, without a verb behind them."""
    words = list(takewhile(lambda t: not _is_end(t) and t.word not in ("and", "or"), found[:6]))
    while len(words) > 1 and (words[-1].word.endswith("ed") or words[-1].word in _OFTEN):
        words.pop()
    return len(words) - 1 if words else None


def _singular_head(found: list[Token]) -> int | None:
    for n, token in enumerate(found[:5]):
        if _is_end(token) or token.word in ("and", "or"):
            is_noun = n > 1 or (n and not found[0].word.endswith("ed"))  # 'one unprecedented in history'
            return n - 1 if is_noun else None
        if token.is_capital or _GENITIVE.search(token.word) or _ADJECTIVE.search(token.word):
            continue
        after = found[n + 1] if n + 1 < len(found) else None
        if after and not _is_end(after) and after.word not in ("and", "or") and not _VERB.search(after.word):
            return n + 1
        return n
    return min(len(found), 5) - 1 if found else None
