"""What reading took, as the processes that read tell it: they load no database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one stage took for one document: seconds on the clock, and the most memory in use (10⁶ bytes)."""

    stage: str
    seconds: float
    megabytes: float
