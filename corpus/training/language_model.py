"""Make the language model of the diacritics recovery from text.

Usage: ``python -m corpus.training.language_model FOLDER… [--out FOLDER] [--exclude PATTERN] [--weight PATTERN=FACTOR]``

Reads all ``.txt`` and ``.txt.xz`` files of the folders (UTF-8, one paragraph a line) and writes ``vocabulary.txt`` and
``language_model.npz``. Needs about 3 GB of memory and two minutes for 50 million words.
"""

from __future__ import annotations

import argparse
import fnmatch
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.training.counts import count
from corpus.training.estimate import estimate, prune
from corpus.training.packing import packed
from corpus.training.text import Text, collapse, read, text_files
from corpus.training.words import choose
from normalizers.diacritics.vocabulary import Vocabulary

CUTOFFS: Final = (1, 1, 2, 2)
"""The least count of an n-gram, by order."""
THRESHOLD: Final = 3.0
"""The least worth of an n-gram, nats over the whole text; decides the size of the file."""
WEIGHTS: Final = ("administrative*=3", "provincial*=3", "legal*=2")
OUT: Final = Path("normalizers/diacritics/data")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, count, estimate, prune and write."""
    options = _options(arguments)
    paths = text_files(options.folders, options.exclude)
    if not paths:
        raise SystemExit("no .txt or .txt.xz file in the folders")
    text = read(paths)
    words = text.words()
    vocabulary = choose(zip(text.spellings, words, text.counts().tolist(), strict=True))
    arrays = train(
        weighted_texts(text, vocabulary.ids(words), vocabulary, options.weight), vocabulary, options.threshold
    )
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "vocabulary.txt").write_text(vocabulary.dumps(), encoding="utf-8")
    np.savez(options.out / "language_model.npz", allow_pickle=False, **arrays)


def weighted_texts(
    text: Text, ids: NDArray[np.int32], vocabulary: Vocabulary, weights: Sequence[str]
) -> list[tuple[NDArray[np.int32], float]]:
    """The word ids of each file, runs of numbers and boundaries made one, with the weight of the file.

    Args:
        text: what was read.
        ids: the word id of each spelling of the text.
        vocabulary: of these ids.
        weights: ``PATTERN=FACTOR``; the first pattern that fits the file's name holds, 1 without.
    """
    texts = []
    for path, tokens in text.files.items():
        factors = [
            float(factor)
            for pattern, _, factor in (weight.rpartition("=") for weight in weights)
            if fnmatch.fnmatch(path.name, pattern)
        ]
        texts.append((collapse(ids[tokens], (vocabulary.number, vocabulary.boundary)), factors[0] if factors else 1.0))
    return texts


def train(
    texts: Sequence[tuple[NDArray[np.int32], float]],
    vocabulary: Vocabulary,
    threshold: float = THRESHOLD,
    cutoffs: Sequence[int] = CUTOFFS,
) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model's file; its order is the number of cutoffs."""
    numbers: dict[str, int] = {}
    skeleton_of = np.array([numbers.setdefault(bare, len(numbers)) for bare in vocabulary.skeletons], np.int64)
    counts = [count(texts, order, len(vocabulary), vocabulary.boundary) for order in range(1, len(cutoffs) + 1)]
    levels = estimate(counts, skeleton_of, vocabulary.unknown, cutoffs)
    return packed(prune(levels, threshold))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m corpus.training.language_model", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="folders of .txt and .txt.xz files")
    parser.add_argument("--out", type=Path, default=OUT, help=f"where to write ({OUT})")
    parser.add_argument("--exclude", action="append", default=[], metavar="PATTERN", help="names of files to leave out")
    parser.add_argument("--weight", action="append", metavar="PATTERN=FACTOR", help=f"instead of {' '.join(WEIGHTS)}")
    parser.add_argument("--threshold", type=float, default=THRESHOLD, help="least worth of an n-gram")
    options = parser.parse_args(arguments)
    options.weight = options.weight or list(WEIGHTS)
    return options


if __name__ == "__main__":
    main()
