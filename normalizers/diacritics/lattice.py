"""How probable each candidate is in its sentence: forward–backward over candidates and their n-grams.

Two sweeps over all sentences of a text at once. A bigram sweep over many candidates leaves those that are worth a
second look; a sweep of the model's full order over these gives the posterior of each candidate (Rabiner 1989, "A
tutorial on hidden Markov models", with n − 1 words as the state, and his scaling in place of logarithms).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]


class Names(Protocol):
    """What is known of names beside the language model."""

    def floors(self, before: Ids, last: Ids, capitals: NDArray[np.bool_]) -> Floats:
        """The least that ln P of each word ``last`` [n, k] behind each word ``before`` [n, k] may be: [n, k, k].

        ``last`` begin with capitals; ``capitals`` [n] says whether ``before`` do.
        """


class Scorer(Protocol):
    """A language model that scores all sequences of candidates at once."""

    order: int

    def grid(self, words: Ids, previous: NDArray[np.intp], order: int) -> Floats:
        """Ln P of each candidate behind the candidates of the ``order - 1`` rows before it.

        ``words`` [rows, k] ids, −1 where there are fewer (there the result is any finite number); ``previous`` [rows]
        the row before each. The result is of shape [rows, k, …, k], the earliest word first.
        """


@dataclass(frozen=True)
class Slots:
    """Places with candidates, sentence after sentence.

    ``words`` [places, candidates] ids, −1 where there are fewer; ``scores`` [places, candidates] ln P(read | word);
    ``starts`` the first place of each sentence, ascending, beginning with 0; ``capitals`` [places] whether a word that
    stands there begins with a capital.
    """

    words: Ids
    scores: Floats
    starts: NDArray[np.intp]
    capitals: NDArray[np.bool_]

    @property
    def lengths(self) -> NDArray[np.intp]:
        """Places of each sentence."""
        return np.diff(self.starts, append=len(self.words))


class Lattice:
    """Posteriors of candidates under a language model.

    Args:
        model: the language model.
        boundary: the id of the word between sentences.
        names: raises the probability of names.
        weight: what the model's logarithms are multiplied with before they meet the channel's.
        kept: how many candidates a place keeps for the second sweep.
        threshold: the least posterior of a candidate that is kept.
    """

    def __init__(
        self,
        model: Scorer,
        boundary: int,
        names: Names | None = None,
        *,
        weight: float = 1.0,
        kept: int = 4,
        threshold: float = 1e-4,
    ) -> None:
        self._model = model
        self._boundary = boundary
        self._names = names
        self._weight = np.float32(weight)
        self._kept = kept
        self._threshold = threshold

    def posteriors(self, slots: Slots) -> Floats:
        """The probability of each candidate, shape [places, candidates]; each row sums to 1."""
        if not len(slots.words):
            return slots.scores.copy()
        timetable = _Timetable(slots)
        first = self._sweep(timetable, slots, 2)
        order = np.argsort(-first, axis=1, kind="stable")[:, : self._kept]
        likely = np.take_along_axis(first, order, axis=1)
        words = np.where(likely >= self._threshold, np.take_along_axis(slots.words, order, axis=1), -1)
        words[:, 0] = np.take_along_axis(slots.words, order[:, :1], axis=1)[:, 0]
        narrowed = Slots(words, np.take_along_axis(slots.scores, order, axis=1), slots.starts, slots.capitals)
        second = self._sweep(timetable, narrowed, self._model.order)
        result = np.zeros_like(first)
        np.put_along_axis(result, order, second, axis=1)
        return result

    def _sweep(self, timetable: _Timetable, slots: Slots, order: int) -> Floats:
        words = np.full((timetable.rows, slots.words.shape[1]), -1, np.int32)
        words[:, 0] = self._boundary
        words[timetable.row_of] = slots.words
        scores = self._model.grid(words, timetable.previous, order)
        if self._names is not None:
            _raise(scores, words, timetable, self._names)
        transitions = np.exp(scores * self._weight)
        possible = np.where(slots.words >= 0, slots.scores, -np.inf)
        emissions = np.zeros(words.shape, np.float32)
        emissions[:, 0] = 1
        emissions[timetable.row_of] = np.exp(possible - possible.max(axis=1, keepdims=True))
        return _marginals(timetable, transitions, emissions, order)[timetable.row_of].astype(np.float32)


class _Timetable:
    """Places as rows, step after step: the first places of all sentences, the second ones, … , the longest first.

    What follows a row of one step is then the row of the same rank of the next step, and no place is padded. A boundary
    stands behind each sentence; the last row of all is the boundary before all of them.
    """

    def __init__(self, slots: Slots) -> None:
        lengths = slots.lengths
        ranking = np.argsort(-lengths, kind="stable")
        rank = np.empty_like(ranking)
        rank[ranking] = np.arange(len(ranking))
        # how many sentences have a place, or their boundary, at each step
        self.active = np.searchsorted(-(lengths[ranking] + 1), -np.arange(int(lengths.max()) + 1), side="left")
        self.offsets = np.cumsum(self.active) - self.active
        self.rows = int(self.active.sum()) + 1
        step = np.arange(len(slots.words)) - np.repeat(slots.starts, lengths)
        self.row_of: NDArray[np.intp] = self.offsets[step] + np.repeat(rank, lengths)
        """[places] the row of each place."""
        steps = np.repeat(np.arange(len(self.active)), self.active)
        self.previous = np.full(self.rows, self.rows - 1, np.intp)
        later = steps > 0
        rows = np.flatnonzero(later)
        self.previous[rows] = rows - self.active[steps[rows] - 1]
        self.capitals = np.zeros(self.rows, bool)
        self.capitals[self.row_of] = slots.capitals


def _raise(scores: Floats, words: Ids, timetable: _Timetable, names: Names) -> None:
    """Raise the scores [rows, k, …, k] of names."""
    rows = np.flatnonzero(timetable.capitals)
    before = timetable.previous[rows]
    floors = names.floors(words[before], words[rows], timetable.capitals[before])
    named = np.flatnonzero(np.isfinite(floors).any(axis=(1, 2)))
    size = words.shape[1]
    floors = floors[named].reshape(-1, *([1] * (scores.ndim - 3)), size, size)
    scores[rows[named]] = np.maximum(scores[rows[named]], floors)


def _marginals(timetable: _Timetable, transitions: Floats, emissions: Floats, order: int) -> NDArray[np.float64]:
    """Posterior of each candidate of each row: [rows, k].

    ``transitions`` [rows, k, …, k] P(last | before); ``emissions`` [rows, k] P(read | word) up to a factor of each row.
    """
    rows, size = emissions.shape
    inner = size ** (order - 2)
    moves = transitions.reshape(rows, size, inner, size)
    # a state is the last order − 1 words, the earliest first: [k, …, k] in one row
    forward = np.zeros((rows, size * inner), np.float64)
    backward = np.zeros_like(forward)
    # the sentences begin behind boundaries, of which each row has one, as its first
    state = np.zeros((int(timetable.active[0]), size * inner), np.float64)
    state[:, 0] = 1
    bounds = list(zip(timetable.offsets.tolist(), timetable.active.tolist(), strict=True))
    for start, count in bounds:
        end = start + count
        state = (state[:count].reshape(count, size, inner, 1) * moves[start:end]).sum(axis=1)
        state *= emissions[start:end, None, :]
        state /= state.max(axis=(1, 2), keepdims=True)
        state = state.reshape(count, -1)
        forward[start:end] = state
    state = state[:0]  # behind the last step there is nothing
    for start, count in reversed(bounds):
        end = start + count
        # sentences that end at this step have no state behind it
        backward[start:end] = 1
        backward[start : start + len(state)] = state
        weighted = backward[start:end].reshape(count, 1, inner, size) * emissions[start:end, None, None, :]
        state = (moves[start:end] * weighted).sum(axis=3)
        state /= state.max(axis=(1, 2), keepdims=True)
        state = state.reshape(count, -1)
    joint: NDArray[np.float64] = (forward * backward).reshape(rows, -1, size).sum(axis=1)
    joint[-1] = 1
    joint /= joint.sum(axis=1, keepdims=True)
    return joint
