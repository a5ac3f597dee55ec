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

    def grid(self, words, previous, order):
        before = words[previous]
        if order == 2:
            return self.bigrams[before[:, :, None], words[:, None, :]]
        earliest = before[previous]
        return self.trigrams[earliest[:, :, None, None], before[:, None, :, None], words[:, None, None, :]]


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


@pytest.mark.parametrize("length", [200, 3000])
def test_long_sentences_neither_vanish_nor_blur(length):
    """Probabilities of whole sentences are far below what a float can hold."""
    slots = random_slots(7, [length])
    found = Lattice(RandomTrigrams(7), BOUNDARY, kept=3, threshold=0).posteriors(slots)
    # far from its end a sentence does not know how long it is
    start = slice(0, 100)
    short = Slots(slots.words[:150], slots.scores[:150], slots.starts, slots.capitals[:150])
    expected = Lattice(RandomTrigrams(7), BOUNDARY, kept=3, threshold=0).posteriors(short)
    np.testing.assert_allclose(found[start], expected[start], atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_one_sentence_does_not_depend_on_the_others():
    model, slots = RandomTrigrams(3), random_slots(3, [1, 7, 3, 7, 2])
    together = Lattice(model, BOUNDARY).posteriors(slots)
    for start, length in zip(slots.starts, slots.lengths, strict=True):
        rows = slice(start, start + length)
        alone = Slots(slots.words[rows], slots.scores[rows], np.array([0]), slots.capitals[rows])
        np.testing.assert_allclose(Lattice(model, BOUNDARY).posteriors(alone), together[rows], atol=1e-6)


class OneName:
    """Raises the pair 1, 2 where both begin with capitals."""

    def floors(self, before, last, capitals):
        named = (before[:, :, None] == 1) & (last[:, None, :] == 2) & capitals[:, None, None]
        return np.where(named, np.float32(8), np.float32(-np.inf))


@pytest.mark.parametrize("capitals", [[True, True], [True, False], [False, True], [False, False]])
def test_names_are_raised_between_capitals(capitals):
    words = np.array([[3, 1], [4, 2]], np.int32)
    slots = Slots(words, np.zeros((2, 2), np.float32), np.array([0]), np.array(capitals))
    model = RandomTrigrams(2)
    with_names = Lattice(model, BOUNDARY, OneName(), threshold=0).posteriors(slots)
    without = Lattice(model, BOUNDARY, threshold=0).posteriors(slots)
    assert (with_names[1, 1] > without[1, 1]) == all(capitals)
    assert all(capitals) or (with_names == without).all()
