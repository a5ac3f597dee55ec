"""A PDF as its two parsers see it: pdfium draws its pages, pdfplumber reads their text layers.

Each parser keeps a copy of every stream that it has touched until the file is closed: the pictures of a scan, read page
after page, would be in memory three times at the end. So a long file is closed and opened again on the way.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import ReadingError
from pipeline.reading.base import Source

if TYPE_CHECKING:
    import pypdfium2

KEPT: Final = 8_000_000
"""Bytes of the file after which it is opened anew; opening takes a few milliseconds, with the text layers a tenth of a
second for a hundred pages."""


class PdfFile:
    """An open file.

    Raises:
        ReadingError: It is protected, broken, without pages, or a pure XFA form.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pdf = _open(source)
        self._plumber: Any = None
        self._layers: dict[int, Any] | None = None
        self._broken = False
        self._share = len(source.data) / len(self._pdf)
        self._touched = 0.0

    def __len__(self) -> int:
        """How many pages it has."""
        return len(self._pdf)

    @property
    def pdf(self) -> pypdfium2.PdfDocument:
        """What draws pages: to be asked for each time anew, for it changes between pages."""
        return self._pdf

    def layer(self, index: int) -> Any | None:
        """The text layer (``pdfplumber.page.Page``) of a page, from 0; None where nothing can be made of it."""
        if self._layers is None:
            import pdfplumber  # noqa: PLC0415 (late: heavy)

            try:
                self._plumber = pdfplumber.open(BytesIO(self._source.data), unicode_norm="NFC")
                self._layers = dict(enumerate(self._plumber.pages))
            except Exception:  # what parsers raise on broken files has no end
                self._layers, self._broken = {}, True
        return self._layers.get(index)

    @property
    def broken(self) -> bool:
        """Whether text layers cannot be told from this file at all."""
        return self._broken

    def leave(self, index: int) -> None:
        """Have a page done: forget what was kept of it."""
        if self._layers is not None and index in self._layers:
            self._layers[index].close()
        self._touched += self._share
        if self._touched >= KEPT and not self._broken and index + 1 < len(self):
            self._reopen()

    def _reopen(self) -> None:
        self.close()
        self._pdf = _open(self._source)
        self._layers = None
        self._touched = 0.0

    def close(self) -> None:
        """Let go of the file."""
        if self._plumber is not None:
            with suppress(Exception):
                self._plumber.close()
        self._plumber = None
        self._pdf.close()


def _open(source: Source) -> pypdfium2.PdfDocument:
    import pypdfium2  # noqa: PLC0415 (late: heavy)

    try:
        pdf = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError("pdf_password", source.name) from error
        raise ReadingError("pdf_broken", source.name) from error
    if len(pdf) == 0:
        raise ReadingError("pdf_no_pages", source.name)
    if pdf.get_formtype() == pypdfium2.raw.FORMTYPE_XFA_FULL:
        raise ReadingError("pdf_form", source.name)
    return pdf
