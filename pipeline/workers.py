"""Processes that read documents: one document at a time each, so that it is known which one a process died of."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class DiedError(Exception):
    """The process that worked on a task ended without an answer."""


class Lanes(Generic[T, U]):
    """Some processes, each with one task at a time; a process that dies is replaced and costs its own task only.

    The function answers with a value in every case; an exception of its own ends the batch.
    """

    def __init__(self, work: Callable[[T], U], count: int) -> None:
        self._work = work
        self._others = set(active_children())
        self._idle = [_new_lane() for _ in range(count)]
        self._running: dict[Future[U], tuple[ProcessPoolExecutor, T]] = {}

    def map(self, tasks: Iterable[T]) -> Iterator[tuple[T, U | DiedError]]:
        """Every task with its answer, as they come; tasks are drawn only as processes become free."""
        try:
            for task in tasks:
                if not self._idle:
                    yield from self._reap()
                lane = self._idle.pop()
                self._running[lane.submit(self._work, task)] = (lane, task)
            while self._running:
                yield from self._reap()
        finally:
            self._close()

    def _reap(self) -> Iterator[tuple[T, U | DiedError]]:
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        for future in done:
            lane, task = self._running.pop(future)
            try:
                answer: U | DiedError = future.result()
            except BrokenProcessPool:
                lane.shutdown(wait=False)
                lane = _new_lane()
                answer = DiedError()
            self._idle.append(lane)
            yield task, answer

    def _close(self) -> None:
        if self._running:
            # on an interrupt the processes still work: they end at once, nothing they do counts before it is stored
            for process in set(active_children()) - self._others:
                process.kill()
        for lane in (*self._idle, *(lane for lane, _ in self._running.values())):
            lane.shutdown(cancel_futures=True)


def _new_lane() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Prepare a process: end with the parent, leave Ctrl-C to it, one thread for each OCR."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
