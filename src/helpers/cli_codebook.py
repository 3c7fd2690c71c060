"""The commands `discourse codebook …`: what a codebook does, told to people who do not program."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from helpers import tables
from helpers.codebook import Code, Codebook
from helpers.corpus import Corpus
from helpers.evidence import plural
from helpers.measures import rules

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_CODEBOOK = click.option(
    "--codebook", type=_FILE, help="A codebook of your own; data/codebook.yaml by default."
)
_CORPUS = click.option(
    "--corpus",
    default="data/corpus",
    type=click.Path(path_type=Path),
    help="The corpus; data/corpus by default.",
)
_ALL = click.option(
    "--all", "is_all", is_flag=True, help="Print everything, not only the first of each kind."
)
LANGUAGE_NAMES = {"en": "English", "zh": "Chinese"}
FIRST = 10  # patterns told without --all
SHOWN = 3  # passages of a code told without --all


@click.group()
def codebook() -> None:
    """Test the codebook, and see what its patterns do."""


@codebook.command()
@_CODEBOOK
def check(codebook: Path | None) -> None:
    """Run the codebook's own tests: every example must get its code, no counterexample may."""
    loaded = _load(codebook)
    if faults := loaded.check():
        click.echo(str(faults))
    tested = sum(len(code.examples) + len(code.counterexamples) for code in loaded.codes)
    many = ((len(loaded.codes), "code"), (tested, "sentence"), (len(faults), "fault"))
    codes, sentences, wrong = (f"{number} {plural(noun, number)}" for number, noun in many)
    click.echo(f"{loaded.file}: {codes}, {sentences} tried, {wrong}.")
    sys.exit(1 if faults else 0)


@codebook.command()
@click.argument("sentence")
@_CODEBOOK
@_ALL
def explain(sentence: str, codebook: Path | None, is_all: bool) -> None:
    """Tell which patterns code a SENTENCE, which nearly do, and what keeps them from it."""
    loaded = _load(codebook)
    matches = next(loaded.find(sentence))
    click.echo("Coded as:" if matches else "No pattern matches.")
    for match in matches:
        click.echo(
            f'  {_named(match.code)}: "{sentence[match.start : match.end]}"{", negated" * match.is_negated}'
        )
        click.echo(f"      by {match.rule}")
    missed = loaded.misses(sentence)
    if missed:
        click.echo("Nearly:")
    for miss in missed if is_all else missed[:FIRST]:
        click.echo(f"  {_named(miss.code)}: {miss.reason}")
        click.echo(f"      {miss.pattern}")
    _more(len(missed), is_all)


@codebook.command()
@_CODEBOOK
@_CORPUS
@_ALL
def coverage(codebook: Path | None, corpus: Path, is_all: bool) -> None:
    """List the patterns that match nothing in the corpus, and the codes that are silent in a language."""
    opened, loaded = Corpus.open(corpus), _load(codebook)
    patterns = rules.coverage(opened.texts, opened.sentences, loaded)
    found = patterns[patterns["part"] == "patterns"]
    for language, name in LANGUAGE_NAMES.items():
        held = opened.sentences[opened.sentences["language"] == language]
        if held.empty:
            click.echo(f"The corpus holds no sentence in {name}.")
            continue
        counts = found[found["language"] == language].groupby("code", sort=False)["match_count"].sum()
        without = [code.name for code in loaded.codes if code.name not in counts.index]
        silent = list(counts.index[counts == 0])
        click.echo(
            f"{name}, {len(held):,} sentences: {len(silent)} of {len(counts)} codes are silent"
            + (f": {', '.join(silent)}." if silent else ".")
            + (f" No patterns in {name}: {', '.join(without)}." if without else "")
        )
    idle = patterns[patterns["match_count"] == 0]
    click.echo(f"{len(idle)} of {len(patterns)} patterns match nothing" + (":" if len(idle) else "."))
    for row in (idle if is_all else idle[:FIRST]).itertuples():
        click.echo(f"  {row.code}{' (unless)' * (row.part == 'unless')}: {row.pattern}")
    _more(len(idle), is_all)


@codebook.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@_CORPUS
@_ALL
def diff(old: Path, new: Path, corpus: Path, is_all: bool) -> None:
    """Show which codings of the corpus change from the codebook OLD to the codebook NEW, with passages."""
    opened = Corpus.open(corpus)
    before, after = (
        rules.code_again(opened.texts, opened.sentences, Codebook.load(path)) for path in (old, new)
    )
    changed = rules.changes(before, after)
    click.echo(
        f"{len(before):,} codings with {old}, {len(after):,} with {new}; {len(changed):,} places differ."
    )
    for (code, change), some in changed.groupby(["code", "change"]):
        click.echo(f"{code!s}: {len(some):,} {change!s}")
        for row in tables.rows(some if is_all else some[:SHOWN]):
            click.echo(f"  {_passage(opened.text(row['document_id']), row['start'], row['end'])}")
            rule = row["rule_before"] if change == "gone" else row["rule_after"]
            before_it = f", before by {row['rule_before']}" if change == "other rule" else ""
            click.echo(f"      in {row['document_id']}, by {rule}{before_it}")
        if len(some) > SHOWN and not is_all:
            click.echo(f"  … {len(some) - SHOWN:,} more; --all shows them.")


def _load(path: Path | None) -> Codebook:
    return Codebook.load(path or tables.data_file("codebook.yaml"))


def _named(code: Code) -> str:
    return f"{code.theme} / {code.name}" if code.theme else f"frame {code.name}"


def _more(count: int, is_all: bool) -> None:
    if count > FIRST and not is_all:
        click.echo(f"  … {count - FIRST:,} more; --all shows them.")


def _passage(text: str, start: int, end: int) -> str:
    before, match, after = (
        " ".join(text[slice(*place)].split())
        for place in ((max(0, start - 60), start), (start, end), (end, end + 60))
    )
    return f"… {before} «{match}» {after} …"
