"""How likely short sequences of words are, many at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.language_model import LanguageModel


def scores(model: LanguageModel, windows: Sequence[NDArray[np.int32]], side: int) -> list[NDArray[np.float32]]:
    """Logarithm of P of the words of each row behind its first ``side`` words, each given as many words before it.

    The model is asked for all at once: over a few rows a call of it costs more than what it computes.

    Args:
        model: The model.
        windows: Arrays of rows of ids, shape [N, k] each, ``k`` more than ``side``.
        side: The words before.

    Returns:
        Natural logarithms, shape [N] for each array.
    """
    ngrams = [np.lib.stride_tricks.sliding_window_view(rows, side + 1, axis=1) for rows in windows]
    shapes = [(len(rows), rows.shape[1]) for rows in ngrams]
    found = model.log_prob(np.concatenate([rows.reshape(-1, side + 1) for rows in ngrams]))
    ends = np.cumsum([rows * steps for rows, steps in shapes])[:-1]
    sums = []
    for part, shape in zip(np.split(found, ends), shapes, strict=True):
        # word after word: the order in which they are added decides the last bits
        total = np.zeros(shape[0], np.float32)
        for column in part.reshape(shape).T:
            total += column
        sums.append(total)
    return sums
