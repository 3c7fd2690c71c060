"""The corpus: the span contract over every table, builds that are whole or not there, same bytes, errors that say what."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import CODEBOOK, REGISTER

from helpers import corpus as corpora
from helpers import statements, tables
from helpers.corpus import CHUNK, SHARD, Corpus, CorpusError, recover, staged
from helpers.sources.guard import Guarded
from helpers.tables import SCHEMAS, TableError

ENGLISH = "Terrorists used social media. States should cooperate against cybercrime, the minister said.\n"


def build(folder: Path, out: Path, **options: Any) -> Corpus:
    options = {"codebook": CODEBOOK, "register": REGISTER, **options}
    return Corpus.build(folder, out, progress=False, **options)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def corpus(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return build(seeds, tmp_path_factory.mktemp("built") / "corpus")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sources in `in`, and their corpus in `out`."""
    folder = tmp_path_factory.mktemp("small")
    files = {"a.txt": ENGLISH, "b/c.txt": "打击恐怖主义，加强网络安全合作。", "d.txt": "Nothing here."}
    build(write(folder / "in", files), folder / "out")
    return folder


@pytest.fixture
def small(built: Path, tmp_path: Path) -> Corpus:
    """A corpus of one's own, whose sources lie beside it."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return Corpus.open(tmp_path / "out")


# The span contract


def assert_spans(corpus: Corpus) -> None:
    """Every row of every table points into its document's text, to what it says it is."""
    texts = dict(zip(corpus.texts["document_id"], corpus.texts["text"], strict=True))
    assert list(texts) == list(corpus.documents["document_id"])
    assert [len(text) for text in texts.values()] == list(corpus.documents["character_count"])
    for name, schema in SCHEMAS.items():
        table = getattr(corpus, name)
        tables.check(table, schema)
        assert set(table["document_id"]) <= set(texts)
        for row in tables.rows(table) if schema.is_span else ():
            if row["start"] is not None:
                assert 0 <= row["start"] < row["end"] <= len(texts[row["document_id"]]), (name, row)
    for document_id, blocks in corpus.blocks.groupby("document_id", sort=False):
        assert [*blocks["start"], len(texts[document_id])] == [0, *blocks["end"]]
        assert list(blocks["place"]) == list(range(1, len(blocks) + 1))
        assert list(blocks["block_id"]) == [f"{document_id}#b{place}" for place in blocks["place"]]
    content = corpus.blocks[corpus.blocks["is_content"]]
    assert_inside(corpus.sentences, content, "block_id")
    for table in (corpus.codings, corpus.mentions):
        assert_inside(table, corpus.sentences, "sentence_id")
    for document_id, sentences in corpus.sentences.groupby("document_id", sort=False):
        assert list(sentences["sentence_id"]) == [f"{document_id}#s{n}" for n in range(1, len(sentences) + 1)]
        assert (sentences["start"].to_numpy()[1:] >= sentences["end"].to_numpy()[:-1]).all()
        for sentence in sentences.itertuples():
            excerpt = texts[document_id][sentence.start : sentence.end]
            assert excerpt and excerpt == excerpt.strip()
    words = corpus.sentences.groupby("document_id")["word_count"].sum()
    counted = corpus.documents.set_index("document_id")["word_count"]
    assert (counted == words.reindex(counted.index, fill_value=0)).all()
    assert set(corpus.codings["coder"]) <= {f"codebook@{CODEBOOK.digest}"}
    for document_id, codings in corpus.codings.groupby("document_id", sort=False):
        assert list(codings["coding_id"]) == [f"{document_id}#c{n}" for n in range(1, len(codings) + 1)]
        order = list(
            zip(codings["start"], codings["end"], codings["dimension"], codings["code"], strict=True)
        )
        assert order == sorted(order)


def assert_inside(table: pd.DataFrame, around: pd.DataFrame, key: str) -> None:
    edges = {row[key]: (row["document_id"], row["start"], row["end"]) for row in tables.rows(around)}
    for row in tables.rows(table):
        document_id, start, end = edges[row[key]]
        assert row["document_id"] == document_id and start <= row["start"] < row["end"] <= end


def test_spans_of_the_seeds(corpus: Corpus, seeds: Path) -> None:
    assert_spans(corpus)
    assert len(corpus.codings) > 100  # or nothing was tested
    for row in tables.rows(corpus.documents):
        assert (seeds / row["file"]).read_bytes().decode(row["encoding"]) == corpus.text(row["document_id"])
    for row in tables.rows(corpus.fields):
        if row["field"] == "title" and row["start"] is not None:
            excerpt = corpus.text(row["document_id"])[row["start"] : row["end"]]
            assert "".join(excerpt.split()) == "".join(row["value"].split())


PIECES = st.sampled_from(
    ["\n", "\n\n", "\r\n\r\n", "\r", "\f", " ", "\u3000", "1. ", "- ", "# ", "---\n", "|", "*", "`",
     "terrorists use AI ", "cyber\u00adcrime", "cyber-\r\nsecurity", "ＡＩ governance", "CYBERCRIME", "cooperation, e\u0301", "恐怖主义", "网络安全。",
     "“打击跨国犯罪。”他说", "data protection", "He said: ", "International co‑operation ", "😀", "👩‍👩‍👧", "é", "n\u0303", "שלום עולם", "\u202eevil\u202c", "مكافحة الإرهاب",
     "\u00ad", "\x00", "\ufeff", "\u200b", "İ", "ß", "ﬁ", "𠮷", "<script>", "{{7*7}}"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join)
FILES = st.tuples(
    st.sampled_from(["a.txt", "a.md", "A.txt", "b/a.txt", "b c.md", "é.txt", "中文/文.txt", "#1 %20.txt"]),
    TEXTS,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(FILES, min_size=1, max_size=4, unique_by=lambda file: file[0]))
def test_spans_of_any_folder(files: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder) / "in", Path(folder) / "out"
        write(root, {name: text.encode(encoding) for name, text, encoding in files})
        try:
            corpus = build(root, out)
        except CorpusError as error:
            assert "none of its" in str(error) and not out.exists()
            return
        assert list(corpus.documents["file"]) == sorted(name for name, *_ in files)
        assert_spans(corpus)


def test_a_match_across_hyphens_spaces_and_width_quotes_the_stored_text(tmp_path: Path) -> None:
    texts = [
        "Cyber\u00adcrime rose.",
        "The cyber\u00a0crime rose.",
        "ｃｙｂｅｒｃｒｉｍｅ rose.",
        "\ufeff😀 CYBERCRIME rose.",
    ]
    folder = write(tmp_path / "in", {f"{n}.txt": text for n, text in enumerate(texts)})
    corpus = build(folder, tmp_path / "out")
    found = corpus.codings[corpus.codings["theme"].notna()].drop_duplicates("document_id")
    excerpts = [corpus.text(row.document_id)[row.start : row.end] for row in found.itertuples()]
    assert excerpts == ["Cyber\u00adcrime", "cyber\u00a0crime", "ｃｙｂｅｒｃｒｉｍｅ", "CYBERCRIME"]


# Opening, selecting, asking


def test_select(corpus: Corpus) -> None:
    late = corpus.select('date >= "2024"')
    assert set(late.documents["date"].str[:4]) == {"2024", "2025"}
    ids = set(late.documents["document_id"])
    for name in SCHEMAS:
        whole, selected = getattr(corpus, name), getattr(late, name)
        assert len(selected) == whole["document_id"].isin(ids).sum()
        assert set(selected["document_id"]) == ids & set(whole["document_id"])
    assert late.sql("SELECT count(*) AS n FROM codings")["n"].item() == len(late.codings)
    both = late.select('outlet == "Xinhua"')
    assert both.expression == '(date >= "2024") and (outlet == "Xinhua")'
    assert set(both.documents["document_id"]) < ids
    assert corpus.select("") is corpus
    with pytest.raises(CorpusError, match=r"date > 2020.*outlet"):  # a number is no date
        corpus.select("date > 2020")


def test_select_by_fields_that_are_no_columns(tmp_path: Path) -> None:
    rules = (
        'rules: [{files: "{country}_{session}.txt"}, {files: "*_70.txt", set: {part: {value: x, reason: y}}}]'
    )
    files = {f"{name}.txt": ENGLISH for name in ("FRA_69", "FRA_70", "GBR_70", "notes")}
    corpus = build(write(tmp_path / "in", {**files, "manifest.yaml": rules}), tmp_path / "out")
    ids = {
        'country == "FRA" and session >= "70"': ["FRA_70"],
        'part == "x" and country != "FRA"': ["GBR_70"],
        "country.isna()": ["notes"],
        'session in ["69", "70"] and document_id > "FRA_69"': ["FRA_70", "GBR_70"],
    }
    for expression, expected in ids.items():
        selected = corpus.select(expression)
        assert list(selected.documents["document_id"]) == expected
        assert list(selected.documents.columns) == list(corpus.documents.columns)
    assert list(corpus.select('country == "FRA"').select('session == "70"').documents["document_id"]) == [
        "FRA_70"
    ]
    with pytest.raises(CorpusError, match=r"nation.*duplicate_of.*country, part, session"):
        corpus.select('nation == "FRA"')


@pytest.mark.slow
def test_rows_of_an_export_fill_shards(tmp_path: Path) -> None:
    rows = "".join(f'A{n},"Terrorists, it says, used social media {n} times."\n' for n in range(SHARD + 3))
    folder = write(tmp_path / "in", {"a.csv": f"id,text\n{rows}broken\n", "b.txt": ENGLISH})
    corpus = build(folder, tmp_path / "out")
    assert len(list((corpus.folder / "texts").glob("*.parquet"))) == 2
    assert list(corpus.documents["status"]) == ["read"] * (SHARD + 3) + ["failed", "read"]
    assert_spans(corpus)
    before = (corpus.folder / "record.json").stat().st_ino
    assert (build(folder, tmp_path / "out").folder / "record.json").stat().st_ino == before
    (corpus.folder / "texts" / "part-00001.parquet").unlink()
    assert len(build(folder, tmp_path / "out").texts) == SHARD + 5


def test_a_comparison_with_an_unknown_value_is_false(small: Corpus) -> None:
    assert small.documents["date"].isna().all()
    for expression in ('date > "1900"', 'date == "2020"', 'date <= "2020"'):
        with pytest.raises(CorpusError, match="no document of 3 fulfils it"):
            small.select(expression)
    assert len(small.select("date.isna()").documents) == 3


@pytest.mark.parametrize(
    "expression",
    ["dat > '2020'", "date >", "date = '2020'", "character_count", "document_id", "1", "True", "@x > 1", "date\nouletet",
     "character_count - character_count", "import os"],
)  # fmt: skip
def test_a_faulty_select_names_itself_and_the_columns(small: Corpus, expression: str) -> None:
    with pytest.raises(CorpusError) as error:
        small.select(expression)
    assert repr(expression) in str(error.value) and "outlet" in str(error.value)


def test_a_select_with_a_slip_is_told_what_was_meant(small: Corpus) -> None:
    with pytest.raises(CorpusError, match="did you mean 'outlet'"):
        small.select('outlt == "Xinhua"')
    with pytest.raises(CorpusError, match="text in quotes"):
        small.select("outlet == Xinhua")


def test_tables_are_given_out_as_copies(small: Corpus) -> None:
    documents = small.documents
    documents.loc[0, "title"] = "Changed"
    assert "Changed" in set(documents["title"]) and "Changed" not in set(small.documents["title"])


def test_text(small: Corpus) -> None:
    assert small.text("a") == ENGLISH
    with pytest.raises(CorpusError, match="no document 'x'"):
        small.text("x")
    with pytest.raises(CorpusError, match="no document 'a' among the 1"):
        small.select("document_id == 'd'").text("a")


def test_sql_in_a_folder_with_an_odd_name(small: Corpus, tmp_path: Path) -> None:
    odd = tmp_path / "it's [1] *" / "q?"
    shutil.copytree(small.folder, odd)
    corpus = Corpus.open(odd)
    for name in SCHEMAS:
        assert corpus.sql(f'SELECT count(*) AS n FROM "{name}"')["n"].item() == len(getattr(small, name))
    joined = corpus.sql(
        "SELECT substr(text, s.start + 1, s.end - s.start) AS excerpt FROM sentences s JOIN texts USING (document_id) "
        "ORDER BY document_id, place"
    )
    assert joined["excerpt"].iloc[0] == "Terrorists used social media."


def test_open_finds_the_corpus_in_a_folder_above(small: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = small.folder.parent / "x" / "y"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert Corpus.open("out").documents.equals(small.documents)


@pytest.mark.parametrize(
    ("harm", "part"),
    [
        (shutil.rmtree, "no corpus here"),
        (lambda folder: (folder / "record.json").unlink(), "no corpus here"),
        (lambda folder: (folder / "record.json").write_text("{}"), "Build again"),
        (lambda folder: (folder / "record.json").write_bytes(b"\x00"), "Build again"),
        (lambda folder: shutil.rmtree(folder / "codings"), "damaged"),
        (lambda folder: next((folder / "codings").iterdir()).write_bytes(b"PAR1"), "damaged"),
    ],
)
def test_a_damaged_corpus_says_so(small: Corpus, harm: Any, part: str) -> None:
    harm(small.folder)
    with pytest.raises(CorpusError, match=part):
        _ = Corpus.open(small.folder).codings


def test_a_corpus_that_lost_a_table_is_built_again(small: Corpus, tmp_path: Path) -> None:
    shutil.rmtree(small.folder / "codings")
    assert build(tmp_path / "in", small.folder).codings.equals(small.codings)


# Tables


def test_a_table_names_every_culprit() -> None:
    row = {"sentence_id": "a#s1", "document_id": "a", "block_id": "a#b1", "place": 1, "start": 0, "end": 4, "language": "en", "word_count": 1}  # fmt: skip
    assert len(tables.SENTENCES.frame([row])) == 1
    with pytest.raises(TableError) as error:
        tables.SENTENCES.frame([row, {**row, "language": None, "place": None}])
    for part in (
        "sentences",
        "place is empty in 1 rows",
        "language is empty in 1 rows",
        "repeat the key",
        "a#s1",
    ):
        assert part in str(error.value)
    with pytest.raises(TableError) as error:
        tables.SENTENCES.frame([{**row, "start": "5", "end": 4.5, "word_count": True, "colour": "red"}])
    for part in ("column start", "column end", "column word_count", "unknown columns ['colour']"):
        assert part in str(error.value)
    with pytest.raises(TableError, match="1 rows end before they start"):
        tables.SENTENCES.frame([{**row, "start": 5}])
    with pytest.raises(TableError, match="has the columns"):
        tables.check(pd.DataFrame([row]).drop(columns="end"), tables.SENTENCES)
    with pytest.raises(TableError, match="values other than"):
        tables.DOCUMENTS.frame([{"document_id": "a", "file": "a", "status": "lost", "character_count": 0, "word_count": 0}])  # fmt: skip


def test_every_column_is_described() -> None:
    for schema in SCHEMAS.values():
        assert schema.row and set(schema.key) <= set(schema.columns)
        assert all(column.description for column in schema.columns.values())


# Same input, same bytes


def test_same_bytes_wherever_the_files_lie_and_in_whatever_order_they_came(
    seeds: Path, tmp_path: Path, corpus: Corpus
) -> None:
    elsewhere = tmp_path / "some where else"
    elsewhere.mkdir()
    for path in sorted(seeds.iterdir(), reverse=True):
        shutil.copyfile(path, elsewhere / path.name)
    assert contents(build(elsewhere, tmp_path / "again").folder) == contents(corpus.folder)


@pytest.mark.slow
def test_same_bytes_with_and_without_worker_processes(tmp_path: Path) -> None:
    many = SHARD + 3  # two shards, the second one not full
    assert SHARD % CHUNK == 0
    folder = write(tmp_path / "in", {f"{n:03}.txt": f"Paper {n}. {ENGLISH}" for n in range(many)})
    own = build(folder, tmp_path / "own")
    with ProcessPoolExecutor(1) as executor:
        one = build(folder, tmp_path / "one", executor=executor)
    assert contents(own.folder) == contents(one.folder)
    assert len(list((own.folder / "texts").iterdir())) == 2
    assert_spans(own)


def test_an_unchanged_corpus_is_not_built_again(small: Corpus, tmp_path: Path) -> None:
    before = small.folder.stat().st_ino
    assert build(tmp_path / "in", small.folder).folder.stat().st_ino == before
    write(tmp_path / "in", {"a.txt": ENGLISH + "One sentence more."})
    assert build(tmp_path / "in", small.folder).text("a").endswith("more.")


# Whole or not there


class BrokenError(Exception):
    """What a test throws into a build."""


@pytest.mark.parametrize("thrown", [BrokenError, KeyboardInterrupt])
def test_an_interrupted_build_leaves_the_earlier_corpus(
    small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, thrown: type[BaseException]
) -> None:
    before = contents(small.folder)
    write(tmp_path / "in", {"e.txt": "One more."})
    write_part = corpora._write_part

    def fail(path: Path, *rows: Any) -> None:
        if path.parent.name == "sentences":
            raise thrown
        write_part(path, *rows)

    monkeypatch.setattr(corpora, "_write_part", fail)
    with pytest.raises(thrown):
        build(tmp_path / "in", small.folder)
    assert contents(small.folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    assert Corpus.open(small.folder).codings.equals(small.codings)


KILLED = """
import os, signal, sys
from pathlib import Path
from helpers import corpus
from helpers.codebook import Codebook
from helpers.tables import data_file

seeds, out, step = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
rename, copy = Path.rename, corpus.shutil.copyfile

def kill_after_rename(self, target):
    rename(self, target)
    if str(target).endswith(".discourse-previous"):
        os.kill(os.getpid(), signal.SIGKILL)

if step == "writing":
    corpus.shutil.copyfile = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    Path.rename = kill_after_rename
corpus.Corpus.build(seeds, out, codebook=Codebook.load(data_file("codebook.yaml")), progress=False)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("step", ["writing", "between the renames"])
def test_a_killed_build_leaves_the_earlier_corpus(small: Corpus, tmp_path: Path, step: str) -> None:
    before = contents(small.folder)
    write(tmp_path / "in", {"e.txt": "One more."})
    command = [sys.executable, "-c", KILLED, tmp_path / "in", small.folder, step]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    left = {re.sub("building-.*", "building", path.name) for path in tmp_path.iterdir()}
    kept = "out" if step == "writing" else ".out.discourse-previous"
    assert left == {"in", ".out.discourse-building", kept}
    assert contents(Corpus.open(small.folder).folder) == before
    assert "e" in set(build(tmp_path / "in", small.folder).documents["document_id"])
    assert not (tmp_path / ".out.discourse-previous").exists()


# Jobs that a shell runs in the background inherit that Ctrl-C is ignored.
STARTED = """
import signal
from helpers.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and process groups")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_parallel_build_leaves_nothing_running(
    tmp_path: Path, discourse: Any, sent: signal.Signals
) -> None:
    folder = write(tmp_path / "in", {f"{n}.txt": ENGLISH * 600 for n in range(200)})
    command = [
        sys.executable,
        "-c",
        STARTED,
        "build",
        folder,
        "--out",
        tmp_path / "out",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_for(lambda: list(tmp_path.glob(".out.discourse-building-*")), process)
    time.sleep(1)
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # as a terminal does
    else:
        process.send_signal(sent)
    _, told = process.communicate(timeout=300)
    assert process.returncode not in (0, None)
    assert "Traceback" not in told
    wait_for(lambda: not group(process.pid))
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_processes_that_read_leave_ctrl_c_to_the_parent() -> None:
    pid = Guarded.of(os.getpid)
    reader = pid()
    os.kill(reader, signal.SIGINT)
    assert pid() == reader != os.getpid()


def wait_for(fulfilled: Any, process: subprocess.Popen[str] | None = None, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not fulfilled():
        assert process is None or process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def group(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def test_staging_folders_of_others(small: Corpus, tmp_path: Path) -> None:
    young, old = (tmp_path / f".out.discourse-building-{name}" for name in ("young", "old"))
    for folder in (young, old):
        write(folder, {"part": "x"})
    os.utime(old, (0, 0))
    write(tmp_path / "in", {"e.txt": "One more."})
    assert "e" in set(build(tmp_path / "in", small.folder).documents["document_id"])
    assert young.exists() and not old.exists()


@pytest.mark.parametrize(
    "holds", [{"thesis.txt": "x"}, {"record.json": '{"mine": 1}', "thesis.txt": "x"}, {"record.json": "no"}]
)
def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path, holds: dict[str, str]) -> None:
    write(tmp_path / "in", {"a.txt": ENGLISH})
    theirs = write(tmp_path / "thesis", holds)
    with pytest.raises(CorpusError, match="Name another folder"):
        build(tmp_path / "in", theirs)
    assert contents(theirs) == {name: text.encode() for name, text in holds.items()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "thesis"]


def test_a_file_and_an_empty_folder_as_target(tmp_path: Path) -> None:
    write(tmp_path, {"in/a.txt": ENGLISH, "file": "x"})
    with pytest.raises(CorpusError, match="Name another folder"):
        build(tmp_path / "in", tmp_path / "file")
    (tmp_path / "empty").mkdir()
    assert len(build(tmp_path / "in", tmp_path / "empty").documents) == 1


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_to_another_disk_stays_a_link(small: Corpus, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(small.folder, target_is_directory=True)
    for more in ("One more.", "Two more."):
        write(tmp_path / "in", {"e.txt": more})
        assert build(tmp_path / "in", link).text("e") == more
        assert link.is_symlink() and Corpus.open(small.folder).text("e") == more


def test_sources_and_what_is_made_of_them_lie_apart(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": ENGLISH})
    for out in (tmp_path, tmp_path / "data" / "corpus"):
        with pytest.raises(CorpusError, match="folder of their own"):
            build(tmp_path, out)


def test_sources_in_the_folder_that_is_replaced_stay(small: Corpus, tmp_path: Path) -> None:
    write(small.folder, {"mine/a.txt": ENGLISH})
    before = contents(small.folder)
    for folder in (small.folder / "mine", small.folder):
        with pytest.raises(CorpusError, match="folder of their own"):
            build(folder, small.folder)
    assert contents(small.folder) == before


def test_recover_prefers_what_is_there(tmp_path: Path) -> None:
    ours = '{"versions": {"discourse-notebooks": "0"}}'
    write(
        tmp_path,
        {"out/new": "", ".out.discourse-previous/x.json": ours, ".lost.discourse-previous/x.json": ours},
    )
    recover(tmp_path / "out")
    assert (tmp_path / "out" / "new").exists()
    recover(tmp_path / "lost")
    assert (tmp_path / "lost" / "x.json").exists()
    with staged(tmp_path / "other", "x.json") as folder:
        assert list(folder.iterdir()) == []
    assert (tmp_path / "other").is_dir()


def test_a_folder_of_somebody_else_is_never_taken_for_what_was_moved_aside(
    small: Corpus, tmp_path: Path
) -> None:
    theirs = {
        ".out.discourse-previous/thesis.txt": "x",
        ".gone.discourse-previous/record.json": '{"mine": 1}',
    }
    write(tmp_path, {**theirs, "out.previous/thesis.txt": "x", "in/e.txt": "One more."})
    with pytest.raises(CorpusError, match="Move it elsewhere"):
        build(tmp_path / "in", small.folder)
    recover(tmp_path / "gone")
    shutil.rmtree(small.folder)
    recover(small.folder)
    assert not (tmp_path / "gone").exists() and not small.folder.exists()
    shutil.rmtree(tmp_path / ".out.discourse-previous")
    for more in ("Two more.", "Three more."):
        write(tmp_path, {"in/e.txt": more})
        assert build(tmp_path / "in", small.folder).text("e") == more
    assert (tmp_path / "out.previous" / "thesis.txt").exists()


def test_voices_can_be_left_out_and_sought_later(small: Corpus, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": ENGLISH})
    bare = build(folder, tmp_path / "out", with_voices=False)
    assert bare.mentions.empty and bare.statements.empty and bare.contents.empty and not bare.sentences.empty
    assert "not looked for" in statements.told(bare.record["parser"])
    whole = build(folder, tmp_path / "whole")
    assert whole.statements["speaker"].tolist() == ["minister"] and whole.digest != bare.digest
    assert whole.sentences.equals(bare.sentences) and whole.codings.equals(bare.codings)


def test_an_open_corpus_does_not_mix_two_builds(small: Corpus, tmp_path: Path) -> None:
    documents = small.documents
    chosen = small.select("file == 'a.txt'")
    write(tmp_path / "in", {"a.txt": "Other words of terrorism."})
    again = build(tmp_path / "in", small.folder)
    for read in (
        lambda: small.texts,
        lambda: chosen.sentences,
        lambda: small.sql("FROM texts"),
        lambda: small.codebook,
    ):
        with pytest.raises(CorpusError, match="built again since it was opened; open it again"):
            read()
    assert small.documents.equals(documents)
    assert again.text("a").startswith("Other") and len(again.sql("FROM texts")) == 3


# Errors


@pytest.fixture
def errors(tmp_path: Path) -> Iterator[Any]:
    def of(folder: Path) -> str:
        with pytest.raises(CorpusError) as error:
            build(folder, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        return str(error.value)

    return of


def test_folders_without_documents(tmp_path: Path, errors: Any) -> None:
    assert "no such folder" in errors(tmp_path / "gone")
    (tmp_path / "in").mkdir()
    assert "an empty folder" in errors(tmp_path / "in")
    write(tmp_path / "in", {".hidden.txt": "x", "manifest.yaml": "about: x"})
    assert "an empty folder" in errors(tmp_path / "in")
    write(tmp_path / "in", {"a.pdf": b"%PDF-1.7\x00", "b.txt": b"", "c.txt": bytes(range(256)) * 8})
    told = errors(tmp_path / "in")
    for part in ("none of its 3 files", "a.pdf: failed", "b.txt: empty", "c.txt: failed", ", .txt"):
        assert part in told
    assert "no such folder" in errors(tmp_path / "in" / "b.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_a_file_name_that_is_no_text(tmp_path: Path, errors: Any) -> None:
    write(tmp_path / "in", {"a.txt": ENGLISH})
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xff\xfe.txt")).write_text("x")
    assert r"\udcff\udcfe.txt" in errors(tmp_path / "in")


def test_bad_files_among_good_ones_become_rows_with_reasons(tmp_path: Path) -> None:
    files = {
        "a.txt": ENGLISH,
        "b.txt": b"",
        "c.txt": bytes(range(256)) * 8,
        "d.pdf": b"%PDF-1.7\x00",
        "e.xyz": "?",
    }
    corpus = build(write(tmp_path / "in", files), tmp_path / "out")
    documents = corpus.documents.set_index("file")
    assert dict(documents["status"]) == {"a.txt": "read", "b.txt": "empty", "c.txt": "failed", "d.pdf": "failed", "e.xyz": "failed"}  # fmt: skip
    assert documents["reason"].notna().to_dict() == {name: name != "a.txt" for name in files}
    assert_spans(corpus)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file"
)
def test_a_file_without_permission_becomes_a_row(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": ENGLISH, "b.txt": "x"})
    (folder / "b.txt").chmod(0)
    assert list(build(folder, tmp_path / "out").documents["status"]) == ["read", "failed"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_becomes_a_row(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": ENGLISH})
    os.mkfifo(folder / "b.txt")
    script = (
        "import sys; from helpers.cli import main; sys.argv[1:] = ['build', 'in', '--out', 'out']; main()"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, timeout=300)
    assert list(Corpus.open(tmp_path / "out").documents["status"]) == ["read", "failed"]
