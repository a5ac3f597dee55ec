"""Finding many (context, word) pairs at once among words that are sorted within each context: bisection in lockstep.

It needs nothing but what the file of the model holds, so that it costs nothing to load; most contexts of two words and
more are followed by few different words, which are found in few steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class RangeIndex:
    """Places of words in their array: those of context ``c`` are ``words[starts[c]:starts[c + 1]]``, ascending."""

    def __init__(self, starts: NDArray[np.int32], words: NDArray[np.int16]) -> None:
        """``starts``: shape [contexts + 1]."""
        self._starts = starts
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    def find(self, contexts: NDArray[np.int64], words: NDArray[np.integer]) -> NDArray[np.int64]:
        """The place of each word behind its context (an index of ``starts``), -1 for those that are not there."""
        result = np.full(len(contexts), -1, np.int64)
        first, end = self._starts[contexts], self._starts[contexts + 1]
        asked = ((end > first) & (words >= 0)).nonzero()[0]
        if not len(asked):
            return result
        # the last place whose word is not greater: always at or behind ``place``, before ``end``
        place, end, wanted = first[asked], end[asked], words[asked].astype(np.int16)
        size = int((end - place).max())
        for step in (1 << bit for bit in reversed(range(size.bit_length()))):
            long = (end - place > step).nonzero()[0]
            probe = place[long] + step
            place[long] = np.where(self._words[probe] <= wanted[long], probe, place[long])
        hits = self._words[place] == wanted
        result[asked[hits]] = place[hits]
        return result
