"""The tables of documents as frames in their own shape: a column for each header, a row for each data row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from dataset.exports.grids import Column, laid_out
from dataset.records import CellRecord, TableRecord

if TYPE_CHECKING:
    import pandas as pd


class Table:
    """One logical table, put together across pages.

    Its frames have one row for each data row (the index ``row`` counts from 1, as the column ``row`` of the dataset
    does) and one column for each header, merged headers joined by ``" / "``; of columns with one name, those after the
    first end with ``" (2)"`` and so on.
    """

    def __init__(self, record: TableRecord, cells: Sequence[CellRecord]) -> None:
        self.record = record
        """Its row of the dataset: pages, counts, evidence."""
        self.cells = list(cells)
        """Its cells by data row, each with its own evidence."""

    def __repr__(self) -> str:
        return f"<Table {self.title or self.record.table_id}: {self.record.rows} × {self.record.columns}>"

    @property
    def title(self) -> str | None:
        """Its title, or that of its annex."""
        return self.record.title

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Columns that hold nothing but numbers as ``float64`` (an empty cell is NaN), the others as texts."""
        import pandas as pd  # noqa: PLC0415  heavy

        frame = self.texts.copy()
        for place, name in enumerate(frame.columns):
            found = [cell for cell in self._column(place) if cell is not None and cell.text]
            if found and all(cell.value is not None for cell in found):
                values = [cell.value if cell is not None and cell.text else None for cell in self._column(place)]
                frame[name] = pd.Series(values, index=frame.index, dtype="float64")
        return frame

    @cached_property
    def texts(self) -> pd.DataFrame:
        """Every cell as it stands in the document, in one line; ``pd.NA`` where a row has no such cell."""
        return self._frame(lambda cell: cell.text, "string")

    @cached_property
    def totals(self) -> pd.DataFrame:
        """For every cell whether it belongs to a row or a column of totals."""
        return self._frame(lambda cell: cell.is_total, "boolean").fillna(False).astype(bool)

    @cached_property
    def total_rows(self) -> pd.Series[bool]:
        """For every data row whether it is one of totals, so that ``frame[~total_rows]`` are the rows to be added."""
        import pandas as pd  # noqa: PLC0415  heavy

        _, rows = self._shape
        found = [all(cell.is_total for cell in row.values()) for row in rows]
        return pd.Series(found, index=self.texts.index, dtype=bool)

    @cached_property
    def _shape(self) -> tuple[list[Column], list[dict[Column, CellRecord]]]:
        return laid_out(self.cells)

    def _column(self, place: int) -> list[CellRecord | None]:
        columns, rows = self._shape
        return [row.get(columns[place]) for row in rows]

    def _frame(self, value: Callable[[CellRecord], object], dtype: str) -> pd.DataFrame:
        import pandas as pd  # noqa: PLC0415  heavy

        columns, rows = self._shape
        index = pd.Index([next(iter(row.values())).row for row in rows], name="row", dtype="int64")
        values = {
            name: [value(cell) if cell is not None else None for cell in self._column(place)]
            for place, name in enumerate(_unique(columns))
        }
        return pd.DataFrame(values, index=index, dtype=dtype)


class Tables(Sequence[Table]):
    """The tables of a document, or of all documents of a dataset, in reading order."""

    def __init__(self, tables: Iterable[TableRecord], cells: Iterable[CellRecord], frame: pd.DataFrame) -> None:
        by_table: dict[tuple[str, str], list[CellRecord]] = defaultdict(list)
        for cell in cells:
            by_table[cell.doc_id, cell.table_id].append(cell)
        self._tables = [Table(record, by_table[record.doc_id, record.table_id]) for record in tables]
        self.frame = frame
        """The table ``tables`` of the dataset: one row for each, with title, counts and pages."""

    @overload
    def __getitem__(self, index: int) -> Table: ...

    @overload
    def __getitem__(self, index: slice) -> list[Table]: ...

    def __getitem__(self, index: int | slice) -> Table | list[Table]:
        return self._tables[index]

    def __len__(self) -> int:
        return len(self._tables)

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables)

    def __repr__(self) -> str:
        return f"<Tables {self._tables}>"


def _unique(columns: Sequence[Column]) -> list[str]:
    names: list[str] = []
    for name, number in columns:
        while (shown := name if number == 0 else f"{name} ({number + 1})") in names:
            number += 1  # noqa: PLW2901  a header may itself end so
        names.append(shown)
    return names
