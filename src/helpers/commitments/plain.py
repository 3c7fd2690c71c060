"""English commitments where no model is installed: 'X will …', 'X should …', 'X calls for …', 'X urged Y to …'.

Without a parse these are the forms that are safe; the others are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpers.commitments.found import Found, named, within
from helpers.commitments.words import english

# A longer sentence is none, but a list or a slip.
_LONGEST = 2000
_WHO = r"(?P<who>(?:[Ww]e|I|(?:(?:[Tt]he|[Aa]n?|[Aa]ll|[Bb]oth) )?(?:[\w.’'-]+ ){0,4}?[\w.’'-]+))"
_END = r"(?P<action>[^.;:!?]+?)(?=,? (?:and|but) (?:it|he|she|they|we|I|the) |[.;:!?]|\Z)"
_MODAL = re.compile(
    rf"(?:\A|[,;:] |that ){_WHO} (?P<cue>will(?: not| never)?|should(?: not)?|must(?: not)?) (?={_END})"
)
_ASKS = re.compile(
    rf"(?:\A|[,;:] |that ){_WHO} (?P<cue>(?:has |have )?(?:call(?:s|ed)? (?:up)?on|urge[sd]?) )(?P<asked>[^.;:,!?]{{1,80}}?) (?=to {_END})"
)
_CALLS = re.compile(rf"(?:\A|[,;:] |that ){_WHO} (?P<cue>(?:has |have )?call(?:s|ed)? for) (?={_END})")
_TOLD = frozenset(["that", "who", "which"])  # before the modal verb: somebody else tells it
_NOBODY = frozenset(["no", "neither", "nor"])


def find(
    text: str, sentences: Sequence[Mapping[str, Any]], mentions: Sequence[Mapping[str, Any]]
) -> Iterator[Found]:
    """The commitments that plain forms show."""
    ends = {mention["end"] for mention in mentions}
    for sentence in sentences:
        if sentence["language"] in ("en", "und"):
            start = sentence["start"]
            stretch = (
                text[start : min(sentence["end"], start + _LONGEST)].replace("\n", " ").replace("\xa0", " ")
            )
            for pattern in (_ASKS, _CALLS, _MODAL):
                if (match := pattern.search(stretch)) and (one := _made(match, start, ends)):
                    yield one
                    break


def _made(match: re.Match[str], start: int, ends: set[int]) -> Found | None:
    lists, who = english().lists, within(match.span("who"), start)
    last, cue = match["who"].split()[-1].lower(), match["cue"]
    is_asked = match.re is _ASKS
    action = within((match.start("action") - 3 * is_asked, match.end("action")), start)  # with its 'to'
    acts = who[1] in ends or last in lists["agents"] or last in ("we", "i")
    verb = match["action"].split()[0]
    force = "promise" if cue.startswith("will") else "call"
    words = match["who"].lower().split()
    if not _TOLD.isdisjoint(words) or (force == "promise" and not _NOBODY.isdisjoint(words)):
        return None
    if not acts and (force == "promise" or verb in ("be", "have")):
        return None
    if force == "promise" and verb in lists["stative"]:
        return None
    one = Found("plain", force, action, within(match.span("cue"), start), hull=(who[0], action[1]))
    one.form = "refused" if cue in ("will not", "will never") else "firm"
    if force == "promise" and match.string.startswith(("If ", "Unless ")):
        one.form = "conditional"
    if match.re is _MODAL and force == "call":
        one.addressee = who if acts else None
    else:
        one.by = named(who)
        one.addressee = within(match.span("asked"), start) if is_asked else None
    return one
