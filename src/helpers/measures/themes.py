"""How much of the corpus speaks of each theme, where, when, and together with what.

Pure functions, tables in, tidy table out. Each `<thing>_count` stands beside `<thing>_ids`, the rows that were counted:
nothing is counted that cannot be shown. A unit carries a code when a coding of that code lies in it; it is counted
once, however often the code occurs in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from helpers.measures.counting import counted

Value = TypeVar("Value", str, int)

# From the smallest to the largest; a passage has no id in `sentences`, it is cut here.
UNITS = {"sentence": "sentence_id", "passage": "", "block": "block_id", "document": "document_id"}
PERIODS = {"year": 4, "month": 7}
# Sentences in a passage: one with room for what it takes up and what follows from it. Half of it is nearly the
# sentence and double of it nearly the block, which stand beside it in `cooccurrence_by_unit`.
PASSAGE = 3
# Resamples for an interval: with 2,000 the ends move by less than a point from seed to seed on the seeds.
RESAMPLES = 2000
# Documents that an interval takes. A percentile interval is too narrow, and with few documents it misleads: of 500 White
# House documents, intervals of 95 % from 5 held the whole's share in 53 of 100 draws, from 10 in 69, from 40 in 80.
ENOUGH = 10


_PREVALENCE = ["unit_count", "unit_ids", "document_count", "document_ids", "share_of_units", "low", "high"]


def units(codings: pd.DataFrame, sentences: pd.DataFrame, *, unit: str = "sentence") -> pd.DataFrame:
    """The units that carry each code, one row per unit and code.

    `unit` is sentence, passage, block or document. A passage is three sentences that follow one another in a block,
    counted from its beginning; the last one of a block may be shorter, and none reaches into another block. Passages
    do not overlap, so that their counts add up. Columns: unit_id (of a passage `document_id#[start:end]`),
    document_id, dimension, code, theme (for a frame its name stands in code and theme is null). Raises ValueError for
    another unit.
    """
    cut = pd.DataFrame({"sentence_id": sentences["sentence_id"], "unit_id": _cut(sentences, unit)})
    placed = codings.merge(cut, on="sentence_id", validate="many_to_one")
    return placed[["unit_id", "document_id", "dimension", "code", "theme"]].drop_duplicates(ignore_index=True)


def all_units(sentences: pd.DataFrame, *, unit: str = "sentence") -> pd.DataFrame:
    """Every unit of content, coded or not: unit_id, document_id."""
    placed = sentences.assign(unit_id=_cut(sentences, unit))
    return placed[["unit_id", "document_id"]].drop_duplicates(ignore_index=True)


def prevalence(coded: pd.DataFrame, base: pd.DataFrame, *, by: str, values: Sequence[str]) -> pd.DataFrame:
    """How many units and documents carry each value of `by` (theme, or code).

    One row per value, also those never found; columns: `by`, unit_count, unit_ids, document_count, document_ids,
    share_of_units, low, high. low and high are the 2.5 % and 97.5 % points of the share when whole documents are drawn
    again with replacement (2,000 times, fixed seed): how far the share hangs on which documents happen to be in the
    corpus. Null with fewer than ten documents, and where nothing is found: drawn again, it stays nothing. It is not a sampling error of discourse at large, and where a few long
    documents hold a theme it is too narrow.
    """
    found = {value: coded[coded[by] == value].drop_duplicates("unit_id") for value in values}
    intervals = _intervals([units["document_id"] for units in found.values()], base["document_id"])
    rows = []
    for (value, units), (low, high) in zip(found.items(), intervals, strict=True):
        ids, documents = _unique(units["unit_id"]), _unique(units["document_id"])
        rows.append(
            {
                by: value,
                "unit_count": len(ids),
                "unit_ids": ids,
                "document_count": len(documents),
                "document_ids": documents,
                "share_of_units": _share(len(ids), len(base)),
                "low": low,
                "high": high,
            }
        )
    return _table(rows, [by, *_PREVALENCE])


def by_document(coded: pd.DataFrame, base: pd.DataFrame, *, by: str, values: Sequence[str]) -> pd.DataFrame:
    """The same within each document: one row per document and value.

    Columns: document_id, `by`, unit_count, unit_ids, share_of_units (of the document's own units).
    """
    return _crossed(coded, base, group="document_id", by=by, values=values)


def by_period(
    coded: pd.DataFrame, base: pd.DataFrame, documents: pd.DataFrame, *, period: str, values: Sequence[str]
) -> pd.DataFrame:
    """The same within each year or month: one row per period and theme, for documents dated precisely enough.

    Columns: period and those of `prevalence`, of the period's units and documents; low and high are null where the
    period has fewer than ten documents or none with the theme. A document that is dated less precisely is in no row; `undated` names those.
    Only documents that were read belong here.
    """
    length = _known("period", period, PERIODS)
    dated = documents[documents["date"].str.len().fillna(0) >= length]
    periods = dated.assign(period=dated["date"].str[:length])[["document_id", "period"]]
    coded, base = (table.merge(periods, on="document_id") for table in (coded, base))
    parts = [
        prevalence(coded[coded["period"] == name], units, by="theme", values=values).assign(period=str(name))
        for name, units in base.groupby("period", sort=True)
    ]
    columns = ["period", "theme", *_PREVALENCE]
    return pd.concat(parts, ignore_index=True)[columns] if parts else _table([], columns)


def undated(documents: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """The documents whose date is too coarse for a period, or not known.

    Pass the documents that were read, as for `by_period`: of the others nobody looked for a date.
    """
    length = _known("period", period, PERIODS)
    return documents[documents["date"].str.len().fillna(0) < length]


def cooccurrence(coded: pd.DataFrame, *, values: Sequence[str]) -> pd.DataFrame:
    """How often two themes stand in one unit: one row per ordered pair of different themes.

    Columns: theme, with_theme, unit_count, unit_ids, share_of_theme (of the units of `theme`; null where there are
    none). unit_count is the same in both orders, share_of_theme is not.
    """
    found = {value: set(coded.loc[coded["theme"] == value, "unit_id"]) for value in values}
    order = {unit_id: at for at, unit_id in enumerate(_unique(coded["unit_id"]))}
    rows = []
    for theme in values:
        for other in values:
            if theme == other:
                continue
            ids = sorted(found[theme] & found[other], key=order.__getitem__)
            rows.append(
                {
                    "theme": theme,
                    "with_theme": other,
                    "unit_count": len(ids),
                    "unit_ids": ids,
                    "share_of_theme": _share(len(ids), len(found[theme])),
                }
            )
    return _table(rows, ["theme", "with_theme", "unit_count", "unit_ids", "share_of_theme"])


def cooccurrence_by_unit(
    codings: pd.DataFrame, sentences: pd.DataFrame, *, values: Sequence[str]
) -> pd.DataFrame:
    """The same for each unit: one row per pair of themes that share a document, those that meet most closely first.

    Columns: theme, with_theme, and for each unit its count and ids (sentence_count, sentence_ids, passage_count, …).
    The larger the unit, the less it says that two themes share it.
    """
    parts = []
    for unit in UNITS:
        pairs = cooccurrence(units(codings, sentences, unit=unit), values=values)
        pairs = pairs.set_index(["theme", "with_theme"])[["unit_count", "unit_ids"]]
        parts.append(pairs.set_axis([f"{unit}_count", f"{unit}_ids"], axis=1))
    whole = pd.concat(parts, axis=1).reset_index()
    order = {value: at for at, value in enumerate(values)}
    once = whole["theme"].map(order) < whole["with_theme"].map(order)
    met = whole[once & (whole["document_count"] > 0)]
    return met.sort_values(
        [f"{unit}_count" for unit in UNITS], ascending=False, kind="stable", ignore_index=True
    )


def frames(
    coded: pd.DataFrame, base: pd.DataFrame, *, theme: str | None, values: Sequence[str]
) -> pd.DataFrame:
    """In which frames the units of a theme see it: one row per frame. Of all units, coded or not, where it is None.

    Columns: theme, frame, unit_count, unit_ids, share_of_theme. The shares of all units are what those of a theme are
    to be compared with. A frame belongs to the unit, not to the theme: where two themes share a sentence, both get its
    frames.
    """
    own = _unique(coded.loc[coded["theme"] == theme, "unit_id"] if theme else base["unit_id"])
    rows = []
    for frame in values:
        framed = set(coded.loc[(coded["dimension"] == "frame") & (coded["code"] == frame), "unit_id"])
        ids = [unit_id for unit_id in own if unit_id in framed]
        rows.append(
            {
                "theme": theme,
                "frame": frame,
                "unit_count": len(ids),
                "unit_ids": ids,
                "share_of_theme": _share(len(ids), len(own)),
            }
        )
    return _table(rows, ["theme", "frame", "unit_count", "unit_ids", "share_of_theme"])


def treated(codings: pd.DataFrame, *, value: str, among: Sequence[str] = (), at_least: int = 2) -> list[str]:
    """The ids of the documents that treat a theme or code, and do not only name it in passing.

    A document treats `value` where a sentence carries it and `at_least` so many sentences carry it or one of `among`:
    themes and codes that are treated together with it, such as the risks of one technology.
    """
    carrying = codings[codings[["theme", "code"]].isin([value, *among]).any(axis="columns")]
    counts = carrying.groupby("document_id")["sentence_id"].nunique()
    named = codings.loc[codings[["theme", "code"]].isin([value]).any(axis="columns"), "document_id"]
    return [document_id for document_id in _unique(named) if counts[document_id] >= at_least]


def wordings(codings: pd.DataFrame, texts: pd.DataFrame, *, theme: str) -> pd.DataFrame:
    """In which words the theme was found: one row per wording, most frequent first.

    Wordings that differ in case or line breaks only are one, written as they are most often. Columns: theme, wording, coding_count, coding_ids, document_count, document_ids.
    """
    found = codings[codings["theme"] == theme].merge(texts, on="document_id")
    spans = zip(found["text"], found["start"], found["end"], strict=True)
    words = pd.Series(
        [" ".join(text[start:end].split()) for text, start, end in spans], found.index, dtype="str"
    )
    written = words.groupby(words.str.lower()).agg(lambda same: same.value_counts().index[0])
    found = found.assign(wording=words.str.lower().map(written))
    return counted(found.groupby(["theme", "wording"]), "coding")


def places(coded: pd.DataFrame, sentences: pd.DataFrame, *, theme: str) -> pd.DataFrame:
    """Where in each document the sentences of a theme stand: one row per sentence.

    Columns: theme, document_id, position (0 the first sentence of the document, 1 the last), unit_count (1), unit_ids.
    """
    last = sentences.groupby("document_id")["place"].transform("max")
    placed = sentences.assign(position=(sentences["place"] - 1) / (last - 1).clip(lower=1))
    found = placed[placed["sentence_id"].isin(coded.loc[coded["theme"] == theme, "unit_id"])]
    return pd.DataFrame(
        {
            "theme": theme,
            "document_id": found["document_id"],
            "position": found["position"].round(4),
            "unit_count": 1,
            "unit_ids": [[sentence_id] for sentence_id in found["sentence_id"]],
        }
    ).reset_index(drop=True)


def rules(codings: pd.DataFrame, *, theme: str) -> pd.DataFrame:
    """Which patterns of the codebook found the theme: one row per code and pattern, most found first.

    Columns: theme, code, rule, coding_count, coding_ids, document_count, document_ids.
    """
    return counted(codings[codings["theme"] == theme].groupby(["theme", "code", "rule"]), "coding")


def _cut(sentences: pd.DataFrame, unit: str) -> pd.Series:
    """The unit in which each sentence stands."""
    key = _known("unit", unit, UNITS)
    if key:
        return sentences[key]
    nth = sentences.groupby("block_id")["place"].rank(method="first").sub(1).floordiv(PASSAGE)
    passages = sentences.groupby([sentences["block_id"], nth])
    start, end = passages["start"].transform("min"), passages["end"].transform("max")
    ids = zip(sentences["document_id"], start, end, strict=True)
    return pd.Series(
        [f"{document_id}#[{at}:{to}]" for document_id, at, to in ids], sentences.index, dtype="str"
    )


def _crossed(
    coded: pd.DataFrame, base: pd.DataFrame, *, group: str, by: str, values: Sequence[str]
) -> pd.DataFrame:
    sizes = base.groupby(group, sort=True).size()
    found = coded.drop_duplicates(["unit_id", by]).groupby([group, by])["unit_id"].agg(list)
    rows = []
    for name, size in sizes.items():
        for value in values:
            ids = found.get((name, value), [])
            share = _share(len(ids), size)
            rows.append((name, value, len(ids), ids, share))
    return _table(rows, [group, by, "unit_count", "unit_ids", "share_of_units"])


def _table(rows: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    # Without rows nothing else tells which columns there are, and which of them hold numbers.
    counts = {name: "int64" for name in columns if name.endswith("_count")}
    shares = {name: "float64" for name in columns if name in ("low", "high") or name.startswith("share_")}
    return pd.DataFrame(rows, columns=list(columns)).astype(counts | shares)


def _intervals(found: Sequence[pd.Series], base: pd.Series) -> list[tuple[float, float]]:
    """Percentile bootstrap over documents (Efron and Tibshirani 1993, chapter 13) of shares of units.

    `base` holds the document of each unit, each of `found` those of the units that carry one value.
    """
    sizes = base.value_counts(sort=False).sort_index()
    if len(sizes) < ENOUGH or not found:
        return [(float("nan"), float("nan"))] * len(found)
    counted = [documents.value_counts().reindex(sizes.index, fill_value=0) for documents in found]
    table = np.column_stack([*counted, sizes])
    random = np.random.default_rng(1)
    # One draw after the other: all at once would take memory of 2,000 times the documents.
    sums = np.array([table[random.integers(0, len(sizes), len(sizes))].sum(axis=0) for _ in range(RESAMPLES)])
    shares = np.where(sums.any(axis=0), sums / sums[:, -1:], np.nan)
    low, high = np.quantile(shares[:, :-1], [0.025, 0.975], axis=0)
    return [(float(one), float(other)) for one, other in zip(low, high, strict=True)]


def _unique(ids: pd.Series) -> list[str]:
    return [str(unit_id) for unit_id in ids.drop_duplicates()]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _known(name: str, value: str, known: Mapping[str, Value]) -> Value:
    if value not in known:
        raise ValueError(f"{name} {value!r} is not known; it is one of {', '.join(known)}")
    return known[value]
