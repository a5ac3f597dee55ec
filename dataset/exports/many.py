"""Many small files at once: each takes the place of another only when it is whole and on disk.

A disk takes one file after the other in far more time than many together. So some are written, go to the disk at the
same time, and are renamed then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from dataset.exports.base import temporary_of

_AT_ONCE: Final = 500
"""Files of one round, whose names wait in the folder meanwhile."""
_THREADS: Final = 16
"""They only wait for the disk."""


def replace_many(files: Iterable[tuple[Path, bytes]]) -> list[Path]:
    """Write files, in place of what is there; the paths. One that holds the same already is left alone.

    Raises:
        OSError: One cannot be written; none is left half-written.
    """
    rest = iter(files)
    paths: list[Path] = []
    with ThreadPoolExecutor(_THREADS) as pool:
        while some := list(islice(rest, _AT_ONCE)):
            paths += (path for path, _ in some)
            waiting: dict[Path, Path] = {}
            try:
                for path, temporary in _written(some):
                    waiting[path] = temporary
                list(pool.map(_to_disk, waiting.values()))
                for path, temporary in waiting.items():
                    temporary.replace(path)
            except BaseException:
                for path, _ in some:
                    temporary_of(path).unlink(missing_ok=True)
                raise
    return paths


def _written(files: Iterable[tuple[Path, bytes]]) -> Iterator[tuple[Path, Path]]:
    """The files that hold something else than before, each with the name under which it is written now."""
    folders: set[Path] = set()
    for path, content in files:
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        if not _holds(path, content):
            temporary = temporary_of(path)
            temporary.write_bytes(content)
            yield path, temporary


def _holds(path: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError, IsADirectoryError):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return False


def _to_disk(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
