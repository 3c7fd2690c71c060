"""The reader page of a document: its whole text, block by block, with what was coded and what was set aside."""

from __future__ import annotations

import html
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers.corpus import Corpus
from helpers.tables import rows


def document(corpus: Corpus, document_id: str) -> dict[str, Any]:
    """What the page shows: title, lead, fields with their origin, blocks as safe HTML, and the themes that occur.

    The blocks, taken together, are the whole stored text: what was set aside stands in its place with the reason.
    """
    row = rows(corpus.documents[corpus.documents["document_id"] == document_id])[0]
    text = corpus.text(document_id)
    hues = {theme: hue for hue, theme in enumerate(corpus.codebook.themes, start=1)}
    codings = _of(corpus.codings, document_id)
    coded = _by("sentence_id", codings)
    inside = _by("block_id", _of(corpus.sentences, document_id))
    blocks = [
        {
            **block,
            "id": f"b{block['place']}",
            "html": Markup(_block(text, block, inside.get(block["block_id"], []), coded, hues)),
        }
        for block in rows(_of(corpus.blocks, document_id))
    ]
    counts = codings.groupby("theme").size()
    themes = corpus.codebook.themes
    return {
        "title": row["title"] or row["file"],
        "lead": {
            name: row[name]
            for name in ("outlet", "author", "date", "genre", "languages", "file")
            if row[name]
        },
        "fields": rows(_of(corpus.fields, document_id)),
        "blocks": blocks,
        "codes": [
            {"hue": hues[t], "label": themes[t].label, "count": int(counts[t])} for t in themes if t in counts
        ],
    }


def _block(
    text: str,
    block: Mapping[str, Any],
    sentences: list[dict[str, Any]],
    coded: Mapping[str, list[dict[str, Any]]],
    hues: Mapping[str, int],
) -> str:
    pieces, at = [], block["start"]
    for sentence in sentences:
        marked = _sentence(text, sentence, coded.get(sentence["sentence_id"], []), hues)
        pieces.append(html.escape(text[at : sentence["start"]]))
        pieces.append(f'<span class="dn-sentence" id="s{sentence["place"]}">{marked}</span>')
        at = sentence["end"]
    return "".join([*pieces, html.escape(text[at : block["end"]])])


def _sentence(
    text: str, sentence: Mapping[str, Any], codings: list[dict[str, Any]], hues: Mapping[str, int]
) -> str:
    """The sentence cut at the edges of its codings; a piece under several codes names them all."""
    edges = {sentence["start"], sentence["end"], *(c["start"] for c in codings), *(c["end"] for c in codings)}
    pieces = []
    for start, end in pairwise(sorted(edges)):
        over = [coding for coding in codings if coding["start"] <= start and end <= coding["end"]]
        piece = html.escape(text[start:end])
        if over:
            names = " · ".join(dict.fromkeys(_name(coding) for coding in over))
            hue = next((f"dn-c{hues[c['theme']]}" for c in over if c["theme"] in hues), "dn-frame")
            piece = f'<mark class="dn-coded {hue}" title="{html.escape(names)}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def _name(coding: Mapping[str, Any]) -> str:
    what = (
        f"frame: {coding['code']}"
        if coding["dimension"] == "frame"
        else f"{coding['theme']}: {coding['code']}"
    )
    return f"{what} (by {coding['rule']})"


def _by(key: str, table: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows(table):
        grouped.setdefault(row[key], []).append(row)
    return grouped


def _of(table: pd.DataFrame, document_id: str) -> pd.DataFrame:
    return table[table["document_id"] == document_id]
