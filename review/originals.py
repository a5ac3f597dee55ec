"""What the review pages need to know of the files themselves; the floor above knows how to read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dataset.document import Box
from dataset.records import DocumentRecord, PageRecord


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


class Originals(Protocol):
    """The documents as they were received. Threads share it."""

    def sheet(self, document: DocumentRecord, page: PageRecord, boxes: list[Box]) -> Sheet:
        """The size of a page, and where boxes of the page as it was read stand on the page as its file shows it.

        Raises:
            NoPictureError: The page has no picture, or the file is gone or another one.
        """
        ...

    def picture(self, document: DocumentRecord, page: PageRecord, width: int) -> Picture:
        """A page drawn about ``width`` pixels wide; raises as :meth:`sheet` does."""
        ...


class NoOriginals:
    """Where only the store is at hand."""

    def sheet(self, document: DocumentRecord, page: PageRecord, boxes: list[Box]) -> Sheet:
        """Always refused."""
        raise NoPictureError("none")

    def picture(self, document: DocumentRecord, page: PageRecord, width: int) -> Picture:
        """Always refused."""
        raise NoPictureError("none")
