"""Whether the confidence of the recovery says what it promises: of the tokens at 0.99, are 99 % right?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SURE, FAIRLY_SURE = 0.99, 0.95
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
"""Lower bounds of the bins."""


class Verdict(NamedTuple):
    """A token of recovered text: whether it is right, and how sure the recovery was.

    ``confidence`` is ``None`` where the recovery said nothing about it.
    """

    confidence: float | None
    right: bool


class Bin(NamedTuple):
    """The tokens of one range of confidence, ``low`` inclusive, ``high`` exclusive (but for the last)."""

    low: float
    high: float
    tokens: int
    promised: float
    right: float


class Coverage(NamedTuple):
    """Share of all tokens that are at least so sure, and share of these that are right."""

    share: float | None
    right: float | None


def coverage(verdicts: Sequence[Verdict], at_least: float) -> Coverage:
    """How much is sure, and how much of that is right; ``None`` where there is nothing to take a share of.

    Confidences are compared as they are: one of 0.98999 is below 0.99.
    """
    sure = [v.right for v in verdicts if v.confidence is not None and v.confidence >= at_least]
    return Coverage(_share(len(sure), len(verdicts)), _share(sum(sure), len(sure)))


def bins(verdicts: Iterable[Verdict]) -> list[Bin]:
    """Reliability table: for each range of confidence, the mean of what was promised and what came true."""
    found: list[list[Verdict]] = [[] for _ in EDGES]
    for verdict in verdicts:
        if verdict.confidence is not None:
            found[max(0, bisect_right(EDGES, verdict.confidence) - 1)].append(verdict)
    highs = (*EDGES[1:], 1.0)
    return [
        Bin(
            low,
            high,
            len(members),
            sum(v.confidence or 0.0 for v in members) / len(members),
            sum(v.right for v in members) / len(members),
        )
        for low, high, members in zip(EDGES, highs, found, strict=True)
        if members
    ]


def calibration_error(verdicts: Sequence[Verdict]) -> float | None:
    """Expected calibration error (Naeini, Cooper and Hauskrecht 2015) over the bins above, from 0 to 1."""
    table = bins(verdicts)
    total = sum(row.tokens for row in table)
    return sum(row.tokens * abs(row.promised - row.right) for row in table) / total if total else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
