"""What kind of picture a page is, found out before it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dataset.document import Note
from pipeline.notes import told
from pipeline.reading.layout.model import PageContent
from pipeline.reading.ocr import colour
from pipeline.reading.ocr.engine import Engine
from pipeline.reading.ocr.geometry import is_sideways, quarter_turned
from pipeline.reading.ocr.page import read_page
from pipeline.reading.ocr.render import PageImage
from pipeline.reading.ocr.sheets import cut_out
from pipeline.reading.ocr.tesseract import tesseract

COARSE = 150
"""Scans with fewer dots per inch are read, but their small print is not to be relied on."""
Watcher = Callable[[PageImage, PageContent], None]
"""Is shown every page with the picture that it was read from."""


def read_sheet(
    image: PageImage, number: int, engine: Engine | None = None, watch: Watcher | None = None
) -> list[PageContent]:
    """Read what is on a picture: one page, or the two of an open book.

    A photographed page is cut out of its surroundings and set right, pages that lie on their side are turned, and what
    was done is told in notes. Boxes are those of the page as cut out and turned.

    Args:
        image: The picture.
        number: Number of its first page.
        engine: What reads; tesseract by default.
        watch: Is called with every page.

    Raises:
        ReadingError: The engine is missing or failed.
    """
    engine = engine or tesseract()
    turn = _turn_of(image, engine)
    if turn:
        image = replace(image, pixels=quarter_turned(image.pixels, turn))
    cut = cut_out(image)
    last = number + len(cut.pages) - 1
    found = []
    for page, part in enumerate(cut.pages, number):
        notes = []
        if cut.from_photograph:
            notes.append(told("photograph", page))
        if len(cut.pages) > 1:
            notes.append(told("two_pages", page, first=number, last=last))
        if image.scanned_dpi is not None and image.scanned_dpi < COARSE:
            notes.append(told("coarse", page, dpi=image.scanned_dpi))
        found.append(_read(part, page, engine, turn, notes))
        if watch is not None:
            watch(part, found[-1])
    return found


def _read(part: PageImage, number: int, engine: Engine, turn: int, notes: list[Note]) -> PageContent:
    content = read_page(part, number, engine)
    rotation = (turn + content.rotation) % 360
    own = [note for note in content.notes if note.code != "turned"]
    if rotation:
        notes.append(told("turned", number, degrees=rotation))
    return replace(content, rotation=rotation, notes=(*notes, *own))


def _turn_of(image: PageImage, engine: Engine) -> int:
    """By how many degrees a page that lies on its side must be turned, 0 for others: those are cheap to tell."""
    grey = image.pixels[:, :, colour.RED]
    if not is_sideways(grey):
        return 0
    turn = engine.turned(grey, image.dpi)
    return turn if turn in {90, 270} else 0
