"""What is counted of commitments: which bind, on which theme they are, with which figures; nothing twice, nothing lost."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import tables
from helpers.measures import commitments as measure
from helpers.measures.spans import inside

TEXT = (
    "Cyberland will train 300 officers by 2030. It could join the pact. Ruritania calls for talks on terrorism, "
    "for 2 reasons. Measures: train judges, in 3 towns."
)
TEXTS = pd.DataFrame({"document_id": ["a"], "text": [TEXT]})


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def commitment(number: int, whole: str, action: str, force: str, **given: object) -> dict[str, Any]:
    (start, end), (action_start, action_end) = place(whole), place(action)
    return {
        "commitment_id": f"a#p{number}", "document_id": "a", "sentence_id": "a#s1", "start": start, "end": end, "force": force,
        "form": "firm", "action_start": action_start, "action_end": action_end, "language": "en", "rule": "made", **given,
    }  # fmt: skip


MADE = tables.COMMITMENTS.frame(
    [
        commitment(1, "Cyberland will train 300 officers by 2030", "train 300 officers by 2030", "promise",
                   actor="Cyberland", deadline="by 2030", deadline_date="2030"),
        commitment(2, "It could join the pact", "join the pact", "promise", actor="Cyberland", form="hedged"),
        commitment(3, "Ruritania calls for talks on terrorism", "talks on terrorism", "call", actor="Ruritania"),
        commitment(4, "Measures: train judges, in 3 towns", "Measures", "proposal"),
        commitment(5, "train judges, in 3 towns", "train judges, in 3 towns", "proposal", part_of="a#p4"),
    ]
)  # fmt: skip


def quantities(*printed: str) -> pd.DataFrame:
    rows = []
    for number, words in enumerate(printed):
        start, end = place(words)
        rows.append(
            {"quantity_id": f"a#q{number}", "document_id": "a", "sentence_id": "a#s1", "start": start, "end": end,
             "kind": "count", "value": float(words.split()[0]), "language": "en", "rule": "made"}
        )  # fmt: skip
    return tables.QUANTITIES.frame(rows)


def codings(*words: str) -> pd.DataFrame:
    rows = []
    for number, word in enumerate(words):
        start, end = place(word)
        theme = {"Cyberland": "cybersecurity", "terrorism": "terrorism"}[word]
        rows.append(
            {"coding_id": f"a#c{number}", "document_id": "a", "sentence_id": "a#s1", "start": start, "end": end,
             "dimension": "theme", "code": f"{theme}.1", "theme": theme, "coder": "made", "rule": "made", "is_negated": False}
        )  # fmt: skip
    return tables.CODINGS.frame(rows)


FIGURES = quantities("300", "2 reasons", "3 towns")


def test_only_what_binds_counts_unless_all_is_asked_for() -> None:
    assert list(measure.held(MADE, form="binding")["commitment_id"]) == ["a#p1", "a#p3", "a#p4", "a#p5"]
    assert len(measure.held(MADE, form="all")) == len(MADE)
    with pytest.raises(ValueError, match="one of binding, all"):
        measure.held(MADE, form="maybe")


def test_a_figure_belongs_to_the_commitments_it_stands_in() -> None:
    made = measure.with_figures(MADE, FIGURES)
    assert list(made["figures_ids"]) == [["a#q0"], [], [], ["a#q2"], ["a#q2"]]  # '2 reasons' is in none
    among = measure.with_figures(MADE, FIGURES.assign(rule="one_of"))
    assert not among["has_figure"].any()


def test_what_can_be_checked_later() -> None:
    bare = measure.bare(measure.with_figures(MADE, FIGURES)).set_index("force")
    assert list(bare.index) == ["promise", "call", "proposal"]
    assert bare.loc[
        "promise", ["commitment_count", "figured_count", "dated_count", "bare_count"]
    ].to_list() == [2, 1, 1, 1]
    assert bare.loc["promise", "bare_ids"] == ["a#p2"] and bare.loc["call", "share_bare"] == 1.0


def test_a_theme_counts_in_what_is_to_be_done_not_in_the_actors_name() -> None:
    themed = measure.themed(MADE, codings("Cyberland", "terrorism"), values=["cybersecurity", "terrorism"])
    assert list(zip(themed["commitment_id"], themed["theme"], strict=True)) == [("a#p3", "terrorism")]
    assert measure.themed(MADE, codings(), values=["terrorism"]).empty


def test_actors_count_each_force() -> None:
    actors = measure.actors(MADE).set_index("actor")
    assert actors.loc["Cyberland", ["commitment_count", "promise_count", "call_count"]].to_list() == [2, 2, 0]
    assert actors["commitment_count"].sum() == 3  # nobody makes the measures
    assert measure.actors(MADE.head(0)).empty


def test_what_several_commit_to_together_counts_for_each() -> None:
    joint = MADE.assign(actor=MADE["actor"].replace("Ruritania", "Ruritania; Cyberland"))
    actors = measure.actors(joint).set_index("actor")
    assert actors["commitment_count"].to_dict() == {"Cyberland": 3, "Ruritania": 1}
    assert len(set().union(*actors["commitment_ids"])) == 3  # as the notebook holds it against what was made


def test_parts_stand_beside_their_whole() -> None:
    (row,) = tables.rows(measure.wholes(MADE, TEXTS))
    assert (row["whole"], row["part"], row["part_ids"]) == ("Measures", "train judges, in 3 towns", ["a#p5"])


def test_the_ledger_tells_figures_and_themes_in_words() -> None:
    made = measure.with_figures(MADE, FIGURES)
    themes = measure.themed(made, codings("terrorism"), values=["terrorism"]).assign(theme_label="Terrorism")
    ledger = measure.ledger(made, FIGURES, themes, TEXTS, most=3)
    told = [tuple(row[name] for name in ("action", "figures", "themes")) for row in tables.rows(ledger)]
    assert told == [
        ("train 300 officers by 2030", "300", ""),
        ("join the pact", None, ""),
        ("talks on terrorism", None, "Terrorism"),
    ]


SPANS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(0, 9)), max_size=8)


@given(SPANS, SPANS)
@settings(max_examples=40, deadline=None)
def test_inside_is_what_comparing_each_with_each_gives(
    inner: list[tuple[str, int, int]], outer: list[tuple[str, int, int]]
) -> None:
    def table(name: str, spans: list[tuple[str, int, int]]) -> pd.DataFrame:
        rows = [(f"{name}{n}", d, min(a, b), max(a, b)) for n, (d, a, b) in enumerate(spans)]
        dtypes = {name: "str", "document_id": "str", "start": "int64", "end": "int64"}
        return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)

    small, large = table("x", inner), table("y", outer)
    expected = [
        (s["x"], g["y"]) for s in tables.rows(small) for g in tables.rows(large)
        if s["document_id"] == g["document_id"] and g["start"] <= s["start"] and s["end"] <= g["end"]
    ]  # fmt: skip
    assert list(inside(small, large, "x", "y").itertuples(index=False, name=None)) == expected


def test_where_nothing_is_promised_nothing_breaks() -> None:
    none = measure.with_figures(MADE.head(0), FIGURES)
    themed = measure.themed(none, codings("terrorism"), values=["terrorism"]).assign(theme_label="")
    tables_of = [
        measure.bare(none),
        measure.actors(none),
        measure.wholes(none, TEXTS),
        measure.ledger(none, FIGURES, themed, TEXTS),
        themed,
    ]
    assert [len(table) for table in tables_of] == [0] * 5
    assert all("commitment_id" in table or "force" in table or "actor" in table for table in tables_of)
