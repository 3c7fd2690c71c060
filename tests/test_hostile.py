"""Hostile and broken files, made here: each ends within its limits, with its reason, and the others are read."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import fuzz
import pytest
from shipped import CODEBOOK, REGISTER
from test_formats import P, W, archive, docx, epub, links, paragraph, shape, slide
from test_pdf import lines, pdf

from helpers import corpus, sources
from helpers.corpus import Corpus
from helpers.sources import office
from helpers.sources.guard import Guard
from helpers.sources.text import UnreadableError

pytestmark = pytest.mark.slow  # half a minute of files at their limits

GOOD = "Terrorists used social media.\n"
ENTITIES = (
    '<!DOCTYPE d [<!ENTITY e0 "lol">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY % more SYSTEM "file:///etc/passwd">%more;]>'
)
SLIDE, ITEM = '<p:sldId r:id="s.xml"/>', '<itemref idref="c"/>'
DELETED = '<w:del w:author="{}"><w:r><w:delText>x</w:delText></w:r></w:del>'
ODT = "application/vnd.oasis.opendocument.text"


def odt(body: str, before: str = "") -> bytes:
    text = f'{before}<o:d xmlns:o="o" xmlns:t="t" xmlns:b="b"><o:body><o:text>{body}</o:text></o:body></o:d>'
    return archive(mimetype=ODT, content_dot_xml=text)


def pptx(inner: str, times: int = 1) -> bytes:
    return archive(
        ppt__presentation_dot_xml=f"<p:presentation {P}><p:sldIdLst>{times * SLIDE}</p:sldIdLst></p:presentation>",
        ppt___rels__presentation_dot_xml_dot_rels=links(slide1="s.xml"),
        ppt__s_dot_xml=inner,
    )


def book(chapter: str, times: int) -> bytes:
    return archive(
        mimetype="application/epub+zip",
        **{"META-INF__container_dot_xml": '<c><rootfile full-path="b"/></c>'},
        b=f'<package><manifest><item id="c" href="c"/></manifest><spine>{times * ITEM}</spine></package>',
        c=chapter,
    )


def tree_of_pages() -> bytes:
    """A PDF whose page tree leads back to itself."""
    return re.sub(rb"/Kids \[[^]]*\]", b"/Kids [2 0 R]", pdf(lines(50, 50, "One.")))


# What a file is called, what it holds, and a word of what must be said of it ('' where it is read).
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "bomb in DOCX": ("a.docx", lambda: docx(f"<!--{'x' * (office.LIMIT + 1)}-->"), "unpacks to more than"),
    "bomb in chapters": ("a.epub", lambda: epub(**{f"c{n}": " " * 9_000_000 for n in range(12)}), "unpacks to more than"),
    "many members": ("a.docx", lambda: archive(**{f"n{n}": "" for n in range(office.MEMBERS + 1)}), "archive of 20,001 files"),
    "nested archive": ("a.docx", lambda: archive(inner=archive(inner=docx(paragraph("x")).hex())), "no office document"),
    "deep DOCX": ("a.docx", lambda: docx("<w:p>" * 100_000 + "</w:p>" * 100_000), "depth"),
    "deep ODT": ("a.odt", lambda: odt("<t:section>" * 100_000 + "</t:section>" * 100_000), "depth"),
    "deep PPTX": ("a.pptx", lambda: pptx(slide("<p:grpSp>" * 100_000)), "depth"),
    "deep chapter": ("a.epub", lambda: epub(c="<div>" * 100_000 + "x"), "too deeply"),
    "deep page": ("a.html", lambda: b"<div>" * 100_000 + b"x", "too deeply"),
    "laughs in DOCX": ("a.docx", lambda: archive(word__document_dot_xml=f"{ENTITIES}<w:document {W}><w:body>{paragraph('&e9;')}</w:body></w:document>"), "entity"),
    "laughs in ODT": ("a.odt", lambda: odt("<t:p>&e9;</t:p>", ENTITIES), "entity"),
    "laughs in a slide": ("a.pptx", lambda: pptx(ENTITIES + slide(shape("&e9;"))), "entity"),
    "laughs in relations": ("a.docx", lambda: archive(word__document_dot_xml="<d/>", word___rels__document_dot_xml_dot_rels=f"{ENTITIES}<r a='&e9;'/>"), "entity"),
    "long attribute": ("a.docx", lambda: docx(f'<w:p a="{"x" * 20_000_000}"/>'), "malformed XML"),
    "repeated columns": ("a.odt", lambda: odt('<b:table><b:table-row b:number-rows-repeated="1000000000"><b:table-cell b:number-columns-repeated="1000000000"><t:p>One.<t:s t:c="1000000000"/></t:p></b:table-cell></b:table-row></b:table>'), ""),
    "wide columns": ("a.html", lambda: b"<table><tr>" + b"<td colspan=1000000000>One." * 500, ""),
    "one slide again and again": ("a.pptx", lambda: pptx(slide(shape("Aims")), 50_000), ""),
    "one chapter again and again": ("a.epub", lambda: book("<p>One.</p>", 50_000), ""),
    "relations to itself": ("a.docx", lambda: archive(
        word__document_dot_xml=f"<w:document {W}><w:body>{paragraph('One.')}</w:body></w:document>",
        word___rels__document_dot_xml_dot_rels=links(**dict.fromkeys(("styles", "header", "footnotes", "comments"), "document.xml")),
    ), ""),
    "styles in a circle": ("a.docx", lambda: docx(paragraph("One.", "A"), word__styles_dot_xml=f'<w:styles {W}><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'), ""),
    "pages in a circle": ("a.pdf", tree_of_pages, "without text"),
    "no font": ("a.pdf", lambda: pdf(lines(50, 50, "One line of text.")).replace(b"/F1 3 0 R", b"/F1 9 0 R"), ""),
    "lost table of objects": ("a.pdf", lambda: pdf(lines(50, 50, "One line of text.")).replace(b"startxref\n", b"startxref\n9"), ""),
    "names that lead out": ("a.docx", lambda: archive(**{"../../out": "x", "/etc/x": "x"}, word__document_dot_xml=f"<w:document {W}><w:body>{paragraph('One.')}</w:body></w:document>", word___rels__document_dot_xml_dot_rels=links(header="../../../../etc/passwd", styles="/etc/passwd")), ""),
    "locked ODT": ("a.odt", lambda: archive(mimetype=ODT, content_dot_xml="x", **{"META-INF__manifest_dot_xml": "<m><encryption-data/></m>"}), "password"),
    "locked PDF": ("a.pdf", lambda: pdf(lines(50, 50, "One.")).replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<61><61>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"61" * 32 + b"> /U <" + b"61" * 32 + b"> >>"), "password"),
    "many authors of deletions": ("a.docx", lambda: docx("<w:p>" + "".join(DELETED.format(n) for n in range(5_000)) + "<w:r><w:t>One.</w:t></w:r></w:p>"), ""),
    "zeros": ("a.txt", lambda: bytes(1_000_000), "binary file"),
    "line ends": ("a.txt", lambda: b"\n" * 1_000_000, "holds no text"),
    "one word": ("a.txt", lambda: b"x" * 1_000_000, ""),
    "one line": ("a.txt", lambda: b"said the minister " * 50_000, ""),
    "one line of a page": ("a.html", lambda: b"<p>" + b"said the minister " * 10_000, ""),
    "one field": ("a.csv", lambda: b'text\n"' + b"said the minister " * 10_000 + b'"\n', ""),
    "one value": ("a.jsonl", lambda: b'{"text": "' + b"said the minister " * 10_000 + b'"}', ""),
    "an open quotation": ("a.csv", lambda: b'text\n"' + b"said the minister\n" * 2_000, ""),
    "deep JSON": ("a.json", lambda: b'[{"text":' + b"[" * 100_000, ""),
    "an encoding that lies": ("a.html", lambda: b'<meta charset="utf-16"><p>One.</p>', ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def examiner(tmp_path_factory: pytest.TempPathFactory) -> fuzz.Examiner:
    return fuzz.Examiner(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_ends_with_its_reason(examiner: fuzz.Examiner, what: str) -> None:
    name, make, reason = HOSTILE[what]
    rows = examiner.rows(name, make())
    assert [fault for one in rows for fault in fuzz.faults(one)] == []
    document = rows[0]["documents"][0]
    assert document["status"] != "read" and reason in document["reason"] if reason else rows[0]["texts"]
    assert "root:" not in "".join(text["text"] for one in rows for text in one["texts"])


@pytest.mark.parametrize("ending", fuzz.ENDINGS)
def test_every_format_under_every_ending(examiner: fuzz.Examiner, ending: str) -> None:
    for name, content in fuzz.SAMPLES.items():
        if not name.endswith(".yaml"):
            assert examiner.examine(f"a.{ending}", content) == [], name


@pytest.mark.parametrize("name", [name for name in fuzz.SAMPLES if not name.endswith(".yaml")])
def test_truncated_anywhere(examiner: fuzz.Examiner, name: str) -> None:
    content = fuzz.SAMPLES[name]
    for part in range(8):
        assert examiner.examine(name, content[: len(content) * part // 8]) == []


def test_generated_and_damaged_files(examiner: fuzz.Examiner) -> None:
    found = {n: faults for n, *_, faults in fuzz.search(1, range(60), seconds=60) if faults}
    assert found == {}


def test_names_are_names(tmp_path: Path) -> None:
    names = ["a b.txt", "it's \"a\" 'b'.txt", "$(x) `y`; & z.txt", "文件 一.txt", "\u202eevil.txt", "-rf.txt", "%s.txt", "x" * 251 + ".txt", "😀.txt", "a\tb.txt"]  # fmt: skip
    for name in names:
        (tmp_path / name).write_text(GOOD)
    built = Corpus.build(tmp_path, tmp_path.parent / "names", codebook=CODEBOOK, progress=False)
    assert sorted(built.documents["file"]) == sorted(names) and set(built.documents["status"]) == {"read"}


@pytest.mark.slow
def test_what_breaks_one_file_costs_that_file_only(tmp_path: Path) -> None:
    files = {"a.txt": GOOD.encode(), "b.txt": b"x " * 20_000_000, "c.txt": GOOD.encode()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    means = corpus.Means(tmp_path, sources.Manifest(), CODEBOOK, REGISTER, with_voices=True)
    read = pickle.dumps(partial(corpus._read_one, means))
    guard = Guard(memory=1_000_000_000)
    statuses = {}
    for source in sources.listed(list(files), root=tmp_path, manifest=sources.Manifest()):
        try:
            statuses[source.file] = guard.run(read, source)["documents"][0]["status"]
        except UnreadableError as error:
            statuses[source.file] = sources.unread(
                source, error, root=tmp_path, manifest=sources.Manifest()
            ).document["reason"]
    guard.close()
    assert statuses["a.txt"] == statuses["c.txt"] == "read"
    assert statuses["b.txt"].startswith("b.txt needs more memory than a file may take; ")


@pytest.mark.slow
def test_a_hundred_megabytes_between_two_good_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, content in {"a.txt": GOOD, "b.txt": "x" * 100_000_000, "c.txt": GOOD}.items():
        (tmp_path / "in" / name).write_text(content)
    built = Corpus.build(tmp_path / "in", tmp_path / "out", codebook=CODEBOOK, progress=False)
    assert list(built.documents["status"]) == ["read"] * 3
    assert set(built.codings["document_id"]) == {"a", "c"}
