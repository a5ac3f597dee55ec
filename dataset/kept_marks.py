"""What a file at an address held when its mark was this one, so that it need not be fetched to be known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager

import sqlalchemy as sa

from dataset.postgres import done_again
from dataset.tables import MARKS


class KeptMarks(ABC):
    """The part of a store that keeps the marks of files at addresses (an ETag, say)."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[sa.Connection]: ...

    @done_again
    def marked(self, address: str, mark: str) -> tuple[int, str] | None:
        """Size in bytes and SHA-256 of what was at an address under this mark; nothing if it had another one."""
        query = sa.select(MARKS.c.size, MARKS.c.sha256).where(MARKS.c.address == address, MARKS.c.mark == mark)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row.size, row.sha256)

    @done_again
    def keep_mark(self, address: str, mark: str, size: int, sha256: str) -> None:
        """Keep what is at an address under a mark, in place of what was there before."""
        with self._writing() as connection:
            connection.execute(MARKS.delete().where(MARKS.c.address == address))
            connection.execute(MARKS.insert().values(address=address, mark=mark, size=size, sha256=sha256))
