"""Values of the dataset as cells of a spreadsheet: real numbers and dates, texts that are never formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from dataset.columns import ColumnSpec
from pipeline.messages import say

if TYPE_CHECKING:
    from openpyxl.cell import Cell

Value = str | float | bool | date | None

LONGEST: Final = 32_767
"""Characters that a cell can hold, and rows of a sheet (Microsoft, "Excel specifications and limits")."""
MOST_ROWS: Final = 1_048_576
MOST_LINKS: Final = 65_530
"""Links of a sheet (the same)."""
EARLIEST: Final = date(1900, 3, 1)
"""Earlier days have another number in every program: the first two months of 1900 were counted wrong."""
DATE_FORMAT: Final = "dd/mm/yyyy"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def value_of(value: str | float | bool | None, column: ColumnSpec) -> Value:
    """A value of the dataset as a spreadsheet knows it: a full date (EDTF) is a date, all else stays what it is."""
    if isinstance(value, str) and "EDTF" in column.description and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return day if day >= EARLIEST else value
    return value


def cell_of(sheet: Any, value: Value, table: str = "") -> Cell:
    """A cell with a value. A text stays a text, whatever it begins with; what is too long says how much was cut."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415  heavy

    if not isinstance(value, str):
        if not isinstance(value, date):
            return WriteOnlyCell(sheet, value)
        day: Cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
        day.number_format = DATE_FORMAT
        return day
    made: Cell = WriteOnlyCell(sheet, escaped(_fitting(value, table)))
    made.data_type = "s"
    return made


def _fitting(text: str, table: str) -> str:
    if len(escaped(text)) <= LONGEST:
        return text
    # an escaped character takes seven; a quarter less than the limit leaves room for the remark
    kept = text[: LONGEST // 8] if _NO_XML.search(text) else text[: LONGEST * 3 // 4]
    return f"{kept} {say('exports.cut', count=len(text) - len(kept), table=table)}"


def escaped(text: str) -> str:
    """Characters that XML cannot hold written as ``_x000C_`` (ECMA-376, ST_Xstring), so that they come back."""
    return _NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", _LOOKS_ESCAPED.sub("_x005F_", text))


def names(wanted: Iterator[str]) -> Iterator[str]:
    """Names that sheets can bear: at most 31 characters, none of ``[]:*?/\\``, each but once whatever its case."""
    used: set[str] = set()
    for name in wanted:
        plain = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:31] or "_"
        made, number = plain, 2
        while made.casefold() in used:
            made = f"{plain[: 31 - len(f' ({number})')]} ({number})"
            number += 1
        used.add(made.casefold())
        yield made


def address(sheet: str, row: int, column: str = "A") -> str:
    """A cell of another sheet as links name it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{column}{row}"


def linked(sheet: Any, text: str, location: str) -> Any:
    """A cell that leads to another place of the workbook."""
    made = cell_of(sheet, text)
    lead_to(made, location)
    return made


def lead_to(made: Any, location: str) -> None:
    """Let a cell lead to another place of the workbook; what it holds stays."""
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415  heavy

    value = made.value
    # setting a link puts its text into a cell that has none
    made.hyperlink = Hyperlink(ref=made.coordinate, location=location, display=str(value))
    made.value = value
    made.font = _link_font()


@cache
def _link_font() -> Any:
    from openpyxl.styles import Font  # noqa: PLC0415  heavy

    return Font(color="0563C1", underline="single")
