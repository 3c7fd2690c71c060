"""Chinese statements: found with their speakers in the usual forms, and not where the same words say something else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from accuracy.chinese import FILE, FIXTURES, found, is_found
from hypothesis import given
from hypothesis import strategies as st
from steps import steps

from helpers.statements import chinese

FIXTURE: dict[str, Any] = yaml.safe_load((FIXTURES / FILE).read_text("utf-8"))


@pytest.mark.parametrize("batch", ["statements", "held_out"])
def test_statements_are_found_with_their_speakers(batch: str) -> None:
    missed = [
        (case["text"], wanted)
        for case in FIXTURE[batch]
        for wanted in case["found"]
        if not is_found(case["text"], wanted, found(case["text"]))
    ]
    assert len(missed) <= 0.1 * sum(len(case["found"]) for case in FIXTURE[batch]), missed


@pytest.mark.parametrize("text", FIXTURE["nothing"])
def test_the_same_words_where_nobody_says_anything(text: str) -> None:
    assert [(row["speaker"], row["cue"]) for row in found(text)] == []


HOSTILE = [
    "“王明说" * 2000,
    "“" * 5000 + "”" * 5000,
    "王明说：“好。" * 2000,
    "王明说，" * 5000,
    "王明说“好”，" * 2000,
    "好，王明说；" * 2000,
    "“好。”王明说，" * 2000,
    "据王明" * 5000,
    "被王明" * 5000,
    "在会上" * 5000 + "表示，好。",
    "他" * 50_000 + "说，好。",
    "，" * 20_000,
    "：“”" * 5000,
    "问：好" * 5000,
    "1 2 3 … — 。" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:6])
@pytest.mark.slow
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    """What all contents hold together, and the lines of ours that run, grow no faster than the text."""
    few = steps(lambda: found(text[: len(text) // 4]), chinese.__file__)
    many = steps(lambda: found(text), chinese.__file__)
    assert many <= 4.2 * few + 2000
    assert sum(end - start for row in found(text) for start, end in row["pieces"]) <= 12 * len(text)


@given(
    st.text(
        st.sampled_from("“”「」\"'，。：；！、王明公安部长他还并在对据被说表示认为指出报道1a \n"), max_size=80
    )
)
def test_contents_stand_in_the_text_and_hold_words(text: str) -> None:
    for row in found(text):
        assert 0 <= row["start"] <= row["content_start"] < row["content_end"] <= row["end"] <= len(text)
        assert row["pieces"]
        for start, end in row["pieces"]:
            assert text[start:end].strip() == text[start:end]


def test_a_speaker_is_named_by_the_actors() -> None:
    text = "美国国务院发言人表示，结果令人不安。"
    mention = {
        "mention_id": "d#m1", "document_id": "d", "sentence_id": "d#s1", "start": 0, "end": 2, "actor_id": "USA", "name": "United States",
        "kind": "country", "iso3": "USA", "role": None, "organisation": None, "rule": "zh", "is_ambiguous": False,
    }  # fmt: skip
    row = found(text, [mention])[0]
    assert (row["speaker"], row["country"], row["role"]) == ("美国国务院发言人", "USA", "发言人")
