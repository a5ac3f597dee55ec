"""Processes that read documents within limits: one document at a time each, so that it is known which one they died of.

A process works in a session, a folder of temporary files and limits of its own (:mod:`pipeline.confinement`). Whoever
dies, exceeds its time, has grown or has read enough is replaced, and everything that it had started is ended with it.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, Protocol, Self, TypeVar

from pipeline.guarding import Refuge
from pipeline.limits import LIMITS, MEGABYTE, Limits
from pipeline.limits_guard import end_all

T = TypeVar("T")
U = TypeVar("U")
U_co = TypeVar("U_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

_READY, _ANSWER, _RAISED, _PAGES = b"r", b"a", b"x", b"p"
"""The first byte of what a process says."""
_GOODBYE_SECONDS: Final = 2.0
_START_SECONDS: Final = 300.0
"""What a process may take to start, which on a busy machine says nothing about the document that waits for it."""


class DiedError(Exception):
    """The process that worked on a task ended, or was ended, without an answer.

    Args:
        key: Why, by its name under ``unread`` in ``errors.toml``: died, time, memory, fault.
        values: What its message tells besides.
    """

    def __init__(self, key: str = "died", /, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class Backend(Protocol[T_contra, U_co]):
    """Who works on tasks: processes of this machine, or those of a cluster."""

    def map(self, tasks: Iterable[T_contra]) -> Iterator[tuple[Any, U_co | DiedError]]:
        """Every task with its answer, as they come; may be called again until the backend is closed."""

    def close(self) -> None:
        """End everything that was started."""


class Lanes(Generic[T, U]):
    """Some processes, each with one task at a time; a process that dies is replaced and costs its own task only.

    An exception of the function costs its task, too.

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
        self._lanes: list[_Lane] = []
        self._running: dict[_Lane, T] = {}

    def map(self, tasks: Iterable[T]) -> Iterator[tuple[T, U | DiedError]]:
        """Every task with its answer, as they come; tasks are drawn only as processes become free.

        Leaving it half-way ends the processes.
        """
        source = iter(tasks)
        try:
            self._fill(source)
            while self._running:
                answers = list(self._reap())
                # those that have answered get their next task before this process turns to the answers
                self._fill(source)
                for task, said in answers:
                    yield task, pickle.loads(said) if isinstance(said, memoryview) else said  # noqa: S301  our own
        except BaseException:
            self.close()
            raise

    def _fill(self, source: Iterator[T]) -> None:
        for task in islice(source, self._count - len(self._running)):
            self._begin(task)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes and what they have started, and remove their files."""
        for lane in self._lanes:
            lane.end()
        self._lanes.clear()
        self._running.clear()
        self._refuge.close()

    def _begin(self, task: T) -> None:
        lane = next((lane for lane in self._lanes if lane not in self._running), None)
        if lane is None:
            lane = _Lane(self._work, self._limits, self._cores, self._refuge)
            self._lanes.append(lane)
        self._running[lane] = task
        lane.give(task, self._size(task))

    def _reap(self) -> Iterator[tuple[T, memoryview | DiedError]]:
        """What the next processes say that say something, or whose time is up."""
        soonest = min(lane.deadline for lane in self._running)
        ready = set(wait([lane.connection for lane in self._running], max(0.0, soonest - time.monotonic())))
        now = time.monotonic()
        for lane in list(self._running):
            if lane.connection in ready:
                said = lane.hear()
            elif lane.deadline <= now:
                said = lane.time_is_up()
            else:
                continue
            if said is None:
                continue
            task = self._running.pop(lane)
            if lane.is_spent:
                lane.end()
                self._lanes.remove(lane)
            yield task, said


class _Order(NamedTuple):
    """What a new process has to know."""

    work: Callable[[Any], Any]
    limits: Limits
    cores: int
    folder: Path
    name: str
    parent: int


class _Lane:
    """One process and the connection to it."""

    def __init__(self, work: Callable[[Any], Any], limits: Limits, cores: int, refuge: Refuge) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._limits = limits
        self._name, self._folder = refuge.place()
        order = _Order(work, limits, cores, self._folder, self._name, os.getpid())
        self._process = context.Process(target=_serve, args=(theirs, order), daemon=True)
        with refuge.marked():
            self._process.start()
        theirs.close()
        self._tasks = 0
        self._start = _START_SECONDS
        self.deadline = 0.0
        self.is_spent = False

    def give(self, task: object, size: int) -> None:
        """Hand over a task."""
        self._tasks += 1
        self._began = time.monotonic()
        self._bytes = size
        self.deadline = self._began + self._start + self._limits.time_for(size)
        # a process that has died meanwhile is found out by what it says next: nothing
        with suppress(OSError):
            self.connection.send((size, task))

    def hear(self) -> memoryview | DiedError | None:
        """The answer, pickled; None for word on the way to it."""
        try:
            said = memoryview(self.connection.recv_bytes(self._limits.memory_megabytes * MEGABYTE))
        except (EOFError, OSError):
            self.is_spent = True
            return self._cause_of_death()
        kind, rest = bytes(said[:1]), said[1:]
        if kind == _READY:
            self._start = 0.0
            self._began = time.monotonic()
            self.deadline = self._began + self._limits.time_for(self._bytes)
            return None
        if kind == _PAGES:
            self.deadline = self._began + self._limits.time_for(self._bytes, int(bytes(rest)))
            return None
        grown = int.from_bytes(rest[:8], "big") > self._limits.worker_megabytes * MEGABYTE
        self.is_spent = grown or self._tasks >= self._limits.worker_documents
        if kind == _RAISED:
            return DiedError("fault", fault=bytes(rest[8:]).decode("utf-8", "replace"))
        return rest[8:]

    def time_is_up(self) -> DiedError:
        """End a task that takes too long."""
        self.is_spent = True
        return DiedError("time", seconds=round(self.deadline - self._began))

    def end(self) -> None:
        """End the process and all that it has started, and remove its folder. What it has answered is safe."""
        self.connection.close()
        if (pid := self._process.pid) is not None and self._process.is_alive():
            with suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
            self._process.kill()
        end_all(self._name)
        self._process.join()
        self._process.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _cause_of_death(self) -> DiedError:
        self._process.join(_GOODBYE_SECONDS)
        if self._process.exitcode == -signal.SIGXCPU:
            return DiedError("time", seconds=round(self.deadline - self._began))
        return DiedError()


def _serve(connection: Connection, order: _Order) -> None:
    """The life of a process that reads."""
    from pipeline.confinement import confine, empty, limit_cpu, resident_bytes  # noqa: PLC0415  children only
    from pipeline.limits import listen  # noqa: PLC0415

    confine(order.limits, order.folder, order.name, order.parent)
    size = 0

    def told(pages: int) -> None:
        limit_cpu(order.limits.time_for(size, pages) * order.cores)
        connection.send_bytes(_PAGES + str(pages).encode())

    listen(told)
    connection.send_bytes(_READY)
    while True:
        try:
            size, task = connection.recv()
        except EOFError:
            return
        limit_cpu(order.limits.time_for(size) * order.cores)
        try:
            kind, answer = _ANSWER, pickle.dumps(order.work(task), pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            kind, answer = _RAISED, f"{type(error).__name__}: {error}"[:2000].encode("utf-8", "replace")
        empty(order.folder)
        connection.send_bytes(kind + resident_bytes().to_bytes(8, "big") + answer)
