"""Numbers of headings on scans: ``H.`` for II, ``IH.`` and a second ``II.`` for III, told by their series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import Levenshtein

from normalizers.diacritics.belief import TokenEdit
from normalizers.diacritics.read_words import Sureness
from normalizers.roman_numerals import roman, to_roman

_HEADING: Final = re.compile(r"^[ \t]*(?=[^.\n]*[IVXHN])([IVXHNLlÍÌÏ1|]{1,5})(?=\.[ \t]*[^\W\d_a-zđ])", re.MULTILINE)
"""A number of a heading and what engines take it for, before a point and a capital."""
_STROKES: Final = str.maketrans({"H": "II", "N": "II", "Í": "I", "Ì": "I", "Ï": "I", "l": "I", "1": "I", "|": "I"})
_BY_STROKES, _BY_SERIES = 0.95, 0.75


def heading_edits(text: str, sureness: Sureness, sure: float) -> Iterator[TokenEdit]:
    """The numbers of headings that their series shows to be misread; those read ``sure`` or surer stay."""
    found = list(_HEADING.finditer(text))
    for match, (number, confidence) in zip(found, _numbers([match[1] for match in found]), strict=True):
        if number != match[1] and sureness(*match.span(1)) < sure:
            yield TokenEdit(*match.span(1), match[1], number, confidence)


def _numbers(texts: Sequence[str]) -> Iterator[tuple[str, float]]:
    """What each number is, and how sure that is: what is none, or stands twice, is the next one if it is like it.

    What is none may begin a series, too: before ``II.`` stands a ``I.``, if it looks like one.
    """
    following = 0
    for text, after in zip(texts, [*texts[1:], ""], strict=False):
        strokes = text.translate(_STROKES)
        value, expected = roman(strokes), to_roman(following + 1)
        repeated = following > 0 and value == following
        before = to_roman((roman(after.translate(_STROKES)) or 0) - 1)
        if strokes == expected:
            yield expected, _BY_STROKES
            following += 1
        elif value and not repeated:
            yield text, 1.0
            following = value
        elif not value and before and Levenshtein.distance(strokes, before) == 1:
            yield before, _BY_SERIES
            following = roman(before) or 0
        elif following and Levenshtein.distance(strokes, expected) == 1:
            yield expected, _BY_SERIES
            following += 1
        else:
            yield text, 1.0
