"""What the stages of a document take: seconds on the clock, and the most memory in use while each went on."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from dataset.cost import Cost

_CLEAR: Final = "/proc/self/clear_refs"
_STATUS: Final = "/proc/self/status"
_STATUS_BYTES: Final = 8192
_PEAK: Final = re.compile(rb"^VmHWM:\s*(\d+)", re.MULTILINE)
_RESET_PEAK: Final = b"5"
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
    # the system's own calls: over small texts objects for files take longer than some of the stages
    try:
        status = os.open(_STATUS, os.O_RDONLY)
    except OSError:
        return 0.0
    try:
        found = _PEAK.search(os.read(status, _STATUS_BYTES))
    finally:
        os.close(status)
    return int(found[1]) * 1024 / 1_000_000 if found else 0.0


def _forget_peak() -> None:
    # where that is not allowed the peak is that of the process so far, which is no less
    with suppress(OSError):
        clear = os.open(_CLEAR, os.O_WRONLY)
        try:
            os.write(clear, _RESET_PEAK)
        finally:
            os.close(clear)
