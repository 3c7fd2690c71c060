"""The register of the instruments that documents name, and their life: proposed in one document, established in another.

Pure functions, tables in, tidy table out. Each `<thing>_count` stands beside `<thing>_ids`, the rows that were counted.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers import instruments
from helpers.instruments import Instruments
from helpers.instruments.found import NAMED
from helpers.measures.counting import counted
from helpers.tables import INSTRUMENT_STATUSES


def register(
    namings: pd.DataFrame, documents: pd.DataFrame, *, known: Instruments | None = None
) -> pd.DataFrame:
    """The instruments named: one row each, those with the most namings first.

    Columns: instrument_id, name, kind, statuses (what texts say became of it, in the order in which an instrument comes
    to be, joined by '; '; empty where it is only named), first_date, last_date (of the documents that name it, as precise
    as known; null where none is dated), behind (who the texts say stands behind it, joined by '; '; null where they say
    nobody), naming_count, naming_ids, document_count, document_ids, and known: what the register has of it whatever the
    texts say (China, 2022), null for what it has not; data/instruments.yaml unless another is given.
    """
    dated = namings.assign(dated=_dates(namings, documents))
    grouped = dated.groupby("instrument_id", sort=True)
    result = counted(
        grouped,
        "naming",
        name=("name", "first"),
        kind=("kind", "first"),
        statuses=("status", _in_order),
        first_date=("dated", lambda dates: min(dates.dropna(), default=None)),
        last_date=("dated", lambda dates: max(dates.dropna(), default=None)),
        behind=("behind", lambda told: _once(told.dropna())),
    )
    ours = {
        f"{one.kind}:{one.name}": ", ".join(filter(None, ["; ".join(one.behind), one.year])) or None
        for one in (known or instruments.known()).instruments.values()
    }
    return result.assign(known=result["instrument_id"].map(ours)).astype(
        dict.fromkeys(("first_date", "last_date", "behind", "known"), "str")
    )


def life(namings: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """What became of each instrument, document by document: one row for each status that a document tells of it.

    Columns: instrument_id, name, kind, document_id, document (title, else file), document_date, status (namings that tell
    none are in no row), date (when that was or is to be, as the texts say; null where they do not), behind, naming_count,
    naming_ids. By instrument, then by the date of the document, undated ones last; in one document in the order in which
    an instrument comes to be.
    """
    known = documents.set_index("document_id")
    told = namings[namings["status"] != NAMED].assign(document_date=_dates(namings, documents))
    result = counted(
        told.groupby(["instrument_id", "document_id", "status"], sort=True),
        "naming",
        name=("name", "first"),
        kind=("kind", "first"),
        document_date=("document_date", "first"),
        date=("date", lambda dates: min(dates.dropna(), default=None)),
        behind=("behind", lambda told: _once(told.dropna())),
    )
    result = result.assign(
        document=result["document_id"].map(known["title"].fillna(known["file"])).astype("str"),
        place=result["status"].map(INSTRUMENT_STATUSES.index).astype("int64"),
    ).astype({"document_date": "str", "date": "str", "behind": "str"})
    columns = [
        "instrument_id", "name", "kind", "document_id", "document", "document_date", "status", "date", "behind",
        "naming_count", "naming_ids",
    ]  # fmt: skip
    order = ["instrument_id", "document_date", "document_id", "place"]
    return result.sort_values(order, ignore_index=True)[columns]


def _dates(namings: pd.DataFrame, documents: pd.DataFrame) -> pd.Series:
    """The date of each naming's document."""
    return namings["document_id"].map(documents.set_index("document_id")["date"]).astype("str")


def _in_order(statuses: pd.Series) -> str:
    return "; ".join(one for one in INSTRUMENT_STATUSES if one != NAMED and one in set(statuses))


def _once(told: Iterable[str]) -> str | None:
    """Each name once, in the order in which they are told."""
    return "; ".join(dict.fromkeys(name for names in told for name in names.split("; "))) or None
