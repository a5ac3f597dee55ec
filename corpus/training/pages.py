"""Pages of an administrative document as an office would scan them, and what tesseract reads on them.

A page is laid out line by line with words whose places are known, drawn, spoilt as scanners do, and read. Since every
line knows its box, what was read is brought back to the line on which it stands by geometry alone, however badly it was
read. Lengths are points (1/72 inch) before drawing and pixels afterwards.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import pytesseract
from PIL import Image, ImageDraw, ImageFont

from corpus.training.blocks import Block, Word
from corpus.training.spoiling import Conditions, Spoiling, spoil

FONT_ROOTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# Serif faces with all Vietnamese letters: how often they are taken (offices use Times), the files of the four styles.
_NAMES = ("Regular", "Bold", "Italic", "BoldItalic")
FACES: dict[str, tuple[int, tuple[str, ...]]] = {
    "Liberation Serif": (5, tuple(f"LiberationSerif-{style}.ttf" for style in _NAMES)),
    "Tinos": (1, tuple(f"Tinos-{style}.ttf" for style in _NAMES)),
    "FreeSerif": (2, tuple(f"FreeSerif{style}.ttf" for style in ("", "Bold", "Italic", "BoldItalic"))),
    "Linux Libertine": (1, tuple(f"LinLibertine_{style}.otf" for style in ("R", "RB", "RI", "RBI"))),
    "Noto Serif": (1, tuple(f"NotoSerif-{style}.ttf" for style in _NAMES)),
    "Charis SIL": (1, tuple(f"CharisSIL-{style}.ttf" for style in _NAMES)),
    "DejaVu Serif": (1, tuple(f"DejaVuSerif{style}.ttf" for style in ("", "-Bold", "-Italic", "-BoldItalic"))),
}
A4 = (595.0, 842.0)
CELL_PADDING = 4.0
BASELINE = 0.76  # of the line pitch, from its top
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Look:
    """How a page is set: resolution in dots an inch, face, size in points, line pitch as a multiple of the size."""

    dpi: int
    face: str
    size: float
    pitch: float
    margins: tuple[float, float, float]  # left, right, top and bottom
    gap: float


@dataclass(frozen=True)
class Frame:
    """Where a block stands: the edges of its cells from left to right, its top, and the line pitch, in pixels."""

    edges: list[float]
    top: float
    pitch: float


@dataclass(frozen=True)
class _Setting:
    block: Block
    is_first: bool
    is_justified: bool


@dataclass(frozen=True)
class Line:
    """One printed line and the box, in pixels of the straight page, within which its words are read."""

    text: str
    box: Box


@dataclass
class Page:
    """A drawn page."""

    image: Image.Image
    dpi: int
    lines: list[Line] = field(default_factory=list)
    skew: float = 0.0


@dataclass(frozen=True)
class Reading:
    """What was read on each line of a page, in the order of ``Page.lines``, and how many words stood on none."""

    lines: list[str]
    strays: int


@cache
def installed_faces() -> dict[str, tuple[Path, ...]]:
    """The faces of which all four styles are installed; FileNotFoundError if there is none."""
    files = {p.name: p for root in FONT_ROOTS if root.exists() for p in sorted(root.rglob("*.[to]tf"))}
    faces = {n: tuple(files[f] for f in names) for n, (_, names) in FACES.items() if all(f in files for f in names)}
    if not faces:
        raise FileNotFoundError("No serif face with Vietnamese letters; on Debian: apt-get install fonts-liberation2")
    return faces


@cache
def _font(face: str, style: int, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(installed_faces()[face][style], pixels, layout_engine=ImageFont.Layout.BASIC)


def random_look(random: Random, conditions: Conditions) -> Look:
    """A page as offices set it; poor ones at 150 to 200 dots an inch."""
    faces = list(installed_faces())
    return Look(
        dpi=random.choice((150, 170, 200) if conditions == "poor" else (150, 200, 200, 250, 300)),
        face=random.choices(faces, [FACES[face][0] for face in faces])[0],
        size=random.choice((13.0, 13.5, 14.0, 14.0)),
        pitch=random.uniform(1.12, 1.5),
        margins=(random.uniform(70, 90), random.uniform(42, 58), random.uniform(50, 70)),
        gap=random.uniform(2, 8),
    )


def draw_page(blocks: deque[Block], look: Look) -> Page:
    """Draw the first blocks, as many as fit: they leave the queue; the rest of a cut paragraph goes back into it."""
    scale = look.dpi / 72
    page = Page(Image.new("L", (round(A4[0] * scale), round(A4[1] * scale)), 255), look.dpi)
    left, right, edge = (margin * scale for margin in look.margins)
    y, width = edge, page.image.width - left - right
    pitch = look.size * look.pitch * scale
    while blocks:
        block = blocks.popleft()
        room = int((page.image.height - edge - y) / pitch)
        edges = [left + width * sum(block.shares[:n]) for n in range(len(block.cells) + 1)]
        cells = [_wrap(cell, look, b - a, block) for cell, (a, b) in zip(block.cells, pairwise(edges), strict=True)]
        height = max(len(rows) for rows in cells)
        if height > room and page.lines and (len(cells) > 1 or room == 0):
            blocks.appendleft(block)  # a row of a table is not cut
            break
        if height > room and len(cells) == 1:
            rest = tuple(word for row in cells[0][max(room, 1) :] for word in row)
            blocks.appendleft(replace(block, cells=(rest,), indent=0.0))
            cells = [cells[0][: max(room, 1)]]
        _draw_block(page, cells, block, look, Frame(edges, y, pitch))
        y += pitch * max(len(rows) for rows in cells) + (0.0 if block.ruled else look.gap * scale)
        if height > room:
            break
    return page


def _draw_block(page: Page, cells: list[list[list[Word]]], block: Block, look: Look, frame: Frame) -> None:
    draw = ImageDraw.Draw(page.image)
    bottom = frame.top + frame.pitch * max(len(rows) for rows in cells)
    for rows, (left, right) in zip(cells, pairwise(frame.edges), strict=True):
        for number, row in enumerate(rows):
            top = frame.top + frame.pitch * number
            page.lines.append(Line(" ".join(text for text, _ in row), (left, top, right, top + frame.pitch)))
            is_justified = block.align == "justify" and number < len(rows) - 1
            _draw_row(draw, row, look, page.lines[-1].box, _Setting(block, number == 0, is_justified))
        if block.ruled:
            draw.rectangle((left, frame.top, right, bottom), outline=0, width=max(1, look.dpi // 150))


def _padding(block: Block, look: Look) -> float:
    return CELL_PADDING * look.dpi / 72 if len(block.cells) > 1 else 0.0


def _wrap(words: Sequence[Word], look: Look, width: float, block: Block) -> list[list[Word]]:
    scale = look.dpi / 72
    width -= 2 * _padding(block, look)
    rows: list[list[Word]] = [[]]
    used = block.indent * scale
    for word in words:
        font = _font(look.face, word[1], look.size * scale)
        needed = font.getlength(word[0])
        if rows[-1] and used + needed > width:
            rows.append([])
            used = 0.0
        rows[-1].append(word)
        used += needed + font.getlength(" ")
    return [row for row in rows if row]


def _draw_row(draw: ImageDraw.ImageDraw, row: list[Word], look: Look, box: Box, setting: _Setting) -> None:
    left, top, right, bottom = box
    scale = look.dpi / 72
    padding = _padding(setting.block, look)
    indent = setting.block.indent * scale if setting.is_first else 0.0
    fonts = [_font(look.face, style, look.size * scale) for _, style in row]
    widths = [font.getlength(text) for font, (text, _) in zip(fonts, row, strict=True)]
    free = right - left - 2 * padding - indent - sum(widths)
    space = fonts[0].getlength(" ")
    if setting.is_justified and len(row) > 1:
        space = min(free / (len(row) - 1), 4 * space)
    x = left + padding + indent
    if setting.block.align == "centre":
        x += max(0.0, (free - space * (len(row) - 1)) / 2)
    for font, width, (text, _) in zip(fonts, widths, row, strict=True):
        draw.text((x, top + BASELINE * (bottom - top)), text, fill=0, font=font, anchor="ls")
        x += width + space


def scan(page: Page, spoiling: Spoiling, seed: int) -> Page:
    """The page as scanned; it remembers its skew, so that places on it can be brought back."""
    return replace(page, image=spoil(page.image, page.dpi, spoiling, seed), skew=spoiling.skew)


def read_page(page: Page, language: str, layout: int) -> Reading:
    """Read a page with tesseract in a language (or script model) and page segmentation mode.

    Raises pytesseract.TesseractError if the language is not installed.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    data = pytesseract.image_to_data(
        page.image, lang=language, config=f"--psm {layout} --dpi {page.dpi}", output_type=pytesseract.Output.DICT
    )
    # A line of the engine may run over several cells, and a printed line may be cut into several of the engine's:
    # words are placed one by one, and the pieces of one engine line stay together.
    pieces: dict[tuple[int, tuple[int, ...]], list[tuple[float, str]]] = {}
    strays = 0
    for n, text in enumerate(data["text"]):
        if not text.strip():
            continue
        x, y = data["left"][n] + data["width"][n] / 2, data["top"][n] + data["height"][n] / 2
        number = _line_at(page, *_straight(page, x, y))
        if number is None:
            strays += 1
            continue
        key = (data["block_num"][n], data["par_num"][n], data["line_num"][n])
        pieces.setdefault((number, key), []).append((data["left"][n], text.strip()))
    read: list[list[tuple[float, str]]] = [[] for _ in page.lines]
    for (number, _), words in pieces.items():
        read[number].append((min(left for left, _ in words), " ".join(word for _, word in words)))
    return Reading([" ".join(text for _, text in sorted(parts)) for parts in read], strays)


def _straight(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the skewed image stands on the straight page (the inverse of PIL's rotation)."""
    angle = math.radians(page.skew)
    centre_x, centre_y = page.image.width / 2, page.image.height / 2
    dx, dy = x - centre_x, y - centre_y
    return (
        centre_x + dx * math.cos(angle) - dy * math.sin(angle),
        centre_y + dx * math.sin(angle) + dy * math.cos(angle),
    )


def _line_at(page: Page, x: float, y: float) -> int | None:
    for number, line in enumerate(page.lines):
        left, top, right, bottom = line.box
        if left - page.dpi / 6 <= x <= right + page.dpi / 6 and top <= y < bottom:
            return number
    return None
