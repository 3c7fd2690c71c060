"""What reading the sources found and set aside. Pure functions, tables in, tidy table out."""

from __future__ import annotations

import pandas as pd


def set_aside(blocks: pd.DataFrame) -> pd.DataFrame:
    """What is not counted as content, and why: one row per kind and reason, most characters first.

    Columns: kind, reason, block_count, block_ids, document_count, document_ids, character_count, share_of_characters
    (of all characters of all blocks, content included).
    """
    sized = blocks.assign(character_count=blocks["end"] - blocks["start"])
    aside = sized[~sized["is_content"]]
    grouped = aside.groupby(["kind", "reason"], dropna=False, sort=True)
    result = grouped.agg(
        block_count=("block_id", "size"),
        block_ids=("block_id", list),
        document_ids=("document_id", lambda ids: list(dict.fromkeys(ids))),
        character_count=("character_count", "sum"),
    ).reset_index()
    whole = int(sized["character_count"].sum())
    result = result.assign(
        document_count=[len(ids) for ids in result["document_ids"]],
        share_of_characters=result["character_count"] / whole if whole else 0.0,
    )
    return result.sort_values("character_count", ascending=False, ignore_index=True, kind="stable")


def by_document(documents: pd.DataFrame, blocks: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Each document with its size: one row per document, also those that could not be read.

    Columns of `documents`, and sentence_count, sentence_ids, aside_count (blocks set aside), aside_ids,
    share_of_characters (set aside).
    """
    sized = blocks.assign(size=blocks["end"] - blocks["start"])
    aside = sized[~sized["is_content"]]
    whole, apart = (table.groupby("document_id")["size"].sum() for table in (sized, aside))
    sentence_ids = sentences.groupby("document_id")["sentence_id"].agg(list)
    aside_ids = aside.groupby("document_id")["block_id"].agg(list)
    ids = documents["document_id"]
    found = pd.Series(
        [sentence_ids.get(document_id, []) for document_id in ids], documents.index, dtype=object
    )
    left = pd.Series([aside_ids.get(document_id, []) for document_id in ids], documents.index, dtype=object)
    return documents.assign(
        sentence_count=found.map(len).astype("int64"),
        sentence_ids=found,
        aside_count=left.map(len).astype("int64"),
        aside_ids=left,
        share_of_characters=[apart.get(d, 0) / whole[d] if whole.get(d, 0) else float("nan") for d in ids],
    )


def languages(sentences: pd.DataFrame) -> pd.DataFrame:
    """Sentences by language: language, sentence_count, sentence_ids, word_count; most sentences first."""
    grouped = sentences.groupby("language", sort=True)
    result = grouped.agg(
        sentence_count=("sentence_id", "size"),
        sentence_ids=("sentence_id", list),
        word_count=("word_count", "sum"),
    ).reset_index()
    return result.sort_values("sentence_count", ascending=False, ignore_index=True, kind="stable")
