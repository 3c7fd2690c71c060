"""What the reliability notebook tells: the codebook's own tests and the measured figures, as they are."""

from __future__ import annotations

import json

from helpers.codebook import Codebook
from helpers.measures import reliability
from helpers.tables import data_file


def test_gap_is_what_is_missing_to_the_goal() -> None:
    row = {"value": 0.9, "goal": 0.95, "low": 0.8, "high": 1.0, "n": 5, "documents": 5, "is_error": False}
    rows = [row, row | {"value": 0.96}, row | {"value": 0.04, "goal": 0.03, "is_error": True}]
    assert reliability.figures({"figures": rows})["gap"].round(4).tolist() == [0.05, -0.01, 0.01]


def test_without_figures_there_are_none() -> None:
    figures = reliability.figures({})
    assert len(figures) == 0
    assert figures[figures["gap"] > 0].empty


def test_committed_figures_come_as_they_are() -> None:
    measured = json.loads(data_file("accuracy.json").read_text("utf-8"))
    figures = reliability.figures(measured)
    assert list(figures["value"]) == [row["value"] for row in measured["figures"]]
    assert list(figures["figure"]) == [row["figure"] for row in measured["figures"]]


def test_codebooks_own_tests_are_all_counted() -> None:
    book = Codebook.load(data_file("codebook.yaml"))
    tests = reliability.tests(book)
    assert tests["example_count"].sum() == sum(len(code.examples) for code in book.codes)
    assert tests["counterexample_count"].sum() == sum(len(code.counterexamples) for code in book.codes)
    assert tests["code_count"].sum() == len(book.codes)
    assert list(tests["part"]) == [*(theme.label for theme in book.themes.values()), "frames"]
