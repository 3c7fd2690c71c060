"""The pattern language, folding, and the shipped codebook, whose examples are its tests."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from helpers.codebook import Codebook, CodebookError, Pattern, PatternError, fold, unfold
from helpers.tables import data_file

CODEBOOK = Codebook.load(data_file("codebook.yaml"))


def found(pattern: str, text: str) -> list[str]:
    folded, spans = fold(text)
    return [text[slice(*unfold(start, end, spans))] for start, end in Pattern.parse(pattern).find(folded)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (
            "terror*",
            "Terrorism and terrorists; counter-terror, bioterror",
            ["Terrorism", "terrorists", "terror"],
        ),
        ("*terror*", "bioterrorism", ["bioterrorism"]),
        ("terror", "terrorism", []),
        ("organi?ation", "organisation organization organiation", ["organisation", "organization"]),
        ("b*tt*r", "butter better bitters batter", ["butter", "better", "batter"]),
        ("AI", "AI, Ai, ai, AIs, GenAI, AI's, AI治理", ["AI", "AI", "AI"]),
        ("LLM*", "LLMs llms", ["LLMs"]),
        ("AI rule*", "AI rules, ai rules, AI RULES", ["AI rules", "AI RULES"]),
        ("isis", "ISIS Isis", ["ISIS", "Isis"]),
        ("cyber-security", "cyber security, Cyber-security, CYBERSECURITY, cyber—security", 3),
        ("cyber-security", "cyber\r\n  security, cyber-\nsecurity, cyber\u2011security", 3),
        ("cyber-security", "cyber - security, cyber, security", []),
        ("social media", "social media, social-media, social\u00a0\nmedia, socialmedia", 3),
        ("9/11", "on 9/11, 19/11, 9/112", ["9/11"]),
        ("int'l crime", "int’l crime, int'l crimes", ["int’l crime"]),
        ("Da'esh | A.I.", "da‘esh and A.I. rose", ["da‘esh", "A.I."]),
        ("drone* | social media", "drones on social media", ["drones", "social media"]),
        ("cyber | cyber attack*", "cyber attacks", ["cyber attacks"]),
        ("(police | judicial) (work | training)", "judicial training of police", ["judicial training"]),
        ("terror* NEAR/2 drone*", "terrorists use drones", ["terrorists use drones"]),
        ("terror* NEAR/2 drone*", "drones for terror", ["drones for terror"]),
        ("terror* NEAR/1 drone*", "terrorists use drones", []),
        ("terror* NEAR/1 drone*", "terror drones, drone terror", ["terror drones", "drone terror"]),
        ("terror* NEAR/8 (drone* | social media | AI)", "terror by drones and AI", ["terror by drones"]),
        ("a* NEAR/3 bb NEAR/2 cc", "aa x bb x cc", ["aa x bb x cc"]),
        ("a* NEAR/3 bb | dd", "dd bb x aa", ["dd", "bb x aa"]),
        ("网络安全", "国家网络安全和网络 \n安全", ["网络安全", "网络 \n安全"]),
        ("恐怖分子…利用", "恐怖分子越来越多地利用无人机", ["恐怖分子越来越多地利用"]),
        ("恐怖分子…利用", "恐怖分子" + "很" * 31 + "利用", []),
        ("AI治理", "全球AI治理与ai治理", ["AI治理"]),
    ],
)
def test_pattern(pattern: str, text: str, expected: list[str] | int) -> None:
    matches = found(pattern, text)
    assert (len(matches) if isinstance(expected, int) else sorted(matches, key=text.index)) == expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("plain", "plain"),
        ("ＡＩ\u3000Ｇｏｖ", "AI Gov"),
        ("“int’l”—x–y", '"int\'l"—x-y'),
        ("a\r\nb\tc", "a  b c"),
        ("cy\u00adber\u200b", "cyber"),
        ("cafe\u0301 \U0001f680 x", "café \U0001f680 x"),
        ("İıſK", "IisK"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text)[0] == folded
    assert fold(folded)[0] == folded


def test_offsets_refer_to_the_stored_text() -> None:
    text = "\U0001f680 the cy\u00adber\u200b-se\u0301curity\u00ad of ＡＩ"
    assert found("cyber-sécurity", text) == ["cy\u00adber\u200b-se\u0301curity"]
    assert found("AI", text) == ["ＡＩ"]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("*", "without a letter"),
        ("a* b* c*", "matches almost anything"),
        ("?a*", "matches almost anything"),
        ("cyber | b*", "matches almost anything"),
        ("", "empty place"),
        ("terror | ", "empty place"),
        ("terror NEAR/5", "empty place"),
        ("NEAR/5 terror", "empty place"),
        ("(terror | drone", "not closed"),
        ("terror)", "too many"),
        ("()", "empty place"),
        ("terror NEAR/0 drone", "1 to 50"),
        ("terror NEAR/500 drone", "1 to 50"),
        ("use (terror NEAR/5 drone)", "inside a phrase"),
        ("(counter | anti)-terror*", "hyphen without a word"),
        ("state*-owned", "before a hyphen"),
        ("terror…drone", "without Chinese"),
        ("terror +++ drone", "without a letter"),
        ("x" * 1001, "1,000 characters"),
        ("国", "matches almost anything"),
        ("(aa | aa aa) " * 9 + "bb", "8 parentheses"),
    ],
)
def test_malformed_patterns_are_refused(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=why):
        Pattern.parse(pattern)


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        ("ab*ab*ab*abc", "ab"),
        ("ab cd ab", "ab cd "),
        ("ab-cd-ef", "ab-cd"),
        ("ab NEAR/9 cd", "ab cd "),
        ("恐怖…利用", "恐怖"),
    ],
)
def test_no_pattern_is_slower_than_linear(pattern: str, unit: str) -> None:
    compiled = Pattern.parse(pattern)

    def seconds(n: int) -> float:
        text = fold(unit * n + " " * n)[0]
        taken = []
        for _ in range(3):
            start = time.process_time()
            compiled.find(text)
            taken.append(time.process_time() - start)
        return min(taken)

    # Linear is 10; quadratic is 100. The floor keeps the clock's grain out.
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.002)


FAULTY = """\
themes:
  terrorism:
    definition: Terror.
    codes:
      acts:
        definition: Acts.
        include: All.
        exclude: None.
        pattern: {en: ["terror*"]}
        examples: ["terror"]
        counterexamples: ["a", "b"]
      acts:
        definition: Acts again.
        include: All.
        exclude:
        patterns: {en: ["*", "terror*", "(a"], fr: ["terreur"]}
        examples: ["terror", "terrorism"]
        counterexamples: ["a", key: value]
  cyber: {definition: Cyber.}
frame: {}
"""


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        Codebook.load(path)
    told = [(fault.line, fault.message) for fault in caught.value.faults]
    for line, part in [
        (5, "code 'acts' has no patterns"),
        (9, "unknown key 'pattern'; did you mean 'patterns'?"),
        (10, "fewer than two examples"),
        (12, "'acts' in line 5 too"),
        (12, "code 'acts' has no exclude"),
        (16, "the pattern '*'"),
        (16, "the pattern '(a'"),
        (16, "unknown key 'fr'"),
        (18, "text expected"),
        (19, "theme 'cyber' has no codes"),
        (20, "unknown key 'frame'; did you mean 'frames'?"),
    ]:
        assert any(at == line and part in message for at, message in told), (line, part, told)
    assert len(told) == 11
    assert str(caught.value).splitlines()[0].startswith(f"{path}:5: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "themes: [",
        "- a\n- b\n",
        "themes: 1",
        "themes:\n\t- x",
        "{",
        "themes: {a: [b]}",
        "themes: \x07",
        "? [a]: b",
    ],
)
def test_what_is_no_codebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=r"codebook\.yaml:\d+: "):
        Codebook.load(path)


def test_a_codebook_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_bytes("themes: 网络".encode("gb18030"))
    with pytest.raises(CodebookError, match=r"codebook\.yaml:1: is not UTF-8"):
        Codebook.load(path)


def test_the_same_code_under_two_themes_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    code = 'definition: d, include: i, exclude: e, patterns: {en: ["abc"]}, examples: ["abc", "x abc"], counterexamples: ["b", "c"]'
    path.write_text(
        f"themes:\n  a: {{definition: d, codes: {{x: {{{code}}}}}}}\nframes:\n  x: {{{code}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(CodebookError, match="frame 'x' stands in line 2 too"):
        Codebook.load(path)


def test_check_names_examples_that_fail_and_what_did_match(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(
        """\
themes:
  cyber:
    definition: Cyber.
    codes:
      cybercrime:
        {definition: d, include: i, exclude: e, patterns: {en: ["cybercrime"]},
         examples: ["They met online.", "cyber-enabled fraud rose"], counterexamples: ["a Cybercrime unit", "none"]}
      online_fraud:
        {definition: d, include: i, exclude: e, patterns: {en: ["fraud"]},
         examples: ["fraud", "a fraud"], counterexamples: ["none", "nothing"]}
""",
        encoding="utf-8",
    )
    missed, wrong = Codebook.load(path).check()
    assert str(missed) == (
        f"{path}:5: code 'cybercrime' has 2 examples that it does not code:\n"
        '  "They met online."          no pattern matches\n'
        "  \"cyber-enabled fraud rose\"  matched only by 'online_fraud'\n"
        "Add a pattern, or move the sentence to another code."
    )
    assert "has 1 counterexample that it codes" in str(wrong)
    assert '"a Cybercrime unit"  \'cybercrime\' matches "Cybercrime"' in str(wrong)
    assert str(Codebook.load(path).check()).count("codebook.yaml:5") == 2


def test_the_shipped_codebook_passes_its_own_tests() -> None:
    assert not CODEBOOK.check(), str(CODEBOOK.check())
    assert sum(len(code.examples) + len(code.counterexamples) for code in CODEBOOK.codes) >= 200


def test_the_shipped_codebook_has_the_themes_and_frames_of_the_design() -> None:
    assert list(CODEBOOK.themes) == [
        "cybersecurity", "terrorism", "ai_governance", "transnational_crime", "international_cooperation",
        "capacity_building", "sovereignty_and_jurisdiction", "data_protection", "standards_and_law",
    ]  # fmt: skip
    assert list(CODEBOOK.frames) == [
        "threat",
        "cooperation",
        "competition",
        "responsibility",
        "opportunity",
        "sovereignty",
    ]
    assert all(2 <= len(theme.codes) <= 6 for theme in CODEBOOK.themes.values())
    assert all({"en", "zh"} == {p.language for p in code.patterns} for code in CODEBOOK.codes)


def test_an_unknown_theme_is_told_the_nearest() -> None:
    assert CODEBOOK.theme("terrorism").label == "terrorism"
    with pytest.raises(CodebookError, match="did you mean 'terrorism'"):
        CODEBOOK.theme("terorism")


def test_the_digest_is_the_content_not_the_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    text = data_file("codebook.yaml").read_text(encoding="utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert Codebook.load(path).digest == CODEBOOK.digest
    path.write_bytes((text + "# more\n").encode())
    assert Codebook.load(path).digest != CODEBOOK.digest


def test_a_codebook_can_be_sent_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(CODEBOOK))
    assert copy.digest == CODEBOOK.digest
    assert copy.codes == CODEBOOK.codes
