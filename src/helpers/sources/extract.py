"""What a reader of structured files hands over: pieces of text of known kinds, made into one text and its units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpers.sources.layout import Unit
from helpers.sources.metadata import Found

_SPACE = re.compile(r"[ \t\r\n\f\v]+")


@dataclass
class Extract:
    """The text that a reader took out of a file, its units in order, and the values its markup gives."""

    text: str = ""
    units: list[Unit] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    reader: str = ""
    media_type: str = ""
    encoding: str | None = None
    note: str | None = None
    has_pages: bool = False
    is_slides: bool = False
    parts: list[str] = field(default_factory=list, repr=False)
    length: int = 0

    def add(
        self,
        kind: str,
        text: str,
        *,
        reason: str | None = None,
        is_content: bool = True,
        before: str = "\n\n",
    ) -> Unit | None:
        """Put a piece at the end, `before` between it and the last one; None where it holds nothing but white space."""
        text = text.strip()
        if not text:
            return None
        # Paragraphs stand apart, cells and list items close together: the stored text reads as the page did.
        before = before if self.units else ""
        start = self.length + len(before)
        unit = Unit(start, start + len(text), text, 1, 1, text.count("\n") + 1, kind, reason, is_content)
        self.parts += [before, text]
        self.length = unit.end
        self.units.append(unit)
        return unit

    def finish(self) -> Extract:
        """Make the text; called once, when all pieces are there."""
        self.text, self.parts = "".join(self.parts), []
        return self


def plain(text: str) -> str:
    """Text as markup means it: runs of spaces and line ends are one space, a vertical tab is a line end."""
    if not any(
        mark in text for mark in ("\n", "  ", "\t", "\v", "\r", "\f")
    ):  # most text; a tenth of the time
        return text.strip()
    lines = (" ".join(_SPACE.split(line)).strip() for line in text.split("\v"))
    return "\n".join(line for line in lines if line)
