"""Begins a store anew without losing what people decided.

The file stays the same one: whoever reviews while a batch begins anew goes on writing to it. Everything that can be
made from the documents goes, of whatever version; the ledger and the settings of the review stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dataset import postgres
from dataset.database import DatabaseError, address_of, durable_engine, writing
from dataset.decisions import Decision, Ledger
from dataset.tables import META, METADATA

_KEPT: Final = ("decisions", "review_", "sqlite_")
"""How the names of the tables begin that are not made from documents, or belong to others."""
_DAMAGE: Final = ("not a database", "malformed")
"""What SQLite says of a file that it cannot make sense of."""
SUFFIXES: Final = ("", "-wal", "-shm")
DAMAGED: Final = ".damaged"
"""What is put behind the name of a file that is no database any more."""


def begin_anew(path: Path) -> Path | None:
    """Empty the store in a file, if there is one; where the file is damaged, put it aside and return its new name.

    Decisions that can still be read in a damaged one are carried over.

    Raises:
        DatabaseError: It cannot be written.
        OSError: A damaged one cannot be renamed.
    """
    if not path.exists():
        return None
    try:
        empty(address_of(path))
    except DatabaseError as error:
        if not any(words in str(error) for words in _DAMAGE):
            raise
    else:
        return None
    decisions = _readable(path)
    aside = _unused(path)
    for suffix in SUFFIXES:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    if decisions:
        with Ledger.at(path) as ledger:
            ledger.merge(decisions)
    return aside


def empty(address: str) -> None:
    """Drop every table of a store (an SQLAlchemy URL) but those of the ledger and of the review.

    Raises:
        DatabaseError: It cannot be written, or a batch is at work in it; nothing was dropped.
    """
    engine = durable_engine(address)
    try:
        with writing(engine) as connection:
            try:
                postgres.lock_batch_here(connection)
            except postgres.TakenError as error:
                raise DatabaseError("a batch is at work") from error
            postgres.lock_tables(connection)
            names = set(sa.inspect(connection).get_table_names())
            if engine.dialect.name != "sqlite":
                # a file is the store's alone; a server may hold tables of others
                names &= set(METADATA.tables) if META.name in names else set()
            for name in sorted(names):
                if not name.startswith(_KEPT):
                    sa.Table(name, sa.MetaData()).drop(connection)
    finally:
        engine.dispose()


def _readable(path: Path) -> list[Decision]:
    """What can be read of the ledger in a damaged file."""
    try:
        with Ledger.at(path) as ledger:
            return ledger.decisions()
    except DatabaseError:
        return []


def _unused(path: Path) -> Path:
    number = 0
    while (aside := path.with_name(f"{path.name}{DAMAGED}{number or ''}")).exists():
        number += 1
    return aside
