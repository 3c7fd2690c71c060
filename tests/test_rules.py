"""What patterns do in a corpus and what another codebook changes, as tables and as told by `discourse codebook`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.cli import main
from helpers.codebook import Codebook
from helpers.corpus import Corpus
from helpers.measures import rules

CODEBOOK = """\
themes:
  cyber:
    definition: d
    codes:
      attacks:
        definition: d
        include: i
        exclude: e
        patterns: {en: [cyber-attack*, cyber, hacker*, never said], zh: [网络攻击]}
        unless: {en: [ethical, poached egg]}
        examples: [cyber attacks, hackers]
        counterexamples: [ethical hackers, eggs]
      silent:
        definition: d
        include: i
        exclude: e
        patterns: {en: [unheard]}
        examples: [unheard, the unheard]
        counterexamples: [heard, herd]
"""
TEXT = "Cyber attacks rose. Ethical hackers helped. Hackers denied it.\n\n网络攻击增加。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "old.yaml").write_text(CODEBOOK, encoding="utf-8")
    new = CODEBOOK.replace("hacker*, never said", "denied").replace("cyber-attack*, ", "")
    (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
    Corpus.build(
        tmp_path / "seeds", tmp_path / "corpus", codebook=Codebook.load(tmp_path / "old.yaml"), progress=False
    )
    return tmp_path


def test_coverage_counts_each_pattern_by_itself(folder: Path) -> None:
    corpus = Corpus.open(folder / "corpus")
    patterns = rules.coverage(corpus.texts, corpus.sentences, corpus.codebook).set_index(["part", "pattern"])
    assert patterns["match_count"].to_dict() == {
        ("patterns", "cyber-attack*"): 1,
        ("patterns", "cyber"): 1,  # though the longer pattern names the coding
        ("patterns", "hacker*"): 1,  # one of two is vetoed
        ("patterns", "never said"): 0,
        ("patterns", "网络攻击"): 1,
        ("unless", "ethical"): 1,
        ("unless", "poached egg"): 0,
        ("patterns", "unheard"): 0,
    }
    assert patterns["document_count"].max() == 1


def test_coding_again_with_the_same_codebook_changes_nothing(folder: Path) -> None:
    corpus = Corpus.open(folder / "corpus")
    again = rules.code_again(corpus.texts, corpus.sentences, corpus.codebook)
    assert again.equals(corpus.codings)
    assert rules.changes(corpus.codings, again).empty


def test_changes_are_what_one_codebook_finds_and_the_other_does_not(folder: Path) -> None:
    corpus = Corpus.open(folder / "corpus")
    after = rules.code_again(corpus.texts, corpus.sentences, Codebook.load(folder / "new.yaml"))
    changed = rules.changes(corpus.codings, after)
    told = [(TEXT[row.start : row.end], row.change) for row in changed.itertuples()]
    assert told == [("Cyber", "new"), ("Cyber attacks", "gone"), ("Hackers", "gone"), ("denied", "new")]
    assert changed["rule_before"].isna().tolist() == [True, False, False, True]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["codebook", *map(str, arguments)])


def test_check_tells_faults_and_ends_with_their_number(folder: Path) -> None:
    good = run("check", "--codebook", folder / "old.yaml")
    assert (good.exit_code, "2 codes, 8 sentences tried, 0 faults" in good.output) == (0, True)
    bad = run("check", "--codebook", folder / "new.yaml")
    assert (bad.exit_code, "example that it does not code" in bad.output) == (1, True)


def test_explain_tells_what_fired_and_what_nearly_did(folder: Path) -> None:
    told = run("explain", "No cyber-attacks by hackers", "--codebook", folder / "old.yaml").output
    assert 'cyber / attacks: "cyber-attacks", negated\n      by cyber-attack*' in told
    told = run("explain", "an ethical hacker", "--codebook", folder / "old.yaml").output
    assert "No pattern matches." in told
    assert '"hacker" is vetoed by unless: ethical\n      hacker*' in told


def test_coverage_lists_idle_patterns_and_silent_codes(folder: Path) -> None:
    told = run("coverage", "--codebook", folder / "old.yaml", "--corpus", folder / "corpus").output
    assert "English, 3 sentences: 1 of 2 codes are silent: silent." in told
    assert "Chinese, 1 sentences: 0 of 1 codes are silent. No patterns in Chinese: silent." in told
    assert "3 of 8 patterns match nothing:" in told
    assert "attacks (unless): poached egg" in told


def test_diff_shows_the_passages_that_change(folder: Path) -> None:
    told = run("diff", folder / "old.yaml", folder / "new.yaml", "--corpus", folder / "corpus").output
    assert "3 codings with" in told
    assert "attacks: 2 gone\n  …  «Cyber attacks» rose." in told
    assert "attacks: 2 new" in told
