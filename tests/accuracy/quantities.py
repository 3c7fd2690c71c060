"""How right figures are: those of news sentences that others annotated, beside quantulum3, and those of the seeds' key.

The measure is CQE's (Almasian and others 2023, evaluate_models.py), with one difference: within a sentence the figures of
the set and ours are matched one to one in the way that matches most, where theirs can count one figure twice. A value is
right if it is equal (1e-5), of a range both ends; a value and sign, if the sign is too; a value and unit, if besides the
unit is, as the set normalises it or as the sentence has it.

What the set does otherwise is set right on our side, for every sentence alike: 'hundreds of' is the range 100 to 1000,
'dozens of' is 12; half of the condos is 0.5 % condos; twice, doubled and tenfold, which the set leaves out, are left out; up
and down are signs of the size of a change, not of what something changed to.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from accuracy.bench import Card, Measurement, SkippedError, Tally, f1, share
from accuracy.reading import SEEDS, read
from helpers import segments
from helpers.quantities import around, find
from helpers.quantities.lexicon import content

Row = dict[str, Any]
PEER = "DISCOURSE_QUANTULUM3"
_SIGNS = {"about": "~", "nearly": "~", "over": ">", "at_least": ">", "under": "<", "at_most": "<"}
_SURFACE = re.compile(r"[\d.,]+|\b(?:hundred|thousand|million|billion|trillion|mn|bn)\b|\s+", re.I)
_QUANTULUM = """
import json, sys
from quantulum3 import classifier, parser
classifier.USE_CLF = False  # trained with another scikit-learn, it fails on one sentence in seven
found = []
for line in sys.stdin:
    try:
        found.append([(q.value, q.unit.name) for q in parser.parse(json.loads(line))])
    except Exception:
        found.append([])
print(json.dumps(found))
"""
# As CQE's own script does.
_QUANTULUM_UNITS = {
    "dimensionless": "-", "unk": "-", "per cent": "percentage", "dollar dollar": "dollar", "united states dollar": "dollar",
    "tonne": "metric ton", "degree angle": "degree", "degree celsius": "celsius", "degree fahrenheit": "fahrenheit",
    "percentage drop": "percentage", "second of arc": "second", "minute of arc": "minute", "yard yard": "yard",
    "cubic centimetre": "millilitre", "pound sterling year": "pound sterling per year",
}  # fmt: skip


def figures(text: str) -> list[Row]:
    sentence = {
        "sentence_id": "s",
        "document_id": "d",
        "start": 0,
        "end": len(text),
        "language": "en",
    }
    return find(text, [sentence])


def _theirs(row: Row) -> Row:
    """A figure of the set: its value or both ends, sign, and the names of its unit."""
    value = row["value"].replace(" ", "")
    ends = value.split("-") if "-" in value and "E" not in value and not value.startswith("-") else [value]
    units = {row["unit"].lower(), row["normalized_unit"].lower()} - {""}
    return {"value": tuple(map(float, ends)), "sign": row["change"], "units": units}


def _ours(text: str, row: Row) -> Row:
    """One of our figures as the set would have it."""
    value = (row["value"],) if row["high"] is None else (row["value"], row["high"])
    sign = _SIGNS.get(row["approx"] or "", "=")
    if row["approx"] == "multiples" and row["value"] >= 100:
        value = (row["value"], 10 * row["value"])
    if sign == "=" and row["change"] and _is_size(text, row):
        sign = {"rise": "up", "fall": "down"}[row["change"]]
    per = f" per {row['per']}" if row["per"] else ""
    surface = _SURFACE.sub(" ", text[row["start"] : row["end"]]).strip().lower()
    units = {surface, *(name + per for name in _names(row))} - {""}
    if row["counted"] and row["kind"] == "count":
        units = {_singular(row["counted"]), row["counted"].lower()}
        units |= {one + per for one in units}
    elif row["kind"] == "multiple":
        units |= {
            f"% {one}"
            for one in ((_singular(row["counted"]), row["counted"].lower()) if row["counted"] else "-")
        }
    elif row["unit"] and row["counted"]:
        units.add(f"{row['unit']} of {row['counted'].lower()}")
    return {"value": value, "sign": sign, "units": units}


def _is_size(text: str, row: Row) -> bool:
    """Whether the change is told before the figure by a verb, which is no 'rose to'."""
    is_behind = around.change(text[row["end"] :], 0, 0, row["kind"])
    return not is_behind and not re.search(r"\b(?:to|at|of|from)\s+\Z", text[: row["start"]])


def _names(row: Row) -> set[str]:
    """The names of a figure's unit, of which the set takes one: dollar, united states dollar; tonne, metric ton."""
    known = content()["en"]
    if row["kind"] == "money" and row["currency"]:
        return {name.lower() for name in known["currencies"].get(row["currency"], [row["currency"]])}
    if row["rule"] == "age":
        return {f"{row['unit']} of age"}
    name = {"percent": "percentage"}.get(row["unit"], row["unit"] or "-")
    return {name, *(form for form in known["measures"].get(name, ()) if len(form) > 3)}


def _singular(words: str) -> str:
    return re.sub(r"(?<=[^s])s\b", "", re.sub(r"ies\b", "y", words.lower()))


def matched(
    theirs: Sequence[Row], ours: Sequence[Row], fits: Callable[[Row, Row], bool]
) -> tuple[int, int, int]:
    """Right, wrong and missed of a sentence, matched one to one so that most are right (augmenting paths)."""
    of: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j, one in enumerate(ours):
            if j not in seen and fits(theirs[i], one):
                seen.add(j)
                if j not in of or place(of[j], seen):
                    of[j] = i
                    return True
        return False

    right = sum(place(i, set()) for i in range(len(theirs)))
    return right, len(ours) - right, len(theirs) - right


def same_value(a: Row, b: Row) -> bool:
    return len(a["value"]) == len(b["value"]) and all(
        abs(x - y) <= 1e-5 * abs(y) + 1e-8 for x, y in zip(a["value"], b["value"], strict=True)
    )


def same_sign(a: Row, b: Row) -> bool:
    return same_value(a, b) and a["sign"] == b["sign"]


def same_bound(theirs: Row, ours: Row) -> bool:
    """Where the set says up or down, it does not say how the words bound the figure."""
    sign = "=" if ours["sign"] in ("up", "down") else ours["sign"]
    return same_value(theirs, ours) and theirs["sign"] in (sign, "up", "down")


def same_unit(a: Row, b: Row) -> bool:
    return same_value(a, b) and bool(a["units"] & b["units"])


MEASURES = {
    "value": ("Figures of news: value", same_value, 0.92, "CQE .920, quantulum3 .730, Recognizers .691"),
    "bound": ("Figures of news: value and sign (=, ~, >, <)", same_bound, 0.90, ""),
    "sign": ("Figures of news: value and sign (also up, down)", same_sign, None, ""),
    "unit": ("Figures of news: value and unit", same_unit, 0.80, "CQE .856, quantulum3 .472, Recognizers .342"),
}  # fmt: skip


def _sentences(root: Path) -> list[Row]:
    return [json.loads(line) for line in (root / NEWSQUANT.files[0]).read_text("utf-8").splitlines()]


def pairs(root: Path) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """Each sentence with the set's figures and ours."""
    for sentence in _sentences(root):
        text = sentence["text"]
        ours = [_ours(text, row) for row in figures(text) if row["rule"] not in ("times", "fold")]
        yield text, [_theirs(row) for row in sentence["quantities"]], ours


def newsquant(root: Path, _: Path) -> Iterator[Tally]:
    rows = list(pairs(root))
    n = sum(len(theirs) for _, theirs, _ in rows)
    for name, (label, fits, goal, known) in MEASURES.items():
        counts = [matched(theirs, ours, fits) for _, theirs, ours in rows]
        says = f"F1 of the figures of {len(rows)} sentences of news, {label.partition(': ')[2]}"
        yield Tally(f"newsquant/{name}", label, says, counts, f1, n, "figures", goal=goal, known=known)


def quantulum3(root: Path, _: Path) -> Iterator[Tally]:
    """The same sentences read by quantulum3, in a Python that has it; of a range it tells the middle, which counts."""
    python = os.environ.get(PEER)
    if not python:
        raise SkippedError(f"{PEER} is unset; it names a Python that has quantulum3")
    sentences = _sentences(root)
    lines = "".join(json.dumps(one["text"]) + "\n" for one in sentences)
    done = subprocess.run(
        [python, "-W", "ignore", "-c", _QUANTULUM], input=lines, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},  # what it finds hangs on the order of its sets
    )  # fmt: skip
    rows = []
    for sentence, found in zip(sentences, json.loads(done.stdout.splitlines()[-1]), strict=True):
        theirs = [_theirs(row) for row in sentence["quantities"]]
        for one in theirs:
            one["value"] = (sum(one["value"]) / len(one["value"]),)
        names = [(value, _QUANTULUM_UNITS.get(unit.lower(), unit.lower())) for value, unit in found]
        rows.append((theirs, [{"value": (value,), "units": {unit}} for value, unit in names]))
    for name in ("value", "unit"):
        label, fits, _goal, known = MEASURES[name]
        counts = [matched(theirs, ours, fits) for theirs, ours in rows]
        yield Tally(
            f"newsquant/quantulum3_{name}", f"{label}, by quantulum3", "the same of quantulum3, in the same run",
            counts, f1, sum(len(theirs) for theirs, _ in rows), "figures", known=known,
        )  # fmt: skip


def seeds(root: Path, work: Path) -> Iterator[Tally]:
    key = yaml.safe_load((root / "seeds" / "key.yaml").read_text("utf-8"))
    counts, beyond, wrong = [], [], []
    for document in key["documents"]:
        text = (SEEDS / document["file"]).read_bytes().decode("utf-8")
        reading = read(text, work, document["file"])
        rows = find(reading.text, segments.sentences("document", reading.text, reading.blocks))
        wanted = [row for row in key["quantities"] if row["file"] == document["file"][:3]]
        not_wanted = [row for row in key["not_quantities"] if row["file"] == document["file"][:3]]
        held = [[row for row in rows if is_of_key(row, one, reading.text)] for one in wanted]
        counts.append((sum(map(bool, held)), len(held)))
        known = {row["quantity_id"] for found in held for row in found}
        others = [row for row in rows if row["quantity_id"] not in known]
        beyond.append((len(others), len(rows)))
        places = [(m.start(), m.end()) for one in not_wanted for m in re.finditer(re.escape(one["text"]), reading.text)]  # fmt: skip
        wrong.append((sum(a <= row["start"] and row["end"] <= b for row in others for a, b in places), len(places)))  # fmt: skip
    n = sum(whole for _, whole in counts)
    yield Tally("seeds/quantities", "Figures of the seeds", "share of the figures of the key to the five seed documents that are found with value, approximation, and what is counted or currency", counts, share, n, "figures", goal=1.0)  # fmt: skip
    yield Tally("seeds/quantities_beyond", "Figures beyond the key", "share of the figures found in the seeds that the key does not list", beyond, share, sum(n for _, n in beyond), "figures", goal=3 / 28, is_error=True)  # fmt: skip
    yield Tally("seeds/not_quantities", "Numbers that count nothing", "share of the numbers of the key that count nothing and are taken for figures", wrong, share, sum(n for _, n in wrong), "numbers", goal=0.0, is_error=True)  # fmt: skip


def is_of_key(row: Row, one: Row, text: str) -> bool:
    """Whether a row is a figure of the key: in its words, with its value, approximation, and counted or currency."""
    places = [m.start() for m in re.finditer(re.escape(one["text"]), text)]
    of = str(one.get("of"))
    return (
        any(row["start"] < at + len(one["text"]) and at < row["end"] for at in places)
        and row["value"] == one["value"]
        and row["approx"] == one.get("approx")
        and (row["currency"] == one["currency"] if "currency" in one else of in (row["counted"], row["unit"], f"{row['unit']}s"))
    )  # fmt: skip


NEWSQUANT = Card(
    "NewsQuant: quantities in sentences of news", "satya77/CQE_Evaluation @ 190c0ce4", "unclear: measured only",
    ("quantities/newsquant.jsonl",),
)  # fmt: skip
KEY = Card(
    "Key to the five seed documents", "made for this project by two readers apart", "CC0", ("seeds/key.yaml",)
)
MEASUREMENTS = (
    Measurement("quantities", NEWSQUANT, newsquant),
    Measurement("quantulum3", NEWSQUANT, quantulum3),
    Measurement("quantities_seeds", KEY, seeds),
)
