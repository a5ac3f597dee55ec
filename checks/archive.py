"""Archives: the plans of a list in memory, and the unchanging view of an archive that the rules of one check share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from checks.rule import Archive, Plan, R, Where
from dataset.records import DocumentRecord


class ListArchive:
    """The plans of a list, in its order."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._plans = plans

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents, in the order of the list."""
        for plan in self._plans:
            yield plan.document

    def rows(self, kind: type[R], where: Where | None = None) -> Iterator[R]:
        """The rows of one table, all or those with some values, by document, in reading order."""
        for plan in self._plans:
            for row in plan.records.of(kind):
                if all(getattr(row, column) in values for column, values in (where or {}).items()):
                    yield row

    def groups(self, kind: type[R], by: str, varying: str) -> Iterator[Iterator[R]]:
        """Rows with one value of ``by``, where there are several of ``varying``."""
        groups: dict[Any, list[R]] = defaultdict(list)
        for row in self.rows(kind):
            if getattr(row, by) is not None and getattr(row, varying) is not None:
                groups[getattr(row, by)].append(row)
        for value in sorted(groups):
            if len({getattr(row, varying) for row in groups[value]}) > 1:
                yield iter(groups[value])


class Snapshot:
    """An archive during one check, in which nothing changes.

    What several rules need of all documents is made once and kept by the snapshot that it was made of.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents of the archive."""
        return self._archive.documents()

    def rows(self, kind: type[R], where: Where | None = None) -> Iterator[R]:
        """Rows of the archive."""
        return self._archive.rows(kind, where)

    def groups(self, kind: type[R], by: str, varying: str) -> Iterator[Iterator[R]]:
        """Groups of rows of the archive."""
        return self._archive.groups(kind, by, varying)
