"""The corpus: all documents under study with their tables, built once, opened as data frames or queried with SQL.

On disk it is a folder of Parquet files, one folder per table, in shards; `record.json` says what it was built from.
A build writes beside the old corpus and takes its place only when it is whole.
"""

from __future__ import annotations

import difflib
import glob
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

import helpers
from helpers import (
    actors,
    coding,
    commitments,
    copies,
    instruments,
    quantities,
    segments,
    sources,
    statements,
    tables,
)
from helpers.actors import Register
from helpers.codebook import Codebook
from helpers.sources import Manifest, Source, guard

# Documents per shard: large enough that a million documents make a few thousand files, small enough for memory.
SHARD = 256
# Documents per task of a worker: a divisor of SHARD, small enough that two cores share a few hundred documents.
CHUNK = 16
# Below this many documents starting a second process to read them costs more than it saves (measured on two cores).
PARALLEL_FROM = 64
# Seconds that the statements of a character may take: six times what they take on a slow machine.
PARSING = 200e-6
RECORD = "record.json"
DISTRIBUTION = "discourse-notebooks"
DAY = 24 * 60 * 60


class CorpusError(ValueError):
    """A corpus cannot be built or opened; the message says where, why and what to do."""


@dataclass(frozen=True)
class Corpus:
    """The tables of a built corpus: documents, texts, fields, blocks, sentences, codings, mentions, statements,
    contents, quantities, commitments, instruments.

    Each is read when first asked for, checked against its declaration, and given out as a copy-on-write data frame.
    """

    folder: Path
    record: Mapping[str, Any]
    expression: str = ""
    left_out: tuple[str, ...] = ()
    _loaded: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, folder: str | Path) -> Corpus:
        """Open a built corpus. A relative folder is looked for here and in the folders above, so that a notebook finds
        it from wherever it is run. Raises CorpusError when there is none, or when another version built it."""
        path = _locate(Path(folder))
        recover(path)
        if not (path / RECORD).is_file():
            raise CorpusError(f"{folder}: no corpus here. Build one first:  discourse build")
        record = read_record(path / RECORD)
        if record.get("tables") != _tables_digest():
            raise CorpusError(
                f"{folder}: built with other tables than this version's. Build again:  discourse build"
            )
        return cls(path, record)

    @classmethod
    def build(  # noqa: PLR0913
        cls,
        seeds: str | Path,
        out: str | Path,
        *,
        codebook: Codebook,
        register: Register | None = None,
        with_voices: bool = True,
        executor: Executor | None = None,
        progress: bool = True,
    ) -> Corpus:
        """Read every file under `seeds` and write all tables to `out`, which is replaced whole or not at all.

        Without a register of actors, data/actors.yaml is taken. Without voices, the tables of mentions and statements
        stay empty: finding them takes most of the time. A corpus that was built from the same bytes with the
        same codebook, register and code is opened instead. Files that cannot be read become rows that say why. Raises
        CorpusError when there is no folder, no file or no readable one, ManifestError when the manifest breaks a rule,
        RegisterError when data/actors.yaml does, and so do the errors of data/instruments.yaml, units.yaml and commitments.yaml.
        """
        seeds, out = Path(seeds), Path(out)
        apart(seeds, out)
        inputs = _inputs(seeds)
        manifest = Manifest.load(seeds)
        register = register or Register.load(tables.data_file("actors.yaml"))
        for known in (instruments.known, quantities.known, commitments.known):
            known()  # their faults are told before anything is read
        record = _record(inputs, manifest, codebook, register)
        record["parser"] = statements.parser() if with_voices else statements.LEFT_OUT
        recover(out)
        if _is_current(out, record):
            return cls.open(out)
        with staged(out, RECORD) as folder:
            seeds = seeds.absolute()  # the processes that read may stand in another folder
            means = Means(seeds, manifest, codebook, register, with_voices)
            read_chunk = partial(
                _read_chunk, read_one=guard.Guarded.of(partial(_read_one, means)), means=means
            )
            listed = sources.listed(list(inputs), root=seeds, manifest=manifest)
            statuses = _write(folder, listed, read_chunk, executor=executor, progress=progress)
            if "read" not in statuses.values():
                reasons = "\n  ".join(f"{name}: {status}" for name, status in statuses.items())
                raise CorpusError(
                    f"{seeds}: none of its {len(inputs)} files could be read:\n  {reasons}\n"
                    f"Put there {sources.TAKES}"
                )
            shutil.copyfile(codebook.file, folder / "codebook.yaml")
            shutil.copyfile(register.file, folder / "actors.yaml")
            write_json(folder / RECORD, {**record, "documents": len(listed)})
        return cls.open(out)

    @property
    def documents(self) -> pd.DataFrame:
        return self._table("documents")

    @property
    def texts(self) -> pd.DataFrame:
        return self._table("texts")

    @property
    def fields(self) -> pd.DataFrame:
        return self._table("fields")

    @property
    def blocks(self) -> pd.DataFrame:
        return self._table("blocks")

    @property
    def sentences(self) -> pd.DataFrame:
        return self._table("sentences")

    @property
    def codings(self) -> pd.DataFrame:
        return self._table("codings")

    @property
    def mentions(self) -> pd.DataFrame:
        return self._table("mentions")

    @property
    def statements(self) -> pd.DataFrame:
        return self._table("statements")

    @property
    def contents(self) -> pd.DataFrame:
        return self._table("contents")

    @property
    def quantities(self) -> pd.DataFrame:
        return self._table("quantities")

    @property
    def commitments(self) -> pd.DataFrame:
        return self._table("commitments")

    @property
    def instruments(self) -> pd.DataFrame:
        return self._table("instruments")

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook as it was when the corpus was built."""
        codebook = Codebook.load(self.folder / "codebook.yaml")
        self._prove_same_build()
        return codebook

    @cached_property
    def register(self) -> Register:
        """The register of actors as it was when the corpus was built."""
        register = Register.load(self.folder / "actors.yaml")
        self._prove_same_build()
        return register

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with any input, the codebook, the register or the code."""
        return _digest(self.record)[:12]

    def select(self, expression: str) -> Corpus:
        """The corpus of the documents for which a pandas query holds; '' keeps all.

        For example  date >= "2020" and outlet == "Xinhua".  It compares the columns of `documents` and, as text, the
        other chosen `fields`, such as country or place, several values joined by '; '. A comparison with an unknown
        value is false. Raises CorpusError for an expression that is no such query, or that no document fulfils.
        """
        if not expression:
            return self
        documents, fields = self.documents, self.fields
        others = fields[fields["is_chosen"] & ~fields["field"].isin(documents.columns)]
        names = [*documents.columns, *sorted(others["field"].unique())]
        known = f"""It compares columns with text in quotes, such as outlet == "Xinhua" and date >= "2020". Columns are \
{", ".join(names)}"""
        try:
            fulfilled = _beside(documents, others, expression).eval(expression, engine="python")
        except Exception as error:  # pandas raises whatever the expression happens to break
            wrong = re.search(r"name '(\w+)' is not defined", str(error))
            near = difflib.get_close_matches(wrong[1], names, n=1) if wrong else []
            meant = f"; did you mean {near[0]!r}?" if near else "."
            raise CorpusError(f"select {expression!r}: {error}{meant} {known}") from error
        if not isinstance(fulfilled, pd.Series) or fulfilled.dtype != bool:
            raise CorpusError(f"select {expression!r} is not true or false for each document. {known}")
        chosen = documents[fulfilled]
        if chosen.empty:
            raise CorpusError(
                f"select {expression!r}: no document of {len(documents)} fulfils it; 01_corpus shows what they hold"
            )
        both = f"({self.expression}) and ({expression})" if self.expression else expression
        chosen_corpus = Corpus(self.folder, self.record, both)
        chosen_corpus._loaded["documents"] = chosen.reset_index(drop=True)
        return chosen_corpus

    def counting(self, which: str) -> Corpus:
        """The same corpus "with" near-copies, or "without" them: then each text counts once.

        Of documents that copy one another, the original stays, or where `select` did not take it, the first of them.
        `left_out` names the others. Select first. Raises CorpusError for another word.
        """
        if which not in ("with", "without"):
            raise CorpusError(
                f"copies {which!r}: it is with (every document counts) or without (near-copies of others are left out)"
            )
        left_out = copies.among(self.documents) if which == "without" else []
        if not left_out:
            return self
        counted = Corpus(self.folder, self.record, self.expression, tuple(left_out))
        kept = self.documents[~self.documents["document_id"].isin(left_out)]
        counted._loaded["documents"] = kept.reset_index(drop=True)
        return counted

    def text(self, document_id: str) -> str:
        """The stored text of one document. Raises CorpusError when it is not in the corpus, or not selected."""
        texts = self.texts
        found = texts.loc[texts["document_id"] == document_id, "text"]
        if found.empty:
            raise CorpusError(f"{self.folder}: no document {document_id!r} among the {len(texts)} selected")
        return str(found.item())

    def sql(self, query: str) -> pd.DataFrame:
        """Answer a DuckDB query over the tables by their names; of a selection, only the selected documents."""
        with duckdb.connect(":memory:") as connection:
            connection.register("selected", self.documents[["document_id"]])
            for name in tables.SCHEMAS:
                files = str(Path(glob.escape(str(self.folder))) / name / "*.parquet").replace("'", "''")
                connection.execute(
                    f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{files}') "
                    "WHERE document_id IN (SELECT document_id FROM selected)"
                )
            try:
                return connection.execute(query).df()
            finally:
                self._prove_same_build()

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._loaded:
            schema = tables.SCHEMAS[name]
            try:
                parts = [pq.read_table(part) for part in sorted((self.folder / name).glob("*.parquet"))]
                table = schema.opened(pa.concat_tables(parts))
            except (OSError, pa.ArrowException) as error:
                raise CorpusError(
                    f"{self.folder / name}: damaged ({error}). Delete {self.folder} and build again:  discourse build"
                ) from error
            finally:
                self._prove_same_build()
            if (self.expression or self.left_out) and name != "documents":
                table = table[table["document_id"].isin(self.documents["document_id"])].reset_index(drop=True)
            self._loaded[name] = table
        return self._loaded[name].copy(deep=False)

    def _prove_same_build(self) -> None:
        """Raise CorpusError where another build took the folder: asked after reading, when what was read is known."""
        if read_record(self.folder / RECORD) != self.record:
            raise CorpusError(f"{self.folder}: was built again since it was opened; open it again")


def apart(seeds: Path, out: Path) -> None:
    """Raise CorpusError where what is made would lie among the sources, and be read as one of them next time, or
    where the sources lie in the folder that is replaced, and would be deleted with it."""
    made, read = out.resolve(), seeds.resolve()
    if made.is_relative_to(read):
        raise CorpusError(
            f"{out} lies in {seeds}, the folder of the sources. Put the sources in a folder of their own."
        )
    if read.is_relative_to(made):
        raise CorpusError(
            f"{seeds}, the folder of the sources, lies in {out}, which is replaced as a whole. "
            "Put the sources in a folder of their own."
        )


def _beside(documents: pd.DataFrame, fields: pd.DataFrame, expression: str) -> pd.DataFrame:
    """Documents with a column more for each of the fields that the expression names."""
    named = fields[fields["field"].isin(re.findall(r"\w+", expression))]
    for name, rows in named.drop_duplicates(["document_id", "field", "value"]).groupby("field"):
        values = rows.groupby("document_id", sort=False)["value"].agg("; ".join)
        documents = documents.assign(**{str(name): documents["document_id"].map(values).astype("str")})
    return documents


def _inputs(seeds: Path) -> dict[str, str]:
    """Relative path of every source file and the digest of its bytes ('' where they cannot be read)."""
    if not seeds.is_dir():
        raise CorpusError(f"{seeds}: no such folder. Name a folder with source documents.")
    inputs = {path.relative_to(seeds).as_posix(): _file_digest(path) for path in sources.find(seeds)}
    # Bytes of a name that are no UTF-8 reach Python as lone surrogates, which no table and no page can hold.
    if unnamed := [ascii(file) for file in inputs if any("\ud800" <= letter <= "\udfff" for letter in file)]:
        raise CorpusError("\n  ".join([f"{seeds}: file names that are not UTF-8; rename them:", *unnamed]))
    if not inputs:
        raise CorpusError(f"{seeds}: an empty folder. Put there {sources.TAKES}")
    return inputs


def _file_digest(path: Path) -> str:
    try:
        if path.is_file():  # a pipe or a device may never end
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass
    return ""


def _record(
    inputs: Mapping[str, str], manifest: Manifest, codebook: Codebook, register: Register
) -> dict[str, Any]:
    return {
        "inputs": dict(inputs),
        "manifest": manifest.digest,
        "about": manifest.about,
        "notes": dict(manifest.notes),
        "codebook": codebook.digest,
        "register": register.digest,
        "tables": _tables_digest(),
        "code": _code_digest(),
        "versions": {DISTRIBUTION: helpers.__version__, "pyarrow": version("pyarrow")},
    }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _tables_digest() -> str:
    """Changes when a table gets another column, so that a corpus of another version is not misread."""
    return _digest(
        [(s.name, [(n, c.type, c.nullable) for n, c in s.columns.items()]) for s in tables.SCHEMAS.values()]
    )


def _code_digest() -> str:
    """Changes when the code or a word list that makes the tables changes, so that a stale corpus is built again."""
    package = Path(__file__).parent
    files = [
        package / f"{name}.py"
        for name in ("tables", "segments", "coding", "copies", "corpus", "quotations", "written")
    ]
    files += [
        file
        for name in (
            "codebook",
            "sources",
            "actors",
            "statements",
            "quantities",
            "commitments",
            "instruments",
        )
        for file in sorted((package / name).glob("*.py"))
    ]
    names = (
        "reading.yaml",
        "traditional.txt",
        "cues.yaml",
        "chinese_words.txt",
        "units.yaml",
        "commitments.yaml",
        "instruments.yaml",
    )
    files += map(tables.data_file, names)
    return _digest([file.read_text(encoding="utf-8") for file in files])


def _is_current(out: Path, record: Mapping[str, Any]) -> bool:
    built = read_record(out / RECORD)
    shards = -(-built.get("documents", 0) // SHARD)
    return built == {**record, "documents": built.get("documents")} and all(
        len(list((out / name).glob("*.parquet"))) == shards for name in tables.SCHEMAS
    )


def read_record(file: Path) -> dict[str, Any]:
    """The record that an earlier run of ours left in a folder; {} where there is none, or it is somebody else's."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return dict(record) if DISTRIBUTION in record["versions"] else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Means:
    """What all documents are read with."""

    root: Path
    manifest: Manifest
    codebook: Codebook
    register: Register
    with_voices: bool


def _read_chunk(chunk: Sequence[Source], *, read_one: guard.Guarded[[Source], Rows], means: Means) -> Rows:
    """All rows of some documents: what one worker does."""
    rows: Rows = {name: [] for name in (*tables.SCHEMAS, "fingerprints")}
    for source in chunk:
        try:
            read = read_one(source)
        except sources.UnreadableError as error:
            read = _rows(sources.unread(source, error, root=means.root, manifest=means.manifest))
        for name in rows:
            rows[name] += read[name]
    return rows


def _read_one(means: Means, source: Source) -> Rows:
    """All rows of one document, in the process that reads it."""
    root, manifest = means.root, means.manifest
    reading = sources.read(
        root / source.file, root=root, document_id=source.document_id, manifest=manifest, row=source.row
    )
    sentences = segments.sentences(source.document_id, reading.text, reading.blocks)
    codings = coding.code(reading.text, sentences, means.codebook)
    figures = quantities.find(reading.text, sentences)
    if not means.with_voices:
        return _rows(reading, sentences=sentences, codings=codings, quantities=figures)
    guard.allow(guard.SECONDS + len(reading.text) * PARSING)
    mentions = actors.find(reading.text, sentences, means.register)
    named = instruments.find(
        reading.text, reading.blocks, sentences, mentions, date=reading.document.get("date")
    )
    promising = commitments.Reader(mentions)
    said, contents = statements.find(
        reading.text,
        reading.blocks,
        sentences,
        mentions,
        author=reading.document.get("author"),
        titled=actors.of_title(reading.document.get("title"), means.register),
        beside=[promising],
    )
    promised = commitments.find(
        reading.text,
        reading.blocks,
        sentences,
        mentions,
        said,
        contents,
        promising,
        document=reading.document,
    )
    return _rows(
        reading,
        sentences=sentences,
        codings=codings,
        mentions=mentions,
        statements=said,
        contents=contents,
        commitments=promised,
        quantities=figures,
        instruments=named,
    )


def _rows(reading: sources.Reading, **found: list[dict[str, Any]]) -> Rows:
    """The rows of one document: what was read, and what was found in it."""
    sentences = found.get("sentences", [])
    document_id, words = reading.document["document_id"], sum(s["word_count"] for s in sentences)
    return {
        "documents": [{**reading.document, "word_count": words}],
        "texts": [{"document_id": document_id, "text": reading.text}],
        "fields": reading.fields,
        "blocks": reading.blocks,
        **{
            name: found.get(name, [])
            for name in tables.SCHEMAS
            if name not in ("documents", "texts", "fields", "blocks")
        },
        "fingerprints": [copies.fingerprint(reading.text, sentences)],
    }


Reader = Callable[[Sequence[Source]], Rows]


def _write(
    folder: Path, listed: Sequence[Source], read_chunk: Reader, *, executor: Executor | None, progress: bool
) -> dict[str, str]:
    """Write all shards, and to the documents which copy which; return the status of each document, with its reason
    where it was not read."""
    chunks = [listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK)]
    statuses: dict[str, str] = {}
    own = None
    if executor is None and len(listed) >= PARALLEL_FROM:
        executor = own = ThreadPoolExecutor(os.cpu_count())  # each thread waits for a process of its own
    try:
        done = iter((executor.map if executor else map)(read_chunk, chunks))
        with (
            tempfile.TemporaryFile(dir=folder) as scratch,
            tqdm(
                total=len(listed), unit="document", desc="Reading", disable=None if progress else True
            ) as bar,
        ):
            comparison = copies.Comparison(scratch)
            for number in range(-(-len(listed) // SHARD)):
                shard: Rows = {name: [] for name in tables.SCHEMAS}
                for rows in islice(done, SHARD // CHUNK):
                    for name in shard:
                        shard[name] += rows[name]
                    for document, fingerprint in zip(rows["documents"], rows["fingerprints"], strict=True):
                        comparison.add(document, fingerprint)
                    bar.update(len(rows["documents"]))
                for name, schema in tables.SCHEMAS.items():
                    _write_part(folder / name / f"part-{number:05d}.parquet", schema, shard[name])
                for document in shard["documents"]:
                    status, reason = document["status"], document.get("reason")
                    name = document["file"] if document["row"] is None else document["document_id"]
                    statuses[name] = f"{status}: {reason}" if reason else status
            _write_copies(folder / "documents", comparison.copies())
    except BaseException:
        if own:
            guard.cancel()  # nobody waits for what they are at
        raise
    finally:
        if own:
            own.shutdown(cancel_futures=True)
    return statuses


def _write_copies(folder: Path, found: Mapping[str, tuple[str, float]]) -> None:
    """Write into the rows of documents, which are known before, what is known only when all are read."""
    for part in sorted(folder.glob("*.parquet")):
        rows = pq.read_table(part).to_pylist()
        for row in rows:
            row["duplicate_of"], row["similarity"] = found.get(row["document_id"], (None, None))
        _write_part(part, tables.DOCUMENTS, rows)


def _write_part(path: Path, schema: tables.Schema, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    stored = schema.stored(rows)
    schema.opened(stored)
    pq.write_table(stored, path, compression="zstd")


def write_json(path: Path, value: object) -> None:
    """Write indented JSON that is the same for the same value."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _locate(folder: Path) -> Path:
    if folder.is_absolute():
        return folder
    here = Path.cwd()
    return next(
        (base / folder for base in (here, *here.parents) if (base / folder / RECORD).is_file()), here / folder
    )


@contextmanager
def staged(target: Path, mark: str) -> Iterator[Path]:
    """Give an empty folder beside `target` that takes its place when the block ends well, and vanishes otherwise.

    `target` must be absent, empty, or hold the file `mark` that says an earlier run of ours made it: nobody's own
    folder is ever replaced. Raises CorpusError otherwise.
    """
    target = target.resolve()
    previous = _previous(target)
    if _is_foreign(target, mark):
        raise CorpusError(
            f"{target}: holds other things and no {mark} of ours; it would be replaced. Name another folder."
        )
    if _is_foreign(previous, mark):
        raise CorpusError(
            f"{previous}: holds no {mark} of ours, and is in the way of moving {target} aside. Move it elsewhere."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}.discourse-building-"
    for left in target.parent.glob(f"{glob.escape(prefix)}*"):
        if (
            time.time() - left.stat().st_mtime > DAY
        ):  # of a run that was killed; a younger one may still be at work
            shutil.rmtree(left, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        yield building
        building.chmod(0o755)
        if target.exists():
            shutil.rmtree(previous, ignore_errors=True)
            target.rename(previous)
        building.rename(target)
        if previous.exists():
            previous.rename(building)  # whole as long as it has its name: only then is it known for ours
    except OSError as error:
        error.filename = error.filename or str(target)  # a full disk does not say where
        raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def recover(target: Path) -> None:
    """Put back what a run that was killed between its two renames had moved aside; leave what is not ours."""
    target = target.resolve()
    previous = _previous(target)
    if not target.exists() and any(read_record(file) for file in previous.glob("*.json")):
        previous.rename(target)


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.discourse-previous")


def _is_foreign(path: Path, mark: str) -> bool:
    return path.exists() and not read_record(path / mark) and (not path.is_dir() or any(path.iterdir()))
