"""What became of what a sentence names: by the verb whose object it is, or the verb that stands behind it."""

from __future__ import annotations

import re

from helpers.instruments.describing import is_time
from helpers.instruments.found import NAMED, NEVER, Found, Span
from helpers.instruments.verbs import BASE, GERUND, PARTICIPLE, PAST, Verb
from helpers.instruments.words import CALENDAR, Sentence, Words

Told = tuple[str, Span]

_REACH = 14  # words between a naming and its verb
_BEFORE = 4  # words between 'until' and a naming
_NEAR = 8  # words between a verb and the name that is its object
_AROUND = ("be", "have", "will", "should", "adverbs", "negative", "planning")
# Between two namings of which one verb tells: signed A and B; the event of the Week was held.
_LISTED = re.compile(r"(?:of \d{4} ?)?(?:and|and the|,|, the|, and|, and the|and an?)")
_PART = re.compile(r"and|and the|\W*(?:\w+ ){0,3}of the")
_ONGOING = {
    ("underway",): "under_way", ("ongoing",): "under_way", ("under", "way"): "under_way",
    ("under", "negotiation"): "drafted",
}  # fmt: skip
_BEING = {"done": "under_way", "held": "under_way", "signed": "drafted"}
_ADOPTED = {"agreement": "signed", "document": "released"}
_ON = ("on", "for", "towards", "toward")
_BREAKS = (",", ";", ":", "!", "?", ".", "--", "-")
_OTHERWISE = ("and", "or", "but")  # the verb behind them has another subject
_ENDS = ("", *'.,;:)"-')
_MARKS = ('"', "[", "*")


class Teller:
    """The rules, made once for a register."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def tell(self, sentence: Sentence) -> None:
        """Give the namings of a sentence the status that it tells."""
        for n, (first, last, one) in enumerate(sentence.named):
            behind = (
                a for a, _, _ in sentence.named[n + 1 : n + _NEAR] if a > last
            )  # others may stand inside
            following = next(behind, len(sentence.tokens))
            before = max((b for _, b, _ in sentence.named[max(0, n - 1) : n] if b < first), default=-1)
            told = (
                self._coming(sentence, first)
                or self._behind(sentence, one, (first, last), following)
                or (not self._is_part(sentence, last) and self._before(sentence, one.kind, first, before))
                or self._over(sentence, one.kind, last)
            )
            if told and told[0] not in NEVER.get(one.kind, ()):
                one.status, one.status_span = told
        self._share(sentence)

    @staticmethod
    def _is_part(sentence: Sentence, last: int) -> bool:
        """Whether what is told of is behind a naming: the Global Security Initiative Concept Paper, the Initiative's funds."""
        after = sentence.tokens[last + 1 : last + 2]
        return sentence.tokens[last].is_owner or (
            any(t.is_capital and sentence.is_joined(last) and t.low not in CALENDAR for t in after)
            and not sentence.is_headline
        )

    def _coming(self, sentence: Sentence, first: int) -> Told | None:
        """The forthcoming summit; a description has the word in it, a name behind it."""
        n = next((n for n in (first - 1, first) if self._words.has("coming", sentence.low(n))), None)
        return None if n is None else ("planned", sentence.span(n, n))

    def _is_conditional(self, sentence: Sentence, first: int) -> bool:
        return self._words.meets("conditional", sentence.lows(first - _BEFORE, first))

    def _share(self, sentence: Sentence) -> None:
        pairs = list(zip(sentence.named, sentence.named[1:], strict=False))
        for rule, some in ((_LISTED, pairs), (_PART, pairs[::-1])):
            for (_, last, one), (first, _, other) in some:
                between = " ".join(sentence.lows(last + 1, first))
                if rule.fullmatch(between) and bool(one.status_span) != bool(other.status_span):
                    source, target = (one, other) if one.status_span else (other, one)
                    if source.status_span and source.span[0] <= source.status_span[0] < source.span[1]:
                        continue  # Agenda 21 and the forthcoming agenda for development
                    if rule is _LISTED or target is one:
                        target.status, target.status_span = source.status, source.status_span
                        if source.status == "established":  # adopted A and B, which are of two kinds
                            target.status = _ADOPTED.get(target.kind, source.status)

    @staticmethod
    def _over(sentence: Sentence, kind: str, last: int) -> Told | None:
        """A joint operation last year is over."""
        if kind == "operation" and sentence.low(last + 1) == "last" and is_time(sentence, last + 1):
            return "done", sentence.span(last + 1, last + 2)
        return None

    # The verb whose object it is

    def _before(self, sentence: Sentence, kind: str, first: int, floor: int) -> Told | None:
        tokens, at = sentence.tokens, first - 1
        while at > floor and first - at < _NEAR and self._is_between(sentence, at):
            if tokens[at].low == "of":
                if told := self._nominal(sentence, at - 1, kind):
                    return told
                if not (
                    self._words.has("before_names", sentence.low(at - 1)) or tokens[at - 1].text[0].isdigit()
                ):
                    return None  # the results of the operation are not the operation
            at -= 1
        if at <= floor or first - at >= _NEAR:
            return None
        if tokens[at].low == "by":
            return self._defined_by(sentence, at)
        return self._written(sentence, at, kind) or self._governed(sentence, at, kind)

    def _governed(self, sentence: Sentence, at: int, kind: str) -> Told | None:
        """By the verb that ends at a word."""
        tokens = sentence.tokens
        verb = self._words.verb_ending(tokens, at)
        if verb is None and sentence.low(at - 1) in ("and", "or"):
            verb = self._words.verb_ending(tokens, at - 2)  # establish and improve
        status = self._active(sentence, verb[0], verb[1], kind) if verb else None
        if not verb or not status:
            return None
        end = self._words.verb(tokens, verb[1])
        return status, sentence.span(verb[1], end[1] if end else verb[1])

    def _written(self, sentence: Sentence, at: int, kind: str) -> Told | None:
        """By a noun that does not take 'of': negotiations on a treaty, preparations for a summit."""
        noun = self._words.nominal_ending(sentence.tokens, at - 1) if sentence.low(at) in _ON else None
        is_ahead = noun is not None and noun[0].status(kind) in ("drafted", "planned")
        return self._nominal(sentence, at - 1, kind) if is_ahead else None

    def _is_between(self, sentence: Sentence, n: int) -> bool:
        """Whether a word may stand between a verb and the name that is its object."""
        token, after = sentence.tokens[n], sentence.tokens[n + 1]
        if token.low == "that" and (after.is_capital or self._words.has("determiners", after.low)):
            return False  # announced that the Forum …
        if (
            self._words.has("before_names", token.low)
            or token.text in _MARKS
            or token.is_number
            or token.text[0].isdigit()
        ):
            return True
        if token.is_owner:
            return True
        # The new five-year … Programme: what describes a name is no part of it.
        lists = ("stops", "joiners", "adverbs", "bound")
        is_plain = token.is_word and not any(self._words.has(name, token.low) for name in lists)
        is_verb = token.low.endswith("ing") or self._words.verb_ending(sentence.tokens, n)
        is_noun = self._words.nominal_ending(sentence.tokens, n)
        return is_plain and not is_verb and not is_noun and after.text != '"'

    def _defined_by(self, sentence: Sentence, at: int) -> Told | None:
        """What a framework should say, it does not say yet: 'should be defined by the framework'."""
        modal, be, verb = (sentence.low(n) for n in (at - 3, at - 2, at - 1))
        is_wished = modal in ("should", "must") and be == "be" and self._words.has("defining", verb)
        return ("proposed", sentence.span(at - 3, at - 1)) if is_wished else None

    def _nominal(self, sentence: Sentence, at: int, kind: str) -> Told | None:
        """By a noun: the signing of; where it is called for, or supported, it has not come about."""
        tokens = sentence.tokens
        told = self._words.nominal_ending(tokens, at)
        if not told and sentence.low(at - 1) in ("and", "or"):
            told = self._words.nominal_ending(tokens, at - 2)  # establishment and improvement
        if not told:
            return None
        noun, first = told
        status, n = noun.status(kind), first - 1
        while n >= 0 and first - n < _NEAR and self._is_around_noun(sentence, n):
            n -= 1
        if self._words.meets("swift", sentence.lows(n + 1, first)):
            return "proposed", sentence.span(n + 1, at)  # the early signing
        is_call = sentence.low(n + 1) == "for" and self._words.meets(
            "calling", sentence.lows(n - _REACH, n + 1)
        )
        if is_call or self._wishes(sentence, n, kind):
            return "proposed", sentence.span(n + (n < 0 or is_call), at)
        if self._words.has("planning", sentence.low(n)):
            return "planned", sentence.span(n, at)
        is_denied = self._words.meets("negative", sentence.lows(n - 2, n + 1))
        return None if is_denied or not status else (status, sentence.span(first, at))

    def _is_around_noun(self, sentence: Sentence, n: int) -> bool:
        low = sentence.low(n)
        is_small = any(self._words.has(name, low) for name in ("joiners", "empty", "swift"))
        is_noun = self._words.nominal_ending(sentence.tokens, n) and not self._words.has("proposing", low)
        return is_small or bool(is_noun)

    def _wishes(self, sentence: Sentence, n: int, kind: str) -> bool:
        """Whether a word asks for what follows: calls for, a proposal for, supports."""
        low = sentence.low(n)
        verb = self._words.verb_ending(sentence.tokens, n) if n >= 0 else None
        is_wish = self._words.has("proposing", low) and not self._words.has("be", low)
        return is_wish or bool(verb and verb[0].status(kind) == "proposed")

    def _active(self, sentence: Sentence, verb: Verb, at: int, kind: str) -> str | None:
        status, n = verb.status(kind), at - 1
        while n >= 0 and self._words.has("adverbs", sentence.low(n)):
            n -= 1
        before = sentence.low(n)
        if status is None or self._words.meets("negative", sentence.lows(n - 1, at)):
            return None
        is_bare = GERUND not in verb.forms
        if self._words.has("be", before) and is_bare:
            return None
        if status in (NAMED, "proposed") or (is_bare and self._words.has("have", before)):
            return status
        if not is_bare:
            return self._gerund(sentence, status, n)
        is_base = BASE in verb.forms and (
            PAST not in verb.forms
            or before in ("to", "and")
            or self._words.has("will", before)
            or self._words.has("should", before)
        )
        return self._base(sentence, status, n) if is_base else status

    def _gerund(self, sentence: Sentence, status: str, n: int) -> str | None:
        """Is launching; launching; by launching; of launching; in the process of launching."""
        is_on = sentence.low(n) in ("of", "in") and self._words.meets(
            "going_on", sentence.lows(n - _BEFORE, n)
        )
        if is_on or self._words.has("be", sentence.low(n)):
            if self._words.has("will", sentence.low(n - 1)):
                return "planned"
            return _BEING.get(status, "under_way" if is_on and status != "drafted" else status)
        is_item = n < 0 or (sentence.low(n) in (":", "-", ".", ")") and n < _NEAR)
        if sentence.wishes == NAMED:
            return None  # a heading
        if sentence.low(n) == "by" or self._words.meets("thanking", sentence.lows(n - _REACH, n + 1)):
            return status
        if is_item or (sentence.low(n) == "and" and sentence.low(0).endswith("ing")):
            return "under_way" if status == "done" else sentence.wishes or status
        return "proposed" if self._words.meets("proposing", sentence.lows(n - _NEAR, n + 1)) else None

    def _base(self, sentence: Sentence, status: str, n: int) -> str | None:
        """Will launch; should launch; agreed to launch; called on others to launch; to launch."""
        clause = sentence.lows(n - _REACH, n + 1)[::-1]
        stop = next((k for k, word in enumerate(clause) if word in (";", ":")), len(clause))
        clause = clause[:stop]
        at = next((k for k, word in enumerate(clause) if self._is_modal(word)), None)
        if at is None:
            return status if sentence.low(n) in ("we", "i", "they") else "proposed" if n < 0 else None
        if self._words.meets("negative", clause[: at + 3]):
            return None
        for name, meant in (("will", "planned"), ("should", "proposed"), ("doing", status)):
            if self._words.has(name, clause[at]):
                return meant
        for word in clause[at + 1 :]:
            if word == "forward":
                continue  # put forward by, look forward to
            for name, meant in (("doing", status), ("proposing", "proposed"), ("planning", "planned")):
                if self._words.has(name, word):
                    return meant
        return "under_way" if status == "done" else "proposed"

    def _is_modal(self, word: str) -> bool:
        return (
            word in ("to", "did", "do", "does")
            or self._words.has("will", word)
            or self._words.has("should", word)
        )

    # The verb behind it

    def _behind(self, sentence: Sentence, one: Found, place: Span, following: int) -> Told | None:
        """Was launched; launched in; which concluded; is set to be published."""
        kind = one.kind
        n = self._verb_behind(sentence, kind, place[1])
        if n is None or n >= following:
            return None  # it says so of what is named next
        if self._words.has("due", sentence.low(n)):
            return "planned", sentence.span(n, n + 1)
        if not self._words.is_auxiliary(sentence.low(n)):
            # The agreement reached in May: the participle says which one, it does not point back.
            return None if one.is_short else self._participle(sentence, n, kind)
        is_open = sentence.low(n) in ("is", "are") and self._is_conditional(sentence, place[0])
        if sentence.low(n - 1) in _OTHERWISE or is_open:
            return None
        return self._passive(sentence, n - (sentence.low(n - 1) == "to"), kind)

    def _verb_behind(self, sentence: Sentence, kind: str, last: int) -> int | None:
        """The word behind a naming that may say what became of it."""
        first = last + 1
        if self._is_beside_noun(sentence, first, kind):
            return None
        if sentence.low(first) in (",", "--", "-"):
            first += 1
            first += sentence.low(first) == "as"  # a conference, as called for by
            if sentence.low(first) not in ("which", "to") and not self._may_tell(sentence, first, kind):
                return None
        first += sentence.low(first) in ("which", "that")
        goes_on = False
        for n in range(first, min(last + _REACH, len(sentence.tokens))):
            if self._may_tell(sentence, n, kind):
                return None if goes_on and not self._words.is_auxiliary(sentence.low(n)) else n
            goes_on |= sentence.low(n) == "to" or self._words.has(
                "stops", sentence.low(n)
            )  # a programme through the budget adopted
            if self._words.has("others", sentence.low(n)) or sentence.low(n) in _BREAKS:
                return None
        return None

    def _is_beside_noun(self, sentence: Sentence, n: int, kind: str) -> bool:
        """Whether a naming only says which other thing is meant: the Convention Secretariat, the forum's caucus."""
        if n >= len(sentence.tokens) or not sentence.is_joined(n - 1):
            return False
        low = sentence.low(n)
        lists = ("stops", "joiners", "bound", "adverbs", "planning", "due", "times")
        is_known = any(self._words.has(name, low) for name in lists) or self._words.verb(sentence.tokens, n)
        return sentence.tokens[n].is_word and not is_known and not self._words.is_auxiliary(low)

    def _may_tell(self, sentence: Sentence, n: int, kind: str) -> bool:
        is_due = self._words.has("due", sentence.low(n)) and sentence.low(n + 1) in ("to", "for")
        is_verb = self._words.is_auxiliary(sentence.low(n)) or self._participle(sentence, n, kind) is not None
        return is_due or is_verb

    def _participle(self, sentence: Sentence, n: int, kind: str) -> Told | None:
        """Launched in April, concluded on Thursday; before an article it would have an object of its own."""
        found = self._words.verb(sentence.tokens, n) if n < len(sentence.tokens) else None
        if not found or not found[0].forms & {PAST, PARTICIPLE} or found[0].forms & {BASE}:
            return None
        verb, last = found
        status, after = verb.status(kind), sentence.low(last + 1)
        is_bound = self._words.has("bound", after) or after[:1] in _ENDS
        return (status, sentence.span(n, last)) if status and is_bound else None

    def _passive(self, sentence: Sentence, first: int, kind: str) -> Told | None:
        words: list[str] = []
        for n in range(first, min(first + _NEAR, len(sentence.tokens))):
            found = self._words.verb(sentence.tokens, n) if words else None
            if found and not self._is_around(sentence.low(n)):
                is_alone = self._words.has("alone", sentence.low(n))
                after = sentence.low(found[1] + 1)
                if (
                    is_alone
                    and found[0].forms == {BASE}
                    and not (self._words.has("bound", after) or after[:1] in _ENDS)
                ):
                    return None  # the forum will open a market
                status = (
                    self._told(found[0], words, kind) if is_alone or _is_passive(self._words, words) else None
                )
                return (status, sentence.span(first, found[1])) if status else None
            if not self._is_around(sentence.low(n)):
                ongoing = next((o for o in _ONGOING if sentence.lows(n, n + len(o)) == [*o]), None)
                is_on = (
                    ongoing
                    and words
                    and words[0] in ("is", "are")
                    and not self._words.meets("negative", words)
                )
                return (
                    (_ONGOING[ongoing], sentence.span(first, n + len(ongoing) - 1))
                    if ongoing and is_on
                    else None
                )
            words.append(sentence.low(n))
        return None

    def _is_around(self, word: str) -> bool:
        return word == "to" or any(self._words.has(name, word) for name in _AROUND)

    def _told(self, verb: Verb, words: list[str], kind: str) -> str | None:
        """What a verb says behind 'is', 'has been', 'will be', 'is set to be'."""
        status = verb.status(kind)
        if status is None or self._words.meets("negative", words):
            return None
        if not verb.forms & {PARTICIPLE, BASE} or (verb.forms == {BASE} and _is_passive(self._words, words)):
            return None  # is to be found
        if status == "proposed" or self._words.meets("should", words) or words[0] == "be":
            return "proposed"  # she asked that it be held
        if self._words.meets("will", words) or "to" in words:
            return "planned"
        return (
            {"signed": "drafted", "drafted": "drafted"}.get(status, "under_way")
            if "being" in words
            else status
        )


def _is_passive(words: Words, around: list[str]) -> bool:
    bare = [word for word in around if not words.has("adverbs", word)]
    return bool(bare) and words.has("be", bare[-1])
