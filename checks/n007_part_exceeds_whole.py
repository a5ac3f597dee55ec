"""N007 part-exceeds-whole: a part is larger than the whole that it is a part of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checks.columns import data_rows, figures, head, is_share, label, value
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, format_number, grids
from dataset.records import Target
from dataset.spans import Span
from normalizers.unicode import compare_key

_OF_WHICH = re.compile(r"\btrong (?:đó|số đó|số này)\b", re.IGNORECASE)
_ROW_OF_WHICH = re.compile(r"^\W*trong đó\b", re.IGNORECASE)
# "tổng số hộ", "lao động hiện có": what names a whole; "hộ nghèo" and "lao động được đào tạo" are parts of it
_WHOLE = re.compile(
    r"^(?:tong so|tong|toan bo)\s+(?P<counted>[a-z ]+)$|^(?:so )?(?P<existing>[a-z ]+?) (?:hien co|toan xa|toan tinh)$"
)
# a closing bracket at the end is not part of a comparable head
_BRACKETS = re.compile(r"\s*\([^)]*\)?|\s*nam 20\d\d\b|\s*(?:,|;).*$")
# growth, money and comparisons are no part of what exists
_NO_PART = re.compile(r"\b(?:tang|giam|so voi|kinh phi|von|muc|thu nhap|luot|binh quan|ke hoach|nhu cau|du kien|moi)\b")
_COUNT = r"\d{1,3}(?:\.\d{3})+|\d+"
_OF_WHICH_COUNT = re.compile(
    rf"(?<![\d.,/])(?P<whole>{_COUNT})\s+(?P<unit>[^\W\d_]+)\b[^.;:\d%]{{0,60}}?,\s*(?P<which>trong (?:đó|số đó))\b"
    rf"[^.;\d%]{{0,80}}?(?<![\d.,/])(?P<part>{_COUNT})\s+(?P=unit)(?!\w)",
    re.IGNORECASE,
)
_NO_UNITS = frozenset({"năm", "tháng", "ngày", "tuổi", "lần", "lượt", "giờ", "buổi"})
_TO_CLAUSE_END = re.compile(r"[^.,;:\n()]{1,60}(?=[.,;:\n()])")
_ROWS_NEEDED = 3
_HOLDS = 0.75


class PartExceedsWhole(DocumentRule):
    """Of 240 households no 286 can be poor."""

    code = "N007"
    name = "part-exceeds-whole"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every part: among the targets, between the columns and between the rows of tables."""
        told = []
        for slip in _targets(plan):
            told.append(slip.span)
            yield slip
        for slip in _sentences(plan):
            if not any(slip.span.overlaps(span) for span in told):
                yield slip
        for grid in grids(plan.records):
            yield from _columns(plan, grid)
            yield from _rows(plan, grid)


def _targets(plan: Plan) -> Iterator[Slip]:
    targets = plan.records.of(Target)
    by_id = {target.target_id: target for target in targets}
    for part in targets:
        whole = by_id.get(part.part_of or "")
        if whole is None or whole.unit != part.unit or whole.unit == "%" or whole.period != part.period:
            continue
        between = plan.text[whole.end : part.start] + part.quote
        # a share of a share may be the larger number, and what stands behind another part is no whole
        if whole.start >= part.start or not _OF_WHICH.search(between) or _OF_WHICH.search(whole.quote):
            continue
        behind = _OF_WHICH.split(between)[-1]
        if ";" in behind and not behind.lstrip().startswith(":"):
            continue  # another clause
        if part.value > (whole.value_max or whole.value):
            clause = _TO_CLAUSE_END.match(plan.text, part.end)
            yield plan.slip(
                Span(part.start, clause.end() if clause else part.end),
                observed=format_number(part.value),
                values={"whole": format_number(whole.value_max or whole.value), "name": whole.indicator},
                places=(plan.place(whole, "context"),),
                confidence=0.9,
            )


def _sentences(plan: Plan) -> Iterator[Slip]:
    """Counts such as "240 hộ nghèo, trong đó … 286 hộ": one unit on both sides, and no other number between."""
    for section in plan.sections_of("item", "text", "heading"):
        for match in _OF_WHICH_COUNT.finditer(plan.text, section.start, section.end):
            whole, part = (float(match[name].replace(".", "")) for name in ("whole", "part"))
            # a unit of one syllable may be the beginning of another one: "10 lớp", "12 lớp trưởng"
            if part > whole and compare_key(match["unit"]) not in _NO_UNITS:
                yield plan.slip(
                    Span(match.start("which"), match.end()),
                    observed=match["part"],
                    values={"whole": match["whole"], "name": match["unit"]},
                    confidence=0.88,
                )


def _columns(plan: Plan, grid: Grid) -> Iterator[Slip]:
    columns = [column for column in figures(grid) if not is_share(column)]
    for whole in columns:
        name = _counted(whole)
        parts = [c for c in columns if c != whole and name and _is_part(head(c), name) and _unit(c) == _unit(whole)]
        for part in parts:
            yield from _compare(plan, grid, whole, part)


def _compare(plan: Plan, grid: Grid, whole: str, part: str) -> Iterator[Slip]:
    pairs = [
        (row, small, large)
        for row in data_rows(grid)
        if (small := value(grid, row, part)) is not None and (large := value(grid, row, whole)) is not None
    ]
    wrong = [(row, large) for row, small, large in pairs if small > large]
    if len(pairs) - len(wrong) < _ROWS_NEEDED or len(pairs) - len(wrong) < _HOLDS * len(pairs):
        return
    for row, large in wrong:
        cell = grid.cells[row, part]
        values = {"whole": format_number(large), "name": whole}
        yield plan.slip_on_cell(cell, observed=cell.text, values=values, confidence=0.93)


def _rows(plan: Plan, grid: Grid) -> Iterator[Slip]:
    """Rows that begin with "Trong đó" under the row that they are a part of."""
    above: int | None = None
    for row in grid.rows:
        if not _ROW_OF_WHICH.match(label(grid, row)):
            above = row
            continue
        if above is None or _units(grid, above) != _units(grid, row):
            continue
        for column in figures(grid):
            small, large = value(grid, row, column), value(grid, above, column)
            if small is not None and large is not None and small > large > 0:
                cell = grid.cells[row, column]
                values = {"whole": format_number(large), "name": label(grid, above)}
                yield plan.slip_on_cell(cell, observed=cell.text, values=values, confidence=0.9)


def _counted(column: str) -> str | None:
    """What a column of wholes counts: "ho" of "Tổng số hộ", "lao dong" of "Lao động hiện có (người)"."""
    match = _WHOLE.match(_BRACKETS.sub("", head(column)).strip())
    return (match["counted"] or match["existing"]).strip() if match else None


def _is_part(name: str, counted: str) -> bool:
    bare = _BRACKETS.sub("", name).removeprefix("so ").strip()
    return bare.startswith(f"{counted} ") and not _NO_PART.search(bare)


def _unit(column: str) -> str | None:
    found = re.search(r"\(([^)]*)", head(column))
    return found[1].strip() if found else None


def _units(grid: Grid, row: int) -> Sequence[str]:
    """The texts of the columns of units: two rows of other units are no part of each other."""
    return [
        grid.cells[row, c].text
        for c in grid.columns
        if head(c).startswith(("don vi tinh", "dvt")) and (row, c) in grid.cells
    ]
