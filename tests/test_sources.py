"""Reading files: encodings, broken and hostile files, layout and metadata rules, and the span contract."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import assert_linear

from helpers import segments, sources, tables
from helpers.sources.metadata import any_of

ENGLISH = "Talks on cyber security closed in Vienna\n\nDelegates said the “naïve” plan – a café idea – had failed.\n"
CHINESE = "网络安全会议在北京闭幕\n\n与会代表表示，各国应加强合作，共同打击网络犯罪。“这很重要。”他说。\n"


def read(folder: Path, content: str | bytes, name: str = "a.txt", manifest: str = "") -> sources.Reading:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    if manifest:
        (folder / "manifest.yaml").write_text(manifest, "utf-8")
    return sources.read(folder / name, root=folder, document_id="a", manifest=sources.Manifest.load(folder))


def kinds(reading: sources.Reading) -> list[tuple[str, str]]:
    return [(b["kind"], reading.text[b["start"] : b["end"]].strip()) for b in reading.blocks]


def chosen(reading: sources.Reading) -> dict[str, str]:
    return {f["field"]: f["value"] for f in reading.fields if f["is_chosen"]}


@given(st.lists(st.text("ab. ", min_size=1, max_size=4), min_size=1), st.text("ab. ", max_size=6))
def test_any_of_words_is_the_longest_that_stands_there(words: list[str], text: str) -> None:
    match = re.match(any_of(words), text)
    assert (match[0] if match else "") == max(filter(text.startswith, words), key=len, default="")
    assert all(re.fullmatch(any_of(words), word) for word in words)


# Encodings


@pytest.mark.parametrize(
    ("content", "written", "recorded"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "utf-8-sig", "utf-8-sig"),
        (ENGLISH, "utf-16", "utf-16"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-32", "utf-32"),
        (ENGLISH, "cp1252", "cp1252"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        ("中国", "gb18030", "gb18030"),
        ("公安部 MPS", "gb18030", "gb18030"),
        ("𠮷野家表示合作。", "gb18030", "gb18030"),
        ("café", "cp1252", "cp1252"),
        ("La société créée à Genève", "cp1252", "cp1252"),
        ("the “naïve” plan", "cp1252", "cp1252"),
        ("Größe über alles: Übermaß", "cp1252", "cp1252"),
        ("costs €5", "cp1252", "cp1252"),
        ("Кибербезопасность и борьба с терроризмом обсуждались в Москве в понедельник.", "cp1251", "cp1251"),
    ],
)
def test_encoding_is_found_and_recorded(tmp_path: Path, content: str, written: str, recorded: str) -> None:
    reading = read(tmp_path, content.encode(written))
    assert (reading.text, reading.document["encoding"], reading.document["status"]) == (
        content,
        recorded,
        "read",
    )
    assert content.encode(written).decode(recorded) == reading.text


def test_line_ends_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path, "One\r\n\r\nTwo\rThree\n").text == "One\r\n\r\nTwo\rThree\n"


def test_a_stray_nul_stays_and_a_damaged_byte_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, "Talks \x00 went on for long.").text == "Talks \x00 went on for long."
    damaged = read(tmp_path, CHINESE.encode() + b"\xff")
    assert damaged.text == CHINESE + "\ufffd"
    assert "1 damaged byte" in damaged.document["reason"] and damaged.document["status"] == "read"


# Files that give no text


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("a.txt", b"", "empty", "holds no text"),
        ("a.txt", b" \n\t\r\n", "empty", "holds no text"),
        ("a.txt", b"\xef\xbb\xbf\n", "empty", "holds no text"),
        ("a.txt", b"\xff\xfe", "empty", "holds no text"),
        ("a.pdf", b"%PDF-1.7\n\x00", "failed", "PDF"),
        ("a.txt", b"%PDF-1.7\n\x00", "failed", "PDF"),
        ("a.docx", b"PK\x03\x04\x14\x00", "failed", "office document"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "failed", "old office"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00", "failed", "PNG image"),
        ("a.txt", b"\xff\xd8\xff\xe0\x00", "failed", "JPEG image"),
        ("a.txt", bytes(range(256)) * 8, "failed", "binary"),
        ("a.txt", b"\x00\x01\x02" * 100, "failed", "binary"),
        ("a.txt", b"\xff\xfe\x00", "failed", "damaged utf-16"),
        ("a.csv", b"a,b\n1,2\n", "failed", "it has the columns a, b"),
        ("a.xyz", b"a,b\n1,2\n", "failed", "'.xyz'"),
    ],
)
def test_no_text(tmp_path: Path, name: str, content: bytes, status: str, reason: str) -> None:
    reading = read(tmp_path, content, name)
    assert reading.document["status"] == status
    assert reading.document["reason"].startswith(name) and reason in reading.document["reason"]
    assert (";" in reading.document["reason"], reading.text, reading.blocks) == (True, "", [])
    tables.DOCUMENTS.frame([reading.document])


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need a POSIX file system")
def test_links_and_missing_files(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("Not of this corpus.")
    (root / "broken.txt").symlink_to(root / "gone.txt")
    (root / "out.txt").symlink_to(outside / "secret.txt")
    (root / "folder").symlink_to(outside)
    (root / "loop.txt").symlink_to(root / "loop.txt")
    (root / "good.txt").write_text("Good text.")
    (root / ".hidden").write_text("Hidden.")
    (root / "manifest.yaml").write_text("about: Test.")
    os.mkfifo(root / "pipe.txt")
    found = [path.name for path in sources.find(root)]
    assert found == ["broken.txt", "folder", "good.txt", "loop.txt", "out.txt", "pipe.txt"]
    reasons = {
        name: sources.read(root / name, root=root, document_id=name, manifest=sources.Manifest()).document[
            "reason"
        ]
        for name in found
    }
    assert reasons["good.txt"] is None
    for name, part in {"broken.txt": "broken link", "out.txt": "out of the folder", "folder": "out of the folder",
                       "loop.txt": "link", "pipe.txt": "no ordinary file"}.items():  # fmt: skip
        assert part in reasons[name]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file"
)
def test_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "a.txt").chmod(0)
    reading = sources.read(tmp_path / "a.txt", root=tmp_path, document_id="a", manifest=sources.Manifest())
    assert "could not be opened" in reading.document["reason"]


def test_find_and_document_ids(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.txt", "A.md", "a/b.c.txt", "plain"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    files = [path.relative_to(tmp_path).as_posix() for path in sources.find(tmp_path)]
    assert files == sorted(files)
    ids = sources.document_ids(files)
    assert ids == {
        "b.txt": "b",
        "a/z.md": "a/z",
        "a.txt": "a.txt",
        "A.md": "A.md",
        "a/b.c.txt": "a/b.c",
        "plain": "plain",
    }
    assert sources.document_ids(files[::-1]) == ids


@given(
    st.lists(
        st.sampled_from(["a", "a.txt", "a.md", "a.txt.md", "A.txt", "b/a.txt", "b", "a.txt.txt"]), unique=True
    )
)
def test_document_ids_are_unique(files: list[str]) -> None:
    ids = sources.document_ids(files)
    assert len(set(ids.values())) == len(files) == len(ids)


# Layout and metadata

BODY = "The forum closed on Friday after three days of talks on fraud, drugs and terrorism. " * 3


@pytest.mark.parametrize(
    ("first", "is_title"),
    [
        ("Forum calls for joint action on cyber fraud", True),
        ("全球公共安全合作论坛在连云港开幕", True),
        ("Is cyber crime out of control?", False),
        ("Mr. President of the General Assembly", False),
        ("Ladies and Gentlemen of the forum", False),
        ("Distinguished guests from all over the world,", False),
        ("Introduction", False),
        ("South Lawn", False),
        ("The forum closed on Friday.", False),
        ("and went on to say that it failed", False),
        ("On behalf of my country I thank the chair", False),
        ("- First point of the whole agenda", False),
    ],
)
def test_title_only_where_it_plainly_is_one(tmp_path: Path, first: str, is_title: bool) -> None:
    assert (read(tmp_path, f"{first}\n\n{BODY}\n\n{BODY}").document["title"] == first) is is_title


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("By Cao Siqi and Zhang Ye", {"author": "Cao Siqi; Zhang Ye"}),
        ("Source: Xinhua | Published: September 5, 2018", {"outlet": "Xinhua", "date": "2018-09-05"}),
        ("Published: 5 Sept 2018 10:00", {"date": "2018-09-05"}),
        ("来源：新华社 发布时间：2024年9月10日", {"outlet": "Xinhua", "date": "2024-09-10"}),
        ("(Xinhua) 13:12, September 19, 2025", {"outlet": "Xinhua", "date": "2025-09-19"}),
        ("14 May 2020 Posted in [Replies](/news/replies)", {"date": "2020-05-14"}),
        ("Published: 2018/5/32", {}),
        ("Published: 5/9/2018", {}),
        ("By Monday the talks had failed", {}),
        ("Source of the trouble was money", {}),
    ],
)
def test_credits(tmp_path: Path, line: str, fields: dict[str, str]) -> None:
    document = read(tmp_path, f"Forum calls for joint action on fraud\n\n{line}\n\n{BODY}\n\n{BODY}").document
    assert {n: document[n] for n in ("author", "outlet", "date") if document[n]} == fields


@pytest.mark.parametrize(
    ("head", "tail", "date", "rule"),
    [
        ("", "Last updated on 24 Aug 2018", "2018-08-24", "last update, no other date"),
        (
            "",
            '<p class="right">Last updated on 24 August 2018</p>',
            "2018-08-24",
            "last update, no other date",
        ),
        ("Published: 20 Aug 2018\n\n", "Last updated on 24 Aug 2018", "2018-08-20", "after 'Published'"),
        ("Last updated on 24 Aug 2018\n\n" + f"{BODY}\n\n" * 4, "", None, None),
        ("", "The list was last updated on Monday.", None, None),
    ],
)
def test_last_update_dates_only_what_nothing_else_does(
    tmp_path: Path, head: str, tail: str, date: str | None, rule: str | None
) -> None:
    reading = read(tmp_path, f"Forum calls for joint action on fraud\n\n{head}{BODY}\n\n{BODY}\n\n{tail}")
    assert reading.document["date"] == date
    assert next((f["rule"] for f in reading.fields if f["field"] == "date"), None) == rule


@pytest.mark.parametrize(
    ("line", "place", "day", "outlet"),
    [
        ("NANJING, Sept. 18, 2024 (Xinhua) -- ", "NANJING", "2024-09-18", "Xinhua"),
        ("UNITED NATIONS, May 3, 2023 (AP) — ", "UNITED NATIONS", "2023-05-03", "Associated Press"),
    ],
)
def test_dateline(tmp_path: Path, line: str, place: str, day: str, outlet: str) -> None:
    reading = read(tmp_path, f"Forum calls for joint action on fraud\n\n{line}{BODY}")
    assert kinds(reading)[1:3] == [("dateline", line.strip()), ("paragraph", BODY.strip())]
    fields = chosen(reading)
    assert (fields["place"], fields["dateline_date"], reading.document["outlet"]) == (place, day, outlet)


def test_chinese_news(tmp_path: Path) -> None:
    text = f"论坛呼吁加强合作打击犯罪\n\n新华社南京9月18日电（记者张三）{'与会代表表示应加强合作。' * 6}\n\n加强合作\n\n{'各国警方应共同应对挑战。' * 6}\n\n（完）\n"
    reading = read(tmp_path, text)
    assert [kind for kind, _ in kinds(reading)] == [
        "title",
        "dateline",
        "paragraph",
        "heading",
        "paragraph",
        "boilerplate",
    ]
    assert {b["language"] for b in reading.blocks} == {"zh"}
    assert (reading.document["outlet"], reading.document["author"], chosen(reading)["place"]) == (
        "Xinhua",
        "张三",
        "南京",
    )


def test_day_before_the_new_year_belongs_to_the_old_one(tmp_path: Path) -> None:
    text = f"Forum calls for joint action on fraud\n\nPublished: 2025-01-01\n\nNANJING, Dec. 31 (Xinhua) -- {BODY}"
    assert chosen(read(tmp_path, text))["dateline_date"] == "2024-12-31"


def test_markdown(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 'Cyber: a threat'\ndate: 2020-05-14T00:00:00Z\nauthor: [A. Smith, B. Li]\n---\n"
        f"# Another title\n\n{BODY}\nwrapped on.\n\n## Part\n\n* one\n  goes on\n* two\n\n```\ncode = 1\n```\n\n> Quoted [text](x).\n\n| a | b |\n|---|---|\n"
    )
    reading = read(tmp_path, text, "a.md")
    assert [kind for kind, _ in kinds(reading)] == [
        "metadata", "title", "paragraph", "heading", "list_item", "list_item", "boilerplate", "paragraph", "table_cell", "boilerplate",
    ]  # fmt: skip
    document = reading.document
    assert (document["title"], document["date"], document["author"]) == (
        "Cyber: a threat",
        "2020-05-14",
        "A. Smith; B. Li",
    )
    assert {f["value"] for f in reading.fields if f["field"] == "title"} == {
        "Cyber: a threat",
        "Another title",
    }


def test_a_picture_in_markdown_is_no_content(tmp_path: Path) -> None:
    long = f'<img srcset="{"p.jpg?resize=615,410 615w, " * 40}" alt="Delegates at the opening" />'
    caption = "<figcaption>Delegates in the hall. (Official photo)</figcaption>"
    pictures = (f"<figure>\n{long}\n</figure>", f"<figure>\n{long}\n{caption}\n</figure>", long)
    for picture in pictures:
        reading = read(tmp_path, f"# Title\n\n{BODY}\n\n{picture}\n\n{BODY}", "a.md")
        assert [kind for kind, _ in kinds(reading)] == ["title", "paragraph", "boilerplate", "paragraph"]
    kept = read(tmp_path, f"# Title\n\n{BODY}\n\n{long} {BODY}\n\nFewer than 3 < 4 > 2 came.", "a.md")
    assert [kind for kind, _ in kinds(kept)] == ["title", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ('"bad \\uD83D x"', "bad \ufffd x"),
        ('"\\uD83D\\uDE00"', "😀"),
        ('"\\UFFFFFFFF"', "\\UFFFFFFFF"),
        ("[" * 3000, "[" * 3000),
        ("*a", "*a"),
        ("&b Cyber", "&b Cyber"),
    ],
    ids=["half a character", "two halves", "no character", "nested", "alias", "anchor"],
)
def test_hostile_front_matter_is_only_text(tmp_path: Path, given: str, title: str) -> None:
    laughs = "a: &a [x, x]\n" if given == "*a" else ""
    reading = read(tmp_path, f"---\n{laughs}title: {given}\n---\n{BODY}", "a.md")
    assert reading.document["status"] == "read"
    assert title in [f["value"] for f in reading.fields if f["field"] == "title"]
    str(reading.fields).encode()


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    lines = "We gather at a time when the threats of cyber crime and of\nterrorism do not stop at borders, and when artificial\nintelligence brings new risks. "
    reading = read(tmp_path, "\n\n".join([lines] * 4))
    assert [kind for kind, _ in kinds(reading)] == ["paragraph"] * 4


def test_lines_that_are_paragraphs_stay_apart(tmp_path: Path) -> None:
    assert [kind for kind, _ in kinds(read(tmp_path, "\n".join([BODY] * 3)))] == ["paragraph"] * 3


def test_running_headers_of_pages(tmp_path: Path) -> None:
    reading = read(tmp_path, "\f".join(f"Report on cyber crime, page {n}\n\n{BODY}" for n in range(1, 5)))
    assert [kind for kind, _ in kinds(reading)] == ["running_header", "paragraph"] * 4
    assert [b["page"] for b in reading.blocks] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_page_numbers_are_no_list(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{BODY}\n\n7\n\n{BODY}\n\n8\n\n{BODY}")
    assert [kind for kind, _ in kinds(reading)] == ["paragraph", "boilerplate"] * 2 + ["paragraph"]


# The span contract, for any text

PIECES = st.sampled_from(
    ["\n", "\n\n", "\n\n\n\n", "\r\n", "\r", "\f", " ", "\u3000", "1", "2", "3", "1.", "●", "- ", "—", "**", "#", "# ", "---", "---\n", "```", "|", ">",
     "title: x\n", "By Cao Siqi", "Source:Global Times", "Published: 2018/9/5", "NANJING, Sept. 18 (Xinhua) -- ", " date 2025-09-19 ", "Thanks!", "GT",
     "新华社北京9月18日电", "中华人民共和国公安部", "Agenda", "He said so.", '"Really?" he asked.', "。”他说", "\x00", "\ufeff", "😀", "👩‍👩‍👧", "e\u0301", "\u00ad", "שלום", "ＡＩ",
     "{:start=\"2\"}", "<script>", "</p>", "&nbsp;", "powered by", "Short line", BODY]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join)
)
FOLDER = Path(tempfile.mkdtemp(prefix="discourse-"))


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.sampled_from(["a.txt", "a.md"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_blocks_tile_and_sentences_lie_inside(text: str, name: str, encoding: str) -> None:
    reading = read(FOLDER, text.encode(encoding), name)
    assert reading == read(FOLDER, text.encode(encoding), name)
    assert set(reading.document) == set(tables.DOCUMENTS.columns)
    if reading.document["status"] != "read":
        assert reading.document["reason"] and reading.blocks == []
        return
    if "\x00" not in text:
        assert reading.text == text.removeprefix("\ufeff" if encoding == "utf-8" else "")
    starts, ends = [b["start"] for b in reading.blocks], [b["end"] for b in reading.blocks]
    assert [*starts, len(reading.text)] == [0, *ends]
    assert all(reading.text[b["start"] : b["end"]].strip() for b in reading.blocks)
    assert all(set(b) == set(tables.BLOCKS.columns) and b["kind"] in tables.KINDS for b in reading.blocks)
    assert all(set(f) == set(tables.FIELDS.columns) for f in reading.fields)
    content = {b["block_id"]: b for b in reading.blocks if b["is_content"]}
    last = 0
    for row in segments.sentences("a", reading.text, reading.blocks):
        block, excerpt = content[row["block_id"]], reading.text[row["start"] : row["end"]]
        assert block["start"] <= row["start"] < row["end"] <= block["end"] and last <= row["start"]
        assert excerpt == excerpt.strip() and row["word_count"] > 0
        last = row["end"]
    for field in reading.fields:
        assert field["start"] is None or 0 <= field["start"] < field["end"] <= len(reading.text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_become_a_row(content: bytes) -> None:
    reading = read(FOLDER, content)
    document: dict[str, Any] = reading.document
    assert document["status"] == "read" or document["reason"]
    assert document["character_count"] == len(reading.text)


@pytest.mark.parametrize(
    "text",
    ["# " * 12_000, "*" * 40_000 + "a", "<" * 40_000, "{:" * 20_000, "1\n" * 8_000, "- \n" * 8_000, "```\n" * 3_000, "a\n\n" * 8_000,
     "A " * 20_000, "A" * 40_000, "---\n" * 8_000, "> " * 20_000, ". " * 20_000, "1 May 2020 " * 4_000, "held at " * 8_000, "By A B, " * 4_000],
    ids=lambda text: text[:8].strip(),
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_hostile_text_is_read_in_linear_time(tmp_path: Path, text: str, name: str) -> None:
    def sentences(count: int) -> None:
        reading = read(tmp_path, text[:count], name)
        segments.sentences("a", reading.text, reading.blocks)

    assert_linear(sentences, len(text))
