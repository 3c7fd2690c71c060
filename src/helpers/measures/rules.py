"""What the patterns of a codebook do in a corpus, and what another codebook would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from helpers import coding, tables
from helpers.codebook import Code, Codebook, Pattern, Theme


def code_again(texts: pd.DataFrame, sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The codings (CODINGS) that a codebook gives to the sentences of a corpus."""
    stored = dict(zip(texts["document_id"], texts["text"], strict=True))
    return tables.CODINGS.frame(
        [
            row
            for document_id, some in sentences.groupby("document_id", sort=False)
            for row in coding.code(stored[str(document_id)], tables.rows(some), codebook)
        ]
    )


def coverage(texts: pd.DataFrame, sentences: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """How often each pattern matches, also where another of its code matches more.

    One row for each pattern: theme, code, part (patterns, unless), language (of the pattern), pattern, match_count,
    document_count. What a pattern under `unless` matches counts whether or not it vetoes anything there.
    """
    rows = list(_patterns(codebook.codes))
    # Each pattern becomes a code of its own theme, so that none hides another.
    single = {
        str(n): Theme(
            str(n), "", "", (replace(code, name=str(n), theme=str(n), patterns=(p,), unless=vetoes),)
        )
        for n, (code, _, p, vetoes) in enumerate(rows)
    }
    apart = Codebook(codebook.file, f"{codebook.digest}, each pattern", single, {})
    found = code_again(texts, sentences, apart).groupby("code")["document_id"].agg(["size", "nunique"])
    counts = found.reindex(list(single), fill_value=0)
    return pd.DataFrame(
        {
            "theme": [code.theme for code, *_ in rows],
            "code": [code.name for code, *_ in rows],
            "part": [part for _, part, *_ in rows],
            "language": [pattern.language for _, _, pattern, _ in rows],
            "pattern": [pattern.text for _, _, pattern, _ in rows],
            "match_count": counts["size"].to_list(),
            "document_count": counts["nunique"].to_list(),
        }
    )


def _patterns(codes: Iterable[Code]) -> Iterator[tuple[Code, str, Pattern, tuple[Pattern, ...]]]:
    for code in codes:
        yield from ((code, "patterns", pattern, code.unless) for pattern in code.patterns)
        yield from ((code, "unless", pattern, ()) for pattern in code.unless)


def changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The codings of one corpus that differ between two codebooks (CODINGS each).

    One row for each place and code: document_id, start, end, code, change (gone, new, other rule), rule_before,
    rule_after (null where there is none). A coding that grew or shrank is gone at one place and new at another.
    """
    place = ["document_id", "start", "end", "dimension", "code"]
    both = before[[*place, "rule"]].merge(
        after[[*place, "rule"]], on=place, how="outer", suffixes=("_before", "_after"), indicator="change"
    )
    both["change"] = (
        both["change"].map({"left_only": "gone", "right_only": "new", "both": "other rule"}).astype("str")
    )
    same = (both["change"] == "other rule") & (both["rule_before"] == both["rule_after"])
    columns = ["document_id", "start", "end", "code", "change", "rule_before", "rule_after"]
    return both.loc[~same, columns].sort_values(columns[:4], ignore_index=True)
