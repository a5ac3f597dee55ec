"""A back-off model of Vietnamese word sequences, packed small and asked in batches.

``data/language_model.npz`` (made by ``python -m corpus.training.language_model``) is a trie: the n-grams of order *n*
stand in the order of their contexts (order *n - 1*), which lets each be stored as a few small numbers; see
:func:`pack` for the layout. In memory each order is a hash table from (context, word) to probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import IO, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.hash_index import HashIndex
from normalizers.diacritics.vocabulary import ID_BITS, Vocabulary
from normalizers.diacritics.vocabulary import load as load_vocabulary

FORMAT: Final = 1
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Order:
    """The n-grams of one order from 2 on, sorted by context and word.

    Attributes:
        parents: the context of each, as an index into the n-grams of the order below (for order 2: the word's id).
        words: the id of the last word of each.
        log_probs: ln P(last word | the ones before).
        back_offs: ln of the weight that a shorter context gets when nothing longer is known.
    """

    parents: NDArray[np.int32]
    words: NDArray[np.int32]
    log_probs: NDArray[np.float32]
    back_offs: NDArray[np.float32]


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
        log_probs: NDArray[np.float32],
        back_offs: NDArray[np.float32],
        orders: Sequence[Order],
    ) -> None:
        self.vocabulary = vocabulary
        self.order = len(orders) + 1
        # one more at the end of each for index -1 (no such n-gram), whose weight is one
        self._log_probs = [np.append(probs, np.float32(0)) for probs in (log_probs, *(o.log_probs for o in orders))]
        self._back_offs = [np.append(weights, np.float32(0)) for weights in (back_offs, *(o.back_offs for o in orders))]
        self._tables = [HashIndex(_keys(order.parents, order.words)) for order in orders]

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

    def _child(self, level: int, parents: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.int64]:
        """The indices at order ``level + 2`` of n-grams of order ``level + 1`` and one more word; -1 where none is."""
        if level == 0:
            return self._tables[0].find(_keys(parents, words))
        result = np.full(len(parents), -1, np.int64)
        known = np.flatnonzero(parents >= 0)
        result[known] = self._tables[level].find(_keys(parents[known], words[known]))
        return result

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
            followers = words[known // (contexts.size // len(words))]
            found = self._tables[level].find(_keys(contexts.ravel()[known][:, None], followers).ravel())
            hits = np.flatnonzero(found >= 0)
            size = words.shape[1]
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


# -- the packed form --------------------------------------------------------------------------------------------------


def pack(
    log_probs: Sequence[NDArray[np.floating]],
    back_offs: Sequence[NDArray[np.floating]],
    children: Sequence[NDArray[np.int64]],
    ranks: Sequence[NDArray[np.int64]],
    steps: tuple[float, float],
) -> dict[str, NDArray[np.generic]]:
    """The arrays of the file.

    ``children`` says how many n-grams of the next order follow each n-gram. The last word of an n-gram of order 2 is
    stored as its id, that of a longer one as its rank among the words that follow its context without the first word:
    (``a b``, ``c``) by the place of ``c`` after ``b``, a far smaller number. Ranks are stored as differences within a
    context; numbers above 255 in two planes of bytes, of which the upper is nearly all zero; probabilities and weights
    as whole multiples of a step, weights only where something follows.

    Args:
        log_probs: by order from 1, natural logarithms.
        back_offs: by order from 1 to the last but one, natural logarithms.
        children: by order from 1 to the last but one.
        ranks: by order from 2, rising within each context.
        steps: of probabilities and of weights.

    Raises:
        ValueError: a step is too fine for one byte.
    """
    arrays: dict[str, NDArray[np.generic]] = {"format": np.array([FORMAT]), "steps": np.array(steps, np.float32)}
    for order, values in enumerate(log_probs, 1):
        arrays[f"log_probs{order}"] = _codes(-values, steps[0], np.uint8)
    for order, (weights, count) in enumerate(zip(back_offs, children, strict=True), 1):
        arrays[f"back_offs{order}"] = _codes(weights[count > 0], steps[1], np.int8)
        arrays[f"children{order}"] = _planes(count)
        starts = np.cumsum(count) - count
        gaps = np.diff(ranks[order - 1], prepend=-1) - 1
        begins = starts[count > 0]
        gaps[begins] = ranks[order - 1][begins]
        arrays[f"gaps{order + 1}"] = _planes(gaps)
    return arrays


def _codes(values: NDArray[np.floating], step: float, kind: type[np.integer]) -> NDArray[np.integer]:
    codes = np.rint(values / step)
    limits = np.iinfo(kind)
    if len(codes) and not limits.min <= codes.min() <= codes.max() <= limits.max:
        raise ValueError(f"a step of {step} is too fine for values of {values.min():.1f} to {values.max():.1f}")
    result: NDArray[np.integer] = codes.astype(kind)
    return result


def _planes(numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    return np.stack([numbers & 0xFF, numbers >> 8]).astype(np.uint8)


def _joined(planes: NDArray[np.uint8]) -> NDArray[np.int32]:
    result: NDArray[np.int32] = planes[0] | planes[1].astype(np.int32) << 8
    return result


def unpack(arrays: Arrays, words: int) -> tuple[NDArray[np.float32], NDArray[np.float32], list[Order]]:
    """Probabilities and weights of single words, and the longer n-grams, from the arrays that :func:`pack` made.

    Raises:
        ValueError: another format, or not the given number of words.
    """
    if int(arrays["format"][0]) != FORMAT:
        raise ValueError(f"language model of format {arrays['format'][0]}, not {FORMAT}")
    if len(arrays["log_probs1"]) != words:
        raise ValueError(f"language model of {len(arrays['log_probs1'])} words, vocabulary of {words}")
    probs, weights = _values(arrays, 1)
    orders: list[Order] = []
    last_words, suffixes = np.arange(words, dtype=np.int32), np.zeros(words, np.int32)
    starts = np.zeros(1, np.int32)
    order = 2
    while f"gaps{order}" in arrays:
        count = _joined(arrays[f"children{order - 1}"])
        parents = np.repeat(np.arange(len(count), dtype=np.int32), count)
        ends = np.cumsum(count, dtype=np.int32)
        # 32 bits may overflow in the sum over all contexts; the differences within one are right all the same
        risen = np.cumsum(_joined(arrays[f"gaps{order}"]) + 1, dtype=np.int32)
        before = np.append(np.int32(0), risen)[ends - count]
        # the n-gram without its first word: the child of that rank of its context without the first word
        suffixes = (starts[suffixes] - before - 1)[parents] + risen
        last_words = last_words[suffixes]
        orders.append(Order(parents, last_words, *_values(arrays, order)))
        starts, order = ends - count, order + 1
    return probs, weights, orders


def _values(arrays: Arrays, order: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Probabilities and back-off weights of one order."""
    step, step_of_weights = arrays["steps"].astype(np.float32)
    probs = arrays[f"log_probs{order}"].astype(np.float32) * -step
    weights = np.zeros(len(probs), np.float32)
    if f"children{order}" in arrays:
        weights[_joined(arrays[f"children{order}"]) > 0] = (
            arrays[f"back_offs{order}"].astype(np.float32) * step_of_weights
        )
    return probs, weights
