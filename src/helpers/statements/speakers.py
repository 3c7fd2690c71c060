"""Whose statement it is: names, pronouns and 'the minister' to the actor that was named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helpers.statements.found import Found

_SINGULAR = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself", "他", "她"])
_THING = frozenset(["it", "its", "itself", "其", "它"])
_PLURAL = frozenset(["they", "them", "their", "theirs", "themselves", "他们", "她们"])
_FIRST = frozenset(
    ["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves", "我", "我们", "本人", "咱们"]
)
# Words that name nobody by themselves.
_NOBODY = frozenset([
    "you", "your", "yours", "who", "which", "what", "that", "this", "these", "those", "there", "one", "of you",
    "你", "你们", "您", "谁",
])  # fmt: skip
_ARTICLE = re.compile(
    r"\A(?:the|a|an|this|that|these|those|its|their|his|her|our|some|both|many|other|another)\s+|\A(?:该|这[位名家])(?=.)",
    re.I,
)
# After these a name says whose, or with whom, and not who speaks: 'a spokesman for …'.
_LINKS = frozenset(
    ["of", "for", "from", "to", "by", "with", "in", "at", "on", "and", "or", "including", "as", "like"]
)
_ADDRESS = re.compile(r"(?:mrs?|ms|miss|mx|dr|prof)\.?")  # says nothing of a role
# A vice president is not called president.
_LESSER = re.compile(r"\b(?:vice|deputy|assistant)[ -]\Z|副\Z")
_FAR = 50  # statements: who spoke longer ago is named again


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as far as it is known."""

    name: str
    actor_id: str | None = None
    role: str | None = None
    organisation: str | None = None
    country: str | None = None
    kind: str = "words"

    @classmethod
    def of(cls, mention: Mapping[str, Any]) -> Speaker:
        columns = ("name", "actor_id", "role", "organisation", "iso3", "kind")
        return cls(*(mention[column] for column in columns))


class Resolver:
    """Knows who was named, and who spoke, up to a place in the text; statements are asked for in order."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mapping[str, Any]],
        author: str | None = None,
        titled: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.text = text
        self.author = author
        self.mentions = mentions
        self.titled = titled
        self.starts = [mention["start"] for mention in mentions]
        self.spoke: list[Speaker] = []

    def speaker(
        self, found: Found, outer: Speaker | None = None, *, is_outer: bool = False
    ) -> Speaker | None:
        """Who says it; `outer` is who says the statement in which it stands, if it stands in one (`is_outer`)."""
        who = self._who(found, outer if is_outer else self.named_author)
        if who:
            self.spoke.append(who)
        return who

    def _who(self, found: Found, first: Speaker | None) -> Speaker | None:  # noqa: PLR0911
        """`first` is who says 'I' here."""
        if found.speaker:
            return self._labelled(found.speaker)
        if not found.source:
            return self.spoke[-1] if found.rule == "continued" and self.spoke else None
        if named := self._named(found):
            return named
        words = self._words(found.name or found.source)
        word = words.lower()
        if word in _FIRST:
            return first
        if word in _SINGULAR | _THING | _PLURAL | _NOBODY:
            return self._pronoun(word, found.source[0])
        for earlier in reversed(self.spoke[-_FAR:]):
            if len(words) == 1 and earlier.name[1:] and earlier.name.startswith(words):
                return earlier  # 张教授 is the Zhang who spoke
            if earlier.name.split()[-1:] == words.split()[-1:] and len(words.split()) == 1:
                return earlier
            if earlier.role and _is_called(earlier.role.lower(), word):
                return earlier
            if found.role and not earlier.role and self.text[found.source[0]] in "该这":
                return earlier  # 该发言人 is who spoke, though nothing was said of what he is
        inside = [m for m in self._within(*(found.name or found.source)) if m["kind"] == "country"]
        role, organisation = (
            self.text[slice(*span)] if span else None for span in (found.role, found.organisation)
        )
        country = inside[0]["iso3"] if inside else None
        return Speaker(words, None, role, organisation, country, "person" if role else "words")

    @cached_property
    def named_author(self) -> Speaker | None:
        """Who wrote or gave the text, where that is one person or body."""
        return self._labelled(self.author) if self.author and "; " not in self.author else None

    def _labelled(self, label: str) -> Speaker:
        """The person whose name a label ends with, as 'MS. BEDINGFIELD' does, or of whose role the title speaks, as for
        'THE PRESIDENT' under 'Remarks by President Keller'; else the label's own words.

        Where the label says a role, 'PRESIDENT KELLER', a namesake of whom the text tells no such role is not meant.
        """
        words = _ARTICLE.sub("", label.casefold()).split()
        for first in range(len(words)):
            named = self._by_ending.get(" ".join(words[first:]), {})
            role = " ".join(word for word in words[:first] if not _ADDRESS.fullmatch(word))
            if who := _only(m for m in named.values() if not role or _has_role(m, role)):
                return Speaker.of(who)
            if role and (who := _only(m for m in named.values() if m in self.titled and not m["role"])):
                return Speaker.of(who)
        if who := _only(m for m in self.titled if _has_role(m, " ".join(words))):
            return Speaker.of(who)
        return Speaker(label)

    @cached_property
    def _by_ending(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The people named in the text and its title, by each ending of their names."""
        endings: dict[str, dict[str, Mapping[str, Any]]] = {}
        for mention in (*self.titled, *self.mentions):
            if mention["kind"] == "person":
                words = mention["name"].casefold().split()
                for first in range(len(words)):
                    named = endings.setdefault(" ".join(words[first:]), {})
                    if not named.get(mention["actor_id"], {}).get("role"):
                        named[mention["actor_id"]] = mention
        return endings

    def _named(self, found: Found) -> Speaker | None:
        """The actor that the phrase names, not one that is only part of a longer name or follows 'of'.

        'Qihoo 360 President Qi Xiangdong': a person who is named last is the speaker, whatever the parser holds for it.
        """
        assert found.source
        within = list(self._within(*found.source))
        for mention in within:
            before = (
                self.text[found.source[0] : mention["start"]].rpartition(" ")[0].rpartition(" ")[2].lower()
            )
            rest = self.text[mention["end"] : found.source[1]].lstrip()
            if mention["kind"] == "person" and before not in _LINKS and (not rest or rest[0] in ",(，"):
                return Speaker.of(mention)
        for head in found.heads:
            if covering := [m for m in within if m["start"] <= head < m["end"]]:
                return Speaker.of(max(covering, key=lambda m: m["end"] - m["start"]))
        return None

    def _pronoun(self, word: str, place: int) -> Speaker | None:
        if word in _SINGULAR:
            kinds = {"person"}
        elif word in _THING:
            kinds = {"organisation", "words", "country"}
        elif word in _PLURAL:
            kinds = {"words", "organisation"}
        else:
            return None
        for earlier in reversed(self.spoke[-3:]):
            if earlier.kind in kinds or (
                word in _SINGULAR and earlier.kind == "words" and earlier.name[:1].isupper()
            ):
                return earlier
        for mention in reversed(
            self.mentions[max(0, bisect_left(self.starts, place) - 20) : bisect_left(self.starts, place)]
        ):
            if mention["kind"] in kinds:
                return Speaker.of(mention)
        return None

    def _within(self, start: int, end: int) -> Iterator[Mapping[str, Any]]:
        for n in range(bisect_left(self.starts, start), len(self.mentions)):
            if self.mentions[n]["start"] >= end:
                return
            if self.mentions[n]["end"] <= end:
                yield self.mentions[n]

    def _words(self, span: tuple[int, int]) -> str:
        return _ARTICLE.sub("", " ".join(self.text[span[0] : span[1]].split()), count=1)


def _only(found: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The one person that was found, if it was one, by the longest of the names: Walz is Tim Walz."""
    named = sorted(found, key=lambda mention: len(mention["name"]))
    return named[-1] if named and all(named[-1]["name"].endswith(one["name"]) for one in named) else None


def _has_role(mention: Mapping[str, Any], role: str) -> bool:
    return mention["kind"] == "person" and bool(mention["role"]) and _is_called(mention["role"].lower(), role)


def _is_called(role: str, word: str) -> bool:
    """Whether who has a role may be called so: a foreign minister 'minister', a chairman no 'man'."""
    before, is_part, after = role.partition(word)
    in_word = word.isascii() and (before[-1:].isalpha() or after[:1].isalpha())
    return bool(is_part) and not in_word and not _LESSER.search(before)
