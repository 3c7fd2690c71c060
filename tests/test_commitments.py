"""Commitments: told from what only sounds like one, with who commits, and bound to the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_statements import NEEDS_MODEL, REGISTER, blocks

from helpers import actors, commitments, segments, statements


def find(text: str, *, document: dict[str, Any] | None = None, **given: Any) -> list[dict[str, Any]]:
    some = blocks(text, **given)
    cut = segments.sentences("d", text, some)
    mentions = actors.find(text, cut, REGISTER)
    reader = commitments.Reader(mentions)
    said, contents = statements.find(text, some, cut, mentions, beside=[reader])
    return commitments.find(text, some, cut, mentions, said, contents, reader, document=document or {})


def told(text: str, **given: Any) -> list[tuple[Any, ...]]:
    """Force, form, actor and action."""
    return [
        (row["force"], row["form"], row["actor"], text[row["action_start"] : row["action_end"]])
        for row in find(text, **given)
    ]


FORMS = {
    "Norway will train 200 officers.": ("promise", "firm", "Norway", "train 200 officers"),
    "The minister said that Norway would train 200 officers.": ("promise", "reported", "Norway", "train 200 officers"),
    "Norway will not sign the treaty.": ("promise", "refused", "Norway", "sign the treaty"),
    "The envoy called for a ban on such weapons.": ("call", "firm", "envoy", "a ban on such weapons"),
    "The envoy said that all states should ban such weapons.": ("call", "firm", "envoy", "ban such weapons"),
    "The forum proposed the establishment of an alliance.": ("proposal", "firm", "forum", "the establishment of an alliance"),
    "Norway plans to build a new port.": ("plan", "firm", "Norway", "to build a new port"),
}  # fmt: skip


@NEEDS_MODEL
@pytest.mark.parametrize("text", FORMS)
def test_usual_forms(text: str) -> None:
    assert told(text) == [FORMS[text]]


CHINESE = yaml.safe_load((Path(__file__).parent / "fixtures" / "chinese_commitments.yaml").read_text("utf-8"))


@pytest.mark.parametrize("one", CHINESE, ids=lambda one: one["text"])
def test_chinese(one: dict[str, Any]) -> None:
    assert told(one["text"], language="zh") == [tuple(row) for row in one["is"]]
