"""The codebook: YAML in, codes with compiled patterns out; its examples are its tests.

The pattern language, which users know from quanteda and AntConc:

    terror*                       any letters or digits within the word; `?` is exactly one
    artificial intelligence       a phrase; a space is any white space (also a line break) or a hyphen
    cyber-security                a hyphen is a hyphen, white space or nothing
    (police | judicial) training  alternatives
    terror* NEAR/8 (drone* | AI)  both in one sentence, at most 8 words apart, in either order; NEAR/1 is next to
    AI, ISIS                      a word of two or more letters, all upper case, is matched in that case only
    恐怖分子…利用                 Chinese as written; `…` is a gap of up to 30 characters

Everything else is matched whatever its case, quotation marks, hyphens and width. A pattern matches whole words.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

Span = tuple[int, int]
Needs = tuple[frozenset[str], ...]

# Matching happens on folded text. One character stays one character, so that offsets hold. IGNORECASE takes İ ı ſ K for
# i, s and k, and lower() does not, so they are folded too. The em dash is left: it parts clauses. Chinese and kana move
# to private use, where they are no letters: words then end beside them, and `[^\W_]` need not name them (a class of
# letters with such a range takes 70 times as long to compile).
_PRIVATE = 0xF0000
_HAN = "\U000f3040-\U000ffaff"
_WORD = r"[^\W_]"
_FOLDS: dict[int, str | int] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(c): " " for c in map(chr, range(0x3001)) if c.isspace()},
    **dict.fromkeys(map(ord, "‐‑‒–−﹣－"), "-"),
    **dict.fromkeys(map(ord, "‘’‚‛′＇`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″＂«»"), '"'),
    **{ord(c): d for c, d in zip("İıſK", "IisK", strict=True)},
    **{code: code + _PRIVATE for code in (*range(0x3040, 0xA000), *range(0xF900, 0xFB00))},
}
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
_UNEVEN = re.compile(rf"[{_INVISIBLE}\u0300-\u036f]")
_CLUSTER = re.compile(rf"[{_INVISIBLE}]|.[\u0300-\u036f]*", re.DOTALL)
WORDS = re.compile(rf"{_WORD}+")
HAN = re.compile(rf"[{_HAN}]")
LANGUAGES = ("en", "zh")  # those a codebook has patterns in


def fold(text: str) -> tuple[str, list[Span] | None]:
    """Fold for matching: quotation marks, hyphens, width, white space; soft hyphens and zero-width characters go.

    With it, for each folded character, the span of the text that it stands for; None where that is its own place.
    """
    if _UNEVEN.search(text) is None:
        return text.translate(_FOLDS), None
    characters: list[str] = []
    spans: list[Span] = []
    for cluster in _CLUSTER.finditer(text):
        if re.match(f"[{_INVISIBLE}]", cluster[0]) is None:
            composed = unicodedata.normalize("NFC", cluster[0])
            characters.append(composed)
            spans += [cluster.span()] * len(composed)
    return "".join(characters).translate(_FOLDS), spans


def unfold(start: int, end: int, spans: list[Span] | None) -> Span:
    """Where a stretch of folded text stands in the text that was folded."""
    return (start, end) if spans is None else (spans[start][0], spans[end - 1][1])


class PatternError(ValueError):
    """A pattern breaks the language; the message says how, and the remedy."""


@dataclass(frozen=True)
class _Regex:
    expression: str
    needs: Needs

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Made when first asked for: most parts of a pattern stand only inside a larger one."""
        return re.compile(self.expression)

    def find(self, folded: str) -> list[Span]:
        return [match.span() for match in self.compiled.finditer(folded)]


@dataclass(frozen=True)
class _Either:
    nodes: tuple[_Node, ...]

    @property
    def needs(self) -> Needs:
        return _any(node.needs for node in self.nodes)

    def find(self, folded: str) -> list[Span]:
        return [span for node in self.nodes for span in node.find(folded)]


@dataclass(frozen=True)
class _Near:
    left: _Node
    right: _Node
    distance: int

    @property
    def needs(self) -> Needs:
        return self.left.needs + self.right.needs

    def find(self, folded: str) -> list[Span]:
        """Pair each left match with the nearest right match, so that the work stays linear and spans short."""
        if not (left := self.left.find(folded)) or not (right := sorted(self.right.find(folded))):
            return []
        words = [match.start() for match in re.finditer(rf"{_WORD}+|[{_HAN}]", folded)]
        starts = [start for start, _ in right]
        ends = sorted((end, start) for start, end in right)
        found = []
        for start, end in left:
            near = []
            if (after := bisect_left(starts, end)) < len(right):
                near.append((self._gap(words, end, right[after][0]), start, right[after][1]))
            if (before := bisect_left(ends, (start + 1, 0))) > 0:
                near.append((self._gap(words, ends[before - 1][0], start), ends[before - 1][1], end))
            if near and (nearest := min(near))[0] < self.distance:
                found.append(nearest[1:])
        return found

    @staticmethod
    def _gap(words: list[int], end: int, start: int) -> int:
        return bisect_left(words, start) - bisect_left(words, end)


_Node = _Regex | _Either | _Near


def _rarity(need: frozenset[str]) -> int:
    return min(len(stem.lstrip("*")) for stem in need)


def _any(alternatives: Iterable[Needs]) -> Needs:
    return (frozenset().union(*(max(needs, key=_rarity) for needs in alternatives)),)


_SPACE = "(?: ++|- *+)"
_HYPHEN = "(?: ++|- *+)?"
_TOKEN = re.compile(r"NEAR/(\d+)|[()|]|[^\s()|]+")
_PIECE = re.compile(rf"(?:{_WORD}|[*?])+|[{_HAN}]+|.")


@dataclass(frozen=True)
class Pattern:
    """One pattern of the codebook, as written and compiled."""

    text: str
    language: str
    node: _Node = field(repr=False)

    @classmethod
    def parse(cls, text: str, language: str = "en") -> Pattern:
        """Compile a pattern. Raises PatternError."""
        if len(text) > 1000:
            raise PatternError("is longer than 1,000 characters; write several patterns")
        if text.count("(") > 8:  # each may be tried with what stands in each other one
            raise PatternError("has more than 8 parentheses; write several patterns")
        tokens = [match[0] for match in _TOKEN.finditer(fold(text)[0])]
        node = _alternatives(tokens)
        if tokens:
            raise PatternError("has a ')' too many")
        if max(map(_rarity, node.needs)) < 2 and (
            re.search(r"[*?]", text) or len(re.findall(_WORD, text)) < 2
        ):
            raise PatternError("matches almost anything; give it a word with two letters before any * or ?")
        return cls(text, language, node)

    @property
    def needs(self) -> Needs:
        """What a sentence must hold for a match: of each set, one stem.

        A stem begins a word; with a `*` before it, or in Chinese, it may stand anywhere.
        """
        return self.node.needs

    def find(self, folded: str) -> list[Span]:
        """Spans of all matches in one folded sentence."""
        return self.node.find(folded)


def _alternatives(tokens: list[str]) -> _Node:
    nodes = [_neighbours(tokens)]
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        nodes.append(_neighbours(tokens))
    if len(nodes) == 1:
        return nodes[0]
    plain = [node for node in nodes if isinstance(node, _Regex)]
    if len(plain) == len(nodes):
        # The longest alternative first: Python takes the first that matches.
        longest = sorted((node.expression for node in plain), key=len, reverse=True)
        return _Regex(f"(?:{'|'.join(longest)})", _any(node.needs for node in plain))
    return _Either(tuple(nodes))


def _neighbours(tokens: list[str]) -> _Node:
    node = _phrase(tokens)
    while tokens and (near := re.fullmatch(r"NEAR/(\d+)", tokens[0])):
        tokens.pop(0)
        if not 0 < int(near[1]) <= 50:
            raise PatternError(f"has {near[0]}; the distance is 1 to 50 words")
        node = _Near(node, _phrase(tokens), int(near[1]))
    return node


def _phrase(tokens: list[str]) -> _Node:
    nodes: list[_Node] = []
    while tokens and tokens[0] not in {"|", ")"} and not tokens[0].startswith("NEAR/"):
        token = tokens.pop(0)
        if token == "(":
            nodes.append(_alternatives(tokens))
            if not tokens:
                raise PatternError("has a '(' that is not closed")
            tokens.pop(0)
        else:
            nodes.append(_chunk(token))
    if not nodes:
        raise PatternError("has an empty place: before or after |, NEAR or a parenthesis")
    if len(nodes) == 1:
        return nodes[0]
    plain = [node for node in nodes if isinstance(node, _Regex)]
    if len(plain) < len(nodes):
        raise PatternError("has NEAR in parentheses inside a phrase; write it with NEAR throughout")
    return _Regex(
        _SPACE.join(node.expression for node in plain), tuple(need for node in plain for need in node.needs)
    )


def _chunk(chunk: str) -> _Regex:
    """What stands between two spaces: words, hyphens, other punctuation, Chinese."""
    pieces = [match[0] for match in _PIECE.finditer(chunk)]
    expressions, needs = [], []
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        if HAN.match(piece):
            # Chinese is broken at line ends without a hyphen, anywhere.
            expressions.append(" *+".join(piece))
            needs.append(frozenset([piece]))
        elif piece == "…":
            if not (HAN.match(before) and HAN.match(after)):
                raise PatternError("has … without Chinese on both sides; in English write NEAR/n")
            expressions.append(".{0,30}?")
        elif piece == "-":
            if not (before and after):
                raise PatternError("has a hyphen without a word on both sides; write the forms out")
            expressions.append(_HYPHEN)
        elif re.match(rf"{_WORD}|[*?]", piece):
            expression, stem = _word(piece, joined=after == "-")
            expressions.append(expression if before == "-" else rf"(?<!{_WORD}){expression}")
            if before != "-" and stem.strip("*"):
                needs.append(frozenset([stem]))
        else:
            expressions.append(re.escape(piece))
    if not needs:
        raise PatternError(f"has '{chunk}' without a letter or digit")
    return _Regex("".join(expressions), tuple(needs))


def _word(word: str, *, joined: bool) -> tuple[str, str]:
    """One word with its wildcards, and its longest stem; joined: a hyphen follows, which may match nothing.

    Each `*` but the last takes as little as it can and never gives it back (as in fnmatch): linear in the word.
    """
    letters = re.sub(r"[*?]", "", word)
    if not letters:
        raise PatternError(f"has the word '{word}' without a letter; NEAR/n leaves a gap")
    if joined and word.endswith("*"):
        raise PatternError(f"has a * before a hyphen in '{word}-'; write the forms out")
    is_bound = letters.isupper() and sum(map(str.isalpha, letters)) > 1
    literals = [
        # Only the letters themselves ignore case: under that flag the class of all letters takes 20 ms to compile.
        "".join(
            _WORD if run == "?" else run if is_bound else f"(?i:{run})"
            for run in re.findall(r"\?|[^?]+", part)
        )
        for part in re.split(r"\*+", word)
    ]
    expression = literals[0]
    for literal in literals[1:-1]:
        expression += f"(?>{_WORD}*?{literal})"
    if len(literals) > 1:
        expression += f"{_WORD}*{literals[-1]}" if literals[-1] else f"{_WORD}*+"
    first = re.split(r"[*?]", word)[0].lower()
    inner = max(re.split(r"[*?]", word.lower()), key=len)
    stem = first if len(first) > 1 or first == word.lower() else f"*{inner}"
    return expression + ("" if joined else f"(?!{_WORD})"), stem


@dataclass(frozen=True)
class Match:
    """A code found in a folded sentence: where, and by which pattern."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class Code:
    """One code of a theme, or one frame (its theme is None)."""

    name: str
    theme: str | None
    label: str
    definition: str
    include: str
    exclude: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    line: int

    @property
    def dimension(self) -> str:
        return "theme" if self.theme else "frame"

    def find(self, folded: str, patterns: Iterable[Pattern] | None = None) -> list[Match]:
        """Find the code in one folded sentence; matches that overlap become one, named by the longest, of equals the plainest.

        A match that an `unless` pattern overlaps is none. Patterns that cannot match may be left out beforehand.
        """
        found = sorted(
            (start, -end, len(pattern.text), pattern.text)
            for pattern in (self.patterns if patterns is None else patterns)
            for start, end in pattern.find(folded)
        )
        vetoes = [span for pattern in self.unless for span in pattern.find(folded)] if found else []
        matches: list[Match] = []
        longest = 0
        for start, minus_end, _, rule in found:
            end = -minus_end
            if any(start < b and a < end for a, b in vetoes):
                continue
            if matches and start < matches[-1].end:
                last = matches.pop()
                name = rule if end - start > longest else last.rule
                longest = max(longest, end - start)
                matches.append(Match(last.start, max(last.end, end), name))
            else:
                longest = end - start
                matches.append(Match(start, end, rule))
        return matches


@dataclass(frozen=True)
class Theme:
    """What documents may be about, and the codes that say so."""

    name: str
    label: str
    definition: str
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Fault:
    """What breaks a rule of the codebook: where, what, and the remedy; culprits one a line."""

    file: str
    line: int
    message: str
    remedy: str
    culprits: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}: {self.message}"
        if self.culprits:
            return "\n  ".join([f"{head}:", *self.culprits]) + f"\n{self.remedy}"
        return f"{head}. {self.remedy}"


class Faults(list[Fault]):
    """Faults in the order of the file; printed, one paragraph each."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))


class CodebookError(ValueError):
    """The codebook breaks its rules, or has no such code; the message lists every fault."""

    def __init__(self, faults: Sequence[Fault] | str) -> None:
        self.faults = Faults() if isinstance(faults, str) else Faults(sorted(faults, key=lambda f: f.line))
        super().__init__(faults if isinstance(faults, str) else str(self.faults))


@dataclass(frozen=True, eq=False)
class Codebook:
    """The codes of all themes, and the frames; digest names the file's content."""

    file: str
    digest: str
    themes: Mapping[str, Theme]
    frames: Mapping[str, Code]

    @property
    def codes(self) -> tuple[Code, ...]:
        """All codes of all themes, then the frames, in the order of the file."""
        return tuple(code for theme in self.themes.values() for code in theme.codes) + tuple(
            self.frames.values()
        )

    @classmethod
    def load(cls, path: Path) -> Codebook:
        """Read a codebook. Raises CodebookError with all its faults, each with its line."""
        reader = _Reader(str(path))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            reader.fault(1, f"is not UTF-8: byte {error.start}", "Save it as UTF-8.")
            raise CodebookError(reader.faults) from None
        themes, frames = reader.read(text)
        if reader.faults:
            raise CodebookError(reader.faults)
        return cls(str(path), hashlib.sha256(text.encode()).hexdigest()[:12], themes, frames)

    def theme(self, name: str) -> Theme:
        """The theme of that name. Raises CodebookError with the nearest names."""
        if name not in self.themes:
            raise CodebookError(f"no theme '{name}' in {self.file}{_meant(name, self.themes)}")
        return self.themes[name]

    def check(self) -> Faults:
        """Run the codebook's own tests: examples that their code misses, counterexamples that it codes."""
        faults = Faults()
        for code in self.codes:
            missed, wrong = [], []
            for sentence in code.examples:
                if not code.find(folded := fold(sentence)[0]):
                    others = [f"'{c.name}'" for c in self.codes if c.theme and c.find(folded)]
                    missed.append(
                        (sentence, f"matched only by {', '.join(others)}" if others else "no pattern matches")
                    )
            for sentence in code.counterexamples:
                folded, spans = fold(sentence)
                for match in code.find(folded)[:1]:
                    start, end = unfold(match.start, match.end, spans)
                    wrong.append((sentence, f"'{match.rule}' matches \"{sentence[start:end]}\""))
            for name, remedy, pairs in (
                (
                    "example{} that it does not code",
                    "Add a pattern, or move the sentence to another code.",
                    missed,
                ),
                ("counterexample{} that it codes", "Narrow the pattern, or add one under unless.", wrong),
            ):
                if pairs:
                    width = max(len(sentence) for sentence, _ in pairs) + 2
                    what = f"code '{code.name}' has {len(pairs)} {name.format('s' * (len(pairs) > 1))}"
                    quoted = [(f'"{sentence}"', why) for sentence, why in pairs]
                    culprits = tuple(f"{sentence:<{width}}  {why}" for sentence, why in quoted)
                    faults.append(Fault(self.file, code.line, what, remedy, culprits))
        return faults


def _meant(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(known)}"


class _Reader:
    """Walks the YAML nodes, whose marks give the lines, and collects faults instead of stopping at the first."""

    required = ("definition", "include", "exclude", "patterns", "examples", "counterexamples")

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.names: dict[str, int] = {}

    def fault(self, node: yaml.Node | int, message: str, remedy: str) -> None:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        self.faults.append(Fault(self.file, line, message, remedy))

    def read(self, text: str) -> tuple[dict[str, Theme], dict[str, Code]]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
            problem = getattr(error, "problem", None) or getattr(error, "reason", error)
            self.fault(line + 1, f"is not YAML: {problem}", "Check indents and quotes.")
            return {}, {}
        if root is None:
            self.fault(1, "is empty", "Write themes: and frames:.")
            return {}, {}
        top = self.mapping(root, "the codebook", ("themes", "frames"), required=("themes",))
        themes: dict[str, Theme] = {}
        for name, key, node in self.entries(top.get("themes"), "themes"):
            values = self.mapping(
                node,
                f"theme '{name}'",
                ("definition", "label", "codes"),
                required=("definition", "codes"),
                at=key,
            )
            codes = [
                self.code(*entry, theme=name)
                for entry in self.entries(values.get("codes"), f"theme '{name}'")
            ]
            label = self.text(values.get("label")) or name.replace("_", " ")
            themes[name] = Theme(name, label, self.text(values.get("definition")), tuple(codes))
        frames = {
            name: self.code(name, key, node, theme=None)
            for name, key, node in self.entries(top.get("frames"), "frames")
        }
        return themes, frames

    def code(self, name: str, key: yaml.Node, node: yaml.Node, *, theme: str | None) -> Code:
        where = f"code '{name}'" if theme else f"frame '{name}'"
        line = key.start_mark.line + 1
        if name in self.names and line not in {fault.line for fault in self.faults}:
            self.fault(
                key, f"{where} stands in line {self.names[name]} too", "Rename one: a code has one place."
            )
        self.names.setdefault(name, line)
        values = self.mapping(
            node, where, (*self.required, "label", "unless"), required=self.required, at=key
        )
        sentences = {}
        for part in ("examples", "counterexamples"):
            sentences[part] = tuple(
                self.text(item) for item in self.items(values.get(part), f"{where}: {part}")
            )
            if part in values and len(sentences[part]) < 2:
                self.fault(
                    values[part], f"{where} has fewer than two {part}", "Add sentences: they are its tests."
                )
        return Code(
            name=name,
            theme=theme,
            label=self.text(values.get("label")) or name.replace("_", " "),
            definition=self.text(values.get("definition")),
            include=self.text(values.get("include")),
            exclude=self.text(values.get("exclude")),
            patterns=self.patterns(values.get("patterns"), where, "patterns"),
            unless=self.patterns(values.get("unless"), where, "unless"),
            examples=sentences["examples"],
            counterexamples=sentences["counterexamples"],
            line=line,
        )

    def patterns(self, node: yaml.Node | None, where: str, part: str) -> tuple[Pattern, ...]:
        found = []
        for language, item in self.mapping(node, f"{where}: {part}", LANGUAGES).items() if node else ():
            for pattern in self.items(item, f"{where}: {part}"):
                try:
                    found.append(Pattern.parse(self.text(pattern), language))
                except PatternError as error:
                    self.fault(
                        pattern,
                        f"{where}: the pattern '{self.text(pattern)}' {error}",
                        "See the pattern language.",
                    )
        if node and part == "patterns" and not found:
            self.fault(node, f"{where} has no patterns", "Write patterns: {en: [...]}.")
        return tuple(found)

    def mapping(
        self,
        node: yaml.Node,
        where: str,
        known: Sequence[str],
        *,
        required: Sequence[str] = (),
        at: yaml.Node | None = None,
    ) -> dict[str, yaml.Node]:
        values = {name: value for name, _, value in self.entries(node, where, known)}
        if isinstance(node, yaml.MappingNode):
            for name in required:
                if name not in values or not values[name].value:
                    self.fault(at or node, f"{where} has no {name}", f"Add {name}:.")
        return values

    def entries(
        self, node: yaml.Node | None, where: str, known: Sequence[str] = ()
    ) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{where} is not a list of 'name: …'", "Check the indents.")
            return
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in lines:
                self.fault(
                    key, f"{where} has '{name}' in line {lines[name]} too", "YAML would drop one: merge them."
                )
            if known and name not in known:
                self.fault(
                    key, f"{where} has the unknown key '{name}'{_meant(name, known)}", "Correct or remove it."
                )
            else:
                yield name, key, value
            lines.setdefault(name, key.start_mark.line + 1)

    def items(self, node: yaml.Node | None, where: str) -> list[yaml.Node]:
        if node is None or isinstance(node, yaml.SequenceNode):
            return list(node.value) if node else []
        self.fault(node, f"{where} is not a list", "Write one '- …' a line.")
        return []

    def text(self, node: yaml.Node | None) -> str:
        if node is None or isinstance(node, yaml.ScalarNode):
            return " ".join(str(node.value).split()) if node else ""
        self.fault(
            node, "text expected", "Put quotation marks around it: YAML reads ': ', '[' and '{' as structure."
        )
        return ""
