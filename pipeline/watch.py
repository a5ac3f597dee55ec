"""An inbox: which of its files have settled, and were not yet read as they are now.

A file has settled when its size and its time of change were the same for a while. What is remembered here is only what
spares work: after a restart every settled file is handed to the batch once more, which knows by their content what it
has read. Network shares tell nobody of changes; so the folder is looked through again and again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.sources import walk

AGAIN_SECONDS: Final = 600.0
"""After which a file is tried again whose failure may be gone, or that may have changed while it was read."""


@dataclass
class _Seen:
    """A file as it was last seen: since when it is so, and when it is to be read (None: it was)."""

    state: tuple[int, int]
    since: float
    due: float | None


class Inbox:
    """The files of a folder.

    Args:
        folder: The folder; folders inside it count.
        out: The output folder, which is none of it, wherever it lies.
        settle: Seconds for which a file must not have changed.
        others: Files that the program itself writes.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        folder: Path,
        out: Path,
        settle: float,
        others: Iterable[Path] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self._out = out.resolve()
        self._settle = settle
        self._others = {path.resolve() for path in others}
        self._clock = clock
        self._files: dict[Path, _Seen] = {}

    def settled(self) -> list[Path]:
        """Look through the folder; the files that are to be read now, sorted.

        Raises:
            UsageError: The folder cannot be read.
        """
        now = self._clock()
        states = dict(self._states())
        for path in self._files.keys() - states.keys():
            # if it comes back it is a new one
            del self._files[path]
        for path, state in states.items():
            seen = self._files.get(path)
            if seen is None or seen.state != state:
                self._files[path] = _Seen(state, now, now + self._settle)
        return sorted(path for path, seen in self._files.items() if seen.due is not None and seen.due <= now)

    def taken(self, paths: Collection[Path], again: Collection[Path]) -> None:
        """Files were read; some of them are to be tried again after a while."""
        for path in paths:
            if (seen := self._files.get(path)) is not None:
                seen.due = self._clock() + AGAIN_SECONDS if path in again else None

    @property
    def files(self) -> Collection[Path]:
        """Those that were there at the last look."""
        return self._files.keys()

    @property
    def is_waiting(self) -> bool:
        """Whether there are files that were not read and have not settled."""
        return any(seen.due is not None and seen.due <= seen.since + self._settle for seen in self._files.values())

    def _states(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        for path in walk(self.folder, self._out):
            try:
                found = path.stat()
            except OSError:
                continue  # gone since, or a link that leads nowhere
            if path.resolve() not in self._others:
                yield path, (found.st_size, found.st_mtime_ns)
