"""What became of the sources of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from dataset.work import Failure


@dataclass
class Outcome:
    """What became of the sources of one run; ``archives`` are no sources, what is in them is."""

    total: int = 0
    read: int = 0
    kept: int = 0
    archives: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    partly: list[str] = field(default_factory=list)
