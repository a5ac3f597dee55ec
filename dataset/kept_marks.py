"""What a file held when its mark was this one, so that it need not be fetched or read to be known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Final

import sqlalchemy as sa

from dataset.postgres import done_again
from dataset.tables import MARKS


class KeptMarks(ABC):
    """The part of a store that keeps the marks of files: an ETag, say, or times of change."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]: ...

    @abstractmethod
    def _noting(self) -> AbstractContextManager[sa.Connection]: ...

    @done_again
    def marks(self) -> dict[str, tuple[str, int, str]]:
        """By address the mark of the file there, its size in bytes and its SHA-256."""
        query = sa.select(MARKS.c.address, MARKS.c.mark, MARKS.c.size, MARKS.c.sha256)
        with self._reading() as connection:
            return {address: (mark, size, digest) for address, mark, size, digest in connection.execute(query)}

    @done_again
    def keep_marks(self, marks: Mapping[str, tuple[str, int, str]]) -> None:
        """Keep what is at some addresses under a mark, in place of what was there before."""
        rows = [
            {"address": address, "mark": mark, "size": size, "sha256": digest}
            for address, (mark, size, digest) in marks.items()
        ]
        if rows:
            with self._noting() as connection:
                connection.execute(_FORGET, [{"here": row["address"]} for row in rows])
                connection.execute(MARKS.insert(), rows)


_FORGET: Final = MARKS.delete().where(MARKS.c.address == sa.bindparam("here"))
