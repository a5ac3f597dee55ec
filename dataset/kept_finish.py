"""Whether everything that is made from a store has been made since it last changed.

Who made it leaves a word here, which is gone as soon as anything of the dataset changes: every transaction that may
change it takes the word away (the store sees to it), so that a program that dies half-way leaves none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Final

import sqlalchemy as sa

from dataset.postgres import done_again
from dataset.tables import FINISHED

UNFINISHED: Final = FINISHED.delete()


class KeptFinish(ABC):
    """The part of a store that keeps what was said when all was made from it."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[sa.Connection]: ...

    @abstractmethod
    def _noting(self) -> AbstractContextManager[sa.Connection]: ...

    @done_again
    def finished(self) -> tuple[str, str] | None:
        """State and word of who finished last; nothing if the dataset has changed since."""
        with self._reading() as connection:
            row = connection.execute(sa.select(FINISHED.c.state, FINISHED.c.word)).first()
        return None if row is None else (row.state, row.word)

    @done_again
    def finish(self, state: str, word: str) -> None:
        """Note that all is made from the dataset as it is: under what (``state``), and what is to be told of it."""
        with self._noting() as connection:
            connection.execute(UNFINISHED)
            connection.execute(FINISHED.insert().values(state=state, word=word))
