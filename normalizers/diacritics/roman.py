"""The numbers of headings, read from the series in which they stand: ``I``, ``Il``, ``Ill``, ``Iv``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rapidfuzz.distance import Levenshtein

from normalizers.roman_numerals import roman, to_roman

_READ_AS: Final = str.maketrans("l1|vx", "IIIVX")
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
        value, expected = roman(read), to_roman(following + 1)
        if read == text and value:
            yield read, _SURE
            following = value
        elif read == expected:
            yield read, _SURE
            following += 1
        elif Levenshtein.distance(read, expected) == 1:
            yield expected, _BY_SERIES
            following += 1
        elif value:
            yield read, _AS_READ
            following = value
        else:
            yield text, _AS_READ
