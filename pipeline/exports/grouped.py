"""The rows of one document after the other, so that no more than those are in memory."""

from __future__ import annotations

from itertools import groupby
from typing import Generic, TypeVar

from dataset.corrected import corrected_rows
from dataset.records import Located
from dataset.store import Store

R = TypeVar("R", bound=Located)


class Grouped(Generic[R]):
    """The corrected rows of a table, to be asked for document after document in the order of the store."""

    def __init__(self, store: Store, kind: type[R]) -> None:
        self._groups = groupby(corrected_rows(store, kind), lambda row: row.doc_id)
        self._next = next(self._groups, None)

    def of(self, doc_id: str) -> list[R]:
        """The rows of a document; it has to come behind those that were asked for before."""
        if self._next is None or self._next[0] != doc_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows
