"""The tables of the ledger. They belong to no version of the dataset: whatever becomes of the other tables, they stay.

Rows are only ever added. The database itself refuses everything else, so that no program that opens the file can change
by mistake what was decided.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from dataset.postgres import TEXT

LEDGER_METADATA: Final = sa.MetaData()
DECISIONS: Final = sa.Table(
    "decisions",
    LEDGER_METADATA,
    # the order in which they came to this database; the order in which they were made is that of ``at``
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("decision_id", TEXT, nullable=False, unique=True),
    sa.Column("at", TEXT, nullable=False),
    sa.Column("reviewer", TEXT, nullable=False),
    sa.Column("subject", TEXT, nullable=False),
    sa.Column("key", TEXT, nullable=False, index=True),
    sa.Column("action", TEXT, nullable=False),
    sa.Column("reason", TEXT, nullable=False),
    sa.Column("value", TEXT),
    sa.Column("field", TEXT, nullable=False),
    sa.Column("predicted", TEXT),
    sa.Column("basis", TEXT, nullable=False),
    sa.Column("content_key", TEXT, nullable=False, index=True),
    sa.Column("refers", TEXT, nullable=False),
    sa.Column("doc_sha256", TEXT, nullable=False, index=True),
    sa.Column("source", TEXT, nullable=False),
    sa.Column("rule", TEXT, nullable=False),
    sa.Column("quote", TEXT, nullable=False),
    sqlite_autoincrement=True,
)

_REFUSED: Final = "decisions are only ever added"
_GUARDS: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        *(
            f"CREATE TRIGGER IF NOT EXISTS decisions_no_{change} BEFORE {change.upper()} ON decisions "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            for change in ("update", "delete")
        ),
        # REPLACE takes rows away without asking the trigger of deletions
        "CREATE TRIGGER IF NOT EXISTS decisions_no_replace BEFORE INSERT ON decisions "
        "WHEN EXISTS (SELECT 1 FROM decisions WHERE decision_id = NEW.decision_id OR sequence = NEW.sequence) "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION decisions_refused() RETURNS trigger AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$ LANGUAGE plpgsql",
        # made once: making it again would wait for everybody who reads
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'decisions'::regclass "
        "AND tgname = 'decisions_only_added') THEN "
        "CREATE TRIGGER decisions_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions "
        "FOR EACH STATEMENT EXECUTE FUNCTION decisions_refused(); END IF; END $$",
    ),
}


def make_ledger(connection: sa.Connection) -> None:
    """Make the tables of the ledger where there are none, and their guards."""
    LEDGER_METADATA.create_all(connection)
    for statement in _GUARDS.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)
