"""Chinese beside English: every code finds what was written for it in Chinese, and the same in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from shipped import CODEBOOK

from helpers import coding

FIXTURES = Path(__file__).parent / "fixtures"
CHINESE: dict[str, dict[str, list[str]]] = yaml.safe_load((FIXTURES / "chinese.yaml").read_text("utf-8"))
PAIRS: list[dict[str, str]] = yaml.safe_load((FIXTURES / "parallel.yaml").read_text("utf-8"))
# Of the sentences that carry a code in either language, how many may carry it in one only. The languages do not say all
# things alike: one sentence for each code, and a twentieth of all codings, is what translators themselves leave open.
TOLERANCE, OVERALL = 1, 0.05


def codes(text: str) -> set[str]:
    sentence = {"document_id": "d", "sentence_id": "d#s1", "start": 0, "end": len(text), "language": "zh"}
    return {row["code"] for row in coding.code(text, [sentence], CODEBOOK)}


def cases(*parts: str) -> list[Any]:
    return [
        pytest.param(code, sentence, id=f"{code}-{n}")
        for part in parts
        for code, sentences in CHINESE[part].items()
        for n, sentence in enumerate(sentences, 1)
    ]


@pytest.mark.parametrize(("code", "sentence"), cases("fires", "traditional"))
def test_chinese_sentences_are_coded(code: str, sentence: str) -> None:
    assert code in codes(sentence), sentence


@pytest.mark.parametrize(("code", "sentence"), cases("silent"))
def test_chinese_sentences_that_only_look_alike_are_not_coded(code: str, sentence: str) -> None:
    assert code not in codes(sentence), sentence


def test_every_code_is_explained_in_both_languages() -> None:
    for code in CODEBOOK.codes:
        assert len(code.examples) >= 3, code.name
        for sentences in (code.examples, code.counterexamples):
            assert {bool(re.search("[\u4e00-\u9fff]", sentence)) for sentence in sentences} == {
                True,
                False,
            }, code.name


def test_the_chinese_sentences_are_of_every_code() -> None:
    assert list(CHINESE["fires"]) == [code.name for code in CODEBOOK.codes]
    assert sum(map(len, CHINESE["fires"].values())) >= 150
    assert len({s for part in CHINESE.values() for some in part.values() for s in some}) == sum(
        len(some) for part in CHINESE.values() for some in part.values()
    )


def test_both_languages_are_given_the_same_codes() -> None:
    both: Counter[str] = Counter()
    one: Counter[str] = Counter()
    for pair in PAIRS:
        english, chinese = codes(pair["en"]), codes(pair["zh"])
        both.update(english & chinese)
        one.update(english ^ chinese)
    assert len(PAIRS) >= 60
    assert {code.name for code in CODEBOOK.codes} == set(both), (
        "each code stands in both languages of some pair"
    )
    assert {code: n for code, n in one.items() if n > TOLERANCE} == {}
    assert sum(one.values()) <= OVERALL * (sum(both.values()) + sum(one.values()))
