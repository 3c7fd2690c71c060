"""Coding: sentences and a codebook in, codings out. Coding finds; it does not count."""

from __future__ import annotations

from typing import Any

from helpers.codebook import LANGUAGES, Codebook

CODED = {*LANGUAGES, "und"}  # what cannot be told may be either


def code(text: str, sentences: list[dict[str, Any]], codebook: Codebook) -> list[dict[str, Any]]:
    """Code the sentences of one document: one row (CODINGS) for each code and span of its stored text.

    Sentences in a language that no codebook has patterns for get none: words that look alike mean something else there.
    In the others patterns of both languages are sought, since English names stand in Chinese sentences.
    Matches of different codes may overlap and are all kept; those of one code that overlap are one coding, whose rule
    is the pattern with the longest match. Rows are in the order of start, end, dimension and code.
    """
    sentences = [sentence for sentence in sentences if sentence["language"] in CODED]
    bounds = [(sentence["start"], sentence["end"]) for sentence in sentences]
    found = [
        (match.start, match.end, match.code.dimension, match.code.name, match, sentence)
        for sentence, matches in zip(sentences, codebook.find(text, bounds), strict=True)
        for match in matches
    ]
    found.sort(key=lambda one: one[:4])
    coder = f"codebook@{codebook.digest}"
    return [
        {
            "coding_id": f"{sentence['document_id']}#c{n}",
            "document_id": sentence["document_id"],
            "sentence_id": sentence["sentence_id"],
            "start": start,
            "end": end,
            "dimension": dimension,
            "code": name,
            "theme": match.code.theme,
            "coder": coder,
            "rule": match.rule,
            "is_negated": match.is_negated,
        }
        for n, (start, end, dimension, name, match, sentence) in enumerate(found, 1)
    ]
