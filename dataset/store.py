"""The store: every row, the text of every document, and the journal of the work, in one SQL database.

The tables are made from the record models. The rows of a document are written in one transaction together with its line
of the journal, so that a program that dies at any moment leaves whole documents only. What is kept beside them has a
module for each: ``dataset/kept_….py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from dataset.cost import Cost
from dataset.kept_checks import KeptChecks
from dataset.kept_costs import KeptCosts, insert_costs
from dataset.kept_derived import KeptDerived
from dataset.kept_finish import KeptFinish
from dataset.kept_marks import KeptMarks
from dataset.kept_sources import KeptSources, link
from dataset.postgres import done_again
from dataset.records import RECORD_TYPES, DocumentRecord, Record, Records
from dataset.statements import forget, insert_values
from dataset.store_errors import StoreError, StoreTakenError, StoreVersionError
from dataset.tables import DERIVED, JOURNAL, LAYOUTS, TABLES, TEXTS
from dataset.work import Entry, Failure, Work

__all__ = ["Entry", "Failure", "Store", "StoreError", "StoreTakenError", "StoreVersionError", "Work"]

# built once: over small documents making a statement costs more than it
_IN_JOURNAL: Final = sa.select(JOURNAL.c.doc_id).where(JOURNAL.c.doc_id.in_(sa.bindparam("wanted", expanding=True)))


class Store(KeptDerived, KeptSources, KeptChecks, KeptMarks, KeptCosts, KeptFinish):
    """A dataset on disk. Use it as a context manager; one process writes at a time."""

    def save(
        self,
        work: Work,
        document: DocumentRecord,
        text: str,
        records: Records,
        layout: bytes = b"",
        *,
        costs: Sequence[Cost] = (),
    ) -> None:
        """Write everything about one document, in place of what was there about it or its source."""
        self.save_all([Entry(work, document, text, records, layout, costs)])

    @done_again
    def save_all(self, entries: Sequence[Entry]) -> None:
        """Write everything about some documents, in place of what was there about them or their sources.

        All of it is kept, or nothing: over small documents a transaction costs more than what is written in it.
        """
        if not entries:
            return
        sources = {entry.document.source: entry.document.doc_id for entry in entries}
        # of one document that came twice the last reading counts
        entries = list({entry.document.doc_id: entry for entry in entries}.values())
        with self._writing() as connection:
            # of a new document there is nothing to forget, and looking into every table takes longest
            wanted = [entry.document.doc_id for entry in entries]
            for doc_id in connection.scalars(_IN_JOURNAL, {"wanted": wanted}).all():
                forget(connection, doc_id)
            for kind, rows in _rows(entries).items():
                insert_values(connection, kind, rows)
            named = [(entry.document.doc_id, entry) for entry in entries]
            texts = [{"doc_id": doc_id, "text": entry.text} for doc_id, entry in named]
            connection.execute(TEXTS.insert(), texts)
            if layouts := [{"doc_id": doc_id, "words": entry.layout} for doc_id, entry in named if entry.layout]:
                connection.execute(LAYOUTS.insert(), layouts)
            insert_costs(connection, {doc_id: entry.costs for doc_id, entry in named})
            connection.execute(JOURNAL.insert(), [{"doc_id": doc_id, **vars(entry.work)} for doc_id, entry in named])
            link(connection, sources)

    @done_again
    def settle(self) -> None:
        """Forget documents that no source holds any more, and name each other one by its first source."""
        first: dict[str, str] = {}
        for source, doc_id in self.sources().items():
            first.setdefault(doc_id, source)
        documents = TABLES[DocumentRecord.table]
        with self._writing() as connection:
            for row in connection.execute(sa.select(documents.c.doc_id, documents.c.source)).all():
                if row.doc_id not in first:
                    forget(connection, row.doc_id)
                elif row.source != first[row.doc_id]:
                    renamed = documents.update().where(documents.c.doc_id == row.doc_id)
                    connection.execute(renamed.values(source=first[row.doc_id]))


def _rows(entries: Sequence[Entry]) -> dict[type[Record], list[tuple[Any, ...]]]:
    """What was read from some documents: by table the position within its document and the values of each row."""
    rows: dict[type[Record], list[tuple[Any, ...]]] = defaultdict(list)
    for entry in entries:
        for table, found in entry.records.values().items():
            if (kind := RECORD_TYPES[table]) is not DocumentRecord and kind not in DERIVED:
                rows[kind] += [(position, *row) for position, row in enumerate(found)]
        rows[DocumentRecord].append((0, *entry.document.values()))
    return rows
