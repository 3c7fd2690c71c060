"""What Chinese figures count: the noun phrase behind or before them, by the classes of the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from helpers.quantities.chinese_classes import Word, read
from helpers.quantities.chinese_words import BORDER
from helpers.quantities.found import Span

_THING = 24  # characters: no noun phrase is longer
_NOUN = "nga"  # the classes of which noun phrases are made
_JOINS = ("和", "与", "及", "或", "以及", "、")
_NEVER = 99  # bits of a class that a word has not
_MARK = re.compile(rf"[{BORDER}]")
_FIGURE = re.compile(r"\d++(?![A-Za-z])")  # but not 5G
_PEOPLE = re.compile(r"[者员家师官生民人手犯警察兵客工长表宾户才众妇]")
_EVENTS = frozenset("次起场轮宗桩期届番回")  # count what happens: 两起数据泄露, but 两家企业倒闭
_DIMENSION = re.compile("(?:面积|里程|距离|容量|产量|[长高宽深速温]度|重)$")
_PREPOSITION = tuple("在从向为由与给对")
_CAUSES = (
    "有",
    "造成",
    "导致",
    "致",
    "使",
    "让",
    "令",
)  # what they govern has a verb of its own: 造成3名学生受伤
_PART = re.compile(rf"(?:^|[{BORDER}有中])$")  # 其中有六份获得通过: what is counted is not said again
_FILLING = re.compile(
    r"(?:[增扩提上下升降减缩涨跌回][加大展高升降少小至]?[到至为]|达到|(?<![理自事缘])由|(?:总|人)?数量?|规模|总[计共量]|合计|共计|累计|就有|约有"
    r"|已经?|[将共现为有各仅达]|只有|多达|高达|超过)*+$"
)


class Things:
    """Finds the noun phrases around the figures of one sentence. Looks at a stretch of fixed length around each."""

    def __init__(self, plain: str) -> None:
        self.plain = plain

    def after(self, at: int, first: int, measure: str = "") -> Span | None:
        """The noun phrase behind a figure that stands between `first` and a place: up to a verb, a mark or the next figure."""
        is_of = self.plain[at : at + 1] == "的"
        at += is_of
        limit = min(at + _THING, len(self.plain))
        if mark := _MARK.search(self.plain, at, limit):
            limit = mark.start()
        if (figure := _FIGURE.search(self.plain, at, limit)) and "的" not in self.plain[figure.end() : limit]:
            limit = figure.start()  # unlike in 30名来自15个国家的学员
        words = _behind_clause(read(self.plain, at, limit, first="q"))
        is_part = _PART.search(self.plain, max(0, first - 1), first) is not None
        kept: list[Word] = []
        if len(words) > 1 and words[0].kind in "vf":
            is_followed = words[1].kind in _NOUN and (
                not is_part or any(word.kind in "vpd" for word in words[2:])
            )
            is_event = words[1].kind in "vp" and "g" in words[0].costs and (is_of or measure in _EVENTS)
            if is_followed or is_event:  # 12项务实成果, 五成的攻击针对银行
                kept.append(words.pop(0)._replace(kind="g"))
        is_place = self.plain[first - 1 : first] in _PREPOSITION
        for word, behind in zip_longest(words, words[1:]):
            is_verb = is_place and kept and "v" in word.costs and behind and behind.kind in _NOUN
            if is_verb or not (word.kind in _NOUN or (kept and _goes_on(kept[-1], word, behind, measure))):
                break  # 在三个城市建设数据中心
            kept.append(word)
        is_clause = 1 < len(kept) == len(words) and measure not in _EVENTS and _may_be_verb(kept[-1])
        if is_clause and not self._is_object(first):
            kept.pop()  # 30名学员毕业
        return _span(kept)

    def _is_object(self, first: int) -> bool:
        """Whether a verb or a preposition governs a figure."""
        marks = [match.end() for match in _MARK.finditer(self.plain, max(0, first - _THING), first)]
        words = read(self.plain, marks[-1] if marks else max(0, first - _THING), first, last="m")
        if not words or words[-1].text.endswith(_CAUSES):
            return False
        return words[-1].kind in "vp" or words[-1].text in ("了", "过", "着", "的")

    def before(self, start: int, begin: int, *, measure: str = "") -> Span | None:
        """The noun phrase between a place and its figure: 抓获犯罪嫌疑人1196名, 参会代表2100人."""
        begin = max(begin, self.plain.rfind("、", begin, start) + 1)
        filling = _FILLING.search(self.plain, begin, start)
        end = max(begin, filling.start() if filling else start)
        words = read(self.plain, begin, end, last="m")
        if len(words) > 1 and _is_noun_at_end(words, measure):
            words[-1] = words[-1]._replace(kind="n")
        place = len(words)
        while place and (
            words[place - 1].kind in _NOUN or (place < len(words) and _describes(words, place - 1))
        ):
            place -= 1
        if end == start:
            place = _behind_verb(words, place)
        while place < len(words) and words[place].text in _JOINS:
            place += 1
        found = _span(words[place:])
        is_place = measure[:1] == "人" and not place and words and not _PEOPLE.match(words[-1].text[-1])
        return None if is_place else found  # 现场有七八十人


def _behind_verb(words: Sequence[Word], place: int) -> int:
    """Where a noun phrase begins: where it was read from, or behind the verb that else the clause lacks: 警方查处网站1万家."""
    before = words[:place]
    if _has_verb(before) or (before and before[-1].text == "的"):
        return place
    least = place + (not before or before[-1].kind == "p")
    end = len(words) - 1 - bool(words and len(words[-1].text) == 1)
    return next((at + 1 for at in range(least, end) if _may_be_verb(words[at])), place)


def _behind_clause(words: list[Word]) -> list[Word]:
    """The words without a clause that describes the noun: 30名[来自各国的]学员."""
    place = next((place for place, word in enumerate(words) if word.text == "的"), 0)
    clause = words[:place]
    if not clause or any(word.text in ("了", "是") for word in clause):
        return words
    has_noun = any(word.kind in "ng" for word in clause)
    is_clause = clause[0].kind in "vpdr" or (not has_noun and clause[-1].kind != "a")
    return words[place + 1 :] if is_clause else words


def _goes_on(last: Word, word: Word, behind: Word | None, measure: str) -> bool:
    """Whether a noun phrase goes on with a word that is no noun."""
    if behind is not None and behind.kind in _NOUN:
        if word.text == "的":  # 三个重要的问题 and 30名各国的代表, but not 122个国家的代表
            return last.kind == "a" or (measure in ("名", "位") and not _PEOPLE.match(last.text[-1]))
        return word.text in _JOINS
    is_last = behind is None or behind.text == "的" or behind.kind in "fp"
    is_noun = word.kind == "v" and (measure in _EVENTS or "n" in word.costs)  # 三次实弹射击
    return is_last and is_noun and last.kind in _NOUN


def _is_noun_at_end(words: Sequence[Word], measure: str) -> bool:
    """Whether the last word before a figure, read as a verb, is a noun: 参会代表2100人, 开展联合巡逻24次."""
    *before, last = words
    is_object = before[-1].kind in _NOUN and (measure in _EVENTS or _has_verb(before))
    return last.kind == "v" and ("n" in last.costs or ("g" in last.costs and is_object))


def _describes(words: Sequence[Word], place: int) -> bool:
    """Whether a word that is no noun belongs to the noun behind it: 警察和医生, 境外黑客, 缔结司法协助条约."""
    word = words[place]
    if word.kind != "v":
        return word.text in _JOINS or (word.kind == "f" and len(word.text) > 1)
    if len(word.text) > 1 and place + 2 == len(words) and len(words[-1].text) == 1:
        return True  # 下载量
    if not place:
        return _DIMENSION.search(words[-1].text) is not None  # 覆盖面积约1.5万平方公里
    return words[place - 1].kind == "n" and "g" in word.costs and _has_verb(words[:place])


def _may_be_verb(word: Word) -> bool:
    """Whether a word that was read as a noun is a verb nearly as often."""
    noun = min(word.costs.get(kind, _NEVER) for kind in "ng")
    return word.costs.get("v", _NEVER) <= min(noun + 3, _NEVER - 1)


def _has_verb(words: Sequence[Word]) -> bool:
    """Whether there is a verb; those of one character, as 有 and 为, do not tell."""
    return any(word.kind == "v" and len(word.text) > 1 for word in words)


def _span(words: Sequence[Word]) -> Span | None:
    """From the first word to the last that can end a noun phrase."""
    end = next((word.end for word in reversed(words) if word.kind in "ngv"), 0)
    return (words[0].start, end) if end else None
