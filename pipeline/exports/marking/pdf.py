"""Findings as highlights with comments in the PDF in which they were found.

The annotations are appended to the file (an incremental update, ISO 32000-1, 7.5.6): what stood in it stays as it was
to the byte, so that a digital signature goes on covering what was signed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dataset.document import Box, Document, Page
from pipeline.exports.marking.remark import AUTHOR, LeftOutError, Remark
from pipeline.exports.workbook.style import COLOURS
from pipeline.reading.shown import SheetOfFile, as_shown

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter

_NOTE: Final = 20.0
"""Size of a note that stands beside the page's text, in points."""
_SAME_LINE: Final = 0.5
"""Words stand in one line if they overlap by this share of their height."""


def annotated_pdf(data: bytes, document: Document | None, remarks: Sequence[Remark], path: Path) -> int:
    """Write the PDF with its comments and return how many of them stand on the words that they are about.

    Those without a place stand as notes at the edge of their page, or of the first one.

    Raises:
        LeftOutError: The file cannot be written.
    """
    from pypdf.errors import PyPdfError  # noqa: PLC0415  heavy

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        writer = _writer(data)
        placed = _annotate(writer, document, remarks)
        with path.open("wb") as file:
            writer.write(file)
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        # whatever a broken or a protected file makes the library raise costs that file only
        raise LeftOutError("broken", f"{type(error).__name__}: {error}") from error
    return placed


def _writer(data: bytes) -> PdfWriter:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415  heavy

    # what stands before the magic of a file would shift every address in it
    body = data[data.index(b"%PDF-") :]
    reader = PdfReader(BytesIO(body))
    if reader.is_encrypted:
        # open to read, closed to change: an update cannot be appended, so the copy is written anew without protection
        reader.decrypt("")
        return PdfWriter(clone_from=reader)
    return PdfWriter(BytesIO(body), incremental=True)


def _annotate(writer: PdfWriter, document: Document | None, remarks: Sequence[Remark]) -> int:
    # the sheets of a file with open books are not its pages
    pages = document.pages if document is not None and len(document.pages) == len(writer.pages) else ()
    beside: dict[int, int] = {}
    placed = 0
    for remark in remarks:
        found = list(_boxes(writer, document, pages, remark)) if document is not None and pages else []
        if found:
            placed += 1
            for number, quads in found:
                _highlight(writer, number, quads, remark)
        else:
            known = len(pages) == len(writer.pages) and 1 <= remark.finding.page <= len(writer.pages)
            number = remark.finding.page - 1 if known else 0
            _note(writer, number, beside.get(number, 0), remark)
            beside[number] = beside.get(number, 0) + 1
    return placed


def _boxes(
    writer: PdfWriter, document: Document, pages: Sequence[Page], remark: Remark
) -> Iterator[tuple[int, list[list[tuple[float, float]]]]]:
    """The corners of every line of a place, by page from 0."""
    by_page: dict[int, list[Box]] = {}
    for number, box in document.boxes(remark.finding.span):
        by_page.setdefault(number, []).append(box)
    for number, boxes in sorted(by_page.items()):
        sheet = _sheet(writer.pages[number - 1])
        placed = [as_shown(box, pages[number - 1], sheet) for box in boxes]
        lines = _lines([box for box in placed if box is not None])
        if lines:
            yield number - 1, [_corners(sheet, line) for line in lines]


def _sheet(page: PageObject) -> SheetOfFile:
    box = page.mediabox
    return SheetOfFile(float(box.left), float(box.bottom), float(box.right), float(box.top), int(page.rotation) % 360)


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """The words of a place joined where they follow each other in one line."""
    lines: list[Box] = list(boxes[:1])
    for before, box in pairwise(boxes):
        last = lines[-1]
        shared = min(before.bottom, box.bottom) - max(before.top, box.top)
        height = min(before.bottom - before.top, box.bottom - box.top)
        if shared > _SAME_LINE * height and box.x0 >= before.x0:
            lines[-1] = Box(last.x0, min(last.top, box.top), max(last.x1, box.x1), max(last.bottom, box.bottom))
        else:
            lines.append(box)
    return lines


def _corners(sheet: SheetOfFile, box: Box) -> list[tuple[float, float]]:
    """Upper left, upper right, lower left, lower right: the order that viewers expect."""
    return [sheet.point(x, top) for top in (box.top, box.bottom) for x in (box.x0, box.x1)]


def _highlight(writer: PdfWriter, number: int, quads: list[list[tuple[float, float]]], remark: Remark) -> None:
    from pypdf.annotations import Highlight  # noqa: PLC0415  heavy
    from pypdf.generic import ArrayObject, FloatObject  # noqa: PLC0415  heavy

    xs, ys = zip(*(corner for quad in quads for corner in quad), strict=True)
    points = ArrayObject(FloatObject(round(v, 2)) for quad in quads for corner in quad for v in corner)
    annotation = Highlight(
        rect=(min(xs), min(ys), max(xs), max(ys)),
        quad_points=points,
        highlight_color=COLOURS[remark.finding.severity],
        printing=True,
    )
    _add(writer, number, annotation, remark, remark.text)


def _note(writer: PdfWriter, number: int, above: int, remark: Remark) -> None:
    """A note at the upper left edge of a page, below those that stand there already."""
    from pypdf.annotations import Text  # noqa: PLC0415  heavy

    sheet = _sheet(writer.pages[number])
    top = (4 + above * (_NOTE + 2)) % max(_NOTE, sheet.shown[1] - 2 * _NOTE)
    (xa, ya), (xb, yb) = sheet.point(4, top), sheet.point(4 + _NOTE, top + _NOTE)
    annotation = Text(rect=(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)), text=remark.unplaced)
    _add(writer, number, annotation, remark, remark.unplaced)


def _add(writer: PdfWriter, number: int, annotation: Any, remark: Remark, text: str) -> None:
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415  heavy

    annotation[NameObject("/Contents")] = TextStringObject(text)
    annotation[NameObject("/T")] = TextStringObject(AUTHOR)
    annotation[NameObject("/NM")] = TextStringObject(f"{remark.finding.finding_id}-{number + 1}")
    writer.add_annotation(page_number=number, annotation=annotation)
