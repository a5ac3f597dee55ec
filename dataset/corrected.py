"""The rows of the dataset with what reviewers corrected in the place of what was read.

The store keeps both apart: its tables hold what was read, and are what rules see; ``corrections`` holds what people
decided. Only on the way out are they put together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from dataset.columns import columns_of, has_document
from dataset.records import Correction, Record, Records
from dataset.store import Store
from dataset.tables import DERIVED

R = TypeVar("R", bound=Record)
_Values = Mapping[str, str]


def corrected_rows(store: Store, kind: type[R]) -> Iterator[R]:
    """All rows of one table in their order, corrected; their evidence stays that of what was read."""
    corrections = corrections_of(store, kind)
    if not corrections:
        yield from store.rows(kind)
        return
    document, number = "", 0
    for row in store.rows(kind):
        doc_id: str = row.doc_id  # type: ignore[attr-defined]  # only such tables have corrections
        number = number + 1 if doc_id == document else 1
        document = doc_id
        values = corrections.get((doc_id, number))
        yield row if values is None else corrected(row, values)


def corrected_records(store: Store, doc_id: str, records: Records) -> Records:
    """The rows of one document, all of each table in their order, corrected."""
    found: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for row in store.rows(Correction, {"doc_id": [doc_id]}):
        if row.of_table is not None and row.row is not None and row.column is not None:
            found[row.of_table, row.row][row.column] = row.corrected
    if not found:
        return records
    numbers: Counter[str] = Counter()
    mended = []
    for record in records:
        numbers[record.table] += 1
        values = found.get((record.table, numbers[record.table]))
        mended.append(record if values is None else corrected(record, values))
    return Records(mended)


def corrected(row: R, values: _Values) -> R:
    """A row with other values in some columns, given as texts; empty for none."""
    kinds = {column.name: column for column in columns_of(type(row))}
    typed: dict[str, Any] = {}
    for name, text in values.items():
        column = kinds[name]
        typed[name] = None if not text and column.nullable else column.kind(text)
    return type(row).model_validate({**row.model_dump(), **typed})


def corrections_of(store: Store, kind: type[Record]) -> Mapping[tuple[str, int], _Values]:
    """By document and number of the row (from 1) in one table: the columns with other values, as texts."""
    found: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    if has_document(kind) and kind not in DERIVED:
        for row in store.rows(Correction):
            if row.of_table == kind.table and row.row is not None and row.column is not None:
                found[row.doc_id, row.row][row.column] = row.corrected
    return found
