"""What Chinese figures count: the noun phrase behind or before them, told by the words where it ends."""

from __future__ import annotations

import re

from helpers.quantities.chinese_numerals import HAN_DIGIT
from helpers.quantities.chinese_words import BORDER, Words
from helpers.quantities.found import Span
from helpers.segments import HAN

_THING = 24  # characters: no noun phrase is longer
_PEOPLE = re.compile(r"[者员家师官生民人手犯警兵客工长表宾]")
_TRAILING = re.compile(r"(?:[和与及或、的等]|以及|情况下|(?<=..)[中里内后前时下上]|之一)+$")
_FILLING = re.compile(
    r"(?:达到|(?<![理自事缘])由|(?:总|人)?数量?|规模|总[计共量]|合计|共计|累计|就有|约有|已经?|[共现为有各仅达]|只有|多达|高达|超过)*$"
)
_NO_THING = re.compile(r"[以于到至分近是会和及或年月日来后前中里内上下]$")
_COUNTING = frozenset(
    f"{HAN_DIGIT}十几数0123456789"
)  # a noun phrase ends where one of them opens the next figure
_MARKED = re.compile(r"[，。；：！？,;:!?（）()是]|了(?!解)")
# A clause before the noun: 名来自各国的执法人员.
_RELATIVE = re.compile(
    r"(?:来自|参[加与]|出席|从事|涉及|受[到聘害]|遭[到受]|使用|支持|反对|获得|[被在由以]|对(?![策手象话方])|加强|促进|推动|提供|负责|属于|用于|位于|[具拥]有"
    r"|针对|关于|有关|旨在|造成|违反|实施)(?!者)"
)
# 重要 in 三个重要的问题 is no thing; 国家 in 122个国家的代表 is what is counted, but 各国 in 30名各国的代表 is not.
_ADJECTIVE = re.compile(
    r"(?:[新大小好多高低强长短同上下]|重要|主要|关键|独立|具体|明确|特殊|严重|共同|基本|核心|突出|紧迫|现实|可行|公开|简单|复杂|困难|完整|有效|可能|特定|专门|必要)$"
)
_ASPECT = re.compile("[了着过](?![解得程去])")
_SHORT = frozenset("投打买看做说想进用给换丢输赢杀开写见到有")  # verbs of one character; others have two
_HAS_HAN = re.compile(rf"[{HAN}A-Za-z]")
_HAN_ONLY = re.compile(rf"(?:[{HAN}A-Za-z·]|\d[A-Z])+")


class Things:
    """Finds the noun phrases around the figures of one sentence. Looks at a stretch of fixed length around each."""

    def __init__(self, plain: str, words: Words) -> None:
        self.plain = plain
        self.words = words

    def after(self, at: int, before: str = "", *, is_person: bool = False) -> Span | None:
        """The noun phrase behind a measure word: up to a verb, a mark or the next figure."""
        at += self.plain[at : at + 1] == "的"
        if self.plain[at : at + 1] in tuple("、和与及或"):
            return None
        if _RELATIVE.match(self.plain, at):
            mark = self.plain.find("的", at, at + _THING)
            if mark < 0 or _MARKED.search(self.plain, at, mark):
                return None
            at = mark + 1
        limit = min(at + _THING, len(self.plain))
        stop = self.words.ends.search(self.plain, at, limit)
        if not stop and limit < len(self.plain) and "的" not in self.plain[at:limit]:
            return None
        end = stop.start() if stop else limit
        if before in tuple("在从向为由与给对") and (verb := self.words.takes.search(self.plain, at + 1, end)):
            end = verb.start()  # 在三个城市建设数据中心
        if (
            stop
            and stop[0][-1] not in BORDER
            and self.plain[end - 1] not in "和与及、的"
            and stop[0][0] in _COUNTING
        ):
            end = max(at, self.plain.rfind("、", at, end)) if "、" in self.plain[at:end] else end
        if aspect := _ASPECT.search(self.plain, at, end):
            end = max(at, aspect.start() - (1 if self.plain[aspect.start() - 1] in _SHORT else 2))
        phrase = self.plain[at:end]
        owner = phrase.partition("的")[0]
        is_whole = _ADJECTIVE.search(owner) or (is_person and not _PEOPLE.match(owner[-1:]))
        phrase = _TRAILING.sub("", phrase if is_whole and (stop or end == len(self.plain)) else owner)
        return (at, at + len(phrase)) if _HAS_HAN.search(phrase) and not _NO_THING.fullmatch(phrase) else None

    def before(self, start: int, begin: int, *, is_person: bool) -> Span | None:
        """The noun phrase between a place and its figure: 抓获犯罪嫌疑人1196名, 参会代表2100人."""
        begin = max(begin, self.plain.rfind("、", begin, start) + 1)
        stretch = self.plain[begin:start]
        stretch = stretch[: len(stretch) - len(_FILLING.search(stretch)[0])]  # type: ignore[index]
        cuts = [match.end() for match in self.words.cut.finditer(stretch)]
        at = begin + (cuts[-1] if cuts else 0)
        phrase = _TRAILING.sub("", self.plain[at : begin + len(stretch)])
        if len(phrase) < 2 or not _HAN_ONLY.fullmatch(phrase) or _NO_THING.search(phrase):
            return None
        if is_person and not _PEOPLE.match(phrase[-1]):
            return None  # 现场有七八十人
        return at, at + len(phrase)
