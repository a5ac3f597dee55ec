"""Writes ``continuations.txt``: what a word is nearly always followed by, from the language model beside it.

Usage: ``python -m normalizers.diacritics.data.make_continuations``; to be run again after the model was made anew.
One line a word: the word, then what often follows it. Only syllables that are neither rare nor found after all others.
"""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Final

import numpy as np

from normalizers.diacritics.packed_model import unpack
from normalizers.diacritics.vocabulary import SYLLABLE, load

_LEAST_SHARE: Final = log(0.15)
_LEAST_TIE: Final = 3.0
_RAREST: Final = -12.5  # ln P of the word


def continuations() -> dict[str, list[str]]:
    """What often follows each word, the commonest first."""
    vocabulary = load()
    with np.load(Path(__file__).with_name("language_model.npz")) as arrays:
        log_probs, _, orders = unpack(arrays, len(vocabulary))
    pairs = orders[0]
    parents, strength = pairs.parents, pairs.log_probs[:]
    syllable = np.array([kind == SYLLABLE for kind in vocabulary.kinds])
    kept = np.flatnonzero(
        (strength >= _LEAST_SHARE)
        & (strength - log_probs[pairs.words] >= _LEAST_TIE)
        & (log_probs[parents] >= _RAREST)
        & syllable[parents]
        & syllable[pairs.words]
    )
    found: dict[str, list[str]] = {}
    for index in kept[np.argsort(-strength[kept], kind="stable")]:
        found.setdefault(vocabulary.words[parents[index]], []).append(vocabulary.words[pairs.words[index]])
    return dict(sorted(found.items()))


if __name__ == "__main__":
    Path(__file__).with_name("continuations.txt").write_text(
        "".join(f"{word} {' '.join(following)}\n" for word, following in continuations().items()), encoding="utf-8"
    )
