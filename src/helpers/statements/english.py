"""English statements by rules over the parse of a sentence: who (source), by which word (cue), what (content)."""
# ruff: noqa: PLR0911, PLR0912, PLR0913, PLR0917, SIM102, PLW2901, PLR1714

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


from helpers.quotations import Quotation
from helpers.statements import parsing
from helpers.statements.cues import Cue, Lexicon, lexicon
from helpers.statements.found import Found, Span

_SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
_BEFORE_VERB = {"aux", "auxpass", "neg", "advmod"}
_OPENING = set('"“‘«')
_CLOSING = set('"”’»')
_OPEN_TAG, _CLOSE_TAG = "``", "''"
_LOOSE = {",", ";", ":", "--", "–", "—", "-", "―", "…", "..."}


# A longer stretch is no sentence; the parser's memory grows with it.
_LONGEST = 2000


def find(
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    sentences: Sequence[Mapping[str, Any]],
    quotes: Mapping[str, Sequence[Quotation]],
) -> list[Found]:
    """The statements in the English sentences of a document."""
    nlp = parsing.model()
    if nlp is None:
        return []
    may_hold = [
        s
        for s in sentences
        if s["language"] in ("en", "und")
        and s["block_id"] in quotes
        and _may_hold(text, s, quotes[s["block_id"]])
    ]
    docs = parsing.parsed(nlp, (text[s["start"] : min(s["end"], s["start"] + _LONGEST)] for s in may_hold))
    found: list[Found] = []
    for sentence, doc in zip(may_hold, docs, strict=True):
        found += Tree(doc, sentence["start"], quotes[sentence["block_id"]], lexicon()).found()
    return found


_WORDS = re.compile(r"[a-z]+")


def _may_hold(text: str, sentence: Mapping[str, Any], quotes: Sequence[Quotation]) -> bool:
    if any(q.start < sentence["end"] and sentence["start"] < q.end for q in quotes):
        return True
    forms = lexicon().forms
    return any(
        word in forms[part]
        for word in _WORDS.findall(text[sentence["start"] : sentence["end"]].lower())
        for part in forms
    )


@dataclass
class Tree:
    """The parse of one sentence, with its place in the text and the quotations there."""

    doc: Doc
    start: int
    quotes: Sequence[Quotation]
    lexicon: Lexicon

    def at(self, i: int) -> int:
        return self.start + self.doc[i].idx

    def span(self, i: int, j: int) -> Span:
        """Places in the text of tokens i to j, end exclusive."""
        return self.at(i), self.at(j - 1) + len(self.doc[j - 1])

    @property
    def end(self) -> int:
        """One past the last token but the full stop that ends the sentence."""
        n = len(self.doc)
        while n and self.doc[n - 1].text in {".", " "}:
            n -= 1
        return n

    # -- statements

    def found(self) -> Iterator[Found]:
        for token in self.doc:
            form = token.lower_
            if (
                form in self.lexicon.forms["verbs"]
                and token.tag_.startswith("VB")
                and token.dep_ not in ("amod", "compound")
            ):
                if one := self.of_verb(token):
                    yield one
            elif form in self.lexicon.forms["nouns"] and token.tag_.startswith("NN"):
                if one := self.of_noun(token):
                    yield one
            elif form in self.lexicon.forms["adjectives"] and token.dep_ == "acomp":
                if one := self.of_adjective(token):
                    yield one
            elif form == "according":
                if one := self.according(token):
                    yield one

    def of_verb(self, verb: Token) -> Found | None:
        for cue, last in self.cues("verbs", verb):
            subject, is_passive = self.subject(verb)
            if is_passive:
                one = self.passive(verb, cue, last, subject)
                if one:
                    return one
                continue
            found = None
            if "that" in cue.takes:
                found = self.clause(verb, last, subject)
            if not found and "to" in cue.takes:
                found = self.infinitive(verb, last)
            if not found and "object" in cue.takes:
                found = self.object(verb, last)
            if found and (subject or cue.kind == "speech"):
                rule, pieces = found
                source = self.noun_phrase(subject, verb) if subject else None
                if not subject and rule not in ("quotation", "before"):
                    continue
                return self.made(rule, cue, pieces, source, subject, self.cue_span(verb, last))
        return None

    def cues(self, part: str, token: Token) -> list[tuple[Cue, int]]:
        """The cues that begin with this token, the longest first, each with its last token."""
        found = []
        for cue in self.lexicon.forms[part].get(token.lower_, ()):
            rest = cue.words.split()[1:]
            i = token.i + 1
            if [t.lower_ for t in self.doc[i : i + len(rest)]] == rest:
                found.append((cue, token.i + len(rest)))
        return sorted(found, key=lambda pair: -pair[1])

    # -- who

    def subject(self, verb: Token) -> tuple[Token | None, bool]:
        """The word that stands for the speaker, and whether the verb is passive."""
        is_passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
        if is_passive or (verb.dep_ == "acl" and verb.tag_ == "VBN"):
            for agent in verb.children:
                if agent.dep_ == "agent":
                    for c in agent.children:
                        if c.dep_ == "pobj":
                            return c, True
            return None, True
        seen = 0
        while seen < 8:
            seen += 1
            for child in verb.children:
                if child.dep_ in ("nsubj", "nsubjpass"):
                    return child, False
            head = verb.head
            if head == verb:
                return None, False
            if verb.dep_ == "xcomp" and head.tag_.startswith("VB"):
                if objects := [c for c in head.children if c.dep_ == "dobj" and c.i < verb.i]:
                    return objects[0], False
                verb = head
            elif verb.dep_ in ("conj", "advcl", "dep", "ccomp") and head.tag_.startswith("VB"):
                verb = head
            elif verb.dep_ == "pcomp":
                verb = head.head
                if not verb.tag_.startswith("VB"):
                    return None, False
            elif verb.dep_ in ("acl",) and verb.tag_ == "VBG":
                return head, False
            elif verb.dep_ == "acomp":
                verb = head
            else:
                return None, False
        return None, False

    def noun_phrase(self, head: Token, verb: Token) -> Span:
        """The whole phrase: title, apposition with its closing comma, relative clause."""
        i, j = head.left_edge.i, head.right_edge.i + 1
        if verb.i > head.i:
            j = min(j, verb.i)
            first = self.cue_first(verb)
            j = min(j, max(first, head.i + 1))
        while j > head.i + 1 and self.doc[j - 1].text in _LOOSE:
            j -= 1
        while i < head.i and (
            self.doc[i].text in _LOOSE
            or (self.doc[i].dep_ in ("cc", "mark", "punct", "advmod") and self.doc[i].head == head)
        ):
            i += 1
        if (
            j < len(self.doc)
            and self.doc[j].text == ","
            and "," in self.doc[i:j].text
            and j + 1 == self.cue_first(verb)
        ):
            j += 1
        return self.span(i, j)

    # -- the cue

    def cue_first(self, verb: Token) -> int:
        i = verb.i
        top = verb
        while i > 0:
            before = self.doc[i - 1]
            if before.head == top and before.dep_ in _BEFORE_VERB and before.tag_ not in ("WRB",):
                i -= 1
            elif top.dep_ == "xcomp" and before == top.head and before.tag_.startswith("VB"):
                top = before
                i -= 1
            else:
                break
        return i

    def cue_span(self, verb: Token, last: int) -> Span:
        return self.span(self.cue_first(verb), last + 1)

    # -- what

    def clause(self, verb: Token, last: int, subject: Token | None) -> tuple[str, list[Span]] | None:
        doc, end = self.doc, self.clause_end(verb)
        low = self.cue_first(verb)
        high = last + 1
        if subject is not None:
            if subject.i < verb.i:
                low = min(low, subject.left_edge.i)
            else:
                high = max(high, subject.right_edge.i + 1)
        complements = [
            c
            for c in verb.children
            if c.dep_ in ("ccomp", "pcomp")
            or (c.dep_ == "xcomp" and c.tag_ != "VB" and not any(g.dep_ == "aux" for g in c.children))
        ]
        right = [c for c in complements if c.i > verb.i and c.left_edge.i > verb.i and c.tag_ != "VBG"]
        # after a colon or comma, a quotation
        k = self.complement_start(verb, last, subject)
        if k is not None and k < end and doc[k].tag_ == _OPEN_TAG:
            return "quotation", [self.span(k, end)]
        if k is not None and k < end and doc[k - 1].text == ":":
            return "colon", [self.span(k, end)]
        if right:
            c = right[0]
            i = c.left_edge.i
            while i < c.i and doc[i].text in _LOOSE:
                i += 1
            return "that", [self.span(i, self.stop(verb, c, end))]
        left = [c for c in complements if c.i < verb.i]
        is_apart = low > 0 and (doc[low - 1].text in {",", "--", "—", "–"} or doc[low - 1].tag_ == _CLOSE_TAG)
        if low > 1 and (left or is_apart) and not (verb.dep_ in ("acl", "relcl", "advcl") and not left):
            pieces = [self.span(0, self.trim(0, low))] if self.trim(0, low) > 0 else []
            after = self.resumes(verb, high, end)
            if after is not None and self.trim(after, end) > after:
                pieces.append(self.span(after, self.trim(after, end)))
            if pieces:
                return "before", pieces
        return None

    def complement_start(self, verb: Token, last: int, subject: Token | None) -> int | None:
        """Where a quotation or what a colon opens stands behind the verb and what belongs to it."""
        i = last + 1
        if subject is not None and subject.i > verb.i:
            i = max(i, subject.right_edge.i + 1)
        for k in range(i, len(self.doc)):
            token = self.doc[k]
            if token.tag_ == _OPEN_TAG and k > 0 and (k == i or self.doc[k - 1].text in {",", ":", "that"}):
                return k
            if token.text == ":" and k + 1 < len(self.doc):
                return k + 1
            if token.text in {".", ";"} or token.tag_ in ("VBD", "VBZ", "VBP"):
                return None
        return None

    def resumes(self, verb: Token, high: int, end: int) -> int | None:
        """Where the content goes on behind a reporting clause set into it."""
        doc = self.doc
        for k in range(high, end):
            if doc[k].tag_ == _OPEN_TAG:
                return k
            if doc[k].text == ",":
                nxt = k + 1
                if nxt >= end:
                    return None
                if doc[nxt].tag_ == _OPEN_TAG:
                    return nxt
                if verb.is_ancestor(doc[nxt]) and (verb.dep_ == "ROOT"):
                    head = doc[nxt]
                    # an adverbial clause of the reporting verb goes on with it, not with the content
                    while head.head != verb and head.head != head:
                        head = head.head
                    if head.i < verb.i:
                        return nxt
                    return None
                if not verb.is_ancestor(doc[nxt]):
                    return nxt
        return None

    def clause_end(self, verb: Token) -> int:
        """Where what depends on the verb ends: the sentence's end for a main verb."""
        top = verb
        while top.dep_ in ("conj", "ccomp", "xcomp") and top.head != top:
            top = top.head
        if top.dep_ == "ROOT":
            return self.end
        return min(
            self.end,
            max(
                verb.right_edge.i,
                top.right_edge.i if top.dep_ == "advcl" and top == verb else verb.right_edge.i,
            )
            + 1,
        )

    def stop(self, verb: Token, complement: Token, end: int) -> int:
        """The content's end: before another reporting verb that goes on with the same speaker."""
        for child in sorted(verb.children, key=lambda c: c.i):
            if (
                child.i > complement.i
                and child.dep_ in ("conj", "advcl", "parataxis")
                and child.left_edge.i > complement.i
            ):
                if child.lower_ in self.lexicon.forms["verbs"] or child.dep_ == "conj":
                    i = child.left_edge.i
                    while i > 0 and (self.doc[i - 1].text in _LOOSE or self.doc[i - 1].dep_ == "cc"):
                        i -= 1
                    end = min(end, i)
        return self.trim(complement.left_edge.i, end)

    def trim(self, i: int, j: int) -> int:
        while j > i and (self.doc[j - 1].text in _LOOSE or self.doc[j - 1].text in {".", " "}):
            j -= 1
        return j

    def infinitive(self, verb: Token, last: int) -> tuple[str, list[Span]] | None:
        for c in verb.children:
            if (
                c.i > verb.i
                and c.dep_ in ("xcomp", "ccomp", "advcl")
                and any(g.tag_ == "TO" and g.i > last - 1 for g in c.children)
            ):
                i = min(
                    [
                        c.left_edge.i,
                        *(
                            o.left_edge.i
                            for o in verb.children
                            if o.dep_ in ("dobj", "dative") and verb.i < o.i < c.i
                        ),
                    ]
                )
                i = max(i, last + 1)
                return "infinitive", [self.span(i, self.trim(i, c.right_edge.i + 1))]
        return None

    def object(self, verb: Token, last: int) -> tuple[str, list[Span]] | None:
        heads = [
            c
            for c in verb.children
            if c.dep_ in ("dobj", "pobj", "ccomp", "dative", "oprd", "attr") and c.i > last
        ]
        if last > verb.i:
            heads += [c for c in self.doc[last].children if c.dep_ in ("pobj", "pcomp") and c.i > last]
        if not heads:
            return None
        head = min(heads, key=lambda t: t.i)
        i = max(head.left_edge.i, last + 1)
        j = head.right_edge.i + 1
        for c in verb.children:
            if c.i > head.i and (
                c.dep_ in ("oprd", "xcomp", "ccomp")
                or (c.dep_ == "prep" and c.lower_ in {"of", "as", "for", "to"})
            ):
                if c.left_edge.i <= j + 1:
                    j = max(j, c.right_edge.i + 1)
        return "object", [self.span(i, self.trim(i, j))]

    def passive(self, verb: Token, cue: Cue, last: int, agent: Token | None) -> Found | None:
        if agent is None:
            return None
        if verb.dep_ == "acl":
            patient = verb.head
            i, j = patient.left_edge.i, self.cue_first(verb)
        else:
            patients = [c for c in verb.children if c.dep_ == "nsubjpass"]
            if not patients:
                return None
            i, j = patients[0].left_edge.i, patients[0].right_edge.i + 1
        j = self.trim(i, j)
        if j <= i:
            return None
        by = next((c.i for c in verb.children if c.dep_ == "agent"), last)
        return self.made(
            "passive",
            cue,
            [self.span(i, j)],
            self.noun_phrase(agent, verb),
            agent,
            self.span(self.cue_first(verb), max(last, by) + 1),
        )

    def of_noun(self, noun: Token) -> Found | None:
        for cue, last in self.cues("nouns", noun):
            owner = next((c for c in noun.children if c.dep_ == "poss"), None)
            for c in noun.children:
                if c.i <= noun.i:
                    continue
                is_that = (
                    "that" in cue.takes
                    and c.dep_ in ("acl", "ccomp", "relcl")
                    and any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
                )
                is_to = (
                    owner is not None
                    and "to" in cue.takes
                    and c.dep_ == "acl"
                    and any(g.tag_ == "TO" for g in c.children)
                )
                if (is_that or is_to) and owner is not None:
                    source = self.noun_phrase_plain(owner)
                    return self.made(
                        "noun",
                        cue,
                        [self.span(c.left_edge.i, self.trim(c.left_edge.i, c.right_edge.i + 1))],
                        source,
                        owner,
                        self.span(noun.i, last + 1),
                    )
        return None

    def noun_phrase_plain(self, owner: Token) -> Span:
        j = owner.right_edge.i + 1
        while j > owner.i + 1 and self.doc[j - 1].tag_ == "POS":
            j -= 1
        return self.span(owner.left_edge.i, j)

    def of_adjective(self, adjective: Token) -> Found | None:
        verb = adjective.head
        subject, _ = self.subject(verb)
        if subject is None or subject.lower_ in ("it", "that", "this"):
            return None
        for cue, last in self.cues("adjectives", adjective):
            for c in adjective.children:
                if c.i <= adjective.i:
                    continue
                is_clause = "that" in cue.takes and c.dep_ == "ccomp"
                is_to = "to" in cue.takes and c.dep_ == "xcomp"
                if is_clause or is_to:
                    i, j = c.left_edge.i, c.right_edge.i + 1
                    k = last + 1
                elif c.dep_ == "prep" and c.lower_ in cue.takes:
                    objects = list(c.children)
                    if not objects:
                        continue
                    i, j, k = objects[0].left_edge.i, c.right_edge.i + 1, c.i + 1
                else:
                    continue
                return self.made(
                    "adjective",
                    cue,
                    [self.span(i, self.trim(i, j))],
                    self.noun_phrase(subject, verb),
                    subject,
                    self.span(self.cue_first(verb), k),
                )
        return None

    def according(self, token: Token) -> Found | None:
        doc = self.doc
        to = token.i + 1
        if to >= len(doc) or doc[to].lower_ != "to":
            return None
        objects = [c for c in doc[to].children if c.dep_ == "pobj"]
        if not objects:
            return None
        head = objects[0]
        i, j = head.left_edge.i, head.right_edge.i + 1
        source = self.span(i, self.trim(i, j))
        end = self.end
        pieces = []
        if token.i == 0:
            k = j
            while k < end and doc[k].text in _LOOSE:
                k += 1
            if k < end:
                pieces.append(self.span(k, self.trim(k, end)))
        else:
            k = self.trim(0, token.i)
            if k > 0:
                pieces.append(self.span(0, k))
            after = j
            if after < end and doc[after].text == "," and after + 1 < end and doc[token.i - 1].text == ",":
                pieces.append(self.span(after + 1, self.trim(after + 1, end)))
        if not pieces:
            return None
        cue = next(c for c in self.lexicon.forms["verbs"]["say"])
        return self.made("according to", cue, pieces, source, head, self.span(token.i, to + 1))

    def made(
        self, rule: str, cue: Cue, pieces: list[Span], source: Span | None, head: Token | None, cue_span: Span
    ) -> Found:
        heads = () if head is None else (head, *(c for c in head.children if c.dep_ == "appos"))
        return Found(
            rule,
            cue,
            self.snapped(pieces, cue_span),
            source,
            cue_span,
            self.name(head) if head is not None else None,
            tuple(self.start + h.idx for h in heads),
        )

    def name(self, head: Token) -> Span:
        """Of a noun phrase the words that serve as a name: without what follows but 'of …'."""
        j = head.i + 1
        for c in head.children:
            if c.i == j and c.dep_ == "prep" and c.lower_ in ("of", "between"):
                j = c.right_edge.i + 1
        i = min(
            [
                head.i,
                *(
                    c.left_edge.i
                    for c in head.children
                    if c.i < head.i and c.dep_ in ("compound", "amod", "nummod", "poss", "nmod", "det")
                ),
            ]
        )
        return self.span(i, j)

    def snapped(self, pieces: list[Span], cue: Span) -> list[Span]:
        """Content that a quotation mark stands in holds the whole quotation; none goes beyond the one the cue is in."""
        out = []
        for start, end in pieces:
            for a, b, _ in self.quotes:
                if a < end and start < b:
                    if a <= cue[0] and cue[1] <= b:
                        start, end = max(start, a + 1), min(end, b - 1)
                    else:
                        start = min(start, a) if a < start else start
                        end = max(end, b)
            if start < end:
                out.append((start, end))
        merged: list[Span] = []
        for start, end in sorted(out):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged
