"""How well documents are coded: which of the main themes they carry, and tags that people gave them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, compress
from pathlib import Path
from typing import Any

from accuracy.bench import Card, Measurement, Tally, f1
from accuracy.reading import pud, read
from helpers import coding, segments, tables
from helpers.codebook import Codebook
from helpers.measures import themes as measures

# The tags of AGORA, what in the codebook comes nearest to each, the goal, and what others reach.
TAGS = {
    "Risk factors: Security: Cybersecurity": ("cybersecurity", 0.75, "one regular expression .65"),
    "Risk factors: Bias": ("ai_bias", 0.80, "one regular expression .77"),
    "Risk factors: Privacy": ("personal_data_and_privacy", 0.78, "one regular expression .72"),
}
LABELS = {
    "cybersecurity": "cybersecurity",
    "terrorism": "terrorism",
    "ai_governance": "AI governance",
    "ai_bias": "bias and discrimination",
    "personal_data_and_privacy": "personal data and privacy",
}
# What in the codebook comes nearest to all of AGORA's risk factors, these three among them: its annotators tag what a
# law treats, and a law that speaks of one of them in one sentence, and of no other, names it in passing.
RISKS = ("cybersecurity", "data_protection", "ai_risk_and_safety", "ai_bias", "ai_transparency_and_rights")


class Coder:
    """The themes and codes that the project's codebook finds in documents, each document read from a file."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.codebook = Codebook.load(tables.data_file("codebook.yaml"))

    def names(self, text: str) -> frozenset[str]:
        return _names(self.rows(text, "document"))

    def rows(self, text: str, document_id: str) -> list[dict[str, Any]]:
        reading = read(text, self.work, "document.txt")
        cut = segments.sentences(document_id, reading.text, reading.blocks)
        return coding.code(reading.text, cut, self.codebook)


def jsonl(path: Path) -> list[dict[str, Any]]:
    # Not splitlines(): texts hold line separators of Unicode.
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def themes(root: Path, work: Path) -> Iterator[Tally]:
    coder = Coder(work)
    agora, casie, muc = (jsonl(root / "themes" / f"{name}.jsonl") for name in ("agora", "casie", "muc4-dev"))
    news = [" ".join(document) for document in pud(root / "sentences" / "pud-en.conllu")]
    laws = {str(n): coder.rows(row["text"], str(n)) for n, row in enumerate(agora)}
    found = {
        "agora": [_names(rows) for rows in laws.values()],
        "casie": [coder.names(row["content"]) for row in casie],
        "muc": [coder.names(row["doctext"]) for row in muc],
        "pud": [coder.names(text) for text in news],
    }
    is_attack = [any(row["extracts"].values()) for row in muc]
    mixed = {
        "cybersecurity": (found["casie"], found["muc"] + found["pud"]),
        "terrorism": (list(compress(found["muc"], is_attack)), found["casie"] + found["pud"]),
        "ai_governance": (found["agora"], found["muc"] + found["pud"]),
    }
    for theme, (positive, negative) in mixed.items():
        counts = [_outcome(theme in names, True) for names in positive]
        counts += [_outcome(theme in names, False) for names in negative]
        label = f"Documents on {LABELS[theme]}"
        says = f"F1 of telling documents on {LABELS[theme]} from others; one coding in a document is enough"
        yield Tally(f"themes/{theme}", label, says, counts, f1, len(counts), "documents", goal=0.93)
    # A report of an attack is asked for, so that the code for acts of violence decides and not the whole theme, which a
    # speech against terrorism carries too.
    counts = [
        _outcome("terrorist_violence" in names, is_)
        for names, is_ in zip(found["muc"], is_attack, strict=True)
    ]
    says = (
        "F1 of telling reports of an attack from other reports on Latin America, 1988 to 1991, most of them on violence "
        "too, by our ‘attacks and other violence’"
    )
    known = "a list of violent words .70"
    yield Tally(
        "muc4/relevance",
        "Reports of an attack",
        says,
        counts,
        f1,
        len(counts),
        "documents",
        goal=0.78,
        known=known,
    )
    codings = tables.CODINGS.frame(list(chain.from_iterable(laws.values())))
    for tag, (name, goal, known) in TAGS.items():
        short = tag.rpartition(": ")[2]
        treated = set(measures.treated(codings, value=name, among=RISKS))
        counts = [_outcome(law in treated, row[tag] == "True") for law, row in zip(laws, agora, strict=True)]
        says = (
            f"F1 of AGORA's tag ‘{short}’ of AI laws, set beside our ‘{LABELS[name]}’, which nobody defined for it; "
            "two sentences on it or on other risks of AI are needed"
        )
        yield Tally(
            f"agora/{short.lower()}",
            f"AI laws on {short.lower()}",
            says,
            counts,
            f1,
            len(counts),
            "documents",
            goal=goal,
            known=known,
        )


def _names(rows: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(name for row in rows for name in (row["theme"], row["code"]) if name)


def _outcome(is_found: bool, is_true: bool) -> tuple[int, int, int]:
    return int(is_found and is_true), int(is_found and not is_true), int(is_true and not is_found)


MIXED = Card(
    "Mixed set: CASIE (cyber-security news), MUC-4 dev (terrorism reports), AGORA (AI laws and policies), UD PUD (news)",
    "Ebiquity/CASIE @ 2c8beef5; xinyadu/grit_doc_event_entity @ d8212bc3; ETO AGORA via "
    "aashish254/ai-regulation-analytics @ ea6e8dfd; UniversalDependencies/UD_English-PUD @ f16eba4a",
    "none stated; unclear; non-commercial with citation; CC BY-SA 3.0: measured only, not passed on",
    ("themes/agora.jsonl", "themes/casie.jsonl", "themes/muc4-dev.jsonl", "sentences/pud-en.conllu"),
)
MEASUREMENTS = (Measurement("themes", MIXED, themes),)
