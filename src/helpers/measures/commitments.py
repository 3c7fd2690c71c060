"""What is promised, called for, proposed and under way: by whom, on which theme, until when, and with which figures.

Pure functions, tables in, tidy table out. Each `<thing>_count` stands beside `<thing>_ids`, the rows that were counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.measures.counting import counted
from helpers.measures.quantities import telling
from helpers.measures.spans import inside
from helpers.measures.voices import brief
from helpers.tables import FORCES

# Which forms bind: said outright, or told afterwards with 'would'.
BINDING = ("firm", "reported")


def held(commitments: pd.DataFrame, *, form: str) -> pd.DataFrame:
    """The commitments that bind (`binding`: firm, or reported with 'would'), or `all`: also hedged, conditional and
    refused ones. Raises ValueError for another word."""
    if form not in ("binding", "all"):
        raise ValueError(f"form {form!r} is not known; it is one of binding, all")
    kept = commitments if form == "all" else commitments[commitments["form"].isin(BINDING)]
    return kept.reset_index(drop=True)


def themed(commitments: pd.DataFrame, codings: pd.DataFrame, *, values: Sequence[str]) -> pd.DataFrame:
    """Each commitment with each theme that is coded inside what is to be done; one on two themes has two rows.

    Columns: those of `commitments`, theme. Words of a theme in the actor's name do not count.
    """
    actions = commitments.assign(start=commitments["action_start"], end=commitments["action_end"])
    pairs = inside(codings, actions, "coding_id", "commitment_id").merge(codings[["coding_id", "theme"]])
    pairs = pairs.loc[pairs["theme"].isin(list(values)), ["commitment_id", "theme"]].drop_duplicates()
    return commitments.merge(pairs, on="commitment_id")


def with_figures(commitments: pd.DataFrame, quantities: pd.DataFrame) -> pd.DataFrame:
    """The commitments with the `telling` figures that stand in them: `figures_ids` (a list, empty for none), `has_figure`,
    and `has_deadline`."""
    pairs = inside(telling(quantities), commitments, "quantity_id", "commitment_id")
    found = pairs.groupby("commitment_id")["quantity_id"].agg(list)
    ids = [found.get(one, []) for one in commitments["commitment_id"]]
    return commitments.assign(
        figures_ids=pd.Series(ids, commitments.index, dtype=object),
        has_figure=pd.Series([bool(own) for own in ids], commitments.index, dtype="bool"),
        has_deadline=commitments["deadline"].notna(),
    )


def bare(commitments: pd.DataFrame) -> pd.DataFrame:
    """What is promised without a figure, without a date, without either: one row per force, of `with_figures`.

    Columns: force, commitment_count, commitment_ids, and likewise figured_, dated_ and bare_ (neither), share_bare.
    """
    rows = []
    for force in FORCES:
        own = commitments[commitments["force"] == force]
        parts = {
            "commitment": own,
            "figured": own[own["has_figure"]],
            "dated": own[own["has_deadline"]],
            "bare": own[~own["has_figure"] & ~own["has_deadline"]],
        }
        row: dict[str, object] = {"force": force}
        for name, part in parts.items():
            row |= {f"{name}_count": len(part), f"{name}_ids": list(part["commitment_id"])}
        row["share_bare"] = len(parts["bare"]) / len(own) if len(own) else None
        rows.append(row)
    result = pd.DataFrame(rows)
    return result[result["commitment_count"] > 0].astype({"share_bare": "float64"}).reset_index(drop=True)


def apart(commitments: pd.DataFrame) -> pd.DataFrame:
    """One row per commitment and each of those who make it together; none for those of which no actor is known."""
    known = commitments[commitments["actor"].notna()]
    rows = known.assign(actor=known["actor"].str.split("; ")).explode("actor", ignore_index=True)
    return rows.astype({"actor": "str"})


def actors(commitments: pd.DataFrame) -> pd.DataFrame:
    """Who promises, calls and proposes: one row per actor, those with the most commitments first.

    Columns: actor, commitment_count, commitment_ids, and <force>_count, <force>_ids for each force, document_count,
    document_ids. What several commit to together counts for each of them; without a known actor it is in no row.
    """
    commitments = apart(commitments)
    result = counted(commitments.groupby("actor", sort=True), "commitment")
    for force in FORCES:
        own = commitments[commitments["force"] == force].groupby("actor")["commitment_id"].agg(list)
        ids = pd.Series([own.get(name, []) for name in result["actor"]], result.index, dtype=object)
        result = result.assign(**{f"{force}_count": ids.map(len).astype("int64"), f"{force}_ids": ids})
    return result


def wholes(commitments: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Initiatives with their parts: one row per part in the order of the text, in the row of what it is part of.

    Columns: whole (its words), whole_ids, part, part_ids, force, document_id. A part with parts of its own is in a row
    as a part and in others as a whole.
    """
    said = _words(commitments, texts)
    words = dict(zip(commitments["commitment_id"], said, strict=True))
    parts = commitments[commitments["part_of"].isin(list(words))]
    return pd.DataFrame(
        {
            "whole": [words[one] for one in parts["part_of"]],
            "whole_ids": [[one] for one in parts["part_of"]],
            "part": [words[one] for one in parts["commitment_id"]],
            "part_ids": [[one] for one in parts["commitment_id"]],
            "force": list(parts["force"]),
            "document_id": list(parts["document_id"]),
        }
    )


def ledger(
    commitments: pd.DataFrame,
    quantities: pd.DataFrame,
    themes: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    most: int | None = None,
) -> pd.DataFrame:
    """The commitments as a reader goes through them: the first `most`, in the order of the corpus.

    `commitments` come from `with_figures`, `themes` from `themed` with theme_label. Columns: those of `commitments`, action
    (its words on one line, cut where long), action_ids, figures (their words; null for none), themes (labels; '' for none).
    """
    shown = commitments.head(most) if most is not None else commitments
    stored = dict(zip(texts["document_id"], texts["text"], strict=True))
    places = {
        row.quantity_id: brief(stored[row.document_id][row.start : row.end])
        for row in quantities.itertuples()
    }
    used = themes.drop_duplicates(["commitment_id", "theme_label"]).groupby("commitment_id")["theme_label"]
    return shown.assign(
        action=_words(shown, texts),
        action_ids=shown["commitment_id"].map(lambda one: [one]),
        figures=shown["figures_ids"].map(lambda own: ", ".join(places[one] for one in own) or None),
        themes=shown["commitment_id"].map(used.agg(", ".join)).fillna(""),
    )


def _words(commitments: pd.DataFrame, texts: pd.DataFrame) -> list[str]:
    """What is to be done, in the words of the text on one line."""
    stored = dict(zip(texts["document_id"], texts["text"], strict=True))
    return [
        brief(stored[document_id][start:end])
        for document_id, start, end in zip(
            commitments["document_id"], commitments["action_start"], commitments["action_end"], strict=True
        )
    ]
