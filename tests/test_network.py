"""Networks: every weight counted by hand on a ledger of eleven statements, and what must hold of any ledger."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import charts
from helpers.measures import network

DATES = {"d1": "2024-01-01", "d2": "2024-01-03", "d3": "2024-02-01", "d4": "2025-01-01"}
SIDES = {"+": "supports", "-": "opposes", "~": "neutral", "": None}


def ledger(*statements: str) -> pd.DataFrame:
    """'d1 A x+' is a statement in document d1 in which A supports x; '?' is an actor that is not named."""
    rows = []
    for number, told in enumerate(statements, 1):
        document, actor, use = told.split()
        code, side = (use[:-1], use[-1]) if use[-1] in "+-~" else (use, "")
        rows.append({"statement_id": f"t{number}", "document_id": document, "date": DATES.get(document),
                     "actor": None if actor == "?" else actor, "code": code, "position": SIDES[side]})  # fmt: skip
    names = ["statement_id", "document_id", "date", "actor", "code", "position"]
    return pd.DataFrame(rows, columns=names).astype("str")


# For x: A four times for it; B once for it and once against; C once against. For y: A and B against, C for it.
SAID = ledger("d1 A x+", "d1 A x+", "d1 B x+", "d1 B x-", "d1 A y-", "d2 B y-", "d2 A x+", "d2 C y+", "d3 C x-",
              "d3 B y", "d4 A x+", "d4 ? x+")  # fmt: skip


def weights(ties: pd.DataFrame) -> dict[str, float]:
    return {f"{s}{t}": w for s, t, w in ties[["source", "target", "weight"]].itertuples(index=False)}


@pytest.mark.parametrize(
    ("qualifier", "normalisation", "expected"),
    [
        ("ignore", "no", {"Ax": 4, "Ay": 1, "Bx": 2, "By": 2, "Cx": 1, "Cy": 1}),
        ("subtract", "no", {"Ax": 4, "Ay": -1, "Bx": 0, "By": -1, "Cx": -1, "Cy": 1}),
        ("combine", "no", {"Ax": 1, "Ay": 2, "Bx": 3, "By": 2, "Cx": 2, "Cy": 1}),
        ("ignore", "activity", {"Ax": 4 / 5, "Ay": 1 / 5, "Bx": 2 / 4, "By": 2 / 4, "Cx": 1 / 2, "Cy": 1 / 2}),
        ("ignore", "prominence", {"Ax": 4 / 7, "Ay": 1 / 4, "Bx": 2 / 7, "By": 2 / 4, "Cx": 1 / 7, "Cy": 1 / 4}),
        # B's statement on y without a position is not counted: B has three, y three.
        ("subtract", "activity", {"Ax": 4 / 5, "Ay": -1 / 5, "Bx": 0, "By": -1 / 3, "Cx": -1 / 2, "Cy": 1 / 2}),
        ("subtract", "prominence", {"Ax": 4 / 7, "Ay": -1 / 3, "Bx": 0, "By": -1 / 3, "Cx": -1 / 7, "Cy": 1 / 3}),
    ],
)  # fmt: skip
def test_affiliation(qualifier: str, normalisation: str, expected: dict[str, float]) -> None:
    found = network.affiliation(SAID, qualifier=qualifier, normalisation=normalisation)
    assert weights(found) == expected
    assert list(found["weight"].abs()) == sorted(found["weight"].abs(), reverse=True)


def test_affiliation_has_its_statements() -> None:
    found = network.affiliation(SAID).set_index(["source", "target"])["statement_ids"]
    assert found["A", "x"] == ["t1", "t2", "t7", "t11"]
    assert found["B", "y"] == ["t6", "t10"]
    assert network.affiliation(SAID, qualifier="subtract").set_index(["source", "target"])["statement_ids"][
        "B", "y"
    ] == ["t6"]


@pytest.mark.parametrize(
    ("qualifier", "normalisation", "expected"),
    [
        ("congruence", "no", {"AB": 5, "BC": 1}),
        ("conflict", "no", {"AC": 5, "AB": 4, "BC": 2}),
        ("subtract", "no", {"AB": 1, "BC": -1, "AC": -5}),
        ("ignore", "no", {"AB": 10, "AC": 5, "BC": 4}),
        # With a position A makes 5 statements, B 3, C 2; B makes 4 where it is ignored.
        ("congruence", "average", {"AB": 5 / 4, "BC": 1 / 2.5}),
        ("conflict", "average", {"AC": 5 / 3.5, "AB": 4 / 4, "BC": 2 / 2.5}),
        ("subtract", "average", {"AB": 1 / 4, "BC": -1 / 2.5, "AC": -5 / 3.5}),
        ("ignore", "average", {"AB": 10 / 4.5, "AC": 5 / 3.5, "BC": 4 / 3}),
        # AB: B's x- is alone, 4 × 1 on x+ and 1 × 1 on y- are shared. BC: x+, y- and y+ are alone, 1 × 1 on x- is shared.
        ("congruence", "jaccard", {"AB": 5 / 6, "BC": 1 / 4}),
        # AC: all of A's 5 and C's 2 are alone.
        ("conflict", "jaccard", {"AC": 5 / 7, "AB": 4 / 6, "BC": 2 / 4}),
        ("subtract", "jaccard", {"AB": 1 / 6, "BC": -1 / 4, "AC": -5 / 7}),
        ("ignore", "jaccard", {"AB": 1, "AC": 1, "BC": 1}),
        ("congruence", "cosine", {"AB": 5 / 15, "BC": 1 / 6}),
        ("conflict", "cosine", {"AC": 5 / 10, "AB": 4 / 15, "BC": 2 / 6}),
        ("subtract", "cosine", {"AB": 1 / 15, "BC": -1 / 6, "AC": -5 / 10}),
        ("ignore", "cosine", {"AB": 10 / 20, "AC": 5 / 10, "BC": 4 / 8}),
    ],
)
def test_one_mode(qualifier: str, normalisation: str, expected: dict[str, float]) -> None:
    found = network.one_mode(SAID, qualifier=qualifier, normalisation=normalisation)
    assert weights(found) == expected


def test_one_mode_has_the_statements_of_either_side() -> None:
    found = network.one_mode(SAID, qualifier="conflict").set_index(["source", "target"]).loc[("A", "C")]
    assert (found["source_ids"], found["target_ids"]) == (["t1", "t2", "t5", "t7", "t11"], ["t8", "t9"])
    assert found["statement_ids"] == ["t1", "t2", "t5", "t7", "t8", "t9", "t11"]
    assert found["statement_count"] == 7


def test_codes_are_tied_through_actors() -> None:
    """A: x+ 4 × y- 1 differ; B: x+ y- differ, x- y- agree; C: x- y+ differ."""
    assert weights(network.one_mode(SAID, "code", "actor")) == {"xy": 1}
    assert weights(network.one_mode(SAID, "code", "actor", qualifier="conflict")) == {"xy": 4 + 1 + 1}


def test_neutral_statements_agree_with_nobody() -> None:
    said = ledger("d1 A x~", "d1 B x~", "d1 C x+")
    assert network.one_mode(said).empty
    assert network.one_mode(said, qualifier="conflict").empty
    assert weights(network.one_mode(said, qualifier="ignore")) == {"AB": 1, "AC": 1, "BC": 1}


def test_agreement_may_be_a_number() -> None:
    numbers = SAID.assign(position=SAID["position"].map({"supports": 1, "opposes": 0}).astype("Int64"))
    for qualifier in network.QUALIFIERS:
        found = network.one_mode(numbers, qualifier=qualifier)
        pd.testing.assert_frame_equal(found, network.one_mode(SAID, qualifier=qualifier))


def test_a_statement_counts_once_for_an_actor_and_code() -> None:
    said = SAID.assign(theme="z")
    twice = pd.concat([said[:1], said[:1].assign(code="y"), said[2:3]])
    assert weights(network.affiliation(twice, code="theme")) == {"Az": 1, "Bz": 1}
    assert weights(network.one_mode(twice, through="theme")) == {"AB": 1}


def test_what_is_not_known_is_refused() -> None:
    for wrong in ({"qualifier": "agree"}, {"normalisation": "activity"}):
        with pytest.raises(ValueError, match="known are"):
            network.one_mode(SAID, **wrong)
    with pytest.raises(ValueError, match="known are no"):
        network.affiliation(SAID, qualifier="combine", normalisation="activity")
    with pytest.raises(ValueError, match="also 3, maybe"):
        network.one_mode(SAID.assign(position=["3", "maybe", *["supports"] * 10]))
    with pytest.raises(ValueError, match="known are statement"):
        network.distinct(SAID, per="decade")


@pytest.mark.parametrize("function", [network.affiliation, network.one_mode, network.nodes])
def test_nothing_is_tied_by_nothing(function: object) -> None:
    assert function(SAID[:0]).empty  # type: ignore[operator]
    assert function(SAID[-1:]).empty  # type: ignore[operator]


# Duplicates, windows, exclusion, nodes


@pytest.mark.parametrize(
    ("per", "kept"),
    [
        ("statement", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("document", [1, 3, 4, 5, 6, 7, 8, 9]),
        ("week", [1, 4, 5, 6, 8, 9]),  # Monday to Sunday; 30 December and 1 January share one
        ("month", [1, 5, 6, 7, 8, 9]),
        ("year", [1, 6, 9]),
        ("range", [1]),
    ],
)
def test_duplicates(per: str, kept: list[int]) -> None:
    dates = ["2024-01-01", "2024-01-01", "2024-01-07", "2024-01-08", "2024-02-01", "2025-01-01", "2024-12-30",
             "2024-03", None]  # fmt: skip
    same = pd.DataFrame({"statement_id": [f"t{n}" for n in range(1, 10)], "document_id": ["d1", "d1", *(f"d{n}" for n in range(3, 10))],
                         "date": dates, "actor": "A", "code": "x", "position": "supports"})  # fmt: skip
    assert list(network.distinct(same.astype("str"), per=per)["statement_id"]) == [f"t{n}" for n in kept]


def test_only_the_same_is_a_duplicate() -> None:
    """In d1 only A's second statement on x repeats; without the position, also B's second."""
    assert weights(network.affiliation(network.distinct(SAID, per="document"))) == {
        "Ax": 3, "Ay": 1, "Bx": 2, "By": 2, "Cx": 1, "Cy": 1,
    }  # fmt: skip
    ignoring = network.distinct(SAID, per="document", same=("actor", "code"))
    assert weights(network.affiliation(ignoring))["Bx"] == 1
    assert weights(network.one_mode(network.distinct(SAID, per="range"))) == {"AB": 2, "BC": 1}


@pytest.mark.parametrize(
    ("unit", "size", "expected"),
    [
        ("days", 1, {"2024-01-01/2024-01-01": 5, "2024-01-02/2024-01-02": 0, "2024-01-03/2024-01-03": 3}),
        ("days", 3, {"2024-01-01/2024-01-03": 8}),
        ("weeks", 5, {"2024-01-01/2024-02-04": 10, "2024-01-08/2024-02-11": 2}),
        ("months", 1, {"2024-01-01/2024-01-31": 8, "2024-02-01/2024-02-29": 2}),
        ("years", 1, {"2024-01-01/2024-12-31": 10, "2025-01-01/2025-12-31": 2}),
        ("years", 9, {"2024-01-01/2032-12-31": 12}),
        # Five in d1, three in d2, two each in d3 and d4: days are never split.
        ("events", 6, {"2024-01-01/2024-01-03": 8, "2024-01-01/2024-02-01": 10, "2024-01-03/2025-01-01": 7}),
        ("events", 99, {"2024-01-01/2025-01-01": 12}),
    ],
)  # fmt: skip
def test_windows(unit: str, size: int, expected: dict[str, int]) -> None:
    found = {
        f"{first}/{last}": len(part) for first, last, part in network.windows(SAID, unit=unit, size=size)
    }
    assert {name: found[name] for name in expected if name in found} == expected
    if unit in ("years", "events"):
        assert list(found) == list(expected)


def test_windows_hold_what_is_dated_well_enough() -> None:
    coarse = SAID.assign(date=["2024-01", "2024", None, *SAID["date"][3:]])
    found = {unit: sum(len(part) for *_, part in network.windows(coarse, unit=unit, size=1))
             for unit in ("days", "months", "years")}  # fmt: skip
    assert found == {"days": 9, "months": 10, "years": 11}
    assert list(network.windows(SAID.assign(date=None), unit="years", size=1)) == []
    for wrong in ({"unit": "decades", "size": 1}, {"unit": "years", "size": 0}):
        with pytest.raises(ValueError, match=r"known are|at least"):
            list(network.windows(SAID, **wrong))


def test_values_are_left_out() -> None:
    left = network.without(SAID, {"code": ["y"], "actor": ["C"]})
    assert set(left["code"]) == {"x"}
    assert set(left["actor"].dropna()) == {"A", "B"}
    with pytest.raises(ValueError, match="code 'z', actor 'D'"):
        network.without(SAID, {"code": ["x", "z"], "actor": ["D"]})


def test_nodes_stand_whether_tied_or_not() -> None:
    said = SAID.assign(role=[None, "minister", *["expert"] * 10])
    found = network.nodes(said, attributes=["role"])
    assert list(found["node"]) == ["A", "B", "C"]
    assert list(found["statement_count"]) == [5, 4, 2]
    assert list(found["role"]) == ["expert", "expert", "expert"]
    assert found["statement_ids"][2] == ["t8", "t9"]
    assert list(found["mode"]) == ["actor"] * 3


# What must hold of any ledger

FEW = settings(max_examples=25)  # a data frame takes its time
STATEMENTS = st.lists(
    st.builds("{} {} {}{}".format, st.sampled_from(list(DATES)), st.sampled_from("ABC?"), st.sampled_from("xyz"),
              st.sampled_from(["+", "-", "~", ""])),
    max_size=14,
)  # fmt: skip


@FEW
@given(STATEMENTS)
def test_a_weight_is_the_pairs_of_statements_that_make_it(statements: list[str]) -> None:
    said = ledger(*statements)
    expected: dict[str, Counter[str]] = {qualifier: Counter() for qualifier in network.QUALIFIERS}
    for one, other in combinations(said.dropna(subset=["actor"]).itertuples(), 2):
        if one.code == other.code and one.actor != other.actor:
            pair = "".join(sorted([one.actor, other.actor]))
            expected["ignore"][pair] += 1
            if {one.position, other.position} <= {"supports", "opposes"}:
                is_same = one.position == other.position
                expected["congruence" if is_same else "conflict"][pair] += 1
                expected["subtract"][pair] += 1 if is_same else -1
    for qualifier, pairs in expected.items():
        assert weights(network.one_mode(said, qualifier=qualifier)) == dict(pairs)


@given(
    STATEMENTS, st.sampled_from(network.QUALIFIERS), st.sampled_from(["no", "average", "jaccard", "cosine"])
)
def test_ties_stand_on_statements_of_both(statements: list[str], qualifier: str, normalisation: str) -> None:
    said = ledger(*statements)
    actors = said.set_index("statement_id")["actor"]
    ties = network.one_mode(said, qualifier=qualifier, normalisation=normalisation)
    assert (ties["source"] < ties["target"]).all()
    assert not ties.duplicated(["source", "target"]).any()
    for tie in ties.itertuples():
        assert tie.source_ids
        assert tie.target_ids
        assert {actors[name] for name in tie.source_ids} == {tie.source}
        assert {actors[name] for name in tie.target_ids} == {tie.target}
        assert set(tie.statement_ids) == {*tie.source_ids, *tie.target_ids}
        assert tie.statement_count == len(set(tie.statement_ids))


@FEW
@given(STATEMENTS)
def test_affiliation_weights_are_their_statements(statements: list[str]) -> None:
    said = ledger(*statements)
    ties = network.affiliation(said)
    assert list(ties["weight"]) == list(ties["statement_count"])
    assert ties["weight"].sum() == said["actor"].notna().sum()
    for of, normalisation in (("source", "activity"), ("target", "prominence")):
        shares = network.affiliation(said, normalisation=normalisation).groupby(of)["weight"].sum()
        assert all(Fraction(share).limit_denominator(1000) == 1 for share in shares)


@FEW
@given(STATEMENTS, st.sampled_from(network.QUALIFIERS), st.integers(0, 99))
def test_neither_order_nor_the_name_of_the_sides_matters(
    statements: list[str], qualifier: str, seed: int
) -> None:
    said = ledger(*statements)
    swapped = said.assign(position=said["position"].replace({"supports": "opposes", "opposes": "supports"}))
    expected = weights(network.one_mode(said, qualifier=qualifier))
    assert weights(network.one_mode(swapped, qualifier=qualifier)) == expected
    assert weights(network.one_mode(said.sample(frac=1, random_state=seed), qualifier=qualifier)) == expected


@FEW
@given(STATEMENTS, st.sampled_from(network.DUPLICATES))
def test_leaving_out_duplicates_leaves_each_once(statements: list[str], per: str) -> None:
    said = ledger(*statements)
    once = network.distinct(said, per=per)
    pd.testing.assert_frame_equal(network.distinct(once, per=per), once)
    same = ["actor", "code", "position"]
    assert len(once[same].drop_duplicates()) == len(said[same].drop_duplicates())


# Charts


def drawn(said: pd.DataFrame, *, is_two_mode: bool) -> tuple[dict[str, Any], list[list[dict[str, Any]]]]:
    """The specification of the chart of a network, and its data: the ties', and the nodes'."""
    ties = network.affiliation(said) if is_two_mode else network.one_mode(said, qualifier="subtract")
    modes = [network.nodes(said), network.nodes(said, "code")] if is_two_mode else [network.nodes(said)]
    spec = charts.to_spec(charts.network(ties, *modes, weight="statements"))
    return spec, sorted(spec["datasets"].values(), key=lambda rows: "node" in rows[0])


@pytest.mark.parametrize("is_two_mode", [True, False])
def test_every_tie_and_node_of_a_chart_has_its_statements(is_two_mode: bool) -> None:
    spec, (lines, points) = drawn(SAID, is_two_mode=is_two_mode)
    assert len(lines) == (6 if is_two_mode else 3)
    assert len(points) == (5 if is_two_mode else 3)
    for row in lines + points:
        assert len(set(row["unit_ids"])) == row["unit_count"] > 0
    places = {(row["node"], row["mode"]): (row["x"], row["y"]) for row in points}
    assert len(set(places.values())) == len(places)
    for row in lines:
        assert places[row["source"], "actor"] == (row["x"], row["y"])
        assert places[row["target"], "code" if is_two_mode else "actor"] == (row["x2"], row["y2"])
    # What is seen, and the same under the pointer, are one set of rows.
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "rule", "point", "text", "text"]


def test_opposition_is_not_told_by_colour_alone() -> None:
    spec, (lines, _) = drawn(SAID, is_two_mode=False)
    assert {row["source"] + row["target"]: row["is_below"] for row in lines} == {
        "AB": False,
        "BC": True,
        "AC": True,
    }
    assert spec["layer"][0]["encoding"]["strokeDash"]["condition"][0]["test"] == "datum.is_below"
    assert "color" not in spec["layer"][0]["encoding"]


def test_a_chart_is_the_same_at_every_run() -> None:
    assert drawn(SAID, is_two_mode=False) == drawn(SAID, is_two_mode=False)


def test_camps_stand_side_by_side() -> None:
    """Two camps, each of four that agree among themselves and oppose the others, hold a half of the ring each."""
    camps = {"A": "+", "B": "-", "C": "+", "D": "-", "E": "+", "F": "-", "G": "+", "H": "-"}
    _, (_, points) = drawn(ledger(*(f"d1 {name} x{side}" for name, side in camps.items())), is_two_mode=False)
    middle = sum(row["x"] for row in points) / 8, sum(row["y"] for row in points) / 8
    ring = sorted(points, key=lambda row: math.atan2(row["y"] - middle[1], row["x"] - middle[0]))
    sides = [camps[row["node"]] for row in ring]
    assert sum(one != other for one, other in zip(sides, sides[1:] + sides[:1], strict=True)) == 2


def test_many_nodes_are_drawn_as_a_matrix() -> None:
    many = ledger(*(f"d1 {name} x+" for name in ("".join(pair) for pair in product("ABCDEFG", repeat=2))))
    spec, (cells,) = drawn(many, is_two_mode=False)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["circle", "text"]
    assert len(cells) == 49 * 48
    rows, columns = (spec["layer"][0]["encoding"][axis]["scale"]["domain"] for axis in "yx")
    assert rows == columns
    assert len(rows) == 49
    assert len(drawn(many, is_two_mode=True)[1][0]) == 49
