"""Seals and pen strokes by their colour: where they are, and the writing under them without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from dataset.document import Box
from pipeline.reading.ocr.engine import Grey

Colours = NDArray[np.uint8]
"""A coloured picture: rows × columns × red, green, blue."""
RED, BLUE = 0, 2

LOOKING_DPI = 75
"""Colour is looked for in this resolution."""
PALE, STRONG = 28, 80
"""A pixel is red (blue) if that channel lies at least this much above the others; fresh ink reaches more."""
FRESH = 0.2
"""Share of the red pixels of a mark that are strong, in full resolution (measured: 0.25 to 0.82 for seals); a seal that
shines through from the back of the sheet has less (0.17)."""
GAPS = 10.0
"""Parts of a seal are at most this many points apart."""
COLOURED = 0.0002
"""A page with a smaller share of coloured pixels was scanned in grey."""
SEAL_SIZE = (45.0, 160.0)
"""A seal measures this much, in points (Decree 99/2016/NĐ-CP and circulars: 3 to 4 cm)."""
SEAL_INK = 0.1
"""Share of the rectangle that a seal, often hardly more than a ring, fills with red."""
SEAL_SHAPE = 1.6
"""The longer side of a seal is at most this many times the shorter one."""
MARK_SIZE = (8.0, 30.0)
"""Other red marks that are worth a word are at least this high and this long, in points."""
STROKE = (36.0, 10.0)
"""A pen goes on over at least this many points in one direction and in the other; no printed letter does."""
SIGNATURE_SIZE = (250.0, 160.0)
"""The largest width and height of a signature, in points."""
SIGNATURE_INK = 0.45
"""What fills more of its rectangle is a picture, not a line that a pen drew."""
FRAME = 0.75
"""A shape with a row and a column that are filled to this share is a frame."""
AROUND = 4.0
"""Ink is looked for up to this many points outside of what was seen in the small picture."""
STEP = 16
"""Width of the classes of colourfulness by which ink is measured."""
TYPICAL = 60
"""Of pixels with one colourfulness this percentile is ink on paper; darker ones have writing under them."""


@dataclass(frozen=True)
class Marks:
    """What stands on a page in colour, in points; ``coloured`` is false where a scan has no colour at all.

    ``red`` are red marks that are no seals: stamps of urgency, parts of seals at the edge, red print.
    """

    seals: tuple[Box, ...] = ()
    signatures: tuple[Box, ...] = ()
    red: tuple[Box, ...] = ()
    coloured: bool = False
    strokes: tuple[Grey, ...] = field(default=(), repr=False, compare=False)
    """For each signature its strokes, as a mask of the page in ``LOOKING_DPI``."""


def marks_of(pixels: Colours, dpi: int) -> Marks:
    """Seals, signatures and other red marks of a page; nothing on grey pictures."""
    scale = min(1.0, LOOKING_DPI / dpi)
    small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    red, blue = _excess(small, RED), _excess(small, BLUE)
    coloured = float(((red > PALE) | (blue > PALE)).mean()) >= COLOURED
    if not coloured:
        return Marks()
    points = 72 / (dpi * scale)
    seals, others = _red_marks(red, points)
    seals, others = (tuple(box for box in boxes if _is_fresh(pixels, box, dpi)) for boxes in (seals, others))
    signatures, strokes = _signatures(blue, points)
    return Marks(seals, signatures, others, True, strokes)


def seals_of(pixels: Colours, dpi: int) -> tuple[Box, ...]:
    """Rectangles of red seals in points; none on grey pictures."""
    return marks_of(pixels, dpi).seals


def writing(pixels: Colours, dpi: int, marks: Marks) -> Grey:
    """Black writing in grey, with the ink of seals and of signatures taken off the writing under them.

    This is the red channel, in which red ink is pale; in seals and signatures the ink is measured and divided out.
    """
    grey = np.ascontiguousarray(pixels[:, :, RED])
    for box in marks.seals:
        _lift(grey, pixels, _pixels_of(box, dpi, grey.shape), None)
    for box, strokes in zip(marks.signatures, marks.strokes, strict=True):
        _lift(grey, pixels, _pixels_of(box, dpi, grey.shape), strokes)
    return grey


def _excess(pixels: Colours, channel: int) -> NDArray[np.int16]:
    """By how much a channel lies above the others, the tint of the paper apart."""
    paper = np.percentile(pixels.reshape(-1, 3)[::7], 75, axis=0)
    level = [cv2.convertScaleAbs(pixels[:, :, i], alpha=float(255 / max(paper[i], 1))) for i in range(3)]
    others = cv2.max(*(level[i] for i in range(3) if i != channel))
    return np.asarray(cv2.subtract(level[channel], others, dtype=cv2.CV_16S), np.int16)


def _red_marks(red: NDArray[np.int16], points: float) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    reach = max(3, round(GAPS / points))
    ink = (red > PALE).astype(np.uint8)
    joined = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), np.uint8)
    seals, others = [], []
    for box, _, fill in _components(joined, points):
        sides = sorted((box.x1 - box.x0, box.bottom - box.top))
        round_enough = sides[1] <= SEAL_SHAPE * sides[0] and fill >= SEAL_INK
        if SEAL_SIZE[0] <= sides[0] and sides[1] <= SEAL_SIZE[1] and round_enough:
            seals.append(box)
        elif sides[0] >= MARK_SIZE[0] and sides[1] >= MARK_SIZE[1]:
            others.append(box)
    apart = [box for box in others if not any(_meet(box, seal) for seal in seals)]
    return _from_top(seals), _from_top(apart)


def _is_fresh(pixels: Colours, box: Box, dpi: int) -> bool:
    """Whether a red mark is on this side of the sheet."""
    red = _excess(np.ascontiguousarray(pixels[_pixels_of(box, dpi, pixels.shape)]), RED)
    return int(np.count_nonzero(red > STRONG)) >= FRESH * int(np.count_nonzero(red > PALE))


def _signatures(blue: NDArray[np.int16], points: float) -> tuple[tuple[Box, ...], tuple[Grey, ...]]:
    """Signatures are the ink around at least one long stroke of a pen."""
    pale = (blue > PALE).astype(np.uint8)
    ink = np.asarray(cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    strokes = np.zeros_like(ink)
    for box, mask, fill in _components(ink, points):
        width, height = box.x1 - box.x0, box.bottom - box.top
        long = max(width, height) >= STROKE[0] and min(width, height) >= STROKE[1]
        if long and fill <= SIGNATURE_INK and not _is_frame(mask):
            strokes[mask > 0] = 1
    reach = 2 * round(AROUND / points) + 1
    near = np.asarray(cv2.dilate(strokes, np.ones((reach, reach), np.uint8)), np.uint8)
    found = [(box, mask) for box, mask, _ in _components(near, points) if _fits(box)]
    found.sort(key=lambda pair: pair[0].top)
    return tuple(box for box, _ in found), tuple(mask for _, mask in found)


def _is_frame(mask: Grey) -> bool:
    """Whether a shape has straight sides of its whole length and height, as frames of stamps and tables have."""
    rows, columns = np.nonzero(mask)
    part = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return bool(min(part.mean(axis=1).max(), part.mean(axis=0).max()) >= FRAME)


def _fits(box: Box) -> bool:
    return box.x1 - box.x0 <= SIGNATURE_SIZE[0] and box.bottom - box.top <= SIGNATURE_SIZE[1]


def _components(mask: Grey, points: float) -> Iterator[tuple[Box, Grey, float]]:
    """Every connected shape: its rectangle in points, its mask, and the share of the rectangle that it fills."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    smallest = MARK_SIZE[0] / points
    for label in range(1, count):
        x, y, width, height, area = (int(v) for v in stats[label])
        if max(width, height) >= smallest:
            box = Box(*(round(v * points, 1) for v in (x, y, x + width, y + height)))
            yield box, (labels == label).astype(np.uint8), area / (width * height)


def _meet(a: Box, b: Box) -> bool:
    return a.x0 <= b.x1 and b.x0 <= a.x1 and a.top <= b.bottom and b.top <= a.bottom


def _from_top(boxes: list[Box]) -> tuple[Box, ...]:
    return tuple(sorted(boxes, key=lambda box: box.top))


def _pixels_of(box: Box, dpi: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    left, top, right, bottom = (round(v * dpi / 72) for v in box)
    reach = round(AROUND * dpi / 72)
    return (
        slice(max(0, top - reach), min(shape[0], bottom + reach)),
        slice(max(0, left - reach), min(shape[1], right + reach)),
    )


def _lift(grey: Grey, pixels: Colours, area: tuple[slice, slice], strokes: Grey | None) -> None:
    """Take ink off a part of ``grey``: red ink, or (with ``strokes``) the blue ink of a pen where these are."""
    part = pixels[area]
    if part.size == 0:
        return
    here = grey[area]
    if strokes is None:
        grey[area] = np.maximum(here, _without_ink(part, RED))
        return
    mask = cv2.resize(strokes, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)[area]
    grey[area] = np.where(mask > 0, np.maximum(here, _without_ink(part, BLUE)), here)


def _without_ink(part: Colours, channel: int) -> Grey:
    """The channel in which an ink is palest, with what the ink still darkens there divided out.

    How dark an ink of some colourfulness is on paper is measured on the spot: most pixels of a seal have no writing
    under them. What is darker than that keeps its share of darkness, be the ink a dye or a paint.
    """
    level = part[:, :, channel]
    rest = cv2.max(part[:, :, (channel + 1) % 3], part[:, :, (channel + 2) % 3])
    colourful = cv2.subtract(level, rest)
    classes = colourful // STEP
    counts = np.bincount(classes.ravel(), minlength=256 // STEP)
    paper = float(np.percentile(level[classes == 0], 75)) if counts[0] else 255.0
    gain = np.ones(256, np.float32)
    for index in range(2, len(counts)):
        if counts[index] >= STEP:
            typical = float(np.percentile(level[classes == index], TYPICAL))
            gain[index * STEP : (index + 1) * STEP] = max(1.0, paper / max(typical, 1.0))
        else:
            gain[index * STEP : (index + 1) * STEP] = gain[index * STEP - 1]
    lifted = level * gain[colourful]
    return np.asarray(np.minimum(lifted, paper), np.uint8)
