"""How well actors are named: countries, organisations and people of security documents, and those of the seeds' key."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, Tally, macro_f1, share
from accuracy.reading import SEEDS, read
from helpers import segments
from helpers.actors import Register, find
from helpers.tables import data_file

Row = dict[str, Any]

_COUNTRIES = Path(__file__).with_name("countries.yaml")
_ARTICLE = re.compile(r"(?:the|a|an) ", re.I)
# 'U.S.-led' and 'Arabic-speaking' begin with what they name.
_COMPOUND = re.compile(r"-(?:led|backed|based|born|speaking|controlled|held|funded|trained|made)\Z")


@cache
def _register() -> Register:
    return Register.load(data_file("actors.yaml"))


@cache
def _forms() -> Mapping[str, str]:
    countries = yaml.safe_load(_COUNTRIES.read_text("utf-8"))
    return {form: iso3 for iso3, forms in countries.items() for form in forms}


def _mentions(text: str, work: Path) -> list[Row]:
    reading = read(text, work, "document.txt")
    assert reading.text == text
    return find(text, segments.sentences("document", text, reading.blocks), _register())


def country_of(value: str) -> str | None:
    """The country that an entity names, by the list; None for one that names something else or more."""
    return _forms().get(
        _COMPOUND.sub("", _ARTICLE.sub("", value, count=1) if _ARTICLE.match(value) else value)
    )


def _overlap(a: Row, b: Row) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _same(a: Row, b: Row) -> bool:
    return (a["start"], a["end"]) == (b["start"], b["end"])


def _matched(
    ours: Sequence[Row], theirs: Sequence[Row], fits: Callable[[Row, Row], bool]
) -> tuple[int, int, int, int]:
    """Ours that fit one of theirs, ours; theirs that one of ours fits, theirs."""
    right = sum(any(fits(a, b) for b in theirs) for a in ours)
    return right, len(ours), sum(any(fits(a, b) for a in ours) for b in theirs), len(theirs)


def _entities(root: Path) -> dict[str, list[Row]]:
    entities = defaultdict(list)
    for line in (root / RE3D.files[1]).read_text("utf-8").splitlines():
        row = json.loads(line)
        entities[row["documentId"]].append({**row, "start": row["begin"]})
    return entities


def re3d(root: Path, work: Path) -> Iterator[Tally]:
    entities = _entities(root)
    found, inside = [], []
    counts: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for line in (root / RE3D.files[0]).read_text("utf-8").splitlines():
        document = json.loads(line)
        theirs = entities[document["_id"]]
        ours = _mentions(document["text"], work)
        countries = [row for row in ours if row["kind"] == "country"]
        places = [row for row in theirs if row["type"] in ("Location", "Nationality")]
        named = [(row, iso3) for row in places if (iso3 := country_of(row["value"]))]
        right = [any(_overlap(one, row) and one["iso3"] == iso3 for one in countries) for row, iso3 in named]
        around = [row for row in theirs if row["type"] in ("Location", "Nationality", "Organisation")]
        within = [any(b["start"] <= a["start"] and a["end"] <= b["end"] for b in around) for a in countries]
        found.append((sum(right), len(right)))
        inside.append((sum(within), len(within)))
        for kind, singular, type_ in (
            ("organisations", "organisation", "Organisation"),
            ("people", "person", "Person"),
        ):
            pair = [r for r in ours if r["kind"] == singular], [r for r in theirs if r["type"] == type_]
            counts[f"{kind}_exact"].append(_matched(*pair, _same))
            counts[f"{kind}_overlapping"].append(_matched(*pair, _overlap))
    yield Tally(
        "re3d/countries_found", "Countries found", "share of the locations and nationalities that name a country, by a list apart from ours, in which it is found with the right ISO code",
        found, share, sum(n for _, n in found), "entities", goal=0.95,
    )  # fmt: skip
    yield Tally(
        "re3d/countries_inside", "Countries that are marked", "share of the countries we find that lie in a location, nationality or organisation",
        inside, share, sum(n for _, n in inside), "mentions", goal=0.9,
    )  # fmt: skip
    for name, rows in counts.items():
        kind, how = name.split("_")
        ours_, theirs_ = (sum(row[n] for row in rows) for n in (1, 3))
        what = f"of the set's {kind}, which are pronouns and common nouns too ({how})"
        label = f"{kind.capitalize()}, {how}"
        yield Tally(
            f"re3d/{name}_precision", f"{label}: precision", f"share of the {kind} we find that are one {what}",
            [row[:2] for row in rows], share, ours_, "mentions",
        )  # fmt: skip
        yield Tally(
            f"re3d/{name}_recall", f"{label}: recall", f"share that we find {what}",
            [row[2:] for row in rows], share, theirs_, "entities",
        )  # fmt: skip
        yield Tally(f"re3d/{name}", label, f"F1 {what}", rows, macro_f1, theirs_, "entities")


def seeds(root: Path, _: Path) -> Iterator[Tally]:
    key = yaml.safe_load((root / "seeds" / "key.yaml").read_text("utf-8"))
    counts = []
    for document in key["documents"]:
        text = (SEEDS / document["file"]).read_bytes().decode("utf-8")
        mentions = _mentions(text, _)
        wanted = [row for row in key["statements"] if row["file"] == document["file"][:3]]
        right = list(_expectations(wanted, text, mentions))
        counts.append((sum(right), len(right)))
    yield Tally(
        "seeds/actors", "Actors of the seeds", "share of the people, organisations and countries of the key to the five seed documents that are found, people with role, organisation and country",
        counts, share, sum(n for _, n in counts), "actors", goal=1.0,
    )  # fmt: skip


def _expectations(statements: Sequence[Row], text: str, mentions: Sequence[Row]) -> Iterator[bool]:
    named = {text[row["start"] : row["end"]]: row for row in mentions}
    for person in {
        row["speaker"]: row for row in statements if row["speaker"].istitle() and "role" in row
    }.values():
        ours = [row for row in mentions if row["kind"] == "person" and row["name"] == person["speaker"]]
        yield any(
            (row["role"] or "").replace("'", "’") == person["role"].replace("'", "’")
            and bool(row["organisation"]) >= ("organisation" in person)
            and ("country" not in person or row["iso3"] == person["country"])
            for row in ours
        )
    for organisation in {
        name for row in statements for name in (row.get("organisation"), row.get("source")) if name
    }:
        yield re.sub(r" \(.*", "", organisation) in named
    for iso3 in {row["country"] for row in statements if "country" in row}:
        yield iso3 in {row["iso3"] for row in mentions if row["kind"] == "country"}


RE3D = Card(
    "re3d: relationship and entity extraction evaluation dataset", "dstl/re3d @ b061ff06",
    "public domain, OGL 3, CC BY and CC BY-NC, by folder; countries by ISO 3166-1 and the CIA World Factbook",
    ("actors/re3d-documents.jsonl", "actors/re3d-entities.jsonl"),
)  # fmt: skip
KEY = Card(
    "Key to the five seed documents", "made for this project by two readers apart", "CC0", ("seeds/key.yaml",)
)
MEASUREMENTS = (Measurement("actors", RE3D, re3d), Measurement("actors_seeds", KEY, seeds))
