"""From a figure to the passages behind it: the one way in which this project shows a number.

A `Figure` is a value together with the ids of the rows it stands for. `Evidence` knows the corpus, turns ids into
passages, and shows sentences, tables, charts and passages in which every figure opens exactly those passages: in
JupyterLab, in plain HTML and in the reports alike, since all three run the same script over the same markup.
"""

from __future__ import annotations

import hashlib
import html
import itertools
import random
import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import altair as alt
import pandas as pd
from IPython.display import display

from helpers import charts, copies
from helpers.coding import CODED
from helpers.corpus import Corpus
from helpers.evidence import runtime
from helpers.evidence.parts import ROLES, Finds
from helpers.tables import by, rows

# What a row's codes are called in results; passages mark the codings of these.
MARKING = ("theme", "with_theme", "code", "frame")
_SPAN = re.compile(r"(.*)#\[(\d+):(\d+)\]", re.DOTALL)
PAGE_TYPE = "application/vnd.discourse.page+json"
SETUP_TYPE = "application/vnd.discourse.setup+json"


@dataclass(frozen=True)
class Figure:
    """A value as it is shown, with the ids of its evidence; `count` is set where the value is their number."""

    text: str
    ids: tuple[str, ...]
    marks: tuple[str, ...] = ()
    count: int | None = None


@dataclass(frozen=True)
class Shown:
    """Something for the reader: HTML for a page, plain words for a terminal, what a report's index tells of it."""

    html: str
    text: str
    page: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": self.html, "text/plain": self.text}
        return {**bundle, PAGE_TYPE: dict(self.page)} if self.page else bundle


def count(ids: Iterable[str], *, marks: Sequence[str] = ()) -> Figure:
    """The number of some rows."""
    unique = tuple(dict.fromkeys(ids))
    return Figure(f"{len(unique):,}", unique, tuple(marks), len(unique))


def spans(table: pd.DataFrame) -> list[list[str]]:
    """For each row with start and end in a document's text, the id under which that stretch can be shown; else none."""
    places = zip(table["document_id"], table["start"], table["end"], strict=True)
    return [
        [] if pd.isna(start) else [f"{document_id}#[{start}:{end}]"] for document_id, start, end in places
    ]


def figure(result: pd.DataFrame, column: str, **where: object) -> Figure:
    """The figure in one column of the one row of a result for which all of `where` holds.

    A count comes with the ids beside it, a share or rate with the first ids of its row. Raises LookupError unless
    exactly one row fits.
    """
    for name, value in where.items():
        result = result[result[name] == value]
    if len(result) != 1:
        raise LookupError(f"{len(result)} rows have {where}; a figure is in exactly one")
    return _figure(dict(result.iloc[0]), column)


def _figure(row: Mapping[Any, Any], column: str) -> Figure:
    marks = tuple(str(row[name]) for name in MARKING if name in row and isinstance(row[name], str))
    if column.endswith("_count") and (own := row.get(column.removesuffix("count") + "ids")) is not None:
        ids = tuple(own)
        if len(set(ids)) != row[column]:
            raise ValueError(f"{column} is {row[column]}, but {len(set(ids))} rows are behind it")
        return Figure(_number(column, row[column]), ids, marks, len(ids))
    beside = next((tuple(row[name]) for name in row if str(name).endswith("_ids")), None)
    if beside is None:
        beside = (str(row["document_id"]),) if "document_id" in row else ()
    return Figure(_number(column, row[column]), beside, marks)


def _number(column: str, value: Any) -> str:
    if pd.isna(value):
        return "–"
    if column in ("value", "up_to"):  # what a text says, to its last digit
        return f"{value:,.15g}"
    if column.startswith("share_") or column in ("low", "high"):
        if 0 < value < 0.0005 or 0.995 <= value < 1:
            return "<0.1%" if value < 0.5 else ">99%"
        return f"{value:.0%}" if value == 0 or value >= 0.01 else f"{value:.1%}"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.2f}"


def start(corpus: Corpus, **counts: int) -> Evidence:
    """Make this session show charts and evidence; displays the page's script and style, once, and returns Evidence.

    `counts` are the parameters that say how many are shown. Raises ValueError for those that are no whole number from 1.
    """
    if wrong := [
        f"{name} is {value!r}" for name, value in counts.items() if type(value) is not int or value < 1
    ]:
        raise ValueError(f"{'; '.join(wrong)}: give a whole number from 1")
    charts.enable()
    setup = (
        f'<div class="dn dn-setup"><style>{runtime.style()}</style><script>{runtime.script()}</script></div>'
    )
    display({"text/html": setup, "text/plain": "Charts and evidence are ready.", SETUP_TYPE: {}}, raw=True)  # type: ignore[no-untyped-call]
    return Evidence(corpus)


class Evidence:
    """Shows what was found in a corpus, each figure with its passages."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def say(self, sentence: str, **values: object) -> Shown:
        """One paragraph with figures in it.

        `{name}` is filled with a Figure, a string, or a list of them joined by commas and 'and'; a pair (words,
        Figure) in a list reads 'words (12)'. `{name:document}` adds the noun, in the plural unless the count is 1;
        `{name:country/countries}` gives both forms.
        """
        return self._paragraph(sentence, values, "dn-say")

    def headline(self, title: str, question: str, sentence: str, **values: object) -> Shown:
        """The report page's title and question, and the finding that stands under them and on the index."""
        paragraph = self._paragraph(sentence, values, "dn-say dn-lead")
        title = _capital(title)
        page = {"title": title, "question": question, "finding": paragraph.html}
        return Shown(paragraph.html, f"{title}\n{question}\n{paragraph.text}", page)

    def table(
        self, result: pd.DataFrame, columns: Mapping[str, str], *, caption: str, note: str = ""
    ) -> Shown:
        """A table of some columns under their headings; counts, shares and rates open their passages.

        A column `document_id` shows the document's title; words open the ids of `<column>_ids`, if that stands beside
        them. A note under it says what the table does not show.
        """
        data = _Data(self)
        numeric = {name: pd.api.types.is_numeric_dtype(result[name]) for name in columns}
        head = "".join(
            f'<th scope="col" data-type="{"num" if numeric[name] else "text"}">{html.escape(heading)}</th>'
            for name, heading in columns.items()
        )
        body = []
        for row in rows(result):
            cells = (self._cell(data, row, name, numeric[name]) for name in columns)
            body.append(f"<tr>{''.join(cells)}</tr>")
        under = f'<p class="dn-note">{html.escape(note)}</p>' if note else ""
        shown = (
            f'<div class="dn dn-table"><table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody></table>{under}{data.markup()}</div>"
        )
        text = result[list(columns)].rename(columns=dict(columns)).to_string(index=False)
        return Shown(shown, f"{caption}\n{text}")

    def chart(
        self, chart: alt.TopLevelMixin, *, title: str, subtitle: str, note: str, about: str = ""
    ) -> Shown:
        """A chart whose marks open their passages.

        The title says what was found, the subtitle n and unit, the note what the chart does not show; `about`
        describes it to those who cannot see it. Where it has no mark, a sentence says so.
        """
        data = _Data(self)
        title = _capital(title)
        spec = charts.to_spec(chart)
        if not any(spec["datasets"].values()):
            return self.say("{title}: there is nothing to draw.", title=title)
        spec["description"] = about or f"{title}. {subtitle}"
        for drawn in spec.get("datasets", {}).values():
            for row in drawn:
                ids = row.pop("unit_ids", [])
                if len(ids):
                    row["evidence"] = data.add(_figure({**row, "unit_ids": ids}, "unit_count"))
        shown = (
            f'<figure class="dn dn-chart" role="group" aria-label="{html.escape(title)}">'
            f'<figcaption class="dn-title">{html.escape(title)}</figcaption>'
            f'<p class="dn-subtitle">{html.escape(subtitle)}</p>{charts.markup(spec)}'
            f'<p class="dn-note">{html.escape(note)}</p>{data.markup()}</figure>'
        )
        return Shown(shown, f"{title}\n{subtitle}\n{note}")

    def passages(self, found: Figure, *, most: int | None = None, seed: int = 1) -> Shown:
        """The passages of a figure in the order of the corpus; a sample of `most`, drawn with a fixed seed, of more."""
        ids = list(found.ids)
        drawn = ids
        if most is not None and len(ids) > most:
            drawn = [ids[at] for at in sorted(random.Random(seed).sample(range(len(ids)), most))]
        data = _Data(self)
        data.add(Figure("", tuple(drawn), found.marks))
        of = (
            f"{len(drawn):,} of {len(ids):,} passages, drawn by lot"
            if len(drawn) < len(ids)
            else ("No passage", "The one passage")[len(ids)]
            if len(ids) < 2
            else f"All {len(ids):,} passages"
        )
        listed = "".join(data.item(key) for key in data.passages)
        shown = f'<div class="dn"><p class="dn-of">{of}</p><ol class="dn-passages">{listed}</ol>{data.markup()}</div>'
        return Shown(shown, "\n".join(data.contexts[place[0]]["t"] for place in data.passages.values()))

    def named(self, result: pd.DataFrame) -> pd.DataFrame:
        """The same result with names for readers: `document`, and `theme_label`, `code_label` … beside each name."""
        book = self.corpus.codebook
        labels = {name: theme.label for name, theme in book.themes.items()}
        labels |= {code.name: code.label for code in book.codes}
        named = {f"{name}_label": result[name].map(labels) for name in MARKING if name in result}
        if "document_id" in result:
            named["document"] = result["document_id"].map(self.label)
        return result.assign(**named)

    def base(self, counted: Corpus) -> Shown:
        """In which documents a page counts, whether near-copies are among them, and what no pattern can find."""
        documents = counted.documents
        foreign = (~counted.sentences["language"].isin(CODED)).sum()
        read = documents.loc[documents["status"] == "read", "document_id"]
        repeating = copies.among(documents)
        if counted.left_out:
            told = f"; {len(counted.left_out):,} near-{plural('copy/copies', len(counted.left_out))} of these left out"
        elif repeating:
            told = (
                ", near-copies included: {repeating} of them {repeat} another one. "
                "With the parameter ‘copies’ set to ‘without’, each text counts once"
            )
        else:
            told = "; there are no near-copies among them"
        return self.say(
            "Counted in {read:document}"
            + told
            + "."
            + f" Sentences in other languages than English and Chinese, in which nothing is sought: {foreign:,}."
            * bool(foreign),
            read=count(read),
            repeating=count(repeating),
            repeat="repeats" if len(repeating) == 1 else "repeat",
        )

    def record(self) -> Shown:
        """What this page rests on: the run record that closes every notebook."""
        record = self.corpus.record
        lines = {
            "Corpus": f"{len(record['inputs'])} files, digest {self.corpus.digest}",
            "Documents selected": self.corpus.expression or "all",
            "Codebook": f"digest {record['codebook']}",
            "Versions": ", ".join(f"{name} {number}" for name, number in record["versions"].items()),
        }
        listed = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in lines.items())
        text = "\n".join(f"{name}: {value}" for name, value in lines.items())
        return Shown(f'<div class="dn"><dl class="dn-record">{listed}</dl></div>', text)

    def label(self, document_id: str) -> str:
        """Outlet or author and date of a document, or its title where neither is known: enough to tell it by."""
        return self._labels[document_id]

    def source(self, document_id: str) -> Figure:
        """A document's short label, which opens the document."""
        return Figure(self.label(document_id), (document_id,))

    def document(self, document_id: str) -> Figure:
        """A document's title, which opens the document."""
        return Figure(self._documents[document_id]["title"] or document_id, (document_id,))

    def _paragraph(self, sentence: str, values: Mapping[str, object], style: str) -> Shown:
        data = _Data(self)
        shown, text = [], []
        for words, name, noun, _ in string.Formatter().parse(sentence):
            shown.append(html.escape(words))
            text.append(words)
            if name is not None:
                filled, plain = self._fill(data, values[name], noun or "")
                shown.append(filled)
                text.append(plain)
        paragraph = f'<div class="dn"><p class="{style}">{"".join(shown)}</p>{data.markup()}</div>'
        return Shown(paragraph, "".join(text))

    def _fill(self, data: _Data, value: object, noun: str) -> tuple[str, str]:
        if isinstance(value, Figure):
            after = f" {plural(noun, value.count)}" if noun else ""
            return data.number(value) + html.escape(after), value.text + after
        if isinstance(value, tuple):
            words, found = (self._fill(data, part, "") for part in value)
            kept = (
                f'<span class="dn-keep">({found[0]})</span>'  # a bracket never stands alone at a line's end
            )
            return f"{words[0]} {kept}", f"{words[1]} ({found[1]})"
        if isinstance(value, list):
            parts = [self._fill(data, part, noun) for part in value]
            return _listed([part[0] for part in parts]), _listed([part[1] for part in parts])
        return html.escape(str(value)), str(value)

    def _cell(self, data: _Data, row: Mapping[Any, Any], name: str, is_numeric: bool) -> str:
        if name == "document_id":
            return f"<td>{data.number(self.document(row[name]))}</td>"
        if beside := row.get(f"{name}_ids"):
            return f"<td>{data.number(Figure(str(row[name]), tuple(beside)))}</td>"
        if not is_numeric:
            return f"<td>{'–' if row[name] is None else html.escape(str(row[name]))}</td>"
        if row[name] is None:
            return '<td class="dn-num">–</td>'
        order = f' data-order="{float(row[name]):.12g}"'
        return f'<td class="dn-num"{order}>{data.number(_figure(row, name))}</td>'

    @cached_property
    def _documents(self) -> dict[str, dict[str, Any]]:
        return {row["document_id"]: row for row in rows(self.corpus.documents)}

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels = {}
        for document_id, row in self._documents.items():
            who = row["outlet"] or row["author"] or row["title"] or document_id
            labels[document_id] = f"{who}, {row['date']}" if row["date"] else str(who)
        shared = Counter(labels.values())
        return {d: label if shared[label] == 1 else f"{label} ({d})" for d, label in labels.items()}

    @cached_property
    def _texts(self) -> dict[str, str]:
        return dict(zip(self.corpus.texts["document_id"], self.corpus.texts["text"], strict=True))

    @cached_property
    def _blocks(self) -> dict[str, dict[str, Any]]:
        return {row["block_id"]: row for row in rows(self.corpus.blocks)}

    @cached_property
    def _sentences(self) -> dict[str, dict[str, Any]]:
        return {row["sentence_id"]: row for row in rows(self.corpus.sentences)}

    @cached_property
    def _codings(self) -> dict[str, dict[str, Any]]:
        return {row["coding_id"]: row for row in rows(self.corpus.codings)}

    @cached_property
    def _finds(self) -> Finds:
        return Finds(self.corpus)

    @cached_property
    def _blocks_of(self) -> dict[str, list[dict[str, Any]]]:
        return by("document_id", self._blocks.values())

    @cached_property
    def _sentences_of(self) -> dict[str, list[dict[str, Any]]]:
        return by("document_id", self._sentences.values())

    @cached_property
    def _spans(self) -> dict[str, list[tuple[int, int, frozenset[str]]]]:
        """Per document, the codings in it and what each may be marked as."""
        spans: dict[str, list[tuple[int, int, frozenset[str]]]] = {}
        for row in self._codings.values():
            names = frozenset(name for name in (row["theme"], row["code"]) if isinstance(name, str))
            spans.setdefault(row["document_id"], []).append((row["start"], row["end"], names))
        return spans

    def _passage(self, evidence_id: str, marks: tuple[str, ...]) -> _Passage:
        """The stretch of text that an id stands for, and what is marked in it."""
        if evidence_id in self._codings:
            coding = self._codings[evidence_id]
            sentence = self._sentences[coding["sentence_id"]]
            return _Passage(sentence, "s", ((coding["start"], coding["end"]),))
        if evidence_id in self._sentences:
            return self._marked(self._sentences[evidence_id], "s", marks)
        if evidence_id in self._blocks:
            return self._marked(self._blocks[evidence_id], "b", marks)
        if evidence_id in self._documents:
            return self._first(evidence_id, marks)
        if span := _SPAN.fullmatch(evidence_id):
            return self._stretch(span[1], int(span[2]), int(span[3]))
        if evidence_id in self._finds:
            return self._found(evidence_id)
        raise LookupError(
            f"{evidence_id}: no coding, statement, figure, commitment, instrument, sentence, block or document of this "
            "corpus has this id"
        )

    def _marked(self, row: Mapping[str, Any], anchor: str, marks: tuple[str, ...]) -> _Passage:
        wanted = frozenset(marks)
        spans = self._spans.get(row["document_id"], []) if wanted else []
        inside = [(s, e) for s, e, names in spans if names & wanted and row["start"] <= s and e <= row["end"]]
        return _Passage(row, anchor, _merged(inside))

    def _found(self, find_id: str) -> _Passage:
        """A find is shown in the sentences that it touches, each of its parts marked as what it is."""
        row = self._finds.row(find_id)
        parts, around = self._finds.parts(find_id, self._sentences_of.get(row["document_id"], []))
        if not around:  # such as a turn whose words were set aside
            return self._stretch(row["document_id"], row["start"], row["end"])
        first = {**around[0], "end": around[-1]["end"]}
        return _Passage(first, "s", tuple((part.start, part.end) for part in parts), around[-1]["place"],
            "".join(ROLES[part.role] for part in parts))  # fmt: skip

    def _stretch(self, document_id: str, start: int, end: int) -> _Passage:
        """A stretch of a text is shown in the block in which it begins, as far as it lies in it."""
        block = next(row for row in self._blocks_of[document_id] if row["start"] <= start < row["end"])
        return _Passage(block, "b", ((start, min(end, block["end"])),))

    def _first(self, document_id: str, marks: tuple[str, ...]) -> _Passage:
        """A document is shown by the first sentence that carries what is counted, or else by its title."""
        for row in self._sentences_of.get(document_id, []) if marks else ():
            passage = self._marked(row, "s", marks)
            if passage.marks:
                return passage
        blocks = self._blocks_of.get(document_id, [])
        content = [row for row in blocks if row["is_content"]] or blocks
        title = next((row for row in blocks if row["kind"] == "title"), content[0] if content else None)
        return _Passage(title or {"document_id": document_id, "start": 0, "end": 0, "place": 0}, "b", ())


@dataclass(frozen=True)
class _Passage:
    row: Mapping[str, Any]
    anchor: str
    marks: tuple[tuple[int, int], ...]
    last: int | None = None  # place of the last sentence, where there are several
    roles: str = ""  # of each mark, a letter of ROLES; none where all mark the same


class _Data:
    """The evidence of one output: sets of passages, the passages, the texts around them, their documents."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.sets: dict[str, list[str]] = {}
        self.passages: dict[str, list[Any]] = {}
        self.contexts: dict[str, dict[str, str]] = {}
        self.documents: dict[str, dict[str, str]] = {}

    def add(self, found: Figure) -> str:
        """The key of the set of a figure's passages."""
        marked = f"@{','.join(found.marks)}" if found.marks else ""
        keys = [evidence_id + marked for evidence_id in found.ids]
        for evidence_id, key in zip(found.ids, keys, strict=True):
            if key not in self.passages:
                self.passages[key] = self._place(evidence_id, found.marks)
        name = set_key(keys)
        self.sets[name] = keys
        return name

    def number(self, found: Figure) -> str:
        """A figure as a button that opens its passages; plain where there is none to open."""
        if not found.ids:
            return html.escape(found.text)
        counted = "" if found.count is None else f' data-count="{found.count}"'
        # A button never breaks at the end of a line, and a title is longer than one.
        tag, kind = (
            ("span", 'role="button" tabindex="0"') if len(found.text) > 12 else ("button", 'type="button"')
        )
        attributes = f'{kind} class="dn-number" data-evidence="{self.add(found)}"{counted}'
        return f"<{tag} {attributes}>{html.escape(found.text)}</{tag}>"

    def item(self, key: str) -> str:
        """One passage as a list item."""
        context_id, marks, roles = unpacked(self.passages[key])
        context = self.contexts[context_id]
        document = self.documents[context["d"]]
        about = " · ".join(
            html.escape(part) for part in (document["by"], document["date"], context["p"]) if part
        )
        return (
            f'<li class="dn-passage" data-passage="{html.escape(key)}"><blockquote>{highlight(context["t"], marks, roles)}'
            f"</blockquote><footer><cite>{html.escape(document['label'])}</cite> · {about}</footer></li>"
        )

    def markup(self) -> str:
        if not self.sets:
            return ""
        merged = {
            "sets": self.sets, "passages": self.passages, "contexts": self.contexts, "documents": self.documents
        }  # fmt: skip
        return f'<script type="application/json" class="dn-evidence">{charts.as_json(merged)}</script>'

    def _place(self, evidence_id: str, marks: tuple[str, ...]) -> list[Any]:
        passage = self.evidence._passage(evidence_id, marks)
        row = passage.row
        document_id = row["document_id"]
        anchor = f"{passage.anchor}{row['place']}"
        last = passage.last if passage.last != row["place"] else None
        context_id = f"{document_id}#{anchor}{f'-s{last}' if last else ''}"
        if context_id not in self.contexts:
            text = self.evidence._texts[document_id][row["start"] : row["end"]].rstrip()
            unit = "sentence" if passage.anchor == "s" else "block"
            block = self.evidence._blocks.get(row.get("block_id", ""), {})
            where = [f"{name} {block[name]}" for name in ("page", "slide") if block.get(name)]
            speaker = [block["speaker"]] if block.get("speaker") else []
            unit = f"{unit}s {row['place']}–{last}" if last else f"{unit} {row['place']}"
            place = ", ".join([*speaker, *where, unit])
            self.contexts[context_id] = {"d": document_id, "t": text, "p": place, "a": anchor}
            document = self.evidence._documents[document_id]
            self.documents[document_id] = {
                "label": document["title"] or document["file"],
                "by": document["outlet"] or document["author"] or "",
                "date": document["date"] or "",
                "href": "",
            }
        edges = [edge - row["start"] for span in passage.marks for edge in span]
        return [context_id, *edges, passage.roles] if passage.roles else [context_id, *edges]


def leaders(result: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows that share the highest value of a column, so that a tie is not told as a lead; none if that is 0."""
    highest = result[column].max()
    leading: pd.DataFrame = result[(result[column] == highest) & (result[column] > 0)]
    return leading


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def set_key(keys: Sequence[str]) -> str:
    """The name of a set of passages, the same for the same passages."""
    return "e" + hashlib.sha256("\n".join(keys).encode()).hexdigest()[:10]


def unpacked(passage: Sequence[Any]) -> tuple[str, list[int], str]:
    """A passage as a page holds it: the id of its text, the edges of its marks, and a letter for the role of each."""
    context_id, *marks = passage
    roles = marks.pop() if marks and isinstance(marks[-1], str) else ""
    return context_id, marks, roles


def highlight(text: str, marks: Sequence[int], roles: str = "") -> str:
    """Escaped text with its marked stretches (start, end, start, end, …) in <mark>, of the class of their role."""
    edges = [0, *marks, len(text)]
    pieces = [html.escape(text[start:end]) for start, end in itertools.pairwise(edges)]
    opening = itertools.chain(
        (f'<mark class="dn-role-{role}">' for role in roles), itertools.repeat("<mark>")
    )
    return "".join(f"{next(opening)}{piece}</mark>" if at % 2 else piece for at, piece in enumerate(pieces))


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def plural(noun: str, number: int | None) -> str:
    """A noun as it stands behind a number; 'country/countries' gives both forms where an s will not do."""
    one, _, many = noun.partition("/")
    return one if number == 1 else many or f"{one}s"


def _listed(parts: Sequence[str]) -> str:
    if not parts:
        return "none"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
