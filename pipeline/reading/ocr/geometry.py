"""How a page lies: skew, quarter turns, resolution, and the picture brought into order."""

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
LOOKING_SIZE = 1000
"""Pixels of the longer side of the picture in which lines of writing are looked for."""
STRIPS = 48
"""Upright strips into which a page is cut to measure its skew; in each a line of writing is nearly level."""
FAINT = 60
"""What is less dark than this, below the paper, is no ink."""
SIDEWAYS = 1.3
"""A page lies on its side if its profile is this many times sharper along than across; upright ones have below 0.4."""
LONGEST_LETTER = 40
"""Strokes longer than this, in pixels of the small picture, are rules."""
LEAST_INK = 0.002
"""With a smaller share of ink there is hardly any writing that could tell how a page lies."""


def at_reading_size(grey: Grey, dpi: int) -> tuple[Grey, int]:
    """The picture in the resolution in which it is read, and that resolution."""
    if dpi <= READING_DPI:
        return grey, dpi
    scale = READING_DPI / dpi
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), READING_DPI


def skew_of(grey: Grey) -> float:
    """By how many degrees the lines of writing fall to the right (clockwise), by the sharpest row profile.

    The page is cut into upright strips, each reduced to its profile once; an angle shifts the profiles against each
    other (Postl's method), which costs a hundredth of turning the picture.
    """
    ink = _ink(grey)
    rough = np.arange(-LARGEST_SKEW, LARGEST_SKEW + 0.1, 0.5)
    best = float(rough[_sharpness(_halved(ink), rough).argmax()])
    fine = np.arange(best - 0.5, best + 0.51, 0.05)
    return round(float(fine[_sharpness(ink, fine).argmax()]), 2)


def is_sideways(grey: Grey) -> bool:
    """Whether the lines of writing run from top to bottom: then the profile along the page is the sharper one."""
    ink = _halved(_without_rules(_ink(grey)))
    if float((ink > 0).mean()) < LEAST_INK:
        return False
    angles = np.arange(-3.0, 3.1, 0.5)
    across = _sharpness(ink, angles).max()
    along = _sharpness(np.ascontiguousarray(ink.T), angles).max()
    return bool(along > SIDEWAYS * across)


def rotated(grey: Grey, angle: float) -> Grey:
    """The picture turned clockwise by some degrees about its middle, on white."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    return np.asarray(cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255.0), np.uint8)


def quarter_turned(pixels: NDArray[np.uint8], degrees: int) -> NDArray[np.uint8]:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, k=-degrees // 90))


def quarter_turned_box(box: Box, degrees: int, size: tuple[float, float]) -> Box:
    """Where a rectangle of a page of this width and height lies when the page is turned clockwise."""
    width, height = size
    x0, top, x1, bottom = box
    if degrees == 90:
        return Box(height - bottom, x0, height - top, x1)
    if degrees == 180:
        return Box(width - x1, height - bottom, width - x0, height - top)
    if degrees == 270:
        return Box(top, width - x1, bottom, width - x0)
    return box


def without(grey: Grey, area: tuple[int, int, int, int]) -> Grey:
    """The picture with a rectangle (left, top, right, bottom) painted white."""
    x0, top, x1, bottom = area
    blank = grey.copy()
    blank[max(top, 0) : bottom, max(x0, 0) : x1] = 255
    return blank


def _ink(grey: Grey) -> NDArray[np.float32]:
    """How dark the page is against its paper, in a small picture."""
    scale = LOOKING_SIZE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ground = cv2.dilate(cv2.medianBlur(small, 3), np.ones((25, 25), np.uint8))
    ink = cv2.subtract(ground, small).astype(np.float32)
    ink[ink < FAINT] = 0
    return np.asarray(ink)


def _sharpness(ink: NDArray[np.float32], angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """How sharply rows with and without ink follow each other if lines of writing fall by these angles (degrees)."""
    rows, width = ink.shape
    strips = cv2.resize(ink, (STRIPS, rows), interpolation=cv2.INTER_AREA) * (width / STRIPS)
    middles = (np.arange(STRIPS) + 0.5) * width / STRIPS - width / 2
    found = []
    for angle in angles:
        shifts = middles * np.tan(np.radians(angle))
        at = np.arange(rows)[:, None] + shifts[None, :]
        low = np.floor(at).astype(np.intp)
        share = (at - low).astype(np.float32)
        columns = np.arange(STRIPS)[None, :]
        inside = (low >= 0) & (low < rows - 1)
        low = np.clip(low, 0, rows - 2)
        moved = np.where(inside, strips[low, columns] * (1 - share) + strips[low + 1, columns] * share, 0)
        found.append(float(np.square(np.diff(moved.sum(axis=1))).sum()))
    return np.array(found)


def _halved(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)


def _without_rules(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    mask = (ink > 0).astype(np.uint8)
    level = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, LONGEST_LETTER), np.uint8))
    upright = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((LONGEST_LETTER, 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    return np.where(rules > 0, np.float32(0), ink)
