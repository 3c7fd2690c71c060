"""Ledgers as CSV, for spreadsheets: what was found in a corpus, each row with its words, its passage and its document."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from helpers.corpus import Corpus

TABLES = ("statements", "quantities", "commitments", "instruments")
# What a spreadsheet takes for a formula and would run: documents may be hostile.
_FORMULA = re.compile(r"\A\s*[=+@\t\r-](?![\d.,\s]*\Z)")


def ledger(corpus: Corpus, name: str) -> pd.DataFrame:
    """The rows of one of TABLES in the order of the corpus.

    Columns: title, outlet, document_date, file, words (of the row, from start to end, on one line), passage (its
    sentence, with what of the row lies outside it, on one line), then those of the table.
    """
    table, documents = getattr(corpus, name), corpus.documents.set_index("document_id")
    texts = dict(zip(corpus.texts["document_id"], corpus.texts["text"], strict=True))
    sentences = corpus.sentences.set_index("sentence_id")
    places = zip(
        table["document_id"],
        table["start"],
        table["end"],
        *(table["sentence_id"].map(sentences[place]) for place in ("start", "end")),
        strict=True,
    )
    words, passages = [], []
    for document_id, start, end, first, last in places:
        words.append(_line(texts[document_id][start:end]))
        passages.append(_line(texts[document_id][min(first, start) : max(last, end)]))
    columns = {"title": "title", "outlet": "outlet", "document_date": "date", "file": "file"}
    about = {name: table["document_id"].map(documents[of]) for name, of in columns.items()}
    return pd.DataFrame({**about, "words": words, "passage": passages}, table.index).join(table)


def write(corpus: Corpus, name: str, path: str | Path) -> int:
    """Write a ledger as CSV that spreadsheets open (UTF-8 with byte order mark); return the number of its rows.

    Words that a spreadsheet would take for a formula get an apostrophe before them.
    """
    rows = ledger(corpus, name)
    written = rows.map(lambda cell: f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell)
    written.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return len(rows)


def _line(words: str) -> str:
    return " ".join(words.split())
