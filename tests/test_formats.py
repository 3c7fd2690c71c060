"""Files with a structure of their own: web pages. What is content, what is set aside, and what breaks them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import segments, sources, tables


def read(folder: Path, content: str | bytes, name: str) -> sources.Reading:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    reading = sources.read(folder / name, root=folder, document_id="a", manifest=sources.Manifest())
    holds_its_contract(reading)
    return reading


def holds_its_contract(reading: sources.Reading) -> None:
    tables.DOCUMENTS.frame([reading.document])
    tables.BLOCKS.frame(reading.blocks)
    tables.FIELDS.frame(reading.fields)
    tables.SENTENCES.frame(segments.sentences("a", reading.text, reading.blocks))
    if reading.document["status"] != "read":
        assert reading.document["reason"] and (reading.text, reading.blocks) == ("", [])
        return
    starts, ends = [b["start"] for b in reading.blocks], [b["end"] for b in reading.blocks]
    assert [*starts, len(reading.text)] == [0, *ends]
    for field in reading.fields:
        assert field["start"] is None or 0 <= field["start"] < field["end"] <= len(reading.text)


def kinds(reading: sources.Reading, *, content: bool = True) -> list[tuple[str, str]]:
    return [
        (b["kind"], reading.text[b["start"] : b["end"]].strip())
        for b in reading.blocks
        if b["is_content"] is content
    ]


# Web pages

PROSE = (
    "The forum closed on Friday after three days of talks on fraud, drugs and terrorism, delegates said. " * 3
)
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>Forum calls for action - Daily News</title>
<meta property="og:title" content="Forum calls for action - Daily News"><meta property="og:site_name" content="Daily News">
<meta property="article:published_time" content="2024-09-10T08:00:00Z"><meta name="author" content="Cao Siqi">
<script>var hidden = "code";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<article><h1>Forum calls for action</h1><p>LIANYUNGANG, Sept. 10 (Xinhua) -- {PROSE}</p>
<figure><img src="a.jpg"><figcaption>Delegates at the opening on Monday.</figcaption></figure>
<h2>What was said</h2><p>{PROSE}<a href="/x">A link inside</a> the paragraph.</p>
<ul><li>More police on the borders of the region.</li><li>More drones over the ports of the region.</li></ul>
<blockquote><p>"Crime knows no borders," the minister told the delegates of the forum on Friday.</p></blockquote><p>{PROSE}</p></article>
<footer><p>Subscribe to our newsletter</p></footer></body></html>"""


def test_web_page(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGE, "a.html")
    assert [kind for kind, _ in kinds(reading)] == [
        "title", "paragraph", "heading", "paragraph", "list_item", "list_item", "paragraph", "paragraph",
    ]  # fmt: skip
    assert kinds(reading)[0][1] == "Forum calls for action"
    assert kinds(reading)[3][1].endswith("A link inside the paragraph.")
    aside = dict(kinds(reading, content=False))
    assert aside["caption"] == "Delegates at the opening on Monday."
    assert aside["dateline"] == "LIANYUNGANG, Sept. 10 (Xinhua) --"
    assert "Subscribe to our newsletter" in reading.text and "hidden" not in reading.text
    document = reading.document
    assert {name: document[name] for name in ("title", "date", "author", "outlet", "reader", "encoding")} == {
        "title": "Forum calls for action", "date": "2024-09-10", "author": "Cao Siqi", "outlet": "Daily News",
        "reader": "html", "encoding": "utf-8",
    }  # fmt: skip
    origins = {f["field"]: f["origin"] for f in reversed(reading.fields) if f["is_chosen"]}
    assert {origins[name] for name in ("title", "date", "author", "outlet")} == {"markup"}
    assert ("dateline_date", "2024-09-10") in {(f["field"], f["value"]) for f in reading.fields}


def test_page_under_a_wrong_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    reading = read(tmp_path, PAGE, "a.txt")
    assert (reading.document["reader"], reading.document["media_type"]) == ("html", "text/html")
    assert "its name ends in '.txt'" in reading.document["reason"]
    assert read(tmp_path, PAGE, "b.csv").document["status"] == "read"
    assert read(tmp_path, "Talks of <html> tags.", "c.txt").document["reader"] == "text"


@pytest.mark.parametrize(
    ("declared", "written", "recorded"),
    [("gb2312", "gb18030", "gb18030"), ("big5", "big5", "big5"), ("utf-8", "gb18030", "gb18030"), ("nonsense", "utf-8", "utf-8")],
)  # fmt: skip
def test_declared_encoding_holds_where_the_bytes_agree(
    tmp_path: Path, declared: str, written: str, recorded: str
) -> None:
    text = "與會代表表示各國應加強合作共同打擊網絡犯罪他說這很重要的是我們在一起。" * 4
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    reading = read(tmp_path, page.encode(written), "a.html")
    assert (reading.text.strip(), reading.document["encoding"]) == (text, recorded)


def test_page_without_a_main_text_is_kept_whole(tmp_path: Path) -> None:
    reading = read(tmp_path, "<p>One.</p><table><tr><td>a1</td><td>b1</td></tr></table><br>", "a.htm")
    assert kinds(reading) == [("paragraph", "One."), ("table_cell", "a1"), ("table_cell", "b1")]


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        ("<html></html>", "empty", "holds no text"),
        ("<html><body><script>x</script></body></html>", "empty", "holds no text"),
        (b"\xff\xfe", "empty", "holds no text"),
        ("<div>" * 20_000 + "x", "failed", "too deeply"),
        ("<table>" * 20_000, "failed", "too deeply"),
        ("x" * 20_000_001, "failed", "over 20,000,000 characters"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_pages_that_give_no_text(tmp_path: Path, content: str | bytes, status: str, reason: str) -> None:
    document = read(tmp_path, content, "a.html").document
    assert document["status"] == status and reason in document["reason"]


def test_entities_of_a_page_do_not_grow(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    page = f'<!DOCTYPE html [<!ENTITY e0 "lol">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]><html><body><p>&e9; &f; text</p></body></html>'
    assert len(read(tmp_path, page, "a.html").text) < 100


def test_hostile_page_is_read_in_time(tmp_path: Path) -> None:
    start = time.perf_counter()
    assert len(read(tmp_path, "<p>a" * 51_000, "a.html").blocks) == 51_000
    assert time.perf_counter() - start < 20


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<h1>", "</h1>", "<ul><li>", "<table><tr><td>", "<br><br>", "<pre>", "<blockquote>", "<!--",
     "<script>", "&nbsp;", "&#0;", "&lt;", "<figcaption>", "<title>", "<?x", "<a href=x>", PROSE, "新华社北京9月18日电", "\x00", "\x01", "\r\n", "😀", "\u2028"]
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=25).map("".join))
def test_any_markup_keeps_the_span_contract(tmp_path_factory: pytest.TempPathFactory, markup: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert read(folder, f"<html>{markup}", "a.html") == read(folder, f"<html>{markup}", "a.html")
