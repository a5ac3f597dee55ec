"""Whether what was restored is believed: damaged Vietnamese, or another language that only looks like it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import groupby
from typing import Final, NamedTuple

from normalizers.diacritics.damage import has_vietnamese_letter
from normalizers.diacritics.options import Word
from normalizers.diacritics.pieces import Kind

_FEWEST_CHANGED: Final = 0.6
"""Of damaged Vietnamese 84 % and more of the words change, of other languages 15 to 56 %."""
_FEWEST_MENDED: Final = 0.6
"""Of its words that were no syllables 77 % and more become one, of those of other languages at most a third."""
_LEAST_SURE: Final = 0.85
_ENOUGH_ODD: Final = 3
_FEWEST_MENDED_OF_LINE: Final = 0.4
_SURE_IN_FOREIGN: Final = 0.95


class TokenEdit(NamedTuple):
    """One change: the characters ``start`` to ``end`` of the input, what stood there, what stands there now."""

    start: int
    end: int
    before: str
    text: str
    confidence: float


class Belief:
    """Judges what blocks of lines were restored to."""

    def __init__(self, syllables: Set[str]) -> None:
        """``syllables``: all Vietnamese syllables, in lower case."""
        self._syllables = syllables

    def believed(self, words: Sequence[Word], results: Sequence[TokenEdit], offsets: Sequence[int]) -> list[TokenEdit]:
        """Of the results for a block those that are believed: none if it did not lose its marks.

        Lines that look foreign are judged apart: of these only what is sure is taken, and nothing at all if none of
        their odd words became Vietnamese.
        """
        vietnamese: list[TokenEdit] = []
        believed: list[TokenEdit] = []
        for first, last in _lines_of(results, offsets):
            line = results[first:last]
            judged = _judged(words[first:last], line)
            odd, mended = self._mended(judged)
            if odd < _ENOUGH_ODD or mended >= _FEWEST_MENDED_OF_LINE * odd:
                vietnamese += judged
                believed += line
            elif mended:
                believed += [result for result in line if result.confidence >= _SURE_IN_FOREIGN]
        return believed if self._lost_its_marks(vietnamese) else []

    def _lost_its_marks(self, judged: Sequence[TokenEdit]) -> bool:
        """Whether words lost their marks, by what they were restored to.

        Nearly all must have changed, surely, and what was no syllable must have become one: of text in other languages
        less than half does.
        """
        if not judged:
            return False
        changed = sum(result.text != result.before for result in judged)
        sure = sum(result.confidence for result in judged)
        odd, mended = self._mended(judged)
        return (
            changed >= _FEWEST_CHANGED * len(judged)
            and sure >= _LEAST_SURE * len(judged)
            and mended >= _FEWEST_MENDED * odd
        )

    def _mended(self, judged: Sequence[TokenEdit]) -> tuple[int, int]:
        """Words in small letters that were no syllable, and how many of them are Vietnamese now (names say nothing)."""
        odd = [
            result for result in judged if result.before[0].islower() and result.before.lower() not in self._syllables
        ]
        mended = sum(
            result.text.strip().lower() in self._syllables or has_vietnamese_letter(result.text) for result in odd
        )
        return len(odd), mended


def _judged(words: Sequence[Word], results: Sequence[TokenEdit]) -> list[TokenEdit]:
    """The results for what can tell damage: words of more than a letter that are no abbreviations."""
    return [
        result
        for word, result in zip(words, results, strict=True)
        if word.piece.kind is Kind.WORD and len(word.piece.text) > 1 and not word.abbreviated
    ]


def _lines_of(results: Sequence[TokenEdit], offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The ranges of results that lie on one line; ``offsets`` are the beginnings of all lines."""
    for _, group in groupby(range(len(results)), key=lambda index: bisect_right(offsets, results[index].start)):
        members = list(group)
        yield members[0], members[-1] + 1
