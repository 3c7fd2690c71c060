"""Every table of the project, declared once: what one row is, and what each column holds.

Tables are checked where they cross a border: when they are built, opened or imported. A check is strict: no column
more, none less, none silently converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

Type = Literal["string", "integer", "number", "boolean"]

_PYTHON: Mapping[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool}
_ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
}  # fmt: skip
_PANDAS: Mapping[str, str] = {
    "string": "str", "integer": "int64", "number": "float64", "boolean": "bool",
}  # fmt: skip
_PANDAS_NULLABLE: Mapping[str, str] = {
    "string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean",
}  # fmt: skip


class TableError(ValueError):
    """A table breaks its declaration; the message lists every culprit."""


@dataclass(frozen=True)
class Column:
    """One column: its type, what it holds, whether it may be empty, and the only values it may take."""

    type: Type
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The pandas dtype; integers and booleans that may be empty use the nullable ones."""
        return (_PANDAS_NULLABLE if self.nullable else _PANDAS)[self.type]


@dataclass(frozen=True)
class Schema:
    """One table: its name, what one row is, its columns in order, and whether its rows point into a text."""

    name: str
    row: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]

    @property
    def is_span(self) -> bool:
        """Whether each row carries start and end, code points in the stored text, end exclusive."""
        return {"start", "end"} <= set(self.columns)

    @property
    def arrow(self) -> pa.Schema:
        return pa.schema([pa.field(n, _ARROW[c.type], nullable=c.nullable) for n, c in self.columns.items()])

    def frame(self, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Make the table from rows; absent values of nullable columns become null. Raises TableError."""
        return self.opened(self.stored(rows))

    def stored(self, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
        """The rows as they are written to disk, no value converted. Raises TableError for an unfit type or column."""
        faults: list[str] = []
        columns: dict[str, list[Any]] = {}
        if unknown := sorted(set().union(*rows) - set(self.columns)):
            faults.append(f"unknown columns {unknown}; known are {list(self.columns)}")
        for name, column in self.columns.items():
            columns[name] = [row.get(name) for row in rows]
            fits = {type(None), _PYTHON[column.type]}
            if set(map(type, columns[name])) - fits:
                unfit = [value for value in columns[name] if type(value) not in fits]
                faults.append(
                    f"column {name} has {len(unfit)} values that are no {column.type}, first {unfit[0]!r}"
                )
        if faults:
            raise TableError("\n  ".join([f"table {self.name}:", *faults]))
        return pa.table(columns, schema=self.arrow)

    def opened(self, stored: pa.Table) -> pd.DataFrame:
        """What was written to disk as a data frame. Raises TableError."""
        known = {name: column for name, column in self.columns.items() if name in stored.column_names}
        # A plain integer or boolean has no null: where one stands nevertheless, the check is to see and name it.
        dtypes = {
            name: (_PANDAS_NULLABLE[column.type] if stored[name].null_count else column.dtype)
            for name, column in known.items()
        }
        return check(stored.to_pandas(integer_object_nulls=True).astype(dtypes), self)


ORIGINS = ("text", "file", "markup", "manifest")
KINDS = (
    "title", "subtitle", "byline", "dateline", "heading", "paragraph", "list_item", "table_cell", "caption",
    "note", "speaker", "metadata", "running_header", "repeat", "boilerplate",
)  # fmt: skip
# Of figures, promises and instruments.
QUANTITY_KINDS = ("count", "money", "percentage", "percentage_points", "multiple", "duration", "measure")
APPROXIMATIONS = ("about", "nearly", "over", "under", "at_least", "at_most", "multiples")
FORCES = ("promise", "call", "proposal", "plan")
FORMS = ("firm", "reported", "hedged", "conditional", "refused")
INSTRUMENT_KINDS = (
    "forum", "framework", "initiative", "agreement", "mechanism", "alliance", "operation", "programme", "document",
    "index",
)  # fmt: skip
INSTRUMENT_STATUSES = (
    "named", "proposed", "drafted", "planned", "launched", "established", "signed", "released", "under_way", "held",
    "done",
)  # fmt: skip
# Of the words that report (data/cues.yaml says what each means), and of the speaker to what is said.
CUE_CLASSES = ("neutral", "claim", "call", "commitment", "denial", "praise", "doubt")
CUE_KINDS = ("speech", "attitude", "event")
STANCES = ("supports", "opposes", "neutral")
LANGUAGES_NOTE = "ISO 639 code; 'und' where a block does not tell"

_ID = (
    "path of the file under the source folder without its ending, with '/' between folders; "
    "of a row of an export its whole path, '/', and the row's own id or number, or '~' and the number where no id will do"
)
_START = Column("integer", "first code point in the stored text of the document")
_END = Column("integer", "one past the last code point")

DOCUMENTS = Schema(
    "documents",
    "one document: a source file, or one row of an export; read, empty or failed",
    {
        "document_id": Column("string", _ID),
        "file": Column("string", "path of the file under the source folder"),
        "row": Column(
            "integer", "row of the export, from 1; null where the file is one document", nullable=True
        ),
        "sha256": Column(
            "string",
            "digest of the file's bytes, or of the row's names and values; null where they could not be read",
            nullable=True,
        ),
        "media_type": Column("string", "such as text/plain", nullable=True),
        "encoding": Column("string", "how the bytes were decoded, such as utf-8, gb18030", nullable=True),
        "reader": Column(
            "string",
            "the reader that read it: text, markdown, html, pdf, docx, pptx, odt, epub, csv, json",
            nullable=True,
        ),
        "status": Column("string", "whether it was read", values=("read", "empty", "failed")),
        "reason": Column(
            "string", "why it is empty or failed, or what was read with doubt, with the remedy", nullable=True
        ),
        "genre": Column("string", "such as news, slides, event report; null = not known", nullable=True),
        "title": Column("string", "as the document gives it", nullable=True),
        "subtitle": Column("string", "as the document gives it", nullable=True),
        "outlet": Column("string", "who published it", nullable=True),
        "author": Column("string", "names, joined by '; '", nullable=True),
        "date": Column(
            "string", "of publication, as precise as known: 2025-09-19, 2020-07, 2024", nullable=True
        ),
        "languages": Column("string", "of its blocks, most characters first, joined by '; '", nullable=True),
        "character_count": Column("integer", "code points of the stored text"),
        "word_count": Column("integer", "words of its sentences; a Chinese character counts as one"),
        "duplicate_of": Column("string", "document_id of the document that this one copies", nullable=True),
        "similarity": Column(
            "number", "to that document: share of their word sequences that both have, 0–1", nullable=True
        ),
    },
    ("document_id",),
)
TEXTS = Schema(
    "texts",
    "the stored text of one document",
    {"document_id": Column("string", _ID), "text": Column("string", "what every start and end refer to")},
    ("document_id",),
)
FIELDS = Schema(
    "fields",
    "one metadata value that something gave; those not chosen stay, so that a reader can object",
    {
        "document_id": Column("string", _ID),
        "field": Column("string", "title, subtitle, date, dateline_date, place, outlet, author, genre, …"),
        "value": Column("string", "the value"),
        "origin": Column("string", "what gave it", values=ORIGINS),
        "start": Column("integer", "first code point, where the text gave it", nullable=True),
        "end": Column("integer", "one past the last", nullable=True),
        "rule": Column("string", "the rule that found it, or the reason that the manifest gives"),
        "is_chosen": Column("boolean", "whether documents carries this value"),
    },
    (),
)
BLOCKS = Schema(
    "blocks",
    "one stretch of text of one kind; the blocks of a document tile its text",
    {
        "block_id": Column("string", "document_id#bN"),
        "document_id": Column("string", _ID),
        "place": Column("integer", "1 for the first block of the document"),
        "start": _START,
        "end": _END,
        "kind": Column("string", "what the stretch is", values=KINDS),
        "is_content": Column("boolean", "whether it is coded and counted; what is set aside says why"),
        "reason": Column("string", "why it is of this kind or set aside", nullable=True),
        "page": Column("integer", "page, from 1", nullable=True),
        "slide": Column("integer", "slide, from 1", nullable=True),
        "speaker": Column(
            "string", "who speaks, as the label before it names them; null where none does", nullable=True
        ),
        "language": Column("string", LANGUAGES_NOTE),
    },
    ("block_id",),
)
SENTENCES = Schema(
    "sentences",
    "one sentence of a content block, without the white space and list markers around it",
    {
        "sentence_id": Column("string", "document_id#sN"),
        "document_id": Column("string", _ID),
        "block_id": Column("string", "the block it stands in"),
        "place": Column("integer", "1 for the first sentence of the document"),
        "start": _START,
        "end": _END,
        "language": Column("string", LANGUAGES_NOTE),
        "word_count": Column("integer", "words; a Chinese character counts as one"),
    },
    ("sentence_id",),
)
CODINGS = Schema(
    "codings",
    "one code given to one span by one coder",
    {
        "coding_id": Column("string", "document_id#cN"),
        "document_id": Column("string", _ID),
        "sentence_id": Column("string", "the sentence it stands in"),
        "start": _START,
        "end": _END,
        "dimension": Column(
            "string", "theme: what it is about; frame: how it is seen", values=("theme", "frame")
        ),
        "code": Column("string", "the code"),
        "theme": Column("string", "the theme of the code; null for frames", nullable=True),
        "coder": Column("string", "codebook@digest, or a person"),
        "rule": Column("string", "the pattern that fired, as the codebook writes it"),
        "is_negated": Column(
            "boolean", "whether a negation stands before it in its clause; it is counted with the others"
        ),
    },
    ("coding_id",),
)
MENTIONS = Schema(
    "mentions",
    "one naming of an actor; a country named inside the name of an organisation has a row of its own",
    {
        "mention_id": Column("string", "document_id#mN"),
        "document_id": Column("string", _ID),
        "sentence_id": Column("string", "the sentence it stands in"),
        "start": _START,
        "end": _END,
        "actor_id": Column(
            "string",
            "of a country its ISO code, such as RUS; of another in the register its id; else 'organisation:' or 'person:' and the name",
        ),
        "name": Column("string", "the actor's name, the same for all its mentions"),
        "kind": Column("string", "what the actor is", values=("country", "organisation", "person")),
        "iso3": Column(
            "string",
            "ISO 3166-1 code of the country itself, or of the one it belongs to; null = none known",
            nullable=True,
        ),
        "role": Column("string", "of a person, as the text or the register gives it", nullable=True),
        "organisation": Column("string", "of a person: the organisation's name", nullable=True),
        "rule": Column("string", "the form of the register, or the rule, that found it"),
        "is_ambiguous": Column("boolean", "whether the text leaves open that something else is meant"),
    },
    ("mention_id",),
)

STATEMENTS = Schema(
    "statements",
    "someone says, thinks, wants or decides something: who, by which word, what; start and end hold all three",
    {
        "statement_id": Column("string", "document_id#tN"),
        "document_id": Column("string", _ID),
        "sentence_id": Column("string", "the sentence its content starts in"),
        "start": _START,
        "end": _END,
        "speaker": Column(
            "string",
            "name of the actor; else the words that name the speaker, without article; null = nobody is named",
            nullable=True,
        ),
        "speaker_id": Column("string", "actor_id, where the speaker is an actor", nullable=True),
        "role": Column("string", "of the speaker", nullable=True),
        "organisation": Column("string", "that the speaker belongs to", nullable=True),
        "country": Column("string", "ISO 3166-1 code of the speaker's country", nullable=True),
        "speaker_start": Column("integer", "where the speaker is named or pointed at", nullable=True),
        "speaker_end": Column("integer", "one past it", nullable=True),
        "cue": Column("string", "the words that report; null where none do", nullable=True),
        "cue_start": Column("integer", "first code point of the cue", nullable=True),
        "cue_end": Column("integer", "one past the last", nullable=True),
        "content_start": Column("integer", "first code point of what is said"),
        "content_end": Column(
            "integer", "one past the last, though the content may be broken between: see contents"
        ),
        "mode": Column(
            "string",
            "direct: in the speaker's words; indirect: reported; mixed: both",
            values=("direct", "indirect", "mixed"),
        ),
        "kind": Column(
            "string",
            "speech: said or written; attitude: thought, wished or felt; event: decided or done",
            values=CUE_KINDS,
        ),
        "cue_class": Column(
            "string", "what the cue says of the speaker's stand", nullable=True, values=CUE_CLASSES
        ),
        "stance": Column(
            "string", "to what the content names, where the cue tells", nullable=True, values=STANCES
        ),
        "nested_in": Column("string", "the statement whose content this one stands in", nullable=True),
        "language": Column("string", LANGUAGES_NOTE),
        "rule": Column("string", "the rule that found it"),
    },
    ("statement_id",),
)
CONTENTS = Schema(
    "contents",
    "one unbroken stretch of what a statement says, quoted or not",
    {
        "statement_id": Column("string", "the statement"),
        "document_id": Column("string", _ID),
        "start": _START,
        "end": _END,
        "is_quoted": Column("boolean", "whether it stands in quotation marks, or is a speaker's turn"),
    },
    ("statement_id", "start"),
)

QUANTITIES = Schema(
    "quantities",
    "one figure: start and end hold its number with its approximation and unit, without what it counts",
    {
        "quantity_id": Column("string", "document_id#qN"),
        "document_id": Column("string", _ID),
        "sentence_id": Column("string", "the sentence it stands in"),
        "start": _START,
        "end": _END,
        "kind": Column("string", "what sort of figure it is", values=QUANTITY_KINDS),
        "value": Column(
            "number", "the number itself: 1.2 million is 1200000, 3 percent is 3; of a range the lower end"
        ),
        "high": Column("number", "the upper end of a range", nullable=True),
        "approx": Column(
            "string",
            "how the words bound it; multiples: some multiple of the value (hundreds of); null = told as exact",
            nullable=True,
            values=APPROXIMATIONS,
        ),
        "unit": Column(
            "string",
            "canonical English name in the singular, such as month; null for counts and money",
            nullable=True,
        ),
        "currency": Column(
            "string", "ISO 4217 code, such as CNY; null = no money, or not said which", nullable=True
        ),
        "counted": Column(
            "string", "the noun phrase counted, word for word, without article and line breaks", nullable=True
        ),
        "counted_start": Column(
            "integer", "where it stands, for 'of them' where they are named", nullable=True
        ),
        "counted_end": Column("integer", "one past it", nullable=True),
        "per": Column("string", "per what, such as year or person", nullable=True),
        "change": Column(
            "string",
            "whether it is the size of a change, or what changed to it",
            nullable=True,
            values=("rise", "fall"),
        ),
        "date": Column(
            "string", "to which its clause ties it, as precise as said: by 2022 is 2022", nullable=True
        ),
        "equals": Column(
            "string", "the quantity_id that it tells again in another currency or unit", nullable=True
        ),
        "language": Column("string", LANGUAGES_NOTE),
        "rule": Column("string", "the rule that found it"),
    },
    ("quantity_id",),
)
COMMITMENTS = Schema(
    "commitments",
    "someone is to do something: who, by which word, what; start and end hold all three",
    {
        "commitment_id": Column("string", "document_id#pN"),
        "document_id": Column("string", _ID),
        "sentence_id": Column("string", "the sentence its action starts in"),
        "start": _START,
        "end": _END,
        "force": Column(
            "string",
            "promise: will do it; call: others should; proposal: put forward; plan: under way",
            values=FORCES,
        ),
        "form": Column(
            "string",
            "firm; reported: would, told afterwards; hedged: could, may; conditional: if; refused: will not",
            values=FORMS,
        ),
        "actor": Column(
            "string",
            "who promises, or from whom the call or proposal comes, several joined by '; '; as speaker of statements",
            nullable=True,
        ),
        "actor_id": Column("string", "of mentions, where it is an actor; joined likewise", nullable=True),
        "actor_start": Column("integer", "where the actor is named or pointed at", nullable=True),
        "actor_end": Column("integer", "one past it", nullable=True),
        "addressee": Column(
            "string", "who is called on to do it; null for promises and where nobody is", nullable=True
        ),
        "cue": Column(
            "string", "the words that commit (will, calls for); null in lists of measures", nullable=True
        ),
        "cue_start": Column("integer", "first code point of the cue", nullable=True),
        "cue_end": Column("integer", "one past the last", nullable=True),
        "action_start": Column("integer", "first code point of what is to be done"),
        "action_end": Column("integer", "one past the last"),
        "beneficiary": Column("string", "for whom it is to be done", nullable=True),
        "deadline": Column("string", "until when, in the words of the text", nullable=True),
        "deadline_date": Column(
            "string",
            "the last day, month or year of it, reckoned from the date of the document where need be",
            nullable=True,
        ),
        "part_of": Column("string", "the commitment whose part it is, as of an initiative", nullable=True),
        "statement_id": Column("string", "the innermost statement in whose content it stands", nullable=True),
        "language": Column("string", LANGUAGES_NOTE),
        "rule": Column("string", "the rule that found it"),
    },
    ("commitment_id",),
)
INSTRUMENTS = Schema(
    "instruments",
    "one naming of a forum, framework, initiative, agreement, mechanism, alliance, operation or programme",
    {
        "naming_id": Column("string", "document_id#iN"),
        "document_id": Column("string", _ID),
        "sentence_id": Column("string", "the sentence it stands in"),
        "start": _START,
        "end": _END,
        "instrument_id": Column(
            "string",
            "'kind:Name', the same in all documents; what few words describe is of one alone: '…@document_id'",
        ),
        "name": Column("string", "the instrument's name, the same for all its namings"),
        "kind": Column("string", "what it is", values=INSTRUMENT_KINDS),
        "status": Column("string", "what the text says became of it here", values=INSTRUMENT_STATUSES),
        "status_start": Column("integer", "where the word stands that says so", nullable=True),
        "status_end": Column("integer", "one past it", nullable=True),
        "date": Column("string", "when that was or is to be, as precise as said", nullable=True),
        "behind": Column("string", "who stands behind it: names of actors, joined by '; '", nullable=True),
        "language": Column("string", LANGUAGES_NOTE),
        "rule": Column("string", "the form of the register, or the rule, that found it"),
    },
    ("naming_id",),
)

# Not stored with a corpus: joined from its tables (`measures.voices.positions`), or imported from another program.
POSITIONS = Schema(
    "positions",
    "one statement's use of one code: who speaks of what, and for or against it",
    {
        "statement_id": Column("string", "the statement"),
        "document_id": Column("string", "the document it stands in"),
        "document": Column("string", "title of the document, else its file", nullable=True),
        "date": Column(
            "string", "of the document, as precise as known: 2025-09-19, 2020-07, 2024", nullable=True
        ),
        "start": _START,
        "end": _END,
        "coder": Column("string", "who gave the code: codebook@digest, or a person", nullable=True),
        "actor": Column("string", "who says it; null where nobody is named", nullable=True),
        "actor_id": Column("string", "actor_id of mentions", nullable=True),
        "actor_kind": Column(
            "string", "what the actor is", nullable=True, values=("country", "organisation", "person")
        ),
        "role": Column("string", "of a person, such as minister", nullable=True),
        "organisation": Column(
            "string", "for which a person speaks; the actor's own name where it is no person", nullable=True
        ),
        "country": Column("string", "ISO 3166 code of three letters", nullable=True),
        "mode": Column("string", "direct, indirect or mixed", nullable=True),
        "code": Column("string", "the code; null where a coder left it open", nullable=True),
        "theme": Column("string", "the theme of the code; null for frames", nullable=True),
        "position": Column(
            "string",
            "where the actor plainly stands to the code",
            nullable=True,
            values=("supports", "opposes", "neutral"),
        ),
    },
    ("statement_id", "code", "coder"),
)

SCHEMAS: Mapping[str, Schema] = {
    schema.name: schema
    for schema in (
        DOCUMENTS,
        TEXTS,
        FIELDS,
        BLOCKS,
        SENTENCES,
        CODINGS,
        MENTIONS,
        STATEMENTS,
        CONTENTS,
        QUANTITIES,
        COMMITMENTS,
        INSTRUMENTS,
    )
}


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries, None for what is null."""
    names = list(map(str, table))
    # Ten times as fast as asking each value; the stubs of pandas know no None here.
    columns = [values.to_numpy(dtype=object, na_value=None).tolist() for _, values in table.items()]  # type: ignore[call-overload]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def by(key: str, table: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by the value of one column, in their order."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in table:
        grouped.setdefault(row[key], []).append(row)
    return grouped


def check(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return the same table if it keeps its declaration; raise TableError naming every fault otherwise."""
    if list(table.columns) != list(schema.columns):
        raise TableError(
            f"table {schema.name} has the columns {list(table.columns)}, not {list(schema.columns)}; "
            "build the corpus again with this version"
        )
    faults: list[str] = []
    for name, column in schema.columns.items():
        values = table[name]
        if not column.nullable and (empty := values.isna()).any():
            faults.append(f"column {name} is empty in {empty.sum()} rows, first {_first(table, empty)}")
        elif str(values.dtype) != column.dtype:
            faults.append(f"column {name} is {values.dtype}, not {column.dtype}")
        if column.values and (odd := ~values.isin(column.values) & values.notna()).any():
            faults.append(
                f"column {name} has {odd.sum()} values other than {column.values}, first {_first(table, odd)}"
            )
    if schema.key and (twice := table.duplicated(list(schema.key))).any():
        faults.append(f"{twice.sum()} rows repeat the key {schema.key}, first {_first(table, twice)}")
    if schema.is_span and not faults:
        wrong = (table["start"] < 0) | (table["end"] < table["start"])
        if wrong.fillna(False).any():
            faults.append(f"{wrong.sum()} rows end before they start, first {_first(table, wrong)}")
    if faults:
        raise TableError(f"table {schema.name}:\n  " + "\n  ".join(faults))
    return table


def _first(table: pd.DataFrame, culprits: pd.Series) -> str:
    row = table[culprits.fillna(False)].iloc[0]
    return ", ".join(f"{name}: {str(value)[:60]!r}" for name, value in row.items())


def data_file(name: str) -> Path:
    """Path of a word list or the codebook that comes with the project: data/ of a checkout, else the installed copy."""
    checkout = Path(__file__).parents[2] / "data" / name
    return checkout if checkout.is_file() else Path(__file__).parent / "data" / name
