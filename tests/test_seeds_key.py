"""The five seed documents read as a careful reader reads them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers import segments, sources, tables

SEEDS = Path(__file__).parents[1] / "seeds"
EXPECTED = yaml.safe_load((Path(__file__).parent / "fixtures" / "seeds_expected.yaml").read_text("utf-8"))[
    "documents"
]
MANIFEST = sources.Manifest.load(SEEDS)


def reading(file: str, manifest: sources.Manifest = MANIFEST) -> sources.Reading:
    return sources.read(SEEDS / file, root=SEEDS, document_id=Path(file).stem, manifest=manifest)


def of_kind(read: sources.Reading, kind: str) -> list[str]:
    return [read.text[b["start"] : b["end"]].strip() for b in read.blocks if b["kind"] == kind]


@pytest.fixture(params=EXPECTED, ids=[row["file"][:3] for row in EXPECTED])
def key(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_every_seed_has_its_expectations() -> None:
    assert [path.name for path in sources.find(SEEDS)] == [row["file"] for row in EXPECTED]


def test_metadata(key: dict[str, Any]) -> None:
    document = reading(key["file"]).document
    assert {n: document[n] for n in ("title", "subtitle", "outlet", "date", "genre")} == {
        n: key[n] for n in ("title", "subtitle", "outlet", "date", "genre")
    }
    assert (document["author"] or "").split("; ") == (key["authors"] or [""])
    assert document["languages"].split("; ") == key["languages"]
    assert document["status"] == "read" and document["encoding"] == "utf-8"


def test_the_text_alone_gives_no_date_that_people_decided(key: dict[str, Any]) -> None:
    alone = reading(key["file"], sources.Manifest())
    assert alone.document["date"] == key["date_in_text"]
    fields = {f["field"]: f["value"] for f in alone.fields if f["is_chosen"]}
    assert fields.get("dateline_date") == key.get("dateline_date")
    assert key.get("place") in (None, fields.get("place"))


def test_layout(key: dict[str, Any]) -> None:
    read = reading(key["file"])
    assert key["headings"] in (None, of_kind(read, "heading"))
    assert set(of_kind(read, "running_header")) == set(key.get("running_header", []))
    assert of_kind(read, "dateline") == ([key["dateline"]] if "dateline" in key else [])
    repeats = [re.sub(r"^\d\s+", "", repeat) for repeat in of_kind(read, "repeat")]
    assert repeats == 2 * key.get("repeated_agenda", [])


def test_agenda_is_counted_once() -> None:
    read = reading("003_9811a27721b5c2bf.txt")
    content = [
        read.text[b["start"] : b["end"]] for b in read.blocks if b["is_content"] and b["kind"] == "list_item"
    ]
    assert [sum(item in block for block in content) for item in ("Chinese practices of", "Initiatives")] == [
        1,
        1,
    ]


def test_what_is_set_aside(key: dict[str, Any]) -> None:
    read = reading(key["file"])
    aside = "\n".join(read.text[b["start"] : b["end"]] for b in read.blocks if not b["is_content"])
    content = "\n".join(read.text[b["start"] : b["end"]] for b in read.blocks if b["is_content"])
    for string in key["not_content"]:
        assert string in aside and not re.search(rf"(?<!\w){re.escape(string)}(?!\w)", content)
    for header in key.get("running_header", []):
        assert header not in content
    assert all(b["reason"] for b in read.blocks if not b["is_content"])


def test_fields_quote_the_text(key: dict[str, Any]) -> None:
    read = reading(key["file"])
    for field in read.fields:
        if field["field"] in ("title", "subtitle", "author", "place") and field["start"] is not None:
            assert " ".join(read.text[field["start"] : field["end"]].split()) == field["value"]
        assert (field["origin"] == "manifest") == (field["field"] in MANIFEST.row(key["file"]))


def test_rows_keep_their_tables(key: dict[str, Any]) -> None:
    read = reading(key["file"])
    tables.DOCUMENTS.frame([read.document])
    tables.FIELDS.frame(read.fields)
    tables.BLOCKS.frame(read.blocks)
    tables.SENTENCES.frame(segments.sentences(read.document["document_id"], read.text, read.blocks))


def test_sentences_are_without_markers() -> None:
    read = reading("003_9811a27721b5c2bf.txt")
    rows = segments.sentences("003", read.text, read.blocks)
    texts = [read.text[row["start"] : row["end"]] for row in rows]
    assert "Protecting network security" in texts
    assert "Initiative One: Extending the scope of conviction" in texts
    assert "Respecting the sovereignty and jurisdiction of other countries." in texts
    assert not [text for text in texts if text[0] in "-●—*" or text.endswith("*")]


def test_notes_quote_the_documents() -> None:
    texts = " ".join(" ".join(path.read_text("utf-8").split()) for path in sources.find(SEEDS))
    assert set(MANIFEST.notes) >= {"cybersecurity", "terrorism", "ai_governance"}
    for note in (*MANIFEST.notes.values(), MANIFEST.row("000_e24c92aad3d59c95.txt")["date"]["reason"]):
        assert [quoted for quoted in re.findall(r'"([^"]+)"', note) if quoted not in texts] == []
        assert '"' in note


def test_expectations_agree_with_the_key() -> None:
    gold = Path(os.environ.get("DISCOURSE_GOLD", ""), "seeds", "key.yaml")
    if not os.environ.get("DISCOURSE_GOLD") or not gold.is_file():
        pytest.skip("DISCOURSE_GOLD is unset or holds no seeds/key.yaml")
    for mine, theirs in zip(EXPECTED, yaml.safe_load(gold.read_text("utf-8"))["documents"], strict=True):
        for name in ("file", "title", "outlet", "genre", "languages", "not_content"):
            if name == "not_content":
                assert set(theirs[name]) <= set(mine[name])
            else:
                assert mine[name] == theirs[name]
        assert (mine["date_in_text"] or "None") == str(theirs["date"])
        assert mine["authors"] == (theirs["author"] or [])
        assert mine["subtitle"] == theirs.get("subtitle")
        for name in ("running_header", "repeated_agenda"):
            assert mine.get(name) == theirs.get(name)
