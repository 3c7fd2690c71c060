"""Figures over documents: nothing is set side by side, and nothing added up, that does not count the same."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers import tables
from helpers.measures import quantities as figures

TEXTS = {
    "a": "The Forum met. It drew 2,100 experts from 122 delegations. Police spent 5 million yuan.",
    "b": "The Forum met again. It drew nearly 2,000 participants from 120 delegations. Police spent 5 million yuan.",
    "c": "The Forum of 2024 drew guests from 130 delegations; 40 delegations signed.",
}
DATES = {"a": "2024-09", "b": "2025-09-19", "c": "2024-09-10"}
# document, printed, value, approx, counted, and what differs from a plain count in the document's second sentence
ROWS: list[tuple[str, str, float, str | None, str | None, dict[str, Any]]] = [
    ("a", "2,100", 2100, None, "experts", {}),
    ("a", "122", 122, None, "delegations", {}),
    ("a", "5 million yuan", 5e6, None, None, {"kind": "money", "currency": "CNY", "sentence_id": "a#s3"}),
    ("b", "nearly 2,000", 2000, "nearly", "participants", {}),
    ("b", "120", 120, None, "delegations", {}),
    ("b", "5 million yuan", 5e6, None, None, {"kind": "money", "currency": "CNY", "sentence_id": "b#s3"}),
    ("c", "130", 130, None, "delegations", {"sentence_id": "c#s1"}),
    ("c", "40", 40, None, "delegations", {"sentence_id": "c#s1"}),
]


def the_ledger(rows: list[Any] = ROWS) -> pd.DataFrame:
    made = []
    for number, (document, printed, value, approx, counted, other) in enumerate(rows):
        start = TEXTS[document].index(printed)
        made.append(
            {
                "quantity_id": f"{document}#q{number}", "document_id": document, "sentence_id": f"{document}#s2", "start": start,
                "end": start + len(printed), "kind": "count", "value": float(value), "approx": approx, "counted": counted,
                "language": "en", "rule": "made", **other,
            }
        )  # fmt: skip
    documents = pd.DataFrame(
        {"document_id": list(TEXTS), "title": ["First", None, "Third"], "file": ["a.txt", "b.txt", "c.txt"], "date": DATES.values()}
    )  # fmt: skip
    texts = pd.DataFrame({"document_id": list(TEXTS), "text": TEXTS.values()})
    return figures.ledger(tables.QUANTITIES.frame(made), texts, documents)


def test_one_among_others_is_in_no_ledger() -> None:
    (document, printed, *rest, other), *others = ROWS
    made = the_ledger([(document, printed, *rest, {**other, "rule": "one_of"}), *others])
    assert list(made["quantity_id"]) == list(the_ledger()["quantity_id"])[1:]


def instruments(*named: tuple[str, str, str]) -> pd.DataFrame:
    return tables.INSTRUMENTS.frame(
        [
            {
                "naming_id": f"{document}#i{number}", "document_id": document, "sentence_id": f"{document}#{sentence}", "start": 0,
                "end": 1, "instrument_id": name, "name": name, "kind": "forum", "status": "held", "language": "en", "rule": "made",
            }
            for number, (document, sentence, name) in enumerate(named)
        ]
    )  # fmt: skip


def test_the_ledger_prints_each_figure_as_its_text_does() -> None:
    shown = the_ledger()
    assert shown["figure"].tolist() == [row[1] for row in ROWS]
    assert shown["document"].tolist()[:4] == ["First", "First", "First", "b.txt"]
    assert shown["dated"].tolist()[:4] == ["2024-09"] * 3 + ["2025-09-19"]
    assert shown["figure_ids"].tolist()[0] == ["a#q0"]


def test_one_amount_in_two_currencies_is_one_figure() -> None:
    rows = the_ledger()
    rows.loc[rows["quantity_id"] == "b#q5", "equals"] = "a#q2"
    shown = figures.as_one(rows)
    assert len(shown) == len(ROWS) - 1
    (joined,) = shown[shown["figure"] == "5 million yuan (5 million yuan)"].to_dict("records")
    assert (joined["quantity_id"], joined["figure_ids"]) == ("a#q2", ["a#q2", "b#q5"])
    assert sorted(one for ids in shown["figure_ids"] for one in ids) == sorted(
        rows["quantity_id"]
    )  # none is lost
    assert figures.as_one(rows.head(0)).empty


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("delegations, regions and international organizations", "Regions, delegations and international organizations", True),
        ("participants", "participants from 120 delegations", True),
        ("law enforcement personnel", "personnel", False),
        ("foreign participants", "participants", False),
        ("delegation", "the delegations", True),
        ("people", "person", True),
        ("国家和地区", "國家與地區", True),
        ("参会代表", "代表", False),
        ("news", "new", True),  # plurals are folded without a dictionary
        ("series", "basis", False),
        ("ties", "tie", True),
        ("bus", "bu", False),
    ],
)  # fmt: skip
def test_the_words_by_which_two_figures_count_the_same(one: str, other: str, same: bool) -> None:
    assert (figures.thing(one) == figures.thing(other)) is same


def test_words_that_name_nothing_count_nothing() -> None:
    assert figures.thing("the other") is None


def test_a_series_joins_what_is_counted_of_the_same_instrument() -> None:
    named = instruments(("a", "s1", "Forum"), ("b", "s3", "Forum"), ("c", "s9", "Another forum"))
    found = figures.series(the_ledger(), instruments=named)
    assert found["figure"].tolist() == ["2,100", "nearly 2,000", "122", "120"]  # not c's delegations
    assert found["counted"].tolist()[:2] == ["participants"] * 2  # those who came, experts or not
    assert found["about"].unique().tolist() == ["Forum"]
    last = found.iloc[3]
    assert (last["difference"], last["ratio"], last["is_exact"], last["verdict"]) == (
        -2,
        120 / 122,
        True,
        "differ",
    )
    assert last["compared_ids"] == ["a#q1", "b#q4"]
    assert found["beside"].tolist()[2:] == ["2,100 experts", "nearly 2,000 participants"]
    assert found["beside_ids"].tolist()[2:] == [["a#q0"], ["b#q3"]]


def series(ledger: pd.DataFrame, **given: pd.DataFrame) -> pd.DataFrame:
    """The series but for that of participants."""
    found = figures.series(ledger, **given)
    return found[found["counted"] != figures.PARTICIPANTS]


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("A total of 90 experts, scholars and staff of many offices attended the talks.", True),
        ("The week brought together some 90 officials.", True),
        ("会议共有90名代表出席。", True),
        ("Guests from 90 towns attended.", False),  # whence they came
        ("The police held 90 people. Ministers attended.", False),
        ("It trained 90 officers.", False),
    ],
)
def test_who_came_is_told_by_the_sentence(text: str, came: bool) -> None:
    start = text.index("90")
    row = {"quantity_id": "x#q1", "document_id": "x", "sentence_id": "x#s1", "start": start, "end": start + 2, "kind": "count",
           "value": 90.0, "counted": "people", "language": "en", "rule": "made"}  # fmt: skip
    documents = pd.DataFrame({"document_id": ["x"], "title": ["X"], "file": ["x.txt"], "date": ["2024"]})
    texts = pd.DataFrame({"document_id": ["x"], "text": [text]})
    assert figures.ledger(tables.QUANTITIES.frame([row]), texts, documents)["came"].item() is came


def test_what_its_own_sentence_names_tells_what_a_figure_is_about() -> None:
    named = [(document, "s1", "Forum") for document in TEXTS]
    assert len(series(the_ledger(), instruments=instruments(*named))) == 4
    found = series(the_ledger(), instruments=instruments(*named, ("b", "s2", "Operation")))
    assert found["document_id"].tolist() == ["a", "c", "c"]  # b's delegations took part in the operation


def test_a_series_that_lies_in_a_wider_one_is_not_told_again() -> None:
    forum = [(document, "s1", "Forum") for document in TEXTS]
    found = series(the_ledger(), instruments=instruments(*forum, ("a", "s1", "Week"), ("b", "s1", "Week")))
    assert found["about"].tolist() == ["Forum"] * 4


def test_figures_of_one_date_contradict_unless_one_document_tells_both() -> None:
    named = instruments(*((document, "s1", "Forum") for document in TEXTS))
    found = series(the_ledger(), instruments=named)
    assert found["figure"].tolist() == ["122", "130", "40", "120"]
    assert found["verdict"].tolist()[1:] == ["contradict", "differ", "differ"]
    undated = series(the_ledger().assign(dated=None), instruments=named)
    assert undated["verdict"].tolist()[1:] == ["differ"] * 3


def test_people_and_countries_may_be_any() -> None:
    rows = [
        (*row[:4], row[4] and row[4].replace("delegations", "countries and regions"), row[5]) for row in ROWS
    ]
    named = instruments(*((document, "s1", "Forum") for document in TEXTS))
    assert series(the_ledger(rows), instruments=named).empty
    assert figures.repeated(the_ledger(rows))["told"].tolist() == ["5 million yuan"]


def test_a_forum_named_late_is_not_what_a_document_reports() -> None:
    named = [("a", "s1", "Forum"), ("b", "s1", "Forum")]
    rows = [(*row[:5], {**row[5], "sentence_id": f"{row[0]}#s9"}) for row in ROWS]
    assert len(series(the_ledger(rows), instruments=instruments(*named))) == 2
    assert series(the_ledger(rows), instruments=instruments(*named).assign(kind="operation")).empty
    assert series(the_ledger(rows), instruments=instruments(named[0], ("b", "s6", "Forum"))).empty


def test_an_actor_joins_what_more_than_one_word_tells() -> None:
    named = pd.DataFrame(
        {"sentence_id": ["a#s2", "b#s2", "c#s1"], "name": ["Norway", "Norway", "Chile"], "kind": "country"}
    )
    assert series(the_ledger(), mentions=named).empty  # delegations of Norway may be to anything
    rows = [(*row[:4], row[4] and f"trade {row[4]}", row[5]) for row in ROWS]
    found = series(the_ledger(rows), mentions=named)
    assert found["figure"].tolist() == ["122", "120"]
    assert found["about"].unique().tolist() == ["Norway"]


def test_millions_are_no_number_to_subtract_or_to_tell_again() -> None:
    rows = [
        (document, printed, value, "multiples" if document == "a" else approx, counted, given)
        for document, printed, value, approx, counted, given in ROWS
    ]
    found = series(the_ledger(rows))
    assert found["difference"].isna().tolist() == [True, True, False, False]
    assert "5 million yuan" not in figures.repeated(the_ledger(rows))["told"].tolist()


def test_without_instruments_and_actors_the_words_alone_join() -> None:
    assert series(the_ledger())["figure"].tolist() == ["122", "130", "40", "120"]
    assert series(the_ledger()[:3]).empty  # of one document
    rows = [(*row[:5], {**row[5], "date": "2020"}) for row in ROWS]
    assert series(the_ledger(rows))["date"].tolist() == ["2020"] * 4  # the figure's own


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ((2000, None, "nearly"), (1986, None, None), "agree"),
        ((2000, None, "nearly"), (2100, None, None), "differ"),
        ((300, None, "over"), (900, None, None), "agree"),
        ((300, None, "at_most"), (301, None, None), "differ"),
        ((10, None, "multiples"), (60, None, None), "agree"),
        ((100, None, "multiples"), (1000, None, "multiples"), "differ"),
        ((-100, None, "about"), (-95, None, None), "agree"),
        ((-100, None, "nearly"), (-95, None, None), "agree"),
        ((-100, None, "under"), (-105, None, None), "agree"),
        ((5, 10, None), (8, None, None), "agree"),
        ((5, 10, None), (11, None, None), "differ"),
        ((100, None, "about"), (95, None, None), "agree"),
    ],
)
def test_two_figures_agree_where_one_number_can_be_meant(one: Any, other: Any, verdict: str) -> None:
    rows = [
        (document, "5 million yuan", value, approx, "cases", {"high": high and float(high)})
        for document, (value, high, approx) in zip("ab", (one, other), strict=True)
    ]
    assert figures.series(the_ledger(rows))["verdict"].tolist()[1] == verdict
    assert figures.repeated(the_ledger(rows))["verdict"].item() == verdict


def test_what_documents_tell_again() -> None:
    found = figures.repeated(the_ledger()).set_index("told")
    assert found.loc["122; 120; 130; 40", "verdict"] == "differ"
    assert found.loc["122; 120; 130; 40", "document_count"] == 3
    assert found.loc["5 million yuan", "figure_ids"] == ["a#q2", "b#q5"]
    assert len(found) == 2
    nameless = [("a", "122", 5, None, None, {}), ("b", "120", 5, None, None, {})]
    assert figures.repeated(the_ledger(nameless)).empty


def test_a_sum_is_formed_of_one_thing_only() -> None:
    delegations = the_ledger([row for row in ROWS if row[4] == "delegations"])
    assert figures.total(delegations)["value"] == 122 + 120 + 130 + 40
    assert figures.total(delegations)["figure_count"] == 4
    with pytest.raises(ValueError, match=r"thing differs: expert \(2,100\), delegation \(122\)"):
        figures.total(the_ledger()[:2])
    with pytest.raises(ValueError, match=r"kind differs.*\n.*currency differs"):
        figures.total(the_ledger()[1:3])
    with pytest.raises(ValueError, match="there are none"):
        figures.total(the_ledger()[:0])


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"kind": "percentage"}, "is a percentage"),
        ({"counted": None}, "names nothing"),
        ({"kind": "money", "unit": "cent"}, "names no currency"),
        ({"approx": "over"}, "is approximate"),
        ({"equals": "a#q0"}, "tells another of them again"),
    ],
)
def test_no_sum_of_what_cannot_be_added(other: dict[str, Any], fault: str) -> None:
    rows = [("a", "122", 122, None, "delegations", other), ("a", "122", 122, None, "delegations", {"kind": other.get("kind", "count"), "counted": other.get("counted", "delegations")})]  # fmt: skip
    given = the_ledger([rows[1], rows[0]])
    with pytest.raises(ValueError, match=fault):
        figures.total(given)


@pytest.mark.parametrize(
    ("approx", "high", "told"),
    [
        (None, None, (242, None, True)),
        ("over", None, (242, None, False)),
        (None, 130.0, (242, 252, False)),
        ("over", 130.0, (242, 252, False)),
    ],
)
def test_a_sum_says_whether_it_is_exact(
    approx: str | None, high: float | None, told: tuple[Any, ...]
) -> None:
    rows = [
        ("a", "122", 122, approx, "delegations", {}),
        ("b", "120", 120, None, "delegations", {"high": high}),
    ]
    found = figures.total(the_ledger(rows), approximate=True)
    assert (found["value"], found["high"], found["is_exact"]) == told
