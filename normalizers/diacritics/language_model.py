"""A back-off model of Vietnamese word sequences, packed small and asked in batches.

``data/language_model.npz`` (made by ``python -m corpus.training.language_model``) is a trie: the n-grams of order *n*
stand in the order of their contexts (order *n - 1*), which lets each be stored as a few small numbers; see
:mod:`normalizers.diacritics.packed_model`. In memory pairs of words are
found by a hash table, longer n-grams by bisection among the words that follow their context.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.hash_index import HashIndex
from normalizers.diacritics.packed_model import Order, Steps, unpack
from normalizers.diacritics.range_index import RangeIndex
from normalizers.diacritics.vocabulary import ID_BITS, Vocabulary
from normalizers.diacritics.vocabulary import load as load_vocabulary


class LanguageModel:
    """ln P(word | up to ``order - 1`` words before), by back-off (Katz 1987).

    Args:
        vocabulary: the words of the ids.
        log_probs: ln P(word) by id.
        back_offs: ln of the back-off weight by id.
        orders: the n-grams of the orders 2, 3, ….
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        log_probs: Steps,
        back_offs: Steps,
        orders: Sequence[Order],
    ) -> None:
        self.vocabulary = vocabulary
        self.order = len(orders) + 1
        # one more at the end of each for index -1 (no such n-gram), whose weight is one
        self._log_probs = [probs.with_zero() for probs in (log_probs, *(o.log_probs for o in orders))]
        self._back_offs = [weights.with_zero() for weights in (back_offs, *(o.back_offs for o in orders))]
        self._pairs = HashIndex(_keys(orders[0].parents, orders[0].words))
        self._longer = [RangeIndex(order.starts, order.words) for order in orders[1:]]

    def sizes(self) -> list[int]:
        """The number of n-grams of each order."""
        return [len(probs) - 1 for probs in self._log_probs]

    def log_prob(self, ngrams: NDArray[np.int32]) -> NDArray[np.float32]:
        """Natural logarithm of P(last word | the words before it) of each row.

        Args:
            ngrams: ids, shape [N, k]; of k > ``order`` columns only the last ``order`` count.

        Returns:
            natural logarithms, shape [N].
        """
        columns = [np.ascontiguousarray(column, np.int64) for column in ngrams.T[-self.order :]]
        last = len(columns) - 1
        result = self._log_probs[0][columns[last]]
        for start in range(last - 1, -1, -1):
            context = columns[start]
            for level, word in enumerate(columns[start + 1 : last]):
                context = self._child(level, context, word)
            found = self._child(last - start - 1, context, columns[last])
            weights = self._back_offs[last - start - 1][context]
            result = np.where(found >= 0, self._log_probs[last - start][found], weights + result)
        return result

    def _child(self, level: int, parents: NDArray[np.int64], words: NDArray[np.integer]) -> NDArray[np.int64]:
        """The indices at order ``level + 2`` of n-grams of order ``level + 1`` and one more word; -1 where none is."""
        known = (parents >= 0).nonzero()[0]
        if len(known) < len(parents):
            result = np.full(len(parents), -1, np.int64)
            result[known] = self._child(level, parents[known], words[known])
            return result
        if level == 0:
            return self._pairs.find(_keys(parents, words))
        return self._longer[level - 1].find(parents, words)

    def grid(self, words: NDArray[np.int32], previous: NDArray[np.intp], order: int) -> NDArray[np.float32]:
        """Ln P of each word of a row behind each sequence of words of the ``order - 1`` rows before it.

        What n-grams share is looked up once: the n-grams that end in a row are the contexts of the row behind it.

        Args:
            words: ids, shape [rows, k], −1 where a row has fewer than k; for these the result means nothing.
            previous: the row before each row, shape [rows].
            order: the number of words of a sequence, at most that of the model.

        Returns:
            natural logarithms, shape [rows, k, …, k] (``order`` times k), the earliest word first.
        """
        scores = self._log_probs[0][words]
        nodes = words.astype(np.int64)
        for level in range(order - 1):
            contexts = nodes[previous]
            scores = self._back_offs[level][contexts][..., None] + scores[:, None]
            nodes = np.full(scores.shape, -1, np.int64)
            known = np.flatnonzero(contexts >= 0)
            size = words.shape[1]
            followers = words[known // (contexts.size // len(words))].ravel()
            found = self._child(level, np.repeat(contexts.ravel()[known], size), followers)
            hits = np.flatnonzero(found >= 0)
            places = known[hits // size] * size + hits % size
            nodes.ravel()[places] = found[hits]
            scores.ravel()[places] = self._log_probs[level + 1][found[hits]]
        return scores

    @classmethod
    def load(cls) -> LanguageModel:
        """The model that comes with the package; it is read once.

        Raises:
            ValueError: the file has another format, or was made for another vocabulary.
        """
        return _load()

    @classmethod
    def read(cls, stream: IO[bytes], vocabulary: Vocabulary) -> Self:
        """The model of an open file."""
        with np.load(stream, allow_pickle=False) as arrays:
            return cls(vocabulary, *unpack(arrays, len(vocabulary)))


def _keys(parents: NDArray[np.integer], words: NDArray[np.integer]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = (parents.astype(np.int64) << ID_BITS) | words
    return keys


@lru_cache(maxsize=1)
def _load() -> LanguageModel:
    with files("normalizers").joinpath("diacritics/data/language_model.npz").open("rb") as stream:
        return LanguageModel.read(stream, load_vocabulary())
