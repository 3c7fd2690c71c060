"""Numbers that count nothing: dates and times, years, versions, parts of documents, names, telephones, list markers."""

from __future__ import annotations

import re
from typing import NamedTuple

from helpers.quantities.lexicon import english
from helpers.sources.metadata import any_of, reading

_MONTHS = {name.lower(): n for n, names in enumerate(reading()["months"], 1) for name in names}
MONTH = rf"(?:{any_of(name for names in reading()['months'] for name in names)})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?![\w%.,]\d|\w)"
_DAYS = rf"{_DAY}(?:\s*(?:-|–|—|to|and|&|,|or|through)\s*{_DAY}){{0,3}}"
YEAR = r"(?:1[5-9]|2[01])\d\d"
_DATE = re.compile(
    rf"(?P<day>{_DAYS})\s+(?:of\s+)?(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR})\b)?"
    rf"|(?P<month_first>{MONTH})(?:\s+(?P<its_day>{_DAYS}))?(?:\s*+(?:,\s*+)?(?:of\s+)?(?P<its_year>{YEAR})\b)?"
)
_CHAIN = re.compile(
    r"\d++(?P<joint>[-‐‑–/.:])\d++(?:(?P=joint)\d++)++\w*"  # 2025-09-19, 1.2.3, 555-123-4567
    r"|10\.\d{4,}/\S+"  # of a DOI
    r"|\(?\d{3}\)?[-.\s]\d{3}[-.]\d{4}\b|\d{5,}[-–]\d+|\d{1,4}[-–]\d{5,}"  # telephones
    rf"|{YEAR}\s?[-–—/]\s?(?:{YEAR}|\d\d)\b(?!\s*(?i:percent|per\s+cent|%|million|billion))"
    r"|\d{1,2}:\d\d(?!\d)(?:\s*[ap]\.?m\b\.?)?|\d{1,2}(?:\.\d\d)?\s*(?:[ap]\.m\.?|[ap]m\b|[AP]\.?M\b|o['’]clock)|\d{4}\s*(?i:GMT|UTC|BST|CET|E[SD]?T|P[SD]?T)\b"
    r"|\d++(?:,\d{3})*(?i:st|nd|rd|th)\b"
    r"|\d++(?:\.\d++)?(?:x| x |\s?×\s?(?!10[-−–]?\d))\d[\w.]*+|\d+(?::| : )\d+|(?:\d\d|\d{3}0)['’]?s\b"  # the 1990s, the 90s
    r"|\d++(?:/\d++)+(?!\s+of\b|\s?-?(?:inch|mile|cup|pound|ounce|acre|hour))|\d++(?:,\d{1,2})++(?!\d|,\d{3}(?!\d))|\d++,\d{4,}[\d,]*+"  # 24/7; 1,1,1
)
_LONE_YEAR = re.compile(
    rf"{YEAR}(?![\w%]|[.,]\d|\s*+(?:-\s*+)?(?i:percent|per\s+cent|million|billion|thousand))"
)
# Years that texts speak of most.
_RECENT = range(1900, 2040)
_WHEN = re.compile(
    r"(?i:\b(?:by|in|since|until|till|before|through|from|during|of|to|for|after|year|early|late|mid|around|end|fiscal|fy|spring|summer|autumn|fall|winter|between|than)\b|[(–-])"
    r"[\s-]*\(?\Z"
)
_OPENS = re.compile(r"[(\[“\"‘]")
_BEHIND = re.compile(r"\s+(?P<word>[^\W\d_]+)")
_AND = re.compile(r"\s*(?:,|and|to|or|&|[-–—]|through|,\s*and)\s*|\s*\(\d{4}\)\s*(?:,|and)\s*\Z")
_MARKER = re.compile(r"\W*(?:\d{1,3}(?:[.)](?=\s)|\Z)|(?:\d{1,2}\.){1,3}\d{0,2}\s+(?=[A-Z]))")
_BRACKETED = re.compile(r"[(\[]\d{1,4}[)\]]")


class Date(NamedTuple):
    """A date to which a figure may be tied: 2022, 2025-09."""

    start: int
    end: int
    value: str


def date(line: str, start: int) -> tuple[int, Date | None]:
    """Where a date ends that begins at a place, 0 where none does, and the date where it has a year."""
    match = _DATE.match(line, start)
    if not match or (match["month_first"] and not re.search(r"\d", match[0])):
        return 0, None
    month = _MONTHS[(match["month"] or match["month_first"]).rstrip(".").lower()]
    year, days = (
        match["year"] or match["its_year"],
        re.findall(r"\d+", match["day"] or match["its_day"] or ""),
    )
    if not year:
        return match.end(), None
    day = f"-{int(days[0]):02}" if len(days) == 1 else ""
    return match.end(), Date(start, match.end(), f"{year}-{month:02}{day}")


def chain(line: str, start: int) -> int:
    """Where digits end that signs join to more, as in dates, times, telephones and versions; 0 where none do."""
    match = _CHAIN.match(line, start)
    return match.end() if match else 0


def year(line: str, start: int) -> int:
    """Where a number ends that can be a year; 0 where it cannot."""
    match = _LONE_YEAR.match(line, start)
    return match.end() if match else 0


def is_recent(line: str, start: int) -> bool:
    """Whether a number that can be a year is hardly anything else: 'the 2006 elections', 'beyond 2015'; not 2000."""
    value = int(line[start : start + 4])
    return value in _RECENT and value % 100 > 0


def is_year_before_noun(line: str, start: int, noun: tuple[int, int] | None) -> bool:
    """Whether a number that can be a year is one, though a noun follows: 'the 1848 revolutions', not '2500 people'."""
    if not noun or line[noun[0]].isupper() or line.count(" ", *noun) > 1:
        return True
    return word_before(line, start).lower() in ("the", "of", "our", "its")


def is_dated(line: str, start: int) -> bool:
    """Whether what stands before a year says so: 'in', 'by', 'since'."""
    return bool(_WHEN.search(line, max(0, start - 24), start))


def is_marker(line: str, start: int, end: int) -> bool:
    """Whether a number numbers the sentence or a note: '3. Strengthen …', '[12]'."""
    if start and _BRACKETED.match(line, start - 1):
        return True
    match = _MARKER.match(line, 0, start + 12) if start < 8 else None
    return bool(match and match.end() >= end)


def word_before(line: str, start: int) -> str:
    """The word before a place, as it stands; '' where none does."""
    near = line[max(0, start - 40) : start]
    words = near.split() if near[-1:].isspace() else []
    return _OPENS.split(words[-1])[-1] if words else ""


def word_behind(line: str, end: int) -> str:
    """The word behind a place, in small letters; '' where none follows a space."""
    match = _BEHIND.match(line, end)
    return match["word"].lower() if match else ""


def is_label(word: str) -> bool:
    """Whether a number after the word names a part, a place or a copy."""
    lists = english().lists
    labels = lists["labels"] | lists["names"] if word[:1].isupper() else lists["labels"]
    return word.lower() in labels or word.lower().rstrip(".") in labels


def is_function(word: str) -> bool:
    """Whether a word that has a capital because a sentence begins with it is no name."""
    words = english()
    return (
        word.lower() in words.lists["ends"] or word.lower() in words.before or word in reading()["starters"]
    )


def joins(line: str, start: int, end: int) -> bool:
    """Whether what stands between two numbers makes the second one of the first's kind: 'articles 5 and 6'."""
    return bool(_AND.fullmatch(line, start, end))
