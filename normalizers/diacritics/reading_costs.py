"""The cheapest way in which the letters of words can have been read as strings, for many pairs at once.

A dynamic programme over the letters of the words and the characters of the strings (Brill and Moore 2000): each letter
was read as none to three characters, and any character may have been added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LONGEST_READING: Final = 3
"""The most characters that one letter is read as, insertions apart."""
IMPOSSIBLE: Final = np.float32(60.0)
"""The cost of what cannot be, in nats: large, and small enough to add up."""

_PAIRS_OF_GROUP: Final = 4096


@dataclass(frozen=True)
class Strings:
    """Strings that were read: ``codes`` [3, strings, width + 1], insertion costs ``added`` [strings, width], lengths.

    ``codes[n - 1, i, k]`` is the column of the table for the ``n`` characters from ``k`` on.
    """

    codes: NDArray[np.int32]
    added: NDArray[np.float32]
    lengths: NDArray[np.int32]


@dataclass(frozen=True)
class ReadingCosts:
    """``table`` [letters, strings]: what reading a letter as a string costs; ``lost``: the column of the empty string.

    The last letter is the one that is read as nothing at all.
    """

    table: NDArray[np.float32]
    lost: int

    def sweep(
        self,
        words: NDArray[np.int16],
        strings: Strings,
        word_of: NDArray[np.intp],
        string_of: NDArray[np.intp],
    ) -> NDArray[np.float32]:
        """The cost of reading word ``word_of[i]`` as string ``string_of[i]``, for all pairs ``i``.

        Pairs are taken in groups of like length of the string.

        Args:
            words: rows of letters, padded with −1.
            strings: what was read.
            word_of: the word of each pair.
            string_of: the string of each pair.

        Returns:
            costs in nats, at most ``IMPOSSIBLE``, shape [pairs].
        """
        result = np.empty(len(word_of), np.float32)
        ends = strings.lengths[string_of]
        for shortest, longest in _groups(ends):
            members = np.flatnonzero((ends >= shortest) & (ends <= longest))
            result[members] = self._sweep_group(words, strings, word_of[members], string_of[members])
        return result

    def _sweep_group(
        self,
        words: NDArray[np.int16],
        strings: Strings,
        word_of: NDArray[np.intp],
        string_of: NDArray[np.intp],
    ) -> NDArray[np.float32]:
        """As :meth:`sweep`, all pairs at once: arrays of [characters, pairs], a letter of every word at a time."""
        lengths = (words >= 0).sum(axis=1)[word_of]
        order = np.argsort(
            (-lengths).astype(np.int16), kind="stable"
        )  # the longest first: what is done drops out at the end
        word_of, lengths = word_of[order], lengths[order]
        own, string_of = _distinct(string_of[order], len(strings.lengths))
        ends = strings.lengths[own][string_of]
        width = int(ends.max())
        read, lost, place = self._look_up(words[word_of], strings.codes[:, own, :width], string_of)
        added = np.ascontiguousarray(strings.added[own, :width].T[:, string_of])
        reached = np.full((width + 1, len(order)), IMPOSSIBLE * 4, np.float32)
        reached[0] = 0
        _insert(reached, added)
        last = np.full(len(order), IMPOSSIBLE, np.float32)
        for position in range(int(lengths[0])):
            running, going_on = np.searchsorted(-lengths, (-position, -position - 1), side="left").tolist()
            reached, added, at = reached[:, :running], added[:, :running], place[position, :running]
            following = reached + lost[at]
            for size in range(1, min(LONGEST_READING, width) + 1):
                step = np.take(read[size - 1, : width + 1 - size], at, axis=1)
                step += reached[: width + 1 - size]
                np.minimum(following[size:], step, out=following[size:])
            _insert(following, added)
            reached = following
            last[going_on:running] = reached[ends[going_on:running], np.arange(going_on, running)]
        result = np.empty_like(last)
        result[order] = np.minimum(last, IMPOSSIBLE)
        return result

    def _look_up(
        self, letters: NDArray[np.int16], codes: NDArray[np.int32], string_of: NDArray[np.intp]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.intp]]:
        """What a letter costs at a place of a string, once for all words that have the letter.

        Args:
            letters: of the word of each pair, shape [pairs, letters].
            codes: of the strings, shape [3, strings, places].
            string_of: the string of each pair.

        Returns:
            costs of reading, shape [3, places, distinct]; of losing the letter, shape [distinct]; which of these
            belong to each letter of each pair, shape [letters, pairs].
        """
        present, index = _distinct(np.ascontiguousarray(letters.T), len(self.table))
        sizes, strings, width = codes.shape
        read = self.table[present[:, None, None, None], codes].transpose(1, 3, 0, 2)
        read = np.ascontiguousarray(read).reshape(sizes, width, len(present) * strings)
        lost = np.repeat(self.table[present, self.lost], strings)
        return read, lost, index * strings + string_of


def _distinct(values: NDArray[np.integer[Any]], limit: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The distinct ones of values from −1 to below ``limit``, −1 as the last, and for each value its place there."""
    seen = np.zeros(limit + 1, bool)
    seen[values] = True
    found = np.flatnonzero(seen)
    place = np.zeros(limit + 1, np.intp)
    place[found] = np.arange(len(found))
    return np.where(found == limit, -1, found), place[values]


def _insert(reached: NDArray[np.float32], added: NDArray[np.float32]) -> None:
    """Let characters be added: ``reached`` [characters + 1, pairs], ``added`` [characters, pairs]."""
    for column in range(len(added)):
        np.minimum(reached[column + 1], reached[column] + added[column], out=reached[column + 1])


def _groups(lengths: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Ranges of lengths, ascending, each with enough pairs to be worth a sweep of its own."""
    shortest = pairs = 0
    counts = np.bincount(lengths).tolist()
    for length, count in enumerate(counts):
        pairs += count
        if pairs >= _PAIRS_OF_GROUP or (pairs and length == len(counts) - 1):
            yield shortest, length
            shortest, pairs = length + 1, 0
