"""The dataset as it is read: rows in their order, texts, and where words stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from dataset import postgres
from dataset.columns import columns_of, has_document
from dataset.connected import Connected
from dataset.postgres import done_again
from dataset.records import RECORD_TYPES, DocumentRecord, Record, Records
from dataset.statements import names_of, records_of, rows_of_document
from dataset.store_errors import StoreError
from dataset.tables import DERIVED, LAYOUTS, TABLES, TEXTS

R = TypeVar("R", bound=Record)

# built once: over small documents making a statement costs more than it
_TEXT: Final = sa.select(TEXTS.c.text).where(TEXTS.c.doc_id == sa.bindparam("wanted"))
_LAYOUT: Final = sa.select(LAYOUTS.c.words).where(LAYOUTS.c.doc_id == sa.bindparam("wanted"))
_TEXTS_AT_ONCE: Final = 50
"""Texts that are in memory together."""


class KeptRows(Connected):
    """The part of a store that hands out what is in it."""

    def documents(self) -> Iterator[DocumentRecord]:
        """The documents, by source."""
        return self.rows(DocumentRecord)

    def rows(self, kind: type[R], where: Mapping[str, Collection[str]] | None = None) -> Iterator[R]:
        """All rows of one table: by document (by source), in reading order; the derived tables in their own order.

        With ``where`` only the rows that have, in each of its columns, one of the values.
        """
        return map(kind.of_values, self.values(kind, where))

    def values(
        self, kind: type[Record], where: Mapping[str, Collection[str]] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """The same rows as plain values, in the order of the columns."""
        table = TABLES[kind.table]
        query = sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
        query = query.where(*(table.c[column].in_(list(values)) for column, values in (where or {}).items()))
        documents = TABLES[DocumentRecord.table]
        if kind is DocumentRecord:
            query = query.order_by(table.c.source.collate(self._by_code_point))
        elif kind in DERIVED:
            query = query.order_by(table.c.position)
        else:
            query = query.join(documents, documents.c.doc_id == table.c.doc_id).order_by(
                documents.c.source.collate(self._by_code_point), table.c.position
            )
        handed_out = 0
        for last in (False, False, True):
            try:
                with self._reading() as connection:
                    # a connection that is lost half-way: nobody else writes, so the rest is where it was
                    rest = query.offset(handed_out) if handed_out else query
                    for row in connection.execution_options(yield_per=1000).execute(rest):
                        handed_out += 1
                        yield tuple(row)
                return
            except StoreError as error:
                if last or not postgres.is_gone(error.__cause__):
                    raise

    def groups(self, kind: type[R], by: str, varying: str) -> Iterator[Iterator[R]]:
        """Rows with one value of the column ``by``, where there are several in ``varying``, group after group.

        The database sorts and sifts; no more than some rows are in memory. Use up each group before the next.
        """
        table = TABLES[kind.table]
        several = sa.select(table.c[by]).where(table.c[by].is_not(None)).group_by(table.c[by])
        several = several.having(sa.func.min(table.c[varying]) != sa.func.max(table.c[varying]))
        documents = TABLES[DocumentRecord.table]
        query = (
            sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
            .join(documents, documents.c.doc_id == table.c.doc_id)
            .where(table.c[by].in_(several), table.c[varying].is_not(None))
            .order_by(
                table.c[by].collate(self._by_code_point),
                documents.c.source.collate(self._by_code_point),
                table.c.position,
            )
        )
        with self._reading() as connection:
            found = connection.execution_options(yield_per=1000).execute(query)
            for _, group in groupby(found, key=itemgetter(names_of(kind).index(by))):
                yield records_of(kind, group)

    @done_again
    def records(self, doc_id: str, kinds: Iterable[type[Record]] | None = None) -> Records:
        """The rows that were read from one document, each table (or each that is asked for) in reading order."""
        records = Records()
        with self._reading() as connection:
            for kind in RECORD_TYPES.values() if kinds is None else kinds:
                if has_document(kind) and kind not in DERIVED:
                    records.extend(records_of(kind, connection.execute(rows_of_document(kind), {"wanted": doc_id})))
        return records

    @done_again
    def count(self, kind: type[Record]) -> int:
        """The number of rows of one table."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(TABLES[kind.table])) or 0

    @done_again
    def text(self, doc_id: str) -> str:
        """The recovered text of a document.

        Raises:
            KeyError: There is no such document.
        """
        with self._reading() as connection:
            text = connection.scalar(_TEXT, {"wanted": doc_id})
        if text is None:
            raise KeyError(doc_id)
        return str(text)

    def texts(self) -> Iterator[tuple[str, str]]:
        """The recovered texts of all documents, each with its document, by source."""
        documents = [document.doc_id for document in self.documents()]
        for first in range(0, len(documents), _TEXTS_AT_ONCE):
            wanted = documents[first : first + _TEXTS_AT_ONCE]
            texts = self._texts(wanted)
            for doc_id in wanted:
                yield doc_id, texts[doc_id]

    @done_again
    def _texts(self, wanted: Collection[str]) -> dict[str, str]:
        with self._reading() as connection:
            rows = connection.execute(sa.select(TEXTS.c.doc_id, TEXTS.c.text).where(TEXTS.c.doc_id.in_(wanted)))
            return {row.doc_id: row.text for row in rows}

    @done_again
    def layout(self, doc_id: str) -> bytes:
        """Where the words of a document stand, packed; nothing where that is not known."""
        with self._reading() as connection:
            return connection.scalar(_LAYOUT, {"wanted": doc_id}) or b""
