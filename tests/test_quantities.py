"""English figures: told with what bounds them, what they count and how they change; numbers that count nothing are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st
from steps import assert_linear, steps
from test_seeds_key import EXPECTED, reading

from helpers import segments
from helpers.quantities import UnitsError, around, counted, english, find, lexicon, numerals
from helpers.tables import QUANTITIES, check, data_file

Row = dict[str, Any]


def found(*sentences: str) -> list[Row]:
    """The figures of a text of these sentences."""
    text, rows = " ".join(sentences), []
    for n, sentence in enumerate(sentences, 1):
        start = text.index(sentence)
        rows.append({"sentence_id": f"d#s{n}", "document_id": "d", "start": start, "end": start + len(sentence), "language": "en"})  # fmt: skip
    return find(text, rows)


def told(row: Row, text: str) -> str:
    """A figure in one line, as the tables below have it."""
    value = f"{row['value']:.12g}" + (f"–{row['high']:.12g}" if row["high"] is not None else "")
    parts = [text[row["start"] : row["end"]], row["approx"], value, row["currency"] or row["unit"]]
    return " | ".join([*(part or "" for part in parts), row["counted"] or ""])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Counts
        ("Some 1,014 suspects fled.", "Some 1,014 | about | 1014 |  | suspects"),
        ("It drew 2,100 experts, scholars, and staff from 122 countries.", "2,100 |  | 2100 |  | experts, scholars, and staff; 122 |  | 122 |  | countries"),
        ("Two of the accused officers fled.", "Two |  | 2 |  | accused officers"),
        ("twenty-one scientific and technical experts", "twenty-one |  | 21 |  | scientific and technical experts"),
        ("one hundred and five arms control treaties", "one hundred and five |  | 105 |  | arms control treaties"),
        ("One police officer died.", "One |  | 1 |  | police officer"),
        ("one of the best screens, one of the 22 signatories", "one |  | 1 |  | best screens; one |  | 1 |  | signatories; 22 |  | 22 |  | signatories"),
        ("half a million refugees", "half a million |  | 500000 |  | refugees"),
        ("a dozen ships, two dozen planes", "a dozen |  | 12 |  | ships; two dozen |  | 24 |  | planes"),
        ("one and a half million people", "one and a half million |  | 1500000 |  | people"),
        ("the 15-member Council", "15 |  | 15 |  | member"),
        ("**13,000** fewer posts", "13,000 |  | 13000 |  | posts"),
        ("1 500 000 refugees, 14 000 ships", "1 500 000 |  | 1500000 |  | refugees; 14 000 |  | 14000 |  | ships"),
        ("１，２３４ ships", "１，２３４ |  | 1234 |  | ships"),
        ("1.5m devices, 3m deep", "1.5m |  | 1500000 |  | devices; 3m |  | 3 | metre | "),
        ("three gunmen, two Yemen talks", "three |  | 3 |  | gunmen; two |  | 2 |  | Yemen talks"),
        ("five  police\nofficers", "five |  | 5 |  | police officers"),
        ("- 30 officers trained", "30 |  | 30 |  | officers"),
        ("a quarter of a million refugees", "a quarter of a million |  | 250000 |  | refugees"),
        ("13,000 US troops and nine CLPS firms", "13,000 |  | 13000 |  | US troops; nine |  | 9 |  | CLPS firms"),
        ("Only 38 of 120 MPs, 75 of which were ill", "38 |  | 38 |  | MPs; 120 |  | 120 |  | MPs; 75 |  | 75 |  | MPs"),
        ("It drew 2,30,000 fans.", "2,30,000 |  | 230000 |  | fans"),
        ("attempts 25 shots and hits 15 of them", "25 |  | 25 |  | shots; 15 |  | 15 |  | shots"),
        # What bounds them
        ("more than 300 people, at least 20 dead", "more than 300 | over | 300 |  | people; at least 20 | at_least | 20 |  | dead"),
        ("up to 40 ships or nearly 50 boats", "up to 40 | at_most | 40 |  | ships; nearly 50 | nearly | 50 |  | boats"),
        ("fewer than ten cases", "fewer than ten | under | 10 |  | cases"),
        ("3,000 troops or more", "3,000 |  | 3000 |  | troops"),
        ("1,000+ vessels", "1,000+ | over | 1000 |  | vessels"),
        ("hundreds of thousands of refugees", "hundreds of thousands | multiples | 100000 |  | refugees"),
        ("dozens of experts; several hundred guests", "dozens | multiples | 12 |  | experts; several hundred | multiples | 100 |  | guests"),
        ("We talked about two issues.", "two |  | 2 |  | issues"),
        ("They spent $5 billion over 10 years.", "$5 billion |  | 5000000000 | USD | ; over 10 years |  | 10 | year | "),
        # Ranges
        ("5 to 10 states", "5 to 10 |  | 5–10 |  | states"),
        ("between 5 and 10 percent", "5 and 10 percent |  | 5–10 | percent | "),
        ("5-10 percent", "5-10 percent |  | 5–10 | percent | "),
        ("$10 to $15 billion", "$10 to $15 billion |  | 10000000000–15000000000 | USD | "),
        ("from $200 to $4 million", "$200 to $4 million |  | 200–4000000 | USD | "),
        ("two- to three-year terms", "two- to three-year |  | 2–3 | year | "),
        ("three or four weeks", "three or four weeks |  | 3–4 | week | "),
        ("from -5% to 3%, between −5 and −3 °C", "-5% to 3% |  | -5–3 | percent | ; −5 and −3 °C |  | -5–-3 | celsius | "),
        ("-$20 to -$10, 5-to-10 percent", "-$20 to -$10 |  | -20–-10 | USD | ; 5-to-10 percent |  | 5–10 | percent | "),
        # Money
        ("300 million yuan ($44 million)", "300 million yuan |  | 300000000 | CNY | ; $44 million |  | 44000000 | USD | "),
        ("RMB 5 billion and US$3bn and A$2.5m", "RMB 5 billion |  | 5000000000 | CNY | ; US$3bn |  | 3000000000 | USD | ; A$2.5m |  | 2500000 | AUD | "),
        ("5 € 5 days", "5 € |  | 5 | EUR | ; 5 days |  | 5 | day | "),
        ("€5m-10m, $5-10m", "€5m-10m |  | 5000000–10000000 | EUR | ; $5-10m |  | 5000000–10000000 | USD | "),
        ("HK $5 million, 110 JPY, 2.4 billion won", "HK $5 million |  | 5000000 | HKD | ; 110 JPY |  | 110 | JPY | ; 2.4 billion won |  | 2400000000 | KRW | "),
        ("3,000 dinars at 75p each, by $1,250 to $38,990", "3,000 dinars |  | 3000 | dinar | ; 75p |  | 75 | cent | ; $1,250 |  | 1250 | USD | ; $38,990 |  | 38990 | USD | "),
        ("€40,000 in emergency aid", "€40,000 |  | 40000 | EUR | emergency aid"),
        ("tens of millions of dollars", "tens of millions of dollars | multiples | 10000000 | USD | "),
        ("He weighs 262 pounds.", "262 pounds |  | 262 | pound-mass | "),
        ("3,000 pounds of fentanyl", "3,000 pounds |  | 3000 | pound-mass | fentanyl"),
        # Shares and multiples
        ("60% of the workers", "60% |  | 60 | percent | workers"),
        ("a third of its members", "a third |  | 0.333333333333 |  | members"),
        ("one in four women", "one in four |  | 0.25 |  | women"),
        ("one of every four women", "one of every four |  | 0.25 |  | women"),
        ("two-thirds of global trade", "two-thirds |  | 0.666666666667 |  | global trade"),
        ("Sales fell by a third in May.", "a third |  | 0.333333333333 |  | "),
        ("0.5 percentage points", "0.5 percentage points |  | 0.5 | percentage point | "),
        ("a 10-fold rise, a tenfold rise", "10-fold |  | 10 |  | ; tenfold |  | 10 |  | "),
        ("three times as many, twice the size", "three times |  | 3 |  | ; twice |  | 2 |  | "),
        # Durations and measures
        ("a one-month patrol every three years", "one-month |  | 1 | month | ; every three years |  | 3 | year | "),
        ("two and a half years", "two and a half years |  | 2.5 | year | "),
        ("2 1/2 years", "2 1/2 years |  | 2.5 | year | "),
        ("boys aged 12, 13 and 14", "12 |  | 12 | year | ; 13 |  | 13 | year | ; 14 |  | 14 | year | "),
        ("seven turbulent years", "seven |  | 7 | year | turbulent years"),
        ("a 25-year-old, aged 18 to 24", "25-year-old |  | 25 | year | ; 18 to 24 |  | 18–24 | year | "),
        ("voters 18 and older; the midfielder, 29, signed", "18 and older | at_least | 18 | year | ; 29 |  | 29 | year | "),
        ("Maria Silva, 44, said", "44 |  | 44 | year | "),
        ("40 km of 500 MW lines", "40 km |  | 40 | kilometre | ; 500 MW |  | 500 | megawatt | "),
        ("12 square kilometers, 12 km²", "12 square kilometers |  | 12 | square kilometre | ; 12 km² |  | 12 | square kilometre | "),
        ("Bake at 180C for 30 min.", "180C |  | 180 | celsius | ; 30 min |  | 30 | minute | "),
        ("−5.5 °C", "−5.5 °C |  | -5.5 | celsius | "),
    ],
)  # fmt: skip
def test_figures(text: str, expected: str) -> None:
    assert "; ".join(told(row, text) for row in found(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It met on September 9, on 12 September 2024 and on 2025-09-19.", "They spoke at 13:12 and at 5 p.m., 0930 GMT.",
        "In 2018, since 2017, by 2030, the 2006 elections, the 1990s, 2025-2026.", "Use version 1.0 or 2.3.1.",
        "Articles 5 and 6, section 3 and page 12 of resolution 242 (1967).", "The 20th Congress met in the 21st century.",
        "Qihoo 360 and “Net 2024” and the Boeing 737.", "The G20 on COVID-19 and 5G met at COP 29 with MI6.",
        "It fires 7.62x39mm rounds.", "In 2015 000 people came.", "Call 202-456-1414 or +86 10-6552-1234.", "He lives at 22 Elm Street.", "They won 3-0.", "H.R. 1234 and S. 56 passed.",
        "1. Strengthen the law", "2.3 Overview", "See note [12] and item (3).", "No one knows which one of us it was.",
        "According to the two sides, one day they will.", "It was one of those days, one of a kind.", "A third party came first.",
        "Day One of World War Two", "There is no double standard.", "https://example.org/2021/11/17/item-42?w=421,640",
        "The Group of 77 met.", "It maps the way beyond 2015.", "He was rated number 14.", "It was adopted at the 2000 Millennium Summit.",
        "It burned in the 10100 block of Elm Road.", "See 10.1007/978-3-319-09575.", "The PS4 runs macOS 10.14 in 1080p.", "A Three spokesperson left.",
        "The Stoxx 600 index opened.", "He took Seat 12C at three o’clock.", "The forty sixth session met.",
    ],
)  # fmt: skip
def test_numbers_that_count_nothing(text: str) -> None:
    assert [text[row["start"] : row["end"]] for row in found(text)] == []


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Trade grew by 3 percent.", ["rise"]), ("Prices fell to $40 a barrel.", ["fall"]), ("a 75 percent increase", ["rise"]),
        ("Exports were 3% lower.", ["fall"]), ("The market will double.", ["rise"]), ("They reduced the deficit by $2 billion.", ["fall"]),
        ("The index was up 3 percent.", ["rise"]), ("Women made up 30 percent.", [None]), ("They lost 20 men.", [None]),
        ("They raised $5 million.", [None]), ("It was up from $567 million.", [None]), ("Oil fell $1 to $49.", ["fall", None]), ("Posts grew by 1,200 jobs or 2 percent.", ["rise", "rise"]),
    ],
)  # fmt: skip
def test_changes(text: str, changes: list[str | None]) -> None:
    assert [row["change"] for row in found(text)] == changes


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$300 per year", "year"), ("$4.46 a share", "share"), ("325,000 barrels a day", "day"), ("60 mph", "hour"),
        ("400 visits each month", "month"), ("twice a week", "week"), ("26.6 deaths per 100,000 births", "100,000 births"), ("$45 U.S. per barrel", "barrel"), ("5,000 litres of milk a day", "day"),
        ("33% a year earlier", None), ("2 Tbps", "second"), ("5 percent", None),
    ],
)  # fmt: skip
def test_per_what(text: str, per: str | None) -> None:
    assert [row["per"] for row in found(text)] == [per]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("It will exceed 100 billion yuan by 2022.", ["2022"]), ("In 2018, 40 people died and 20 ships sank.", ["2018", "2018"]),
        ("It had 20 members in 2008 and 29 members in May 2020.", ["2008", "2020-05"]),
        ("It sent 300 troops on 4 June 1967.", ["1967-06-04"]), ("It has 20 members; by 2030 all is said.", [None]),
        ("It trained 50 officials between 2019 and 2021.", [None]),
    ],
)  # fmt: skip
def test_dates(text: str, dates: list[str | None]) -> None:
    assert [row["date"] for row in found(text)] == dates


def test_an_amount_told_again_says_so() -> None:
    first, again = found("over 300 million yuan ($44 million)")
    assert again["equals"] == first["quantity_id"]
    assert (first["equals"], first["approx"], again["approx"]) == (None, "over", None)
    assert [row["equals"] for row in found("$3 million and €4 million")] == [None, None]


def test_some_of_them_are_what_was_counted_before_in_another_sentence_too() -> None:
    texts = (
        "Police arrested 1,196 suspects, 1,014 of them abroad.",
        "Of the rest nothing is known.",
        "Half of them confessed.",
    )
    text = " ".join(texts)
    rows = found(*texts)
    assert [row["counted"] for row in rows] == ["suspects"] * 3
    assert {text[row["counted_start"] : row["counted_end"]] for row in rows} == {"suspects"}


def test_other_languages_have_no_figures() -> None:
    text = "Il y a 200 personnes."
    sentence = {"sentence_id": "s", "document_id": "d", "start": 0, "end": len(text), "language": "fr"}
    assert find(text, [sentence]) == []
    assert [row["value"] for row in find("200 personnes", [{**sentence, "language": "und", "end": 13}])] == [
        200
    ]


SEEDS = """
000: 10 measures | 2100 experts, scholars, and personnel | 122 countries, regions and international organizations
000: 3000 law enforcement personnel | about 100 senior law enforcement officials | 19 countries and regions | 6 police officers | 1 month
001: nearly 2000 participants | 120 countries, regions and international organizations | 138 countries and regions
002: about 50 technology experts and ambassadors | over 100 countries and regions | 128 criminal gangs | 1196 suspects | 1014 suspects
002: over 5000 cases | over 300000000 CNY | 44000000 USD | over 100000000000 CNY | 2 | 3 year | multiples 100 technology standards
002: multiples 12 experts
003: over 2000 assistance requests
004: 10 departments | about 800 people | over 300 people
"""


@pytest.mark.parametrize("file", [row["file"] for row in EXPECTED], ids=lambda file: file[:3])
def test_the_figures_of_the_seeds_are_those_a_reader_finds(file: str) -> None:
    read = reading(file)
    rows = find(read.text, segments.sentences(file, read.text, read.blocks))
    expected = [
        one for line in SEEDS.splitlines() if line.startswith(file[:3]) for one in line[5:].split(" | ")
    ]
    assert [" ".join(_brief(row)) for row in rows] == expected
    check(QUANTITIES.frame(rows), QUANTITIES)
    for row in rows:
        assert row["counted"] is None or said(read.text, row) == row["counted"]


def said(text: str, row: Row) -> str:
    return " ".join(text[row["counted_start"] : row["counted_end"]].split())


def _brief(row: Row) -> Sequence[str]:
    parts = (row["approx"], f"{row['value']:.0f}", row["currency"] or row["unit"] or row["counted"])
    return [part for part in parts if part]


WORDS = st.sampled_from(
    ["5", "10", "1,000", "3.5", "2018", "one", "two", "half", "a", "dozen", "hundreds", "of", "million", "percent", "%", "$", "(", ")", "-", "to", "and", "or", "about", "up", "per", "year", "people,", "May", "kg", "5G", "no.", "between", "twice", "doubled", ".5", "1/2", "½", "–", "¥", "三", "\n"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30), st.sampled_from([" ", ""]))
def test_every_figure_lies_in_its_sentence_and_in_order(words: list[str], between: str) -> None:
    text = "Before. " + between.join(words) + " After."
    sentence = {"sentence_id": "s", "document_id": "d", "start": 8, "end": len(text) - 7, "language": "en"}
    rows = find(text, [sentence])
    ends = [8, *(row["end"] for row in rows)]
    for row, last in zip(rows, ends, strict=False):
        assert last <= row["start"] < row["end"] <= len(text) - 7
        assert row["high"] is None or row["value"] < row["high"]
        assert row["counted"] is None or said(text, row) == row["counted"]
    check(QUANTITIES.frame(rows), QUANTITIES)


@pytest.mark.parametrize(
    "unit",
    ["1,", "1", "1 ", "111 ", "- 3 ", "1.5m people ", "1.", "one ", "million and ", "5 to ", "5% in 2018 ", "May 5, 2018, ", "((1 ", "half of the ", "articles 5 and 6, ",
     "300 yuan ($44) ", "5 experts, scholars, ", "hundreds of ", "doubled ", "1-", "5 per 6 "],
)  # fmt: skip
@pytest.mark.slow
def test_a_long_text_takes_no_more_than_its_length(unit: str) -> None:
    text = unit * (2000 // len(unit))

    def work(text: str) -> int:
        return sum(
            steps(lambda: found(text), module.__file__) for module in (english, around, counted, numerals)
        )

    assert work(text) <= 5 * work(text[: len(text) // 4]) + 100


@pytest.mark.parametrize(
    "text", ["5{}x", "$5{}x", "2019{}x", "5/{}x", "May{}x 5", "5 to{}x", "one{}x", "(5{})", "rose{}5"]
)
def test_blanks_without_end_are_read_once(text: str) -> None:
    assert_linear(lambda count: found(text.format(" " * count)), 10_000)


# The lists of words


def test_currencies_are_those_of_iso_4217() -> None:
    units = lexicon.content()
    named = (
        *(units["currencies"][part] for part in ("signs", "codes")),
        units["en"]["currencies"],
        units["zh"]["currencies"],
    )
    assert {code for codes in named for code in codes} - set(list_currencies()) == {"RMB"}  # read as CNY


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("  labels: [", "  lables: [", "en has the unknown key 'lables'; did you mean 'labels'?"),
        ("  labels: [", "  lables: [", "en has no labels"),
        ("    day: []", "    day: days", "en: durations: day is not a list. Write one"),
        ("    about: 约", "    abut: 约", "zh: before has the unknown key 'abut'; did you mean 'about'?"),
        ("mph: {unit: mile, per: hour}", "mph: mile", "en: rates: mph is not a list of 'name: …'"),
        ("个(?![体", "个(?!(", "which is no pattern: missing )"),
        ("en:\n", "en\n", "is not YAML"),
    ],
)  # fmt: skip
def test_faults_of_the_word_lists_are_told_with_their_lines(
    right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    good, path = data_file("units.yaml").read_text("utf-8"), tmp_path / "units.yaml"
    assert right in good
    path.write_text(good.replace(right, wrong, 1), "utf-8")
    with pytest.raises(UnitsError, match=f"{re.escape(str(path))}:\\d+: .*{re.escape(told)}"):
        lexicon.load(path)


def test_no_form_stands_for_two_units() -> None:
    """The first would win, whichever was meant; a sign may be of several currencies."""
    named = lexicon.content()["en"]["durations"] | lexicon.content()["en"]["measures"]
    pairs = sorted((form, name) for name, forms in named.items() for form in [name, *forms])
    twice = {
        form: [name for _, name in some]
        for form, some in ((f, list(g)) for f, g in groupby(pairs, lambda p: p[0]))
    }
    assert {form: names for form, names in twice.items() if len(names) > 1} == {}
    assert lexicon.english().exact["km"].name == lexicon.english().words["kilometers"].name == "kilometre"
