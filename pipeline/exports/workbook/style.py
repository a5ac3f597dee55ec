"""How the workbook looks: heads, severities, flagged cells."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from pipeline.exports.workbook.values import escaped

if TYPE_CHECKING:
    from openpyxl.cell import Cell

COLOURS: Final = {"error": "F8CBAD", "warning": "FFE699", "info": "BDD7EE"}
"""Fill of each severity, dark on light so that black text stays readable."""


LINE: Final = 15.0
"""Points of a line of text."""
MOST_LINES: Final = 27
"""A row is at most 409 points high in a spreadsheet program."""
_WIDER: Final = 1.15
"""What lines lose, on average, because words are not cut."""
_A4: Final = 9


def printable(sheet: Any, heads: str) -> None:
    """Set up a sheet for paper, before its first row: A4 across, all columns on a page, the rows ``heads`` on each."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = heads


def fit_height(sheet: Any, row: int, texts: Iterable[tuple[object, float]]) -> None:
    """Make a row, before it is appended, as high as its wrapped texts need in columns of these widths.

    Programs that open the file do not all do so by themselves.
    """
    lines = max((lines_of(str(text), width) for text, width in texts if text is not None), default=1)
    if lines > 1:
        sheet.row_dimensions[row].height = LINE * min(lines, MOST_LINES)


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in a column of a width in characters."""
    return sum(1 if len(line) <= width else ceil(len(line) * _WIDER / width) for line in text.split("\n"))


class Look:
    """The styles, made once: cells share them."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415  heavy

        side = Side("thin", "BFBFBF")
        self._border = Border(side, side, side, side)
        self._bold = Font(bold=True)
        self._wrapped = Alignment(vertical="top", wrap_text=True)
        self._number = Alignment("center", "top")
        self._middle = Alignment("center", "center", wrap_text=True)
        self._grey = PatternFill("solid", "E7E6E6")
        self._fills = {severity: PatternFill("solid", colour) for severity, colour in COLOURS.items()}

    def title(self, cell: Cell) -> Cell:
        """The title of a table."""
        cell.font = self._bold
        return cell

    def head(self, cell: Cell) -> Cell:
        """The head of a column."""
        cell.font, cell.fill, cell.border, cell.alignment = self._bold, self._grey, self._border, self._middle
        return cell

    def cell(self, cell: Cell, total: bool = False) -> Cell:
        """A cell of a table of a document; totals are bold."""
        cell.border, cell.alignment = self._border, self._wrapped
        if total:
            cell.font = self._bold
        return cell

    def wrapped(self, cell: Cell) -> Cell:
        """A cell with a long text."""
        cell.alignment = self._wrapped
        return cell

    def number(self, cell: Cell) -> Cell:
        """A cell with the number of a page, apart from the words beside it."""
        cell.alignment = self._number
        return cell

    def severe(self, cell: Cell, severity: str) -> Cell:
        """A cell in the colour of a severity."""
        cell.fill = self._fills[severity]
        return cell

    def flag(self, cell: Cell, severity: str, remark: str) -> None:
        """Colour a cell and hang a comment on it."""
        from openpyxl.comments import Comment  # noqa: PLC0415  heavy

        self.severe(cell, severity)
        cell.comment = Comment(escaped(remark), "kehoach", height=140, width=360)
