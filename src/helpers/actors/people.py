"""People by rule: a name with a role before or behind it, a title, or the shape of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from helpers.actors.names import CAPITALS
from helpers.actors.register import Actor
from helpers.actors.resolving import Bodies, Mention, family_name
from helpers.actors.words import Kind, Kinds, Sentence, Token, plain
from helpers.sources.metadata import any_of, reading

_LONGEST = 5  # words of a name
_ROLE_WORDS = 9  # words of a role
_WINDOW = 120  # characters before a name and behind it in which a role is sought
_NO_NAME = Kind.HEAD | Kind.ROLE | Kind.TITLE | Kind.FIELD | Kind.NEVER | Kind.STARTER | Kind.CALENDAR
_OFFICE = Kind.ROLE | Kind.MODIFIER | Kind.TITLE | Kind.FIELD
_JOINTS = frozenset({"of", "and", "for", "on", "to"})
_SMALL = _JOINTS | {"the", "in", "at"}
_BODIES = frozenset(
    {"ministry", "government", "department", "office", "embassy"}
)  # 'foreign ministry spokesperson'
_PLACED = (" of ", " in ", "rom ")
# A phrase behind a name and a comma, to the next mark; one in front of it.
_BEHIND = re.compile(r", ((?:[^,;:.!?()\"]|\.(?=[^\W_])){3,160})")
_IN_FRONT = re.compile(r"(?:\A|[,;:.!?()\"] ?)([^,;:.!?()\"]{3,100}), \Z")
_ARTICLE = re.compile(
    r"(?:(?:also|who is|who was|then|now|and) )*(?:(?:an?|its|their|our) |the (?!(?:[^\W_]+ )?[^\W_]+'s ))?",
    re.I,
)
_OF_OWNER = re.compile(r" (?:of|for)(?: the)? \Z")
_OF_UNKNOWN = re.compile(rf" (?:of|at|for)(?: the)? ((?:[{CAPITALS}][\w'-]*(?: (?=[{CAPITALS}]))?){{1,5}})")
_UNKNOWN = re.compile(
    rf"(?<![\w-])((?:[{CAPITALS}][^\W_]*(?:-[{CAPITALS}][^\W_]*)* ){{1,3}}(?:\d{{1,4}} )?)\Z"
)
_FOR_FIELD = re.compile(rf" (?:for|of|on)(?: the)?((?: (?:and )?[{CAPITALS}][\w-]*)+)")
_NOT_NEAR = re.compile(rf"[{CAPITALS}]| and ")
_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?"
    "(?:i?ang|i?ong|uang|eng|ing|ian|uan|uai|iao|an|en|in|un|ai|ei|ui|ao|ou|iu|ie|[uü]e|er|ia|ua|uo|a|o|e|i|u|ü)"
)
_PINYIN = re.compile(rf"{_SYLLABLE}(?:['-]?{_SYLLABLE})?", re.I)
_KOREAN = re.compile(r"[A-Z][a-z]{1,6}-[A-Za-z][a-z]{1,6}")
_FAMILY_FIRST = ("Chinese name", "Korean name")
_VERBS = any_of(reading()["reporting"]["en"])
_SAYS, _SAID = re.compile(rf" (?:{_VERBS})\b"), re.compile(rf"\b(?:{_VERBS}) \Z")


class Office(NamedTuple):
    """What stands beside a name: the role, the country or organisation whose it is, and what told it."""

    role: str | None
    body: Mention | None
    rule: str


class People:
    """The rules, made once for a register."""

    def __init__(self, words: Mapping[str, Sequence[str]], kinds: Kinds) -> None:
        self._kinds = kinds.of
        self._particles = {f" {one}" if one.endswith("-") else f" {one} " for one in words["particles"]}
        self._chinese = frozenset(words["surnames"])
        self._korean = frozenset(words["surnames_korean"])
        self._private = {word.lower() for word in words["private_roles"]}

    def find(self, s: Sentence, bodies: Bodies) -> Iterator[Mention]:
        """The people of a sentence, from left to right, and organisations that only a person's role tells.

        Bodies are the countries and organisations that are known in it. A name that nothing tells to be a person's has
        no rule: it counts where the document introduces it elsewhere.
        """
        n = 0
        while n < len(s.tokens):
            last = self._last(s.tokens, n)
            if last is None:
                token = s.tokens[n]
                if token.word.isupper() and not bodies.meets(
                    token.start, token.end
                ):  # an abbreviation, if the document gives it
                    yield Mention(token.start, token.end, Actor("", token.word, "person"), "")
                n += 1
                continue
            yield from self._named(s, n, last, bodies)
            n = last + 1

    def _last(self, tokens: Sequence[Token], n: int) -> int | None:
        """The last word of a name that begins with token n."""
        if not _may_be_name(tokens[n]):
            return None
        last = n
        while last + 1 < len(tokens) and last - n < _LONGEST - 1:
            here, after = tokens[last], tokens[last + 1]
            # Julie Bishop, Martin King
            is_family = here.kind & Kind.GIVEN and after.kind & Kind.TITLE and not after.kind & Kind.ROLE
            is_joined = after.gap == " " or after.gap in self._particles
            if not is_joined or not (_may_be_name(after) or is_family):
                break
            last += 1
        return last

    def _named(self, s: Sentence, n: int, last: int, bodies: Bodies) -> Iterator[Mention]:
        start, end = s.tokens[n].start, s.tokens[last].end
        if bodies.meets(start, end) and not all(one.is_ambiguous for one in bodies.within(start, end)):
            return
        name, shape = plain(s.folded[start:end]), self._shape(s.tokens[n : last + 1])
        person = Actor(f"person:{name}", name, "person")
        family = family_name(name.split(" ")[0 if shape in _FAMILY_FIRST else -1]) if n < last else ""
        office = self._before(s, n, bodies)
        if n < last and not (office and office.role):
            office = self._behind(s, end, bodies) or office
        after = s.tokens[last + 1] if last + 1 < len(s.tokens) else None
        is_followed = after and after.gap == " " and not after.named and not after.kind & Kind.STARTER
        is_titled = office and office.rule.startswith("title") and not is_followed
        # A single word behind 'Major' or 'Chief' may be any noun.
        is_alone = n == last and not (
            is_titled and office and not self._kind(office.rule.split()[-1]) & Kind.MODIFIER
        )
        if is_alone or (office is None and not shape):
            before = s.folded[max(s.start, start - 24) : start]
            is_said = bool(_SAYS.match(s.folded, end, s.end) or _SAID.search(before))
            if s.tokens[n].named and before.endswith(_PLACED) and not is_said:
                return  # 'of Jordan' names the country, whoever else is called so
            rule = "name beside a verb of saying" if is_said and 0 < last - n < 3 else ""
            yield Mention(start, end, person, rule, bool(rule), family=family)
            return
        role, body, rule = office or Office(None, None, shape)
        if body and body.rule == _BY_ROLE:
            yield body
        organisation = body.actor.name if body and body.actor.kind == "organisation" else None
        iso3 = body.actor.iso3 if body else None
        actor = Actor(person.actor_id, name, "person", iso3, role, organisation)
        yield Mention(start, end, actor, rule, family=family)

    def _shape(self, tokens: Sequence[Token]) -> str:
        """Why the words are a name by themselves; '' where nothing tells it."""
        first, *rest = (token.word for token in tokens)
        if first in self._chinese and len(rest) == 1 and _PINYIN.fullmatch(rest[0]):
            return "Chinese name"
        if first in self._korean and rest and (_KOREAN.fullmatch(rest[0]) or len(rest) == 2):
            return "Korean name"
        if rest and tokens[0].kind & Kind.GIVEN:
            return f"given name {first}"
        return "name with a particle" if any(token.gap != " " for token in tokens[1:]) else ""

    # Roles

    def _kind(self, word: str) -> int:
        return self._kinds.get(word.lower().rstrip("."), 0)

    def _before(self, s: Sentence, n: int, bodies: Bodies) -> Office | None:
        """The role or title in front of a name: 'Russian Interior Minister', 'President of Russia', 'Mr.'"""
        at = s.tokens[n].start
        owner = bodies.by_end.get(at - 1)
        of = _OF_OWNER.search(s.folded, max(s.start, owner.start - 9), owner.start) if owner else None
        at = of.start() + 1 if of else at
        words = self._office(s.folded, max(s.start, at - _WINDOW), at, bodies)
        if not words:
            return self._in_front(s, s.tokens[n].start, bodies)
        first = at - sum(len(word) + 1 for word in words)
        body = owner if of else bodies.by_end.get(first - 1) or bodies.by_end.get(first - 3)
        if body and not of and s.folded[body.end : first] not in (" ", "'s "):
            body = None
        noun = next(word for word in reversed(words) if self._kind(word) & (Kind.ROLE | Kind.TITLE))
        is_title = self._kind(words[-1]) & Kind.TITLE or words[-1][:1].isupper()
        # 'Mr.' is no role, 'King' is.
        role = " ".join(
            w
            for w in words
            if self._kind(w) & (_OFFICE & ~Kind.TITLE) or (not w.endswith(".") and w not in _FORMS)
        )
        if body is None and noun.lower() in self._private:
            body = self._unknown(s, first)
        return Office(role or None, body, f"{'title' if is_title else 'role'} {noun}")

    def _office(self, folded: str, start: int, end: int, bodies: Bodies) -> list[str]:
        """The words of a role at the end of what stands before a name."""
        words: list[str] = []
        taken = best = after = 0
        pieces = folded[start:end].split(" ")
        if pieces.pop():
            return []
        while pieces and len(words) < _ROLE_WORDS:
            if words and words[-1] not in _SMALL and end - taken - 1 in bodies.by_end:
                break  # State Department spokesman
            word = pieces.pop()
            kind = self._kind(word)
            if not (kind & _OFFICE or (words and (word in _JOINTS or word in _BODIES))):
                break
            if words and words[-1] == "and" and not kind & after & (Kind.ROLE | Kind.FIELD):
                break  # two roles or two fields are joined, not a role and what stands before it
            if words and words[-1] in ("of", "for") and after & Kind.ROLE and not after & Kind.MODIFIER:
                break  # the Government of President Aristide
            words.append(word)
            taken += len(word) + 1
            if kind & _OFFICE:
                best, after = len(words), kind
        words = words[:best][::-1]
        return words if any(self._kind(word) & (Kind.ROLE | Kind.TITLE) for word in words) else []

    def _unknown(self, s: Sentence, at: int) -> Mention | None:
        """An organisation that only the role behind it tells: 'Qihoo 360 President'."""
        match = _UNKNOWN.search(s.folded, max(s.start, at - 60), at)
        if not match or any(self._kind(word) & _NO_NAME for word in match[1].split()):
            return None
        if match.start() == s.start and match[1].count(" ") == 1:
            return None  # any word begins a sentence with a capital
        return _by_role(s, match.start(1), match.end(1) - 1)

    def _in_front(self, s: Sentence, at: int, bodies: Bodies) -> Office | None:
        """The role in front of a name and a comma: 'The president of Interpol, Ahmed Al-Raisi, said'."""
        window = max(s.start, at - _WINDOW)
        match = _IN_FRONT.search(s.folded[window:at]) if s.folded.startswith(", ", at - 2) else None
        return (
            self._phrase(s, window + match.start(1), window + match.end(1), bodies, "before")
            if match
            else None
        )

    def _behind(self, s: Sentence, end: int, bodies: Bodies) -> Office | None:
        """The role behind a name and a comma: ', commissioner general of the Ethiopian Federal Police'."""
        match = _BEHIND.match(s.folded, end, s.end)
        return self._phrase(s, *match.span(1), bodies, "behind") if match else None

    def _phrase(self, s: Sentence, start: int, end: int, bodies: Bodies, where: str) -> Office | None:
        """A phrase as a role and whose it is; None where it is none."""
        article = _ARTICLE.match(s.folded, start, end)
        start = article.end() if article else start
        inside = [one for one in bodies.within(start, end) if one.actor.kind != "person"]
        known = {one.start: one for one in reversed(inside)}  # of nested ones the longest
        owner = known.get(start)
        if owner:  # United Nations Under-Secretary-General, Russia's foreign minister
            start = owner.end + (3 if s.folded.startswith("'s ", owner.end) else 1)
        stop, noun = self._noun(s.folded, start, end, known)
        if not noun:
            return None
        field = _FOR_FIELD.match(s.folded, stop, end)
        if field and all(self._kind(word) & Kind.FIELD for word in field[1].replace(" and ", " ").split()):
            stop = field.end()
        body = next((known[at] for at in sorted(known) if at >= stop), None)
        if body and (body.start - stop > 40 or _NOT_NEAR.search(s.folded, stop, body.start)):
            body = None
        if owner and (body is None or owner.actor.kind == "organisation"):
            body = owner
        if body is None and (match := _OF_UNKNOWN.match(s.folded, stop, end)):
            if any(self._kind(word) & (Kind.FIELD | Kind.NEVER) for word in match[1].split()):
                stop = match.end(1)  # Vice Governor of Guangdong Province
            else:
                body = _by_role(s, *match.span(1))
        return Office(plain(s.folded[start:stop]), body, f"role {noun} {where} the name")

    def _noun(self, folded: str, start: int, end: int, known: Mapping[int, Mention]) -> tuple[int, str]:
        """Where the role in a phrase ends, and its noun; '' where other words come first."""
        at, stop, noun = start, start, ""
        for _ in range(_ROLE_WORDS):
            space = folded.find(" ", at, end)
            word_end = space if space >= 0 else end
            word = folded[at:word_end]
            kind = self._kind(word)
            is_more = not noun or word[:1].isupper() or word in ("general", "secretary")
            if at not in known and kind & Kind.ROLE and is_more:
                stop, noun = word_end, word
            elif noun or not (kind & _OFFICE or word in _SMALL or word.endswith("'s") or word[:1].isupper()):
                break
            at = word_end + 1
            if space < 0:
                break
        return stop, noun


_BY_ROLE = "organisation of a role"
# Forms of address, which say nothing of a role.
_FORMS = frozenset({"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Messrs", "Mme", "Madam", "Madame", "Hon", "Sir"})


def _by_role(s: Sentence, start: int, end: int) -> Mention:
    name = plain(s.folded[start:end])
    return Mention(start, end, Actor(f"organisation:{name}", name, "organisation"), _BY_ROLE)


def _may_be_name(token: Token) -> bool:
    is_actor = token.named and not token.named.form.is_ambiguous
    return not (token.kind & _NO_NAME or is_actor or (len(token.word) > 3 and token.word.isupper()))
