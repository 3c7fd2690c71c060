"""The words of data/units.yaml: units, currencies, what bounds a figure, what its change is, and what is no figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpers.tables import APPROXIMATIONS, data_file
from helpers.written import Reader, WrittenError

_CHANGE = {key: [str] for key in ("verbs", "transitive", "by", "nouns", "after")}
_LISTS = (
    "cents", "shared", "percent", "not_bounded_after", "labels", "names", "plurals", "plural_modifiers", "singulars", "compounds", "both",
    "idle", "ends",
)  # fmt: skip
_SHAPE = {
    "currencies": {"signs": {"*": [str]}, "codes": [str]},
    "en": {
        **{key: {"*": [str]} for key in ("currencies", "of_thousands", "points", "durations", "measures")},
        "prefixed": {"*": str},
        "rates": {"*": {"unit": str, "per": str}},
        **{key: {f"{approx}?": [str] for approx in APPROXIMATIONS} for key in ("before", "behind")},
        **dict.fromkeys(("rise", "fall"), _CHANGE),
        **{key: [str] for key in _LISTS},
    },
    "zh": {
        **{key: {f"{approx}?": str for approx in APPROXIMATIONS} for key in ("before", "behind")},
        **{key: {"*": str} for key in ("currencies", "durations", "units", "per")},
        "change": {"rise": re.Pattern, "fall": re.Pattern},
        "names": str,
        **dict.fromkeys(("measures", "selves", "points", "greats"), re.Pattern),
    },
}
# Of the International System, longest first where one begins like another.
_PREFIXES = {
    "tera": "T", "giga": "G", "mega": "M", "kilo": "k", "hecto": "h", "deci": "d", "centi": "c", "milli": "m",
    "micro": "µ", "nano": "n", "pico": "p",
}  # fmt: skip
_SHORT = 3  # letters: shorter forms could be words, so that they count only as they stand


@dataclass(frozen=True)
class Unit:
    """What stands behind a number: its kind of figure, its canonical name, and per what it is."""

    kind: str
    name: str | None
    per: str | None = None
    currency: str | None = None
    least: float = 0  # before smaller numbers the word is another: '5 won', '2 trillion won'


@dataclass(frozen=True)
class English:
    """The English section: units by their forms, the other lists as they are used."""

    exact: Mapping[str, Unit]  # forms that count only as they stand
    words: Mapping[str, Unit]  # forms in small letters
    before: Mapping[str, str]  # words that bound a figure from before it: the approximation
    behind: Mapping[str, str]
    changes: Mapping[str, Mapping[str, str]]  # verbs, nouns, after: the word's change
    lists: Mapping[str, frozenset[str]]


class UnitsError(WrittenError):
    """data/units.yaml breaks its rules; the message lists every fault."""


class _Reader(Reader):
    error = UnitsError


def load(path: Path) -> Mapping[str, Any]:
    """The content of such a file. Raises UnitsError."""
    return _Reader.lists(path, _SHAPE)


@cache
def content() -> Mapping[str, Any]:
    """data/units.yaml as it is written. Raises UnitsError."""
    return load(data_file("units.yaml"))


@cache
def signs() -> Mapping[str, str]:
    """Currency signs and codes as they stand in texts of any language: the ISO code."""
    given = content()["currencies"]
    found = {sign: code for code, all_of in given["signs"].items() for sign in all_of}
    return found | {code: {"RMB": "CNY"}.get(code, code) for code in given["codes"]}


@cache
def english() -> English:
    """The English section of data/units.yaml."""
    given = content()["en"]
    # '110 JPY', '40 €'; other signs stand before the number alone.
    exact = {
        sign: Unit("money", None, currency=code)
        for sign, code in signs().items()
        if not re.search("[$£]", sign)
    }
    words: dict[str, Unit] = {}

    def add(forms: Iterable[str], unit: Unit) -> None:
        for form in forms:
            spaced = form.replace("-", " ")
            if len(form) <= _SHORT and form.islower():
                exact[spaced] = unit
            elif not form.isalpha() or form.islower() or len(form) > _SHORT:
                words[spaced.lower()] = unit
            if not form.islower():
                exact[spaced] = unit

    for forms, unit in _money(given):
        add(forms, unit)
    add(given["percent"], Unit("percentage", "percent"))
    for name, forms in given["points"].items():
        add(_plurals([name, *forms]), Unit("percentage_points", name))
    for kind, section in (("duration", "durations"), ("measure", "measures")):
        for name, forms in given[section].items():
            add(_plurals([name, *forms]), Unit(kind, name))
    for name, symbol in given["prefixed"].items():
        for prefix, sign in [("", ""), *_PREFIXES.items()]:
            unit = Unit("measure", prefix + name)
            add(_plurals([prefix + name, re.sub("re$", "er", prefix + name)]), unit)
            exact.setdefault(sign + symbol, unit)
            if sign == "µ":
                exact["μ" + symbol] = unit
    for area, short, powers in (("square", "sq", "2²"), ("cubic", "cu", "3³")):
        for unit in {one.name: one for one in words.values() if one.kind == "measure"}.values():
            if unit.name in ("foot", "yard", "inch", "mile") or unit.name.endswith("metre"):  # type: ignore[union-attr]
                forms = [form for known in (words, exact) for form, one in known.items() if one == unit]
                whole = Unit("measure", f"{area} {unit.name}")
                add((f"{how} {form}" for form in forms for how in (area, short)), whole)
                exact |= {form + power: whole for form in forms if len(form) <= _SHORT for power in powers}
    for form, rate in given["rates"].items():
        add([form], Unit("measure", rate["unit"], rate["per"]))
    by_word = {
        part: {
            form: change
            for change in ("rise", "fall")
            for word in given[change][part]
            for form in (_verb_forms(word) if part in ("verbs", "transitive", "by") else {word, _plural(word)} if part == "nouns" else {word})
        }
        for part in ("verbs", "transitive", "by", "nouns", "after")
    }  # fmt: skip
    return English(
        exact,
        words,
        {word: approx for approx, some in given["before"].items() for word in some},
        {word: approx for approx, some in given["behind"].items() for word in some},
        by_word,
        {name: frozenset(words) for name, words in given.items() if isinstance(words, list)},
    )


def _money(given: Mapping[str, Any]) -> Iterator[tuple[list[str], Unit]]:
    """What money is told in, with its forms."""
    for code, names in given["currencies"].items():
        yield _plurals(names), Unit("money", None, currency=code)
    for code, names in given["of_thousands"].items():
        yield names, Unit("money", None, currency=code, least=1000)
    for name in given["shared"]:
        yield _plurals([name]), Unit("money", name)
    yield _plurals(given["cents"]), Unit("money", "cent")


def _plurals(names: Iterable[str]) -> list[str]:
    """The names, and with the plural of their last word, or of the first: 'degrees Celsius'."""
    found = []
    for name in names:
        found.append(name)
        if len(name) > 2 and name[-1].isalpha():
            first, _, rest = name.partition(" ")
            found += [_plural(name), f"{_plural(first)} {rest}"] if rest else [_plural(name)]
    return found


def _plural(word: str) -> str:
    if word.endswith("foot"):
        return word[:-3] + "eet"
    ending = "es" if re.search(r"(?:s|x|z|ch|sh)\Z", word) else "s"
    return re.sub(r"(?<=[^aeiou])y\Z", "ie", word) + ending


def _verb_forms(verb: str) -> set[str]:
    """The forms of a regular verb; irregular ones stand in the list themselves, and add only what no text has."""
    first, _, particle = verb.partition(" ")
    stem = first.removesuffix("e")
    doubled = first + first[-1] if re.search(r"[^aeiou][aeiou][bdgnpt]\Z", first) else stem
    past = re.sub(r"(?<=[^aeiou])y\Z", "i", first)
    forms = {
        first,
        _plural(first),
        f"{stem}ing",
        f"{doubled}ing",
        f"{past.removesuffix('e')}ed",
        f"{doubled}ed",
    }
    return {f"{form} {particle}".strip() for form in forms}
