"""How much a document may cost before it is refused, and where readers say how large it is.

The bounds of size are asked for by the readers and by whoever opens archives; those of memory and time are set on the
process that reads (:mod:`pipeline.confinement`) and watched by the one that gave the task (:mod:`pipeline.workers`).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from pipeline.errors import ReadingError

_Most = Annotated[int, Field(ge=1)]
MEGABYTE = 1_000_000
_AGAIN = 1.0
"""Seconds until a page that swallowed the interruption is interrupted once more."""


@dataclass(frozen=True)
class Limits:
    """The most that one document may take; megabytes are 10⁶ bytes.

    Attributes:
        memory_megabytes: Address space of a process that reads, and of each program that it starts.
        seconds: Time on the clock of any document.
        seconds_per_megabyte: Time that each megabyte of a file adds.
        seconds_per_page: Time that each page adds; a page that takes five times as much alone is given up.
        seconds_at_most: Time that no document exceeds.
        pages: Pages of a PDF or pictures of a TIFF.
        pixels: Pixels of one picture, before it is decoded.
        file_megabytes: Size of a file, or of a member of an archive when unpacked.
        temporary_megabytes: Size of any one file that a process that reads, or a program it starts, may write.
        archive_depth: Archives in each other, the outermost one included.
        archive_members: Files in an archive, those in its inner archives included.
        archive_ratio: How much larger a member may be than what it is packed in.
        archive_megabytes: All members of an archive together when unpacked.
        worker_documents: Documents after which a process that reads is replaced.
        worker_megabytes: Memory in use from which on it is replaced after a document.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    memory_megabytes: _Most = 4096
    seconds: _Most = 180
    seconds_per_megabyte: _Most = 60
    seconds_per_page: _Most = 60
    seconds_at_most: _Most = 14_400
    pages: _Most = 5_000
    pixels: _Most = 170_000_000
    file_megabytes: _Most = 1_000
    temporary_megabytes: _Most = 2_000
    archive_depth: _Most = 3
    archive_members: _Most = 20_000
    archive_ratio: _Most = 200
    archive_megabytes: _Most = 4_000
    worker_documents: _Most = 1_000
    worker_megabytes: _Most = 1_000

    def time_for(self, size: int, pages: int = 0) -> float:
        """Seconds that a document of so many bytes and pages may take."""
        wanted = self.seconds + self.seconds_per_megabyte * size / MEGABYTE + self.seconds_per_page * pages
        return min(wanted, self.seconds_at_most)

    @property
    def page_alone(self) -> float:
        """Seconds after which one page is given up."""
        return 5.0 * self.seconds_per_page


LIMITS = Limits()
"""The limits where none are set."""
_listener: Callable[[int], None] | None = None
"""Who is told the number of pages; None where no process of its own reads."""


def listen(heard: Callable[[int], None]) -> None:
    """Have the number of pages of every document told to ``heard`` as soon as it is known."""
    global _listener  # noqa: PLW0603  one process reads one document at a time
    _listener = heard


def count_pages(pages: int, limits: Limits, source: str) -> None:
    """Say how many pages a document has, before they are read.

    Raises:
        ReadingError: They are too many.
    """
    if pages > limits.pages:
        raise ReadingError("too_many_pages", source, pages=pages, most=limits.pages)
    if _listener is not None:
        _listener(pages)


def check_pixels(width: int, height: int, limits: Limits, source: str) -> None:
    """Refuse a picture that is too large to be decoded.

    Raises:
        ReadingError: It has too many pixels.
    """
    if width * height > limits.pixels:
        raise ReadingError("picture_too_large", source)


@contextmanager
def page_clock(limits: Limits) -> Iterator[None]:
    """Interrupt what takes too long for one page; does nothing but in the main thread of a process that reads.

    Raises:
        ReadingError: The time was up; it is raised again every second for code that swallows it.
    """
    if _listener is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(*_: object) -> None:
        raise ReadingError("page_time", seconds=round(limits.page_alone))

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, limits.page_alone, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
