"""Exports of databases: tables in CSV or JSON in which each row is one document."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.sources import layout, metadata
from helpers.sources.extract import Extract
from helpers.sources.metadata import Found, reading
from helpers.sources.text import UnreadableError, decode, whole

# An article may fill a field of megabytes; the module's own limit is 131,072 characters. The largest C long of Windows.
csv.field_size_limit(2**31 - 1)

DATES = ("day first", "month first")
# What can stand in the name of a page's file on every system.
_ID = re.compile(r"\w(?:[\w.-]{0,78}\w)?")
# What csv and JSON take for a line: str.splitlines parts at more signs than they do.
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
_MARKUP = re.compile(
    r"(?i)</(?:p|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|table|section|article)\s*>|<br\s*/?>"
)


@dataclass(frozen=True)
class Export:
    """What is the same for all rows: which columns give which field, why, and how the bytes were read."""

    columns: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, str]
    dates: str
    reader: str
    media_type: str
    encoding: str
    note: str | None


@dataclass(frozen=True)
class Row:
    """One row: names and values of its columns as text, or the fault that it has."""

    export: Export
    document_id: str
    number: int
    line: int
    values: tuple[tuple[str, str], ...] = ()
    fault: str | None = None
    note: str | None = None

    @property
    def sha256(self) -> str:
        """Digest of its names and values, so that a row is known again in a later export."""
        return hashlib.sha256(json.dumps(self.values, ensure_ascii=False).encode()).hexdigest()


# Bytes to rows

_Record = tuple[int, dict[str, str] | str]  # the line it starts in; names and values, or the fault


def rows(content: bytes, file: str, mapping: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """The rows of an export. `mapping` names the columns of fields, and `dates` their order, as the manifest does.

    A fault of one row costs that row only. Raises UnreadableError where no column is known to hold the texts.
    """
    decoded = decode(content)
    reader, media_type, records = _records(decoded.text, file)
    faults = [(line, fault) for line, fault in records if isinstance(fault, str)]
    if faults and len(faults) == len(records):
        raise UnreadableError(
            f"has no row that could be read; the first, line {faults[0][0]}, {faults[0][1]}"
        )
    names = list(dict.fromkeys(name for _, values in records if isinstance(values, dict) for name in values))
    columns, rules = _columns(names, mapping, file)
    order = "".join(mapping.get("dates", ()))
    export = Export(columns, rules, order, reader, media_type, decoded.encoding, decoded.note)
    result: list[Row] = []
    taken: set[str] = set()
    for number, (line, values) in enumerate(records, 1):
        if isinstance(values, str):
            result.append(Row(export, f"{file}/~{number}", number, line, fault=values))
        elif any(value.strip() for value in values.values()):
            own, note = str(number), None
            if "id" in columns:
                own = values.get(columns["id"][0], "").strip()
                is_name = bool(_ID.fullmatch(own))
                if not is_name or own.casefold() in taken:
                    why = "stands in an earlier row too" if is_name else "cannot name a document"
                    own, note = f"~{number}", f"its id '{own[:80]}' {why}, so it bears the row's number"
                taken.add(own.casefold())
            result.append(Row(export, f"{file}/{own}", number, line, tuple(values.items()), note=note))
    return result


def _records(text: str, file: str) -> tuple[str, str, list[_Record]]:
    """Reader, media type and all records; JSON shows in its first character."""
    first, ending = text.lstrip()[:1], file.rpartition(".")[2].lower()
    if first in ("[", "{") and ending not in ("csv", "tsv"):
        if first == "[":
            return "json", "application/json", list(_listed(text, text.index("[") + 1))
        return "json", "application/jsonl", list(_json_lines(text))
    if first and ending in ("json", "jsonl", "ndjson"):
        raise UnreadableError(
            "is no JSON: it starts neither with '[' nor with '{'; repair it, or save it as .csv"
        )
    delimiter, lines = _delimiter(text)
    media_type = "text/tab-separated-values" if delimiter == "\t" else "text/csv"
    return "csv", media_type, list(_csv(lines, delimiter))


def _delimiter(text: str) -> tuple[str, list[str]]:
    """The delimiter that parts the header into most names, and the lines from the header on."""
    lines = _LINE.findall(text)
    # Excel writes the delimiter into a line of its own.
    if lines and (told := re.fullmatch(r"sep=(.)\s*", lines[0])):
        return told[1], ["", *lines[1:]]
    return max(
        ",;\t|", key=lambda sign: len(next(csv.reader(filter(str.strip, lines), delimiter=sign), []))
    ), lines


def _csv(lines: Sequence[str], delimiter: str) -> Iterator[_Record]:
    header: list[str] = []
    for line, record in _parsed(lines, delimiter):
        if not header:
            if isinstance(record, str):
                raise UnreadableError(f"has a header that is no CSV ({record}); repair line {line}")
            if any(map(str.strip, record)):
                header = _distinct(name.strip() or f"column {n}" for n, name in enumerate(record, 1))
        elif not record:
            continue
        elif isinstance(record, str):
            yield line, f"is no CSV ({record}); repair its quotation marks"
        elif len(record) < len(header) or any(record[len(header) :]):
            yield line, f"has {len(record)} fields, not {len(header)} as the header; repair it"
        else:
            yield line, dict(zip(header, record, strict=False))


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record with its first line, or what is wrong there; reading then goes on with the line after that one."""
    at = 0

    def feed() -> Iterator[str]:
        nonlocal at
        while at < len(lines):
            at += 1
            yield lines[at - 1]

    while at < len(lines):
        start = at
        try:
            for record in csv.reader(feed(), delimiter=delimiter, strict=True):
                yield start + 1, record
                start = at
        except csv.Error as error:
            at = start + 1
            yield start + 1, str(error)


def _distinct(names: Iterable[str]) -> list[str]:
    """Names, the second 'date' as 'date (2)'."""
    times: Counter[str] = Counter()
    result: dict[str, None] = {}
    for name in names:
        one = name
        while one in result:
            times[name] += 1
            one = f"{name} ({times[name] + 1})"
        result[one] = None
    return list(result)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(zip(_distinct(name for name, _ in pairs), (value for _, value in pairs), strict=True))


# Numbers stay as they are written; NaN is what Python writes for nothing.
_JSON = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=lambda _: None
)
_FAULTS = (ValueError, RecursionError)


def _json_lines(text: str) -> Iterator[_Record]:
    for line, written in enumerate(_LINE.findall(text), 1):
        if not written.strip():
            continue
        try:
            yield line, _flat(_JSON.decode(written))
        except _FAULTS as error:
            yield line, f"is no JSON ({error}); repair it"


_GAP = re.compile(r"[\s,]*")


def _listed(text: str, at: int) -> Iterator[_Record]:
    line, counted = 1, 0
    while at < len(text):
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, at), at
        if text[at : at + 1] == "]":
            return
        try:
            element, at = _JSON.raw_decode(text, at)
            yield line, _flat(element)
        except _FAULTS as error:
            yield line, f"and all after it are no JSON ({error}); repair the file"
            return


def _flat(element: object) -> dict[str, str] | str:
    """An object's values as text, those of objects inside it by names such as 'user.name'."""
    if not isinstance(element, dict):
        return "is no JSON object; write its values with their names"
    return _pairs(list(_values(element, "")))


def _values(element: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in element.items():
        if isinstance(value, dict):
            yield from _values(value, f"{prefix}{name}.")
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            yield whole(prefix + name), whole("; ".join(value))
        else:
            as_text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield whole(prefix + name), "" if value is None else whole(as_text)


# Columns to fields


def _columns(
    names: list[str], mapping: Mapping[str, tuple[str, ...]], file: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The columns of each field and the rule for it: the manifest's mapping, else the first usual name there is."""
    columns = {field: given for field, given in mapping.items() if field != "dates"}
    rules = {field: f"column '{given[0]}'" for field, given in columns.items()}
    used = {name for given in columns.values() for name in given}
    known = f"the columns {', '.join(names)[:2000]}"
    missing = [f"{field}: {name}" for field, given in columns.items() for name in given if name not in names]
    if names and missing:
        raise UnreadableError(
            f"lacks columns that manifest.yaml names under exports: {', '.join(missing)} (it has {known}); correct them"
        )
    for field, usual in reading()["columns"].items():
        free = {_folded(name): name for name in reversed(names) if name not in used}
        if field not in columns and (name := next((free[w] for w in map(_folded, usual) if w in free), None)):
            columns[field], rules[field] = (name,), f"column '{name}', by its usual name"
            used.add(name)
    if names and "text" not in columns:
        raise UnreadableError(
            f"is an export of which no column is known to hold the texts (it has {known}); name it in manifest.yaml: "
            f"exports: {{{json.dumps(file, ensure_ascii=False)}: {{text: NAME OF THE COLUMN}}}}"
        )
    return columns, rules


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


# Row to text


def extract(row: Row) -> Extract:
    """Title and text of a row, then its other columns, set aside. Raises UnreadableError."""
    if row.fault:
        raise UnreadableError(row.fault)
    export, values, columns = row.export, dict(row.values), row.export.columns
    made = Extract(reader=export.reader, media_type=export.media_type, encoding=export.encoding)
    placed: dict[str, int] = {}
    for name in columns.get("title", ()):
        if unit := made.add("title", values.get(name, ""), reason=export.rules["title"]):
            placed[name] = unit.start
    headed = len(made.units)
    for name in columns["text"]:
        _add_text(made, values.get(name, ""))
    if len(made.units) == headed:
        raise UnreadableError(f"has no text in '{', '.join(columns['text'])}'; fill or remove it", "empty")
    near = "\n\n"
    for name, value in row.values:
        if name not in placed and name not in columns["text"] and value.strip():
            reason = f"column '{name}' of the export"
            unit = made.add("metadata", f"{name}: {value}", reason=reason, is_content=False, before=near)
            assert unit
            placed[name], near = unit.end - len(value.strip()), "\n"
    given = list(found(row))
    # A column that is text and a field besides stands among the text, in as many pieces as that has.
    made.found = [
        one.moved(placed[name]) if name in placed else replace(one, start=None, end=None)
        for name, one in given
    ]
    notes = [row.note, _unread(row, [one for _, one in given])]
    notes.append(export.note if "\ufffd" in "".join(made.parts) else None)
    made.note = "; ".join(filter(None, notes)) or None
    return made.finish()


def _add_text(made: Extract, value: str) -> None:
    if _MARKUP.search(value):
        from helpers.sources import html  # noqa: PLC0415  half a second that most exports need not wait

        try:
            pieces = html.fragment(value)
        except UnreadableError:
            pieces = []  # nested too deeply: the tags stay in the text
        for kind, piece in pieces:
            html.add(made, kind, piece)
        if pieces:
            return
    last = 0
    for unit in layout.units(value):
        before = value[last : unit.start] if last else "\n\n"
        made.add(unit.kind, unit.text, reason=unit.reason, is_content=unit.is_content, before=before)
        last = unit.end


def found(row: Row) -> Iterator[tuple[str, Found]]:
    """Each value that a column gives a field, with the column; its place is counted from where the value begins."""
    values = dict(row.values)
    for field, names in row.export.columns.items():
        value, rule = values.get(names[0], "").strip(), row.export.rules[field]
        if field == "date":
            if day := date(value, row.export.dates):
                yield names[0], Found(field, day, 0, len(value), rule, "file")
        elif field == "author":
            for name in re.finditer(r"(?:by\s+)?(?P<name>[^\s;][^;]*)", value, re.I):
                yield names[0], Found(field, name["name"].strip(), *name.span("name"), rule, "file")
        elif value and field not in ("text", "id"):
            yield names[0], Found(field, value, 0, len(value), rule, "file")


def _unread(row: Row, given: list[Found]) -> str | None:
    """What to say of a date that is not understood."""
    names = row.export.columns.get("date", ())
    value = next((value.strip() for name, value in row.values if name in names), "")
    if not value or any(one.field == "date" for one in given):
        return None
    if _NUMERIC.search(value) and not row.export.dates:
        return f"its date '{value[:40]}' may be of two days; write 'dates: {DATES[0]}' or '{DATES[1]}' for the export in manifest.yaml"
    return f"its date '{value[:40]}' is in no form that is known"


_ANY_DATE = re.compile(metadata.DATE, re.I)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(?:\d{4}|\d{6})Z?)?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3}|\.\d+)?")
# What stands between day and year in 'Thu Sep 05 10:00:00 +0000 2024', and joins them in '05-Sep-2024'.
_BETWEEN = re.compile(
    r"\s\d\d:\d\d:\d\d(?:\s[A-Z]{3,4}\b|\s[+-]\d{4})?|(?<=\d)-(?=[A-Za-z])|(?<=[A-Za-z.])-(?=\d)"
)


def date(value: str, order: str = "") -> str | None:
    """The day that a column gives, as precise as it does; 03/04/2024 only where the order says which is the day."""
    if re.fullmatch(r"(?:19|20)\d\d", value):
        return value
    try:
        if match := _ISO.match(value) or _COMPACT.fullmatch(value):
            return datetime.date(*map(int, match.groups())).isoformat()
        if match := _EPOCH.fullmatch(value):  # Unix time, in seconds or milliseconds
            return datetime.datetime.fromtimestamp(int(match[1]), datetime.UTC).date().isoformat()
        if match := _ANY_DATE.search(_BETWEEN.sub(lambda m: " " if m.group() == "-" else "", value[:80])):
            return metadata.iso(match)
        if match := _NUMERIC.search(value[:80]):
            first, second, year = map(int, match.groups())
            orders = [day for day in DATES if order in ("", day)]
            days = {
                datetime.date(year, *((second, first) if day == DATES[0] else (first, second))).isoformat()
                for day in orders
                if (second if day == DATES[0] else first) <= 12
            }
            return days.pop() if len(days) == 1 else None
    except ValueError:
        pass
    return None
