"""The responsibility matrix as an Excel workbook: a list by unit, and for every plan units against tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar, Final

from checks.page import Language
from dataset.exports.base import Exporter
from dataset.records import AssignmentRole
from dataset.store import Store
from pipeline.exports.duties import Duty, Party, duties, name_of, parties_of, span_of
from pipeline.exports.repeats import repeats
from pipeline.exports.workbook.file import workbook_at
from pipeline.exports.workbook.style import Look, fit_height, printable
from pipeline.exports.workbook.values import EARLIEST, Value, cell_of, names
from pipeline.messages import say

LIST_COLUMNS: Final = (
    ("unit", 34), ("role", 14), ("task", 60), ("due", 26), ("due_from", 12), ("due_to", 12), ("repeats", 20),
    ("product", 26), ("with_whom", 40), ("plan", 20), ("where", 24), ("confidence", 11),
)  # fmt: skip
"""Columns of the list with their widths in characters."""
TASK_COLUMNS: Final = (("number", 6), ("task", 60), ("due", 26), ("due_to", 12), ("where", 24))
"""Columns of a matrix before those of the units."""
MOST_COLUMNS: Final = 16_384
"""Columns of a sheet (Microsoft, "Excel specifications and limits")."""
_UNIT_WIDTH: Final = 13


class MatrixExporter(Exporter):
    """``matrix.xlsx``."""

    name = "matrix"
    folder = "matrix"
    for_people = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "ma trận trách nhiệm (Excel): đơn vị × nhiệm vụ × thời hạn, ai chủ trì, ai phối hợp",
        "en": "responsibility matrix (Excel): units × tasks × due, who leads and who coordinates",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the workbook."""
        path = folder / "matrix.xlsx"
        found = [duty for duty in duties(store) if duty.task is not None]
        plans = [list(group) for _, group in groupby(found, key=lambda duty: duty.document.doc_id)]
        titles = list(names(iter([say("exports.matrix.long"), *(name_of(plan[0].document) for plan in plans)])))
        look = Look()
        with workbook_at(path) as workbook:
            _list(workbook.create_sheet(titles[0]), parties_of(found), look)
            for title, plan in zip(titles[1:], plans, strict=True):
                _matrix(workbook.create_sheet(title), plan, look, titles[0])
        return [path]


def _list(sheet: Any, parties: dict[Party, list[Duty]], look: Look) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy

    _widths(sheet, [width for _, width in LIST_COLUMNS])
    sheet.freeze_panes = "C2"
    printable(sheet, "1:1")
    heads = [(say(f"exports.work.{name}"), width) for name, width in LIST_COLUMNS]
    fit_height(sheet, 1, heads)
    sheet.append([look.head(cell_of(sheet, head)) for head, _ in heads])
    rows = [(party, role, duty) for party, own in parties.items() for duty in own for role in duty.roles_of(party.unit)]
    for number, (party, role, duty) in enumerate(rows, 2):
        values = _listed(party, role, duty)
        fit_height(sheet, number, zip(values, (width for _, width in LIST_COLUMNS), strict=True))
        sheet.append([look.cell(cell_of(sheet, value)) for value in values])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(LIST_COLUMNS))}{len(rows) + 1}"
    sheet.close()


def _listed(party: Party, role: AssignmentRole, duty: Duty) -> list[Value]:
    deadline = duty.deadline
    first, last = _days(duty)
    others = dict.fromkeys(row.unit for row in duty.assignments if row.unit != party.unit)
    return [
        party.label,
        say(f"exports.work.{role}"),
        duty.text,
        deadline.text if deadline else None,
        first,
        last,
        repeats(deadline.rrule) if deadline and deadline.rrule else None,
        duty.task.product if duty.task else None,
        "; ".join(others) or None,
        name_of(duty.document),
        duty.place,
        duty.confidence,
    ]


def _matrix(sheet: Any, plan: Sequence[Duty], look: Look, long: str) -> None:
    """The sheet of one plan: title, what the marks mean, heads, a row for each task."""
    units = list(dict.fromkeys(row.unit for duty in plan for row in duty.assignments))
    shown = units[: MOST_COLUMNS - len(TASK_COLUMNS)]
    widths = [*(width for _, width in TASK_COLUMNS), *([_UNIT_WIDTH] * len(shown))]
    _widths(sheet, widths)
    sheet.freeze_panes = "C4"
    printable(sheet, "3:3")
    document = plan[0].document
    title = " – ".join(filter(None, (name_of(document), document.title)))
    sheet.append([look.title(cell_of(sheet, title))])
    legend = [say("exports.matrix.legend")]
    if len(shown) < len(units):
        legend.append(say("exports.matrix.cut", most=MOST_COLUMNS, count=len(units) - len(shown), sheet=long))
    sheet.append([cell_of(sheet, " ".join(legend))])
    heads = [*(say(f"exports.work.{name}") for name, _ in TASK_COLUMNS), *shown]
    fit_height(sheet, 3, zip(heads, widths, strict=True))
    sheet.append([look.head(cell_of(sheet, head)) for head in heads])
    for number, duty in enumerate(plan, 1):
        due = duty.deadline.text if duty.deadline else None
        values: list[Value] = [number, duty.text, due, _days(duty)[1], duty.place]
        values += [_marks(duty.roles_of(unit)) for unit in shown]
        fit_height(sheet, 3 + number, zip(values, widths, strict=True))
        sheet.append([look.cell(cell_of(sheet, value)) for value in values])
    sheet.close()


def _marks(roles: Iterable[AssignmentRole]) -> str | None:
    return ", ".join(say(f"exports.matrix.{role}") for role in roles) or None


def _days(duty: Duty) -> tuple[date | None, date | None]:
    """The days between which it is due, as far as they are told and a spreadsheet can count them."""
    deadline = duty.deadline
    span = span_of(deadline) if deadline else None
    if deadline is None or span is None:
        return None, None
    first = span[0] if deadline.start else None
    last = span[1] if deadline.end else None
    return first if first and first >= EARLIEST else None, last if last and last >= EARLIEST else None


def _widths(sheet: Any, widths: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  heavy

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
