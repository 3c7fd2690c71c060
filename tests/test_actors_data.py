"""The actors' word lists: whole, without two actors of one name unless both say so."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import yaml

from helpers.tables import data_file

ACTORS: dict[str, list[dict[str, Any]]] = yaml.safe_load(data_file("actors.yaml").read_text("utf-8"))
EVERYONE = [actor for actors in ACTORS.values() for actor in actors]
KEYS = {
    "countries": {"iso3", "name", "zh", "aliases", "demonyms", "ambiguous"},
    "organisations": {"id", "name", "zh", "aliases", "ambiguous"},
    "agencies": {"id", "country", "name", "zh", "aliases", "ambiguous"},
}


def forms(actor: dict[str, Any]) -> list[str]:
    return [actor["name"], *actor["zh"], *actor.get("aliases", []), *actor.get("demonyms", [])]


def test_each_actor_has_an_id_a_name_and_a_chinese_name() -> None:
    assert list(ACTORS) == list(KEYS)
    for part, actors in ACTORS.items():
        for actor in actors:
            assert set(actor) <= KEYS[part], actor
            assert all(isinstance(form, str) and form == form.strip() for form in forms(actor)), actor
            assert actor["zh"] and all(re.search("[\u4e00-\u9fff]", name) for name in actor["zh"]), actor
            assert len(set(forms(actor))) == len(forms(actor)), actor
    ids = [actor.get("iso3") or actor["id"] for actor in EVERYONE]
    assert len(set(ids)) == len(ids)


def test_the_countries_are_those_of_iso_3166() -> None:
    codes = [country["iso3"] for country in ACTORS["countries"]]
    assert len(codes) == 249
    assert codes == sorted(codes)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert {agency["country"] for agency in ACTORS["agencies"]} <= set(codes)
    assert len(ACTORS["organisations"]) >= 80
    assert len(ACTORS["agencies"]) >= 60


def test_a_form_of_two_actors_is_ambiguous_for_each() -> None:
    counts = Counter(form for actor in EVERYONE for form in forms(actor))
    for actor in EVERYONE:
        ambiguous = set(actor.get("ambiguous", []))
        assert ambiguous <= set(forms(actor)), actor
        assert {form for form in forms(actor) if counts[form] > 1} <= ambiguous, actor


def test_names_that_mean_other_things_are_ambiguous() -> None:
    ambiguous = {form for actor in EVERYONE for form in actor.get("ambiguous", [])}
    assert {
        "Georgia",
        "Jordan",
        "Turkey",
        "Chad",
        "Guinea",
        "Congo",
        "Dominican",
        "Korea",
        "苏丹",
        "马里",
    } <= ambiguous
