"""Transcripts: whose words each paragraph is, and what looks like a speaker's label but is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from steps import assert_linear

from helpers import segments, sources, tables
from helpers.codebook import Codebook
from helpers.corpus import Corpus
from helpers.evidence import Evidence, count, reader
from helpers.reports import exporter
from helpers.sources import speakers

BRIEFING = """\
Press Briefing by the Press Secretary

2:05 P.M. EDT

MS. JEAN-PIERRE:  Good afternoon, everybody.

The ceasefire holds, as far as anybody
can say.

Q    Is there a plan, and does it
hold?

MR. KIRBY (via teleconference):  There is.  He said: wait.

Q Thank you.

MODERATOR:  We have time for one more.
LAYLA SALAS:  Mine is on NATO.

(Applause.)

END                2:45 P.M. EDT

Contact: the press office
"""


def read(folder: Path, content: str, name: str = "a.txt") -> sources.Reading:
    (folder / name).write_text(content, "utf-8")
    return sources.read(folder / name, root=folder, document_id="a", manifest=sources.Manifest())


def turns(reading: sources.Reading) -> list[tuple[str | None, str]]:
    """Speaker and text of each content block."""
    text = reading.text
    return [
        (b["speaker"], " ".join(text[b["start"] : b["end"]].split()))
        for b in reading.blocks
        if b["is_content"]
    ]


def labels(reading: sources.Reading) -> list[str]:
    return [reading.text[b["start"] : b["end"]].strip() for b in reading.blocks if b["kind"] == "speaker"]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_each_paragraph_of_a_briefing_is_its_speakers(tmp_path: Path, name: str) -> None:
    reading = read(tmp_path, BRIEFING, name)
    assert [turn for turn in turns(reading) if turn[0]] == [
        ("MS. JEAN-PIERRE", "Good afternoon, everybody."),
        ("MS. JEAN-PIERRE", "The ceasefire holds, as far as anybody can say."),
        ("Q", "Is there a plan, and does it hold?"),
        ("MR. KIRBY (via teleconference)", "There is. He said: wait."),
        ("Q", "Thank you."),
        ("MODERATOR", "We have time for one more."),
        ("LAYLA SALAS", "Mine is on NATO."),
        ("LAYLA SALAS", "(Applause.)"),
    ]
    assert turns(reading)[-1] == (None, "Contact: the press office")


def test_a_label_is_neither_content_nor_in_a_sentence(tmp_path: Path) -> None:
    reading = read(tmp_path, BRIEFING)
    set_aside = [b for b in reading.blocks if b["kind"] == "speaker"]
    assert {(b["is_content"], b["reason"], b["speaker"]) for b in set_aside} == {
        (False, "speaker label", None)
    }
    first = segments.sentences("a", reading.text, reading.blocks)
    said = [reading.text[s["start"] : s["end"]] for s in first]
    assert "Good afternoon, everybody." in said
    assert not any(name in sentence for sentence in said for name in ("JEAN", "KIRBY", "MODERATOR", "END"))
    assert "".join(reading.text[b["start"] : b["end"]] for b in reading.blocks) == reading.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("East Room\n\n5:09 P.M. EST\n\nTHE PRESIDENT:  Hello.  Sit down.\n\nBack in July I signed an order.", ["THE PRESIDENT:"]),
        ("**THE PRESIDENT:**\n\nHello to all of you.\n\n**Q** What now?", ["**THE PRESIDENT:**", "**Q**"]),
        ("**Q: What is it?**\n\n**A:** A rule.\n\n**Q: Whose?**\n\n**A:** Ours.", ["**Q:", "**A:**"] * 2),
        ("Q. What is it?\n\nA. A rule.\n\nQ. Whose?\n\nA. Ours.", ["Q.", "A."] * 2),
        ("The PRESIDENT: I call on Mexico.\n\nMr. ROBLES (Mexico) (interpretation from\nSpanish): I speak.", ["The PRESIDENT:", "Mr. ROBLES (Mexico) (interpretation from\nSpanish):"]),
        ("Moderator: Welcome.\n\nDr. Fauci: Hello.\n\nModerator: Begin.\n\nMr. Smith: Yes.\n\nDr. Fauci: No.", ["Moderator:", "Dr. Fauci:", "Moderator:", "Mr. Smith:", "Dr. Fauci:"]),
        ("AFP: Will he come?\n\nMao Ning: No word.\n\nBloomberg: And she?\n\nMao Ning: No.\n\nReuters: Why?\n\nMao Ning: I said.", ["AFP:", "Mao Ning:", "Bloomberg:", "Mao Ning:", "Reuters:", "Mao Ning:"]),
        ("问：情况如何？\n答：很好。\n问：下一步？\n答：合作。", ["问：", "答："] * 2),
        ("彭博社记者：有何评论？\n\n林剑：坚决反对。\n\n记者：何时访问？\n\n林剑：没有消息。\n\n记者：还有吗？\n\n林剑：没有。", ["彭博社记者：", "林剑：", "记者：", "林剑：", "记者：", "林剑："]),
        ("主持人：欢迎王外长。\n\n王毅：谢谢。\n\n主持人：请开始。\n\n王毅：中国主张对话。\n\n主持人：谢谢。\n\n王毅：再见。", ["主持人：", "王毅："] * 3),
    ],
)  # fmt: skip
def test_labels_of_many_kinds(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert labels(read(tmp_path, text, "a.md")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "FACT SHEET: A plan\n\n**SECURING OUR BORDERS:** He acted.\n\n**PRESIDENT LI KEEPS HIS PROMISES:** He did.",
        "NOMINATIONS SENT TO THE SENATE:\n\nJane Doe, of Ohio, to be a judge.\n\nSUBJECT: Delegation\n\nNOTE: Omitted.",
        "WASHINGTON: The minister left.\n\nHe said: “Go.”\n\nHere’s the thing: it failed.\n\nANNEX A: The list.",
        "Next Steps: We write. Why?\n\nKey Findings: Much.\n\nNext Steps: More.\n\nNext Steps: Again.",
        "**Senator Jane Doe (NY):** “Great.”\n\n**Governor John Roe:** “Fine.”\n\n**Mr. Poe:** “Good.”\n\n**Dr. Coe:** “Yes.”",
        "Mr. President:\n\nI thank you.\n\nMr. President:\n\nWe hope for peace.\n\nMr. Secretary-General: We thank you.",
        "Time: 9 am\nVenue: Hall\nTime: 10 am\nVenue: Room\nTime: 11 am\nVenue: Hall",
        "He met A. Philip Randolph.\n\nA. Philip Randolph spoke. Was he right?\n\nA. Philip was.",
        "地点：北京\n\n时间：九点\n\n来源：新华社\n\n地点：上海\n\n时间：十点",
        "导语：会议开幕。\n\n记者：王小明 李四\n\n会议在北京闭幕。",
        "- President Li: He acted at once.\n- President Li: He spoke again.\n- Mr. Roe: He did not.",
        "“Mr. Smith: Who is it?” he read. “Ms. Jones: I.”\n\nThe play went on like this.",
    ],
)
def test_what_is_no_label(tmp_path: Path, text: str) -> None:
    for name in ("a.txt", "a.md"):
        assert labels(read(tmp_path, text, name)) == []


def test_a_label_is_found_in_a_web_page_too(tmp_path: Path) -> None:
    said = (
        "<p>MR. KIRBY:  The talks on the ceasefire go on, and both sides have sent people to the capital.</p>"
    )
    asked = "<p>Q    Who sent them, and is anybody in the room who was there the last time that they met?</p>"
    page = f"<html><head><title>Briefing</title></head><body><article><h1>Briefing</h1>{(said + asked) * 4}</article></body></html>"
    reading = read(tmp_path, page, "a.html")
    assert labels(reading) == ["MR. KIRBY:", "Q"] * 4
    assert {speaker for speaker, _ in turns(reading)} >= {"MR. KIRBY", "Q"}


def test_a_page_shows_labels_in_their_place_and_passages_name_the_speaker(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(BRIEFING, "utf-8")
    book = Codebook.load(tables.data_file("codebook.yaml"))
    corpus = Corpus.build(tmp_path / "seeds", tmp_path / "corpus", codebook=book, progress=False)
    page = exporter.render(
        "document.html.j2",
        has_charts=False,
        **reader.Reader(corpus).document("a"),
        site="",
        nav=[],
        record={},
        root="",
    )
    shown = BeautifulSoup(page, "html.parser").select(".dn-speaker:not(.dn-said)")
    assert [label.get_text().strip() for label in shown][:2] == ["MS. JEAN-PIERRE:", "Q"]
    assert not any("dn-aside" in label["class"] or label.select(".dn-why") for label in shown)
    sentences = corpus.sentences[
        corpus.sentences["block_id"].isin(corpus.blocks.query("speaker == 'Q'")["block_id"])
    ]
    assert "Q, sentence" in Evidence(corpus).passages(count(sentences["sentence_id"])).html


# Speeches as scanners and typists leave them: lines broken at a width or at the end of a page

PAGES = """\
The Assembly meets at a time at which the world faces more than one
crisis, and we must not close our eyes to them (A/59/PV.4,
p. 27), as the representative of another Government said from this
rostrum. The benefits that control over the Canal has yielded to the
16

economy of my country are known to all. We ask for nothing else.
Does anyone here seriously believe that this helps us to
15-29658 29/55
\fA/70/PV.22/Add.1 01/10/2015
advance the peace that all of us want? I do not, and I say so in
2015
and in every year after it.

Page 1|6

COVID-19

Nobody could have imagined how this pandemic would change our lives.
12. My delegation wishes to thank the Secretary-General for his words.

Our poet said that we who live in the south of the
~
I I

“have the obligation to fight for a better future for all of us”.
"""


def test_page_numbers_and_symbols_are_set_aside_and_paragraphs_stay_whole(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGES)
    blocks = [(b["kind"], " ".join(reading.text[b["start"] : b["end"]].split())) for b in reading.blocks]
    aside = [text for kind, text in blocks if kind == "boilerplate"]
    assert aside[:3] == ["16", "15-29658 29/55", "A/70/PV.22/Add.1 01/10/2015"]
    assert [text for kind, text in blocks if kind == "heading"] == ["COVID-19"]
    content = [text for kind, text in blocks if kind != "boilerplate"]
    assert content[0].startswith("The Assembly meets") and content[0].endswith("has yielded to the")
    assert content[2].endswith("I do not, and I say so in 2015 and in every year after it.")
    assert any(text.startswith("12. My delegation") for text in content)


def test_a_sentence_goes_on_after_a_line_that_breaks_off(tmp_path: Path) -> None:
    text = (
        "We recognize their independence and their sovereignty over all of their territory,\n"
        "with the city as its capital. That is what this Organization was founded for in 1945.\n"
        "The Court has been seized of the matter, and it is clear to everybody that it must\n \n"
        "be heard. Our programme for that country over the next five years has a budget of\n"
        "€61 million, which is more than we have ever spent there or anywhere else.\n"
    ) * 2
    reading = read(tmp_path, text)
    rows = segments.sentences("a", reading.text, reading.blocks)
    said = {" ".join(reading.text[row["start"] : row["end"]].split()) for row in rows}
    assert (
        "The Court has been seized of the matter, and it is clear to everybody that it must be heard." in said
    )
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in said)
    assert {block["kind"] for block in reading.blocks} == {"paragraph"}


def test_a_list_under_an_open_line_and_a_byline_stay_apart(tmp_path: Path) -> None:
    items = "The ministers agreed to work together on the following points:\n- peace;\n- trade;\n(1) water;\n(2) food.\n"
    kinds = [block["kind"] for block in read(tmp_path, items).blocks]
    assert kinds == ["paragraph", *["list_item"] * 4]
    news = "Ministers agree on a plan for the peaceful use of the seas\n\nby Jane Doe\n\nThey met for two days. It rained.\n"
    assert len(read(tmp_path, news).blocks) == 3


def test_a_blank_behind_a_label_is_read_once() -> None:
    assert_linear(lambda count: speakers.labels(["Q" + " " * count]), 32_000)
