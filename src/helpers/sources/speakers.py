"""Who speaks in a transcript: which openings of paragraphs and lines are labels of a speaker, and which are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from helpers.sources import metadata
from helpers.sources.metadata import any_of, reading

_LISTS = reading()["speakers"]
# What stands in front of a colon at the start of a line, with up to two brackets: MR. KIRBY (via teleconference):
_BEFORE_COLON = re.compile(
    r"(?:\A|(?<=\n))[*_ \t\u00a0\u3000]*(?!Q[ \u00a0]{2})(?P<speaker>[^\W\d_](?:[^\n:：()（）*_?!;“”\"<>\[\]|,，。；]|\n(?=[(（])){0,59}"
    r"(?:\s*(?:\([^()]{1,80}\)|（[^（）]{1,40}）|\[[^\[\]]{1,80}\])){0,2})[*_\s]*[:：][*_\s]*"
)
# Q before blanks, as the White House writes it, or before a stop; A before a stop only, since it is an article too.
_QUESTION = re.compile(
    r"(?:\A|(?<=\n))[*_ \t\u00a0]*(?:(?P<speaker>Q)(?:(?P<wide>[*_]*[ \t\u00a0\u2003]{2,}+|[*_]{1,2}\s)|[ \u00a0])|(?P<stop>[QA])\.[*_]*\s)\s*+(?=\S)"
)
_BRACKETS = re.compile(r"\s*[(（\[].*", re.S)
_PARTICLE = re.compile(
    r"(?:de|da|di|do|dos|del|der|den|van|von|bin|ibn|al|el|la|le|of|and|the|for|y|e|&)\Z", re.I
)
_CAPITAL = re.compile(r"(?:Ma?c|[DLO]['’]|De|Di|La|Le)?[^\W\d_a-z][^a-z]*\Z")
_TITLE = re.compile(rf"(?P<the>The\s+)?(?:(?:{any_of(_LISTS['titles'])})(?:\.|(?!\w))\s*)+", re.I)
_ROLE = re.compile(rf"(?:[\w.'’-]+\s+){{0,3}}(?:{any_of(_LISTS['roles'])})(?:\s(?:\d{{1,2}}|[A-Z]))?", re.I)
_NEVER = re.compile(rf"(?:{any_of(_LISTS['never'])})\b", re.I)
_HAN = re.compile(r"[\u3400-\u9fff·•\s]{1,16}\Z")
_HAN_ROLE = re.compile(rf"问|答|(?:.*[^\s])?(?:{any_of(_LISTS['roles_zh'])})\Z")
_HAN_NEVER = re.compile(any_of(_LISTS["never_zh"]))
_STOP = re.compile(r"[.!?。！？…—–\-)）\]>*”\"'’][*_\"'”’)）]*\Z")
_ASKS = re.compile(r"[?？][*_\"'”’)）]*\Z")
_END = re.compile(r"(?:#{3}|[-–—(（\[]*\s*END(?:S|\s+OF\s+TRANSCRIPT)?\s*[-–—)）\]]*)", re.I)
_TELLING = ("title", "role", "question", "stop")
_HEAD = 8  # paragraphs: the place, time and event before the first words


@dataclass(frozen=True)
class Label:
    """A label of a speaker in a paragraph: where it stands with its colon and markup, and whom it names."""

    start: int
    end: int
    speaker: str


@dataclass(frozen=True)
class _Candidate:
    label: Label
    paragraph: int
    form: str  # capitals, title, role, name or question
    is_capital: bool
    is_followed: bool


def labels(paragraphs: Sequence[str]) -> list[list[Label]]:
    """The labels in each paragraph of a document; none anywhere in a document that is no transcript.

    A form that only transcripts have, such as 'MS. PSAKI:' or 'Q    What', tells a transcript, and in it other names
    in capitals are labels too. 'Mr. Smith:', 'Moderator:' and '记者：' must come again or take turns; any other name
    must answer questions again and again, for 'Next Steps:' comes again as well.
    """
    found = [one for n, text in enumerate(paragraphs) for one in _candidates(text, n)]
    if len({one.label.speaker for one in found if one.form == "stop"}) < 2:
        found = [one for one in found if one.form != "stop"]  # 'A. Philip Randolph' is no answer
    ends = [_last_words(paragraphs, one, after) for one, after in zip_longest(found, found[1:])]
    chosen = _in_capitals(found) or _by_title(found, ends) or _by_questions(found, ends)
    result: list[list[Label]] = [[] for _ in paragraphs]
    for one in chosen:
        result[one.paragraph].append(one.label)
    return result


def is_end(line: str) -> bool:
    """Whether a line ends a transcript: 'END  2:05 P.M. EDT', '5:18 P.M. EST'."""
    ended = _END.match(line)
    rest = line[ended.end() :].strip(" \t\u00a0*_") if ended else line
    return (bool(ended) and not rest) or metadata.is_time(rest)


def _candidates(text: str, paragraph: int) -> Iterator[_Candidate]:
    # Most paragraphs hold neither sign, and looking for one takes a hundredth of the time.
    before_colons = _BEFORE_COLON.finditer(text) if ":" in text or "：" in text else ()
    questions = _QUESTION.finditer(text) if "Q" in text or "A." in text else ()
    both = sorted([*before_colons, *questions], key=re.Match.start)
    end = -1
    for match in both:
        if match.start() < end:
            continue
        groups = match.groupdict()
        name = " ".join((groups["speaker"] or groups["stop"]).split())
        after = text[match.end() : match.end() + 1]
        form, is_capital = _form(name)
        if match.re is _QUESTION:
            form = "stop" if groups["stop"] else "question" if groups["wide"] else "open question"
        # Inside a paragraph of wrapped lines any name but the surest follows the end of what was said before.
        if form and (
            match.start() == 0
            or form == "question"
            or (is_capital and form in _TELLING)
            or (
                _STOP.search(text[max(0, match.start() - 40) : match.start()].rstrip())
                and not after.islower()
            )
        ):
            end = match.end()
            yield _Candidate(Label(match.start(), end, name), paragraph, form, is_capital, bool(after))


def _form(name: str) -> tuple[str, bool]:
    """What kind of label a name would be, '' for none, and whether it is written in capitals."""
    core = _BRACKETS.sub("", name)
    if _HAN.match(core):
        known = "role" if _HAN_ROLE.match(core) else "name" if len(core) <= 6 else ""
        return ("" if _HAN_NEVER.search(core) else known), False
    words, title = core.split(), _TITLE.match(core)
    # 'Mr. KIRBY' counts as written in capitals, as the United Nations writes it.
    rest = core[title.end() :].split() if title else words
    is_capital = len(core) > 1 and all(
        _CAPITAL.match(word) or _PARTICLE.match(word) or word.isdigit() for word in rest or words
    )
    is_name = all(word[0].isupper() or word[0].isdigit() or _PARTICLE.match(word) for word in words)
    if not is_name or len(words) > 6 or (_NEVER.match(core) and not (is_capital and title)):
        form = ""
    elif _ROLE.fullmatch(core):
        form = "role"
    elif title and (title["the"] or 0 < len(rest) <= 3):
        form = "title"
    else:
        form = "" if any(map(str.isdigit, words)) else "capitals" if is_capital else "name"
    return form, is_capital


def _in_capitals(found: list[_Candidate]) -> list[_Candidate]:
    sure = [one for one in found if one.is_capital and one.form in ("title", "role")]
    asked = [one for one in found if one.form == "question" and one.label.speaker == "Q"]
    counts = Counter(one.label.speaker for one in [*sure, *asked])
    # Where the only label names a person, one heading in capitals beside it makes 'PRESIDENT LI ACTS:' another.
    longest = 1 if any(one.form == "capitals" for one in found) else 2
    if not (max(counts.values(), default=0) > 1 or any(_opens(one, longest) for one in sure)):
        return []
    return [one for one in found if one.is_capital or one.label.speaker in ("Q", "A")]


def _opens(one: _Candidate, longest: int) -> bool:
    """Whether a label that stands but once can open a speech: a role, or a title and a name of so many words at most."""
    title = _TITLE.match(one.label.speaker)
    return one.paragraph < _HEAD and (not title or len(one.label.speaker[title.end() :].split()) <= longest)


def _by_title(found: list[_Candidate], ends: list[str]) -> list[_Candidate]:
    names = Counter(one.label.speaker for one in found)
    taken = [
        (one, end) for one, end in zip(found, ends, strict=True)
        if one.is_followed and (one.form in _TELLING or names[one.label.speaker] > 2)
    ]  # fmt: skip
    counts = Counter(one.label.speaker for one, _ in taken)
    stopped = sum(bool(_STOP.search(end)) for _, end in taken)
    # Each name but once is a list of quotations.
    if (
        sum(one.form in _TELLING for one, _ in taken) < 2
        or len(counts) < 2
        or len(counts) * 3 > len(taken) * 2
    ):
        return []
    return [one for one, _ in taken] if stopped * 4 >= len(taken) * 3 else []


def _by_questions(found: list[_Candidate], ends: list[str]) -> list[_Candidate]:
    counts = Counter(one.label.speaker for one in found)
    if not counts:
        return []
    answerer, n = counts.most_common(1)[0]
    answers = sum(
        one.label.speaker == answerer and bool(_ASKS.search(before)) and last.label.speaker != answerer
        for last, before, one in zip(found, ends, found[1:], strict=False)
    )
    if n < 3 or answers * 2 < n:
        return []
    return [
        one for one, end in zip(found, ends, strict=True)
        if one.is_followed and (counts[one.label.speaker] > 1 or _ASKS.search(end))
    ]  # fmt: skip


def _last_words(paragraphs: Sequence[str], one: _Candidate, after: _Candidate | None) -> str:
    """The end of what is said under a label: before the next one, or the end of its paragraph."""
    if after is None or after.paragraph != one.paragraph:
        last = (
            one.paragraph
            if after is None
            else max(one.paragraph, after.paragraph - 1 if after.label.start == 0 else after.paragraph)
        )
        text = paragraphs[last]
        said = text if after is None or after.paragraph != last else text[: after.label.start]
    else:
        said = paragraphs[one.paragraph][: after.label.start]
    return said.rstrip()[-20:]
