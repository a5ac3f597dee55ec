"""The gazetteer as knowledge with weight: names of places are likelier than the language model thinks.

Most names of communes are rarer in text than words that look like them (Phú Lâm: phải làm). Where two neighbouring
words begin with capitals and are a name of the gazetteer, or one begins a name behind its level (xã, phường), the
model's probability is raised to a floor. Nothing is ever forced: what was read and the sentence still decide.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.vocabulary import ID_BITS, Vocabulary
from normalizers.gazetteer import gazetteer
from normalizers.unicode import tone_placement

_NEXT: Final = np.float32(-2.5)
"""Floor of ln P(second syllable | first) of a name, both with capitals."""
_FIRST: Final = np.float32(-6.5)
"""Floor of ln P(first syllable | level)."""


class PlaceNames:
    """Pairs of syllables that stand in names of places, by id."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        levels, names = _levels_and_names()
        lengths = np.fromiter((name.count(" ") + 1 for name in names), np.intp, len(names))
        ids = vocabulary.ids(" ".join(names).split(" ")).astype(np.int64)
        name_of = np.repeat(np.arange(len(names)), lengths)
        known = np.ones(len(names), bool)
        known[name_of[ids == vocabulary.unknown]] = False
        inner = (name_of[:-1] == name_of[1:]) & known[name_of[:-1]]
        self._pairs = np.unique(ids[:-1][inner] << ID_BITS | ids[1:][inner])
        firsts = ids[np.cumsum([0, *lengths[:-1]])]
        self._firsts = _members(firsts[known], len(vocabulary))
        last = vocabulary.ids(level.split()[-1] for level in levels)
        self._levels = _members(last[last != vocabulary.unknown], len(vocabulary))

    def floors(
        self, before: NDArray[np.int32], last: NDArray[np.int32], capitals: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """The least that ln P(last | before) may be: that of names, −inf for other words.

        Args:
            before: ids, shape [n, k], −1 for none.
            last: ids of words that begin with capitals, shape [n, k], −1 for none.
            capitals: whether the words ``before`` begin with capitals, shape [n].

        Returns:
            floors of each pair, shape [n, k, k].
        """
        result = np.where((self._levels[before][:, :, None] & self._firsts[last][:, None, :]), _FIRST, -np.inf)
        rows = np.flatnonzero(capitals)
        keys = before[rows].astype(np.int64)[:, :, None] << ID_BITS | last[rows][:, None, :]
        places = np.searchsorted(self._pairs, keys).clip(max=len(self._pairs) - 1)
        result[rows] = np.where(self._pairs[places] == keys, _NEXT, result[rows])
        return result.astype(np.float32)


def _members(ids: NDArray[np.integer[Any]], size: int) -> NDArray[np.bool_]:
    """Whether each id is among the given ones; at -1 (no word) it is not."""
    table = np.zeros(size + 1, bool)
    table[ids] = True
    return table


def _levels_and_names() -> tuple[set[str], list[str]]:
    """The levels and the names of all places of the gazetteer, past ones too, in small letters."""
    places = gazetteer().places
    names = tone_placement("\n".join({place.name for place in places}).lower())
    return {level.lower() for level in {place.level for place in places}}, names.split("\n")
