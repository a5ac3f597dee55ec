"""Tables whose copy kept one cell after the other and nothing of the rows: put together again from their header.

The header tells how many columns there are (the cells from ``STT`` to the first row number), and the row numbers tell
where rows begin. Where a row does not come out even, a cell is missing and nobody can tell which: then nothing is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dataset.spans import Span
from normalizers.roman_numerals import roman
from pipeline.reading.text.lines import Line, pattern
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.slots import Region, Slot, table_or_columns, written

_FEWEST, _MOST = 3, 14  # columns
_LONGEST_HEAD = 60  # characters of a header's cell
_FIRST = re.compile(r"(?:0?1|I|A)[.)]?")
_LABEL = re.compile(
    r"(?:(?P<number>\d{1,3})|(?P<parts>\d{1,3}(?:\.\d{1,3}){1,3})|(?P<letters>[IVXLC]{1,7}|[A-H]))[.)]?"
)


@dataclass(frozen=True, slots=True)
class _Series:
    """The row numbers met so far, by which the next one is known: 7 behind 6, 1 behind a group, II behind I."""

    number: int = 0
    roman: int = 0
    letter: str = ""
    grouped: bool = True

    def behind(self, label: str, *, group: bool) -> _Series | None:
        """The series with the number of one more row, or nothing where that is not the one that comes next."""
        found = _LABEL.fullmatch(label)
        if found is None:
            return None
        if found["parts"]:
            return replace(self, grouped=group)
        if found["number"]:
            number = int(found["number"])
            follows = number == self.number + 1 or (self.grouped and number == 1)
            return replace(self, number=number, grouped=group) if follows else None
        letters = found["letters"]
        if letters == (chr(ord(self.letter) + 1) if self.letter else "A"):
            return replace(self, letter=letters, roman=0, grouped=group)
        return replace(self, roman=self.roman + 1, grouped=group) if roman(letters) == self.roman + 1 else None


class _Cells:
    """Cells that follow each other, and their texts without emphasis."""

    def __init__(self, text: str, slots: Sequence[Slot], first: int = 0) -> None:
        self.slots = slots
        self._text, self._first = text, first

    def __len__(self) -> int:
        return len(self.slots) - self._first

    def label(self, index: int) -> str:
        return written(self._text, self.slots[self._first + index]).strip("*_\\ ")

    def row(self, index: int, size: int) -> list[Slot]:
        return list(self.slots[self._first + index : self._first + index + size])


def rows_by_header(text: str, slots: Sequence[Slot], first: int = 0) -> tuple[list[list[Slot]], int] | None:
    """The rows of the cells from ``first`` on, and how many cells they take; nothing where they do not come out even.

    A row that is a number and a caption alone heads a group; its caption covers the other columns.
    """
    cells = _Cells(text, slots, first)
    if not len(cells) or not pattern("table", "stacked_header").fullmatch(cells.label(0)):
        return None
    head = [cells.label(index) for index in range(min(len(cells), _MOST + 1))]
    width = next((i for i, label in enumerate(head) if i and _FIRST.fullmatch(label)), 0)
    if not _FEWEST <= width <= _MOST or max(map(len, head[:width])) > _LONGEST_HEAD:
        return None
    rows, series, at, full = [cells.row(0, width)], _Series(), width, 0
    while at < len(cells):
        group = _is_group(cells, at, width, series)
        after = series.behind(cells.label(at), group=group)
        if after is None:
            break
        row = cells.row(at, 2 if group else width)
        if len(row) < (2 if group else width) or _is_foot(cells, at, len(row)):
            return None
        rows.append([row[0], replace(row[1], width=width - 1)] if group else row)
        full += not group
        at, series = at + len(row), after
    return (rows, at) if full > 1 else None


def _is_group(cells: _Cells, at: int, width: int, series: _Series) -> bool:
    """Whether a row is a number and a caption alone: behind the caption stands the number of a row."""
    group, row = (series.behind(cells.label(at), group=group) for group in (True, False))
    if group is None or row is None or at + 2 >= len(cells):
        return False
    even = at + width < len(cells) and row.behind(cells.label(at + width), group=False) is not None
    return group.behind(cells.label(at + 2), group=False) is not None and not (even and cells.label(at).isdigit())


def _is_foot(cells: _Cells, at: int, size: int) -> bool:
    """Whether the foot of the document, and no cell, stands among some cells."""
    return any(pattern("table", "stacked_end").match(cells.label(index)) for index in range(at, at + size))


def stacked_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of which every cell is a line, or a paragraph between empty lines."""
    stacks: dict[bool, _Stack] = {}
    end = 0
    for index, line in enumerate(lines):
        if index < end or taken[index] or not pattern("table", "stacked_header").fullmatch(line.text.strip("*_\\ ")):
            continue
        apart = index + 1 < len(lines) and lines[index + 1].blank
        if apart not in stacks:
            stacks[apart] = _stack(text, lines, markup, taken, apart=apart)
        stack = stacks[apart]
        made = rows_by_header(text, stack.slots, stack.at[index]) if index in stack.at else None
        if made is not None:
            rows, used = made
            end = stack.ends[stack.at[index] + used - 1]
            yield Region(index, end, table_or_columns(text, rows, markup, "blocks"))


@dataclass(frozen=True)
class _Stack:
    """The lines or paragraphs of a text as cells: where the cell of a first line is, and the line behind each cell."""

    slots: list[Slot]
    ends: list[int]
    at: dict[int, int]


def _stack(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool], *, apart: bool) -> _Stack:
    stack = _Stack([], [], {})
    parts: list[Span] = []
    start = 0
    for index, line in enumerate(lines):
        if not line.blank:
            start = start if parts else index
            parts.extend(markup.visible(text, line.span))
        last = index + 1 == len(lines) or taken[index] or taken[index + 1]
        if parts and (last or not apart or lines[index + 1].blank):
            stack.at[start] = len(stack.slots)
            stack.slots.append(Slot(tuple(parts), lines[start].page))
            stack.ends.append(index + 1)
            parts = []
    return stack
