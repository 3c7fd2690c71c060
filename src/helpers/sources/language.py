"""Languages of a document's stretches: by script where one language writes it, else by letters and surroundings."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from helpers.sources.metadata import reading

_ASCII = re.compile(r"[\x00-\x7f]+")
_LETTERS = re.compile(r"[^\W\d_]+")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_OWN = {  # scripts that one living language of the news chiefly writes
    "ja": re.compile(r"[\u3040-\u30ff]+"), "ko": re.compile(r"[\uac00-\ud7af]+"), "el": re.compile(r"[\u0370-\u03ff]+"),
    "he": re.compile(r"[\u0590-\u05ff]+"), "th": re.compile(r"[\u0e00-\u0e7f]+"),
}  # fmt: skip
_SHARED = {  # scripts of many; all letters of none of these are counted as one more
    "Latin": re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ]+"), "Cyrillic": re.compile(r"[\u0400-\u052f]+"),
    "Arabic": re.compile(r"[\u0620-\u06ff\u0750-\u077f]+"),
}  # fmt: skip
_OWN_LETTERS = re.compile("|".join(p.pattern for p in (HAN, *_OWN.values())))

_ENGLISH = frozenset(reading()["english"])
_COMMON = frozenset(reading()["languages"]["common"])
_CANDIDATES = [
    *_COMMON,
    *reading()["languages"]["others"],
    "zxx",
]  # zxx is the model's for addresses and code
_LARGER = 10.0  # prior odds of common languages: what could be Malay or Indonesian is more often the latter
_EDGE, _MORE = 80, 600  # characters: its two ends tell nearly every stretch; the others get a longer look
_SHORT = 60  # characters: fewer, such as a name or a heading, say less than what stands around them
_SURE = 0.9  # told by itself; over both corpora of English speeches no stretch was told wrongly from here on
_LIKELY = 0.8  # told together with its surroundings, or with all of its script in the document
_STAYS = 1000.0  # prior odds that a stretch is in a language of its surroundings rather than in any one other


def languages(stretches: Sequence[tuple[str, bool]]) -> list[str]:
    """The language (ISO 639) of each stretch of one document; 'und' where it cannot be told.

    Each is given with whether it is content. A stretch that does not tell by itself is judged together with the
    nearest ones before and after it that do and are in its script; a short one goes with them where they agree.
    """
    scripts = [_script(text) for text, _ in stretches]
    told = [
        (_told(text, script) if script in _SHARED or script == "other" else script)
        for (text, _), script in zip(stretches, scripts, strict=True)
    ]
    for script in sorted({scripts[n] for n, language in enumerate(told) if language is None}):
        places = [n for n, known in enumerate(scripts) if known == script]
        around = _around([told[n] if stretches[n][1] else None for n in places])
        pooled = set() if any(around) else _pooled(" \n".join(stretches[n][0] for n in places), script)
        for n, near in zip(places, around, strict=True):
            told[n] = told[n] or _likely(stretches[n][0], script, near or pooled)
    return [language or "und" for language in told]


def _script(text: str) -> str:
    """A language that a script stands for, the name of a shared script, "other", or 'und' where none prevails."""
    if text.isascii() or not _LETTERS.search(_ASCII.sub("", text)):
        return "Latin" if _LETTERS.search(text) else "und"
    letters = count(_LETTERS, text)
    counts = {name: count(script, text) for name, script in _SHARED.items()}
    own = {"zh": count(HAN, text)} | {code: count(script, text) for code, script in _OWN.items()}
    counts["other"] = letters - sum(counts.values()) - sum(own.values())
    # A Chinese character weighs two letters: it is a word or half of one.
    counts |= {code: 2 * n for code, n in own.items()}
    if counts["ja"]:  # Japanese is written in Chinese characters too
        counts["ja"] += counts.pop("zh")
    best = max(counts, key=lambda name: (counts[name], name))
    return best if counts[best] * 2 > letters else "und"


def count(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))


@cache
def _identifier() -> LanguageIdentifier:
    # Half a second and 100 MB: once a process, and only where a text asks for it.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES)
    return identifier


def _told(text: str, script: str) -> str | None:
    """The language of a stretch that is sure by itself."""
    if len(text) < _SHORT:
        return None
    ends = text if len(text) <= 2 * _EDGE else f"{text[:_EDGE]} {text[-_EDGE:]}"
    words = ends.lower().split()
    if sum(map(_ENGLISH.__contains__, words)) * 6 >= len(words):
        return "en"
    for sample in dict.fromkeys((ends, text)):
        language, share = _judged(sample, script)
        if share >= _SURE:
            return language
    return None


def _only(text: str, script: str) -> str:
    """Without letters of other languages' own scripts, which would decide by themselves."""
    return text if text.isascii() or script == "other" else _OWN_LETTERS.sub(" ", text)


def _around(told: list[str | None]) -> list[set[str]]:
    """For each place the nearest languages before and after it."""
    around: list[set[str]] = [set() for _ in told]
    for order in (range(len(told)), range(len(told) - 1, -1, -1)):
        near = None
        for n in order:
            near = told[n] or near
            if near:
                around[n].add(near)
    return around


def _pooled(text: str, script: str) -> set[str]:
    """The likeliest language of all that a document has in a script, where none of its stretches is sure."""
    language, share = _judged(text, script)
    return {language} if share >= _LIKELY else set()


def _likely(text: str, script: str, near: set[str]) -> str | None:
    """The language of a stretch by its letters and by those near it."""
    if len(text) < _SHORT and len(near) < 2:
        return min(near, default=None)
    language, share = _judged(text, script, near)
    return language if share >= _LIKELY else None


def _judged(text: str, script: str, near: Container[str] = ()) -> tuple[str, float]:
    """The likeliest language of a text and how likely it is among all; no language for what is none."""
    weights = {
        language: probability * (_LARGER if language in _COMMON else 1) * (_STAYS if language in near else 1)
        for language, probability in _identifier().rank(_only(text, script)[:_MORE])
    }
    weights["zxx"] = 0 if near else weights["zxx"]
    best = max(weights, key=lambda language: (weights[language], language))
    return best, 0 if best == "zxx" else weights[best] / sum(weights.values())
