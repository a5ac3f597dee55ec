"""What the stages of a document take: seconds on the clock, and the most memory in use while each went on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from dataset.kept_costs import Cost

_CLEAR: Final = Path("/proc/self/clear_refs")
_STATUS: Final = Path("/proc/self/status")
_RESET_PEAK: Final = "5"
"""What Linux wants to be told to forget the most memory that a process had in use (proc(5))."""


class Meter:
    """Measures stages, of which the same one may come several times."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._megabytes: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what is done inside, also if it fails."""
        _forget_peak()
        began = time.monotonic()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.monotonic() - began
            self._megabytes[name] = max(self._megabytes.get(name, 0.0), peak_megabytes())

    @property
    def costs(self) -> tuple[Cost, ...]:
        """What was measured, in the order in which the stages began."""
        return tuple(
            Cost(name, round(seconds, 4), round(self._megabytes[name], 1)) for name, seconds in self._seconds.items()
        )


def peak_megabytes() -> float:
    """The most memory that this process had in use since it was last forgotten, in 10⁶ bytes; 0 where nobody says."""
    try:
        lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    found = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return int(found) * 1024 / 1_000_000


def _forget_peak() -> None:
    # where that is not allowed the peak is that of the process so far, which is no less
    with suppress(OSError):
        _CLEAR.write_text(_RESET_PEAK, encoding="ascii")
