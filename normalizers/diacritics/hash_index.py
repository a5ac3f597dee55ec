"""Finding many 64-bit keys at once: a hash table that numpy fills and asks without loops over keys."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth 1973, 6.4)
_SPARE_BITS: Final = 1  # slots for one key: 2 to 4


class HashIndex:
    """Places of distinct keys (0 … 2^62) in their array.

    Each round writes all keys that are left into a table of its own; of those that want one slot the last wins, the
    others go into the next round.
    """

    def __init__(self, keys: NDArray[np.int64]) -> None:
        self._keys = np.append(keys, np.int64(-1))  # index -1 (an empty slot) meets no key
        self._tables: list[tuple[NDArray[np.int32], np.uint64]] = []
        left = np.arange(len(keys), dtype=np.int32)
        while len(left):
            bits = max(4, len(left).bit_length() + _SPARE_BITS)
            table = np.full(1 << bits, -1, np.int32)
            slots = _slots(keys[left], np.uint64(64 - bits))
            table[slots] = left
            self._tables.append((table, np.uint64(64 - bits)))
            left = left[table[slots] != left]

    def __len__(self) -> int:
        return len(self._keys) - 1

    def find(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place of each key, -1 for those that are not there."""
        result = np.full(len(keys), -1, np.int64)
        asked, wanted = keys, None
        # over a few keys each call of numpy counts: nonzero is what flatnonzero comes to
        for table, shift in self._tables:
            places = table[_slots(asked, shift)]
            hit = self._keys[places] == asked
            where = hit.nonzero()[0]
            result[where if wanted is None else wanted[where]] = places[where]
            left = (~hit & (places >= 0)).nonzero()[0]
            if not len(left):
                break
            asked, wanted = asked[left], left if wanted is None else wanted[left]
        return result


def _slots(keys: NDArray[np.int64], shift: np.uint64) -> NDArray[np.int64]:
    # the tables differ in size, so one factor serves all rounds only if it is not the same bits again
    mixed = keys.view(np.uint64) * (_FACTOR + (shift << np.uint64(1)))
    return (mixed >> shift).view(np.int64)
