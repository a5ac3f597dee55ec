"""The tables of the HTTP interface: tokens, documents handed in, subscriptions, and what is to be sent to them.

Their names begin as those of the review do: none of them can be made again from documents, so ``--fresh`` leaves them.
Times are seconds since 1970 (UTC).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from dataset.postgres import TEXT

API_METADATA: Final = sa.MetaData()

TOKENS: Final = sa.Table(
    "review_api_tokens",
    API_METADATA,
    sa.Column("token_id", TEXT, primary_key=True),
    # the SHA-256 of a secret of 256 random bits: there is nothing in it to guess, so nothing slower is needed
    sa.Column("hashed", TEXT, nullable=False),
    sa.Column("name", TEXT, nullable=False),
    sa.Column("scopes", TEXT, nullable=False),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("ends_at", sa.Double),
    sa.Column("revoked_at", sa.Double),
)
SUBMISSIONS: Final = sa.Table(
    "review_api_submissions",
    API_METADATA,
    sa.Column("submission_id", TEXT, primary_key=True),
    sa.Column("token_id", TEXT, nullable=False, index=True),
    # which inbox its file lies in: several servers may share one database
    sa.Column("inbox", TEXT, nullable=False),
    *(sa.Column(name, TEXT, nullable=False) for name in ("file", "name", "kind", "sha256")),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("state", TEXT, nullable=False, index=True),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Column("tries", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("outcome", TEXT, nullable=False),
)
HOOKS: Final = sa.Table(
    "review_api_hooks",
    API_METADATA,
    sa.Column("hook_id", TEXT, primary_key=True),
    sa.Column("token_id", TEXT, nullable=False, index=True),
    *(sa.Column(name, TEXT, nullable=False) for name in ("url", "events", "description", "secret")),
    sa.Column("made_at", sa.Double, nullable=False),
)
DELIVERIES: Final = sa.Table(
    "review_api_deliveries",
    API_METADATA,
    sa.Column("delivery_id", TEXT, primary_key=True),
    sa.Column("hook_id", TEXT, nullable=False, index=True),
    *(sa.Column(name, TEXT, nullable=False) for name in ("event", "body", "state")),
    sa.Column("made_at", sa.Double, nullable=False),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Column("due_at", sa.Double, nullable=False),
    sa.Column("leased_until", sa.Double, nullable=False),
    sa.Column("tries", sa.BigInteger, nullable=False),
    sa.Column("status", sa.BigInteger),
    sa.Column("error", TEXT, nullable=False),
)
sa.Index("review_api_deliveries_due", DELIVERIES.c.state, DELIVERIES.c.due_at)
FACTS: Final = sa.Table(
    "review_api_facts",
    API_METADATA,
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("value", TEXT, nullable=False),
)
"""What the interface has to remember besides: the state of the dataset that was last told of."""


def make_api_tables(connection: sa.Connection) -> None:
    """Make the tables where there are none."""
    API_METADATA.create_all(connection)
