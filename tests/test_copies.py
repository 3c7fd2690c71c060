"""Near-copies: which documents are found to copy which, by what number, and that order and workers do not matter."""

from __future__ import annotations

import io
import json
import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from shipped import CODEBOOK

from helpers import copies, tables
from helpers.copies import LEAST_WORDS, SHINGLE, Comparison, fingerprint, shingles
from helpers.corpus import Corpus, CorpusError
from helpers.evidence import Evidence
from helpers.reports.check import check_folder


def wording(seed: int, count: int, letters: str = "abcdefghijklmnop") -> list[str]:
    """Words drawn by lot: two texts of different seeds have no sequence in common."""
    drawn = random.Random(seed)
    return ["".join(drawn.choices(letters, k=6)) for _ in range(count)]


def characters(seed: int, count: int) -> str:
    drawn = random.Random(seed)
    return "".join(chr(drawn.randrange(0x4E00, 0x9FA0)) for _ in range(count))


def found(*documents: tuple[str, str | None, str]) -> dict[str, tuple[str, float]]:
    """The copies among documents of (id, date, text)."""
    comparison = Comparison(io.BytesIO())
    for document_id, date, text in documents:
        row = {"document_id": document_id, "date": date, "word_count": len(text.split())}
        comparison.add(row, fingerprint(text, [{"start": 0, "end": len(text)}]))
    return comparison.copies()


REPORT, OTHER = wording(1, 400), wording(2, 400)
LEAD, HEADLINE, CREDIT = wording(3, 40), wording(4, 9), wording(5, 5)
TEXT = " ".join(REPORT)


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        (HEADLINE + REPORT[8:] + CREDIT, True),
        (REPORT[:280], True),  # the last third cut
        (LEAD + REPORT[:280], True),
        (LEAD + REPORT, True),
        (REPORT[:200], True),
        (REPORT[:100], False),  # an excerpt
        (REPORT[:200] + OTHER[:200], False),  # half of it is its own
        (OTHER, False),
        (
            [word for at, word in enumerate(REPORT) if at % 12],
            False,
        ),  # a form with other names every few words
    ],
)
def test_what_becomes_of_an_agency_report(text: list[str], copied: bool) -> None:
    assert ("b" in found(("a", "2024-09-10", TEXT), ("b", "2024-09-11", " ".join(text)))) is copied


def test_similarity_is_the_exact_share_of_sequences_that_both_have() -> None:
    copy = LEAD + REPORT[:300]
    sequences = [
        {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
        for words in (REPORT, copy)
    ]
    exact = len(sequences[0] & sequences[1]) / len(sequences[0] | sequences[1])
    assert found(("a", "2024", TEXT), ("b", None, " ".join(copy))) == {"b": ("a", exact)}


def test_case_width_punctuation_and_line_ends_make_no_difference() -> None:
    words = [*wording(7, 60), "don't", "AI", "co-operation", "ﬁle", "Straße", *wording(8, 60)]
    plain = " ".join(words)
    typeset = "\n".join(words).upper().replace("'", "’").replace("-", "\u2011").replace("AI", "ＡＩ")
    typeset = typeset[:20] + "\u00ad" + typeset[20:] + "。"
    assert list(shingles(plain)) == list(shingles(typeset))
    assert len(shingles(plain)) == 127 - SHINGLE + 1  # don, t and co, operation are words each


def test_a_chinese_character_is_a_word() -> None:
    text, lead = characters(1, 300), characters(2, 40)
    assert len(shingles(text)) == 300 - SHINGLE + 1
    copy = f"{lead}。{text[:120]}，\n{text[120:240]}。"
    assert found(("a", "2024", text), ("b", "2025", copy))["b"][0] == "a"
    assert not found(("a", "2024", text), ("b", "2025", characters(3, 300)))


def test_a_short_document_is_not_compared() -> None:
    short = " ".join(REPORT[: LEAST_WORDS - 1])
    assert not found(("a", None, short), ("b", None, short))
    assert found(("a", None, " ".join(REPORT[:LEAST_WORDS])), ("b", None, " ".join(REPORT[:LEAST_WORDS])))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("z", "2024-09-10", 400), ("a", "2024-09-11", 400)),  # the earlier
        (("z", "2024-09-10", 300), ("a", "2024-09-11", 400)),  # the earlier, although shorter
        (("z", "2024-09-30", 400), ("a", "2024-09", 400)),  # a coarse date is not shown to be earlier
        (("z", "2024-09", 400), ("a", "2024", 400)),
        (("z", "2031", 400), ("a", None, 400)),
        (("z", "2024-09-10", 400), ("a", "2024-09-10", 390)),  # then the longer
        (("a", None, 400), ("b", None, 400)),  # then by id
    ],
)
def test_which_is_the_original(
    first: tuple[str, str | None, int], second: tuple[str, str | None, int]
) -> None:
    made = [(name, date, " ".join(REPORT[:length])) for name, date, length in (second, first)]
    assert {copy: original for copy, (original, _) in found(*made).items()} == {second[0]: first[0]}


def test_a_later_text_that_adds_more_than_it_takes_over_is_no_copy() -> None:
    assert not found(("flash", "2024-09-10", " ".join(REPORT[:150])), ("full", "2024-09-11", TEXT))


def test_a_copy_of_a_copy_points_to_the_original_or_is_one() -> None:
    # Each step adds 60 words and drops as many: the third still holds enough of the first, the sixth does not.
    steps = [" ".join((REPORT + OTHER)[at * 30 : at * 30 + 300]) for at in range(7)]
    pairs = {
        copy: original
        for copy, (original, _) in found(*((str(n), f"202{n}", text) for n, text in enumerate(steps))).items()
    }
    assert pairs and not set(pairs) & set(pairs.values())
    assert pairs["2"] == "0" and "3" not in pairs and pairs["5"] == "3"


POOL = [
    (str(n), date, " ".join(text))
    for n, (date, text) in enumerate(
        (date, base[start : start + 260])
        for base in (REPORT, OTHER)
        for start, date in ((0, "2024-09-10"), (30, "2024-09"), (60, None), (90, "2024-09-10"), (140, "2020"))
    )
]


@given(st.permutations(POOL))
def test_the_order_of_documents_does_not_matter(documents: list[tuple[str, str | None, str]]) -> None:
    assert found(*documents) == found(*POOL) != {}


def test_of_a_selection_each_text_counts_once() -> None:
    rows = [
        {"document_id": name, "date": date, "word_count": 100, "duplicate_of": original}
        for name, date, original in (
            ("a", "2024", None),
            ("b", "2025", "a"),
            ("c", "2025-01", "a"),
            ("d", "2023", None),
        )
    ]
    documents = pd.DataFrame(rows)
    assert copies.among(documents) == ["b", "c"]
    assert copies.among(documents[documents["document_id"] != "a"]) == ["b"]  # c is dated earlier
    assert copies.among(documents[documents["document_id"].isin(["b", "d"])]) == []
    assert copies.among(documents.iloc[:0]) == []


# In the corpus


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which three outlets print one report, and one prints another."""
    folder = tmp_path_factory.mktemp("wire")
    for name, date, text in (
        ("agency", "2024-09-10", REPORT),
        ("gazette", "2024-09-11", HEADLINE + REPORT),
        ("herald", "2024-09-12", LEAD + REPORT[:300]),
        ("other", "2024-09-10", OTHER),
    ):
        sentences = ". ".join(" ".join(text[at : at + 20]).capitalize() for at in range(0, len(text), 20))
        front = f"---\ntitle: {name.capitalize()}\ndate: {date}\n---\n\n"
        (folder / f"{name}.md").write_text(f"{front}Cybercrime rose. {sentences}.\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(wire: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    out = tmp_path_factory.mktemp("built") / "corpus"
    return Corpus.build(wire, out, codebook=CODEBOOK, progress=False)


def test_documents_say_what_they_copy(corpus: Corpus) -> None:
    documents = corpus.documents.set_index("document_id")
    assert documents["duplicate_of"].dropna().to_dict() == {"gazette": "agency", "herald": "agency"}
    assert documents["similarity"].notna().equals(documents["duplicate_of"].notna())
    assert documents.loc["gazette", "similarity"] > documents.loc["herald", "similarity"] > 0.5


@pytest.mark.slow
def test_workers_find_the_same_copies(corpus: Corpus, wire: Path, tmp_path: Path) -> None:
    with ProcessPoolExecutor(2) as executor:
        Corpus.build(wire, tmp_path / "out", codebook=CODEBOOK, executor=executor, progress=False)
    assert [*(tmp_path / "out" / "documents").glob("*")]
    for part in (tmp_path / "out" / "documents").glob("*"):
        assert part.read_bytes() == (corpus.folder / "documents" / part.name).read_bytes()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *tables.SCHEMAS, "actors.yaml", "codebook.yaml", "record.json"
    }  # fmt: skip


def test_a_corpus_is_counted_with_or_without_copies(corpus: Corpus) -> None:
    assert corpus.counting("with") is corpus
    once = corpus.counting("without")
    assert list(once.documents["document_id"]) == ["agency", "other"]
    assert once.left_out == ("gazette", "herald")
    for name in tables.SCHEMAS:
        found = set(getattr(corpus, name)["document_id"])
        assert set(getattr(once, name)["document_id"]) == found & {"agency", "other"}
    assert once.sql("SELECT count(*) AS n FROM codings")["n"].item() == len(once.codings)
    late = corpus.select('date > "2024-09-10"').counting("without")
    assert list(late.documents["document_id"]) == ["gazette"]  # of the two copies, the earlier
    with pytest.raises(CorpusError, match=r"copies 'maybe'.*with.*without"):
        corpus.counting("maybe")


def test_the_base_of_a_page_says_whether_near_copies_count(corpus: Corpus) -> None:
    show = Evidence(corpus)
    assert show.base(corpus).text == (
        "Counted in 4 documents, near-copies included: 2 of them repeat another one. "
        "With the parameter ‘copies’ set to ‘without’, each text counts once."
    )
    assert (
        show.base(corpus.counting("without")).text
        == "Counted in 2 documents; 2 near-copies of these left out."
    )
    unlike = corpus.select('document_id in ["agency", "other"]')
    assert show.base(unlike).text == "Counted in 2 documents; there are no near-copies among them."


@pytest.mark.slow
def test_a_report_without_near_copies_names_them_all_the_same(
    wire: Path, root: Path, tmp_path: Path, discourse: Any
) -> None:
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    done = discourse("report", wire, "-p", "copies", "without", "--only", "01_corpus", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Near-copies of other documents: 2\n" in done.stdout
    shown = BeautifulSoup((tmp_path / "reports" / "01_corpus.html").read_bytes(), "html.parser")
    assert "2 near-copies of these left out" in shown.get_text()
    (table,) = (table for table in shown.select("table") if "repeat another one" in table.caption.get_text())
    assert {row.td.get_text() for row in table.tbody.select("tr")} == {"Gazette", "Herald"}
    assert check_folder(tmp_path / "reports")[1] == []
    (page,) = json.loads((tmp_path / "reports" / "run.json").read_text("utf-8"))["pages"]
    assert page["given"] == {"copies": "without"}
