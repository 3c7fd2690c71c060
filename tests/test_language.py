"""Languages: stretches of sixty letters are told, short ones go with what stands around them, and coding minds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from shipped import CODEBOOK

from helpers import segments, sources
from helpers.coding import code
from helpers.sources import Manifest
from helpers.sources.language import languages

WRITTEN: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "fixtures" / "languages.yaml").read_text("utf-8")
)


def told(*texts: str) -> list[str]:
    return languages([(text, True) for text in texts])


@pytest.mark.parametrize("language", WRITTEN["long"])
def test_prose_is_told_by_itself(language: str) -> None:
    assert [told(text) for text in WRITTEN["long"][language]] == [[language]] * len(WRITTEN["long"][language])


@pytest.mark.parametrize("name", WRITTEN["documents"])
def test_documents_of_several_languages(name: str) -> None:
    pairs = [next(iter(block.items())) for block in WRITTEN["documents"][name]]
    assert list(zip(told(*(text for _, text in pairs)), pairs, strict=True)) == [
        (pair[0], pair) for pair in pairs
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("网络安全 AI", "zh"), ("Xi Jinping (习近平) said that so", "en"), ("サイバー攻撃", "ja"), ("사이버 보안", "ko"),
        ("Νέα επίθεση", "el"), ("מתקפת סייבר", "he"), ("123 !", "und"), ("", "und"), ("Joe Biden", "und"), ("Klaus", "und"),
    ],
)  # fmt: skip
def test_few_letters_alone(text: str, language: str) -> None:
    assert told(text) == [language]


def test_headings_go_with_their_section_and_what_could_be_either_is_not_guessed() -> None:
    english, french = WRITTEN["long"]["en"], WRITTEN["long"]["fr"]
    assert told("Contact", english[0], "AI", english[1]) == ["en"] * 4
    assert told(english[0], "Résumé du rapport", french[0], "Annexes", french[1]) == [
        "en",
        "fr",
        "fr",
        "fr",
        "fr",
    ]
    assert told(english[0], "A. B.", french[0]) == ["en", "und", "fr"]


def test_what_is_set_aside_says_nothing_of_the_rest() -> None:
    english, german = WRITTEN["long"]["en"][0], WRITTEN["long"]["de"][0]
    assert languages([(english, False), ("Lage", True), (german, True)]) == ["en", "de", "de"]


def test_addresses_are_no_language() -> None:
    address = (
        "https://www.example.org/wp-content/uploads/2024/03/a1b2c3d4-e5f6-7890-abcd-ef0123456789_hires.png"
    )
    english = WRITTEN["long"]["en"][0]
    assert told(address) == ["und"]
    assert told(english, address, english) == ["en"] * 3


SPOKEN = {
    "en": "AI governance needs rules against cyberattacks and terrorism, and every one of the ministers said so.",
    "zh": "各国部长讨论了 AI governance 和恐怖主义的威胁。",
    "und": "AI governance",
    "fr": "Les ministres ont parlé de AI governance, de « cyberattacks » et de terrorism sans rien décider du tout.",
    "es": "Los ministros hablaron de AI governance, de «cyberattacks» y de terrorism sin decidir nada en absoluto.",
    "ja": "閣僚は AI governance と恐怖主義と terrorism について話し合ったが、何も決まらなかった。",
}


@pytest.mark.parametrize("language", SPOKEN)
def test_only_the_languages_of_codebooks_are_coded(tmp_path: Path, language: str) -> None:
    (tmp_path / "a.txt").write_text(SPOKEN[language], "utf-8")
    reading = sources.read(tmp_path / "a.txt", root=tmp_path, document_id="a", manifest=Manifest())
    rows = segments.sentences("a", reading.text, reading.blocks)
    assert {row["language"] for row in rows} == {language}
    assert bool(code(reading.text, rows, CODEBOOK)) == (language in ("en", "zh", "und"))


def test_document_says_its_languages_most_characters_first(tmp_path: Path) -> None:
    both = [*WRITTEN["long"]["es"][:3], *WRITTEN["long"]["en"][:2]]
    (tmp_path / "a.txt").write_text("\n\n".join(both), "utf-8")
    reading = sources.read(tmp_path / "a.txt", root=tmp_path, document_id="a", manifest=Manifest())
    assert reading.document["languages"] == "es; en"
