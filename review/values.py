"""The values of the dataset as subjects of decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from dataset.records import RECORD_TYPES
from dataset.tables import TABLES
from review.subjects import collapsed, plain, value_basis, value_key

_MANY: Final = 500


@dataclass(frozen=True)
class Value:
    """One value: ``row`` counts the rows of its table within the document, from 0.

    ``identity`` and ``occurrence`` name the row within its document by what stands in it; ``values`` are its columns.
    """

    key: str
    field: str
    doc_id: str
    row: int
    identity: str
    occurrence: int
    quote: str
    page: int
    start: int
    end: int
    confidence: float
    predicted: str | None
    values: Mapping[str, Any]

    @property
    def basis(self) -> str:
        """The fingerprint of what was read."""
        return value_basis(self.field, self.quote, self.predicted)


def values_of(connection: sa.Connection, field: str, documents: Sequence[str] | None = None) -> Iterator[Value]:
    """All values of one ``table.column``, of all or of some documents, by document in reading order."""
    name, column = field.split(".")
    table = TABLES[name]
    query = sa.select(table).order_by(table.c.doc_id, table.c.position)
    if documents is None:
        yield from _values(connection, query, name, column)
        return
    for first in range(0, len(documents), _MANY):
        some = query.where(table.c.doc_id.in_(documents[first : first + _MANY]))
        yield from _values(connection, some, name, column)


def value_at(connection: sa.Connection, field: str, doc_id: str, row: int) -> Value | None:
    """One value by its place in the dataset."""
    return next((value for value in values_of(connection, field, [doc_id]) if value.row == row), None)


def unsure_documents(connection: sa.Connection, table: str, limit: float) -> list[str]:
    """The documents that have a row of a confidence below a limit in a table."""
    columns = TABLES[table].c
    return sorted(connection.scalars(sa.select(columns.doc_id).where(columns.confidence < limit).distinct()))


def _values(connection: sa.Connection, query: sa.Select[Any], table: str, column: str) -> Iterator[Value]:
    evidence = RECORD_TYPES[table].evidence_columns
    seen: Counter[str] = Counter()
    document = ""
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        if row["doc_id"] != document:
            document = row["doc_id"]
            seen.clear()
        predicted = plain(row[column])
        page, start, end, quote, confidence = (
            (row[n] for n in evidence) if evidence else (1, 0, 0, predicted or "", 1.0)
        )
        identity = _identity(table, row, quote)
        seen[identity] += 1
        yield Value(
            value_key(document, f"{table}.{column}", identity, seen[identity]),
            f"{table}.{column}", document, row["position"], identity, seen[identity],
            quote, page, start, end, confidence, predicted, dict(row),
        )  # fmt: skip


def _identity(table: str, row: Mapping[Any, Any], quote: str) -> str:
    """What names a row within its document whatever stands before it; a cell is named by its place in its table."""
    if table == "documents":
        return ""
    if table == "cells":
        return f"{row['table_id'].removeprefix(row['doc_id'])}\x1f{row['row']}\x1f{row['column']}"
    if table == "recoveries":
        return f"{row['before']}\x1f{collapsed(quote)}"
    return collapsed(quote)
