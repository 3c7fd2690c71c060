"""How well files are read: metadata, sentences, languages, the main text of web pages, the key to the seeds."""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, SkippedError, Tally, f1, macro_f1, share
from helpers import segments, sources
from helpers.sources import Manifest, Reading

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def read(text: str | bytes, work: Path, name: str) -> Reading:
    """Read one document as the package does, from a file of that name."""
    path = work / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    reading = sources.read(path, root=work, document_id=path.stem, manifest=Manifest())
    path.unlink()
    return reading


# The seeds


def seeds(root: Path, _: Path) -> Iterator[Tally]:
    key = yaml.safe_load((root / "seeds" / "key.yaml").read_text("utf-8"))
    counts = []
    for expected in key["documents"]:
        reading = sources.read(SEEDS / expected["file"], root=SEEDS, document_id="d", manifest=Manifest())
        right = list(_expectations(expected, reading))
        counts.append((sum(right), len(right)))
    says = "share of what careful readers noted of the five seed documents (title, date, headings, what is no content …) that is read so"
    yield Tally(
        "seeds/expectations", "The five seed documents", says, counts, share,
        sum(n for _, n in counts), "expectations", goal=1.0,
    )  # fmt: skip


def _expectations(expected: dict[str, Any], reading: Reading) -> Iterator[bool]:
    """One answer per thing that the key says of a document's reading."""
    document = reading.document
    chosen = {field["field"]: field["value"] for field in reading.fields if field["is_chosen"]}
    kinds: dict[str, list[str]] = {}
    for block in reading.blocks:
        text = reading.text[block["start"] : block["end"]].strip()
        kinds.setdefault(block["kind"], []).append(text)
        kinds.setdefault("content" if block["is_content"] else "aside", []).append(text)
    content, aside = ("\n".join(kinds.get(kind, [])) for kind in ("content", "aside"))
    for field in ("title", "subtitle", "outlet", "genre"):
        yield document[field] == expected.get(field)
    yield str(document["date"]) == str(expected["date"])
    yield (document["author"] or "").split("; ") == (expected.get("author") or [""])
    yield document["languages"].split("; ") == expected["languages"]
    if dateline := expected.get("dateline"):
        yield chosen.get("dateline_date") == str(dateline["date"])
        yield (chosen.get("place") or "").casefold() == dateline["place"].casefold()
    if "place" in expected:
        yield chosen.get("place") == expected["place"]
    if "headings" in expected:
        yield kinds.get("heading") == expected["headings"]
    for header in expected.get("running_header", []):
        yield header in kinds.get("running_header", []) and header not in content
    for item in expected.get("repeated_agenda", []):
        yield sum(item in text for text in kinds.get("list_item", []) if text in kinds["content"]) == 1
    for string in expected["not_content"]:
        yield string.strip() in aside and not re.search(rf"(?<!\w){re.escape(string.strip())}(?!\w)", content)


# Titles and dates


def _truth(text: str) -> tuple[dict[str, str], str]:
    """Front matter and body of a Markdown file, told apart here and not by the reader that is measured."""
    _, front, body = re.split(r"^---[ \t]*\r?\n", text.removeprefix("\ufeff"), maxsplit=2, flags=re.MULTILINE)
    try:
        values = yaml.load(front, Loader=yaml.BaseLoader)
    except yaml.YAMLError:  # written by hand: 'title: Cyber: a threat' is no YAML, yet plain what is meant
        values = {m[1]: m[2].strip().strip("'\"") for m in re.finditer(r"^(\w+):(.*)$", front, re.MULTILINE)}
    return {key: " ".join(str(value).split()) for key, value in values.items()}, body


def _states(day: str, body: str) -> bool:
    """Whether a text holds a date (2012-10-15) as people write it."""
    year, month, date = day.split("-")
    name = MONTHS[int(month) - 1]
    named, number = rf"(?:{name}|{name[:3]}|Sept)\b\.?", rf"0?{int(date)}(?:st|nd|rd|th)?"
    forms = (
        rf"\b{number}[\s-]+{named},?[\s-]+{year}", rf"{named}\s+{number},?\s+{year}", day,
        rf"\b0?{int(date)}[/.]0?{int(month)}[/.]{year}",
    )  # fmt: skip
    return any(re.search(form, body, re.IGNORECASE) for form in forms)


def _plain(title: str | None) -> str:
    return re.sub(r"\W+", " ", title or "").strip().casefold()


def minlaw(root: Path, work: Path) -> Iterator[Tally]:
    found, wrong_date, wrong_title, exact = [], [], [], []
    for path in sorted((root / "metadata" / "minlaw").glob("*.md")):
        text = path.read_bytes().decode("utf-8")
        truth, body = _truth(text)
        day = truth.get("date", "")[:10]
        alone = read(body, work, "post.md").document
        exact.append(_as_given(read(text, work, "post.md").document, truth))
        title, date = alone["title"], alone["date"]
        wrong_title.append((title is not None and _plain(title) != _plain(truth["title"]), 1))
        if day:
            wrong_date.append((date is not None and not day.startswith(date), 1))
        if day and _states(day, body):
            found.append((date == day, 1))
    posts = "posts"
    yield Tally(
        "minlaw/date_found", "Dates that the text states", "share of the posts whose text states the true date in which it is found, to the day",
        found, share, len(found), posts, goal=0.95,
    )  # fmt: skip
    yield Tally(
        "minlaw/date_wrong", "Wrong dates", "share of the posts with a known date in which the text is taken to give another one",
        wrong_date, share, len(wrong_date), posts, goal=0.03, is_error=True,
    )  # fmt: skip
    yield Tally(
        "minlaw/title_wrong", "Wrong titles", "share of all posts in which something else is taken for the title",
        wrong_title, share, len(wrong_title), posts, goal=0.05, is_error=True,
    )  # fmt: skip
    yield _exact("minlaw/front_matter", "Front matter, ministry", exact)


def white_house(root: Path, work: Path) -> Iterator[Tally]:
    exact = []
    with tarfile.open(root / "white-house-2021-2026.tar.xz") as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".md") and (file := archive.extractfile(member)):
                content = file.read()
                truth, _ = _truth(content.decode("utf-8"))
                exact.append(_as_given(read(content, work, "page.md").document, truth))
    yield _exact("white_house/front_matter", "Front matter, White House", exact)


def _as_given(document: dict[str, Any], truth: dict[str, str]) -> tuple[float, float]:
    title, day = truth.get("title") or None, truth.get("date", "")[:10]
    # A text without a date of its own in the front matter may give one itself: only the title is then compared.
    return document["title"] == title and (not day or document["date"] == day), 1


def _exact(figure: str, label: str, exact: list[tuple[float, float]]) -> Tally:
    says = "share of the documents with front matter of which title and date are exactly as it gives them"
    return Tally(figure, label, says, exact, share, len(exact), "documents", goal=1.0)


# Sentences and languages


def pud(path: Path) -> list[list[str]]:
    """The sentences of a treebank, one list per document; the Chinese half repeats a document's line in each."""
    documents: dict[str, list[str]] = {}
    at = ""
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("# newdoc"):
            at = line
        elif line.startswith("# text = "):
            documents.setdefault(at, []).append(line.removeprefix("# text = "))
    return list(documents.values())


def sentences(root: Path, work: Path) -> Iterator[Tally]:
    by_language = {code: pud(root / "sentences" / f"pud-{code}.conllu") for code in ("en", "zh")}
    for code, blank, goal in (("en", " ", 0.99), ("zh", "", 0.98)):
        counts = _boundaries(by_language[code], blank, code)
        n = sum(map(len, by_language[code]))
        name = {"en": "English", "zh": "Chinese"}[code]
        says = f"F1 of the ends of {name} sentences that stand in one line of text"
        known = "pysbd .997" if code == "en" else ""
        yield Tally(
            f"sentences/{code}",
            f"Sentences in {name}",
            says,
            counts,
            f1,
            n,
            "sentences",
            goal=goal,
            known=known,
        )
    told = [_languages(pair, work) for pair in zip(by_language["en"], by_language["zh"], strict=True)]
    says = (
        "share of sentences with the right language, in documents that alternate between English and Chinese"
    )
    yield Tally(
        "sentences/language",
        "Language of sentences",
        says,
        told,
        share,
        sum(n for _, n in told),
        "sentences",
        goal=0.99,
    )


def _boundaries(documents: list[list[str]], blank: str, language: str) -> list[tuple[int, int, int]]:
    """Ends right, wrong and missed of each document, all joined into one line so that no end is given away."""
    text, true, edges = "", set(), [0]
    for document in documents:
        for sentence in document:
            text += (blank if text else "") + sentence
            true.add(len(text))
        edges.append(len(text))
    found = {end for _, end in segments.cut(text, language)}
    return [
        tuple(sum(low < end <= high for end in ends) for ends in (found & true, found - true, true - found))
        for low, high in pairwise(edges)
    ]  # type: ignore[misc]


def _languages(pair: tuple[list[str], list[str]], work: Path) -> tuple[int, int]:
    lines = [
        (code, line)
        for both in zip(*pair, strict=True)
        for code, line in zip(("en", "zh"), both, strict=True)
    ]
    reading = read("\n\n".join(line for _, line in lines), work, "both.txt")
    right, at = 0, 0
    for code, line in lines:
        start = reading.text.index(line, at)
        at = start + len(line)
        right += {b["language"] for b in reading.blocks if b["start"] < at and start < b["end"]} == {code}
    return right, len(lines)


# Web pages


def html(root: Path, work: Path) -> Iterator[Tally]:
    truth = json.loads((root / "html" / "ground-truth.json").read_text("utf-8"))
    counts = []
    for page in sorted((root / "html" / "pages").glob("*.html.gz")):
        reading = read(gzip.decompress(page.read_bytes()), work, "page.html")
        if reading.document["status"] == "failed" and reading.document["reader"] is None:
            raise SkippedError("nothing in the package reads .html yet")
        # The truth is the body of the article, without its headline; ours is a block of its own.
        # Labels of speakers are no words of ours, but the truth has them in its text.
        body = (
            b
            for b in reading.blocks
            if (b["is_content"] and b["kind"] not in ("title", "subtitle")) or b["kind"] == "speaker"
        )
        content = "\n".join(reading.text[b["start"] : b["end"]] for b in body)
        counts.append(_shingled(truth[page.name.removesuffix(".html.gz")]["articleBody"], content))
    says = "F1 of four-word sequences of the main text of news pages, headlines aside"
    known = "trafilatura .958, best .970 (article-extraction-benchmark, all 181 pages)"
    yield Tally(
        "html/main_text",
        "Main text of web pages",
        says,
        counts,
        macro_f1,
        len(counts),
        "pages",
        goal=0.96,
        known=known,
    )


def _shingled(true: str, found: str) -> tuple[float, float, float, float]:
    """Precision and recall of four-word sequences as the benchmark's evaluate.py counts them."""
    expected, got = (_shingles(text) for text in (true, found))
    both = (expected & got).total()
    precision, recall = (both / side.total() if side else 0.0 for side in (got, expected))
    return precision, bool(got), recall, bool(expected)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(len(words) - 3, 1 if words else 0)))


MINLAW = Card(
    "Posts of the Ministry of Law, Singapore",
    "isomerpages/mlaw-corp @ a256d4d4",
    "MIT",
    ("metadata/minlaw/*.md",),
)
WHITE_HOUSE = Card(
    "White House fact sheets, statements and speeches, 2021 to 2026", "whitehouse.gov", "CC0, US Government work",
    ("white-house-2021-2026.tar.xz",), folder="DISCOURSE_CORPORA",
)  # fmt: skip
PUD = Card(
    "Parallel Universal Dependencies, news half, English and Chinese",
    "UniversalDependencies/UD_English-PUD @ f16eba4a, UD_Chinese-PUD @ 2849afd9", "CC BY-SA 3.0",
    ("sentences/pud-en.conllu", "sentences/pud-zh.conllu"),
)  # fmt: skip
PAGES = Card(
    "Article extraction benchmark, 50 of its news pages", "scrapinghub/article-extraction-benchmark @ 4a3bc979",
    "MIT; the pages belong to their outlets", ("html/ground-truth.json", "html/pages/*.html.gz"),
)  # fmt: skip
KEY = Card(
    "Key to the five seed documents", "made for this project in two independent readings, by no expert of the field",
    "with the project", ("seeds/key.yaml",),
)  # fmt: skip
MEASUREMENTS = (
    Measurement("seeds", KEY, seeds),
    Measurement("minlaw", MINLAW, minlaw),
    Measurement("white_house", WHITE_HOUSE, white_house),
    Measurement("sentences", PUD, sentences),
    Measurement("html", PAGES, html),
)
