"""A finished page against the executed notebook it was made from: what was changed afterwards is found."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.evidence import PAGE_TYPE, set_key
from helpers.reports import exporter
from helpers.reports.check import check_folder

KEY = set_key(["000"])
EVIDENCE = {
    "sets": {KEY: ["000"]},
    "passages": {"000": ["000#b1"]},
    "contexts": {"000#b1": {"d": "000", "t": "", "p": "whole document", "a": "b1"}},
    "documents": {"000": {"label": "A", "by": "", "date": "", "href": ""}},
}
DATA = f'<script type="application/json" class="dn-evidence">{json.dumps(EVIDENCE)}</script>'
COUNT = f'<button type="button" class="dn-number" data-evidence="{KEY}" data-count="1">1</button>'
SHARE = f'<button type="button" class="dn-number" data-evidence="{KEY}">40%</button>'
FINDING = f'<p class="dn-say dn-lead">{COUNT} document of 7.</p>'
SPEC = {
    "title": {"text": "Sentences", "subtitle": "Share of sentences, n = 1"},
    "datasets": {"d": [{"unit_count": 1, "share_of_units": 0.4, "evidence": KEY}]},
}
CHART = f'<figure class="dn dn-chart"><script type="application/json" class="dn-spec">{json.dumps(SPEC)}</script></figure>'


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A publication of one page, made from a notebook written by hand."""
    shown = [
        {"text/html": DATA + FINDING, PAGE_TYPE: {"title": "One & all", "finding": DATA + FINDING}},
        {"text/html": f'<p class="dn-say">{COUNT} document: {SHARE} of it.</p>{CHART}'},
    ]
    cells = [new_code_cell("show()", outputs=[new_output("display_data", data)]) for data in shown]
    notebook = new_notebook(cells=[new_markdown_cell("# One\n\n*What?*\n\nProse & more."), *cells])
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "one.ipynb")
    content = exporter.read(nbformat.read(tmp_path / "notebooks" / "one.ipynb", as_version=4))
    (tmp_path / "one.html").write_text(exporter.page(content), "utf-8", newline="\n")
    (tmp_path / "index.html").write_text(f"<ol><li>{FINDING}</li></ol>{DATA}", "utf-8", newline="\n")
    return tmp_path / "one.html"


def test_a_fresh_page_passes(page: Path) -> None:
    checked, faults = check_folder(page.parent)
    assert faults == []
    assert (checked.pages, checked.counts) == (2, 4)


def test_packed_evidence_is_the_same_and_checked(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = page.read_text("utf-8")
    monkeypatch.setattr(exporter, "PACKED_FROM", 0)
    content = exporter.read(nbformat.read(page.parent / "notebooks" / "one.ipynb", as_version=4))
    packed = exporter.page(content)
    assert (
        exporter.evidence_in(packed) == exporter.evidence_in(plain)
        and KEY not in exporter.without_evidence(packed)[-900:]
    )
    page.write_text(packed, "utf-8", newline="\n")
    assert check_folder(page.parent)[1] == []
    page.write_text(packed.replace('deflate">', 'deflate">eJw'), "utf-8", newline="\n")
    assert any("its evidence cannot be read" in fault for fault in check_folder(page.parent)[1])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("40%", "90%"),
        ("n = 1", "n = 9"),
        ('"share_of_units": 0.4', '"share_of_units": 0.9'),
        (' data-count="1"', ""),
        ('data-count="1">1', 'data-count="9">9'),
        ("Prose &amp; more", "Prose and more"),
        ("of 7", "of 8"),
    ],
    ids=["share", "subtitle", "mark", "count taken off", "count", "prose", "finding"],
)
def test_a_changed_page_does_not_pass(page: Path, old: str, new: str) -> None:
    genuine = page.read_bytes().decode()
    assert old in genuine
    page.write_bytes(genuine.replace(old, new).encode())
    assert "one.html: differs from its executed notebook, notebooks/one.ipynb" in check_folder(page.parent)[1]


def test_the_index_says_what_the_notebook_found(page: Path) -> None:
    index = page.parent / "index.html"
    index.write_text(index.read_text("utf-8").replace("of 7", "of 8"), "utf-8")
    (fault,) = check_folder(page.parent)[1]
    assert fault == "index.html: what it says of one differs from its executed notebook"


@pytest.mark.parametrize("content", ["", "{}", '{"cells": [], "nbformat": 4'])
def test_a_damaged_notebook_is_a_fault(page: Path, content: str) -> None:
    (page.parent / "notebooks" / "one.ipynb").write_text(content)
    faults = check_folder(page.parent)[1]
    assert any(fault.startswith("one.html: ") for fault in faults)
