"""What a worker of a cluster does: each document in a process within limits, as a machine of its own would."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import current_process
from typing import Any, Generic, TypeVar

from pipeline.limits import Limits
from pipeline.version import engine_version
from pipeline.workers import DiedError, Lanes

T = TypeVar("T")


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


def run_on_worker(job: Job) -> bytes:
    """Do a task on a worker of the cluster, in a process within limits; the answer pickled.

    Raises:
        VersionError: The worker runs another version than whoever asks.
    """
    if job.version != engine_version():
        raise VersionError(f"{job.version} ≠ {engine_version()}")
    parcel = job.parcel if job.parcel.data is not None else Parcel(job.parcel.task, job.fetch(job.parcel.task))
    try:
        ((_, answer),) = _lanes_here(job).map([(job.size, parcel)])
    except BaseException:
        # no process could be started, say: a full disk. They are closed now, and the next document needs others
        _here.made_for = None
        raise
    return pickle.dumps(Death(answer.key, answer.values) if isinstance(answer, DiedError) else answer)


@dataclass(frozen=True)
class Death:
    """An answer that there is none, on its way; exceptions with values cannot be sent."""

    key: str
    values: dict[str, object]


class VersionError(Exception):
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
