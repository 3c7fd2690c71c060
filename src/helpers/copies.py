"""Near-copies: documents whose wording stands, nearly all of it, in another document.

The same agency report in five outlets, each with a headline, a credit line and a lead of its own and the last
paragraphs cut; a speech as web page and as PDF. What is compared is the set of all sequences of eight words in a row
(shingles: Broder 1997) of a document's content, case, width and punctuation aside; in Chinese a character is a word.

`similarity` is the exact Jaccard coefficient of the two sets: of all sequences of both, the share that stands in both.
MinHash only finds which pairs are worth comparing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import IO, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import tables
from helpers.codebook.folding import letters
from helpers.segments import HAN

# Long sequences tell copies from forms. An editor changes a text in a few places and leaves the stretches between them
# whole; a form (a nomination, a yearly notice) has other names and numbers every few words. Of 8,186 pairs of such
# forms of the White House, 945 share 70 % of their sequences of five words, 215 of eight, 86 of ten; but of pages with
# one word in 20 broken, as PDF breaks them, the median shares 89 %, 82 % and 79 %.
SHINGLE = 8
# A copy is one of whose sequences this share stands in the original. Below it begin reports that only quote (half the
# text is their own), above it are lost those with a third of their own. At .6 the forms above are 942 pairs.
CONTAINED = 0.7
# And this much of all sequences of both is shared, or it is an excerpt: with equal wording, a third of the length.
SIMILAR = 0.3
# With fewer words, a formula and a name make a document, and one changed word is a large part of it.
LEAST_WORDS = 50
# Pairs are compared that agree in two neighbours of 128 values: 1 - (1 - s²)^64 of those with similarity s, 99.8 % at
# SIMILAR (Leskovec, Rajaraman, Ullman 2020, section 3.4).
PERMUTATIONS, BAND = 128, 2
# The share of values that agree strays from the similarity by .04 at SIMILAR (.06 in documents of 50 words): three
# times that below, none is compared.
AGREEING = 0.18

# Text is made into numbers in pieces, a word whole in one of them, so that a long document does not take the memory of many.
_PIECE = re.compile(r"(?s:.{65536})[^\W_]{0,65536}|(?s:.)+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_HAN = [(ord(first), ord(last)) for first, last in re.findall("(.)-(.)", HAN)]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, with bits in no pattern: 2^64 divided by the golden ratio
# A word is the sum of its characters, each times the factor of its place (multilinear hashing: Carter, Wegman 1979).
_FACTORS = np.random.RandomState(1).randint(0, 2**63, 64, np.uint64) | np.uint64(1)
_MARKS = np.arange(PERMUTATIONS, dtype=np.uint64) * np.uint64(2**64 // PERMUTATIONS)

Values = NDArray[np.uint64]


def fingerprint(text: str, sentences: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """What a document is compared by: shingles (8 bytes a word) and signature (512 bytes), both empty for a short one."""
    content = "\n".join(text[sentence["start"] : sentence["end"]] for sentence in sentences)
    found = shingles(content)
    if not len(found):
        return {"shingles": b"", "signature": b""}
    # One permutation with rotation (Shrivastava, Li 2014): of all sequences of two documents, the first one after a mark
    # stands in both as often as any other. So each mark serves as a permutation of its own would, and costs nothing.
    following = found.searchsorted(_MARKS) % len(found)
    return {"shingles": found.tobytes(), "signature": found[following].astype(np.uint32).tobytes()}


def shingles(text: str) -> Values:
    """The different sequences of SHINGLE words as sorted numbers; none for a text with less than LEAST_WORDS words."""
    folded = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    numbers = np.concatenate([_words(piece) for piece in _PIECE.findall(folded) or [""]])
    if len(numbers) < LEAST_WORDS:
        return np.empty(0, np.uint64)
    count = len(numbers) - SHINGLE + 1
    sequences = np.zeros(count, np.uint64)
    for at in range(SHINGLE):
        sequences = (sequences + numbers[at : at + count]) * _FACTOR
    sequences.sort()  # and not np.unique, which takes 15 times as long here
    different: Values = sequences[np.append(True, sequences[1:] != sequences[:-1])]
    return different


def _words(text: str) -> Values:
    """A number for each word."""
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    is_letter = np.frombuffer(letters(text), np.uint8) != ord(" ")
    begins = is_letter & ~np.append(False, is_letter[:-1])
    if codes.max(initial=0) >= _HAN[0][0]:
        is_han = np.logical_or.reduce([(first <= codes) & (codes <= last) for first, last in _HAN])
        is_letter |= is_han
        begins = is_letter & (~np.append(False, is_letter[:-1]) | is_han | np.append(False, is_han[:-1]))
    places = np.flatnonzero(is_letter)
    words = np.flatnonzero(begins[places])
    within = np.arange(len(places)) - np.repeat(words, np.diff(words, append=len(places)))
    characters = codes[places] * _FACTORS[within % len(_FACTORS)]
    return np.add.reduceat(characters, words) if len(words) else np.empty(0, np.uint64)


class Comparison:
    """Collects fingerprints while documents are read, and then tells the copies among them.

    It keeps the signatures, under a kilobyte a document; the shingles wait in `scratch`, a file that it may fill.
    """

    def __init__(self, scratch: IO[bytes]) -> None:
        self._scratch = scratch
        self._documents: list[tuple[tuple[str, int, str], int, int]] = []  # rank, place in the file, bytes
        self._signatures: list[bytes] = []

    def add(self, document: Mapping[str, Any], compared: Mapping[str, bytes]) -> None:
        """Take one row of documents and its fingerprint."""
        if compared["signature"]:
            place, size = self._scratch.tell(), self._scratch.write(compared["shingles"])
            self._documents.append((_rank(document), place, size))
            self._signatures.append(compared["signature"])

    def copies(self) -> dict[str, tuple[str, float]]:
        """The original of each copy, and their similarity; the same in whatever order the documents were added.

        Documents are taken by date (one dated to the month after those dated to its days, an undated one last), the
        longer first, then by id. One that is contained in an original before it, by CONTAINED and SIMILAR, copies the
        most similar such original; any other is an original itself. So no copy points to a copy, and a later text
        that adds more than it takes over stays.
        """
        order = sorted(range(len(self._documents)), key=lambda at: self._documents[at][0])
        self._documents = [self._documents[at] for at in order]
        signatures = np.frombuffer(b"".join(self._signatures), np.uint32).reshape(-1, PERMUTATIONS)[order]
        buckets = _buckets(signatures)
        originals: dict[tuple[int, int], list[int]] = defaultdict(list)
        found: dict[str, tuple[str, float]] = {}
        for at, ((_, _, document_id), _, _) in enumerate(self._documents):
            near = np.array(sorted({o for bucket in buckets[at] for o in originals[bucket]}), int)
            near = near[(signatures[near] == signatures[at]).mean(axis=1) >= AGREEING]
            similarity, _, original = max(
                (
                    (self._similarity(at, other), -other, self._documents[other][0][2])
                    for other in near.tolist()
                ),
                default=(0.0, 0, ""),
            )
            if similarity:
                found[document_id] = (original, similarity)
            else:
                for bucket in buckets[at]:
                    originals[bucket].append(at)
        return found

    def _similarity(self, copy: int, original: int) -> float:
        """The Jaccard coefficient of two documents; 0 where the one is no copy of the other."""
        own, others = self._shingles(copy), self._shingles(original)
        shared = len(np.intersect1d(own, others, assume_unique=True))
        similarity = shared / (len(own) + len(others) - shared)
        return similarity if similarity >= SIMILAR and shared >= CONTAINED * len(own) else 0.0

    def _shingles(self, at: int) -> Values:
        _, place, size = self._documents[at]
        self._scratch.seek(place)
        return np.frombuffer(self._scratch.read(size), np.uint64)


def among(documents: pd.DataFrame) -> list[str]:
    """The ids of the documents without which each text of this very table counts once.

    Of copies of one original the original stays; where it is not in the table, as in a selection of one outlet, the
    copy stays that comes first by the same order.
    """
    ranked = sorted(tables.rows(documents), key=lambda row: (row["duplicate_of"] is not None, _rank(row)))
    kept: dict[str, str] = {}
    for row in ranked:
        kept.setdefault(row["duplicate_of"] or row["document_id"], row["document_id"])
    first = set(kept.values())
    return [document_id for document_id in documents["document_id"] if document_id not in first]


def _rank(document: Mapping[str, Any]) -> tuple[str, int, str]:
    """Smaller for what is rather the original. '~' sorts after digits and '-': a coarse date after those within it."""
    return f"{document['date'] or ''}~", -document["word_count"], document["document_id"]


def _buckets(signatures: NDArray[np.uint32]) -> dict[int, list[tuple[int, int]]]:
    """For each document that agrees with another one in a band of its signature, those bands with their values."""
    buckets: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for band in range(0, PERMUTATIONS, BAND):
        values = np.ascontiguousarray(signatures[:, band : band + BAND]).view(np.uint64).ravel()
        _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
        for at in np.flatnonzero(counts[inverse] > 1).tolist():
            buckets[at].append((band, int(inverse[at])))
    return buckets
