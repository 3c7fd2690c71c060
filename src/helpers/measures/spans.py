"""Which finds lie inside which others, by their places in the texts."""

from __future__ import annotations

import duckdb
import pandas as pd


def inside(inner: pd.DataFrame, outer: pd.DataFrame, inner_id: str, outer_id: str) -> pd.DataFrame:
    """Each row of `inner` with each row of `outer` in which it lies as a whole: two columns, their ids, no pair twice.

    Both have document_id, start, end and their id; the pairs come in the order of `inner`, then of the other id.
    """
    order = pd.Series(range(len(inner)), inner[inner_id])
    with duckdb.connect(":memory:") as connection:  # pandas would pair all of a document before it compares
        for name, table, key in (("held", inner, inner_id), ("holding", outer, outer_id)):
            places = table[[key, "document_id", "start", "end"]]
            connection.register(name, places.set_axis(["id", *places.columns[1:]], axis="columns"))
        pairs = connection.execute(
            """SELECT DISTINCT held.id, holding.id FROM held JOIN holding USING (document_id)
            WHERE held.start >= holding.start AND held."end" <= holding."end" """
        ).df()
    pairs = pairs.set_axis([inner_id, outer_id], axis="columns").astype("str")
    place = pairs[inner_id].map(order.groupby(level=0).first())
    return pairs.assign(place=place).sort_values(["place", outer_id], ignore_index=True).drop(columns="place")
