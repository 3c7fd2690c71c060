"""The words around Chinese figures, as patterns made of the lists in data/units.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from helpers.codebook.folding import simplified
from helpers.quantities.chinese_numerals import FORMAL, NUMERAL, RUN
from helpers.quantities.lexicon import content
from helpers.sources.metadata import any_of
from helpers.written import any_pattern

SIMPLIFIED = simplified()
_SCAN = (
    rf"(?P<not>第\s*+[\d{NUMERAL}]++(?:[、至到—–~-]+[\d{NUMERAL}]++)*+|(?<![A-Za-z.])[A-Za-z][A-Za-z.]*+[-—.]?\d[\w.]*+"
    rf"|\d++(?:[-/.:：·]\d++){{2,}}|(?<!\d)0\d++-\d++|\d{{1,2}}[:：]\d++)"
    r"|(?P<doubled>翻(?:[了上]?(?P<times>[一两二三四])番|番|倍|了?一倍))"
    rf"|(?P<half>一半|半数|(?:过半数?|大半)(?!年|天|夜|个|小时)|(?<![上下前后])半(?=个?(?:年|月|世纪|小时|天|钟头|学期)))"
    r"|(?<![\d./])(?P<over>[1-9])/(?P<under>[2-9]|10)(?=的|以上|左右|强)"  # 1/3的, but 3/5 is a date
    rf"|(?:(?P<parts>[百千]分之)|(?P<below>{RUN})分之)?(?P<run>{RUN})"
)
# Most characters are told not to begin any of these before all are tried.
_BEGINS = rf"\dA-Za-z第翻半过大成好数几上{NUMERAL}{FORMAL}"
OPENS, CLOSES = "“‘「『《〈", "”’」』》〉"
BORDER = "，。；：！？,;:!?（）()\n"


@dataclass(frozen=True)
class Words:
    """The patterns made of the lists in data/units.yaml."""

    scan: re.Pattern[str]
    before: re.Pattern[str]
    tail: re.Pattern[str]
    change: re.Pattern[str]
    per: re.Pattern[str]
    selves: frozenset[str]  # measure words that are what they count
    bounds: Mapping[str, str]
    behind: Mapping[str, str]
    money: Mapping[str, str]
    named: Mapping[str, tuple[str, str]]
    rises: re.Pattern[str]
    pers: Mapping[str, str]


def _inverted(lists: Mapping[str, str]) -> dict[str, str]:
    return {word.translate(SIMPLIFIED): name for name, words in lists.items() for word in words.split()}


@cache
def words() -> Words:
    lists = content()["zh"]
    bounds, behind = _inverted(lists["before"]), _inverted(lists["behind"])
    names = lists["names"].split()
    money, pers = _inverted(lists["currencies"]), _inverted(lists["per"])
    named = {word: ("duration", name) for word, name in _inverted(lists["durations"]).items()}
    named |= {word: ("measure", name) for word, name in _inverted(lists["units"]).items()}
    measures = f"{any_pattern(lists['measures'])}|{any_pattern(lists['selves'])}"
    units = any_of(word for word in named if not word.startswith("个"))
    apart = any_of(word[1:] for word in named if word.startswith("个"))
    change = f"{any_pattern(lists['change']['rise'])}|{any_pattern(lists['change']['fall'])}"
    unit = (
        rf"[%‰]|(?P<points>个?百分点)|(?P<fold>倍)"
        rf"|成(?P<more>[一二三四五六七八九])?(?![为功立员果都本就效熟长分人千百语品交因了绩群])"
        rf"|(?P<money>{any_of(money)})(?![首旦件素化论老帅宵])"
        rf"|个(?P<inner>[多半])?(?P<apart>{apart})(?!刊)|(?P<named>{units})(?![级制度份底初末终轻年]|代(?!表))"
        rf"|(?P<measure>点(?={'|'.join(lists['points'].split())})|大(?={'|'.join(lists['greats'].split())})"
        rf"|人(?!次|[民质口工类权道士才物大数均力体间家心情格脸为造文气形机])|{measures})"
    )
    when = "(?:去年|上年|原来|原先|过去|之前|目前|现在|(?:19|20)[0-9][0-9]年)的?"
    return Words(
        scan=re.compile(
            f"(?=[{_BEGINS}{''.join(name[0] for name in names)}])(?:(?P<name>{any_of(names)})|{_SCAN})"
        ),
        before=re.compile(
            rf"(?P<loose>至少|最多|至多|最少)[^{BORDER}、\d{NUMERAL}]{{1,6}}$|(?P<word>{any_of(word for word in bounds if word not in '约近')}|(?<![条公合协契签盟制节])约|(?<![附最靠临邻])近)?(?:达到|[合值有为达])?\s?(?P<money>{any_of(set(money) - {'元', '块钱'})})?\s?$"
        ),
        tail=re.compile(
            rf"\s?(?:(?P<unit>{unit})(?P<half>半(?![径岛数导]))?)?(?P<behind>之?多(?![边元少样方重个])|{any_of(behind)})?"
        ),
        change=re.compile(
            rf"(?:{change})(?:[高快低多大]|幅度|比例)?(?:[了到至为达在由将出近约超逾]|超过|大约|接近|不足|高达|不到|{when})*$"
        ),
        per=re.compile(rf"每(?P<each>{any_of(pers)})|(?P<mean>{any_of(pers)})均"),
        selves=frozenset(["人", *(word.partition("(")[0] for word in lists["selves"].split())]),
        bounds=bounds,
        behind=behind | {"之多": "over"},
        money=money,
        named=named,
        rises=re.compile(any_pattern(lists["change"]["rise"])),
        pers=pers,
    )
