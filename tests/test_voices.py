"""Voices: who says what, counted by hand on a small ledger; what must hold of any join of statements and codings."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.measures import network, voices
from helpers.tables import CODINGS, DOCUMENTS

DATED = DOCUMENTS.frame(
    [
        {"document_id": "a", "file": "a.txt", "status": "read", "title": "A", "date": "2025-09", "character_count": 9, "word_count": 2},
        {"document_id": "b", "file": "b.txt", "status": "read", "character_count": 9, "word_count": 2},
    ]
)  # fmt: skip


def statement(name: str, speaker: str | None = None, **given: object) -> dict[str, object]:
    """'a1' is a statement of document a."""
    return {"statement_id": f"{name[0]}#t{name[1:]}", "document_id": name[0], "start": 0, "end": 90, "speaker": speaker,
            "speaker_id": None, "role": None, "organisation": None, "country": None, "mode": "direct", "stance": None, **given}  # fmt: skip


def ledger(*rows: dict[str, object]) -> pd.DataFrame:
    names = (
        "statement_id",
        "document_id",
        "speaker",
        "speaker_id",
        "role",
        "organisation",
        "country",
        "mode",
        "stance",
    )
    return pd.DataFrame(rows).astype(dict.fromkeys(names, "str"))


def contents(*spans: str) -> pd.DataFrame:
    """'a1:10-20' is a stretch of what a1 says."""
    rows = []
    for span in spans:
        name, _, place = span.partition(":")
        start, end = map(int, place.split("-"))
        rows.append(
            {"statement_id": f"{name[0]}#t{name[1:]}", "document_id": name[0], "start": start, "end": end}
        )
    return pd.DataFrame(rows, columns=["statement_id", "document_id", "start", "end"])


def codings(*spans: str) -> pd.DataFrame:
    """'a:10-20:x' codes that stretch of document a with the code x.1 of theme x; '!f' with the frame f."""
    rows = []
    for number, span in enumerate(spans):
        document, place, code = span.split(":")
        start, end = map(int, place.split("-"))
        is_frame = code.startswith("!")
        rows.append(
            {"coding_id": f"{document}#c{number}", "document_id": document, "sentence_id": f"{document}#s1", "start": start, "end": end,
             "dimension": "frame" if is_frame else "theme", "code": code[1:] if is_frame else f"{code}.1",
             "theme": None if is_frame else code, "coder": "test", "rule": code, "is_negated": False}
        )  # fmt: skip
    return CODINGS.frame(rows)


def told(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(
        table[list(columns)]
        .astype(object)
        .where(table[list(columns)].notna(), None)
        .itertuples(index=False, name=None)
    )


SAID = ledger(
    statement("a1", "China", speaker_id="CHN", country="CHN", stance="supports"),
    statement(
        "a2", "Li Wei", speaker_id="person:Li Wei", country="CHN", organisation="Ministry", mode="indirect"
    ),
    statement("a3", mode="indirect"),
    statement("b1", "Interpol", speaker_id="interpol", mode="mixed", stance="opposes"),
    statement("b2", "Chinese experts"),
    statement("b3", "China", speaker_id="CHN", country="CHN", mode="indirect"),
)
STRETCHES = contents("a1:10-20", "a1:30-40", "a2:50-60", "a3:70-90", "b1:10-90", "b2:10-20", "b3:30-40")
CODED = codings("a:10-14:x", "a:15-20:x", "a:30-40:y", "a:38-44:x", "a:50-55:x", "a:70-75:y", "a:92-95:x",
                "b:10-12:x", "b:30-33:!f")  # fmt: skip


def test_a_statement_uses_the_codes_that_lie_in_its_contents() -> None:
    found = voices.positions(SAID, STRETCHES, CODED, DATED)
    assert told(found, "statement_id", "code", "theme") == [
        ("a#t1", "x.1", "x"), ("a#t1", "y.1", "y"), ("a#t2", "x.1", "x"), ("a#t3", "y.1", "y"),
        ("b#t1", "x.1", "x"), ("b#t2", "x.1", "x"),
    ]  # fmt: skip
    framed = voices.positions(SAID, STRETCHES, CODED, DATED, dimension="frame")
    assert told(framed, "statement_id", "code", "theme") == [("b#t1", "f", None), ("b#t3", "f", None)]
    for none in (
        voices.positions(SAID, STRETCHES[:0], CODED, DATED),
        voices.positions(SAID, STRETCHES, CODED[:0], DATED),
    ):
        assert none.empty and network.one_mode(none, through="theme").empty


def test_positions_say_who_speaks_for_whom_and_when() -> None:
    found = voices.positions(SAID, STRETCHES, CODED, DATED).drop_duplicates("statement_id")
    assert told(found, "actor", "actor_kind", "organisation", "position", "document", "date") == [
        ("China", "country", "China", "supports", "A", "2025-09"),
        ("Li Wei", "person", "Ministry", None, "A", "2025-09"),
        (None, None, None, None, "A", "2025-09"),
        ("Interpol", "organisation", "Interpol", "opposes", "b.txt", None),
        ("Chinese experts", None, None, None, "b.txt", None),
    ]


def test_speakers() -> None:
    found = voices.speakers(SAID)
    assert told(
        found, "speaker", "speaker_kind", "country", "statement_count", "direct_count", "share_direct"
    ) == [
        ("China", "country", "CHN", 2, 1, 0.5),
        ("Chinese experts", None, None, 1, 1, 1.0),
        ("Interpol", "organisation", None, 1, 0, 0.0),
        ("Li Wei", "person", "CHN", 1, 0, 0.0),
    ]
    china = found.iloc[0]
    assert (china["statement_ids"], china["document_ids"], china["direct_ids"]) == (
        ["a#t1", "b#t3"], ["a", "b"], ["a#t1"],
    )  # fmt: skip
    assert voices.speakers(SAID[:0]).empty


def test_the_ledger_shows_what_is_said_with_its_themes() -> None:
    texts = pd.DataFrame(
        {"document_id": ["a", "b"], "text": ["We  will\nact now. " * 20, "网络安全很重要。" * 40]}
    )
    said = SAID.assign(content_start=[0, 0, 4, 0, 0, 0], content_end=[18, 9, 14, 300, 9, 9])
    positions = voices.positions(SAID, STRETCHES, CODED, DATED).assign(
        theme_label=lambda t: t["theme"].str.upper()
    )
    found = voices.ledger(said, positions, texts)
    assert found["said"].tolist()[:3] == ["We will act now.", "We will", "will act n"]
    assert found["said"].str.len().max() <= voices.LEDGER + 2 and found["said"].str.endswith(" …").sum() == 1
    assert found["themes"].tolist()[:3] == ["X, Y", "X", "Y"]
    assert found["said_ids"].tolist() == [[name] for name in SAID["statement_id"]]
    assert len(voices.ledger(said, positions, texts, most=2)) == 2


def test_speech_is_told_from_what_is_thought_and_done() -> None:
    mixed = SAID.assign(nested_in=None, kind=["speech", "attitude", "speech", "event", "speech", "speech"])
    assert len(voices.spoken(mixed, said="speech")) == 4 and len(voices.spoken(mixed, said="all")) == 6
    inner = mixed.assign(nested_in=[None, None, None, "a#t2", "b#t3", "a#t1"])
    assert voices.spoken(inner, said="speech")["statement_id"].tolist() == ["a#t1", "a#t3", "b#t2"]
    with pytest.raises(ValueError, match="said 'words' is not known"):
        voices.spoken(mixed, said="words")


def test_modes() -> None:
    found = voices.modes(SAID)
    assert told(found, "mode", "statement_count", "share_of_statements") == [
        ("indirect", 3, 0.5), ("direct", 2, 2 / 6), ("mixed", 1, 1 / 6),
    ]  # fmt: skip
    assert found["statement_ids"][0] == ["a#t2", "a#t3", "b#t3"]


def test_matrix_has_every_cell() -> None:
    found = voices.matrix(voices.positions(SAID, STRETCHES, CODED, DATED), values=["x", "y"], most=2)
    assert told(found, "actor", "theme", "statement_count", "statement_ids") == [
        ("China", "x", 1, ["a#t1"]), ("China", "y", 1, ["a#t1"]),
        ("Chinese experts", "x", 1, ["b#t2"]), ("Chinese experts", "y", 0, []),
    ]  # fmt: skip


def test_sources_tell_what_no_statement_holds() -> None:
    found = voices.sources(CODED, SAID, STRETCHES, values=["x", "y", "z"])
    assert told(found, "theme", "source", "coding_ids", "share_of_theme") == [
        ("x", "named", ["a#c0", "a#c1", "a#c4", "b#c7"], 4 / 6), ("x", "unnamed", [], 0),
        ("x", "none", ["a#c3", "a#c6"], 2 / 6),
        ("y", "named", ["a#c2"], 0.5), ("y", "unnamed", ["a#c5"], 0.5), ("y", "none", [], 0),
        ("z", "named", [], None), ("z", "unnamed", [], None), ("z", "none", [], None),
    ]  # fmt: skip


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    names = draw(st.lists(st.sampled_from("ab"), max_size=8))
    places = [sorted(draw(st.tuples(st.integers(0, 30), st.integers(0, 30)))) for _ in names]
    return [f"{name}:{start}-{end + 1}" for name, (start, end) in zip(names, places, strict=True)]


@settings(max_examples=25)  # each opens a database
@given(spans(), spans())
def test_inside_is_what_comparing_all_pairs_finds(coded: list[str], said: list[str]) -> None:
    coded_rows = codings(*(f"{span}:x" for span in coded))
    stretches = contents(*(span.replace(":", f"{n}:", 1) for n, span in enumerate(said)))
    found = voices._inside(coded_rows, stretches)
    pairs = coded_rows.merge(stretches, on="document_id", suffixes=("", "_of"))
    inside = pairs[(pairs["start"] >= pairs["start_of"]) & (pairs["end"] <= pairs["end_of"])]
    expected = set(zip(inside["coding_id"], inside["statement_id"], strict=True))
    assert set(zip(found["coding_id"], found["statement_id"], strict=True)) == expected
    assert len(found) == len(expected)


def test_every_count_has_that_many_ids() -> None:
    positions = voices.positions(SAID, STRETCHES, CODED, DATED)
    results = [voices.speakers(SAID), voices.modes(SAID), voices.matrix(positions, values=["x", "y"]),
               voices.sources(CODED, SAID, STRETCHES, values=["x", "y"])]  # fmt: skip
    for result in results:
        for name in (name for name in result if name.endswith("_count")):
            ids = result[name.removesuffix("count") + "ids"]
            assert [len(set(own)) for own in ids] == list(result[name]), name


@pytest.mark.parametrize("actor", ["organisation", "country"])
def test_matrix_of_whom_actors_speak_for(actor: str) -> None:
    found = voices.matrix(voices.positions(SAID, STRETCHES, CODED, DATED), values=["x"], actor=actor)
    assert dict(told(found, actor, "statement_count")) == {
        "organisation": {"China": 1, "Ministry": 1, "Interpol": 1}, "country": {"CHN": 2},
    }[actor]  # fmt: skip
