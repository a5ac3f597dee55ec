"""Pictures of pages, from PDF pages and from image files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pypdfium2
    from PIL.Image import Image

DPI = 300
"""Resolution in which pages are drawn."""
WHOLE_PAGE = 0.6
"""A picture over this share of a page is its scan."""
LARGEST = 40_000_000
"""Pixels of the largest picture that is read in full; larger ones are drawn coarser."""


@dataclass(frozen=True)
class PageImage:
    """A page as a picture: rows × columns × red, green, blue, and its resolution in dots per inch.

    ``scanned_dpi`` is the resolution in which it was scanned, where that is known; it may have been drawn finer.
    """

    pixels: NDArray[np.uint8]
    dpi: int
    scanned_dpi: int | None = None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape[:2]
        return width * 72 / self.dpi, height * 72 / self.dpi


def render(page: pypdfium2.PdfPage, dpi: int = DPI, *, annotations: bool = False) -> PageImage:
    """Draw a PDF page, usually without its annotations: stamps are read apart."""
    width, height = page.get_size()
    while width * height * (dpi / 72) ** 2 > LARGEST and dpi > 72:
        dpi = dpi * 2 // 3
    bitmap = page.render(scale=dpi / 72, may_draw_forms=False, draw_annots=annotations, rev_byteorder=True)
    pixels = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    return PageImage(pixels, dpi, _scanned_dpi(page))


def is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture covers most of a PDF page."""
    return _scanned_dpi(page) is not None


def _scanned_dpi(page: pypdfium2.PdfPage) -> int | None:
    """Resolution of the picture that covers most of the page; None if there is none."""
    from pypdfium2 import raw  # noqa: PLC0415 (late: heavy)

    width, height = page.get_size()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= WHOLE_PAGE * width * height:
            inches = float(max(right - left, top - bottom)) / 72
            return round(float(max(picture.get_px_size())) / inches)
    return None


def from_picture(picture: Image) -> PageImage:
    """A page from an opened image; without a plausible resolution it is taken for a page of A4."""
    told = picture.info.get("dpi", (0, 0))[0]
    dpi = round(float(told)) if 60 <= float(told) <= 1300 else 0
    shorter, a4_width = min(picture.size), 8.27
    if not dpi or shorter / dpi < 0.4 * a4_width or shorter / dpi > 2.2 * a4_width:
        dpi = max(50, round(shorter / a4_width))
    return PageImage(np.asarray(picture.convert("RGB")), dpi, dpi)
