"""Folding that keeps every offset: lower case, tone marks as in ``hóa``, one kind of dash and of space, no quotes."""

from __future__ import annotations

from functools import lru_cache

from normalizers.unicode import tone_placement

_SIMPLE = str.maketrans('–—‑‐−\u00a0\u2009\u202f\t\n\r\v\f“”"«»', "-----             ")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text for comparing, character for character as long as before.

    A text that is not NFC keeps its tone marks where they are; a letter whose lower case would be longer stays.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    placed = tone_placement(lower)
    return (placed if len(placed) == len(lower) else lower).translate(_SIMPLE)
