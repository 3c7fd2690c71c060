"""From a corpus and a list of notebooks to a publication: executed notebooks, one page each, an index, reader pages."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
import papermill
import yaml
from jupyter_client.manager import AsyncKernelManager
from markupsafe import Markup
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

import helpers
from helpers.codebook import Codebook
from helpers.corpus import Corpus, read_record, recover, staged, write_json
from helpers.evidence import reader
from helpers.measures import commitments, network, themes, voices
from helpers.reports import exporter
from helpers.tables import POSITIONS, data_file, rows

PLAN = Path("notebooks") / "report.yaml"
RECORD = "run.json"
SITE = "Security discourse"


class ReportError(ValueError):
    """A report cannot be made; the message says which notebook, why and what to do."""


@dataclass(frozen=True)
class Entry:
    """One page of the publication: a notebook and the parameters it is run with."""

    name: str
    notebook: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)


def plan(
    root: Path, codebook: Codebook, *, only: Sequence[str] = (), parameters: Mapping[str, Any] | None = None
) -> list[Entry]:
    """What to run: the entries of notebooks/report.yaml, some of them by name, with parameters on top.

    An entry with `themes` is one page for each of them that the codebook has; where it has none, for each of its own.

    A parameter goes to each notebook that declares it. Raises ReportError, naming all faults, for a malformed list, a
    name that is not in it and a parameter that none of the chosen notebooks declares.
    """
    entries = _listed(root, codebook)
    names = [entry.name for entry in entries]
    wrong = [name for name in only if not any(_fits(name, known) for known in names)]
    if wrong:
        raise ReportError(f"--only {', '.join(wrong)}: no such page. Pages are: {', '.join(names)}")
    entries = [entry for entry in entries if not only or any(_fits(name, entry.name) for name in only)]
    given = parameters or {}
    declared = {entry.notebook: papermill.inspect_notebook(str(entry.notebook)) for entry in entries}
    types = {n: p["inferred_type_name"] for notebook in declared.values() for n, p in notebook.items()}
    faults = [f"-p {name}: no notebook has this parameter" for name in given if name not in types]
    if "corpus" in given:
        faults.append(
            "-p corpus: a report is made of the corpus that it builds; name the folder of the sources"
        )
    faults += [
        f"{PLAN}: {entry.name} sets '{name}', which {entry.notebook.name} does not declare"
        for entry in entries
        for name in entry.parameters
        if name not in declared[entry.notebook]
    ]
    typed: dict[str, Any] = {}
    for name, value in given.items():
        try:
            typed[name] = _typed(value, types.get(name, ""))
        except (ValueError, yaml.YAMLError):
            faults.append(f"-p {name} {value}: not of the type {types[name]}")
    if faults:
        raise ReportError("\n".join([*faults, f"Known parameters are: {', '.join(sorted(types))}"]))
    chosen = (
        _with(entry, {n: v for n, v in typed.items() if n in declared[entry.notebook]}) for entry in entries
    )
    return list({entry.name: entry for entry in chosen}.values())


def publish(
    corpus: Corpus, entries: Sequence[Entry], out: Path, *, root: Path, progress: bool = True
) -> Path:
    """Run the entries on a corpus and write the publication to `out`, which is replaced whole or not at all.

    Pages of an earlier run that are not run now are kept when they would be the same now. Returns the path of the
    index. Raises ReportError naming every notebook that failed, with the error of its cell.
    """
    _prove(corpus, entries)
    recover(out)
    with staged(out, RECORD) as folder:
        executed = folder / "notebooks"
        executed.mkdir()
        running = {entry.name: _origin(entry) for entry in entries}
        listed = {entry.name: entry for entry in _listed(root, corpus.codebook)}
        origins = _same_now(out, corpus, listed, root=root) | running
        for name in origins.keys() - running.keys():
            shutil.copyfile(out / "notebooks" / f"{name}.ipynb", executed / f"{name}.ipynb")
        timings = _execute(entries, executed, root=root, progress=progress)
        pages = _pages(corpus, executed, folder, [*listed, *sorted(origins.keys() - listed.keys())])
        record = {
            "corpus": corpus.digest,
            "inputs": corpus.record["inputs"],
            "codebook": corpus.record["codebook"],
            "pages": [page | origins[page["name"]] for page in pages],
            "versions": _versions(),
            "seconds": timings,
        }
        write_json(folder / RECORD, record)
    return out / "index.html"


def find_root() -> Path:
    """The project's folder: here or above. Raises ReportError where there is none."""
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / PLAN).is_file()), None)
    if root is None:
        raise ReportError(f"{here}: no {PLAN} here or above. Change to the project's folder first.")
    return root


def apart(root: Path, out: Path) -> Path:
    """The folder of the project's corpus. Raises ReportError where the pages and it would lie in one another."""
    corpus = (root / "data" / "corpus").resolve()
    if out.resolve().is_relative_to(corpus) or corpus.is_relative_to(out.resolve()):
        raise ReportError(
            f"{out} and {corpus}, the folder of the corpus, lie in one another. Name another --out."
        )
    return root / "data" / "corpus"


def _listed(root: Path, codebook: Codebook) -> list[Entry]:
    where = root / PLAN
    try:
        listed = yaml.safe_load(where.read_text(encoding="utf-8"))["pages"]
        entries = [
            Entry(
                "-".join([row["name"], *map(_in_name, more.values())]),
                root / "notebooks" / row["notebook"],
                {**(row.get("parameters") or {}), **more},
            )
            for row in listed
            for more in _themes(row.get("themes"), codebook)
        ]
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise ReportError(
            f"{where}: not a list of pages ({error}). It reads:\n"
            "pages:\n  - {name: 01_corpus, notebook: 01_corpus.ipynb, parameters: {…}}"
        ) from error
    missing = [str(entry.notebook) for entry in entries if not entry.notebook.is_file()]
    if missing:
        raise ReportError(f"{where}: names notebooks that are not there: {', '.join(missing)}")
    return entries


def _themes(named: Sequence[str] | None, codebook: Codebook) -> list[dict[str, str]]:
    if named is None:
        return [{}]
    return [{"theme": theme} for theme in named if theme in codebook.themes] or [
        {"theme": theme} for theme in codebook.themes
    ]


def _typed(value: Any, declared: str) -> Any:
    """What was written on the command line as the type that the notebook declares. Raises ValueError."""
    if declared in ("", "str", "None") or not isinstance(value, str):
        return value
    if declared in ("int", "float"):
        return int(value) if declared == "int" else float(value)
    read = yaml.safe_load(value)
    if type(read).__name__ != declared.partition("[")[0]:
        raise ValueError(value)
    return read


def _with(entry: Entry, given: Mapping[str, Any]) -> Entry:
    """The entry with other parameters; where they change what the page is about, it gets a name of its own."""
    parameters = {**entry.parameters, **given}
    told = [str(parameters[name]) for name in entry.parameters]
    name = entry.name
    if told != [str(value) for value in entry.parameters.values()]:
        name = "-".join([entry.notebook.stem, *map(_in_name, told)])
    return Entry(name, entry.notebook, parameters)


def _in_name(value: str) -> str:
    return re.sub(r"[^\w.-]+", "_", value)


def _prove(corpus: Corpus, entries: Sequence[Entry]) -> None:
    """Raise ReportError for values that only the corpus can refuse, before any notebook runs and finds out late."""
    rules: Mapping[str, Callable[[Any], object]] = {
        "select": corpus.select,
        "copies": corpus.counting,
        "theme": corpus.codebook.theme,
        "unit": lambda unit: themes.all_units(corpus.sentences, unit=unit),
        "period": lambda period: themes.undated(corpus.documents, period=period),
        "form": lambda form: commitments.held(corpus.commitments, form=form),
        "said": lambda said: voices.spoken(corpus.statements, said=said),
        "relation": lambda relation: network.one_mode(POSITIONS.frame([]), qualifier=relation),
        "normalisation": lambda how: network.one_mode(POSITIONS.frame([]), normalisation=how),
    }
    faults: dict[str, None] = {}
    for entry in entries:
        for name in rules.keys() & entry.parameters:
            try:
                rules[name](entry.parameters[name])
            except ValueError as error:
                faults[str(error)] = None
    if faults:
        raise ReportError("\n".join(sorted(faults)))


def _fits(asked: str, name: str) -> bool:
    """Whether `--only` asks for a page: by its name, or by its notebook's for all its pages."""
    return asked == name or name.startswith(f"{asked}-")


def _origin(entry: Entry) -> dict[str, Any]:
    """What a page is made of besides the corpus, with a digest that changes with any of it."""
    package = Path(helpers.__file__).parent
    files = [*sorted(package.rglob("*")), data_file("accuracy.json")]
    files = [path for path in files if path.is_file() and path.suffix != ".pyc"]
    given = dict(entry.parameters)
    digest = hashlib.sha256(json.dumps([given, _versions()], sort_keys=True).encode())
    for file in (entry.notebook, *files):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return {"notebook": entry.notebook.name, "given": given, "digest": digest.hexdigest()[:12]}


def _same_now(
    out: Path, corpus: Corpus, listed: Mapping[str, Entry], *, root: Path
) -> dict[str, dict[str, Any]]:
    """The pages of an earlier run that would be the same now, with what each is made of."""
    earlier = read_record(out / RECORD)
    same: dict[str, dict[str, Any]] = {}
    for page in earlier.get("pages", ()) if earlier.get("corpus") == corpus.digest else ():
        name = page["name"]
        entry = listed.get(name) or Entry(
            name, root / "notebooks" / page.get("notebook", ""), page.get("given", {})
        )
        if (out / "notebooks" / f"{name}.ipynb").is_file() and entry.notebook.is_file():
            origin = _origin(entry)
            if origin["digest"] == page.get("digest"):
                same[name] = origin
    return same


def _execute(entries: Sequence[Entry], executed: Path, *, root: Path, progress: bool) -> dict[str, float]:
    """Run all notebooks through papermill, as many at a time as there are cores; return the seconds of each."""
    timings: dict[str, float] = {}
    failures: list[str] = []
    kernels: list[AsyncKernelManager] = []

    class Kernel(AsyncKernelManager):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            kernels.append(self)

    # Kernels are processes of their own; the threads here only wait for them.
    with (
        ThreadPoolExecutor(os.cpu_count()) as pool,
        tqdm(total=len(entries), unit="notebook", desc="Running", disable=None if progress else True) as bar,
    ):
        running = {pool.submit(_run, entry, executed, root, Kernel): entry for entry in entries}
        try:
            for done in as_completed(running):
                entry = running[done]
                bar.update()
                try:
                    timings[entry.name] = done.result()
                except PapermillExecutionError as error:
                    failures.append(f"{entry.name}, cell {error.cell_index}: {error.ename}: {error.evalue}")
                except DeadKernelError:
                    failures.append(
                        f"{entry.name}: its kernel died; where memory is short, run fewer at a time: --only"
                    )
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            _end(kernels, running)
            raise
    if failures:
        raise ReportError("\n".join(["These notebooks stopped with an error:", *sorted(failures)]))
    return dict(sorted(timings.items()))


def _end(kernels: Sequence[AsyncKernelManager], running: Iterable[Future[float]]) -> None:
    """Kill the kernels until no thread waits for one any more; one may just be starting."""
    while not all(future.done() for future in running):
        for kernel in kernels:
            process = getattr(kernel.provisioner, "process", None)
            if process is not None:
                process.kill()
        time.sleep(0.1)


def _run(entry: Entry, executed: Path, root: Path, kernel: type[AsyncKernelManager]) -> float:
    began = time.monotonic()
    target = executed / f"{entry.name}.ipynb"
    papermill.execute_notebook(
        entry.notebook,
        target,
        dict(entry.parameters),
        cwd=root,
        progress_bar=False,
        # Written once when whole; a notebook that stops is told of by its error, and its folder goes.
        request_save_on_cell_execute=False,
        kernel_manager_class=kernel,
        # What it showed has arrived: waiting for it to take itself apart would take a third of its time.
        shutdown_kernel="immediate",
        # A kernel's own log goes to the terminal; only what stops it belongs there. Nor are its cells somebody's history.
        extra_arguments=["--IPKernelApp.log_level=50", "--HistoryManager.enabled=False"],
    )
    notebook = nbformat.read(target, as_version=4)
    _steady(notebook)
    nbformat.write(notebook, target)
    return round(time.monotonic() - began, 2)


def _steady(notebook: nbformat.NotebookNode) -> None:
    """Take out what differs from run to run: times and paths. The parameters stay."""
    run = notebook.metadata.get("papermill", {})
    notebook.metadata["papermill"] = {"parameters": run.get("parameters", {})}
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"  # papermill draws one by lot
        for volatile in ("papermill", "execution"):
            cell.metadata.pop(volatile, None)


def _pages(corpus: Corpus, executed: Path, folder: Path, order: Sequence[str]) -> list[dict[str, Any]]:
    """Write every page; return name, title and parameters of each notebook's."""
    contents = {
        name: exporter.read(nbformat.read(executed / f"{name}.ipynb", as_version=4))
        for name in order
        if (executed / f"{name}.ipynb").is_file()
    }
    documents = corpus.documents
    addresses = {
        document_id: quote(_page(document_id))
        for document_id in documents.loc[documents["status"] == "read", "document_id"]
    }
    record = _colophon(corpus)
    for name, content in contents.items():
        nav = _nav(contents, name)
        html = exporter.page(content, documents=addresses, site=SITE, nav=nav, record=record)
        _write(folder / f"{name}.html", html)
    reading = reader.Reader(corpus)
    for document_id in addresses:
        root = "../" * (1 + document_id.count("/"))
        shown = reading.document(document_id)
        html = exporter.render(
            "document.html.j2",
            has_charts=False,
            **shown,
            site=SITE,
            nav=_nav(contents, "", root),
            record=record,
            root=root,
        )
        _write(folder / _page(document_id), html)
    _write(folder / "index.html", _index(corpus, contents, addresses, record))
    return [
        {
            "name": name,
            "title": content.title,
            "parameters": {p["name"]: p["value"] for p in content.parameters},
        }
        for name, content in contents.items()
    ]


def _page(document_id: str) -> str:
    """The path of a document's reader page; a name that file systems would refuse is cut, and told by its digest."""
    name = f"{document_id}.html"
    if len(name.rpartition("/")[2].encode()) > 255:
        digest = hashlib.sha256(document_id.encode()).hexdigest()[:12]
        folder, slash, last = document_id.rpartition("/")
        name = f"{folder}{slash}{last.encode()[:200].decode(errors='ignore')}-{digest}.html"
    return f"documents/{name}"


def _index(
    corpus: Corpus,
    contents: Mapping[str, exporter.Content],
    addresses: Mapping[str, str],
    record: Mapping[str, str],
) -> str:
    entries = [
        {
            "href": quote(f"{name}.html"),
            "title": content.title,
            "question": content.question,
            "finding": Markup(exporter.without_evidence(content.finding)),
        }
        for name, content in contents.items()
    ]
    documents = [
        {
            **row,
            "href": addresses.get(row["document_id"], ""),
            "label": row["title"] or row["file"],
            "by": row["outlet"] or row["author"],
            "words": row["word_count"],
        }
        for row in rows(corpus.documents)
    ]
    found = exporter.evidence_in("".join(content.finding for content in contents.values()))
    return exporter.render(
        "index.html.j2",
        has_charts=False,
        title=SITE,
        about=corpus.record["about"] or "",
        entries=entries,
        documents=documents,
        evidence=[exporter.linked(found, addresses)],
        record=record,
    )


def _nav(contents: Mapping[str, exporter.Content], current: str, root: str = "") -> list[dict[str, Any]]:
    return [
        {"href": root + quote(f"{name}.html"), "text": content.title, "current": name == current}
        for name, content in contents.items()
    ]


def _colophon(corpus: Corpus) -> dict[str, str]:
    versions = ", ".join(f"{name} {number}" for name, number in _versions().items())
    return {
        "Corpus": f"{len(corpus.documents)} files, digest {corpus.digest}",
        "Codebook": f"digest {corpus.record['codebook']}",
        "Software": versions,
    }


def _versions() -> dict[str, str]:
    used = ("pandas", "altair", "papermill", "nbconvert", "jupyterlab", "duckdb", "pyarrow")
    own = {"discourse-notebooks": helpers.__version__, "Python": platform.python_version()}
    return {**own, **{name: version(name) for name in used}}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
