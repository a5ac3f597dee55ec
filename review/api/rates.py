"""How many requests one may make: a bucket for each that fills again steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

_MOST_KEYS: Final = 10_000
"""Those who are remembered; whoever was not seen for longest is forgotten first."""


class Rates:
    """Counts requests by key. A bucket holds what is allowed in a minute; a fresh one is full."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> int:
        """Count a request; 0 if it is allowed, else in how many seconds the next one is."""
        now = self._clock()
        with self._lock:
            left, at = self._left.get(key, (self._most, now))
            left = min(self._most, left + (now - at) * self._most / 60)
            wait = 0 if left >= 1 else max(1, math.ceil((1 - left) * 60 / self._most))
            self._left[key] = (left if wait else left - 1, now)
            self._left.move_to_end(key)
            while len(self._left) > _MOST_KEYS:
                self._left.popitem(last=False)
        return wait
