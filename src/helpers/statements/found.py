"""What the rules of either language hand over: one statement as it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.statements.cues import Cue

Span = tuple[int, int]


@dataclass
class Found:
    """One statement by places in the text; whose it is when a name or a pronoun stands for somebody, is settled later."""

    rule: str
    cue: Cue | None
    content: list[Span]
    source: Span | None = None  # the whole phrase that names the speaker
    cue_span: Span | None = None
    name: Span | None = (
        None  # of the phrase, the words that serve as a name: 'experts' of 'The experts who met'
    )
    heads: tuple[int, ...] = ()  # where its main word, and those in apposition to it, begin
    is_turn: bool = False  # a labelled turn: the speaker's own words without quotation marks
    speaker: str | None = None  # as a label names it
    role: Span | None = None  # of the phrase, what the speaker is, where the rules tell it …
    organisation: Span | None = None  # … and of what
