"""What the review pages need to know of the files themselves; the floor above knows how to read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dataset.document import Box
from dataset.records import DocumentRecord, PageRecord
from review.halves import SheetPlace


class NoPictureError(Exception):
    """A page has no picture; ``key`` names the reason under ``picture.`` in the texts."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Picture:
    """A picture of a page as a file: its bytes and their media type."""

    data: bytes
    media_type: str


@dataclass(frozen=True)
class Sheet:
    """A page as its file shows it, in points, and the boxes asked for that stand on it."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    part: Box | None = None
    """Of an open book the page itself; boxes on it are not known, since it was cut out and set straight."""


class Originals(Protocol):
    """The documents as they were received. Threads share it."""

    def sheet(
        self, document: DocumentRecord, page: PageRecord, boxes: list[Box], place: SheetPlace | None = None
    ) -> Sheet:
        """The size of the sheet with a page, and where boxes of the page as it was read stand on it.

        Without a ``place`` the sheets of the file are the pages, one by one.

        Raises:
            NoPictureError: The page has no picture, or the file is gone or another one.
        """
        ...

    def picture(
        self, document: DocumentRecord, page: PageRecord, width: int, place: SheetPlace | None = None
    ) -> Picture:
        """The sheet with a page drawn about ``width`` pixels wide; raises as :meth:`sheet` does."""
        ...


class NoOriginals:
    """Where only the store is at hand."""

    def sheet(
        self, document: DocumentRecord, page: PageRecord, boxes: list[Box], place: SheetPlace | None = None
    ) -> Sheet:
        """Always refused."""
        raise NoPictureError("none")

    def picture(
        self, document: DocumentRecord, page: PageRecord, width: int, place: SheetPlace | None = None
    ) -> Picture:
        """Always refused."""
        raise NoPictureError("none")
