"""The words of a text as an engine read them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

TYPED: Final = 1.0
"""No engine is as sure as this; text is that was not read by one."""


class ReadWord(NamedTuple):
    """A word as an engine read it: characters ``start`` to ``end`` of the text, and how sure it was (0 to 1)."""

    start: int
    end: int
    confidence: float


class Sureness:
    """How surely pieces were read: as the least sure of their words; what lies under no word was not read at all."""

    def __init__(self, words: Sequence[ReadWord]) -> None:
        self._words = words
        self._ends = [word.end for word in words]

    def __call__(self, start: int, end: int) -> float:
        """The confidence of the characters ``start`` to ``end``."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._ends, end)
        under = [word.confidence for word in self._words[first : last + 1] if word.start < end]
        return min(under, default=TYPED)
