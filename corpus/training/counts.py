"""n-grams of word ids and their counts, as sorted arrays of packed keys.

An n-gram is one 64-bit number, :data:`~normalizers.diacritics.vocabulary.ID_BITS` bits for each id, the first word
highest: sorted keys stand by context, and ``key >> ID_BITS`` is the context's own key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.vocabulary import ID_BITS

Keys = NDArray[np.uint64]
_MASK: Final = np.uint64((1 << ID_BITS) - 1)
_SHIFT: Final = np.uint64(ID_BITS)


@dataclass(frozen=True)
class Counts:
    """Distinct n-grams of one order, sorted: how often each was seen, and the same with the weights of the texts."""

    order: int
    keys: Keys
    seen: NDArray[np.int64]
    weighted: NDArray[np.float64]

    def words(self, position: int) -> NDArray[np.int64]:
        """The id at a position (0 is the first word) of each n-gram."""
        return word_at(self.keys, self.order, position)

    def contexts(self) -> Keys:
        """The key of all words but the last."""
        return self.keys >> _SHIFT

    def suffixes(self) -> Keys:
        """The key of all words but the first."""
        return suffix(self.keys, self.order)

    def where(self, keep: NDArray[np.bool_]) -> Counts:
        """Only the n-grams marked."""
        return Counts(self.order, self.keys[keep], self.seen[keep], self.weighted[keep])


def word_at(keys: Keys, order: int, position: int) -> NDArray[np.int64]:
    """The id at a position of packed n-grams."""
    return ((keys >> np.uint64(ID_BITS * (order - 1 - position))) & _MASK).astype(np.int64)


def suffix(keys: Keys, order: int) -> Keys:
    """The keys of packed n-grams without their first word."""
    return keys & np.uint64((1 << (ID_BITS * (order - 1))) - 1)


def pack(ids: NDArray[np.int32], order: int, boundary: int) -> Keys:
    """The keys of all n-grams of a text, unsorted, but those with a boundary between other words.

    What stands before the end of a sentence tells little of what comes after.
    """
    length = max(0, len(ids) - order + 1)
    keys = np.zeros(length, np.uint64)
    for position in range(order):
        keys = (keys << _SHIFT) | ids[position : position + length].astype(np.uint64)
    inner = np.zeros(length, bool)
    for position in range(1, order - 1):
        inner |= ids[position : position + length] == boundary
    return keys[~inner]


def count(texts: Sequence[tuple[NDArray[np.int32], float]], order: int, words: int, boundary: int) -> Counts:
    """Count the n-grams of texts, each with its weight; of order 1 all words, even those not seen.

    Args:
        texts: word ids and the weight of the text.
        order: the length of the n-grams.
        words: the number of word ids.
        boundary: the id of ``<s>``.
    """
    if order == 1:
        seen_by_text = [np.bincount(ids, minlength=words) for ids, _ in texts]
        weighted_by_text = [seen * weight for seen, (_, weight) in zip(seen_by_text, texts, strict=True)]
        return Counts(1, np.arange(words, dtype=np.uint64), np.sum(seen_by_text, 0), np.sum(weighted_by_text, 0))
    found = []
    for ids, weight in texts:
        keys, seen = np.unique(pack(ids, order, boundary), return_counts=True)
        found.append((keys, seen.astype(np.int64), seen * weight))
    keys = np.concatenate([keys for keys, _, _ in found])
    places = np.argsort(keys, kind="stable")
    keys = keys[places]
    first = _firsts(keys)
    seen = np.concatenate([seen for _, seen, _ in found])[places]
    weighted = np.concatenate([weighted for _, _, weighted in found])[places]
    return Counts(order, keys[first], np.add.reduceat(seen, first), np.add.reduceat(weighted, first))


def _firsts(keys: Keys) -> NDArray[np.intp]:
    """Where each distinct key (sorted) begins; nowhere, where boundaries stand closer than n-grams are long."""
    return np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])


def totals(keys: Keys, values: NDArray[np.float64]) -> tuple[Keys, NDArray[np.float64]]:
    """Sums of values over equal keys (sorted): the distinct keys and their sums."""
    first = _firsts(keys)
    return keys[first], np.add.reduceat(values, first)


def places(table: Keys, keys: Keys) -> NDArray[np.int64]:
    """Where keys stand in a sorted table; -1 for those that do not."""
    if not len(table):
        return np.full(len(keys), -1, np.int64)
    found = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return np.where(table[found] == keys, found, -1)
