"""Coding: the span contract, merging and vetoes, sentences of a text, the seeds' themes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shipped import CODEBOOK

from helpers.codebook import Codebook
from helpers.coding import code
from helpers.tables import CODINGS

SEEDS = Path(__file__).parents[1] / "seeds"


def whole(text: str, document_id: str = "d") -> list[dict[str, Any]]:
    """Sentences for these tests: one a line."""
    return [
        {
            "document_id": document_id,
            "sentence_id": f"{document_id}#s{n}",
            "start": m.start(),
            "end": m.end(),
            "language": "en",
        }
        for n, m in enumerate(re.finditer(r"[^\r\n]+", text), 1)
    ]


def tiny(tmp_path: Path, patterns: str, unless: str = "[]") -> Codebook:
    path = tmp_path / "codebook.yaml"
    path.write_text(
        f"""\
themes:
  t:
    definition: d
    codes:
      c: {{definition: d, include: i, exclude: e, patterns: {{en: {patterns}}}, unless: {{en: {unless}}},
          examples: [a, b], counterexamples: [c, d]}}
""",
        encoding="utf-8",
    )
    return Codebook.load(path)


def spans(text: str, codebook: Codebook) -> list[tuple[str, str]]:
    return [(text[row["start"] : row["end"]], row["rule"]) for row in code(text, whole(text), codebook)]


def test_rows_keep_the_declaration() -> None:
    text = "Network security first.\r\n🚀 Terrorists use ＡＩ; “cyber\u00adcrime” grows."
    rows = code(text, whole(text), CODEBOOK)
    table = CODINGS.frame(rows)
    assert list(table["coding_id"]) == [f"d#c{n}" for n in range(1, len(rows) + 1)]
    assert set(table["coder"]) == {f"codebook@{CODEBOOK.digest}"}
    assert {"cyber\u00adcrime", "ＡＩ", "Terrorists"} <= {text[row["start"] : row["end"]] for row in rows}
    keys = [(row["start"], row["end"], row["dimension"], row["code"]) for row in rows]
    assert keys == sorted(keys)
    assert code("", [], CODEBOOK) == []


def test_matches_of_one_code_that_overlap_are_one_named_by_the_longest(tmp_path: Path) -> None:
    codebook = tiny(tmp_path, '["cyber", "cyber attack*", "attacks on grids", "zero"]')
    assert spans("zero cyber attacks on grids", codebook) == [
        ("zero", "zero"),
        ("cyber attacks on grids", "attacks on grids"),
    ]


def test_unless_vetoes_only_what_it_overlaps(tmp_path: Path) -> None:
    codebook = tiny(tmp_path, '["terror*"]', '["counter-terror*"]')
    assert spans("counter-terrorism against terror, counterterrorism", codebook) == [("terror", "terror*")]


def test_codes_that_overlap_are_all_kept() -> None:
    text = "Cyber terrorism is a global headache."
    themes = {row["theme"] for row in code(text, whole(text), CODEBOOK)}
    assert {"cybersecurity", "terrorism", None} == themes


def test_nothing_is_matched_across_sentences(tmp_path: Path) -> None:
    codebook = tiny(tmp_path, '["social media", "terror* NEAR/9 drone*"]')
    assert spans("social\nmedia terror\ndrones", codebook) == []


WORDS = """
terrorists counter-terrorism cyber security 网络安全 恐怖分子 利用 AI artificial intelligence drones drug trafficking
sovereignty cooperation of the and international law risk 🚀 ＡＩ ’ “ - — . , İ ſ التعاون personal data police training joint
operation countries 治理 人工智能
"""
PIECES = st.sampled_from([*WORDS.split(), "cy\u00adber", "e\u0301", "\u200b", "\ufeff", "\x00", "\r\n"])
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=40).flatmap(
    lambda parts: st.sampled_from([" ", "", "\u3000", "  "]).map(lambda space: space.join(parts))
)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("cyber\u00ad-\r\nsecurity \U0001f680 网络 安全")
def test_a_sentence_is_coded_in_its_text_as_it_is_alone(text: str) -> None:
    sentences = whole(text)
    rows = code(text, sentences, CODEBOOK)
    alone = []
    for sentence in sentences:
        stored = text[sentence["start"] : sentence["end"]]
        for row in code(stored, [{**sentence, "start": 0, "end": len(stored)}], CODEBOOK):
            assert 0 <= row["start"] < row["end"] <= len(stored)
            alone.append(
                (sentence["start"] + row["start"], sentence["start"] + row["end"], row["code"], row["rule"])
            )
    assert Counter(alone) == Counter((row["start"], row["end"], row["code"], row["rule"]) for row in rows)


# The themes that two readings of the seeds settled on: (chiefly about, also).
THEMES = {
    "000": (
        "international_cooperation cybersecurity terrorism ai_governance",
        "transnational_crime capacity_building",
    ),
    "001": ("international_cooperation transnational_crime terrorism", "cybersecurity capacity_building"),
    "002": (
        "cybersecurity international_cooperation",
        "transnational_crime data_protection standards_and_law terrorism",
    ),
    "003": (
        "cybersecurity international_cooperation transnational_crime",
        "sovereignty_and_jurisdiction capacity_building terrorism",
    ),
    "004": ("cybersecurity ai_governance", "data_protection standards_and_law"),
}


@pytest.mark.parametrize("name", sorted(THEMES))
def test_seeds_carry_the_themes_that_their_readers_gave(name: str) -> None:
    text = next(SEEDS.glob(f"{name}_*")).read_bytes().decode("utf-8")
    main, also = (set(part.split()) for part in THEMES[name])
    coded = Counter(
        theme
        for theme, _ in {
            (row["theme"], row["sentence_id"]) for row in code(text, whole(text), CODEBOOK) if row["theme"]
        }
    )
    assert main | also <= set(coded)
    absent = {
        "000": "data_protection",
        "001": "data_protection",
        "002": "ai_governance",
        "003": "ai_governance",
        "004": "terrorism",
    }
    assert absent[name] not in coded


@pytest.mark.parametrize(
    "sentence",
    [
        "Ahmed Naser Al-Raisi, president of Interpol, spoke.",
        "They enhance intelligence and information sharing.",
        "The terrorism situation has new features of globalization, networks and intelligence.",
        "Environmental crime networks were dismantled.",
    ],
)
def test_what_only_looks_like_cybersecurity_or_ai(sentence: str) -> None:
    themes = {row["theme"] for row in code(sentence, whole(sentence), CODEBOOK)}
    assert not themes & {"cybersecurity", "ai_governance"}
