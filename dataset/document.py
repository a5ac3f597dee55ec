"""The document model: one text over which every offset counts, and what lies over it.

A reader makes a :class:`Document` once; every later stage works on its one recovered text. Pages, words, paragraphs
and tables are *overlays*: they hold spans of that text and never copies of it. A paragraph that a page break cuts in
two, or a table row whose second half stands on the next page, simply has several spans; a view
(:mod:`dataset.views`) flows them into one line for whoever matches patterns, and maps every match back to the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

from dataset.spans import Alignment, Edit, Span, apply_edits
from dataset.views import View, flow

TextOrigin = Literal["plain", "text-layer", "ocr", "docx"]
PageState = Literal["read", "blank", "failed"]
Column = Literal["full", "left", "right"]


class Box(NamedTuple):
    """A rectangle on a page, in points from the page's top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the reader saw it; ``confidence`` is 0 to 1 (1 where the source is digital).

    ``other`` is another number that may stand there, where readings of a scan differ.
    """

    span: Span
    page: int
    box: Box | None = None
    confidence: float = 1.0
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page, counted from 1; ``width`` and ``height`` in points, ``rotation`` and ``skew`` in degrees clockwise."""

    number: int
    span: Span
    origin: TextOrigin
    width: float | None = None
    height: float | None = None
    rotation: int = 0
    skew: float = 0.0
    ocr_confidence: float | None = None
    seals: tuple[Box, ...] = ()
    state: PageState = "read"
    signatures: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks: what the outline may lean on, never what it depends on."""

    bold: bool = False
    italic: bool = False
    heading: int | None = None
    align: Literal["left", "center", "right", "justify"] | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: the spans of its text without markup, in reading order (several if lines or pages break it)."""

    spans: tuple[Span, ...]
    page: int
    style: Style = Style()
    column: Column = "full"

    @property
    def start(self) -> int:
        """Where its text begins."""
        return self.spans[0].start


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at ``row``, ``column`` (from 0) of the grid; merged cells span several."""

    row: int
    column: int
    spans: tuple[Span, ...]
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    page: int = 1


@dataclass(frozen=True)
class Table:
    """A table as one logical grid: continuations over page breaks joined, repeated headers left out."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    header_rows: int
    first_page: int
    last_page: int
    origin: Literal["tabs", "pipes", "blocks", "ruled", "aligned", "docx"] = "ruled"

    @property
    def start(self) -> int:
        """Where its text begins."""
        return min((span.start for cell in self.cells for span in cell.spans), default=0)

    @cached_property
    def grid(self) -> dict[tuple[int, int], Cell]:
        """Every covered position, a merged cell under each of its positions."""
        return {
            (cell.row + i, cell.column + j): cell
            for cell in self.cells
            for i in range(cell.row_span)
            for j in range(cell.column_span)
        }


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Note:
    """What a stage has to say about a document that was read all the same (a page is missing, a table was cut).

    ``code`` and ``details`` (JSON) are what the message was made from.
    """

    stage: str
    message: str
    page: int | None = None
    code: str | None = None
    details: str | None = None


@dataclass(frozen=True)
class Document:
    """A document between its stages. ``text`` is what all offsets count; ``read_text`` is what the reader delivered."""

    doc_id: str
    source: str
    sha256: str
    media_type: str
    text_origin: TextOrigin
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    words: tuple[Word, ...] = ()
    notes: tuple[Note, ...] = ()
    read_text: str = ""
    alignment: Alignment = field(default_factory=lambda: Alignment.identity(0))

    def __post_init__(self) -> None:
        if self.alignment.source_length == 0 and not self.read_text:
            object.__setattr__(self, "read_text", self.text)
            object.__setattr__(self, "alignment", Alignment.identity(len(self.text)))

    def view(self, spans: Iterable[Span]) -> View:
        """Flow the given spans into one line."""
        return flow(self.text, spans)

    def page_at(self, offset: int) -> int:
        """Number of the page on which a character stands."""
        index = bisect_right(self._page_starts, offset) - 1
        return self.pages[max(index, 0)].number if self.pages else 1

    @cached_property
    def _page_starts(self) -> list[int]:
        return [page.span.start for page in self.pages]

    @cached_property
    def _word_ends(self) -> list[int]:
        return [word.span.end for word in self.words]

    def words_in(self, span: Span) -> Iterator[Word]:
        """The words that share a character with ``span``, in order."""
        for index in range(bisect_right(self._word_ends, span.start), len(self.words)):
            word = self.words[index]
            if word.span.start >= span.end:
                return
            yield word

    def boxes(self, span: Span) -> list[tuple[int, Box]]:
        """Page and rectangle of every word under ``span`` that has one."""
        return [(word.page, word.box) for word in self.words_in(span) if word.box is not None]

    def edited(self, edits: Sequence[Edit]) -> Document:
        """The document after edits of its text: every overlay moved along, the map to the read text kept."""
        if not edits:
            return self
        text, step = apply_edits(self.text, edits)
        move = step.forward_span
        return replace(
            self,
            text=text,
            read_text=self.read_text,
            alignment=self.alignment.then(step),
            pages=tuple(_move_page(page, step, len(self.text)) for page in self.pages),
            words=tuple(replace(word, span=move(word.span)) for word in self.words),
            blocks=tuple(_move_block(block, step) for block in self.blocks),
        )


def _move_page(page: Page, step: Alignment, length: int) -> Page:
    """Pages divide the whole text among them, so what was put in between two of them has to fall into one."""
    start = step.forward(page.span.start, "left")
    return replace(page, span=Span(start, step.forward(page.span.end, "right" if page.span.end == length else "left")))


def _move_block(block: Block, step: Alignment) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, spans=tuple(map(step.forward_span, block.spans)))
    cells = tuple(replace(cell, spans=tuple(map(step.forward_span, cell.spans))) for cell in block.cells)
    return replace(block, cells=cells)
