"""Letterheads of web copies that kept only the right edge of each cell: ``ỦY BAN NHÂN DÂN |``, over lines or on one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dataset.spans import Span
from normalizers.unicode import fold_case
from pipeline.reading.text.cell_wraps import rejoined
from pipeline.reading.text.letterhead import find_fuzzy
from pipeline.reading.text.lines import Line, pattern, patterns
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.paragraphs import CELL_SHAPE, flow_lines
from pipeline.reading.text.slots import Region

_EDGE = "|"
_WITHIN = 60  # lines from the beginning in which a letterhead stands
_LONGEST = 14  # lines of a letterhead
_CELL_LINES = 5


def ended_head_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """The letterhead, from the cell of the body to that of place and date."""
    for start in range(min(len(lines), _WITHIN)):
        if start and lines[start - 1].capitals and not lines[start - 1].text.endswith(_EDGE):
            continue  # the middle of a name
        cells = _cells(text, lines, start, taken)
        if cells is None:
            continue
        end = next(index for index, line in enumerate(lines) if line is cells[-1][-1]) + 1
        blocks = [
            paragraph
            for cell in cells
            for paragraph in flow_lines(text, list(rejoined(text, _without_edges(cell))), markup, CELL_SHAPE)
        ]
        yield Region(start, end, tuple(blocks))
        return


def _cells(text: str, lines: Sequence[Line], start: int, taken: Sequence[bool]) -> list[list[Line]] | None:
    """The lines of each cell where a letterhead begins at ``start``: body, motto, number, place and date."""
    cells: list[list[Line]] = [[]]
    for index in range(start, min(len(lines), start + _LONGEST)):
        line = lines[index]
        if line.text == _EDGE and cells[0] and not cells[-1]:
            continue  # the edge of a row
        if line.text == _EDGE and len(cells) == 1:
            return None  # cells between lone bars are another copy's
        if taken[index] or line.blank or len(cells[-1]) >= _CELL_LINES or _EDGE in line.text[:-1]:
            return None
        if not cells[0] and not line.capitals:
            return None
        cells[-1].append(line)
        if not line.text.endswith(_EDGE):
            continue
        whole = " ".join(part.text.rstrip("| ") for part in cells[-1])
        if len(cells) == 2 and not any(find_fuzzy(fold_case(whole), key) for key in patterns()["letterhead"]["motto"]):
            return None
        if len(cells) > 2 and pattern("letterhead", "dated").fullmatch(whole):
            return cells
        cells.append([])
    return None


def _without_edges(cell: Sequence[Line]) -> list[Line]:
    """The lines of a cell without the edge behind the last."""
    made = []
    for line in cell:
        core = line.text.rstrip("| ")
        if core:
            made.append(Line(core, Span(line.span.start, line.span.start + len(core)), 0, line.page))
    return made
