"""One English sentence as a tree: who (source), by which word (cue), what (content), by the constructions of reporting."""

# ruff: noqa: PLR0911, PLR0913, PLR0917, PLW2901
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.quotations import Quotation
from helpers.statements.cues import Cue, lexicon
from helpers.statements.found import Found, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LOOSE = frozenset([",", ";", ":", "--", "–", "—", "-", "―", "…", "...", " ", "  "])
_BREAKS = frozenset([",", "--", "–", "—", "―", ".", ";", ":", "!", "?"])
_FINITE = ("VBD", "VBZ", "VBP", "MD")
# What may stand between a verb and its content, or end a reporting clause: whom one told, when and where.
_CIRCUMSTANCES = frozenset(
    ["advmod", "npadvmod", "prep", "prt", "neg", "agent", "advcl", "punct", "appos", "intj"]
)
# With these a sentence goes on behind the reporting clause; when, while or as something was said is not part of it.
_RESUMING = frozenset(["because", "since", "if", "unless", "but", "and", "or", "so", "that", "whether"])
_SUBORDINATE = frozenset([
    "though", "although", "while", "if", "because", "as", "when", "since", "once", "unless", "after", "before",
])  # fmt: skip
_OBJECTS = frozenset(["dobj", "pobj", "ccomp", "dative", "oprd", "attr"])
_US = frozenset(["'s", "’s"])  # of 'let's say'
_BESIDE = frozenset(["advcl", "conj", "acl", "dep"])  # by which a verb hangs on one that it goes on with
_BEFORE_VERB = frozenset(["aux", "auxpass", "neg", "advmod"])
_DATELINE = re.compile(
    r"\A[A-Z][A-Z.'’ -]{2,}(?:, [A-Z][\w.]*)*(?:,? [A-Z][a-z]+\.? \d{1,2})?(?: ?\([^)]{1,20}\))? ?(?:[—–―]|--?) ?"
)


class _Who(NamedTuple):
    """The word that stands for the speaker."""

    head: Token
    is_passive: bool = False
    is_own: bool = False  # it stands at this verb, not at one above it


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)


def _finite(tokens: Iterable[Token]) -> bool:
    return any(token.tag_ in _FINITE for token in tokens)


class Tree:
    """The parse of one sentence, with its place in the text and the quotations there."""

    def __init__(self, doc: Doc, start: int, quotes: Sequence[Quotation]) -> None:
        self.doc, self.start, self.quotes = doc, start, quotes
        self.teller: Token | None = (
            None  # the verb behind whose content the sentence goes on with the same speaker
        )
        self.sharing: dict[int, Token] = {}  # verbs that go on with the speaker of another
        places = [start + token.idx for token in doc]
        self.opens = {bisect_left(places, quote.start) for quote in quotes if quote.start >= start}
        ends = [start + token.idx + len(token) for token in doc]
        self.closes = {bisect_left(ends, quote.end) for quote in quotes if quote.end > start}
        self.end = len(doc)
        while self.end and self.end - 1 not in self.closes and doc[self.end - 1].text in {".", " ", "  "}:
            self.end -= 1

    def span(self, i: int, j: int) -> Span:
        """Places in the text of tokens i to j, j exclusive."""
        last = self.doc[j - 1]
        return self.start + self.doc[i].idx, self.start + last.idx + len(last)

    def found(self) -> Iterator[Found]:
        forms = lexicon().forms
        for token in self.doc:
            word = token.lower_
            if (
                word in forms["verbs"]
                and (token.tag_.startswith("VB") or self.is_mistaken(token))
                and token.dep_ not in ("amod", "compound")
            ):
                yield from self.of_verb(token)
            elif word in forms["nouns"] and token.tag_.startswith("NN"):
                yield from self.of_noun(token)
            elif word in forms["adjectives"] and token.dep_ == "acomp":
                yield from self.of_adjective(token)
            elif word == "according":
                yield from self.according(token)

    def is_mistaken(self, noun: Token) -> bool:
        """Keller [charges that]: a verb that the tagger takes for a plural."""
        beside = self.doc[max(0, noun.i - 1) : noun.i + 2]
        is_name = len(beside) == 3 and beside[0].text[0].isupper() and beside[0].tag_ in ("NN", "NNP")
        return is_name and noun.tag_ == "NNS" and beside[2].lower_ == "that"

    def labelled(self) -> list[Found]:
        """Of a heading: 'Expert: …', '…: expert'. The side with a verb is what the other says."""
        colons = [k for k in range(1, self.end - 1) if self.doc[k].text == ":"]
        if len(colons) != 1:
            return []
        k = colons[0]
        sides = [(0, k), (k + 1, self.end)]
        for (i, j), (a, b) in (sides, sides[::-1]):
            who, what = self.doc[i:j], self.doc[a:b]
            is_name = who[-1].tag_ in ("NNP", "NNPS") or who[-1].lower_ in lexicon().speakers
            if len(who) <= 4 and is_name and not _finite(who) and _finite(what):
                place = self.span(i, j)
                cue = lexicon().forms["verbs"]["say"][0]
                content = self.snapped([self.span(a, self.trim(a, b))], self.span(k, k + 1))
                head = self.start + who[-1].idx
                return [Found("label", cue, content, place, self.span(k, k + 1), place, (head,))]
        return []

    # A verb and its constructions, tried in this order.

    def of_verb(self, verb: Token) -> Iterator[Found]:
        who = self.who(verb)
        for cue, last in self.cues("verbs", verb):
            if who and who.is_passive:
                content = self.patient(verb)
                rule = "passive"
            else:
                rule, content = self.content(verb, cue, last, who)
            if "subject" in cue.takes and not content:
                rule, content, who = "unsourced", self.unsourced(verb, cue), None
            elif who is None and not content and cue.kind != "event":
                rule, content = "unsourced", self.unsourced(verb, cue) if _is_passive(verb) else []
            if (content or rule == "colon") and (who or rule in ("quotation", "inserted", "unsourced")):
                if (
                    who
                    and who.is_own
                    and cue.kind == "speech"
                    and verb.tag_ in _FINITE
                    and rule in ("inserted", "colon")
                ):
                    self.teller = verb
                yield self.made(rule, cue, content, who, verb, last)
                return

    def unsourced(self, verb: Token, cue: Cue) -> list[Span]:
        """It is said that …; … is expected to …; … was called …: nobody is named who says so."""
        links = ("as", "for") if cue.cue_class in ("praise", "doubt") else ("as",)
        for c in verb.children:
            is_to = c.dep_ == "xcomp" and self.is_infinitive(c) and cue.kind == "attitude"
            if c.i < verb.i or not (
                is_to or c.dep_ in ("oprd", "ccomp") or (c.dep_ == "prep" and c.lower_ in links)
            ):
                continue
            i, j = c.left_edge.i, c.right_edge.i + 1
            patients = [
                s
                for s in verb.children
                if s.dep_ in ("nsubjpass", "nsubj") and s.lower_ != "it" and s.i < verb.i
            ]
            spans = [self.span(s.left_edge.i, self.trim(s.left_edge.i, s.right_edge.i + 1)) for s in patients]
            return [*spans, self.span(i, self.trim(i, j))]
        return []

    def content(self, verb: Token, cue: Cue, last: int, who: _Who | None) -> tuple[str, list[Span]]:
        low, high = self.clause(verb, last, who)
        if "that" in cue.takes:
            may_insert = (
                who is not None
                and who.is_own
                and who.head.tag_ not in ("WDT", "WP")
                and (cue.kind == "speech" or who.head.tag_ == "PRP")
            )
            if may_insert and self.is_quoted_before(low) and (content := self.inserted(verb, cue, low, high)):
                return "inserted", content
            if self.doc[self.end - 1].text == ":" and not any(
                t.tag_ in _FINITE for t in self.doc[high : self.end]
            ):
                return "colon", []
            if content := self.quoted(verb, high):
                return "quotation", content
            if content := self.that(verb, high):
                return "that", content
            if may_insert and (content := self.inserted(verb, cue, low, high)):
                return "inserted", content
        if "to" in cue.takes and (content := self.infinitive(verb, cue, last)):
            return "infinitive", content
        is_purpose = verb.dep_ == "advcl" and self.is_infinitive(
            verb
        )  # 'to support growth' says what it is for
        if "object" in cue.takes and not is_purpose and (content := self.object(verb, last)):
            return "object", content
        return "", []

    def is_quoted_before(self, low: int) -> bool:
        """Whether a quotation that goes on ends there: …," he said; not one that has come to its end."""
        return (
            low > 1
            and low - 1 in self.closes
            and self.doc[low - 2].text in {",", "?", "!", "—", "–", "-", "--", "…", "..."}
        )

    def clause(self, verb: Token, last: int, who: _Who | None) -> tuple[int, int]:
        """Where subject and verb begin, and the token behind them."""
        low, high = self.cue_first(verb), last + 1
        if who and who.is_own:
            low, high = (
                min(low, who.head.left_edge.i),
                max(high, who.head.right_edge.i + 1 if who.head.i > verb.i else 0),
            )
        return low, high

    def quoted(self, verb: Token, high: int) -> list[Span]:
        """He said, on Friday: "…" """
        for k in range(high, self.end):
            token = self.doc[k]
            if k in self.opens:
                before = self.doc[k - 1].text
                if before not in {",", ":", "that", "--", "—", "–"} and k > high:
                    return []
                if self.doc[k - 1].text == "," and self.doc[k - 2].lower_ == "that":
                    k -= 1  # that, "…"
                k -= self.doc[k - 1].lower_ == "that"
                return [self.span(k, self.until(verb, k))]
            if token.text == ":" and k + 1 < self.end:
                return [self.span(k + 1, self.until(verb, k + 1))]
            if (
                token.tag_ in _FINITE
                or token.text in {";", "."}
                or (token.dep_ == "mark" and token.lower_ != "that")
            ):
                return []
        return []

    def that(self, verb: Token, high: int) -> list[Span]:
        """He said that …; he said …"""
        doc = self.doc
        for k in range(high, self.end):
            if doc[k].lower_ == "that" and (
                k == high or doc[k].dep_ == "mark" or doc[k - 1].tag_ not in ("NN", "NNS", "NNP", "NNPS", ",")
            ):
                return [self.span(k, self.until(verb, k))]
            if self.branch(verb, k) not in _CIRCUMSTANCES or doc[k].text in _BREAKS:
                break
        for c in verb.children:
            if (
                c.dep_ in ("ccomp", "pcomp")
                and c.left_edge.i >= high
                and c.tag_ != "VBG"
                and not (c.tag_ == "VB" and self.is_infinitive(c))
            ):
                i = c.left_edge.i
                while i < c.i and doc[i].text in _LOOSE:
                    i += 1
                return [self.span(i, self.until(verb, i))]
            has_link = any(g.dep_ == "mark" or g.tag_ in ("WRB", "WDT") for g in c.children)
            if c.dep_ == "advcl" and not has_link and _finite((c, *c.children)):
                own = next((g.left_edge.i for g in c.children if g.dep_ == "nsubj" and high < g.i < c.i), 0)
                if own and doc[own - 1].text not in _LOOSE:  # 'said after the meeting she would go'
                    return [self.span(own, self.until(verb, own))]
        return []

    def branch(self, verb: Token, k: int) -> str:
        """By what token k hangs on the verb; '' where it does not."""
        top = self.doc[k]
        while top.head not in (verb, top):
            top = top.head
        return top.dep_ if top.head == verb and top != verb else ""

    def is_infinitive(self, verb: Token) -> bool:
        return any(c.tag_ == "TO" for c in verb.children)

    def inserted(self, verb: Token, cue: Cue, low: int, high: int) -> list[Span]:
        """…, he said on Friday. …, he said, …"""
        doc = self.doc
        is_as = low > 0 and doc[low - 1].lower_ == "as"
        low -= is_as
        if not is_as and (low == 0 or not (doc[low - 1].text in _BREAKS or low - 1 in self.closes)):
            return []
        after = self.after(verb, cue, high)
        if after is None:
            return []
        left = self.span(0, low) if low and self.trim(0, low) else None
        is_begun = doc[0].lower_ in _SUBORDINATE and not any(t.text == "," for t in doc[: max(0, low - 1)])
        is_whole = low and (low - 1 in self.closes or (_finite(doc[:low]) and not is_begun))
        goes_on = self.goes_on(verb, after, is_whole=bool(is_whole))
        if not is_whole and goes_on is None:
            return []
        pieces = [self.opening(self.span(0, self.trim(0, low)))] if left else []
        if goes_on is not None and self.trim(goes_on, self.end) > goes_on:
            pieces.append(self.span(goes_on, self.trim(goes_on, self.end)))
        return pieces

    def opening(self, piece: Span) -> Span:
        """What begins a sentence, without dateline and 'And'."""
        start, end = piece
        start += self.dateline(start, end)
        if self.doc[0].lower_ == "and" and len(self.doc) > 1:
            start = max(start, self.span(1, 2)[0])
        return start, end

    def after(self, verb: Token, cue: Cue, high: int) -> int | None:
        """The token at which a reporting clause ends, None where more follows than whom one told, when and where."""
        for k in range(high, self.end):
            if self.doc[k].text in _BREAKS or k in self.opens:
                return k
            by = self.branch(verb, k)
            if by not in _CIRCUMSTANCES and not (by in ("dobj", "dative", "pobj") and "whom" in cue.takes):
                return None
        return self.end

    def goes_on(self, verb: Token, after: int, *, is_whole: bool) -> int | None:
        """Where the content goes on behind the reporting clause."""
        doc = self.doc
        for k in range(after, self.end):
            if k in self.opens:
                return k
            if doc[k].text in _BREAKS:
                nxt = k + 1
                if nxt >= self.end:
                    return None
                if nxt in self.opens or not is_whole:
                    return nxt
                top = doc[nxt]
                while top.head not in (verb, top):
                    top = top.head
                is_own = top.head == verb and top.i > verb.i
                if (
                    top.dep_ == "cc"
                ):  # '…, he said, but it …': with a subject of its own it is still what he said
                    beside = next((c for c in verb.children if c.dep_ == "conj" and c.i > nxt), None)
                    if nxt + 1 in self.opens or (beside is not None and not self.breaks_off(verb, beside)):
                        return nxt + (doc[nxt].lower_ == "and")
                if not is_own or (doc[nxt].lower_ in _RESUMING and top.tag_ in _FINITE):
                    return None if doc[nxt].tag_ in ("WDT", "WP", "VBG") else nxt + (doc[nxt].lower_ == "and")
                return None
            if doc[k].tag_ in _FINITE:
                return None
        return None

    def infinitive(self, verb: Token, cue: Cue, last: int) -> list[Span]:
        """He wants to …; he urged them to …; he told them [to …]"""
        for c in verb.children:
            if c.i > last and c.dep_ in ("xcomp", "ccomp", "advcl") and self.is_infinitive(c):
                to = next(g.i for g in c.children if g.tag_ == "TO")
                i = to if "whom" in cue.takes else last + 1
                while self.doc[i].text in _LOOSE or (
                    self.doc[i].dep_ in ("advmod", "npadvmod") and self.doc[i].head == verb
                ):
                    i += 1
                return [self.span(i, self.until(verb, i, c))]
        return []

    def object(self, verb: Token, last: int) -> list[Span]:
        """He cited …; he called for …; he called it …"""
        heads = [c for c in verb.children if c.dep_ in _OBJECTS and c.i > last]
        if last > verb.i:
            heads += [c for c in self.doc[last].children if c.dep_ in ("pobj", "pcomp") and c.i > last]
        if not heads:
            return []
        head = min(heads, key=lambda token: token.i)
        i = max(head.left_edge.i, last + 1)
        j = head.right_edge.i + 1
        for c in verb.children:
            is_more = c.dep_ in ("oprd", "xcomp", "ccomp", "dobj", "prep", "acl", "appos", "dep")
            if head.i < c.i and is_more and c.left_edge.i <= j and not self.is_circumstance(c):
                j = max(j, c.right_edge.i + 1)
        j = self.apart(head.i, j)
        while j > i + 1 and (self.doc[j - 1].dep_ == "cc" or self.doc[j - 1].text in _LOOSE):
            j -= 1
        return [self.span(i, j)]

    def is_circumstance(self, preposition: Token) -> bool:
        """During the debate, on Friday, in an interview: when and where something was said, and no part of it."""
        if preposition.lower_ in ("during", "after", "before", "at", "while", "since", "until", "by"):
            return True
        return preposition.lower_ in ("on", "in") and any(
            c.lower_ in lexicon().occasions for c in preposition.children
        )

    def patient(self, verb: Token) -> list[Span]:
        """… was praised by her"""
        if verb.dep_ == "acl":
            i, j = verb.head.left_edge.i, self.cue_first(verb)
        else:
            patients = [c for c in verb.children if c.dep_ == "nsubjpass"]
            if not patients:
                return []
            i, j = patients[0].left_edge.i, patients[0].right_edge.i + 1
        return [self.span(i, self.trim(i, j))] if self.trim(i, j) > i else []

    # Nouns, adjectives, 'according to'.

    def of_noun(self, noun: Token) -> Iterator[Found]:
        """His claim that …; the president's call for …; growing concerns that …"""
        owner = next((c for c in noun.children if c.dep_ == "poss"), None)
        raised = owner is None and noun.dep_ == "dobj"  # 'they raised doubts that …': theirs
        if raised and noun.head.lower_ in lexicon().forms["verbs"]:
            return  # 'they expressed concerns that …' is found by its verb
        who = _Who(owner) if owner is not None else self.who(noun.head) if raised else None
        for cue, last in self.cues("nouns", noun):
            for c in noun.children:
                if c.i <= noun.i:
                    continue
                if "that" in cue.takes and c.dep_ in ("acl", "ccomp", "relcl"):
                    is_content = any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
                elif owner is not None and "to" in cue.takes and c.dep_ == "acl":
                    is_content = self.is_infinitive(c)
                else:
                    is_content = (
                        owner is not None
                        and c.dep_ == "prep"
                        and c.lower_ in cue.takes
                        and c.right_edge.i > c.i
                    )
                if is_content:
                    i = c.i + 1 if c.dep_ == "prep" else c.left_edge.i
                    content = [self.span(i, self.trim(i, c.right_edge.i + 1))]
                    one = self.made("noun", cue, content, who, noun, last)
                    one.cue_span = self.span(noun.i, (c.i if c.dep_ == "prep" else last) + 1)
                    yield one
                    return

    def of_adjective(self, adjective: Token) -> Iterator[Found]:
        """He is confident that …"""
        verb = adjective.head
        who = self.who(verb)
        if not who or who.head.lower_ in ("it", "that", "this"):
            return
        for cue, last in self.cues("adjectives", adjective):
            for c in adjective.children:
                if c.i <= adjective.i:
                    continue
                if (c.dep_ == "ccomp" and "that" in cue.takes) or (c.dep_ == "xcomp" and "to" in cue.takes):
                    i, j, end = c.left_edge.i, c.right_edge.i + 1, last + 1
                elif c.dep_ == "prep" and c.lower_ in cue.takes and (objects := list(c.children)):
                    i, j, end = objects[0].left_edge.i, c.right_edge.i + 1, c.i + 1
                else:
                    continue
                one = self.made("adjective", cue, [self.span(i, self.trim(i, j))], who, verb, last)
                one.cue_span = self.span(self.cue_first(verb), end)
                yield one
                return

    def according(self, token: Token) -> Iterator[Found]:
        """According to her, …; …, according to her"""
        doc, to = self.doc, token.i + 1
        if to >= len(doc) or doc[to].lower_ != "to":
            return
        head = next((c for c in doc[to].children if c.dep_ == "pobj"), None)
        if head is None:
            return
        i, j = head.left_edge.i, head.right_edge.i + 1
        if head.tag_ == "NN" and i == head.i:
            return  # 'according to law', 'according to plan': nobody says it
        pieces = []
        before = self.trim(0, token.i)
        if before:
            pieces.append(self.opening(self.span(0, before)))
        k = j
        while k < self.end and doc[k].text in _LOOSE:
            k += 1
        if k < self.end and (not before or doc[token.i - 1].text in _LOOSE):
            pieces.append(self.span(k, self.trim(k, self.end)))
        if pieces:
            cue = lexicon().forms["verbs"]["say"][0]
            one = self.made("according to", cue, pieces, _Who(head), token, to)
            one.source, one.cue_span = self.span(i, self.trim(i, j)), self.span(token.i, to + 1)
            yield one

    # Who

    def who(self, verb: Token) -> _Who | None:
        """The subject, of a participle or infinitive that of the verb above it; of a passive the one behind 'by'."""
        if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children) or (
            verb.dep_ == "acl" and verb.tag_ == "VBN"
        ):
            agents = [
                c
                for agent in verb.children
                if agent.dep_ == "agent"
                for c in agent.children
                if c.dep_ == "pobj"
            ]
            return _Who(agents[0], is_passive=True) if agents else None
        if own := self.subject(verb):
            return _Who(own, is_own=True)
        tag, before = verb.tag_, self.doc[self.cue_first(verb) - 1]
        if (
            tag == "VBG"
            and verb.dep_ in ("xcomp", "advcl")
            and (before.tag_, before.dep_) == ("NNP", "pobj")
            and before.head.lower_ in ("of", "with")
        ):
            return _Who(before)  # 'a video of Smith asking …'
        is_apart = tag == "VBG" and before.text in _LOOSE
        verb = self.sharing.get(verb.i, verb)
        if (
            verb.tag_ == "VBG"
            and self.teller
            and verb.i > self.teller.i
            and self.doc[self.cue_first(verb) - 1].text in _LOOSE
        ):
            own = self.subject(self.teller)  # '"…," she said, suggesting …'
            return _Who(own) if own else None
        return self.borrowed(verb, tag, is_apart=is_apart)

    def borrowed(self, verb: Token, tag: str, *, is_apart: bool) -> _Who | None:
        """Who does what the nearest verb above says; `tag` is of the verb that asks, which a comma may set apart."""
        for _ in range(8):  # deeper chains are errors of the parser
            if any(c.dep_ == "csubj" for c in verb.children):
                return None  # "meeting them requires promising help": nobody promises
            own = self.subject(verb)
            # '…, think tanks, and discussed …'; not 'said Smith, warning …'
            is_inverted = own and own.i > verb.i and tag in ("VBD", "VBZ") and verb.tag_ != tag
            # 'He was angry at those who left, saying …'; not 'at Smith, who left, saying …'
            is_other = (
                own and is_apart and own.tag_ in ("WDT", "WP") and self.doc[own.i - 1].text not in _LOOSE
            )
            if own and not is_inverted and not is_other:
                # 'it is important to stress', 'it goes without saying': nobody does
                is_empty = own.lower_ == "it" and any(
                    c.dep_ == "acomp" or c.lower_ == "without" for c in verb.children
                )
                return None if is_empty else _Who(own)
            head = verb.head
            if is_other and verb.dep_ == "relcl":
                verb = next((a for a in head.ancestors if a.tag_.startswith("VB")), verb)
                continue
            objects = [c for c in head.children if c.dep_ == "dobj" and c.i < verb.i]
            # 'They urged him to say …', 'it left many feeling that …'
            is_theirs = head.lower_ in lexicon().controlling or verb.tag_ == "VBG"
            if verb.dep_ == "xcomp" and objects and is_theirs:
                return _Who(objects[0])
            if verb.dep_ == "acl" and verb.tag_ == "VBG":
                if (
                    head.dep_ == "dobj"
                    and head.lower_ in lexicon().occasions
                    and (own := self.subject(head.head))
                ):
                    return _Who(own)  # who issued 'a statement calling …'
                return None if self.doc[verb.i - 1].text == ":" else _Who(head)
            if verb.dep_ == "pcomp":
                head = head.head
            if (
                verb.dep_ not in ("xcomp", "conj", "advcl", "dep", "ccomp", "pcomp", "acomp")
                or not head.tag_.startswith("VB")
                or head == verb
            ):
                return None
            verb = head
        return None

    def subject(self, verb: Token) -> Token | None:
        """The word that stands for who does what this verb says, where the verb has one of its own."""
        # Of two the nearer: the parser hangs 'it' of what is said on the verb that says it.
        subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass") and c.text not in _US]
        if self.is_infinitive(verb):  # what follows one is the subject of what is said
            subjects = [c for c in subjects if c.i < verb.i]
        if subjects:
            own = min(subjects, key=lambda c: min(abs(c.left_edge.i - verb.i), abs(c.right_edge.i - verb.i)))
            before = self.doc[own.left_edge.i - 1]
            if before.dep_ == "prep" and before.i < own.i < verb.i and not any(before.children):
                # 'until the election, Tom Brown, an adviser, called'
                own = next((c for c in own.children if c.dep_ == "appos"), own)
            return own
        # 'Xu, a fellow at the institute, suggested': the name that the parser hung elsewhere.
        k = self.cue_first(verb) - 1
        if k < 0 or verb.tag_ not in (*_FINITE, "NNS"):
            return None
        name = self.doc[k]
        if name.text == ",":
            apart = [c for c in range(max(1, k - 30), k) if self.doc[c].text == ","]
            names = (self.doc[c - 1] for c in reversed(apart) if self.doc[c + 1].tag_ != "NNP")
            name = next((one for one in names if one.tag_ == "NNP"), name)
            while name.dep_ == "pobj" and name.head.head.tag_.startswith("NN") and name.head.head.i < name.i:
                name = name.head.head  # 'the governor of Texas, who left, told'
            if name.dep_ == "pobj":  # 'Speaking in Geneva, the minister, Anna Berg, said': no city says it
                name = next((c for c in name.children if c.dep_ == "appos"), name)
            return name if name.dep_ != "poss" and name.text != "," else None
        is_name = name.tag_ in ("NNP", "PRP") or verb.tag_ == "NNS"
        return name if is_name and name.dep_ != "poss" else None

    def phrase(self, head: Token, verb: Token) -> Span:
        """The whole phrase that names the speaker: title, apposition with its closing comma, restrictive clause."""
        doc = self.doc
        i, j = head.left_edge.i, head.right_edge.i + 1
        first = self.cue_first(verb)
        if head.i < verb.i:
            j = max(head.i + 1, min(j, first))
        j = self.one_apposition(head, j)
        while j > head.i + 1 and doc[j - 1].text in _LOOSE:
            j -= 1
        while i < head.i and (
            doc[i].text in _LOOSE
            or (doc[i].head == head and doc[i].dep_ in ("cc", "mark", "punct", "advmod"))
        ):
            i += 1
        if (
            j < len(doc)
            and doc[j].text == ","
            and any(token.text == "," for token in doc[i:j])
            and head.i < verb.i
        ):
            j += 1
        if j > i + 1 and doc[j - 1].tag_ == "POS":
            j -= 1
        start, end = self.span(i, j)
        return start + self.dateline(start, end), end

    def one_apposition(self, head: Token, j: int) -> int:
        """Where behind a name the second thing begins that is told of it; a list of names is no such thing."""
        if any(c.dep_ == "conj" for c in head.children):
            return j
        commas = [k for k in range(head.i + 1, j - 1) if self.doc[k].text in {",", "--", "—", "–", "―"}]
        for k in commas:
            following = self.doc[k + 1]
            is_second = k != commas[0] and not self.doc[k - 1].like_num
            if following.lower_ in ("like", "which") or (
                is_second and following.tag_ in ("DT", "WDT", "WP", "WP$", "CD", "VBG")
            ):
                return k
        return j

    def apart(self, i: int, j: int) -> int:
        """Where, behind token i and before j, a comma sets apart what only tells more: ', who …', a second apposition."""
        commas = 0
        for k in range(i + 1, j - 1):
            if self.doc[k].text in {",", "--", "—", "–", "―"}:
                commas += 1
                following = self.doc[k + 1]
                if following.tag_ in ("WDT", "WP", "WP$") or (
                    following.tag_ == "IN" and k + 2 < j and self.doc[k + 2].tag_ in ("WDT", "WP")
                ):
                    return k
        return j

    def dateline(self, start: int, end: int) -> int:
        """How long the dateline is that the parser took for a part of the first words."""
        match = (
            _DATELINE.match(self.doc.text[start - self.start : end - self.start])
            if start == self.start
            else None
        )
        return match.end() if match else 0

    def name(self, head: Token) -> Span:
        """Of that phrase the words that serve as a name: without what follows but 'of …'."""
        j = head.i + 1
        for c in head.children:
            if c.i == j and c.dep_ == "prep" and c.lower_ in ("of", "between"):
                j = c.right_edge.i + 1
        before = ("compound", "amod", "nummod", "poss", "nmod", "det")
        return self.span(
            min([head.i, *(c.left_edge.i for c in head.children if c.i < head.i and c.dep_ in before)]), j
        )

    # The cue

    def cues(self, part: str, token: Token) -> list[tuple[Cue, int]]:
        """The cues that begin with this token, the longest first, each with its last token."""
        found = []
        for cue in lexicon().forms[part].get(token.lower_, ()):
            rest = cue.words.split()[1:]
            if [t.lower_ for t in self.doc[token.i + 1 : token.i + 1 + len(rest)]] == rest:
                found.append((cue, token.i + len(rest)))
        return sorted(found, key=lambda pair: -pair[1])

    def cue_first(self, verb: Token) -> int:
        """Where the cue begins: auxiliaries, negation, adverbs, and the verb it is the infinitive of."""
        i, top = verb.i, verb
        while i > 0:
            before = self.doc[i - 1]
            if top.dep_ == "xcomp" and before == top.head and before.tag_.startswith("VB"):
                top = before
            elif (
                before.head != top
                or before.dep_ not in _BEFORE_VERB
                or before.tag_ == "WRB"
                or before.text in _LOOSE
            ):
                break
            i -= 1
        return i

    def cue_last(self, verb: Token, last: int) -> int:
        """Where the cue ends: with a colon behind it, or with 'in an interview'."""
        if last + 1 < len(self.doc) and self.doc[last + 1].lower_ == "in" and self.doc[last + 1].head == verb:
            told = (c.i for c in self.doc[last + 1].children if c.lower_ in ("interview", "interviews"))
            last = next(told, last)
        return last + (last + 1 < len(self.doc) and self.doc[last + 1].text == ":")

    # Where content ends

    def until(self, verb: Token, i: int, complement: Token | None = None) -> int:
        """The end of content that begins at token i: of the sentence, or of the clause that the verb depends on; before
        what goes on with the same speaker."""
        top = verb
        while top.dep_ in ("conj", "ccomp", "xcomp") and top.head != top:
            top = top.head
        end = (
            self.end if top.dep_ == "ROOT" or verb.right_edge.i <= i else min(self.end, verb.right_edge.i + 1)
        )
        for child in verb.children:
            if child.left_edge.i > i and child.dep_ == "conj" and self.breaks_off(verb, child):
                end = min(end, child.left_edge.i)
        for k in (k for k in range(i + 1, end) if self.doc[k].dep_ in _BESIDE):
            if self.tells_beside(verb, k):
                end = self.doc[k].left_edge.i
                break
            if self.goes_on_telling(verb, k):
                self.sharing.setdefault(k, verb)  # the outermost: who reported goes on, not who is reported
                while k > i and (
                    self.doc[k - 1].dep_ in ("cc", "advmod", "aux") or self.doc[k - 1].text in _LOOSE
                ):
                    k -= 1
                end = k
                break
        if complement is not None:
            alike = [
                c.right_edge.i for c in verb.children if c.dep_ == "conj" and not self.breaks_off(verb, c)
            ]
            end = min(end, max([complement.right_edge.i, *alike]) + 1)
        while end > i and (self.doc[end - 1].text in _LOOSE or self.doc[end - 1].dep_ == "cc"):
            end -= 1
        return self.trim(i, end)

    def breaks_off(self, verb: Token, other: Token) -> bool:
        """Whether a verb beside this one tells something new; infinitives and clauses with a subject go on with what
        is said, which the parser often hangs on the verb that says it."""
        if other.tag_ == "VB" and verb.tag_ != "VB":
            return False
        has_subject = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in other.children)
        return not has_subject or other.lower_ in lexicon().forms["verbs"]

    def goes_on_telling(self, verb: Token, k: int) -> bool:
        """…, adding that; … and warned: whatever the parser attaches it to, the speaker is the same."""
        token = self.doc[k]
        if not self.reports(token):
            return False
        before = self.doc[k - 1]
        if before.dep_ == "advmod":
            before = self.doc[k - 2]
        if token.tag_ == "VBG":
            return before.text in {",", "--", "—", "–"}
        return (
            token.tag_ == verb.tag_
            and token.tag_ in ("VBD", "VBZ")
            and token.dep_ == "conj"
            and before.dep_ == "cc"
        )

    def tells_beside(self, verb: Token, k: int) -> bool:
        """…, and others warned that: the next of two reports, which the parser takes for a part of the first."""
        token, i = self.doc[k], self.doc[k].left_edge.i
        return (
            token.dep_ == "conj"
            and token.tag_ == verb.tag_
            and [t.lower_ for t in self.doc[k + 1 : k + 2]] == ["that"]
            and (self.doc[i - 2].text, self.doc[i - 1].dep_) == (",", "cc")
            and self.reports(token)
        )

    def reports(self, token: Token) -> bool:
        """Whether it is a word of speech that takes 'that', outside of quotations."""
        cues = lexicon().forms["verbs"].get(token.lower_, ())
        return any(
            cue.kind == "speech" and "that" in cue.takes and " " not in cue.words for cue in cues
        ) and not any(quote.start < self.start + token.idx < quote.end for quote in self.quotes)

    def trim(self, i: int, j: int) -> int:
        while j > i and self.doc[j - 1].text in _LOOSE and j - 1 not in self.closes:
            j -= 1
        return j

    def made(
        self, rule: str, cue: Cue, content: list[Span], who: _Who | None, verb: Token, last: int
    ) -> Found:
        last = self.cue_last(verb, last)
        cue_span = self.span(self.cue_first(verb), last + 1)
        found = Found(rule, cue, self.snapped(content, cue_span), cue_span=cue_span)
        if who:
            self.name_speaker(found, who.head, verb)
        return found

    def naming(self, head: Token, verb: Token) -> Found:
        """Who does what a verb says, by places in the text, as the speaker of a statement without content."""
        found = Found("naming", None, [])
        self.name_speaker(found, head, verb)
        return found

    def name_speaker(self, found: Found, head: Token, verb: Token) -> None:
        # Of 'who' and 'that' the word before names the speaker.
        named = verb.head if head.tag_ in ("WDT", "WP") and verb.dep_ == "relcl" else head
        found.source, found.name = self.phrase(head, verb), self.name(named)
        heads = (named, *(c for c in named.children if c.dep_ == "appos"))
        found.heads = tuple(self.start + head.idx for head in heads)

    def snapped(self, pieces: list[Span], cue: Span) -> list[Span]:
        """Content that reaches into a quotation holds the whole of it; none goes beyond the one that the cue is in."""
        result: list[Span] = []
        for start, end in pieces:
            low, high = start, end
            for quote in self.quotes:
                if quote.start < end and start < quote.end:
                    if quote.start <= cue[0] and cue[1] <= quote.end:
                        low, high = max(low, quote.start + 1), min(high, quote.end - 1)
                    else:
                        low, high = min(low, quote.start), max(high, quote.end)
            if result and low <= result[-1][1]:
                result[-1] = result[-1][0], max(high, result[-1][1])
            elif low < high:
                result.append((low, high))
        return result
