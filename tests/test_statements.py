"""English statements: found in their usual forms, with whose they are; bound to the text; and not lost on odd input."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from shipped import REGISTER
from steps import assert_linear, steps

from helpers import actors, segments, statements, tables
from helpers.statements import cues, english, following, parsing, plain, trees
from helpers.statements.found import Found

NEEDS_MODEL = pytest.mark.skipif(
    parsing.version() is None, reason="no English model: en_core_web_sm is not installed"
)


def blocks(text: str, **given: Any) -> list[dict[str, Any]]:
    """One block for each paragraph."""
    found, at = [], 0
    for n, paragraph in enumerate(text.split("\n\n"), 1):
        found.append({"block_id": f"d#b{n}", "start": at, "end": at + len(paragraph), "kind": "paragraph", "is_content": True, "language": "en", "speaker": None, **given})  # fmt: skip
        at += len(paragraph) + 2
    return found


def find(
    text: str, *, author: str | None = None, title: str | None = None, **given: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    some = blocks(text, **given)
    cut = segments.sentences("d", text, some)
    titled = actors.of_title(title, REGISTER)
    return statements.find(text, some, cut, actors.find(text, cut, REGISTER), author=author, titled=titled)


def said(text: str, **given: Any) -> list[tuple[Any, ...]]:
    """Speaker, cue, content and mode of what is not nested."""
    rows, contents = find(text, **given)
    return [
        (row["speaker"], row["cue"], " … ".join(_content(text, row, contents)), row["mode"])
        for row in rows
        if row["nested_in"] is None
    ]


def speakers(text: str, **given: Any) -> list[str | None]:
    return [row["speaker"] for row in find(text, **given)[0]]


def _content(text: str, row: dict[str, Any], contents: list[dict[str, Any]]) -> list[str]:
    return [text[c["start"] : c["end"]] for c in contents if c["statement_id"] == row["statement_id"]]


FORMS = {
    "The minister said that the border will stay open.": ("minister", "said", "that the border will stay open", "indirect"),
    "The border will stay open, the minister said on Friday.": ("minister", "said", "The border will stay open", "indirect"),
    "The talks, the envoy added, have failed.": ("envoy", "added", "The talks … have failed", "indirect"),
    "“We will not wait,” the envoy said.": ("envoy", "said", "“We will not wait,”", "direct"),
    "“We will not wait,” the envoy said. “Time is short.”": ("envoy", "said", "“We will not wait,” … “Time is short.”", "direct"),
    "“We are late,” said the envoy, “but not too late.”": ("envoy", "said", "“We are late,” … “but not too late.”", "direct"),
    "He said in an interview: “We will not wait. Time is short.”": (None, "said in an interview:", "“We will not wait. Time is short.”", "direct"),
    "The envoy called the plan “a new start” for the region.": ("envoy", "called", "the plan … “a new start” … for the region", "mixed"),
    "According to the report, attacks on banks have doubled.": ("report", "According to", "attacks on banks have doubled", "indirect"),
    "Attacks on banks have doubled, according to the report.": ("report", "according to", "Attacks on banks have doubled", "indirect"),
    "The committee called for a ban on such weapons.": ("committee", "called for", "a ban on such weapons", "indirect"),
    "The committee called on all states to ban such weapons.": ("committee", "called on", "all states to ban such weapons", "indirect"),
    "The group accused the company of hiding the attack.": ("group", "accused", "the company of hiding the attack", "indirect"),
    "The analysts warned reporters that banks are at risk.": ("analysts", "warned", "that banks are at risk", "indirect"),
    "The two sides pledged to share intelligence.": ("two sides", "pledged", "to share intelligence", "indirect"),
    "The report criticized the lack of rules.": ("report", "criticized", "the lack of rules", "indirect"),
}  # fmt: skip


@NEEDS_MODEL
@pytest.mark.parametrize("text", FORMS)
def test_usual_forms(text: str) -> None:
    assert said(text) == [FORMS[text]]


@NEEDS_MODEL
@pytest.mark.parametrize(
    "text",
    [
        "The bridge was closed for three hours.",
        "According to law, the vote is secret.",
        "The road to the airport is open again, and trains run on time.",
        "A film called “The Border” was shown.",
    ],
)
def test_where_nobody_says_anything(text: str) -> None:
    assert said(text) == []


@NEEDS_MODEL
def test_a_speaker_goes_on_with_the_next_verb() -> None:
    text = "The minister said that talks had failed, adding that the border will stay closed."
    assert [(row[0], row[1]) for row in said(text)] == [("minister", "said"), ("minister", "adding")]


@NEEDS_MODEL
def test_pronouns_and_the_role_mean_who_spoke_before() -> None:
    text = (
        "Anna Keller, minister of the interior of Austria, said that the border will stay open.\n\n"
        "She added that trains will run. The minister warned of delays."
    )
    assert [row[0] for row in said(text)] == ["Anna Keller"] * 3


@NEEDS_MODEL
def test_a_quotation_without_a_cue_is_of_who_spoke_before() -> None:
    text = "The envoy told reporters that talks had failed. “More will come out in the future.”"
    assert [(row[0], row[1], row[3]) for row in said(text)] == [
        ("envoy", "told", "indirect"),
        ("envoy", None, "direct"),
    ]


@NEEDS_MODEL
def test_a_heading_may_name_its_speaker_before_or_after_a_colon() -> None:
    assert said("Banks should prepare for attacks: expert", kind="title") == [
        ("expert", ":", "Banks should prepare for attacks", "indirect")
    ]


@NEEDS_MODEL
def test_what_is_said_within_what_is_said_is_nested() -> None:
    rows, _ = find("The envoy said the report warns that banks are at risk.")
    assert [(row["speaker"], row["nested_in"]) for row in rows] == [("envoy", None), ("report", "d#t1")]


# Who says it where the parser hangs the subject, or the verb, on another word.
WHOSE = {
    "The broadcaster showed footage of Anna Keller asking, “Why are we not ahead?”": ("Anna Keller", "asking"),
    "The minister was angry at an engineer who said he was not paid after the storm, saying, “He did no good job.”": ("minister", "saying"),
    "The minister said he did not believe those figures, arguing that the poor had paid.": ("minister", "arguing"),
    "The crisis left many nations feeling that they were alone.": ("nations", "feeling"),
    "Anna Keller said after the meeting she would not accept the offer.": ("Anna Keller", "said"),
    "The minister stressed that reforms were not complete, and aid groups warned that the army kept its power.": ("aid groups", "warned"),
    "Members work in universities, companies, think tanks and other bodies, and discussed the situation.": ("Members", "discussed"),
    "“We will win,” the former governor of Texas, who left office last year, told the crowd.": ("former governor of Texas", "told"),
    "Speaking to reporters in Geneva, the foreign minister of Norway, Anna Keller, called the strike a grave mistake.": ("Anna Keller", "called"),
    "Let's say you think the fee will rise.": (None, "think"),
}  # fmt: skip


@NEEDS_MODEL
@pytest.mark.parametrize("text", WHOSE)
def test_whose_words_they_are(text: str) -> None:
    assert WHOSE[text] in [row[:2] for row in said(text)]


@NEEDS_MODEL
def test_a_demand_of_nobody_is_not_the_speakers() -> None:
    rows, _ = find("The envoy said that shaping security requires reaffirming a commitment to peace.")
    assert [row["cue"] for row in rows] == ["said"]
    closed = "The bank said that it was closed."
    assert speakers(f"{closed} It is important to stress that the bank is at risk.") == ["bank"]
    assert speakers(f"{closed} It goes without saying that the bank is at risk.") == ["bank"]
    assert speakers(f"{closed} God bless you, and God bless the bank.") == ["bank"]


def test_turns_are_statements_of_their_speaker() -> None:
    text = "Thank you all for coming.\n\nThe talks go on."
    assert said(text, speaker="MR. KELLER") == [
        ("MR. KELLER", None, "Thank you all for coming.", "direct"),
        ("MR. KELLER", None, "The talks go on.", "direct"),
    ]


@NEEDS_MODEL
def test_who_says_i_is_who_is_quoted_or_labelled_or_wrote_it() -> None:
    quoted = "Anna Keller said: “I promise that the border will stay open.”"
    assert speakers(quoted) == ["Anna Keller", "Anna Keller"]
    text = "I warned that banks are at risk."
    assert speakers(text, speaker="MR. KELLER") == ["MR. KELLER", "MR. KELLER"]
    assert speakers(text) == [None]
    assert speakers(text, author="Anna Keller") == ["Anna Keller"]
    assert speakers(text, author="Anna Keller; Jo Berg") == [None]


def test_a_label_is_the_person_whose_name_it_ends_with() -> None:
    text = "Thank you, Minister Anna Keller, for coming. Jo Berg and Ida Berg are here too."
    assert speakers(text, speaker="MS. KELLER")[0] == "Anna Keller"
    assert speakers(text, speaker="MR. BERG")[0] == "MR. BERG"
    # A namesake whom no such role is told of is somebody else.
    assert speakers(text, speaker="MINISTER KELLER")[0] == "Anna Keller"
    assert speakers(text, speaker="PRESIDENT KELLER")[0] == "PRESIDENT KELLER"


def test_a_title_tells_whom_a_label_means() -> None:
    text = "Thank you. My mother, Catherine Mary Keller, would be proud. Ida Berg is here."

    def speaker(label: str, title: str) -> str | None:
        return speakers(text, speaker=label, title=title)[0]

    title = "Remarks by President Keller and First Lady Jo Keller Before a Call with Prime Minister Ada Lund"
    assert speaker("THE PRESIDENT", title) == "Keller"
    assert speaker("PRESIDENT KELLER", title) == "Keller"
    assert speaker("THE FIRST LADY", title) == "Jo Keller"
    assert speaker("PRIME MINISTER LUND", title) == "Ada Lund"
    assert speaker("MS. LUND", title) == "Ada Lund"
    assert speaker("THE VICE PRESIDENT", title) == "THE VICE PRESIDENT"
    assert speaker("THE PRESIDENT", "Remarks by Vice President Keller") == "THE PRESIDENT"
    assert speaker("THE PRESIDENT", "President Keller and President Lund of Norway Meet") == "THE PRESIDENT"
    assert speaker("THE PRESIDENT", "A Day to Remember") == "THE PRESIDENT"
    assert speaker("THE VICE PRESIDENT", "REMARKS BY VICE PRESIDENT LUND AT A MEETING") == "Lund"
    assert speaker("GOVERNOR BERG", "Remarks by Governor Berg") == "Berg"
    assert speaker("GOVERNOR BERG", "Remarks by Governor Ida Berg; call with Governor Berg") == "Ida Berg"
    assert speaker("TAOISEACH BERG", title) == "TAOISEACH BERG"


TEXT = """The envoy told reporters: “The talks have failed.

“We tried,” he said, “for ‘peace’.” According to a report by the ministry, banks are at risk, and he
warned that “more” will come. They called on all states to act.

"An unclosed quotation, the minister said, is no reason to lose it."""


@NEEDS_MODEL
def test_rows_are_bound_to_the_text() -> None:
    rows, contents = find(TEXT)
    assert len(rows) >= 5
    by_id = {row["statement_id"]: row for row in rows}
    for row in rows:
        pieces = [(c["start"], c["end"]) for c in contents if c["statement_id"] == row["statement_id"]]
        assert pieces == sorted(pieces) and all(a < b for a, b in pieces)
        assert pieces[0][0] >= row["start"] and pieces[-1][1] <= row["end"] <= len(TEXT)
        others = [(row[f"{role}_start"], row[f"{role}_end"]) for role in ("speaker", "cue")]
        parts = sorted([*pieces, *(other for other in others if other[0] is not None)])
        assert all(one[1] <= other[0] for one, other in pairwise(parts))
        if row["cue"] is not None:
            assert TEXT[row["cue_start"] : row["cue_end"]] == row["cue"]
        if outer := by_id.get(row["nested_in"]):
            assert outer["content_start"] <= row["content_start"] < outer["content_end"]
    tables.STATEMENTS.frame(rows)
    tables.CONTENTS.frame(contents)
    assert find(TEXT) == (rows, contents)


def test_without_a_model_the_plain_forms_are_found() -> None:
    text = "The minister said that talks failed. “We tried,” he added. According to the report, banks are at risk."
    some = blocks(text)
    cut = segments.sentences("d", text, some)
    found = plain.find(text, cut, english.quotations(text, some))
    assert [(text[slice(*one.source)], text[slice(*one.content[0])]) for one in found if one.source] == [
        ("The minister", "that talks failed"), ("he", "“We tried,”"), ("the report", "banks are at risk"),
    ]  # fmt: skip


@NEEDS_MODEL
@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "“The minister said that it is so. " * 300,
        '"' * 10_000,
        "and the minister said that the measures of the government " * 1_000,
        "—— … !!! " * 1_000,
        "the minister said " * 1_000,
    ],
    ids=["unclosed", "marks", "long sentence", "no letters", "cues"],
)
def test_odd_input_costs_no_document(text: str) -> None:
    some = blocks(text)
    cut = segments.sentences("d", text, some)
    parts = list(english.stretches(text, cut, english.quotations(text, some), set()))
    assert all(part.end - part.start <= english.LONGEST for part in parts)
    rows, _ = find(text)
    assert all(0 <= row["start"] < row["end"] <= len(text) for row in rows)
    for module in (trees, following):
        few, many = (
            steps(lambda some=some: find(some), module.__file__) for some in (text[: len(text) // 4], text)
        )
        assert many <= 6 * few + 20_000


@NEEDS_MODEL
@pytest.mark.parametrize(
    ("first", "second", "speaker"),
    [
        ("Foreign Minister Anna Keller", "the minister", "Anna Keller"),
        ("Chairman John Miller", "the man", "man"),
        ("Vice President Anna Keller", "the president", "president"),
        ("Vice President Anna Keller", "the vice president", "Anna Keller"),
        ("公安部副部长王小洪", "部长", "部长"),
        ("公安部部长王小洪", "部长", "王小洪"),
    ],
)
def test_who_has_a_role_is_called_by_it_and_by_no_part_of_its_word(
    first: str, second: str, speaker: str
) -> None:
    english_ = f"{first} said that rates fell. After that {second} said that taxes rose."
    text = english_ if first.isascii() else f"{first}表示，合作很重要。{second}强调，要加强合作。"
    assert speakers(text, language="en" if first.isascii() else "zh")[1] == speaker


def test_many_quotations_are_read_in_linear_time() -> None:
    def cut(count: int) -> None:
        text, marks = "“abc” def " * count, [(10 * n, 10 * n + 5) for n in range(count)]
        for mark in marks:
            assert list(statements._pieces(text, Found("", None, [mark]), marks))

    def read(count: int) -> None:
        text = "“Yes,” he said. " * count
        some = blocks(text)
        places = range(0, len(text), 16)
        cut = [{"block_id": "d#b1", "language": "en", "start": n, "end": n + 15} for n in places]
        assert len(plain.find(text, cut, english.quotations(text, some))) == count

    def introduce(count: int) -> None:
        text = "“abc”," + " " * count + "def"
        assert statements._mode(text, [(0, 5, True), (5, len(text), False)]) == "mixed"

    assert_linear(cut, 40_000)
    assert_linear(read, 4_000)
    assert_linear(introduce, 32_000)


def test_forms_of_cues_are_english() -> None:
    forms = cues.lexicon().forms
    assert {"says", "saying", "said"} <= set(forms["verbs"]) and "claims" in forms["nouns"]
    assert "admitted" in forms["verbs"] and "denies" in forms["verbs"] and "sayed" not in forms["verbs"]


def test_faults_of_cues_are_all_named() -> None:
    wrong = [
        {"class": "claims", "kind": "speech", "takes": ["that"], "verbs": ["say"]},
        {"class": "claim", "kind": "speech", "takes": ["it"], "note": "none"},
    ]
    with pytest.raises(cues.CuesError) as caught:
        cues.read({"en": wrong})
    for fault in (
        "group 1 of en (say …) has the class 'claims'",
        "group 2 of en ( …) has ['note']",
        "takes ['it']",
        "holds no words",
    ):
        assert fault in str(caught.value)
