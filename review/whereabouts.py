"""Where in the dataset a finding stands, so that its correction goes to the very value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from dataset.records import RECORD_TYPES
from dataset.tables import TABLES
from review.corrections import checked, normaliser_of
from review.policy import review_policy
from review.subjects import plain

_LOOKED_IN: Final = ("cells", "targets", "assignments", "unit_mentions", "places", "citations", "deadlines")
"""Tables in the order in which they are looked through; recoveries and texts of tasks are no values of a finding."""


@dataclass(frozen=True)
class Place:
    """A value of the dataset: ``table.column`` and which row of the document, from 0."""

    field: str
    row: int


def place_of_finding(
    connection: sa.Connection, doc_id: str, start: int, end: int, observed: str | None
) -> Place | None:
    """The one value that stands inside some characters of a document and is what a finding observed there.

    Nothing where there is none, or where a table has several: a correction is then a remark on the text.
    """
    if not observed:
        return None
    for table in _LOOKED_IN:
        found = [
            (Place(f"{table}.{column}", row["position"]), row[RECORD_TYPES[table].evidence_columns[2]])
            for row in _inside(connection, table, doc_id, start, end)
            for column in _columns(table)
            if row[column] is not None and _same(f"{table}.{column}", row[column], observed)
        ]
        if len(found) > 1:
            # a finding on a cell goes from the beginning of its row to the cell
            found = [(place, last) for place, last in found if last == end]
        if len(found) == 1:
            return found[0][0]
        if found:
            return None
    return None


def _inside(connection: sa.Connection, table: str, doc_id: str, start: int, end: int) -> list[Any]:
    columns = TABLES[table].c
    _, first, last, *_ = RECORD_TYPES[table].evidence_columns
    query = sa.select(TABLES[table]).where(columns.doc_id == doc_id, columns[first] >= start, columns[last] <= end)
    return list(connection.execute(query.order_by(columns.position)).mappings())


def _columns(table: str) -> list[str]:
    names = [field.partition(".")[2] for field in review_policy().columns if field.startswith(f"{table}.")]
    # the number of a cell says what its text says, and is what totals are made of
    return ["value"] if table == "cells" else names


def _same(field: str, value: str | float | bool, observed: str) -> bool:
    if plain(value) == observed:
        return True
    # a symbol is a part of what its normaliser reads: the number before it would be lost
    return normaliser_of(field) != "symbol" and plain(value) == checked(field, observed).value
