"""Pictures of pages from the files that were read, for the review pages.

A file is shown only if its content is still what was read (by its SHA-256). Which file that is stands in the store,
never in a request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from io import BytesIO
from pathlib import Path
from threading import Lock, RLock
from typing import Final, Generic, TypeVar

import numpy as np
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from dataset.document import Box
from dataset.records import DocumentRecord, PageRecord
from pipeline.limits import LIMITS
from pipeline.reading.ocr.render import from_picture, render
from pipeline.reading.scan import media_type as picture_type
from pipeline.reading.shown import SheetOfFile, as_shown
from pipeline.received import NotReceivedError, Received, find_received, roots_of
from review.halves import SheetPlace
from review.originals import NoPictureError, Picture, Sheet

_JPEG_QUALITY: Final = 82
_MOST_COLOURS: Final = 64
"""A page of a text program has few colours: as PNG it is sharper and smaller."""

_LARGEST: Final = 400_000_000
"""Pixels of the largest picture that is opened."""

T = TypeVar("T")


class _Recent(Generic[T]):
    """The values that were used last, up to a sum of weights."""

    def __init__(self, most: int, weight: Callable[[T], int] = lambda _: 1, drop: Callable[[T], None] | None = None):
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._most, self._weight, self._drop = most, weight, drop
        self._total = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made where it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._total += self._weight(value)
            while self._total > self._most and len(self._values) > 1:
                _, old = self._values.popitem(last=False)
                self._total -= self._weight(old)
                if self._drop is not None:
                    self._drop(old)
        return value


class Files:
    """The files that were read, found from the folder in which the program runs or from that of the results."""

    def __init__(self, out: Path) -> None:
        self._roots = roots_of(out)
        self._found: _Recent[Received] = _Recent(4096)
        self._pdfs: _Recent[pypdfium2.PdfDocument] = _Recent(6)
        self._pictures: _Recent[Picture] = _Recent(96 * 1024 * 1024, lambda picture: len(picture.data))
        self._sheets: _Recent[SheetOfFile] = _Recent(20_000)
        # PDFium serves one thread at a time
        self._drawing = RLock()

    def sheet(
        self, document: DocumentRecord, page: PageRecord, boxes: list[Box], place: SheetPlace | None = None
    ) -> Sheet:
        """The page as its file shows it, with the boxes that stand on it; see :class:`review.originals.Originals`."""
        place = place or SheetPlace(page.page - 1, document.page_count)
        sheet = self._sheets.get((document.doc_id, place.sheet), lambda: self._sheet(document, place))
        if place.half is not None:
            return Sheet(*sheet.shown, (), _half(*sheet.shown, place.half, page.rotation))
        placed = (as_shown(box, page, sheet) for box in boxes)
        return Sheet(*sheet.shown, tuple(box for box in placed if box is not None))

    def picture(
        self, document: DocumentRecord, page: PageRecord, width: int, place: SheetPlace | None = None
    ) -> Picture:
        """The page drawn about so many pixels wide; see :class:`review.originals.Originals`."""
        place = place or SheetPlace(page.page - 1, document.page_count)
        key = (document.doc_id, place.sheet, width)
        return self._pictures.get(key, lambda: self._draw(document, page, width, place))

    def close(self) -> None:
        """Let go of the files."""
        with self._drawing:
            self._pdfs = _Recent(1)

    def _received(self, document: DocumentRecord) -> Received:
        try:
            return self._found.get(
                document.sha256, lambda: find_received(document.source, document.sha256, self._roots)
            )
        except NotReceivedError as error:
            raise NoPictureError(error.key) from error

    def _sheet(self, document: DocumentRecord, place: SheetPlace) -> SheetOfFile:
        if document.media_type == "application/pdf":
            with self._drawing:
                found = self._pdf_page(document, place)
                x0, y0, x1, y1 = found.get_mediabox()
                return SheetOfFile(x0, y0, x1, y1, found.get_rotation() % 360)
        width, height = from_picture(self._frame(document, place)).size
        return SheetOfFile(0, 0, width, height, 0)

    def _draw(self, document: DocumentRecord, page: PageRecord, width: int, place: SheetPlace) -> Picture:
        if document.media_type == "application/pdf":
            with self._drawing:
                found = self._pdf_page(document, place)
                dpi = max(24, min(400, round(72 * width / max(1.0, found.get_size()[0]))))
                image = Image.fromarray(render(found, dpi, annotations=True).pixels)
        else:
            image = self._frame(document, place).convert("RGB")
            if image.width > width:
                image = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.BOX)
        return _compressed(image, drawn=page.origin != "ocr")

    def _pdf_page(self, document: DocumentRecord, place: SheetPlace) -> pypdfium2.PdfPage:
        pdf = self._pdfs.get(document.sha256, lambda: self._open(document))
        if len(pdf) != place.sheets:
            raise NoPictureError("sheets")
        return pdf[place.sheet]

    def _open(self, document: DocumentRecord) -> pypdfium2.PdfDocument:
        found = self._received(document)
        try:
            # a file is read as pages are asked for; what lies in an archive is unpacked
            return pypdfium2.PdfDocument(self._bytes(found) if found.member else found.path)
        except pypdfium2.PdfiumError as error:
            raise NoPictureError("broken") from error

    @staticmethod
    def _bytes(found: Received) -> bytes:
        try:
            return found.read()
        except NotReceivedError as error:
            raise NoPictureError(error.key) from error
        except OSError as error:
            raise NoPictureError("gone") from error

    def _frame(self, document: DocumentRecord, place: SheetPlace) -> Image.Image:
        data = self._bytes(self._received(document))
        if picture_type(data) is None:
            raise NoPictureError("text")
        try:
            with Image.open(BytesIO(data)) as picture:
                if picture.width * picture.height > LIMITS.pixels or getattr(picture, "n_frames", 1) != place.sheets:
                    raise NoPictureError("sheets")
                picture.seek(place.sheet)
                upright = ImageOps.exif_transpose(picture)
                upright.load()
                upright.info.setdefault("dpi", picture.info.get("dpi", (0, 0)))
                return upright
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
            raise NoPictureError("broken") from error


def _half(width: float, height: float, half: int, turned: int) -> Box:
    """Where one page of an open book lies on its sheet, which was turned by so many degrees to be read."""
    first = half == 0
    if turned % 180:
        # turned clockwise by 90 degrees what is at the bottom comes to the left
        lower = first if turned == 90 else not first
        return Box(0, height / 2 if lower else 0, width, height if lower else height / 2)
    left = first if turned == 0 else not first
    return Box(0 if left else width / 2, 0, width / 2 if left else width, height)


def _compressed(image: Image.Image, *, drawn: bool) -> Picture:
    """PNG for drawn text, which is sharper and smaller so; JPEG for what a camera or a scanner made."""
    buffer = BytesIO()
    sample = np.asarray(image)[::7, ::7].reshape(-1, 3) >> 2
    if drawn and len(np.unique(sample, axis=0)) <= _MOST_COLOURS:
        few = image.quantize(_MOST_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(buffer, "PNG", compress_level=4)
        return Picture(buffer.getvalue(), "image/png")
    image.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    return Picture(buffer.getvalue(), "image/jpeg")
