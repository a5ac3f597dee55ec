"""Readings that several machines share at an address: S3 and whatever else fsspec knows (setting ``shared_cache``).

The process that hands out documents (a worker of a cluster is one, too: ``dask worker … --preload
pipeline.shared_cache``) listens at a socket for those that read, which have no network, and fetches and puts for them.
The local folder stands before it: what is there is not asked for. An address that does not answer is told once and left
alone; nothing but time is lost by that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Final
from uuid import uuid4

from pipeline.commands.shared import warn
from pipeline.guarding import Refuge
from pipeline.messages import say
from pipeline.reading.ocr.far import GET, LEFT, LONGEST, PUT, SOCKET, SUFFIX
from pipeline.remote import file_system, time_of

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_OURS: Final = re.compile(rf"[0-9a-f]{{2}}/[0-9a-f]{{64}}{re.escape(SUFFIX)}(?:\.[0-9a-f]{{32}}\.part)?")
"""What lies at the address by our hand; nothing else there is ever deleted."""
_WHOLE_OR_NOT: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "memory"})
"""Stores of objects: what is put there is there as a whole or not at all."""
_PATIENCE: Final = 3
"""Failures in a row after which an address is left alone."""
_END_SECONDS: Final = 30.0
"""What is still being put when the run is over may take so long."""
_LOOK_SECONDS: Final = 0.2
"""How often who waits for a question looks whether the run is over."""


class SharedCache:
    """Values at an address. Threads share it.

    Args:
        address: The folder, as fsspec writes it.
        megabytes: How large it may become, in 10⁶ bytes.
        failed: Is told, once, why the address is left alone.
    """

    def __init__(self, address: str, megabytes: int, failed: Callable[[str], None]) -> None:
        self._system: Any = file_system(address)
        self._root: str = self._system._strip_protocol(address).rstrip("/")
        self._megabytes = megabytes
        self._failed = failed
        self._failures = 0
        self._lock = Lock()
        self.written = 0

    def get(self, key: str) -> bytes:
        """The value of a key; empty where it is not there."""
        value: bytes = self._tried(lambda: self._system.cat_file(self._place(key))) or b""
        return value if len(value) < LONGEST else b""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value; readers find it whole or not at all."""

        def write() -> None:
            place = self._place(key)
            protocols = {self._system.protocol} if isinstance(self._system.protocol, str) else {*self._system.protocol}
            if protocols & _WHOLE_OR_NOT:
                self._system.pipe_file(place, value)
                return
            draft = f"{place}.{uuid4().hex}.part"
            self._system.makedirs(place.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(draft, value)
            self._system.mv(draft, place)

        self._tried(write)
        self.written += 1

    def shrink(self) -> None:
        """Delete what was put there first until all is within its bound; times of use are told by few file systems."""
        self._tried(self._shrink)

    def _shrink(self) -> None:
        found = self._system.find(self._root, detail=True)
        files = [(time_of(info), info.get("size") or 0, name) for name, info in found.items() if self._is_ours(name)]
        size, bound = sum(weight for _, weight, _ in files), self._megabytes * 1_000_000
        if size <= bound:
            return
        for _, weight, name in sorted(files):
            if size <= LEFT * bound:
                return
            with suppress(FileNotFoundError):  # another machine was faster
                self._system.rm_file(name)
            size -= weight

    def _is_ours(self, name: str) -> bool:
        return _OURS.fullmatch(name.removeprefix(self._root).lstrip("/")) is not None

    def _place(self, key: str) -> str:
        return f"{self._root}/{key[:2]}/{key}{SUFFIX}"

    def _tried(self, what: Callable[[], Any]) -> Any:
        """What it gives; None where it fails, or too much has failed before."""
        if self._failures >= _PATIENCE:
            return None
        try:
            answer = what()
        except FileNotFoundError:
            return None
        except Exception as error:  # every file system has errors of its own
            with self._lock:
                self._failures += 1
                if self._failures == _PATIENCE:
                    self._failed(" ".join(f"{type(error).__name__}: {error}".split())[:200])
            return None
        self._failures = 0
        return answer


@contextmanager
def shared_cache(address: str | None, megabytes: int) -> Iterator[None]:
    """While this is open, processes that are started find at a socket what is kept at an address.

    Raises:
        UsageError: No file system of that kind is installed.
    """
    if address is None or not megabytes:
        yield
        return
    cache = SharedCache(
        address, megabytes, lambda detail: warn(say("cache.left_alone", address=address, detail=detail))
    )
    refuge = Refuge()
    path = str(refuge.place()[1] / "cache")
    before = os.environ.get(SOCKET)
    try:
        with _listening(path, cache):
            os.environ[SOCKET] = path
            yield
        if cache.written:
            cache.shrink()
    finally:
        os.environ.pop(SOCKET, None)
        if before is not None:
            os.environ[SOCKET] = before
        refuge.close()


@contextmanager
def _listening(path: str, cache: SharedCache) -> Iterator[None]:
    listener = Listener(path, "AF_UNIX", backlog=64)
    ended = Event()
    serving: list[Thread] = []

    def accept() -> None:
        while not ended.is_set():
            try:
                connection = listener.accept()
            except (OSError, EOFError):
                # no more open files for now, say; whoever asked reads without
                ended.wait(_LOOK_SECONDS)
                continue
            thread = Thread(target=_serve, args=(connection, cache, ended), name="shared cache", daemon=True)
            serving.append(thread)
            thread.start()

    accepting = Thread(target=accept, name="shared cache", daemon=True)
    accepting.start()
    try:
        yield
    finally:
        ended.set()
        # wakes the one that waits for a connection
        with suppress(OSError):
            Client(path, "AF_UNIX").close()
        accepting.join(_END_SECONDS)
        listener.close()
        for thread in serving:
            thread.join(_END_SECONDS)


def _serve(connection: Connection[bytes, bytes], cache: SharedCache, ended: Event) -> None:
    """Answer one process until it ends, or has nothing more to say when the run does; what it says is not trusted."""
    with connection, suppress(OSError, EOFError):
        while True:
            if not connection.poll(_LOOK_SECONDS):
                if ended.is_set():
                    return
                continue
            said = connection.recv_bytes(LONGEST)
            kind, key, value = said[:1], said[1:65].decode("ascii", "replace"), said[65:]
            if not _KEY.fullmatch(key) or kind not in {GET, PUT}:
                return
            connection.send_bytes(cache.get(key) if kind == GET else b"")
            if kind == PUT:
                cache.put(key, value)


def dask_setup(worker: Any) -> None:
    """What Dask calls in each worker that was started with ``--preload pipeline.shared_cache``."""
    from pipeline.settings import load_settings  # noqa: PLC0415  a worker alone needs it

    settings = load_settings({}, Path.cwd())
    opened = shared_cache(settings.shared_cache, settings.shared_cache_megabytes)
    opened.__enter__()
    worker.kehoach_shared_cache = opened


def dask_teardown(worker: Any) -> None:
    """And when the worker ends."""
    worker.kehoach_shared_cache.__exit__(None, None, None)
