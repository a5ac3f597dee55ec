"""Documents that have been read and wait to be written: small ones together, none for long.

Over a text of a page a transaction takes as long as everything else that the parent does. So what comes quickly is
written together; what comes alone waits no longer than :data:`LONGEST_SECONDS`. A program that is killed meanwhile has
those documents to read again, as it has those that were being read.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from dataset.store import Entry, Store
from pipeline.journal import work_of
from pipeline.tasks import Task

if TYPE_CHECKING:
    from pipeline.run import Read

LONGEST_SECONDS: Final = 0.25
_MOST: Final = 64
"""Documents of one transaction."""
_MOST_CHARACTERS: Final = 4_000_000
"""Characters of their texts, unless one alone has more: it goes with rows and layout, some ten times as much."""

Told = Callable[[Task, Any], None]
"""Hears of each task and its answer (a `Read`, `Listing`, `Failure` or `DiedError`)."""


class Gathering:
    """What is to be written, and whoever is told of it when that has been done."""

    def __init__(self, store: Store, told: Told | None = None) -> None:
        self._store = store
        self._told = told
        self._waiting: list[tuple[Task, Read]] = []
        self._characters = 0
        self._since = 0.0

    def add(self, task: Task, read: Read) -> None:
        """Take a document, and write if that makes enough of them.

        Raises:
            StoreError: It cannot be written; so for every method.
        """
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append((task, read))
        self._characters += len(read.text)
        if len(self._waiting) >= _MOST or self._characters >= _MOST_CHARACTERS:
            self.write()
        else:
            self.write_due()

    def write_due(self) -> float | None:
        """Write what has waited long enough; after how many seconds the rest will have, if there is any."""
        if not self._waiting:
            return None
        left = self._since + LONGEST_SECONDS - time.monotonic()
        if left > 0:
            return left
        self.write()
        return None

    def write(self) -> None:
        """Write everything."""
        waiting, self._waiting = self._waiting, []
        self._characters = 0
        self._store.save_all([_entry(task, read) for task, read in waiting])
        if self._told is not None:
            for task, read in waiting:
                self._told(task, read)


def _entry(task: Task, read: Read) -> Entry:
    work = work_of(task.sha256, task.options)
    return Entry(work, read.document, read.text, read.records, read.layout, read.costs)
