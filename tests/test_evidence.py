"""Evidence: every figure comes with its passages, each quotes the text, and no text is ever anything but text."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from steps import assert_linear

from helpers import charts, evidence
from helpers.codebook import Codebook
from helpers.corpus import Corpus
from helpers.evidence import Evidence, Figure, Shown, highlight, reader, set_key
from helpers.measures import reading, themes
from helpers.reports.exporter import evidence_in
from helpers.tables import data_file

HOSTILE = "<script>alert(1)</script> {x} &amp; \"quoted\" 'so' </td>"
FILES = {
    "a.md": f"---\ntitle: 'On </script><b>'\noutlet: {json.dumps(HOSTILE)}\n---\n\n😀 Terrorism grew, cyber\u00adcrime too. Terrorists & <i>cybercrime</i> rose.\r\n\r\nNothing else was said.\r\n",
    "b.txt": "恐怖主义和网络犯罪是共同威胁。各国应加强合作。\n",
    "c.txt": "",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("sources")
    for name, text in FILES.items():
        (folder / name).write_bytes(text.encode())
    book = Codebook.load(data_file("codebook.yaml"))
    return Corpus.build(folder, tmp_path_factory.mktemp("built") / "corpus", codebook=book, progress=False)


@pytest.fixture(scope="module")
def show(corpus: Corpus) -> Evidence:
    return Evidence(corpus)


@pytest.fixture(scope="module")
def prevalence(corpus: Corpus) -> pd.DataFrame:
    coded, base = themes.units(corpus.codings, corpus.sentences), themes.all_units(corpus.sentences)
    return themes.prevalence(coded, base, by="theme", values=list(corpus.codebook.themes))


def soup(shown: Shown) -> BeautifulSoup:
    return BeautifulSoup(shown.html, "html.parser", preserve_whitespace_tags={"div", "figure"})


def assert_sound(corpus: Corpus, shown: Shown) -> dict[str, Any]:
    """Numbers have their passages; passages quote the text; nothing in the markup came from a source."""
    page, data = soup(shown), evidence_in(shown.html)
    for number in page.select("[data-evidence]"):
        ids = data["sets"][number["data-evidence"]]
        assert number["data-evidence"] == set_key(ids)
        if "data-count" in number.attrs:
            assert number.get_text() == number["data-count"] == str(len(set(ids)))
    stretches = {**sentences(corpus), **blocks(corpus)}
    for context_id, *marks in data["passages"].values():
        context = data["contexts"][context_id]
        if context_id in stretches:
            start, end = stretches[context_id]
            assert context["t"] == corpus.text(context["d"])[start:end].rstrip()
        assert len(marks) % 2 == 0 and marks == sorted(marks)
        assert not marks or 0 <= marks[0] < marks[-1] <= len(context["t"])
        assert context["d"] in data["documents"]
    assert not page.find_all(["b", "i"])
    assert all(
        "alert" not in script.get_text() or script["type"] == "application/json"
        for script in page.select("script")
    )
    return data


def sentences(corpus: Corpus) -> dict[str, tuple[int, int]]:
    return {row.sentence_id: (row.start, row.end) for row in corpus.sentences.itertuples()}


def blocks(corpus: Corpus) -> dict[str, tuple[int, int]]:
    return {row.block_id: (row.start, row.end) for row in corpus.blocks.itertuples()}


# Figures


def test_a_count_counts_each_row_once() -> None:
    assert evidence.count(["a", "b", "a"]) == Figure("2", ("a", "b"), (), 2)
    assert evidence.count([]).text == "0"
    assert evidence.count(map(str, range(1234))).text == "1,234"


def test_a_figure_stands_in_exactly_one_row(prevalence: pd.DataFrame) -> None:
    found = evidence.figure(prevalence, "unit_count", theme="terrorism")
    assert (found.count, found.text, found.marks) == (len(found.ids), str(len(found.ids)), ("terrorism",))
    share = evidence.figure(prevalence, "share_of_units", theme="terrorism")
    assert share.count is None and share.ids == found.ids and share.text.endswith("%")
    for where in ({"theme": "terorism"}, {}):
        with pytest.raises(LookupError, match="exactly one"):
            evidence.figure(prevalence, "unit_count", **where)


def test_a_count_that_is_not_its_rows_is_refused(prevalence: pd.DataFrame) -> None:
    wrong = prevalence.assign(unit_count=prevalence["unit_count"] + 1)
    with pytest.raises(ValueError, match="rows are behind it"):
        evidence.figure(wrong, "unit_count", theme="terrorism")


def test_an_id_of_no_row_is_refused(show: Evidence) -> None:
    with pytest.raises(LookupError, match="a#s99"):
        show.say("{n}", n=evidence.count(["a#s99"]))


# What is shown


def test_say(corpus: Corpus, show: Evidence) -> None:
    every, none = evidence.count(corpus.sentences["sentence_id"]), evidence.count([])
    one = evidence.count(["b"])
    shown = show.say(
        "<{every:sentence}> in {one:country/countries}, {none:sentence}, {text} and {listed}; {pairs}; {empty}.",
        every=every, one=one, none=none, text=HOSTILE, listed=["x", "y", "z"], pairs=[("<b>", one)], empty=[],
    )  # fmt: skip
    plain = f"<{every.count} sentences> in 1 country, 0 sentences, {HOSTILE} and x, y and z; <b> (1); none."
    assert shown.text == plain
    assert soup(shown).find("p").get_text() == plain
    assert len(soup(shown).select("button")) == 3  # nothing to open behind a zero
    data = assert_sound(corpus, shown)
    assert {len(ids) for ids in data["sets"].values()} == {every.count, 1}


def test_headline_tells_the_page(show: Evidence) -> None:
    shown = show.headline("title <b>", "Question?", "{n:file}.", n=evidence.count(["b"]))
    bundle = shown._repr_mimebundle_()
    assert bundle[evidence.PAGE_TYPE] == {
        "title": "Title <b>",
        "question": "Question?",
        "finding": shown.html,
    }
    assert bundle["text/plain"] == "Title <b>\nQuestion?\n1 file."


def test_table(corpus: Corpus, show: Evidence, prevalence: pd.DataFrame) -> None:
    columns = {
        "theme_label": "Theme <b>",
        "unit_count": "Sentences",
        "share_of_units": "Share",
        "low": "From",
    }
    shown = show.table(show.named(prevalence), columns, caption="Themes <i>", note="Note <i>")
    data = assert_sound(corpus, shown)
    page = soup(shown)
    assert [cell.get_text() for cell in page.select("th")] == list(columns.values())
    assert [cell["data-type"] for cell in page.select("th")] == ["text", "num", "num", "num"]
    for row, cells in zip(
        prevalence.itertuples(), (row.select("td") for row in page.select("tbody tr")), strict=True
    ):
        assert cells[1].get_text() == str(row.unit_count) and float(cells[1]["data-order"]) == row.unit_count
        button = cells[1].find("button")
        assert (button is None) == (row.unit_count == 0)
        if button:
            assert data["sets"][button["data-evidence"]] == [f"{unit}@{row.theme}" for unit in row.unit_ids]


def test_figures_stand_to_their_last_digit_and_only_shares_in_percent(show: Evidence) -> None:
    figures = pd.DataFrame(
        {"value": [0.025, 65.2, 1e11, 9.0], "up_to": [None, None, None, 19.0], "share_of_units": [0.025] * 4}
    )
    shown = show.table(figures, {name: name for name in figures}, caption="Figures")
    cells = [[cell.get_text() for cell in row.select("td")] for row in soup(shown).select("tbody tr")]
    assert [row[0] for row in cells] == ["0.025", "65.2", "100,000,000,000", "9"]
    assert [row[1] for row in cells] == ["–", "–", "–", "19"]
    assert {row[2] for row in cells} == {"2%"}


def test_a_page_says_of_how_many_sentences_nothing_is_sought(
    tmp_path_factory: pytest.TempPathFactory, show: Evidence, corpus: Corpus
) -> None:
    assert "other languages" not in show.base(corpus).text
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "pt.txt").write_text(
        "A declaração foi assinada pelos governos que participaram da cúpula em junho.\n"
        "Os países comprometem-se a fortalecer a proteção dos refugiados e dos migrantes."
    )
    book = Codebook.load(data_file("codebook.yaml"))
    built = Corpus.build(folder, tmp_path_factory.mktemp("built") / "c", codebook=book, progress=False)
    told = "Sentences in other languages than English and Chinese, in which nothing is sought: 2."
    assert Evidence(built).base(built).text.endswith(told)


@pytest.mark.parametrize("count", [0, -3, 2.5, "many", True])
def test_a_number_of_rows_to_show_is_a_whole_one_from_1(corpus: Corpus, count: Any) -> None:
    with pytest.raises(ValueError, match=f"sample is {count!r}.*whole number from 1"):
        evidence.start(corpus, most=3, sample=count)


def test_table_of_documents(corpus: Corpus, show: Evidence) -> None:
    found = reading.by_document(corpus.documents, corpus.blocks, corpus.sentences)
    columns = {"document_id": "Document", "outlet": "Outlet", "sentence_count": "Sentences", "aside_count": "Aside", "share_of_characters": "Share"}  # fmt: skip
    shown = show.table(found, columns, caption="Documents")
    assert_sound(corpus, shown)
    first, second, third = (
        [cell.get_text() for cell in row.select("td")] for row in soup(shown).select("tbody tr")
    )
    assert (first[0], first[1]) == ("On </script><b>", HOSTILE)
    assert second[1] == third[1] == third[4] == "–" and third[2] == "0"


def test_chart(corpus: Corpus, show: Evidence, prevalence: pd.DataFrame) -> None:
    chart = charts.bars(show.named(prevalence), category="theme_label", unit="sentences")
    shown = show.chart(chart, title="finding <b>", subtitle="n <i>", note="not </script>")
    data = assert_sound(corpus, shown)
    page = soup(shown)
    spec = json.loads(page.select_one("script.dn-spec").get_text())
    rows = [row for drawn in spec["datasets"].values() for row in drawn]
    assert {row["theme"]: row["unit_count"] for row in rows} == dict(zip(prevalence["theme"], prevalence["unit_count"], strict=True))  # fmt: skip
    for row in rows:
        assert not [name for name in row if name.endswith("_ids")]
        assert len(data["sets"].get(row.get("evidence"), [])) == row["unit_count"]
    assert page.find("figure")["aria-label"] == "Finding <b>"
    none = prevalence.head(0).assign(code="")
    empty = charts.matrix(none, row="theme", column="code", unit="sentences")
    assert (
        show.chart(empty, title="what {it} says", subtitle="", note="").text
        == "What {it} says: there is nothing to draw."
    )
    assert soup(show.passages(evidence.count([]))).select_one(".dn-of").get_text() == "No passage"


def test_passages_are_drawn_by_lot_but_always_the_same(corpus: Corpus, show: Evidence) -> None:
    every = evidence.count(corpus.codings["coding_id"])
    few = show.passages(every, most=3)
    assert few == show.passages(every, most=3)
    assert_sound(corpus, few)
    assert soup(few).select_one(".dn-of").get_text() == f"3 of {every.count} passages, drawn by lot"
    assert len(soup(few).select("li")) == 3
    order = list(evidence_in(few.html)["passages"])
    assert order == [key for key in every.ids if key in order]
    assert len(soup(show.passages(every, most=1000)).select("li")) == every.count
    assert (
        len(
            {
                tuple(evidence_in(show.passages(every, most=3, seed=seed).html)["passages"])
                for seed in range(9)
            }
        )
        > 1
    )


def test_marks_are_code_points_of_the_stored_text(corpus: Corpus, show: Evidence) -> None:
    """An emoji before, a soft hyphen within, an ampersand between: each mark still quotes what the codebook found."""
    shown = show.passages(evidence.count(corpus.codings["coding_id"]))
    data = assert_sound(corpus, shown)
    texts = corpus.codings.set_index("coding_id")
    quoted = {}
    for item in soup(shown).select("li"):
        row = texts.loc[item["data-passage"]]
        excerpt = corpus.text(row["document_id"])[row["start"] : row["end"]]
        assert [mark.get_text() for mark in item.select("mark")] == [excerpt]
        context = data["contexts"][data["passages"][item["data-passage"]][0]]
        assert item.find("blockquote").get_text() == context["t"]
        quoted[excerpt] = context["t"]
    assert quoted["cyber\u00adcrime"] == "😀 Terrorism grew, cyber\u00adcrime too."
    assert quoted["Terrorists"] == "Terrorists & <i>cybercrime</i> rose."
    assert "恐怖主义" in quoted


def test_a_unit_marks_all_that_is_counted_in_it(corpus: Corpus, show: Evidence) -> None:
    ids = ["a#s1"]
    found = evidence.count(ids, marks=["terrorism", "cybersecurity"])
    data = assert_sound(corpus, show.say("{n}", n=found))
    ((context, *marks),) = data["passages"].values()
    text = data["contexts"][context]["t"]
    assert text[marks[0] : marks[1]] == "Terrorism"
    assert evidence_in(show.say("{n}", n=evidence.count(ids)).html)["passages"] == {"a#s1": [context]}


def test_a_document_without_text_is_shown_by_name(show: Evidence) -> None:
    data = evidence_in(show.say("{n}", n=evidence.count(["c"])).html)
    assert data["documents"]["c"]["label"] == "c.txt"
    assert [context["t"] for context in data["contexts"].values()] == [""]


def test_the_record_names_what_was_selected(corpus: Corpus) -> None:
    assert "Documents selected: all" in Evidence(corpus).record().text
    selected = corpus.select("document_id == 'b' # <b>")
    assert "document_id == 'b' # <b>" in soup(Evidence(selected).record()).get_text()


# Small pieces


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_highlight_keeps_the_text(text: str, edges: list[int]) -> None:
    marks = sorted({edge for edge in edges if edge <= len(text)})
    marks = marks[: len(marks) // 2 * 2]
    shown = BeautifulSoup(f"<pre>{highlight(text, marks)}</pre>", "html.parser").pre
    assert shown.get_text() == text
    expected = [text[s:e] for s, e in zip(marks[::2], marks[1::2], strict=True)]
    assert [mark.get_text() for mark in shown.select("mark")] == expected


@given(st.lists(st.text(max_size=9), max_size=5))
def test_json_never_ends_its_script(texts: list[str]) -> None:
    written = charts.as_json([*texts, "</script>", "<!--"])
    assert "<" not in written and json.loads(written) == [*texts, "</script>", "<!--"]


@given(st.lists(st.text("ab#", max_size=3), max_size=4), st.lists(st.text("ab#", max_size=3), max_size=4))
def test_a_set_is_named_by_its_members(left: list[str], right: list[str]) -> None:
    assert (set_key(left) == set_key(right)) == ("\n".join(left) == "\n".join(right))


# Reader pages


def test_a_reader_page_holds_the_whole_text(corpus: Corpus) -> None:
    for document_id in ("a", "b"):
        shown = reader.Reader(corpus).document(document_id)
        pages = [BeautifulSoup(f"<pre>{block['html']}</pre>", "html.parser").pre for block in shown["blocks"]]
        assert "".join(page.get_text() for page in pages) == corpus.text(document_id)
        places = {span["id"]: span.get_text() for page in pages for span in page.select("span[id]")}
        rows = corpus.sentences[corpus.sentences["document_id"] == document_id]
        assert places == {
            f"s{row.place}": corpus.text(document_id)[row.start : row.end] for row in rows.itertuples()
        }
        covered = {at for page in pages for at in page.select("mark")}
        assert covered and not any(page.select("i, b, script") for page in pages)
        framed = [mark for mark in covered if "dn-frame" in mark["class"]]
        assert shown["frames"] >= len(framed) and bool(shown["frames"]) == bool(framed)
    assert reader.Reader(corpus).document("a")["title"] == "On </script><b>"


def test_a_sentence_full_of_marks_takes_linear_work(corpus: Corpus) -> None:
    page = reader.Reader(corpus)

    def document(count: int) -> None:
        text = "3 cats, " * count
        sentence = {"sentence_id": "s", "place": 0, "start": 0, "end": len(text)}
        figures = [
            {"name": f"q{n}", "told": "figure", "role": "figure", "start": 8 * n, "end": 8 * n + 1}
            for n in range(count)
        ]
        shown = page._sentence(text, sentence, [], figures)
        assert shown.count("data-said") == count

    assert_linear(document, 8_000)
