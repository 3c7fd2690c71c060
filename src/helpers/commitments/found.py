"""What the rules of either language hand over: one commitment as it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.statements.found import Found as Named

Span = tuple[int, int]


@dataclass
class Found:
    """One commitment by places in the text; whose it is when a pronoun or nobody stands there, is settled later."""

    rule: str
    force: str
    action: Span
    cue: Span | None = None
    form: str = "firm"
    by: Named | None = (
        None  # who promises or calls, where the clause itself names them; else who says the sentence
    )
    addressee: Span | None = None
    beneficiary: Span | None = None
    hull: Span | None = None  # from the first of its words to the last
    is_reported: bool = False  # counts only in what somebody is reported to have said: 'would'
    is_open: bool = False  # only announces a list, whose items say what is to be done
    part_of: Found | None = None  # the initiative, or what announces the list, that it is a part of


def named(span: Span) -> Named:
    """Who is named by words that serve as a name as they stand, for the resolver."""
    return Named("naming", None, [], span, name=span, heads=(span[1] - 1,))


def within(span: Span, start: int) -> Span:
    """Where a span of a stretch stands in the text, by where the stretch begins."""
    return span[0] + start, span[1] + start
