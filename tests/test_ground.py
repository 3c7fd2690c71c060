"""The ground: dependencies in step and pinned, imports one way, notebooks as they are committed, make's hand-over."""

from __future__ import annotations

import ast
import graphlib
import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import papermill
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def requirements(*texts: str) -> dict[str, SpecifierSet]:
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, texts)}


RUNTIME = requirements(*PROJECT["project"]["dependencies"])
DEV = requirements(*PROJECT["project"]["optional-dependencies"]["dev"])
ENGLISH = requirements(*PROJECT["project"]["optional-dependencies"]["english"])
BUILD = requirements(*PROJECT["build-system"]["requires"])


# Dependencies


def test_environment_names_the_same_ranges_as_pyproject() -> None:
    names = {"python-duckdb": "duckdb"}  # conda-forge's name: ours
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    conda = requirements(*(entry for entry in listed if isinstance(entry, str)))
    conda = {names.get(name, name): versions for name, versions in conda.items()}
    assert conda.pop("pip") == SpecifierSet()
    # conda has spaCy's own package of the model, the registry a re-upload of the same version
    model = conda.pop("spacy-model-en-core-web-sm")
    assert all(pin.version in model for pins in ENGLISH.values() for pin in pins)
    assert conda.pop("python") == SpecifierSet(PROJECT["project"]["requires-python"])
    assert conda == RUNTIME
    assert {"pip": ["-e ."]} in listed


def lock() -> Iterator[tuple[Requirement, int]]:
    """Each pinned package and how many files it may be."""
    text = (ROOT / "requirements.lock").read_text("utf-8").replace("\\\n", "")
    for line in text.splitlines():
        pin, *hashes = re.split(r"\s+--hash=sha256:(?=[0-9a-f]{64}\b)", line.strip())
        yield Requirement(pin), len(hashes)


def test_lock_pins_every_requirement_within_its_range() -> None:
    pinned: dict[str, list[str]] = {}
    for pin, _ in lock():
        (exactly,) = pin.specifier
        assert exactly.operator == "==", pin
        pinned.setdefault(canonicalize_name(pin.name), []).append(exactly.version)
    wanted = [*RUNTIME.items(), *DEV.items(), *ENGLISH.items(), *BUILD.items()]
    outside = {
        n: pinned.get(n) for n, range_ in wanted if not all(v in range_ for v in pinned.get(n, ["none"]))
    }
    assert not outside, f"not as pyproject.toml wants them: {outside}; run `make lock`"


def test_lock_has_the_files_of_every_system() -> None:
    files = {canonicalize_name(pin.name): count for pin, count in lock()}
    assert not [name for name, count in files.items() if count == 0]
    # Compiled for three systems and three Pythons at least; one system's files would be far fewer.
    assert min(files[name] for name in ("numpy", "pandas", "pyarrow")) >= 9


def test_build_tools_are_pinned_too() -> None:
    assert {name: DEV.get(name) for name in BUILD} == BUILD, (
        "make installs without fetching a build tool unpinned"
    )


def test_no_file_names_a_package_index_or_a_folder_of_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    index = r"index[-_]url|find[-_]links|trusted[-_]host|/simple/?(?=[\s\"']|$)"
    folder = r"(?<![\w.])/(?:root|tmp|home|Users)/\w"
    faults = [
        f"{name}: {found[0]}"
        for name in filter(None, listed.stdout.split("\0"))
        if (ROOT / name).is_file() and not name.startswith("seeds/")
        for found in re.finditer(
            f"{index}|{folder}", (ROOT / name).read_text("utf-8", "replace"), re.IGNORECASE
        )
    ]
    assert not faults


def test_lock_holds_no_address() -> None:
    assert not re.findall(
        r"\w+://\S*|^-.*|^#.*", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    )


# Imports

# A module imports from its own layer and from those before it. A new module is put where it belongs.
LAYERS = (
    {"helpers"},
    {"tables", "quotations", "written"},
    {"sources"},
    {"segments"},
    {"codebook", "coding", "copies"},
    {"actors"},
    {"quantities", "instruments"},
    {"statements"},
    {"commitments"},
    {"corpus"},
    {"measures"},
    {"evidence", "charts", "exchange"},
    {"reports"},
    {"cli_codebook"},
    {"cli", "__main__"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def modules() -> dict[str, Path]:
    paths = {".".join(p.relative_to(SRC).with_suffix("").parts): p for p in SRC.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for name, path in paths.items()}


def imported(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    """The modules of ours that a module imports, at its top or inside its functions."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            whole = {alias.name: f"{base}.{alias.name}" for alias in node.names}
            found |= {module if module in known else base for module in whole.values()}
    return {module for module in found if module.partition(".")[0] == "helpers"}


def test_imports_run_one_way() -> None:
    known = modules()
    graph = {name: imported(name, path, known) for name, path in known.items()}

    def layer(module: str) -> str:
        return module.split(".")[1] if "." in module else module

    homeless = {layer(name) for name in known} - set(RANK)
    assert not homeless, "say in LAYERS where these modules belong"
    against = [f"{a} imports {b}" for a in graph for b in graph[a] if RANK[layer(b)] > RANK[layer(a)]]
    assert not against
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_declared_commands_and_exporter_exist() -> None:
    declared = {
        "console_scripts": PROJECT["project"]["scripts"],
        **PROJECT["project"]["entry-points"],
    }
    for group, entries in declared.items():
        for name, value in entries.items():
            assert callable(EntryPoint(name, value, group).load()), name


# Notebooks


def test_notebooks_are_those_of_the_report() -> None:
    text = (ROOT / "notebooks" / "report.yaml").read_text("utf-8")
    named = set(re.findall(r"\b\d\d_\w+", text))
    assert named
    assert named == {path.stem for path in NOTEBOOKS}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    book = nbformat.read(request.param, as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    return book


def code_cells(book: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def parsed(cell: nbformat.NotebookNode) -> ast.Module:
    return ast.parse(re.sub(r"^\s*[%!].*$", "", cell.source, flags=re.MULTILINE))


def test_notebook_is_stripped(notebook: nbformat.NotebookNode) -> None:
    kernel = notebook.metadata["kernelspec"]
    assert set(notebook.metadata) == {"kernelspec"}
    assert (kernel["name"], kernel["language"]) == ("python3", "python")  # papermill asks for both
    left = [c.id for c in code_cells(notebook) if c.outputs or c.execution_count is not None]
    assert not left, "run `make strip`"
    assert not [c.id for c in code_cells(notebook) if set(c.metadata) - {"tags"}], "run `make strip`"
    assert not [c.id for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_stable_ids(path: Path) -> None:
    book = json.loads(path.read_text("utf-8"))  # nbformat would give new ids without a word
    assert (book["nbformat"], book["nbformat_minor"]) >= (4, 5)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(ids) == len(set(ids))


def test_notebook_has_one_documented_cell_of_parameters(notebook: nbformat.NotebookNode) -> None:
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    assert [c.cell_type for c in tagged] == ["code"]
    (cell,) = tagged
    lines = cell.source.splitlines()
    for statement in parsed(cell).body:
        assert isinstance(statement, ast.AnnAssign), f"line {statement.lineno} gives no type"
        assert statement.value is not None, f"line {statement.lineno} has no default"
        ast.literal_eval(
            statement.value
        )  # injected values come after the cell: nothing may be computed in it
        assert re.search(r"#\s*\w", lines[(statement.end_lineno or 0) - 1]), (
            f"line {statement.lineno}: no comment"
        )


def test_notebook_has_its_counts_checked(notebook: nbformat.NotebookNode) -> None:
    cells = [parsed(cell) for cell in code_cells(notebook)]
    nodes = [node for cell in cells for node in ast.walk(cell)]
    counts = {
        n.target.id for n in nodes if isinstance(n, ast.AnnAssign) and ast.unparse(n.annotation) == "int"
    }
    (start,) = (n for n in nodes if isinstance(n, ast.Call) and ast.unparse(n.func) == "evidence.start")
    assert {ast.unparse(given.value) for given in start.keywords} == counts


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_papermill_can_explain_every_parameter(path: Path) -> None:
    (cell,) = (c for c in nbformat.read(path, 4).cells if "parameters" in c.metadata.get("tags", []))
    named = {node.target.id for node in parsed(cell).body if isinstance(node, ast.AnnAssign)}
    explained = {name for name, known in papermill.inspect_notebook(str(path)).items() if known["help"]}
    assert explained == named, "papermill reads no line with a second equals sign, not even in the comment"


def test_notebook_cells_hold_one_idea(notebook: nbformat.NotebookNode) -> None:
    for cell in code_cells(notebook):
        assert len(cell.source.splitlines()) <= 15, f"cell {cell.id} has over 15 lines"
        for node in ast.walk(parsed(cell)):
            assert not isinstance(node, ast.ClassDef), f"cell {cell.id} defines a class"
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= 5, f"cell {cell.id}: {node.name} has {length} lines"


# What the documents tell people to type


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/ci.yml"])
def test_documents_name_targets_that_exist(name: str) -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony
    code = re.findall(r"`make[^`]*`|^\s*(?:run: )?make .*$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    words = [
        w
        for line in code
        for w in re.sub(r"[\"'].*?[\"']|\S*=\S*|\s-\S+|[<#&|].*", "", line.strip("` ")).split()
    ]
    used = {word for word in words if word not in {"make", "run:"}}
    assert used
    assert used <= set(phony[1].split())


@pytest.fixture
def make(tmp_path: Path) -> list[str]:
    """Make with set-up done and a `discourse` that prints what it is given."""
    if os.name == "nt" or not shutil.which("make"):
        pytest.skip("no make, or Windows")
    ready, command = tmp_path / "ready", tmp_path / "discourse"
    ready.touch()
    command.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", "utf-8")
    command.chmod(0o755)
    settings = [
        f"BIN={tmp_path}",
        f"READY={ready}",
        "PYTHON=none",
    ]  # none: a broken rule must not touch .venv
    return ["make", "--no-print-directory", "--directory", str(ROOT), *settings]


@pytest.mark.parametrize(
    "folder", ["plain", "with two  spaces", 'it\'s "quoted"', "cost $5 $(HOME)", "政策文件"]
)
def test_make_hands_over_folder_names_whole(make: list[str], folder: str) -> None:
    command = [*make, "report", f"SEEDS={folder}", f"OUT={folder} out", "ONLY=02_themes"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert printed.splitlines() == ["report", folder, "--out", f"{folder} out", "--only", "02_themes"]


def test_a_second_make_sets_up_nothing(make: list[str]) -> None:
    command = [*make, "--dry-run", "report"]
    planned = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(planned.splitlines()) == 1
    assert "discourse report" in planned


def test_citation_and_package_state_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["license"] == PROJECT["project"]["license"]
    assert f"## [{citation['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_wheel_holds_what_the_library_reads() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    held = {
        Path(name).name for name in project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    }
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    named = {
        name for name in re.findall(r'"([\w.]+\.(?:yaml|txt))"', sources) if (ROOT / "data" / name).is_file()
    }
    assert {"codebook.yaml", "commitments.yaml", "units.yaml"} <= named <= held
