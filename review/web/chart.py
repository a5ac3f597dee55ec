"""Bars as numbers for an inline SVG; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDE: Final = 36.0
GAP: Final = 10.0
HIGH: Final = 90.0


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the picture, with what it says."""

    x: float
    y: float
    height: float
    label: str
    count: int


@dataclass(frozen=True)
class Chart:
    """Bars side by side; ``wide`` is that of one bar."""

    bars: list[Bar]
    width: float
    wide: float = WIDE
    high: float = HIGH


def bars(counts: Sequence[tuple[str, int]]) -> Chart:
    """A bar for each entry, the highest as high as the picture."""
    most = max((count for _, count in counts), default=1)
    made = [
        Bar(index * (WIDE + GAP), HIGH * (1 - count / most), HIGH * count / most, label, count)
        for index, (label, count) in enumerate(counts)
    ]
    return Chart(made, max(1.0, len(made) * (WIDE + GAP) - GAP))
