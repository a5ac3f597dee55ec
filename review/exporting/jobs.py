"""Orders and what becomes of them: some are made at a time, some wait, results are kept for a while.

With a shelf (:mod:`review.exporting.shelf`) orders and results outlive the server; without one they end with it.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_hex
from threading import Condition, Thread
from typing import Final

from dataset.database import DatabaseError
from review.exporting.job import Job
from review.exporting.making import Made, MakeError, Maker, Order
from review.exporting.shelf import Shelf

AT_ONCE: Final = 2
"""Exports that are made at the same time: a long one does not hold up all others."""
_LOOK: Final = 15.0
"""Seconds after which a worker that has nothing to do looks for results whose time is over."""
_REMEMBERED: Final = 500
"""Orders that are told of at all."""


class TooManyError(Exception):
    """Too many orders wait; ``count`` are those of whoever asks."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True)
class Bounds:
    """How long and how much is kept: seconds, bytes of all results together, and orders of one owner that wait."""

    kept_seconds: float = 12 * 3600.0
    kept_bytes: int = 4_000_000_000
    waiting: int = 10


class Jobs:
    """The orders of one server; threads share it. An owner sees only what is theirs."""

    def __init__(
        self,
        maker: Maker,
        bounds: Bounds = Bounds(),
        clock: Callable[[], float] = time.time,
        shelf: Shelf | None = None,
    ) -> None:
        """Go on with what the last server has left on the shelf, as soon as no other one sees to that.

        Raises:
            DatabaseError: The shelf cannot be read.
        """
        self.maker: Final = maker
        self.bounds: Final = bounds
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()
        self._changed = Condition()
        self._workers: list[Thread] = []
        self._closed = False
        self._shelf: Shelf | None = None
        self._wanted = shelf
        self._reach()

    def _reach(self) -> None:
        """Take the shelf if it is free by now: the server before may end after this one has begun."""
        if self._wanted is None:
            return
        with self._changed:
            if self._wanted is None or self._closed or not self._wanted.take():
                return
            self._shelf, self._wanted = self._wanted, None
            left = self._shelf.load(self._clock())
            self._jobs = {job.identity: job for job in left} | self._jobs
            for job in left:
                if job.pending:
                    self._queue(job)

    def order(self, owner: str, order: Order) -> Job:
        """Take an order.

        Raises:
            KeyError: There is no such format.
            TooManyError: So many of this owner are waiting already.
            DatabaseError: It cannot be put on the shelf; it is not accepted.
        """
        if order.format not in {offer.name for offer in self.maker.offers}:
            raise KeyError(order.format)
        with self._changed:
            waiting = sum(1 for job in self._jobs.values() if job.owner == owner and job.pending)
            if waiting >= self.bounds.waiting or self._closed:
                raise TooManyError(waiting)
            job = Job(token_hex(16), owner, order, self._clock())
            self._jobs[job.identity] = job
        try:
            if self._shelf is not None:
                self._shelf.put(job)
        except DatabaseError:
            self._jobs.pop(job.identity, None)
            raise
        with self._changed:
            self._queue(job)
        self.tidy()
        return job

    def _queue(self, job: Job) -> None:
        """Have a worker take it; whoever calls holds the lock."""
        self._waiting.append(job.identity)
        if len(self._workers) < AT_ONCE and not self._closed:
            self._workers.append(Thread(target=self._work, daemon=True))
            self._workers[-1].start()
        self._changed.notify()

    def listed(self, owner: str) -> list[Job]:
        """The orders of an owner, the latest first."""
        self.tidy()
        with self._changed:
            found = [job for job in self._jobs.values() if job.owner == owner]
        return found[::-1]

    def get(self, owner: str, identity: str) -> Job | None:
        """One order of an owner."""
        self.tidy()
        with self._changed:
            job = self._jobs.get(identity)
        return job if job is not None and job.owner == owner else None

    def remove(self, owner: str, identity: str) -> bool:
        """Forget an order of an owner: its result goes, and what is being made of it stops; whether there was one."""
        with self._changed:
            job = self._jobs.get(identity)
            if job is None or job.owner != owner:
                return False
            del self._jobs[identity]
            if identity in self._waiting:
                self._waiting.remove(identity)
        self._let_go(job)
        return True

    def tidy(self) -> None:
        """Remove results whose time is over, and the oldest of those that are too much together."""
        self._reach()
        now = self._clock()
        with self._changed:
            ended = sorted((job for job in self._jobs.values() if not job.pending), key=lambda job: job.ended_at)
            kept = sum(job.made.size for job in ended if job.made)
            gone = []
            for position, job in enumerate(ended):
                over = now - job.ended_at > self.bounds.kept_seconds
                # the latest one stays, however large: somebody is waiting for it
                too_much = kept > self.bounds.kept_bytes and job is not ended[-1]
                if over or too_much or len(ended) - position > _REMEMBERED:
                    kept -= job.made.size if job.made else 0
                    gone.append(self._jobs.pop(job.identity))
        for job in gone:
            self._let_go(job)

    def close(self) -> None:
        """Stop everything; what is not on the shelf is gone."""
        with self._changed:
            self._closed = True
            left = list(self._jobs.values())
            self._jobs.clear()
            self._waiting.clear()
            self._changed.notify_all()
        self.maker.close()
        for worker in self._workers:
            worker.join(20)
        if self._shelf is not None:
            for job in left:
                if job.state == "running":
                    # it was not what ended the server
                    self._note(replace(job, state="queued", tries=job.tries - 1))
            self._shelf.close()
            self._shelf = None

    def _let_go(self, job: Job) -> None:
        """Remove what is left of an order, here and on the shelf."""
        if self._shelf is not None:
            with _told():
                self._shelf.drop(job)
        if job.made is not None:
            # one that was made before the shelf was free lies elsewhere
            self.maker.remove(job.made)

    def _note(self, job: Job) -> None:
        """Note on the shelf how an order stands; if that fails it is made again some day."""
        if self._shelf is not None:
            with _told():
                self._shelf.put(job)
                if not self._closed and job.identity not in self._jobs:
                    # it was removed meanwhile
                    self._shelf.drop(job)

    def _kept(self, job: Job, made: Made) -> Made:
        """The result where it stays as long as it is kept.

        Raises:
            MakeError: It cannot be written there.
        """
        if self._shelf is None:
            return made
        try:
            return self._shelf.keep(job, made)
        finally:
            self.maker.remove(made)

    def _work(self) -> None:
        while not self._closed:
            with self._changed:
                if not self._waiting:
                    self._changed.wait(_LOOK)
                identity = self._waiting.popleft() if self._waiting else None
                job = self._jobs.get(identity or "")
            if job is None:
                self.tidy()
            else:
                self._make(job)

    def _make(self, job: Job) -> None:
        if not self._change(job.identity, state="running", begun_at=self._clock(), tries=job.tries + 1):
            return
        try:
            made = self._kept(
                job, self.maker.make(job.order, lambda progress: self._see(job.identity, progress=progress))
            )
        except MakeError as error:
            self._change(job.identity, state="failed", problem=error, ended_at=self._clock())
        except Exception as error:
            # whoever runs the server sees what went wrong; the thread goes on
            traceback.print_exception(error, file=sys.stderr)
            self._change(job.identity, state="failed", problem=MakeError("broken"), ended_at=self._clock())
        else:
            if not self._change(job.identity, state="done", made=made, ended_at=self._clock()) and not self._closed:
                # nobody wants it any more
                self._let_go(replace(job, made=made))

    def _change(self, identity: str, **values: object) -> bool:
        """Note that an order stands otherwise, on the shelf, too; whether it is still wanted."""
        if not self._see(identity, **values):
            return False
        with self._changed:
            job = self._jobs.get(identity)
        if job is not None:
            self._note(job)
        return job is not None

    def _see(self, identity: str, **values: object) -> bool:
        """Note something of an order for whoever asks; whether it is still wanted."""
        with self._changed:
            job = self._jobs.get(identity)
            if job is None:
                return False
            self._jobs[identity] = replace(job, **values)  # type: ignore[arg-type]  # fields of the job
            return True


@contextmanager
def _told() -> Iterator[None]:
    """What fails at the database is told at the server, which goes on."""
    try:
        yield
    except DatabaseError as error:
        sys.stderr.write(f"{error}\n")
