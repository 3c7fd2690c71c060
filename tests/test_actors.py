"""Who is named: countries and their namesakes, organisations, people with their roles, and names told again."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shipped import REGISTER
from steps import assert_linear

from helpers import actors, segments, tables
from helpers.actors import Register
from helpers.measures import actors as measures
from helpers.tables import data_file


def rows(text: str, language: str = "en") -> list[dict[str, Any]]:
    block = {"block_id": "d#b1", "start": 0, "end": len(text), "is_content": True, "language": language}
    return actors.find(text, segments.sentences("d", text, [block]), REGISTER)


def named(text: str, kind: str, language: str = "en") -> list[tuple[str, str]]:
    """What is named, and who that is; '?' behind what stays open."""
    return [
        (text[row["start"] : row["end"]], row["actor_id"] + "?" * row["is_ambiguous"])
        for row in rows(text, language)
        if row["kind"] == kind
    ]


def countries(text: str, language: str = "en") -> list[str]:
    return [actor for _, actor in named(text, "country", language)]


def people(text: str, language: str = "en") -> list[tuple[str, str | None, str | None, str | None]]:
    found = [row for row in rows(text, language) if row["kind"] == "person"]
    return [(row["name"], row["role"], row["organisation"], row["iso3"]) for row in found]


# Countries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China, the US and the UK met Côte d'Ivoire.", ["CHN", "USA", "GBR", "CIV"]),
        ("The Russian Federation and the DPRK signed.", ["RUS", "PRK"]),
        ("Let us ask who knows.", []),
        ("A U.S.-led, China-proposed plan", ["USA", "CHN"]),
        ("THE UNITED STATES AND FRANCE", ["USA", "FRA"]),
        ("the United\nStates and Sri\r\n Lanka", ["USA", "LKA"]),
        ("Tu\u0308rkiye and Cote d’Ivoire", ["TUR", "CIV"]),
        ("eSwatini hosts, ni-Vanuatu sailors come", ["SWZ", "VUT"]),
        ("Niger, Nigeria and Guinea-Bissau", ["NER", "NGA", "GNB"]),
        ("Papua New Guinea and Equatorial Guinea", ["PNG", "GNQ"]),
        ("South Korean and North Korean envoys", ["KOR", "PRK"]),
        ("The Dominican Republic and Dominica", ["DOM", "DMA"]),
        ("American Samoa and Samoa", ["ASM", "WSM"]),
        ("in the South China Sea, in New Mexico and in the Indian Ocean", []),
        ("The Bank of China and the China Daily reported.", []),
        ("The Ministry of Foreign Affairs of Iraq and the Chinese Ministry of Justice", ["IRQ", "CHN"]),
    ],
)  # fmt: skip
def test_countries(text: str, expected: list[str]) -> None:
    assert countries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Beijing said it would respond.", ["CHN"]),
        ("Moscow's position is known.", ["RUS"]),
        ("Relations between Washington and Tehran soured.", ["USA", "IRN"]),
        ("The forum was held in Beijing.", []),
        ("He flew to Moscow, a city of millions.", []),
        ("北京方面表示，会议在莫斯科举行。", ["CHN"]),
    ],
)
def test_a_capital_is_a_country_where_it_speaks(text: str, expected: list[str]) -> None:
    assert countries(text, "zh" if text[0] > "z" else "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They live in Georgia.", ["GEO?"]),
        ("Armenia, Azerbaijan and Georgia agreed.", ["ARM", "AZE", "GEO"]),
        ("Georgia and Alabama voted.", []),
        ("The Republic of Georgia votes. They live in Georgia.", ["GEO", "GEO"]),
        ("They live in Jordan.", ["JOR"]),
        ("Michael Jordan and Jordan Peele met.", []),
        ("Jordanian troops left Jordan.", ["JOR", "JOR"]),
        ("Chad Smith plays.", []),
        ("Korea is a peninsula.", ["KOR?"]),
        ("North Korea fired. Korea is tense.", ["PRK", "PRK"]),
        ("North Korea fired, South Korea did not. Korea is tense.", ["PRK", "KOR", "KOR?"]),
    ],
)
def test_namesakes_are_told_apart_or_marked(text: str, expected: list[str]) -> None:
    assert countries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("印度尼西亚和印度", ["IDN", "IND"]),
        ("中華人民共和國與俄羅斯聯邦", ["CHN", "RUS"]),
        ("发展中国家的利益", []),
        ("其中国内生产总值、内蒙古和印度洋", []),
        ("中方和美方会谈", ["CHN", "USA"]),
    ],
)
def test_countries_in_chinese(text: str, expected: list[str]) -> None:
    assert countries(text, "zh") == expected


def test_other_languages_name_nobody() -> None:
    assert rows("La France et la Chine", "fr") == []


# Organisations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WHO and Interpol met NATO; who cares?", ["who?", "interpol", "nato"]),
        ("the Chinese Ministry of Public Security", ["chn_mps"]),
        ("the Ministry of Public Security of the People's Republic of China", ["chn_mps"]),
        ("China's Ministry of Public Security", ["chn_mps"]),
        ("Ukraine's National Security Council", ["organisation:National Security Council"]),
        ("the UN Security Council", ["un_security_council"]),
        ("Security Council resolution, and Council Resolution 12", ["un_security_council"]),
        ("the Ethiopian Federal Police", ["organisation:Ethiopian Federal Police"]),
        ("the China Institute of international Studies", ["organisation:China Institute of international Studies"]),
        (
            "the Network Security Bureau of the Ministry of Interior of Peru",
            ["organisation:Network Security Bureau", "organisation:Ministry of Interior of Peru"],
        ),
        ("Acme Widgets Inc. and Foo Ltd.", ["organisation:Acme Widgets Inc.", "organisation:Foo Ltd."]),
        ("the Ministry and the University", []),
        (
            "the Regional Anti-Fraud Office (RAFO) met. RAFO agreed, XYZ did not.",
            ["organisation:Regional Anti-Fraud Office"] * 3,
        ),
        ("The Global Times learned it.", ["global_times"]),
        ("The Chinese Government and the government of France agreed.", []),
        ("The Helsinki Final Act and Security Council resolutions", ["un_security_council"]),
    ],
)  # fmt: skip
def test_organisations(text: str, expected: list[str]) -> None:
    assert [actor for _, actor in named(text, "organisation")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("俄罗斯国防部部署导弹。", ["organisation:俄罗斯国防部"]),
        ("环境署签署声明。", ["organisation:环境署"]),
        ("双方签署声明，中国部署导弹，各国作出战略部署。", []),
        ("国际格局改变，叙利亚西北部平静，公司总部举行联合会议，这是第一部法律。", []),
        ("地区局势紧张，政府间会谈陷入僵局。", []),
        # What stands before a name is no part of it, and what may be any has none.
        ("双方决定成立滨海反诈骗工作组。", ["organisation:滨海反诈骗工作组"]),
        ("他认为两家公司和这所大学很好，3个实验室也好。", []),
    ],
)
def test_what_only_ends_like_an_organisation_in_chinese(text: str, expected: list[str]) -> None:
    assert [actor for _, actor in named(text, "organisation", "zh")] == expected


def test_an_organisation_belongs_to_the_country_that_its_name_tells() -> None:
    found = {
        row["name"]: row["iso3"]
        for row in rows("Ukraine's Security Service met the Bank of China and Interpol.")
    }
    assert (found["Security Service"], found["Bank of China"], found["Interpol"]) == ("UKR", "CHN", None)


# People


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("State Councilor and Minister of Justice Wang Xiaohong spoke.", ("Wang Xiaohong", "State Councilor and Minister of Justice", None, None)),
        ("Russian Interior Minister Vladimir Kolokoltsev spoke.", ("Vladimir Kolokoltsev", "Interior Minister", None, "RUS")),
        ("President of Russia Vladimir Putin spoke.", ("Vladimir Putin", "President", None, "RUS")),
        ("Abebe Bekele, commissioner general of the Kenyan Federal Police, spoke.", ("Abebe Bekele", "commissioner general", "Kenyan Federal Police", "KEN")),
        ("Jane Roe, United Nations Under-Secretary-General for Peace Operations, spoke.", ("Jane Roe", "Under-Secretary-General for Peace Operations", "United Nations", None)),
        ("United Nations Under-Secretary-General for Peace Operations Jane Roe spoke.", ("Jane Roe", "Under-Secretary-General for Peace Operations", "United Nations", None)),
        ("Chinese foreign ministry spokesperson Mao Ning spoke.", ("Mao Ning", "foreign ministry spokesperson", None, "CHN")),
        ("State Department spokesman Ned Price spoke.", ("Ned Price", "spokesman", "Department of State", "USA")),
        ("The president of Interpol, Ahmed Naser Al-Raisi, spoke.", ("Ahmed Naser Al-Raisi", "president", "Interpol", None)),
        ("Qi Xiangdong, the forum's president, spoke.", ("Qi Xiangdong", "the forum's president", None, None)),
        ("Acme 360 President Qi Xiangdong spoke.", ("Qi Xiangdong", "President", "Acme 360", None)),
        ("Liu Bing, CEO of Vack, spoke.", ("Liu Bing", "CEO", "Vack", None)),
        ("They met Hy-Vack CEO Liu Bing.", ("Liu Bing", "CEO", "Hy-Vack", None)),
        ("Foreign Minister Julie Bishop spoke.", ("Julie Bishop", "Foreign Minister", None, None)),
        ("Prime Minister Haider al-Abadi spoke.", ("Haider al-Abadi", "Prime Minister", None, None)),
        ("South Korean President Yoon Suk-yeol spoke.", ("Yoon Suk-yeol", "President", None, "KOR")),
        ("Dr. Amy Lee spoke.", ("Amy Lee", None, None, None)),
    ],
)  # fmt: skip
def test_people_with_role_organisation_and_country(text: str, expected: tuple[str, ...]) -> None:
    assert people(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Major Investments in Ports",
        "Global Public Security",
        "On Monday the Forum began.",
        "The Third Plenary Session",
        "Building Cyberspace Community",
    ],
)
def test_words_with_capitals_are_no_people(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minister Ivan Petrov came. Petrov left.", ["Ivan Petrov"] * 2),
        ("Zhang Lixun, a professor, came. Zhang left, and Lixun stayed.", ["Zhang Lixun"] * 2),
        ("Ban Ki-moon came. Mr. Ban left.", ["Ban Ki-moon"] * 2),
        ("Haider al-Abadi came. Abadi left.", ["Haider al-Abadi"] * 2),
        ("Petrov came before Minister Ivan Petrov.", ["Ivan Petrov"]),
        ("President Joe Biden came. President Biden left. Biden slept.", ["Joe Biden"] * 3),
    ],
)
def test_family_names_are_those_of_people_named_before(text: str, expected: list[str]) -> None:
    assert [name for name, *_ in people(text)] == expected


def test_two_of_one_family_name_leave_it_open() -> None:
    text = "Minister Li Wei met Professor Li Na. Li agreed."
    assert [actor for _, actor in named(text, "person")] == ["person:Li Wei", "person:Li Na", "person:Li Na?"]


def test_another_role_is_another_person_of_the_family() -> None:
    text = (
        "First Lady Jo Keller came with President Keller. Foreign Minister Wang Yi and Minister Wang are one."
    )
    assert [name for name, *_ in people(text)] == ["Jo Keller", "Keller", "Wang Yi", "Wang Yi"]


def test_what_is_told_of_a_person_once_holds_in_the_document() -> None:
    text = "Chen said so. French Minister Marie Chen came. Chen left."
    assert people(text) == [("Marie Chen", "Minister", None, "FRA")] * 2


# Sixteen sentences in the usual forms of news, written for this test: text, person, role, organisation, country.
CHINESE = [
    ("公安部部长王小洪在会上表示，合作很重要。", "王小洪", "部长", "Ministry of Public Security", "CHN"),
    (
        "中国外交部发言人毛宁指出，对话是出路。",
        "毛宁",
        "发言人",
        "Ministry of Foreign Affairs of China",
        "CHN",
    ),
    ("俄罗斯外长谢尔盖·拉夫罗夫强调了这一点。", "谢尔盖·拉夫罗夫", "外长", None, "RUS"),
    ("国务委员、公安部部长王小洪会见了代表团。", "王小洪", "部长", "Ministry of Public Security", "CHN"),
    ("清华大学教授阎学通认为，风险上升。", "阎学通", "教授", "清华大学", None),
    ("国际刑警组织主席莱希说，行动有效。", "莱希", "主席", "Interpol", None),
    ("日本首相石破茂说，会谈顺利。", "石破茂", "首相", None, "JPN"),
    ("美国总统拜登宣布新政策。", "拜登", "总统", None, "USA"),
    ("联合国秘书长古特雷斯呼吁停火。", "古特雷斯", "秘书长", "United Nations", None),
    ("国家网信办副主任王京涛致辞。", "王京涛", "副主任", "Cyberspace Administration of China", "CHN"),
    ("北京市公安局局长李明介绍了情况。", "李明", "局长", "北京市公安局", None),
    ("中国现代国际关系研究院研究员李伟对记者说。", "李伟", "研究员", "中国现代国际关系研究院", "CHN"),
    ("中國外交部發言人毛寧表示歡迎。", "毛宁", "发言人", "Ministry of Foreign Affairs of China", "CHN"),
    ("法国总统马克龙，在巴黎说。", "马克龙", "总统", None, "FRA"),
    ("部长级会议昨天表示支持。", None, None, None, None),
    ("专家表示，风险上升。", None, None, None, None),
]


@pytest.mark.parametrize(
    ("text", "name", "role", "organisation", "iso3"), CHINESE, ids=[row[0][:8] for row in CHINESE]
)
def test_people_in_chinese(text: str, name: str | None, role: str, organisation: str, iso3: str) -> None:
    assert people(text, "zh") == ([(name, role, organisation, iso3)] if name else [])


@pytest.mark.parametrize("unit", ["部长、", "，部长", "外长、部长王毅，", "李·"])
def test_a_list_of_roles_costs_no_more_than_its_length(unit: str) -> None:
    assert_linear(lambda count: rows(unit * count, "zh"), 4_000)


def test_people_in_chinese_are_named_again() -> None:
    text = "俄罗斯外长谢尔盖·拉夫罗夫表示欢迎。会谈后，拉夫罗夫离开。发言人毛宁说好。毛宁还说不。"
    assert [name for name, *_ in people(text, "zh")] == ["谢尔盖·拉夫罗夫"] * 2 + ["毛宁"] * 2


def test_a_body_that_only_its_role_tells_is_kept_where_its_name_could_be_a_person_s() -> None:
    text = "Hu Bing, CEO of Norbot, a maker of robots, spoke."
    assert [(row["name"], row["kind"]) for row in rows(text)] == [
        ("Hu Bing", "person"),
        ("Norbot", "organisation"),
    ]


def test_forms_that_differ_before_their_first_capital_are_each_found() -> None:
    text = "Men of al Qaeda and of al-Qaeda fought the Nusra Front and the al-Nusra Front."
    assert [row["actor_id"] for row in rows(text)] == ["al_qaida", "al_qaida", "al_nusra", "al_nusra"]
    text = "Al-Qaeda in the Islamic Maghreb, al Qaeda in Iraq and AL SHABAAB are others."
    assert [actor for _, actor in named(text, "organisation")] == ["aqim", "al_qaida_iraq", "al_shabaab"]


# The table


PIECES = st.sampled_from(
    ["China ", "U.S. ", "us ", "Georgia", "Ministry of ", "the ", "President ", "Ivan Petrov", ", ", "and ", "said ", "Petrov ", "Dr. ",
     "(MPS)", "Bank ", "’s ", "'s ", "\r\n", "\n", "  ", ". ", "中国", "公安部部长王小洪", "表示", "拉夫罗夫", "·", "。", "🙂", "e\u0301", "İ", "\u00ad",
     "\u200b", "“", "Al-", "bin ", "Inc.", "7", "of "]
)  # fmt: skip


@example("Ivan PetrovChina President Georgia", "en")
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["en", "zh", "und"]))
def test_rows_of_any_text_keep_the_declaration_and_quote_it(text: str, language: str) -> None:
    block = {"block_id": "d#b1", "start": 0, "end": len(text), "is_content": True, "language": language}
    sentences = segments.sentences("d", text, [block])
    found = actors.find(text, sentences, REGISTER)
    tables.MENTIONS.frame(found)
    places = {sentence["sentence_id"]: (sentence["start"], sentence["end"]) for sentence in sentences}
    assert [row["mention_id"] for row in found] == [f"d#m{n}" for n in range(1, len(found) + 1)]
    assert len({(row["start"], row["end"]) for row in found}) == len(found)
    for row in found:
        start, end = places[row["sentence_id"]]
        assert start <= row["start"] < row["end"] <= end
        assert re.search(r"\w", text[row["start"] : row["end"]])
        assert row["kind"] != "country" or row["actor_id"] == row["iso3"]
    assert found == sorted(found, key=lambda row: (row["start"], -row["end"]))


def test_what_users_write_into_the_register_counts(tmp_path: Any) -> None:
    path = tmp_path / "actors.yaml"
    text = data_file("actors.yaml").read_text("utf-8")
    person = "people:\n  - {name: Jane Roe, aliases: [Roe, The Fox], role: head, organisation: MI9, country: GBR}\n"
    path.write_text(
        text.replace("people: []\n", person).replace("\nnot:\n", "\nnot:\n  - China Syndrome\n"), "utf-8"
    )
    said = "The Fox saw The China Syndrome. President Roe left. Hunter Roe and Mary Roe stayed."
    found = actors.find(said, segments.sentences("d", said, [
        {"block_id": "d#b1", "start": 0, "end": len(said), "is_content": True, "language": "en"}
    ]), Register.load(path))  # fmt: skip
    fox, again, *others = found
    assert (fox["actor_id"], fox["role"], fox["organisation"], fox["iso3"]) == (
        "person:Jane Roe",
        "head",
        "MI9",
        "GBR",
    )
    assert [row["rule"] for row in (fox, again)] == ["alias The Fox", "alias Roe"]
    assert [row["name"] for row in others] == ["Mary Roe"]  # of another given name


def test_actors_are_their_mentions_over_all_documents() -> None:
    told = {
        "a": "French Minister Marie Chen met U.S. envoys. Chen left the United States.",
        "b": "The U.S. said so.",
    }
    found = []
    for document_id, text in told.items():
        block = {
            "block_id": f"{document_id}#b1",
            "start": 0,
            "end": len(text),
            "is_content": True,
            "language": "en",
        }
        found += actors.find(text, segments.sentences(document_id, text, [block]), REGISTER)
    texts = pd.DataFrame({"document_id": list(told), "text": list(told.values())})
    table = measures.actors(tables.MENTIONS.frame(found), texts).set_index("actor_id")
    assert list(table.index) == ["USA", "person:Marie Chen", "FRA"]
    assert list(table["mention_count"]) == [3, 2, 1]
    assert table.loc["USA", "forms"] == "U.S.; United States"
    assert table.loc["USA", "document_ids"] == ["a", "b"]
    assert tuple(table.loc["person:Marie Chen", ["role", "iso3", "ambiguous_count"]]) == (
        "Minister",
        "FRA",
        0,
    )
    assert set(table["mention_ids"].explode()) == {row["mention_id"] for row in found}
