"""Makes exports for the server of the review, each in a process of its own (:mod:`pipeline.export_process`)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Final

from dataset.exports.base import Exporter
from dataset.records import DocumentRecord
from dataset.store import Store
from pipeline.export_process import WRITTEN, Answer, Task
from pipeline.exports.base import all_exporters, exporter
from pipeline.guarding import Refuge
from pipeline.limits import MEGABYTE
from pipeline.limits_guard import LANE, end_all
from pipeline.settings import Settings
from review.exporting.making import Made, MakeError, Offer, Order, Progress

_LOOK: Final = 0.25
"""Seconds between two looks at a process."""
_SAID: Final = "said.txt"
"""What a process prints beside its answer."""
_LAST: Final = 5_000
"""Characters of it that are shown at the server if it breaks."""
_ROOT: Final = str(Path(__file__).resolve().parents[1])


class Exports:
    """The maker of an output folder, as :class:`review.exporting.making.Maker` describes it."""

    def __init__(self, store: Store, out: Path, settings: Settings) -> None:
        self._store = store
        self._out = out.resolve()
        self._settings = settings
        self._refuge: Refuge | None = None
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._lock = Lock()
        # what only loads another database is nothing to take away
        self.offers: Sequence[Offer] = [
            Offer(one.name, one.summary, one.for_people) for one in all_exporters() if one.takes_away
        ]

    def make(self, order: Order, watch: Callable[[Progress], bool]) -> Made:
        """Make an export in a process, and look after it until it ends."""
        lane, place = self._place()
        try:
            answer = self._run(order, lane, place, watch)
            path = place / answer.file
            for other in place.iterdir():
                if other != path:
                    shutil.rmtree(other) if other.is_dir() else other.unlink()
            return Made(path, answer.name, path.stat().st_size, answer.moved_on)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise

    def remove(self, made: Made) -> None:
        """Remove a result with its folder."""
        shutil.rmtree(made.path.parent, ignore_errors=True)

    def close(self) -> None:
        """Stop the processes and remove all results."""
        with self._lock:
            self._closed = True
            running, self._running = set(self._running), set()
            refuge, self._refuge = self._refuge, None
        for process in running:
            _kill(process)
            process.wait()
        if refuge is not None:
            refuge.close()

    def _place(self) -> tuple[str, Path]:
        """A new folder for one export, and the name by which all that is started for it is known."""
        with self._lock:
            if self._closed:
                raise MakeError("stopped")
            if self._refuge is None:
                self._refuge = Refuge()
            return self._refuge.place()

    def _run(self, order: Order, lane: str, place: Path, watch: Callable[[Progress], bool]) -> Answer:
        http, documents = self._settings.http, order.documents
        task = Task(
            order.format,
            None if documents is None else list(documents),
            str(self._out),
            self._settings.store,
            str(place),
            self._settings.limits.memory_megabytes,
            http.export_minutes * 60,
            os.getpid(),
        )
        with self._lock:
            if self._closed:
                raise MakeError("stopped")
            with (place / _SAID).open("wb") as said:
                process = subprocess.Popen(
                    [sys.executable, "-m", "pipeline.export_process"],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
                    env=self._environment(order, lane), start_new_session=True,
                )  # fmt: skip
            self._running.add(process)
        try:
            assert process.stdin is not None
            with suppress(BrokenPipeError), process.stdin:
                process.stdin.write(json.dumps(asdict(task)).encode())
            self._look_after(process, place, watch, self._expected(exporter(order.format), documents))
            if self._closed:
                raise MakeError("stopped")
            return _answer(process, place)
        finally:
            _end(process)
            # programs that read documents may have started others, in sessions of their own
            end_all(lane)
            with self._lock:
                self._running.discard(process)

    def _look_after(
        self, process: subprocess.Popen[bytes], place: Path, watch: Callable[[Progress], bool], expected: int
    ) -> None:
        """Wait for the end of a process.

        Raises:
            MakeError: It is no longer wanted, or beyond its bounds.
        """
        until = time.monotonic() + self._settings.http.export_minutes * 60
        while True:
            try:
                process.wait(_LOOK)
            except subprocess.TimeoutExpired:
                files, size = _written(place)
                if not watch(Progress(files, expected, size)):
                    raise MakeError("stopped") from None
                if size > self._settings.http.export_megabytes * MEGABYTE:
                    raise MakeError("size") from None
                if time.monotonic() > until:
                    raise MakeError("time") from None
            else:
                return

    def _expected(self, chosen: Exporter, documents: Sequence[str] | None) -> int:
        if not chosen.per_document:
            return 0
        return self._store.count(DocumentRecord) if documents is None else len(documents)

    def _environment(self, order: Order, lane: str) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        cache = str(self._settings.cache.expanduser().resolve())
        given = {"KEHOACH_LANG": order.language, "KEHOACH_CACHE": cache, LANE: lane}
        return os.environ | given | {"PYTHONPATH": path}


def _answer(process: subprocess.Popen[bytes], place: Path) -> Answer:
    """What a process that has ended tells; what broke in it is told at the server.

    Raises:
        MakeError: There is no result.
    """
    assert process.stdout is not None
    told = process.stdout.read()
    if process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise MakeError("time")
    if process.returncode != 0 or not told:
        # a process that cannot get memory ends so, too
        sys.stderr.write((place / _SAID).read_text(encoding="utf-8", errors="replace")[-_LAST:])
        raise MakeError("broken")
    answer = Answer(**json.loads(told))
    if not answer.file:
        raise MakeError("told", answer.cause, answer.remedy)
    return answer


def _written(place: Path) -> tuple[int, int]:
    """Files that are written, and bytes of everything that lies in the folder of a task."""
    files = size = 0
    with suppress(OSError):
        for path in place.rglob("*"):
            with suppress(OSError):
                if path.is_file():
                    size += path.stat().st_size
                    # what is being written has no name yet
                    files += path.is_relative_to(place / WRITTEN) and not path.name.startswith(".")
    return files, size


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that is still there, and what it has started."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The same, and let go of it."""
    _kill(process)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
