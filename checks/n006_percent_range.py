"""N006 percent-range: a share above 100 % or below 0 %."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, grids
from dataset.records import CellRecord, Target
from normalizers.unicode import compare_key, fold

# words are compared without their tone marks; "giám sát" and "giảm nghèo" are no decrease
# a rate of growth, of fulfilment or against another figure may well pass 100 %; a share of a whole cannot
_SHARE = re.compile(r"\b(?:ty le|ti le|ty trong|do bao phu|co cau|muc do hai long|do che phu)\b")
_NO_DECREASE = re.compile(r"\bgiám (?:sát|đốc|định|hộ)\b|\bgiảm nghèo\b")
# in tables: the column of units, and columns that set two figures against each other
_UNIT = re.compile(r"^(?:don vi(?: tinh)?|dvt)\b")
_COMPARED = re.compile(r"\b(?:tang|giam|so voi|so sanh|toc do|gap|von|kinh phi)\b")
_NO_SHARE = re.compile(
    r"\b(?:tang|giam|so voi|hoan thanh|thuc hien|vuot|dat ke hoach|toc do|gap|chi so|boi thuong|gia cu the|don gia|"
    r"gia dich vu|muc thu|tinh bang)\b"
)


class PercentRange(DocumentRule):
    """A share of a whole lies between 0 and 100 %."""

    code = "N006"
    name = "percent-range"
    severity = "error"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every target and every cell of a column of shares that lies outside."""
        for target in plan.records.of(Target):
            if (
                target.source == "body"
                and target.unit == "%"
                and _is_share(target.indicator)
                and _outside(target.value)
            ):
                yield plan.slip_on(target, observed=f"{target.value:g} %", expected="0–100 %", confidence=0.9)
        for grid in grids(plan.records):
            for cell in grid.cells.values():
                if cell.value is not None and _outside(cell.value) and _holds_share(grid, cell):
                    yield plan.slip_on_cell(cell, observed=cell.text, expected="0–100 %", confidence=0.9)


def _outside(value: float) -> bool:
    return not 0 <= value <= 100


def _holds_share(grid: Grid, cell: CellRecord) -> bool:
    """Whether the cell is a share by its column's head, or by the name and the unit of its row."""
    if "%" in cell.column:
        return _is_share(cell.column)
    row = [grid.cells[cell.row, column] for column in grid.columns if (cell.row, column) in grid.cells]
    in_percent = any(other.text.strip() == "%" and _UNIT.match(fold(compare_key(other.column))) for other in row)
    compared = _COMPARED.search(fold(compare_key(cell.column)))
    label = next((other.text for other in row if other.value is None and len(other.text) > 3), "")
    return in_percent and not compared and cell.column != grid.columns[0] and _is_share(label)


def _is_share(words: str) -> bool:
    folded = fold(_NO_DECREASE.sub(" ", compare_key(words)))
    return bool(_SHARE.search(folded)) and not _NO_SHARE.search(folded)
