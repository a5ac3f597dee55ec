"""Names that a scan has damaged: the one known field that is near enough, or none."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz, process

from normalizers.unicode import fold_case
from normalizers.units.vocabulary import vocabulary

_NEAR = 90.0
"""Least likeness of two names without their marks, of 100."""
_GAP = 6.0
"""How much nearer the best name has to be than the second."""


@lru_cache(maxsize=512)
def nearest_field(head: str, words: str) -> str | None:
    """The field of ``head`` that ``words`` damaged; nothing where two could be meant or a digit is in it.

    Compared without diacritics, which scans lose first. Short names have to be equal but for their marks, so that one
    real body is never taken for another.
    """
    names = vocabulary().field_names.get(head, [])
    if not names or any(map(str.isdigit, words)):
        return None
    found = process.extract(fold_case(words), names, scorer=fuzz.ratio, processor=fold_case, limit=2)
    best, score, _ = found[0]
    least = _NEAR if len(words) > 10 else 100.0
    if score < least or (len(found) > 1 and score - found[1][1] < _GAP):
        return None
    return best
