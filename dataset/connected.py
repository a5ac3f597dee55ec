"""A store as a database: its connections, its tables, its locks, and transactions of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

import sqlalchemy as sa

from dataset import postgres
from dataset.columns import schema_version
from dataset.kept_finish import UNFINISHED
from dataset.revision import renew
from dataset.store_errors import StoreError, StoreVersionError, store_errors
from dataset.tables import META, METADATA


class Connected:
    """The part of a store that every other part stands on."""

    def __init__(self, url: str) -> None:
        """Open the store, making its tables where there are none.

        Raises:
            StoreVersionError: It was made by a version with other tables.
            StoreError: It cannot be opened or written.
        """
        self.address: Final = url
        """Where it is, for whoever needs a connection of another kind to it."""
        self._engine = sa.create_engine(url, **postgres.connect_options(url))
        postgres.prepare_engine(self._engine)
        # the same order on every database
        self._by_code_point = "BINARY" if self._engine.dialect.name == "sqlite" else "C"
        self._alone = False
        self._writer: sa.Connection | None = None
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
        with store_errors():
            self._prepare()

    @property
    def url(self) -> str:
        """The database, for another process to open."""
        return self._engine.url.render_as_string(hide_password=False)

    @classmethod
    def at(cls, path: Path) -> Self:
        """The SQLite store in a file; raises as the constructor does."""
        return cls(sa.URL.create("sqlite", database=str(path)).render_as_string())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            # the lock is one of the connection, which the pool would keep
            self._writer.invalidate()
            self._writer.close()
        self._engine.dispose()

    def keep_others_out(self) -> None:
        """Be the only batch that writes, to the end; on SQLite the lock of the output folder does that.

        Raises:
            StoreTakenError: Another batch is at work.
            StoreError: The database cannot be reached.
        """
        if self._engine.dialect.name == postgres.NAME:
            with store_errors():
                self._writer = self._take(wait=False)
            self._alone = True

    def _take(self, *, wait: bool) -> sa.Connection:
        """A connection that holds the lock of batches."""
        with postgres.closing(self._engine.connect()) as connection:
            postgres.lock_batch(connection, wait=wait)
            connection.commit()
        return connection

    def _prepare(self) -> None:
        with self._engine.begin() as connection:
            postgres.lock_tables(connection)
            if connection.dialect.name == "sqlite" and _lacking(connection):
                # the driver begins no transaction before DDL: each table would be there by itself, and a disk that
                # is full half-way would leave some without the version that says what they are
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            lacking = _lacking(connection)
            if lacking:
                METADATA.create_all(connection)
            if META.name in lacking:
                connection.execute(META.insert().values(key="schema_version", value=schema_version()))
            else:
                _add_indexes(connection)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with store_errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A transaction that may change the dataset: what was made from it is out of date with it, or not at all."""
        with self._noting() as connection:
            connection.execute(UNFINISHED)
            renew(connection)
            yield connection

    @contextmanager
    def _noting(self) -> Iterator[sa.Connection]:
        """A transaction that leaves the dataset as it is."""
        with store_errors():
            if not self._alone:
                with self._engine.begin() as connection:
                    yield connection
                return
            if self._writer is None:
                # the database may need a while to notice that the connection which held the lock is no more
                self._writer = self._take(wait=True)
            writer, self._writer = self._writer, None
            # all writing goes through the connection that holds the lock: if that is lost, so is what was being written
            with postgres.closing(writer), writer.begin():
                yield writer
            self._writer = writer


def _lacking(connection: sa.Connection) -> set[str]:
    """The tables that are yet to be made: all, or such as are no part of the dataset and came with a later version.

    Raises:
        StoreVersionError: The tables of the dataset are those of another version.
        StoreError: Some belong to something else.
    """
    inspector = sa.inspect(connection)
    present = set(inspector.get_table_names())
    if inspector.has_table(META.name):
        found = connection.scalar(sa.select(META.c.value).where(META.c.key == "schema_version"))
        if found != schema_version():
            raise StoreVersionError(f"{found} ≠ {schema_version()}")
        present.add(META.name)
    elif taken := present & METADATA.tables.keys():
        raise StoreError(f"tables of something else: {', '.join(sorted(taken))}")
    return METADATA.tables.keys() - present


def _add_indexes(connection: sa.Connection) -> None:
    """Make the indexes that came with a later version than the store; without them it answers all the same, slowly."""
    inspector = sa.inspect(connection)
    for table in METADATA.tables.values():
        present = {index["name"] for index in inspector.get_indexes(table.name)} if table.indexes else set()
        for index in sorted(table.indexes, key=lambda index: index.name or ""):
            if index.name not in present:
                # a store on a disk that cannot be written is still read, as is one that another program keeps locked
                with suppress(sa.exc.OperationalError, sa.exc.ProgrammingError), connection.begin_nested():
                    index.create(connection, checkfirst=True)


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # readers go on while one process writes; a commit survives the death of the program
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
