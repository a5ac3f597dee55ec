"""What can go wrong with a store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from dataset import postgres
from dataset.database import words_of


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why."""


class StoreVersionError(StoreError):
    """The store was made by a version with other tables."""


class StoreTakenError(StoreError):
    """Another batch writes to the store."""


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn errors of the database into :class:`StoreError`."""
    try:
        yield
    except postgres.TakenError as error:
        raise StoreTakenError from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(words_of(error)) from error
