"""The register of actors: whole, without two actors of one name unless both say so; its faults are told all at once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from shipped import REGISTER

from helpers.actors import Register, RegisterError


def test_the_countries_are_those_of_iso_3166() -> None:
    codes = [actor.actor_id for actor in REGISTER.actors.values() if actor.kind == "country"]
    assert len(codes) == 249
    assert codes == sorted(codes)


def test_each_country_and_organisation_has_a_chinese_name() -> None:
    named = {
        actor.actor_id for form in REGISTER.forms if form.sort == "Chinese name" for actor in form.actors
    }
    assert {actor.actor_id for actor in REGISTER.actors.values() if actor.kind != "person"} <= named
    assert all(
        re.search("[\u4e00-\u9fff]", form.text) for form in REGISTER.forms if form.sort == "Chinese name"
    )


def test_organisations_and_agencies_are_many() -> None:
    counts = Counter(actor.iso3 is None for actor in REGISTER.actors.values() if actor.kind == "organisation")
    assert counts[True] >= 80  # international
    assert counts[False] >= 60


def test_names_that_mean_other_things_are_ambiguous() -> None:
    ambiguous = {form.text for form in REGISTER.forms if form.is_ambiguous}
    assert {
        "Georgia", "Jordan", "Turkey", "Chad", "Guinea", "Congo", "Dominican", "Korea", "苏丹", "马里",
    } <= ambiguous  # fmt: skip


FAULTY = """
countries:
  - {iso3: FRA, name: France, demonyms: [French, French], ambiguous: [Gaul]}
  - {iso3: fr, name: Frankreich}
  - {name: Nowhere, zhh: [无]}
organisations:
  - {id: a, name: Agency, aliases: [AG]}
  - {id: a, name: Office, aliases: [""]}
  - {id: c, name: Bureau of X, aliases: [AG]}
agencies:
  - {id: b, name: Bureau, country: XXX}
capitals: {YYY: [Paris]}
"""


def test_faults_are_told_all_at_once_with_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "actors.yaml"
    path.write_text(FAULTY, "utf-8")
    with pytest.raises(RegisterError) as raised:
        Register.load(path)
    told = {(fault.line, fault.message) for fault in raised.value.faults}
    assert {
        (3, "'France' has the form 'French' twice"),
        (3, "'France': ambiguous has 'Gaul', which is none of its forms"),
        (4, "'fr' is no ISO code"),
        (5, "an entry of countries has the unknown key 'zhh'; did you mean 'zh'?"),
        (5, "an entry of countries has no iso3"),
        (8, "'a' stands twice in the register"),
        (7, "'Agency': the form 'AG' names Bureau of X too"),
        (8, "'Office': aliases has an empty entry"),
        (11, "'Bureau': no country 'XXX' in the register"),
        (12, "capitals: no country 'YYY' in the register"),
    } <= told
    assert all(fault.remedy for fault in raised.value.faults)


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"- a", b"\xff", b"[" * 200_000 + b"]" * 200_000, b"- " * 200_000],
    ids=["empty", "open", "list", "not UTF-8", "deep", "deep list"],
)
def test_what_is_no_register_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "actors.yaml"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=re.escape(f"{path}:1:")):
        Register.load(path)
