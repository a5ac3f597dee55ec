"""What PostgreSQL needs that SQLite does not: waiting for a database that was stopped, and locks without files.

A database that does not answer when a program begins is a wrong address, and told at once. One that goes away later was
stopped, restarted or cut off: connections are tried again for :data:`PATIENCE_SECONDS`, and a transaction that was cut
off is done again by whoever knows that doing it twice gives the same (:meth:`dataset.store.Store`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
P = ParamSpec("P")

NAME: Final = "postgresql"
TEXT: Final = sa.Text().with_variant(sa.Text(collation="C"), NAME)
"""Text that sorts and compares by code point on every database, whatever language it was set up for."""
PATIENCE_SECONDS: Final = 120.0
"""For how long a database that went away is waited for, and a lock that another program holds."""
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 5.0
_TRIES: Final = 4
"""How often work is done that is cut off each time; each time the database has been there in between."""
_GONE: Final = ("08", "57P", "53300", "55006")
"""Beginnings of SQLSTATEs that pass: no connection, going down or starting, too many connections, in use."""

# advisory locks of a database: any numbers, as long as nobody else who uses it has the same
_TABLES_LOCK: Final = 7_201_001
_WRITERS_LOCK: Final = 7_201_002
_BATCH_LOCK: Final = 7_201_003


class TakenError(Exception):
    """Another batch writes to the database."""


def done_again(method: Callable[P, T]) -> Callable[P, T]:
    """A method whose work may be done twice, done again where its connection went away in the middle."""

    @wraps(method)
    def wrapped(*arguments: P.args, **named: P.kwargs) -> T:
        for _ in range(_TRIES - 1):
            try:
                return method(*arguments, **named)
            except Exception as error:
                if not is_gone(error.__cause__):
                    raise
        return method(*arguments, **named)

    return wrapped


def normal_address(address: str) -> sa.URL:
    """An address whose driver is the one that is tested, where it names none.

    Raises:
        sqlalchemy.exc.ArgumentError: It is no address.
    """
    url = sa.make_url(address)
    return url.set(drivername=f"{NAME}+psycopg") if url.drivername in {NAME, "postgres"} else url


def connect_options(address: str | sa.URL) -> dict[str, Any]:
    """What an engine is made with, so that a connection that is cut off is found out; nothing for SQLite."""
    if sa.make_url(address).get_backend_name() != NAME:
        return {}
    alive = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10, **alive}}


def prepare_engine(engine: sa.Engine) -> None:
    """Have an engine wait for its database where that had answered before, and no longer for a lock than that."""
    answered = False

    def connect(dialect: Any, _: object, arguments: Any, named: Any) -> Any:
        nonlocal answered
        connection = _patiently(lambda: dialect.connect(*arguments, **named)) if answered else None
        connection = connection or dialect.connect(*arguments, **named)
        answered = True
        return connection

    def begin(connection: Any, _: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(PATIENCE_SECONDS * 1000)}")
        connection.commit()

    if engine.dialect.name == NAME:
        sa.event.listen(engine, "do_connect", connect)
        sa.event.listen(engine, "connect", begin)


def is_gone(error: BaseException | None) -> bool:
    """Whether an error says that the connection went away in the middle, so that nobody knows what came of the work."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(_GONE)


def lock_tables(connection: sa.Connection) -> None:
    """Make tables while nobody else does, to the end of the transaction; nothing to do on SQLite."""
    _lock(connection, _TABLES_LOCK)


def lock_writers(connection: sa.Connection) -> None:
    """Write what people decide while nobody else does, to the end of the transaction; nothing to do on SQLite."""
    _lock(connection, _WRITERS_LOCK)


def lock_batch(connection: sa.Connection, *, wait: bool = False) -> None:
    """Keep other batches out as long as the connection lives; with ``wait`` until one that has died is forgotten.

    Raises:
        TakenError: Another batch is at work.
    """
    _try(connection, "pg_try_advisory_lock", wait=wait)


def lock_batch_here(connection: sa.Connection) -> None:
    """The same to the end of the transaction; nothing to do on SQLite. Raises as :func:`lock_batch` does."""
    if connection.dialect.name == NAME:
        _try(connection, "pg_try_advisory_xact_lock", wait=False)


def pauses(seconds: float = PATIENCE_SECONDS) -> Iterator[float]:
    """Pauses that grow, together no longer than ``seconds``; sleeping is left to the caller."""
    pause, until = _FIRST_PAUSE, time.monotonic() + seconds
    while time.monotonic() + pause < until:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


@contextmanager
def closing(connection: sa.Connection) -> Iterator[sa.Connection]:
    """The connection, which is thrown away and not used again if something fails on it."""
    try:
        yield connection
    except BaseException:
        connection.invalidate()
        connection.close()
        raise


def _lock(connection: sa.Connection, key: int) -> None:
    if connection.dialect.name == NAME:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _try(connection: sa.Connection, function: str, *, wait: bool) -> None:
    query = sa.select(getattr(sa.func, function)(_BATCH_LOCK))
    for pause in pauses() if wait else ():
        if connection.scalar(query):
            return
        time.sleep(pause)
    if not connection.scalar(query):
        raise TakenError


def _patiently(connect: Callable[[], T]) -> T | None:
    """What a call gives as soon as it gives anything; None when the patience is at its end."""
    for pause in pauses():
        try:
            return connect()
        except Exception:  # the driver's own; what it was is told by the last try, whose error nobody catches
            time.sleep(pause)
    return None
