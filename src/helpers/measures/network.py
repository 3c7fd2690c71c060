"""Who is tied to whom by what they say: discourse networks as the Discourse Network Analyzer (DNA) computes them.

Pure functions on positions, one row per statement and code (table POSITIONS): who speaks, the code, and the position, which
is supports, opposes or neutral (1 or 0 also do). Any column may name the actors and any other the codes: actor,
organisation, country; code, theme. A row without the one or the other is in no network. A statement counts once for each
actor and code.

Results are tables of ties, heaviest first, whether their weight is above 0 or below: source, target, weight,
statement_count, statement_ids (the statements behind the tie). In all formulae x_ijk is the number of statements in which actor i uses code j with position k.

Sources: Leifeld, Gruber and Bossner, Discourse Network Analyzer Manual (2018), chapter 2, for every formula; rDNA's
documentation of dna_network for duplicates and time windows; Leifeld, Discourse Network Analysis, in The Oxford Handbook of
Political Networks (2017), for what the networks mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.measures.counting import counted

QUALIFIERS = ("ignore", "congruence", "conflict", "subtract")
DUPLICATES = ("statement", "document", "week", "month", "year", "range")
# What the date must give, and how pandas names the calendar's unit.
_CALENDAR = {"day": (10, "D"), "week": (10, "W"), "month": (7, "M"), "year": (4, "Y")}
_SIDES: Mapping[Any, int | None] = {"supports": 1, "opposes": 0, 1: 1, 0: 0, "neutral": None}

Counts = Counter[tuple[Any, int]]
Places = npt.NDArray[np.intp]


def affiliation(
    positions: pd.DataFrame,
    actor: str = "actor",
    code: str = "code",
    *,
    qualifier: str = "ignore",
    normalisation: str = "no",
) -> pd.DataFrame:
    """Ties of actors (source) to the codes that they use (target): the two-mode network.

    `qualifier` makes the weight: ignore, how often (Σ_k x_ijk); subtract, how much more often for it than against it
    (x_ij1 − x_ij0; a tie of 0 is balanced, not absent); combine, 1 where only for it, 2 only against it, 3 both.
    `normalisation` divides it: activity, by the statements of the actor (Σ_jk x_ijk); prominence, by those on the code
    (Σ_ik x_ijk); combine takes none. Raises ValueError for another word.
    """
    _known("qualifier", qualifier, ("ignore", "subtract", "combine"))
    _known(
        "normalisation",
        normalisation,
        ("no",) if qualifier == "combine" else ("no", "activity", "prominence"),
    )
    uses = _uses(positions, actor, code, qualifier)
    grouped = uses.groupby(["source", "target"], sort=True)
    found = grouped.agg(
        total=("side", "size"),
        supports=("side", "sum"),
        ids=("statement_id", lambda ids: list(dict.fromkeys(ids))),
    ).reset_index()
    opposes = found["total"] - found["supports"]
    weight = {
        "ignore": found["total"],
        "subtract": found["supports"] - opposes,
        "combine": (found["supports"] > 0) + 2 * (opposes > 0),
    }[qualifier]
    if normalisation != "no":
        of = {"activity": "source", "prominence": "target"}[normalisation]
        weight = weight / uses[of].value_counts().reindex(found[of]).to_numpy()
    return _table(found.assign(weight=weight, statement_ids=found["ids"]))


def one_mode(
    positions: pd.DataFrame,
    nodes: str = "actor",
    through: str = "code",
    *,
    qualifier: str = "congruence",
    normalisation: str = "no",
) -> pd.DataFrame:
    """Ties of actors with one another through the codes that both use; or of codes through actors, if so named.

    Every tie stands once, source before target in the alphabet. It has two columns more: source_ids and target_ids, the
    statements of either side. `qualifier` makes the weight ω:

    congruence  both for it or both against it: Σ_jk x_ijk x_i'jk
    conflict    one for it and one against it: Σ_j (x_ij1 x_i'j0 + x_ij0 x_i'j1)
    subtract    congruence less conflict; a tie of 0 is balanced, not absent
    ignore      both use it: Σ_j (Σ_k x_ijk)(Σ_k x_i'jk)

    A neutral statement, or one whose position is not known, is neither for nor against: it takes part only where the
    position is ignored. `normalisation` divides ω, so that who says much is not at the centre for that:

    average     half the statements of both: (Σ_jk x_ijk + Σ_jk x_i'jk) / 2
    jaccard     Σ_jk x_ijk [x_i'jk = 0] + Σ_jk x_i'jk [x_ijk = 0] + Σ_jk x_ijk x_i'jk; best without duplicates
    cosine      the product of their statements, Σ_jk x_ijk Σ_jk x_i'jk, as the manual's equation has it: not the cosine
                of the angle between their profiles

    A weight may exceed 1 even so where an actor says the same more than once; `distinct` leaves repetitions out. Raises
    ValueError for another word.
    """
    _known("qualifier", qualifier, QUALIFIERS)
    divide = _DIVISORS[_known("normalisation", normalisation, tuple(_DIVISORS))]
    uses = _uses(positions, nodes, through, qualifier)
    at, names = pd.factorize(uses["statement_id"])
    ids = names.to_numpy(dtype=object)
    counts: dict[Any, Counts] = {}
    users: dict[Any, dict[Any, dict[int, Places]]] = {}
    grouped: Any = uses.assign(at=at).groupby(["target", "source", "side"], sort=True)["at"]
    for (by, node, side), found in grouped:
        counts.setdefault(node, Counter())[by, side] = len(found)
        users.setdefault(by, {}).setdefault(node, {})[side] = found.to_numpy()
    weights: Counter[tuple[Any, Any]] = Counter()
    behind: dict[tuple[Any, Any], tuple[list[Places], list[Places]]] = {}
    for sides in users.values():
        for pair in combinations(sides, 2):
            for ours, own in sides[pair[0]].items():
                for theirs, other in sides[pair[1]].items():
                    if sign := _sign(qualifier, ours == theirs):
                        weights[pair] += sign * len(own) * len(other)
                        parts = behind.setdefault(pair, ([], []))
                        parts[0].append(own)
                        parts[1].append(other)
    rows = []
    for pair in sorted(behind):
        own, other = (np.unique(np.concatenate(places)) for places in behind[pair])
        told = {"statement_ids": np.union1d(own, other), "source_ids": own, "target_ids": other}
        evidence = {name: list(ids[places]) for name, places in told.items()}
        weight = weights[pair] / divide(counts[pair[0]], counts[pair[1]])
        rows.append({"source": pair[0], "target": pair[1], "weight": weight, **evidence})
    ties = pd.DataFrame(
        rows, columns=["source", "target", "weight", "statement_ids", "source_ids", "target_ids"]
    )
    return _table(ties, "source_ids", "target_ids")


def nodes(positions: pd.DataFrame, node: str = "actor", *, attributes: Sequence[str] = ()) -> pd.DataFrame:
    """The nodes of one kind, tied or not: one row per actor, organisation, code …, in the order of the alphabet.

    Columns: node, mode (the column it was in), statement_count, statement_ids, document_count, document_ids, and each of
    the attributes with the value that it has most often. Those that no tie names are isolates.
    """
    grouped = positions.drop_duplicates(["statement_id", node]).groupby(node, sort=True)
    result = (
        counted(grouped, "statement").rename(columns={node: "node"}).sort_values("node", ignore_index=True)
    )
    for name in attributes:
        often = (
            positions.groupby([node, name]).size().sort_values(ascending=False, kind="stable").reset_index()
        )
        result[name] = result["node"].map(often.drop_duplicates(node).set_index(node)[name])
    return result.assign(mode=node)


def distinct(
    positions: pd.DataFrame, *, per: str, same: Sequence[str] = ("actor", "code", "position")
) -> pd.DataFrame:
    """The positions without those that repeat an earlier row: the same actor, code and position.

    `per` says within what they count once: document, week (from Monday), month, year, or range, the whole of them. With
    statement, none is a repetition. Where a date does not tell the week, month or year, neither is the row one. The first
    is kept, and is the evidence. `same` names the columns that the network is made of; leave position out for one that
    ignores it. Raises ValueError for another word.
    """
    _known("duplicates", per, DUPLICATES)
    if per == "statement":
        return positions
    if per == "document":
        within = positions["document_id"]
    elif per == "range":
        within = pd.Series("", positions.index)
    else:
        periods = _periods(positions["date"], per)
        within = periods.astype("str").where(periods.notna())
    repeats = positions.assign(within=within).duplicated([*same, "within"]) & within.notna()
    return positions[~repeats]


def without(positions: pd.DataFrame, values: Mapping[str, Iterable[Any]]) -> pd.DataFrame:
    """The positions that have none of some values, such as {"organisation": ["Senate"], "code": [...]}.

    Raises ValueError naming every value that no position has.
    """
    listed = {name: list(ones) for name, ones in values.items()}
    if unknown := [
        f"{name} {one!r}"
        for name, ones in listed.items()
        for one in ones
        if not (positions[name] == one).any()
    ]:
        raise ValueError(f"no position has {', '.join(unknown)}; take it out of what is left out")
    left_out = pd.DataFrame(
        {name: positions[name].isin(ones) for name, ones in listed.items()}, positions.index
    )
    return positions[~left_out.any(axis="columns")]


def windows(positions: pd.DataFrame, *, unit: str, size: int) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Windows of time that move on by one unit, each with its first and last day and the positions in it.

    `size` days, weeks (from Monday), months or years of the calendar, from that of the first position to that of the last;
    a window may be empty. Of events: `size` positions in the order of their dates, and those of the same days as the first
    and the last of them. Where there is less than one window, it is the only one. Positions whose date is not known to the
    unit (for events: to the day) are in no window. Raises ValueError for another unit, or a size below 1.
    """
    _known("unit", unit, (*(f"{name}s" for name in _CALENDAR), "events"))
    if size < 1:
        raise ValueError(f"size {size}: a window holds 1 of its {unit} at least")
    periods = _periods(positions["date"], "day" if unit == "events" else unit[:-1])
    dated = positions[periods.notna()]
    at = periods.dropna()
    if dated.empty:
        return
    if unit == "events":
        order = at.sort_values(kind="stable")
        edges = [
            (order.iloc[n], order.iloc[min(n + size, len(order)) - 1])
            for n in range(max(len(order) - size, 0) + 1)
        ]
    else:
        last = max(at.max() - size + 1, at.min())
        edges = [(first, first + size - 1) for first in pd.period_range(at.min(), last)]
    for first, last in dict.fromkeys(edges):
        inside = dated[(at >= first) & (at <= last)]
        yield str(first.start_time.date()), str(last.end_time.date()), inside


def _uses(positions: pd.DataFrame, source: str, target: str, qualifier: str) -> pd.DataFrame:
    """What is counted: statement_id, source, target, side (1 for, 0 against; 0 where the position is ignored)."""
    uses = positions.assign(source=positions[source], target=positions[target], side=0)
    if qualifier != "ignore":
        uses["side"] = _sides(positions["position"])
    uses = uses.dropna(subset=["source", "target", "side"]).astype({"side": "int64"})
    return uses.drop_duplicates(["statement_id", "source", "target", "side"])


def _sides(position: pd.Series) -> pd.Series:
    if unknown := sorted({str(one) for one in position.dropna() if one not in _SIDES}):
        raise ValueError(
            f"position is supports, opposes, neutral, 1 or 0, and here also {', '.join(unknown)}; "
            "map a scale of more steps to these first, or ignore the position"
        )
    return position.map(_SIDES)


def _sign(qualifier: str, is_same: bool) -> int:
    if qualifier == "conflict":
        return int(not is_same)
    return 1 if is_same else -int(qualifier == "subtract")


def _jaccard(own: Counts, other: Counts) -> int:
    alone = sum(n for key, n in own.items() if key not in other) + sum(
        n for key, n in other.items() if key not in own
    )
    return alone + sum(n * other[key] for key, n in own.items())


_DIVISORS: Mapping[str, Callable[[Counts, Counts], float]] = {
    "no": lambda own, other: 1,
    "average": lambda own, other: (own.total() + other.total()) / 2,
    "jaccard": _jaccard,
    "cosine": lambda own, other: own.total() * other.total(),
}


def _table(ties: pd.DataFrame, *more: str) -> pd.DataFrame:
    ties = ties.assign(
        statement_count=ties["statement_ids"].map(len).astype("int64"), weight=ties["weight"].astype(float)
    )
    ties = ties.sort_values("weight", ascending=False, kind="stable", ignore_index=True, key=abs)
    return ties[["source", "target", "weight", "statement_count", "statement_ids", *more]]


def _periods(dates: pd.Series, unit: str) -> pd.Series:
    """The day, week, month or year of each date; none where it does not tell."""
    length, name = _CALENDAR[unit]
    known = dates.where(dates.str.len() >= length).str[:length]
    return pd.Series(pd.PeriodIndex(known, freq=name), dates.index)


def _known(option: str, value: str, known: Iterable[str]) -> str:
    if value not in known:
        raise ValueError(f"{option} {value!r}: known are {', '.join(known)}")
    return value
