"""Reading on a cluster: the same function as in local processes, handed out by Dask distributed.

A worker of the cluster gives each document to a process within limits (:mod:`pipeline.cluster_worker`): a document that
dies there costs itself, not the worker. What goes wrong with the cluster costs time only: the documents of a worker
that dies, and all that were under way when the scheduler was restarted, are handed out again.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import pickle
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, Queue
from typing import Final, Generic, TypeVar
from uuid import uuid4

from pipeline.cluster_client import Client, ClusterError, Future, connected, threads
from pipeline.cluster_worker import Death, Job, Parcel, VersionError, run_on_worker
from pipeline.limits import LIMITS, Limits
from pipeline.messages import say
from pipeline.version import engine_version
from pipeline.workers import DiedError, Idle

__all__ = ["Cluster", "ClusterError", "Parcel"]

T = TypeVar("T")
U = TypeVar("U")

PATIENCE_SECONDS: Final = 600.0
"""For how long a scheduler that went away, or one that has no worker, is waited for."""
_TRIES: Final = 5
"""How often a document is handed out whose worker dies or fails; it is tried again by the next run, too."""
_DEATHS: Final = 2
"""How often one is whose process dies while its worker lives: a worker that is being stopped ends its processes."""
_AHEAD: Final = 2
"""Documents for each thread of the cluster that are under way, so that none waits for this process."""
_MOST_BYTES: Final = 256_000_000
"""Bytes of documents that are under way, unless one alone has more."""
_LOOK_SECONDS: Final = 1.0
_BREAKS: Final = 20
"""How often the answer of one may break off on its way, and how often the scheduler may go before any is answered."""


@dataclass
class _Handed(Generic[T]):
    """A task that is under way: how often it was handed out, and how often its answer broke off on its way."""

    task: T
    tries: int = 0
    breaks: int = 0


class Cluster(Generic[T, U]):
    """Hands tasks to the workers of a Dask scheduler; a :class:`pipeline.workers.Backend`.

    Args:
        work: What is done with a task and the bytes of its file, in a process within limits; found by its name.
        address: Where the scheduler listens, such as ``tcp://10.0.0.1:8786``.
        data: The bytes of a task's file; None where the worker can fetch them itself.
        fetch: How it does that; found by its name, too.
        limits: What each document may use.
        size: Bytes of a task, which its time depends on.
    """

    def __init__(
        self,
        work: Callable[[Parcel[T]], U],
        address: str,
        limits: Limits | None = None,
        *,
        data: Callable[[T], bytes | None],
        fetch: Callable[[T], bytes],
        size: Callable[[T], int],
    ) -> None:
        self._work = work
        self._address = address
        self._limits = limits or LIMITS
        self._data = data
        self._fetch = fetch
        self._size = size
        self._answers: Queue[Future] = Queue()
        self._running: dict[str, _Handed[T]] = {}
        self._futures: dict[str, Future] = {}
        self._client: Client = connected(address)
        self._is_lost = False
        self._losses = 0
        self._threads = 0
        self._looked = -_LOOK_SECONDS
        self._seen = time.monotonic()

    def map(self, tasks: Iterable[T], idle: Idle | None = None) -> Iterator[tuple[T, U | DiedError]]:
        """Every task with its answer, as they come; tasks are drawn only as the cluster has room for them."""
        source = iter(tasks)
        try:
            self._fill(source)
            while self._running:
                future = self._next(idle)
                if future is None or (answer := self._answer_of(future)) is None:
                    continue
                handed = self._running.pop(future.key)
                self._futures.pop(future.key, None)
                self._losses = 0
                self._fill(source)
                yield handed.task, answer
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Take back what is under way, and leave the cluster as it was."""
        # of a scheduler that is gone nothing has to be taken back; and what ended the run is to be told, not this
        with suppress(Exception):
            self._client.cancel(list(self._futures.values()))
        self._running.clear()
        self._futures.clear()
        # the same for the connection: the system closes what is left of it with the process
        with suppress(Exception):
            self._client.close(timeout=5)

    def _fill(self, source: Iterator[T]) -> None:
        while len(self._running) < self._room():
            under_way = sum(self._size(handed.task) for handed in self._running.values())
            if self._running and under_way > _MOST_BYTES:
                return
            task = next(source, None)
            if task is None:
                return
            key = f"kehoach-{uuid4().hex}"
            self._running[key] = _Handed(task)
            self._submit(key)

    def _room(self) -> int:
        """How many tasks may be under way."""
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._look()
        return max(1, _AHEAD * self._threads)

    def _look(self) -> None:
        """Count the threads of the workers, and note when there were any."""
        self._threads = sum(threads(self._client).values())
        self._looked = time.monotonic()
        if self._threads:
            self._seen = self._looked

    def _submit(self, key: str) -> None:
        """Hand out a task; where nobody takes it, all are handed out again as soon as somebody does."""
        task = self._running[key].task
        self._running[key].tries += 1
        try:
            data = self._data(task)
        except OSError:
            # gone since it was looked at: no bytes are not those that it held then
            data = b""
        job = Job(self._work, self._fetch, Parcel(task, data), self._size(task), self._limits, engine_version())
        try:
            with _quiet():
                future = self._client.submit(run_on_worker, job, key=key, pure=False, retries=0)
        except Exception:  # a client that was closed, a loop that has ended: each release has errors of its own
            if self._client.status == "running":
                raise
            self._is_lost = True
            return
        self._futures[key] = future
        future.add_done_callback(self._answers.put)

    def _next(self, idle: Idle | None) -> Future | None:
        """The future of a task that is done; None where there is none yet, or all tasks were handed out again."""
        with suppress(Empty):
            return self._answers.get_nowait()
        if self._is_lost:
            self._begin_again()
        pause = idle() if idle else None
        try:
            return self._answers.get(timeout=_LOOK_SECONDS if pause is None else min(pause, _LOOK_SECONDS))
        except Empty:
            if pause is not None and pause < _LOOK_SECONDS:
                return None
            if self._client.status != "running":
                self._begin_again()
            self._check_workers()
            return None

    def _check_workers(self) -> None:
        self._look()
        if self._looked - self._seen > PATIENCE_SECONDS:
            raise ClusterError(say("cluster.no_worker"), say("cluster.start"), self._address)

    def _answer_of(self, future: Future) -> U | DiedError | None:
        """What a task gave; None where it is done again, or was long since."""
        if future.key not in self._futures or self._futures[future.key] is not future:
            return None
        if future.status in {"cancelled", "lost"}:
            self._begin_again()
            return None
        from distributed import KilledWorker  # noqa: PLC0415  an extra

        handed = self._running[future.key]
        try:
            said = future.result(timeout=60)
        except VersionError as error:
            raise ClusterError(say("cluster.version"), say("cluster.same_version"), str(error)) from error
        except ImportError as error:
            raise ClusterError(say("cluster.no_program"), say("cluster.same_version"), str(error)) from error
        except (TimeoutError, OSError, asyncio.CancelledError, concurrent.futures.CancelledError):
            # the connection, or the scheduler, broke between the word that it is done and the answer
            handed.breaks += 1
            if handed.breaks >= _BREAKS:
                return DiedError()
            self._again(future.key)
            return None
        except KilledWorker:
            failed = DiedError()
        except Exception as error:
            # what the work itself raises comes as an answer: this is a worker that could not do it
            failed = DiedError("fault", fault=f"{type(error).__name__}: {error}"[:2000])
        else:
            answer: U | Death = pickle.loads(said)  # noqa: S301  our own
            if not isinstance(answer, Death):
                return answer
            failed = DiedError(answer.key, **answer.values)
            if failed.key != "died" or handed.tries >= _DEATHS:
                return failed
        if handed.tries >= _TRIES:
            return failed
        self._again(future.key)
        return None

    def _again(self, key: str) -> None:
        """Hand out a task under another name: the scheduler remembers what became of the old one."""
        self._futures.pop(key, None)
        fresh = f"kehoach-{uuid4().hex}"
        self._running[fresh] = self._running.pop(key)
        self._submit(fresh)

    def _begin_again(self) -> None:
        """Wait for the scheduler, and hand out everything that was under way.

        Raises:
            ClusterError: It does not come back, or goes again and again before anything was answered.
        """
        self._losses += 1
        if self._losses > _BREAKS:
            raise ClusterError(say("cluster.nobody"), say("cluster.start"), self._address)
        # the old connection is broken, which is why we are here: closing it may fail in any way
        with suppress(Exception):
            self._client.close(timeout=1)
        self._futures.clear()
        self._client = connected(self._address, PATIENCE_SECONDS)
        self._is_lost = False
        self._look()
        for key in list(self._running):
            # a scheduler that is lost is no fault of the documents
            self._running[key].tries = 0
            self._again(key)


@contextmanager
def _quiet() -> Iterator[None]:
    """A document of some megabytes is sent through the scheduler, which warns of that."""
    import warnings  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield
