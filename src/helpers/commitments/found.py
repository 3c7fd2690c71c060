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
    reach: Span | None = None  # the clause it stands in: where a deadline may stand
    hull: Span | None = None  # from the first of its words to the last
    is_reported: bool = False  # counts only in what somebody is reported to have said: 'would'
    is_whole: bool = False  # an initiative or a list, of which what follows is a part
    depth: int = 0  # of a whole: how deep it stands
