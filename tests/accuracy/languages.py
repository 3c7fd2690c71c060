"""How well languages are told: sentences that stand alone, and speeches and papers whose language is known."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from accuracy.bench import Card, Measurement, Tally, share
from accuracy.reading import PUD, WHITE_HOUSE, pud, read
from helpers.sources import Reading

LETTERS = 60  # a block of fewer, such as a name or a heading, may stand in any language
EVERY = 10  # documents of a corpus: all would take minutes and give the same figures
# The few papers that the White House published in translation say so in their file names.
TRANSLATED = {"es": "-declaracion-|-si-se-lo-", "pt": "-declaracao-", "fr": "-declaration-de-"}


def alone(root: Path, work: Path) -> Iterator[Tally]:
    told = []
    for code in ("en", "zh"):
        for document in pud(root / "sentences" / f"pud-{code}.conllu"):
            found = [
                {b["language"] for b in read(line, work, "one.txt").blocks} == {code} for line in document
            ]
            told.append((sum(found), len(found)))
    yield Tally(
        "languages/alone", "Language of single sentences", "share of English and Chinese sentences, each a document of its own, whose language is told",
        told, share, sum(n for _, n in told), "sentences", goal=0.99,
    )  # fmt: skip


def _right(reading: Reading, code: str) -> tuple[int, int]:
    told = [
        block["language"] == code
        for block in reading.blocks
        if block["reason"] != "front matter"
        and sum(map(str.isalpha, reading.text[block["start"] : block["end"]])) >= LETTERS
    ]
    return sum(told), len(told)


def _members(archive: Path, ending: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as members:
        for n, member in enumerate(m for m in members if m.isfile() and m.name.endswith(ending)):
            if (n % EVERY == 0 or _language(member.name) != "en") and (file := members.extractfile(member)):
                yield member.name, file.read()


def _language(name: str) -> str:
    return next((code for code, words in TRANSLATED.items() if re.search(words, name)), "en")


def un(root: Path, work: Path) -> Iterator[Tally]:
    told = [
        _right(read(content, work, "speech.txt"), "en") for _, content in _members(root / UN.files[0], ".txt")
    ]
    yield Tally(
        "languages/un", "Language of paragraphs, United Nations", f"share of the paragraphs of {LETTERS} letters and more that are told to be English, in speeches that all are, but for a greeting or a verse",
        told, share, sum(n for _, n in told), "blocks", goal=0.999,
    )  # fmt: skip


def white_house(root: Path, work: Path) -> Iterator[Tally]:
    told = [
        _right(read(content, work, "page.md"), _language(name))
        for name, content in _members(root / WHITE_HOUSE.files[0], ".md")
    ]
    yield Tally(
        "languages/white_house", "Language of paragraphs, White House", f"share of the blocks of {LETTERS} letters and more whose language is told: English, or that of the paper where it is a translation",
        told, share, sum(n for _, n in told), "blocks", goal=0.99,
    )  # fmt: skip


UN = Card(
    "Speeches of the United Nations General Debate, 1990 to 2024", "un.org", "see the corpus",
    ("un-general-debate-1990-2024.tar.xz",), folder="DISCOURSE_CORPORA",
)  # fmt: skip
MEASUREMENTS = (
    Measurement("languages", PUD, alone),
    Measurement("languages_un", UN, un),
    Measurement("languages_white_house", WHITE_HOUSE, white_house),
)
