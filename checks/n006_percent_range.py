"""N006 percent-range: a share above 100 % or below 0 %."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import grids
from dataset.records import Target
from normalizers.unicode import compare_key, fold

# a rate of growth, of fulfilment or against another figure may well pass 100 %; a share of a whole cannot
_SHARE = re.compile(r"\b(?:ty le|ti le|ty trong|do bao phu|co cau)\b")
_NO_SHARE = re.compile(r"\b(?:tang|giam|so voi|hoan thanh|thuc hien|vuot|dat ke hoach|toc do|gap|chi so|boi thuong)\b")


class PercentRange(DocumentRule):
    """A share of a whole lies between 0 and 100 %."""

    code = "N006"
    name = "percent-range"
    severity = "error"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every target and every cell of a column of shares that lies outside."""
        for target in plan.records.of(Target):
            if target.unit == "%" and _is_share(target.indicator) and not 0 <= target.value <= 100:
                yield plan.slip_on(target, observed=f"{target.value:g} %", expected="0–100 %", confidence=0.9)
        for grid in grids(plan.records):
            for column in grid.columns:
                if "%" not in column or not _is_share(column):
                    continue
                for row in grid.rows:
                    cell = grid.cells.get((row, column))
                    if cell is not None and cell.value is not None and not 0 <= cell.value <= 100:
                        yield plan.slip_on_cell(cell, observed=cell.text, expected="0–100 %", confidence=0.9)


def _is_share(words: str) -> bool:
    folded = fold(compare_key(words))
    return bool(_SHARE.search(folded)) and not _NO_SHARE.search(folded)
