"""An archive in which what reviewers corrected stands in the place of what was read, for rules across documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checks.rule import Archive, R, Where
from dataset.corrected import corrected
from dataset.records import Correction, DocumentRecord, Record

_Rows = Mapping[int, Mapping[str, str]]
"""Of one document the rows (from 1) that have corrections, each with its columns."""


class CorrectedArchive:
    """Another archive with corrected values; rows of tables and documents without corrections are those of the other.

    A document with corrections in a table is read as a whole, since a row is named by its number.
    """

    def __init__(self, archive: Archive, corrections: Iterable[Correction]) -> None:
        """Of two corrections of one value the later one counts: they come in the order of their decisions."""
        self._archive = archive
        self._tables: dict[str, dict[str, dict[int, dict[str, str]]]] = defaultdict(lambda: defaultdict(dict))
        for row in corrections:
            if row.of_table and row.row and row.column:
                self._tables[row.of_table][row.doc_id].setdefault(row.row, {})[row.column] = row.corrected

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents of the archive, corrected."""
        changed = self._tables.get(DocumentRecord.table, {})
        for document in self._archive.documents():
            values = changed.get(document.doc_id, {}).get(1)
            yield corrected(document, values) if values else document

    def rows(self, kind: type[R], where: Where | None = None) -> Iterator[R]:
        """Rows of the archive, corrected; the conditions are put to the corrected values."""
        changed = self._tables.get(kind.table, {})
        wanted = (where or {}).get("doc_id")
        docs = [doc_id for doc_id in changed if wanted is None or doc_id in wanted]
        if not docs:
            yield from self._archive.rows(kind, where)
            return
        mended = {doc_id: list(self._mended(kind, doc_id, changed[doc_id], where)) for doc_id in docs}
        for row in self._archive.rows(kind, where):
            doc_id = _document_of(row)
            if doc_id not in changed:
                yield row
            elif doc_id in mended:
                yield from mended.pop(doc_id)
        # documents of which no row as it was read met the conditions
        for rows in mended.values():
            yield from rows

    def groups(self, kind: type[R], by: str, varying: str) -> Iterator[Iterator[R]]:
        """Groups of the archive; those that a correction touches are put together anew."""
        changed = self._tables.get(kind.table, {})
        touched = set(self._keys(kind, by, changed))
        for group in self._archive.groups(kind, by, varying):
            rows = iter(group)
            first = next(rows, None)
            if first is None:
                continue
            if getattr(first, by) in touched:
                for _ in rows:
                    pass
                continue
            yield _behind(first, rows)
        for key in sorted(touched):
            found = [row for row in self.rows(kind, {by: [key]}) if getattr(row, varying) is not None]
            if len({getattr(row, varying) for row in found}) > 1:
                yield iter(found)

    def _keys(self, kind: type[R], by: str, changed: Mapping[str, _Rows]) -> Iterator[Any]:
        """The groups to which the corrected rows belong, and belonged."""
        for doc_id, values in changed.items():
            for number, row in enumerate(self._archive.rows(kind, {"doc_id": [doc_id]}), 1):
                if number in values:
                    keys = (getattr(row, by), getattr(corrected(row, values[number]), by))
                    yield from (key for key in keys if key is not None)

    def _mended(self, kind: type[R], doc_id: str, values: _Rows, where: Where | None) -> Iterator[R]:
        for number, row in enumerate(self._archive.rows(kind, {"doc_id": [doc_id]}), 1):
            mended = corrected(row, values[number]) if number in values else row
            if all(getattr(mended, column) in allowed for column, allowed in (where or {}).items()):
                yield mended


def _document_of(row: Record) -> str:
    return str(getattr(row, "doc_id", ""))


def _behind(first: R, rows: Iterator[R]) -> Iterator[R]:
    yield first
    yield from rows
