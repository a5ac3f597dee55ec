"""Tables of born-digital pages whose columns no rule parts: words that stand below each other with white between them.

Precision comes first: three columns, three full rows and a column of numbers have to speak for a table, so that no
letterhead, foot or list in two columns becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from dataset.document import Box
from normalizers.unicode import fold_case
from pipeline.reading.headers import is_column_numbers, is_key, is_value
from pipeline.reading.layout.model import Line, PageWord, RawCell, RawTable, around
from pipeline.reading.layout.unruled_header import OVERLAP, Piece, header_cells
from pipeline.reading.text.lines import pattern

GAP = 0.45
"""White between two columns in one line, in font sizes; that between words is less where a line is not justified."""
BASELINE = 2.0
"""Words whose feet differ by less than this many points stand on one line."""
CORRIDOR = 3.0
"""White between two columns through all lines, in points."""
FAR = 2.6
"""Lines further apart than this many font sizes do not belong to one table."""
LEADING = 1.45
"""Lines of one cell stand no further apart than this many font sizes."""
COLUMNS, FULL_ROWS = 3, 3
"""A table has at least so many columns, and so many lines that fill so many columns."""
FULL_SHARE = 0.2
"""At least this share of the lines of a table fill so many columns."""
NUMERIC_SHARE = 0.6
"""In one column at least, beside the first, this share of the cells hold numbers."""
HEADER_LINES = 14
"""Lines of the highest header."""

_TOTAL = re.compile(r"(?:tổng|cộng)\b", re.IGNORECASE)
_DASH = re.compile(r"[-–—]")


def find_unruled(words: Sequence[PageWord], page: int) -> list[RawTable]:
    """The tables among the words of a page that stand in no ruled one, from top to bottom."""
    lines = _lines(words, page)
    found: list[RawTable] = []
    position = done = 0
    while position < len(lines):
        stop, columns = _grown(lines, position)
        body = [[_placed(piece, columns) for piece in pieces_of(line)] for line in lines[position:stop]]
        if columns and _is_table(body, len(columns)):
            header = lines[_header_start(lines, position, done, columns) : position]
            found.append(_table(header, body, columns, page))
            position = done = stop
        else:
            position += 1
    return found


def _lines(words: Sequence[PageWord], page: int) -> list[Line]:
    """Words on one baseline: in cells set in the middle, lines of neighbours overlap by half."""
    lines: list[list[PageWord]] = []
    for word in sorted((word for word in words if not word.turned), key=lambda word: word.box.bottom):
        if lines and word.box.bottom - lines[-1][0].box.bottom < BASELINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [Line(tuple(sorted(line, key=lambda word: word.box.x0)), page) for line in lines]


def pieces_of(line: Line) -> list[Piece]:
    """The line cut at its wide gaps."""
    cut: list[list[PageWord]] = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.box.x0 - before.box.x1 >= GAP * line.size:
            cut.append([])
        cut[-1].append(word)
    return [Piece(tuple(words)) for words in cut]


def _grown(lines: Sequence[Line], start: int) -> tuple[int, list[tuple[float, float]]]:
    """How far lines below a first row keep at least three columns apart, and those columns; none without such a row."""
    columns: list[tuple[float, float]] = []
    stop = start
    for index in range(start, len(lines)):
        line = lines[index]
        pieces = pieces_of(line)
        if not columns and (len(pieces) < COLUMNS or not _begins_row(pieces)):
            break
        if index > start and line.box.top - lines[index - 1].box.bottom > (FAR - 1) * line.size:
            break
        merged = _merged([*columns, *((piece.box.x0, piece.box.x1) for piece in pieces)])
        if columns and len(merged) < max(COLUMNS, len(columns)):
            break
        columns, stop = merged, index + 1
    return stop, columns


def _header_start(lines: Sequence[Line], first: int, done: int, columns: Sequence[tuple[float, float]]) -> int:
    """The first line of the header above the line ``first``: lines in several pieces within the width of the table."""
    start = first
    slack = (columns[-1][1] - columns[0][0]) * 0.1
    for index in range(first - 1, max(done, first - HEADER_LINES) - 1, -1):
        line, pieces = lines[index], pieces_of(lines[index])
        if lines[start].box.top - line.box.bottom > (FAR - 1) * line.size:
            break
        inside = line.box.x0 >= columns[0][0] - slack and line.box.x1 <= columns[-1][1] + slack
        if not inside or (len(pieces) == 1 and not _is_narrow(pieces[0], columns)):
            break
        start = index
    while start < first and len(pieces := pieces_of(lines[start])) == 1 and not _is_name_above(pieces[0], columns):
        start += 1
    return start


def _is_narrow(piece: Piece, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a lone piece is no title: it stands in one column, or takes little of the width."""
    if any(x0 - OVERLAP <= piece.box.x0 and piece.box.x1 <= x1 + OVERLAP for x0, x1 in columns):
        return True
    return piece.box.x1 - piece.box.x0 < (columns[-1][1] - columns[0][0]) / 3


def _is_name_above(piece: Piece, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a lone piece may name columns: it stands over some of them, but not in the middle of all."""
    middle, whole = (piece.box.x0 + piece.box.x1) / 2, (columns[0][0] + columns[-1][1]) / 2
    width = columns[-1][1] - columns[0][0]
    caption = pattern("table", "caption").fullmatch(fold_case(piece.text))
    return abs(middle - whole) > 0.05 * width and not caption


def _merged(extents: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(extents):
        if found and x0 - found[-1][1] < CORRIDOR:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _is_table(body: list[list[Piece]], columns: int) -> bool:
    """Whether some lines are rows of a table; a note below it is cut off."""
    while body and len(body[-1]) < 2 and not _begins_row(body[-1]):
        body.pop()
    anchors = sum(map(_begins_row, body))
    return (
        columns >= COLUMNS
        and anchors >= FULL_ROWS
        and anchors >= FULL_SHARE * len(body)
        and _has_numbers(body, columns)
    )


def _table(
    header: Sequence[Line], body: list[list[Piece]], columns: Sequence[tuple[float, float]], page: int
) -> RawTable:
    named = [_placed(piece, columns) for line in header for piece in pieces_of(line)]
    early = _of_first_row(named, body)
    body = [*([piece] for piece in early), *body]
    named = [piece for piece in named if piece not in early]
    names = list(header_cells(named, columns))
    depth = max((row + height for row, _, _, height, _ in names), default=0)
    rows = _rows(body)
    cells = [_cell((row, first, height, width), held, page) for row, first, width, height, held in names]
    for number, row in enumerate(rows):
        cells += [_cell((depth + number, column, 1, 1), row.get(column, []), page) for column in range(len(columns))]
    area = around(piece.box for piece in (*named, *(piece for line in body for piece in line)))
    cells = [cell if cell.lines else replace(cell, box=area) for cell in cells]
    return RawTable(tuple(sorted(cells, key=lambda c: (c.row, c.column))), depth + len(rows), len(columns), area)


def _of_first_row(named: Sequence[Piece], body: Sequence[Sequence[Piece]]) -> list[Piece]:
    """What stands above the first line with a number and belongs to a cell around it: its next line follows closely."""
    early: list[Piece] = []
    tops = {piece.first: piece for line in reversed(body) for piece in line}
    for piece in reversed(named):
        below = tops.get(piece.first)
        if (
            below is None
            or piece.first != piece.last
            or below.box.bottom - piece.box.bottom > LEADING * below.words[0].size
        ):
            continue
        early.insert(0, piece)
        tops[piece.first] = piece
    # rows set so close that the header is no further off tell nothing
    return early if all(piece.first for piece in early) else []


def _cell(place: tuple[int, int, int, int], pieces: Sequence[Piece], page: int) -> RawCell:
    """A cell by its row, column, height and width, and what stands in it."""
    words = [word for piece in pieces for word in piece.words]
    box = around(word.box for word in words) if words else Box(0, 0, 0, 0)
    return RawCell(*place, box, tuple(_lines(words, page)))


def _placed(piece: Piece, columns: Sequence[tuple[float, float]]) -> Piece:
    """The piece with the columns in which it stands; between two of them it counts to the nearer one."""
    box = piece.box
    inside = [index for index, (x0, x1) in enumerate(columns) if box.x0 < x1 and box.x1 > x0]
    if not inside:
        inside = [min(range(len(columns)), key=lambda n: max(columns[n][0] - box.x1, box.x0 - columns[n][1]))]
    return Piece(piece.words, inside[0], inside[-1])


def _is_number(text: str) -> bool:
    return is_value(text) or bool(_DASH.fullmatch(text))


def _begins_row(line: Sequence[Piece]) -> bool:
    """Whether a line holds what a row has once: its number, or figures."""
    if len(line) < 2 or is_column_numbers([piece.text for piece in line]):
        return False
    figures = sum(_is_number(piece.text) for piece in line[1:])
    return is_key(line[0].text) or figures >= (1 if _TOTAL.match(line[0].text) else 2)


def _has_numbers(body: Sequence[Sequence[Piece]], columns: int) -> bool:
    for column in range(1, columns):
        texts = [piece.text for line in body for piece in line if piece.first == piece.last == column]
        if len(texts) >= FULL_ROWS and sum(map(_is_number, texts)) >= NUMERIC_SHARE * len(texts):
            return True
    return False


def _rows(body: Sequence[Sequence[Piece]]) -> list[dict[int, list[Piece]]]:
    """The rows: every line that begins one, and around it the lines of its cells that are longer.

    Lines of a column that follow each other closely are one cell. A cell belongs to the row whose line crosses it; one
    that several cross (rows without room between them) is shared out, each line to the row that begins at or above it.
    """
    middles = [_middle(line) for line in body if _begins_row(line)]
    rows: list[dict[int, list[Piece]]] = [{} for _ in middles]
    columns = 1 + max(piece.last for line in body for piece in line)
    for column in range(columns):
        for block in _blocks([piece for line in body for piece in line if piece.first == column]):
            top, bottom = block[0].box.top, block[-1].box.bottom
            crossed = [n for n, at in enumerate(middles) if top <= at <= bottom]
            if len(crossed) < 2:
                middle = (top + bottom) / 2
                home = crossed[0] if crossed else min(range(len(middles)), key=lambda n: abs(middles[n] - middle))
                rows[home].setdefault(column, []).extend(block)
                continue
            for piece in block:
                above = [n for n in crossed if middles[n] <= piece.box.bottom]
                rows[above[-1] if above else crossed[0]].setdefault(column, []).append(piece)
    return rows


def _middle(line: Sequence[Piece]) -> float:
    box = around(piece.box for piece in line)
    return (box.top + box.bottom) / 2


def _blocks(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    block: list[Piece] = []
    for piece in pieces:
        if block and piece.box.bottom - block[-1].box.bottom > LEADING * piece.words[0].size:
            yield block
            block = []
        block.append(piece)
    if block:
        yield block
