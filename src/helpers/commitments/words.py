"""The words of data/commitments.yaml: what commits whom, with the force it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpers.statements.cues import verb_forms
from helpers.tables import FORCES, FORMS, data_file
from helpers.written import Reader, WrittenError

_TAKES = ("to", "whom", "that", "object", "ing")
_LISTS = (
    "bearing", "needs", "stressing", "necessary", "acts", "ways", "goals", "plans", "launching", "efforts", "stative", "deliberate",
    "bases", "likely", "speaking", "noting", "crowds", "idle", "agents", "giving", "organs", "documents", "things", "lists", "doubled",
    "hoping", "aware", "deeming", "duties",
)  # fmt: skip
_PATTERNS = ("not_modal", "agents", "stative", "acts", "scheduled", "saying", "launched", "lists")
_SHAPE = {
    "en": {
        "verbs": [{"force": FORCES, "form?": FORMS, "takes": [_TAKES], "verbs": [str]}],
        "nouns": {f"{force}?": [str] for force in FORCES},
        "irregular": {"*": [str]},
        **{key: [str] for key in _LISTS},
    },
    "zh": {
        "said": {f"{force}?": str for force in FORCES},
        "modal": dict.fromkeys(("refused", "promise", "call", "plan"), re.Pattern),
        "organs": str,
        **dict.fromkeys(_PATTERNS, re.Pattern),
    },
}


class CommitmentsError(WrittenError):
    """data/commitments.yaml breaks its rules; the message lists every fault."""


@dataclass(frozen=True)
class Cue:
    """A verb that commits, with its particle: 'call for'."""

    words: str
    force: str
    form: str
    takes: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """The English words by what they do; verbs and nouns by the forms in which a text has their first word."""

    verbs: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, str]  # its force, by a noun's form
    lists: Mapping[str, frozenset[str]]
    bases: frozenset[str]  # verbs of acting in their plain form, as they begin the items of lists
    words: frozenset[str]  # a sentence without any of them holds no commitment


_MODALS = frozenset(
    ["will", "ll", "won", "shall", "should", "must", "ought", "would", "may", "might", "could", "cannot"]
)
# … and what makes a sentence hold one without such a word.
_OTHERS = [
    "going",
    "let",
    "set",
    "needed",
    "required",
    "requires",
    "due",
    "ready",
    "dedicated",
    "devoted",
    "willing",
    "committed",
    "determined",
    "scheduled",
    "allowed",
    "tolerated",
    "accepted",
]
# Lists whose words stand in a text in all the forms of a verb.
_INFLECTED = ("bearing", "stressing", "deeming", "launching", "efforts", "stative", "deliberate", "giving")


class _Reader(Reader):
    error = CommitmentsError


def load(path: Path) -> Mapping[str, Any]:
    """The content of such a file. Raises CommitmentsError."""
    return _Reader.lists(path, _SHAPE)


@cache
def content() -> Mapping[str, Any]:
    """data/commitments.yaml as it is written. Raises CommitmentsError."""
    return load(data_file("commitments.yaml"))


@cache
def english() -> Lexicon:
    """The English words of data/commitments.yaml. Raises CommitmentsError."""
    given = content()["en"]
    irregular, doubled = given["irregular"], frozenset(given["doubled"])

    def forms(verb: str) -> set[str]:
        first = verb.partition(" ")[0]
        return verb_forms(first, irregular, doubled) | set(irregular.get(first, ()))

    verbs: dict[str, list[Cue]] = {}
    for group in given["verbs"]:
        for words in group["verbs"]:
            cue = Cue(words, group["force"], group.get("form", "firm"), frozenset(group["takes"]))
            for form in forms(words):
                verbs.setdefault(form, []).append(cue)
    nouns = {
        form: force for force, words in given["nouns"].items() for word in words for form in _number(word)
    }
    lists = {
        name: frozenset(words) for name, words in given.items() if isinstance(words, list) and name != "verbs"
    }
    lists |= {name: frozenset(form for word in lists[name] for form in forms(word)) for name in _INFLECTED}
    lists |= {
        name: frozenset(form for word in lists[name] for form in _number(word))
        for name in ("ways", "goals", "needs")
    }
    words = {"need", "needs", "have to", "has to"}.union(
        _MODALS, _OTHERS, verbs, nouns, lists["needs"], lists["duties"], lists["necessary"], lists["ways"], lists["goals"],
        lists["launching"], (form for form in lists["efforts"] if form.endswith("ing")),
    )  # fmt: skip
    bases = {verb for name in ("efforts", "deliberate", "bases") for verb in given[name] if " " not in verb}
    return Lexicon(
        {form: tuple(some) for form, some in verbs.items()}, nouns, lists, frozenset(bases), frozenset(words)
    )


def is_organ(name: str) -> bool:
    """Whether a name ends as those of a country's organs: Serbian police, 挪威政府."""
    return name.rsplit(maxsplit=1)[-1].lower() in english().lists["organs"] or name.endswith(
        tuple(content()["zh"]["organs"].split())
    )


def _number(noun: str) -> Iterable[str]:
    """A noun in the singular and in the plural."""
    return noun, (noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s")
