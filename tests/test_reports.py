"""The publication: parameters, errors and interruptions, count = evidence and what tampers with it, hostile sources."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from shipped import CODEBOOK

from helpers import reports
from helpers.cli import main
from helpers.codebook import Codebook
from helpers.reports import ReportError
from helpers.reports.check import check_folder

ENGLISH = "Terrorists used social media. States should cooperate against cybercrime, the minister said.\n"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and process groups")


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def tiny(folder: Path, code: str, parameters: str = 'corpus: str = "data/corpus"  # folder') -> Path:
    """A project of one notebook that runs in a second or two, and one source."""
    cells = [
        new_markdown_cell("# Tiny"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        new_code_cell(code),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    write(
        folder,
        {
            "notebooks/tiny.ipynb": nbformat.writes(new_notebook(cells=cells, metadata=kernel)),
            "notebooks/report.yaml": "pages:\n  - {name: tiny, notebook: tiny.ipynb}\n",
            "seeds/a.txt": ENGLISH,
        },
    )
    return folder


@pytest.fixture
def own(root: Path, tmp_path: Path) -> Path:
    """A project with the real notebooks and no sources yet."""
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    return tmp_path


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def run(*arguments: str, cwd: Path) -> Result:
        monkeypatch.chdir(cwd)
        before = signal.getsignal(signal.SIGTERM)
        try:
            return CliRunner().invoke(main, arguments)
        finally:
            signal.signal(signal.SIGTERM, before)

    return run


def assert_told(result: Result, *parts: str) -> None:
    """One clear message: the exit code says that it failed, and no traceback is shown."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("Error: ") and "Traceback" not in result.output
    for part in parts:
        assert part in result.stderr, result.stderr


# Parameters


def test_all_unknown_parameters_are_named_at_once_with_the_known_ones(root: Path) -> None:
    with pytest.raises(ReportError) as error:
        reports.plan(
            root, CODEBOOK, parameters={"them": "terrorism", "sample": "many", "colour": "red", "corpus": "x"}
        )
    told = str(error.value)
    for part in (
        "-p them: no notebook",
        "-p colour: no notebook",
        "-p sample many: not of the type int",
        "-p corpus",
    ):
        assert part in told
    known = told.rpartition("Known parameters are: ")[2].split(", ")
    assert known == sorted(known) and {"copies", "corpus", "relation", "said", "theme", "unit"} <= set(known)
    with pytest.raises(ReportError, match=r"Known parameters are: copies, corpus, sample, select$"):
        reports.plan(root, CODEBOOK, only=["01_corpus"], parameters={"theme": "terrorism"})


def test_parameters_get_the_type_that_the_notebook_declares(root: Path) -> None:
    entries = reports.plan(root, CODEBOOK, parameters={"sample": "3", "select": "2024"})
    assert {(type(e.parameters["sample"]), e.parameters["select"]) for e in entries} == {(int, "2024")}


def test_a_page_about_something_else_gets_a_name_of_its_own(root: Path) -> None:
    entries = reports.plan(root, CODEBOOK, only=["03_theme_profile"], parameters={"theme": "data_protection"})
    assert [(e.name, e.parameters) for e in entries] == [("03_theme_profile-data_protection", {"theme": "data_protection"})]  # fmt: skip
    names = [e.name for e in reports.plan(root, CODEBOOK, parameters={"theme": "terrorism"})]
    assert names == [
        "01_corpus",
        "02_themes",
        "03_theme_profile-terrorism",
        "05_voices",
        "06_commitments",
        "07_reliability",
    ]


def test_only(root: Path) -> None:
    assert [e.name for e in reports.plan(root, CODEBOOK, only=["02_themes"])] == ["02_themes"]
    assert len(reports.plan(root, CODEBOOK, only=["03_theme_profile"])) == 3
    with pytest.raises(
        ReportError, match=r"--only 04, 3: no such page\. Pages are: 01_corpus, 02_themes, 03_"
    ):
        reports.plan(root, CODEBOOK, only=["04", "01_corpus", "3"])


def test_a_codebook_of_ones_own_gets_a_profile_of_each_of_its_themes(root: Path, tmp_path: Path) -> None:
    code = "{definition: d, include: i, exclude: e, patterns: {en: [word]}, examples: [a word, word], counterexamples: [a, b]}"
    themes = "".join(
        f"  {name}: {{definition: d, codes: {{{name}_c: {code}}}}}\n" for name in ("sea power", "ports")
    )
    (tmp_path / "own.yaml").write_text(f"themes:\n{themes}", encoding="utf-8")
    entries = reports.plan(root, Codebook.load(tmp_path / "own.yaml"), only=["03_theme_profile"])
    assert [(e.name, e.parameters["theme"]) for e in entries] == [
        ("03_theme_profile-sea_power", "sea power"), ("03_theme_profile-ports", "ports"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("pages: [", "not a list of pages"),
        ("- a", "not a list of pages"),
        ("pages: {a: b}", "not a list of pages"),
        ("pages: [{name: x}]", "not a list of pages"),
        ("pages: [{name: x, notebook: gone.ipynb}]", "gone.ipynb"),
        ("pages: [{name: x, notebook: tiny.ipynb, parameters: {colour: red}}]", "sets 'colour'"),
    ],
)
def test_a_faulty_list_of_pages(tmp_path: Path, content: str, part: str) -> None:
    write(tiny(tmp_path, "1"), {"notebooks/report.yaml": content})
    with pytest.raises(ReportError, match=re.escape(part)):
        reports.plan(tmp_path, CODEBOOK)


# Errors, told before any notebook runs


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["-p", "theme", "terorism"], ["no theme 'terorism'", "did you mean 'terrorism'?"]),
        (["-p", "unit", "word"], ["unit 'word'", "sentence, passage, block, document"]),
        (["-p", "period", "week", "-p", "unit", "word"], ["period 'week'", "year, month", "unit 'word'"]),
        (
            ["-p", "said", "all of it", "-p", "relation", "love", "-p", "normalisation", "some"],
            ["said 'all of it'", "speech, all", "'love'", "congruence", "'some'", "jaccard"],
        ),
        (["-p", "select", "dat > '2020'"], ["select \"dat > '2020'\"", "outlet"]),
        (["-p", "select", "date > '2030'"], ["no document of 1 fulfils it"]),
        (["-p", "thme", "x", "-p", "untt", "x"], ["thme", "untt", "Known parameters"]),
        (["--only", "9"], ["--only 9", "01_corpus"]),
        (["--out", "seeds/reports"], ["folder of their own"]),
        (["gone"], ["gone: no such folder"]),
        (["notebooks", "--out", "notebooks"], ["folder of their own"]),
        (["mine/papers", "--out", "mine"], ["folder of their own"]),
        (["data/corpus/papers"], ["folder of their own"]),
    ],
)
def test_what_is_wrong_is_told_before_notebooks_run(
    own: Path, command: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str], parts: list[str]
) -> None:
    write(own, {"seeds/a.txt": ENGLISH})
    monkeypatch.setattr(reports, "_execute", lambda *_, **__: pytest.fail("notebooks were run"))
    assert_told(command("report", *arguments, cwd=own), *parts)
    assert not (own / "reports").exists()


def test_folders_and_manifests_with_faults(own: Path, command: Any) -> None:
    (own / "seeds").mkdir()
    assert_told(command("report", cwd=own), "an empty folder")
    write(own, {"seeds/a.pdf": b"%PDF-1.7\x00", "seeds/b.txt": ""})
    assert_told(command("report", cwd=own), "a.pdf: failed", "b.txt: empty")
    write(
        own,
        {
            "seeds/c.txt": ENGLISH,
            "seeds/manifest.yaml": "abut: x\ndocuments:\n  gone.txt: {}\n  c.txt: {sha256: 00}\n",
        },
    )
    assert_told(
        command("build", cwd=own), "line 1", "abut", "'gone.txt' names no file", "'c.txt' has changed"
    )
    assert_told(command("report", cwd=own / "seeds" / ".."), "abut")


@pytest.mark.parametrize("out", ["data/corpus", "data/corpus/pages", "data"])
def test_pages_do_not_lie_with_the_corpus(own: Path, command: Any, out: str) -> None:
    write(own, {"seeds/a.txt": ENGLISH})
    assert_told(command("report", "--out", out, cwd=own), "lie in one another. Name another --out")


def test_errors_of_the_system_are_told_with_their_path(own: Path, command: Any) -> None:
    write(own, {"seeds/a.txt": ENGLISH, "file": "x", "book.yaml": "x", "data": "x"})
    assert_told(command("build", "--out", "file/corpus", cwd=own), f"{own / 'file'}")
    assert_told(command("report", cwd=own), f"{own / 'data'}")


def test_a_codebook_with_faults(own: Path, command: Any) -> None:
    write(own, {"seeds/a.txt": ENGLISH, "book.yaml": "themes:\n  a: {colour: red}\nframes: 7\n"})
    for name in ("build", "report"):
        result = command(name, "--codebook", "book.yaml", cwd=own)
        assert_told(result, "book.yaml:2", "book.yaml:3")
    assert command("build", "--codebook", "gone.yaml", cwd=own).exit_code == 2


def test_where_there_is_no_project(tmp_path: Path, command: Any) -> None:
    assert_told(command("report", cwd=tmp_path), "no notebooks/report.yaml here or above")


def test_check_of_a_folder_without_pages(tmp_path: Path, command: Any) -> None:
    result = command("check", str(tmp_path), cwd=tmp_path)
    assert result.exit_code == 1 and "no pages" in result.output and "discourse report" in result.output


@pytest.mark.slow
def test_one_theme_without_frames_and_what_was_not_sought(own: Path, command: Any) -> None:
    book = """themes: {chips: {definition: Semiconductors., codes: {chips: {definition: Named., include: all, exclude: none,
      patterns: {en: [semiconductor*]}, examples: [a semiconductor, semiconductors], counterexamples: [a team, online]}}}}"""
    write(own, {"seeds/a.txt": ENGLISH, "book.yaml": book})
    only = [f"--only={name}" for name in ("03_theme_profile-chips", "06_commitments")]
    result = command("report", "--codebook", "book.yaml", "--no-voices", *only, cwd=own)
    assert result.exit_code == 0, result.output
    profile, ledgers = (
        BeautifulSoup((own / "reports" / f"{name.removeprefix('--only=')}.html").read_bytes(), "html.parser")
        for name in only
    )
    said = [paragraph.get_text() for paragraph in profile.select(".dn-say")]
    for told in ("no other theme.", "has no frames.", "Who says what was not looked for."):
        assert any(one.endswith(told) for one in said)
    assert "Commitments were not looked for" in ledgers.select_one(".dn-lead").get_text()


def test_check_runs_the_codebooks_own_tests(tmp_path: Path, command: Any, root: Path) -> None:
    text = (root / "data" / "codebook.yaml").read_text("utf-8")
    broken = re.sub(r"(\n +examples:\n +- ).*", r'\1"A walk in the park."', text, count=1)
    assert broken != text
    write(tmp_path, {"book.yaml": broken})
    result = command("check", str(tmp_path), "--codebook", "book.yaml", cwd=tmp_path)
    assert (
        result.exit_code == 1
        and "A walk in the park." in result.output
        and "Codebook: 1 fault." in result.output
    )


def test_a_folder_of_somebody_else_is_never_replaced(own: Path, command: Any) -> None:
    write(own, {"seeds/a.txt": ENGLISH, "thesis/run.json": "{}", "thesis/page.html": "mine"})
    before = contents(own / "thesis")
    assert_told(command("report", "--out", "thesis", cwd=own), "Name another folder")
    assert contents(own / "thesis") == before


# Errors and interruptions while notebooks run


@pytest.mark.slow
def test_a_notebook_that_fails_leaves_the_earlier_reports(tmp_path: Path, command: Any) -> None:
    tiny(tmp_path, "1 + 1")
    done = command("report", cwd=tmp_path)
    assert done.exit_code == 0, done.output
    before = contents(tmp_path / "reports")
    assert {"index.html", "tiny.html", "run.json", "documents/a.html", "notebooks/tiny.ipynb"} == set(before)
    tiny(tmp_path, "raise LookupError('no such thing')")
    assert_told(command("report", cwd=tmp_path), "tiny, cell 2: LookupError: no such thing")
    tiny(tmp_path, "import os; os._exit(3)")
    assert_told(command("report", cwd=tmp_path), "tiny: its kernel died")
    assert contents(tmp_path / "reports") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "notebooks", "reports", "seeds"]


@pytest.mark.slow
def test_only_pages_that_would_be_the_same_now_are_kept(tmp_path: Path, command: Any) -> None:
    tiny(tmp_path, "size", 'corpus: str = "data/corpus"  # folder\nsize: int = 1  # a number')
    notebook = tmp_path / "notebooks" / "tiny.ipynb"
    shutil.copyfile(notebook, notebook.with_name("other.ipynb"))
    pages = [
        {"name": "tiny", "notebook": "tiny.ipynb"},
        {"name": "other", "notebook": "other.ipynb", "parameters": {"size": 2}},
    ]
    plan = {"notebooks/report.yaml": yaml.safe_dump({"pages": pages})}
    write(tmp_path, plan)

    def made(*arguments: str) -> set[str]:
        done = command("report", *arguments, cwd=tmp_path)
        assert done.exit_code == 0, done.output
        record = json.loads((tmp_path / "reports" / "run.json").read_bytes())
        names = {page["name"] for page in record["pages"]}
        assert names == {path.stem for path in (tmp_path / "reports").glob("*.html")} - {"index"}
        return names

    assert made() == {"tiny", "other"}
    assert made("--only", "other", "-p", "size", "3") == {"tiny", "other", "other-3"}
    assert made("--only", "tiny", "-p", "size", "4") == {"tiny", "other", "other-3"}
    assert made("--only", "other") == {"other", "other-3"}  # the list gives no size 4 to tiny
    assert made("--only", "tiny") == {"tiny", "other", "other-3"}
    with notebook.with_name("other.ipynb").open("a") as file:
        file.write("\n")
    assert made("--only", "tiny") == {"tiny"}


# Jobs that a shell runs in the background inherit that Ctrl-C is ignored.
STARTED = """
import signal
from helpers.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_report_leaves_the_earlier_one_and_no_kernel(tmp_path: Path, sent: signal.Signals) -> None:
    tiny(
        tmp_path, "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    )
    write(
        tmp_path,
        {"reports/run.json": '{"versions": {"discourse-notebooks": "0"}}', "reports/old.html": "old"},
    )
    before = contents(tmp_path / "reports")
    command = [sys.executable, "-c", STARTED, "report"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text(), 60)
    kernel = int((tmp_path / "pid").read_text())
    assert is_running(kernel)
    process.send_signal(sent)
    _, told = process.communicate(timeout=50)  # the notebook would have slept for a minute
    assert process.returncode == (-signal.SIGKILL if sent == signal.SIGKILL else 1)
    if sent != signal.SIGKILL:
        assert told.strip().splitlines()[-1] == "Error: stopped; what was there before is as it was."
        assert "Traceback" not in told and not list(tmp_path.glob("*building-*"))
    wait_for(lambda: not is_running(kernel), 30)
    assert contents(tmp_path / "reports") == before


def wait_for(fulfilled: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not fulfilled():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_killed_report_moved_aside_is_found_again(tmp_path: Path, command: Any) -> None:
    write(
        tmp_path,
        {
            ".reports.discourse-previous/index.html": "<p>Old.</p>",
            ".reports.discourse-previous/run.json": '{"versions": {"discourse-notebooks": "0"}}',
            ".reports.discourse-building-x/part": "",
        },
    )
    result = command("check", "reports", cwd=tmp_path)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "reports" / "index.html").is_file()
    assert not (tmp_path / ".reports.discourse-previous").exists()


# Same input, same bytes


@pytest.mark.slow
def test_same_bytes_from_another_folder_with_the_files_in_another_order(
    own: Path, seeds: Path, published: Path, discourse: Any
) -> None:
    other = own / "other place" / "papers"
    other.mkdir(parents=True)
    for path in sorted(seeds.iterdir(), reverse=True):
        shutil.copyfile(path, other / path.name)
    done = discourse("report", other, "--out", own / "pages", cwd=own)
    assert done.returncode == 0, done.stderr
    first, second = contents(published), contents(own / "pages")
    records = [json.loads(pages.pop("run.json")) for pages in (first, second)]
    assert [name for name in first | second if first.get(name) != second.get(name)] == []
    assert records[0].pop("seconds").keys() == records[1].pop("seconds").keys()
    assert records[0] == records[1]


# Count = evidence


@pytest.mark.slow
def test_every_number_of_the_seeds_has_its_passages(published: Path) -> None:
    checked, faults = check_folder(published)
    assert faults == []
    assert checked.pages == 9 and checked.counts > 300 and checked.passages > 1000


EVIDENCE = re.compile(r'(<script type="application/json" class="dn-evidence">)(.*?)(</script>)', re.DOTALL)


def evidence(change: Callable[[dict[str, Any]], None]) -> Callable[[str], str]:
    def tamper(page: str) -> str:
        def replaced(match: re.Match[str]) -> str:
            data = json.loads(match[2])
            change(data)
            return match[1] + json.dumps(data, ensure_ascii=False).replace("<", "\\u003c") + match[3]

        return EVIDENCE.sub(replaced, page, count=1)

    return tamper


def first(pattern: str, by: str) -> Callable[[str], str]:
    return lambda page: re.sub(pattern, by, page, count=1, flags=re.DOTALL)


def longest(data: dict[str, Any]) -> list[str]:
    return max(data["sets"].values(), key=len)


def marked(data: dict[str, Any]) -> list[Any]:
    return next(passage for key, passage in data["passages"].items() if "#c" in key)


def swap_context(data: dict[str, Any]) -> None:
    key = next(key for key in data["passages"] if "#s" in key)
    data["passages"][key][0] = next(c for c in data["contexts"] if not key.startswith(c))


def reword(data: dict[str, Any]) -> None:
    context = list(data["contexts"].values())[-1]
    context["t"] = context["t"][:-2] + "xx"


TAMPERINGS = {
    "number in prose": first(r'(<p class="dn-say[^>]*>[^\n]*?data-count="\d+">)[\d,]+', r"\g<1>99"),
    "its count": first(r'(<p class="dn-say[^>]*>[^\n]*?data-count=")\d+', r"\g<1>99"),
    "number in a table": first(r'(<td class="dn-num"[^>]*><button[^>]*data-count="\d+">)[\d,]+', r"\g<1>99"),
    "number in a table with its count": first(r'(<td class="dn-num"[^>]*><button[^>]*data-count=")\d+">[\d,]+', r'\g<1>99">99'),
    "number in a chart": first(r'("unit_count":)[1-9]\d*', r"\g<1>99"),
    "number in a chart made nothing": first(r'("unit_count":)[1-9]\d*', r"\g<1>0"),
    "evidence of a chart": first(r'("unit_count":[1-9]\d*[^}]*"evidence":")e\w+', r"\g<1>e0000000000"),
    "key of a number": first(r'data-evidence="e\w+', 'data-evidence="e0000000000'),
    "passage text": evidence(reword),
    "passage removed": evidence(lambda data: data["passages"].pop(longest(data)[0])),
    "passage of another place": evidence(swap_context),
    "context removed": evidence(lambda data: data["contexts"].pop(marked(data)[0])),
    "document removed": evidence(lambda data: data["documents"].clear()),
    "link removed": evidence(lambda data: data["documents"][data["contexts"][marked(data)[0]]["d"]].update(href="")),
    "member removed": evidence(lambda data: longest(data).pop()),
    "member added": evidence(lambda data: longest(data).append(next(k for k in data["passages"] if k not in longest(data)))),
    "members swapped": evidence(lambda data: longest(data).reverse()),
    "marks moved": evidence(lambda data: marked(data).__setitem__(1, marked(data)[1] + 1)),
    "marks cut": evidence(lambda data: marked(data).pop()),
    "listed passage": first(r'(<li class="dn-passage"[^>]*><blockquote>[^\n]*?</mark>)', r"\g<1> not"),
    "listed mark": first(r'(<li class="dn-passage"[^>]*><blockquote>[^\n]*?)(.)<mark>', r"\g<1><mark>\2"),
    "listed key": first(r'(data-passage=")', r"\g<1>x"),
    "evidence that is no JSON": first(r'(class="dn-evidence">\{)', r"\g<1>,"),
}  # fmt: skip


@pytest.fixture
def page(published: Path, tmp_path: Path) -> Path:
    """A publication of one page, to be tampered with."""
    shutil.copytree(published / "documents", tmp_path / "documents")
    for name in ("index.html", "03_theme_profile-terrorism.html"):
        shutil.copyfile(published / name, tmp_path / name)
    return tmp_path / "03_theme_profile-terrorism.html"


@pytest.mark.slow
@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_tampered_page_does_not_pass(page: Path, tampering: str) -> None:
    genuine = page.read_bytes().decode()
    page.write_bytes(TAMPERINGS[tampering](genuine).encode())
    assert page.read_bytes().decode() != genuine
    _, faults = check_folder(page.parent)
    assert faults and all(fault.startswith(page.name) for fault in faults)


@pytest.mark.slow
def test_a_tampered_reader_page_and_a_lost_page_do_not_pass(page: Path, published: Path) -> None:
    assert check_folder(page.parent)[1] == []
    reader = next((page.parent / "documents").glob("001*"))
    genuine = reader.read_bytes().decode()
    for pattern, by in (
        (r'(<mark class="dn-coded dn-c2"[^>]*>)', r"\g<1>not "),
        (r'<mark class="dn-coded dn-c2"[^>]*>(.*?)</mark>', r"\1"),
    ):
        reader.write_bytes(re.sub(pattern, by, genuine).encode())
        assert any("documents/001" in fault for fault in check_folder(page.parent)[1])
    reader.unlink()
    assert check_folder(page.parent)[1]
    reader.write_bytes(genuine.encode())
    shutil.copyfile(published / "run.json", page.parent / "run.json")
    assert "01_corpus.html: is missing" in check_folder(page.parent)[1]


# Sources of any kind


def published_from(project: Path, discourse: Any, *arguments: str) -> Path:
    done = discourse("report", *arguments, cwd=project)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    _, faults = check_folder(project / "reports")
    assert faults == []
    return project / "reports"


# Three pages of one notebook would say of it thrice what one does.
ONE_OF_EACH = [f"--only={name}" for name in ("01_corpus", "02_themes", "03_theme_profile-terrorism", "05_voices", "06_commitments", "07_reliability")]  # fmt: skip


def nothing(*paragraphs: str) -> str:
    return "".join(f"{paragraph}\n\n" for paragraph in paragraphs)


@pytest.mark.slow
@pytest.mark.parametrize(
    "files",
    [
        {"walk.txt": nothing("The walk was long and the weather was fine.", "We had bread and tea at noon.")},
        {"a.txt": "***\n", "b.txt": "1 2 3\n"},
        {"a.txt": ENGLISH},
        {"a.md": f"---\ntitle: One\ndate: 2020-05-14\n---\n\n{ENGLISH}", "b.txt": "公园里的花开了。"},
    ],
    ids=["no theme", "no word", "one undated document", "month by month"],
)
def test_small_and_silent_corpora(own: Path, discourse: Any, files: dict[str, str]) -> None:
    write(own / "seeds", files)
    pages = published_from(own, discourse, "-p", "period", "month", *ONE_OF_EACH)
    assert len(list(pages.glob("*.html"))) == 1 + len(ONE_OF_EACH)
    assert len(list(pages.glob("documents/*.html"))) == len(files)


HOSTILE = """<script>alert(1)</script> says the minister of cybercrime

The terrorist wrote </script><!-- and <b onclick="alert(1)">bold</b>, [a](javascript:alert(1)) and &amp; in one line.

Cybercrime {{7*7}} and {% x %} and ${x} and {theme} and {} were found, "quoted" and 'quoted', in `code` and $x^2$ and \\(y\\).

<img src=x onerror=alert(1)> States should cooperate on AI governance --> ]]> <![CDATA[ %s %(x)s &lt;i&gt; &#60;u&#62; </textarea></style></title>

\u202eReversed cybercrime\u202c, a soft\u00adhyphen, \u0007 a bell, 😀 terrorism 👩‍👩‍👧 and ｃｙｂｅｒｃｒｉｍｅ.\r\nIt goes on\r\nafter a line end, and    after spaces. Terrorism\u2028ended.
"""
NAMES = ["a b.txt", "it's \"q\".txt", "#1 50%.txt", "%41&amp;.txt", "<b>x<b>.txt", "网络/安全 文件.txt", "deep/er/{{7*7}}.txt", "a@b#c1.txt",
         "$x ${y}.txt", "javascript:alert(1).txt"]  # fmt: skip

LONG = f"{'长' * 83}ab.txt"  # 255 bytes: with .html for .txt one too many


@POSIX
@pytest.mark.slow
def test_hostile_sources_show_as_text_everywhere(own: Path, discourse: Any) -> None:
    about = "<script>alert(2)</script> {{7*7}} {x} [x](javascript:alert(2))"
    manifest = {"about": about, "notes": {"terrorism": about}, "documents": {NAMES[0]: {"outlet": {"value": "<i>O</i>", "reason": "<u>R</u>"}}}}  # fmt: skip
    bad = {"bad <i>.pdf": b"%PDF-1.7\x00", "empty {{x}}.txt": b"", "data.<b>": b"1"}
    write(
        own / "seeds",
        {
            **dict.fromkeys([*NAMES, LONG], HOSTILE),
            **bad,
            "manifest.yaml": yaml.safe_dump(manifest, allow_unicode=True),
        },
    )
    pages = published_from(own, discourse, *ONE_OF_EACH)
    readers = sorted(path.relative_to(pages).as_posix() for path in pages.glob("documents/**/*.html"))
    long = next(name for name in readers if "长长" in name)
    assert set(readers) - {long} == {f"documents/{name.removesuffix('.txt')}.html" for name in NAMES}
    for path in pages.rglob("*.html"):
        assert_harmless(path.read_bytes().decode())
    for path in (pages / "notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            for output in cell.get("outputs", []):
                assert_harmless(output.get("data", {}).get("text/html", ""))
    index = BeautifulSoup((pages / "index.html").read_bytes(), "html.parser")
    linked = {unquote(str(a["href"])) for a in index.select(".dn-sources a")}
    assert linked == set(readers)
    shown = index.get_text()
    assert about in shown
    for name in ("01_corpus", "03_theme_profile-terrorism"):  # the second as the reader's note
        assert about in BeautifulSoup((pages / f"{name}.html").read_bytes(), "html.parser").get_text()
    for name in bad:
        assert (
            name in shown
            and name in BeautifulSoup((pages / "01_corpus.html").read_bytes(), "html.parser").get_text()
        )
    for name in readers:
        page = BeautifulSoup(
            (pages / name).read_bytes().decode(), "html.parser", preserve_whitespace_tags={"html"}
        )
        for remark in page.select(".dn-why"):
            remark.decompose()
        assert "".join(block.get_text() for block in page.select(".dn-block")) == HOSTILE
        for link in page.select("a[href]"):
            address = str(link["href"]).partition("#")[0]
            assert not address or ((pages / name).parent / unquote(address)).resolve().is_file(), link


def assert_harmless(markup: str) -> None:
    """No element, attribute or link that a source brought in."""
    soup = BeautifulSoup(markup, "html.parser")
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")], element
        assert element.name not in ("b", "i", "u", "img", "textarea", "iframe", "object"), element
        assert not str(element.get("href", "")).lower().startswith("javascript"), element
        if element.name == "script" and element.get("type") != "application/json":
            assert "alert(1)" not in element.get_text() and "alert(2)" not in element.get_text()
    for script in soup.select('script[type="application/json"]'):
        json.loads(script.get_text())  # whole: no text ended it


@pytest.mark.slow
def test_bad_files_are_named_on_the_corpus_page_and_the_index(own: Path, discourse: Any) -> None:
    bad = {
        "empty.txt": b"",
        "blank.txt": b" \n",
        "scan.pdf": b"%PDF-1.7\x00",
        "noise.txt": bytes(range(256)) * 8,
    }
    write(own / "seeds", {"good.txt": ENGLISH, **bad})
    done = discourse("report", "--only", "01_corpus", cwd=own)
    assert done.returncode == 0 and "1 of 5 documents read (1 text)" in done.stdout
    for page in ("01_corpus.html", "index.html"):
        shown = BeautifulSoup((own / "reports" / page).read_bytes(), "html.parser").get_text(" ")
        for name in bad:
            assert re.search(rf"{re.escape(name)}.{{0,80}}(empty|failed)", shown, re.DOTALL), (page, name)
            assert name in done.stderr
    assert check_folder(own / "reports")[1] == []


@pytest.mark.slow
@pytest.mark.skipif(
    "DISCOURSE_CORPORA" not in os.environ, reason="DISCOURSE_CORPORA names no folder with the public corpora"
)
def test_three_hundred_speeches(own: Path, discourse: Any) -> None:
    archive = next(Path(os.environ["DISCOURSE_CORPORA"]).glob("un-general-debate*.tar.xz"))
    found = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".txt") and found < 300:
                write(own / "seeds", {Path(member.name).name: tar.extractfile(member).read()})
                found += 1
            if found == 300:
                break
    began = time.monotonic()
    pages = published_from(own, discourse)
    print(
        f"{time.monotonic() - began:.0f} s", {path.name: path.stat().st_size for path in pages.glob("*.html")}
    )
    assert len(list(pages.glob("documents/**/*.html"))) == 300
