"""Commitments: sentences, mentions and statements in, who is to do what by when out. Finding does not count."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.commitments import chinese, deadlines, lists, plain, resolutions
from helpers.commitments.english import Reader
from helpers.commitments.found import Found, Span
from helpers.commitments.whose import Whose, wording
from helpers.commitments.words import CommitmentsError
from helpers.commitments.words import content as known
from helpers.statements import parsing
from helpers.statements.speakers import Speaker

__all__ = ["CommitmentsError", "Reader", "find", "known"]

Row = dict[str, Any]
_BETWEEN = re.compile(r"(?:\s*at the latest| of (?:the date of )?this \w+)?[\s,，]*")
_BEGINNING = re.compile(r"(?:[^\w\s]\s*|\b(?:that|and|but)\s+)\Z")
_NEAR = 80  # characters before who acts, in which a sentence may say by when


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
    is when nobody is named is answered in the same way, but for the paragraph. Without an English model only plain forms
    are found, as `statements.told` says of statements.
    """
    if not sentences:
        return []
    found = [*reader.found, *chinese.find(text, sentences, mentions, said, contents)]
    found += plain.find(text, sentences, mentions) if parsing.version() is None else ()
    found += resolutions.read(text, sentences, found, {mention["end"] for mention in mentions})
    found += lists.read(text, blocks, sentences, found)
    found.sort(key=lambda one: (one.action[0], -one.action[1]))
    held = _around(found, contents, said)
    whose = Whose(text, mentions, said, document.get("author") if document.get("genre") == "speech" else None)
    starts = [sentence["start"] for sentence in sentences]
    rows: list[Row] = []
    ids: dict[int, str] = {}
    announced: dict[int, Speaker | None] = {}
    for n, one in enumerate(found):
        sentence = sentences[max(0, bisect_right(starts, one.action[0]) - 1)]
        around, is_quoted = held.get(n, (None, False))
        if one.is_reported and (around is None or is_quoted or around["cue_class"] == "denial"):
            continue
        if around and one.action[0] < (last := around["content_end"]) < one.action[1]:
            one.action = one.action[0], last  # 'Nation should ban the app: expert'
            one.hull = one.hull and (one.hull[0], max(last, (one.cue or one.action)[1]))
        key = id(one.by or one)
        actor = announced[key] if key in announced else whose.actor(one, around, sentence)
        if one.is_open:  # its items are whose it is
            announced[key] = actor
            continue
        if one.force in ("promise", "plan") and whose.is_weather(one, actor):
            continue
        start, end = one.hull or one.action
        ids[id(one)] = commitment_id = f"{sentence['document_id']}#p{len(rows) + 1}"
        until = _deadline(text, one, sentence, document)
        rows.append(
            {
                "commitment_id": commitment_id, "document_id": sentence["document_id"],
                "sentence_id": sentence["sentence_id"], "start": start, "end": end, "force": one.force, "form": one.form,
                "actor": actor.name if actor else None, "actor_id": actor.actor_id if actor else None,
                "actor_start": one.by.source[0] if one.by and one.by.source else None,
                "actor_end": one.by.source[1] if one.by and one.by.source else None,
                "addressee": wording(text, one.addressee),
                "cue": wording(text, one.cue), "cue_start": one.cue[0] if one.cue else None,
                "cue_end": one.cue[1] if one.cue else None,
                "action_start": one.action[0], "action_end": one.action[1], "beneficiary": wording(text, one.beneficiary),
                "deadline": wording(text, until[0]) if until else None, "deadline_date": until[1] if until else None,
                "part_of": ids.get(id(one.part_of)) if one.part_of else None,
                "statement_id": around["statement_id"] if around else None,
                "language": sentence["language"], "rule": one.rule,
            }
        )  # fmt: skip
    return rows


def _deadline(
    text: str, one: Found, sentence: Mapping[str, Any], document: Mapping[str, Any]
) -> tuple[Span, str | None] | None:
    """By when: as the action says, or what stands at once before the one who acts, 'By 2030, we will …', or at once behind.

    'They said on Monday we will …' tells when it was said: what stands before begins a clause.
    """
    today, is_chinese = document.get("date"), sentence["language"] == "zh"
    start, end = one.hull or one.action
    opening, closing = max(sentence["start"], start - _NEAR), min(sentence["end"], end + _NEAR)
    if until := deadlines.find(text, one.action, today, is_chinese=is_chinese):
        return until
    before = deadlines.find(text, (opening, start), today, is_chinese=is_chinese)
    if before and _BETWEEN.fullmatch(text, before[0][1], start):
        is_first = before[0][0] == sentence["start"]
        if is_first or is_chinese or _BEGINNING.search(text, opening, before[0][0]):
            return before
    behind = deadlines.find(text, (end, closing), today, is_chinese=is_chinese)
    return behind if behind and _BETWEEN.fullmatch(text, end, behind[0][0]) else None


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
