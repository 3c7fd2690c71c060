"""The reader page of a document: its whole text, block by block, with what was coded and said, and what was set aside."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from helpers.corpus import Corpus
from helpers.evidence.parts import Finds
from helpers.tables import by, rows

Rows = dict[str, list[dict[str, Any]]]


class Reader:
    """The pages of a corpus's documents; the tables are sorted by document once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.hues = {theme: hue for hue, theme in enumerate(corpus.codebook.themes, start=1)}
        self.documents = {row["document_id"]: row for row in rows(corpus.documents)}
        self.texts = dict(zip(corpus.texts["document_id"], corpus.texts["text"], strict=True))
        self.fields, self.blocks, self.sentences, self.codings = (
            by("document_id", rows(table))
            for table in (corpus.fields, corpus.blocks, corpus.sentences, corpus.codings)
        )
        self.finds = Finds(corpus)

    def document(self, document_id: str) -> dict[str, Any]:
        """What the page shows: title, lead, fields with their origin, blocks as safe HTML, and the themes that occur.

        The blocks, taken together, are the whole stored text: what was set aside stands in its place with the reason.
        """
        row = self.documents[document_id]
        text = self.texts[document_id]
        codings = self.codings.get(document_id, [])
        coded = by("sentence_id", codings)
        inside = by("block_id", self.sentences.get(document_id, []))
        found = self._found(document_id)
        blocks = []
        for block in self.blocks.get(document_id, []):
            pieces, at = [], block["start"]
            for sentence in inside.get(block["block_id"], []):
                marks = coded.get(sentence["sentence_id"], []), found.get(sentence["sentence_id"], [])
                pieces.append(html.escape(text[at : sentence["start"]]))
                marked = self._sentence(text, sentence, *marks)
                pieces.append(f'<span class="dn-sentence" id="s{sentence["place"]}">{marked}</span>')
                at = sentence["end"]
            pieces.append(html.escape(text[at : block["end"]]))
            blocks.append({**block, "id": f"b{block['place']}", "html": Markup("".join(pieces))})
        themes = self.corpus.codebook.themes
        counts = Counter(coding["theme"] for coding in codings)
        return {
            "title": row["title"] or row["file"],
            "lead": {
                name: row[name]
                for name in ("outlet", "author", "date", "genre", "languages", "file")
                if row[name]
            },
            "fields": self.fields.get(document_id, []),
            "blocks": blocks,
            "finds": self.finds.counts(document_id),
            "frames": sum(coding["dimension"] == "frame" for coding in codings),
            "codes": [
                {"hue": self.hues[name], "label": theme.label, "count": counts[name]}
                for name, theme in themes.items()
                if name in counts
            ],
        }

    def _found(self, document_id: str) -> Rows:
        """The parts of statements, figures, commitments and instruments by the sentence in which they stand."""
        found: Rows = {}
        sentences = self.sentences.get(document_id, [])
        for find_id in self.finds.document(document_id):
            parts, around = self.finds.parts(find_id, sentences)
            row = {"name": find_id.removeprefix(f"{document_id}#"), "told": self.finds.told(find_id)}
            for part in parts:
                for sentence in around:
                    start, end = max(part.start, sentence["start"]), min(part.end, sentence["end"])
                    if start < end:
                        edges = {"role": part.role, "start": start, "end": end}
                        found.setdefault(sentence["sentence_id"], []).append({**row, **edges})
        return found

    def _sentence(
        self,
        text: str,
        sentence: Mapping[str, Any],
        codings: list[dict[str, Any]],
        found: list[dict[str, Any]],
    ) -> str:
        """The sentence cut at the edges of what is marked in it; a piece under several marks names them all."""
        edges = {sentence["start"], sentence["end"]}
        edges.update(mark[edge] for mark in (*codings, *found) for edge in ("start", "end"))
        pieces = []
        opening = by("start", [*codings, *found])
        open_marks: list[dict[str, Any]] = []  # in the order in which they begin
        for start, end in pairwise(sorted(edges)):
            open_marks = [mark for mark in (*open_marks, *opening.get(start, ())) if mark["end"] > start]
            over = [mark for mark in open_marks if "code" in mark]
            parts = [mark for mark in open_marks if "told" in mark]
            piece = html.escape(text[start:end])
            if over:
                names = " · ".join(dict.fromkeys(_name(coding) for coding in over))
                hue = next(
                    (f"dn-c{self.hues[c['theme']]}" for c in over if c["theme"] in self.hues), "dn-frame"
                )
                piece = f'<mark class="dn-coded {hue}" title="{html.escape(names)}">{piece}</mark>'
            if parts:
                roles = " ".join(f"{part['name']}.{part['role']}" for part in parts)
                kinds = " ".join(dict.fromkeys(f"dn-{part['role']}" for part in parts))
                told = "; ".join(dict.fromkeys(part["told"] for part in parts))
                piece = (
                    f'<span class="dn-said {kinds}" data-said="{roles}" '
                    f'title="{html.escape(told)}">{piece}</span>'
                )
            pieces.append(piece)
        return "".join(pieces)


def _name(coding: Mapping[str, Any]) -> str:
    what = (
        f"frame: {coding['code']}"
        if coding["dimension"] == "frame"
        else f"{coding['theme']}: {coding['code']}"
    )
    return f"{what} (by {coding['rule']})"
