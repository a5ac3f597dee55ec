"""The tables of the documents, each as a person wants it in a spreadsheet: a header row, then the data rows."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import ClassVar, Final

from dataset.corrected import corrected_rows
from dataset.exports.base import DOC_PATTERN, Exporter, Language, remove_others
from dataset.exports.cells import guarded
from dataset.exports.many import replace_many
from dataset.records import CellRecord
from dataset.store import Store

GROUPED: Final = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
"""A whole number with points between the thousands."""
_ODD: Final = re.compile(r"[^A-Za-z0-9_.-]+")

Column = tuple[str, int]
"""A header and which one of that name it is, from 0."""


class GridExporter(Exporter):
    """``DOC-TABLE.csv`` for every table: UTF-8 with the mark that spreadsheet programs look for.

    Whole numbers with points between the thousands are written without them, so that a program sees a number under
    every regional setting; everything else stands as in the document.
    """

    name = "tables"
    folder = "tables"
    always = True
    for_people = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "mỗi bảng trong văn bản một tệp CSV để mở bằng Excel",
        "en": "each table of a document as a CSV file for spreadsheet programs",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the tables and remove those that are gone."""
        paths = replace_many(_files(store, folder))
        remove_others(folder, f"{DOC_PATTERN}-*.csv", paths)
        return paths


def _files(store: Store, folder: Path) -> Iterator[tuple[Path, bytes]]:
    rows = corrected_rows(store, CellRecord)
    for (doc_id, table_id), cells in groupby(rows, lambda cell: (cell.doc_id, cell.table_id)):
        file = StringIO(newline="")
        csv.writer(file).writerows(grid(list(cells)))
        yield folder / f"{doc_id}-{_short(doc_id, table_id)}.csv", file.getvalue().encode("utf-8-sig")


def laid_out(cells: list[CellRecord]) -> tuple[list[Column], list[dict[Column, CellRecord]]]:
    """The columns of a table in their order, and its data rows; columns of one name stay apart."""
    rows: dict[int, dict[Column, CellRecord]] = defaultdict(dict)
    columns: list[Column] = []
    for number, row in groupby(cells, lambda cell: cell.row):
        seen: Counter[str] = Counter()
        position = 0
        for cell in row:
            column = (cell.column, seen[cell.column])
            seen[cell.column] += 1
            if column not in columns:
                # a column that a merged cell hid in the rows above
                columns.insert(position, column)
            position = columns.index(column) + 1
            rows[number][column] = cell
    return columns, list(rows.values())


def grid(cells: list[CellRecord]) -> Iterator[list[str]]:
    """The rows of a table as texts, the header first."""
    columns, rows = laid_out(cells)
    yield [guarded(name) for name, _ in columns]
    for found in rows:
        yield [_value(found.get(column)) for column in columns]


def _value(cell: CellRecord | None) -> str:
    if cell is None:
        return ""
    if cell.value is not None and GROUPED.fullmatch(cell.text):
        return cell.text.replace(".", "")
    return guarded(cell.text)


def _short(doc_id: str, table_id: str) -> str:
    """The part of a table's identity behind that of its document, fit for a file name."""
    return _ODD.sub("_", table_id.removeprefix(doc_id).lstrip("-_.:/")) or "0"
