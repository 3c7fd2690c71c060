"""The sentences for people to judge are as their README says: enough of each stratum, under codes that exist."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from accuracy import sample, sample_figures
from shipped import CODEBOOK


@pytest.mark.parametrize("theme", CODEBOOK.themes)
def test_each_theme_has_its_sample(theme: str) -> None:
    with (sample.FOLDER / f"{theme}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == sample.COLUMNS
    assert len({row["sentence_id"] for row in rows}) == len(rows) == 200
    assert Counter(row["stratum"] for row in rows) == sample.SIZES
    codes = {code.name for code in CODEBOOK.themes[theme].codes}
    for row in rows:
        assert set(row["codes"].split()) <= codes
        assert bool(row["codes"]) == (row["stratum"] == "coded")
        assert int(row["stratum_size"]) >= sample.SIZES[row["stratum"]]
        assert row["judgement"] in ("", "yes", "no")


def test_figures_have_their_sample() -> None:
    with sample_figures.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == sample_figures.COLUMNS
    assert len({row["quantity_id"] for row in rows}) == len(rows) == 200
    assert Counter(row["stratum"] for row in rows) == sample_figures.SIZES
    for row in rows:
        assert row["figure"] in row["passage"]
        assert (row["kind"] == "money") == (row["stratum"] == "money")
        assert row["judgement"] in ("", "yes", "no")
