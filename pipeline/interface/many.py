"""Many documents read in processes within limits: what waits, what is in archives, and what could not be read."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from dataset.store import Failure
from pipeline.archives import Listing
from pipeline.errors import KehoachError, ReadingError
from pipeline.limits import MEGABYTE
from pipeline.notes import unpacked_error
from pipeline.reading.base import ReadingOptions
from pipeline.remote import fetch
from pipeline.run import Read
from pipeline.sources import Found, digest, find_sources
from pipeline.tasks import Task, local_lanes
from pipeline.workers import DiedError

_NOWHERE: Final = Path("/nonexistent/kehoach")
"""The output folder, which is not walked: there is none."""


class ManyReadings:
    """The work on some sources: what is yet to be read, and what could not be."""

    def __init__(self, paths: list[Path], options: ReadingOptions, workers: int) -> None:
        self._paths = paths
        self._options = options
        self._workers = workers
        self._waiting: deque[Found | Task] = deque()
        self._failed: deque[KehoachError] = deque()

    def answers(self) -> Iterator[Read | KehoachError]:
        """Every document, or why it could not be read, as they come."""
        with ExitStack() as stack:
            copies = Path(stack.enter_context(TemporaryDirectory(prefix="kehoach-")))
            self._waiting.extend(find_sources(self._paths, _NOWHERE, copies))
            count = max(1, min(self._workers, len(self._waiting)))
            self._options = replace(self._options, pages_at_once=max(1, self._workers // count))
            lanes = local_lanes(self._options, count)
            stack.callback(lanes.close)
            # what is in an archive is known, and to be read, when the archive has been looked at
            while (first := next(tasks := self._tasks(), None)) is not None:
                for task, answer in lanes.map(chain([first], tasks)):
                    yield from self._taken_from(task, answer)
                    yield from self._failures()
            yield from self._failures()

    def _tasks(self) -> Iterator[Task]:
        while self._waiting:
            entry = self._waiting.popleft()
            if isinstance(entry, Task):
                yield entry
                continue
            most = self._options.limits.file_megabytes * MEGABYTE
            try:
                size, sha256 = fetch(entry.address, entry.path, most) if entry.address else digest(entry.path, most)
            except KehoachError as error:
                self._failed.append(named(error, entry.name))
                continue
            yield Task(entry, sha256, self._options, size=size)

    def _taken_from(self, task: Task, answer: Read | Listing | Failure | DiedError) -> Iterator[Read | KehoachError]:
        name = task.found.name
        if task.found.address and not task.way and not isinstance(answer, Listing):
            task.found.path.unlink(missing_ok=True)
        if isinstance(answer, Listing):
            for refused in answer.refused:
                self._failed.append(ReadingError(refused.key, f"{name}/{refused.name}", **refused.values))
            for member in answer.members:
                inner = replace(task.found, name=f"{name}/{member.name}")
                self._waiting.append(Task(inner, member.sha256, task.options, member.way, member.size))
        elif isinstance(answer, Failure):
            yield named(unpacked_error(answer.details) or KehoachError(answer.cause, answer.remedy), answer.source)
        elif isinstance(answer, DiedError):
            yield ReadingError(answer.key, name, **answer.values)
        else:
            yield answer

    def _failures(self) -> Iterator[KehoachError]:
        while self._failed:
            yield self._failed.popleft()


def named(error: KehoachError, source: str) -> KehoachError:
    """The error, which says where it happened."""
    error.source = error.source or source
    return error
