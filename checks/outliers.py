"""Values that break the pattern of their column or series, by robust statistics.

A pattern is what all other values keep, so it takes several of them; a break is large against their spread. Which slip
of the fingers would explain it (two figures swapped, a figure or a comma too many) tells a slip from an odd place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# others that have to agree before one value can break their pattern
_OTHERS = 4
# a band: the spread of the others against their median; how far, against spread and median, the odd one lies
_BAND = 0.4
_CLOSE = 0.1
_SPREADS = 4.0
_AWAY = 0.25
# a series: neighbours differ by less than this factor, the odd one from both by more
_SMOOTH = 1.8
_JUMP = 3.5
_JUMP_AT_END = 7.0


class Odd(NamedTuple):
    """The value at ``at`` of a list breaks the pattern: the others lie between ``low`` and ``high``.

    ``right`` is the value that a slip of the fingers made of it, where one explains it.
    """

    at: int
    low: float
    high: float
    right: str | None


def out_of_band(values: Sequence[float], texts: Sequence[str]) -> Odd | None:
    """The one value that lies far outside a narrow band in which all others lie."""
    if len(values) < _OTHERS:
        return None
    middle = median(values)
    index = max(range(len(values)), key=lambda i: abs(values[i] - middle))
    others = [v for i, v in enumerate(values) if i != index]
    low, high, centre = min(others), max(others), median(others)
    if centre <= 0 or (high - low) > _BAND * centre or len(set(others)) < 2:
        return None
    away = low - values[index] if values[index] < low else values[index] - high
    if away < max(_SPREADS * (high - low), _AWAY * centre):
        return None
    right = _mended(texts[index], low, high)
    # three others are a pattern only where they agree closely and a slip of the fingers explains the fourth
    if len(others) < _OTHERS and (right is None or high - low > _CLOSE * centre):
        return None
    return Odd(index, low, high, right)


def out_of_series(values: Sequence[float], texts: Sequence[str]) -> Odd | None:
    """The one value of a series in time that its neighbours do not lead to, while they go on smoothly without it."""
    if len(values) <= _OTHERS - 1 or min(values) <= 0:
        return None
    for index in range(len(values)):
        others = [v for i, v in enumerate(values) if i != index]
        if any(max(a, b) > _SMOOTH * min(a, b) for a, b in pairwise(others)):
            continue
        near = [*values[max(0, index - 1) : index], *values[index + 1 : index + 2]]
        at_end = len(near) == 1
        low, high = min(near), max(near)
        jump = max(values[index] / high, low / values[index])
        if jump >= (_JUMP_AT_END if at_end else _JUMP):
            return Odd(index, low, high, _mended(texts[index], low * 0.8, high * 1.25))
    return None


def _mended(text: str, low: float, high: float) -> str | None:
    """What one slip of the fingers would have made of a value in the band: two figures swapped, one too many or few."""
    found = re.search(r"\d[\d.,]*", text)
    if found is None:
        return None
    written = found.group().rstrip(".,")
    whole, comma, decimals = written.replace(".", "").partition(",")
    digits = whole + decimals
    tries = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)]
    values = [(f"{t[: len(whole)]}{comma}{t[len(whole) :]}", int(t) / 10 ** len(decimals)) for t in tries]
    for shift in (-1, 1, -3, 3):
        scaled = int(digits) * 10.0 ** (shift - len(decimals))
        values.append((f"{scaled:.10g}".replace(".", ","), scaled))
    found_right = next((shown for shown, v in values if low <= v <= high), None)
    return found_right or (None if decimals or len(digits) > 1 else _left_out(digits, low, high))


def _left_out(digit: str, low: float, high: float) -> str | None:
    """The values of two figures in a narrow band of which one figure was left out: 9 for 97 or 98."""
    fitting = [n for n in range(math.ceil(low), math.floor(high) + 1) if len(str(n)) == 2 and digit in str(n)]
    if not fitting or fitting[-1] - fitting[0] > 9:
        return None
    return str(fitting[0]) if len(fitting) == 1 else f"{fitting[0]}–{fitting[-1]}"
