"""What an OCR engine is; tesseract is one, another is another file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ReadingError

Grey = NDArray[np.uint8]
"""A grey picture, rows × columns, 0 is black."""


class EngineMissingError(ReadingError):
    """The engine, or its model of Vietnamese, is not installed."""


class OcrWord(NamedTuple):
    """A word as an engine read it, in pixels; ``line`` is the same for words of one line, ``confidence`` 0 to 1."""

    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    confidence: float
    line: tuple[int, ...]


class Engine(ABC):
    """Reads words from grey pictures."""

    name: str
    """Name, version and model: what a stored reading depends on."""
    second: Engine | None = None
    """The same engine with another model, which errs in other places; None where only one is installed."""

    @abstractmethod
    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        """Read a picture.

        Args:
            image: Dark writing on light ground.
            dpi: Resolution.
            layout: Whether it is a page with columns; else one block of text (a cell).
            digits: Whether only numbers stand there.

        Raises:
            ReadingError: The engine is missing or failed.
        """

    @abstractmethod
    def turned(self, image: Grey, dpi: int) -> int:
        """By how many degrees clockwise (0, 90, 180, 270) a page must be turned to stand upright."""
