"""The measures: small tables whose answers can be counted by hand, and what must hold for any table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import reading, themes
from helpers.tables import BLOCKS, CODINGS, DOCUMENTS, SENTENCES

NAMES = ["x", "y", "z"]


def sentences(*places: str) -> pd.DataFrame:
    """'a1.2' is the second sentence of document a, in its first block."""
    rows = []
    for place in places:
        block, number = place.split(".")
        rows.append(
            {"sentence_id": f"{block[0]}#s{number}", "document_id": block[0], "block_id": f"{block[0]}#b{block[1:]}", "place": int(number),
             "start": 10 * int(number), "end": 10 * int(number) + 8, "language": "en", "word_count": 2}
        )  # fmt: skip
    return SENTENCES.frame(rows)


def codings(*given: str) -> pd.DataFrame:
    """'a1:x' codes the first sentence of document a with code x.1 of theme x; 'a1:!f' with the frame f."""
    rows = []
    for number, coding in enumerate(given):
        place, _, code = coding.partition(":")
        is_frame = code.startswith("!")
        rows.append(
            {"coding_id": f"{place[0]}#c{number}", "document_id": place[0], "sentence_id": f"{place[0]}#s{place[1:]}",
             "start": 10 * int(place[1:]), "end": 10 * int(place[1:]) + 4, "dimension": "frame" if is_frame else "theme",
             "code": code[1:] if is_frame else f"{code}.1", "theme": None if is_frame else code, "coder": "test", "rule": f"{code}*", "is_negated": False}
        )  # fmt: skip
    return CODINGS.frame(rows)


def documents(**dates: str | None) -> pd.DataFrame:
    return DOCUMENTS.frame(
        [{"document_id": name, "file": f"{name}.txt", "status": "read", "date": date, "character_count": 100, "word_count": 9}
         for name, date in dates.items()]
    )  # fmt: skip


# Three documents; a has three sentences in two blocks, b two in one, c one.
SENTENCED = sentences("a1.1", "a1.2", "a2.3", "b1.1", "b1.2", "c1.1")
CODED = codings("a1:x", "a1:x", "a1:y", "a1:!f", "a2:x", "a3:y", "b1:x", "b1:y", "b1:!g", "b2:!f", "c1:!f")


def told(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("unit", "x", "y", "whole"),
    [
        ("sentence", ["a#s1", "a#s2", "b#s1"], ["a#s1", "a#s3", "b#s1"], 6),
        ("passage", ["a#[10:28]", "b#[10:28]"], ["a#[10:28]", "a#[30:38]", "b#[10:28]"], 4),
        ("block", ["a#b1", "b#b1"], ["a#b1", "a#b2", "b#b1"], 4),
        ("document", ["a", "b"], ["a", "b"], 3),
    ],
)
def test_prevalence(unit: str, x: list[str], y: list[str], whole: int) -> None:
    coded, base = themes.units(CODED, SENTENCED, unit=unit), themes.all_units(SENTENCED, unit=unit)
    assert len(base) == whole
    found = themes.prevalence(coded, base, by="theme", values=NAMES)
    assert told(found, "theme", "unit_count", "unit_ids", "document_count", "document_ids") == [
        ("x", len(x), x, 2, ["a", "b"]),
        ("y", len(y), y, 2, ["a", "b"]),
        ("z", 0, [], 0, []),
    ]
    assert list(found["share_of_units"]) == [len(x) / whole, len(y) / whole, 0]
    codes = themes.prevalence(coded, base, by="code", values=["x.1", "f"])
    assert list(codes["unit_count"]) == [len(x), 3]


def test_units() -> None:
    """Coded twice with one code, a unit is there once."""
    coded = themes.units(CODED, SENTENCED)
    assert told(coded[coded["unit_id"] == "a#s1"], "document_id", "dimension", "code") == [("a", "theme", "x.1"), ("a", "theme", "y.1"), ("a", "frame", "f")]  # fmt: skip
    assert len(themes.units(CODED, SENTENCED, unit="document")) == 8


def test_passages_are_cut_from_the_beginning_of_a_block() -> None:
    """Blocks of four, one and seven sentences: 3 + 1, 1, 3 + 3 + 1, each sentence in one, whatever the order."""
    table = sentences(*(f"a1.{n}" for n in range(1, 5)), "a2.5", *(f"a3.{n}" for n in range(6, 13)))
    cut = ["a#[10:38]", "a#[40:48]", "a#[50:58]", "a#[60:88]", "a#[90:118]", "a#[120:128]"]
    assert told(themes.all_units(table, unit="passage"), "unit_id", "document_id") == [
        (one, "a") for one in cut
    ]
    assert set(themes.all_units(table[::-1], unit="passage")["unit_id"]) == set(cut)
    coded = themes.units(codings("a3:x", "a4:y", "a6:x", "a8:y", "a9:y"), table, unit="passage")
    assert told(coded, "unit_id", "theme") == [
        ("a#[10:38]", "x"), ("a#[40:48]", "y"), ("a#[60:88]", "x"), ("a#[60:88]", "y"), ("a#[90:118]", "y"),
    ]  # fmt: skip


def test_the_interval_is_the_same_each_time() -> None:
    sizes = {
        "a": 3,
        "b": 7,
        "c": 2,
        "d": 11,
        "e": 5,
        "f": 13,
        "g": 17,
        "h": 4,
        "i": 9,
        "j": 6,
    }  # uneven: no two draws alike
    table = sentences(*(f"{document}1.{n}" for document, size in sizes.items() for n in range(1, size + 1)))
    coded = themes.units(codings(*(f"{document}{n}:x" for document in "abdgi" for n in (1, 2, 3))), table)
    first, second = (
        themes.prevalence(coded, themes.all_units(table), by="theme", values=["x"]) for _ in range(2)
    )
    assert 0 < first["low"].item() < first["share_of_units"].item() < first["high"].item() < 1
    pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_the_interval_hangs_on_the_documents() -> None:
    """Of ten documents of one length two are all x: a draw of ten holds none of the two in 1 of 9 draws and five or
    more of them in 1 of 30, so that the middle 95 % of the shares run from none to five tenths."""
    base = themes.all_units(
        table := sentences(*(f"{document}1.{n}" for document in "abcdefghij" for n in (1, 2)))
    )
    uneven, even = (
        themes.units(codings(*given), table) for given in (["a1:x", "a2:x", "b1:x", "b2:x"], [f"{d}1:x" for d in "abcdefghij"])
    )  # fmt: skip
    found = [themes.prevalence(coded, base, by="theme", values=["x"]).iloc[0] for coded in (uneven, even)]
    assert [(one["low"], one["share_of_units"], one["high"]) for one in found] == [(0, 0.2, 0.5), (0.5, 0.5, 0.5)]  # fmt: skip


def test_few_documents_and_what_is_not_found_have_no_interval() -> None:
    table = sentences(*(f"{document}1.1" for document in "abcdefghij"))
    coded = themes.units(codings("a1:x", "c1:x"), table)
    for documents_, is_given in (("abcdefghij", True), ("abcdefghi", False), ("a", False)):
        base = themes.all_units(table[table["document_id"].isin([*documents_])])
        some = coded[coded["document_id"].isin([*documents_])]
        found = themes.prevalence(some, base, by="theme", values=["x"]).iloc[0]
        assert found["share_of_units"] == len(some) / len(base)
        assert pd.notna(found["low"]) == pd.notna(found["high"]) == is_given
    both = themes.prevalence(coded, themes.all_units(table), by="theme", values=["x", "y"])
    assert both["low"].isna().tolist() == both["high"].isna().tolist() == [False, True]


def test_by_document() -> None:
    found = themes.by_document(
        themes.units(CODED, SENTENCED), themes.all_units(SENTENCED), by="theme", values=["x", "z"]
    )
    assert told(found, "document_id", "theme", "unit_count", "unit_ids", "share_of_units") == [
        ("a", "x", 2, ["a#s1", "a#s2"], 2 / 3), ("a", "z", 0, [], 0), ("b", "x", 1, ["b#s1"], 1 / 2), ("b", "z", 0, [], 0),
        ("c", "x", 0, [], 0), ("c", "z", 0, [], 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "expected", "left"),
    [
        ("year", [("2020", 3, 3 / 5), ("2024", 0, 0)], []),
        ("month", [("2020-05", 2, 2 / 3)], ["b", "c"]),
    ],
)
def test_by_period(period: str, expected: list[tuple[str, int, float]], left: list[str]) -> None:
    dated = documents(a="2020-05-14", b="2020", c="2024")
    coded, base = themes.units(CODED, SENTENCED), themes.all_units(SENTENCED)
    found = themes.by_period(coded, base, dated, period=period, values=["x"])
    assert told(found, "period", "unit_count", "share_of_units") == expected
    assert list(themes.undated(dated, period=period)["document_id"]) == left


def test_a_period_with_enough_documents_has_an_interval() -> None:
    dated = documents(**dict.fromkeys("abcdefghij", "2020"), k="2021")
    table = sentences(*(f"{document}1.{n}" for document in "abcdefghijk" for n in (1, 2)))
    coded = themes.units(codings("a1:x", "a2:x", "b1:x", "k1:x"), table)
    found = themes.by_period(coded, themes.all_units(table), dated, period="year", values=["x"])
    assert told(found, "period", "unit_ids", "document_ids", "share_of_units") == [
        ("2020", ["a#s1", "a#s2", "b#s1"], ["a", "b"], 3 / 20), ("2021", ["k#s1"], ["k"], 1 / 2),
    ]  # fmt: skip
    assert 0 <= found["low"][0] < 3 / 20 < found["high"][0] < 1
    assert found["low"].isna().tolist() == found["high"].isna().tolist() == [False, True]


def test_nothing_is_dated() -> None:
    dated = documents(a=None, b=None, c=None)
    found = themes.by_period(
        themes.units(CODED, SENTENCED), themes.all_units(SENTENCED), dated, period="year", values=NAMES
    )
    assert list(found.columns) == ["period", "theme", "unit_count", "unit_ids", "document_count", "document_ids", "share_of_units", "low", "high"]  # fmt: skip
    assert len(found) == 0 and found["unit_count"].sum() == 0
    assert len(themes.undated(dated, period="year")) == 3


def test_cooccurrence() -> None:
    found = themes.cooccurrence(themes.units(CODED, SENTENCED), values=NAMES)
    assert told(found, "theme", "with_theme", "unit_count", "unit_ids")[:4] == [
        ("x", "y", 2, ["a#s1", "b#s1"]), ("x", "z", 0, []), ("y", "x", 2, ["a#s1", "b#s1"]), ("y", "z", 0, []),
    ]  # fmt: skip
    assert list(found["share_of_theme"][:4]) == [2 / 3, 0, 2 / 3, 0]
    assert found["share_of_theme"][4:].isna().all()


def test_cooccurrence_by_unit() -> None:
    """y and z never stand in one sentence, and x and z share documents only."""
    table = sentences("a1.1", "a1.2", "a1.3", "a1.4", "a2.5", "b1.1")
    coded = codings("a1:x", "a1:y", "a3:y", "a4:z", "a5:w", "b1:w")
    found = themes.cooccurrence_by_unit(coded, table, values=["w", "x", "y", "z", "v"])
    assert told(found, "theme", "with_theme", *(f"{unit}_count" for unit in themes.UNITS)) == [
        ("x", "y", 1, 1, 1, 1), ("x", "z", 0, 0, 1, 1), ("y", "z", 0, 0, 1, 1), ("w", "x", 0, 0, 0, 1), ("w", "y", 0, 0, 0, 1),
        ("w", "z", 0, 0, 0, 1),
    ]  # fmt: skip
    assert told(found, *(f"{unit}_ids" for unit in themes.UNITS))[0] == (
        ["a#s1"],
        ["a#[10:38]"],
        ["a#b1"],
        ["a"],
    )
    assert len(themes.cooccurrence_by_unit(coded, table, values=[])) == 0


def test_frames() -> None:
    coded, base = themes.units(CODED, SENTENCED), themes.all_units(SENTENCED)
    found = themes.frames(coded, base, theme="x", values=["f", "g", "h"])
    assert told(found, "frame", "unit_count", "unit_ids", "share_of_theme") == [
        ("f", 1, ["a#s1"], 1 / 3), ("g", 1, ["b#s1"], 1 / 3), ("h", 0, [], 0),
    ]  # fmt: skip
    more = themes.all_units(sentences("a1.1", "a1.2", "a2.3", "b1.1", "b1.2", "c1.1", "d1.1", "d1.2"))
    everything = themes.frames(coded, more, theme=None, values=["f"])
    assert told(everything, "unit_count", "unit_ids", "share_of_theme") == [
        (3, ["a#s1", "b#s2", "c#s1"], 3 / 8)
    ]
    assert themes.frames(coded, base, theme="z", values=["f"])["share_of_theme"].isna().all()


def test_places() -> None:
    found = themes.places(themes.units(CODED, SENTENCED), SENTENCED, theme="y")
    assert told(found, "document_id", "position", "unit_ids") == [("a", 0, ["a#s1"]), ("a", 1, ["a#s3"]), ("b", 0, ["b#s1"])]  # fmt: skip
    alone = sentences("c1.1")
    assert list(themes.places(themes.units(codings("c1:x"), alone), alone, theme="x")["position"]) == [0]


def test_what_is_treated_and_what_is_named_in_passing() -> None:
    assert themes.treated(CODED, value="x") == ["a"]  # in b one sentence carries it
    assert themes.treated(CODED, value="x.1", at_least=1) == ["a", "b"]
    assert themes.treated(CODED, value="x", among=["f"]) == [
        "a",
        "b",
    ]  # the frame stands in another sentence of b
    assert themes.treated(CODED, value="x", among=["y", "g"]) == ["a"]  # these stand in the same
    assert themes.treated(CODED, value="z", among=["x"]) == []


def test_rules() -> None:
    found = themes.rules(CODED, theme="x")
    assert told(found, "code", "rule", "coding_count", "document_count", "document_ids") == [("x.1", "x*", 4, 2, ["a", "b"])]  # fmt: skip
    assert [len(ids) for ids in found["coding_ids"]] == [4]


def test_wordings_differ_not_by_case_and_line_breaks() -> None:
    text = "AI\r\nlaw, AI law, ai  LAW, tax law."
    spans = [(0, 7), (9, 15), (17, 24), (26, 33)]
    coded = CODINGS.frame(
        [{"coding_id": f"a#c{n}", "document_id": "a", "sentence_id": "a#s1", "start": start, "end": end, "dimension": "theme",
          "code": "x.1", "theme": "x", "coder": "t", "rule": "x", "is_negated": False} for n, (start, end) in enumerate(spans)]
    )  # fmt: skip
    found = themes.wordings(coded, pd.DataFrame({"document_id": ["a"], "text": [text]}), theme="x")
    assert told(found, "wording", "coding_count", "coding_ids") == [("AI law", 3, ["a#c0", "a#c1", "a#c2"]), ("tax law", 1, ["a#c3"])]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        (lambda c, b, *v: themes.prevalence(c, b, by="theme", values=v),
         "theme unit_count unit_ids document_count document_ids share_of_units low high"),
        (lambda c, b, *v: themes.by_document(c, b, by="code", values=v), "document_id code unit_count unit_ids share_of_units"),
        (lambda c, b, *v: themes.by_period(c, b, documents(a="2024"), period="year", values=v),
         "period theme unit_count unit_ids document_count document_ids share_of_units low high"),
        (lambda c, b, *v: themes.cooccurrence(c, values=v), "theme with_theme unit_count unit_ids share_of_theme"),
        (lambda c, b, *v: themes.frames(c, b, theme="x", values=v), "theme frame unit_count unit_ids share_of_theme"),
    ],
    ids=["prevalence", "by_document", "by_period", "cooccurrence", "frames"],
)  # fmt: skip
def test_a_codebook_without_themes_or_frames_has_the_columns_too(
    measure: Callable[..., pd.DataFrame], columns: str
) -> None:
    coded = CODED.assign(unit_id=CODED["sentence_id"])
    base = SENTENCED.assign(unit_id=SENTENCED["sentence_id"])
    none, some = measure(coded, base), measure(coded, base, "x", "y")
    assert len(none) == 0 and len(some) > 0
    assert list(none.columns) == list(some.columns) == columns.split()
    numbers = [name for name in columns.split() if name.endswith("_count") or name.startswith("share")]
    assert (none[numbers].dtypes == some[numbers].dtypes).all()


@pytest.mark.parametrize(
    ("measure", "part"),
    [
        (lambda: themes.units(CODED, SENTENCED, unit="word"), "unit 'word' is not known; it is one of sentence, passage, block, document"),
        (lambda: themes.all_units(SENTENCED, unit="Sentence"), "unit 'Sentence'"),
        (lambda: themes.undated(documents(a=None), period="week"), "period 'week' is not known; it is one of year, month"),
        (lambda: themes.by_period(CODED, SENTENCED, documents(a=None), period="", values=[]), "period ''"),
    ],
)  # fmt: skip
def test_an_unknown_unit_or_period_is_refused(measure: object, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        measure()  # type: ignore[operator]


# What was set aside


def blocks(*given: tuple[str, int, str, bool, str | None]) -> pd.DataFrame:
    rows, at = [], {}
    for number, (document, size, kind, is_content, reason) in enumerate(given, start=1):
        start = at.get(document, 0)
        at[document] = start + size
        rows.append({"block_id": f"{document}#b{number}", "document_id": document, "place": number, "start": start, "end": start + size, "kind": kind,
                     "is_content": is_content, "reason": reason, "language": "en"})  # fmt: skip
    return BLOCKS.frame(rows)


BLOCKED = blocks(
    ("a", 50, "paragraph", True, None), ("a", 10, "boilerplate", False, "sign-off"), ("a", 30, "repeat", False, None),
    ("b", 100, "paragraph", True, None), ("b", 10, "boilerplate", False, "sign-off"), ("c", 0, "repeat", False, None),
)  # fmt: skip


def test_set_aside() -> None:
    found = reading.set_aside(BLOCKED)
    assert told(found, "kind", "block_count", "block_ids", "document_count", "document_ids", "character_count", "share_of_characters") == [
        ("repeat", 2, ["a#b3", "c#b6"], 2, ["a", "c"], 30, 0.15), ("boilerplate", 2, ["a#b2", "b#b5"], 2, ["a", "b"], 20, 0.1),
    ]  # fmt: skip
    assert len(reading.set_aside(BLOCKED[BLOCKED["is_content"]])) == 0


def test_set_aside_in_each_document() -> None:
    found = reading.set_aside(BLOCKED, each_document=True)
    assert told(found, "document_id", "kind", "block_ids", "share_of_characters")[:3] == [
        ("a", "repeat", ["a#b3"], 30 / 90), ("a", "boilerplate", ["a#b2"], 10 / 90), ("b", "boilerplate", ["b#b5"], 10 / 110),
    ]  # fmt: skip
    assert len(reading.set_aside(BLOCKED[BLOCKED["is_content"]], each_document=True)) == 0


def test_what_is_drawn_shows_each_reason_before_it_shows_one_twice() -> None:
    many = blocks(*[("a", 300, "repeat", False, "repeats")] * 9, ("a", 5, "boilerplate", False, "sign-off"), ("b", 5, "byline", False, None), ("b", 5, "paragraph", True, None))  # fmt: skip
    texts = pd.DataFrame({"document_id": ["a", "b"], "text": ["\n word " * 500, "12345 789"]})
    found = reading.drawn(many, texts, most=4)
    assert list(found["kind"]) == ["boilerplate", "byline", "repeat", "repeat"]
    assert found["passage_ids"].str.len().eq(1).all() and found["passage"].str.len().le(160).all()
    assert found["passage"][1] == "12345"
    assert len(reading.drawn(many, texts, most=99)) == 11
    assert len(reading.drawn(many[many["is_content"]], texts, most=4)) == 0


def test_near_copies_name_their_original_only_where_it_is_selected() -> None:
    given = documents(a=None, b=None, c=None).assign(
        duplicate_of=[None, "a", "z"], similarity=[None, 0.5, 0.75]
    )
    found = reading.near_copies(given)
    assert told(found, "document_id", "original_ids", "similarity") == [("c", [], 0.75), ("b", ["a"], 0.5)]
    assert list(found["original_id"].isna()) == [True, False]
    assert len(reading.near_copies(given.head(1))) == 0


def test_by_document_of_reading() -> None:
    found = reading.by_document(documents(a=None, b=None, d=None), BLOCKED, SENTENCED)
    assert told(found, "document_id", "sentence_count", "aside_count", "aside_ids") == [("a", 3, 2, ["a#b2", "a#b3"]), ("b", 2, 1, ["b#b5"]), ("d", 0, 0, [])]  # fmt: skip
    assert list(found["share_of_characters"][:2]) == [40 / 90, 10 / 110] and math.isnan(
        found["share_of_characters"][2]
    )


def test_languages() -> None:
    mixed = SENTENCED.assign(language=["en", "zh", "zh", "zh", "en", "fr"])
    found = reading.languages(mixed)
    assert told(found, "language", "sentence_count", "word_count") == [
        ("zh", 3, 6),
        ("en", 2, 4),
        ("fr", 1, 2),
    ]


# What must hold for any corpus

PLACES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 2), st.integers(1, 4)), min_size=1, max_size=12, unique_by=lambda place: (place[0], place[2]))  # fmt: skip
CODES = st.lists(st.sampled_from(["x", "y", "z", "!f", "!g"]), max_size=4)


@st.composite
def corpora(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    places = sorted(draw(PLACES))
    given = [f"{document}{number}:{code}" for document, _, number in places for code in draw(CODES)]
    return sentences(*(f"{d}{block}.{number}" for d, block, number in places)), codings(*given)


def every(table: pd.DataFrame, coded: pd.DataFrame, unit: str) -> Sequence[pd.DataFrame]:
    carrying, base = themes.units(coded, table, unit=unit), themes.all_units(table, unit=unit)
    dated = documents(a="2020-05", b="2020", c=None)
    return (
        themes.prevalence(carrying, base, by="theme", values=NAMES),
        themes.by_document(carrying, base, by="theme", values=NAMES),
        themes.by_period(carrying, base, dated, period="year", values=NAMES),
        themes.cooccurrence(carrying, values=NAMES),
        themes.frames(carrying, base, theme="x", values=["f", "g"]),
        themes.frames(carrying, base, theme=None, values=["f", "g"]),
    )


@settings(max_examples=12)
@given(corpora(), st.sampled_from(list(themes.UNITS)))
def test_counts_have_their_units_and_shares_lie_between_0_and_1(
    corpus: tuple[pd.DataFrame, pd.DataFrame], unit: str
) -> None:
    units = set(themes.all_units(corpus[0], unit=unit)["unit_id"])
    before = [table.copy(deep=True) for table in corpus]
    for result in every(*corpus, unit):
        assert (result["unit_count"] == [len(set(ids)) for ids in result["unit_ids"]]).all()
        assert set(result["unit_ids"].explode().dropna()) <= units
        share = next(name for name in result if name.startswith("share_of_"))
        assert result[share].dropna().between(0, 1).all()
    assert all(table.equals(copy) for table, copy in zip(corpus, before, strict=True))


@settings(max_examples=12)
@given(corpora(), st.randoms(use_true_random=False), st.sampled_from(list(themes.UNITS)))
def test_the_order_of_documents_and_codings_does_not_matter(
    corpus: tuple[pd.DataFrame, pd.DataFrame], random: object, unit: str
) -> None:
    shuffled = [table.sample(frac=1, random_state=random.randrange(2**31)) for table in corpus]  # type: ignore[attr-defined]
    for result, other in zip(every(*corpus, unit), every(*shuffled, unit), strict=True):
        for column in ("unit_ids", "document_ids"):
            if column in result:
                assert [set(ids) for ids in result[column]] == [set(ids) for ids in other[column]]
        kept = [name for name in result if not name.endswith("_ids")]
        pd.testing.assert_frame_equal(result[kept], other[kept])


@settings(max_examples=30)
@given(corpora())
def test_company_is_mutual(corpus: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = themes.cooccurrence(themes.units(corpus[1], corpus[0]), values=NAMES).set_index(
        ["theme", "with_theme"]
    )
    for theme, other in found.index:
        assert found["unit_ids"][theme, other] == found["unit_ids"][other, theme]


@settings(max_examples=10)
@given(corpora())
def test_swapped_names_swap_the_result(corpus: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    table, coded = corpus
    swapped = coded.assign(theme=coded["theme"].replace({"x": "y", "y": "x"}))
    for result, other in zip(
        every(table, coded, "sentence")[:4], every(table, swapped, "sentence")[:4], strict=True
    ):
        renamed = other.replace({"theme": {"x": "y", "y": "x"}, "with_theme": {"x": "y", "y": "x"}} if "with_theme" in other else {"theme": {"x": "y", "y": "x"}})  # fmt: skip
        keys = [name for name in ("document_id", "period", "theme", "with_theme") if name in result]
        left, right = (
            t.drop(columns="unit_ids").sort_values(keys, ignore_index=True) for t in (result, renamed)
        )
        pd.testing.assert_frame_equal(left.drop(columns="document_ids", errors="ignore"), right.drop(columns="document_ids", errors="ignore"))  # fmt: skip
