"""Dotted and dashed rules that a file draws as many small marks: chains of them are rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

Shape = dict[str, Any]

DOT = 6.0
"""A mark of a dotted or dashed rule is no longer than this many points."""
THICK = 2.0
"""And no thicker than this."""
GAP = 5.0
"""Widest gap between two marks of one rule, in points."""
SAME_LINE = 0.8
"""Marks of one rule lie off each other by at most this many points."""
SHORTEST = 15.0
"""A chain shorter than this many points is no rule."""
FEWEST = 6
"""Marks of the shortest rule."""


def is_dot(shape: Shape) -> bool:
    """Whether a shape may be a mark of a dotted rule."""
    return bool(max(shape["width"], shape["height"]) <= DOT and min(shape["width"], shape["height"]) <= THICK)


def dotted_rules(shapes: Iterable[Shape]) -> list[Shape]:
    """The rules that small marks make, as edges of pdfplumber.

    Args:
        shapes: Marks (``is_dot``) of one page.
    """
    marks = list(shapes)
    level = _chains(marks, ("x0", "x1", "top", "bottom"))
    upright = _chains(marks, ("top", "bottom", "x0", "x1"))
    return [
        *(_edge("h", x0=start, x1=end, top=at, bottom=at) for start, end, at in level),
        *(_edge("v", x0=at, x1=at, top=start, bottom=end) for start, end, at in upright),
    ]


def _edge(orientation: str, **sides: float) -> Shape:
    size = {"width": sides["x1"] - sides["x0"], "height": sides["bottom"] - sides["top"]}
    return {"object_type": "line", "orientation": orientation, **sides, **size}


def _chains(marks: Sequence[Shape], sides: tuple[str, str, str, str]) -> Iterator[tuple[float, float, float]]:
    """Begin, end and height of each chain; ``sides`` names the sides along the rule, then those across it."""
    start, end, low, high = sides
    lanes: dict[int, list[Shape]] = defaultdict(list)
    for mark in marks:
        lanes[round((mark[low] + mark[high]) / 2 / SAME_LINE)].append(mark)
    for lane in lanes.values():
        lane.sort(key=lambda mark: mark[start])
        cuts = [i for i, (a, b) in enumerate(pairwise(lane), 1) if b[start] - a[end] > GAP]
        for first, last in pairwise([0, *cuts, len(lane)]):
            chain = lane[first:last]
            begin, stop = chain[0][start], max(mark[end] for mark in chain)
            if len(chain) >= FEWEST and stop - begin >= SHORTEST:
                yield begin, stop, sum((mark[low] + mark[high]) / 2 for mark in chain) / len(chain)
