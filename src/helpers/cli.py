"""The console command `discourse`: build a corpus, publish the reports, check both."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from helpers import reports, statements, tables
from helpers.actors import Register
from helpers.cli_codebook import codebook as codebook_commands
from helpers.codebook import Codebook
from helpers.corpus import Corpus, CorpusError, apart
from helpers.evidence import plural
from helpers.exchange import ExchangeError, dna, graphs, sheets
from helpers.measures import network, voices
from helpers.reports import ReportError
from helpers.reports.check import check_folder
from helpers.sources.manifest import ManifestError
from helpers.written import WrittenError

# Of what was set aside, as many reasons as fit on two lines; the notebook 01_corpus lists all.
REASONS = 5
FAULTS = (WrittenError, CorpusError, ExchangeError, ManifestError, ReportError, tables.TableError)


class _Command(click.Group):
    """Tells what went wrong in the words of the error, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        # A request to end is answered like Ctrl-C: half-made folders are removed and kernels ended.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            return super().invoke(ctx)
        except FAULTS as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:  # whoever read along has gone; click ends in silence
            raise
        except OSError as error:
            told = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise click.ClickException(told) from error
        except KeyboardInterrupt:
            raise click.ClickException("stopped; what was there before is as it was.") from None


@click.group(cls=_Command)
@click.version_option(package_name="discourse-notebooks")
def main() -> None:
    """Thematic analysis of security discourse in notebooks one can audit."""


main.add_command(codebook_commands)

_FOLDER = click.argument("folder", default="seeds", type=click.Path(path_type=Path))
_CODEBOOK = click.option(
    "--codebook",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A codebook of your own; data/codebook.yaml by default.",
)
_ACTORS = click.option(
    "--actors",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A register of actors of your own; data/actors.yaml by default.",
)

_VOICES = click.option(
    "--no-voices",
    is_flag=True,
    help="Do not look for who says what: a large corpus is built many times as fast.",
)


@main.command()
@_FOLDER
@click.option("--out", default="data/corpus", type=click.Path(path_type=Path), help="Where the tables go.")
@_CODEBOOK
@_ACTORS
@_VOICES
def build(folder: Path, out: Path, codebook: Path | None, actors: Path | None, no_voices: bool) -> None:
    """Read the documents in FOLDER (seeds by default) into the tables of a corpus."""
    book, register = _load(codebook, actors)
    _tell(Corpus.build(folder, out, codebook=book, register=register, with_voices=not no_voices))


@main.command()
@_FOLDER
@click.option("--out", default="reports", type=click.Path(path_type=Path), help="Where the pages go.")
@click.option(
    "--only", multiple=True, metavar="NAME", help="Only this page or this notebook; may be repeated."
)
@click.option(
    "-p", "parameters", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter of the notebooks."
)
@_CODEBOOK
@_ACTORS
@_VOICES
def report(  # noqa: PLR0913, PLR0917
    folder: Path,
    out: Path,
    only: tuple[str, ...],
    parameters: tuple[tuple[str, str], ...],
    codebook: Path | None,
    actors: Path | None,
    no_voices: bool,
) -> None:
    """Build the corpus if needed, run the notebooks, and write the pages: open OUT/index.html."""
    root = reports.find_root()
    book, register = _load(codebook, actors)
    entries = reports.plan(root, book, only=only, parameters=dict(parameters))
    apart(folder, out)
    corpus = Corpus.build(
        folder, reports.apart(root, out), codebook=book, register=register, with_voices=not no_voices
    )
    _tell(corpus)
    index = reports.publish(corpus, entries, out.absolute(), root=root)
    click.echo(f"Open {click.format_filename(out / index.name)}")


@main.command()
@click.argument("folder", default="reports", type=click.Path(path_type=Path))
@_CODEBOOK
@_ACTORS
def check(folder: Path, codebook: Path | None, actors: Path | None) -> None:
    """Run the codebook's own tests, read the register, and count the passages behind every number in the pages of FOLDER."""
    book, _ = _load(codebook, actors)
    faults = book.check()
    if faults:
        click.echo(str(faults))
    checked, wrong = check_folder(folder)
    for fault in wrong:
        click.echo(fault)
    click.echo(
        f"Codebook: {len(faults)} {plural('fault', len(faults))}. Pages: {checked.pages}, with {checked.counts:,} counts and "
        f"{checked.passages:,} passages; {len(wrong)} {plural('fault', len(wrong))}."
    )
    sys.exit(1 if faults or wrong else 0)


@main.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--to", "form", required=True, type=click.Choice(["dna", *graphs.FORMS, *sheets.TABLES]),
    help="dna: all statements, as the Discourse Network Analyzer has them; graphml, gexf, csv: their network, as csv its ties; "
    "else a table with its passages, as CSV for spreadsheets.",
)  # fmt: skip
@click.option(
    "--network", "kind", default="affiliation", type=click.Choice(["affiliation", *network.QUALIFIERS]),
    help="affiliation ties actors to codes; the others tie actors to actors.",
)  # fmt: skip
@click.option(
    "--corpus", "folder", default="data/corpus", type=click.Path(path_type=Path), help="A built corpus."
)
@click.option("--select", default="", help='Only some documents, as in the notebooks: date >= "2020".')
@click.option(
    "--said", default=voices.SPEECH, type=click.Choice([voices.SPEECH, "all"]),
    help="all: also what actors think, want or decide.",
)  # fmt: skip
def export(  # noqa: PLR0913, PLR0917
    out: Path, form: str, kind: str, folder: Path, select: str, said: str
) -> None:
    """Write what was found to the file OUT, for other programs: who says what, figures, commitments, instruments.

    Nothing is normalised and nothing left out as a duplicate: helpers.measures.network does both in a notebook.
    """
    corpus = Corpus.open(folder).select(select)
    if form in sheets.TABLES:
        click.echo(f"{click.format_filename(out)}: {sheets.write(corpus, form, out):,} {form}")
        return
    spoken = voices.spoken(corpus.statements, said=said)
    positions = voices.positions(spoken, corpus.contents, corpus.codings, corpus.documents)
    if form == "dna":
        dna.write(positions, out)
        told = f"{positions['statement_id'].nunique():,} statements on {positions['code'].nunique():,} codes"
    else:
        actors = network.nodes(positions, attributes=["actor_id", "actor_kind", "organisation", "country"])
        if kind == "affiliation":
            ties = network.affiliation(positions)
            nodes = [actors, network.nodes(positions, "code", attributes=["theme"])]
        else:
            ties, nodes = network.one_mode(positions, qualifier=kind), [actors]
        graphs.write(out, ties, *nodes, form=form)
        told = f"{len(ties):,} ties among {sum(map(len, nodes)):,} nodes"
    click.echo(f"{click.format_filename(out)}: {told}")


def _load(codebook: Path | None, actors: Path | None) -> tuple[Codebook, Register]:
    """The codebook and the register of actors. Raises their errors, with all faults of the first that has any."""
    return (
        Codebook.load(codebook or tables.data_file("codebook.yaml")),
        Register.load(actors or tables.data_file("actors.yaml")),
    )


def _tell(corpus: Corpus) -> None:
    """Print what was read, what was set aside and why, how many documents copy others, and what could not be read."""
    documents = corpus.documents
    unread = documents[documents["status"] != "read"]
    readers = documents.loc[documents["status"] == "read", "reader"].value_counts()
    # Counted where they lie: a large corpus does not fit in memory.
    finds = ("sentences", "codings", "statements", "quantities", "commitments", "instruments")
    counts = ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in finds)
    counted = corpus.sql(f"SELECT {counts}").iloc[0]
    sized = corpus.sql(
        """SELECT coalesce(reason, kind) AS reason, sum("end" - start) AS size, is_content FROM blocks
        GROUP BY ALL ORDER BY size DESC, reason"""
    )
    aside = sized[~sized["is_content"]]
    share = aside["size"] / max(sized["size"].sum(), 1)
    reasons = [f"{part:.1%} {reason}" for part, reason in zip(share, aside["reason"], strict=True)]
    more = [f"{len(reasons) - REASONS} other reasons"] if len(reasons) > REASONS else []
    click.echo(
        f"{len(documents) - len(unread):,} of {len(documents):,} documents read "
        f"({', '.join(f'{count:,} {reader}' for reader, count in readers.items())}): "
        f"{documents['character_count'].sum():,} characters, {counted['sentences']:,} sentences, {counted['codings']:,} codings, "
        f"{counted['statements']:,} statements, {counted['quantities']:,} figures, {counted['commitments']:,} commitments, "
        f"{counted['instruments']:,} namings of instruments."
    )
    click.echo(
        f"Set aside: {share.sum():.1%} of the characters. {'; '.join(reasons[:REASONS] + more)}".rstrip()
    )
    click.echo(f"Near-copies of other documents: {documents['duplicate_of'].notna().sum() or 'none'}")
    click.echo(f"Statements: {statements.told(corpus.record['parser'])}")
    for row in tables.rows(unread):
        name = row["file"] if row["row"] is None else row["document_id"]
        click.echo(f"  {name}: {row['status']}: {row['reason']}", err=True)
