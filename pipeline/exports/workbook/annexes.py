"""The tables of the documents, each on a sheet in its own layout, with what does not fit coloured and commented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, Final

from dataset.corrected import corrected_rows
from dataset.exports.grids import GROUPED, Column, laid_out
from dataset.records import CellRecord, Finding, TableRecord
from dataset.store import Store
from pipeline.exports.base import rule_title
from pipeline.exports.workbook.style import Look, fit_height, printable
from pipeline.exports.workbook.values import Value, cell_of
from pipeline.messages import language, say
from review.formats import readable

SEPARATOR: Final = " / "
"""What joins the parts of a merged header in the dataset."""
TOP: Final = 2
"""Rows above the header: the title of the table, and where it stands."""
_WORST: Final = ("error", "warning", "info")


@dataclass
class Annex:
    """One table: its cells, and its findings by the cell that is meant."""

    table: TableRecord
    columns: list[Column]
    rows: list[dict[Column, CellRecord]]
    flags: dict[tuple[int, int], list[Finding]] = field(default_factory=lambda: defaultdict(list))
    """Row and column, both from 0 in the data, with what was found there."""

    @property
    def depth(self) -> int:
        """Rows of the header."""
        return max((name.count(SEPARATOR) + 1 for name, _ in self.columns), default=1)

    def row_of(self, index: int) -> int:
        """Row on the sheet, from 1, of a data row, from 0."""
        return TOP + self.depth + index + 1

    def place_of(self, finding: Finding) -> tuple[int, int] | None:
        """Row and column on the sheet, from 1, of the first cell that a finding marks."""
        marked = sorted(at for at, found in self.flags.items() if finding in found)
        return (self.row_of(marked[0][0]), marked[0][1] + 1) if marked else None


def tables_with_cells(store: Store) -> list[TableRecord]:
    """The tables that :func:`annexes` yields, in its order."""
    known = {row.table_id: row for row in store.rows(TableRecord)}
    return [known[key] for key, _ in groupby(store.rows(CellRecord), lambda cell: cell.table_id) if key in known]


def annexes(store: Store, findings: Sequence[Finding]) -> Iterator[Annex]:
    """Every table of the store with what was found in it, one at a time."""
    known = {row.table_id: row for row in store.rows(TableRecord)}
    by_document: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_document[finding.doc_id].append(finding)
    for table_id, cells in groupby(corrected_rows(store, CellRecord), lambda cell: cell.table_id):
        if table_id in known:
            annex = Annex(known[table_id], *laid_out(list(cells)))
            for finding in by_document[annex.table.doc_id]:
                for at in _meant(annex, finding):
                    annex.flags[at].append(finding)
            yield annex


def _meant(annex: Annex, finding: Finding) -> list[tuple[int, int]]:
    """The cells that a finding is about: those it stands on, of several the ones that say what it observed."""
    touched = [
        (index, annex.columns.index(column), cell)
        for index, row in enumerate(annex.rows)
        for column, cell in row.items()
        if cell.text and cell.start < finding.end and finding.start < cell.end
    ]
    exact = [entry for entry in touched if entry[2].text == finding.observed]
    # a place may begin with the head of its row: of two cells that say the same the last one is meant
    return [(row, column) for row, column, _ in (exact[-1:] or touched)]


def write_annex(sheet: Any, annex: Annex, source: str, look: Look) -> None:
    """Fill the sheet of one table."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy
    from openpyxl.worksheet.cell_range import CellRange  # noqa: PLC0415  heavy

    widths = []
    for index, column in enumerate(annex.columns):
        texts = [row[column].text for row in annex.rows if column in row]
        longest = max((len(text) for text in texts), default=0)
        widths.append(min(48, max(9, longest + 2)))
        sheet.column_dimensions[get_column_letter(index + 1)].width = widths[-1]
    sheet.freeze_panes = f"A{annex.row_of(0)}"
    printable(sheet, f"{TOP + 1}:{annex.row_of(0) - 1}")
    sheet.append([look.title(cell_of(sheet, annex.table.title or annex.table.table_id))])
    sheet.append([cell_of(sheet, f"{source} · {say('exports.page')} {annex.table.first_page}")])
    header, merged = header_grid([name for name, _ in annex.columns], annex.depth)
    for number, names in enumerate(header, TOP + 1):
        # what is merged across columns has more room than its own
        alone = [name if following is not None else None for name, following in pairwise([*names, ""])]
        fit_height(sheet, number, zip(alone, widths, strict=True))
        sheet.append([look.head(cell_of(sheet, name)) for name in names])
    for first_row, first, last_row, last in merged:
        sheet.merged_cells.add(
            CellRange(min_row=TOP + first_row + 1, min_col=first + 1, max_row=TOP + last_row + 1, max_col=last + 1)
        )
    for index, row in enumerate(annex.rows):
        made = []
        for position, column in enumerate(annex.columns):
            cell = row.get(column)
            value = _shown(cell)
            shown = look.cell(cell_of(sheet, value, "cells"), cell is not None and cell.is_total)
            if cell is not None and isinstance(value, float) and GROUPED.fullmatch(cell.text):
                shown.number_format = "#,##0"
            if found := annex.flags.get((index, position)):
                worst = min(found, key=lambda finding: _WORST.index(finding.severity))
                look.flag(shown, worst.severity, "\n\n".join(map(_remark, found)))
            made.append(shown)
        fit_height(sheet, annex.row_of(index), zip([cell.value for cell in made], widths, strict=True))
        sheet.append(made)


def header_grid(names: Sequence[str], depth: int) -> tuple[list[list[str | None]], list[tuple[int, int, int, int]]]:
    """The header in as many rows as it has parts, and the ranges to merge (first row, column, last row, column)."""
    paths = [name.split(SEPARATOR) for name in names]
    rows: list[list[str | None]] = [[None] * len(names) for _ in range(depth)]
    merged = []
    for level in range(depth):
        start = 0
        for _, group in groupby([_under(path, index, level) for index, path in enumerate(paths)]):
            end = start + len(list(group)) - 1
            if level < len(paths[start]):
                rows[level][start] = paths[start][level]
                last = depth - 1 if len(paths[start]) == level + 1 else level
                if (last, end) != (level, start):
                    merged.append((level, start, last, end))
            start = end + 1
    return rows, merged


def _under(path: list[str], index: int, level: int) -> tuple[list[str], int]:
    """What columns under one part of the header share: all parts down to it. The lowest is each column's own."""
    return path[: level + 1], index if len(path) == level + 1 else -1


def _shown(cell: CellRecord | None) -> Value:
    """The number of a cell that holds just that, else its text: ``01`` and ``95 %`` stay as they are."""
    if cell is None:
        return None
    text = cell.text.strip()
    plain = text.replace(".", "").replace(",", ".", 1)
    if cell.value is not None and not (len(plain) > 1 and plain[0] == "0" and plain[1] != "."):
        try:
            if float(plain) == cell.value:
                return cell.value
        except ValueError:
            return cell.text
    return cell.text


def _remark(finding: Finding) -> str:
    severity = say(f"report.{finding.severity}")
    title = rule_title(finding.rule, language())
    message = readable(finding.message, language())
    return say("exports.comment", severity=severity, rule=finding.rule, title=title, message=message)
