"""The levels of a pruned model in the form of the file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.training.counts import places, suffix
from corpus.training.estimate import Level, back_off
from normalizers.diacritics.packed_model import pack
from normalizers.diacritics.vocabulary import ID_BITS

STEPS: Final = (0.125, 0.125)
"""Steps of ln probabilities and of ln weights."""


def packed(levels: Sequence[Level], steps: tuple[float, float] = STEPS) -> dict[str, NDArray[np.generic]]:
    """The arrays of a model whose every n-gram has its context and its suffix among the shorter ones."""
    children, ranks = [], []
    starts = np.zeros(1, np.int64)
    for below, level in pairwise(levels):
        count = np.bincount(places(below.keys, level.keys >> np.uint64(ID_BITS)), minlength=len(below.keys))
        tails = suffix(level.keys, level.order)
        if level.order == 2:
            ranks.append(tails.astype(np.int64))
        else:
            middle = places(levels[level.order - 3].keys, tails >> np.uint64(ID_BITS))
            ranks.append(places(below.keys, tails) - starts[middle])
        starts = np.cumsum(count) - count
        children.append(count)
    return pack([level.log_prob for level in levels], back_off(levels), children, ranks, steps)
