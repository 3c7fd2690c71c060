"""Which forums, frameworks, agreements and so on a text names, and what it says became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from accuracy.instruments import found
from steps import assert_linear

from helpers import actors, instruments, segments, tables
from helpers.instruments import Instruments, InstrumentsError
from helpers.measures import instruments as measures
from helpers.tables import data_file

FIXTURES = Path(__file__).parent / "fixtures"
BATCHES = yaml.safe_load((FIXTURES / "chinese_instruments.yaml").read_text("utf-8"))
CHINESE = [sentence for batch in BATCHES.values() for sentence in batch]
ACTORS = actors.Register.load(data_file("actors.yaml"))


def find(
    text: str, *, language: str = "en", kind: str = "paragraph", date: str | None = None
) -> list[dict[str, Any]]:
    blocks = [
        {
            "block_id": "d#b1",
            "kind": kind,
            "start": 0,
            "end": len(text),
            "is_content": True,
            "language": language,
        }
    ]
    sentences = segments.sentences("d", text, blocks)
    mentions = actors.find(text, sentences, ACTORS)
    return instruments.find(text, blocks, sentences, mentions, date=date)


def told(text: str, **options: Any) -> list[tuple[str, str, str]]:
    return [(text[row["start"] : row["end"]], row["kind"], row["status"]) for row in find(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What the register knows, in any of its forms.
        ("We welcome the Global Security Initiative.", [("Global Security Initiative", "initiative", "named")]),
        ("The GDPR applies.", [("GDPR", "framework", "named")]),
        # An ambiguous form counts only where the document names it otherwise too.
        ("The GSI is a firm.", []),
        # Names by a noun of their kind.
        (
            "The Harbour Safety Forum was held in Oslo in 2019.",
            [("Harbour Safety Forum", "forum", "held")],
        ),
        (
            "They will sign the Convention on the Marking of Rivers next year.",
            [("Convention on the Marking of Rivers", "agreement", "planned")],
        ),
        ("Troops of Operation Silent Dawn left.", [("Operation Silent Dawn", "operation", "named")]),
        ("Police presented the “River 12” special action.", [("“River 12” special action", "operation", "named")]),
        ("They met at the Harbour Forum Conference Center.", []),
        # What is described, where the text says what becomes of it.
        (
            "Norway and Chile established a consultation mechanism on fisheries.",
            [("consultation mechanism on fisheries", "mechanism", "established")],
        ),
        (
            "She called for the creation of a regional alliance against piracy.",
            [("regional alliance against piracy", "alliance", "proposed")],
        ),
        ("Norway did not sign an agreement with Chile.", []),
        ("Norway has yet to sign the agreement with Chile.", []),
        ("It was not possible to sign an agreement with Chile.", []),
        ("Cooperation needs a mechanism.", []),
        ("He told a press conference on Monday.", []),
        ("They signed several agreements.", []),
        ("Nothing happens until a border treaty is signed.", []),
        ("It acts within the framework of the Charter.", []),
        # What the register of actors has is a body, and so is what a name is only part of.
        ("The North Atlantic Treaty Organization met the United Nations Development Programme.", []),
        # Where no other form stands beside it, what is ambiguous in the register is named by rule.
        ("The Artificial Intelligence Act entered into force.", [("Artificial Intelligence Act", "framework", "established")]),
        # A name that begins with another; what is said of the longer one is not said of the shorter.
        (
            "The Global Security Initiative Concept Paper was released.",
            [("Global Security Initiative Concept Paper", "document", "released"), ("Global Security Initiative", "initiative", "named")],
        ),
        ("China established the Global Security Initiative Research Center.", [("Global Security Initiative", "initiative", "named")]),
        # Days are no part of a name, years are.
        ("Norway opened the Oslo Peace Forum on Thursday.", [("Oslo Peace Forum", "forum", "held")]),
        ("They signed a memorandum of understanding on fishing on Tuesday.", [("memorandum of understanding on fishing", "agreement", "signed")]),
        ("The Harbour Security Strategy 2023–2030 was released.", [("Harbour Security Strategy 2023–2030", "document", "released")]),
        # A title behind its noun, and one written with a capital preposition.
        (
            "Norway issued a white paper titled “Ports in the New Era”.",
            [("“Ports in the New Era”", "document", "released")],
        ),
        (
            "They ratified the Harbour Convention Against Trafficking in Persons.",
            [("Harbour Convention Against Trafficking in Persons", "agreement", "signed")],
        ),
        # What will take place is planned; what will open something else is not.
        ("The Harbour Peace Forum will take place in May.", [("Harbour Peace Forum", "forum", "planned")]),
        ("The Harbour Peace Forum will open a market.", [("Harbour Peace Forum", "forum", "named")]),
        # A clause or a noun behind it is the object of the verb before it; what somebody asks for is proposed.
        ("Norway announced that the American Rescue Plan is law.", [("American Rescue Plan", "framework", "named")]),
        ("Norway announced the American Rescue Plan’s funds.", [("American Rescue Plan’s", "framework", "named")]),
        ("Norway asked that the Harbour Peace Forum be held.", [("Harbour Peace Forum", "forum", "proposed")]),
        # A quotation in which a name stands is no part of it.
        (
            "“Norway praises the work of the Harbour Peace Initiative and of all who have had a hand in it.”",
            [("Harbour Peace Initiative", "initiative", "named")],
        ),
        # Named by its number, where the text does not only say where to read what it names.
        (
            "The Security Council adopted resolution 1701 (2006).",
            [("resolution 1701 (2006)", "document", "released")],
        ),
        (
            "The Harbour Safety Strategy (resolution 60/288) was adopted.",
            [("Harbour Safety Strategy", "document", "released")],
        ),
        ("It acts under a Security Council Resolution.", []),
        # A title behind a comma is no sentence that is quoted.
        ("They issued an advisory, “Ports under Attack,” today.", [("“Ports under Attack,”", "document", "released")]),
        ("They issued an advisory, “We regret the attack,” today.", []),
        # What is known by its kind alone, whatever its capitals.
        (
            "She signed an Executive Order on ports.",
            [("Executive Order on ports", "document", "signed")],
        ),
        # Where a link leads is no part of a name, and hides no verb.
        (
            "They launched the [Harbour Safety Initiative](https://harbour.example/a) (HSI) in May.",
            [("Harbour Safety Initiative", "initiative", "launched")],
        ),
        (
            "They launched a [Clean Harbours](https://harbour.example/a) programme in May.",
            [("Clean Harbours", "programme", "launched")],
        ),
        # Lists, regions and line ends inside a name.
        (
            "They ratified the Convention on the Use, Storage and Transfer of River Mines.",
            [("Convention on the Use, Storage and Transfer of River Mines", "agreement", "signed")],
        ),
        (
            "The Conference on River Safety in Europe was held in Oslo.",
            [("Conference on River Safety in Europe", "forum", "held")],
        ),
        (
            "The Treaty on the Non-\nProliferation of Nuclear Weapons stands.",
            [("Treaty on the Non-\nProliferation of Nuclear Weapons", "agreement", "named")],
        ),
    ],
)  # fmt: skip
def test_what_is_named_and_what_became_of_it(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("clause", "status"),
    [
        ("Norway signed a border treaty with Chile.", "signed"),
        ("Norway will sign a border treaty with Chile.", "planned"),
        ("Norway should sign a border treaty with Chile.", "proposed"),
        ("Norway proposed a border treaty with Chile.", "proposed"),
        ("Norway is negotiating a border treaty with Chile.", "drafted"),
        ("A border treaty with Chile was signed in May.", "signed"),
        ("A border treaty with Chile is set to be signed in May.", "planned"),
        ("A border treaty with Chile should be signed.", "proposed"),
        ("The signing of a border treaty with Chile was news.", "signed"),
        ("A border treaty with Chile is being negotiated.", "drafted"),
        ("They called for the early signing of a border treaty with Chile.", "proposed"),
        ("They thanked her for signing a border treaty with Chile.", "signed"),
        ("Norway looks forward to the signing of a border treaty with Chile.", "planned"),
        ("A border treaty with Chile, to be signed in May, is ready.", "planned"),
        ("Norway has agreed to sign a border treaty with Chile.", "planned"),
        ("The border treaty with Chile is under negotiation.", "drafted"),
        ("The border treaty with Chile entered into force.", "established"),
        ("They began negotiations on a border treaty with Chile.", "drafted"),
        ("They called for the start of negotiations on a border treaty with Chile.", "proposed"),
        ("A border treaty with Chile, as called for by Norway, would help.", "proposed"),
        ("Norway welcomes the forthcoming border treaty with Chile.", "planned"),
        ("Norway has offered to sign a border treaty with Chile.", "planned"),
        ("All of them came together to sign a border treaty with Chile.", "signed"),
        ("Norway was the second State to ratify the border treaty with Chile.", "signed"),
        ("Norway signed it with a view to concluding a border treaty with Chile.", "proposed"),
        ("Norway is in the process of negotiating a border treaty with Chile.", "drafted"),
        ("The talks enabled Norway to conclude a border treaty with Chile.", "signed"),
        ("Norway made efforts to conclude a border treaty with Chile.", "proposed"),
    ],
)
def test_status(clause: str, status: str) -> None:
    assert [row["status"] for row in find(clause)] == [status]


def test_a_short_form_gives_its_status_or_says_something_new() -> None:
    text = "The Harbour Safety Forum has a history. The forum was held in Oslo."
    assert told(text) == [("Harbour Safety Forum", "forum", "held")]
    text = "Norway proposed the Harbour Safety Initiative. Years later the initiative was launched."
    rows = find(text)
    assert [row["status"] for row in rows] == ["proposed", "launched"]
    assert rows[0]["instrument_id"] == rows[1]["instrument_id"] == "initiative:Harbour Safety Initiative"


def test_editions_belong_to_their_forum() -> None:
    text = (
        "The 2025 Conference of the Harbour Safety Forum opened. The Harbour Safety Forum was held in 2024."
    )
    rows = find(text)
    assert {row["instrument_id"] for row in rows} == {"forum:Harbour Safety Forum"}
    assert [row["date"] for row in rows] == ["2025", "2024"]


def test_when_and_who() -> None:
    (row,) = find("In April 2022, China launched a pilot programme on port safety.")
    assert (row["date"], row["behind"]) == ("2022-04", "China")
    (row,) = find("The Harbour Safety Forum was hosted by Norway and Chile last year.", date="2019-03")
    assert (row["date"], row["behind"]) == ("2018", "Norway; Chile")
    (row,) = find("The joint operation last year involved all ports.", date="2019-03")
    assert (row["status"], row["date"]) == ("done", "2018")
    rows = find("Norway has established a joint mechanism on ports and signed an agreement with Chile.")
    assert [row["behind"] for row in rows] == ["Norway", "Norway"]


@pytest.mark.parametrize(
    ("text", "unit", "size"),
    [
        ("{} the Global Security Initiative.", "1", 32_000),
        # Where one stretch can be read in two ways, each character doubles the time.
        ("China {}x launched the Global Security Initiative.", "1", 24),
        ("China {}x launched the Global Security Initiative.", " ", 24),
        ("They launched the [Harbour{} programme.", "](https:", 8_000),
        ("两国签署{}的协议。", "关于", 8_000),
        ("他们出席{}论坛。", "第一届", 8_000),
    ],
)
def test_a_long_number_or_blank_costs_no_more_than_its_length(text: str, unit: str, size: int) -> None:
    assert_linear(lambda count: find(text.format(unit * count)), size)


def test_a_text_may_end_anywhere() -> None:
    text = "The Vienna Forum on Trade was held, and a treaty with France was signed. The Geneva Summit has been brought to a close"
    for end in range(1, len(text) + 1):
        told(text[:end])


def test_rows_keep_their_table() -> None:
    text = "“Net 9” special action. Norway launched the Ports’ Safety Initiative. 全球安全倡议 e\u0301."
    rows = find(text)
    tables.INSTRUMENTS.frame(rows)
    assert len(rows) == 3


def test_faults_of_the_register_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "instruments.yaml"
    good = data_file("instruments.yaml").read_text("utf-8")
    entry = "instruments:\n"
    path.write_text(
        good.replace(
            entry,
            entry
            + "  - {name: X Pact, kind: pact, year: 19}\n  - {name: Y Pact, kind: agreement, aliases: [X Pact, pact y]}\n",
        ),
        "utf-8",
    )
    with pytest.raises(InstrumentsError) as raised:
        Instruments.load(path)
    line = good[: good.index(entry)].count("\n") + 2
    assert [(fault.line, fault.message) for fault in raised.value.faults] == [
        (line, "'X Pact': no kind 'pact'"),
        (line, "'X Pact': '19' is no year"),
        (line + 1, "'Y Pact': the form 'X Pact' names X Pact too"),
        (line + 1, "'Y Pact': the form 'pact y' would never be found"),
    ]


def _table(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Namings by document, instrument, status and date."""
    return tables.INSTRUMENTS.frame(
        [
            {
                "naming_id": f"n{n}", "document_id": document, "sentence_id": "s", "start": 0, "end": 1,
                "instrument_id": f"forum:{name}", "name": name, "kind": "forum", "status": status, "status_start": None,
                "status_end": None, "date": date, "behind": "Norway" if n % 2 else None, "language": "en", "rule": "r",
            }
            for n, (document, name, status, date) in enumerate(rows)
        ]
    )  # fmt: skip


DOCUMENTS = pd.DataFrame(
    {"document_id": ["a", "b", "c"], "title": ["A", None, "C"], "file": ["a.txt", "b.txt", "c.txt"], "date": ["2019", "2021-05", None]}
)  # fmt: skip


def test_the_register_gathers_namings_over_documents() -> None:
    namings = _table(
        ("b", "F", "held", None),
        ("a", "F", "proposed", None),
        ("c", "G", "named", None),
        ("c", "F", "named", None),
    )
    result = measures.register(namings, DOCUMENTS)
    first = result.iloc[0]
    assert result["naming_count"].tolist() == [3, 1]
    assert first["naming_ids"] == ["n0", "n1", "n3"] and first["document_ids"] == ["b", "a", "c"]
    assert (first["statuses"], first["first_date"], first["last_date"]) == (
        "proposed; held",
        "2019",
        "2021-05",
    )
    assert first["behind"] == "Norway"
    last = result.iloc[1]
    assert last["statuses"] == "" and last[["first_date", "last_date", "behind"]].isna().all()


def test_the_register_tells_what_is_known_of_an_instrument() -> None:
    namings = _table(("a", "Munich Security Conference", "held", None), ("a", "F", "held", None))
    result = measures.register(namings, DOCUMENTS).set_index("name")
    assert result.loc["Munich Security Conference", "known"] == "1963" and pd.isna(result.loc["F", "known"])


def test_life_goes_by_the_dates_of_documents() -> None:
    namings = _table(
        ("b", "F", "held", "2020"), ("b", "F", "held", None), ("a", "F", "proposed", None), ("c", "F", "named", None), ("c", "F", "done", None)
    )  # fmt: skip
    result = measures.life(namings, DOCUMENTS)
    assert result["status"].tolist() == ["proposed", "held", "done"]
    assert result["document"].tolist() == ["A", "b.txt", "C"]
    assert result["naming_ids"].tolist() == [["n2"], ["n0", "n1"], ["n4"]]
    assert result.loc[1, "date"] == "2020"


def test_measures_take_empty_tables() -> None:
    empty = tables.INSTRUMENTS.frame([])
    assert measures.register(empty, DOCUMENTS).empty and measures.life(empty, DOCUMENTS).empty


@pytest.mark.parametrize("sentence", CHINESE, ids=[sentence["text"] for sentence in CHINESE])
def test_chinese(sentence: dict[str, Any]) -> None:
    assert found(sentence["text"], language="zh") == [tuple(one) for one in sentence["names"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Forms of the register that begin with a mark or a number.
        (
            "第三届“一带一路”国际合作高峰论坛将在北京举行。",
            [("“一带一路”国际合作高峰论坛", "forum", "planned")],
        ),
        ("《2063年议程》由非盟通过。", [("2063年议程", "programme", "named")]),
        # What is said of a longer name, or happened at a forum, is not said of what is named in it, or of the forum.
        (
            "外交部发布《全球安全倡议概念文件》。",
            [("《全球安全倡议概念文件》", "document", "released"), ("全球安全倡议", "initiative", "named")],
        ),
        (
            "他在博鳌亚洲论坛年会上提出全球安全倡议。",
            [("博鳌亚洲论坛", "forum", "named"), ("全球安全倡议", "initiative", "proposed")],
        ),
        # Neither who attends nor who proposes is part of a name; a dash may be.
        ("部长出席论坛开幕式并致辞。", []),
        ("部长出席沿海城市安全论坛。", [("沿海城市安全论坛", "forum", "named")]),
        ("中方倡议成立海上安全中心。", []),
        # A forum releases, it is not released.
        ("部长出席中国—中亚峰会并发表讲话。", [("中国—中亚峰会", "forum", "named")]),
        ("中国—中亚峰会在西安举行。", [("中国—中亚峰会", "forum", "held")]),
        ("各国谈判打击网络犯罪公约。", [("打击网络犯罪公约", "agreement", "drafted")]),
        ("该公司建立了全球门户网站。", []),
        # What is known by what it is about, by marks around its noun, or by a dash.
        ("两国发表关于海上安全的联合声明。", [("关于海上安全的联合声明", "document", "released")]),
        ("他们拼凑“港口联盟”。", [("“港口联盟”", "alliance", "named")]),
        ("中国—中亚港口安全合作机制运行良好。", [("中国—中亚港口安全合作机制", "mechanism", "named")]),
        # 与 joins two words of a name behind its verb, but no two names.
        ("两国举办了港口与海上安全研讨会。", [("港口与海上安全研讨会", "forum", "held")]),
        (
            "部长出席港口安全论坛与海上合作论坛。",
            [("港口安全论坛", "forum", "named"), ("海上合作论坛", "forum", "named")],
        ),
        # What it is for may stand between a verb and a name.
        ("两国启动打击海盗“海鸥”联合行动。", [("“海鸥”联合行动", "operation", "launched")]),
        ("第十二届沿海城市安全论坛12日在南京开幕。", [("沿海城市安全论坛", "forum", "held")]),
        ("该国政府倡议成立港口安全论坛。", [("港口安全论坛", "forum", "proposed")]),
    ],
)
def test_chinese_names(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text, language="zh") == expected


def test_when_and_who_in_chinese() -> None:
    (row,) = find("2022年4月，中国发起全球安全倡议。", language="zh")
    assert (row["date"], row["behind"]) == ("2022-04", "China")
    (row,) = find("阿拉伯和平倡议由沙特阿拉伯于2002年提出。", language="zh")
    assert (row["date"], row["behind"]) == ("2002", "Saudi Arabia")


def test_a_quoted_sentence_is_no_name_in_chinese() -> None:
    assert find("“责任不能外包。”欧洲议会议员凯勒说。", language="zh") == []


@pytest.mark.parametrize("period", ["2021-2025年", "2021—2025年", "2021年至2025年"])
def test_the_period_of_a_plan_is_no_part_of_its_name_and_not_when_it_was_signed(period: str) -> None:
    (row,) = find(f"双方签署《{period}合作规划》。", language="zh")
    assert (row["name"], row["status"], row["date"]) == ("合作规划", "signed", None)
