"""Title, date, outlet, author: every value with the span and the rule that gave it, and which one is chosen."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.written import word_lists


def reading() -> Mapping[str, Any]:
    """The word lists of data/reading.yaml."""
    lists: Mapping[str, Any] = word_lists("reading.yaml")
    return lists


def any_of(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest that stands at a place; words that begin alike share what they
    begin with, so that where none stands, a long list costs little more than a short one."""
    behind: dict[str, set[str]] = {}
    for word in words:
        behind.setdefault(word[:1], set()).add(word[1:])
    is_whole = behind.pop("", None) is not None
    branches = [re.escape(letter) + any_of(rest) for letter, rest in sorted(behind.items())]
    if is_whole and branches:
        return f"(?:{'|'.join(branches)})?"
    return f"(?:{'|'.join(branches)})" if len(branches) > 1 else "".join(branches)


@dataclass(frozen=True)
class Found:
    """One value of one field: where it stands (relative to what was searched) and what rule found it."""

    field: str
    value: str
    start: int | None
    end: int | None
    rule: str
    origin: str = "text"

    def moved(self, by: int) -> Found:
        """The same value, its span counted from further to the front."""
        if self.start is None or self.end is None:
            return self
        return Found(self.field, self.value, self.start + by, self.end + by, self.rule, self.origin)


_MONTHS = {name.casefold(): n for n, names in enumerate(reading()["months"], 1) for name in names}
_MONTH = rf"(?:{any_of(n for names in reading()['months'] for n in names)})\b\.?"
# Day before month before year is read only where the month is a word: 5/9/2018 means two days.
DATE = (
    r"(?:(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})(?:[-/.](?P<d1>\d{1,2}))?(?!\d)"
    rf"|(?P<m2>{_MONTH})\s(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?P<y2>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m3>{_MONTH}),?\s(?P<y3>(?:19|20)\d\d)(?!\d)"
    r"|(?P<y4>(?:19|20)\d\d)\s?年\s?(?P<m4>\d{1,2})\s?月(?:\s?(?P<d4>\d{1,2})\s?日)?)"
)
_ANY_DATE = re.compile(DATE, re.I)
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4}\b)?"


def iso(match: re.Match[str]) -> str | None:
    """The date that DATE matched, as precise as it is written; None where there is no such day."""
    parts = {
        kind: next((v for k, v in match.groupdict().items() if k[0] == kind and k[1:].isdigit() and v), None)
        for kind in "ymd"
    }
    month = str(parts["m"]).rstrip(".").casefold()
    number = int(month) if month.isdigit() else _MONTHS[month]
    try:
        day = datetime.date(int(str(parts["y"])), number, int(parts["d"] or 1))
    except ValueError:
        return None
    return day.isoformat() if parts["d"] else f"{day:%Y-%m}"


# Particles and all-capital surnames occur in names; lower-case words else do not.
_NAME = r"[A-Z][\w'’.-]*(?:\s(?:[A-Z][\w'’.-]*|de|da|van|von|bin|al|el|der)){1,4}"
_HAN_NAME = r"[一-鿿·]{2,4}"
_PERSON = re.compile(rf"{_NAME}|{_HAN_NAME}")
_AND = r"(?:\s*(?:,|，|、|&|;|\band\b)\s*(?:and\s)?|(?<=[一-鿿])\s+)"
_NAMES = re.compile(rf"(?:{_NAME}|{_HAN_NAME})(?:{_AND}(?:{_NAME}|{_HAN_NAME}))*")
_LABELS = {label: field for field, labels in reading()["labels"].items() for label in labels}
_LABEL = re.compile(
    rf"(?:^|(?<=[\s|(（]))(?:(?P<colon>{any_of(_LABELS)})\s?[:：]\s*|(?P<plain>{any_of(_LABELS)})\s+(?=[A-Z0-9一-鿿]))"
)
_OUTLET_TIME = re.compile(rf"\(?(?P<outlet>[A-Z][\w'’ .&-]{{1,40}})\)\s*(?:{_TIME})?,?\s*(?P<date>{DATE})")
_DATE_LINE = re.compile(
    rf"(?:<p>)?\(?(?P<date>{DATE})\)?,?\s*(?:{_TIME})?(?P<rest>\s*(?:Posted in\b|\||\[).*)?", re.I | re.S
)
_TIME_LINE = re.compile(rf"(?:{_TIME})", re.I)
_DATE_PREFIX = re.compile(
    rf"(?:{any_of(reading()['labels']['date'])})\s?[:：]?\s*(?P<date>\d{{4}}-\d\d-\d\d)(?=\s+\S)"
)


def credit_prefix(text: str) -> list[Found]:
    """A labelled date in front of something else on its line, as web scrapers leave it: 'date 2025-09-19 Title'."""
    match = _DATE_PREFIX.match(text)
    found = _dated(match, "date before the title") if match else None
    return [found] if found else []


def _dated(match: re.Match[str], rule: str) -> Found | None:
    inner = _ANY_DATE.search(match.group(), match.start("date") - match.start())
    value = iso(inner) if inner else None
    return Found("date", value, match.start("date"), match.end("date"), rule) if value else None


def credits(text: str) -> list[Found] | None:
    """What a line of credits says; None where the line is none. Every part of it must be understood."""
    if len(text) > 250 or not text:
        return None
    for pattern, rule in ((_OUTLET_TIME, "outlet and time"), (_DATE_LINE, "line with a date")):
        if match := pattern.fullmatch(text):
            groups = match.groupdict()
            outlet = groups.get("outlet")
            found = (
                [Found("outlet", outlet, match.start("outlet"), match.end("outlet"), rule)] if outlet else []
            )
            return found + [date for date in [_dated(match, rule)] if date]
    if _TIME_LINE.fullmatch(text):
        return []
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start() > 0:
        return None
    found = []
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        value = text[label.end() : after.start() if after else len(text)].rstrip(" |)）\t,，")
        said = _labelled(label, value)
        if said is None:
            return None
        found += [one.moved(label.end()) for one in said]
    return found


def _labelled(label: re.Match[str], value: str) -> list[Found] | None:
    """The values after one label; None where what follows is not of the label's kind."""
    name, is_plain = label["colon"] or label["plain"], label["plain"] is not None
    field, rule = _LABELS[name], f"after '{name}'"
    if field == "author" and _NAMES.fullmatch(value) and value.split(maxsplit=1)[0].casefold() not in _MONTHS:
        return [Found(field, m.group(), *m.span(), rule) for m in _PERSON.finditer(value)]
    if field == "date" and (date := re.fullmatch(rf"(?P<date>{DATE})[\sT,]*(?:{_TIME})?", value, re.I)):
        found = _dated(date, rule)
        return [found] if found else None
    if field == "outlet" and value and len(value) <= 60 and (not is_plain or value in _OUTLETS):
        return [Found(field, value, 0, len(value), rule)]
    # 'Editor: …' gives nothing, but without a colon only a date shows that it is a label.
    return [] if field == "none" and (not is_plain or _ANY_DATE.match(value)) else None


_DATELINE = re.compile(
    rf"(?P<place>[A-Z][A-Z .'’-]{{2,40}}(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?),\s(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})"
    r"(?:,\s(?P<year>\d{4}))?\s+\((?P<outlet>[^()\n]{2,40})\)\s*(?:--|—|–|-)+\s*"
    r"|(?P<zh_outlet>[一-鿿]{2,6}[社网])(?P<zh_place>[一-鿿]{2,10}?)(?P<zh_month>\d{1,2})月(?P<zh_day>\d{1,2})日电\s*"
    r"(?:[（(](?:记者|記者)\s?(?P<zh_author>[^（）()\n]{2,30})[）)])?\s*"
)


def dateline(text: str) -> tuple[int, list[Found]]:
    """The dateline at the start of a paragraph: where it ends (0 without one) and what it says, the day without year."""
    match = _DATELINE.match(text)
    if not match:
        return 0, []
    zh = "zh_" if match["zh_place"] else ""
    month = match[f"{zh}month"]
    number = int(month) if month.isdigit() else _MONTHS[month.rstrip(".").casefold()]
    year = "" if zh else match["year"] or ""
    found = [
        Found("place", match[f"{zh}place"], *match.span(f"{zh}place"), "dateline"),
        Found("outlet", match[f"{zh}outlet"], *match.span(f"{zh}outlet"), "credit in the dateline"),
        Found("dateline_date", f"{year}-{number:02}-{int(match[f'{zh}day']):02}", match.start(f"{zh}month"), match.end("year" if year else f"{zh}day"), "dateline"),
    ]  # fmt: skip
    if zh and match["zh_author"]:
        found.append(
            Found("author", match["zh_author"], *match.span("zh_author"), "reporter in the dateline")
        )
    return match.end(), found


_INSTITUTION = re.compile(
    rf"\b(?:{any_of(w for w in reading()['institutions'] if w.isascii())})\b|(?:{any_of(w for w in reading()['institutions'] if not w.isascii())})$"
)


def title_slide_line(text: str) -> Found | None:
    """What a line of a title slide names, if not its title: an institution, a person, a date, or initials (no field)."""
    if date := re.fullmatch(DATE, text, re.I):
        value = iso(date)
        return Found("date", value, 0, len(text), "title slide") if value else None
    if _INSTITUTION.search(text):
        return Found("outlet", text, 0, len(text), "institution on the title slide")
    if re.fullmatch(r"(?:[A-Z]\.?){2,8}", text):
        return Found("", text, 0, len(text), "initials on the title slide")
    if _PERSON.fullmatch(text):
        return Found("author", text, 0, len(text), "name alone on the title slide")
    return None


_OUTLETS: Mapping[str, str] = {
    name: outlet for outlet, others in reading()["outlets"].items() for name in (outlet, *others)
}
_TOLD = re.compile(
    rf"\bthe\s(?P<outlet>{any_of(_OUTLETS)})\s(?:has\s)?learn(?:ed|t)\b|\b(?:told|tells)\s(?:the\s)?(?P<told>{any_of(_OUTLETS)})\b"
    rf"|(?P<zh>{any_of(name for name in _OUTLETS if not name.isascii())})(?:记者)?(?:获悉|了解到)"
)


def outlet_in_prose(text: str) -> list[Found]:
    """A known outlet that a report names as its own: 'the Global Times learned', 'told the Global Times'."""
    # Hardly a paragraph holds these words, and looking for them takes a tenth of the time.
    is_told = "learn" in text or "told" in text or "tells" in text or "获悉" in text or "了解到" in text
    match = _TOLD.search(text) if is_told else None
    if not match or not match.lastgroup:
        return []
    return [
        Found(
            "outlet",
            match[match.lastgroup],
            *match.span(match.lastgroup),
            "known outlet credits itself in the text",
        )
    ]


_HELD = re.compile(
    r"\b(?:held|opened|concluded|convened|took\splace)(?:\s(?:at|on)\s[^.;]{3,80}?)?\sin\s(?P<place>[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b"
)


def place_in_prose(text: str) -> list[Found]:
    """Where what a report is about took place: 'the forum held in Lianyungang'."""
    match = _HELD.search(text)
    if not match or match["place"].split()[0].casefold() in _MONTHS:
        return []
    return [Found("place", match["place"], *match.span("place"), "place of the event in the text")]


_UPDATED = re.compile(rf"\b(?:{any_of(reading()['updates'])})\s?[:：]?\s*(?P<date>{DATE})", re.I)


def last_update(text: str) -> list[Found]:
    """The date in a line on the page's last change: the best that a text without any other date says of its age."""
    match = _UPDATED.search(text)
    inner = _ANY_DATE.match(text, match.start("date")) if match else None
    value = iso(inner) if inner else None
    return [Found("date", value, *inner.span(), "last update, no other date")] if inner and value else []


def is_sign_off(text: str) -> bool:
    """Whether a last line is nothing but an end mark or an outlet's initials."""
    return text in reading()["sign_offs"] or (text in _OUTLETS and len(text) <= 12)


_NAMED_DAY = re.compile(rf"\b(?P<month>{_MONTH})\s\d{{1,2}}\b(?!,?\s\d{{4}})", re.I)


def date_of_event(title: Found, prose: list[tuple[int, str]]) -> list[Found]:
    """Year from the title and month from the text, where the title holds one year and the text days of one month."""
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", title.value))
    if len(years) != 1:
        return []
    days = [(at, day) for at, text in prose for day in _NAMED_DAY.finditer(text)]
    months = {_MONTHS[day["month"].rstrip(".").casefold()] for _, day in days}
    if len(months) != 1 or any(_ANY_DATE.search(text) for _, text in prose):
        return []
    at, day = days[0]
    rule = "year in the title, one month in the text"
    return [
        Found(
            "date", f"{years.pop()}-{months.pop():02}", at + day.start("month"), at + day.end("month"), rule
        )
    ]


def genre(title: str, opening: str, text: str, *, is_slides: bool, is_credited: bool) -> list[Found]:
    """The genre where it is plain; the caller says whether the layout is slides and whether a news credit stands."""
    lists = reading()
    if is_slides:
        return [Found("genre", "slides", None, None, "layout of slides")]
    for name, starts in lists["genres"].items():
        for words in starts:
            if title.casefold().startswith(words.casefold()) or (not words.isascii() and words in title):
                return [Found("genre", name, None, None, f"title holds '{words}'")]
    if is_credited:
        return [Found("genre", "news", None, None, "credited to an outlet")]
    if is_salutation(opening):
        return [Found("genre", "speech", None, None, "opens with a salutation")]
    verbs = [verb for verb in lists["event_verbs"] if verb in text]
    if len(verbs) > 1:
        return [Found("genre", "event report", None, None, f"holds '{verbs[0]}' and '{verbs[1]}'")]
    return []


def is_time(text: str) -> bool:
    """Whether a line is a time of day, as transcripts open with."""
    return bool(_TIME_LINE.fullmatch(text))


def is_salutation(text: str) -> bool:
    """Whether a line opens an address to an audience."""
    return (
        bool(re.match(rf"(?:{any_of(reading()['salutations'])})(?:\b|(?<=\W)|(?<=[一-鿿]))", text))
        and len(text) < 200
    )


def with_year(day: str, published: str | None) -> str | None:
    """Give a dateline's day ('-09-18') the year of publication, or the year before where it would lie ahead."""
    if not day.startswith("-"):
        return day
    if not published or len(published) < 7:
        return None
    year = int(published[:4]) - (day[1:3] > published[5:7])
    return f"{year}{day}"


# Front matter keys and the fields they give (Jekyll, Hugo, Pandoc, Quarto; YAML metadata of news scrapers).
MARKUP = {
    "title": "title", "subtitle": "subtitle", "description": "", "date": "date", "published": "date", "author": "author",
    "authors": "author", "outlet": "outlet", "publisher": "outlet", "source": "source", "source_url": "source", "url": "source",
    "genre": "genre", "place": "place",
}  # fmt: skip


def from_markup(values: Mapping[str, tuple[str, int | None, int | None]]) -> list[Found]:
    """The fields that front matter gives."""
    found = []
    for key, (value, start, end) in values.items():
        field = MARKUP.get(key)
        rule = f"front matter '{key}'"
        if field == "date":
            match = _ANY_DATE.match(value) or re.fullmatch(r"(?:19|20)\d\d", value)
            day = (iso(match) if match.groupdict() else match.group()) if match else None
            if match and day:
                found.append(
                    Found(field, day, start, None if start is None else start + match.end(), rule, "markup")
                )
        elif field and value.strip():
            found.append(Found(field, value, start, end, rule, "markup"))
    return found


def rows(
    document_id: str, found: list[Found], decided: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Rows for FIELDS. Chosen is what the manifest says, else markup, else the text's first; authors together."""
    candidates = [
        *(Found(f, d["value"], None, None, d["reason"], "manifest") for f, d in decided.items()),
        *(f for f in found if f.origin == "markup"),
        *(f for f in found if f.origin != "markup" and f.field),
    ]
    first: dict[str, Found] = {}
    result = []
    for one in candidates:
        best = first.setdefault(one.field, one)
        many = one.field in ("author", "languages") and (one.origin, one.rule) == (best.origin, best.rule)
        value = " ".join(one.value.split())
        result.append(
            {
                "document_id": document_id, "field": one.field, "value": _OUTLETS.get(value, value) if one.field == "outlet" else value, "origin": one.origin, "start": one.start,
                "end": one.end, "rule": one.rule, "is_chosen": one is best or best.value == one.value or many,
            }
        )  # fmt: skip
    return result
