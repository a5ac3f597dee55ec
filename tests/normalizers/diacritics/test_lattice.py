"""The lattice against the sum over all sentences that its candidates allow."""

import itertools

import numpy as np
import pytest

from normalizers.diacritics.lattice import Lattice, Slots

BOUNDARY = 0


class RandomTrigrams:
    """A language model of seven words with scores drawn at random."""

    order = 3

    def __init__(self, seed):
        self.trigrams = np.random.default_rng(seed).normal(size=(7, 7, 7)).astype(np.float32)
        self.bigrams = self.trigrams.mean(axis=0)

    def log_prob(self, ngrams):
        return (self.bigrams if ngrams.shape[1] == 2 else self.trigrams)[tuple(ngrams.T)]


def random_slots(seed, lengths):
    random = np.random.default_rng(seed)
    words = np.full((sum(lengths), 3), -1, np.int32)
    scores = np.zeros(words.shape, np.float32)
    for place in range(len(words)):
        count = random.integers(1, 4)
        words[place, :count] = random.permutation(6)[:count] + 1
        scores[place, :count] = random.normal(size=count)
    return Slots(words, scores, np.cumsum([0, *lengths[:-1]]), np.zeros(sum(lengths), bool))


def by_enumeration(model, slots):
    expected = np.zeros_like(slots.scores)
    for start, length in zip(slots.starts, slots.lengths, strict=True):
        places = range(start, start + length)
        for chosen in itertools.product(range(3), repeat=length):
            words = [int(slots.words[place, choice]) for place, choice in zip(places, chosen, strict=True)]
            if -1 in words:
                continue
            sentence = [BOUNDARY, BOUNDARY, *words, BOUNDARY]
            score = sum(slots.scores[place, choice] for place, choice in zip(places, chosen, strict=True))
            score += sum(model.trigrams[tuple(sentence[i : i + 3])] for i in range(length + 1))
            for place, choice in zip(places, chosen, strict=True):
                expected[place, choice] += np.exp(score)
    return expected / expected.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("lengths", [[1], [4, 2, 3], [5, 5]])
def test_posteriors_equal_enumeration(seed, lengths):
    model, slots = RandomTrigrams(seed), random_slots(seed, lengths)
    found = Lattice(model, BOUNDARY, kept=3, threshold=0).posteriors(slots)
    np.testing.assert_allclose(found, by_enumeration(model, slots), atol=1e-5)


def test_no_places():
    empty = Slots(np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32), np.zeros(0, np.intp), np.zeros(0, bool))
    assert Lattice(RandomTrigrams(0), BOUNDARY).posteriors(empty).shape == (0, 3)


def test_a_place_with_one_candidate_is_certain():
    slots = Slots(np.array([[3, -1], [2, 4]], np.int32), np.zeros((2, 2), np.float32), np.array([0]), np.zeros(2, bool))
    assert Lattice(RandomTrigrams(1), BOUNDARY).posteriors(slots)[0].tolist() == [1.0, 0.0]
