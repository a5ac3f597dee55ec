"""Tasks in tables: one for each data row of a table that says who does what."""

from __future__ import annotations

from collections.abc import Iterator

from dataset.document import Document
from dataset.spans import Span
from dataset.views import View
from extractors.assignment.draft import Doer, Draft, Role
from extractors.assignment.fields import doers_before_roles, doers_of, line_doers, read_fields
from extractors.assignment.patterns import patterns
from extractors.grids import Grid, GridRow, words
from extractors.organisations import Organisations
from extractors.outline.model import Node
from normalizers.numbers import parse_number
from normalizers.units import fold

_WATCHING: tuple[Role, ...] = ("advise", "monitor", "report")
_ROLES = ("number", "both", "coordinate", "lead", "monitor", "report", "time", "product", "content")


def columns_of(grid: Grid) -> dict[str, int]:
    """The column of each role, by the headers; the first that fits counts."""
    found: dict[str, int] = {}
    for column, header in enumerate(grid.headers):
        folded = fold(header)
        role = next((role for role in _ROLES if patterns()[f"columns.{role}"].search(folded)), None)
        if role:
            found.setdefault(role, column)
    weak = [c for c, header in enumerate(grid.headers) if patterns()["columns.lead_weak"].search(fold(header))]
    if weak and "content" in found and "lead" not in found:
        found["lead"] = weak[0]
    lead = found.get("lead", -1)
    advising = [c for c, header in enumerate(grid.headers) if patterns()["columns.advise"].search(fold(header))]
    if advising and advising[0] != lead >= 0 and advising[0] not in found.values():
        found["advise"] = advising[0]
    return found


def row_drafts(document: Document, table_id: str, node: Node, grid: Grid, units: Organisations) -> Iterator[Draft]:
    """The tasks of one table; none if no column names the doers."""
    columns = columns_of(grid)
    if any(a.kind == "heading" and words().status.match(fold(a.text)) for a in node.ancestors()):
        return  # it tells who did what
    if not columns.keys() & {"lead", "both", "coordinate"}:
        return
    content = columns.get("content", _widest(grid, set(columns.values())))
    head = _row_head(grid, columns, content)
    for row in grid.rows:
        text = row.at(content)
        if text is None or row.is_group or row.is_total:
            continue
        doers = list(_doers(row, columns, units))
        label = row.at(columns["number"]) if "number" in columns else None
        names_group = label is not None and patterns()["columns.group_label"].search(fold(label.text))
        if not doers and (len(row.cells) < 3 or names_group or _sums_up(row, text, label)):
            continue
        title = row.at(head) if head is not None else None
        if title is not None:
            text = document.view([*title.spans(), *text.spans()])
        draft = Draft(node, text, _extent(row), table_id=table_id, row=row.number, confidence=0.95)
        draft.assign(doers)
        product = row.at(columns["product"]) if "product" in columns else None
        draft.product = product.text if product else None
        yield draft


def _sums_up(row: GridRow, text: View, label: View | None) -> bool:
    """Whether a row has only figures beside its text and no number of its own: the head of a group with its sums."""
    if label is not None and label.text.strip(" .").isdigit():
        return False
    others = [cell.view for cell in row.cells if cell.view.text not in {text.text, label.text if label else ""}]
    return bool(others) and all(parse_number(view.text) is not None for view in others)


def _row_head(grid: Grid, columns: dict[str, int], content: int) -> int | None:
    """The column that says what a row is about, where the column of contents does not say it by itself."""
    if patterns()["columns.task"].search(fold(grid.headers[content])):
        return None
    first = next(column for column in range(grid.table.columns) if column != columns.get("number"))
    return first if first < content else None


def _widest(grid: Grid, taken: set[int]) -> int:
    """The free column with the longest texts."""
    lengths = {
        column: sum(len(cell.view.text) for row in grid.rows for cell in row.cells if cell.column == column)
        for column in range(grid.table.columns)
        if column not in taken
    }
    return max(lengths, key=lambda column: (lengths[column], -column), default=0)


def _doers(row: GridRow, columns: dict[str, int], units: Organisations) -> Iterator[Doer]:
    watching = {role: row.at(columns[role]) for role in _WATCHING if role in columns}
    for role in ("lead", "both", "coordinate"):
        view = row.at(columns[role]) if role in columns else None
        if view is None:
            continue
        if fields := read_fields(view.text):
            yield from doers_of(view, fields, units)
        elif role == "coordinate":
            yield from (Doer(view, item, "coordinate") for item in units.split(view.text))
        else:
            whole = (view, 0, len(view.text), units)
            yield from doers_before_roles(*whole) or line_doers(*whole)
    for further, view in watching.items():
        if view is not None:
            yield from (Doer(view, item, further) for item in units.split(view.text))


def _extent(row: GridRow) -> list[Span]:
    views: list[View] = [cell.view for cell in row.cells]
    return [span for view in views for span in view.spans()]
