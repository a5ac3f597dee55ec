"""Rows of the database and records of the dataset, each made into the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
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
    # a mapping of SQLAlchemy for each row takes as long as everything else
    return map(kind.of_values, rows)


@cache
def names_of(kind: type[Record]) -> list[str]:
    """The columns of a table, in their order."""
    return [spec.name for spec in columns_of(kind)]


def insert(connection: sa.Connection, kind: type[Record], rows: Sequence[Record]) -> None:
    """Add the rows of one table."""
    insert_values(connection, kind, [(position, *row.values()) for position, row in enumerate(rows)])


def insert_values(connection: sa.Connection, kind: type[Record], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of one table: the position of each, and its values in the order of the columns."""
    if rows:
        statement, names = _insert(kind, connection.dialect)
        # straight to the driver: the columns need no conversion, and passing each value on takes longer than writing it
        given: Any = [dict(zip(names, row, strict=True)) for row in rows] if names else list(rows)
        connection.exec_driver_sql(statement, given)


@lru_cache(maxsize=128)
def _insert(kind: type[Record], dialect: sa.Dialect) -> tuple[str, tuple[str, ...]]:
    """The statement that adds rows as a driver takes it, and the names of its values where it takes them by name."""
    names = ("position", *names_of(kind))
    compiled = TABLES[kind.table].insert().compile(dialect=dialect, column_keys=names)
    if not compiled.positional:
        return str(compiled), names
    assert tuple(compiled.positiontup or ()) == names
    return str(compiled), ()


def forget(connection: sa.Connection, doc_id: str) -> None:
    """Take away everything that is about a document, but not which sources hold it."""
    for kind in RECORD_TYPES.values():
        if has_document(kind):
            connection.execute(TABLES[kind.table].delete().where(TABLES[kind.table].c.doc_id == doc_id))
    for table in (TEXTS, LAYOUTS, JOURNAL, CHECKED, COSTS):
        connection.execute(table.delete().where(table.c.doc_id == doc_id))
