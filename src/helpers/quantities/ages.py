"""English ages: told with their unit, or by a bare number where the words around it say so."""

from __future__ import annotations

import re

from helpers.quantities.numerals import WORD, Numeral

_OLD = re.compile(r"(?:\s|\s?-\s?)(?:olds?|of[\s-]age)\b", re.I)
_YOUNG = re.compile(
    r"\b(?:children|kids|boys|girls|people|persons|those|adults|men|women|anyone|everyone|patients|voters|workers|Americans)\s+"
    r"(?:under|over|below|above)\s+\Z"
)
_OLDER = re.compile(r"\s+(?:and|or)\s+(?:older|younger)\b", re.I)
_AGED = re.compile(rf"\b(?:aged?|ages?(?:\s+of)?|turn(?:s|ed))\s+(?:between\s+|from\s+)?(?:(?:\d{{1,2}}|{WORD})(?:,\s+|,?\s+and\s+)){{0,3}}\Z", re.I)  # fmt: skip
_NAMED = re.compile(
    r"(?:\b[A-Z][\w.’'-]+,|\b(?i:(?:he|she|i)\s+(?:is|was|will\s+be)|(?:he|she)['’]s|i['’]m))\s+\Z"
)
# 'The midfielder, 29, signed'.
_APPOSED, _APPOSED_ENDS = re.compile(r"\b[a-z]{3,},\s+\Z"), re.compile(r",\s+(?!and\b|or\b)[a-z]")
_AGE_ENDS = re.compile(r"\s*(?:[,;.)–—―]|\Z|(?:by|when|and|on|at)\b)")


def old(line: str, end: int) -> int:
    """Where 'old' or 'of age' ends behind a duration; 0 where neither stands there."""
    match = _OLD.match(line, end)
    return match.end() if match else 0


def is_age(line: str, start: int, number: Numeral, end: int) -> bool:
    """Whether a bare number is an age: 'aged 12', 'Maria Silva, 44, said', 'voters 18 and older'."""
    before = line[max(0, start - 32) : start]
    if _AGED.search(before) or _YOUNG.search(before):
        return True
    if number.form != "digits":
        return False
    if _OLDER.match(line, number.end) or (_NAMED.search(before) and _AGE_ENDS.match(line, end)):
        return True
    return bool(number.value > 9 and _APPOSED.search(before) and _APPOSED_ENDS.match(line, end))
