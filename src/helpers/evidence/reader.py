"""The reader page of a document: its whole text, block by block, with what was coded and said, and what was set aside."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from helpers.corpus import Corpus
from helpers.evidence import said
from helpers.tables import by, rows

Rows = dict[str, list[dict[str, Any]]]


class Reader:
    """The pages of a corpus's documents; the tables are sorted by document once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.hues = {theme: hue for hue, theme in enumerate(corpus.codebook.themes, start=1)}
        self.documents = {row["document_id"]: row for row in rows(corpus.documents)}
        self.texts = dict(zip(corpus.texts["document_id"], corpus.texts["text"], strict=True))
        self.fields, self.blocks, self.sentences, self.codings, self.statements = (
            by("document_id", rows(table))
            for table in (corpus.fields, corpus.blocks, corpus.sentences, corpus.codings, corpus.statements)
        )
        self.contents = by("statement_id", rows(corpus.contents))

    def document(self, document_id: str) -> dict[str, Any]:
        """What the page shows: title, lead, fields with their origin, blocks as safe HTML, and the themes that occur.

        The blocks, taken together, are the whole stored text: what was set aside stands in its place with the reason.
        """
        row = self.documents[document_id]
        text = self.texts[document_id]
        codings = self.codings.get(document_id, [])
        coded = by("sentence_id", codings)
        inside = by("block_id", self.sentences.get(document_id, []))
        spoken = self._spoken(document_id)
        blocks = []
        for block in self.blocks.get(document_id, []):
            pieces, at = [], block["start"]
            for sentence in inside.get(block["block_id"], []):
                marks = coded.get(sentence["sentence_id"], []), spoken.get(sentence["sentence_id"], [])
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
            "statements": len(self.statements.get(document_id, [])),
            "codes": [
                {"hue": self.hues[name], "label": theme.label, "count": counts[name]}
                for name, theme in themes.items()
                if name in counts
            ],
        }

    def _spoken(self, document_id: str) -> Rows:
        """The parts of statements by the sentence in which they stand."""
        spoken: Rows = {}
        sentences = self.sentences.get(document_id, [])
        for statement in self.statements.get(document_id, []):
            around = said.around(statement, sentences)
            name = statement["statement_id"].removeprefix(f"{document_id}#")
            for part in said.parts(statement, self.contents.get(statement["statement_id"], []), around):
                row = {"role": part.role, "name": name, "of": statement}
                for sentence in around:
                    edges = {
                        "start": max(part.start, sentence["start"]),
                        "end": min(part.end, sentence["end"]),
                    }
                    if edges["start"] < edges["end"]:
                        spoken.setdefault(sentence["sentence_id"], []).append({**row, **edges})
        return spoken

    def _sentence(
        self,
        text: str,
        sentence: Mapping[str, Any],
        codings: list[dict[str, Any]],
        spoken: list[dict[str, Any]],
    ) -> str:
        """The sentence cut at the edges of what is marked in it; a piece under several marks names them all."""
        edges = {sentence["start"], sentence["end"]}
        edges.update(mark[edge] for mark in (*codings, *spoken) for edge in ("start", "end"))
        pieces = []
        for start, end in pairwise(sorted(edges)):
            over = [coding for coding in codings if coding["start"] <= start and end <= coding["end"]]
            parts = [part for part in spoken if part["start"] <= start and end <= part["end"]]
            piece = html.escape(text[start:end])
            if over:
                names = " · ".join(dict.fromkeys(_name(coding) for coding in over))
                hue = next(
                    (f"dn-c{self.hues[c['theme']]}" for c in over if c["theme"] in self.hues), "dn-frame"
                )
                piece = f'<mark class="dn-coded {hue}" title="{html.escape(names)}">{piece}</mark>'
            if parts:
                roles = " ".join(f"{part['name']}.{part['role']}" for part in parts)
                innermost = min(parts, key=lambda part: part["end"] - part["start"])
                piece = (
                    f'<span class="dn-said dn-{innermost["role"]}" data-said="{roles}" '
                    f'title="{html.escape(_told(innermost["of"]))}">{piece}</span>'
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


def _told(statement: Mapping[str, Any]) -> str:
    about = [statement["speaker"] or "nobody named", statement["mode"], statement["cue_class"]]
    return f"statement: {', '.join(part for part in about if part)} (by {statement['rule']})"
