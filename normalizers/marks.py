"""Long runs of combining marks, which no writing has and which hostile texts do.

Normalisation puts the marks behind a letter into their canonical order by moving one after the other: of a run of
100,000 in the wrong order it would never come to the end. In the right order it takes linear time.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Final

_LONGEST: Final = 30
"""Marks behind a letter in a text in Stream-Safe Format (Unicode Standard Annex #15, section 13)."""
_CANDIDATE: Final = re.compile(f"[\u0300-\U0010ffff]{{{_LONGEST + 1},}}")
"""No mark stands before U+0300."""


def with_ordered_marks(text: str) -> str:
    """The text with every run of more than 30 combining marks in canonical order; of the same length.

    That is canonically equivalent (Unicode Standard, 3.11, D108 and D109): sorted by combining class, marks of one
    class left in their order. Everything else stays as it is.
    """
    return _CANDIDATE.sub(lambda match: _ordered(match.group()), text)


def _ordered(run: str) -> str:
    pieces: list[str] = []
    for are_marks, characters in groupby(run, lambda character: unicodedata.combining(character) > 0):
        piece = list(characters)
        if are_marks and len(piece) > _LONGEST:
            piece.sort(key=unicodedata.combining)
        pieces += piece
    return "".join(pieces)
