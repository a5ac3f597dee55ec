"""The tables behind the pages: the queue with the state of each subject, its index of words, and who works on what.

All but the settings can be made anew from the dataset and the ledger at any time (:mod:`review.items`).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from dataset.postgres import TEXT

VERSION: Final = "3"
"""Raised whenever these tables change: they are dropped and made anew then."""

REVIEW_METADATA: Final = sa.MetaData()
_DERIVED: Final = sa.MetaData()

ITEMS: Final = sa.Table(
    "review_items",
    _DERIVED,
    # the rank in the queue: every index ends with it, so that all ways to page need no sorting
    sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("key", TEXT, nullable=False, unique=True),
    *(
        sa.Column(name, TEXT, nullable=False)
        for name in ("subject", "rule", "severity", "doc_id", "doc_sha256", "source", "issuer", "message", "quote")
    ),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("page", "start", "end", "hanging", "wanted")),
    *(sa.Column(name, sa.Double, nullable=False) for name in ("confidence", "weight")),
    *(sa.Column(name, TEXT) for name in ("expected", "predicted", "other_doc_id")),
    # the row of the dataset that a correction goes to: table.column, and which row of the document, from 0
    sa.Column("field", TEXT, nullable=False),
    sa.Column("row", sa.BigInteger),
    *(sa.Column(name, TEXT, nullable=False) for name in ("basis", "content_key")),
    sa.Column("due", sa.Boolean, nullable=False),
    *(sa.Column(name, TEXT, nullable=False) for name in ("state", "cause", "reviewers", "decided_at")),
    sa.Column("carried", sa.Boolean, nullable=False),
    sa.Column("value", TEXT),
)
_INDEXES: Final = (
    # to page by
    "due", "state", "due rule", "due severity", "doc_id", "issuer",
    # to count by without looking at the rows
    "state rule severity subject", "due rule severity", "due severity rule", "reviewers state",
)  # fmt: skip
for _columns in _INDEXES:
    _names = _columns.split()
    sa.Index(f"review_items_{'_'.join(_names)}", *(ITEMS.c[name] for name in _names))

LINKS: Final = sa.Table(
    "review_links",
    _DERIVED,
    # decisions of other keys that are about the same place: of an earlier file, or an earlier reading
    sa.Column("key", TEXT, primary_key=True),
    sa.Column("decided_key", TEXT, primary_key=True, index=True),
)

CLAIMS: Final = sa.Table(
    "review_claims",
    REVIEW_METADATA,
    sa.Column("key", TEXT, primary_key=True),
    sa.Column("reviewer", TEXT, nullable=False),
    sa.Column("until", sa.Double, nullable=False),
)
PRESSES: Final = sa.Table(
    "review_presses",
    REVIEW_METADATA,
    # decisions that were made by one press of a key: they are taken back together
    sa.Column("decision_id", TEXT, primary_key=True),
    sa.Column("press", TEXT, nullable=False, index=True),
    sa.Column("key", TEXT, nullable=False),
)
SETTINGS: Final = sa.Table(
    "review_settings",
    REVIEW_METADATA,
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("value", TEXT, nullable=False),
)
_WORDS_SQLITE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS review_words USING fts5"
    "(exact, folded, content='', tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
)
_WORDS: Final = (
    "CREATE TABLE IF NOT EXISTS review_words (rowid BIGINT PRIMARY KEY, exact TEXT NOT NULL, folded TEXT NOT NULL)"
)


def make_review_tables(connection: sa.Connection) -> None:
    """Make the tables where there are none; those of another version are made anew, empty."""
    REVIEW_METADATA.create_all(connection)
    found = connection.scalar(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == "version"))
    if found != VERSION:
        clear_items(connection)
        connection.execute(SETTINGS.delete().where(SETTINGS.c.name.in_(("version", "made_of"))))
        connection.execute(SETTINGS.insert().values(name="version", value=VERSION))


def clear_items(connection: sa.Connection, *, indexed: bool = True) -> None:
    """Make everything that can be made anew, empty; many rows are written faster before :func:`index_items`."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS review_words")
    _DERIVED.drop_all(connection)
    _DERIVED.create_all(connection)
    if not indexed:
        for index in sorted(ITEMS.indexes, key=lambda index: str(index.name)):
            index.drop(connection)
    connection.exec_driver_sql(_WORDS_SQLITE if connection.dialect.name == "sqlite" else _WORDS)


def index_items(connection: sa.Connection) -> None:
    """Make the indexes of the items."""
    for index in sorted(ITEMS.indexes, key=lambda index: str(index.name)):
        index.create(connection)
