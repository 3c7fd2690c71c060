"""Exports with one document a row: columns to fields, faulty rows, odd tables, and the span contract."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import assert_linear

from helpers import segments, sources, tables
from helpers.sources.export import date

BODY = "Delegates said the plan had failed.\n\nTerrorists used social media, the minister said."


def read(
    folder: Path, content: str | bytes, name: str = "a.csv", manifest: str = ""
) -> dict[str, sources.Reading]:
    """The readings of an export by their document_id."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    if manifest:
        (folder / "manifest.yaml").write_text(manifest, "utf-8")
    decided = sources.Manifest.load(folder)
    listed = sources.listed([name], root=folder, manifest=decided)
    readings = {
        s.document_id: sources.read(
            folder / s.file, root=folder, document_id=s.document_id, manifest=decided, row=s.row
        )
        for s in listed
    }
    assert list(readings) == [s.document_id for s in listed]
    tables.DOCUMENTS.frame([reading.document for reading in readings.values()])
    for reading in readings.values():
        assert_spans(reading)
    return readings


def assert_spans(reading: sources.Reading) -> None:
    text = reading.text
    assert reading.document["status"] == "read" or (reading.document["reason"] and not reading.blocks)
    if reading.document["status"] == "read":
        assert [*(b["start"] for b in reading.blocks), len(text)] == [0, *(b["end"] for b in reading.blocks)]
    for field in reading.fields:
        if (
            field["origin"] == "file"
            and field["start"] is not None
            and field["field"] not in ("date", "outlet")
        ):
            assert " ".join(text[field["start"] : field["end"]].split()) == field["value"]
    for row in segments.sentences("a", text, reading.blocks):
        assert text[row["start"] : row["end"]].strip()


def table(*rows: list[str], delimiter: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


def kinds(reading: sources.Reading) -> list[tuple[str, str, str | None]]:
    return [
        (b["kind"], reading.text[b["start"] : b["end"]].strip(), b["reason"] if not b["is_content"] else None)
        for b in reading.blocks
    ]


# Columns to fields


def test_a_row_becomes_a_document_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    mapping = """exports:
  a.csv: {text: Body, title: Headline, date: Published, outlet: Source, author: Byline, id: Accession Number, section: Section}
"""
    header = ["Headline", "Published", "Source", "Byline", "Body", "Accession Number", "Section", "Note"]
    values = [
        "Talks closed",
        "September 5, 2024 Thursday",
        "GT",
        "By Cao Siqi; Li Wei",
        BODY,
        "X-17",
        "World",
        " ",
    ]
    reading = read(tmp_path, table(header, values), manifest=mapping)["a.csv/X-17"]
    document = reading.document
    assert {name: document[name] for name in ("title", "date", "outlet", "author", "row", "file", "reader")} == {
        "title": "Talks closed", "date": "2024-09-05", "outlet": "Global Times", "author": "Cao Siqi; Li Wei",
        "row": 1, "file": "a.csv", "reader": "csv",
    }  # fmt: skip
    assert kinds(reading) == [
        ("title", "Talks closed", None),
        ("paragraph", "Delegates said the plan had failed.", None),
        ("paragraph", "Terrorists used social media, the minister said.", None),
        ("metadata", "Published: September 5, 2024 Thursday", "column 'Published' of the export"),
        ("metadata", "Source: GT", "column 'Source' of the export"),
        ("metadata", "Byline: By Cao Siqi; Li Wei", "column 'Byline' of the export"),
        ("metadata", "Accession Number: X-17", "column 'Accession Number' of the export"),
        ("metadata", "Section: World", "column 'Section' of the export"),
    ]
    given = {
        (f["field"], reading.text[f["start"] : f["end"]], f["rule"])
        for f in reading.fields
        if f["origin"] == "file"
    }
    assert given == {
        ("title", "Talks closed", "column 'Headline'"), ("date", "September 5, 2024 Thursday", "column 'Published'"),
        ("outlet", "GT", "column 'Source'"), ("author", "Cao Siqi", "column 'Byline'"), ("author", "Li Wei", "column 'Byline'"),
        ("section", "World", "column 'Section'"),
    }  # fmt: skip


def test_usual_names_of_columns_are_taken_and_the_rule_says_so(tmp_path: Path) -> None:
    content = table(
        ["", "Publish_Date", "full_text", "Media Name", "URL", "HEADLINE", "Text hash"],
        ["0", "2024-09", BODY, "Xinhua", "https://x.org/1", "T", "9f"],
    )
    reading = read(tmp_path, content)["a.csv/1"]
    chosen = {f["field"]: (f["value"], f["rule"]) for f in reading.fields if f["origin"] == "file"}
    usual = "by its usual name"
    assert chosen == {
        "title": ("T", f"column 'HEADLINE', {usual}"), "date": ("2024-09", f"column 'Publish_Date', {usual}"),
        "outlet": ("Xinhua", f"column 'Media Name', {usual}"), "source": ("https://x.org/1", f"column 'URL', {usual}"),
    }  # fmt: skip
    assert "column 1: 0" in reading.text and "Text hash: 9f" in reading.text


def test_the_column_comes_before_what_the_text_says(tmp_path: Path) -> None:
    body = f"BEIJING, Sept. 18 (Xinhua) -- {BODY}"
    reading = read(tmp_path, table(["text", "source", "date"], [body, "China Daily", "2024-09-19"]))[
        "a.csv/1"
    ]
    outlets = {(f["value"], f["origin"], f["is_chosen"]) for f in reading.fields if f["field"] == "outlet"}
    assert outlets == {("China Daily", "file", True), ("Xinhua", "text", False)}
    assert ("dateline", "BEIJING, Sept. 18 (Xinhua) --") in [one[:2] for one in kinds(reading)]


def test_several_columns_of_text(tmp_path: Path) -> None:
    content = table(["Lead", "Rest", "Title"], ["One.", "Two.", "T"], ["", "Only two.", ""])
    readings = read(tmp_path, content, manifest="exports: {a.csv: {text: [Lead, Rest]}}")
    assert [reading.text for reading in readings.values()] == ["T\n\nOne.\n\nTwo.", "Only two."]


def test_a_column_may_be_text_and_a_field(tmp_path: Path) -> None:
    mapping = "exports: {a.csv: {text: a, summary: a, title: b, note: b}}"
    reading = read(tmp_path, "a,b\nOne.,x\n", manifest=mapping)["a.csv/1"]
    given = {(f["field"], f["value"], f["start"]) for f in reading.fields if f["origin"] == "file"}
    assert given == {("summary", "One.", None), ("title", "x", 0), ("note", "x", 0)}


def test_markup_in_a_text_is_read_as_markup(tmp_path: Path) -> None:
    body = "Opening.<br/><h2>Part</h2><p>One <b>bold</b> &amp; plain.</p><ul><li>Item</li></ul><script>x()</script>"
    reading = read(
        tmp_path, table(["text"], [body], ["5 < 6 and a <b or c> d"], ["<div>" * 6000 + "deep</div>"])
    )
    assert kinds(reading["a.csv/1"]) == [
        ("paragraph", "Opening.", None), ("heading", "Part", None), ("paragraph", "One bold & plain.", None), ("list_item", "Item", None),
    ]  # fmt: skip
    assert reading["a.csv/2"].text == "5 < 6 and a <b or c> d"
    assert reading["a.csv/3"].text.endswith("<div>deep</div>")


@pytest.mark.parametrize(
    ("value", "order", "day"),
    [
        ("2024", "", "2024"), ("2024-09", "", "2024-09"), ("2024-09-05", "", "2024-09-05"), ("2024/9/5", "", "2024-09-05"),
        ("2024-09-05T23:10:00Z", "", "2024-09-05"), ("2024-09-05 23:10:00+00:00", "", "2024-09-05"), ("20240905", "", "2024-09-05"),
        ("20240905231000", "", "2024-09-05"), ("20240905T231000Z", "", "2024-09-05"), ("September 5, 2024 Thursday", "", "2024-09-05"),
        ("Thu, 05 Sep 2024 10:00:00 GMT", "", "2024-09-05"), ("Thu Sep 05 10:00:00 +0000 2024", "", "2024-09-05"),
        ("5 September 2024", "", "2024-09-05"), ("05-Sep-2024", "", "2024-09-05"), ("Sept. 2024", "", "2024-09"),
        ("2024年9月5日", "", "2024-09-05"), ("1725534600", "", "2024-09-05"), ("1725534600000", "", "2024-09-05"),
        ("13/04/2024", "", "2024-04-13"), ("04/13/2024", "", "2024-04-13"), ("04/04/2024", "", "2024-04-04"),
        ("03/04/2024", "", None), ("03.04.2024", "", None), ("03/04/2024", "day first", "2024-04-03"),
        ("03/04/2024 10:00", "month first", "2024-03-04"), ("13/04/2024", "month first", None), ("31/02/2024", "day first", None),
        ("2024-02-31", "", None), ("20241301", "", None), ("5/9/24", "day first", None), ("yesterday", "", None), ("", "", None),
        ("2024090512", "", None),
    ],
)  # fmt: skip
def test_dates_as_exports_write_them(value: str, order: str, day: str | None) -> None:
    assert date(value, order) == day


def test_a_date_of_two_days_stays_unknown_until_the_manifest_says_more(tmp_path: Path) -> None:
    content = table(["text", "date"], [BODY, "03/04/2024"], [BODY, "soon"])
    first, second = read(tmp_path, content).values()
    assert first.document["date"] is None and "may be of two days" in first.document["reason"]
    assert second.document["date"] is None and "in no form that is known" in second.document["reason"]
    first, second = read(tmp_path, content, manifest="exports: {a.csv: {dates: day first}}").values()
    assert (first.document["date"], first.document["reason"]) == ("2024-04-03", None)


# What costs a row, what costs the file


def test_a_fault_costs_its_row_only(tmp_path: Path) -> None:
    content = (
        "id,text,date\n"
        "1,One.,2024-01-01\n"
        "2,two fields\n"
        "3,Three.,2024-01-03,x\n"
        '4,"stray "mark" here",2024\n'
        '5,"Five, with\nline ends\r\nand ""marks"".",2024-01-05,\n'
        ",,\n\n"
        "7,,2024-01-07\n"
        '8,"never closed,2024\n'
        "9,Nine.,2024-01-09\n"
    )
    readings = read(tmp_path, content)
    statuses = {name: (r.document["status"], r.document["row"]) for name, r in readings.items()}
    assert statuses == {
        "a.csv/1": ("read", 1), "a.csv/~2": ("failed", 2), "a.csv/~3": ("failed", 3), "a.csv/~4": ("failed", 4), "a.csv/5": ("read", 5),
        "a.csv/7": ("empty", 7), "a.csv/~8": ("failed", 8), "a.csv/9": ("read", 9),
    }  # fmt: skip
    reasons = {name: r.document["reason"] for name, r in readings.items()}
    assert reasons["a.csv/~2"] == "a.csv, row 2 (line 3) has 2 fields, not 3 as the header; repair it"
    assert "row 4 (line 5) is no CSV" in reasons["a.csv/~4"] and "row 8 (line 12)" in reasons["a.csv/~8"]
    assert "row 7 (line 11) has no text in 'text'" in reasons["a.csv/7"]
    assert readings["a.csv/7"].document["date"] == "2024-01-07"
    assert readings["a.csv/5"].text.startswith('Five, with\nline ends\r\nand "marks".')


def test_lines_that_are_no_json_cost_themselves(tmp_path: Path) -> None:
    lines = [
        '{"id": 7, "text": "One."}',
        '{"text": "broken',
        "[1]",
        "",
        "[" * 100_000,
        '{"text": "Two \\ud83d.", "id": null}',
    ]
    readings = read(tmp_path, "\n".join(lines), "a.jsonl")
    assert {name: r.document["status"] for name, r in readings.items()} == {
        "a.jsonl/7": "read", "a.jsonl/~2": "failed", "a.jsonl/~3": "failed", "a.jsonl/~4": "failed", "a.jsonl/~5": "read",
    }  # fmt: skip
    assert "row 4 (line 5)" in readings["a.jsonl/~4"].document["reason"]
    assert readings["a.jsonl/~5"].text == "Two \ufffd."


@pytest.mark.parametrize(
    ("name", "content", "status", "part"),
    [
        ("a.csv", "id,when,what\n1,2,3\n", "failed", 'exports: {"a.csv": {text: NAME OF THE COLUMN}}'),
        ("a.csv", "id,text\n", "empty", "without a row"),
        ("a.csv", "", "empty", "without a row"),
        ("a.csv", "id,text\n,\n , \n", "empty", "without a row"),
        ("a.csv", '"id,text\n1,2\n', "failed", "header that is no CSV"),
        ("a.csv", b"%PDF-1.7\n", "failed", "PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "failed", "PNG image"),
        ("a.json", '{\n "articles": [{"text": "x"}]\n}', "failed", "the first, line 1, is no JSON"),
        ("a.csv", "id,text\n1\n2\n", "failed", "no row that could be read; the first, line 2, has 1 fields"),
        ("a.json", "text,id\n", "failed", "is no JSON: it starts"),
        ("a.json", "[]", "empty", "without a row"),
        ("a.json", '[{"when": "x"}]', "failed", "the columns when"),
    ],
)
def test_what_costs_the_file(tmp_path: Path, name: str, content: str | bytes, status: str, part: str) -> None:
    ((document_id, reading),) = read(tmp_path, content, name).items()
    assert (document_id, reading.document["row"], reading.document["status"]) == (
        name.split(".", maxsplit=1)[0],
        None,
        status,
    )
    assert part in reading.document["reason"]


def test_a_mapping_to_a_column_that_is_not_there(tmp_path: Path) -> None:
    ((_, reading),) = read(
        tmp_path, "Body,D\nx,y\n", manifest="exports: {a.csv: {text: body, date: D}}"
    ).items()
    assert (
        "lacks columns that manifest.yaml names under exports: text: body (it has the columns Body, D)"
        in reading.document["reason"]
    )


# Odd tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    content = table(
        ["Title; a", "text", "date"],
        ["标题", "中国代表表示，各国应加强合作，共同打击网络犯罪。", "2024年9月5日"],
        delimiter=delimiter,
    )
    reading = read(tmp_path, content.encode(encoding))["a.csv/1"]
    assert (reading.document["date"], reading.document["encoding"]) == ("2024-09-05", encoding)
    assert reading.document["languages"] == "zh"


def test_a_line_of_excel_names_the_delimiter(tmp_path: Path) -> None:
    assert (
        read(
            tmp_path, "sep=;\r\nid;text, all\r\n1;One.\r\n", manifest="exports: {a.csv: {text: 'text, all'}}"
        )["a.csv/1"].text
        == "One.\n\nid: 1"
    )


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.csv", " \ntext,x,x,\nBody.,1,2,3\n", "x: 1\nx (2): 2\ncolumn 4: 3"),
        ("a.csv", "x (2),x,x,text\n1,2,3,Body.\n", "x (2): 1\nx: 2\nx (3): 3"),
        ("a.json", '[{"text": "Body.", "x": 1, "x": 2.50}]', "x: 1\nx (2): 2.50"),
        (
            "a.json",
            '{"text": "Body.", "a": {"b": 1}, "a.b": 2, "list": [["中"]]}',
            'a.b: 1\na.b (2): 2\nlist: [["中"]]',
        ),
    ],
)
def test_names_that_stand_twice(tmp_path: Path, name: str, content: str, text: str) -> None:
    assert read(tmp_path, content, name)[f"{name}/1"].text == f"Body.\n\n{text}"


def test_ids(tmp_path: Path) -> None:
    ids = ["a", "A", "", "../../x", "con.", "ü-1", "x" * 200, "a/b", "a"]
    readings = read(tmp_path, table(["id", "text"], *([own, f"Text {n}."] for n, own in enumerate(ids))))
    assert [name.removeprefix("a.csv/") for name in readings] == [
        "a",
        "~2",
        "~3",
        "~4",
        "~5",
        "ü-1",
        "~7",
        "~8",
        "~9",
    ]
    assert "its id 'A' stands in an earlier row too" in readings["a.csv/~2"].document["reason"]
    assert "its id '../../x' cannot name a document" in readings["a.csv/~4"].document["reason"]


def test_json_values_as_they_stand(tmp_path: Path) -> None:
    row = '{"text": "Body.", "user": {"name": "Li", "deep": {"n": 1.10}}, "tags": ["a", "b"], "more": [{"k": 1}], "ok": true, "none": null}'
    for name, content in (
        ("a.json", f"[\n{row},\n{row}\n]"),
        ("b.jsonl", f"{row}\r\n{row}"),
        ("c.json", f"{row}\n{row}\n"),
    ):
        readings = read(tmp_path, content, name)
        assert [reading.text for reading in readings.values()] == [
            'Body.\n\nuser.name: Li\nuser.deep.n: 1.10\ntags: a; b\nmore: [{"k": "1"}]\nok: true'
        ] * 2
        assert {reading.document["media_type"] for reading in readings.values()} == {
            "application/json" if name == "a.json" else "application/jsonl"
        }


def test_a_list_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    readings = read(tmp_path, '[{"text": "One."},\n{"text": "Two."},\n{"text": "Thr', "a.json")
    assert [r.document["status"] for r in readings.values()] == ["read", "read", "failed"]
    assert "row 3 (line 3) and all after it are no JSON" in readings["a.json/~3"].document["reason"]


def test_another_ending_is_an_export_where_the_manifest_says_so(tmp_path: Path) -> None:
    content = "body\tid\nFirst text.\tx\n"
    assert list(read(tmp_path, content, "dump.txt")) == ["dump"]
    assert list(read(tmp_path, content, "dump.txt", "exports: {dump.txt: {text: body}}")) == ["dump.txt/x"]


def test_a_large_field_a_nul_and_many_rows(tmp_path: Path) -> None:
    large = "Words of a long report. " * 40_000
    reading = read(tmp_path, table(["text", "n"], [large, "a\0b"]))["a.csv/1"]
    assert len(reading.text) > 900_000 and "n: a\0b" in reading.text

    def rows(count: int) -> None:
        lines = ([str(n), f'Text "{n}".'] for n in range(count))
        (tmp_path / "b.csv").write_text(table(["id", "text"], *lines) + '50000,"open\n' * 20, newline="")
        listed = sources.listed(["b.csv"], root=tmp_path, manifest=sources.Manifest())
        assert len(listed) == count + 20

    assert_linear(rows, 20_000)


def test_the_same_row_has_the_same_digest_wherever_it_stands(tmp_path: Path) -> None:
    first = read(tmp_path, "id,text\n1,One.\n2,Two.\n")
    second = read(tmp_path, "id,text\n2,Two.\n3,One.\n")
    assert first["a.csv/2"].document["sha256"] == second["a.csv/2"].document["sha256"]
    assert first["a.csv/1"].document["sha256"] != second["a.csv/3"].document["sha256"]


# Any table

CELLS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from('",;\n\r\t<>/b')), max_size=30
)
VALUES: Any = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_table_comes_back(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    filled = [row for row in cells if any(value.strip() for value in row)]
    readings = read(folder, table(["text", "x", "y"], *cells))
    if filled:
        assert len(readings) == len(filled)
        for reading, (body, *others) in zip(readings.values(), filled, strict=True):
            if reading.document["status"] == "read" and "<" not in body:
                assert all(value.strip() in reading.text for value in (body, *others))


@settings(max_examples=50)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["text", "id", "x", "date", "author"]), VALUES, max_size=4),
        max_size=5,
    )
)
def test_any_json_becomes_rows(
    tmp_path_factory: pytest.TempPathFactory, elements: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    as_list = read(folder, json.dumps(elements), "a.json")
    as_lines = read(folder, "\n".join(map(json.dumps, elements)) or "\n", "b.jsonl")
    if len(as_list) > 1:
        assert [r.text for r in as_list.values()] == [r.text for r in as_lines.values()]


@settings(max_examples=50)
@given(
    st.one_of(st.binary(max_size=200), st.text('",;\n\rab{}[]:\\', max_size=60).map(str.encode)),
    st.sampled_from(["a.csv", "a.json", "a.jsonl"]),
)
def test_any_bytes_become_rows(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    assert read(tmp_path_factory.mktemp("any"), content, name)
