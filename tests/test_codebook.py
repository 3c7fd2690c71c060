"""The pattern language, folding, and the shipped codebook, whose examples are its tests."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import jsonschema
import pytest
import yaml
from shipped import CODEBOOK

from helpers.codebook import Code, Codebook, CodebookError, Pattern, PatternError, Theme
from helpers.codebook.folding import fold
from helpers.tables import data_file


def of(*patterns: str, unless: Sequence[str] = ()) -> Codebook:
    """A codebook of these patterns, each of which is a code."""
    codes = tuple(
        Code(
            name=f"c{n}", theme="t", label="", definition="", include="", exclude="", examples=(), counterexamples=(),
            line=n, patterns=(Pattern.parse(text),), unless=tuple(map(Pattern.parse, unless)),
        )
        for n, text in enumerate(patterns)
    )  # fmt: skip
    return Codebook("", repr((patterns, unless)), {"t": Theme("t", "", "", codes)}, {})


def found(pattern: str, text: str, unless: Sequence[str] = ()) -> list[str]:
    return [text[match.start : match.end] for match in next(of(pattern, unless=unless).find(text))]


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


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("网络安全", "網絡安全與网络安全", ["網絡安全", "网络安全"]),
        ("網絡安全", "網絡安全與网络安全", ["網絡安全", "网络安全"]),
        ("後門", "后门", ["后门"]),
        ("cyber-security", "cyber\u00a0security, cyber–security, CyberSecurity", 3),
        ("e-mail*", "e-mail, email, e mails, E-Mails", 4),
        ("counter-terror*", "counterterrorism, counter-terror, counter terrorists", 3),
        ("Al-Qaeda", "al Qaeda, Al-Qaeda, alqaeda, Qaeda", 3),
        ("9/11 attack*", "the 9/11 attacks, 9-11 attacks", ["9/11 attacks"]),
        ("U.S. AI", "U.S. AI, U.S. ai, US AI", ["U.S. AI"]),
        ("《网络安全法》", "《網絡安全法》和网络安全法", ["《網絡安全法》"]),
        ("Łódź", "in łódź, łódźski", ["łódź"]),
        ("naïve", "NAÏVE nai\u0308ve naive", ["NAÏVE", "nai\u0308ve"]),
    ],
)
def test_one_pattern_finds_all_spellings(pattern: str, text: str, expected: list[str] | int) -> None:
    matches = found(pattern, text)
    assert (len(matches) if isinstance(expected, int) else matches) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a virtual hacker and a hacker", 1),  # beside, with a blank between
        ("a virtual-\nhacker", 0),
        ("a virtual, hacker", 1),  # a comma parts them
        ("hacker virtual", 0),
        ("a virtual robot hacker", 1),
        ("ethical hacker, hackers", 1),  # overlapping
    ],
)
def test_unless_vetoes_what_it_overlaps_or_stands_beside(text: str, expected: int) -> None:
    assert len(found("hacker*", text, unless=["virtual", "ethical hacker"])) == expected


def test_a_chinese_term_inside_a_longer_one_gives_way_within_its_theme() -> None:
    text = "印度尼西亚与印度 尼西亞、印度"
    rules = [(m.rule, text[m.start : m.end]) for m in next(of("印度", "印度尼西亚").find(text))]
    assert sorted(rules) == [("印度", "印度"), ("印度尼西亚", "印度 尼西亞"), ("印度尼西亚", "印度尼西亚")]
    english = [m.rule for m in next(of("network", "network security").find("network security"))]
    assert english == ["network", "network security"]
    # Another theme sees cyber terrorism as terrorism too.
    both = {match.code.theme for match in next(CODEBOOK.find("打击网络恐怖主义。"))}
    assert {"cybersecurity", "terrorism"} <= both


@pytest.mark.parametrize(
    ("text", "is_negated"),
    [
        ("There is no evidence of any cyber-attack.", True),
        ("He denied the cyber-attack.", True),
        ("They didn’t launch cyber-attacks.", True),
        ("A year without a cyber-attack.", True),
        ("There was a cyber-attack.", False),
        ("Not only the cyber-attack mattered.", False),
        ("They did not wait, and a cyber-attack came.", False),
        ("They did not wait but a cyber-attack came.", False),
        ("It is not one of the many and varied cyber-attacks.", False),  # six words between
        ("A cyber-attack, not a flood.", False),
        ("There is no 3.5 cyber-attack.", True),
        ("没有证据表明发生了网络攻击。", True),
        ("該國否認網絡攻擊。", True),
        ("不仅网络攻击，还有洪水。", False),
        ("没有洪水，但是发生了网络攻击。", False),
        ("发生了网络攻击。", False),
    ],
)
def test_a_negation_before_the_match_is_a_flag(text: str, is_negated: bool) -> None:
    matches = next(of("cyber-attack* | 网络攻击").find(text))
    assert [match.is_negated for match in matches] == [is_negated]


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
        ("ab*ab*ab*abc", "ab "),
        ("ab cd ab", "ab cd "),
        ("ab-cd-ef", "ab-cd "),
        ("ab NEAR/9 cd", "ab cd "),
        ("ab NEAR/9 cd", "ab "),
        ("恐怖…利用", "恐怖"),
        ("恐怖 | 恐怖…利用", "恐怖利用 "),
        ("ab | cd", "no ab no, x cd "),
        ("ab | cd", "ef ab "),
    ],
)
def test_twice_the_sentence_takes_twice_the_steps(pattern: str, unit: str) -> None:
    # Calls of functions, Python's own included; `make bench` times what happens inside regular expressions.
    codebook = of(pattern, pattern, unless=["ef"])

    def steps(n: int) -> int:
        calls = 0

        def count(frame: FrameType, event: str, arg: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            next(codebook.find(unit * n))
        finally:
            sys.setprofile(None)
        return calls

    steps(10)  # which makes the index
    assert steps(2_000) < 2.2 * steps(1_000)


@pytest.mark.slow
def test_ten_thousand_patterns_cost_what_ten_do() -> None:
    few, many = (of(*(f"zz{n}* security | qq{n}" for n in range(size))) for size in (10, 10_000))
    text = "cyber security and zz5a security, " * 200

    def steps(codebook: Codebook) -> int:
        calls = 0

        def count(frame: FrameType, event: str, arg: object) -> None:
            nonlocal calls
            calls += 1

        next(codebook.find(text))
        sys.setprofile(count)
        try:
            assert len(next(codebook.find(text))) == 200
        finally:
            sys.setprofile(None)
        return calls

    assert steps(many) == steps(few)


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
    assert all(2 <= len(theme.codes) <= 7 for theme in CODEBOOK.themes.values())
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


# The schema that editors read


SCHEMA = json.loads(data_file("codebook.schema.json").read_text("utf-8"))
WHOLE = yaml.safe_load("""
themes:
  t:
    definition: d
    label: l
    codes:
      c: &code {label: l, definition: d, include: i, exclude: e, patterns: {en: [abc], zh: [网络]}, unless: {en: [xyz]},
        examples: [abc, an abc], counterexamples: [b, c]}
frames:
  f: *code
""")
PATHS = [
    (), ("themes", "t"), ("themes", "t", "codes", "c"), ("frames", "f"), ("themes", "t", "codes", "c", "patterns"),
    ("frames", "f", "unless"),
]  # fmt: skip


def changed(path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Codebooks that differ at one place: a key missing, unknown, or with a value of another kind."""

    def change(alter: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        whole: dict[str, Any] = json.loads(json.dumps(WHOLE))
        node = whole
        for name in path:
            node = node[name]
        alter(node)
        return whole

    keys = WHOLE
    for name in path:
        keys = keys[name]
    yield change(lambda node: node.update(unknown={"en": []}))
    for key in keys:
        yield change(lambda node, key=key: node.pop(key))
        yield change(lambda node, key=key: node.update({key: {}}))
        yield change(lambda node, key=key: node.update({key: []}))
        yield change(lambda node, key=key: node.update({key: ["one"]}))


def test_the_shipped_codebook_keeps_the_schema_and_names_it() -> None:
    path = data_file("codebook.yaml")
    first, _, rest = path.read_text("utf-8").partition("\n")
    jsonschema.validate(yaml.safe_load(rest), SCHEMA)
    assert first == "# yaml-language-server: $schema=codebook.schema.json"
    assert path.with_name("codebook.schema.json").is_file()


@pytest.mark.parametrize("path", PATHS, ids="/".join)
def test_schema_and_reader_refuse_the_same(tmp_path: Path, path: tuple[str, ...]) -> None:
    file = tmp_path / "codebook.yaml"
    validator = jsonschema.Draft202012Validator(SCHEMA)
    verdicts = []
    for whole in (WHOLE, *changed(path)):
        file.write_text(yaml.safe_dump(json.loads(json.dumps(whole)), allow_unicode=True), encoding="utf-8")
        try:
            Codebook.load(file)
            taken = True
        except CodebookError:
            taken = False
        assert taken == validator.is_valid(whole), whole
        verdicts.append(taken)
    assert verdicts[0]
    assert not all(verdicts)


def test_what_is_written_twice_or_both_ways_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(
        """themes:
  t:
    definition: d
    codes:
      c:
        definition: d
        include: i
        exclude: e
        patterns: {en: [abc, xyz, abc]}
        examples: [abc, abc, ""]
        counterexamples: [abc, b]
""",
        encoding="utf-8",
    )
    with pytest.raises(CodebookError) as caught:
        Codebook.load(path)
    assert [(fault.line, fault.message.partition("'c'")[2]) for fault in caught.value.faults] == [
        (5, " has as example and counterexample: ['abc']"),
        (9, ": the pattern 'abc' stands twice"),
        (10, ": examples has a sentence twice"),
        (10, ": examples has an empty sentence"),
    ]


# Why a sentence is coded as it is


@pytest.mark.parametrize(
    ("pattern", "sentence", "reason"),
    [
        ("terror* NEAR/2 drone*", "Terrorists fly", 'has "Terrorists", but no drone*'),
        (
            "terror* NEAR/2 drone*",
            "Terrorists have for years built drones",
            'has "Terrorists", "drones", but not within 2 words of each other',
        ),
        (
            "cyber security",
            "security of cyber systems",
            'has "cyber", "security", but not next to each other in this order',
        ),
        ("AI", "Ai Weiwei", 'would match "Ai" in capitals'),
        ("hacker*", "an ethical hacker", '"hacker" is vetoed by unless: ethical'),
        ("网络", "網 絡", None),
        ("drone*", "terrorists", None),
    ],
)
def test_misses_say_what_kept_a_pattern_from_matching(
    pattern: str, sentence: str, reason: str | None
) -> None:
    missed = of(pattern, unless=["ethical"]).misses(sentence)
    assert [miss.reason for miss in missed] == ([reason] if reason else [])


def test_a_term_that_gave_way_is_told() -> None:
    (missed,) = of("印度", "印度尼西亚").misses("印度尼西亚")
    assert missed.reason == '"印度" lies in the longer term of another code: 印度尼西亚'
