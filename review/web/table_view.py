"""A table as a grid of fields, with its totals checked by the rules themselves while figures are changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checks.engine import all_rules, check_plan
from checks.page import Language
from checks.rule import Plan
from checks.tables import grids
from dataset.lookup import Lookup
from dataset.records import CellRecord, DocumentRecord, Finding, Records, Section, TableRecord
from normalizers.numbers import parse_number

_ARITHMETIC: Final = "N"


@dataclass(frozen=True)
class Field:
    """A cell; ``row`` of the dataset, counted within the document. ``text`` as corrected, ``read`` as it was read."""

    row: int
    cell: CellRecord
    text: str

    @property
    def changed(self) -> bool:
        """Whether somebody corrected it."""
        return self.text != self.cell.text


@dataclass(frozen=True)
class TableView:
    """A table with its cells by row and column; ``names`` are the columns in order."""

    document: DocumentRecord
    table: TableRecord
    columns: list[str]
    rows: list[int]
    fields: dict[tuple[int, str], Field]

    @property
    def heads(self) -> list[list[tuple[str, int, int]]]:
        """The lines of the head: (text, columns, lines) for every cell of it, merged where they share a parent."""
        parts = [column.split(" / ") for column in self.columns]
        depth = max(map(len, parts), default=1)
        lines: list[list[tuple[str, int, int]]] = []
        for level in range(depth):
            line: list[tuple[str, int, int]] = []
            before: list[str] | None = None
            for path in parts:
                if level >= len(path):
                    before = None
                    continue
                own = path[: level + 1]
                last = level == len(path) - 1
                if own == before and not last:
                    text, columns, height = line[-1]
                    line[-1] = (text, columns + 1, height)
                else:
                    line.append((path[level], 1, depth - level if last else 1))
                before = None if last else own
            lines.append(line)
        return lines


def table_view(
    lookup: Lookup, document: DocumentRecord, table_id: str, corrected: Mapping[int, str]
) -> TableView | None:
    """A table of a document with the corrections of its cells, by row of the dataset; nothing where there is none."""
    table = next((row for row in lookup.rows(TableRecord, doc_id=document.doc_id) if row.table_id == table_id), None)
    if table is None:
        return None
    numbered = [
        (number, cell)
        for number, cell in enumerate(lookup.rows(CellRecord, doc_id=document.doc_id))
        if cell.table_id == table_id
    ]
    grid = next(grids(Records([table, *(cell for _, cell in numbered)])))
    fields = {
        (cell.row, cell.column): Field(number, cell, corrected.get(number, cell.text)) for number, cell in numbered
    }
    return TableView(document, table, grid.columns, grid.rows, fields)


def misfits(lookup: Lookup, view: TableView, typed: Mapping[int, str], language: Language) -> list[Finding]:
    """What the rules of arithmetic say of the table with cells as typed, by row of the dataset."""
    cells = [_as_typed(field, typed.get(field.row, field.text)) for field in view.fields.values()]
    cells.sort(key=lambda cell: (cell.row, cell.start))
    records = Records([view.table, *cells, *lookup.rows(Section, doc_id=view.document.doc_id)])
    plan = Plan(view.document, lookup.text(view.document.doc_id), records)
    places = [cell.span for cell in cells]
    rules = [rule for rule in all_rules() if rule.code.startswith(_ARITHMETIC)]
    return [
        row
        for row in check_plan(plan, rules, language)
        if isinstance(row, Finding) and any(row.span.overlaps(place) for place in places)
    ]


def _as_typed(field: Field, text: str) -> CellRecord:
    if text == field.cell.text:
        return field.cell
    number = parse_number(text)
    return field.cell.model_copy(update={"text": text, "value": number.value if number else None, "other_text": None})
