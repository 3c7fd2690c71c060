"""Who speaks, in which mode, about what, and what is said without a source.

Pure functions, tables in, tidy table out. Each `<thing>_count` stands beside `<thing>_ids`, the rows that were counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers import tables
from helpers.measures.counting import counted
from helpers.measures.spans import inside

SPEECH = "speech"  # the kind of statement, beside attitude and event
LEDGER = 220  # characters of a content that the ledger shows
# Who answers for what a coding marks.
SOURCES = ("named", "unnamed", "none")


def positions(
    statements: pd.DataFrame,
    contents: pd.DataFrame,
    codings: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    dimension: str = "theme",
) -> pd.DataFrame:
    """Each statement with each code that it uses, as the table POSITIONS; what networks are made of.

    A statement uses a code where a coding of that code lies in its contents: not in its cue, nor in the words for its
    speaker. Where one statement stands in another, both use it. `dimension` is theme or frame. position is the
    statement's stance, to whatever it speaks of; null where it is not plain.
    """
    used = _inside(codings[codings["dimension"] == dimension], contents)
    used = used[["statement_id", "code", "theme", "coder"]].drop_duplicates()
    titles = documents.assign(document=documents["title"].fillna(documents["file"]))
    joined = statements.merge(used, on="statement_id").merge(
        titles[["document_id", "document", "date"]], on="document_id"
    )
    kind = joined["speaker_id"].map(_kind, na_action="ignore").astype("str")
    joined = joined.assign(
        actor=joined["speaker"],
        actor_id=joined["speaker_id"],
        actor_kind=kind,
        organisation=joined["organisation"].where(
            ~kind.isin(["country", "organisation"]) | joined["organisation"].notna(), joined["speaker"]
        ),
        position=joined["stance"],
    )
    # Without rows nothing tells which columns hold words.
    dtypes = {name: column.dtype for name, column in tables.POSITIONS.columns.items()}
    return tables.check(joined[list(dtypes)].astype(dtypes), tables.POSITIONS)


def spoken(statements: pd.DataFrame, *, said: str) -> pd.DataFrame:
    """Statements of speech alone, or `all`: also what somebody believes, wants or does, and what happened.

    What somebody says inside a statement of their own ("I call on …" in a speech) is not counted again. Raises ValueError
    for another word.
    """
    if said not in (SPEECH, "all"):
        raise ValueError(f"said {said!r} is not known; it is one of {SPEECH}, all")
    kept = statements if said == "all" else statements[statements["kind"] == SPEECH]
    around = kept["nested_in"].map(dict(zip(kept["statement_id"], kept["speaker"], strict=True)))
    return kept[around.isna() | (around != kept["speaker"])].reset_index(drop=True)


def ledger(
    statements: pd.DataFrame, positions: pd.DataFrame, texts: pd.DataFrame, *, most: int | None = None
) -> pd.DataFrame:
    """The statements as a reader wants to go through them: the first `most`, in the order of the corpus.

    `positions` carries theme_label. Columns: those of `statements`, said (the words from the first to the last of the
    content on one line, cut at LEDGER characters), said_ids, themes (their labels; empty where the content uses none).
    """
    shown = statements.head(most) if most is not None else statements
    stored = dict(zip(texts["document_id"], texts["text"], strict=True))
    places = zip(shown["document_id"], shown["content_start"], shown["content_end"], strict=True)
    used = positions.drop_duplicates(["statement_id", "theme_label"]).groupby("statement_id")["theme_label"]
    return shown.assign(
        said=[brief(stored[document_id][start:end]) for document_id, start, end in places],
        said_ids=shown["statement_id"].map(lambda statement_id: [statement_id]),
        themes=shown["statement_id"].map(used.agg(", ".join)).fillna(""),
    )


def speakers(statements: pd.DataFrame) -> pd.DataFrame:
    """Who speaks: one row per speaker, those with the most statements first.

    Columns: speaker, speaker_kind (country, organisation, person; null where it is not known), country, statement_count,
    statement_ids, document_count, document_ids, direct_count, direct_ids (all of it in quotation marks), share_direct.
    Statements of which nobody is named are in no row; `sources` counts those.
    """
    kinds = statements["speaker_id"].map(_kind, na_action="ignore").astype("str")
    grouped = statements.assign(speaker_kind=kinds).groupby("speaker", sort=True)
    result = counted(grouped, "statement")
    who = grouped[["speaker_kind", "country"]].first().reindex(result["speaker"])
    direct = statements[statements["mode"] == "direct"].groupby("speaker")["statement_id"].agg(list)
    ids = [direct.get(name, []) for name in result["speaker"]]
    return result.assign(
        speaker_kind=who["speaker_kind"].to_numpy(),
        country=who["country"].to_numpy(),
        direct_count=[len(own) for own in ids],
        direct_ids=pd.Series(ids, result.index, dtype=object),
        share_direct=[len(own) / whole for own, whole in zip(ids, result["statement_count"], strict=True)],
    )


def modes(statements: pd.DataFrame) -> pd.DataFrame:
    """Whose words are quoted and whose are reported: one row per mode, most frequent first.

    Columns: mode (direct, indirect, mixed), statement_count, statement_ids, document_count, document_ids,
    share_of_statements.
    """
    result = counted(statements.groupby("mode", sort=True), "statement")
    return result.assign(share_of_statements=result["statement_count"] / max(len(statements), 1))


def matrix(
    positions: pd.DataFrame,
    *,
    by: str = "theme",
    values: Sequence[str],
    actor: str = "actor",
    most: int = 20,
) -> pd.DataFrame:
    """How many statements each actor makes on each theme or code, for the `most` actors with the most statements.

    `actor` is the column that names who speaks: actor, organisation or country. One row per actor and value, also those
    never met; columns: `actor`, `by`, statement_count, statement_ids. A statement on two themes stands in two rows, so that
    a row of the matrix may sum to more than the actor's statements.
    """
    shown = positions[positions[by].isin(list(values))].drop_duplicates(["statement_id", actor, by])
    order = shown.groupby(actor, sort=True)["statement_id"].nunique()
    chosen = order.sort_values(ascending=False, kind="stable").index[:most]
    cells = pd.MultiIndex.from_product([chosen, values], names=[actor, by])
    found = shown.groupby([actor, by])["statement_id"].agg(list)
    ids = [found.get(cell, []) for cell in cells]
    return cells.to_frame(index=False).assign(
        statement_count=[len(own) for own in ids], statement_ids=pd.Series(ids, dtype=object)
    )


def sources(
    codings: pd.DataFrame, statements: pd.DataFrame, contents: pd.DataFrame, *, values: Sequence[str]
) -> pd.DataFrame:
    """What is said of each theme by somebody, and what the document says itself: one row per theme and source.

    Columns: theme, source, coding_count, coding_ids, share_of_theme. source is named (the coding lies in the content of a
    statement whose speaker is named), unnamed (in statements without a named speaker only) or none (in no statement: the
    words of the document's author, or a statement that was not found).
    """
    told = _inside(codings, contents).merge(statements[["statement_id", "speaker"]], on="statement_id")
    named = set(told.loc[told["speaker"].notna(), "coding_id"])
    unnamed = set(told["coding_id"]) - named
    source = [
        "named" if one in named else "unnamed" if one in unnamed else "none" for one in codings["coding_id"]
    ]
    found = codings.assign(source=source).groupby(["theme", "source"])["coding_id"].agg(list)
    cells = pd.MultiIndex.from_product([values, SOURCES], names=["theme", "source"])
    ids = pd.Series([found.get(cell, []) for cell in cells], dtype=object)
    result = cells.to_frame(index=False).assign(coding_count=ids.map(len).astype("int64"), coding_ids=ids)
    whole = result.groupby("theme")["coding_count"].transform("sum")
    return result.assign(share_of_theme=result["coding_count"] / whole.where(whole > 0))


def brief(words: str) -> str:
    """Words on one line, cut at LEDGER characters."""
    line = " ".join(words.split())
    if len(line) <= LEDGER:
        return line
    space = line.rfind(" ", LEDGER // 2, LEDGER)  # Chinese has none
    return f"{line[: space if space > 0 else LEDGER]} …"


def _inside(codings: pd.DataFrame, contents: pd.DataFrame) -> pd.DataFrame:
    """Each coding with each statement in one of whose contents it lies as a whole: codings and statement_id."""
    return codings.merge(inside(codings, contents, "coding_id", "statement_id"), on="coding_id")


def _kind(actor_id: str) -> str:
    """What an actor is, as its id says: RUS, person:Name, or else an organisation."""
    if actor_id.startswith("person:"):
        return "person"
    return "country" if len(actor_id) == 3 and actor_id.isupper() else "organisation"
