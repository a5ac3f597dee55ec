"""From counts to a back-off model: absolute discounting, then pruning by what the recovery of marks needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.training.counts import Counts, Keys, places, suffix, totals
from normalizers.diacritics.vocabulary import ID_BITS

_DISCOUNTS: Final = (0.0, 0.5, 0.75, 0.9)
"""What is taken from each n-gram, by order (unigrams none)."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """The n-grams of one order: key, ln of the interpolated probability, count, and the worth for the recovery."""

    order: int
    keys: Keys
    log_prob: Floats
    worth: Floats


def estimate(
    counts: Sequence[Counts], skeleton_of: NDArray[np.int64], unknown: int, cutoffs: Sequence[int]
) -> list[Level]:
    """Interpolated absolute discounting over counts of the orders 1, 2, ….

    P(w | h) = max(0, c(h w) - D) / c(h) + λ(h) P(w | h'), where λ(h) gives what was taken back to the shorter context
    (Ney, Essen and Kneser 1994). The discount is taken off the bare count, so that weights of texts scale both.

    Args:
        counts: one per order, from 1.
        skeleton_of: for each word id a number that words with the same bare letters share.
        unknown: the id of the unknown word; longer n-grams with it are left out.
        cutoffs: for each order the least bare count of an n-gram, rising or equal.

    Raises:
        ValueError: a cutoff lower than that of a shorter n-gram, which would leave n-grams without their context.
    """
    if list(cutoffs) != sorted(cutoffs):
        raise ValueError(f"cutoffs must not fall: {cutoffs}")
    first = counts[0]
    lower = np.log((first.weighted + 0.5) / (first.weighted + 0.5).sum())
    levels = [Level(1, first.keys, lower, np.zeros(len(lower)))]
    for order in range(2, len(counts) + 1):
        levels.append(_next(levels[-1], counts, skeleton_of, unknown, cutoffs[order - 1]))
    return levels


def _next(below: Level, counts: Sequence[Counts], skeleton_of: NDArray[np.int64], unknown: int, cutoff: int) -> Level:
    order = below.order + 1
    found = counts[order - 1]
    context_keys, context_totals = totals(found.contexts(), found.weighted)
    keep = found.seen >= cutoff
    for position in range(order):
        keep &= found.words(position) != unknown
    keep &= places(below.keys, found.suffixes()) >= 0
    kept = found.where(keep)
    ratio = np.maximum(0.0, kept.seen - _DISCOUNTS[order - 1]) / kept.seen
    context = places(context_keys, kept.contexts())
    share = kept.weighted * ratio / context_totals[context]
    back = 1.0 - np.bincount(context, share, len(context_keys))
    lower = np.exp(below.log_prob[places(below.keys, kept.suffixes())])
    prob = share + back[context] * lower
    worth = _worth(kept, counts, skeleton_of) + _SURPRISE * kept.weighted * np.log(prob / (back[context] * lower))
    return Level(order, kept.keys, np.log(prob), worth)


_TINY: Final = 1e-9
_SURPRISE: Final = 0.02
"""How much plain information counts beside that which tells look-alikes apart."""


def _worth(found: Counts, counts: Sequence[Counts], skeleton_of: NDArray[np.int64]) -> Floats:
    """What an n-gram tells about the marks of its words beyond what its shorter parts tell: nats over the whole text.

    With p(g | s) the share of n-gram g among all n-grams of the same bare letters s, the parts alone would give
    q = p(head | s) p(tail | s) / p(middle | s), where head and tail lack the last and the first word.
    """
    order = found.order
    own = _share(found, skeleton_of)
    parts = counts[order - 2]
    shares = _share(parts, skeleton_of)
    head = shares[places(parts.keys, found.contexts())]
    tail = shares[places(parts.keys, found.suffixes())]
    middle = np.ones(len(own))
    if order > 2:
        inner = counts[order - 3]
        middle = _share(inner, skeleton_of)[places(inner.keys, suffix(found.contexts(), order - 1))]
    told: Floats = found.weighted * np.maximum(0.0, np.log(own) - np.log(np.minimum(1.0, head * tail / middle)))
    return told


def _share(found: Counts, skeleton_of: NDArray[np.int64]) -> Floats:
    """The share of each n-gram among those of the same bare letters."""
    bare = np.zeros(len(found.keys), np.uint64)
    for position in range(found.order):
        bare = (bare << np.uint64(ID_BITS)) | skeleton_of[found.words(position)].astype(np.uint64)
    _, group = np.unique(bare, return_inverse=True)
    # words of the vocabulary that this text lacks have no count at all
    share: Floats = found.weighted / np.maximum(np.bincount(group, found.weighted), _TINY)[group]
    return share


def prune(levels: Sequence[Level], threshold: float) -> list[Level]:
    """The n-grams worth at least a threshold (nats), and whatever is a context or a suffix of one that stays."""
    keep = [level.worth >= threshold for level in levels]
    keep[0][:] = True
    for order in range(len(levels), 2, -1):
        level, below = levels[order - 1], levels[order - 2]
        kept = level.keys[keep[order - 1]]
        keep[order - 2][places(below.keys, kept >> np.uint64(ID_BITS))] = True
        keep[order - 2][places(below.keys, suffix(kept, order))] = True
    return [
        Level(level.order, level.keys[kept], level.log_prob[kept], level.worth[kept])
        for level, kept in zip(levels, keep, strict=True)
    ]


def back_off(levels: Sequence[Level]) -> list[Floats]:
    """Logarithms of the back-off weights of all n-grams but those of the last order; 0 where nothing follows.

    α(h) = (1 - Σ P(w | h)) / (1 - Σ P(w | h')), both sums over the words that stay after h (Katz 1987).
    """
    weights = []
    for below, level in pairwise(levels):
        context = places(below.keys, level.keys >> np.uint64(ID_BITS))
        taken = np.bincount(context, np.exp(level.log_prob), len(below.keys))
        lower = np.exp(below.log_prob[places(below.keys, suffix(level.keys, level.order))])
        freed = np.bincount(context, lower, len(below.keys))
        weight = np.maximum(1e-4, 1.0 - taken) / np.maximum(1e-4, 1.0 - freed)
        weights.append(np.log(weight))
    return weights
