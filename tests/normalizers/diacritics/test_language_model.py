"""The language model: against a plain reckoning of the same model, packing, and the shipped one on phrases."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.training.counts import count, pack, places, word_at
from corpus.training.estimate import Level, back_off, estimate, prune
from corpus.training.language_model import train
from corpus.training.packing import packed
from normalizers.diacritics.hash_index import HashIndex
from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.packed_model import unpack
from normalizers.diacritics.vocabulary import BOUNDARY, NUMBER, OTHER, SPECIAL, UNKNOWN, Vocabulary

WORDS = ("tình", "tỉnh", "tính", "hình", "hính", "xã", "của")
VOCABULARY = Vocabulary([UNKNOWN, NUMBER, BOUNDARY, *WORDS], [SPECIAL] * 3 + [OTHER] * len(WORDS))
FINE = (1 / 12, 1 / 12)


def words_of(text: str) -> list[str]:
    return text.split()


TEXT = [
    "tình",
    "hình",
    "của",
    "tỉnh",
    "<s>",
    "tính",
    "của",
    "xã",
    "<s>",
    "tình",
    "hình",
    "xã",
    "<s>",
    "tỉnh",
    "của",
    "xã",
    "<s>",
    "tình",
    "hình",
    "của",
    "xã",
    "<s>",
] * 3


def levels_of(words: Sequence[str], threshold: float) -> list[Level]:
    ids = VOCABULARY.ids(words)
    counts = [count([(ids, 1.0)], order, len(VOCABULARY), VOCABULARY.boundary) for order in (1, 2, 3, 4)]
    numbers: dict[str, int] = {}
    bare = np.array([numbers.setdefault(skeleton, len(numbers)) for skeleton in VOCABULARY.skeletons])
    return prune(estimate(counts, bare, VOCABULARY.unknown, (1, 1, 1, 1)), threshold)


def model_of(levels: Sequence[Level]) -> LanguageModel:
    return LanguageModel(VOCABULARY, *unpack(packed(levels, FINE), len(VOCABULARY)))


def ngrams_of(level: Level) -> NDArray[np.int32]:
    return np.stack([word_at(level.keys, level.order, i) for i in range(level.order)], 1).astype(np.int32)


def plain_log_prob(levels: Sequence[Level], ngram: tuple[int, ...]) -> float:
    """Back-off as the books write it, one n-gram at a time."""
    tables = [
        dict(zip(map(tuple, ngrams_of(level).tolist()), level.log_prob.tolist(), strict=True)) for level in levels
    ]
    weights = [dict(zip(table, values, strict=True)) for table, values in zip(tables, back_off(levels), strict=False)]

    def log_prob(words: tuple[int, ...]) -> float:
        if words in tables[len(words) - 1]:
            return float(tables[len(words) - 1][words])
        return float(weights[len(words) - 2].get(words[:-1], 0.0)) + log_prob(words[1:])

    return log_prob(ngram)


@pytest.mark.parametrize("threshold", [0.0, 2.0, 1e9])
def test_agrees_with_plain_back_off(threshold: float) -> None:
    levels = levels_of(TEXT, threshold)
    model = model_of(levels)
    ngrams = list(itertools.product(range(1, len(VOCABULARY)), repeat=4))
    expected = [plain_log_prob(levels, ngram) for ngram in ngrams]
    # each of the numbers added is off by half a step at most: one probability and three weights
    np.testing.assert_allclose(model.log_prob(np.array(ngrams, np.int32)), expected, atol=4 * FINE[0] / 2 + 1e-4)


@pytest.mark.parametrize("threshold", [0.0, 2.0, 1e9])
@pytest.mark.parametrize("order", [2, 3, 4])
def test_grid_scores_every_sequence_of_candidates(threshold: float, order: int) -> None:
    """Rows 0, 1, 2 … each behind the one before it, the first behind itself; −1 where a row has fewer words."""
    model = model_of(levels_of(TEXT, threshold))
    random = np.random.default_rng(order)
    words = np.stack([random.permutation(len(VOCABULARY))[:3] for _ in range(30)]).astype(np.int32)
    words[random.random(words.shape) < 0.2] = -1
    words[:, 0] = np.arange(30) % len(VOCABULARY)
    previous = np.maximum(np.arange(30) - 1, 0)
    found = model.grid(words, previous, order)
    assert found.shape == (30, *[3] * order)
    for row, *chosen in itertools.product(range(30), *[range(3)] * order):
        rows = [row]
        while len(rows) < order:
            rows.append(previous[rows[-1]])
        ngram = [int(words[place, choice]) for place, choice in zip(reversed(rows), chosen, strict=True)]
        if -1 not in ngram:
            expected = model.log_prob(np.array([ngram], np.int32))
            assert found[row, *chosen] == pytest.approx(float(expected[0]), abs=1e-5)


@pytest.mark.parametrize("threshold", [0.0, 2.0, 1e9])
def test_probabilities_of_all_words_sum_to_one(threshold: float) -> None:
    levels = levels_of(TEXT, threshold)
    for context in itertools.product(range(len(VOCABULARY)), repeat=2):
        total = sum(math.exp(plain_log_prob(levels, (*context, word))) for word in range(len(VOCABULARY)))
        assert total == pytest.approx(1.0, abs=2e-3)


@given(st.lists(st.sampled_from([*WORDS, NUMBER, BOUNDARY, "lạ"]), min_size=8, max_size=60), st.floats(0, 3))
@example(["tình", "tình", BOUNDARY, BOUNDARY, "tình", BOUNDARY, "tình", "tình"], 0.0)
@settings(max_examples=60, deadline=None)
def test_packed_model_keeps_every_ngram(words: list[str], threshold: float) -> None:
    levels = levels_of(words, threshold)
    model = model_of(levels)
    assert model.sizes() == [len(level.keys) for level in levels]
    for level in levels:
        np.testing.assert_allclose(model.log_prob(ngrams_of(level)), level.log_prob, atol=FINE[0] / 2 + 1e-4)


def test_pruning_keeps_what_tells_look_alikes_apart() -> None:
    text = (["tình", "hình", "<s>", "tỉnh", "xã", "<s>", "của", "xã", "<s>"] * 20) + ["tỉnh"] * 3
    shape, condition, of, commune = VOCABULARY.ids(["hình", "tình", "của", "xã"]).tolist()
    bigrams = levels_of(text, 5.0)[1]
    left = set(zip(word_at(bigrams.keys, 2, 0).tolist(), word_at(bigrams.keys, 2, 1).tolist(), strict=True))
    assert (condition, shape) in left  # tình or tỉnh? the word after it says so
    assert (of, commune) not in left  # neither word has a look-alike in the text


def test_no_ngram_with_unknown_words_or_across_a_boundary() -> None:
    for level in levels_of(["xã", "lạ", "của", BOUNDARY, "tỉnh", "xã", BOUNDARY], 0.0)[1:]:
        for position in range(level.order):
            assert VOCABULARY.unknown not in word_at(level.keys, level.order, position)
        for position in range(1, level.order - 1):
            assert VOCABULARY.boundary not in word_at(level.keys, level.order, position)


def test_falling_cutoffs_are_refused() -> None:
    with pytest.raises(ValueError, match="must not fall"):
        train([(VOCABULARY.ids(TEXT), 1.0)], VOCABULARY, cutoffs=(1, 2, 1))


def test_weight_of_a_text_counts_as_often() -> None:
    texts = [(VOCABULARY.ids(["xã", "của", "xã"]), 1.0), (VOCABULARY.ids(["xã", "của"]), 2.5)]
    counts = count(texts, 2, len(VOCABULARY), VOCABULARY.boundary)
    assert sorted(zip(counts.seen.tolist(), counts.weighted.tolist(), strict=True)) == [(1, 1.0), (2, 3.5)]


def test_counts_of_short_text() -> None:
    ids = VOCABULARY.ids(["xã"])
    assert len(pack(ids, 4, VOCABULARY.boundary)) == 0


def test_trained_model_through_a_file() -> None:
    stream = io.BytesIO()
    np.savez(stream, **train([(VOCABULARY.ids(TEXT), 1.0)], VOCABULARY, threshold=0.5))
    stream.seek(0)
    model = LanguageModel.read(stream, VOCABULARY)
    condition, province, shape = VOCABULARY.ids(["tình", "tỉnh", "hình"]).tolist()
    right, wrong = model.log_prob(np.array([[condition, shape], [province, shape]], np.int32))
    assert right > wrong


def test_numbers_too_large_for_their_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="step"):
        packed(levels_of(TEXT, 0.0), (1e-3, 0.1))


def test_model_for_another_vocabulary_is_refused() -> None:
    arrays = packed(levels_of(TEXT, 0.0), FINE)
    with pytest.raises(ValueError, match="vocabulary of 3"):
        unpack(arrays, 3)
    with pytest.raises(ValueError, match="format 0"):
        unpack({**arrays, "format": np.array([0])}, len(VOCABULARY))


@given(st.sets(st.integers(0, 1 << 40), max_size=400), st.lists(st.integers(0, 1 << 40), max_size=50))
@settings(deadline=None)
def test_hash_index(keys: set[int], others: list[int]) -> None:
    table = np.array(sorted(keys), np.int64)
    index = HashIndex(table)
    asked = np.array([*sorted(keys), *others], np.int64)
    assert index.find(asked).tolist() == places(table.astype(np.uint64), asked.astype(np.uint64)).tolist()


# -- the model that comes with the package ----------------------------------------------------------------------------


def sentence_log_prob(model: LanguageModel, words: str) -> float:
    ids = [model.vocabulary.boundary] * (model.order - 1) + model.vocabulary.ids(words.split()).tolist()
    return float(model.log_prob(np.lib.stride_tricks.sliding_window_view(np.array(ids, np.int32), model.order)).sum())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("tình hình kinh tế", "tỉnh hình kinh tế"),
        ("ủy ban nhân dân tỉnh", "ủy ban nhân dân tình"),
        ("công tác phòng cháy chữa cháy", "công tác phòng chạy chữa chạy"),
        ("nguồn nước sạch nông thôn", "nguồn nước sách nông thôn"),
    ],
)
def test_shipped_model_prefers_the_right_marks(right: str, wrong: str) -> None:
    model = LanguageModel.load()
    assert sentence_log_prob(model, right) > sentence_log_prob(model, wrong) + 1


def test_shipped_model_is_loaded_once_and_has_every_order() -> None:
    model = LanguageModel.load()
    assert LanguageModel.load() is model
    assert model.order == len(model.sizes())
    assert min(model.sizes()) > 10_000


def test_shipped_probabilities_are_probabilities() -> None:
    model = LanguageModel.load()
    every = np.arange(len(model.vocabulary), dtype=np.int32)
    for words in (["kế"], ["ủy", "ban", "nhân"], ["của"], [UNKNOWN]):
        context = model.vocabulary.ids(words)
        rows = np.column_stack([np.tile(context, (len(every), 1)), every])
        # steps of 1/8 nat: each probability is off by 6 % at most, their sum by far less
        assert float(np.exp(model.log_prob(rows)).sum()) == pytest.approx(1.0, abs=0.04)


def test_longer_rows_than_the_order() -> None:
    model = LanguageModel.load()
    ids = model.vocabulary.ids(["ủy", "ban", "nhân", "dân", "tỉnh", "lào", "cai"])[None, :]
    assert model.log_prob(ids) == model.log_prob(ids[:, -model.order :])
    assert model.log_prob(ids[:, -1:]).shape == (1,)
    assert model.log_prob(ids[:0]).shape == (0,)
