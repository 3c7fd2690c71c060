"""Whose promise or call it is: who is named, else who says the sentence around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.commitments.found import Found, Span
from helpers.commitments.words import english, is_organ
from helpers.statements.cues import lexicon
from helpers.statements.found import Found as Named
from helpers.statements.speakers import Resolver, Speaker

_WE = frozenset(["we", "our", "us", "我们", "我国", "我方", "本国"])
_OURS = re.compile(
    r"(?:my|our) (?:own )?(?:government|administration|delegation|country|nation|people)(?:['’]s)?"
)
_FIRST = re.compile(r"\b(?:we|our|us|i|my)\b", re.I)
_NAME = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")
_CHINESE_JOINS = re.compile(r"、|以?及|[和与]")
# What joins those who do it together, before a name or a title and a name.
_JOINS = re.compile(
    r"(?:\s*,\s*(?:and\s+)?|\s+(?:and|nor|as well as)\s+)(?:the\s+)?(?:[A-Z][\w’'-]*\s+){0,3}|"
    + _CHINESE_JOINS.pattern
)
_MOST = 40  # names: more are no one's partners
_PERSONAL = frozenset(["he", "she", "his", "her", "他", "她"])


def wording(text: str, span: Span | None) -> str | None:
    return " ".join(text[span[0] : span[1]].split()) if span else None


class Whose:
    """Knows who was named, and who spoke, up to a place in the text; commitments are asked for in order."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mapping[str, Any]],
        said: Sequence[Mapping[str, Any]],
        author: str | None,
    ) -> None:
        self.text, self.author, self.mentions = text, author, mentions
        self.starts = [mention["start"] for mention in mentions]
        self.resolver = Resolver(text, mentions, author)
        self.countries = {m["iso3"]: Speaker.of(m) for m in reversed(mentions) if m["kind"] == "country"}
        self.told = {s["cue_start"]: s for s in said if s["cue_start"] is not None and s["speaker"]}
        self.said = sorted(said, key=lambda s: s["start"])
        self.heard = 0
        self.block, self.read, self.is_we = (
            "",
            0,
            False,
        )  # how far this block is read, and whether it said 'we' yet
        self.body: Speaker | None = None  # whose promises this block has told of, where that is no person

    def actor(
        self, one: Found, around: Mapping[str, Any] | None, sentence: Mapping[str, Any]
    ) -> Speaker | None:
        """Who promises, calls or proposes, as far as it is known; `around` is the statement in which it stands."""
        if sentence["block_id"] != self.block:
            self.block, self.read = sentence["block_id"], sentence["start"]
            self.is_we, self.body = False, None
        place = (one.hull or one.action)[0]
        self.is_we = self.is_we or bool(_FIRST.search(self.text, self.read, place))
        self.read = max(self.read, place)
        while self.heard < len(self.said) and self.said[self.heard]["start"] <= place:
            if spoke := _speaker(self.said[self.heard]):
                self.resolver.spoke.append(spoke)
            self.heard += 1
        # 'My delegation believes': who speaks is the document's author.
        around = None if around and _OURS.fullmatch((around["speaker"] or "").lower()) else around
        outer = _speaker(around) if around else None
        outer = outer if outer and _utters(outer) else None
        word = self.word(one.by.source if one.by else one.addressee)
        is_ours = bool(_OURS.fullmatch(word))
        is_we = is_ours or word in _WE
        if one.by is None:
            who = outer if outer or around else self.resolver.named_author
        elif one.cue and one.cue[0] in self.told and not is_ours:
            who = _speaker(self.told[one.cue[0]])
        elif is_ours or (is_we and not outer and not self.author):
            who = outer or self.resolver.named_author
        else:
            who = self.resolver.speaker(one.by, outer, is_outer=outer is not None)
        if who is None and is_we:
            return self.body
        if who is None or not _NAME.search(who.name) or (word in _PERSONAL and who.kind != "person"):
            return None
        if word == "they" and not _utters(who):
            return None  # the resolver has only a thing for it
        if who.kind == "words" and who.country and is_organ(who.name):
            who = self.countries.get(who.country, who)  # Serbian police: what they promise the country does
        if one.force == "promise" and not is_we:
            is_named = bool(who.actor_id) or not who.name.islower()
            self.body = who if who.kind != "person" and is_named and not self.is_we else None
        return self.joint(one.by, who) if one.by else who

    def joint(self, by: Named, who: Speaker) -> Speaker:
        """All who do it together, where the text names them side by side: 'Norway and Sweden'."""
        if not by.source or not who.actor_id:
            return who
        start, end = by.source
        n = bisect_left(self.starts, start)
        first = max(0, n - _MOST)
        while n > first and _CHINESE_JOINS.fullmatch(self.text, self.mentions[n - 1]["end"], start):
            n, start = n - 1, self.starts[n - 1]  # a statement's speaker is the last of them
        side: list[Mapping[str, Any]] = []
        for one in self.mentions[n : bisect_left(self.starts, end)]:
            if side and one["start"] < side[-1]["end"]:
                continue  # in a longer name
            if side and not _JOINS.fullmatch(self.text, side[-1]["end"], one["start"]):
                if any(m["actor_id"] == who.actor_id for m in side):
                    break
                side = []
            rest = self.text[one["end"] : end].strip()
            if not rest or rest[0] in ",(，（" or _JOINS.match(self.text, one["end"], end) or is_organ(rest):
                side.append(one)
        named = {m["actor_id"]: m["name"] for m in side}
        last = side[-2:]
        is_and = len(last) > 1 and self.text[last[0]["end"] : last[1]["start"]].strip() not in ",，"
        if len(named) < 2 or who.actor_id not in named or not is_and:
            return who
        return Speaker("; ".join(named.values()), "; ".join(named), kind=who.kind)

    def is_weather(self, one: Found, actor: Speaker | None) -> bool:
        """Whether 'it' stands for nobody who acts: of rain it is said that it will fall, too."""
        is_it = one.by is not None and self.word(one.by.source) == "it"
        return is_it and not (actor and _utters(actor))

    def word(self, span: Span | None) -> str:
        return (wording(self.text, span) or "").lower()


def _speaker(statement: Mapping[str, Any]) -> Speaker | None:
    if statement["speaker"] is None:
        return None
    kind = "organisation" if statement["speaker_id"] else "words"
    if statement["role"] or (statement["speaker_id"] or "").startswith("person:"):
        kind = "person"
    return Speaker(
        statement["speaker"], statement["speaker_id"], statement["role"], statement["organisation"], statement["country"], kind
    )  # fmt: skip


def _utters(who: Speaker) -> bool:
    """Whether it is somebody or a document who says it: of events that show it nobody calls."""
    last = who.name.rpartition(" ")[2].lower()
    lists = english().lists
    return bool(who.actor_id or who.role) or not who.name.islower() or (
        last in lists["agents"] or last in lists["documents"] or last in lexicon().speakers
    )  # fmt: skip
