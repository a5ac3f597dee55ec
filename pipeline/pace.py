"""How a run goes on: how many documents, how fast, how long still, and what failed of what cause."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.batch import Outcome


@dataclass(frozen=True)
class Figures:
    """What is known at one moment; ``remaining`` is in seconds, None as long as nothing can be said."""

    total: int
    done: int
    read: int
    seconds: float
    rate: float
    remaining: float | None
    causes: Mapping[str, int]

    @property
    def failed(self) -> int:
        """How many sources could not be read."""
        return sum(self.causes.values())


class Pace:
    """Measures a run from when it is made. What is known from before costs next to nothing, and counts for no speed."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def figures(self, outcome: Outcome) -> Figures:
        """How it stands."""
        seconds = time.monotonic() - self._began
        settled = outcome.kept + len(outcome.copies)
        done = settled + outcome.read + len(outcome.failures)
        worked = outcome.read + len(outcome.failures)
        rate = worked / seconds if seconds > 0 else 0.0
        left = max(0, outcome.total - done)
        remaining = left / rate if rate else (0.0 if not left else None)
        causes = Counter(failure.code or failure.stage for failure in outcome.failures)
        return Figures(outcome.total, done, outcome.read, seconds, rate, remaining, dict(causes.most_common()))
