"""Learn how much a posterior of the recovery is worth, from texts with their truth.

Usage: ``python -m corpus.training.calibration [--out FILE]``

Restores the damaged texts of the evaluation (those of the corpus, and those named by ``KEHOACH_TRUTH``) with
posteriors as they are, and writes for each range of posteriors its mean and the share that was right, made monotone.
Posteriors from ``SURE`` on stay as they are: the few errors among them are too rare to be told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import accumulate, chain
from pathlib import Path

import numpy as np

from corpus.evaluate.recovery import assess, own_texts, real_texts
from corpus.evaluate.reliability import Verdict, bins
from normalizers.diacritics import calibration
from normalizers.diacritics.restorer import Restorer

SURE = 0.98
OUT = Path("normalizers/diacritics/data/calibration.tsv")


def curve(verdicts: Sequence[Verdict]) -> list[tuple[float, float]]:
    """Points (posterior, confidence), ascending in both, from (0, 0) to (1, 1)."""
    points = [(found.promised, found.right) for found in bins(verdicts) if found.high <= SURE]
    shares = accumulate((share for _, share in points), max)
    inner = [(posterior, min(share, SURE)) for (posterior, _), share in zip(points, shares, strict=True)]
    return [(0.0, 0.0), *inner, (SURE, SURE), (1.0, 1.0)]


def main() -> None:
    """Restore, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    calibration._curve = lambda: (np.array([0.0, 1.0]), np.array([0.0, 1.0]))  # posteriors as they are
    texts = [*own_texts(), *real_texts()]
    restored = (assess(text, Restorer.load().restore(text.read)) for text in texts)
    verdicts = list(chain.from_iterable(found.verdicts for found in restored))
    lines = [f"{posterior:.4f}\t{confidence:.4f}\n" for posterior, confidence in curve(verdicts)]
    arguments.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
