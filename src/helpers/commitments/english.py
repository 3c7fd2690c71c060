"""English commitments in the trees that statements are read from: modal verbs, necessity, verbs and nouns that commit."""

# ruff: noqa: PLR0911, PLR0912
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers.commitments.clauses import (
    SUBJECTS,
    WH,
    Clauses,
    agent,
    antecedent,
    be_of,
    child,
    done,
    infinitive,
    is_about,
    is_conditional,
    is_negated,
    is_no,
    is_nobody,
    is_passive,
    is_perfect,
    is_wondered,
    to,
)
from helpers.commitments.found import Found, Span
from helpers.commitments.words import Cue, english
from helpers.statements.english import Stretch
from helpers.statements.trees import Tree

if TYPE_CHECKING:
    from spacy.tokens import Token

_PROMISING = frozenset(["will", "'ll", "’ll", "wo", "shall", "going"])
_REPORTED = frozenset(["would", "'d", "’d"])
_CALLING = frozenset(["should", "must", "ought"])
_HEDGING = frozenset(["may", "might", "could"])
_IS = frozenset(["is", "are", "am", "'s", "’s", "'re", "’re", "'m", "’m"])
_ABLE = frozenset(["can", "could", "may", "might"])
_STAYS = frozenset(["stand", "stands", "remain", "remains"])
_GOES_ON = frozenset(["continue", "continues"])
_DONE = frozenset(["allowed", "tolerated", "accepted", "permitted", "condoned", "ignored"])
_SET = frozenset(
    [
        "committed",
        "set",
        "due",
        "ready",
        "willing",
        "determined",
        "prepared",
        "scheduled",
        "resolved",
        "poised",
    ]
)
_MINDED = frozenset(["committed", "ready", "willing", "determined", "prepared", "resolved"])
_DEDICATED = frozenset(["committed", "dedicated", "devoted"])
_STIRRING = frozenset(["encourage", "invite", "oblige", "exhort"])
_ORDERING = frozenset(["urge", "order"])
_VALUED = frozenset(["important", "critical", "crucial", "vital"])  # they praise rather than call
_APART = frozenset([",", "—", "–"])
_EVERY = frozenset(["every", "each"])
# 'They wish to urge', 'he took the opportunity to propose', 'allow me to call on': the infinitive is what they do.
_DOING = frozenset([
    "want", "wants", "like", "wish", "wishes", "went", "continue", "continues", "continued", "join", "have", "allow", "permit",
])  # fmt: skip
_OPPORTUNITY = frozenset(["opportunity", "occasion", "liberty"])
_TAKING = frozenset(["take", "takes", "took", "taking", "use"])
_JOINING = frozenset(["join", "joins", "joined", "joining"])
# 'They are taking' says little without what they take.
_LIGHT = frozenset(["making", "taking", "providing"])
_LIGHT_OBJECTS = frozenset(["effort", "efforts", "step", "steps", "action", "actions", "measure", "measures"])
_FINITE = ("VBP", "VBZ", "VBD")


class Reader:
    """Reads the commitments of one document from the trees of its sentences."""

    def __init__(self, mentions: Sequence[Mapping[str, Any]]) -> None:
        self.found: list[Found] = []
        self.ends = {mention["end"] for mention in mentions}

    def wants(self, stretch: Stretch) -> bool:
        return not english().words.isdisjoint(stretch.words)

    def read(self, stretch: Stretch, tree: Tree) -> None:
        self.found += _outermost(_Sentence(tree, self.ends).found())


def _outermost(found: Iterator[Found]) -> list[Found]:
    """Without what stands inside of another: 'will call for', 'urged them to promise'. But of 'suggested that they
    should' the inner one says with which force."""
    kept: list[Found] = []
    far = -1  # which of them reaches farthest
    for one in found:
        start, end = kept[far].action if kept else (0, 0)
        if not (one.cue and start < one.cue[1] <= end):
            kept.append(one)
        elif kept[far].rule == "that" and one.rule in ("should", "necessary", "necessity", "needed"):
            kept[far] = one
        if kept[-1].action[1] >= kept[far].action[1]:
            far = len(kept) - 1
    return kept


class _Sentence(Clauses):
    """The constructions of committing in one sentence."""

    def found(self) -> Iterator[Found]:
        if self.is_question:
            return
        for token in self.doc:
            word, tag = token.lower_, token.tag_
            if tag == "MD" or word in ("ought", "cannot"):
                yield from self.modal(token)
            elif word in ("need", "needs", "have", "has") and tag in ("VBP", "VBZ"):
                yield from self.need(token)
            elif word == "let" and tag == "VB":
                yield from self.let(token)
            elif word == "going" and tag == "VBG":
                yield from self.going(token)
            elif word in _STAYS or (word == "be" and token.dep_ == "xcomp" and token.head.lower_ in _GOES_ON):
                yield from filter(None, [self.set_to(token)])
            elif word == "be":
                yield from filter(None, [self.needed(token)])
            elif word in _IS:
                rules = (self.set_to, self.necessary, self.only_way, self.under_way, self.needed)
                yield from filter(None, [next(filter(None, (rule(token) for rule in rules)), None)])
            elif tag.startswith("NN"):
                if word == "time":
                    yield from self.time(token)
                elif word in self.lists["duties"]:
                    yield from self.duty(token)
                elif word in self.lists["needs"]:
                    yield from self.need_noun(token)
                elif word in self.words.nouns:
                    yield from self.noun(token)
            elif word in self.lists["necessary"] and token.head.lower_ in self.lists["deeming"]:
                yield from self.deemed(token)
            if tag.startswith("VB") and token.dep_ not in ("amod", "compound", "aux", "auxpass"):
                yield from self.verb(token)
        if len(self.doc) > 2 and self.doc[-1].text == ":":
            yield from self.announced(self.doc[-2])

    def announced(self, last: Token) -> Iterator[Found]:
        """The Council shall: …; they agreed to: …; what follows in a list says what."""
        if last.lower_ == "to":
            verb, own = last.head, self.who(last.head)
            force = next((cue.force for cue, _ in self.cues(verb) if cue.takes & {"to", "whom"}), None)
            asked = child(verb, "dobj", after=verb.i)
        else:
            verb, own = last, child(last, *SUBJECTS) or self.subject(last.head)
            force = "promise" if last.lower_ in _PROMISING else "call" if last.lower_ in _CALLING else None
            own, asked = (None, own) if force == "call" else (own, None)
        if force is None or not (self.speaks(own) or (own is None and self.acts(asked))):
            return
        one = self.by("list", force, verb, own, self.tree.span(verb.i, last.i + 1))
        one.addressee = self.phrase(asked) if self.acts(asked) else None
        one.is_open = True
        yield self.closed(one, last.i, last.i + 1)

    # Modal verbs

    def modal(self, modal: Token) -> Iterator[Found]:
        verb, word = modal.head, modal.lower_
        if word == "ought" and (act := infinitive(modal, "xcomp")) and (own := self.subject(modal)):
            yield from self.should(act, own, self.tree.span(modal.i, (to(act) or act.i) + 1))
        if modal.dep_ != "aux" or not verb.tag_.startswith("VB") or verb.i < modal.i:
            return
        own = self.subject(verb, is_strict=True)
        if own is None or own.i > modal.i:
            return  # 'Should talks fail, …'
        if word in _CALLING or word == "need":
            yield from self.should(verb, own, self.cue(modal, verb))
        elif word in _PROMISING or word in _REPORTED or word in _HEDGING:
            yield from self.will(modal, verb, own, self.cue(modal, verb))
        elif (
            word in ("can", "could", "cannot")
            and is_negated(verb)
            and is_passive(verb)
            and verb.lower_ in _DONE
        ):
            yield self.made("should", "call", verb, own, self.cue(modal, verb))

    def will(self, modal: Token, verb: Token, own: Token, cue: Span) -> Iterator[Found]:
        word, what = modal.lower_, done(verb)
        if is_perfect(verb) or is_wondered(verb) or own.lower_ in ("you", "there"):
            return
        if verb.lower_ in ("need", "have"):  # 'will have to act'
            if what is not verb and word in _PROMISING and not is_about(verb):
                yield from self.should(what, own, cue)
            return
        if own.tag_ in WH and not self.is_named(antecedent(verb, own)):
            return  # 'a plan that will help' tells of the plan
        if not self.is_deliberate(verb, antecedent(verb, own)) or own.lower_ in self.lists["crowds"]:
            return
        if own.lower_ in ("they", "it") and self.is_of_thing(own):
            return  # 'if tariffs are imposed, they will apply'
        if self.is_performed(what, own):
            return  # 'I would urge', 'we will call for'
        if word in _REPORTED and what.lower_ in self.lists["stressing"]:
            return  # 'Norway would underline the need to'
        if verb.dep_ in ("ccomp", "acl") and verb.head.lower_ in self.lists["hoping"]:
            return  # 'we are confident that they will act'
        if own.lower_ == "i" and what.lower_ in self.lists["speaking"]:
            return  # 'I will conclude'
        if own.lower_ == "none" or (own.left_edge.lower_ == "no" and word != "shall"):
            return  # 'no country will accept' is foretold; 'no Party shall' and 'neither side will' bind
        form = "firm"
        if word in _HEDGING:
            if (
                is_negated(verb)
                or own.tag_ == "PRP"
                or is_passive(verb)
                or what.lower_ not in self.lists["deliberate"]
            ):
                return  # 'terrorists may use', 'he could see'
            form = "hedged"
        elif is_negated(verb) or is_nobody(own):
            form = "refused"
        elif is_conditional(verb):
            form = "conditional"
        elif word in _REPORTED:
            form = "reported"
        is_habit = word in _REPORTED and any(
            c.lower_ in _EVERY and c.head.dep_ == "npadvmod" for c in verb.subtree
        )
        one = self.made("will", "plan" if is_habit else "promise", verb, own, cue)
        if is_nobody(own) and child(own, "conj") is None:
            one.by = None  # 'neither side': who they are is told elsewhere
        one.form, one.is_reported = form, word in _REPORTED and form != "conditional"
        yield one

    def should(self, verb: Token, own: Token, cue: Span) -> Iterator[Found]:
        is_apart = self.doc[verb.left_edge.i - 1].text in _APART  # 'the plan, which must be funded'
        if is_perfect(verb) or is_wondered(verb) or self.is_performed(verb, own):
            return
        if is_about(verb) and not is_apart:
            return
        if own.tag_ in WH:
            own = antecedent(verb, own)
            if own.tag_ in WH or not (is_passive(verb) or self.acts(own)):
                return
        word, subject = verb.lower_, own.lower_
        if subject == "you" and word in ("be", "know", "have"):
            return
        if word == "be" and subject != "there":
            said = child(verb, "acomp", "attr", "prep", "advmod", after=verb.i)
            is_able = said is not None and said.lower_ == "able" and self.acts(own)
            is_likely = said is None or (said.lower_ in self.lists["likely"] and not is_able)
            if is_likely or subject in ("it", "this", "that"):
                return  # 'it must be true'
        elif (subject == "i" and word in self.lists["speaking"]) or (
            subject == "we" and word in self.lists["noting"]
        ):
            return  # 'I must say', 'we must admit'
        elif (
            not self.acts(own) and not is_passive(verb) and (word in self.lists["likely"] or subject == "it")
        ):
            return  # 'the train should arrive'
        yield self.made("should", "call", verb, own, cue)

    def need(self, need: Token) -> Iterator[Found]:
        """They need to act; they have to act; we need them to act."""
        verb, own = infinitive(need, "xcomp", "ccomp", "advcl", after=need.i), self.subject(need)
        if (
            verb is None
            or own is None
            or own.lower_ in ("you", "it")
            or is_negated(need)
            or is_wondered(need)
        ):
            return
        asked = child(verb, "nsubj", after=need.i) or child(need, "dobj")
        if need.lower_ in ("need", "needs") and self.acts(asked) and self.acts(own):
            one = Found("need", "call", (0, 0), self.tree.span(need.i, need.i + 1))
            one.addressee = self.phrase(asked)
            yield self.closed(one, to(verb) or verb.i, self.until(verb))
            return
        if own.lower_ == "i" or verb.dep_ == "advcl" or own.lower_ in self.lists["crowds"]:
            return  # 'people have to wait'
        place = to(verb) or verb.i
        is_other = any(t.dep_ in ("dobj", "nsubj") for t in self.doc[need.i + 1 : place])  # 'have work to do'
        is_idle = verb.lower_ in ("have", "do") and child(verb, "dobj") is None
        if not is_other and not is_idle and not is_about(need):
            yield from self.should(verb, own, self.tree.span(need.i, place + 1))

    def going(self, going: Token) -> Iterator[Found]:
        """We are going to act; of others it is foretold."""
        verb, be, own = infinitive(going, "xcomp"), be_of(going), self.subject(going)
        if (
            verb is None
            or be is None
            or be.lower_ not in _IS
            or own is None
            or (own.tag_ == "PRP" and own.lower_ not in ("i", "we"))
        ):
            return
        for one in self.will(going, verb, own, self.tree.span(be.i, (to(verb) or verb.i) + 1)):
            one.form = "refused" if is_negated(going) else one.form
            yield one

    def let(self, let: Token) -> Iterator[Found]:
        """Let us build a world …"""
        us = self.doc[let.i + 1].lower_ if let.i + 2 < len(self.doc) else ""
        verb = child(let, "ccomp", "xcomp", after=let.i + 1)
        if us not in ("us", "'s", "’s") or verb is None or verb.tag_ != "VB" or verb.right_edge.i == verb.i:
            return
        if (
            child(let, "nsubj") is None
            and verb.lower_ not in self.lists["idle"]
            and not self.is_performed(verb, None)
        ):
            one = Found("should", "call", (0, 0), self.tree.span(let.i, let.i + 2))
            one.addressee = self.tree.span(let.i + 1, let.i + 2) if us == "us" else None
            never = child(verb, "neg", after=let.i + 1)
            yield self.closed(one, verb.i if never is None else min(never.i, verb.i), self.until(verb))

    # Forms of 'be'

    def set_to(self, be: Token) -> Found | None:
        """It is set to open; they are ready to help, are committed to helping."""
        head = be.head if be.dep_ == "auxpass" else child(be, "acomp", after=be.i)
        own = self.subject(be.head if be.dep_ == "auxpass" or to(be) is not None else be)
        own = own or child(be, "nsubj")  # 'my country, Norway, is committed'
        if head is None or own is None or is_negated(head) or is_negated(be):
            return None
        beside = child(head, "conj")  # 'ready and willing to help'
        verb = infinitive(head, "xcomp") or (infinitive(beside, "xcomp") if beside is not None else None)
        is_minded = head.lower_ in _MINDED and verb is not None and not is_passive(verb) and self.acts(own)
        if head.lower_ in _SET and verb is not None and (is_minded or self.is_deliberate(verb, own)):
            one = self.made("will", "promise", verb, own, self.tree.span(be.i, (to(verb) or verb.i) + 1))
            one.form = "refused" if is_negated(verb) else "firm"
            return one
        towards = next((c for c in head.children if c.dep_ == "prep" and c.lower_ == "to"), None)
        if head.lower_ in _DEDICATED and self.acts(own) and towards is not None:
            one = self.by("committed", "promise", head, own, self.tree.span(be.i, towards.i + 1))
            return self.closed(one, towards.i + 1, towards.right_edge.i + 1)
        return None

    def necessary(self, be: Token) -> Found | None:
        """It is necessary for states to …; it is essential that …; it is of vital importance to …"""
        said = next(
            (c for c in be.children if c.dep_ in ("acomp", "attr") and c.lower_ in self.lists["necessary"]),
            None,
        )
        of = next((c for c in be.children if c.lower_ == "of" and c.i > be.i), be)
        if said is None and (noun := child(of, "pobj")) is not None and noun.lower_ in self.lists["needs"]:
            said = noun
        if said is None or is_negated(be) or is_wondered(be) or child(said, "det") is not None:
            return None
        if not any(c.lower_ == "it" and c.i < be.i for c in be.children):
            return None
        beside = (*be.children, *said.children)
        for c in beside:
            is_that = any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
            is_clause = c.dep_ in ("xcomp", "ccomp", "advcl", "acl", "relcl", "csubj") and c.i > said.i
            if not is_clause or not (is_that or to(c) is not None):
                continue
            if c.lower_ in self.lists["noting"]:
                return None  # 'it is important to note'
            owner = child(c, "nsubj") or next(
                (child(g, "pobj") for g in beside if g.dep_ == "prep" and g.lower_ == "for" and g.i < c.i),
                None,
            )
            one = Found("necessary", "call", (0, 0), self.tree.span(be.i, said.i + 1))
            one.addressee = self.phrase(owner) if self.acts(owner) else None
            place = to(c)
            return self.closed(one, c.left_edge.i if place is None else self.from_(c, place), self.until(c))
        return None

    def deemed(self, adjective: Token) -> Iterator[Found]:
        """They consider it essential to …; it makes it incumbent upon states to …"""
        deem = adjective.head
        verb = infinitive(adjective, "xcomp", "advcl", "ccomp", after=adjective.i) or infinitive(
            deem, "xcomp", "advcl", "ccomp", after=adjective.i
        )
        is_it = any(
            c.lower_ == "it" and deem.i < c.i < adjective.i for c in (*adjective.children, *deem.children)
        )
        if verb is None or not is_it or is_negated(deem) or verb.lower_ in self.lists["noting"]:
            return
        own, whom = self.who(deem), child(adjective, "prep", after=adjective.i)
        asked = child(whom, "pobj") if whom is not None else None
        speaks = own if self.speaks(own) else None
        one = self.by("necessary", "call", deem, speaks, self.tree.span(deem.i, adjective.i + 1))
        one.addressee = self.phrase(asked) if self.acts(asked) else None
        yield self.closed(one, self.from_(verb, to(verb) or verb.i), self.until(verb))

    def time(self, time: Token) -> Iterator[Found]:
        """Now is the time to …; the time has come to …; 'it is time to' is necessary."""
        verb = time.head
        is_now = verb.lower_ in _IS and any(
            c.lower_ in ("now", "it", "this") and c.i < verb.i for c in verb.children
        )
        if (
            child(time, "det") is None
            or not (is_now or (verb.lower_ == "come" and is_perfect(verb) and time.dep_ == "nsubj"))
            or is_negated(verb)
        ):
            return
        act = infinitive(time, "acl", "relcl", after=time.i) or infinitive(
            verb, "xcomp", "advcl", after=time.i
        )
        if act is not None and act.right_edge.i > act.i:
            one = Found("time", "call", (0, 0), self.tree.span(time.left_edge.i, max(time.i, verb.i) + 1))
            yield self.closed(one, self.from_(act, to(act) or act.i), self.until(act))

    def only_way(self, be: Token) -> Found | None:
        """The only way to … is to …; our aim is to …; leaders are to meet."""
        own, verb = child(be, "nsubj"), infinitive(be, "xcomp", "ccomp", after=be.i)
        if own is None or own.i > be.i or verb is None or is_negated(be):
            return None
        place = to(verb) or verb.i
        if own.lower_ in self.lists["ways"]:
            last = own.i + 1 if own.i + 1 < be.i else be.i + 1
            one = Found("only way", "call", (0, 0), self.tree.span(own.left_edge.i, last))
        elif own.lower_ in self.lists["goals"] and not self.is_stative(verb):
            owner = child(own, "poss")
            if owner is not None and owner.tag_ in WH:
                return None
            one = self.by("goal", "plan", be, owner, self.tree.span(own.i, place + 1))
        elif is_wondered(be):
            return None  # 'if we are to succeed'
        elif place == be.i + 1 and verb.tag_ in ("VB", "VBN") and self.is_deliberate(verb, own):
            return self.made("will", "promise", verb, own, self.tree.span(be.i, place + 1))
        else:
            return None
        return self.closed(one, place, self.until(verb))

    def under_way(self, be: Token) -> Found | None:
        """They are working to …"""
        verb = be.head
        if be.dep_ != "aux" or verb.tag_ != "VBG" or verb.i < be.i:
            return None
        return self.effort(verb, be)

    def effort(self, verb: Token, first: Token) -> Found | None:
        """They are working to …, have been stepping up …"""
        own = self.subject(verb)
        is_empty = verb.lower_ in _LIGHT and not any(c.lower_ in _LIGHT_OBJECTS for c in verb.children)
        if verb.lower_ not in self.lists["efforts"] or own is None or own.tag_ in WH or not self.acts(own):
            return None
        if is_empty or is_negated(verb) or first.i < own.i or is_about(verb):
            return None
        one = self.by("under way", "plan", verb, own, self.tree.span(first.i, verb.i + 1))
        return self.closed(one, verb.i, self.until(verb))

    def needed(self, be: Token) -> Found | None:
        """Action is needed, is essential; companies are required to report."""
        vital = child(be, "acomp", after=be.i)
        verb = be.head if vital is None else be
        is_vital = (
            vital is not None and vital.lower_ in self.lists["necessary"] and vital.lower_ not in _VALUED
        )
        is_needed = be.dep_ == "auxpass" and verb.lower_ in ("needed", "required")
        may = any(c.lower_ in _ABLE for c in verb.children)
        if not (is_vital or is_needed) or may or is_negated(verb):
            return None
        own = self.subject(verb)
        if (
            own is None
            or own.tag_ in WH
            or any(c.lower_ == "no" for c in own.children)
            or verb.dep_ in ("relcl", "acl")
        ):
            return None
        is_duty = (
            verb.lower_ == "required" and self.acts(own) and infinitive(verb, "xcomp", "advcl", after=verb.i)
        )
        if not is_duty and own.lower_ not in self.lists["acts"]:
            return None
        last = vital or verb
        return self.made("needed", "call", verb, own, self.tree.span(be.i, last.i + 1))

    # Verbs and nouns that commit

    def verb(self, verb: Token) -> Iterator[Found]:
        if verb.lower_ in ("require", "requires", "need"):
            yield from self.requires(verb)
        been = be_of(verb)
        if verb.tag_ == "VBG" and been is not None and been.lower_ == "been":
            has = next((c for c in verb.children if c.lower_ in ("has", "have", "'ve", "’ve")), None)
            if has is not None and verb.lower_ not in _LIGHT and (one := self.effort(verb, has)):
                yield one
                return
        if verb.lower_ in self.lists["launching"]:
            yield from self.launched(verb)
        if not is_negated(verb) and self.is_act(verb):
            rules = (self.committing(verb, *cue) for cue in self.cues(verb))
            yield from filter(None, [next(filter(None, rules), None)])

    def is_act(self, verb: Token) -> bool:
        """Whether somebody does it here: not 'the measures proposed', 'to urge them', 'a report that calls for'."""
        if verb.tag_ == "VBN" and be_of(verb) is None and not is_perfect(verb):
            return verb.dep_ == "conj" and verb.head.tag_ in ("VBN", "VBD", "VBZ") and verb.head.dep_ != "acl"
        if any(c.lower_ in _ABLE for c in verb.children):
            return False  # 'they may request'
        if verb.dep_ == "conj" and verb.tag_ == verb.head.tag_ and verb.tag_ in ("VB", "VBG"):
            return self.is_act(verb.head)  # 'to review and propose', 'in finding and guaranteeing'
        if to(verb) is not None:
            is_taken = (
                verb.dep_ == "acl" and verb.head.lower_ in _OPPORTUNITY and verb.head.head.lower_ in _TAKING
            )
            return is_taken or (verb.dep_ in ("xcomp", "ccomp") and verb.head.lower_ in _DOING)
        if verb.dep_ == "relcl":
            own = self.subject(verb)
            return own is not None and (own.tag_ not in WH or self.is_named(antecedent(verb, own)))
        if verb.dep_ == "pcomp":
            return verb.head.lower_ == "in" and verb.head.head.lower_ in _JOINING
        is_of_thing = verb.dep_ == "acl" and verb.lower_ == "requiring"
        return not is_of_thing and verb.dep_ != "csubj" and not is_wondered(verb)

    def is_performed(self, verb: Token, own: Token | None) -> bool:
        """'I would urge them to', 'let us call on': it is done by saying it."""
        is_ours = own is None or own.lower_ in ("i", "we")
        found = (self.committing(verb, *cue) for cue in self.cues(verb)) if is_ours else ()
        return any(one is not None and one.force in ("call", "proposal") for one in found)

    def committing(self, verb: Token, cue: Cue, last: int) -> Found | None:
        if is_passive(verb):
            return self.called_on(verb, cue, last)
        is_taken = verb.dep_ == "acl" and to(verb) is not None  # 'they took the opportunity to urge'
        own = self.who(verb.head.head if is_taken else verb)
        is_somebody = self.acts(own)
        writes = own is not None and own.lower_ in self.lists["documents"]
        if not is_somebody and not (cue.force == "call" or (writes and cue.force == "proposal")):
            return None
        if own is None and verb.tag_ not in ("VBG", "VBD", "VBZ"):
            return None
        if own is not None and own.lower_ == "you":
            return None
        if cue.words == "decide" and not is_perfect(verb):
            return None  # what was decided then is told
        if cue.words in _STIRRING and own is not None and not self.speaks(own):
            return None  # 'this encourages us to act'
        parts = self.clause(verb, cue, last) or self.object(verb, cue, last)
        if parts is None:
            return None
        rule, start, end, asked = parts
        named = own if is_somebody or writes else None  # the situation calls for it: who says so calls
        one = self.by(rule, cue.force, verb, named, self.tree.span(self.tree.cue_first(verb), last + 1))
        one.form = cue.form
        if asked is not None:
            last = (
                min(asked.right_edge.i + 1, start)
                if rule == "infinitive" and start > asked.i
                else asked.right_edge.i + 1
            )
            one.addressee = self.tree.span(asked.left_edge.i, self.trim(asked.left_edge.i, last))
        return self.closed(one, start, end)

    def clause(self, verb: Token, cue: Cue, last: int) -> tuple[str, int, int, Token | None] | None:
        """They promised to …, that …; urged them to …; proposed meeting: the rule, what is to be done, who is asked."""
        own = self.who(verb)
        is_ours = own is not None and (own.lower_ in ("i", "we") or self.is_named(own) or own.tag_ == "NNP")
        after = [c for c in verb.children if c.i > last]
        beside = (*after, *(self.doc[last].children if last > verb.i else ()))
        for c in after:
            if c.dep_ not in ("xcomp", "ccomp") or not c.tag_.startswith("VB"):
                continue
            place = to(c)
            if place is not None and cue.takes & {"to", "whom"}:
                nouns = (g for g in (*c.children, *beside) if g.dep_ in ("nsubj", "dobj", "pobj", "dative"))
                asked = next((g for g in nouns if last < g.i < place), None)
                is_self = asked is not None and asked.lower_.endswith(("self", "selves"))
                is_asked = asked is not None and (
                    asked.tag_ in ("PRP", "DT") or last > verb.i or self.acts(asked)
                )
                if cue.form == "hedged" and cue.force == "call" and (self.is_stative(done(c)) or not is_ours):
                    continue  # 'want them to know', 'analysts expect'
                if is_self or (is_asked if "whom" in cue.takes else asked is None):
                    return "infinitive", self.from_(c, place), self.until(c), None if is_self else asked
            elif "that" in cue.takes and c.tag_ != "VBG" and (own := self.subject(c)) is not None:
                if cue.form == "hedged" and not (is_ours and self.is_wish(c)):
                    continue  # 'hope that it will rain'
                has_modal = any(g.tag_ == "MD" for g in c.children)
                is_asking = cue.force in ("call", "proposal") and cue.words != "suggest"
                is_bare = c.tag_ == "VB" or any(g.lower_ == "be" for g in c.children)
                is_bare = is_bare or (is_asking and c.tag_ == "VBP")  # 'that States ban such weapons'
                if has_modal or (is_bare and cue.force in ("call", "proposal")):
                    is_asked = cue.force != "promise" and self.acts(own) and not is_passive(c)
                    return "that", min(own.left_edge.i, c.i), self.until(c), own if is_asked else None
            elif "ing" in cue.takes and c.tag_ == "VBG":
                return "ing", c.left_edge.i, self.until(c), None
        if "whom" in cue.takes:
            is_anyone = cue.words in ("call on", "call upon")
            objects = (g for g in beside if g.dep_ in ("dobj", "pobj") and g.i > last)
            asked = next((g for g in objects if is_anyone or self.acts(g)), None)
            # The parser hangs the infinitive on whom one asks: 'called on more countries to enhance'.
            hung = asked.subtree if asked is not None else ()
            for c in (*hung, *after):
                if (
                    asked is not None
                    and c.i > asked.i
                    and c.dep_ in ("acl", "relcl", "xcomp", "advcl")
                    and (place := to(c))
                ):
                    return "infinitive", self.from_(c, place), self.until(c), asked
        return None

    def is_wish(self, verb: Token) -> bool:
        """Whether what is hoped is for others to do."""
        own = self.subject(verb)
        return own is not None and own.lower_ not in ("i", "we") and self.is_deliberate(verb, own)

    def from_(self, verb: Token, place: int) -> int:
        """Where an infinitive begins: before its 'to', or before the 'not' of 'not to'."""
        return next((c.i for c in verb.children if c.dep_ == "neg" and c.i < place), place)

    def object(self, verb: Token, cue: Cue, last: int) -> tuple[str, int, int, Token | None] | None:
        """They called for …; proposed …; committed to …ing."""
        if last > verb.i and self.doc[last].dep_ == "mark":
            return (
                "object",
                last + 1,
                self.until(self.doc[last].head),
                None,
            )  # 'calls for cooperation to tackle crime'
        for c in self.doc[last].children if last > verb.i else verb.children:
            is_object = c.dep_ in ("dobj", "pobj") and "object" in cue.takes and c.tag_ != "PRP"
            is_object = is_object and (cue.words != "commit" or c.tag_ == "CD")  # '$5 million', no crime
            is_act = c.lower_ in self.lists["acts"] or c.lower_ in self.lists["plans"]
            is_object = is_object and (cue.words not in _ORDERING or is_act)  # a review, no pizza
            is_doing = c.dep_ == "pcomp" and cue.takes & {"ing", "object"}
            if c.i > last and (is_object or is_doing):
                return "object", c.left_edge.i, self.object_end(verb, c), None
        if last > verb.i and (hung := child(verb, "dobj", after=last)) is not None and "object" in cue.takes:
            return "object", hung.left_edge.i, self.object_end(verb, hung), None
        return None

    def called_on(self, verb: Token, cue: Cue, last: int) -> Found | None:
        """States are urged to …; … was proposed by …"""
        own, by = self.subject(verb), agent(verb)
        if own is None or own.tag_ in WH or child(verb, "auxpass") is None:
            return None
        if cue.words == "require" or cue.form == "hedged":
            return None  # 'it is expected to rain'
        span = self.tree.span(self.tree.cue_first(verb), last + 1)
        verb_of = infinitive(verb, "xcomp", "advcl", "ccomp", after=last)
        if "whom" in cue.takes and verb_of is not None and self.acts(own):
            one = self.by("called on", cue.force, verb, by, span)
            one.addressee = self.phrase(own)
            return self.closed(one, self.from_(verb_of, to(verb_of) or verb_of.i), self.until(verb_of))
        if cue.words == "plan" or (cue.force == "proposal" and self.acts(by)):
            one = self.by("passive", cue.force, verb, by, span)
            return self.closed(one, own.left_edge.i, self.trim(own.left_edge.i, own.right_edge.i + 1))
        return None

    def requires(self, verb: Token) -> Iterator[Found]:
        """It requires reaffirming …, that we reaffirm …; the crisis requires, we need joint action."""
        own = self.subject(verb)
        if own is None or is_negated(verb) or verb.dep_ in ("relcl", "acl", "advcl"):
            return
        if verb.lower_ == "need" and own.lower_ != "we":
            return  # 'they need support'
        for c in verb.children:
            beside = (c, *(g for g in c.subtree if g.dep_ == "conj"))
            is_act = c.dep_ == "dobj" and self.any_of(beside, "acts")
            is_that = c.dep_ == "ccomp" and c.left_edge.lower_ == "that" and c.tag_ in ("VB", "VBP")
            if c.i > verb.i and (is_act or is_that or (c.dep_ in ("xcomp", "pcomp") and c.tag_ == "VBG")):
                one = Found("requires", "call", (0, 0), self.tree.span(verb.i, verb.i + 1))
                yield self.closed(one, c.left_edge.i, self.until(c))
                return

    def launched(self, verb: Token) -> Iterator[Found]:
        """They launched a plan; 'announced plans to …' is found by its noun."""
        plan, own = child(verb, "dobj", after=verb.i), self.subject(verb)
        is_finite = verb.tag_ in _FINITE or is_perfect(verb)
        if plan is None or plan.lower_ not in self.lists["plans"] or not is_finite or not self.acts(own):
            return
        is_noun = plan.lower_ in self.words.nouns and infinitive(plan, "acl") is not None
        if not (
            is_noun or is_negated(verb) or is_passive(verb) or any(c.tag_ == "MD" for c in verb.children)
        ):
            one = self.by("launched", "plan", verb, own, self.tree.span(verb.i, verb.i + 1))
            yield self.closed(one, plan.left_edge.i, self.object_end(verb, plan))

    def noun(self, noun: Token) -> Iterator[Found]:
        """They renewed their call for …; made a pledge to …; have plans to …; kept his promise to …"""
        verb, force = noun.head, self.words.nouns[noun.lower_]
        is_borne = noun.dep_ == "dobj" and verb.lower_ in self.lists["bearing"]
        is_hope = noun.lower_ in ("hope", "hopes")
        if is_nobody(noun) or (is_borne and is_negated(verb)):
            return  # 'has no plans to'
        own = self.who(verb) if is_borne and to(verb) is None else None  # 'wants to make a pledge'
        is_borne = self.acts(own)
        own = own if is_borne else self.owner(noun)
        link = "for" if force == "call" else "to" if is_borne else None
        is_object = noun.dep_ == "dobj"  # the parser hangs on its verb what belongs to it
        for c in (*noun.children, *(verb.children if is_object else ())) if own else ():
            place = to(c) if c.dep_ in ("acl", "xcomp", "advcl") else None
            is_link = c.dep_ == "prep" and c.lower_ == link and c.right_edge.i > c.i
            is_that = c.dep_ in ("acl", "ccomp") and c.left_edge.dep_ == "mark" and not is_about(c)
            if is_hope:
                is_that = is_that and self.is_wish(c)
                place, is_link = None, False
            if c.i > noun.i and (place is not None or is_link or is_that):
                first = verb.i if is_borne else noun.i
                start = c.left_edge.i if is_that else c.i + 1 if place is None else self.from_(c, place)
                one = self.by("noun", force, verb, own, self.tree.span(first, noun.i + 1))
                one.form = "hedged" if is_hope else "firm"
                yield self.closed(one, start, self.until(c))
                return

    def owner(self, noun: Token) -> Token | None:
        """Whose promise it is: 'their promise to', 'the call of the Council for'."""
        of = next((c for c in noun.children if c.lower_ in ("of", "by") and c.dep_ == "prep"), noun)
        own = child(noun, "poss") or (child(of, "pobj") if of is not noun else None)
        is_theirs = own is not None and (own.tag_ == "PRP$" or self.acts(own))
        return own if is_theirs else None

    def duty(self, duty: Token) -> Iterator[Found]:
        """We have a duty to …; of others it may only be told."""
        have, act = duty.head, infinitive(duty, "acl", after=duty.i)
        own = self.subject(have) if duty.dep_ == "dobj" and have.lower_ == "have" else None
        if act is not None and own is not None and own.lower_ == "we" and not is_nobody(duty):
            one = Found("need", "call", (0, 0), self.tree.span(have.i, duty.i + 1))
            one.addressee = self.phrase(own)
            yield self.closed(one, self.from_(act, to(act) or act.i), self.until(act))

    def need_noun(self, noun: Token) -> Iterator[Found]:
        """He stressed the need to …, the necessity for nations to …; there is a need for …"""
        top = noun
        while top.dep_ == "conj" and top.head.tag_.startswith("NN"):
            top = top.head
        verb = top.head
        is_told = top.dep_ in ("dobj", "conj") and verb.lower_ in self.lists["stressing"]
        if top.dep_ == "pobj" and verb.lower_ == "of" and verb.head.lower_ in self.lists["aware"]:
            verb, is_told = (
                verb.head,
                True,
            )  # 'convinced of the need to'; 'convinced' looks like a passive verb
        is_there = verb.lower_ in _IS and child(verb, "expl") is not None
        if not (is_told or is_there) or is_negated(verb) or any(c.lower_ == "no" for c in noun.children):
            return
        own = (self.who(verb) or self.subject(verb)) if is_told else None
        for c in sorted((*noun.children, *verb.children), key=lambda c: c.i):
            if c.i > noun.i and (parts := self.needed_of(noun, verb, c)):
                start, end, asked = parts
                first = verb.i if is_told else noun.left_edge.i
                one = self.by(
                    "necessity",
                    "call",
                    verb,
                    own if self.speaks(own) else None,
                    self.tree.span(first, noun.i + 1),
                )
                one.addressee = (
                    self.tree.span(asked.left_edge.i, asked.i + 1)
                    if asked is not None and self.acts(asked)
                    else None
                )
                yield self.closed(one, start, end)
                return

    def needed_of(self, noun: Token, verb: Token, c: Token) -> tuple[int, int, Token | None] | None:
        """Behind 'need', 'necessity', 'importance': what is needed, and of whom."""
        place = to(c)
        if place is not None and c.dep_ in ("acl", "xcomp", "relcl", "advcl", "ccomp"):
            return place, self.until(c), child(c, "nsubj")
        if c.dep_ != "prep" or c.lower_ not in ("for", "of") or c.right_edge.i == c.i or c.head != noun:
            return None
        doing, named = child(c, "pcomp"), child(c, "pobj")
        if doing is None and named is not None:
            hung = next((g for g in c.subtree if g.tag_ == "TO" and g.head.tag_ == "VB"), None)
            if hung is not None and self.acts(named):
                return hung.i, self.until(c), named
            later = infinitive(verb, "xcomp", "advcl", "ccomp", after=c.i)
            if later is not None:
                return to(later) or later.i, self.until(later), named
        if doing is None and noun.lower_ in ("importance", "urgency"):
            return None  # of what is only valued
        return c.i + 1, self.until(c), None

    # Making what is found

    def cue(self, modal: Token, verb: Token) -> Span:
        """'will', 'will not', 'will no longer'"""
        following = self.doc[modal.i + 1]
        more = 2 if following.lower_ == "no" and is_no(following) else int(following.dep_ == "neg")
        return self.tree.span(modal.i, min(modal.i + 1 + more, verb.i))

    def by(self, rule: str, force: str, verb: Token, own: Token | None, cue: Span) -> Found:
        one = Found(rule, force, (0, 0), cue)
        one.by = self.naming(own, verb) if own is not None else None
        return one

    def made(self, rule: str, force: str, verb: Token, own: Token, cue: Span) -> Found:
        """What a modal verb says. Where something is to be acted on, or is to be so, the action holds it, too."""
        acts = self.acts(own)
        who = agent(verb) if is_passive(verb) else own
        one = self.by(
            rule, force, verb, antecedent(verb, who) if who is not None and force != "call" else None, cue
        )
        if force == "call" and self.acts(who):
            one.addressee = self.phrase(who)
        behind = (
            k for k in range(verb.left_edge.i, verb.i + 1) if self.tree.start + self.doc[k].idx >= cue[1]
        )
        start = next(behind, verb.i)
        if is_passive(verb) or (force == "call" and not acts):
            is_clause = verb.dep_ == "ccomp" and verb.head.tag_ == "VBG" and verb.head.i < own.i
            start = (verb.head if is_clause else own).left_edge.i  # 'Obtaining data … can not be allowed'
        return self.closed(one, start, self.until(verb))

    def closed(self, one: Found, i: int, j: int) -> Found:
        """Set what is to be done, from token i to before token j, and what belongs to it."""
        i = self.skip(i, j)
        j = max(i + 1, self.trim(i, j))
        one.action, one.beneficiary = self.tree.span(i, j), self.beneficiary(i, j)
        spans = [one.action, *(s for s in (one.cue, one.addressee, one.by.source if one.by else None) if s)]
        one.hull = min(a for a, _ in spans), max(b for _, b in spans)
        return one
