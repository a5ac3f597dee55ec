"""Reading on a cluster: the same function as in local processes, handed out by Dask distributed.

A worker of the cluster gives each document to a process within limits (:mod:`pipeline.workers`), as a machine of its
own would: a document that dies there costs itself, not the worker. What goes wrong with the cluster costs time only:
the documents of a worker that dies, and all that were under way when the scheduler was restarted, are handed out again.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import current_process
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

from pipeline.errors import KehoachError, UsageError
from pipeline.limits import LIMITS, Limits
from pipeline.messages import say
from pipeline.version import engine_version
from pipeline.workers import DiedError, Lanes

Client = Any
Future = Any
"""Those of ``distributed``, an extra that is only imported where a cluster is used."""
T = TypeVar("T")
U = TypeVar("U")

EXTRA: Final = "cluster"
PATIENCE_SECONDS: Final = 600.0
"""For how long a scheduler that went away, or one that has no worker, is waited for."""
FIRST_SECONDS: float = 10.0
"""For how long it is waited for at the beginning."""
_TRIES: Final = 5
"""How often a document is handed out whose worker dies; it is tried again by the next run, too."""
_AHEAD: Final = 2
"""Documents for each thread of the cluster that are under way, so that none waits for this process."""
_MOST_BYTES: Final = 256_000_000
"""Bytes of documents that are under way, unless one alone has more."""
_LOOK_SECONDS: Final = 1.0


class ClusterError(KehoachError):
    """The cluster cannot be reached, or does not have what it takes."""

    stage = "read"


@dataclass(frozen=True)
class Parcel(Generic[T]):
    """A task on its way to a worker, with the bytes of its file where the worker has no way to them."""

    task: T
    data: bytes | None


@dataclass(frozen=True)
class Job:
    """All that a worker has to know."""

    work: Callable[[Any], Any]
    fetch: Callable[[Any], bytes]
    parcel: Parcel[Any]
    size: int
    limits: Limits
    version: str


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
        self._running: dict[str, tuple[T, int]] = {}
        self._futures: dict[str, Future] = {}
        self._client: Client = _connected(address)
        self._seen = time.monotonic()

    def map(self, tasks: Iterable[T]) -> Iterator[tuple[T, U | DiedError]]:
        """Every task with its answer, as they come; tasks are drawn only as the cluster has room for them."""
        source = iter(tasks)
        try:
            self._fill(source)
            while self._running:
                future = self._next()
                if future is None or (answer := self._answer_of(future)) is None:
                    continue
                task, _ = self._running.pop(future.key)
                self._futures.pop(future.key, None)
                self._fill(source)
                yield task, answer
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
            under_way = sum(self._size(task) for task, _ in self._running.values())
            if self._running and under_way > _MOST_BYTES:
                return
            task = next(source, None)
            if task is None:
                return
            key = f"kehoach-{uuid4().hex}"
            self._running[key] = task, 0
            self._submit(key)

    def _room(self) -> int:
        return max(1, _AHEAD * sum(_threads(self._client).values()))

    def _submit(self, key: str) -> None:
        """Hand out a task; raising says nothing of it, what has become of the cluster is seen later."""
        task, tries = self._running[key]
        self._running[key] = task, tries + 1
        try:
            data = self._data(task)
        except OSError:
            # gone since it was looked at: no bytes are not those that it held then
            data = b""
        job = Job(self._work, self._fetch, Parcel(task, data), self._size(task), self._limits, engine_version())
        with _quiet():
            future = self._client.submit(run_on_worker, job, key=key, pure=False, retries=0)
        self._futures[key] = future
        future.add_done_callback(self._answers.put)

    def _next(self) -> Future | None:
        """The future of a task that is done; None where there is none yet, or all tasks were handed out again."""
        try:
            return self._answers.get(timeout=_LOOK_SECONDS)
        except Empty:
            if self._client.status != "running":
                self._begin_again()
            self._check_workers()
            return None

    def _check_workers(self) -> None:
        if _threads(self._client):
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > PATIENCE_SECONDS:
            raise ClusterError(say("cluster.no_worker"), say("cluster.start"), self._address)

    def _answer_of(self, future: Future) -> U | DiedError | None:
        """What a task gave; None where it is done again, or was long since."""
        if future.key not in self._futures or self._futures[future.key] is not future:
            return None
        if future.status in {"cancelled", "lost"}:
            self._begin_again()
            return None
        from distributed import KilledWorker  # noqa: PLC0415  an extra

        try:
            said = future.result(timeout=60)
        except _Version as error:
            raise ClusterError(say("cluster.version"), say("cluster.same_version"), str(error)) from error
        except ImportError as error:
            raise ClusterError(say("cluster.no_program"), say("cluster.same_version"), str(error)) from error
        except KilledWorker:
            if self._running[future.key][1] >= _TRIES:
                return DiedError()
            self._again(future.key)
            return None
        except (TimeoutError, OSError, asyncio.CancelledError):
            self._again(future.key)
            return None
        except Exception as error:
            # what the work itself raised, whatever it is: the document fails with it, the batch goes on
            return DiedError("fault", fault=f"{type(error).__name__}: {error}"[:2000])
        answer: U | _Death = pickle.loads(said)  # noqa: S301  our own
        return DiedError(answer.key, **answer.values) if isinstance(answer, _Death) else answer

    def _again(self, key: str) -> None:
        """Hand out a task under another name: the scheduler remembers what became of the old one."""
        self._futures.pop(key, None)
        fresh = f"kehoach-{uuid4().hex}"
        self._running[fresh] = self._running.pop(key)
        self._submit(fresh)

    def _begin_again(self) -> None:
        """Wait for the scheduler, and hand out everything that was under way."""
        # the old connection is broken, which is why we are here: closing it may fail in any way
        with suppress(Exception):
            self._client.close(timeout=1)
        self._futures.clear()
        self._client = _connected(self._address, PATIENCE_SECONDS)
        for key in list(self._running):
            # a scheduler that is lost is no fault of the documents
            task, _ = self._running[key]
            self._running[key] = task, 0
            self._again(key)


def run_on_worker(job: Job) -> bytes:
    """Do a task on a worker of the cluster, in a process within limits; the answer pickled.

    Raises:
        _Version: The worker runs another version than whoever asks.
    """
    if job.version != engine_version():
        raise _Version(f"{job.version} ≠ {engine_version()}")
    parcel = job.parcel if job.parcel.data is not None else Parcel(job.parcel.task, job.fetch(job.parcel.task))
    answers = [answer for _, answer in _lanes_here(job).map([(job.size, parcel)])]
    answer = answers[0]
    return pickle.dumps(_Death(answer.key, answer.values) if isinstance(answer, DiedError) else answer)


@dataclass(frozen=True)
class _Death:
    """An answer that there is none, on its way; exceptions with values cannot be sent."""

    key: str
    values: dict[str, object]


class _Version(Exception):  # noqa: N818  told by ClusterError
    """A worker runs another version: what it reads would be kept under the wrong one."""


_here = threading.local()


def _lanes_here(job: Job) -> Lanes[tuple[int, Any], Any]:
    """The process of this thread of the worker, kept from document to document."""
    if getattr(_here, "made_for", None) != (job.work, job.limits):
        if (old := getattr(_here, "lanes", None)) is not None:
            old.close()
        _here.lanes = Lanes(_Unpacked(job.work), 1, job.limits, size=_first)
        _here.made_for = job.work, job.limits
    # a process of Dask may have no children unless it says that it is none of those that may not
    current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    lanes: Lanes[tuple[int, Any], Any] = _here.lanes
    return lanes


@dataclass(frozen=True)
class _Unpacked:
    """What a process within limits calls."""

    work: Callable[[Any], Any]

    def __call__(self, sized: tuple[int, Any]) -> Any:
        return self.work(sized[1])


def _first(sized: tuple[int, Any]) -> int:
    return sized[0]


@contextmanager
def as_file(data: bytes) -> Iterator[Path]:
    """Bytes as a file, for as long as they are needed."""
    with TemporaryDirectory(prefix="kehoach-") as folder:
        path = Path(folder) / "document"
        path.write_bytes(data)
        yield path


def _connected(address: str, patience: float | None = None) -> Client:
    """A client of a scheduler that has workers.

    Raises:
        UsageError: The extra is not installed, or the address is none.
        ClusterError: Nobody answers, or there is no worker.
    """
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ImportError as error:
        raise UsageError(say("extra.missing", name="--cluster"), say("extra.install", extra=EXTRA)) from error
    until = time.monotonic() + (FIRST_SECONDS if patience is None else patience)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    while True:
        try:
            client = Client(address, timeout=5, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            if time.monotonic() > until:
                raise ClusterError(say("cluster.nobody"), say("cluster.start"), address) from error
        except ValueError as error:
            raise UsageError(say("cluster.address"), say("cli.see_help"), address) from error
        else:
            if _threads(client):
                return client
            client.close(timeout=5)  # type: ignore[no-untyped-call]
            if time.monotonic() > until:
                raise ClusterError(say("cluster.no_worker"), say("cluster.start"), address)
        time.sleep(0.5)


def _threads(client: Client) -> dict[str, int]:
    """How many threads each worker has; nothing where the scheduler does not answer."""
    try:
        found: dict[str, int] = client.nthreads()
    except (
        Exception
    ):  # a scheduler that does not answer has no workers for us; who asks waits, up to a limit that tells
        return {}
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """A document of some megabytes is sent through the scheduler, which warns of that."""
    import warnings  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield
