"""Born-digital PDF, and PDF whose pages must be read by OCR, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from dataset.document import Document, Note
from pipeline.errors import ReadingError
from pipeline.limits import count_pages, page_clock
from pipeline.notes import reason_of, told
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.digital import TextLayer, read_layer, share_of_words
from pipeline.reading.layout.assemble import assemble
from pipeline.reading.layout.model import PageContent
from pipeline.reading.overview import notes_on, watcher_of
from pipeline.reading.pdf_file import PdfFile
from pipeline.reading.stamps import has_annotations, with_stamps

if TYPE_CHECKING:
    import pypdfium2

    from pipeline.reading.ocr.ahead import PagesAhead
    from pipeline.reading.ocr.render import PageImage
    from pipeline.reading.ocr.triage import Watcher

MAGIC = b"%PDF-"
FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError, OSError, RecursionError)
"""What parsers raise on pages that are broken."""
A4 = (595.0, 842.0)
"""In points: the size of a page of which nothing is known."""
MAGIC_WITHIN = 1024
"""The magic stands in the first bytes of the file, not always at its very beginning (ISO 32000-1, Annex H.3)."""


class PdfReader(Reader):
    """Reads PDF: text layers where they are worth it, page images elsewhere."""

    order: ClassVar[int] = 20
    media_type: ClassVar[str] = "application/pdf"

    def accepts(self, source: Source) -> bool:
        """Whether the file has the magic of a PDF."""
        return MAGIC in source.data[:MAGIC_WITHIN]

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Read all pages.

        Raises:
            ReadingError: The file is protected, broken, without pages, a pure XFA form, or no page has text.
        """
        with closing(PdfFile(source)) as file:
            count_pages(len(file), options.limits, source.name)
            contents = list(_pages(source, file, options))
        notes = () if b"%%EOF" in source.data[-MAGIC_WITHIN:] else (told("cut_off"),)
        _refuse_if_empty(source, contents)
        return assemble(source, self.media_type, contents, (*notes, *notes_on(contents)))


def _pages(source: Source, file: PdfFile, options: ReadingOptions) -> Iterator[PageContent]:
    number = 1
    reading = _Reading(file, options, watcher_of(options, source))
    try:
        for index in range(len(file)):
            layer = file.layer(index)
            with page_clock(options.limits):
                contents = _page(reading, index, number, layer)
            for content in contents:
                number += 1
                yield content
            file.leave(index)
    finally:
        reading.close()


class _Reading:
    """A file that is being read; what reads pictures is loaded when the first one comes."""

    def __init__(self, file: PdfFile, options: ReadingOptions, watch: Watcher | None) -> None:
        self.file = file
        self.options = options
        self.watch = watch
        self._ahead: PagesAhead | None = None

    @property
    def pdf(self) -> pypdfium2.PdfDocument:
        """What draws pages."""
        return self.file.pdf

    @property
    def ahead(self) -> PagesAhead:
        """What reads pictures of pages."""
        from pipeline.reading.ocr.ahead import PagesAhead  # noqa: PLC0415 (late: heavy)

        self._ahead = self._ahead or PagesAhead(lambda: self.pdf, self.options, self.watch)
        return self._ahead

    def close(self) -> None:
        """Read no more."""
        if self._ahead is not None:
            self._ahead.close()


def _page(reading: _Reading, index: int, number: int, layer: Any | None) -> list[PageContent]:
    """One page by its text layer or by its image; a page that fails is told, and the others go on.

    Several where the image holds an open book: so ``number``, from 1, may run ahead of ``index``, from 0.
    """
    pdf, options, watch = reading.pdf, reading.options, reading.watch
    digital: TextLayer | None = None
    broken = ReadingError("page_layer") if reading.file.broken else None
    try:
        digital = None if layer is None else read_layer(layer, number)
    except Exception as error:  # pdfplumber packs whatever pdfminer raises
        if (late := _time_is_up(error)) is not None:
            return [_failed(pdf, index, number, late)]
        broken = ReadingError("page_layer")
    try:
        if digital is not None and digital.usable and options.ocr != "always":
            content = _with_marks(digital, pdf, index)
            if watch is not None:
                watch(_picture(pdf, index), content)
            return [content]
        if options.ocr == "never":
            if digital is None or not digital.content.words:
                return [_failed(pdf, index, number, broken or ReadingError("page_no_layer"))]
            return [_noted(digital.content, told("layer_poor", number))]
        return _read_image(reading, index, number, digital)
    except ReadingError as error:
        if digital is not None and digital.content.words:
            return [_noted(digital.content, told("layer_poor_unread", number, why=error))]
        return [_failed(pdf, index, number, error)]
    except FAULTS as error:
        return [_failed(pdf, index, number, ReadingError("page", fault=f"{type(error).__name__}: {error}"))]


def _time_is_up(error: BaseException | None) -> ReadingError | None:
    """The error of the clock of a page, be it packed in another one."""
    while error is not None and not isinstance(error, ReadingError):
        error = error.__cause__ or error.__context__
    return error


def _with_marks(digital: TextLayer, pdf: pypdfium2.PdfDocument, index: int) -> PageContent:
    """The page with what was stamped on it, and where its seals and signatures are."""
    marked = digital.picture > 0 or has_annotations(pdf[index])
    content = with_stamps(digital.content, pdf, index)
    if marked:
        from pipeline.reading.ocr.colour import marks_of  # noqa: PLC0415 (late: heavy)

        picture = _picture(pdf, index)
        marks = marks_of(picture.pixels, picture.dpi)
        return replace(content, seals=marks.seals, signatures=marks.signatures)
    return content


def _picture(pdf: pypdfium2.PdfDocument, index: int) -> PageImage:
    """A page as people see it, small."""
    from pipeline.reading.ocr.colour import LOOKING_DPI  # noqa: PLC0415 (late: heavy)
    from pipeline.reading.ocr.render import render  # noqa: PLC0415 (late: heavy)

    return render(pdf[index], LOOKING_DPI, annotations=True)


def _read_image(reading: _Reading, index: int, number: int, digital: TextLayer | None) -> list[PageContent]:
    """Read the picture of a page; a poor text layer stays where the picture gives nothing better."""
    pages = reading.ahead.sheet(index, number)
    if digital is not None and share_of_words(digital.content) > max(map(share_of_words, pages)):
        return [_noted(digital.content, told("layer_kept", number))]
    # what was stamped on a picture of two pages has no place on either
    return [with_stamps(pages[0], reading.pdf, index)] if len(pages) == 1 else pages


def _noted(content: PageContent, note: Note) -> PageContent:
    return replace(content, notes=(*content.notes, note))


def _failed(pdf: pypdfium2.PdfDocument, index: int, number: int, error: ReadingError) -> PageContent:
    try:
        width, height = pdf.get_page_size(index)
    except FAULTS:  # the list of pages leads to none
        width, height = A4
    return PageContent(number, width, height, "text-layer", state="failed", notes=(told("unread", number, why=error),))


def _refuse_if_empty(source: Source, contents: list[PageContent]) -> None:
    """Refuse a file in which no page has text.

    Raises:
        ReadingError: With the cause of the first page that failed, if one did.
    """
    if any(content.words or content.tables for content in contents):
        return
    reasons = (reason_of(note) for content in contents for note in content.notes)
    why = next(filter(None, reasons), None)
    raise ReadingError("pdf_pages", source.name, why=why) if why else ReadingError("pdf_no_text", source.name)
