"""The rows of the dataset as plain values: what is written by the thousand needs no records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dataset.corrected import corrected_rows
from dataset.records import Correction, Record
from dataset.store import Store


def corrected_values(store: Store, kind: type[Record]) -> Iterator[tuple[Any, ...]]:
    """The values of all rows of one table, in the order of its columns, corrected."""
    if any(row.of_table == kind.table for row in store.rows(Correction)):
        return (row.values() for row in corrected_rows(store, kind))
    return store.values(kind)
