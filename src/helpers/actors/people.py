"""People by rule: a name with a role before or behind it, a title, or the shape of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from helpers.actors.names import CAPITALS
from helpers.actors.register import Actor
from helpers.actors.resolving import Bodies, Mention
from helpers.actors.words import Kind, Kinds, Sentence, Token, plain
from helpers.sources.metadata import any_of, reading

_LONGEST = 5  # words of a name
_WINDOW = 120  # characters before a name and behind it in which a role is sought
_NO_NAME = Kind.HEAD | Kind.ROLE | Kind.TITLE | Kind.FIELD | Kind.NEVER | Kind.STARTER | Kind.CALENDAR
_OFFICE = Kind.ROLE | Kind.MODIFIER | Kind.TITLE | Kind.FIELD
_JOINS = frozenset({" ", " of ", " of the ", " for ", " for the ", " and ", " and the ", "-", ". "})
# What follows a comma, to the next mark.
_APPOSED = re.compile(r",? ?, ((?:[^,;:.!?()\"]|\.(?=[^\W_])){3,160})")
_BEFORE_COMMA = re.compile(r"(?:\A|[,;:.!?()\"] ?)([^,;:.!?()\"]{3,100}), \Z")
_ARTICLE = re.compile(
    r"(?:(?:also|who is|who was|then|now|and) )*(?:(?:an?|its|their|our) |the (?!(?:[^\W_]+ )?[^\W_]+'s ))?"
)
_PREPOSITION = re.compile(r" (?:of|at|for|in|with|to|from|on)(?: the)? \Z")
_SMALL = frozenset({"of", "and", "for", "the", "on", "to", "in", "at"})
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
    """What stands beside a name: the role, and whose it is."""

    role: str | None
    organisation: Actor | None
    iso3: str | None
    rule: str


class People:
    """The rules, made once for a register."""

    def __init__(self, words: Mapping[str, Sequence[str]], kinds: Kinds) -> None:
        self._kinds = kinds.of
        self._particles = {f" {one}" if one.endswith("-") else f" {one} " for one in words["particles"]}
        self._chinese = frozenset(words["surnames"])
        self._korean = frozenset(words["surnames_korean"])

    def find(self, s: Sentence, bodies: Bodies) -> Iterator[Mention]:
        """The people of a sentence, from left to right; bodies are the countries and organisations named in it."""
        n = 0
        while n < len(s.tokens):
            last = self._last(s.tokens, n, bodies)
            if last is None:
                n += 1
                continue
            if mention := self._mention(s, n, last, bodies):
                yield mention
            n = last + 1

    def _last(self, tokens: Sequence[Token], n: int, bodies: Bodies) -> int | None:
        """The last word of a name that begins with token n."""
        if not self._is_name(tokens[n]):
            return None
        last = n
        while last + 1 < len(tokens) and last - n < _LONGEST - 1:
            after = tokens[last + 1]
            if not (after.gap == " " or after.gap in self._particles) or not self._is_name(after):
                break
            last += 1
        return last

    @staticmethod
    def _is_name(token: Token) -> bool:
        is_actor = token.named and not token.named.form.is_ambiguous
        return not (token.kind & _NO_NAME or is_actor or (len(token.word) > 3 and token.word.isupper()))

    def _mention(self, s: Sentence, n: int, last: int, bodies: Bodies) -> Mention | None:
        start, end = s.tokens[n].start, s.tokens[last].end
        if bodies.meets(start, end) and not all(one.is_ambiguous for one in bodies.within(start, end)):
            return None
        before = self._before(s, n, bodies)
        shape = self._shape(s.tokens[n : last + 1])
        name = plain(s.folded[start:end])
        office = before or (self._apposed(s, end, bodies) if n < last else None)
        family = name.split(" ")[0 if shape in _FAMILY_FIRST else -1] if n < last else ""
        if (n == last and not (before and before.rule.startswith("title"))) or (office is None and not shape):
            is_said = _SAYS.match(s.folded, end, s.end) or _SAID.search(
                s.folded[max(s.start, start - 24) : start]
            )
            rule = "name beside a verb of saying" if is_said and 0 < last - n < 3 else ""
            return Mention(
                start, end, Actor(f"person:{name}", name, "person"), rule, bool(rule), family=family
            )
        role, body, iso3, rule = office or Office(None, None, None, shape)
        iso3 = iso3 or (body.iso3 if body else None)
        actor = Actor(f"person:{name}", name, "person", iso3, role, body.name if body else None)
        return Mention(start, end, actor, rule, family=family)

    def _shape(self, tokens: Sequence[Token]) -> str:
        """Why the words are a name by themselves; '' where nothing tells it."""
        first, *rest = (token.word for token in tokens)
        if first in self._chinese and len(rest) == 1 and _PINYIN.fullmatch(rest[0]):
            return "Chinese name"
        if first in self._korean and rest and _KOREAN.fullmatch(rest[0]):
            return "Korean name"
        if rest and tokens[0].kind & Kind.GIVEN:
            return f"given name {first}"
        if rest and any(token.gap != " " for token in tokens[1:]):
            return f"name with {str(tokens[1].gap).strip()}" if len(rest) == 1 else "name with a particle"
        return ""

    # Roles

    def _before(self, s: Sentence, n: int, bodies: Bodies) -> Office | None:
        """The role or title that stands in front of the name: 'Russian Interior Minister', 'spokesperson', 'Mr.'"""
        at = s.tokens[n].start
        words, start = self._office(s.folded[max(s.start, at - _WINDOW) : at])
        if not words:
            return self._before_comma(s, at, bodies)
        kinds = [self._kinds.get(word.lower().rstrip("."), 0) for word in words]
        role = " ".join(
            word
            for word, kind in zip(words, kinds, strict=True)
            if not (kind & Kind.TITLE and not kind & Kind.ROLE)
        )
        first = at - start
        body = bodies.by_end.get(first - 1) or bodies.by_end.get(first - 3)
        if body and s.folded[body.end : first] not in (" ", "'s "):
            body = None
        is_title = bool(kinds[-1] & Kind.TITLE) or words[-1][:1].isupper()
        noun = next(
            word
            for word, kind in zip(words[::-1], kinds[::-1], strict=True)
            if kind & (Kind.ROLE | Kind.TITLE)
        )
        rule = f"{'title' if is_title else 'role'} {noun}"
        if (
            body is None
            and role
            and (
                match := re.search(
                    rf"((?:[{CAPITALS}][^\W_]* ){{1,3}}(?:\d{{1,4}} )?)\Z",
                    s.folded[max(s.start, first - 60) : first],
                )
            )
        ):
            name = plain(match[1])
            if words[0][:1].isupper() and not any(
                self._kinds.get(w.lower(), 0) & (_NO_NAME) for w in name.split()
            ):
                return Office(role, Actor(f"organisation:{name}", name, "organisation"), None, rule)
        organisation = body.actor if body and body.actor.kind == "organisation" else None
        return Office(role or None, organisation, body.actor.iso3 if body else None, rule)

    def _office(self, before: str) -> tuple[list[str], int]:
        """The words of a role at the end of what stands before a name, and how many characters they take."""
        words: list[str] = []
        pieces = before.split(" ")
        if pieces.pop() != "":
            return [], 0
        best, taken, size, after = 0, 0, 0, 0
        while pieces and len(words) < 12:
            word = pieces.pop()
            kind = self._kinds.get(word.lower().rstrip("."), 0)
            is_joint = word in _SMALL - {"the", "in", "at"} and bool(words)
            if not (
                kind & _OFFICE
                or is_joint
                or (word.lower() in ("ministry", "government", "department", "office") and words)
            ):
                break
            if words and words[-1] == "and" and not kind & after & (Kind.ROLE | Kind.FIELD):
                break  # two roles or two fields are joined, not a role and what stands before it
            after = after if is_joint else kind
            words.append(word)
            taken += len(word) + 1
            if kind & _OFFICE:
                best, size = len(words), taken
        words = words[:best]
        if not any(self._kinds.get(word.lower().rstrip("."), 0) & (Kind.ROLE | Kind.TITLE) for word in words):
            return [], 0
        return words[::-1], size

    def _before_comma(self, s: Sentence, at: int, bodies: Bodies) -> Office | None:
        """The role in front of a name with a comma: 'The president of Interpol, Ahmed Al-Raisi, said'."""
        window = max(s.start, at - _WINDOW)
        match = _BEFORE_COMMA.search(s.folded[window:at])
        return (
            self._parsed(s, window + match.start(1), window + match.end(1), bodies, is_whole=True)
            if match
            else None
        )

    def _apposed(self, s: Sentence, end: int, bodies: Bodies) -> Office | None:
        """The role behind a name and a comma: ', commissioner general of the Ethiopian Federal Police'."""
        match = _APPOSED.match(s.folded, end, s.end)
        return self._parsed(s, match.start(1), match.end(1), bodies) if match else None

    def _parsed(
        self, s: Sentence, start: int, end: int, bodies: Bodies, *, is_whole: bool = False
    ) -> Office | None:
        """A phrase as a role and whose it is; None where it is none."""
        start = _ARTICLE.match(s.folded, start, end).end()  # type: ignore[union-attr]
        at, stop = start, None
        inside = [one for one in bodies.within(start, end) if one.actor.kind != "person"]
        known = {one.start: one for one in reversed(inside)}  # of nested ones the longest
        owner, noun = None, ""
        for _ in range(9):
            if at in known:
                owner = known[at] if stop is None else owner
                if stop is not None:
                    break
                at = known[at].end
                at += 3 if s.folded.startswith("'s ", at) else 1
                start = at
                continue
            space = s.folded.find(" ", at, end)
            word_end = space if space >= 0 else end
            word = s.folded[at:word_end]
            kind = self._kinds.get(word.lower(), 0)
            if kind & Kind.ROLE and not (
                stop is not None and word[:1].islower() and word not in ("general", "secretary")
            ):
                stop, noun = word_end, word
            elif stop is not None or not (
                kind & _OFFICE or word in _SMALL or word.endswith("'s") or word[:1].isupper()
            ):
                break
            if space < 0:
                break
            at = space + 1
        if stop is None:
            return None
        stop = self._extended(s, stop, end)
        body = owner
        for one in sorted(known.values(), key=lambda one: one.start):
            between = s.folded[stop : one.start]
            if one.start >= stop and len(between) < 40 and not re.search(rf"[{CAPITALS}]| and ", between):
                better = body is None or body.actor.kind == "country"
                body = one if better else body
                break
        organisation = body.actor if body and body.actor.kind == "organisation" else None
        iso3 = body.actor.iso3 if body else None
        if body is None and (
            match := re.compile(rf" (?:of|at|for)(?: the)? ((?:[{CAPITALS}][\w'-]* ?){{1,5}})").match(
                s.folded, stop, end
            )
        ):
            name = plain(match[1])
            kinds = [self._kinds.get(word.lower(), 0) for word in name.split()]
            if any(kind & (Kind.FIELD | Kind.NEVER) for kind in kinds):
                stop = match.end(1)
            else:
                organisation = Actor(f"organisation:{name}", name, "organisation")
        role = plain(s.folded[start:stop])
        return Office(role, organisation, iso3, f"role {noun} {'before' if is_whole else 'behind'} the name")

    def _extended(self, s: Sentence, stop: int, end: int) -> int:
        """The end of a role with the field it is for: 'Under-Secretary-General for Peace Operations'."""
        match = re.compile(rf" (?:for|of|on)(?: the)?((?: (?:and )?[{CAPITALS}][\w-]*)+)").match(
            s.folded, stop, end
        )
        if match and all(
            self._kinds.get(word.lower(), 0) & Kind.FIELD for word in match[1].replace(" and ", " ").split()
        ):
            return match.end()
        return stop
