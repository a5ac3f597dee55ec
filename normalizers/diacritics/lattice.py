"""How probable each candidate is in its sentence: forward–backward over candidates and their n-grams.

Two sweeps over all sentences of a text at once. A bigram sweep over many candidates leaves those that are worth a
second look; a sweep of the model's full order over these gives the posterior of each candidate (Rabiner 1989, "A
tutorial on hidden Markov models", with n − 1 words as the state). Everything is in natural logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]

_NEVER: Final = np.float32(-1e9)


class Names(Protocol):
    """What is known of names beside the language model."""

    def raised(self, scores: Floats, ngrams: Ids, capitals: NDArray[np.bool_]) -> Floats:
        """Scores [n] of n-grams [n, order] with names raised; ``capitals`` [n, 2] of their last two words."""


class Scorer(Protocol):
    """A language model: ln P(last | the ones before) of rows of ids."""

    order: int

    def log_prob(self, ngrams: Ids) -> Floats:
        """Scores of n-grams, shape [n, k] to [n]."""


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
        first = self._sweep(slots, 2)
        order = np.argsort(-first, axis=1, kind="stable")[:, : self._kept]
        likely = np.take_along_axis(first, order, axis=1)
        words = np.where(likely >= self._threshold, np.take_along_axis(slots.words, order, axis=1), -1)
        words[:, 0] = np.take_along_axis(slots.words, order[:, :1], axis=1)[:, 0]
        narrowed = Slots(words, np.take_along_axis(slots.scores, order, axis=1), slots.starts, slots.capitals)
        second = self._sweep(narrowed, self._model.order)
        result = np.zeros_like(first)
        np.put_along_axis(result, order, second, axis=1)
        return result

    def _sweep(self, slots: Slots, order: int) -> Floats:
        padded = _Padded(slots, order, self._boundary)
        transitions = padded.transitions(self._model, self._names, order, self._weight)
        return padded.marginals(transitions, order)


class _Padded:
    """Sentences side by side, shape [steps, sentences, …], with boundaries around each."""

    def __init__(self, slots: Slots, order: int, boundary: int) -> None:
        lengths = slots.lengths
        self._slots = slots
        self._longest = int(lengths.max())
        sentences = len(lengths)
        step = np.arange(len(slots.words)) - np.repeat(slots.starts, lengths)
        sentence = np.repeat(np.arange(sentences), lengths)
        self._step, self._sentence = step, sentence
        candidates = slots.words.shape[1]
        before = order - 1
        self._before = before
        total = before + self._longest + 1
        self.words = np.full((total, sentences, candidates), -1, np.int32)
        self.words[:before, :, 0] = boundary
        self.words[step + before, sentence] = slots.words
        self.scores = np.zeros((total, sentences, candidates), np.float32)
        self.scores[step + before, sentence] = slots.scores
        self.capitals = np.zeros((total, sentences), bool)
        self.capitals[step + before, sentence] = slots.capitals
        # one boundary after each sentence; the steps behind it are padding of certain words
        ends = before + lengths
        self.words[ends, np.arange(sentences), 0] = boundary
        self.last = ends

    def transitions(self, model: Scorer, names: Names | None, order: int, weight: np.float32) -> Floats:
        """Score of each n-gram of candidates that ends at each step: [steps, sentences, candidates × order]."""
        before = self._before
        steps = len(self.words) - before
        size = self.words.shape[2]
        valid = np.ones((steps, self.words.shape[1], *([1] * order)), bool)
        for offset in range(order):
            shape = [steps, self.words.shape[1], *([1] * order)]
            shape[2 + offset] = size
            valid = valid & (self.words[offset : offset + steps] >= 0).reshape(shape)
        result = np.full(valid.shape, _NEVER, np.float32)
        found = np.nonzero(valid)
        ngrams = np.stack(
            [self.words[found[0] + offset, found[1], found[2 + offset]] for offset in range(order)], axis=1
        )
        emitted = self.scores[found[0] + before, found[1], found[-1]]
        scores = model.log_prob(ngrams)
        if names is not None:
            last = found[0] + before
            capitals = np.stack([self.capitals[last - 1, found[1]], self.capitals[last, found[1]]], axis=1)
            scores = names.raised(scores, ngrams, capitals)
        result[found] = scores * weight + emitted
        return result

    def marginals(self, transitions: Floats, order: int) -> Floats:
        """Posterior of each candidate of each place of the slots."""
        steps, sentences = transitions.shape[:2]
        size = transitions.shape[-1]
        history = (size,) * (order - 1)
        forward = np.full((steps + 1, sentences, *history), _NEVER, np.float32)
        forward.reshape(steps + 1, sentences, -1)[0, :, 0] = 0
        live = self.last - self._before + 1  # steps of each sentence, its boundary included
        for step in range(steps):
            following = _sum(forward[step].reshape(sentences, *history, 1) + transitions[step], axis=1)
            running = (step < live).reshape(sentences, *([1] * (order - 1)))
            forward[step + 1] = np.where(running, following, forward[step])
        backward = np.zeros((sentences, *history), np.float32)
        posterior = np.empty((steps, sentences, size), np.float32)
        axes = tuple(range(1, order - 1))
        for step in reversed(range(steps)):
            state = forward[step + 1] + backward
            posterior[step] = _sum(state, axis=axes) if axes else state
            earlier = _sum(transitions[step] + backward[:, None], axis=order)
            running = (step < live).reshape(sentences, *([1] * (order - 1)))
            backward = np.where(running, earlier, backward)
        chosen = posterior[self._step, self._sentence]
        chosen = np.exp(chosen - chosen.max(axis=1, keepdims=True))
        chosen[self._slots.words < 0] = 0
        result: Floats = chosen / chosen.sum(axis=1, keepdims=True)
        return result


def _sum(values: Floats, axis: int | tuple[int, ...]) -> Floats:
    """Ln Σ exp along an axis."""
    most = values.max(axis=axis, keepdims=True)
    total = np.log(np.exp(values - most).sum(axis=axis, keepdims=True)) + most
    result: Floats = np.squeeze(total, axis=axis)
    return result
