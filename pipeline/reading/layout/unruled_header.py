"""The header of a table without rules: names of columns, names of groups of them, a row that counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dataset.document import Box
from pipeline.reading.headers import is_column_numbers
from pipeline.reading.layout.model import PageWord, around

OVERLAP = 2.0
"""Lines that overlap by less than this many points stand below each other."""
OFF_CENTRE = 0.15
"""The name of a group is off the middle of its columns by at most this share of their width."""
_NUMBERING = re.compile(r"[=+\-–x*/:.%\s]*\(?\d{1,2}\)?(?:[=+\-–x*/:.%\s]+\(?\d{1,2}\)?)*[=+\-–x*/:.%\s]*|\(?[A-ZĐ]\)?")


@dataclass(frozen=True)
class Piece:
    """Words of a line without a wide gap between them, and the columns (from, to inclusive) that they stand in."""

    words: tuple[PageWord, ...]
    first: int = 0
    last: int = 0

    @property
    def box(self) -> Box:
        """The rectangle around the words."""
        return around(word.box for word in self.words)

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)


def header_cells(
    pieces: Sequence[Piece], columns: Sequence[tuple[float, float]]
) -> Iterator[tuple[int, int, int, int, list[Piece]]]:
    """Row, column, width, height and lines of each cell of the header, one level of groups above the names at most."""
    numbers = _column_numbers(pieces)
    counted = [piece for held in numbers.values() for piece in held]
    names = [piece for piece in pieces if piece not in counted]
    groups = {piece: reach for piece in names if (reach := _reach(piece, names, columns)) is not None}
    for piece, (first, last) in groups.items():
        yield 0, first, last - first + 1, 1, [piece]
    depth = 2 if groups else 1 if names else 0
    cells: dict[int, list[Piece]] = {}
    for piece in names:
        if piece not in groups:
            cells.setdefault(piece.first, []).append(piece)
    for column, held in sorted(cells.items()):
        grouped = any(first <= column <= last for first, last in groups.values())
        yield int(grouped), column, 1, 1 if grouped else depth, held
    for column, held in sorted(numbers.items()):
        yield depth, column, 1, 1, held


def _reach(piece: Piece, names: Sequence[Piece], columns: Sequence[tuple[float, float]]) -> tuple[int, int] | None:
    """The columns that a name stands over in the middle, all of them named below it; None where it is a name itself."""
    below = {
        other.first for other in names if other.box.top >= piece.box.bottom - OVERLAP and other.first == other.last
    }
    beside = {other.first for other in names if other != piece and other.box.top < piece.box.bottom - OVERLAP}
    middle = (piece.box.x0 + piece.box.x1) / 2
    best: tuple[float, tuple[int, int]] | None = None
    for first in range(piece.first + 1):
        for last in range(max(piece.last, first + 1), len(columns)):
            inside = set(range(first, last + 1))
            if not inside <= below or inside & beside:
                continue
            off = abs((columns[first][0] + columns[last][1]) / 2 - middle) / (columns[last][1] - columns[first][0])
            if off <= OFF_CENTRE and (best is None or off < best[0]):
                best = (off, (first, last))
    return best[1] if best else None


def _column_numbers(pieces: Sequence[Piece]) -> dict[int, list[Piece]]:
    """The last lines of a header, by column, if they number the columns."""
    found: dict[int, list[Piece]] = {}
    for piece in reversed(pieces):
        below = found.get(piece.first, [])
        if _NUMBERING.fullmatch(piece.text) and all(_NUMBERING.fullmatch(other.text) for other in below):
            found[piece.first] = [piece, *below]
    return found if is_column_numbers(["".join(p.text for p in found[column]) for column in sorted(found)]) else {}
