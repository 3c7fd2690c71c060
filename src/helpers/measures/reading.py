"""What reading the sources found and set aside. Pure functions, tables in, tidy table out."""

from __future__ import annotations

import pandas as pd


def set_aside(blocks: pd.DataFrame, *, each_document: bool = False) -> pd.DataFrame:
    """What is not counted as content, and why: one row per kind and reason, most characters first.

    Columns: kind, reason, block_count, block_ids, document_count, document_ids, character_count, share_of_characters
    (of all characters of all blocks, content included). For `each_document` one row per document, kind and reason,
    largest share first; document_id stands first, and the share is of the document's characters.
    """
    sized = blocks.assign(character_count=blocks["end"] - blocks["start"])
    aside = sized[~sized["is_content"]]
    keys = [*(["document_id"] if each_document else []), "kind", "reason"]
    grouped = aside.assign(of=aside["document_id"]).groupby(keys, dropna=False, sort=True)
    result = grouped.agg(
        block_count=("block_id", "size"),
        block_ids=("block_id", list),
        document_ids=("of", lambda ids: list(dict.fromkeys(ids))),
        character_count=("character_count", "sum"),
    ).reset_index()
    whole = sized.groupby("document_id")["character_count"].sum()
    of = whole.reindex(result["document_id"]).to_numpy() if each_document else max(whole.sum(), 1)
    result = result.assign(
        document_count=[len(ids) for ids in result["document_ids"]],
        share_of_characters=result["character_count"] / of,
    )
    order = "share_of_characters" if each_document else "character_count"
    return result.sort_values(order, ascending=False, ignore_index=True, kind="stable")


def drawn(blocks: pd.DataFrame, texts: pd.DataFrame, *, most: int, seed: int = 1) -> pd.DataFrame:
    """Some stretches that were set aside, drawn by lot with a fixed seed: one of each reason first, then a second one.

    Columns: document_id, kind, reason, passage (its first 160 characters), passage_ids. Where there are more reasons than
    `most`, those with more stretches come first.
    """
    aside = blocks[~blocks["is_content"]].sample(frac=1, random_state=seed)
    same = aside.groupby(["kind", "reason"], dropna=False)["block_id"]
    aside = aside.assign(turn=same.cumcount(), size=same.transform("size"))
    chosen = aside.sort_values(["turn", "size"], ascending=[True, False], kind="stable").head(most)
    chosen = chosen.merge(texts, on="document_id").sort_values(["kind", "reason", "block_id"], kind="stable")
    stretches = zip(chosen["text"], chosen["start"], chosen["end"], strict=True)
    passages = [" ".join(text[start:end].split())[:160] for text, start, end in stretches]
    chosen = chosen.assign(
        passage=passages, passage_ids=_lists([[name] for name in chosen["block_id"]], chosen)
    )
    return chosen[["document_id", "kind", "reason", "passage", "passage_ids"]].reset_index(drop=True)


def near_copies(documents: pd.DataFrame) -> pd.DataFrame:
    """The near-copies, most similar first: document_id, original_id, original_ids, similarity.

    original_id is null where the original is not among these documents.
    """
    found = documents[documents["duplicate_of"].notna()]
    original = found["duplicate_of"].where(found["duplicate_of"].isin(documents["document_id"]))
    ids = [[] if pd.isna(name) else [name] for name in original]
    result = found.assign(original_id=original, original_ids=_lists(ids, found))
    result = result[["document_id", "original_id", "original_ids", "similarity"]]
    return result.sort_values("similarity", ascending=False, ignore_index=True, kind="stable")


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
    found = _lists([sentence_ids.get(document_id, []) for document_id in ids], documents)
    left = _lists([aside_ids.get(document_id, []) for document_id in ids], documents)
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


def _lists(values: list[list[str]], table: pd.DataFrame) -> pd.Series:
    """A column of ids for the rows of a table."""
    return pd.Series(values, table.index, dtype=object)
