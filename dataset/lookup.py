"""Questions about single documents and rows, for whoever shows them one at a time.

The store itself hands out whole tables in order; here every answer is as long as what is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from dataset.columns import columns_of
from dataset.database import reading
from dataset.layout import Layout
from dataset.records import DocumentRecord, Finding, Record
from dataset.tables import LAYOUTS, TABLES, TEXTS

R = TypeVar("R", bound=Record)
_DOCUMENTS: Final = TABLES[DocumentRecord.table]
_FINDINGS: Final = TABLES[Finding.table]


class Lookup:
    """Reads a store by an engine of its own; threads may share it."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def document(self, doc_id: str) -> DocumentRecord | None:
        """A document by its identity.

        Raises:
            DatabaseError: The database cannot be read; so for every method.
        """
        return next(iter(self.rows(DocumentRecord, doc_id=doc_id)), None)

    def documents(self, doc_ids: Sequence[str]) -> dict[str, DocumentRecord]:
        """Documents by their identities; what is not there is left out."""
        query = _select(DocumentRecord).where(_DOCUMENTS.c.doc_id.in_(list(doc_ids)))
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return {row["doc_id"]: DocumentRecord.model_validate(dict(row)) for row in rows}

    def list_documents(self, words: str = "", after: str = "", count: int = 50) -> list[tuple[DocumentRecord, int]]:
        """Documents by source, behind the one of that source, each with the number of its findings.

        All ``words`` have to stand in its title, issuer, number, symbol or source, marks included.
        """
        query = _select(DocumentRecord).where(_DOCUMENTS.c.source > after)
        for word in words.split():
            query = query.where(
                sa.or_(
                    *(_DOCUMENTS.c[name].icontains(word, autoescape=True) for name in ("title", "issuer", "source")),
                    sa.func.coalesce(_DOCUMENTS.c.number + "/" + _DOCUMENTS.c.symbol, "").icontains(
                        word, autoescape=True
                    ),
                )
            )
        query = query.order_by(_DOCUMENTS.c.source).limit(count)
        with reading(self._engine) as connection:
            documents = [DocumentRecord.model_validate(dict(row)) for row in connection.execute(query).mappings()]
            # findings have no order by document: one look at all of them is cheaper than one for each document
            found = sa.select(_FINDINGS.c.doc_id, sa.func.count()).group_by(_FINDINGS.c.doc_id)
            here = found.where(_FINDINGS.c.doc_id.in_([document.doc_id for document in documents]))
            counts: dict[str, int] = {doc_id: int(count) for doc_id, count in connection.execute(here)}
        return [(document, counts.get(document.doc_id, 0)) for document in documents]

    def count_documents(self) -> int:
        """The number of documents."""
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_DOCUMENTS)) or 0

    def rows(self, kind: type[R], **equal: Any) -> list[R]:
        """The rows of a table whose columns have these values, in the order of the table."""
        table = TABLES[kind.table]
        query = _select(kind).where(*(table.c[name] == value for name, value in equal.items()))
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(table.c.position)).mappings().all()
        return [kind.model_validate(dict(row)) for row in rows]

    def rows_of(self, kind: type[R], doc_ids: Sequence[str]) -> list[R]:
        """The rows of a table that belong to some documents, by document, in reading order."""
        table = TABLES[kind.table]
        query = _select(kind).where(table.c.doc_id.in_(list(doc_ids))).order_by(table.c.doc_id, table.c.position)
        with reading(self._engine) as connection:
            return [kind.model_validate(dict(row)) for row in connection.execute(query).mappings()]

    def text(self, doc_id: str) -> str:
        """The recovered text of a document; empty where there is none."""
        with reading(self._engine) as connection:
            return connection.scalar(sa.select(TEXTS.c.text).where(TEXTS.c.doc_id == doc_id)) or ""

    def layout(self, doc_id: str) -> Layout:
        """Where the words of a document stand on its pages; without a box where that is not known."""
        with reading(self._engine) as connection:
            packed = connection.scalar(sa.select(LAYOUTS.c.words).where(LAYOUTS.c.doc_id == doc_id)) or b""
        return Layout.unpacked(packed)


def _select(kind: type[Record]) -> sa.Select[Any]:
    table = TABLES[kind.table]
    return sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
