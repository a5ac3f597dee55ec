"""Printed pages made into scans: seals, pen strokes, light, noise, and pages that lie wrongly on the glass."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Rows × columns × red, green, blue."""

RED, BLUE = (208, 32, 40), (30, 50, 150)
SEAL_RADIUS = 51.0
"""Points: a seal is 36 mm across."""


def inked(page: Picture, ink: Picture, colour: tuple[int, int, int], cover: float) -> Picture:
    """Ink on a page where ``ink`` (rows × columns) is not 0.

    ``cover`` 0 is a dye, under which black stays black; 1 is a paint that hides everything.
    """
    share = (ink.astype(np.float32) / 255)[:, :, None]
    tone = np.array(colour, np.float32)
    dyed = page * (tone / 255)
    painted = np.broadcast_to(tone, page.shape)
    result = page * (1 - share) + share * (dyed * (1 - cover) + painted * cover)
    return np.clip(result, 0, 255).astype(np.uint8)


def sealed(page: Picture, x: float, y: float, dpi: int, *, cover: float = 0.2, seed: int = 1) -> Picture:
    """A round red seal with its centre at (x, y) in points: rings, a star, letters in a circle, uneven ink."""
    random = np.random.default_rng(seed)
    scale = dpi / 72
    ink = np.zeros(page.shape[:2], np.uint8)
    centre, radius = (round(x * scale), round(y * scale)), SEAL_RADIUS * scale
    thick = max(2, dpi // 75)
    for part in (0.97, 0.92, 0.62):
        cv2.circle(ink, centre, round(part * radius), 230, thick, cv2.LINE_AA)
    corners = [
        (centre[0] + r * np.sin(np.pi * i / 5), centre[1] - r * np.cos(np.pi * i / 5))
        for i in range(10)
        for r in (radius * (0.34 if i % 2 == 0 else 0.13),)
    ]
    cv2.fillPoly(ink, [np.array(corners, np.int32)], 230)
    for index, letter in enumerate("UY BAN NHAN DAN * XA HOA MINH * TINH TRA VINH * "):
        angle = 2 * np.pi * index / 48
        place = (
            round(centre[0] + 0.77 * radius * np.sin(angle) - thick * 2),
            round(centre[1] - 0.77 * radius * np.cos(angle) + thick * 2),
        )
        cv2.putText(ink, letter, place, cv2.FONT_HERSHEY_SIMPLEX, dpi / 500, 230, thick, cv2.LINE_AA)
    patches = cv2.resize(random.uniform(0.6, 1.0, (page.shape[0] // 20, page.shape[1] // 20)), page.shape[1::-1])
    return inked(page, (ink * patches).astype(np.uint8), RED, cover)


def signed(
    page: Picture, x: float, y: float, dpi: int, *, colour: tuple[int, int, int] = BLUE, seed: int = 1
) -> Picture:
    """A signature of swinging strokes, about 5 cm wide, with its centre at (x, y) in points."""
    random = np.random.default_rng(seed)
    scale = dpi / 72
    steps = np.linspace(0, 1, 160)
    across = x + 130 * (steps - 0.5) + 10 * np.sin(21 * steps)
    down = y + (6 + 22 * (1 - steps)) * np.sin(19 * steps + random.uniform(0, 3)) - 14 * (steps - 0.5)
    ink = np.zeros(page.shape[:2], np.uint8)
    line = (np.stack([across, down], axis=1) * scale).astype(np.int32)
    cv2.polylines(ink, [line], False, 255, max(2, round(1.6 * scale)), cv2.LINE_AA)
    return inked(page, ink, colour, 0.3)


def shaded(page: Picture, bright: float = 235, dark: float = 120) -> Picture:
    """Grey ground that falls off towards a corner, as under a lamp or beside a book's spine."""
    height, width = page.shape[:2]
    fall = (np.linspace(0, 1, width)[None, :] * np.linspace(0.4, 1, height)[:, None]) ** 1.5
    light = (bright - (bright - dark) * fall) / 255
    return np.clip(page * light[:, :, None], 0, 255).astype(np.uint8)


def noisy(page: Picture, sigma: float, seed: int = 1) -> Picture:
    """Grain of this standard deviation."""
    grain = np.random.default_rng(seed).normal(0, sigma, page.shape[:2])
    return np.clip(page + grain[:, :, None], 0, 255).astype(np.uint8)


def shining_through(page: Picture, back: Picture, strength: float = 0.25) -> Picture:
    """The mirrored back of the sheet, faintly."""
    mirrored = cv2.GaussianBlur(np.ascontiguousarray(back[:, ::-1]), (0, 0), 2.0).astype(np.float32)
    mirrored = cv2.resize(mirrored, page.shape[1::-1])
    return np.clip(page.astype(np.float32) * (1 - strength * (1 - mirrored / 255)), 0, 255).astype(np.uint8)


def skewed(page: Picture, degrees: float, ground: int = 255) -> Picture:
    """Turned clockwise about the middle."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(ground,) * 3)
    return np.asarray(turned, np.uint8)


def compressed(page: Picture, quality: int = 60) -> Picture:
    """Through JPEG and back."""
    _, data = cv2.imencode(".jpg", page[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1]).astype(np.uint8)


def two_up(left: Picture, right: Picture, spine: int = 40) -> Picture:
    """An open book: two pages side by side with the shade of the spine between them."""
    both = np.hstack([left, right])
    distance = np.abs(np.arange(both.shape[1]) - left.shape[1]) / max(1, spine)
    shade = 1 - 0.6 * np.exp(-(distance**2))
    return np.clip(both * shade[None, :, None], 0, 255).astype(np.uint8)


def photographed(page: Picture, rim: float = 0.12, lean: float = 0.04, table: int = 45, seed: int = 1) -> Picture:
    """A photograph of the page on a dark table, not quite from above."""
    height, width = page.shape[:2]
    random = np.random.default_rng(seed)
    down, across = round(rim * height), round(rim * width)
    ground = random.normal(table, 8, (height + 2 * down, width + 2 * across, 1)).clip(0, 255)
    ground = np.repeat(ground, 3, axis=2).astype(np.uint8)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + [across, down] + random.uniform(-lean, lean, (4, 2)) * width
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    size = (width + 2 * across, height + 2 * down)
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size)
    return np.where(mask[:, :, None] > 127, laid, ground).astype(np.uint8)
