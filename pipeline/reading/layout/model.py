"""What lies on a page before it is text: words, lines, table cells, in points from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Literal, NamedTuple

from dataset.document import Box, Column, Note, PageState, TextOrigin

Zone = Literal["head", "body", "foot", "note"]


class PageWord(NamedTuple):
    """A word where it stands; ``size`` is the font size (on scans the height of the line) in points.

    ``other`` is another number that may stand there, where readings of a scan differ; ``turned`` tells of a word on its
    side by how many degrees it was turned anticlockwise (90 or -90).
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    italic: bool = False
    confidence: float = 1.0
    other: str | None = None
    turned: int = 0


@dataclass(frozen=True)
class Line:
    """Words that stand side by side, from left to right."""

    words: tuple[PageWord, ...]
    page: int = 1
    zone: Zone = "body"
    column: Column = "full"

    @cached_property
    def box(self) -> Box:
        """The rectangle around the words."""
        return around(word.box for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def size(self) -> float:
        """Median font size."""
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether every word is bold."""
        return all(word.bold for word in self.words)

    @property
    def italic(self) -> bool:
        """Whether every word is italic."""
        return all(word.italic for word in self.words)


@dataclass(frozen=True)
class RawCell:
    """A cell of a ruled table with the lines of text in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RawTable:
    """The part of a ruled table that stands on one page."""

    cells: tuple[RawCell, ...]
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True)
class PageContent:
    """A page as it was seen: the words outside of tables, the tables, and how it was read.

    All boxes are those of the page turned by ``rotation`` and set straight by ``skew`` (degrees clockwise), but for
    ``seals`` and ``signatures``, which are where they stand on the turned page. ``coloured`` tells of a page that was
    read from its picture whether that has any colour.
    """

    number: int
    width: float
    height: float
    origin: TextOrigin
    words: Sequence[PageWord] = ()
    tables: Sequence[RawTable] = ()
    rotation: int = 0
    skew: float = 0.0
    ocr_confidence: float | None = None
    seals: tuple[Box, ...] = ()
    signatures: tuple[Box, ...] = ()
    coloured: bool | None = None
    state: PageState = "read"
    notes: tuple[Note, ...] = field(default=())


def around(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle that holds all the given ones (at least one)."""
    x0s, tops, x1s, bottoms = zip(*boxes, strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def words_of(content: PageContent) -> Iterator[PageWord]:
    """All words of a page: those outside of tables, then those in them."""
    yield from content.words
    for table in content.tables:
        for cell in table.cells:
            for line in cell.lines:
                yield from line.words
