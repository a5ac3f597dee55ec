"""The pages on a picture: a photograph's page cut out of what lies around it, an open book's two pages parted."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.ocr.render import PageImage

LOOKING_SIZE = 600
"""Pixels of the longer side of the picture in which pages are looked for."""
A4_WIDTH, A4_SHAPE = 8.27, 1.4142
"""Width of A4 in inches; height by width."""
A4_LIKE = 0.12
"""A page differs from A4 by at most this share of its shape if its resolution is to be told from it."""

AROUND = 0.012
"""Width of the rim of the picture that shows whether something lies around the page, as a share of its longer side."""
DARKER = 60
"""What lies around a page is darker than the page by this many levels."""
BETWEEN = 0.4
"""Where between the surroundings (0) and the page (1) the edge of the page is: low, for pages lie in shade in part."""
SIDES = 3
"""It shows on at least this many of the four sides of the picture; scanners leave black on one or two."""
RIM_SHARE = 0.8
"""A side shows it if this share of its rim is dark."""
LEAST_PAGE = 0.3
"""A page covers at least this share of its photograph."""
FILLED = 0.9
"""A page fills the four-sided shape around it to this share."""
INSET = 0.004
"""What is cut off the sides of a photographed page, as a share of its size."""

OPEN_BOOK = (1.15, 1.75)
"""Width by height of two pages side by side."""
SPINE_WITHIN = 0.06
"""The spine lies within this share of the width from the middle."""
SPINE_GAP = 0.02
"""No ink stands on a band of this share of the width around the spine."""
PAGE_INK = 0.004
"""Least share of ink on each of two pages."""
INK = 60
"""Ink is darker than the ground around it by this many levels."""
SPECKS = 0.0015
"""Share of dark points that the band may have all the same."""


@dataclass(frozen=True)
class Cut:
    """A picture taken apart: its pages from left to right, and whether one was cut out of a photograph."""

    pages: tuple[PageImage, ...]
    from_photograph: bool = False


def cut_out(image: PageImage) -> Cut:
    """The pages on an upright picture, photographs set right."""
    outline = _outline(image.pixels)
    page = image if outline is None else _flattened(image, outline)
    return Cut(_parted(page), outline is not None)


def _small(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    scale = min(1.0, LOOKING_SIZE / max(pixels.shape))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8), scale


def _outline(pixels: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The corners of a page that lies on something darker: top left, top right, bottom right, bottom left."""
    small, scale = _small(pixels)
    rim = max(2, round(AROUND * max(small.shape)))
    page = float(np.percentile(small, 75))
    sides = (small[:rim], small[-rim:], small[:, :rim], small[:, -rim:])
    if sum(float((side < page - DARKER).mean()) >= RIM_SHARE for side in sides) < SIDES:
        return None
    around = float(np.median(np.concatenate([side.ravel() for side in sides])))
    dark = small < around + BETWEEN * (page - around)
    joined = cv2.morphologyEx((~dark).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    shapes, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    shape = max(shapes, key=cv2.contourArea, default=None)
    if shape is None or cv2.contourArea(shape) < LEAST_PAGE * small.size:
        return None
    hull = cv2.convexHull(shape)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float32)
    if len(corners) != 4 or cv2.contourArea(shape) < FILLED * cv2.contourArea(corners):
        return None
    total, difference = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = (total.argmin(), difference.argmax(), total.argmax(), difference.argmin())
    if len(set(order)) != 4:
        return None
    return np.asarray(corners[list(order)] / scale, np.float32)


def _flattened(image: PageImage, corners: NDArray[np.float32]) -> PageImage:
    """The four-sided shape as a rectangle; its resolution is told from its width if it has the shape of A4."""

    def length(a: int, b: int) -> float:
        return float(np.linalg.norm(corners[a] - corners[b]))

    width, height = max(length(0, 1), length(3, 2)), max(length(0, 3), length(1, 2))
    x, y = INSET * width, INSET * height
    target = np.array([[-x, -y], [width + x, -y], [width + x, height + y], [-x, height + y]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    size = (round(width), round(height))
    pixels = cv2.warpPerspective(image.pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    shape = max(width, height) / min(width, height)
    is_a4 = abs(shape / A4_SHAPE - 1) <= A4_LIKE
    dpi = round(min(width, height) / A4_WIDTH) if is_a4 else image.dpi
    return PageImage(np.asarray(pixels, np.uint8), dpi)


def _parted(image: PageImage) -> tuple[PageImage, ...]:
    height, width = image.pixels.shape[:2]
    if not OPEN_BOOK[0] <= width / height <= OPEN_BOOK[1]:
        return (image,)
    spine = _spine(image.pixels)
    if spine is None:
        return (image,)
    halves = (image.pixels[:, :spine], image.pixels[:, spine:])
    return tuple(PageImage(np.ascontiguousarray(half), image.dpi) for half in halves)


def _spine(pixels: NDArray[np.uint8]) -> int | None:
    """The column between two pages: a band without ink from top to bottom, with writing on both sides of it."""
    small, scale = _small(pixels)
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((21, 21), np.uint8))
    # a shadow or a fold along the spine is no ink: the ground is followed upright, too
    upright = cv2.medianBlur(small, 5)
    ground = cv2.min(ground, cv2.dilate(upright, np.ones((41, 1), np.uint8)))
    ink = (cv2.subtract(ground, small) > INK).astype(np.float32)
    width = ink.shape[1]
    columns = ink.mean(axis=0)
    band = max(3, round(SPINE_GAP * width))
    first, last = round((0.5 - SPINE_WITHIN) * width), round((0.5 + SPINE_WITHIN) * width)
    density = np.convolve(columns, np.ones(band) / band, mode="same")[first:last]
    if density.min() > SPECKS or min(columns[:first].mean(), columns[last:].mean()) < PAGE_INK:
        return None
    free = np.flatnonzero(density <= SPECKS)
    middle = free[np.abs(free + first - width / 2).argmin()]
    return round(float(middle + first) / scale)
