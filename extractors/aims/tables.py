"""Aims in tables: columns of years, and columns headed as targets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dataset.document import Document, Table
from dataset.views import View
from extractors.aims.find import Aim, find_aims
from extractors.aims.indicators import Indicator
from extractors.aims.patterns import patterns
from extractors.aims.values import Value, read_value
from extractors.grids import Grid, GridRow
from normalizers.numbers import find_numbers, parse_number


def table_aims(
    document: Document, table: Table, goal: bool, noted: str | None = None, *, handed: bool = False
) -> Iterator[tuple[View, Aim]]:
    """The aims of a table with their cells; ``goal`` tells that it stands under a heading that promises them.

    ``noted`` is the unit that a note over the table gives to figures that have no other, ``handed`` that its title
    hands aims out to the localities or units of its rows, so that a column needs no year.
    """
    grid = Grid(document, table)
    rules = patterns().tables
    subject = next((c for c, header in enumerate(grid.headers) if not rules["not_value"].match(header)), -1)
    others = [c for c in range(table.columns) if c != subject]
    columns = {c: year for c in others if (year := _year_of(grid.headers[c], goal)) is not None}
    rows_of_places = bool(rules["locality"].match(grid.headers[subject])) if subject >= 0 else False
    if handed and rows_of_places and not columns:
        columns = {c: "" for c in others if not _is_aside(grid.headers[c])}
    worded = [c for c in others if _is_goal_column(grid.headers[c])]
    if not columns and not worded:
        return
    for row in grid.rows:
        if row.is_group:
            continue
        label = _label(grid, row, {*columns, *worded})
        for cell in row.cells:
            if not cell.first or cell.cell.column_span > 1:
                continue
            number = parse_number(cell.view.text)
            value = _cell_value(cell.view.text) if cell.column in columns and label else None
            if value is not None and label:
                value = value._replace(unit=value.unit or _unit(grid, row, cell.column) or noted)
                header = rules["beside"].sub("", grid.headers[cell.column]).strip(" /:,-–") if rows_of_places else ""
                yield cell.view, _plain(value, header or label, columns[cell.column] or None, label if header else None)
            elif cell.column in worded and number is None:
                for aim in find_aims(cell.view.text, goal=True):
                    yield cell.view, aim


def _year_of(header: str, goal: bool) -> str | None:
    """The year of a column of aims; empty for one headed as a target without a year."""
    rules = patterns().tables
    if rules["done"].search(header) or rules["not_value"].match(header):
        return None
    promised = bool(rules["goal"].search(header))
    span = rules["span"].search(header)
    if span and (promised or goal) and not rules["year"].search(header, span.end()):
        return f"{span['first']}/{span['last']}"
    year = rules["year"].search(header)
    if year and (promised or goal):
        return str(year["year"])
    return "" if promised and not year else None


def _is_aside(header: str) -> bool:
    rules = patterns().tables
    return bool(rules["not_value"].match(header) or rules["done"].search(header))


def _is_goal_column(header: str) -> bool:
    rules = patterns().tables
    return bool(rules["goal"].search(header)) and not rules["done"].search(header)


def _label(grid: Grid, row: GridRow, values: set[int]) -> str | None:
    """The first cell of the row that is words: what the row is about."""
    for cell in row.cells:
        if cell.column in values or patterns().tables["not_value"].match(grid.headers[cell.column]):
            continue
        if parse_number(cell.view.text) is None and sum(ch.isalpha() for ch in cell.view.text) > 2:
            return re.sub(r"^[-–+•*]\s*", "", cell.view.text)
    return None


def _unit(grid: Grid, row: GridRow, at: int) -> str | None:
    """The unit in its own column, else in brackets in the header: "Số hộ thoát nghèo (hộ)"."""
    column = next((c for c, h in enumerate(grid.headers) if patterns().tables["unit"].match(h)), None)
    view = row.at(column) if column is not None else None
    if view:
        return view.text
    inside = patterns().tables["unit_in"].search(grid.headers[at])
    return str(inside["unit"]) if inside else None


def _cell_value(text: str) -> Value | None:
    """The value that a whole cell is: a number, a range, or one of them with its bound (≤ 15; 80 - 85%; trên 60)."""
    plain = parse_number(text)
    if plain is not None:
        return Value(0, len(text), "=", plain.value, None, plain.unit, False, 0.8)
    numbers = [number for number in find_numbers(text) if number.role in {"value", "label"}]
    if len(numbers) != 1:
        return None
    number = numbers[0]
    rest = text[: number.start] + text[number.end :]
    bounded, value = patterns().tables["bounded"].fullmatch(rest), read_value(text, number, 0, len(text))
    if value is None or not bounded:
        return None
    return value._replace(start=0, end=len(text), unit=number.unit, confidence=min(0.8, number.confidence))


def _plain(value: Value, label: str, year: str | None, scope: str | None) -> Aim:
    name = label[:1].lower() + label[1:]
    return Aim(0, value.end, value, Indicator(name[: patterns().longest_indicator], scope), year, None, False, 0.8)
