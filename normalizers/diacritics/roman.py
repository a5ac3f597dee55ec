"""The numbers of headings, read from the series in which they stand: ``I``, ``Il``, ``Ill``, ``Iv``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rapidfuzz.distance import Levenshtein

_ONES: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_READ_AS: Final = str.maketrans("l1|vx", "IIIVX")
_NUMERALS: Final = (*_ONES, "X", *(f"X{ones}" for ones in _ONES), "XX")
_SURE: Final = 0.99
_BY_SERIES: Final = 0.9
_AS_READ: Final = 0.8


def heading_numbers(texts: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The number that each heading of a document has, and how sure that is.

    A misread number (``Il``) that differs in one stroke from the one that comes next is taken for it. What is written
    in capitals I, V and X is what it is: a gap in the series is a fact of the document.
    """
    following = 0
    for text in texts:
        read = text.translate(_READ_AS)
        expected = _NUMERALS[following] if following < len(_NUMERALS) else ""
        if read == text and read in _NUMERALS:
            yield read, _SURE
            following = _NUMERALS.index(read) + 1
        elif read == expected:
            yield read, _SURE
            following += 1
        elif expected and Levenshtein.distance(read, expected) == 1:
            yield expected, _BY_SERIES
            following += 1
        elif read in _NUMERALS:
            yield read, _AS_READ
            following = _NUMERALS.index(read) + 1
        else:
            yield text, _AS_READ
