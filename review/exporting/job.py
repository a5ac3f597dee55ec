"""An order of an export, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from review.exporting.making import Made, MakeError, Order, Progress

State = Literal["queued", "running", "done", "failed"]


@dataclass(frozen=True)
class Job:
    """An order as it stands; times are seconds since 1970. ``tries`` counts how often it was begun."""

    identity: str
    owner: str
    order: Order
    made_at: float
    state: State = "queued"
    begun_at: float = 0.0
    ended_at: float = 0.0
    progress: Progress = field(default_factory=Progress)
    made: Made | None = None
    problem: MakeError | None = None
    tries: int = 0

    @property
    def pending(self) -> bool:
        """Whether there is more to come."""
        return self.state in {"queued", "running"}
