"""Quotation marks: which belong together, which are none, and that hostile runs of them cost no more than their length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import steps

from helpers import quotations


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in quotations.pairs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes,” he said. “We agree.”", ["“Yes,”", "“We agree.”"]),
        ('"Yes," he said. "We agree."', ['"Yes,"', '"We agree."']),
        ("“He told me: ‘Go.’ I went.”", ["“He told me: ‘Go.’ I went.”", "‘Go.’"]),
        ("\"'Go,' he said,\" she recalled.", ["\"'Go,' he said,\"", "'Go,'"]),
        ("‘I can’t,’ he said of the ministers’ meeting.", ["‘I can’t,’"]),
        ("'The ministers' meeting failed,' he said.", ["'The ministers' meeting failed,'"]),
        ("The so-called 'fighters' were in the parents' house.", ["'fighters'"]),
        ("The '90s didn't end the ministers' quarrels, 'tis said.", []),
        ('A 12" pipe is 6\'2" long.', []),
        ('"It is 6\'2" long," she said.', ['"It is 6\'2" long,"']),
        ("``Hello,'' he said; `one' and `code` is", ["``Hello,''", "`one'"]),
        ('" Hello , " he said .', ['" Hello , "']),
        ("«Yes», said Macron.", ["«Yes»"]),
        ("他说：“所谓“民主”是假的。”", ["“所谓“民主”是假的。”", "“民主”"]),
        ("「真的『嗎』？」他問道。", ["「真的『嗎』？」", "『嗎』"]),
        ('他说"你好。"她又说，"再见。"', ['"你好。"', '"再见。"']),
        ("他说：”你好。”她走了。", ["”你好。”"]),
        ("《网络安全法》规定，“网络”是指系统。", ["“网络”"]),
        ("He wrote “” and nothing else.", []),
    ],
)
def test_marks_that_belong_together(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "closed"),
    [
        ("“We will stay.", ["“We will stay."], [False]),
        ("He said: “We will ‘stay’.  ", ["“We will ‘stay’.", "‘stay’"], [False, True]),
        ("“Yes,” he said. “We agree.", ["“Yes,”", "“We agree."], [True, False]),
        ("他说：“我们会留下。", ["“我们会留下。"], [False]),
        ("the end of it,” he said. “Next.”", ["“Next.”"], [True]),
        ('the end of it," he said, and "next" came.', ['"next"'], [True]),
        ("A “slip here, and “this” is meant.", ["“this”"], [True]),
        ("an “axis of nothing", [], []),
    ],
)
def test_marks_without_their_other(text: str, expected: list[str], closed: list[bool]) -> None:
    assert quoted(text) == expected
    assert [quotations.is_closed(text, pair) for pair in quotations.pairs(text)] == closed


TEXTS = st.text(st.sampled_from("“”‘’\"'`«»「」『』《》 aS9A说。，,.:：\n"), max_size=60)


@given(TEXTS, TEXTS, TEXTS)
def test_pairs_nest_inside_their_stretch(before: str, text: str, after: str) -> None:
    start, end = len(before), len(before) + len(text)
    found = quotations.pairs(before + text + after, start, end)
    around: list[quotations.Quotation] = []
    for pair in found:
        assert start <= pair.start < pair.end - 1 < end
        while around and around[-1].end <= pair.start:
            around.pop()
        assert pair.depth == len(around)
        assert not around or pair.end <= around[-1].end
        around.append(pair)
    assert found == sorted(found)
    # What stands around a stretch does not matter, so that paragraphs can be paired one by one.
    assert [(s - start, e - start, d) for s, e, d in found] == quotations.pairs(text)


@pytest.mark.parametrize(
    "unit",
    ["“", "”", "“a", "：“a", '"', 'a"', "'", "a' ", "s' ", "‘a", "“‘", "“a‘b”", "`", "''", "「」", "「『"],
)
@pytest.mark.parametrize("tail", ["", "”" * 1000])
@pytest.mark.slow
def test_steps_grow_with_the_number_of_marks(unit: str, tail: str) -> None:
    many = unit * 4000 + tail * 4
    few = steps(lambda: quotations.pairs(unit * 1000 + tail), quotations.__file__)
    assert steps(lambda: quotations.pairs(many), quotations.__file__) <= 4.1 * few + 100
    assert sum(end - start for start, end, _ in quotations.pairs(many)) <= 4 * len(many)
