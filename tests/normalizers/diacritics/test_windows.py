"""Scores of many rows at once are to the last bit those of one word after the other."""

from __future__ import annotations

import numpy as np

from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.windows import scores


def test_scores_are_sums_of_what_the_model_says_word_by_word() -> None:
    model = LanguageModel.load()
    some = np.random.default_rng(8)
    windows = [some.integers(0, len(model.vocabulary), shape, dtype=np.int32) for shape in ((9, 7), (1, 4), (0, 5))]
    for rows, found in zip(windows, scores(model, windows, 3), strict=True):
        expected = np.zeros(len(rows), np.float32)
        for step in range(rows.shape[1] - 3):
            expected += model.log_prob(rows[:, step : step + 4])
        assert found.tobytes() == expected.tobytes()
