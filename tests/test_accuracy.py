"""The bench: floors hold, intervals are right and repeatable, what is skipped is named, the file is whole."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from accuracy import __main__ as command
from accuracy import files, transcripts
from accuracy.bench import (
    Card,
    Measurement,
    SkippedError,
    Tally,
    f1,
    faults,
    interval,
    macro_f1,
    measure,
    share,
)
from accuracy.reading import _boundaries, _shingled, _states, _truth

from helpers.tables import data_file

CARD = Card("Ten marked letters", "made here", "MIT", ("letters/*.txt",))


def letters(root: Path, _: Path) -> Iterator[Tally]:
    texts = [path.read_text("utf-8") for path in sorted((root / "letters").glob("*.txt"))]
    yield Tally(
        "letters/a", "a", "share of a", [(text == "a", 1) for text in texts], share, len(texts), "letters"
    )


def errors(root: Path, _: Path) -> Iterator[Tally]:
    yield Tally("letters/wrong", "wrong", "share wrong", [(1, 4), (0, 4)], share, 8, "letters", is_error=True)


MEASUREMENTS = (Measurement("letters", CARD, letters), Measurement("errors", CARD, errors))


@pytest.fixture
def gold(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "letters").mkdir()
    for n, letter in enumerate("aaaaaaabbb"):
        (tmp_path / "letters" / f"{n}.txt").write_text(letter, "utf-8")
    return {"DISCOURSE_GOLD": str(tmp_path)}


def value(measured: dict[str, Any], figure: str) -> float:
    return next(row["value"] for row in measured["figures"] if row["figure"] == figure)


# Figures and intervals


def test_figures_of_known_counts() -> None:
    assert share(np.array([3.0, 4.0])) == 0.75
    assert f1(np.array([6.0, 2.0, 2.0])) == 0.75
    assert np.isnan(share(np.array([0.0, 0.0])))
    # Mean precision 0.5 over two that have one, mean recall 1 over one that has one.
    assert macro_f1(np.array([1.0, 2.0, 1.0, 1.0])) == pytest.approx(2 / 3)


def test_interval_of_a_share_is_that_of_the_binomial() -> None:
    """Drawing documents of one unit each again is binomial sampling: for 70 of 100, 2.5 % and 97.5 % are .61 and .79."""
    counts = np.array([[1.0, 1.0]] * 70 + [[0.0, 1.0]] * 30)
    assert interval(counts, share) == pytest.approx((0.61, 0.79), abs=0.01)
    assert interval(counts, share) == interval(counts, share)


def test_whole_documents_are_drawn() -> None:
    """Ten sentences in two documents, all right in one and all wrong in the other: the figure may be anything."""
    assert interval(np.array([[5.0, 5.0], [0.0, 5.0]]), share) == (0.0, 1.0)


def test_interval_without_an_error_has_no_width() -> None:
    assert interval(np.array([[1.0, 1.0]] * 9), share) == (1.0, 1.0)


# Measuring


def test_measured_twice_is_the_same_to_the_byte(gold: dict[str, str]) -> None:
    once, again = (json.dumps(measure(MEASUREMENTS, gold, {})) for _ in range(2))
    assert once == again
    measured = json.loads(once)
    assert (value(measured, "letters/a"), value(measured, "letters/wrong")) == (0.7, 0.125)
    assert [(row["n"], row["documents"]) for row in measured["figures"]] == [(10, 10), (8, 2)]
    assert measured["skipped"] == []


def test_digest_follows_names_and_bytes(gold: dict[str, str]) -> None:
    folder = Path(gold["DISCOURSE_GOLD"], "letters")
    digests = [measure(MEASUREMENTS, gold, {})["sets"][0]["digest"]]
    (folder / "0.txt").write_text("b", "utf-8")
    digests.append(measure(MEASUREMENTS, gold, {})["sets"][0]["digest"])
    (folder / "0.txt").rename(folder / "x.txt")
    digests.append(measure(MEASUREMENTS, gold, {})["sets"][0]["digest"])
    assert len(set(digests)) == 3


def test_what_is_skipped_is_named_and_keeps_its_figures(gold: dict[str, str]) -> None:
    before = measure(MEASUREMENTS, gold, {})
    unset = measure(MEASUREMENTS, {}, before)
    assert [row["measurement"] for row in unset["skipped"]] == ["letters", "errors"]
    assert all("DISCOURSE_GOLD is unset" in row["reason"] for row in unset["skipped"])
    assert (unset["figures"], unset["sets"]) == (before["figures"], before["sets"])
    assert faults(before, unset) == []
    shutil.rmtree(Path(gold["DISCOURSE_GOLD"], "letters"))
    gone = measure(MEASUREMENTS, gold, {})
    assert "letters/*.txt" in gone["skipped"][0]["reason"]
    assert gone["figures"] == []


def test_a_measurement_may_say_why_it_cannot_be_taken(gold: dict[str, str]) -> None:
    def unable(root: Path, _: Path) -> Iterator[Tally]:
        yield next(letters(root, root))
        raise SkippedError("nothing reads letters yet")

    measured = measure((Measurement("letters", CARD, unable),), gold, {})
    assert measured["skipped"][0]["reason"] == "nothing reads letters yet"
    assert (measured["figures"], measured["sets"]) == ([], [])


# Floors


def with_floor(gold: dict[str, str], figure: str, floor: float) -> tuple[dict[str, Any], dict[str, Any]]:
    now = measure(MEASUREMENTS, gold, {})
    before = json.loads(json.dumps(now))
    next(row for row in before["figures"] if row["figure"] == figure)["value"] = floor
    return before, now


@pytest.mark.parametrize(
    ("figure", "floor", "fails"),
    [
        ("letters/a", 0.8, True), ("letters/a", 0.7001, True), ("letters/a", 0.7, False), ("letters/a", 0.6, False),
        ("letters/wrong", 0.1, True), ("letters/wrong", 0.125, False), ("letters/wrong", 0.2, False),
    ],
)  # fmt: skip
def test_a_figure_may_not_get_worse(gold: dict[str, str], figure: str, floor: float, fails: bool) -> None:
    found = faults(*with_floor(gold, figure, floor))
    assert bool(found) == fails
    assert not fails or (figure in found[0] and str(floor) in found[0] and '"reason"' in found[0])


def test_a_reason_lowers_a_floor_to_one_value(gold: dict[str, str]) -> None:
    before, now = with_floor(gold, "letters/a", 0.8)
    reason = {"figure": "letters/a", "to": 0.7, "reason": "the letters were marked anew"}
    assert faults(before | {"lowered": [reason]}, now) == []
    assert faults(before | {"lowered": [reason | {"to": 0.75}]}, now) != []
    assert faults(before | {"lowered": [reason | {"reason": ""}]}, now) != []
    assert measure(MEASUREMENTS, gold, before | {"lowered": [reason]})["lowered"] == [reason]


def test_a_figure_may_not_vanish(gold: dict[str, str]) -> None:
    before = measure(MEASUREMENTS, gold, {})
    now = before | {"figures": before["figures"][1:]}
    assert "letters/a" in faults(before, now)[0]
    assert (
        faults(before | {"lowered": [{"figure": "letters/a", "to": None, "reason": "of no use"}]}, now) == []
    )


def test_other_data_has_no_floor_yet(gold: dict[str, str]) -> None:
    before = measure(MEASUREMENTS, gold, {})
    Path(gold["DISCOURSE_GOLD"], "letters", "0.txt").write_text("b", "utf-8")
    now = measure(MEASUREMENTS, gold, before)
    assert value(now, "letters/a") < value(before, "letters/a")
    assert faults(before, now) == []


def test_command_leaves_the_file_alone_where_a_floor_breaks(
    gold: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accuracy.json"
    monkeypatch.setattr(command, "FILE", file)
    monkeypatch.setattr(command, "MEASUREMENTS", MEASUREMENTS)
    monkeypatch.delenv("DISCOURSE_GOLD", raising=False)
    assert command.main() == 0
    assert not file.exists()
    assert "skipped: letters" in capsys.readouterr().out
    monkeypatch.setenv("DISCOURSE_GOLD", gold["DISCOURSE_GOLD"])
    assert command.main() == 0
    first = file.read_bytes()
    assert command.main() == 0
    assert file.read_bytes() == first
    raised = first.replace(b'"value": 0.7,', b'"value": 0.9,')
    file.write_bytes(raised)
    assert command.main() == 1
    assert file.read_bytes() == raised
    assert "letters/a was 0.9 and is 0.7" in capsys.readouterr().err


# What is true, told apart from what is measured


@pytest.mark.parametrize(
    "text",
    ["On 5 March 2012,", "05 Mar 2012", "5th of\n5th March, 2012", "March 5, 2012", "Mar. 5th 2012", "5/3/2012", "2012-03-05"],
)  # fmt: skip
def test_dates_are_seen_however_they_are_written(text: str) -> None:
    assert _states("2012-03-05", text)
    assert not _states("2012-03-06", text)
    assert not _states("2012-03-05", "15 March 2012, 5 March 2013 and 5 May 2012")


def test_front_matter_is_told_from_the_body() -> None:
    assert _truth("---\ntitle: 'It''s'\ndate: 2012-03-05\n---\nBody\n---\nmore") == (
        {"title": "It's", "date": "2012-03-05"}, "Body\n---\nmore",
    )  # fmt: skip
    assert _truth("---\ntitle: Cyber: a threat\n---\n")[0] == {"title": "Cyber: a threat"}


def test_ends_of_sentences_are_counted_by_document() -> None:
    documents = [["One ends.", "Two ends"], ["Three ends. Or not.", "Four."]]
    assert _boundaries(documents, " ", "en") == [(1, 0, 1), (2, 1, 0)]


def test_shingles_are_counted_as_the_benchmark_does() -> None:
    assert _shingled("a b c d e", "a b c d e") == (1, True, 1, True)
    assert _shingled("a b c d e", "a b c d") == (1, True, 0.5, True)
    assert _shingled("a b c d", "") == (0, False, 0, True)


# Files


def test_a_file_without_truth_must_end_and_say_why_and_one_with_it_as_that_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "files").mkdir()
    for name, text in (("a.txt", "We met on Monday.\n\nWe agreed."), ("b.txt", ""), ("c.docx", "no archive")):
        (tmp_path / "files" / name).write_text(text)

    def shares(truth: dict[str, Any]) -> dict[str, float]:
        monkeypatch.setattr(files, "TRUTH", truth)
        tallies = list(files.files(tmp_path, tmp_path))
        return {t.figure: float(t.statistic(np.array(t.counts, float).sum(0))) for t in tallies}

    assert shares({}) == {"files/status": 1}
    assert shares({"b.txt": {"status": "empty", "reason": "password"}})["files/status"] == pytest.approx(
        2 / 3
    )
    noted = {"order": ["We met", "We agreed"], "kinds": {"heading": ["We agreed."]}, "aside": ["Monday"]}
    assert shares({"a.txt": {"status": "read", **noted}}) == {
        "files/status": 1, "files/structure": pytest.approx(1 / 3),
    }  # fmt: skip


# The committed file


def test_committed_figures_are_whole() -> None:
    measured = json.loads(data_file("accuracy.json").read_text("utf-8"))
    figures, sets, skipped = (measured[part] for part in ("figures", "sets", "skipped"))
    assert len({row["figure"] for row in figures}) == len(figures)
    assert {row["measurement"] for row in figures} == {row["measurement"] for row in sets}
    assert {row["measurement"] for row in sets + skipped} == {m.name for m in command.MEASUREMENTS}
    assert all(row["reason"] for row in skipped + measured["lowered"])
    assert all(row["low"] <= row["value"] <= row["high"] and row["says"] for row in figures)


def test_readme_gives_the_committed_figures(root: Path) -> None:
    figures = json.loads(data_file("accuracy.json").read_text("utf-8"))["figures"]
    table = (root / "README.md").read_text("utf-8").partition("| what | figure |")[2].partition("\n\n")[0]
    known = {f"{row[name]:.3f}".lstrip("0") for row in figures for name in ("value", "low", "high")}
    told = re.findall(r"(?<!\d)\.\d{3}", table)
    assert len(told) > 15
    assert [number for number in told if number not in known] == [], (
        "write them as data/accuracy.json has them"
    )


# The rule that says what a transcript's labels are


def test_the_rule_for_transcripts_counts_what_is_found_missed_and_wrong() -> None:
    text = (
        "---\ntags: speeches-remarks\n---\nEast Room\n\n5:09 P.M. EST\nTHE PRESIDENT:  Hello.\n\nSUBJECT: The plan\n\n"
        "Q    Why?\n\nMR. DEESE:\n\nNo.\n\nEND  5:18 P.M. EST\n\nContact us.\n"
    )
    cuts = [
        0,
        *(text.index(words) for words in ("THE P", "Hello", "SUBJECT", "The plan", "Q  ", "Why")),
        len(text),
    ]
    speakers = [None, None, "THE PRESIDENT", None, "SUBJECT", None, "Q"]
    blocks = [
        {"start": start, "end": end, "speaker": speaker, "kind": "paragraph" if place % 2 == 0 else "speaker"}
        for place, (start, end, speaker) in enumerate(zip(cuts, cuts[1:], speakers, strict=False))
    ]
    # Found are two of three; SUBJECT is none; of four lines of speech the two after it are wrong.
    assert transcripts.compare(text, blocks) == (2, 1, 1, 2, 4)
    fact_sheet = "---\ntitle: Fact sheet on remarks\n---\nTHE PRESIDENT: He acts.\n"
    assert transcripts.compare(fact_sheet, [blocks[0] | {"end": len(fact_sheet)}]) == (0, 0, 0, 0, 0)
