"""Chinese namings by rule: titles in 《》, quoted names, and names and descriptions that end in a noun of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from helpers.codebook.folding import HAN, PRIVATE, fold
from helpers.instruments.found import NEVER, Found, Span, Spans
from helpers.instruments.register import Instruments
from helpers.sources.metadata import any_of

_LONGEST = 24  # characters of a name before its noun
_REACH = 24  # characters between a naming and its verb
_NAMING = 4  # characters that make a name of a noun such as 论坛
_DESCRIBING = 2  # that describe one
# These make a name by themselves; others only behind a verb that says what became of them.
_NAMES = ("forum", "agreement", "initiative")
# What becomes of an initiative; what is established or signed is the object behind it.
_OF_ANY = ("proposed", "launched", "released", "done")
_MARKS = '《〈》〉"'
_EDITION = re.compile(r"(?:19|20)\d\d(?:年?[-–—至到]\d{2,4})?")  # a period is no date


class Chinese:
    """The rules, made once for a register. Text and words are folded: characters stand in private use."""

    def __init__(self, register: Instruments) -> None:
        words = register.words
        self._kinds = {_folded(n): k for k, parts in register.kinds.items() for n in parts.get("zh", ())}
        titles = {_folded(n): k for k, parts in register.kinds.items() for n in parts.get("titles_zh", ())}
        self._titles = {**titles, **self._kinds}
        self._statuses: dict[str, dict[str, str]] = {}
        for status, parts in register.statuses.items():
            for part, some in parts.items():
                for verb in (verb for verb in some if not verb.isascii()):
                    self._statuses.setdefault(_folded(verb), {})["any" if part == "zh" else part] = status
        nouns, titled, verbs = any_of(self._kinds), any_of(self._titles), any_of(self._statuses)
        han = HAN.pattern
        lists = {name: any_of(map(_folded, words[name])) for name in words if name.endswith("_zh")}
        of, year = _folded("的"), _folded("年")
        done = rf"(?:{_folded('了')}|{of})?"
        one = rf"(?:{_folded('第')}[{_folded('一二三四五六七八九十百')}\d]{{1,3}}{_folded('届')}|{lists['one_zh']})"
        # 中国—中亚 is one word; two dashes part clauses.
        letter = (
            rf"(?:{lists['whole_zh']}|(?!{lists['joints_zh']})(?:{han}|[A-Za-z0-9·-]|(?<={han})—(?={han})))"
        )
        self._titled = re.compile(rf"[《〈](?P<name>[^《〈》〉]{{2,60}})[》〉](?P<noun>{titled})?")
        self._quoted = re.compile(rf'"(?P<name>[^"。!?]{{2,16}})"(?:{han}){{0,4}}?(?P<noun>{titled})')
        self._inside = re.compile(rf'"(?P<name>[^"。!?]{{2,14}}?(?P<noun>{nouns}|{_folded("伙伴关系")}))"')
        self._ends = re.compile(rf"(?P<noun>{titled})(?:[(][^)]*[)])?\Z")
        self._plain = re.compile(
            rf"(?P<name>{letter}{{2,{_LONGEST}}})(?P<noun>{nouns})(?={lists['after_zh']}|(?!{han})|\Z)"
        )
        self._on = re.compile(rf'(?<![《〈"]){_folded("关于")}[^,;:《》"]{{2,30}}?{of}(?P<noun>{nouns})')
        self._listed = re.compile(
            rf"(?:{verbs}|{lists['attending_zh']}){done}{one}?(?P<name>(?:{letter}){{2,12}})[{_folded('与和及')}]\Z"
        )
        self._about = re.compile(rf'{_folded("关于")}[^,;:《》"]{{2,20}}{of}\Z')
        self._starts = re.compile(rf"(?:{one}|{lists['attending_zh']}|{lists['before_zh']}|\d{{4}}{year}?)+")
        self._verb, self._cut = re.compile(verbs), re.compile(f"{verbs}|{lists['attending_zh']}")
        self._before = re.compile(
            rf'(?P<verb>{verbs}){done}{one}?(?:(?:{han}){{2,3}}{of}|{lists["aims_zh"]}(?:{han}){{0,9}})?[《"]?\Z'
        )
        behind = rf"(?:(?!{verbs})[^,。;:!?、《》\"]){{0,{_REACH}}}"
        elsewhere = rf"{lists['there_zh']}|(?:{han}){{0,4}}(?:{nouns})"
        self._after = re.compile(rf'[》"]?(?!{elsewhere}){behind}(?P<verb>{verbs})')
        self._negative, self._progress = (
            re.compile(lists["negative_zh"]),
            re.compile(rf"(?:{lists['progress_zh']})\Z"),
        )
        self._modal = re.compile(
            rf"(?:(?P<wish>{lists['wishing_zh']})|(?P<will>{lists['will_zh']}))(?:{han}){{0,4}}\Z"
        )

    def find(self, text: str, known: Sequence[Found]) -> list[Found]:
        """The namings in a folded sentence: those known from the register, with their status, and those found by rule."""
        found, starts = list(known), {one.span[0]: one for one in known}
        for rule in (self._by_marks, self._by_nouns):
            taken = Spans(one.span for one in found)
            found += [one for one in rule(text) if _is_free(text, taken, starts, one)]
        longer = Spans(one.span for one in found if not one.name)
        for one in found:
            is_part = one.name and longer.holds(*one.span)
            if HAN.search(text, *one.span) and not is_part:
                self._tell(text, one)
        named = (one for one in found if not one.is_described or one.status_span)
        return sorted(named, key=lambda one: one.span)

    def _by_marks(self, text: str) -> Iterator[Found]:
        for match in self._titled.finditer(text):
            noun = match["noun"] or ((end := self._ends.search(match["name"])) and end["noun"])
            if noun:
                kind = self._titles[noun]
                yield _found(match.span(), kind, match["name"], "title in book marks", noun)
        for match in self._quoted.finditer(text):
            name = match["name"] + text[match.end("name") + 1 : match.end()]
            yield _found(match.span(), self._titles[match["noun"]], name, "quoted name", match["noun"])
        quoted = {match.start() for match in self._quoted.finditer(text)}
        for match in self._inside.finditer(text):
            if match.start() not in quoted:
                kind = self._titles[match["noun"]]
                yield _found(match.span(), kind, match["name"], "quoted name", match["noun"])
        for match in self._on.finditer(text):
            one = _found(match.span(), self._kinds[match["noun"]], match[0], "described", match["noun"])
            one.is_described = True
            yield one

    def _by_nouns(self, text: str) -> Iterator[Found]:
        for match in self._plain.finditer(text):
            kind = self._kinds[match["noun"]]
            start = max(
                (verb.end() for verb in self._cut.finditer(text, *match.span("name"))), default=match.start()
            )
            if skipped := self._starts.match(text, start, match.start("noun")):
                start = skipped.end()
            if listed := self._listed.search(text, max(0, start - _LONGEST), start):
                start = listed.start("name") if not self._ends.search(listed["name"]) else start
            if about := self._about.search(text, max(0, start - _LONGEST), start):
                start = about.start()
            own = match.start("noun") - start
            is_name = own >= _NAMING and (kind in _NAMES or "—" in match["name"])
            verb = self._verb.match(text, match.end()) if match["noun"] in self._statuses else None
            if verb and not (is_name and self._statuses[verb[0]].get("any") in _OF_ANY):
                continue  # 中方倡议成立: no noun here
            if own >= _DESCRIBING:
                one = _found(
                    (start, match.end()),
                    kind,
                    text[start : match.end()],
                    "name ending in a noun",
                    match["noun"],
                )
                one.is_described = not is_name
                one.rule = one.rule if is_name else "described"
                yield one

    def _tell(self, text: str, one: Found) -> None:
        """The status by the verb before a naming, else by the one behind it."""
        before = self._before.search(text, max(0, one.span[0] - 16), one.span[0])
        after = self._after.match(text, one.span[1]) if not before else None
        match = before or after
        if not match:
            return
        by_kind = self._statuses[match["verb"]]
        status = by_kind.get(one.kind) or by_kind.get("any")
        start = match.start("verb")
        ahead = text[max(0, start - 8) : start] if before else text[one.span[1] : start]
        if status is None or self._negative.search(ahead[-6:]):
            return
        if self._progress.search(ahead):
            status = {"done": "under_way", "held": "under_way", "signed": "drafted"}.get(status, status)
        if modal := self._modal.search(ahead):
            status = "proposed" if modal["wish"] else "planned" if status != "proposed" else status
        if status not in NEVER.get(one.kind, ()):
            one.status, one.status_span = status, match.span("verb")


def _is_free(text: str, taken: Spans, known: Mapping[int, Found], one: Found) -> bool:
    """Whether a name takes nothing from another; but one that is known may stand inside a longer one in marks
    (《全球安全倡议概念文件》), or right before a noun."""
    start, end = one.span
    if not taken.meets(start, end):
        return True
    inner = known.get(start) or known.get(start + 1)
    if text[start] not in _MARKS:
        noun = end - len(one.head)
        return inner is not None and inner.span == (start, noun) and not taken.meets(noun, end)
    if inner is None:
        return True
    stop = inner.span[1]
    return stop < end - 1 and (text[stop] not in _MARKS or inner.kind != one.kind)


def _found(span: Span, kind: str, name: str, rule: str, noun: str) -> Found:
    """A naming; its name is written as the register would, in simplified characters and without years."""
    shown = "".join(chr(ord(c) - PRIVATE) if HAN.match(c) else c for c in name)
    years = [year for year in _EDITION.findall(shown) if year.isdigit()]
    plain = re.sub(rf"^(?:第.{{1,3}}届|{_EDITION.pattern}年?)", "", shown)
    return Found(span, kind, (plain or shown,), rule, noun, date=years[0] if len(years) == 1 else None)


def _folded(word: str) -> str:
    return fold(word)[0]
