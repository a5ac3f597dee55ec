"""Learn how often each word begins with a capital where no sentence begins: Lâm nearly always, làm hardly ever.

Usage: ``python -m corpus.training.capitals FOLDER… --out normalizers/diacritics/data/capitals.tsv``

Reads the files that :mod:`corpus.training.language_model` reads. A line of the result has a word of the vocabulary and
the share of its capitals in thousandths; words in capitals throughout count neither way.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.training.text import Text, read, text_files
from normalizers.diacritics.vocabulary import SPECIAL, Vocabulary, load

_PRIOR: Final = (1.0, 19.0)
"""Capitals and small letters that every word is thought to have been met with beforehand."""


def shares(text: Text, vocabulary: Vocabulary) -> NDArray[np.float64]:
    """The share of capitals of each word of the vocabulary, between 0 and 1, shape [words]."""
    ids = vocabulary.ids(text.words())
    spellings = list(text.spellings)
    title = np.array([spelling[:1].isupper() and not spelling[1:].isupper() for spelling in spellings])
    small = np.array([spelling.islower() for spelling in spellings])
    counts = np.zeros((2, len(vocabulary)))
    for tokens in text.files.values():
        inner = tokens[1:][ids[tokens[:-1]] != vocabulary.boundary]
        for row, written in enumerate((title, small)):
            counts[row] += np.bincount(ids[inner[written[inner]]], minlength=len(vocabulary))
    capitals, lower = counts + np.array(_PRIOR)[:, None]
    result: NDArray[np.float64] = capitals / (capitals + lower)
    return result


def main() -> None:
    """Read, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    vocabulary = load()
    found = shares(read(text_files(arguments.folders)), vocabulary)
    lines = [
        f"{word}\t{round(share * 1000)}\n"
        for word, kind, share in zip(vocabulary.words, vocabulary.kinds, found, strict=True)
        if kind != SPECIAL
    ]
    arguments.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
