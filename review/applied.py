"""Brings the corrections of the ledger into the dataset: the table ``corrections``, from which exports take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from dataset.database import reading
from dataset.decisions import Decision
from dataset.exports.grids import GROUPED
from dataset.records import CellRecord, Correction, Recovery
from dataset.store import Store
from dataset.tables import TABLES
from normalizers.numbers import parse_number
from review.restate import standing_of
from review.subjects import plain
from review.tables import ITEMS
from review.whereabouts import Place, place_of_finding

_VALUE = "cells.value"
_TEXT = "cells.text"


def apply_corrections(store: Store, engine: sa.Engine) -> int:
    """Put the corrections that count now in the place of those of the last time; how many there are.

    What is in conflict is not among them, nor what has been taken back.

    Raises:
        DatabaseError: The ledger cannot be read.
        StoreError: The store cannot be written.
    """
    with reading(engine) as connection:
        found = all_corrections(connection)
    if found != list(store.rows(Correction)):
        # what is as it was is left alone: a change of the store is told to subscribers
        store.replace(Correction, found)
    return len(found)


def all_corrections(connection: sa.Connection) -> list[Correction]:
    """The corrections of all documents that count now, in the order of the table, as a transaction sees them."""
    # where two are about one value the later one counts, for it comes last; both stand in the table
    return sorted(
        _corrections(connection),
        key=lambda row: (row.doc_id, row.of_table or "", row.row or 0, row.column or "", row.decided_at),
    )


def corrections_in(connection: sa.Connection, doc_id: str) -> list[Correction]:
    """The corrections of one document that count now, the later ones behind, as a transaction sees them."""
    return sorted(_corrections(connection, doc_id), key=lambda row: row.decided_at)


def _corrections(connection: sa.Connection, doc_id: str | None = None) -> Iterator[Correction]:
    query = sa.select(ITEMS).where(ITEMS.c.state == "corrected", ITEMS.c.value.is_not(None))
    if doc_id is not None:
        query = query.where(ITEMS.c.doc_id == doc_id)
    items = connection.execute(query.order_by(ITEMS.c.position)).mappings().all()
    standings = standing_of(connection, [item["key"] for item in items])
    for item in items:
        standing = standings[item["key"]]
        if standing.correction is None or standing.correction.value is None:
            continue
        place = _place(connection, item)
        for field, value in _values(connection, item["doc_id"], place, standing.correction.value):
            yield _correction(connection, item, standing.correction, standing.carried, (field, place, value))


def _place(connection: sa.Connection, item: Mapping[Any, Any]) -> Place | None:
    if item["subject"] == "value":
        return Place(item["field"], item["row"])
    return place_of_finding(connection, item["doc_id"], item["start"], item["end"], item["predicted"])


def _values(connection: sa.Connection, doc_id: str, place: Place | None, value: str) -> Iterator[tuple[str, str]]:
    """The columns that a correction changes: the text and the number of a cell say the same."""
    field = place.field if place else ""
    yield field, value
    if place is None or field not in {_VALUE, _TEXT}:
        return
    columns = TABLES[CellRecord.table].c
    here = (columns.doc_id == doc_id) & (columns.position == place.row)
    row = connection.execute(sa.select(columns.text, columns.value).where(here)).first()
    if field == _TEXT:
        number = parse_number(value)
        if row is not None and (number is not None or row.value is not None):
            yield _VALUE, (plain(number.value) or "") if number else ""
    else:
        yield _TEXT, _written(value, row.text if row else "")


def _written(number: str, like: str) -> str:
    """A plain decimal as the document writes numbers: a comma, and points between the thousands where it has them."""
    whole, _, decimals = number.lstrip("-").partition(".")
    if GROUPED.fullmatch(like):
        whole = f"{int(whole):,}".replace(",", ".")
    sign = "-" if number.startswith("-") else ""
    return f"{sign}{whole},{decimals}" if decimals else f"{sign}{whole}"


def _correction(
    connection: sa.Connection,
    item: Mapping[Any, Any],
    decision: Decision,
    carried: bool,
    what: tuple[str, Place | None, str],
) -> Correction:
    field, place, value = what
    table, _, column = field.partition(".")
    return Correction(
        doc_id=item["doc_id"],
        of_table=table or None,
        row=place.row + 1 if place else None,
        column=column or None,
        as_read=_as_read(connection, item),
        predicted=_predicted(connection, item, table, column, place),
        corrected=value,
        reviewer=decision.reviewer,
        decided_at=decision.at,
        reason=decision.reason or None,
        carried=carried,
        decision_id=decision.decision_id,
        key=item["key"],
        **{name: item[name] for name in ("page", "start", "end", "quote", "confidence")},
    )


def _predicted(
    connection: sa.Connection, item: Mapping[Any, Any], table: str, column: str, place: Place | None
) -> str | None:
    if place is None:
        observed: str | None = item["predicted"]
        return observed
    columns = TABLES[table].c
    here = (columns.doc_id == item["doc_id"]) & (columns.position == place.row)
    return plain(connection.scalar(sa.select(columns[column]).where(here)))


def _as_read(connection: sa.Connection, item: Mapping[Any, Any]) -> str | None:
    """The words of an item before the recovery changed them; nothing where it has not, or not inside them alone."""
    columns = TABLES[Recovery.table].c
    touching = (columns.doc_id == item["doc_id"]) & (columns.start < item["end"]) & (columns.end > item["start"])
    rows = connection.execute(sa.select(TABLES[Recovery.table]).where(touching).order_by(columns.start.desc()))
    text, changed = item["quote"], False
    for row in rows.mappings():
        first, last = row["start"] - item["start"], row["end"] - item["start"]
        if first < 0 or last > len(item["quote"]):
            continue
        text, changed = text[:first] + row["before"] + text[last:], True
    return text if changed else None
