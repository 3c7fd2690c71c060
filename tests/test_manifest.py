"""The manifest: what people decide of documents, of the files of a pattern, of the columns of exports; its faults."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import sources, tables

BODY = "The forum closed on Friday after three days of talks on fraud, drugs and terrorism. " * 3


def read(folder: Path, content: str, name: str = "a.txt", manifest: str = "") -> sources.Reading:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, "utf-8")
    (folder / "manifest.yaml").write_text(manifest, "utf-8")
    return sources.read(folder / name, root=folder, document_id="a", manifest=sources.Manifest.load(folder))


def faults(folder: Path, manifest: str, *files: str) -> str:
    """What the manifest is refused for, beside empty files of those names."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Text.")
    (folder / "manifest.yaml").write_text(manifest, "utf-8")
    with pytest.raises(sources.ManifestError) as error:
        sources.Manifest.load(folder)
    return str(error.value)


def test_manifest_decides(tmp_path: Path) -> None:
    manifest = "documents:\n  a.txt:\n    date: {value: 2024-09, reason: Told.}\n    outlet: {value: CNS, reason: Seen.}\n"
    reading = read(
        tmp_path,
        f"Forum calls for joint action on fraud\n\nPublished: 2023-01-02\n\n{BODY}",
        manifest=manifest,
    )
    assert (reading.document["date"], reading.document["outlet"]) == ("2024-09", "China News Service")
    dates = {
        (f["value"], f["origin"], f["rule"], f["is_chosen"]) for f in reading.fields if f["field"] == "date"
    }
    assert dates == {
        ("2024-09", "manifest", "Told.", True),
        ("2023-01-02", "text", "after 'Published'", False),
    }


def test_manifest_names_all_faults_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "manifest.yaml").write_text(
        "about: Test.\nabut: typo\ndocuments:\n  gone.txt:\n    date: {value: 2024, reason: x}\n  a.txt:\n    sha256: 00\n"
        "    date: {value: 5 May 2024, reason: x}\n    outlet: {value: X}\n    colour: red\n    genre: news\n    colour: blue\n",
        "utf-8",
    )
    with pytest.raises(sources.ManifestError) as error:
        sources.Manifest.load(tmp_path)
    message = str(error.value)
    for line, part in [
        (2, "unknown key 'abut'"), (4, "'gone.txt' names no file"), (7, "'a.txt' has changed"), (8, "'5 May 2024'"), (9, "outlet of 'a.txt'"),
        (10, "unknown key 'colour'"), (11, "genre of a.txt is no mapping"), (12, "stands twice"),
    ]:  # fmt: skip
        assert re.search(rf"line {line}: .*{re.escape(part)}", message), (line, part, message)
    assert "manifest.yaml" in message


def test_manifest_rows_name_files_as_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.txt", ".hid.txt", "sub/b.txt"):
        (tmp_path / name).write_text("Text.")
    row = "{date: {value: 2024, reason: x}}"
    rows = [f"  {name}: {row}" for name in ("a.txt", "./a.txt", ".hid.txt", "sub//b.txt", "sub/b.txt", "qq")]
    (tmp_path / "manifest.yaml").write_text("\n".join(["documents:", *rows]))
    with pytest.raises(sources.ManifestError, match=r"4 fault") as error:
        sources.Manifest.load(tmp_path)
    message = str(error.value)
    for part in (
        "'./a.txt' names no file",
        "mean 'a.txt'",
        "'.hid.txt' names no",
        "mean 'sub/b.txt'",
        "row\n",
        "'qq'",
    ):
        assert part in message + "\n"


def test_a_name_in_other_letters_means_its_file_and_a_bare_value_lacks_its_reason(tmp_path: Path) -> None:
    for name in ("Statement-12.txt", "b.txt"):
        (tmp_path / name).write_text("Text.")
    (tmp_path / "manifest.yaml").write_text(
        "documents:\n  STATEMENT-12.TXT: {date: {value: 2024, reason: x}}\n  b.txt:\n    date: 2025-03"
    )
    with pytest.raises(sources.ManifestError, match="2 fault") as error:
        sources.Manifest.load(tmp_path)
    assert "did you mean 'Statement-12.txt'" in str(error.value)
    assert "line 4: date of b.txt is no mapping; write {value: …, reason: …}" in str(error.value)


def test_half_a_character_in_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text('about: "Half \\uD83D."')
    assert sources.Manifest.load(tmp_path).about == "Half \ufffd."


@pytest.mark.parametrize(
    "content",
    [
        "documents: [",
        "documents: {? [a] : b}",
        "about: " + "[" * 3000,
        'about: "\\UFFFFFFFF"',
        "- a\n- b",
        "documents: text",
        "\tx: 1",
        "notes: {a: }",
    ],
)
def test_manifest_that_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.yaml").write_text(content, "utf-8")
    with pytest.raises(sources.ManifestError, match=r"manifest\.yaml"):
        sources.Manifest.load(tmp_path)


def test_manifest_may_be_missing_or_empty(tmp_path: Path) -> None:
    assert sources.Manifest.load(tmp_path) == sources.Manifest()
    (tmp_path / "manifest.yaml").write_text("# nothing yet\n")
    assert sources.Manifest.load(tmp_path).row("a.txt") == {}


# Rules: metadata in file names

UN = """
rules:
  - files: "{country}_{session}_{date}.txt"
    set:
      outlet: {value: General Debate, reason: The corpus says so.}
"""


def test_names_in_braces_become_fields(tmp_path: Path) -> None:
    reading = read(tmp_path, BODY, "FRA_49_1994.txt", UN)
    decided = {f["field"]: (f["value"], f["rule"]) for f in reading.fields if f["origin"] == "manifest"}
    fits = "file name fits '{country}_{session}_{date}.txt'"
    assert decided == {
        "country": ("FRA", fits), "session": ("49", fits), "date": ("1994", fits), "outlet": ("General Debate", "The corpus says so."),
    }  # fmt: skip
    assert (reading.document["date"], reading.document["outlet"]) == ("1994", "General Debate")
    tables.FIELDS.frame(reading.fields)
    assert not [f for f in read(tmp_path, BODY, "notes.txt", UN).fields if f["origin"] == "manifest"]


@pytest.mark.parametrize(
    ("pattern", "file", "named"),
    [
        ("{country}.txt", "FRA.txt", {"country": "FRA"}),
        ("{country}.txt", "sub/FRA.txt", None),
        ("{country}.txt", "FRA.txt.md", None),
        ("{body}/{name}.txt", "UN/a b.txt", {"body": "UN", "name": "a b"}),
        ("**/{name}.txt", "a.txt", {"name": "a"}),
        ("**/{name}.txt", "x/y/a.txt", {"name": "a"}),
        ("{body}/**", "UN/y/a.txt", {"body": "UN"}),
        ("*_{date}.*", "any_2024-09-05.html", {"date": "2024-09-05"}),
        ("*_{date}.*", "x/any_2024.html", None),
        ("{date}??.txt", "20240905-1.txt", {"date": "20240905"}),
        ("[a].{name}+(b)", "[a].x+(b)", {"name": "x"}),
        ("[a].txt", "a.txt", None),
        ("{name}讲话.txt", "外交部讲话.txt", {"name": "外交部"}),
        ("{name}.txt", "a\nb.txt", {"name": "a\nb"}),
    ],
)
def test_patterns(pattern: str, file: str, named: dict[str, str] | None) -> None:
    assert sources.manifest.Rule(pattern).match(file) == named


@given(st.text(alphabet="ab_{}*?[]()\\.+^$|/-", max_size=20), st.text(alphabet="ab_/.{", max_size=12))
def test_any_pattern_is_refused_or_matched(pattern: str, file: str) -> None:
    rule = f"rules:\n  - files: {pattern!r}\n"
    folder = Path(__file__).parent / "fixtures"
    (check := sources.manifest._Check(folder)).files = {file: None}
    node = sources.manifest.yaml.compose(rule, Loader=sources.manifest.yaml.SafeLoader)
    made = check.rule(node.value[0][1].value[0]) if node else None
    assert check.faults or (made is not None and made.match(file) is not None)


def test_a_date_in_a_name_is_read_as_people_write_it(tmp_path: Path) -> None:
    rule = "rules:\n  - files: '{date} *.txt'\n"
    assert read(tmp_path, BODY, "20240905 talks.txt", rule).document["date"] == "2024-09-05"


def test_rules_name_all_their_faults_at_once(tmp_path: Path) -> None:
    manifest = """rules:
  - files: "{country}_*.md"
  - files: "{a}_{b}.txt"
  - {files: "{x}_{date}.log"}
  - files: "{status}_{Upper}_{class}.txt"
  - files: "{x}{"
  - set: {}
  - files: "*.log"
    sett: {}
  - files: "*.log"
    set:
      date: {value: May, reason: x}
      outlet: {value: One}
      my field: {value: x, reason: x}
  - files: "{part}.log"
    set: {part: {value: x, reason: x}}
"""
    message = faults(tmp_path, manifest, "a_b_c.txt", "x_2024.log", "y_May.log", "z_June.log")
    for line, part in [
        (2, "fits no file"), (3, "fits 1 file(s) in more ways than one, first 'a_b_c.txt': {'a': 'a', 'b': 'b_c'}"),
        (4, "gives 2 file(s) a date that is none, first 'y_May.log': 'May'"), (5, "'status' would hide a column"),
        (5, "'Upper' is no name of a field"), (5, "'class' is no name"), (6, "braces that do not close"), (7, "lacks files"),
        (8, "unknown key 'sett'"), (12, "'May'; write 2025-09-19"), (13, "outlet of '*.log' has value; write {value"),
        (10, "date has another value than by the rule in line 4"), (14, "'my field' is no name"), (16, "part stands in the pattern"),
    ]:  # fmt: skip
        assert re.search(rf"line {line}: .*{re.escape(part)}", message), (line, part, message)
    assert "14 fault(s)" in message


def test_two_rules_must_agree(tmp_path: Path) -> None:
    rules = "rules:\n  - files: '{country}_*.txt'\n  - files: '*_{country}.txt'\n"
    message = faults(tmp_path, rules, "FRA_FRA.txt", "FRA_GBR.txt", "USA_GBR.txt")
    assert (
        "line 3: country has another value than by the rule in line 2 for 2 file(s): 'FRA_GBR.txt' is"
        in message
    )
    (tmp_path / "FRA_GBR.txt").unlink()
    (tmp_path / "USA_GBR.txt").unlink()
    assert sources.Manifest.load(tmp_path).row("FRA_FRA.txt")["country"]["value"] == "FRA"


def test_a_row_under_documents_beats_a_rule(tmp_path: Path) -> None:
    documents = "documents:\n  FRA_49_1994.txt:\n    country: {value: France, reason: In full.}\n"
    reading = read(tmp_path, BODY, "FRA_49_1994.txt", UN + documents)
    values = {f["field"]: f["value"] for f in reading.fields if f["origin"] == "manifest"}
    assert (values["country"], values["session"]) == ("France", "49")


def test_rules_that_are_no_list(tmp_path: Path) -> None:
    assert "line 1: rules is no list" in faults(tmp_path, "rules: {files: x}")
    assert "is no mapping" in faults(tmp_path, "rules: [x]")


def test_the_examples_of_the_readme_are_right(tmp_path: Path, root: Path) -> None:
    examples = re.findall(
        r"^  ```yaml\n(.*?)^  ```", (root / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (tmp_path / "ministry").mkdir()
    for name in ("ministry/statement-12.txt", "FRA_49_1994.txt", "nexis.csv"):
        (tmp_path / name).write_text("Text.")
    (tmp_path / "manifest.yaml").write_text("".join(map(textwrap.dedent, examples)), "utf-8")
    manifest = sources.Manifest.load(tmp_path)
    assert manifest.rows and manifest.rules and manifest.exports


# Columns of exports


def test_mappings_name_all_their_faults_at_once(tmp_path: Path) -> None:
    manifest = """exports:
  a.csv: {text: [Body, Lead], section: Section, dates: day first}
  gone.csv: {text: Body}
  b.csv:
    title: [A, B]
    dates: american
    row: Row
    text: []
"""
    message = faults(tmp_path, manifest, "a.csv", "b.csv")
    for line, part in [
        (3, "'gone.csv' names no file"), (5, "title of b.csv is empty or no text"), (6, "write day first or month first"),
        (7, "'row' would hide a column"),
    ]:  # fmt: skip
        assert re.search(rf"line {line}: .*{re.escape(part)}", message), (line, part, message)


def test_decisions_on_rows_name_rows_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\nx1,One.\n,Two.\n")
    row = "{title: {value: T, reason: R.}}"
    rows = "".join(f"  {name}: {row}\n" for name in ("a.csv/x1", "a.csv/~2", "a.csv/x2", "b.csv/1"))
    message = faults(tmp_path, f"documents:\n{rows}")
    assert "2 fault(s)" in message and "mean 'a.csv/~2'" in message and "'b.csv/1' names no" in message
    assert "has changed: its sha256 is" in faults(tmp_path, "documents: {a.csv/x1: {sha256: 00}}")
    (tmp_path / "manifest.yaml").write_text(
        f"documents:\n  a.csv/x1: {row}\n  a.csv: {{title: {{value: All, reason: R.}}}}\n"
    )
    manifest = sources.Manifest.load(tmp_path)
    listed = sources.listed(["a.csv"], root=tmp_path, manifest=manifest)
    titles = [
        sources.read(
            tmp_path / s.file, root=tmp_path, document_id=s.document_id, manifest=manifest, row=s.row
        ).document["title"]
        for s in listed
    ]
    assert titles == ["T", "All"]
