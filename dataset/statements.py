"""Rows of the database and records of the dataset, each made into the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from dataset.columns import columns_of, has_document
from dataset.records import RECORD_TYPES, Record
from dataset.tables import CHECKED, COSTS, JOURNAL, LAYOUTS, TABLES, TEXTS

R = TypeVar("R", bound=Record)


@cache
def rows_of_document(kind: type[Record]) -> sa.Select[Any]:
    """The rows of the document ``wanted``, built once: over small documents making the query costs more than it."""
    table = TABLES[kind.table]
    query = sa.select(*(table.c[spec.name] for spec in columns_of(kind)))
    return query.where(table.c.doc_id == sa.bindparam("wanted")).order_by(table.c.position)


def records_of(kind: type[R], rows: Iterable[Sequence[Any]]) -> Iterator[R]:
    """Rows of the database, which have the columns of a table in their order, as records."""
    names = names_of(kind)
    # a mapping of SQLAlchemy for each row takes as long as everything else
    return (kind.model_validate(dict(zip(names, row, strict=True))) for row in rows)


@cache
def names_of(kind: type[Record]) -> list[str]:
    """The columns of a table, in their order."""
    return [spec.name for spec in columns_of(kind)]


def insert(connection: sa.Connection, kind: type[Record], rows: Sequence[Record]) -> None:
    """Add the rows of one table."""
    if rows:
        values = [{"position": index, **row.model_dump()} for index, row in enumerate(rows)]
        connection.execute(TABLES[kind.table].insert(), values)


def forget(connection: sa.Connection, doc_id: str) -> None:
    """Take away everything that is about a document."""
    for kind in RECORD_TYPES.values():
        if has_document(kind):
            connection.execute(TABLES[kind.table].delete().where(TABLES[kind.table].c.doc_id == doc_id))
    for table in (TEXTS, LAYOUTS, JOURNAL, CHECKED, COSTS):
        connection.execute(table.delete().where(table.c.doc_id == doc_id))
