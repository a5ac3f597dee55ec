"""What there is to be done on one document or archive, as one function of a task, wherever it is run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dataset.work import Failure
from pipeline.archives import Listing, is_archive, list_archive, read_member
from pipeline.errors import KehoachError, ReadingError
from pipeline.journal import failure_of
from pipeline.limits import MEGABYTE, Limits
from pipeline.reading.base import ReadingOptions, Source
from pipeline.sources import Found, contents, unreadable
from pipeline.workers import Backend, Lanes

if TYPE_CHECKING:
    from pipeline.cluster import Parcel
    from pipeline.run import Read


@dataclass(frozen=True)
class Task:
    """A file to be read, and what it held when it was hashed; or a member of an archive, which ``way`` leads to."""

    found: Found
    sha256: str
    options: ReadingOptions
    way: tuple[int, ...] = ()
    size: int = 0


def read_one(task: Task) -> Read | Listing | Failure:
    """Read one document, or list an archive; every failure comes back as a value. Runs in a process of its own."""
    from pipeline.run import process  # noqa: PLC0415  heavy: the parent does not need it

    name, limits = task.found.name, task.options.limits
    try:
        data = read_member(task.found.path, task.way, name, limits) if task.way else task.found.path.read_bytes()
        source = Source(name, data)
        if source.sha256 != task.sha256:
            raise ReadingError("changed", name)
        if not task.way and is_archive(data):
            return list_archive(data, name, limits)
        return process(source, task.options)
    except OSError as error:
        return failed(task, unreadable(task.found.path, error))
    except KehoachError as error:
        return failed(task, error)
    except MemoryError:
        return failed(task, ReadingError("memory"))


def read_parcel(parcel: Parcel[Task]) -> Read | Listing | Failure:
    """The same on a worker of a cluster, which has the bytes of the file instead of its path."""
    if parcel.data is None:
        return failed(parcel.task, ReadingError("remote", parcel.task.found.name, detail="no bytes"))
    with TemporaryDirectory(prefix="kehoach-") as folder:
        path = Path(folder) / "document"
        path.write_bytes(parcel.data)
        return read_one(replace(parcel.task, found=replace(parcel.task.found, path=path)))


def local_lanes(options: ReadingOptions, count: int) -> Backend[Task, Read | Listing | Failure]:
    """Processes of this machine."""
    return Lanes(read_one, count, options.limits, size=size_of, cores=options.pages_at_once)


def on_cluster(address: str, limits: Limits, _: int) -> Backend[Task, Read | Listing | Failure]:
    """The workers of a Dask scheduler, however many they are.

    Raises:
        UsageError: The extra is not installed, or the address is none.
        ClusterError: Nobody answers.
    """
    # not for processes that read, which import this module, too
    from pipeline.cluster import Cluster  # noqa: PLC0415

    return Cluster(read_parcel, address, limits, data=bytes_of, fetch=fetched, size=size_of)


def size_of(task: Task) -> int:
    """Bytes of the file of a task."""
    return task.size


def bytes_of(task: Task) -> bytes | None:
    """The bytes to send with a task; None for what workers fetch from its address.

    Of what has become something else since it was hashed, or too large, there are none: not those that it held then.

    Raises:
        OSError: They cannot be read.
    """
    if task.found.address:
        return None
    try:
        return contents(task.found.path, task.options.limits.file_megabytes * MEGABYTE)
    except ReadingError:
        return b""


def fetched(task: Task) -> bytes:
    """What is at the address of a task; nothing where it cannot be had, which is not what was there before."""
    from pipeline.remote import fetch  # noqa: PLC0415  only where there are addresses

    with TemporaryDirectory(prefix="kehoach-") as folder:
        path = Path(folder) / "document"
        try:
            fetch(task.found.address, path, task.options.limits.file_megabytes * MEGABYTE)
        except KehoachError:
            return b""
        return path.read_bytes()


def failed(task: Task, error: KehoachError) -> Failure:
    """The failure of a task as it is kept."""
    return failure_of(task.found.name, task.sha256, error, task.options)
