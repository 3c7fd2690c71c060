"""Commitments: sentences, mentions and statements in, who is to do what by when out. Finding does not count."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.commitments import chinese, deadlines, lists
from helpers.commitments.english import Reader
from helpers.commitments.found import Found, Span
from helpers.commitments.words import CommitmentsError, is_organ
from helpers.statements.speakers import Resolver, Speaker

__all__ = ["CommitmentsError", "Reader", "find"]

Row = dict[str, Any]
_WE = frozenset(["we", "our", "us", "我们", "我国", "我方", "本国"])


def find(  # noqa: PLR0913, PLR0917
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    mentions: Sequence[Mapping[str, Any]],
    said: Sequence[Mapping[str, Any]],
    contents: Sequence[Mapping[str, Any]],
    reader: Reader,
    *,
    document: Mapping[str, Any],
) -> list[Row]:
    """The commitments of one document in the order of their actions: rows of COMMITMENTS.

    `said` and `contents` are its statements, `reader` has read their trees. Who says 'we' is the speaker of the
    statement around it, else the author of a speech, else the body of whose promises the paragraph told before. Whose call it
    is when nobody is named is answered in the same way, but for the paragraph.
    """
    if not sentences:
        return []
    found = [*reader.found, *chinese.find(text, sentences, mentions, said, contents)]
    found += lists.read(text, blocks, sentences, found)
    found.sort(key=lambda one: (one.action[0], -one.action[1]))
    held = _around(found, contents, said)
    whose = _Whose(
        text, mentions, said, document.get("author") if document.get("genre") == "speech" else None
    )
    starts = [sentence["start"] for sentence in sentences]
    rows: list[Row] = []
    ids: dict[int, str] = {}
    for n, one in enumerate(found):
        sentence = sentences[max(0, bisect_right(starts, one.action[0]) - 1)]
        around, is_quoted = held.get(n, (None, False))
        if one.is_reported and (around is None or is_quoted):
            continue
        actor = whose.actor(one, around, sentence["block_id"])
        if one.force in ("promise", "plan") and one.by and not _is_body(text, one.by.source, actor):
            continue
        start, end = one.hull or one.action
        ids[id(one)] = commitment_id = f"{sentence['document_id']}#p{len(rows) + 1}"
        until = _deadline(text, one, sentence, document.get("date"))
        rows.append(
            {
                "commitment_id": commitment_id, "document_id": sentence["document_id"],
                "sentence_id": sentence["sentence_id"], "start": start, "end": end, "force": one.force, "form": one.form,
                "actor": actor.name if actor else None, "actor_id": actor.actor_id if actor else None,
                "actor_start": one.by.source[0] if one.by and one.by.source else None,
                "actor_end": one.by.source[1] if one.by and one.by.source else None,
                "addressee": _words(text, one.addressee),
                "cue": _words(text, one.cue), "cue_start": one.cue[0] if one.cue else None,
                "cue_end": one.cue[1] if one.cue else None,
                "action_start": one.action[0], "action_end": one.action[1], "beneficiary": _words(text, one.beneficiary),
                "deadline": _words(text, until[0]) if until else None, "deadline_date": until[1] if until else None,
                "part_of": ids.get(id(one.part_of)) if one.part_of else None,
                "statement_id": around["statement_id"] if around else None,
                "language": sentence["language"], "rule": one.rule,
            }
        )  # fmt: skip
    return rows


def _words(text: str, span: Span | None) -> str | None:
    return " ".join(text[span[0] : span[1]].split()) if span else None


def _is_body(text: str, source: Span | None, actor: Speaker | None) -> bool:
    """Whether 'it' stands for a country or an organisation: of rain it is said that it will fall, too."""
    return (_words(text, source) or "").lower() != "it" or (actor is not None and actor.actor_id is not None)


def _deadline(
    text: str, one: Found, sentence: Mapping[str, Any], today: str | None
) -> tuple[Span, str | None] | None:
    """By when: as the action says, or what stands before the one who acts: 'By 2030, we will …'."""
    is_before = one.rule in ("will", "should", "under way") and one.hull and one.hull[0] > sentence["start"]
    before = (sentence["start"], one.hull[0]) if is_before and one.hull else (0, 0)
    return deadlines.find(text, (one.action, before), today, is_chinese=sentence["language"] == "zh")


class _Whose:
    """Who promises and calls; commitments are asked for in order."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mapping[str, Any]],
        said: Sequence[Mapping[str, Any]],
        author: str | None,
    ) -> None:
        self.text, self.author = text, author
        self.resolver = Resolver(text, mentions, author)
        self.countries = {m["iso3"]: Speaker.of(m) for m in reversed(mentions) if m["kind"] == "country"}
        self.told = {s["cue_start"]: s for s in said if s["cue_start"] is not None}
        self.said = sorted(said, key=lambda s: s["start"])
        self.heard = 0
        self.block = ""
        self.body: Speaker | None = None

    def actor(self, one: Found, around: Mapping[str, Any] | None, block: str) -> Speaker | None:
        """Who it is, as far as it is known: who is named, else whoever says it."""
        if block != self.block:
            self.block, self.body = block, None
        while self.heard < len(self.said) and self.said[self.heard]["start"] <= one.action[0]:
            if spoke := _speaker(self.said[self.heard]):
                self.resolver.spoke.append(spoke)
            self.heard += 1
        outer = _speaker(around) if around else None
        is_we = (_words(self.text, (one.by.source if one.by else one.addressee)) or "").lower() in _WE
        if one.by is None:
            who = outer or self.resolver.named_author
        elif one.cue and (statement := self._told(one.cue)):
            who = _speaker(statement)
        elif is_we and not outer and not self.author:
            who = None
        else:
            who = self.resolver.speaker(one.by, outer, is_outer=outer is not None)
        if who is None and is_we:
            return self.body
        who = self._of_country(who)
        if who and one.force == "promise" and not is_we:
            self.body = who if who.kind != "person" else None
        return who

    def _told(self, cue: Span) -> Mapping[str, Any] | None:
        """The statement with that cue."""
        statement = self.told.get(cue[0])
        return statement if statement and statement["speaker"] else None

    def _of_country(self, who: Speaker | None) -> Speaker | None:
        """The country, where one of its organs is named by a common noun: Serbian police."""
        if who and who.kind == "words" and who.country and is_organ(who.name):
            return self.countries.get(who.country, who)
        return who


def _speaker(statement: Mapping[str, Any]) -> Speaker | None:
    if statement["speaker"] is None:
        return None
    kind = "organisation" if statement["speaker_id"] else "words"
    if statement["role"] or (statement["speaker_id"] or "").startswith("person:"):
        kind = "person"
    return Speaker(
        statement["speaker"], statement["speaker_id"], statement["role"], statement["organisation"], statement["country"], kind
    )  # fmt: skip


def _around(
    found: Sequence[Found], contents: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]]
) -> dict[int, tuple[Mapping[str, Any], bool]]:
    """Of each commitment that stands in what somebody says: the innermost such statement, and whether it is quoted."""
    by_id = {statement["statement_id"]: statement for statement in said}
    pieces = sorted(contents, key=lambda piece: (piece["start"], -piece["end"]))
    held: dict[int, tuple[Mapping[str, Any], bool]] = {}
    open_: list[Mapping[str, Any]] = []
    n = 0
    for place, one in sorted(((one.cue or one.action)[0], k) for k, one in enumerate(found)):
        while n < len(pieces) and pieces[n]["start"] <= place:
            open_.append(pieces[n])
            n += 1
        open_ = [piece for piece in open_ if piece["end"] > place]
        cue = found[one].cue
        inner = next(
            (
                piece
                for piece in reversed(open_)
                if not cue or by_id[piece["statement_id"]]["cue_start"] != cue[0]
            ),
            None,
        )
        if inner is not None:
            held[one] = by_id[inner["statement_id"]], any(piece["is_quoted"] for piece in open_)
    return held
