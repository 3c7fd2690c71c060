"""PDFs: the order of columns, whole cells of tables, what runs through the pages, and what breaks them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formats import kinds, read

from helpers import segments

# A page is a list of (x, y from the top, size, text), in points on a page of 600 by 800; a size below 0 is bold


def pdf(*pages: list[tuple[float, float, float, str]], rotate: int = 0) -> bytes:
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F{1 if size > 0 else 2} {abs(size)} Tf {x} {800 - y} Td ({text.translate({40: '', 41: ''})}) Tj ET\n"
            for x, y, size, text in lines
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate {rotate} "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    content = b"%PDF-1.4\n"
    places = []
    for number, value in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{value}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        content
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
        ).encode()
    )


def lines(x: float, y: float, *texts: str, size: float = 10) -> list[tuple[float, float, float, str]]:
    return [(x, y + 12 * n, size, text) for n, text in enumerate(texts)]


LEFT = (
    "We gather at a time when the threats of",
    "cyber crime and terrorism do not stop at",
    "borders. Many countries work to-",
    "gether, and artificial intelligence brings",
    "new risks that no state can meet alone and",
)
RIGHT = ("which all of us have to bear together in", "the years that lie ahead. The forum calls", "for joint action of the police of all", "countries. It closes today after three", "days of talks.")  # fmt: skip


def test_pdf_columns_headings_and_page_furniture(tmp_path: Path) -> None:
    pages = [
        [(50, 30, 9, "Report on public security 2024"), *([(50, 90, 20, "A shared future for all")] if n == 1 else []),
         *lines(50, 140, *LEFT), *lines(320, 140, *RIGHT), (50, 230, 14, f"What was said in part {'ABCD'[n - 1]}"),
         *lines(50, 260, "The minister of justice spoke to the delegates of the forum for more than an hour on", f"that day number {n} of the year."),
         (300, 780, 9, str(n + 6))]
        for n in range(1, 5)
    ]  # fmt: skip
    reading = read(tmp_path, pdf(*pages), "a.pdf")
    first = [b for b in reading.blocks if b["page"] == 1]
    joined = " ".join(LEFT).replace("to- gether", "together") + " " + " ".join(RIGHT)
    assert [(b["kind"], reading.text[b["start"] : b["end"]].strip()) for b in first] == [
        ("running_header", "Report on public security 2024"), ("title", "A shared future for all"), ("paragraph", joined),
        ("heading", "What was said in part A"),
        ("paragraph", "The minister of justice spoke to the delegates of the forum for more than an hour on that day number 1 of the year."),
        ("running_header", "7"),
    ]  # fmt: skip
    aside = [(b["page"], b["kind"]) for b in reading.blocks if not b["is_content"]]
    assert aside == [(n, "running_header") for n in range(1, 5) for _ in "ab"]
    assert (reading.document["title"], reading.document["reader"]) == ("A shared future for all", "pdf")


def test_marks_of_footnotes_are_no_page_numbers(tmp_path: Path) -> None:
    names = ("spring", "summer", "autumn", "winter")
    pages = [
        [*lines(50, 140, *(f"In {name} {line}" for line in (*LEFT, *RIGHT))),
         (50, 740, 6, str(n)), (62, 742, 7, f"See the law of {name} that year."), (300, 765, 9, str(n)), (50, 785, 9, "Issued by the ministry")]
        for n, name in enumerate(names, 1)
    ]  # fmt: skip
    reading = read(tmp_path, pdf(*pages), "a.pdf")
    notes = [reading.text[b["start"] : b["end"]].strip() for b in reading.blocks if b["kind"] == "note"]
    assert notes == [f"{n} See the law of {name} that year." for n, name in enumerate(names, 1)]
    aside = kinds(reading, content=False)
    assert aside[:2] == [("running_header", "1"), ("running_header", "Issued by the ministry")]


def test_a_sentence_over_the_page_stays_whole(tmp_path: Path) -> None:
    reading = read(tmp_path, pdf(lines(50, 600, *LEFT), lines(50, 100, *RIGHT)), "a.pdf")
    sentences = segments.sentences("a", reading.text, reading.blocks)
    said = [reading.text[s["start"] : s["end"]] for s in sentences]
    assert any(
        "meet alone and which all of us have to bear together in the years that lie ahead." in s for s in said
    )
    pages = {b["block_id"]: b["page"] for b in reading.blocks}
    assert [pages[s["block_id"]] for s in sentences] == [1, 1, 2, 2]


def test_pdf_table_turned_page_and_repeats(tmp_path: Path) -> None:
    cells = [(50 + 150 * x, 100 + 15 * y, 10, f"{'abc'[x]}{y} cell") for y in range(4) for x in range(3)]
    assert kinds(read(tmp_path, pdf(cells), "a.pdf")) == [
        ("table_cell", f"{x}{y} cell") for y in range(4) for x in "abc"
    ]
    turned = read(tmp_path, pdf(lines(50, 100, *LEFT), rotate=90), "b.pdf")
    assert kinds(turned) == [("paragraph", " ".join(LEFT).replace("to- gether", "together"))]
    twice = read(tmp_path, pdf(lines(50, 300, *RIGHT), lines(50, 300, *RIGHT)), "c.pdf")
    assert [(b["page"], b["kind"]) for b in twice.blocks] == [(1, "paragraph"), (2, "repeat")]


def test_columns_stand_above_and_below_a_table_of_whole_cells(tmp_path: Path) -> None:
    rows = [
        [("Fully", "closed"), ("The owner keeps control of", "the model and its data."), ("Nobody else can look", "into the model.")],
        [("Hosted",), ("The owner answers what", "others ask."), ("Others cannot change", "the model.")],
        [("Open",), ("Everybody may look into", "the model and change it."), ("It may be misused by", "anybody.")],
    ]  # fmt: skip
    cells = [
        (x, 280 + 45 * n + 12 * m, 10, line)
        for n, row in enumerate(rows)
        for x, cell in zip((50, 130, 330), row, strict=True)
        for m, line in enumerate(cell)
    ]
    page = [*lines(50, 140, *LEFT), *lines(320, 140, *RIGHT), *cells]
    below = [(x, y + 320, size, text.replace("threats", "dangers")) for x, y, size, text in page[:10]]
    said = kinds(read(tmp_path, pdf([*page, *below]), "a.pdf"))
    joined = " ".join((*LEFT, *RIGHT)).replace("to- gether", "together")
    assert said == [
        ("paragraph", joined), *(("table_cell", " ".join(cell)) for row in rows for cell in row),
        ("paragraph", joined.replace("threats", "dangers")),
    ]  # fmt: skip


def test_what_repeats_far_apart_or_has_no_letters_is_no_running_header(tmp_path: Path) -> None:
    pages = [
        [(50, 30, 10, f"{n}.{n}"), (80, 30, 10, f"Section {chr(64 + n)}"), *lines(50, 140, *(f"Of {chr(64 + n)}, {line}" for line in LEFT)),
         *([(50, 780, 8, "Ministry of Justice, first report.")] if n in (1, 5, 9) else [])]
        for n in range(1, 10)
    ]  # fmt: skip
    reading = read(tmp_path, pdf(*pages), "a.pdf")
    assert kinds(reading, content=False) == []


def test_lines_that_only_begin_in_bold_are_no_headings(tmp_path: Path) -> None:
    label = [(50, 100, -10, "Fairness:"), (100, 100, 10, "systems shall not harm the rights of any group of"), (50, 112, 10, "people, whoever they are.")]  # fmt: skip
    heading = [(50, 60, -10, "Principles of the law")]
    assert kinds(read(tmp_path, pdf([*heading, *label]), "a.pdf")) == [
        ("title", "Principles of the law"),
        (
            "paragraph",
            "Fairness: systems shall not harm the rights of any group of people, whoever they are.",
        ),
    ]


def test_characters_outside_the_bulk_of_text_keep_their_places(tmp_path: Path) -> None:
    content = pdf(lines(50, 100, "One two \\003 three four", "five six."))
    assert kinds(read(tmp_path, content, "a.pdf")) == [("paragraph", "One two three four five six.")]


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (pdf([]), "empty", "images only"),
        (pdf(lines(50, 50, "x"))[:200], "failed", "malformed or truncated"),
        (b"%PDF-1.7\n\x00", "failed", "malformed or truncated"),
        (b"No PDF at all.", "failed", "is no PDF file"),
    ],
)
def test_pdfs_that_give_no_text(tmp_path: Path, content: bytes, status: str, reason: str) -> None:
    document = read(tmp_path, content, "a.pdf").document
    assert document["status"] == status and reason in document["reason"] and ";" in document["reason"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6))
def test_damaged_pdfs_become_a_row(tmp_path_factory: pytest.TempPathFactory, at: int, patch: bytes) -> None:
    content = pdf(lines(50, 100, *LEFT), lines(50, 100, *RIGHT))
    at %= len(content)
    read(tmp_path_factory.getbasetemp(), content[:at] + patch + content[at + len(patch) :], "a.pdf")
