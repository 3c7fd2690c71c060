"""How far the rules can be trusted: the codebook's own tests, and figures measured on data that others annotated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.codebook import Codebook

_TEXTS = ("figure", "measurement", "label", "says", "unit", "known")
_NUMBERS = ("value", "low", "high", "goal")
_COUNTS = ("n", "documents")


def tests(codebook: Codebook) -> pd.DataFrame:
    """What the codebook is tested on: one row per theme, and one for the frames.

    Columns: part (the theme's label), code_count, example_count, counterexample_count, english_count and chinese_count
    (of patterns).
    """
    rows = [
        {
            "part": codebook.themes[code.theme].label if code.theme else "frames",
            "code_count": 1,
            "example_count": len(code.examples),
            "counterexample_count": len(code.counterexamples),
            "english_count": sum(pattern.language == "en" for pattern in code.patterns),
            "chinese_count": sum(pattern.language == "zh" for pattern in code.patterns),
        }
        for code in codebook.codes
    ]
    return pd.DataFrame(rows).groupby("part", sort=False).sum().reset_index()


def figures(measured: Mapping[str, Any]) -> pd.DataFrame:
    """The figures of data/accuracy.json, one a row, also where there are none.

    Columns as in the file (value, low, high: 95 % bootstrap interval over documents; is_error: lower is better), and
    gap: by how much the figure falls short of its goal, negative where it goes beyond.
    """
    result = pd.DataFrame(measured.get("figures", []), columns=[*_TEXTS, *_NUMBERS, *_COUNTS, "is_error"])
    types = dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_COUNTS, "int64") | {"is_error": "bool"}
    result = result.astype(types)
    short = result["goal"] - result["value"]
    return result.assign(gap=short.where(~result["is_error"], -short))
