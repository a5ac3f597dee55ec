"""The dataset into a database of others, PostgreSQL above all, through SQLAlchemy.

The address stands in ``KEHOACH_EXPORT_URL``: it may hold a password, which has no place on a command line. Everything
is written in one transaction into a schema of its own, ``kehoach``; who reads meanwhile sees the state before. Only
tables that an earlier export made are replaced.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from checks.page import Language
from dataset.columns import columns_of, has_document, schema_version
from dataset.corrected import corrected_rows
from dataset.database import words_of
from dataset.exports.base import Exporter, replacing
from dataset.records import RECORD_TYPES, DocumentRecord, Record, UnitRecord
from dataset.store import Store, StoreError
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.output import store_address

VARIABLE: Final = "KEHOACH_EXPORT_URL"
SCHEMA: Final = "kehoach"
MARK: Final = "kehoach_export"
"""The table that says that the tables beside it are an export, and of which version."""
_TYPES: Final[dict[type, type[sa.types.TypeEngine[Any]]]] = {
    str: sa.Text,
    int: sa.BigInteger,
    float: sa.Double,
    bool: sa.Boolean,
}
_KEYS: Final = {DocumentRecord: "doc_id", UnitRecord: "unit"}
_MANY: Final = 1000


class PostgresExporter(Exporter):
    """Tables in a database, and ``loaded.csv``, which says how many rows each has got."""

    name = "postgres"
    folder = "database"
    takes_away = False
    summary: ClassVar[dict[Language, str]] = {
        "vi": "nạp vào cơ sở dữ liệu PostgreSQL (địa chỉ SQLAlchemy trong KEHOACH_EXPORT_URL)",
        "en": "into a PostgreSQL database (SQLAlchemy address in KEHOACH_EXPORT_URL)",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Fill the database.

        Raises:
            UsageError: There is no address, or it is none.
            StoreError: The database cannot be written, or has tables of these names that are no export.
        """
        address = os.environ.get(VARIABLE)
        if not address:
            raise UsageError(say("exports.database.no_address"), say("exports.database.mend"))
        engine = sa.create_engine(store_address(address))
        try:
            with engine.begin() as connection:
                counts = _load(connection, store)
        except SQLAlchemyError as error:
            raise StoreError(words_of(error)) from error
        finally:
            engine.dispose()
        path = folder / "loaded.csv"
        with replacing(path) as file:
            csv.writer(file).writerows([("table", "rows"), *counts])
        return [path]


def _load(connection: sa.Connection, store: Store) -> list[tuple[str, int]]:
    schema = SCHEMA if connection.dialect.name == "postgresql" else None
    if schema:
        connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
    metadata = sa.MetaData(schema=schema)
    mark = sa.Table(MARK, metadata, sa.Column("schema_version", sa.Text, nullable=False))
    tables = {record: _table(metadata, record) for record in RECORD_TYPES.values()}
    texts = sa.Table(
        "texts",
        metadata,
        sa.Column("doc_id", sa.Text, sa.ForeignKey(tables[DocumentRecord].c.doc_id), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    present = set(sa.inspect(connection).get_table_names(schema))
    if MARK not in present and (taken := present & {table.name for table in metadata.tables.values()}):
        raise StoreError(say("exports.database.taken", tables=", ".join(sorted(taken))))
    metadata.drop_all(connection)
    metadata.create_all(connection)
    connection.execute(mark.insert().values(schema_version=schema_version()))
    counts = []
    for record, table in tables.items():
        names = [column.name for column in columns_of(record)]
        rows = ({name: _storable(getattr(row, name)) for name in names} for row in corrected_rows(store, record))
        counts.append((table.name, _insert(connection, table, rows)))
    found = ({"doc_id": row.doc_id, "text": _storable(store.text(row.doc_id))} for row in store.documents())
    counts.append((texts.name, _insert(connection, texts, found)))
    return counts


def _table(metadata: sa.MetaData, record: type[Record]) -> sa.Table:
    columns = []
    for spec in columns_of(record):
        links = [sa.ForeignKey(f"{metadata.schema}.documents.doc_id" if metadata.schema else "documents.doc_id")]
        linked = spec.name == "doc_id" and has_document(record) and record is not DocumentRecord
        column = sa.Column(
            spec.name,
            _TYPES[spec.kind],
            *(links if linked else []),
            nullable=spec.nullable,
            primary_key=spec.name == _KEYS.get(record),
            index=linked,
            comment=spec.description,
        )
        columns.append(column)
    return sa.Table(record.table, metadata, *columns, comment=" ".join((record.__doc__ or "").split()))


def _storable(value: Any) -> Any:
    """A value as PostgreSQL takes it: its texts hold every character but NUL."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _insert(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    while some := list(islice(rows, _MANY)):
        connection.execute(table.insert(), some)
        count += len(some)
    return count
