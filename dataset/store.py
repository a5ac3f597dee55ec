"""The store: every row, the text of every document, and the journal of the work, in one SQL database.

The tables are made from the record models. The rows of a document are written in one transaction together with its line
of the journal, so that a program that dies at any moment leaves whole documents only. What is kept beside them has a
module for each: ``dataset/kept_….py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from dataset.kept_checks import KeptChecks
from dataset.kept_costs import Cost, KeptCosts, insert_costs
from dataset.kept_derived import KeptDerived
from dataset.kept_finish import KeptFinish
from dataset.kept_marks import KeptMarks
from dataset.kept_sources import KeptSources, link
from dataset.postgres import done_again
from dataset.records import DocumentRecord, Record, Records
from dataset.statements import forget, insert
from dataset.store_errors import StoreError, StoreTakenError, StoreVersionError
from dataset.tables import DERIVED, JOURNAL, LAYOUTS, TABLES, TEXTS
from dataset.work import Failure, Work

__all__ = ["Failure", "Store", "StoreError", "StoreTakenError", "StoreVersionError", "Work"]

# built once: over small documents making a statement costs more than it
_IN_JOURNAL: Final = sa.select(JOURNAL.c.doc_id).where(JOURNAL.c.doc_id == sa.bindparam("wanted"))


class Store(KeptDerived, KeptSources, KeptChecks, KeptMarks, KeptCosts, KeptFinish):
    """A dataset on disk. Use it as a context manager; one process writes at a time."""

    @done_again
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
        """Write everything about one document, in place of what was there about it or its source.

        ``layout`` tells where its words stand (:meth:`dataset.layout.Layout.packed`), ``costs`` what reading it took.
        """
        rows: dict[type[Record], list[Record]] = defaultdict(list)
        for record in records:
            if not isinstance(record, DERIVED):
                rows[type(record)].append(record)
        rows[DocumentRecord] = [document]
        with self._writing() as connection:
            # of a new document there is nothing to forget, and looking into every table takes longest
            if connection.scalar(_IN_JOURNAL, {"wanted": document.doc_id}) is not None:
                forget(connection, document.doc_id)
            for kind, found in rows.items():
                insert(connection, kind, found)
            connection.execute(TEXTS.insert(), {"doc_id": document.doc_id, "text": text})
            if layout:
                connection.execute(LAYOUTS.insert(), {"doc_id": document.doc_id, "words": layout})
            insert_costs(connection, document.doc_id, costs)
            connection.execute(JOURNAL.insert(), {"doc_id": document.doc_id, **vars(work)})
            link(connection, document.source, document.doc_id)

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
