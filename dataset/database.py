"""Connections for what people decide: every commit is on disk before it returns, and many may write at once.

The store of a batch has one writer, which may do its work again after a loss of power; a decision of a person cannot be
made again. Hence engines of their own: ``synchronous=FULL`` on SQLite, and writers that queue up at the beginning of
their transaction instead of failing at its end. On PostgreSQL every commit is on disk anyway; writers queue up at a
lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from dataset import postgres

PATIENCE: Final = 60_000
"""Milliseconds for which a writer waits for the others; a batch may be replacing all findings of a large store."""


class DatabaseError(Exception):
    """The database cannot be opened, read or written; the message says why."""


def address_of(path: Path) -> str:
    """The address of a SQLite file."""
    return sa.URL.create("sqlite", database=str(path)).render_as_string()


def durable_engine(address: str) -> sa.Engine:
    """An engine whose commits are on disk when they return."""
    engine = sa.create_engine(address, **postgres.connect_options(address))
    postgres.prepare_engine(engine)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one state of the database, whatever others write meanwhile.

    Raises:
        DatabaseError: It cannot be read.
    """
    with _errors(), engine.connect() as connection:
        if engine.dialect.name == postgres.NAME:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901  the same one
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection in a transaction that no other writer shares; all of it is kept, or nothing.

    Raises:
        DatabaseError: It cannot be written; nothing was.
    """
    with _errors(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        postgres.lock_writers(connection)
        yield connection


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise DatabaseError(words_of(error)) from error


def words_of(error: Exception) -> str:
    """What the database itself says of an error, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _prepare(connection: Any, _: object) -> None:
    # the driver's own transactions begin too late: a reader that comes to write would fail at once, not wait
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
