"""Whether two titles are of one document."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import fuzz

_WORD = re.compile(r"\w+")
# two words are one, misread or mistyped in one of the titles, from here on (rapidfuzz ratio, 0 to 100)
_ONE_WORD = 60


def same_title(one: str, other: str) -> bool:
    """Whether two titles (in comparable form) differ by misread words only, or by words that one of them lacks.

    "Kế hoạch phòng, chống bão" and "Kế hoạch phòng, chống hạn" are most alike as strings, and two plans.
    """
    ours, theirs = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    own, foreign = list((ours - theirs).elements()), list((theirs - ours).elements())
    unpaired = [word for word in own if not _partner(word, foreign)]
    return not unpaired or not [word for word in foreign if not _partner(word, own)]


def _partner(word: str, words: list[str]) -> bool:
    return any(fuzz.ratio(word, other) >= _ONE_WORD for other in words)
