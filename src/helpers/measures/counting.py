"""What is counted stands beside its number, so that every number opens its evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas.api.typing import DataFrameGroupBy


def counted(grouped: DataFrameGroupBy[Any, Any], thing: str, **more: tuple[str, Any]) -> pd.DataFrame:
    """The things and documents of each group, largest first: <thing>_count, <thing>_ids, document_count, document_ids.

    `more` gives further columns, as to pandas' agg. Groups of one size keep their order.
    """
    result = grouped.agg(
        **more,
        **{f"{thing}_count": (f"{thing}_id", "size"), f"{thing}_ids": (f"{thing}_id", list)},
        document_count=("document_id", "nunique"),
        document_ids=("document_id", lambda ids: list(dict.fromkeys(ids))),
    ).reset_index()
    return result.sort_values(f"{thing}_count", ascending=False, ignore_index=True, kind="stable")


def crossed(table: pd.DataFrame, row: str, column: str, *, thing: str) -> pd.DataFrame:
    """How many things carry one value of a column with one of another, such as speaker and mode.

    Rows with the most things first; columns: `row`, `column`, <thing>_count, <thing>_ids. Pairs that do not meet, and things
    without either value, are in no row.
    """
    number = f"{thing}_count"
    result = counted(table.groupby([row, column], sort=True), thing)[[row, column, number, f"{thing}_ids"]]
    size = result.groupby(row)[number].transform("sum")
    result = result.assign(size=size).sort_values(["size", row, column], ascending=[False, True, True])
    return result.drop(columns="size").reset_index(drop=True)
