"""N015 column-formula: a row breaks the formula that the head of the table gives for a column: (3)=(1)+(2)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.columns import half_unit, is_share, value
from checks.formulas import Formula, evaluate, find_formulas
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids

# a formula is understood when it holds in this share of the rows, and in no fewer rows than that
_HOLDS = 0.6
_ROWS_NEEDED = 2
# shares as percent or as fractions; amounts in thousands or millions of the unit of the price
_SCALES = (1.0, 100.0, 0.01, 0.001, 0.000001)
_SUMS = frozenset({"+", "-", "(", ")"})


class ColumnFormula(DocumentRule):
    """What a head promises has to hold in every row."""

    code = "N015"
    name = "column-formula"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row that breaks a formula which the others keep."""
        for grid in grids(plan.records):
            for formula in find_formulas(grid, plan.text):
                yield from self._check(plan, grid, formula)

    def _check(self, plan: Plan, grid: Grid, formula: Formula) -> Iterator[Slip]:
        rows = [(row, stated, result) for row, stated, result in _computed(grid, formula)]
        if len(rows) < _ROWS_NEEDED:
            return
        operators = {term for term in formula.terms if term in "+-*/()"}
        scales = (1.0,) if operators <= _SUMS and not is_share(formula.column) else _SCALES
        scale = max(scales, key=lambda s: sum(_fits(grid, formula, row, v, r * s) for row, v, r in rows))
        wrong = [(row, v, r * scale) for row, v, r in rows if not _fits(grid, formula, row, v, r * scale)]
        right = len(rows) - len(wrong)
        if right < _ROWS_NEEDED or right < _HOLDS * len(rows):
            return
        for row, _, result in wrong:
            cell = grid.cells[row, formula.column]
            yield plan.slip_on_cell(
                cell,
                observed=cell.text,
                expected=format_number(round(result, 2)),
                values={"column": formula.column, "formula": formula.written, "parts": _parts(grid, formula, row)},
                confidence=0.97 * right / len(rows) if right < len(rows) else 1.0,
            )


def _computed(grid: Grid, formula: Formula) -> Iterator[tuple[int, float, float]]:
    for row in grid.rows:
        stated = value(grid, row, formula.column)
        values = {c: v for c in grid.columns if (v := value(grid, row, c)) is not None}
        result = evaluate(formula.terms, values)
        if stated is not None and result is not None:
            yield row, stated, result


def _fits(grid: Grid, formula: Formula, row: int, stated: float, result: float) -> bool:
    """Whether the difference is no more than what the figures were rounded by."""
    parts = [grid.cells[row, term] for term in formula.terms if (row, term) in grid.cells]
    own = half_unit(grid.cells[row, formula.column])
    if {term for term in formula.terms if term in "+-*/()"} <= _SUMS and not is_share(formula.column):
        printed = sum(half_unit(part) for part in parts if "," in part.text)
        return abs(stated - result) <= printed + (own if "," in grid.cells[row, formula.column].text else 0) + 1e-6
    # a factor that was rounded moves the result by its own share of it
    share = sum(half_unit(part) / abs(part.value) for part in parts if part.value and "," in part.text)
    return abs(stated - result) <= own * 1.02 + abs(result) * share + 1e-6


def _parts(grid: Grid, formula: Formula, row: int) -> str:
    signs = {"*": "×", "/": ":"}
    return " ".join(
        format_number(grid.cells[row, term].value or 0) if (row, term) in grid.cells else signs.get(term, term)
        for term in formula.terms
    )
