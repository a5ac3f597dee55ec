"""Where something that was read stands on the page as its file shows it.

Readers turn pages upright and count from where their library counts; whoever draws on the file, or on a picture of it,
has to go back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from dataset.document import Box, TextOrigin

_SAME_SIZE: Final = 2.0
"""Points by which the page that was read may differ from the one in the file."""


class PageAsRead(Protocol):
    """What a page tells of how it was read; a page of the document model and a row of the dataset both do."""

    @property
    def origin(self) -> TextOrigin:
        """Where its text comes from."""
        ...

    @property
    def width(self) -> float | None:
        """Points."""
        ...

    @property
    def height(self) -> float | None:
        """Points."""
        ...

    @property
    def rotation(self) -> int:
        """Degrees clockwise by which it was turned."""
        ...


@dataclass(frozen=True)
class SheetOfFile:
    """A page of the file: its lower left and upper right corner, and by how many degrees it is shown turned."""

    x0: float
    y0: float
    x1: float
    y1: float
    turned: int

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as people see them."""
        width, height = self.x1 - self.x0, self.y1 - self.y0
        return (height, width) if self.turned % 180 else (width, height)

    def point(self, x: float, top: float) -> tuple[float, float]:
        """A point of the page as shown, from its top left corner, in the coordinates of the file."""
        if self.turned == 90:
            return self.x0 + top, self.y0 + x
        if self.turned == 180:
            return self.x1 - x, self.y0 + top
        if self.turned == 270:
            return self.x1 - top, self.y1 - x
        return self.x0 + x, self.y1 - top


def as_shown(box: Box, page: PageAsRead, sheet: SheetOfFile) -> Box | None:
    """A box on the page as the file shows it; None where the page that was read is a part of it only (a photograph)."""
    # a text layer counts the turn that the file itself tells, a picture only what is turned beyond that
    turned = page.rotation if page.origin == "ocr" else (page.rotation - sheet.turned) % 360
    width, height = page.width or 0.0, page.height or 0.0
    shown = (height, width) if turned % 180 else (width, height)
    if any(abs(one - other) > _SAME_SIZE for one, other in zip(shown, sheet.shown, strict=True)):
        return None
    if page.origin != "ocr":
        # pdfplumber leaves the corner of the page in what it counts (its issue 1181)
        left, above = (sheet.y0, -sheet.x0) if page.rotation % 180 else (sheet.x0, -sheet.y0)
        box = Box(box.x0 - left, box.top - above, box.x1 - left, box.bottom - above)
    if not turned:
        return box
    from pipeline.reading.ocr.geometry import quarter_turned_box  # noqa: PLC0415  heavy

    return quarter_turned_box(box, 360 - turned, (width, height))
