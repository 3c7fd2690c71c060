"""Exchange: what is written for other programs comes back the same; what cannot be read is told in full."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.cli import main
from helpers.codebook import Codebook
from helpers.corpus import Corpus
from helpers.exchange import ExchangeError, dna, graphs, sheets
from helpers.measures import network, voices
from helpers.tables import POSITIONS, data_file

PLAIN = (
    "statement_id,document_id,date,document,start,stop,coder,person,organization,concept,agreement\n"
    '1,7,2005-01-26,"Hearing: ""Air""",10,20,2,Ann Lee,"Air, Inc.",Tax it.,0\n'
    "2,7,2005-01-26,Hearing,30,40,2,Bob Ray,Senate,Tax it.,1\n"
    "3,8,2005,Report,0,9,3,,Senate,,\n"
)


def position(number: int, **given: Any) -> dict[str, Any]:
    return {"statement_id": f"a#t{number}", "document_id": "a", "start": 0, "end": 9, "code": "x.1", **given}


OURS = POSITIONS.frame(
    [
        position(1, actor="China", actor_id="CHN", actor_kind="country", organisation="China", country="CHN", theme="x",
                 coder="codebook@1", date="2025-09", document="一, “二”\n三", mode="direct", position="supports"),
        position(1, actor="China", actor_id="CHN", actor_kind="country", organisation="China", code="y.1",
                 coder="codebook@1", position="neutral"),
        position(2, actor="Li Wei", actor_kind="person", role="minister", organisation="Ministry", position="opposes"),
        position(3),
    ]
)  # fmt: skip


def test_the_csv_of_dna_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PLAIN, "utf-8")
    found = dna.read(tmp_path / "a.csv")
    columns = [
        "statement_id",
        "date",
        "document",
        "start",
        "end",
        "actor",
        "organisation",
        "code",
        "position",
    ]
    rows = found[columns].astype("object").where(found[columns].notna(), None)
    assert rows.to_numpy().tolist() == [
        ["1", "2005-01-26", 'Hearing: "Air"', 10, 20, "Ann Lee", "Air, Inc.", "Tax it.", "opposes"],
        ["2", "2005-01-26", "Hearing", 30, 40, "Bob Ray", "Senate", "Tax it.", "supports"],
        ["3", "2005", "Report", 0, 9, None, "Senate", None, None],
    ]
    dna.write(found, tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == PLAIN.replace("\n", "\r\n").encode()


def test_a_ledger_comes_back_the_same(tmp_path: Path) -> None:
    dna.write(OURS, tmp_path / "a.csv")
    pd.testing.assert_frame_equal(dna.read(tmp_path / "a.csv"), OURS)
    lines = (tmp_path / "a.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith(PLAIN.partition("\n")[0] + ",")
    assert '三",0,9,codebook@1,,China,x.1,1,' in lines[2], "a country is no person"


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)


@st.composite
def ledgers(draw: st.DrawFn) -> pd.DataFrame:
    dates = st.sampled_from(["2024", "2024-02", "2024-02-29"])
    given = {"date": dates, "actor_kind": st.sampled_from(["country", "organisation", "person"]),
             "position": st.sampled_from(["supports", "opposes", "neutral"])}  # fmt: skip
    optional = [name for name, column in POSITIONS.columns.items() if column.nullable]
    rows = []
    for number in range(draw(st.integers(0, 4))):
        more = {name: draw(st.none() | given.get(name, TEXT)) for name in optional}
        rows.append(
            {"statement_id": f"t{number}", "document_id": draw(TEXT), "start": 0, "end": number, **more}
        )
    return POSITIONS.frame(rows)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers())
def test_any_ledger_comes_back_the_same(tmp_path: Path, ledger: pd.DataFrame) -> None:
    dna.write(ledger, tmp_path / "a.csv")
    pd.testing.assert_frame_equal(dna.read(tmp_path / "a.csv"), ledger)


def test_every_fault_of_a_csv_is_told_at_once(tmp_path: Path) -> None:
    wrong = (
        PLAIN.replace("2005-01-26,H", "26.01.2005,H")
        .replace(",10,20", ",ten,20")
        .replace("Tax it.,1", "Tax it.,7")
    )
    (tmp_path / "a.csv").write_text(wrong.replace("\n3,", "\n,").replace("2005,R", "2005-13,R"), "utf-8")
    with pytest.raises(ExchangeError) as told:
        dna.read(tmp_path / "a.csv")
    assert str(told.value).splitlines() == [
        f"{tmp_path / 'a.csv'}:",
        "  statement_id is wrong in 1 rows, first '' of statement : it is not empty",
        "  date is wrong in 2 rows, first '26.01.2005' of statement 2: it is as 2025-09-19, 2025-09 or 2025, or empty",
        "  start is wrong in 1 rows, first 'ten' of statement 1: it is a whole number",
        "  agreement is wrong in 1 rows, first '7' of statement 2: it is 1 for, 0 against, or empty",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no statement_id, document_id"),
        (PLAIN.replace("person,", "speaker,"), "no person: .*\n.*speaker: nothing here holds this"),
        (PLAIN.replace("start,stop", "start,start"), "no stop"),
        (PLAIN + "4,8,2005\n", "1 rows have more or fewer fields than the first line names, first row 4"),
        (PLAIN.replace(",1\n", ",1,2\n"), "first row 2"),
        (PLAIN.replace("2,7,", "1,7,").replace("Bob", "Ann"), "repeat the key"),
        (PLAIN.replace('"Air, Inc."', '"Air" Inc.'), "no CSV in UTF-8"),
        (PLAIN.encode("utf-16"), "no CSV in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_csv_of_dna_is_refused(tmp_path: Path, content: str | bytes, told: str) -> None:
    (tmp_path / "a.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ExchangeError, match=told):
        dna.read(tmp_path / "a.csv")


def test_columns_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(PLAIN.replace("agreement\n", "agreement,place\n").replace(",0\n", ",0,Rome\n")
                                    .replace(",1\n", ",1,\n").replace(",,\n", ",,,\n"), "utf-8")  # fmt: skip
    with pytest.raises(ExchangeError, match="place: nothing here holds this; name it in leave_out"):
        dna.read(tmp_path / "a.csv")
    assert len(dna.read(tmp_path / "a.csv", leave_out=["place"])) == 3


# Databases of DNA

SCHEMA = """
CREATE TABLE SETTINGS(Property TEXT, Value TEXT);
CREATE TABLE DOCUMENTS(ID INTEGER, Title TEXT, Text TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES(ID INTEGER, Label TEXT);
CREATE TABLE VARIABLES(ID INTEGER, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER, Coder INTEGER);
CREATE TABLE ENTITIES(ID INTEGER, VariableId INTEGER, Value TEXT);
CREATE TABLE DATASHORTTEXT(ID INTEGER, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
CREATE TABLE DATALONGTEXT(ID INTEGER, StatementId INTEGER, VariableId INTEGER, Value TEXT);
CREATE TABLE DATAINTEGER(ID INTEGER, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
INSERT INTO SETTINGS VALUES ('version', '3.0.7');
INSERT INTO DOCUMENTS VALUES (7, 'Hearing', 'all of it', 1106697600), (8, 'Old', 'text', -86400);
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (2, 'Annotation');
INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1),
    (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 2);
INSERT INTO STATEMENTS VALUES (1, 1, 7, 10, 20, 2), (2, 2, 7, 5, 6, 3), (3, 1, 8, 0, 4, NULL);
INSERT INTO ENTITIES VALUES (1, 1, 'Ann Lee'), (2, 2, 'Senate'), (3, 3, 'Tax it.'), (4, 1, '');
INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 1), (2, 1, 2, 2), (3, 1, 3, 3), (4, 3, 1, 4);
INSERT INTO DATALONGTEXT VALUES (1, 2, 5, 'a note');
INSERT INTO DATABOOLEAN VALUES (1, 1, 4, 0), (2, 3, 4, 1);
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "Müller’s 100%?#.dna"
    with sqlite3.connect(path) as made:
        made.executescript(SCHEMA)
    made.close()
    return path


def test_a_database_of_dna_is_opened(database: Path) -> None:
    before = database.read_bytes()
    found = dna.read(database)
    columns = ["statement_id", "document_id", "document", "date", "start", "end", "coder", "actor", "organisation",
               "code", "position"]  # fmt: skip
    assert found[columns].astype("object").where(found[columns].notna(), None).to_numpy().tolist() == [
        ["1", "7", "Hearing", "2005-01-26", 10, 20, "2", "Ann Lee", "Senate", "Tax it.", "opposes"],
        ["3", "8", "Old", "1969-12-31", 0, 4, None, None, None, None, "supports"],
    ]
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir()] == [database.name]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE SETTINGS SET Value = '4.1'", "of DNA 4.1; only those of DNA 3"),
        ("DROP TABLE ENTITIES", "lacks ENTITIES"),
        ("UPDATE STATEMENTTYPES SET Label = 'Mine' WHERE ID = 1", "no statement type 'DNA Statement'; it has Mine, Annotation"),
        ("INSERT INTO VARIABLES VALUES (6, 'place', 'short text', 1)", "place: nothing here holds this"),
        ("UPDATE VARIABLES SET Variable = 'claim' WHERE ID = 3", "no concept"),
        ("UPDATE DATABOOLEAN SET Value = -5 WHERE StatementId = 3", "agreement is wrong in 1 rows, first '-5' of statement 3"),
    ],
)  # fmt: skip
def test_what_is_no_database_of_dna_3_is_refused(database: Path, change: str, told: str) -> None:
    with sqlite3.connect(database) as made:
        made.execute(change)
    made.close()
    with pytest.raises(ExchangeError, match=told):
        dna.read(database)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.dna").write_text("no database, but long enough to be looked at as one" * 9, "utf-8")
    (tmp_path / "empty.dna").touch()
    for name, told in (("a.dna", "cannot be read"), ("empty.dna", "lacks"), ("none.dna", "no such file")):
        with pytest.raises(ExchangeError, match=told):
            dna.read(tmp_path / name)
    assert not (tmp_path / "none.dna").exists()


# Graphs

SAID = POSITIONS.frame(
    [
        position(1, actor="B", position="supports", code="A", country="CHN"),
        position(2, actor="A", position="supports", code="A"),
        position(3, actor="odd \x00 \ud7ff ]]> <&\x0b", position="opposes", code="A"),
        position(4, actor="alone", position="opposes", code="a;b"),
    ]
)
ACTORS, CODES = network.nodes(SAID, attributes=["country"]), network.nodes(SAID, "code")


@pytest.mark.parametrize(("ending", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graphs_come_back_with_all_that_is_known(tmp_path: Path, ending: str, read: Any) -> None:
    ties = network.one_mode(SAID, qualifier="subtract", normalisation="average")
    graphs.write(tmp_path / f"a.{ending}", ties, ACTORS, form=ending)
    back = read(tmp_path / f"a.{ending}")
    assert sorted(back) == ["A", "B", "alone", "odd \ufffd \ud7ff ]]> <&\ufffd"]
    assert not back.is_directed()
    assert back.nodes["B"]["country"] == "CHN"
    assert back.nodes["B"]["statement_ids"] == "a#t1"
    assert "country" not in back.nodes["A"]
    tie = back.edges["A", "B"]
    assert (tie["weight"], tie["statement_count"], tie["statement_ids"]) == (1.0, 2, "a#t1; a#t2")
    assert (tie["source_ids"], tie["target_ids"]) == ("a#t2", "a#t1")
    assert min(edge["weight"] for *_, edge in back.edges(data=True)) == -1


def test_edges_are_written_from_source_to_target(tmp_path: Path) -> None:
    ties = network.one_mode(SAID, qualifier="ignore")
    graphs.write(tmp_path / "a.graphml", ties, ACTORS, form="graphml")
    edges = ElementTree.parse(tmp_path / "a.graphml").iter("{http://graphml.graphdrawing.org/xmlns}edge")
    written = [(edge.get("source"), edge.get("target")) for edge in edges]
    assert written == [
        ("A", "B"),
        ("A", "odd \ufffd \ud7ff ]]> <&\ufffd"),
        ("B", "odd \ufffd \ud7ff ]]> <&\ufffd"),
    ]


def test_a_code_may_be_called_like_an_actor(tmp_path: Path) -> None:
    ties = network.affiliation(SAID)
    graphs.write(tmp_path / "a.gexf", ties, ACTORS, CODES, form="gexf")
    back = nx.read_gexf(tmp_path / "a.gexf")
    assert back.has_edge("actor:A", "code:A")
    assert (back.nodes["code:A"]["label"], back.nodes["code:A"]["mode"]) == ("A", "code")
    assert nx.is_bipartite(back)


@pytest.mark.parametrize("ending", graphs.FORMS)
def test_the_same_network_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    for name in ("a", "b"):
        graphs.write(tmp_path / f"{name}.{ending}", network.affiliation(SAID), ACTORS, CODES, form=ending)
    first, second = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert first == second
    assert b"lastmodified" not in first


def test_ties_as_csv(tmp_path: Path) -> None:
    graphs.write(tmp_path / "a.csv", network.one_mode(SAID), form="csv")
    assert (tmp_path / "a.csv").read_text("utf-8").splitlines() == [
        "source,target,weight,statement_count,statement_ids,source_ids,target_ids",
        "A,B,1.0,2,a#t1; a#t2,a#t2,a#t1",
    ]


def test_graphs_are_refused_without_form_or_nodes(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="no form 'png'; known are graphml, gexf, csv"):
        graphs.write(tmp_path / "a", network.one_mode(SAID), ACTORS, form="png")
    with pytest.raises(ExchangeError, match="a tie names 'B'"):
        graphs.write(tmp_path / "a", network.one_mode(SAID), ACTORS[:1], form="gexf")
    assert not [*tmp_path.iterdir()]


# The console command


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("exported")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(
        'China said on Friday that terrorists use social media.\n\nJapan warned: "Cybercrime is growing."\n',
        "utf-8",
    )
    book = Codebook.load(data_file("codebook.yaml"))
    return Corpus.build(folder / "in", folder / "out", codebook=book, progress=False)


def export(corpus: Corpus, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", "--corpus", str(corpus.folder), *map(str, arguments)])


def test_export_writes_what_a_corpus_holds(corpus: Corpus, tmp_path: Path) -> None:
    positions = voices.positions(corpus.statements, corpus.contents, corpus.codings, corpus.documents)
    assert {"China", "Japan"} <= set(positions["actor"])
    done = export(corpus, "--to", "dna", tmp_path / "a.csv")
    assert f"{positions['statement_id'].nunique()} statements on" in done.output
    pd.testing.assert_frame_equal(dna.read(tmp_path / "a.csv"), positions)
    done = export(corpus, "--to", "graphml", tmp_path / "a.graphml")
    ties = network.affiliation(positions)
    assert f"{len(ties)} ties among" in done.output
    graph = nx.read_graphml(tmp_path / "a.graphml")
    assert graph.number_of_edges() == len(ties)
    assert graph.nodes["actor:China"]["actor_id"] == "CHN"
    export(corpus, "--to", "csv", "--network", "ignore", tmp_path / "b.csv")
    assert len(pd.read_csv(tmp_path / "b.csv")) == len(network.one_mode(positions, qualifier="ignore"))


def test_a_ledger_opens_in_a_spreadsheet_with_its_passages(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    text = "Police trained 300 officers.\n\n-2+cmd() France will train 40\njudges by 2030, it said.\n\n法国将培训50名法官。\n"
    (tmp_path / "seeds" / "a.txt").write_text(text, "utf-8")
    built = Corpus.build(
        tmp_path / "seeds", tmp_path / "c", codebook=Codebook.load(data_file("codebook.yaml")), progress=False
    )
    for name in sheets.TABLES:
        done = export(built, "--to", name, tmp_path / f"{name}.csv")
        assert (done.exit_code, done.output.split(": ")[1]) == (0, f"{len(getattr(built, name))} {name}\n")
    assert (tmp_path / "quantities.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # or Excel misreads Chinese
    rows = pd.read_csv(tmp_path / "quantities.csv")
    assert rows["words"].tolist()[:2] == ["300", "40"] and set(rows["file"]) == {"a.txt"}
    assert rows["value"].tolist()[1] == 40 and "50名" in rows["passage"].iloc[-1]
    (promise,) = pd.read_csv(tmp_path / "commitments.csv").query("language == 'en'").to_dict("records")
    assert "train 40 judges by 2030" in promise["passage"]  # on one line
    assert promise["passage"][0] not in "=+-@"  # no formula


def test_export_says_what_is_wrong(corpus: Corpus, tmp_path: Path) -> None:
    for arguments, told in (
        (("--to", "png", tmp_path / "a"), "'png' is not one of"),
        (("--to", "csv", "--select", "nothing == 1", tmp_path / "a"), "name 'nothing' is not defined"),
        (("--to", "csv", tmp_path / "none" / "a"), "none"),
        ((tmp_path / "a",), "--to"),
    ):
        done = export(corpus, *arguments)
        assert done.exit_code
        assert told in done.output
        assert "Traceback" not in done.output
    assert not [*tmp_path.iterdir()]
