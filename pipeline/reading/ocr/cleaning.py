"""What is done to a page picture before it is read: colour, ground, grain, edges, each only where it is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipeline.reading.ocr import background, colour
from pipeline.reading.ocr.background import is_blank
from pipeline.reading.ocr.colour import Marks, seals_of
from pipeline.reading.ocr.engine import Grey
from pipeline.reading.ocr.geometry import (
    READING_DPI,
    SKEW_THAT_MATTERS,
    at_reading_size,
    is_sideways,
    quarter_turned,
    quarter_turned_box,
    rotated,
    skew_of,
    without,
)
from pipeline.reading.ocr.render import PageImage

__all__ = [
    "READING_DPI",
    "SKEW_THAT_MATTERS",
    "Cleaned",
    "at_reading_size",
    "cleaned",
    "is_blank",
    "is_sideways",
    "rotated",
    "seals_of",
    "skew_of",
    "without",
]


@dataclass(frozen=True)
class Cleaned:
    """A page ready to be read.

    Attributes:
        grey: Dark writing on light ground, never binarised: the engine does that better.
        dpi: Its resolution.
        marks: Seals, signatures and other coloured marks, in points.
        grain: Standard deviation of the paper's grain, in levels of 255.
        steps: What was done, in order: ``ink``, ``light``, ``grain``, ``edges``.
    """

    grey: Grey
    dpi: int
    marks: Marks
    grain: float
    steps: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.grey.shape
        return width * 72 / self.dpi, height * 72 / self.dpi

    def turned(self, degrees: int) -> Cleaned:
        """The same page turned clockwise by a multiple of 90 degrees, its marks with it."""
        seals, signatures, red = (
            tuple(quarter_turned_box(box, degrees, self.size) for box in boxes)
            for boxes in (self.marks.seals, self.marks.signatures, self.marks.red)
        )
        marks = replace(self.marks, seals=seals, signatures=signatures, red=red, strokes=())
        return replace(self, grey=quarter_turned(self.grey, degrees), marks=marks)


def cleaned(image: PageImage) -> Cleaned:
    """Make a page ready to be read; a clean page stays as it is, but for its colour."""
    marks = colour.marks_of(image.pixels, image.dpi)
    grey = colour.writing(image.pixels, image.dpi, marks)
    steps = ["ink"] if marks.seals or marks.signatures else []
    whole = background.without_dark_edges(grey, image.dpi)
    if whole is not grey:
        grey = whole
        steps.append("edges")
    ground = background.ground_of(grey, image.dpi)
    if ground.grain * min(1.0, READING_DPI / image.dpi) >= background.GRAIN:
        grey = background.without_grain(grey)
        steps.append("grain")
    if ground.is_uneven:
        grey = background.evened(grey, image.dpi)
        steps.append("light")
    return Cleaned(np.ascontiguousarray(grey), image.dpi, marks, ground.grain, tuple(steps))
