"""From the posterior of a candidate to the confidence that it is right.

Posteriors say too much where several candidates are close, since the model is sure of what it has seen and has not
seen all. ``data/calibration.tsv`` (made by ``corpus.training.calibration`` from texts with their truth) has posteriors
and the share that was right; between them the line is straight. What was left as it stands for want of anything better
is never called sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.damage import has_vietnamese_letter
from normalizers.diacritics.options import Word
from normalizers.diacritics.pieces import Kind

UNKNOWN: Final = 0.9
"""The most for a word that is in no list and was left as it stands, and for the letter d before an item (d or đ)."""
MIXED: Final = 0.8
"""The most for letters and digits in one that were left as they stand."""


def calibrated(
    posterior: NDArray[np.float32], words: Sequence[Word], unknown: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The confidence of each piece.

    Args:
        posterior: of the chosen candidate, shape [pieces].
        words: the pieces.
        unknown: whether a piece was left as it stands and is no word of the vocabulary, shape [pieces].
    """
    confidence = np.interp(posterior, *_curve())
    limits = [_limit(word, left) for word, left in zip(words, unknown.tolist(), strict=True)]
    return np.minimum(confidence, limits)


def _limit(word: Word, left: bool) -> float:
    text, kind = word.piece.text, word.piece.kind
    if kind is Kind.MARKER:
        return UNKNOWN if text == "d" else 1.0
    if kind is Kind.NUMBER:
        return MIXED if any(map(str.isalpha, text)) else 1.0
    if left and kind is Kind.WORD and not has_vietnamese_letter(text):
        return UNKNOWN if text.isalpha() else MIXED
    return 1.0


@lru_cache(maxsize=1)
def _curve() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    text = files("normalizers").joinpath("diacritics/data/calibration.tsv").read_text(encoding="utf-8")
    points = np.array([line.split("\t") for line in text.splitlines()], np.float64)
    return points[:, 0], points[:, 1]
