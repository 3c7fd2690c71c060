"""The engine against the oracle: the same codings, span for span, on sampled sentences and on generated ones."""

from __future__ import annotations

import os
import random
import re
import tarfile
from pathlib import Path

import oracle
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shipped import CODEBOOK

from helpers import segments
from helpers.codebook import Code, Codebook, Pattern, PatternError, Theme

Bounds = list[tuple[int, int]]


def engine(codebook: Codebook, text: str, bounds: Bounds) -> list[list[tuple[str, int, int, str, bool]]]:
    """As the oracle tells it, the places counted from the start of the sentence."""
    return [
        [(m.code.name, m.start - start, m.end - start, m.rule, m.is_negated) for m in matches]
        for (start, _), matches in zip(bounds, codebook.find(text, bounds), strict=True)
    ]


def sentences_of(text: str) -> Bounds:
    block = {"block_id": "b", "is_content": True, "start": 0, "end": len(text), "language": "en"}
    return [(row["start"], row["end"]) for row in segments.sentences("d", text, [block])]


def compare(codebook: Codebook, text: str, bounds: Bounds, chosen: list[int]) -> None:
    found = engine(codebook, text, bounds)
    for n in chosen:
        sentence = text[slice(*bounds[n])]
        assert found[n] == oracle.code_sentence(codebook, sentence), sentence


@pytest.mark.slow
@pytest.mark.skipif(
    "DISCOURSE_CORPORA" not in os.environ, reason="DISCOURSE_CORPORA names no folder with the public corpora"
)
@pytest.mark.parametrize("corpus", ["un-general-debate", "white-house"])
def test_engine_and_oracle_agree_on_2500_sentences_of_a_corpus(corpus: str) -> None:
    archive = next(Path(os.environ["DISCOURSE_CORPORA"]).glob(f"{corpus}*.tar.xz"))
    chance = random.Random(4)
    sampled = 0
    with tarfile.open(archive) as files:
        for member in files:
            # One file in ten, so that all parts of the archive are met before there are enough sentences.
            if sampled >= 2500 or not member.name.endswith((".txt", ".md")) or chance.random() > 0.1:
                continue
            content = files.extractfile(member)
            assert content is not None
            text = content.read().decode("utf-8", "replace")
            bounds = sentences_of(text)
            chosen = chance.sample(range(len(bounds)), min(8, len(bounds)))
            compare(CODEBOOK, text, bounds, chosen)
            sampled += len(chosen)
    assert sampled >= 2500


@pytest.mark.slow
def test_engine_and_oracle_agree_on_the_codebooks_own_sentences() -> None:
    own = [sentence for code in CODEBOOK.codes for sentence in (*code.examples, *code.counterexamples)]
    text = "\n\n".join(own)
    bounds, at = [], 0
    for sentence in own:
        bounds.append((at, at + len(sentence)))
        at += len(sentence) + 2
    compare(CODEBOOK, text, bounds, list(range(len(own))))


def made(patterns: list[list[str]], unless: list[str]) -> Codebook | None:
    """A codebook of one theme with these patterns by code; None where the language refuses one."""
    try:
        codes = tuple(
            Code(
                name=f"c{n}", theme="t", label="", definition="", include="", exclude="", examples=(), counterexamples=(),
                line=n, patterns=tuple(map(Pattern.parse, some)), unless=tuple(map(Pattern.parse, unless)) if n else (),
            )
            for n, some in enumerate(patterns)
        )  # fmt: skip
    except PatternError:
        return None
    return Codebook("made", repr((patterns, unless)), {"t": Theme("t", "", "", codes)}, {})


PIECES = [
    "cyber", "security", "cybersecurity", "Cyber-Security", "attack", "attacks", "AI", "ai", "on", "no", "not only", "never",
    "without", "but", "9/11", "int'l", "int’l", "crime", "e-mail", "email", "e mail", "counter-terrorism", "terrorists",
    "Al-Qaeda", "al qaeda", "naïve", "Łódź", "ISIS", "isis", "A.I.", "网络", "網絡安全", "网络安全", "恐怖分子", "利用",
    "印度尼西亚", "印度", "没有", "不", "，", "ＡＩ", "\u00ad", "e\u0301", "\u200b", "-", "—", ",", ".", "(", "\n", "  ", "\x01", "x",
]  # fmt: skip
WORDS = st.sampled_from([
    "cyber", "cyber*", "*secur*", "att?ck*", "AI", "isis", "ISIS", "9/11", "int'l", "e-mail", "counter-terror*", "cyber-security",
    "Al-Qaeda", "A.I.", "naïve", "Łódź", "c*r*", "网络", "网络安全", "網絡安全", "恐怖分子…利用", "印度", "印度尼西亚", "AI网络", "on", "x",
    '"cyber"', "，网络",
])  # fmt: skip
PHRASES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' | '.join(parts)})"),
    ),
    max_leaves=4,
)
PATTERNS = st.one_of(
    PHRASES,
    st.tuples(PHRASES, st.integers(1, 6), PHRASES).map(lambda p: f"{p[0]} NEAR/{p[1]} {p[2]}"),
    st.tuples(PHRASES, PHRASES, WORDS).map(lambda p: f"{p[0]} NEAR/4 {p[1]} NEAR/2 {p[2]} | {p[0]}"),
)


CODES = st.lists(st.lists(PATTERNS, min_size=1, max_size=3), min_size=1, max_size=3)


def texts(patterns: list[list[str]]) -> st.SearchStrategy[str]:
    """Texts of words that the patterns name, and of others, so that many match and many nearly do."""
    named = " ".join(pattern for some in patterns for pattern in some)
    words = re.sub(r"NEAR/\d|[()|]", " ", named).replace("*", "s").replace("?", "a").replace("…", " ").split()
    pieces = st.one_of(st.sampled_from([*words, " ".join(words)]), st.sampled_from(PIECES))
    return st.tuples(
        st.sampled_from([" ", " ", "", "\u3000", " \r\n", "-"]), st.lists(pieces, max_size=24)
    ).map(lambda drawn: drawn[0].join(drawn[1]))


@settings(max_examples=300, deadline=None)
@given(
    CODES.flatmap(lambda patterns: st.tuples(st.just(patterns), texts(patterns), texts(patterns))),
    st.lists(PHRASES, max_size=1),
)
@example(([["印度"], ["印度尼西亚"]], "印度尼西亚与印度", "印度 尼西亚"), [])
@example(([["cyber*"], ["secur*"]], "e-mail - cyber security", "email, cyber security"), ["e-mail"])
def test_engine_and_oracle_agree_on_what_is_made_up(
    drawn: tuple[list[list[str]], str, str], unless: list[str]
) -> None:
    patterns, first, second = drawn
    codebook = made(patterns, unless)
    if codebook is None:
        return
    text = f"{first}\n\n{second}"
    bounds = [(0, len(first)), (len(first) + 2, len(text))]
    compare(codebook, text, bounds, [0, 1])
