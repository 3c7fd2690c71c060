"""English commitments in the trees that statements are read from: modal verbs, verbs that commit, nouns, necessity."""

# ruff: noqa: PLR0911, PLR0912, PLR0913, PLW2901
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers.commitments.found import Found, Span
from helpers.commitments.words import Cue, english
from helpers.statements.english import Stretch
from helpers.statements.found import Found as Named
from helpers.statements.trees import Tree

if TYPE_CHECKING:
    from spacy.tokens import Token

_PROMISING = frozenset(["will", "'ll", "’ll", "wo", "shall"])
_REPORTED = frozenset(["would", "'d", "’d"])
_CALLING = frozenset(["should", "must", "ought"])
_HEDGING = frozenset(["may", "might", "could"])
_BE = frozenset(
    ["be", "is", "are", "am", "'s", "’s", "'re", "’re", "'m", "’m", "was", "were", "been", "being"]
)
_PRESENT_BE = frozenset(["is", "are", "am", "'s", "’s", "'re", "’re", "'m", "’m"])
_HAVE = frozenset(["have", "has", "'ve", "’ve", "had"])
_NOT = frozenset(["not", "n't", "n’t", "never", "no"])
_IF = frozenset(["if", "unless", "provided", "should"])
_WH = ("WDT", "WP", "WP$", "WRB")
_WE = frozenset(["i", "we"])
_ANYBODY = frozenset(["i", "we", "he", "she", "they"])
_NOBODY = frozenset(["you", "this", "that", "these", "those", "which", "what", "there", "who", "one", "it"])
# Verbs whose infinitive says what is to be done: 'will continue to support'.
_AUXILIARY = frozenset(
    [
        "continue",
        "begin",
        "start",
        "seek",
        "work",
        "strive",
        "endeavor",
        "endeavour",
        "try",
        "help",
        "keep",
        "need",
        "have",
        "want",
    ]
)
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass", "expl"])
_DONE = frozenset(["allowed", "tolerated", "accepted", "permitted", "condoned", "ignored"])
_LOOSE = frozenset([",", ";", ":", "--", "–", "—", "-", ".", "…", " ", "  ", "!"])
_IDLE = frozenset(
    [
        "see",
        "say",
        "look",
        "be",
        "hope",
        "face",
        "start",
        "begin",
        "get",
        "go",
        "take",
        "imagine",
        "suppose",
        "assume",
        "recall",
        "remember",
        "call",
        "talk",
    ]
)


class Reader:
    """Reads the commitments of one document from trees."""

    def __init__(self, mentions: Sequence[Mapping[str, Any]]) -> None:
        self.found: list[Found] = []
        self.named = {mention["end"] for mention in mentions}

    def wants(self, stretch: Stretch) -> bool:
        return not english().words.isdisjoint(stretch.words)

    def read(self, stretch: Stretch, tree: Tree) -> None:
        self.found += _Sentence(tree, self.named).found()


class _Sentence:
    def __init__(self, tree: Tree, named: set[int]) -> None:
        self.tree, self.doc = tree, tree.doc
        self.ends = named  # where mentions of actors end
        self.words = english()
        self.lists = self.words.lists
        self.is_question = tree.doc[-1].text == "?"

    def found(self) -> list[Found]:
        found: list[Found] = []
        for token in self.doc:
            found += self.at(token)
        return self.outermost(found)

    def outermost(self, found: list[Found]) -> list[Found]:
        """Without what stands inside of another: 'will call for', 'urged them to promise'. But of 'suggested that
        they should' the inner one says with which force."""
        kept: list[Found] = []
        far = -1  # which of them reaches farthest
        for one in found:
            inside = (
                kept[far]
                if kept and one.cue and kept[far].action[0] <= one.cue[0] < kept[far].action[1]
                else None
            )
            if inside is None:
                kept.append(one)
            elif inside.rule == "that" and one.rule in ("should", "necessary", "necessity", "needed"):
                kept[far] = one
            if kept[-1].action[1] >= kept[far].action[1]:
                far = len(kept) - 1
        return kept

    def at(self, token: Token) -> Iterator[Found]:
        word = token.lower_
        if token.tag_ == "MD" or word in ("ought", "cannot"):
            yield from self.of_modal(token)
        elif word in ("need", "needs", "have", "has") and token.tag_ in ("VBP", "VBZ", "MD"):
            yield from self.of_need(token)
        elif word == "let" and token.tag_ == "VB":
            yield from self.of_let(token)
        elif word == "going" and token.tag_ == "VBG":
            yield from self.of_going(token)
        elif word in _PRESENT_BE:
            yield from self.of_be(token)
        elif word in self.lists["needs"] and token.tag_.startswith("NN"):
            yield from self.of_need_noun(token)
        elif word in self.words.nouns and token.tag_.startswith("NN"):
            yield from self.of_noun(token)
        if token.tag_.startswith("VB") and token.dep_ not in ("amod", "compound", "aux", "auxpass"):
            yield from self.of_verb(token)

    # Modal verbs

    def of_modal(self, modal: Token) -> Iterator[Found]:
        verb, word = modal.head, modal.lower_
        if modal.dep_ != "aux" or not verb.tag_.startswith("VB") or verb.i < modal.i or self.is_question:
            return
        own = self.subject(verb, is_strict=True)
        if own is None or own.i > modal.i:
            return  # 'Should talks fail, …'
        if word in _CALLING:
            yield from self.should(modal, verb, own)
        elif word in _PROMISING or word in _REPORTED or word in _HEDGING:
            yield from self.will(modal, verb, own)
        elif (
            word in ("can", "could", "cannot")
            and self.is_negated(verb)
            and self.is_passive(verb)
            and verb.lower_ in _DONE
        ):
            yield self.made("should", "call", verb, self.cue(modal, verb), own, is_whole=True)

    def will(self, modal: Token, verb: Token, own: Token, cue: Span | None = None) -> Iterator[Found]:
        word = modal.lower_
        done, is_passive = self.done(verb), self.is_passive(verb)
        if self.has_perfect(verb) or self.is_wondered(verb) or own.lower_ in ("you", "there"):
            return
        if verb.lower_ in ("need", "have"):
            if done is not verb and word in _PROMISING:
                yield from self.should(modal, done, own)
            return
        if own.tag_ in _WH and not self.is_named(self.antecedent(verb, own)):
            return
        if is_passive:
            agent = self.agent(verb)
            if not (self.acts(agent) if agent is not None else verb.lower_ in self.lists["deliberate"]):
                return
        elif done.lower_ in self.lists["stative"] or not self.acts(own):
            return
        if own.lower_ in _WE and self.is_performed(done):
            return  # 'I would urge', 'we will call for'
        if (own.lower_ == "i" and done.lower_ in self.lists["speaking"]) or (
            modal.lower_ == "going" and own.lower_ in ("he", "she", "they", "it")
        ):
            return
        is_hedged = word in _HEDGING
        if is_hedged and (own.tag_ == "PRP" or done.lower_ not in self.lists["deliberate"]):
            return
        is_if = self.is_conditional(verb)
        form = (
            "refused" if self.is_negated(verb) and not is_hedged
            else "hedged" if is_hedged
            else "conditional" if is_if
            else "reported" if word in _REPORTED
            else "firm"
        )  # fmt: skip
        is_habit = word in _REPORTED and any(
            c.lower_ in ("every", "each") and c.head.dep_ in ("npadvmod", "dep", "tmod") for c in verb.subtree
        )
        one = self.made(
            "will", "plan" if is_habit else "promise", verb, cue or self.cue(modal, verb), own, form=form
        )
        one.is_reported = word in _REPORTED and not is_if
        yield one

    def should(self, modal: Token, verb: Token, own: Token) -> Iterator[Found]:
        if self.has_perfect(verb) or self.is_wondered(verb) or self.is_performed(verb):
            return
        if own.tag_ in _WH or verb.dep_ in ("relcl", "acl") or self.is_in_condition(verb):
            return
        if own.lower_ in ("you", "there") and verb.lower_ in ("be", "know", "have"):
            return
        if verb.lower_ == "be":
            said = next(
                (c for c in verb.children if c.dep_ in ("acomp", "attr", "prep", "advmod") and c.i > verb.i),
                None,
            )
            if said is None or said.lower_ in self.lists["likely"] or own.lower_ in ("it", "this", "that"):
                return
        elif (own.lower_ == "i" and verb.lower_ in self.lists["speaking"]) or (
            own.lower_ == "it" and not self.is_passive(verb)
        ):
            return
        yield self.made("should", "call", verb, self.cue(modal, verb), own)

    def of_need(self, need: Token) -> Iterator[Found]:
        """They need to act; they have to act."""
        verb = next(
            (c for c in need.children if c.dep_ == "xcomp" and c.i > need.i and self.tree.is_infinitive(c)),
            None,
        )
        if verb is None:
            if need.tag_ == "MD":
                yield from self.of_modal(need)
            return
        own = self.subject(need)
        between = [t for t in self.doc[need.i + 1 : verb.i] if t.dep_ in ("dobj", "nsubj")]
        if own is None or own.i > need.i or between or self.is_question or self.is_negated(need):
            return
        if (
            need.dep_ in ("relcl", "acl")
            or own.tag_ in _WH
            or self.is_wondered(need)
            or self.is_in_condition(need)
        ):
            return
        if (
            own.lower_ in ("you", "it", "i")
            or self.is_performed(verb)
            or (verb.lower_ in ("be", "have", "do") and not self.is_passive(verb))
        ):
            return
        to = next(c for c in verb.children if c.tag_ == "TO")
        yield self.made("should", "call", verb, self.tree.span(need.i, to.i + 1), own)

    def of_going(self, going: Token) -> Iterator[Found]:
        verb = next((c for c in going.children if c.dep_ == "xcomp" and self.tree.is_infinitive(c)), None)
        be = next((c for c in going.children if c.lower_ in _PRESENT_BE and c.i < going.i), None)
        own = self.subject(going)
        if verb is None or be is None or own is None or own.i > going.i or self.is_question:
            return
        to = next(c for c in verb.children if c.tag_ == "TO")
        yield from self.will(going, verb, own, self.tree.span(be.i, to.i + 1))

    def of_let(self, let: Token) -> Iterator[Found]:
        """Let us build a world …"""
        if (
            let.i + 2 >= len(self.doc)
            or self.doc[let.i + 1].lower_ not in ("us", "'s", "’s")
            or any(c.dep_ in _SUBJECTS and c.i < let.i for c in let.children)
        ):
            return
        verb = next(
            (c for c in let.children if c.dep_ in ("ccomp", "xcomp") and c.i > let.i + 1 and c.tag_ == "VB"),
            None,
        )
        if (
            verb is not None
            and verb.lower_ not in _IDLE
            and verb.right_edge.i > verb.i
            and not self.is_performed(verb)
        ):
            one = self.made("should", "call", verb, self.tree.span(let.i, let.i + 2), None)
            one.addressee = (
                self.tree.span(let.i + 1, let.i + 2) if self.doc[let.i + 1].lower_ == "us" else None
            )
            yield one

    # Forms of 'be'

    def of_be(self, be: Token) -> Iterator[Found]:
        if self.is_question:
            return
        for rule in (self.set_to, self.necessary, self.only_way, self.working, self.needed):
            if one := next(rule(be), None):
                yield one
                return

    def set_to(self, be: Token) -> Iterator[Found]:
        """It is set to open; they are ready to help, are committed to helping; leaders are to meet."""
        head = (
            be.head
            if be.dep_ == "auxpass"
            else next((c for c in be.children if c.dep_ == "acomp" and c.i > be.i), None)
        )
        if head is None:
            return
        own = self.subject(head if be.dep_ == "auxpass" else be)
        if own is None or own.i > be.i:
            return
        if head.lower_ in (
            "set",
            "due",
            "ready",
            "determined",
            "prepared",
            "scheduled",
            "resolved",
            "poised",
        ):
            verb = next((c for c in head.children if c.dep_ == "xcomp" and self.tree.is_infinitive(c)), None)
            if verb is None or self.is_negated(head) or self.is_negated(be):
                return
            if self.is_passive(verb):
                if verb.lower_ not in self.lists["deliberate"]:
                    return
            elif verb.lower_ in self.lists["stative"] or not self.acts(own):
                return
            to = next(c for c in verb.children if c.tag_ == "TO")
            yield self.made(
                "will",
                "promise",
                verb,
                self.tree.span(be.i, to.i + 1),
                own,
            )
        elif head.lower_ == "committed" and self.acts(own):
            towards = next(
                (c for c in head.children if c.dep_ == "prep" and c.lower_ == "to" and c.right_edge.i > c.i),
                None,
            )
            if towards is not None:
                one = self.named("committed", "promise", head, own, self.tree.span(be.i, towards.i + 1))
                self.closed(one, towards.i + 1, towards.right_edge.i + 1)
                yield one

    def necessary(self, be: Token) -> Iterator[Found]:
        """It is necessary for states to …; it is essential that …"""
        said = next(
            (c for c in be.children if c.dep_ in ("acomp", "attr") and c.lower_ in self.lists["necessary"]),
            None,
        )
        it = next((c for c in be.children if c.lower_ == "it" and c.i < be.i), None)
        if said is None or it is None or self.is_negated(be) or self.is_in_condition(be):
            return
        if said.lower_ == "time" and any(c.dep_ == "det" for c in said.children):
            return
        for c in (*be.children, *said.children):
            if c.i > said.i and c.dep_ in ("xcomp", "ccomp", "advcl", "acl", "relcl", "csubj"):
                if self.tree.is_infinitive(c):
                    owner = next((g for g in c.children if g.dep_ == "nsubj"), None)
                elif any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children):
                    owner = self.subject(c)
                else:
                    continue
                if self.is_performed(c) or c.lower_ in (
                    "note",
                    "remember",
                    "understand",
                    "say",
                    "recognize",
                    "mention",
                ):
                    return
                one = Found("necessary", "call", (0, 0), self.tree.span(be.i, said.i + 1))
                prep = next(
                    (
                        g
                        for g in (*said.children, *be.children)
                        if g.dep_ == "prep" and g.lower_ == "for" and g.i < c.i
                    ),
                    None,
                )
                if owner is None and prep is not None:
                    owner = next((g for g in prep.children if g.dep_ == "pobj"), None)
                if owner is not None and self.acts(owner):
                    one.addressee = self.tree.span(*self.edges(owner))
                to = next((g.i for g in c.children if g.tag_ == "TO"), c.left_edge.i)
                self.closed(one, to, self.until(c))
                yield one
                return

    def only_way(self, be: Token) -> Iterator[Found]:
        """The only way to … is to …; our aim is to …"""
        own = next((c for c in be.children if c.dep_ == "nsubj" and c.i < be.i), None)
        verb = next(
            (
                c
                for c in be.children
                if c.dep_ in ("xcomp", "ccomp") and c.i > be.i and self.tree.is_infinitive(c)
            ),
            None,
        )
        if own is None or verb is None or self.is_negated(be):
            return
        to = next(c for c in verb.children if c.tag_ == "TO")
        if own.lower_ in self.lists["ways"]:
            one = Found("only way", "call", (0, 0), self.tree.span(own.left_edge.i, be.i + 1))
            one.cue = self.tree.span(*self.head_words(own, be.i + 1))
        elif own.lower_ in self.lists["goals"]:
            if verb.lower_ in self.lists["stative"]:
                return
            owner = next((c for c in own.children if c.dep_ == "poss"), None)
            one = self.named("goal", "plan", be, owner, self.tree.span(own.i, to.i + 1))
        elif (
            verb.tag_ in ("VB", "VBN")
            and verb.lower_ not in self.lists["stative"]
            and (self.acts(own) or self.is_passive(verb))
            and to.i == be.i + 1
        ):
            if self.is_passive(verb) and verb.lower_ not in self.lists["deliberate"]:
                return
            yield self.made("will", "promise", verb, self.tree.span(be.i, to.i + 1), own)
            return
        else:
            return
        self.closed(one, to.i, self.until(verb))
        yield one

    def head_words(self, noun: Token, end: int) -> tuple[int, int]:
        """A noun with its adjectives; to the verb where nothing stands between."""
        return noun.left_edge.i, noun.i + 1 if noun.i + 1 < end - 1 else end

    def working(self, be: Token) -> Iterator[Found]:
        """They are working to …; they have been stepping up …"""
        verb = be.head
        if (
            be.dep_ != "aux"
            or verb.tag_ != "VBG"
            or verb.i < be.i
            or verb.lower_ not in self.lists["efforts"]
        ):
            return
        own = self.subject(verb)
        if own is None or own.i > be.i or own.tag_ in _WH or not self.acts(own) or self.is_negated(verb):
            return
        if verb.lower_ in ("making", "taking", "providing") and not any(
            c.lower_ in ("effort", "efforts", "steps", "action", "measures") for c in verb.children
        ):
            return
        yield self.made("under way", "plan", verb, self.tree.span(be.i, verb.i + 1), own, starts=verb.i)

    def needed(self, be: Token) -> Iterator[Found]:
        """Action is needed; companies are required to report."""
        verb = be.head if be.dep_ == "auxpass" else None
        if verb is None or verb.lower_ not in ("needed", "required") or self.is_negated(verb):
            return
        own = self.subject(verb)
        if (
            own is None
            or own.i > be.i
            or own.tag_ in _WH
            or any(c.lower_ == "no" for c in own.children)
            or verb.dep_ in ("relcl", "acl")
        ):
            return
        to = next(
            (
                c
                for c in verb.children
                if c.dep_ in ("xcomp", "advcl") and c.i > verb.i and self.tree.is_infinitive(c)
            ),
            None,
        )
        if own.lower_ in self.lists["acts"] or (
            verb.lower_ == "required" and to is not None and self.acts(own)
        ):
            yield self.made("needed", "call", verb, self.tree.span(be.i, verb.i + 1), own)

    # Verbs and nouns that commit

    def of_verb(self, verb: Token) -> Iterator[Found]:
        if verb.lower_ in ("require", "requires") and verb.tag_ in ("VBP", "VBZ", "VB"):
            yield from self.requires(verb)
        if (
            verb.tag_ == "VBG"
            and any(c.lower_ in _HAVE for c in verb.children)
            and verb.lower_ in self.lists["efforts"]
        ):
            been = next((c for c in verb.children if c.lower_ == "been"), None)
            own = self.subject(verb)
            if (
                been is not None
                and own is not None
                and self.acts(own)
                and own.i < verb.i
                and not self.is_question
                and any(c.lower_ in ("has", "have", "'ve", "’ve") for c in verb.children)
            ):
                has = next(c for c in verb.children if c.lower_ in _HAVE)
                if verb.lower_ not in ("making", "taking", "providing", "leading"):
                    yield self.made(
                        "under way", "plan", verb, self.tree.span(has.i, verb.i + 1), own, starts=verb.i
                    )
                    return
        if verb.lower_ in self.lists["launching"]:
            yield from self.launched(verb)
        if self.is_question or self.is_negated(verb) or not self.is_finite_act(verb):
            return
        for cue, last in self.cues(verb):
            if one := self.committing(verb, cue, last):
                yield one
                return

    def is_finite_act(self, verb: Token) -> bool:
        """Whether somebody does it here: not 'the measures proposed', 'to urge them', 'a report that calls for'."""
        if verb.tag_ == "VBN" and not any(c.lower_ in _BE or c.lower_ in _HAVE for c in verb.children):
            return verb.dep_ == "conj" and verb.head.tag_ in ("VBN", "VBD", "VBZ") and verb.head.dep_ != "acl"
        if self.tree.is_infinitive(verb):
            return verb.dep_ == "xcomp" and verb.head.lower_ in (
                "want",
                "like",
                "wish",
                "went",
                "continue",
                "continues",
                "continued",
                "join",
                "wants",
                "have",
            )
        if verb.dep_ == "acl" and verb.lower_ == "requiring":
            return False
        if verb.dep_ == "relcl":
            own = self.subject(verb)
            return own is not None and (own.tag_ not in _WH or self.is_named(self.antecedent(verb, own)))
        return verb.dep_ not in ("pcomp", "csubj") and not self.is_in_condition(verb)

    def cues(self, verb: Token) -> list[tuple[Cue, int]]:
        """The verbs that begin here, the longest first, each with its last token."""
        found = []
        for cue in self.words.verbs.get(verb.lower_, ()):
            rest = cue.words.split()[1:]
            if [t.lower_ for t in self.doc[verb.i + 1 : verb.i + 1 + len(rest)]] == rest:
                found.append((cue, verb.i + len(rest)))
        return sorted(found, key=lambda pair: -pair[1])

    def committing(self, verb: Token, cue: Cue, last: int) -> Found | None:
        if self.is_passive(verb):
            return self.called_on(verb, cue, last)
        who = self.tree.who(verb)
        own = who.head if who else None
        if own is not None and own.tag_ in _WH:
            own = self.antecedent(verb, own)
        speaks = own is not None and (self.acts(own) or own.lower_ in ("it", "who"))
        writes = own is not None and own.lower_ in self.lists["documents"]
        if cue.force != "call" and not (speaks or (writes and cue.force == "proposal")):
            return None
        if own is None and verb.tag_ not in ("VBG", "VBD", "VBZ"):
            return None
        if own is not None and own.lower_ == "you":
            return None
        rule, start, end, addressee = self.complement(verb, cue, last)
        if not rule:
            return None
        if rule == "object" and cue.force == "call" and not (speaks or writes):
            own = None  # the situation calls for it: who says so calls
        first = self.tree.cue_first(verb)
        one = self.named(rule, cue.force, verb, own, self.tree.span(first, last + 1))
        one.form = cue.form
        one.addressee = addressee
        self.closed(one, start, end)
        return one

    def complement(self, verb: Token, cue: Cue, last: int) -> tuple[str, int, int, Span | None]:
        """What is to be done, as a stretch of tokens, with the rule that found it and who is asked."""
        after = [c for c in verb.children if c.i > last]
        inner = list(self.doc[last].children) if last > verb.i else []
        for c in after:
            if not (c.dep_ in ("xcomp", "ccomp", "advcl") and c.tag_.startswith("VB")):
                continue
            to = next((g.i for g in c.children if g.tag_ == "TO"), None)
            if to is not None and c.dep_ != "advcl" and cue.takes & {"to", "whom"}:
                asked = next(
                    (
                        g
                        for g in (*c.children, *after, *inner)
                        if g.dep_ in ("nsubj", "dobj", "pobj", "dative") and last < g.i < to
                    ),
                    None,
                )
                if "whom" in cue.takes and asked is None:
                    continue
                if asked is not None and asked.lower_ not in _WE and "whom" not in cue.takes:
                    if not (cue.words == "commit" and asked.lower_.endswith(("self", "selves"))):
                        continue
                    asked = None
                if "whom" not in cue.takes and (
                    c.lower_ in self.lists["stative"] and cue.words in ("agree", "offer")
                ):
                    continue
                return (
                    "infinitive",
                    to,
                    self.until(c),
                    self.tree.span(*self.edges(asked)) if asked is not None else None,
                )
            if "that" in cue.takes and c.dep_ == "ccomp" and to is None and c.tag_ != "VBG":
                own = self.subject(c)
                has_modal = any(g.tag_ == "MD" for g in c.children)
                is_bare = c.tag_ == "VB" and not has_modal
                if own is None or (cue.force in ("call", "proposal") and not (has_modal or is_bare)):
                    continue
                if cue.force == "promise" and not has_modal:
                    continue
                asked = (
                    own
                    if cue.force in ("call", "proposal") and self.acts(own) and not self.is_passive(c)
                    else None
                )
                return (
                    "that",
                    min(own.left_edge.i, c.i),
                    self.until(c),
                    self.tree.span(*self.edges(asked)) if asked is not None else None,
                )
            if "ing" in cue.takes and c.tag_ == "VBG" and to is None and c.dep_ != "advcl":
                return "ing", c.left_edge.i, self.until(c), None
        if (
            cue.takes & {"whom"}
            and (asked := next((g for g in (*after, *inner) if g.dep_ in ("dobj", "pobj")), None)) is not None
        ):
            # The parser hangs the infinitive on whom one asks: 'called on more countries to enhance'.
            then = next(
                (
                    g
                    for g in asked.subtree
                    if g.dep_ in ("acl", "relcl", "xcomp")
                    and g.tag_ == "VB"
                    and self.tree.is_infinitive(g)
                    and self.acts(asked)
                ),
                None,
            )
            then = then or next(
                (
                    g
                    for g in after
                    if g.dep_ == "advcl" and self.tree.is_infinitive(g) and g.i > asked.i and self.acts(asked)
                ),
                None,
            )
            if then is not None:
                to = next(g.i for g in then.children if g.tag_ == "TO")
                return (
                    "infinitive",
                    to,
                    self.until(then),
                    self.tree.span(asked.left_edge.i, self.trim(asked.left_edge.i, to)),
                )
        if last > verb.i and self.doc[last].dep_ == "mark":
            return (
                "object",
                last + 1,
                self.until(self.doc[last].head),
                None,
            )  # 'calls for cooperation to tackle crime'
        if cue.takes & {"object", "ing"}:
            for c in (*after, *inner):
                if c.i > last and (
                    (c.dep_ in ("dobj", "pobj") and "object" in cue.takes)
                    or (c.dep_ == "pcomp" and cue.takes & {"ing", "object"})
                ):
                    if c.tag_ == "PRP" or (c.dep_ == "pobj" and c.head.i != last):
                        continue
                    if (
                        cue.force == "promise"
                        and c.lower_ in ("support", "allegiance", "loyalty")
                        and cue.words == "promise"
                    ):
                        continue
                    return "object", c.left_edge.i, self.object_end(verb, c), None
        return "", 0, 0, None

    def object_end(self, verb: Token, noun: Token) -> int:
        """Where a noun phrase ends, with what the parser hung beside it on the verb."""
        end = noun.right_edge.i + 1
        for c in verb.children:
            if (
                c.left_edge.i == end
                and c.dep_ in ("prep", "advcl", "xcomp", "acl")
                and not self.tree.is_circumstance(c)
            ):
                end = c.right_edge.i + 1
        return self.trim(noun.left_edge.i, end)

    def called_on(self, verb: Token, cue: Cue, last: int) -> Found | None:
        """States are urged to …; … was proposed by …"""
        own = self.subject(verb)
        agent = self.agent(verb)
        if own is None or own.i > verb.i or own.tag_ in _WH:
            return None
        be = next((c for c in verb.children if c.dep_ == "auxpass"), None)
        if be is None:
            return None
        cue_span = self.tree.span(self.tree.cue_first(verb), last + 1)
        if "whom" in cue.takes and cue.words != "require":
            c = next(
                (
                    c
                    for c in verb.children
                    if c.dep_ in ("xcomp", "advcl", "ccomp") and c.i > last and self.tree.is_infinitive(c)
                ),
                None,
            )
            if c is None or not self.acts(own):
                return None
            one = self.named("called on", cue.force, verb, agent, cue_span)
            one.addressee = self.tree.span(*self.edges(own))
            self.closed(one, next(g.i for g in c.children if g.tag_ == "TO"), self.until(c))
            return one
        if cue.force == "proposal" and agent is not None and self.acts(agent):
            one = self.named("passive", cue.force, verb, agent, cue_span)
            self.closed(one, own.left_edge.i, self.trim(own.left_edge.i, own.right_edge.i + 1))
            return one
        return None

    def requires(self, verb: Token) -> Iterator[Found]:
        """It requires reaffirming …; the crisis requires joint action."""
        own = self.subject(verb)
        if (
            own is None
            or own.i > verb.i
            or self.is_question
            or self.is_negated(verb)
            or verb.dep_ in ("relcl", "acl", "advcl")
        ):
            return
        for c in verb.children:
            is_act = c.dep_ == "dobj" and (
                c.lower_ in self.lists["acts"]
                or any(g.dep_ == "conj" and g.lower_ in self.lists["acts"] for g in c.subtree)
            )
            if c.i > verb.i and (is_act or (c.dep_ in ("xcomp", "pcomp") and c.tag_ == "VBG")):
                one = Found("requires", "call", (0, 0), self.tree.span(verb.i, verb.i + 1))
                self.closed(one, c.left_edge.i, self.until(c))
                yield one
                return

    def launched(self, verb: Token) -> Iterator[Found]:
        """They launched a plan."""
        object_ = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
        if (
            object_ is None
            or object_.lower_ not in self.lists["plans"]
            or verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN")
            or self.is_question
        ):
            return
        own = self.subject(verb)
        has = any(c.lower_ in ("has", "have", "'ve") for c in verb.children)
        if (
            own is None
            or own.i > verb.i
            or not self.acts(own)
            or (verb.tag_ == "VBN" and not has)
            or self.is_negated(verb)
            or self.is_passive(verb)
        ):
            return
        if any(c.tag_ == "TO" or c.dep_ == "acl" for c in object_.children) and object_.lower_ in (
            "plan",
            "plans",
        ):
            verb_of = next(
                (c for c in object_.children if c.dep_ == "acl" and self.tree.is_infinitive(c)), None
            )
            if verb_of is not None:
                one = self.named("noun", "plan", verb, own, self.tree.span(verb.i, object_.i + 1))
                self.closed(one, next(g.i for g in verb_of.children if g.tag_ == "TO"), self.until(verb_of))
                yield one
                return
        one = self.named("launched", "plan", verb, own, self.tree.span(verb.i, verb.i + 1))
        self.closed(one, object_.left_edge.i, self.until(verb))
        yield one

    def of_noun(self, noun: Token) -> Iterator[Found]:
        """He renewed his call for …; they made a pledge to …; they have plans to …"""
        verb = noun.head
        if (
            noun.dep_ != "dobj"
            or verb.lower_ not in self.lists["bearing"]
            or self.is_question
            or self.is_negated(verb)
            or self.tree.is_infinitive(verb)
        ):
            return
        who = self.tree.who(verb)
        if who is None or not (self.acts(who.head) or who.head.lower_ == "it"):
            return
        for c in (*noun.children, *verb.children):
            if c.i <= noun.i:
                continue
            is_to = c.dep_ in ("acl", "xcomp", "advcl") and self.tree.is_infinitive(c)
            links = ("for",) if self.words.nouns[noun.lower_] == "call" else ("to", "of")
            is_prep = c.dep_ == "prep" and c.lower_ in links and c.right_edge.i > c.i and c.head == noun
            if is_to or is_prep:
                one = self.named(
                    "noun", self.words.nouns[noun.lower_], verb, who.head, self.tree.span(verb.i, noun.i + 1)
                )
                start = next(g.i for g in c.children if g.tag_ == "TO") if is_to else c.i + 1
                self.closed(one, start, self.until(c))
                yield one
                return

    def of_need_noun(self, noun: Token) -> Iterator[Found]:
        """He stressed the need to …, the necessity for nations to …; there is a need for …"""
        verb = noun.head
        is_there = (
            verb.lower_ in _BE
            and noun.dep_ in ("attr", "nsubj")
            and any(c.dep_ == "expl" for c in verb.children)
        )
        is_told = noun.dep_ in ("dobj", "conj") and self.stresses(noun)
        if (
            not (is_there or is_told)
            or self.is_question
            or any(c.lower_ == "no" for c in noun.children)
            or (is_there and verb.lower_ not in _PRESENT_BE)
        ):
            return
        if is_told:
            while verb.tag_.startswith("NN"):
                verb = verb.head
            if self.is_negated(verb):
                return
        who = self.tree.who(verb) if is_told else None
        own = (
            who.head
            if who and (self.acts(who.head) or who.head.lower_ in ("it", *self.lists["documents"]))
            else None
        )
        for c in sorted((*noun.children, *verb.children), key=lambda c: c.i):
            if c.i <= noun.i:
                continue
            asked = None
            if c.dep_ in ("acl", "xcomp", "relcl", "advcl", "ccomp") and self.tree.is_infinitive(c):
                asked = next((g for g in c.children if g.dep_ == "nsubj"), None)
                start = next(g.i for g in c.children if g.tag_ == "TO")
            elif c.dep_ == "prep" and c.lower_ in ("for", "of") and c.right_edge.i > c.i and c.head == noun:
                gerund = next((g for g in c.children if g.dep_ == "pcomp"), None)
                to = next((g for g in c.subtree if g.tag_ == "TO" and g.head.tag_ == "VB"), None)
                if noun.lower_.startswith("importance") and gerund is None:
                    return
                start = c.i + 1
                if (
                    to is not None
                    and gerund is None
                    and (named := next((g for g in c.children if g.dep_ == "pobj"), None)) is not None
                    and self.acts(named)
                ):
                    asked, start = named, to.i
                elif (
                    later := next(
                        (
                            g
                            for g in verb.children
                            if g.i > c.i
                            and g.dep_ in ("xcomp", "advcl", "ccomp")
                            and self.tree.is_infinitive(g)
                        ),
                        None,
                    )
                ) is not None and gerund is None:
                    asked = next((g for g in c.children if g.dep_ == "pobj"), None)
                    start, c = next(g.i for g in later.children if g.tag_ == "TO"), later
            else:
                continue
            first = verb.i if is_told else noun.left_edge.i
            one = self.named("necessity", "call", verb, own, self.tree.span(first, noun.i + 1))
            if asked is not None and self.acts(asked):
                one.addressee = self.tree.span(asked.left_edge.i, asked.i + 1)
            self.closed(one, start, self.until(c))
            yield one
            return

    def stresses(self, noun: Token) -> bool:
        top = noun
        while top.dep_ == "conj" and top.head.tag_.startswith("NN"):
            top = top.head
        return top.dep_ == "dobj" and top.head.lower_ in self.lists["stressing"]

    # Parts of a sentence

    def subject(self, verb: Token, *, is_strict: bool = False) -> Token | None:
        """Who does it, of a verb beside another that of the other; not strictly, also a name the parser hung elsewhere."""
        for _ in range(8):  # deeper chains are errors of the parser
            own = next((c for c in verb.children if c.dep_ in _SUBJECTS and c.i < verb.i), None)
            if own is not None or verb.dep_ != "conj" or not verb.head.tag_.startswith(("VB", "MD")):
                break
            verb = verb.head
        if own is None and not is_strict:
            own = self.tree.subject(verb)
        return own if own is not None and own.i < verb.i else None

    def antecedent(self, verb: Token, own: Token) -> Token:
        return verb.head if verb.dep_ == "relcl" else own

    def acts(self, noun: Token | None) -> bool:
        """Whether it is somebody who can act."""
        if noun is None:
            return False
        word = noun.lower_
        if noun.tag_ in ("PRP", "WP"):
            return word in _ANYBODY or (word == "it" and noun.dep_ != "expl")
        if word in _NOBODY or (
            not noun.tag_.startswith("NN")
            and word not in ("all", "both", "many", "each", "others", "everyone", "everybody")
        ):
            return False
        if word in self.lists["things"] or noun.dep_ == "csubj":
            return False
        return (
            self.is_named(noun)
            or word in self.lists["agents"]
            or noun.tag_ in ("NNP", "NNPS")
            or word in ("all", "both", "others", "many", "each")
            or any(
                c.dep_ == "conj" and (c.lower_ in self.lists["agents"] or self.is_named(c))
                for c in noun.children
            )
        )

    def is_named(self, noun: Token) -> bool:
        return self.tree.start + noun.idx + len(noun) in self.ends and noun.lower_ not in self.lists["things"]

    def agent(self, verb: Token) -> Token | None:
        by = next((c for c in verb.children if c.dep_ == "agent"), None)
        return next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None

    def done(self, verb: Token) -> Token:
        """What is to be done: 'support' of 'will continue to support'."""
        if verb.lower_ in _AUXILIARY:
            return next(
                (c for c in verb.children if c.dep_ == "xcomp" and c.i > verb.i and c.tag_.startswith("VB")),
                verb,
            )
        return verb

    def is_passive(self, verb: Token) -> bool:
        return any(c.dep_ == "auxpass" for c in verb.children)

    def is_negated(self, verb: Token) -> bool:
        return any(c.dep_ == "neg" or c.lower_ in ("never", "not") for c in verb.children)

    def has_perfect(self, verb: Token) -> bool:
        return any(c.lower_ == "have" and c.dep_ == "aux" for c in verb.children)

    def is_wondered(self, verb: Token) -> bool:
        """How they should …; whether it will …"""
        return any(c.tag_ in ("WRB", "WP") and c.dep_ != "nsubj" for c in verb.children) or any(
            c.dep_ == "mark" and c.lower_ in ("whether", "lest") for c in verb.children
        )

    def is_in_condition(self, verb: Token) -> bool:
        return any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children)

    def is_conditional(self, verb: Token) -> bool:
        return any(
            c.dep_ == "advcl" and any(g.lower_ in _IF and g.i < c.i for g in c.children)
            for c in verb.children
        )

    def is_performed(self, verb: Token) -> bool:
        """'I would urge', 'let us call on': it is done by saying it."""
        return (
            any(cue.force in ("call", "proposal") for cue, _ in self.cues(verb))
            and verb.lower_ in self.words.verbs
            and not self.is_passive(verb)
        )

    def cue(self, modal: Token, verb: Token) -> Span:
        """'will', 'will not', 'should', 'can not be allowed'."""
        last = modal.i
        for t in self.doc[modal.i + 1 : verb.i]:
            if t.dep_ == "neg" and t.i == last + 1:
                last = t.i
        return self.tree.span(modal.i, last + 1)

    def edges(self, noun: Token) -> tuple[int, int]:
        i, j = noun.left_edge.i, noun.right_edge.i + 1
        return i, max(noun.i + 1, min(j, self.tree.apart(noun.i, j)))

    def naming(self, own: Token, verb: Token) -> Named:
        """Who is named; of several all, without how many they are."""
        named = self.tree.naming(own, verb)
        if not self.is_named(own) and named.source and own.tag_ == "NNS":
            first = next(
                (
                    k
                    for k in range(own.left_edge.i, own.i)
                    if self.doc[k].tag_ not in ("CD", "RB", "DT", "IN", "JJR", "JJS", "PDT")
                ),
                own.i,
            )
            start = self.tree.span(first, first + 1)[0]
            last = own.i + 1
            if any(c.dep_ == "conj" for c in own.children):
                joints = [k for k in range(own.i, own.right_edge.i) if self.doc[k].dep_ == "cc"]
                ends = (
                    (
                        k
                        for k in range(joints[0], own.right_edge.i + 1)
                        if self.doc[k].dep_ in ("prep", "punct", "relcl")
                    )
                    if joints
                    else iter(())
                )
                last = max(last, next(ends, own.right_edge.i + 1) if joints else last)
            named.name = start, max(self.tree.span(own.i, last)[1], named.name[1] if named.name else 0)
        return named

    def named(self, rule: str, force: str, verb: Token, own: Token | None, cue: Span) -> Found:
        one = Found(rule, force, (0, 0), cue)
        if own is not None:
            one.by = self.naming(own, verb)
        return one

    def made(
        self,
        rule: str,
        force: str,
        verb: Token,
        cue: Span,
        own: Token | None,
        *,
        form: str = "firm",
        is_whole: bool = False,
        starts: int | None = None,
    ) -> Found:
        """What a modal verb says: of a passive the action holds what is to be acted on, too."""
        one = Found(rule, force, (0, 0), cue, form)
        is_passive, agent = self.is_passive(verb), self.agent(verb)
        acts = own is not None and self.acts(own)
        whole = own is not None and (is_passive or is_whole or (force == "call" and not acts))
        if force in ("promise", "plan"):
            who = agent if is_passive else own
            if who is not None and who.tag_ in _WH:
                who = self.antecedent(verb, who)
            if who is not None:
                one.by = self.naming(who, verb)
        elif is_passive:
            one.addressee = self.tree.span(*self.edges(agent)) if agent is not None else None
        elif acts and own is not None:
            one.addressee = self.tree.span(*self.edges(own))
        if starts is None:
            starts = next(
                (
                    k
                    for k in range(verb.left_edge.i, verb.i + 1)
                    if self.tree.start + self.doc[k].idx >= cue[1]
                ),
                verb.i,
            )
        start = own.left_edge.i if whole and own is not None else starts
        if (
            whole
            and own is not None
            and verb.dep_ == "ccomp"
            and verb.head.tag_ == "VBG"
            and verb.head.i < own.i
        ):
            start = verb.head.left_edge.i  # 'Obtaining data … can not be allowed'
        self.closed(one, start, self.until(verb))
        if whole and own is not None and one.hull:
            one.hull = min(one.hull[0], self.tree.span(start, start + 1)[0]), one.hull[1]
        return one

    def closed(self, one: Found, i: int, j: int) -> None:
        """Set what is to be done, from token i to before token j, and what belongs to it."""
        while i < j - 1 and self.doc[i].text in _LOOSE:
            i += 1
        j = max(i + 1, self.trim(i, j))
        one.action = self.tree.span(i, j)
        one.beneficiary = self.beneficiary(i, j)
        spans = [one.action, *(s for s in (one.cue, one.addressee, one.by.source if one.by else None) if s)]
        one.hull = min(a for a, _ in spans), max(b for _, b in spans)

    def beneficiary(self, i: int, j: int) -> Span | None:
        """Somebody who can act, behind 'for', or behind 'to' of what is given."""
        for k in range(i + 1, j - 1):
            token = self.doc[k]
            if token.dep_ not in ("prep", "dative") or token.lower_ not in ("to", "for"):
                continue
            noun = next((c for c in token.children if c.dep_ == "pobj"), None)
            giver = token.head.head if token.head.tag_.startswith("NN") else token.head
            is_given = token.lower_ == "for" or giver.lower_ in self.lists["giving"]
            if (
                noun is not None
                and noun.right_edge.i < j
                and noun.tag_ != "PRP"
                and self.acts(noun)
                and is_given
            ):
                return self.tree.span(*self.edges(noun))
        return None

    def until(self, verb: Token) -> int:
        """Where what a verb says ends: before a verb beside it that has its own subject, or modal verb."""
        end = verb.right_edge.i + 1
        for c in verb.children:
            if c.i > verb.i and c.dep_ in ("conj", "ccomp", "parataxis") and c.dep_ == "conj":
                if any(g.dep_ in ("nsubj", "nsubjpass", "expl") or (g.tag_ == "MD") for g in c.children):
                    end = min(end, c.left_edge.i)
            elif (
                c.i > verb.i
                and c.dep_ == "advcl"
                and c.left_edge.i > verb.i
                and self.doc[c.left_edge.i - 1].text == ","
                and c.left_edge.lower_ in ("while", "as", "although", "though", "because", "since", "whereas")
            ):
                end = min(end, c.left_edge.i)
        return self.trim(verb.i, min(end, self.tree.end))

    def trim(self, i: int, j: int) -> int:
        while j > i + 1 and (self.doc[j - 1].text in _LOOSE or self.doc[j - 1].tag_ == "CC"):
            j -= 1
        return j
