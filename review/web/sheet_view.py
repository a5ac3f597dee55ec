"""A page as it was received with places boxed on it, or its text where there is no picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dataset.document import Box
from dataset.lookup import Lookup
from dataset.records import DocumentRecord, PageRecord
from dataset.spans import Span
from review.halves import sheet_place
from review.originals import NoPictureError, Originals

WIDTHS: Final = (900, 1800)
"""Pixels in which pages are drawn; the finer one when somebody zooms."""
_MARGIN: Final = 2.0
"""Points between words and their box."""
_WINDOW: Final = 12_000
"""Characters of a text without pages that are shown before and behind a place."""


@dataclass(frozen=True)
class Meant:
    """A place that is to be seen: ``role`` is evidence, context, or region (all of it in one box)."""

    span: Span
    role: str


@dataclass(frozen=True)
class Piece:
    """Some characters of a page's text; ``role`` where they are meant."""

    text: str
    role: str = ""


@dataclass(frozen=True)
class SheetView:
    """One page to be shown: a picture with boxes, or pieces of text, and why there is no picture."""

    document: DocumentRecord
    page: int
    width: float = 0.0
    height: float = 0.0
    boxes: tuple[tuple[Box, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    reason: str = ""
    pictured: bool = False

    @property
    def pages(self) -> int:
        """How many pages the document has."""
        return self.document.page_count


def sheet_view(
    lookup: Lookup,
    originals: Originals,
    document: DocumentRecord,
    number: int,
    meant: Sequence[Meant],
    *,
    as_text: bool = False,
) -> SheetView:
    """A page of a document with the places that are meant on it."""
    pages = {page.page: page for page in lookup.rows(PageRecord, doc_id=document.doc_id)}
    number = min(max(1, number), max(pages, default=1))
    reason = ""
    if number in pages and not as_text:
        layout = lookup.layout(document.doc_id)
        placed = [
            (box, place.role)
            for place in meant
            for box in _boxes([box for page, box in layout.lines(place.span) if page == number], place.role)
        ]
        try:
            place = sheet_place(lookup, document, number)
            whole = originals.sheet(document, pages[number], [], place)
            if whole.part is not None:
                half = ((whole.part, "region"),)
                return SheetView(document, number, whole.width, whole.height, half, reason="half", pictured=True)
            sheets = [(originals.sheet(document, pages[number], [box], place), role) for box, role in placed]
            boxes = tuple((_wider(box), role) for sheet, role in sheets for box in sheet.boxes)
            unboxed = bool(meant) and not len(layout.rows)
            reason = "unboxed" if unboxed else ""
            return SheetView(document, number, whole.width, whole.height, boxes, reason=reason, pictured=True)
        except NoPictureError as error:
            reason = error.key
    text = lookup.text(document.doc_id)
    return SheetView(
        document, number, pieces=tuple(pieces_of(text, _part(text, document, number, meant), meant)), reason=reason
    )


def pieces_of(text: str, part: Span, meant: Iterable[Meant]) -> Iterable[Piece]:
    """A part of a text, cut where something is meant; where two overlap the first one counts."""
    at = part.start
    for place in sorted(meant, key=lambda place: place.span):
        start, end = max(place.span.start, at), min(place.span.end, part.end)
        if start < end:
            if at < start:
                yield Piece(text[at:start])
            yield Piece(text[start:end], place.role)
            at = end
    if at < part.end:
        yield Piece(text[at : part.end])


def _part(text: str, document: DocumentRecord, number: int, meant: Sequence[Meant]) -> Span:
    """The characters of a page, where the text tells its pages apart; else those around what is meant."""
    breaks = [index for index, character in enumerate(text) if character == "\f"] if "\f" in text else []
    if len(breaks) == document.page_count - 1:
        bounds = [0, *(index + 1 for index in breaks), len(text) + 1]
        return Span(bounds[number - 1], bounds[number] - 1)
    first = min((place.span.start for place in meant), default=0)
    last = min(max((place.span.end for place in meant), default=0), first + _WINDOW)
    return Span(max(0, first - _WINDOW), min(len(text), last + _WINDOW))


def _boxes(lines: Sequence[Box], role: str) -> Sequence[Box]:
    if role != "region" or not lines:
        return lines
    x0, top, x1, bottom = zip(*lines, strict=True)
    return [Box(min(x0), min(top), max(x1), max(bottom))]


def _wider(box: Box) -> Box:
    return Box(box.x0 - _MARGIN, box.top - _MARGIN, box.x1 + _MARGIN, box.bottom + _MARGIN)
