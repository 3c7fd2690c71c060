"""The cues of data/cues.yaml: the words that report, with what each says of the reporter and what it takes as content."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpers.tables import CUE_CLASSES, CUE_KINDS, STANCES
from helpers.written import WrittenError, word_lists

_WORDS = ("verbs", "nouns", "adjectives")
_KNOWN = {"class": CUE_CLASSES, "kind": CUE_KINDS, "stance": (*STANCES, None)}
_PREPOSITIONS = ("about", "of", "on", "over", "for")
_TAKES = frozenset(["that", "object", "to", "whom", "subject", *_PREPOSITIONS])


@dataclass(frozen=True)
class Cue:
    """A word that reports: 'call', or with what belongs to it 'call for'."""

    words: str
    part: str  # verbs, nouns or adjectives
    cue_class: str
    kind: str
    stance: str | None
    takes: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """Cues by the form in which a text has their first word: 'called' gives 'call', 'call for' and 'call on'."""

    forms: Mapping[str, Mapping[str, tuple[Cue, ...]]]  # part of speech, then form
    words: frozenset[str]  # all forms: a sentence without any of them holds no cue
    controlling: frozenset[str]  # forms of verbs whose object does what the infinitive behind it says
    plain: frozenset[str]  # forms of verbs, and words that have a capital in headings only
    occasions: frozenset[str]  # days, months, and where things are said: 'in an interview', 'on Friday'
    speakers: frozenset[str]  # nouns that can stand for a speaker in a heading


class CuesError(WrittenError):
    """data/cues.yaml breaks a rule; the message lists every fault."""


@cache
def lexicon() -> Lexicon:
    """The English cues of data/cues.yaml. Raises CuesError."""
    return read(word_lists("cues.yaml"))


def read(content: Mapping[str, Any]) -> Lexicon:
    """The English cues of such lists. Raises CuesError."""
    if faults := [fault for number, group in enumerate(content["en"], 1) for fault in _faults(number, group)]:
        raise CuesError("\n  ".join(["data/cues.yaml:", *faults]))
    irregular, doubled = content["irregular"], set(content["doubled"])
    found: dict[str, dict[str, list[Cue]]] = {part: {} for part in _WORDS}
    for group in content["en"]:
        for part in _WORDS:
            for words in group.get(part, []):
                cue = Cue(
                    words, part, group["class"], group["kind"], group.get("stance"), frozenset(group["takes"])
                )
                first = words.partition(" ")[0]
                forms = {first}
                if part == "verbs":
                    forms = verb_forms(first, irregular, doubled)
                elif part == "nouns":
                    forms |= {_third(first)}
                for form in forms:
                    found[part].setdefault(form, []).append(cue)
    by_part = {part: {form: tuple(cues) for form, cues in by_form.items()} for part, by_form in found.items()}
    words = frozenset({"according"}.union(*by_part.values()))
    plain = frozenset(content["small"]).union(by_part["verbs"])
    controlling = {
        form
        for form, cues in by_part["verbs"].items()
        if any("to" in cue.takes and cue.takes & {"object", "whom"} for cue in cues)
    }.union(*(verb_forms(verb, irregular, doubled) for verb in content["causing"]))
    return Lexicon(
        by_part,
        words,
        frozenset(controlling),
        plain,
        frozenset(content["occasions"]),
        frozenset(content["speakers"]),
    )


def _faults(number: int, group: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one group of cues, with the remedy."""
    words = [word for part in _WORDS for word in group.get(part, [])]
    name = f"group {number} of en ({', '.join(map(str, words[:3]))} …)"
    if unknown := sorted(set(group) - {*_KNOWN, *_WORDS, "takes", "source"}):
        yield f"{name} has {unknown}, which mean nothing. It may have {[*_KNOWN, 'takes', 'source', *_WORDS]}."
    for field, known in _KNOWN.items():
        if group.get(field) not in known:
            yield f"{name} has the {field} {group.get(field)!r}. Choose one of {[one for one in known if one]}."
    if not group.get("takes") or (odd := set(group["takes"]) - _TAKES):
        yield f"{name} takes {sorted(map(str, odd)) if group.get('takes') else 'nothing'}. Choose of {sorted(_TAKES)}."
    if not words:
        yield f"{name} holds no words. Write them under {list(_WORDS)}."


def verb_forms(verb: str, irregular: Mapping[str, list[str]], doubled: Collection[str]) -> set[str]:
    """A verb in all its forms."""
    stem = verb + verb[-1] if verb in doubled else verb
    past = irregular.get(verb) or [re.sub(r"(?<=[^aeiou])y\Z", "i", stem).removesuffix("e") + "ed"]
    return {verb, _third(verb), re.sub(r"(?<![eoy])e\Z", "", stem) + "ing", *past}


def _third(word: str) -> str:
    """Of a verb the form with -s, of a noun the plural."""
    ending = "es" if re.search(r"(?:s|x|z|ch|sh|o)\Z", word) else "s"
    return re.sub(r"(?<=[^aeiou])y\Z", "ie", word) + ending
