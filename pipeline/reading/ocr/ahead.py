"""Scanned pages of one PDF read ahead of their turn, so that all cores have work.

The pages of a document come one after the other; while one is waited for, the next ones that are scans are read in
threads of their own (the engine is another process, and OpenCV lets other threads run). Only so many pages are in hand
at once as their pixels allow, however long the document is. pdfium is asked by the calling thread alone: it must not be
called from two.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.reading.base import ReadingOptions
from pipeline.reading.layout.model import PageContent
from pipeline.reading.ocr.render import is_scan, render
from pipeline.reading.ocr.tesseract import engine_for
from pipeline.reading.ocr.triage import Watcher, read_sheet

if TYPE_CHECKING:
    import pypdfium2

    from pipeline.reading.ocr.render import PageImage

PIXELS_IN_HAND: Final = 36_000_000
"""Pixels of all pages in hand at most: four of A4 at 300 dpi. One page alone may have more."""
FAULTS: Final = (ValueError, RuntimeError, OSError)
"""What pdfium's Python binding raises on a page that it cannot draw."""


class _Job(NamedTuple):
    number: int
    pixels: int
    pages: Future[list[PageContent]]


class PagesAhead:
    """Reads the pictures of pages, and those of the next ones while it waits."""

    def __init__(
        self, pdf: Callable[[], pypdfium2.PdfDocument], options: ReadingOptions, watch: Watcher | None
    ) -> None:
        """``pdf`` gives the open file; a long one is opened anew from time to time."""
        self._pdf = pdf
        self._options = options
        self._watch = watch
        self._jobs: dict[int, _Job] = {}
        self._pool = ThreadPoolExecutor(options.pages_at_once) if options.pages_at_once > 1 else None

    def sheet(self, index: int, number: int) -> list[PageContent]:
        """The pages on the picture of page ``index`` (from 0), the first of which has this number (from 1).

        Raises:
            ReadingError: The engine is missing or failed.
        """
        if self._pool is None:
            return self._read(render(self._pdf()[index]), number)
        if index not in self._jobs:
            self._begin(self._pool, index, number, render(self._pdf()[index]))
        self._look_ahead(self._pool, index, number)
        job = self._jobs.pop(index)
        pages = job.pages.result()
        # a sheet with two pages before it has moved its number
        return pages if job.number == number else self._read(render(self._pdf()[index]), number)

    def close(self) -> None:
        """Wait for what is being read, and read no more."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _look_ahead(self, pool: ThreadPoolExecutor, index: int, number: int) -> None:
        for later in range(index + 1, min(index + self._options.pages_at_once, len(self._pdf()))):
            if later in self._jobs:
                continue
            try:
                if not is_scan(self._pdf()[later]):
                    return
                image = render(self._pdf()[later])
            except FAULTS:
                return  # it is told when its turn comes
            if sum(job.pixels for job in self._jobs.values()) + image.pixels.size // 3 > PIXELS_IN_HAND:
                return
            self._begin(pool, later, number + later - index, image)

    def _begin(self, pool: ThreadPoolExecutor, index: int, number: int, image: PageImage) -> None:
        self._jobs[index] = _Job(number, image.pixels.size // 3, pool.submit(self._read, image, number))

    def _read(self, image: PageImage, number: int) -> list[PageContent]:
        return read_sheet(image, number, engine_for(self._options), self._watch)
