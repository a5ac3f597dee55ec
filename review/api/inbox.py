"""The folder into which documents go that are handed in over HTTP, under names that we make.

A file is there under its name only when all of it is on disk; while it comes its name is hidden, and a program that
dies meanwhile leaves what the next one removes.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from starlette.concurrency import run_in_threadpool

from review.api.settings import INBOX
from review.own_folder import OwnFolder

HEAD: Final = 65_536
"""First bytes of a file, by which its kind is told."""
_FORGOTTEN: Final = 3600.0
"""Seconds after which a file that was not accepted will not be any more."""
_OURS: Final = re.compile(r"\.?[0-9a-f]{8}-[0-9a-f]{16}(\.[a-z]{1,5})?")


@dataclass(frozen=True)
class Arrived:
    """A file as it lies in the inbox."""

    path: Path
    size: int
    sha256: str
    head: bytes


class Inbox:
    """The inbox of an output folder."""

    def __init__(self, out: Path) -> None:
        """Make the folder.

        Raises:
            OSError: It cannot be made or written.
        """
        self._own = OwnFolder(out / INBOX)
        self.folder: Final = self._own.path
        self.identity: Final = self._own.identity
        """Tells this inbox from those of other servers over the same database."""

    def alone(self) -> AbstractContextManager[bool]:
        """Whether this process is the one that sees to the inbox, for as long as it does."""
        return self._own.alone()

    async def take(self, identity: str, parts: AsyncIterator[bytes]) -> Arrived:
        """Write what comes to a hidden file.

        Raises:
            OSError: It cannot be written; nothing is left.
        """
        path = self.folder / f".{identity}"
        file = await run_in_threadpool(path.open, "xb")
        try:
            digest, size, head = sha256(), 0, b""
            try:
                async for part in parts:
                    await run_in_threadpool(file.write, part)
                    digest.update(part)
                    size += len(part)
                    head = head if len(head) >= HEAD else (head + part)[:HEAD]
                await run_in_threadpool(_to_disk, file)
            finally:
                await run_in_threadpool(file.close)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Arrived(path, size, digest.hexdigest(), head)

    def keep(self, arrived: Arrived, kind: str) -> Path:
        """Give a file its name, which stands on disk when this returns.

        Raises:
            OSError: That failed.
        """
        path = self.folder / f"{arrived.path.name.lstrip('.')}.{kind}"
        arrived.path.rename(path)
        self._own.to_disk()
        return path

    def tidy(self, known: Collection[str]) -> None:
        """Remove files of ours that were never accepted: of requests that ended with the program that served them."""
        for path in self.folder.iterdir():
            if not _OURS.fullmatch(path.name) or path.name in known:
                continue
            with suppress(FileNotFoundError):
                # a younger one may be coming in just now, through another server
                if time.time() - path.stat().st_mtime > _FORGOTTEN:
                    path.unlink()


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
