"""Figures: their ledger, the same thing counted at different times, figures told again, and sums that may be formed.

Pure functions, tables in, tidy table out. Two figures count the same thing only where their kind, unit, currency, per what,
change and the words for what is counted agree: nothing is inferred from the world, and nothing is converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Any

import pandas as pd

from helpers import tables
from helpers.codebook.folding import simplified

ABOUT = 0.1  # 'about' and 'nearly' are taken to be off by a tenth at most
SAME = ("kind", "unit", "currency", "per", "change", "thing")
# What counts nothing that could be added up.
_SHARES = ("percentage", "percentage_points", "multiple")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Where a noun phrase goes on to say from where or which: that may differ while the thing is the same.
_GOES_ON = re.compile(
    r"[,\s]+(?:from|in|at|on|by|to|for|with|who|whom|which|that|where|across|around|during|under|including)\b"
)
_EMPTY = frozenset(["a", "an", "the", "and", "or", "its", "their", "his", "her", "our", "other", "such"])
# What so many figures count that equal words say nothing: 50 countries signed, 16 countries vote.
_ANYTHING = frozenset(
    [
        "person",
        "country",
        "nation",
        "state",
        "region",
        "man",
        "woman",
        "child",
        "life",
        "citizen",
        "time",
        "thing",
        "part",
        "year",
        "人",
        "人次",
        "国",
        "国家",
        "地区",
        "方面",
        "部分",
        "票",
        "次",
    ]
)
# Who came: told by what stands before a figure, or between it and the end of its sentence.
_DREW = re.compile(
    r"\b(?:drew|draws?|attracted|gather(?:ed|s)|(?:brings?|brought) together|attended by|participation of|presence of)\s"
    r"(?:[\w-]+\s){0,2}\Z"
)
_CAME = re.compile(
    r"\b(?:attend(?:ed|s)?|t(?:ook|ake) part|participated? in|(?:invited|registered) to (?:attend|participate))\b"
    r"|参加|出席|与会|參加|與會"
)
_WHENCE = re.compile(r"(?<!total )\b(?:from|of|in|across|among)\s+\Z")  # those who came are of them, not they
_END = re.compile(r"[.!?](?:\s|\Z)|[。！？]")
PARTICIPANTS = "participants"
_OPENING = 5  # sentences: a forum named later is not what a document reports
_CHINESE = re.compile("[\u3400-\u9fff]")
_JOINED = re.compile(r"以及|[、和与及或,，\s]+")
_SIMPLIFIED = simplified()


def telling(quantities: pd.DataFrame) -> pd.DataFrame:
    """The figures without those that only say that something is among others: 'one of the goals'.

    They are in the table, since they count one; a ledger of them would tell nothing.
    """
    return quantities[quantities["rule"] != "one_of"]


def ledger(quantities: pd.DataFrame, texts: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The `telling` figures as a reader goes through them, in the order of the corpus.

    Columns: those of QUANTITIES (date is what its clause ties it to), thing (the words counted, folded:
    equal for figures of the same thing; null where nothing is counted), came (whether its sentence says that they came to
    something: '2,100 experts attended'), figure (as printed, on one line), figure_ids (its quantity_id), document (title,
    else file), dated (the date of the document).
    """
    quantities = telling(quantities)
    stored = dict(zip(texts["document_id"], texts["text"], strict=True))
    places = list(zip(quantities["document_id"], quantities["start"], quantities["end"], strict=True))
    known = documents.set_index("document_id")
    return quantities.assign(
        thing=quantities["counted"].map(thing, na_action="ignore").astype("str"),
        came=pd.Series(
            [
                kind == "count" and _came(stored[document_id], start, end)
                for kind, (document_id, start, end) in zip(quantities["kind"], places, strict=True)
            ],
            quantities.index,
            dtype="bool",
        ),
        figure=[" ".join(stored[document_id][start:end].split()) for document_id, start, end in places],
        figure_ids=_lists([[one] for one in quantities["quantity_id"]], quantities.index),
        document=quantities["document_id"].map(known["title"].fillna(known["file"])).astype("str"),
        dated=quantities["document_id"].map(known["date"]).astype("str"),
    )


def as_one(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures, one amount told in two currencies or units as one: 'over 300 million yuan ($44 million)'.

    `figures` as from `ledger`, and so the result, without the rows that tell another's amount again; `figure` and
    `figure_ids` of the first have both, all else is the first's.
    """
    again = figures[figures["equals"].isin(figures["quantity_id"])]
    told = again.groupby("equals")["figure"].agg("; ".join)
    ids = again.groupby("equals")["quantity_id"].agg(list)
    kept = figures.drop(again.index)
    return kept.assign(
        figure=[
            f"{figure} ({told[one]})" if one in told else figure
            for one, figure in zip(kept["quantity_id"], kept["figure"], strict=True)
        ],
        figure_ids=_lists([[one, *ids.get(one, [])] for one in kept["quantity_id"]], kept.index),
    )


def thing(counted: str) -> str | None:
    """The words by which two figures count the same thing: without case, plural, article and order, up to the first
    preposition or clause; Chinese in simplified characters. None where no word is left."""
    if _CHINESE.search(counted):
        parts = _JOINED.split(counted.translate(_SIMPLIFIED).replace("的", ""))
    else:
        words = _WORD.findall(_GOES_ON.split(counted.casefold(), maxsplit=1)[0])
        parts = [_singular(word) for word in words if word not in _EMPTY]
    return " ".join(sorted(filter(None, parts))) or None


def series(
    figures: pd.DataFrame, *, instruments: pd.DataFrame | None = None, mentions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The same thing counted at different times or places, in at least two documents; `figures` as from `ledger`.

    With INSTRUMENTS or MENTIONS (countries and organisations), the figures must also be about the same one: an instrument
    that their sentence names, else one named beside it or the forum that the document opens with; where no instrument
    joins them, an actor in their sentence, where what is counted has two words or more. One row per figure, by series and date. Columns: series (a number), about (names,
    joined by '; '), counted, then kind, unit, currency, per, change, thing; date (of the figure, else of its document),
    document, document_id, figure, value, high, approx, figure_count and figure_ids (more than one where a document tells it
    again), beside (what else its sentence counts), beside_ids, and against the row before: difference, ratio (of the lower
    ends, also where these are approximate; none of 'millions'), is_exact (neither is approximate), verdict (agree: one number can be meant;
    contradict: not, though the dates are the same; else differ), compared_ids (both). Those who came to something
    are one thing, participants, in whatever words. Not seen: the same thing in other words, unit or language (hence beside);
    people, countries and the like without another word, since they may be any; and whether the same part of it was
    counted, where the words do not say. Read both passages.
    """
    rows = [
        {**row, "thing": PARTICIPANTS, "counted": PARTICIPANTS}
        if row["came"] or row["thing"] == "participant"
        else row
        for row in tables.rows(figures)
        if row["came"] or _is_telling(row["thing"])
    ]
    if instruments is None and mentions is None:
        anchored = [{row["quantity_id"]: [""] for row in rows}]
    else:
        anchored = [_by_instruments(rows, instruments), _by_actors(rows, mentions)]
    joined: dict[tuple[Any, ...], dict[tuple[str, ...], list[str]]] = {}
    for anchors in anchored:
        found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for row in rows:
            for about in anchors.get(row["quantity_id"], ()):
                found.setdefault((*(row[name] for name in SAME), about), []).append(row)
        taken = {one for sets in joined.values() for ids in sets for one in ids}
        for (*same, about), own in found.items():
            ids = tuple(row["quantity_id"] for row in own)
            if len({row["document_id"] for row in own}) > 1 and not taken & set(ids):
                joined.setdefault(tuple(same), {}).setdefault(ids, []).append(about)
    by_id = {row["quantity_id"]: row for row in rows}
    by_sentence = tables.by("sentence_id", tables.rows(figures))
    told: list[dict[str, Any]] = []
    groups = [group for sets in joined.values() for group in _widest(sets)]
    for number, (ids, names) in enumerate(groups, start=1):
        own = _points([by_id[quantity_id] for quantity_id in ids])
        one = {"series": number, "about": "; ".join(names) or None, "counted": own[0]["counted"]}
        told += [
            {**row, **one, **against, **_beside(row, by_sentence[row["sentence_id"]])}
            for row, against in zip(own, _compared(own), strict=True)
        ]
    return pd.DataFrame(told, columns=[*_SERIES]).astype(_SERIES)


def repeated(figures: pd.DataFrame) -> pd.DataFrame:
    """Things counted in more than one document, whoever they belong to, and money of one amount: one row per thing.

    `figures` as from `ledger`. Columns: counted (as first told), kind, unit, currency, per, change, thing, told (the
    figures as printed, each once, joined by '; '), verdict (agree: one number can be meant by all; else differ),
    figure_count, figure_ids, document_count, document_ids. Things in most documents first. That the words agree does not
    say that the same is counted; people, countries and the like without another word are in no row, since they may be any,
    nor are figures that name nothing, other than money.
    """
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in tables.rows(figures):
        is_amount = row["kind"] == "money" and row["approx"] != "multiples"  # 'billions of dollars' is none
        if _is_telling(row["thing"]) or (row["thing"] is None and is_amount):
            amount = None if row["thing"] else row["value"]
            groups.setdefault((*(row[name] for name in SAME), amount), []).append(row)
    result = []
    for own in groups.values():
        documents = list(dict.fromkeys(row["document_id"] for row in own))
        if len(documents) > 1:
            low, high = zip(*map(_bounds, own), strict=True)
            result.append(
                {
                    **{name: own[0][name] for name in ("counted", *SAME)},
                    "told": "; ".join(dict.fromkeys(row["figure"] for row in own)),
                    "verdict": "agree" if max(low) <= min(high) else "differ",
                    "figure_count": len(own), "figure_ids": [row["quantity_id"] for row in own],
                    "document_count": len(documents), "document_ids": documents,
                }
            )  # fmt: skip
    result.sort(key=lambda row: -row["document_count"])
    return pd.DataFrame(result, columns=[*_REPEATED]).astype(_REPEATED)


def total(figures: pd.DataFrame, *, approximate: bool = False) -> dict[str, Any]:
    """The sum of figures of one thing; `figures` as from `ledger`.

    Holds value, high (of ranges; else null), is_exact, kind, unit, currency, per, change, counted, figure_count, figure_ids.
    Raises ValueError naming what differs where kind, unit, currency, per, change or the thing counted do not agree; where
    counts name no thing and money no currency; for shares, which have no sum; where one tells the amount of another again; and for approximate
    figures unless `approximate`. Whether the things overlap no table tells: that is for who asks.
    """
    rows = tables.rows(figures)
    faults = [
        f"{name} differs: {_listed(rows, name)}" for name in SAME if len({row[name] for row in rows}) > 1
    ]
    faults += [
        f"{row['figure']!r} names nothing that it counts"
        for row in rows
        if row["kind"] == "count" and not row["thing"]
    ]
    faults += [f"{row['figure']!r} is a {row['kind']}" for row in rows if row["kind"] in _SHARES]
    faults += [
        f"{row['figure']!r} names no currency"
        for row in rows
        if row["kind"] == "money" and not row["currency"]
    ]
    ids = {row["quantity_id"] for row in rows}
    faults += [f"{row['figure']!r} tells another of them again" for row in rows if row["equals"] in ids]
    faults += [f"{row['figure']!r} is approximate" for row in rows if row["approx"] and not approximate]
    if faults or not rows:
        raise ValueError("\n  ".join(["no sum of these figures:", *(faults or ["there are none"])]))
    is_range = any(row["high"] is not None for row in rows)
    return {
        **{name: rows[0][name] for name in ("kind", "unit", "currency", "per", "change", "counted")},
        "value": sum(row["value"] for row in rows),
        "high": sum(row["value"] if row["high"] is None else row["high"] for row in rows) if is_range else None,
        "is_exact": not is_range and not any(row["approx"] for row in rows),
        "figure_count": len(rows), "figure_ids": [row["quantity_id"] for row in rows],
    }  # fmt: skip


_SERIES = {
    "series": "int64", "about": "str", "counted": "str", "kind": "str", "unit": "str", "currency": "str", "per": "str",
    "change": "str", "thing": "str", "date": "str", "document": "str", "document_id": "str", "figure": "str",
    "value": "float64", "high": "Float64", "approx": "str", "figure_count": "int64", "figure_ids": "object",
    "beside": "str", "beside_ids": "object", "difference": "Float64", "ratio": "Float64", "is_exact": "boolean", "verdict": "str", "compared_ids": "object",
}  # fmt: skip
_REPEATED = {
    "counted": "str", "kind": "str", "unit": "str", "currency": "str", "per": "str", "change": "str", "thing": "str",
    "told": "str", "verdict": "str", "figure_count": "int64", "figure_ids": "object", "document_count": "int64",
    "document_ids": "object",
}  # fmt: skip


def _is_telling(thing: str | None) -> bool:
    """Whether the words of a thing tell it from others."""
    return thing is not None and not _ANYTHING.issuperset(thing.split())


def _came(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 60) : start]
    if _WHENCE.search(before):
        return False
    over = _END.search(text, end, end + 500)
    return bool(_DREW.search(before) or _CAME.search(text, end, over.start() if over else end + 500))


def _widest(sets: Mapping[tuple[str, ...], list[str]]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Of the figures of one thing, those by what they are about that are not all among another's."""
    return [(ids, names) for ids, names in sets.items() if not any(set(ids) < set(other) for other in sets)]


def _singular(word: str) -> str:
    word = {"people": "person", "men": "man", "women": "woman", "children": "child", "lives": "life"}.get(
        word, word
    )
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _bounds(row: Mapping[str, Any]) -> tuple[float, float]:
    """Between which numbers the words of a figure leave the true one."""
    value, high = row["value"], row["value"] if row["high"] is None else row["high"]
    match row["approx"]:
        case "about":
            return value - ABOUT * abs(value), high + ABOUT * abs(high)
        case "nearly":
            return min(value, value * (1 - ABOUT)), max(high, high * (1 - ABOUT))
        case "over" | "at_least":
            return value, inf
        case "under" | "at_most":
            return 0 if high >= 0 else -inf, high
        case "multiples":
            return value, max(high, 10 * value - 1)  # hundreds are no thousand
    return value, high


def _points(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures of a series by date; what one document tells again stands once."""
    told: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        date = row["date"] or row["dated"]
        own = told.setdefault(
            (row["document_id"], date, row["value"], row["high"], row["approx"]),
            {**row, "date": date, "figure_ids": []},
        )
        own["figure_ids"].append(row["quantity_id"])
        own["figure_count"] = len(own["figure_ids"])
    return sorted(told.values(), key=lambda row: (row["date"] or "", row["document_id"], row["start"]))


def _compared(points: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each figure of a series against the one before it."""
    found: list[dict[str, Any]] = [
        {"difference": None, "ratio": None, "is_exact": None, "verdict": None, "compared_ids": []}
    ]
    for before, after in pairwise(points):
        low, high = zip(_bounds(before), _bounds(after), strict=True)
        is_same_date = bool(before["date"] and after["date"]) and (
            before["date"].startswith(after["date"]) or after["date"].startswith(before["date"])
        )
        # Of one document, parts and wholes are told side by side.
        is_at_odds = is_same_date and before["document_id"] != after["document_id"]
        is_number = "multiples" not in (before["approx"], after["approx"])  # 'millions' tells none
        found.append(
            {
                "difference": after["value"] - before["value"] if is_number else None,
                "ratio": after["value"] / before["value"] if is_number and before["value"] else None,
                "is_exact": all(row["approx"] is None and row["high"] is None for row in (before, after)),
                "verdict": "agree" if max(low) <= min(high) else "contradict" if is_at_odds else "differ",
                "compared_ids": [*before["figure_ids"], *after["figure_ids"]],
            }
        )
    return found


def _beside(row: Mapping[str, Any], sentence: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What else a sentence counts, beside one of its figures."""
    others = [one for one in sentence if one["quantity_id"] not in row["figure_ids"]]
    words = [" ".join(filter(None, (one["figure"], one["counted"]))) for one in others]
    return {"beside": "; ".join(words) or None, "beside_ids": [one["quantity_id"] for one in others]}


def _by_instruments(
    rows: Sequence[Mapping[str, Any]], instruments: pd.DataFrame | None
) -> dict[str, list[str]]:
    """The instruments that each figure is about: those its sentence names, else those beside it and the first forum
    of the document's opening."""
    named: dict[str, dict[str, None]] = {}
    near: dict[str, dict[str, None]] = {}
    forum: dict[str, str] = {}
    for row in tables.rows(instruments) if instruments is not None else ():
        named.setdefault(row["sentence_id"], {})[row["name"]] = None
        for sentence_id in _around(row["sentence_id"]):
            near.setdefault(sentence_id, {})[row["name"]] = None
        if row["kind"] == "forum" and int(row["sentence_id"].rpartition("#s")[2]) <= _OPENING:
            forum.setdefault(row["document_id"], row["name"])
    found = {}
    for figure in rows:
        first = [forum[figure["document_id"]]] if figure["document_id"] in forum else []
        found[figure["quantity_id"]] = list(
            named.get(figure["sentence_id"]) or dict.fromkeys([*first, *near.get(figure["sentence_id"], ())])
        )
    return found


def _by_actors(rows: Sequence[Mapping[str, Any]], mentions: pd.DataFrame | None) -> dict[str, list[str]]:
    """The countries and organisations that stand in the sentence of each figure whose thing has two words or more (four
    Chinese characters): the jobs, or members, of one country are told of one thing here and of another there."""
    named: dict[str, dict[str, None]] = {}
    for row in tables.rows(mentions[mentions["kind"] != "person"]) if mentions is not None else ():
        named.setdefault(row["sentence_id"], {})[row["name"]] = None
    return {
        row["quantity_id"]: list(named.get(row["sentence_id"], ()))
        for row in rows
        if " " in row["thing"] or (len(row["thing"]) > 3 and not row["thing"].isascii())
    }


def _around(sentence_id: str) -> list[str]:
    """The sentences beside one, by their ids document_id#sN."""
    document_id, _, place = sentence_id.rpartition("#s")
    return [f"{document_id}#s{int(place) + by}" for by in (-1, 1)]


def _listed(rows: Sequence[Mapping[str, Any]], name: str) -> str:
    """Each value of a column with the first figure that has it."""
    first: dict[Any, str] = {}
    for row in rows:
        first.setdefault(row[name], row["figure"])
    return ", ".join(f"{value or 'none'} ({figure})" for value, figure in first.items())


def _lists(lists: list[list[str]], index: pd.Index) -> pd.Series:
    return pd.Series(lists, index, dtype=object)
