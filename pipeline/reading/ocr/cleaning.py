"""What is done to a page picture before it is read, each step a small function."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dataset.document import Box
from pipeline.reading.ocr.engine import Grey

READING_DPI = 200
"""The engine reads best at this resolution; larger pictures are shrunk to it."""
SKEW_THAT_MATTERS = 0.25
"""Tesseract copes with 1.5 degrees, but rows and ruled tables do not."""
LARGEST_SKEW = 8.0
BLANK_INK = 0.0004
"""A page with a smaller share of dark pixels is blank."""
DARK = 128
COLOUR_DISTANCE = 60
"""A pixel is red if its red lies this much above its green and its blue."""
SEAL_DPI = 50
"""Seals are looked for in this resolution."""
SEAL_SIZE = (45.0, 160.0)
"""A seal measures this much, in points (Decree 99/2016/NĐ-CP and circulars: 3 to 4 cm)."""
SEAL_INK = 0.1
"""Share of the rectangle that a seal, often hardly more than a ring, fills with red."""
SEAL_SHAPE = 1.6
"""The longer side of a seal is at most this many times the shorter one."""


def writing(pixels: NDArray[np.uint8]) -> Grey:
    """The red channel: red seals and stamps vanish from it, black and blue writing stays."""
    return np.ascontiguousarray(pixels[:, :, 0])


def is_blank(grey: Grey) -> bool:
    """Whether nothing is written on the page, its margins apart."""
    height, width = grey.shape
    inner = grey[height // 20 : height - height // 20, width // 20 : width - width // 20]
    return float((inner < DARK).mean()) < BLANK_INK


def at_reading_size(grey: Grey, dpi: int) -> tuple[Grey, int]:
    """The picture in the resolution in which it is read, and that resolution."""
    if dpi <= READING_DPI:
        return grey, dpi
    scale = READING_DPI / dpi
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), READING_DPI


def skew_of(grey: Grey) -> float:
    """By how many degrees the lines of writing fall to the right (clockwise), by the sharpest row profile."""
    scale = 1000 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (255 - small).astype(np.float32)
    ink[ink < 60] = 0
    best = max(np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.1, 1.0), key=lambda angle: _sharpness(ink, float(angle)))
    fine = np.arange(best - 1.0, best + 1.01, 0.1)
    return round(float(max(fine, key=lambda angle: _sharpness(ink, float(angle)))), 2)


def _sharpness(ink: NDArray[np.float32], angle: float) -> float:
    profile = _turned(ink, -angle, 0).sum(axis=1)
    return float(np.square(np.diff(profile)).sum())


def _turned(picture: NDArray[np.float32] | Grey, angle: float, border: int) -> NDArray[np.float32]:
    """Turn a picture clockwise about its middle."""
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=float(border))
    return np.asarray(turned)


def rotated(grey: Grey, angle: float) -> Grey:
    """The picture turned clockwise by some degrees, on white."""
    return np.asarray(_turned(grey, angle, 255), np.uint8)


def without(grey: Grey, area: tuple[int, int, int, int]) -> Grey:
    """The picture with a rectangle (left, top, right, bottom) painted white."""
    x0, top, x1, bottom = area
    blank = grey.copy()
    blank[max(top, 0) : bottom, max(x0, 0) : x1] = 255
    return blank


def seals_of(pixels: NDArray[np.uint8], dpi: int) -> tuple[Box, ...]:
    """Rectangles of red seals in points; none on grey pictures."""
    scale = SEAL_DPI / dpi
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.int16)
    red = (small[:, :, 0] - np.maximum(small[:, :, 1], small[:, :, 2])) > COLOUR_DISTANCE
    joined = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, width, height, area in stats[1:count]:
        sides = sorted((width * 72 / SEAL_DPI, height * 72 / SEAL_DPI))
        round_enough = sides[1] <= SEAL_SHAPE * sides[0] and area >= SEAL_INK * width * height
        if SEAL_SIZE[0] <= sides[0] and sides[1] <= SEAL_SIZE[1] and round_enough:
            found.append(Box(*(round(float(v) * 72 / SEAL_DPI, 1) for v in (x, y, x + width, y + height))))
    return tuple(sorted(found, key=lambda box: box.top))
