"""A batch from its sources to a store in which every source is either read or failed with a cause.

The parent finds, hashes, writes and draws the progress; processes read, one document at a time. What was read from the
same bytes by the same version with the same options is not read again, so that the same command continues a run that
was stopped, wherever it stood. What failed for a reason that lasts is not tried again either (:mod:`pipeline.journal`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from dataset.store import Failure, Store
from pipeline.archives import Listing
from pipeline.books import Books
from pipeline.errors import KehoachError
from pipeline.gathering import Told
from pipeline.guarding import Refuge
from pipeline.outcome import Outcome
from pipeline.reading.base import ReadingOptions
from pipeline.remote import is_address
from pipeline.sources import find_sources
from pipeline.tasks import Task, local_lanes
from pipeline.workers import Backend

if TYPE_CHECKING:
    from pipeline.run import Read

__all__ = ["Outcome", "read_all"]

Progress = Callable[[Outcome], None]
Workers = Callable[[int], "Backend[Task, Read | Listing | Failure]"]
"""Starts so many processes."""


def read_all(
    arguments: Sequence[Path],
    out: Path,
    store: Store,
    *,
    options: ReadingOptions,
    workers: int,
    progress: Progress,
    retry: bool = False,
    backend: Workers | None = None,
    told: Told | None = None,
) -> Outcome:
    """Bring the store to where every source that the arguments name is read or failed.

    Args:
        arguments: Files, folders and addresses.
        out: The output folder, which is not read.
        store: Where it goes.
        options: How documents are read.
        workers: How many at the same time.
        progress: Is called when something has been done.
        retry: Whether to do nothing but to try again what failed, and documents of which pages failed.
        backend: Starts what reads; processes of this machine if none is given.
        told: Is told what came of each task, when it has been stored.

    Raises:
        UsageError: An argument does not exist.
        StorageError: The store cannot be written.
    """
    with _copies(arguments) as copies:
        found = find_sources(arguments, out, copies)
        count = max(1, min(workers, len(found)))
        # one document alone has its pages read on all cores
        options = replace(options, pages_at_once=max(1, workers // count))
        books = Books(store, options, retry=retry, told=told)
        if retry:
            found = books.wanted(found)
        books.outcome.total = len(found)
        start = backend or partial(local_lanes, options)
        work: Backend[Task, Read | Listing | Failure] | None = None
        try:
            pending = books.pending(found)
            # what is in an archive is known, and to be read, when the archive has been looked at
            while (first := next(pending, None)) is not None:
                work = work or start(count)
                for task, answer in work.map(chain([first], pending), books.gathering.write_due):
                    books.keep(task, answer)
                    progress(books.outcome)
                pending = books.pending(())
        except (KeyboardInterrupt, KehoachError):
            # what has been read need not be read again
            books.gathering.write()
            raise
        finally:
            if work is not None:
                work.close()
        books.gathering.write()
        if not retry:
            books.remove(arguments, out)
        books.settle()
        return books.outcome


@contextmanager
def _copies(arguments: Sequence[Path]) -> Iterator[Path | None]:
    """A folder for copies of what lies at addresses; it goes with the run, however that ends."""
    if not any(map(is_address, arguments)):
        yield None
        return
    refuge = Refuge()
    try:
        yield refuge.place()[1]
    finally:
        refuge.close()
