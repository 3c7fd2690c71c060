"""Statements of the Discourse Network Analyzer (DNA): its CSV read and written, its database opened.

There a person of an organization refers to a concept in a document, with an agreement of 1 or 0. Here these are actor,
organisation, code and position of the table POSITIONS. In DNA a statement has one concept; one of ours with several codes
takes as many rows, under one statement_id.
"""

from __future__ import annotations

import csv
import datetime
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import tables
from helpers.exchange import ExchangeError

# DNA's columns in its order, and ours.
COLUMNS = {
    "statement_id": "statement_id", "document_id": "document_id", "date": "date", "document": "document",
    "start": "start", "stop": "end", "coder": "coder",
    "person": "actor", "organization": "organisation", "concept": "code", "agreement": "position",
}  # fmt: skip
AGREEMENT = {"1": "supports", "0": "opposes"}
_TABLES = {"SETTINGS", "DOCUMENTS", "STATEMENTTYPES", "VARIABLES", "STATEMENTS", "ENTITIES",
           "DATASHORTTEXT", "DATALONGTEXT", "DATAINTEGER", "DATABOOLEAN"}  # fmt: skip
_STATEMENTS = """
    SELECT s.ID, s.DocumentId, d.Date, d.Title, s.Start, s.Stop, s.Coder
    FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId
    WHERE s.StatementTypeId = ? ORDER BY s.ID
"""
_VALUES = """
    WITH given AS (
        SELECT StatementId, VariableId, Value FROM DATABOOLEAN
        UNION ALL SELECT StatementId, VariableId, Value FROM DATAINTEGER
        UNION ALL SELECT StatementId, VariableId, Value FROM DATALONGTEXT
        UNION ALL SELECT t.StatementId, t.VariableId, e.Value FROM DATASHORTTEXT t JOIN ENTITIES e ON e.ID = t.Entity
    )
    SELECT given.StatementId, v.Variable, given.Value FROM given JOIN VARIABLES v ON v.ID = given.VariableId
    WHERE v.StatementTypeId = ?
"""
_EPOCH = datetime.datetime(1970, 1, 1)

Row = Mapping[Any, Any]


def read(
    path: str | Path, *, statement_type: str = "DNA Statement", leave_out: Sequence[str] = ()
) -> pd.DataFrame:
    """The statements in DNA's CSV, or in a database of DNA 3 (its name ends in .dna), as the table POSITIONS.

    An empty field is null. Of a database one type of statement is read, and nothing is written to it. `leave_out` names
    columns of the CSV, or variables of the type, that are not to be read. Raises ExchangeError listing every fault.
    """
    path = Path(path)
    is_database = path.suffix.lower() == ".dna"
    columns, rows = _from_database(path, statement_type) if is_database else _from_csv(path)
    kept = [name for name in columns if name not in leave_out]
    return _positions(path, kept, rows)


def write(positions: pd.DataFrame, path: str | Path) -> None:
    """Write positions as DNA's CSV; `read` gives back the same table.

    DNA's eleven columns come first, then those of ours that cannot be had from these, such as the theme. An actor that
    is known to be no person stands under organization only.
    """
    positions = tables.check(positions, tables.POSITIONS).reset_index(drop=True)
    is_person = ~positions["actor_kind"].isin(["country", "organisation"])
    agreement = positions["position"].map({name: number for number, name in AGREEMENT.items()})
    told = positions.assign(actor=positions["actor"].where(is_person), position=agreement)
    told = told[list(COLUMNS.values())].astype("object").set_axis(list(COLUMNS), axis=1)
    told = told.where(told.notna(), "").astype("str")
    back = _positions(Path(path), list(COLUMNS), told.to_dict("records"))
    more = [name for name in positions if not back[name].equals(positions[name])]
    written = pd.concat([told, positions[more]], axis=1)
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        written.to_csv(file, index=False, lineterminator="\r\n")  # so that a lone \r is quoted too


def _positions(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> pd.DataFrame:
    """The rows under our names, each value proved. Where a column of ours stands beside DNA's, it says more."""
    ours = [name for name in columns if name in tables.POSITIONS.columns and name not in COLUMNS]
    faults = []
    if missing := [name for name in COLUMNS if name not in columns]:
        faults.append(f"no {', '.join(missing)}: a statement of DNA has {', '.join(COLUMNS)}")
    if unknown := [name for name in columns if name not in (*COLUMNS, *ours)]:
        faults.append(f"{', '.join(unknown)}: nothing here holds this; name it in leave_out")
    for name, (is_right, remedy) in _RULES.items():
        wrong = [row for row in rows if name in row and not is_right(row[name])]
        if wrong:
            first = f"first {wrong[0][name]!r} of statement {wrong[0].get('statement_id')}"
            faults.append(f"{name} is wrong in {len(wrong)} rows, {first}: it is {remedy}")
    if faults:
        raise ExchangeError("\n  ".join([f"{path}:", *faults]))
    places = {"start", "end"}
    found = []
    for row in rows:
        values: dict[str, str | int | None] = {
            our: (int(row[their]) if our in places else row[their] or None) for their, our in COLUMNS.items()
        }
        values["position"] = AGREEMENT.get(row["agreement"])
        found.append({**values, **{name: row[name] or None for name in ours}})
    try:
        return tables.POSITIONS.frame(found)
    except tables.TableError as error:
        raise ExchangeError(f"{path}: {error}") from error


def _from_csv(path: Path) -> tuple[Sequence[str], Sequence[Row]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns, rows = reader.fieldnames or [], list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ExchangeError(f"{path}: no CSV in UTF-8 ({error}); save it as such again") from error
    if uneven := [at for at, row in enumerate(rows, 1) if None in row or None in row.values()]:
        raise ExchangeError(
            f"{path}: {len(uneven)} rows have more or fewer fields than the first line names, first row {uneven[0]}"
        )
    return columns, rows


def _from_database(path: Path, statement_type: str) -> tuple[Sequence[str], Sequence[Row]]:
    """Rows as the CSV would have them; DNA keeps dates in seconds since 1970."""
    if not path.is_file():
        raise ExchangeError(f"{path}: no such file")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            _prove_version(path, database)
            types = dict(database.execute("SELECT Label, ID FROM STATEMENTTYPES ORDER BY ID"))
            if statement_type not in types:
                raise ExchangeError(
                    f"{path}: no statement type {statement_type!r}; it has {', '.join(types)}"
                )
            wanted = (types[statement_type],)
            named = database.execute(
                "SELECT Variable FROM VARIABLES WHERE StatementTypeId = ? ORDER BY ID", wanted
            )
            variables = [name for (name,) in named]
            rows: dict[int, dict[str, str]] = {}
            for id_, document, seconds, title, start, stop, coder in database.execute(_STATEMENTS, wanted):
                date = (_EPOCH + datetime.timedelta(seconds=seconds)).date()
                told = (id_, document, date, title, start, stop, "" if coder is None else coder)
                rows[id_] = dict(zip(COLUMNS, map(str, told), strict=False)) | dict.fromkeys(variables, "")
            for id_, variable, value in database.execute(_VALUES, wanted):
                if id_ in rows and value is not None:
                    rows[id_][variable] = str(value)
    except sqlite3.Error as error:
        raise ExchangeError(f"{path}: cannot be read as a database of DNA ({error})") from error
    return [*list(COLUMNS)[:7], *variables], list(rows.values())


def _prove_version(path: Path, database: sqlite3.Connection) -> None:
    present = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if missing := sorted(_TABLES - present):
        raise ExchangeError(
            f"{path}: no database of DNA 3, it lacks {', '.join(missing)}. One of DNA 2 can be opened and saved anew in DNA 3"
        )
    found = database.execute("SELECT Value FROM SETTINGS WHERE Property = 'version'").fetchone()
    if found and not str(found[0]).startswith("3."):
        raise ExchangeError(f"{path}: of DNA {found[0]}; only those of DNA 3 can be read")


def _is_date(value: str) -> bool:
    try:
        datetime.date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII) is not None


def _is_place(value: str) -> bool:
    return re.fullmatch(r"\d{1,15}", value, re.ASCII) is not None


# What the values of a column must be; other columns hold any text, or what their table allows.
_RULES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "statement_id": (bool, "not empty"),
    "document_id": (bool, "not empty"),
    "date": (lambda value: not value or _is_date(value), "as 2025-09-19, 2025-09 or 2025, or empty"),
    "start": (_is_place, "a whole number"),
    "stop": (_is_place, "a whole number"),
    "agreement": (lambda value: not value or value in AGREEMENT, "1 for, 0 against, or empty"),
}
