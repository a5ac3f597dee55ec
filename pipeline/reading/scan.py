"""Pictures of documents: PNG, JPEG, TIFF with one page or many."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import ClassVar

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from dataset.document import Document
from pipeline.errors import ReadingError
from pipeline.notes import told
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.layout.assemble import assemble
from pipeline.reading.layout.model import PageContent
from pipeline.reading.overview import notes_on, watcher_of

MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
LARGEST = 400_000_000
"""Pictures with more pixels are refused: a page of A3 at 1200 dpi has 280 million."""


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
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise ReadingError("picture_broken", source.name) from error
        if not any(map(has_text, contents)):
            raise ReadingError("picture_no_text", source.name)
        return assemble(source, media_type(source.data) or self.media_type, contents, notes_on(contents))


def media_type(data: bytes) -> str | None:
    """Media type of a picture by its first bytes; None for what is no picture that is read."""
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)


def _pages(source: Source, options: ReadingOptions) -> Iterator[PageContent]:
    from pipeline.reading.ocr.engine import EngineMissingError  # noqa: PLC0415 (late: heavy)
    from pipeline.reading.ocr.render import from_picture  # noqa: PLC0415 (late: heavy)
    from pipeline.reading.ocr.tesseract import engine_for  # noqa: PLC0415 (late: heavy)
    from pipeline.reading.ocr.triage import read_sheet  # noqa: PLC0415 (late: heavy)

    with Image.open(BytesIO(source.data)) as picture:
        if picture.width * picture.height > LARGEST:
            raise ReadingError("picture_too_large", source.name)
        number, watch = 1, watcher_of(options, source)
        for frame in ImageSequence.Iterator(picture):
            upright = ImageOps.exif_transpose(frame)
            upright.info.setdefault("dpi", frame.info.get("dpi", (0, 0)))
            image = from_picture(upright)
            try:
                pages = read_sheet(image, number, engine_for(options), watch)
            except EngineMissingError as error:
                raise EngineMissingError(error.key, source.name, **error.values) from error
            except ReadingError as error:
                note = told("unread", number, why=error)
                pages = [PageContent(number, *image.size, "ocr", state="failed", notes=(note,))]
            yield from pages
            number += len(pages)
