"""The tables of the store: those of the records, made from their models, and those of the batch."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from dataset.columns import columns_of, has_document
from dataset.postgres import TEXT
from dataset.records import RECORD_TYPES, Correction, EvidenceRecord, Finding, Record, UnitRecord

DERIVED: Final = (UnitRecord, Finding, EvidenceRecord, Correction)
"""Tables that are computed over all documents, not read from one."""

_TYPES: Final[dict[type, sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]]] = {
    str: TEXT,
    int: sa.BigInteger,
    float: sa.Double,
    bool: sa.Boolean,
}


def _record_table(metadata: sa.MetaData, record: type[Record]) -> sa.Table:
    columns = [sa.Column(spec.name, _TYPES[spec.kind], nullable=spec.nullable) for spec in columns_of(record)]
    # the order of the rows within their document is part of the dataset
    key = ["doc_id", "position"] if has_document(record) and record not in DERIVED else ["position"]
    table = sa.Table(record.table, metadata, sa.Column("position", sa.BigInteger, nullable=False), *columns)
    table.append_constraint(sa.PrimaryKeyConstraint(*key))
    if record is Finding or record is EvidenceRecord:
        sa.Index(f"{record.table}_finding_id", table.c.finding_id)
        # one document of a large archive is shown with its findings
        sa.Index(f"{record.table}_doc_id", table.c.doc_id)
    return table


METADATA: Final = sa.MetaData()
TABLES: Final = {name: _record_table(METADATA, record) for name, record in RECORD_TYPES.items()}
TEXTS: Final = sa.Table(
    "texts", METADATA, sa.Column("doc_id", TEXT, primary_key=True), sa.Column("text", TEXT, nullable=False)
)
LAYOUTS: Final = sa.Table(
    "layouts",
    METADATA,
    sa.Column("doc_id", TEXT, primary_key=True),
    sa.Column("words", sa.LargeBinary, nullable=False),
)
"""Where the words of a document stand on its pages (:class:`dataset.layout.Layout`)."""
JOURNAL: Final = sa.Table(
    "journal",
    METADATA,
    sa.Column("doc_id", TEXT, primary_key=True),
    *(sa.Column(name, TEXT, nullable=False) for name in ("sha256", "version", "options")),
)
CHECKED: Final = sa.Table(
    "checked",
    METADATA,
    sa.Column("doc_id", TEXT, primary_key=True),
    sa.Column("state", TEXT, nullable=False),
    sa.Column("found", TEXT, nullable=False),
)
"""What the rules of document scope said of a document, under which versions of the rules (``state``)."""
CHECK_STATES: Final = sa.Table(
    "check_states",
    METADATA,
    sa.Column("state", TEXT, primary_key=True),
    sa.Column("rules", TEXT, nullable=False),
)
SOURCES: Final = sa.Table(
    "sources",
    METADATA,
    sa.Column("source", TEXT, primary_key=True),
    sa.Column("doc_id", TEXT, nullable=False, index=True),
)
FAILURES: Final = sa.Table(
    "failures",
    METADATA,
    sa.Column("source", TEXT, primary_key=True),
    *(sa.Column(name, TEXT, nullable=False) for name in ("sha256", "stage", "cause", "remedy")),
    # what the cause is made of, and what was tried: for whoever tells it again, or decides whether to try again
    *(sa.Column(name, TEXT, nullable=False) for name in ("code", "details", "version", "options")),
)
ARCHIVES: Final = sa.Table(
    "archives",
    METADATA,
    sa.Column("sha256", TEXT, primary_key=True),
    sa.Column("options", TEXT, primary_key=True),
    sa.Column("listing", TEXT, nullable=False),
)
"""What is in an archive of documents, under the bounds with which it was looked at."""
MARKS: Final = sa.Table(
    "marks",
    METADATA,
    sa.Column("address", TEXT, primary_key=True),
    *(sa.Column(name, TEXT, nullable=False) for name in ("mark", "sha256")),
    sa.Column("size", sa.BigInteger, nullable=False),
)
"""What was in a file or at an address, under which mark (:mod:`dataset.kept_marks`)."""
COSTS: Final = sa.Table(
    "costs",
    METADATA,
    sa.Column("doc_id", TEXT, primary_key=True),
    sa.Column("stage", TEXT, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    *(sa.Column(name, sa.Double, nullable=False) for name in ("seconds", "megabytes")),
)
"""What reading a document took (:mod:`dataset.kept_costs`)."""
FINISHED: Final = sa.Table(
    "finished", METADATA, sa.Column("state", TEXT, primary_key=True), sa.Column("word", TEXT, nullable=False)
)
"""At most one row: all that is made from the dataset has been made (:mod:`dataset.kept_finish`)."""
META: Final = sa.Table(
    "meta", METADATA, sa.Column("key", TEXT, primary_key=True), sa.Column("value", TEXT, nullable=False)
)
