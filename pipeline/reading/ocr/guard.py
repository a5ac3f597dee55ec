"""A bound on what a program that was started may take: processor time, not time on the clock.

On a busy machine a sound page takes many times as long as on one that is idle. What a program works does not grow with
that; so it is stopped for the work that it does, or because it does none. Linux tells of each thread which processes it
started (proc(5), ``/proc/[pid]/task/[tid]/children``) and of each process what it took; elsewhere nothing is stopped,
and only the bound on the clock is left that the caller sets.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread, get_native_id
from typing import Final

PROCESSES: Final = Path("/proc")
EVERY: Final = 0.5
"""Seconds between two looks."""
BEHIND_NAME: Final = (11, 12)
"""Places of ``utime`` and ``stime`` in ``stat`` behind the name of the program, which may hold blanks and brackets."""


@dataclass(frozen=True)
class Bounds:
    """``work``: seconds of processors that a process may take; ``idle``: seconds in which it may do nothing at all."""

    work: float
    idle: float


@dataclass
class _Watched:
    """A process: what it has taken, and since when that has not grown."""

    taken: float
    since: float = field(default_factory=time.monotonic)


@contextmanager
def bounded(bounds: Bounds) -> Iterator[None]:
    """Inside, processes that this thread starts are killed when they overstep the bounds; who waits sees that."""
    over = Event()
    started_by = PROCESSES / str(os.getpid()) / "task" / str(get_native_id()) / "children"
    before = frozenset(_children(started_by))
    thread = Thread(target=_watch, args=(started_by, before, bounds, over), name="bounds of a process", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _watch(started_by: Path, before: frozenset[int], bounds: Bounds, over: Event) -> None:
    seen: dict[int, _Watched] = {}
    while not over.wait(EVERY):
        for process in _children(started_by):
            taken = processor_seconds(process)
            if process in before or taken is None:
                continue
            known = seen.setdefault(process, _Watched(taken))
            if taken > known.taken:
                seen[process] = _Watched(taken)
            elif time.monotonic() - known.since >= bounds.idle:
                _kill(process)
            if taken >= bounds.work:
                _kill(process)


def _children(started_by: Path) -> list[int]:
    try:
        return [int(process) for process in started_by.read_text(encoding="ascii").split()]
    except (OSError, ValueError):
        return []


def processor_seconds(process: int) -> float | None:
    """Seconds of processors that a process has taken; None where that is not told."""
    try:
        told = (PROCESSES / str(process) / "stat").read_text(encoding="utf-8", errors="replace")
        fields = told.rpartition(")")[2].split()
        return sum(int(fields[place]) for place in BEHIND_NAME) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
