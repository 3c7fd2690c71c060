"""Chinese statements by rules over the characters, without a parser: who, by which word, what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Any

from helpers.codebook.folding import simplified
from helpers.quotations import Quotation, is_closed
from helpers.segments import cut
from helpers.sources.metadata import any_of, reading
from helpers.statements.cues import Cue
from helpers.statements.found import Found, Span
from helpers.written import any_pattern as _any
from helpers.written import word_lists

# In a masked stretch, a quotation of speech is a border, and one of a term part of the words around it.
_SPOKEN, _TERM = "\ue000", "\ue001"
_BORDER = re.compile(rf"[，：；。！？!?;\n{_SPOKEN}]|[,:](?!\d)")
_SPEECH_ENDS = frozenset("。！？，；…,.!?—")
_INTRODUCES = re.compile(rf"[，：\s]|[,:](?!\d)|(?=[{_SPOKEN}{_TERM}])")
_OUTER = "。；，、,;.：: \n\t\u3000"  # what ends a sentence or clause is no part of an unquoted content
_SAYS = re.compile(rf"[^\W_]|[{_SPOKEN}{_TERM}]")
# A speaker farther from the cue than that is another's.
_REACH = 60
_SHORT = 6  # characters: less behind a label is a name, a place or a time
_TERM_LENGTH = 16  # characters: a longer quotation is no term
_LONG = 15  # characters: a longer headline is more than a name
_LABEL = re.compile(r"[\s*_]*(?P<label>[^\s，,。；：:“”「」（(]{1,16})(?:[（(][^（）()]{1,20}[）)])?[：:]\s*")
_NEVER = re.compile(any_of(reading()["speakers"]["never_zh"]))
_JOINS = re.compile(r"[并还也又]|同时|继续|再次|此外|另外")
_TURNS = re.compile(r"[则却还也又并]|同时|另外|随后|接着|不过|然而|\A[而但]")
_TO = re.compile(r"对.{2,}")
_HEARERS = re.compile(r"记者|媒体|本报|[社报网台]|外界|公众|大家|我们|观众")
_INSIDE = re.compile(
    r"(?:(?:在|就|针对|随着|通过).*?(?:上|时|中|后|期间|里|前|问题|议题)|.*的)(?P<who>.{2,30})\Z"
)
# Behind a verb: it is a noun, or tells only when something was said (答复提问时说).
_AFTER_NOUN = re.compile(
    r"[的过里]|时(?!代)|中(?![国方美俄欧日法德英韩朝印东亚央华非巴小])|[^，,。；：:]{1,30}[时后][^，,。；：:]{0,4}(?:说|表示|指出|强调|称|透露|介绍|回应)(?=[，：:,])"
)
_INTRODUCED = (
    ("according", "source", "reported"),  # 据…报道
    ("view", "viewer", "view"),  # 在…看来
    ("phrase", "phrased", "phrase"),  # 用…的话说
    ("learnt", "informant", "learnt"),  # 从…获悉
)
_HEADS = frozenset(["部长", "局长", "厅长", "司长", "署长", "处长"])
_AFTER_NAMES = frozenset(
    ["主席", "总统", "总理", "首相", "书记", "教授", "院士", "博士", "先生", "女士", "同志", "将军", "大使"]
)
_ATTENDS = re.compile("[与参]会")
_VERBAL = re.compile(r"注意到|看到|得知|[了着]")
# What stands like a subject and names nobody who speaks.
_NOBODY = re.compile(
    r"(?:这|那|此|这些|那些|上述|以上|其中|由此|可见|什么|如此|这样|那么)\Z|.*(?:[么样般不没很是被把让使令对向于和与及或但而的]|(?<![当各本外内])地)\Z"
)


@dataclass(frozen=True)
class _Words:
    """The patterns made of the lists in data/cues.yaml."""

    cues: Mapping[str, Cue]
    expressed: Mapping[str, str]
    candidate: re.Pattern[str]
    between: re.Pattern[str]
    leads: re.Pattern[str]
    noun: re.Pattern[str]
    speaker: re.Pattern[str]
    document: re.Pattern[str]
    person: re.Pattern[str]
    labels: frozenset[str]
    named: re.Pattern[str]
    surnamed: re.Pattern[str]


@cache
def _words() -> _Words:
    content = word_lists("cues.yaml")
    lists = content["chinese"]
    cues = {
        verb: Cue(
            verb, "verbs", group["class"], group["kind"], group.get("stance"), frozenset(group["takes"])
        )
        for group in content["zh"]
        for verb in group["verbs"]
    }
    expressed = {word: name for name, listed in lists["expressed"].items() for word in listed.split()}
    adverb = rf"(?:{_any(lists['adverbs'])}|{_any(lists['times'])})"
    role = rf"(?:(?:{_any(lists['role_prefixes'])}){{0,3}}(?:{_any(lists['roles'])}))"
    surname, foreign = (f"[{''.join(lists[name].split())}]" for name in ("surnames", "foreign"))
    person = rf"(?:{surname}[\u4e00-\u9fff]{{1,2}}|{foreign}{{2,8}}(?:·{foreign}{{2,8}}){{0,3}}|[A-Za-z][A-Za-z .·-]*)"
    words = rf"[^，,。；：:\s{_SPOKEN}]"
    after_role = rf"(?!{words}*{role}\Z)(?:[\u4e00-\u9fff]{{2,4}}|{person})"
    return _Words(
        cues=cues,
        expressed=expressed,
        candidate=re.compile(
            rf"(?<![依证数占收票论单凭])(?:(?<!根)据|根据|正如|正像|诚如)(?P<source>{words}{{0,40}}?)(?P<reported>{_any(lists['reported'])})(?=[，,：:{_SPOKEN}])"
            rf"|在(?P<viewer>{words}{{1,30}}?)(?P<view>看来)"
            rf"|用(?P<phrased>{words}{{1,30}}?)的(?P<phrase>话(?:来)?说)"
            rf"|(?:记者|本报|本网|本台|本社){adverb}{{0,3}}从(?P<informant>{words}{{2,30}}?)(?P<learnt>获悉|了解到|得知)"
            rf"|被(?P<agent>{words}{{1,20}}?)(?P<passive>{_any(lists['passives'])})"
            rf"|(?P<light>{_any(lists['light_verbs'])})[了过]?(?P<expressed>(?:{adverb}|严重|十分|非常|极大|极其|愿意|不同|的){{0,3}}(?P<expression>{_any(expressed)}))"
            rf"|(?P<none>{_any(lists['not_cues'])})"
            rf"|(?P<cue>{_any(cues)})(?:说|称|道|到)?[了着]?(?:一句话?)?(?P<addressee>(?<=告诉|告知)(?:{words}{{1,14}})(?=[，,：:。！？]|\Z))?"
            rf"|(?P<colon>：|:(?!\d))"
        ),
        between=re.compile(rf"(?:{adverb}){{0,8}}(?:(?:{_any(lists['between'])}).*)?\Z", re.S),
        leads=re.compile(rf"(?:{_any(lists['leads'])}|{_any(lists['times'])}|[、\s])+"),
        noun=re.compile(rf"(?:{_any(lists['before_noun'])})\Z"),
        speaker=re.compile(
            rf"(?:{_any(lists['speakers'])}|{_any(lists['documents'])}|{role}|\A(?:{_any(lists['pronouns'])})|\A{person}|{role}{after_role})\Z"
        ),
        document=re.compile(rf"(?:{_any(lists['documents'])})\Z"),
        person=re.compile(rf"{role}?{person}|{role}"),
        labels=frozenset(lists["labels"].split()),
        named=re.compile(rf"(?P<before>.*?)(?P<role>{role})(?P<name>{after_role})?\Z"),
        surnamed=re.compile(rf"{surname}[\u4e00-\u9fff]{{0,2}}\Z"),
    )


@dataclass
class _Frame:
    """A cue in a stretch, with what is said before it; what is said after it reaches to where another begins."""

    rule: str
    begin: int  # of its clause
    after: int  # where what is said after it begins
    cue: Cue | None
    cue_span: Span | None
    source: Span | None
    before: list[Span] = field(default_factory=list)
    is_new: bool = False  # it does not stand inside what another says
    is_inherited: bool = False  # it goes on with the speaker of the one before
    end: int = 0


def find(
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    quotes: Mapping[str, Sequence[Quotation]],
    mentions: Sequence[Mapping[str, Any]],
) -> Iterator[Found]:
    """The statements in the Chinese blocks of one document, block by block."""
    of_block: dict[str, list[Span]] = {}
    for sentence in sentences:
        if sentence["language"] == "zh":
            of_block.setdefault(sentence["block_id"], []).append((sentence["start"], sentence["end"]))
    reader = _Reader(text, {mention["end"] for mention in mentions})
    for block in blocks:
        if spans := of_block.get(block["block_id"]):
            yield from reader.block(spans, quotes[block["block_id"]], is_turn=bool(block.get("speaker")))


class _Reader:
    """Reads a document from its start to its end, and knows whether somebody spoke."""

    def __init__(self, text: str, named: set[int]) -> None:
        self.text = text
        self.plain = text.translate(simplified())
        self.named = named  # where mentions of actors end
        self.has_spoken = False  # in this block or the one before
        self.is_transcript = False

    def block(self, sentences: list[Span], quotes: Sequence[Quotation], *, is_turn: bool) -> Iterator[Found]:
        start, spoke = sentences[0][0], False
        if not is_turn and (turn := self._label(sentences[0][0], sentences[-1][1])):
            start, spoke = turn.content[0][0], True
            yield turn
        for found in self._passage(start, sentences, quotes):
            self.has_spoken = spoke = True
            yield found
        self.has_spoken = spoke

    def _passage(
        self, start: int, sentences: Sequence[Span], quotes: Sequence[Quotation], depth: int = 0
    ) -> Iterator[Found]:
        """What is said in some sentences, and then inside their quotations; quotes are those in them, nested ones too."""
        outermost = [place for place, quote in enumerate(quotes) if quote.depth == depth]
        at = 0
        for first, last in _stretches(sentences, [quotes[place] for place in outermost]):
            held = at
            while at < len(outermost) and quotes[outermost[at]].start < last:
                at += 1
            begin = max(first, start)
            masked = self._mask(begin, last, [quotes[place] for place in outermost[held:at]])
            if self.has_spoken and not depth and _SPOKEN in masked and not masked.strip(_SPOKEN + _OUTER):
                yield Found("continued", None, [(begin, begin + len(masked.rstrip(_OUTER)))])
            else:
                yield from _Stretch(masked, begin, self.named).found()
            for place, after in pairwise(
                [*outermost[held : at + 1], *([] if at < len(outermost) else [len(quotes)])]
            ):
                if self._is_spoken(quotes[place]):
                    yield from self._inside(quotes[place], quotes[place + 1 : after], depth + 1)

    def _inside(self, quote: Quotation, quotes: Sequence[Quotation], depth: int) -> Iterator[Found]:
        start, end = quote.start + 1, quote.end - is_closed(self.text, quote)
        sentences = [(start + a, start + b) for a, b in cut(self.text[start:end], "zh")]
        yield from self._passage(start, sentences, quotes, depth)

    def _label(self, start: int, end: int) -> Found | None:
        """A speaker's label at the head of a block: 问：…"""
        match = _LABEL.match(self.plain, start, end)
        if not match or end - match.end() < _SHORT or _NEVER.search(match["label"]):
            return None
        is_sure = match["label"] in _words().labels
        if not (is_sure or (self.is_transcript and _words().person.fullmatch(match["label"]))):
            return None
        self.is_transcript |= is_sure
        label = match.span("label")
        content = (match.end(), match.end() + len(self.text[match.end() : end].rstrip(_OUTER)))
        return Found(
            "label", None, [content], label, (label[1], label[1] + 1), label, (label[0],), is_turn=True
        )

    def _is_spoken(self, quote: Quotation) -> bool:
        """Whether a quotation is speech, not a term: it ends as a sentence does, or is introduced."""
        if self.text[quote.end : quote.end + 1] == "的":
            return False
        is_ended = self.text[quote.end - 2] in _SPEECH_ENDS or not is_closed(self.text, quote)
        is_long = quote.end - quote.start > _TERM_LENGTH
        return is_ended or is_long or self.text[quote.start - 1 : quote.start] in tuple("：:")

    def _mask(self, start: int, end: int, quotes: Sequence[Quotation]) -> str:
        pieces, at = [], start
        for quote in quotes:
            first, last = max(quote.start, start), min(quote.end, end)
            pieces += [self.plain[at:first], (_SPOKEN if self._is_spoken(quote) else _TERM) * (last - first)]
            at = last
        return "".join([*pieces, self.plain[at:end]])


def _stretches(sentences: Sequence[Span], quotes: Sequence[Quotation]) -> Iterator[Span]:
    """Sentences, those joined that one quotation holds."""
    at, first = 0, None
    for start, end in sentences:
        first = start if first is None else first
        while at < len(quotes) and quotes[at].end <= end:
            at += 1
        if at == len(quotes) or quotes[at].start >= end:
            yield first, end
            first = None
    if first is not None:
        yield first, sentences[-1][1]


def _moved(found: Found, by: int) -> Found:
    """The same, its places counted from the start of the text."""

    def moved(span: Span | None) -> Span | None:
        return (span[0] + by, span[1] + by) if span else None

    return replace(
        found, content=[(a + by, b + by) for a, b in found.content], source=moved(found.source), cue_span=moved(found.cue_span),
        name=moved(found.name), role=moved(found.role), organisation=moved(found.organisation), heads=tuple(head + by for head in found.heads),
    )  # fmt: skip


class _Stretch:
    """A sentence with its quotations masked, or several sentences that one quotation holds."""

    def __init__(self, masked: str, start: int, named: set[int]) -> None:
        self.masked = masked
        self.start = start
        self.named = named
        self.words = _words()
        self.quoted = {run.end(): run.start() for run in re.finditer(f"{_SPOKEN}+", masked)}
        self.borders = [0, *(border.end() for border in _BORDER.finditer(masked))]
        self.since = 0  # where the sentence begins, or what follows the last …，他说
        self.outer: _Frame | None = None
        self.inner: _Frame | None = None

    def found(self) -> Iterator[Found]:
        for frame in list(self._frames()):
            content: list[Span | None] = [*map(self._trimmed, frame.before), self._after(frame)]
            if said := [span for span in content if span and _SAYS.search(self.masked, *span)]:
                one = Found(frame.rule, frame.cue, said, frame.source, frame.cue_span)
                if frame.source:
                    one.name, one.role, one.organisation = self._named(frame.source)
                    one.heads = (frame.source[1] - 1,)  # a Chinese phrase ends with its main word
                yield _moved(one, self.start)

    def _trimmed(self, span: Span) -> Span:
        return span[1] - len(self.masked[slice(*span)].lstrip(_OUTER)), span[1]

    def _after(self, frame: _Frame) -> Span | None:
        """What is said after the cue: the quotation alone where it ends as a sentence does, else all that follows."""
        piece = self.masked[frame.after : frame.end].lstrip()
        begin = max(frame.end, frame.after) - len(piece)
        length = len(piece) - len(piece.lstrip(_SPOKEN)) or len(piece.rstrip(_OUTER))
        return (begin, begin + length) if length > 1 else None

    def _frames(self) -> Iterator[_Frame]:
        """The cues with what they hold. Of those inside what another says one level is kept, so that all stays linear."""
        at = 0
        for match in self.words.candidate.finditer(self.masked):
            while at + 1 < len(self.borders) and self.borders[at + 1] <= match.start():
                at += 1
                if self.masked[self.borders[at] - 1] in "；;。！？!?\n":
                    self.since = self.borders[at]
            begin, last = self.borders[at], self.inner or self.outer
            if match["none"] or (last and last.after > begin and last.cue and last.cue.cue_class == "call"):
                continue  # what others are called on to do they have not said
            frame = self._frame(match, max(begin, last.after) if last else begin)
            if frame is None:
                continue
            self._place(frame)
            yield frame

    def _place(self, frame: _Frame) -> None:
        """Beside what was found before it, around it (…，他说。) or inside it; sets where what is said ends."""
        first = frame.before[0][0] if frame.before else frame.begin
        outer = self.outer
        is_around = outer is not None and bool(frame.before) and first <= outer.begin
        if (
            outer
            and not is_around
            and not (frame.is_new and (first > outer.after + 1 or outer.before or frame.is_inherited))
        ):
            if self.inner:
                self.inner.end = frame.begin
            self.inner, frame.end = frame, outer.end
            return
        for one in filter(None, (outer, self.inner)):
            one.end = max(min(one.end, frame.begin if is_around else first), one.after)
        self.outer, self.inner, frame.end = frame, None, len(self.masked)

    # -- one cue

    def _frame(self, match: re.Match[str], begin: int) -> _Frame | None:
        for rule, who, cue in _INTRODUCED:
            if match[cue]:
                # 记者从公安部获悉: the reporter before it is not who speaks
                return self._introduced(rule, match, match.start() if rule == "learnt" else begin, who, cue)
        if match["passive"]:
            return self._passive(match, begin)
        return self._colon(match, begin) if match["colon"] else self._verb(match, begin)

    def _introduced(self, rule: str, match: re.Match[str], begin: int, who: str, cue: str) -> _Frame | None:
        """据…报道，…; 在…看来，…: at the head of a clause, with a comma behind."""
        lead = self.masked[max(begin, match.start() - _REACH) : match.start()]
        opening = _INTRODUCES.match(self.masked, match.end())
        if not opening or (lead and not self.words.leads.fullmatch(lead)):
            return None
        source, _ = self._who(*match.span(who)) if match[who] else (None, None)
        known = self.words.cues.get(match[cue]) or self.words.cues["说"]
        span = match.span(cue) if source else match.span()
        return _Frame(rule, begin, opening.end(), known, span, source, is_new=self._is_new(begin, ""))

    def _passive(self, match: re.Match[str], begin: int) -> _Frame | None:
        source, _ = self._who(*match.span("agent"))
        if not source or not self._can_speak(source):
            return None
        known = self.words.cues.get(match["passive"]) or self.words.cues["称"]
        frame = _Frame(
            "passive",
            begin,
            match.end(),
            known,
            match.span("passive"),
            source,
            is_new=self._is_new(begin, ""),
        )
        if self._is_end(match.end()) and begin < match.start():
            frame.before = [(begin, match.start())]
        return frame

    def _colon(self, match: re.Match[str], begin: int) -> _Frame | None:
        """专家：“…”, or 专家：… in a headline."""
        source, _ = self._who(begin, match.start()) if match.start() - begin <= _REACH else (None, None)
        if self.masked[match.end() : match.end() + 1] != _SPOKEN and not self._is_headline(match.end()):
            return None
        is_taken = any(one and one.after == match.end() for one in (self.outer, self.inner))
        if is_taken or not source or not self._can_speak(source) or _NEVER.search(self.masked, *source):
            return None
        return _Frame("colon", begin, match.end(), None, match.span(), source, is_new=True)

    def _is_headline(self, begin: int) -> bool:
        """Whether what stands behind a first colon is the rest of a headline, not the name that a label asks for."""
        is_first = begin == self.borders[1] and self.masked[-1] not in "。；;，：:.…" + _SPOKEN
        rest = self.masked[begin:] if is_first else ""
        return len(rest) >= _SHORT and not (len(rest) < _LONG and self.words.speaker.search(rest))

    def _verb(self, match: re.Match[str], begin: int) -> _Frame | None:
        place = match.start()
        if place - begin > _REACH or _AFTER_NOUN.match(self.masked, match.end()):
            return None
        head = self.masked[begin:place]
        if self.words.noun.search(head):
            return None
        source, to = self._who(begin, place)
        verb_end = match.end()
        around = self.masked[begin : source[0]] + self.masked[source[1] : place] if source else head
        is_new = self._is_new(begin, around)
        opening = _INTRODUCES.match(self.masked, match.end())
        frame = _Frame(
            "verb", begin, opening.end() if opening else match.end(), None, None, source, is_new=is_new
        )
        if match["light"]:
            name = self.words.expressed[match["expression"]]
            stance = {"praise": "supports", "denial": "opposes"}.get(name)
            is_verb = match["light"] == "表示"
            frame.cue = Cue(
                match["light"],
                "verbs",
                name,
                "attitude" if is_verb else "speech",
                stance,
                frozenset(["object"]),
            )
            frame.cue_span = match.span("light") if is_verb else match.span()
            frame.after = match.start("expressed") if is_verb else frame.after
            frame.before = [to] if to else []
            verb_end = match.start("expressed") if is_verb else match.end()
        else:
            frame.cue = self.words.cues[match["cue"]]
            frame.cue_span = (place, match.start("addressee") if match["addressee"] else match.end())
        # What goes before a colon and a quotation is said by itself.
        frame.is_new |= source is not None and self.masked[frame.after : frame.after + 1] == _SPOKEN
        return self._settled(frame, head, bool(opening), verb_end)

    def _settled(self, frame: _Frame, head: str, is_open: bool, verb_end: int) -> _Frame | None:
        """The frame with its speaker, where somebody speaks and something is said; None otherwise."""
        cue = frame.cue
        assert cue is not None
        can_speak = frame.source is not None and self._can_speak(frame.source)
        if "document" in cue.takes and not (
            frame.source and self.words.document.search(self.masked, *frame.source)
        ):
            return None
        if "quotation" in cue.takes and not is_open and not self._is_end(verb_end):
            return None
        if not frame.before and (self._is_end(verb_end) or self._is_quoted_before(frame.begin)):
            return self._inverse(frame, verb_end) if frame.source else None
        if frame.source:
            is_anyone = is_open and "any" in cue.takes and not _NOBODY.match(self.masked, *frame.source)
            return frame if can_speak or is_anyone else None
        return self._inherited(frame, head, is_open)

    def _inherited(self, frame: _Frame, head: str, is_open: bool) -> _Frame | None:
        """A verb without a subject: 并强调, or 强调 behind another's verb or 出席会议并讲话."""
        cue = frame.cue
        assert cue is not None
        is_joined = bool(_JOINS.search(head))
        if self.outer and not (is_joined or "any" in cue.takes):
            return None
        if cue.kind == "attitude" and self.inner:
            frame.source = self.inner.source
            return frame
        if self.outer:
            frame.source, frame.is_new, frame.is_inherited = self.outer.source, True, True
            return frame
        for begin, end in pairwise(self.borders[:5]):
            if end > frame.begin:
                break
            source, _ = self._who(begin, end - 1)
            if source and source[1] < end - 1 and self._can_speak(source):
                frame.source = source
                return frame
        return None

    def _inverse(self, frame: _Frame, verb_end: int) -> _Frame | None:
        """“…。”他说; …，他说。"""
        assert frame.source is not None and frame.cue is not None
        if "that" not in frame.cue.takes:
            return frame if self._can_speak(frame.source) and not self._is_end(verb_end) else None
        border = frame.begin
        while border and self.masked[border - 1] in "，,。 ":
            border -= 1
        is_quoted = border > 0 and self.masked[border - 1] in _SPOKEN + _TERM
        quoted = self.quoted.get(border, border)
        is_last = self._is_end(verb_end)
        if (
            self.outer
            and self.outer.after <= quoted
            and (is_quoted or not is_last)
            and not (is_quoted and is_last)
        ):
            return frame
        start = self.since
        if is_quoted and self.outer and self.outer.after < quoted:
            start = max(start, self.outer.after)
        if start < border and (is_quoted or self._can_speak(frame.source)):
            said = (start, frame.begin if is_quoted else border)
            frame.before, frame.rule, frame.is_new = [said], "inverse", True
            self.since = frame.after
            return frame
        return None if is_last else frame

    # -- where clauses meet

    def _is_end(self, place: int) -> bool:
        return place >= len(self.masked) or self.masked[place] in "。！？!?；;"

    def _is_quoted_before(self, begin: int) -> bool:
        before = self.masked[max(0, begin - 2) : begin]
        return _SPOKEN in before or (
            before == f"{_TERM}，" and self.masked[self.since : self.since + 1] == _TERM
        )

    def _is_new(self, begin: int, words: str) -> bool:
        before = self.masked[begin - 1 : begin] if begin else ""
        return before in ("；", ";", "。", "！", "？", "\n") or bool(_TURNS.search(words))

    # -- who

    def _who(self, begin: int, end: int) -> tuple[Span | None, Span | None]:
        """The words that name the speaker in what stands before a cue, and what the cue is directed at: 对…表示."""
        lead = self.words.leads.match(self.masked, begin, end)
        at = lead.end() if lead else begin
        rest = self.masked[at : min(end, at + _REACH)]
        for length in range(len(rest) + 1):
            if (length != 1 or rest[0] in "他她我其") and self.words.between.match(rest, length):
                break
        if length > 1 and rest[length : length + 1] not in tuple("在就对向与同和于以针围通"):
            of_whom = _INSIDE.match(rest, length)  # 办公室发布的白皮书
            if of_whom and self.words.speaker.search(of_whom["who"]):
                length = len(rest)
        to = _TO.search(rest, length)
        target = (at + to.start(), at + to.end()) if to and not _HEARERS.search(to[0]) else None
        if not length:
            if inside := _INSIDE.match(rest):
                source = (at + inside.start("who"), at + len(rest))
                if self._can_speak(source):
                    return source, target
            return None, target
        start = max(
            (verb.end() for verb in _VERBAL.finditer(rest, 0, length) if verb.end() < length), default=0
        )
        length -= rest.endswith("的", start, length)
        return (at + start, at + length), target

    def _can_speak(self, source: Span) -> bool:
        if _NOBODY.match(self.masked, *source):
            return False
        return source[1] + self.start in self.named or bool(
            self.words.speaker.search(self.masked[slice(*source)])
        )

    def _named(self, source: Span) -> tuple[Span, Span | None, Span | None]:
        """The words that serve as the speaker's name, with role and organisation: 公安部 部长 王小洪, 王小洪 部长."""
        match = self.words.named.match(self.masked, *source)
        if not match:
            return source, None, None
        before, role = match.span("before"), match.span("role")
        # 李强总理 is a name and a role, 文化部长 and 白宫官员 are none
        is_office = len(match["before"]) == 2 and match["role"] not in _AFTER_NAMES
        if match["name"] is None and not is_office and self.words.surnamed.match(match["before"]):
            return before, role, None
        if match["role"] in _HEADS and not match["before"].endswith(match["role"][0]):
            before = (before[0], before[1] + 1)  # 内政部长 is 部长 of 内政部
        before = (before[0] + match["before"].rfind("、") + 1, before[1])
        is_known = before[1] + self.start in self.named or self.words.speaker.search(
            self.masked[slice(*before)]
        )
        organisation = before if is_known and not _ATTENDS.match(self.masked, *before) else None
        return match.span("name") if match["name"] else source, role, organisation
