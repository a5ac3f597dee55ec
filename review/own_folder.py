"""A folder of the server in an output folder: it has an identity, one process sees to it, and nobody else reads it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

_LOCK: Final = ".lock"


class OwnFolder:
    """A folder that was made for the server, or found as another one has left it."""

    def __init__(self, path: Path) -> None:
        """Make the folder.

        Raises:
            OSError: It cannot be made or written.
        """
        self.path: Final = path.resolve()
        self.path.mkdir(mode=0o700, exist_ok=True)
        lock = self.path / _LOCK
        if not lock.exists():
            draft = self.path / f"{_LOCK}.{token_hex(4)}"
            draft.write_text(token_hex(8), encoding="ascii")
            # of two servers that begin at once both read the same identity, and never half of one
            with suppress(FileExistsError):
                os.link(draft, lock)
            draft.unlink()
        self.identity: Final = lock.read_text(encoding="ascii")
        """Tells this folder from those of other servers over the same database."""

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process is the one that sees to the folder, for as long as it does."""
        handle = os.open(self.path / _LOCK, os.O_RDONLY)
        try:
            try:
                # goes with the process however that ends
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)

    def to_disk(self) -> None:
        """Have the names in the folder on disk when this returns.

        Raises:
            OSError: That failed.
        """
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
