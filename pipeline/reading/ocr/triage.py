"""What kind of picture a page is, found out before it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.notes import told
from pipeline.reading.layout.model import PageContent
from pipeline.reading.ocr import colour, memory
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
    memory.keep_small()
    engine = engine or tesseract()
    sideways = is_sideways(image.pixels[:, :, colour.RED])
    turn = engine.turned(image.pixels[:, :, colour.RED], image.dpi) if sideways else 0
    turn = turn if turn in {90, 270} else 0
    sheet = _Sheet(replace(image, pixels=quarter_turned(image.pixels, turn)) if turn else image, turn)
    read = sheet.read(number, engine)
    if len(read) > 1 and all(content.rotation == (turn + 180) % 360 for _, content in read):
        # an open book that stands on its head: its first page is on the right
        upside = replace(sheet.image, pixels=quarter_turned(sheet.image.pixels, 180))
        read = _Sheet(upside, (turn + 180) % 360).read(number, engine)
    found = []
    for part, content in read:
        unsure = sideways and content.rotation % 180 == 0 and content.state == "read"
        notes = (told("maybe_sideways", content.number), *content.notes) if unsure else content.notes
        found.append(replace(content, notes=notes))
        if watch is not None:
            watch(part, found[-1])
    memory.give_back()
    return found


@dataclass(frozen=True)
class _Sheet:
    """A picture, and by how many degrees clockwise it has been turned."""

    image: PageImage
    turn: int

    def read(self, number: int, engine: Engine) -> list[tuple[PageImage, PageContent]]:
        """Each page on the picture with its part of it."""
        cut = cut_out(self.image)
        last = number + len(cut.pages) - 1
        found = []
        for page, part in enumerate(cut.pages, number):
            notes = []
            if cut.from_photograph:
                notes.append(told("photograph", page))
            if len(cut.pages) > 1:
                notes.append(told("two_pages", page, first=number, last=last))
            if self.image.scanned_dpi is not None and self.image.scanned_dpi < COARSE:
                notes.append(told("coarse", page, dpi=self.image.scanned_dpi))
            content = read_page(part, page, engine)
            rotation = (self.turn + content.rotation) % 360
            if rotation:
                notes.append(told("turned", page, degrees=rotation))
            own = [note for note in content.notes if note.code != "turned"]
            found.append((part, replace(content, rotation=rotation, notes=(*notes, *own))))
        return found
