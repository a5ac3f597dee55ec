"""A mark of the state of a dataset: it changes with every transaction that may change a row, and never comes back.

Whoever has read something under a mark knows that it still stands so while the mark is the same.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Final

import sqlalchemy as sa

from dataset.postgres import TEXT
from dataset.tables import METADATA

REVISION: Final = sa.Table("revision", METADATA, sa.Column("mark", TEXT, primary_key=True))
"""At most one row."""
_FORGET: Final = REVISION.delete()


def renew(connection: sa.Connection) -> None:
    """Set another mark, within the transaction that changes something."""
    connection.execute(_FORGET)
    # not a count: one that begins again after a fresh start would pass through the same values
    connection.execute(REVISION.insert(), {"mark": token_hex(16)})


def revision(connection: sa.Connection) -> str:
    """The mark as a transaction sees it; empty for a dataset in which nothing was written yet."""
    return connection.scalar(sa.select(REVISION.c.mark)) or ""
