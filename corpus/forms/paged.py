"""A plan as a converter leaves it: text with the page breaks of the print in the middle of sentences and table rows.

Pages are laid out by counting characters. A paragraph that meets the end of a page goes on behind an empty line; a
table row is cut in two there, and the header of the table stands again above its second half.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.forms.styling import column_widths
from corpus.forms.text import foot_lines, head_lines, table_line
from corpus.source import ABOVE, LEFT, Grid, Plan

LINE, PAGE = 80, 33  # characters on a line, lines on a page


@dataclass
class _Page:
    """How many lines of the page are still free."""

    room: int = PAGE

    def take(self, lines: int) -> None:
        self.room -= lines
        if self.room <= 0:
            self.room = PAGE


def render_paged(plan: Plan) -> str:
    """The plan as text that keeps the breaks of its pages."""
    page = _Page()
    parts: list[str] = []
    for text in head_lines(plan):
        parts += _paragraph(text, page)
    for block in plan.body:
        parts += _table(block, page) if isinstance(block, Grid) else _paragraph(block.text, page)
    parts += foot_lines(plan)
    for annex in plan.annexes:
        page = _Page()
        for block in annex:
            parts += _table(block, page) if isinstance(block, Grid) else _paragraph(block.text, page)
    return "\n\n".join(parts) + "\n"


def _paragraph(text: str, page: _Page) -> Iterator[str]:
    lines = textwrap.wrap(text, LINE, break_long_words=False, break_on_hyphens=False)
    if page.room < len(lines):
        yield " ".join(lines[: page.room])
        lines = lines[page.room :]
        page.room = PAGE
    yield " ".join(lines)
    page.take(len(lines))


def _table(grid: Grid, page: _Page) -> Iterator[str]:
    widths = [max(4, int(width)) for width in column_widths(grid, LINE, len, 1)]
    header = [table_line(row) for row in grid.rows[: grid.header_rows]]
    lines = list(header)
    page.take(2 * grid.header_rows)
    for row in grid.data:
        cells = [
            textwrap.wrap("" if text in {LEFT, ABOVE} else text, width, break_long_words=False) or [""]
            for text, width in zip(row, widths, strict=True)
        ]
        height = max(map(len, cells))
        if page.room < height:
            lines.append(_joined([cell[: page.room] for cell in cells]))
            yield "\n".join(lines)
            cells = [cell[page.room :] for cell in cells]
            lines, height, page.room = list(header), max(map(len, cells)), PAGE
        lines.append(_joined(cells))
        page.take(height)
    yield "\n".join(lines)


def _joined(cells: Sequence[Sequence[str]]) -> str:
    return "\t".join(" ".join(lines) for lines in cells)
