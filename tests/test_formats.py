"""Files with a structure of their own: web pages, PDFs, office documents, books. What is content, what is set aside, and what breaks them."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import assert_linear

from helpers import segments, sources, tables
from helpers.sources import html, office
from helpers.sources.guard import Guard, Guarded
from helpers.sources.text import UnreadableError

GUARDED = Guarded.of(sources.read)


def read(folder: Path, content: str | bytes, name: str) -> sources.Reading:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    reading = GUARDED(folder / name, root=folder, document_id="a", manifest=sources.Manifest())
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


def test_table_that_only_lays_out_the_page_holds_paragraphs(tmp_path: Path) -> None:
    said = [
        f"{n} thing is certain: the talks will go on for another year. " * 3
        for n in ("One", "Another", "A third")
    ]
    page = (
        f"<table><tr><td>{'<br><br>'.join(said)}</td></tr></table><table><tr><td>a<br><br>b</td></tr></table>"
    )
    found = kinds(read(tmp_path, page, "a.htm"))
    assert [kind for kind, _ in found] == ["paragraph"] * 3 + ["table_cell"] * 2


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


@pytest.mark.slow
def test_hostile_page_is_read_in_time() -> None:
    # Not in a process of its own, whose work would not be counted.
    def paragraphs(count: int) -> None:
        assert len(html.read(b"<p>a" * count).units) == count

    def blanks(count: int) -> None:
        assert html.read(b"<p>a" + b" " * count + b"b").units

    assert_linear(paragraphs, 51_000)
    assert_linear(blanks, 64_000)


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<h1>", "</h1>", "<ul><li>", "<table><tr><td>", "<br><br>", "<pre>", "<blockquote>", "<!--",
     "<script>", "&nbsp;", "&#0;", "&lt;", "<figcaption>", "<title>", "<?x", "<a href=x>", PROSE, "新华社北京9月18日电", "\x00", "\x01", "\r\n", "😀", "\u2028"]
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=8)), max_size=25).map("".join))
def test_any_markup_keeps_the_span_contract(tmp_path_factory: pytest.TempPathFactory, markup: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert read(folder, f"<html>{markup}", "a.html") == read(folder, f"<html>{markup}", "a.html")


# Office documents and books, made by hand: the smallest archives that their programs would open


def archive(**parts: str) -> bytes:
    """A ZIP of parts; in names '__' stands for '/', and '_dot_' for '.'."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def links(**targets: str) -> str:
    inner = "".join(
        f'<Relationship Id="{t}" Type="{R}/{k.rstrip("0123456789")}" Target="{t}"/>'
        for k, t in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def docx(body: str, **parts: str) -> bytes:
    return archive(
        word__document_dot_xml=f"<w:document {W}><w:body>{body}</w:body></w:document>",
        word___rels__document_dot_xml_dot_rels=links(
            footnotes="footnotes.xml", styles="styles.xml", header="header1.xml"
        ),
        **parts,
    )


def paragraph(text: str, style: str = "") -> str:
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    body = (
        paragraph("Forum calls for action", "Title") + paragraph("What was said", "berschrift1")
        + '<w:p><w:r><w:t xml:space="preserve">We shall </w:t></w:r><w:del w:author="Li"><w:r><w:delText>never </w:delText></w:r></w:del>'
          '<w:ins w:author="Li"><w:r><w:t>always </w:t></w:r></w:ins><w:r><w:t>act.</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
        + "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>First</w:t><w:br/><w:t>point</w:t></w:r></w:p>"
        + f"<w:tbl><w:tr>{cell.format(paragraph('a1'))}{cell.format(paragraph('b1'))}</w:tr></w:tbl>"
        + "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent></w:pict><w:t>Beside it.</w:t></w:r></w:p>"
    )  # fmt: skip
    content = docx(
        body,
        word__footnotes_dot_xml=f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{paragraph("x")}</w:footnote><w:footnote w:id="2">{paragraph("See the law.")}</w:footnote></w:footnotes>',
        word__styles_dot_xml=f'<w:styles {W}><w:style w:styleId="Title"><w:name w:val="Title"/></w:style><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>',
        word__header1_dot_xml=f"<w:hdr {W}>{paragraph('Ministry of Justice')}</w:hdr>",
        docProps__core_dot_xml='<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A draft</dc:title><dc:creator>Clerk</dc:creator></c>',
    )
    reading = read(tmp_path, content, "a.docx")
    assert [(b["kind"], reading.text[b["start"] : b["end"]].strip(), b["is_content"]) for b in reading.blocks] == [
        ("title", "Forum calls for action", True), ("heading", "What was said", True), ("paragraph", "We shall always act.", True),
        ("boilerplate", "never", False), ("note", "See the law.", True), ("list_item", "First\npoint", True),
        ("table_cell", "a1", True), ("table_cell", "b1", True), ("paragraph", "Beside it.", True), ("paragraph", "In a box.", True),
        ("running_header", "Ministry of Justice", False),
    ]  # fmt: skip
    assert reading.blocks[3]["reason"] == "deleted (tracked change by Li)"
    assert (reading.document["title"], reading.document["author"]) == ("Forum calls for action", None)
    noted = {(f["field"], f["value"]) for f in reading.fields if f["origin"] == "file"}
    assert noted == {("title", "A draft"), ("file_author", "Clerk")}


P = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{R}"'


def shape(text: str, holds: str = "") -> str:
    mark = f'<p:nvSpPr><p:nvPr><p:ph type="{holds}"/></p:nvPr></p:nvSpPr>' if holds else ""
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f"<p:sp>{mark}<p:txBody>{lines}</p:txBody></p:sp>"


def slide(*shapes: str) -> str:
    return f"<p:sld {P}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:sld>"


def test_pptx(tmp_path: Path) -> None:
    table = "<p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>a1</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>b1</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:graphicFrame>"
    points = shape("One point\nAnother point", "body")
    content = archive(
        ppt__presentation_dot_xml=f'<p:presentation {P}><p:sldIdLst><p:sldId r:id="slides/slide2.xml"/><p:sldId r:id="slides/slide1.xml"/><p:sldId r:id="slides/slide3.xml"/></p:sldIdLst></p:presentation>',
        ppt___rels__presentation_dot_xml_dot_rels=links(
            slide1="slides/slide1.xml", slide2="slides/slide2.xml", slide3="slides/slide3.xml"
        ),
        ppt__slides__slide2_dot_xml=slide(
            shape("A shared future", "ctrTitle"), shape("Ministry of Public Security", "subTitle")
        ),
        ppt__slides__slide1_dot_xml=slide(
            points, f"<p:grpSp><p:grpSp>{shape('In a group')}</p:grpSp></p:grpSp>", table, shape("Aims", "title"), shape("7", "sldNum")
        ),
        ppt__slides__slide3_dot_xml=slide(points, shape("Aims", "title"), f"<p:grpSp>{shape('In a group')}</p:grpSp>", table),
        ppt__slides___rels__slide1_dot_xml_dot_rels=links(notesSlide="../notesSlides/n1.xml"),
        ppt__notesSlides__n1_dot_xml=slide(shape("Say it slowly.", "body"), shape("2", "sldNum")),
    )  # fmt: skip
    reading = read(tmp_path, content, "a.pptx")
    assert [(b["slide"], b["kind"], reading.text[b["start"] : b["end"]].strip()) for b in reading.blocks[:10]] == [
        (1, "title", "A shared future"), (1, "byline", "Ministry of Public Security"), (2, "heading", "Aims"), (2, "list_item", "One point"),
        (2, "list_item", "Another point"), (2, "paragraph", "In a group"), (2, "table_cell", "a1"), (2, "table_cell", "b1"),
        (2, "running_header", "7"), (2, "note", "Say it slowly."),
    ]  # fmt: skip
    assert {(b["slide"], b["kind"], b["reason"]) for b in reading.blocks[10:]} == {
        (3, "repeat", "repeats slide 2")
    }
    assert (reading.document["genre"], reading.document["outlet"]) == (
        "slides",
        "Ministry of Public Security",
    )


def test_odt(tmp_path: Path) -> None:
    content = """<o:document-content xmlns:o="o" xmlns:t="t" xmlns:b="b" xmlns:dc="dc"><o:body><o:text>
      <t:tracked-changes><t:changed-region><t:deletion><dc:creator>Li</dc:creator><t:p>never</t:p></t:deletion></t:changed-region></t:tracked-changes>
      <t:p t:style-name="Title">Forum calls for action</t:p><t:h>What was said</t:h>
      <t:p>We <t:span>shall</t:span><t:s/>act<t:note t:note-class="endnote"><t:note-citation>1</t:note-citation><t:note-body><t:p>See the law.</t:p></t:note-body></t:note>.</t:p>
      <t:list><t:list-item><t:p>First point</t:p></t:list-item></t:list>
      <b:table><b:table-row><b:table-cell><t:p>a1</t:p></b:table-cell><b:table-cell><t:p>b1</t:p></b:table-cell></b:table-row></b:table>
      </o:text></o:body></o:document-content>"""
    mime = "application/vnd.oasis.opendocument.text"
    reading = read(tmp_path, archive(mimetype=mime, content_dot_xml=content), "a.odt")
    assert kinds(reading) == [
        ("title", "Forum calls for action"), ("heading", "What was said"), ("paragraph", "We shall act."), ("note", "See the law."),
        ("list_item", "First point"), ("table_cell", "a1"), ("table_cell", "b1"),
    ]  # fmt: skip
    assert kinds(reading, content=False) == [("boilerplate", "never")]
    locked = archive(
        mimetype=mime, content_dot_xml="x", **{"META-INF__manifest_dot_xml": "<m><encryption-data/></m>"}
    )
    assert "password" in read(tmp_path, locked, "b.odt").document["reason"]


def epub(title: str = "A book", **chapters: str) -> bytes:
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    spine = "".join(f'<itemref idref="{n}"/>' for n in chapters)
    return archive(
        mimetype="application/epub+zip",
        **{"META-INF__container_dot_xml": '<c><rootfiles><rootfile full-path="o/b.opf"/></rootfiles></c>'},
        o__b_dot_opf=f'<package xmlns:dc="dc"><metadata><dc:title>{title}</dc:title><dc:creator>Li Wei</dc:creator><dc:date>2020-05-06T00:00:00Z</dc:date></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>',
        **{f"o__{n}_dot_xhtml": content for n, content in chapters.items()},
    )


def test_epub(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        epub(c2="<html><body><h1>Two</h1><p>Later on.</p></body></html>", c1="<p>At last.</p>"),
        "a.epub",
    )
    assert kinds(reading) == [("heading", "Two"), ("paragraph", "Later on."), ("paragraph", "At last.")]
    document = reading.document
    assert (document["title"], document["author"], document["date"]) == ("A book", "Li Wei", "2020-05-06")


def test_what_a_program_calls_a_file_that_nobody_named_is_no_title(tmp_path: Path) -> None:
    content = epub("Untitled document", c="<p>The talks went on until the early morning.</p>")
    assert read(tmp_path, content, "a.epub").document["title"] is None


def locked(content: bytes) -> bytes:
    """The archive with the bits set that say its members are encrypted."""
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        parts = content.split(magic)
        content = magic.join(
            [parts[0], *(p[: at - 4] + bytes([p[at - 4] | 1]) + p[at - 3 :] for p in parts[1:])]
        )
    return content


LOCKED = locked(docx(paragraph("x")))


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (LOCKED, "a.docx", "protected by a password"),
        (docx(paragraph("x"))[:-40], "a.docx", "damaged office document"),
        (docx("<w:p>"), "a.docx", "malformed XML"),
        (docx("<w:p>" * 5_000), "a.docx", "malformed XML"),
        (docx(paragraph("x" * 101_000_000)), "a.docx", "unpacks to more than"),
        (archive(a="b"), "a.docx", "no office document"),
        (archive(xl__workbook_dot_xml="<x/>", _rels___dot_rels=links(officeDocument="xl/workbook.xml")), "a.xlsx", "spreadsheet"),
        (b"", "a.docx", "holds no text"),
        (b"Only text.", "a.docx", "is no DOCX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
        (archive(mimetype="application/epub+zip"), "a.epub", "lacks a part"),
    ],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_office_documents_that_cannot_be_read(tmp_path: Path, content: bytes, name: str, reason: str) -> None:
    document = read(tmp_path, content, name).document
    assert (
        document["status"] in ("failed", "empty")
        and reason in document["reason"]
        and ";" in document["reason"]
    )


def test_entities_of_an_office_document_do_not_grow(tmp_path: Path) -> None:
    document = f'<!DOCTYPE d [<!ENTITY a "{"lol" * 100}"><!ENTITY f SYSTEM "file:///etc/passwd">]><w:document {W}><w:body>{paragraph("&a;&f; text")}</w:body></w:document>'
    content = archive(word__document_dot_xml=document)
    reading = read(tmp_path, content, "a.docx")
    assert len(reading.text) < 20


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["docx", "epub"]), st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_damaged_archives_become_a_row(
    tmp_path_factory: pytest.TempPathFactory, ending: str, at: int, patch: bytes
) -> None:
    content = docx(paragraph("We shall act.")) if ending == "docx" else epub(c="<p>We shall act.</p>")
    at %= len(content)
    read(tmp_path_factory.getbasetemp(), content[:at] + patch + content[at + len(patch) :], f"a.{ending}")


# The process of its own


@pytest.mark.slow
def test_what_takes_too_long_or_too_much_costs_that_file_only() -> None:
    slow = ("<html><p>" + PROSE + "<p>a" * 45_000).encode()
    reader = pickle.dumps(html.read)
    guard = Guard(seconds=0.5)
    with pytest.raises(UnreadableError, match=r"took longer than 0\.5 seconds"):
        guard.run(reader, slow)
    guard.seconds = 60
    assert guard.run(reader, b"<p>One.</p>").text == "One."
    guard.close()
    small = Guard(memory=100_000_000)
    with pytest.raises(UnreadableError, match=r"ended its process|memory|broke its reader"):
        small.run(reader, b"<p>One.</p>")
    small.close()


def test_a_fault_of_a_reader_is_named() -> None:
    guard = Guard()
    with pytest.raises(UnreadableError, match=r"broke its reader \(TypeError"):
        guard.run(pickle.dumps(html.read), None)
    with pytest.raises(UnreadableError, match="is protected by a password"):
        guard.run(pickle.dumps(office.read), LOCKED)
    one = pickle.dumps(html.read)
    assert guard.run(one, b"<p>One.</p>").text == "One."
    process = guard.process
    assert process is not None
    process.kill()
    process.wait()
    assert guard.run(one, b"<p>One.</p>").text == "One."
    guard.close()
