"""What a reader is, and how the program finds them all.

A reader is one module of this package with one class that inherits from :class:`Reader`. The first one, by ``order``,
that accepts the content of a file reads it; the name of the file decides nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Literal

from dataset.document import Document
from pipeline import reading
from pipeline.errors import ReadingError
from pipeline.limits import LIMITS, Limits

OcrMode = Literal["auto", "always", "never"]


@dataclass(frozen=True)
class Source:
    """A file as it arrived: ``name`` is its address as the user gave it, ``data`` its bytes."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return sha256(self.data).hexdigest()

    @property
    def doc_id(self) -> str:
        """Identity of the content: the first 12 characters of the hash."""
        return self.sha256[:12]


@dataclass(frozen=True)
class ReadingOptions:
    """How documents are to be read.

    Attributes:
        ocr: Whether pages are read by OCR where they need it, always, or never.
        debug: The folder into which pictures of what was seen go; None for none.
        cache: The folder in which what OCR read is kept; None keeps nothing.
        cache_megabytes: The size of that folder, in 10⁶ bytes; 0 keeps nothing either.
        pages_at_once: How many scanned pages of a document are read at the same time.
        spellings: Pairs of a further spelling of a unit and its canonical name.
        limits: How much a document may take.
        recovery: Whether damaged text is mended; without, the text is as it was read.
    """

    ocr: OcrMode = "auto"
    debug: Path | None = None
    cache: Path | None = None
    cache_megabytes: int = 512
    pages_at_once: int = 1
    spellings: tuple[tuple[str, str], ...] = ()
    limits: Limits = LIMITS
    recovery: bool = True


class Reader(ABC):
    """Turns the bytes of one format into a document."""

    order: ClassVar[int] = 50
    media_type: ClassVar[str]

    @abstractmethod
    def accepts(self, source: Source) -> bool:
        """Whether the content is of this reader's format."""

    @abstractmethod
    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Read the document.

        Raises:
            ReadingError: It cannot be read; the error says why and what mends it.
        """


@lru_cache(maxsize=1)
def all_readers() -> tuple[Reader, ...]:
    """One instance of every reader of the package, by ``order``."""
    for module in sorted(pkgutil.iter_modules(reading.__path__), key=lambda m: m.name):
        importlib.import_module(f"{reading.__name__}.{module.name}")
    return tuple(sorted((kind() for kind in Reader.__subclasses__()), key=lambda r: (r.order, r.media_type)))


def read_document(source: Source, options: ReadingOptions | None = None) -> Document:
    """Read a document with the first reader that accepts its content.

    Raises:
        ReadingError: It is empty, of no known format, or its reader refuses it.
    """
    if not source.data:
        raise ReadingError("empty", source.name)
    for reader in all_readers():
        if reader.accepts(source):
            return reader.read(source, options or ReadingOptions())
    raise ReadingError("unknown_format", source.name)
