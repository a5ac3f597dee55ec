"""Folding that keeps every offset: lower case, tone marks as in ``hóa``, one kind of dash and of space."""

from __future__ import annotations

import re
from functools import lru_cache

_TONED = ("àáảãạ", "èéẻẽẹ", "ìíỉĩị", "òóỏõọ", "ùúủũụ", "ỳýỷỹỵ")
_BARE = "aeiouy"
_TONES = {toned: (bare, tone) for bare, row in zip(_BARE, _TONED, strict=True) for tone, toned in enumerate(row)}
_MARKED = dict(zip(_BARE, _TONED, strict=True))
# the tone of oa, oe, uy at the end of a syllable stands on the first vowel in the placement of the contract
_LATE = re.compile(r"(?<![qQ])([ouOU])([àáảãạèéẻẽẹỳýỷỹỵ])(?![^\W\d_])")
_SIMPLE = str.maketrans("–—‑‐−\u00a0\u2009\u202f\t\n\r\v\f", "-----        ")


def _move_tone(match: re.Match[str]) -> str:
    first, (second, tone) = match[1], _TONES[match[2]]
    if first + second not in {"oa", "oe", "uy"}:
        return match[0]
    return _MARKED[first][tone] + second


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text for comparing, character for character as long as before.

    The text is taken as NFC; a letter whose lower case would be longer stays as it is.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _LATE.sub(_move_tone, lower).translate(_SIMPLE)
