"""What a document says elsewhere as evidence for a misread word: ``thư viên`` where it has ``thư viện`` nine times.

A plan repeats the words of its subject, and those are often rarer in other texts than what looks like them. A pair of
words that stands several times in the document makes a reading likelier that would give the same pair here; pairs as
read count for what was read. Words with a capital inside a sentence, which may be names, take no part: persons differ
by a mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.options import Word
from normalizers.diacritics.pieces import Style
from normalizers.diacritics.vocabulary import Vocabulary
from normalizers.unicode import fold

_WORTH: Final = 4.0
"""How many times likelier one further pair makes a word; set on scans of plans that are not those of the evaluation."""
_FEWEST: Final = 2
"""Pairs from which on a document is taken to mean them."""
_HOPELESS: Final = 1e-3
"""Readings that the sentence makes less probable stay where they are."""
_SETTLED: Final = 0.9
"""A reading that the sentence alone makes so probable needs no more: engines misread a word alike every time."""

Pairs = Counter[tuple[int, int]]


def with_own_pairs(
    words: Sequence[Word],
    starts: Sequence[int],
    ids: NDArray[np.int32],
    posterior: NDArray[np.float32],
    vocabulary: Vocabulary,
) -> NDArray[np.float32]:
    """The probabilities of what each word may be, with the pairs of the document taken into account.

    Args:
        words: The words of the document.
        starts: Index of the first word of each sentence, ascending.
        ids: What each word may be, first of all itself; −1 for nothing: [words, options].
        posterior: Their probabilities in the sentence, 0 throughout where nothing was asked.
        vocabulary: The words behind the ids.
    """
    read = [int(own) for own in ids[:, 0]]
    neighbours = _neighbours(starts, words)
    pairs: Pairs = Counter(
        (read[at], read[at + 1])
        for at, joined in enumerate(neighbours)
        if joined and vocabulary.unknown not in (read[at], read[at + 1])
    )
    result = posterior.copy()
    for row in np.flatnonzero((posterior[:, 1:] > _HOPELESS).any(axis=1)).tolist():
        word = words[row]
        if posterior[row, 1:].max() >= _SETTLED:
            continue
        if word.style is Style.TITLE and not word.initial:
            continue
        before = read[row - 1] if row and neighbours[row - 1] else None
        after = read[row + 1] if row + 1 < len(words) and neighbours[row] else None
        weights = [
            _weight(pairs, before, after, int(own), is_read=option == 0)
            if own >= 0 and fold(vocabulary.words[own]) == fold(vocabulary.words[read[row]])
            else 1.0
            for option, own in enumerate(ids[row])
        ]
        weighted = posterior[row] * np.array(weights, np.float32)
        result[row] = weighted / weighted.sum()
    return result


def _neighbours(starts: Sequence[int], words: Sequence[Word]) -> list[bool]:
    """For each word whether the next one is of the same sentence, with nothing but a blank between the two."""
    begins = set(starts)
    return [
        at + 1 < len(words) and at + 1 not in begins and words[at + 1].piece.start - word.piece.end <= 1
        for at, word in enumerate(words)
    ]


def _weight(pairs: Pairs, before: int | None, after: int | None, own: int, *, is_read: bool) -> float:
    """How much likelier the pairs with its neighbours make a word; the place itself does not count."""
    weight = 1.0
    for pair in ((before, own), (own, after)):
        if pair[0] is not None and pair[1] is not None:
            found = pairs[pair[0], pair[1]] - is_read
            weight *= 1.0 + _WORTH * (found if found >= _FEWEST else 0)
    return weight
