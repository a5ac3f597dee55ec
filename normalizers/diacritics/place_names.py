"""The gazetteer as knowledge with weight: names of places are likelier than the language model thinks.

Most names of communes are rarer in text than words that look like them (Phú Lâm: phải làm). Where two neighbouring
words begin with capitals and are a name of the gazetteer, or one begins a name behind its level (xã, phường), the
model's probability is raised to a floor. Nothing is ever forced: what was read and the sentence still decide.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.vocabulary import ID_BITS, Vocabulary
from normalizers.unicode import tone_placement

_NEXT: Final = np.float32(-2.5)
"""Floor of ln P(second syllable | first) of a name, both with capitals."""
_FIRST: Final = np.float32(-6.5)
"""Floor of ln P(first syllable | level)."""


class PlaceNames:
    """Pairs of syllables that stand in names of places, by id."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        pairs: set[int] = set()
        firsts: set[int] = set()
        levels: set[int] = set()
        for level, name in _names():
            ids = vocabulary.ids([tone_placement(part) for part in name.lower().split()]).tolist()
            levels.add(int(vocabulary.ids([level.lower().split()[-1]])[0]))
            if vocabulary.unknown not in ids:
                firsts.add(ids[0])
                pairs.update(first << ID_BITS | second for first, second in pairwise(ids))
        self._pairs = np.array(sorted(pairs), np.int64)
        self._firsts = _members(firsts, len(vocabulary))
        self._levels = _members(levels - {vocabulary.unknown}, len(vocabulary))

    def raised(
        self, scores: NDArray[np.float32], ngrams: NDArray[np.int32], capitals: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """Scores of n-grams, raised where they end in a name.

        Args:
            scores: ln P(last word | the ones before), shape [n].
            ngrams: ids, shape [n, order].
            capitals: whether the last word but one and the last begin with capitals, shape [n, 2].
        """
        before, last = ngrams[:, -2].astype(np.int64), ngrams[:, -1]
        both = capitals.all(axis=1)
        keys = before[both] << ID_BITS | last[both]
        places = np.searchsorted(self._pairs, keys).clip(max=len(self._pairs) - 1)
        rows = np.flatnonzero(both)[self._pairs[places] == keys]
        scores[rows] = np.maximum(scores[rows], _NEXT)
        begins = capitals[:, 1] & self._levels[before] & self._firsts[last]
        scores[begins] = np.maximum(scores[begins], _FIRST)
        return scores


def _members(ids: set[int], size: int) -> NDArray[np.bool_]:
    table = np.zeros(size, bool)
    table[list(ids)] = True
    return table


@lru_cache(maxsize=1)
def _names() -> set[tuple[str, str]]:
    """Levels and names of all places of the gazetteer, past ones too."""
    lines = files("normalizers").joinpath("data/gazetteer.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith(("#", "code\t")))
    return {(row[1], row[2]) for row in rows}
