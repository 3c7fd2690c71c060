"""One document: of which instrument each naming is, by its name, the names it was given, and the forms that point back."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.instruments.found import NAMED, Found

_SMALL = frozenset(["of", "on", "for", "and", "the", "to", "with", "in", "against", "a", "an", "between"])
_NEAR = 3  # sentences within which a short form tells the status of what was named
_OWN = 4  # words by which what is only described is the same in other documents too
_CAPITALS = 3  # a longer word in capitals is so for its line, not as an abbreviation


def namings(found: Iterable[Found]) -> list[Found]:
    """The namings of a document, each with its instrument; short forms that say nothing new are none.

    What has a name is the same in all documents, as is what is described by many words; what few words describe (an
    agreement with Russia) is of its document alone.
    """
    document = _Document()
    for one in found:
        document.add(one)
    return sorted(document.kept, key=lambda one: (one.span[0], -one.span[1]))


class _Document:
    def __init__(self) -> None:
        self.kept: list[Found] = []
        self._named: dict[str, Found] = {}  # by their name, or a short one that the text gave it
        self._latest: dict[str, Found] = {}  # by the noun by which a short form takes it up
        self._parts: dict[
            tuple[str, str, tuple[str, ...]], dict[str, Found]
        ] = {}  # by the ends of their names
        self._told: set[tuple[str, str]] = set()

    def add(self, one: Found) -> None:
        before = self._latest.get(one.head)
        if not one.name and (one.is_short or (before and _is_again(before, one))):
            if before and one.status != NAMED:
                self._take_up(before, one)
            return
        if one.name:
            one.instrument_id = f"{one.kind}:{one.name}"
        else:
            self._name(one)
        self._latest[one.head] = one
        if not one.is_described or one.status_span:
            self._keep(one)

    def _keep(self, one: Found) -> None:
        self.kept.append(one)
        self._told.add((one.instrument_id, one.status))

    def _take_up(self, before: Found, short: Found) -> None:
        """Give the naming before it its status, where that stands near and says none; else keep it if it says a new one."""
        is_near = short.sentence["place"] - before.sentence["place"] <= _NEAR
        if is_near and not before.status_span:
            before.status, before.status_span = short.status, short.status_span
            before.rule = f"{before.rule}, status by a short form"
            if before in self.kept:
                self._told.add((before.instrument_id, before.status))
            else:
                self._keep(before)
        elif before in self.kept and (before.instrument_id, short.status) not in self._told:
            short.name, short.instrument_id, short.kind = before.name, before.instrument_id, before.kind
            short.rule = "short form"
            self._keep(short)

    def _name(self, one: Found) -> None:
        name = " ".join(one.words)
        known = self._named.get(name) or self._longer(one)
        if known and not one.is_described:
            one.name, one.instrument_id, one.kind = known.name, known.instrument_id, known.kind
            return
        one.name = name if one.is_described else _titled(one.words)
        one.instrument_id = f"{one.kind}:{one.name}"
        if one.is_described and len(one.words) < _OWN:
            one.instrument_id += f"@{one.sentence['document_id']}"
        for form in (name, *one.aliases) if not one.is_described else ():
            self._named.setdefault(form, one)

        for words in _parts(one) if not one.is_described else ():
            self._parts.setdefault((one.kind, one.head, words), {})[one.name] = one

    def _longer(self, one: Found) -> Found | None:
        """The one instrument of the kind whose name begins or ends in these words: the Armistice Agreement."""
        longer = self._parts.get((one.kind, one.head, one.words), {}) if not one.is_described else {}
        return next(iter(longer.values())) if len(longer) == 1 else None


def _is_again(before: Found, one: Found) -> bool:
    """Whether a description with an article is of what was named before: the joint operation."""
    return one.is_definite and {*map(str.lower, one.words)} <= {*map(str.lower, before.words)}


def _titled(words: tuple[str, ...]) -> str:
    """A name as titles are written, so that it is the same wherever it stands."""
    is_shouted = " ".join(words).isupper() and len(words) > 1
    shown = [word.capitalize() if is_shouted and len(word) > _CAPITALS else word for word in words]
    return " ".join(
        word.lower() if n and word.lower() in _SMALL else word[0].upper() + word[1:]
        for n, word in enumerate(shown)
    )


def _parts(one: Found) -> Iterable[tuple[str, ...]]:
    """The words in which a name begins or ends, without one or more of the others."""
    sizes = range(2, len(one.words))
    return {part for size in sizes for part in (one.words[:size], one.words[-size:])}
