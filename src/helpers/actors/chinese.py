"""Organisations and people in Chinese, without a parser: names end in nouns such as 局, roles stand before persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from helpers.actors.names import Names
from helpers.actors.register import Actor, Form
from helpers.actors.resolving import Bodies, Mention
from helpers.codebook.folding import HAN, fold
from helpers.sources.metadata import any_of, reading

_LONGEST = 18  # characters of an organisation's name before its noun
# 'A company', 'two of the universities': no names, though they may be sentences' subjects.
_ANY = re.compile(
    r"(?:[这那该各某每多几数两]|许多|很多|[一二三四五六七八九十百]{1,3})[家个所间类种支批]|许多|很多|一些|\A个"
)
_ROLES = 6  # of one person: of a longer list each would be tried as the last, from each on


class Chinese:
    """The rules, made once for a register. Text and words are folded: characters stand in private use."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        def any_folded(*lists: Sequence[str]) -> str:
            return any_of(fold(word)[0] for words_ in lists for word in words_)

        heads, roles = any_folded(words["heads_zh"]), any_folded(words["roles_zh"])
        joints = "".join(fold(word)[0] for word in words["joints_zh"])
        # 部长 and 部门 are no ministries, 部长级 is no minister; nor is 局势 an office.
        not_behind = fold("长门队分级属下们会议制任职名署间")[0]
        self._government = fold("政府")[0]
        self._state = tuple(fold(word)[0] for word in words["state_heads_zh"])
        verbs = any_folded(reading()["reporting"]["zh"], words["after_names_zh"])
        han = HAN.pattern
        family = any_folded(words["surnames_zh"])
        given = rf"(?:{family})(?:(?![{joints}]){han}){{1,2}}?(?={verbs}|[{joints}]|(?!{han})[\W\d]|\Z)"
        foreign = rf"(?:{han}){{1,7}}(?:[·•](?:{han}){{1,7}}?){{1,4}}(?={verbs}|[{joints}]|(?!{han})[^·•])"
        short = rf"(?:(?![{joints}]){han}){{2,6}}?(?={verbs})"
        self._organisation = re.compile(
            rf"(?:(?<!{han})|(?<=[{joints}]))(?P<name>(?:(?![{joints}]){han}){{2,{_LONGEST}}}(?:{heads}))"
            rf"(?<!{any_folded(words['never_heads_zh'])})(?![{not_behind}]|(?<={fold('局')[0]})[{fold('势面限')[0]}])"
        )
        self._leading = re.compile(f"(?:{any_folded(words['leading_zh'])})+")
        self._parting = re.compile(any_folded(words["parting_zh"]))
        self._person = re.compile(
            rf"(?P<role>(?:{roles})(?:[、,](?:{roles})){{0,{_ROLES - 1}}})(?![{not_behind}])(?P<name>{foreign}|{given}|(?P<short>{short}))"
        )
        self._speaks = re.compile(
            rf"(?:(?<!{han})(?<![·•]))(?P<name>{foreign}|{given})(?={any_folded(reading()['reporting']['zh'])})"
        )

    def organisations(self, folded: str, start: int, end: int, known: Bodies) -> Iterator[Mention]:
        """Organisations by the noun in which their names end."""
        for match in self._organisation.finditer(folded, start, end):
            leading = self._leading.match(folded, match.start(), match.end())
            first = leading.end() if leading else match.start()
            first = max(
                (word.end() for word in self._parting.finditer(folded, first, match.end())), default=first
            )
            inside = [one for one in known.within(first, match.end()) if one.actor.kind != "person"]
            if known.holds(first, match.end()) or match.end() - first < 3:
                continue
            if inside and inside[-1].end == match.end() and inside[-1].actor.kind == "organisation":
                continue  # what stands before a body that the register knows is no part of its name
            if inside and folded[inside[-1].end : match.end()] == self._government:
                continue  # 中国政府 is China
            iso3 = next((one.actor.iso3 for one in inside if one.actor.kind == "country"), None)
            name = unfolded(folded[first : match.end()])
            if _ANY.search(name):
                continue
            actor = Actor(f"organisation:{name}", name, "organisation", iso3)
            is_state = match["name"].endswith(self._state)
            yield Mention(first, match.end(), actor, "name ending in a noun", holds=is_state)

    def people(self, folded: str, start: int, end: int, bodies: Bodies) -> Iterator[Mention]:
        """People behind a role, or at the head of a clause before a verb of saying."""
        for match in self._person.finditer(folded, start, end):
            role, name = unfolded(match["role"]), unfolded(match["name"])
            body = bodies.by_end.get(match.start()) or next(
                (
                    one
                    for one in bodies.within(match.start() - _LONGEST, match.start("role") + 1)
                    if one.end > match.start()
                ),
                None,
            )
            organisation = body.actor.name if body and body.actor.kind == "organisation" else None
            actor = Actor(
                f"person:{name}", name, "person", body.actor.iso3 if body else None, role, organisation
            )
            yield Mention(
                *match.span("name"), actor, f"role {role}", bool(match["short"]), family=_family(name)
            )
        for match in self._speaks.finditer(folded, start, end):
            if not bodies.meets(*match.span()) and match.start() >= start:
                name = unfolded(match["name"])
                actor = Actor(f"person:{name}", name, "person")
                yield Mention(
                    *match.span("name"), actor, "name before a verb of saying", True, family=_family(name)
                )


def again(mentions: Sequence[Mention]) -> Callable[[str, int, int], Iterator[Mention]] | None:
    """What finds the people of a document where they are named again, in full or not; None where there are none.

    No capitals and no word ends tell a name in Chinese: it is looked for once it is known.
    """
    people = {one.family: one.actor for one in mentions if one.family > "\u3400" and not one.is_ambiguous}
    people |= {actor.name: actor for actor in people.values()}
    names = Names([Form(name, "name", (actor,)) for name, actor in people.items()])

    def find(folded: str, start: int, end: int) -> Iterator[Mention]:
        for one in names.find_chinese(folded, start, end):
            actor = one.form.actors[0]
            yield Mention(one.start, one.end, actor, f"name {actor.name} again", family=_family(actor.name))

    return find if people else None


def _family(name: str) -> str:
    """The part by which the text may go on: 拉夫罗夫 of 谢尔盖·拉夫罗夫, else the name as it is."""
    return re.split("[·•]", name)[-1]


def unfolded(text: str) -> str:
    """Folded characters as they are written, in simplified Chinese."""
    return "".join(chr(ord(c) - 0xF0000) if HAN.match(c) else c for c in text)
