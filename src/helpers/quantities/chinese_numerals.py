"""Chinese numerals: what a run of digits and characters such as 三千二, 1.2亿 or 七八十 is worth.

No kept library reads them in running text: cn2an (MIT) turns a single numeral into digits, but takes 三五 for 35, fails at
余, 数十 and 七八十, and rewrites 十九届六中全会; it takes time with the square of the length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
ALONE = ("百", "千", "万", "亿")
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_TENS = {"廿": 2, "卅": 3}
FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
_FORMAL = str.maketrans(FORMAL, "一二三四五六七八九十百千")
_LONGEST = 40  # characters: a longer run of digits is no number, and might be more than a float holds
HAN_DIGIT = "〇零一二三四五六七八九两"
NUMERAL = rf"{HAN_DIGIT}十百千万亿兆廿卅"
_DECIMAL = r"\d++(?:,\d{3}(?!\d))*+(?:\.\d++)?+"
_TIMES = "(?:[十百万亿]|[千兆](?![瓦米克卡伏帕赫字]))++"
_ONE = rf"[{HAN_DIGIT}]|{_DECIMAL}"
_SECTION = re.compile(
    rf"(?:(?P<千>{_ONE})千)?零?(?:(?P<百>{_ONE})百)?零?(?P<tens>(?P<十>{_ONE})?十|[廿卅])?零?(?P<个>{_ONE})?"
    rf"(?:点(?P<point>[{HAN_DIGIT}]++))?"
)
RUN = (
    rf"(?:(?:数以|成千上|成百上|好几|(?<![人总次件户指参岁])数|几|(?<![网线以之路会晚早桌街船车身手地])上)(?=[十百千万亿]))?(?:{_DECIMAL}|[{NUMERAL}]++|[{FORMAL}万亿零]{{2,}}+)"
    rf"(?:点[{HAN_DIGIT}]++)?(?:(?:[余多来几](?=[十百千万亿兆])|\s(?=[万亿兆]))?{_TIMES}|{_DECIMAL}{_TIMES})*+"
    r"(?:(?<=[十百])几|(?<=十)来(?=[个名位人家件年天次])|(?<=[\d十百千万亿])(?:余|多)(?![边元少样方重额下地])|计)?"
)
_PAIR = re.compile(f"(?=([{HAN_DIGIT}])([{HAN_DIGIT}]))")
_INNER = re.compile("[余多几来]")


@dataclass
class Number:
    low: float
    high: float | None = None
    approx: str | None = None
    is_one: bool = False  # 一, which may be an article
    is_year: bool = False  # four digits

    def negative(self) -> Number:
        return Number(
            -self.low if self.high is None else -self.high,
            None if self.high is None else -self.low,
            self.approx,
        )

    def times(self, scale: float, more: str | None = None) -> Number:
        """In percent: 三成 is 30, and with more 三成五 is 35."""
        more_percent = DIGITS[more] if more else 0
        high = None if self.high is None else self.high * scale
        return Number(self.low * scale + more_percent, high, self.approx)


def numeral(run: str) -> Number | None:
    """The number that a run of digits and numerals says: 3,000 · 1.2亿 · 三千二 · 七八十 (70 to 80) · 几百 · 五十余万.

    None for what is no number: 二〇二四, 百 alone, 1万1万.
    """
    if len(run) > _LONGEST:
        return None
    run = "".join(run.split()).translate(_FORMAL)
    approx = None
    for lead in ("数以", "成千上", "成百上", "好几", "数", "几", "上"):
        if run.startswith(lead):
            run, approx = f"一{run.removeprefix(lead).removesuffix('计')}", "multiples"
            break
    if inner := _INNER.search(run):
        approx = approx or ("about" if inner[0] == "来" else "over")
        run = run.replace(inner[0], "")
        run = f"一{run}" if run in ALONE else run
    pairs = [place for place in _PAIR.finditer(run) if DIGITS[place[1]] * DIGITS[place[2]]]
    if len(pairs) == 1 and "点" not in run:
        at = pairs[0].start()
        low, high = _number(run[: at + 1] + run[at + 2 :]), _number(run[:at] + run[at + 1 :])
        if (
            low is None
            or high is None
            or not (DIGITS[run[at + 1]] - DIGITS[run[at]] == 1 or run[at : at + 2] == "三五")
        ):
            return None
        return Number(low, high, approx)
    value = _number(run)
    if value is None:
        return None
    return Number(float(f"{value:.15g}"), None, approx, run == "一", len(run) == 4 and run.isdigit())


def _number(run: str, larges: str = "兆亿万", *, is_inside: bool = False) -> float | None:
    """One exact number; 百 alone is none, but 百万 and 十五 are, and 三千二 is 3,200."""
    for place, large in enumerate(larges):
        head, split, rest = run.rpartition(large)
        if split:
            smaller = larges[place + 1 :]
            many = _number(head, smaller, is_inside=True) if head else 1.0 if is_inside else None
            few = _number(rest, smaller) if rest else 0.0
            if not many or few is None or few >= _LARGE[large]:
                return None
            return many * _LARGE[large] + (few * _LARGE[large] / 10 if rest in DIGITS else few)
    match = _SECTION.fullmatch("一" + run if is_inside and run[:1] in ("百", "千") else run)
    if match is None or not run:
        return None
    thousands, hundreds, tens, ones = (_coefficient(match[name]) for name in ("千", "百", "十", "个"))
    if match["tens"]:
        tens = float(_TENS.get(match["tens"], tens or 1))
    elif match["个"] in DIGITS and (thousands or hundreds) and "零" not in run:
        ones *= 10 if hundreds else 100
    point = "".join(str(DIGITS[digit]) for digit in match["point"] or "")
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones + float(f"0.{point or 0}")


def _coefficient(digits: str | None) -> float:
    return (
        0.0
        if digits is None
        else float(DIGITS.get(digits, 0) or digits.replace(",", "").replace("零", "0").replace("〇", "0"))
    )
