"""What the rules for English ask of a clause: who does it, whether it is denied, wondered or done already, where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpers.commitments.found import Span
from helpers.commitments.words import Cue, english
from helpers.statements.found import Found as Named
from helpers.statements.trees import Tree

if TYPE_CHECKING:
    from spacy.tokens import Token

WH = ("WDT", "WP", "WP$", "WRB")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_ANYBODY = frozenset(["i", "we", "he", "she", "they"])
_EVERYBODY = frozenset(["all", "both", "others", "many", "each", "everyone", "everybody"])
_NOBODY = frozenset(["you", "this", "that", "these", "those", "which", "what", "there", "one"])
_PERFECT = frozenset(["has", "have", "'ve", "’ve", "had"])
_BE = frozenset(
    ["be", "is", "are", "am", "'s", "’s", "'re", "’re", "'m", "’m", "was", "were", "been", "being"]
)
_LOOSE = frozenset([",", ";", ":", "--", "–", "—", "-", ".", "…", " ", "  ", "!"])
_NEVER = frozenset(["never", "not", "neither"])
_IN_NO_WAY = re.compile(
    r"(?:under|in|on|by) no (?:circumstance|condition|case|way|event|account|means)|at no time"
)
# What may stand before the noun that names several, and says how many they are.
_COUNTING = ("CD", "RB", "DT", "IN", "JJR", "JJS", "PDT")
_CHANGING = frozenset(["begin", "start", "stop", "end", "double", "triple", "drop", "grow", "lead"])
_BETWEEN = ("advmod", "npadvmod")  # 'call today on', 'appeal once again to'
_SINCE = frozenset(["while", "as", "although", "though", "because", "since", "whereas"])
# Verbs whose infinitive says what is to be done: 'will continue to support'.
_AUXILIARY = frozenset(["continue", "begin", "start", "seek", "work", "strive", "endeavor", "endeavour", "try", "help", "need", "have", "want"])  # fmt: skip


def child(token: Token, *deps: str, after: int = -1) -> Token | None:
    """The first word that hangs on another in such a way, behind a place."""
    return next((c for c in token.children if c.dep_ in deps and c.i > after), None)


def to(verb: Token) -> int | None:
    """The place of the 'to' of an infinitive."""
    return next((c.i for c in verb.children if c.tag_ == "TO"), None)


def infinitive(token: Token, *deps: str, after: int = -1) -> Token | None:
    """The first infinitive that hangs on a word in such a way."""
    return next((c for c in token.children if c.dep_ in deps and c.i > after and to(c) is not None), None)


def be_of(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.lower_ in _BE and c.dep_ in ("aux", "auxpass")), None)


def is_passive(verb: Token) -> bool:
    return child(verb, "auxpass") is not None


def is_perfect(verb: Token) -> bool:
    return any(c.lower_ in _PERFECT and c.dep_ == "aux" for c in verb.children)


def is_negated(verb: Token) -> bool:
    """They do not; they neither …; they no longer …; they under no circumstances …"""
    return any(
        c.dep_ == "neg" or c.lower_ in _NEVER or (c.i < verb.i and is_no(c.left_edge)) for c in verb.children
    )


def is_no(first: Token) -> bool:
    """Whether a phrase begins with what denies: 'no longer', 'under no circumstances'."""
    words = " ".join(t.lower_ for t in first.doc[first.i : first.i + 3])
    return words.startswith("no longer") or bool(_IN_NO_WAY.match(words))


def is_nobody(own: Token) -> bool:
    """No country will …; neither side will …"""
    return own.lower_ in ("none", "neither") or any(c.lower_ in ("no", "neither") for c in own.children)


def is_wondered(verb: Token) -> bool:
    """How they should …; whether it will …; if they …; not 'that is why they should', 'the reason why'."""
    told = child(verb.head, "nsubj")
    is_reason = verb.head.lower_ == "reason" or (
        verb.head.lower_ in _BE and told is not None and told.tag_ in ("DT", "WDT")
    )
    return any(
        (c.tag_ in ("WRB", "WP") and c.dep_ not in SUBJECTS and not (is_reason and c.lower_ == "why"))
        or (c.dep_ == "mark" and c.lower_ in ("whether", "lest", "if", "unless"))
        for c in verb.children
    )


def is_about(verb: Token) -> bool:
    """Whether the clause only says of what it is told: 'the task that we must face'; not 'the view that we must act'."""
    is_that = any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children)
    is_reason = verb.head.lower_ == "reason" and not is_nobody(verb.head)
    return not is_reason and (verb.dep_ == "relcl" or (verb.dep_ == "acl" and not is_that))


def is_conditional(verb: Token) -> bool:
    return any(
        c.dep_ == "advcl" and any(g.lower_ in ("if", "unless", "provided", "should") and g.i < c.i for g in c.children)
        for c in verb.children
    )  # fmt: skip


def _is_tensed(verb: Token, first: Token) -> bool:
    """Whether a verb beside one without tense has tense: 'is working to … and has built …'."""
    told = {"VB": ("VBZ", "VBD"), "VBG": ("VBZ", "VBD", "VBP"), "VBN": ("VBZ",)}.get(first.tag_, ())
    return verb.tag_ in told or (is_perfect(verb) and not is_perfect(first))


def done(verb: Token) -> Token:
    """The verb that says what is done: 'support' of 'continue to support'."""
    is_more = verb.lower_ in _AUXILIARY
    return next(
        (c for c in verb.children if is_more and c.dep_ == "xcomp" and c.tag_[:2] == "VB" and c.i > verb.i),
        verb,
    )


def agent(verb: Token) -> Token | None:
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def antecedent(verb: Token, own: Token) -> Token:
    """Of 'who' and 'which' the word that they stand for."""
    return verb.head if own.tag_ in WH and verb.dep_ == "relcl" else own


class Clauses:
    """The clauses of one sentence; `ends` are the places where mentions of actors end."""

    def __init__(self, tree: Tree, ends: set[int]) -> None:
        self.tree, self.doc, self.ends = tree, tree.doc, ends
        self.words, self.lists = english(), english().lists
        self.is_question = tree.doc[-1].text == "?"

    def subject(self, verb: Token, *, is_strict: bool = False) -> Token | None:
        """Who does it, before the verb; of a verb beside another that of the other; not strictly, also a name that the
        parser hung elsewhere."""
        for _ in range(8):  # deeper chains are errors of the parser
            own = next((c for c in verb.children if c.dep_ in SUBJECTS and c.i < verb.i), None)
            if own is not None or verb.dep_ != "conj" or verb.head.tag_[:2] not in ("VB", "MD"):
                break
            verb = verb.head
        if own is None and not is_strict:
            is_finite = verb.tag_ in ("VBD", "VBZ", "VBP")
            own = verb.head if verb.dep_ == "acl" and is_finite else self.tree.subject(verb)
        return own if own is not None and own.i < verb.i else None

    def who(self, verb: Token) -> Token | None:
        """Who does it, as for statements; 'who' and 'which' are the word that they stand for."""
        if verb.dep_ == "acl" and verb.tag_ in ("VBD", "VBZ"):
            return verb.head
        own = self.tree.who(verb)
        return antecedent(verb, own.head) if own else None

    def acts(self, noun: Token | None) -> bool:
        """Whether it is somebody who can act."""
        if noun is None or noun.lower_ in _NOBODY or noun.lower_ in self.lists["things"]:
            return False
        if noun.tag_ in ("PRP", "WP"):
            return noun.lower_ in _ANYBODY or (noun.lower_ == "it" and noun.dep_ != "expl")
        if noun.lower_ in _EVERYBODY:
            return True
        if not noun.tag_.startswith("NN") or noun.dep_ == "csubj":
            return False
        beside = (noun, *(c for c in noun.children if c.dep_ == "conj"))
        return noun.tag_ in ("NNP", "NNPS") or any(
            one.lower_ in self.lists["agents"] or self.is_named(one) for one in beside
        )

    def speaks(self, noun: Token | None) -> bool:
        """Whether it is somebody who can act, or a document, that speaks for those who wrote it."""
        return self.acts(noun) or (noun is not None and noun.lower_ in self.lists["documents"])

    def is_of_thing(self, pronoun: Token) -> bool:
        """Whether 'it' or 'they' stands for the subject before it in the sentence, and that is no one who acts."""
        number = ("NNS", "NNPS") if pronoun.lower_ == "they" else ("NN", "NNP")
        before = (t for t in reversed(self.doc[: pronoun.i]) if t.dep_ in SUBJECTS and t.tag_ in number)
        thing = next(before, None)
        return thing is not None and not self.acts(thing)

    def is_named(self, noun: Token) -> bool:
        place = self.tree.start + noun.idx + len(noun)
        return place in self.ends and noun.lower_ not in self.lists["things"]

    def is_stative(self, verb: Token) -> bool:
        return verb.lower_ in self.lists["stative"]

    def is_deliberate(self, verb: Token, own: Token | None) -> bool:
        """Whether somebody does it on purpose: of a passive verb by whom it is done, or the verb itself says so."""
        if is_passive(verb):
            by = agent(verb)
            is_meant = verb.lower_ in self.lists["deliberate"]
            return is_meant if by is None or by.lower_ in self.lists["crowds"] else self.acts(by)
        does = (
            verb.lower_ in _CHANGING and child(verb, "dobj") is not None
        )  # 'will end the war', not 'the war will end'
        return (does or not self.is_stative(done(verb))) and self.acts(own)

    def cues(self, verb: Token) -> list[tuple[Cue, int]]:
        """The verbs that commit and begin here, the longest first, each with its last token."""
        found = []
        for cue in self.words.verbs.get(verb.lower_, ()):
            rest = cue.words.split()[1:]
            first = verb.i + 1
            while (
                rest
                and first < verb.right_edge.i
                and self.doc[first].lower_ != rest[0]
                and self.doc[first].dep_ in _BETWEEN
            ):
                first += 1
            if [t.lower_ for t in self.doc[first : first + len(rest)]] == rest:
                found.append((cue, first + len(rest) - 1 if rest else verb.i))
        return sorted(found, key=lambda pair: -pair[1])

    # Stretches

    def naming(self, own: Token, verb: Token) -> Named:
        """Who is named, for the resolver; of several all, without how many they are."""
        named = self.tree.naming(own, verb)
        if own.tag_ == "NNS" and not self.is_named(own):
            counts = (k for k in range(own.left_edge.i, own.i) if self.doc[k].tag_ not in _COUNTING)
            first, last = next(counts, own.i), own.i + 1
            joint = next((k for k in range(own.i, own.right_edge.i) if self.doc[k].dep_ == "cc"), None)
            if joint is not None and child(own, "conj") is not None:
                apart = (
                    k
                    for k in range(joint, own.right_edge.i + 1)
                    if self.doc[k].dep_ in ("prep", "punct", "relcl")
                )
                last = next(apart, own.right_edge.i + 1)
            start, end = self.tree.span(first, last)
            named.name = start, max(end, named.name[1] if named.name else 0)
        return named

    def phrase(self, noun: Token | None) -> Span | None:
        """The noun with what belongs to it, without what only tells more."""
        if noun is None:
            return None
        end = max(noun.i + 1, min(noun.right_edge.i + 1, self.tree.apart(noun.i, noun.right_edge.i + 1)))
        return self.tree.span(noun.left_edge.i, end)

    def until(self, verb: Token) -> int:
        """Where what a verb says ends: before a verb beside it that has its own subject, modal verb or tense, and
        before a clause that only goes along with it."""
        end = verb.right_edge.i + 1
        for c in verb.children:
            first = c.left_edge
            has_own = any(g.dep_ in SUBJECTS or g.tag_ == "MD" for g in c.children)
            is_new = c.dep_ == "conj" and (has_own or _is_tensed(c, verb))
            is_aside = c.dep_ == "advcl" and first.lower_ in _SINCE and self.doc[first.i - 1].text == ","
            if first.i > verb.i and (is_new or is_aside):
                end = min(end, first.i)
        while self.is_hyphen(end):
            end = max(end + 2, self.doc[end + 1].right_edge.i + 1)  # 'co-operate', parted by the parser
        return self.trim(verb.i, min(end, self.tree.end))

    def is_hyphen(self, k: int) -> bool:
        """Whether a hyphen joins the words before and behind it."""
        tied = self.doc[k - 1 : k + 1]
        return 0 < k < len(self.doc) - 1 and self.doc[k].text == "-" and not any(t.whitespace_ for t in tied)

    def object_end(self, verb: Token, noun: Token) -> int:
        """Where a noun phrase ends, with what the parser hung beside it on the verb."""
        end = noun.right_edge.i + 1
        for c in verb.children:
            is_more = c.dep_ in ("prep", "advcl", "xcomp", "acl") and not self.tree.is_circumstance(c)
            if c.left_edge.i == end and is_more:
                end = c.right_edge.i + 1
        return self.trim(noun.left_edge.i, end)

    def trim(self, i: int, j: int) -> int:
        while j > i + 1 and (self.doc[j - 1].text in _LOOSE or self.doc[j - 1].tag_ == "CC"):
            j -= 1
        return j

    def beneficiary(self, i: int, j: int) -> Span | None:
        """Somebody who can act, behind 'for', or behind 'to' of what is given."""
        for k in range(i + 1, j - 1):
            token = self.doc[k]
            if token.dep_ not in ("prep", "dative") or token.lower_ not in ("to", "for"):
                continue
            noun = child(token, "pobj")
            giver = token.head.head if token.head.tag_.startswith("NN") else token.head
            is_given = token.lower_ == "for" or giver.lower_ in self.lists["giving"]
            if (
                noun is not None
                and noun.right_edge.i < j
                and noun.tag_ != "PRP"
                and self.acts(noun)
                and is_given
            ):
                return self.phrase(noun)
        return None

    def skip(self, i: int, j: int) -> int:
        while i < j - 1 and self.doc[i].text in _LOOSE:
            i += 1
        return i

    def any_of(self, tokens: Iterable[Token], name: str) -> bool:
        """Whether one of the words stands in that list."""
        return any(token.lower_ in self.lists[name] for token in tokens)
