"""Chinese figures: read as a reader counts, and not where numerals count nothing."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from accuracy.chinese import FIXTURES
from accuracy.chinese_quantities import FILE, found, is_right
from hypothesis import given
from hypothesis import strategies as st
from steps import assert_linear, steps

from helpers.quantities import chinese, chinese_classes, chinese_numerals

FIXTURE: dict[str, Any] = yaml.safe_load((FIXTURES / FILE).read_text("utf-8"))


@pytest.mark.parametrize("batch", ["figures", "held_out", "last"])
def test_figures_are_read_as_a_reader_counts(batch: str) -> None:
    wanted = [(case["text"], figure) for case in FIXTURE[batch] for figure in case["found"]]
    missed = [(text, figure) for text, figure in wanted if not is_right(text, figure, found(text))]
    assert len(missed) <= 0.05 * len(wanted), missed


def test_no_other_figures_are_found() -> None:
    texts = [case for batch in ("figures", "held_out", "last") for case in FIXTURE[batch]]
    assert sum(len(found(case["text"])) for case in texts) <= 1.05 * sum(len(case["found"]) for case in texts)


@pytest.mark.parametrize("text", FIXTURE["nothing"])
def test_the_same_numerals_where_they_count_nothing(text: str) -> None:
    assert [text[row["start"] : row["end"]] for row in found(text)] == []


@pytest.mark.parametrize(
    ("run", "low", "high"),
    [
        ("三千二百万", 32e6, None), ("1.2亿", 1.2e8, None), ("两千零五", 2005, None), ("一百零五", 105, None),
        ("廿三", 23, None), ("壹佰贰拾", 120, None), ("12亿3千万", 12.3e8, None), ("1.5万亿", 1.5e12, None),
        ("三千二", 3200, None), ("十五", 15, None), ("百万", 1e6, None), ("2,100", 2100, None), ("五点五", 5.5, None),
        ("九千九百九十九万九千九百九十九", 99_999_999, None), ("三五", 3, 5), ("七八十", 70, 80), ("十五六", 15, 16),
        ("两三万", 20000, 30000), ("数十", 10, None), ("五十余万", 500_000, None), ("数以万计", 10_000, None),
    ],
)  # fmt: skip
def test_the_value_of_numerals(run: str, low: float, high: float | None) -> None:
    number = chinese_numerals.numeral(run)
    assert number is not None
    assert (number.low, number.high) == (low, high)


@pytest.mark.parametrize(
    "run",
    ["二〇二四", "百", "万", "亿", "1万1万", "一一一一", "九一八", "百十", "一二三", "十十", "三万亿万"],
)
def test_what_is_no_number(run: str) -> None:
    assert chinese_numerals.numeral(run) is None


@pytest.mark.parametrize(
    ("text", "value", "approx", "counted"),
    [
        ("袭击造成近百人受伤。", 100, "nearly", "人"),
        ("百余名警察赶到现场。", 100, "over", "警察"),
        ("爆炸致12死。", 12, None, "死"),
        ("企业数量超过 4,400 家，仍在增加。", 4400, "over", "企业"),
        ("用户已达2.3亿。", 230_000_000, None, "用户"),
        ("平台拦截短信36.2亿条。", 3_620_000_000, None, "短信"),
        ("缔结条约169项。", 169, None, "条约"),
        ("三名遇难者的身份尚未确认。", 3, None, "遇难者"),
        ("他们提出三个重要的问题。", 3, None, "重要的问题"),
        ("三份文件的内容已经公布。", 3, None, "文件"),
        ("30名来自各国的学员毕业。", 30, None, "学员"),
        ("成员国由6个增加。", 6, None, "成员国"),
        ("首批12家企业入选。", 12, None, "企业"),
        ("1/3的受害者是老年人。", 1 / 3, None, "受害者"),
        ("峰值达2.3Tbps。", 2.3, None, "峰值"),
        ("警方从住处搜出手枪两支。", 2, None, "手枪"),
        ("860户村民因山洪紧急转移。", 860, None, "村民"),
        ("形成12项务实成果。", 12, None, "务实成果"),
        ("遭遇两起数据泄露。", 2, None, "数据泄露"),
        ("两家银行倒闭。", 2, None, "银行"),
        ("袭击造成两名妇女受伤。", 2, None, "妇女"),
        ("模型下载量超过5亿次。", 500_000_000, "over", "模型下载量"),
        ("其中六份获得通过。", 6, None, None),
        ("海关查获非法出入境人员5.3万人次。", 53_000, None, "非法出入境人员"),
        ("平台收集意见建议近800条。", 800, "nearly", "意见建议"),
        ("如今成员已扩大到四十八个。", 48, None, "成员"),
        ("拦截电话69.9亿次。", 6_990_000_000, None, "电话"),
        ("三名警察在行动中受伤。", 3, None, "警察"),
    ],
)
def test_what_news_tell(text: str, value: float, approx: str | None, counted: str | None) -> None:
    (row,) = found(text)
    assert (row["value"], row["approx"], row["counted"]) == (value, approx, counted)


@pytest.mark.parametrize(
    ("text", "first", "classes"),
    [
        ("已培训学员", "w", "已/d 培训/v 学员/n"),
        ("新的培训名额", "q", "新/a 的/u 培训/g 名额/n"),
        ("国有银行将关闭", "q", "国有/g 银行/n 将/d 关闭/v"),
        ("区块链被查处", "q", "区块链/n 被/p 查处/v"),
        ("“天眼”系统，3", "q", "“天眼”/n 系统/n ，/w 3/m"),
    ],
)
def test_the_classes_of_words(text: str, first: str, classes: str) -> None:
    words = chinese_classes.read(text, 0, len(text), first=first)
    assert " ".join(f"{word.text}/{word.kind}" for word in words) == classes


@given(st.text(st.sampled_from("的了在三名警察培训国有平台〇3a.，“”\n\t é😀龘"), max_size=30))
def test_words_are_the_whole_text(text: str) -> None:
    words = chinese_classes.read(text, 0, len(text))
    assert "".join(word.text for word in words) == text
    assert all(word.text == text[word.start : word.end] for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "他说三道四。",
        "四处都是烟。",
        "这里五花八门。",
        "二道河边。",
        "每一个国家。",
        "判若两人。",
        "前50名。",
    ],
)
def test_set_phrases_count_nothing(text: str) -> None:
    assert [text[row["start"] : row["end"]] for row in found(text)] == []


@pytest.mark.parametrize(
    ("text", "value", "change"),
    [
        ("气温为零下20摄氏度。", -20, None),
        ("同比增长-5.2%。", -5.2, "fall"),
        ("增速为负2%。", -2, "fall"),
        ("占20%-30%。", 20, None),
        ("错误率不足万分之一。", 0.0001, None),
    ],
)
def test_signs(text: str, value: float, change: str | None) -> None:
    (row,) = found(text)
    assert (row["value"], row["change"]) == (value, change)


@pytest.mark.parametrize("word", ["约合", "合", "折合", "相当于", ""])
def test_an_amount_told_in_other_currencies_is_told_once(word: str) -> None:
    first, *again = found(f"项目耗资3亿元（{word}4400万美元，折合4000万欧元）。")
    assert [row["equals"] for row in again] == [first["quantity_id"]] * 2


HOSTILE = [
    "一" * 4000,
    "1万" * 2000,
    "1" * 4000,
    "1," * 2000,
    "1，" * 2000,
    "一个" * 2000,
    "3名" * 2000,
    "五点" * 2000,
    "1.1" * 1000,
    "百分之" * 1000,
    "三分之" * 1000,
    "第一" * 2000,
    "第1、" * 1000,
    "一至" * 2000,
    "三年以上" * 1000,
    "约" * 4000 + "3名",
    "3名" + "的" * 4000,
    "2024年" * 1000 + "3名",
    "（3亿元" * 1000,
    "a1" * 2000,
    "1-" * 2000,
    "12:" * 1000,
    "至少" * 1000 + "一名",
    "的增长" * 1000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:6])
@pytest.mark.slow
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    eighth = len(text) // 8
    few = steps(lambda: found(text[:eighth] + text[-eighth:]), chinese.__file__)
    many = steps(lambda: found(text), chinese.__file__)
    assert many <= 4.2 * few + 2000


def test_a_clause_without_end_is_not_searched_from_each_figure() -> None:
    assert_linear(lambda count: found("2024年" + "国家3名" * count), 10_000)


def test_a_foreign_word_without_end_is_read_once() -> None:
    assert_linear(lambda count: found("a" * count + "，3名"), 40_000)


def test_words_of_filling_that_hold_one_another_are_read_in_one_way() -> None:
    assert_linear(lambda count: found(("达" * count + "好3名，") * 30), 22)


@given(
    st.text(
        st.sampled_from("〇零一二三两五十百千万亿余多几数约近名个人年元%成倍半的至分之百第，、（“1.2,- 会"),
        max_size=60,
    )
)
def test_figures_stand_in_the_text(text: str) -> None:
    for row in found(text):
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert row["high"] is None or row["high"] > row["value"]
        if row["counted"]:
            assert " ".join(text[row["counted_start"] : row["counted_end"]].split()) == row["counted"]
