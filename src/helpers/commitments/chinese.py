"""Chinese commitments by rules over the characters, without a parser: clause by clause, and from statements that ask or promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpers.codebook.folding import simplified
from helpers.commitments.found import Found, Span, named
from helpers.commitments.words import content
from helpers.statements.found import Found as Named
from helpers.written import any_pattern as _any

_CLAUSE = re.compile(r"[^，,。；;：:！!？?\n]+")
_ENDS = frozenset("。；;！!？?\n：:")
_TITLE = re.compile(r"《[^《》]{1,60}》")
_IF = re.compile(r"如果|假如|倘若|若(?=[^干])|一旦|只要|除非")
_OPENING = re.compile(
    r"[\s“”‘’「」\"（(—-]*(?:第?[一二三四五六七八九十\d]{1,3}(?:是|、|，|来)|首先|其次|再次|最后|同时|此外|另外|今后|未来|下一步|接下来|为此|因此|对此|所以|但是?|而且?|并且?|不仅|还|也|我认为|与此同时|在此)*"
)
# What stands between who acts and the modal word. Nothing is given back: 也都也都… could be read in 2ⁿ ways.
_ADVERBS = re.compile(
    r"(?:[也还都均则又并更就亦共已正现]|始终|一直|坚决|坚定|共同|今后|同时|未来|今年|明年|年内|下一步|进一步|继续|一致|切实|首先|必然|郑重|同样|一定|一律|全都|在[^，。]{1,20}(?:中|上|下(?!一步)|内|期间|方面|后|前|时)|\d{4}年[前底]?)*+\Z"
)
_RESOLVES = {
    "决定": "promise",
    "请": "call",
    "邀请": "call",
    "鼓励": "call",
}  # first in a paragraph of a resolution
_GOES_ON = frozenset("的、和与及等对家方人民政企业社会界间内外部门员")  # behind a name, of a longer one
_REACH = 60  # characters: who is named farther from the modal word does something else
_LONGEST = 16  # characters: who is asked has no longer name


@dataclass(frozen=True)
class _Words:
    said: Mapping[str, str]
    modal: re.Pattern[str]
    agent: re.Pattern[str]
    stative: re.Pattern[str]
    item: re.Pattern[str]
    act: re.Pattern[str]
    scheduled: re.Pattern[str]
    saying: re.Pattern[str]


@cache
def _words() -> _Words:
    lists = content()["zh"]
    modal = "|".join(f"(?P<{force}>{_any(words)})" for force, words in lists["modal"].items())
    return _Words(
        said={verb: force for force, verbs in lists["said"].items() for verb in verbs.split()},
        modal=re.compile(rf"(?P<none>{_any(lists['not_modal'])})|(?P<launched>{lists['launched']})|{modal}"),
        agent=re.compile(rf"(?:{_any(lists['agents'])})\Z"),
        stative=re.compile(rf"(?:[于在][^，。]{{1,8}}[时后中年月日])?(?:{_any(lists['stative'])})"),
        act=re.compile(rf"(?:{_any(lists['acts'])}|[保停遵不要把将](?=[\u4e00-\u9fff]))"),
        scheduled=re.compile(
            rf"(?:首次|正式|陆续|对外|向社会)*+(?:[于在从自][^，。]{{1,40}}?)?(?:{_any(lists['scheduled'])})"
        ),
        saying=re.compile(rf"(?:{_any(lists['saying'])})\Z"),
        item=re.compile(
            rf"(?:第?[一二三四五六七八九十]{{1,2}}(?:是要?|要|、|，)|首先，?|其次，?|再次，?|最后，?|[(（][一二三四五六七八九十\d]{{1,2}}[)）])\s*(?:就是)?(?:要)?(?P<act>{_any(lists['acts'])})"
        ),
    )


def lists() -> str:
    """The nouns that head lists of measures, as a pattern."""
    return _any(content()["zh"]["lists"])


def is_act(stretch: str) -> bool:
    """Whether an item of a list begins with a verb of acting."""
    return bool(_words().act.match(stretch.translate(simplified())))


def find(
    text: str,
    sentences: Sequence[Mapping[str, Any]],
    mentions: Sequence[Mapping[str, Any]],
    said: Sequence[Mapping[str, Any]],
    contents: Sequence[Mapping[str, Any]],
) -> Iterator[Found]:
    """The commitments in the Chinese sentences of a document: asked and promised in statements, and by modal words."""
    plain, ends = text.translate(simplified()), {mention["end"] for mention in mentions}
    held = list(_said(plain, said, contents, ends))
    yield from held
    taken = sorted(one.action for one in held)
    n = 0
    block, subject = "", None
    for sentence in sentences:
        if sentence["language"] != "zh":
            continue
        if sentence["block_id"] != block:
            block, subject = sentence["block_id"], None
        reader = _Sentence(plain, sentence["start"], sentence["end"], ends, subject)
        for one in reader.found():
            while n < len(taken) and taken[n][1] <= one.action[0]:
                n += 1
            if n == len(taken) or one.action[1] <= taken[n][0]:
                yield one
        subject = reader.subject


def _said(
    plain: str,
    said: Sequence[Mapping[str, Any]],
    contents: Sequence[Mapping[str, Any]],
    ends: set[int],
) -> Iterator[Found]:
    """What statements ask for, promise and propose."""
    pieces: dict[str, list[Span]] = {}
    for piece in contents:
        pieces.setdefault(piece["statement_id"], []).append((piece["start"], piece["end"]))
    reach = -1
    for one in said:
        force = (
            _words().said.get((one["cue"] or "").translate(simplified())) if one["language"] == "zh" else None
        )
        action = (one["content_start"], one["content_end"])
        if (
            force is None
            or plain.endswith(("可以", "可", "能"), max(0, one["cue_start"] - 2), one["cue_start"])
            or len(pieces[one["statement_id"]]) > 1
            or one["content_start"] < one["cue_end"]
            or action[0] < reach
        ):
            continue
        reach = action[1]
        cue = one["cue_start"], one["cue_end"]
        if (
            force == "proposal"
            and (modal := _words().modal.match(plain, *action))
            and modal.lastgroup == "call"
        ):
            force = "call"  # 提出，要防范…
        found = Found("said", force, action, cue, hull=(one["start"], one["end"]))
        if force == "call":
            found.addressee = _asked(plain, action, ends)
        if one["speaker_start"] is not None:
            found.by = Named("naming", None, [], (one["speaker_start"], one["speaker_end"]))
        yield found


def _asked(plain: str, action: Span, ends: set[int]) -> Span | None:
    """Who is asked, at the head of what is asked for: 有关各方保持克制."""
    for end in range(action[0] + 2, min(action[0] + _LONGEST, action[1])):
        if plain[end] not in _GOES_ON and (end in ends or _words().agent.search(plain, action[0], end)):
            return action[0], end
    return None


@cache
def _resolving() -> re.Pattern[str]:
    verbs = _any([*_words().said, *_RESOLVES])
    return re.compile(rf"(?:又|还|再次|再|强烈|进一步|并)*(?P<verb>{verbs})(?!了|指出)")


def resolves(stretch: str, start: int, ends: set[int]) -> Found | None:
    """What a paragraph of a resolution says that begins with its verb: 促请会员国采取措施；"""
    plain = stretch.translate(simplified())
    match = _resolving().match(plain)
    end = len(plain.rstrip(" ；;。，"))
    if match is None or match.end() >= end:
        return None
    action, cue = (start + match.end(), start + end), (start + match.start("verb"), start + match.end())
    verb = match["verb"]
    force = _RESOLVES.get(verb) or _words().said[verb]
    one = Found("resolution", force, action, cue, hull=(cue[0], action[1]))
    if one.force == "call":
        near = {place - start for place in range(action[0], action[0] + _LONGEST) if place in ends}
        asked = _asked(plain, (match.end(), end), near)
        one.addressee = asked and (start + asked[0], start + asked[1])
    return one


class _Sentence:
    """One sentence, read clause by clause; who acts goes on from clause to clause."""

    def __init__(self, plain: str, start: int, end: int, ends: set[int], subject: Span | None) -> None:
        self.plain, self.end, self.ends = plain, end, ends
        titles = _TITLE.sub(lambda title: "\ue001" * len(title[0]), plain[start:end])
        self.clauses = [(start + m.start(), start + m.end()) for m in _CLAUSE.finditer(titles)]
        self.words = _words()
        self.subject = subject
        self.is_question = plain[end - 1] in "？?"

    def found(self) -> Iterator[Found]:
        latest: Found | None = None
        is_if = False
        for start, end in [] if self.is_question else self.clauses:
            if latest and self.plain[latest.action[1]] in _ENDS:
                latest = None
            one = self.clause(start, end)
            opening = _OPENING.match(self.plain, start, end)
            is_if = (is_if and latest is None) or bool(
                _IF.match(self.plain, opening.end() if opening else start)
            )
            if one is not None:
                if is_if and one.force == "promise" and one.form == "firm":
                    one.form = "conditional"
                latest = one
                yield one
            elif latest is not None and not self.names(start, end):
                latest.action = latest.action[0], end  # …，推动…，建设…
                latest.hull = latest.hull and (latest.hull[0], end)
            else:
                latest = None

    def names(self, start: int, end: int) -> bool:
        """Whether a clause begins with somebody else."""
        return any(e in self.ends for e in range(start + 1, min(end, start + 12))) or bool(
            re.match(
                r"[我他她这那其]|双方|各国|各方|目前|当前|因为|由于|从而|表示|说|称",
                self.plain[start:end].lstrip(),
            )
        )

    def clause(self, start: int, end: int) -> Found | None:
        item = self.words.item.match(self.plain, start, end)
        for match in self.words.modal.finditer(self.plain, start, end):
            force = match.lastgroup
            if force == "none" or match.end() >= end - 1:
                continue
            if match[0] == "需要" and not self.words.act.match(self.plain, match.end(), end):
                continue
            who = self.who(start, match.start())
            is_set = (
                who is None
                and force == "promise"
                and match[0] == "将"
                and bool(self.words.scheduled.match(self.plain, match.end(), end))
            )
            if who is None and force != "call" and not is_set:
                continue
            if force == "launched":
                force = "plan"
            if force == "promise" and self.words.stative.match(self.plain, match.end(), end):
                continue
            form = "refused" if force == "refused" else "firm"
            one = Found(
                "modal",
                "promise" if force == "refused" else force or "",
                (match.end(), end),
                match.span(),
                form,
            )
            if match["launched"]:
                one.rule = "launched"
            whom = who if who and who[0] < who[1] else None
            if is_set:
                one.action = start, end
            elif whom and (
                one.force != "call"
                or self.words.saying.search(self.plain, max(whom[1], match.start() - _REACH), match.start())
            ):  # 成员国强调有必要…: it is they who call
                one.by = named(whom)
            elif one.force == "call":
                one.addressee = whom
                if (
                    whom is None
                    and (words := self.plain[start : match.start()].strip())
                    and not _ADVERBS.fullmatch(words)
                ):
                    one.action = start, end  # 网络安全应得到保障: nobody is named
            one.hull = (
                min(one.action[0], match.start(), whom[0] if whom and whom[0] >= start else match.start()),
                end,
            )
            return one
        if item:
            return Found("numbered", "call", (item.start("act"), end), hull=(start, end))
        return None

    def who(self, start: int, place: int) -> Span | None:
        """Who acts: whom the clause names before the modal word, else who acted before; None where a thing stands there."""
        opening = _OPENING.match(self.plain, start, place)
        first = max(opening.end() if opening else start, place - _REACH)
        head = self.plain[first:place]
        adverbs = _ADVERBS.search(head)
        last = first + (adverbs.start() if adverbs else len(head))
        while last > first and self.plain[last - 1] in " \u3000”’」":
            last -= 1
        if first >= last:
            return self.subject if self.subject else (start, start)
        if saying := self.words.saying.search(self.plain, first, last):
            last = saying.start()
        if last in self.ends or self.words.agent.search(self.plain, first, last):
            begin = max((self.plain.rfind(mark, first, last) + 1 for mark in "，,：:；“"), default=first)
            self.subject = max(first, begin), last
            return self.subject
        return None
