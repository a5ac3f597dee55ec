"""Tables as the arithmetic rules see them: a grid of cells, what may be added up, and how exact a sum has to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from dataset.records import CellRecord, Records, TableRecord
from normalizers.unicode import compare_key, fold

# columns that never add up: shares, rates, years, ordinals, notes
_NOT_SUMMABLE = re.compile(
    r"%|\b(?:ty le|ti le|ty trong|toc do|binh quan|trung binh|stt|so tt|tt|ghi chu|don gia|muc|he so|thu tu|ma so|"
    r"thoi gian|thoi han|tien do|nam (?:hoan thanh|thuc hien|xay dung))\b"
)
# with marks: "công an" is no "cộng"; "tổng số hộ nghèo" is an indicator of its own, "tổng số toàn xã" a total
_NAMED_TOTAL = re.compile(
    r"^(?:tổng(?: (?:cộng|số|kinh phí|vốn|chung))?|cộng)(?: (?:toàn|cả) \w+(?: \w+)?)?(?:\s*[(:+].*)?$"
)
# the whole area: a total where the table lists all of its parts
_WHOLE_AREA = re.compile(r"^toàn (?:tỉnh|xã|phường|thành phố|đặc khu|huyện)(?:\s*[(:+].*)?$")
# a column may say what it is the total of: "tổng giai đoạn 2026-2030"; N002 tries it against the other columns
_TOTAL_COLUMN = re.compile(r"^(?:tổng|cộng)\b")
# A, B, C over I, II, III: heads of groups
_GROUP = re.compile(r"^(?:[IVXLC]+|[A-ZĐ])$")
_SUB_LABEL = re.compile(r"^\d{1,2}(?:\.\d{1,2})+$")


@dataclass(frozen=True)
class Grid:
    """One table: its columns and data rows in order, its cells by row and column."""

    table_id: str
    columns: list[str]
    rows: list[int]
    cells: dict[tuple[int, str], CellRecord]

    @cached_property
    def plain(self) -> bool:
        """Whether the rows stand side by side, without groups and subtotals."""
        return not any(_GROUP.match(label) or _SUB_LABEL.match(label) for label in self.labels.values())

    @cached_property
    def labels(self) -> dict[int, str]:
        """The ordinal of every row as written in the first column."""
        first = self.columns[0] if self.columns else ""
        return {row: self.cells[row, first].text.strip(" .") for row in self.rows if (row, first) in self.cells}

    def is_numeric(self, column: str) -> bool:
        """Whether most filled cells of a column are numbers."""
        filled = [self.cells[r, column] for r in self.rows if (r, column) in self.cells and self.cells[r, column].text]
        return bool(filled) and sum(cell.value is not None for cell in filled) * 2 > len(filled)

    @cached_property
    def total_rows(self) -> list[int]:
        """The rows that are called a total, or stand for the whole area."""
        return [row for row in self.rows if self.is_named_total(row) or self._opens(row, _WHOLE_AREA)]

    def is_named_total(self, row: int) -> bool:
        """Whether the row is called a total."""
        return self._opens(row, _NAMED_TOTAL)

    def _opens(self, row: int, name: re.Pattern[str]) -> bool:
        opening = (self.cells[row, column] for column in self.columns[:3] if (row, column) in self.cells)
        return any(name.match(compare_key(cell.text)) for cell in opening)

    def total_columns(self) -> list[str]:
        """The columns that are called a total."""
        return [c for c in self.columns if _TOTAL_COLUMN.match(compare_key(c.rpartition(" / ")[2])) and summable(c)]

    def addends(self, total: int, column: str) -> Iterator[list[CellRecord]]:
        """The sets of cells that a total row may add up: all rows, the rows since the last total, groups, leaves."""
        totals = self.total_rows
        numbers = {
            row: self.cells[row, column]
            for row in self.rows
            if row not in totals and (row, column) in self.cells and self.cells[row, column].value is not None
        }
        above = [row for row in totals if row < total]
        below = [row for row in totals if row > total]
        since = above[-1] if above else 0
        until = below[0] if below else max(self.rows, default=0) + 1
        yield [cell for row, cell in numbers.items()]
        yield [cell for row, cell in numbers.items() if since < row < total]
        yield [cell for row, cell in numbers.items() if total < row < until]
        groups = [row for row in numbers if _GROUP.match(self.labels.get(row, ""))]
        for level in sorted({self.level(row) for row in groups}):
            yield [numbers[row] for row in groups if self.level(row) == level]
        yield [cell for row, cell in numbers.items() if row not in groups]
        yield [cell for row, cell in numbers.items() if not _SUB_LABEL.match(self.labels.get(row, ""))]
        yield [
            cell
            for row, cell in numbers.items()
            if row not in groups and not _SUB_LABEL.match(self.labels.get(row, ""))
        ]

    def level(self, row: int) -> int:
        """How deep a row stands: 0 for A, 1 for I, 2 for 1, 3 for 1.1, 4 without an ordinal (a dash, nothing)."""
        label = self.labels.get(row, "")
        if _GROUP.match(label):
            lettered = label not in {"I", "V", "X"} and len(label) == 1 and "A" in self.labels.values()
            return 0 if lettered else 1
        if label.isdigit():
            return 2
        return 3 if _SUB_LABEL.match(label) else 4

    def members(self, head: int) -> list[int]:
        """The rows right under the head of a group: those of the next level, up to the next row of the head's own."""
        block: list[int] = []
        for row in self.rows[self.rows.index(head) + 1 :]:
            if row in self.total_rows or self.level(row) <= self.level(head):
                break
            block.append(row)
        nearest = min((self.level(row) for row in block), default=0)
        return [row for row in block if self.level(row) == nearest]


def grids(records: Records) -> Iterator[Grid]:
    """The tables of a document."""
    by_table: dict[str, list[CellRecord]] = defaultdict(list)
    for cell in records.of(CellRecord):
        by_table[cell.table_id].append(cell)
    for table in records.of(TableRecord):
        cells = by_table[table.table_id]
        yield Grid(
            table.table_id,
            _column_order(cells),
            list(dict.fromkeys(cell.row for cell in cells)),
            {(cell.row, cell.column): cell for cell in cells},
        )


def _column_order(cells: Sequence[CellRecord]) -> list[str]:
    """The columns from left to right; the first rows may leave cells empty, which the dataset does not hold."""
    order: list[str] = []
    for _, row in groupby(cells, key=lambda cell: cell.row):
        columns = [cell.column for cell in row]
        for index, column in enumerate(columns):
            if column in order:
                continue
            behind = next((order.index(c) for c in columns[index + 1 :] if c in order), len(order))
            order.insert(order.index(columns[index - 1]) + 1 if index else behind, column)
    return order


def summable(column: str) -> bool:
    """Whether figures of a column can be added up at all."""
    return not _NOT_SUMMABLE.search(fold(compare_key(column)))


def tolerance(total: CellRecord, parts: Sized | Sequence[CellRecord]) -> float:
    """How far a sum may be off because its parts were rounded: half a unit of the last place for each part."""
    decimals = len(match.group(1)) if (match := re.search(r",(\d+)\s*$", total.text)) else 0
    return 1e-6 if decimals == 0 else 0.5 * 10**-decimals * (len(parts) + 1)


def format_number(value: float) -> str:
    """A number as Vietnamese documents print it: 1.184.000 and 95,5."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")
