"""Pictures of documents: PNG, JPEG, TIFF with one page or many."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from PIL import Image, ImageOps, UnidentifiedImageError

from dataset.document import Document
from pipeline.errors import ReadingError
from pipeline.limits import check_pixels, count_pages
from pipeline.notes import told
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.layout.assemble import assemble
from pipeline.reading.layout.model import PageContent
from pipeline.reading.overview import notes_on, watcher_of

if TYPE_CHECKING:
    from pipeline.reading.ocr.render import PageImage

MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
TOO_LARGE = "picture_too_large"
FEWEST = 8
"""Pixels across of the smallest picture on which something could be written."""
FAULTS = (UnidentifiedImageError, OSError, SyntaxError, ValueError)
"""What Pillow raises on pictures that are broken."""
_ODD_FAULTS = (TypeError, KeyError, IndexError, AttributeError, ArithmeticError, struct.error)
"""What it raises besides, where a table in the file holds something that its code does not expect."""


class ScanReader(Reader):
    """Reads pictures by OCR."""

    order: ClassVar[int] = 30
    media_type: ClassVar[str] = "image/tiff"

    def accepts(self, source: Source) -> bool:
        """Whether the content is a picture of a known format."""
        return media_type(source.data) is not None

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Read all pages of the picture.

        Raises:
            ReadingError: The picture is broken or too large, OCR is switched off or missing, or no text is on it.
        """
        from pipeline.reading.ocr.page import has_text  # noqa: PLC0415 (late: heavy)

        if options.ocr == "never":
            raise ReadingError("picture_needs_ocr", source.name)
        try:
            contents = list(_pages(source, options))
        except Image.DecompressionBombError as error:
            raise ReadingError(TOO_LARGE, source.name) from error
        except FAULTS as error:
            raise ReadingError("picture_broken", source.name) from error
        if not any(map(has_text, contents)):
            raise ReadingError("picture_no_text", source.name)
        return assemble(source, media_type(source.data) or self.media_type, contents, notes_on(contents))


def media_type(data: bytes) -> str | None:
    """Media type of a picture by its first bytes; None for what is no picture that is read."""
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)


def _pages(source: Source, options: ReadingOptions) -> Iterator[PageContent]:
    """The pages of all frames, each of which is decoded when its turn comes and forgotten when it was read."""
    from pipeline.reading.ocr.engine import EngineMissingError  # noqa: PLC0415 (late: heavy)
    from pipeline.reading.ocr.tesseract import engine_for  # noqa: PLC0415 (late: heavy)
    from pipeline.reading.ocr.triage import read_sheet  # noqa: PLC0415 (late: heavy)

    with _pillow():
        opened = Image.open(BytesIO(source.data))
    with opened as picture:
        number, watch = 1, watcher_of(options, source)
        with _pillow():
            frames = getattr(picture, "n_frames", 1)
        count_pages(frames, options.limits, source.name)
        for frame in count():
            try:
                with _pillow():
                    picture.seek(frame)
            except EOFError:
                return
            size = (float(picture.width), float(picture.height))
            try:
                pages = read_sheet(_frame(picture, source, options), number, engine_for(options), watch)
            except EngineMissingError as error:
                raise EngineMissingError(error.key, source.name, **error.values) from error
            except ReadingError as error:
                if frame == 0 and error.key == TOO_LARGE:
                    raise
                pages = [_failed(number, size, error)]
            except FAULTS as error:
                if frame == 0:
                    raise
                pages = [_failed(number, size, ReadingError("page", fault=f"{type(error).__name__}: {error}"))]
            yield from pages
            number += len(pages)


def _frame(picture: Image.Image, source: Source, options: ReadingOptions) -> PageImage:
    """The frame of a picture at which it stands."""
    from pipeline.reading.ocr.render import from_picture  # noqa: PLC0415 (late: heavy)

    check_pixels(picture.width, picture.height, options.limits, source.name)
    if min(picture.size) < FEWEST:
        raise ReadingError("picture_no_text", source.name)
    with _pillow():
        upright = ImageOps.exif_transpose(picture)
        upright.load()
    upright.info.setdefault("dpi", picture.info.get("dpi", (0, 0)))
    return from_picture(upright)


@contextmanager
def _pillow() -> Iterator[None]:
    """Around Pillow alone: whatever it stumbles over is the picture's fault, and no fault of ours is hidden by that.

    Raises:
        ValueError: In place of what nobody would expect of a parser.
    """
    try:
        yield
    except _ODD_FAULTS as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _failed(number: int, size: tuple[float, float], error: ReadingError) -> PageContent:
    return PageContent(number, *size, "ocr", state="failed", notes=(told("unread", number, why=error),))
