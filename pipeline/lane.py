"""One process that reads within limits: what it is given, what it answers, and what becomes of it.

A process works in a session, a folder of temporary files and limits of its own (:mod:`pipeline.confinement`).
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar

from pipeline.guarding import Refuge
from pipeline.limits import MEGABYTE, Limits
from pipeline.limits_guard import end_all

T = TypeVar("T")
A = TypeVar("A")

_READY, _ANSWER, _RAISED, _MEMORY, _PAGES = b"r", b"a", b"x", b"m", b"p"
"""The first byte of what a process says."""
_GOODBYE_SECONDS: Final = 2.0
_START_SECONDS: Final = 300.0
"""What a process may take to start, which on a busy machine says nothing about the document that waits for it."""
_AHEAD: Final = 3
"""Tasks that a process is given beyond the one that it works on, so that it need not wait for this one."""
_QUICK_SECONDS: Final = 0.1
"""Only a process whose last task took no longer is given any: behind a long one they would wait in vain."""
_MOST_BYTES: Final = 100_000
"""Nor is a document of more, which might take long."""
_MOST_SENT: Final = 8192
"""Nor an order of more: it has to fit into the pipe while the process is busy filling that from its end."""


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


class _Order(NamedTuple):
    """What a new process has to know."""

    work: Callable[[Any], Any]
    limits: Limits
    cores: int
    folder: Path
    name: str
    parent: int


class Lane(Generic[T]):
    """One process and the connection to it.

    ``tasks`` are those that it was given and has not answered, the first of which it works on; it is ``is_spent`` when
    it can have no more of them.
    """

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
        self.tasks: deque[T] = deque()
        self._sizes: deque[int] = deque()
        self._given = 0
        self._start = _START_SECONDS
        self._is_quick = False
        self.deadline = 0.0
        self.is_spent = False

    @property
    def may_have_more(self) -> bool:
        """Whether it can be given another task now."""
        if self.is_spent or self._given >= self._limits.worker_documents:
            return False
        return not self.tasks or (self._is_quick and len(self.tasks) <= _AHEAD)

    @property
    def has_begun(self) -> bool:
        """Whether it came so far as to look at its first task."""
        return self._start == 0.0

    def give(self, task: T, size: int) -> bool:
        """Hand over a task of so many bytes; no if it had better wait until nothing is before it."""
        order = ForkingPickler.dumps((size, task))
        if self.tasks and (size > _MOST_BYTES or len(order) > _MOST_SENT):
            return False
        self._given += 1
        self.tasks.append(task)
        self._sizes.append(size)
        if len(self.tasks) == 1:
            self._begin(self._start)
        # a process that has died meanwhile is found out by what it says next: nothing
        with suppress(OSError):
            self.connection.send_bytes(order)
        return True

    def hear(self) -> tuple[T, memoryview | DiedError] | None:
        """The task that is done with its answer, pickled; None for word on the way to it."""
        try:
            said = memoryview(self.connection.recv_bytes(self._limits.memory_megabytes * MEGABYTE))
        except (EOFError, OSError):
            self.is_spent = True
            return self._done(self._cause_of_death())
        kind, rest = bytes(said[:1]), said[1:]
        if kind == _READY:
            self._start = 0.0
            self._begin()
            return None
        if kind == _PAGES:
            self.deadline = self._began + self._limits.time_for(self._sizes[0], int(bytes(rest)))
            return None
        grown = int.from_bytes(rest[:8], "big") > self._limits.worker_megabytes * MEGABYTE
        self._is_quick = time.monotonic() - self._began < _QUICK_SECONDS
        done = self._done(_answer(kind, rest[8:]))
        self.is_spent = grown or (not self.tasks and self._given >= self._limits.worker_documents)
        return done

    def time_is_up(self) -> tuple[T, DiedError]:
        """End a task that takes too long."""
        self.is_spent = True
        return self._done(DiedError("time", seconds=round(self.deadline - self._began)))

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

    def _begin(self, more: float = 0.0) -> None:
        """The time of the first of the tasks begins, with some more seconds."""
        self._began = time.monotonic()
        self.deadline = self._began + more + self._limits.time_for(self._sizes[0])

    def _done(self, answer: A) -> tuple[T, A]:
        task = self.tasks.popleft()
        self._sizes.popleft()
        if self.tasks:
            self._begin()
        return task, answer

    def _cause_of_death(self) -> DiedError:
        self._process.join(_GOODBYE_SECONDS)
        if self._process.exitcode == -signal.SIGXCPU:
            return DiedError("time", seconds=round(self.deadline - self._began))
        return DiedError()


def _answer(kind: bytes, said: memoryview) -> memoryview | DiedError:
    if kind == _MEMORY:
        return DiedError("memory")
    return DiedError("fault", fault=bytes(said).decode("utf-8", "replace")) if kind == _RAISED else said


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
        except MemoryError:
            kind, answer = _MEMORY, b""
        except Exception as error:
            kind, answer = _RAISED, f"{type(error).__name__}: {error}"[:2000].encode("utf-8", "replace")
        empty(order.folder)
        connection.send_bytes(kind + resident_bytes().to_bytes(8, "big") + answer)
