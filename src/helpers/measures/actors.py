"""Actors: the naming of each, over all documents."""

from __future__ import annotations

import pandas as pd

from helpers.measures.counting import counted


def actors(mentions: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Who is named, and as what: one row per actor of MENTIONS, most mentioned first.

    Columns: actor_id, name, kind, iso3, role and organisation (the most frequent that is told), forms (as the texts
    write them, most frequent first, joined by '; '), mention_count, mention_ids, ambiguous_count (of these, left open),
    document_count, document_ids.
    """
    text = dict(zip(texts["document_id"], texts["text"], strict=True))
    places = zip(mentions["document_id"], mentions["start"], mentions["end"], strict=True)
    forms = [" ".join(text[document][start:end].split()) for document, start, end in places]
    grouped = mentions.assign(form=forms).groupby("actor_id", sort=False)
    return counted(
        grouped,
        "mention",
        name=("name", "first"),
        kind=("kind", "first"),
        iso3=("iso3", _usual),
        role=("role", _usual),
        organisation=("organisation", _usual),
        forms=("form", lambda form: "; ".join(form.value_counts().index)),
        ambiguous_count=("is_ambiguous", "sum"),
    )


def _usual(values: pd.Series) -> str | None:
    """The most frequent value, of equals the first; None where none is told."""
    counts = values.dropna().value_counts()
    return None if counts.empty else str(counts.index[0])
