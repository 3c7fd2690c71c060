"""Sentences and words: tables of in and out, and what must not be cut."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from steps import assert_linear

from helpers import segments


def cut(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in segments.cut(text, language)]


WHOLE = [
    "NANJING, Sept. 18 (Xinhua) -- The forum closed.",
    "Dr. Li met Mr. Smith and Gen. Wang.",
    "The U.S. Department of State agreed with the U.N. Security Council.",
    "Police cited Resolution No. 5 and Art. 12 of the Convention.",
    "See Para. 2 and Paras. 3 to 5, Chap. 2 too.",
    "It covers fraud, e.g. phishing, i.e. lures, etc. in all forms.",
    "The J. K. Rowling case and George W. Bush.",
    "Conference calls for cooperation to tackle int'l crime, shape security",
    "Growth was 3.5 percent, or 1.014.000 units.",
    "See https://example.org/a.b?c=d. for more, e.g. at www.police.gov.cn.",
    "Well ... it depends … on whom you ask.",
    '"Really?" he asked.',
    '"Really?" Chen asked reporters.',
    "“Is it safe?” Zeng Weixiong told a press conference.",
    "One calls; the other answers; nobody decides.",
    "This line\nis wrapped\r\nhard and goes on.",
    "He arrived at 5 p.m. Monday.",
    "Qihoo 360 Inc. President Qi spoke.",
    "The term (“cyber sovereignty.”) is disputed.",
]


@pytest.mark.parametrize("text", WHOLE)
def test_one_sentence(text: str) -> None:
    assert cut(text) == [text]


SEVERAL = [
    (["It ended.", "Then it began."], "en"),
    (["He lives in the U.S.", "The police know."], "en"),
    (["They met at 5 p.m.", "The talks failed."], "en"),
    (["This was Plan B.", "It failed."], "en"),
    (["“More will come.”", "The document calls for more."], "en"),
    (['"First.', 'Second," he said.', "Third."], "en"),
    (["Is it?", "It is!", "Good."], "en"),
    (["The answer was No.", "Nobody knew."], "en"),
    (["会议闭幕。", "代表们离开了。"], "zh"),
    (["他问：“为什么？”", "没有人回答。"], "zh"),
    (["他说。", '"你好。"'], "zh"),
    (["这是第一句！", "这是第二句？", "对。"], "zh"),
    (["这是3.5%的增长。", "AI很重要!", "是的。"], "zh"),
    (["他说：“根本没有。”", "这份指南存在问题。"], "zh"),
]


@pytest.mark.parametrize(("pieces", "language"), SEVERAL)
def test_several_sentences(pieces: list[str], language: str) -> None:
    assert cut(("" if language == "zh" else " ").join(pieces), language) == pieces


def test_a_short_text_without_capitals_may_be_part_of_one_sentence() -> None:
    assert cut("it was short. and went on") == ["it was short. and went on"]


@pytest.mark.parametrize("as_written", [str.lower, str.upper])
def test_text_in_one_case_is_cut_too(as_written: Callable[[str], str]) -> None:
    pieces = [
        as_written(piece)
        for piece in (
            "The car exploded at noon in front of the ministry.",
            "Gen. Perez and Dr. J. Lopez were wounded, police said.",
            "It was the third attack in Lima this week.",
        )
    ]
    assert cut("  ".join(pieces)) == pieces


@pytest.mark.parametrize(
    "text",
    [
        '"我们会合作。"他说。',
        "“我们会合作。”他说。",
        "“我们会合作！”王小洪部长表示，这很重要。",
        "「真的嗎？」他問道。",
        "他说：“好。”，然后离开。",
        "我不知道……也许吧。",
    ],
)
def test_reporting_clause_stays_with_its_quotation(text: str) -> None:
    assert cut(text, "zh") == [text]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("● Issues and problems", ["Issues and problems"]),
        ("1\n\nProtecting network security", ["Protecting network security"]),
        ("—Chinese police has dealt with it", ["Chinese police has dealt with it"]),
        ("- **One. Two.**", ["One.", "Two."]),
        ("**Note:** this stays.", ["**Note:** this stays."]),
        ("## Heading", ["Heading"]),
        ("2.\tThe bill passed.", ["The bill passed."]),
        ("一、加强合作。", ["加强合作。"]),
        (
            "It rose to\n12\nmembers. -5 degrees were measured.",
            ["It rose to\n12\nmembers.", "-5 degrees were measured."],
        ),
        ("2,100 experts came.", ["2,100 experts came."]),
        ("One paragraph\n\nanother", ["One paragraph", "another"]),
        (
            "Assistance decreases, and other mechanisms must\n \nbe found. Soon.",
            ["Assistance decreases, and other mechanisms must\n \nbe found.", "Soon."],
        ),
        (
            "These are the parts of the plan that we propose:\n\nfirst, peace",
            ["These are the parts of the plan that we propose:", "first, peace"],
        ),
        ("… *** —", []),
        ("", []),
    ],
)
def test_layout_is_outside_the_sentence(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "word " * 50_000 + ".",
        "“Yes.” " * 10_000,
        '。"' * 10_000,
        "." * 50_000 + "a",
        "…" * 50_000 + "a",
        "*" * 50_000 + "a",
        "-" * 50_000,
        ")" * 50_000,
        "A. " * 20_000,
        "1" + " " * 50_000 + "x",
        "\n" * 50_000 + "x",
        "Yes" + "\n" * 120_000 + "x",
        "—" * 50_000,
    ],
    ids=lambda text: text[:6].strip() or "blank",
)
def test_linear_time(text: str) -> None:
    assert_linear(lambda count: read_in_any_language(text[:count]), len(text))


def test_many_marks_that_open_and_few_that_close_are_read_in_linear_time() -> None:
    assert_linear(lambda count: read_in_any_language("“" * 50 * count + "。”他" * count), 1000)


def read_in_any_language(text: str) -> None:
    for language in ("en", "zh"):
        segments.cut(text, language)
    segments.count_words(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x_1 _y z’s e‑mail", ["x_1", "y", "z’s", "e‑mail"]),
        ("China's AI-enabled tools, 2,100 in all.", ["China's", "AI-enabled", "tools", "2,100", "in", "all"]),
        ("网络安全AI", ["网", "络", "安", "全", "AI"]),
        ("cafe\u0301 co\u00adop", ["cafe\u0301", "co\u00adop"]),
        ("3.5% of $44 million", ["3.5", "of", "44", "million"]),
        ("… — !", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert segments.count_words(text) == len(words)
    # Where it counts as plain what is plain, both ways of counting agree.
    assert segments.count_words(f"{text} 安") == len(words) + 1


@pytest.mark.parametrize(("language", "glue", "floor"), [("en", " ", 0.99), ("zh", "", 0.98)])
def test_boundaries_of_public_gold(language: str, glue: str, floor: float) -> None:
    """UD PUD, news half: F1 of sentence ends inside joined documents."""
    path = Path(os.environ.get("DISCOURSE_GOLD", ""), "sentences", f"pud-{language}.conllu")
    if not os.environ.get("DISCOURSE_GOLD") or not path.is_file():
        pytest.skip(f"DISCOURSE_GOLD is unset or holds no sentences/pud-{language}.conllu")
    lines = path.read_text("utf-8").splitlines()
    ids = [line.split()[-1][:6] for line in lines if line.startswith("# sent_id")]
    texts = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    right = found = true = 0
    for _, group in groupby(zip(ids, texts, strict=True), key=lambda pair: pair[0]):
        text, ends = "", set()
        for _, sentence in group:
            text += (glue if text else "") + sentence
            ends.add(len(text))
        got = {end for _, end in segments.cut(text, language)}
        right, found, true = right + len(got & ends), found + len(got), true + len(ends)
    assert 2 * right / (found + true) >= floor
