"""The dataset as CSV: RFC 4180 (comma, double quotes, CRLF), UTF-8 without a mark, header row, one file per table."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from dataset.columns import columns_of
from dataset.exports.base import Exporter, Language, replacing
from dataset.exports.cells import writers
from dataset.exports.values import corrected_values
from dataset.records import RECORD_TYPES, Record
from dataset.store import Store


class CsvExporter(Exporter):
    """One CSV file per table; cells that could be formulas are guarded as :mod:`dataset.exports.cells` says."""

    name = "csv"
    folder = "dataset"
    always = True
    order = 10
    along = ("tables",)
    summary: ClassVar[dict[Language, str]] = {
        "vi": "mỗi bảng một tệp CSV (RFC 4180, UTF-8)",
        "en": "one CSV file per table (RFC 4180, UTF-8)",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write every table, empty ones too."""
        return [_write_table(store, record, folder / f"{record.table}.csv") for record in RECORD_TYPES.values()]


def _write_table(store: Store, record: type[Record], path: Path) -> Path:
    columns = columns_of(record)
    with replacing(path) as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        writer.writerows(_rows(store, record))
    return path


def _rows(store: Store, record: type[Record]) -> Iterator[list[Any]]:
    special = writers(columns_of(record))
    for values in corrected_values(store, record):
        row = list(values)
        for index, text_of in special:
            if (value := row[index]) is not None:
                row[index] = text_of(value)
        yield row
