"""Processes that read documents within limits, of each of which it is known what it died of.

Whoever dies, exceeds its time, has grown or has read enough is replaced, and everything that it had started is ended
with it (:mod:`pipeline.lane`).
"""

from __future__ import annotations

import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from pipeline.guarding import Refuge
from pipeline.lane import DiedError, Lane
from pipeline.limits import LIMITS, Limits

__all__ = ["Backend", "DiedError", "Idle", "Lanes"]

_STILLBORN: Final = 5
"""Processes in a row that may end before they look at a task, until that is held against their tasks."""

T = TypeVar("T")
U = TypeVar("U")
U_co = TypeVar("U_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

Idle = Callable[[], float | None]
"""What to do while there is no answer; after how many seconds it wants to be called again if there is none still."""


class Backend(Protocol[T_contra, U_co]):
    """Who works on tasks: processes of this machine, or those of a cluster."""

    def map(self, tasks: Iterable[T_contra], idle: Idle | None = None) -> Iterator[tuple[Any, U_co | DiedError]]:
        """Every task with its answer, as they come; may be called again until the backend is closed."""

    def close(self) -> None:
        """End everything that was started."""


class Lanes(Generic[T, U]):
    """Some processes; one that dies is replaced and costs the task that it worked on, no other.

    An exception of the function costs its task, too. Where tasks are quick, each process has a few waiting for it.

    Args:
        work: What is done with a task; processes find it by its name.
        count: How many processes.
        limits: What each may use.
        size: Bytes of a task, which its time depends on.
        cores: How many threads of a process may compute at once.
    """

    def __init__(
        self,
        work: Callable[[T], U],
        count: int,
        limits: Limits | None = None,
        *,
        size: Callable[[T], int] = lambda _: 0,
        cores: int = 1,
    ) -> None:
        self._work = work
        self._count = count
        self._limits = limits or LIMITS
        self._size = size
        self._cores = cores
        self._refuge = Refuge()
        self._lanes: list[Lane[T]] = []
        # drawn, and to be done before any other: a large one, or those of a process that was ended
        self._back: deque[T] = deque()
        self._stillborn = 0

    def map(self, tasks: Iterable[T], idle: Idle | None = None) -> Iterator[tuple[T, U | DiedError]]:
        """Every task with its answer, as they come; tasks are drawn only as processes can take them.

        Leaving it half-way ends the processes.
        """
        source = iter(tasks)
        try:
            self._fill(source)
            while any(lane.tasks for lane in self._lanes):
                answers = list(self._reap(idle))
                # those that have answered get their next task before this process turns to the answers
                self._fill(source)
                for task, said in answers:
                    yield task, pickle.loads(said) if isinstance(said, memoryview) else said  # noqa: S301  our own
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and what they have started, and remove their files."""
        for lane in self._lanes:
            lane.end()
        self._lanes.clear()
        self._back.clear()
        self._refuge.close()

    def _fill(self, source: Iterator[T]) -> None:
        """Give tasks to processes, first to those that have none."""
        while True:
            free = [lane for lane in self._lanes if lane.may_have_more]
            lane = min(free, key=lambda lane: len(lane.tasks), default=None)
            begins = (lane is None or lane.tasks) and len(self._lanes) < self._count
            if lane is None and not begins:
                return
            try:
                task = self._back.popleft() if self._back else next(source)
            except StopIteration:
                return
            if begins or lane is None:
                try:
                    lane = Lane(self._work, self._limits, self._cores, self._refuge)
                except OSError:
                    # no more processes or files for now; those that there are go on
                    self._back.appendleft(task)
                    if not self._lanes:
                        raise
                    return
                self._lanes.append(lane)
            if not lane.give(task, self._size(task)):
                self._back.appendleft(task)
                return

    def _reap(self, idle: Idle | None) -> Iterator[tuple[T, memoryview | DiedError]]:
        """What the next processes say that say something, or whose time is up."""
        for lane in self._talking(idle):
            said = lane.hear() if lane.connection.poll() else lane.time_is_up()
            if said is None:
                continue
            if lane.has_begun:
                self._stillborn = 0
            if lane.is_spent:
                lane.end()
                self._lanes.remove(lane)
                if not lane.has_begun and self._stillborn < _STILLBORN:
                    # whatever it died of, memory that was short for a moment, say, it was not the task
                    self._stillborn += 1
                    self._back.append(said[0])
                    said = None
                self._back.extend(lane.tasks)
            if said is not None:
                yield said

    def _talking(self, idle: Idle | None) -> list[Lane[T]]:
        """The processes that say something, or whose time is up; waits for one."""
        busy = {lane.connection: lane for lane in self._lanes if lane.tasks}
        soonest = min(lane.deadline for lane in busy.values())
        ready = wait(busy, 0)
        while not ready:
            pause = idle() if idle else None
            left = soonest - time.monotonic()
            ready = wait(busy, max(0.0, left if pause is None else min(left, pause)))
            if left <= 0:
                break
        now = time.monotonic()
        return [lane for connection, lane in busy.items() if connection in ready or lane.deadline <= now]
