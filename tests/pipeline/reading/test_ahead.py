"""Pages that are read ahead come in their order, under their numbers, and no more of them than fit."""

from __future__ import annotations

import threading
import time
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions
from pipeline.reading.layout.model import PageContent
from pipeline.reading.ocr import ahead
from pipeline.reading.ocr.ahead import PagesAhead
from pipeline.reading.ocr.render import PageImage


def scans(count: int) -> pypdfium2.PdfDocument:
    """A PDF of pages that are pictures, each with its own shade of grey."""
    pictures = [Image.new("L", (80, 110), 10 * number) for number in range(count)]
    stream = BytesIO()
    pictures[0].save(stream, "PDF", resolution=100, save_all=True, append_images=pictures[1:])
    return pypdfium2.PdfDocument(stream.getvalue())


class Readings:
    """Stands for the reading of a picture: remembers how many ran at once; early pages take longest."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, double: int = -1, broken: int = -1) -> None:
        self.double, self.broken = double, broken
        self.shades: list[int] = []
        self.most = self._running = 0
        self._lock = threading.Lock()
        monkeypatch.setattr(ahead, "read_sheet", self)
        monkeypatch.setattr(ahead, "engine_for", lambda _: None)

    def __call__(self, image: PageImage, number: int, engine: object, watch: object) -> list[PageContent]:
        shade = round(int(image.pixels[0, 0, 0]) / 10)
        with self._lock:
            self.shades.append(shade)
            self._running += 1
            self.most = max(self.most, self._running)
        time.sleep(0.03 if shade % 2 == 0 else 0.0)
        with self._lock:
            self._running -= 1
        if shade == self.broken:
            raise ReadingError("page_layer")
        count = 2 if shade == self.double else 1
        return [PageContent(number + i, float(shade), 1.0, "ocr") for i in range(count)]


def read_all(pdf: pypdfium2.PdfDocument, at_once: int) -> list[PageContent]:
    pages = PagesAhead(lambda: pdf, ReadingOptions(pages_at_once=at_once), None)
    found: list[PageContent] = []
    try:
        for index in range(len(pdf)):
            found += pages.sheet(index, len(found) + 1)
    finally:
        pages.close()
    return found


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_pages_come_in_order(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    readings = Readings(monkeypatch)
    found = read_all(scans(6), at_once)
    assert [(page.number, page.width) for page in found] == [(i + 1, float(i)) for i in range(6)]
    assert sorted(readings.shades) == list(range(6))  # each once
    assert readings.most <= at_once
    assert at_once == 1 or readings.most > 1


def test_a_sheet_of_two_pages_moves_the_numbers_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Readings(monkeypatch, double=1)
    found = read_all(scans(4), 2)
    assert [(page.number, page.width) for page in found] == [(1, 0.0), (2, 1.0), (3, 1.0), (4, 2.0), (5, 3.0)]


def test_a_page_that_fails_fails_when_its_turn_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    Readings(monkeypatch, broken=1)
    pdf = scans(3)
    pages = PagesAhead(lambda: pdf, ReadingOptions(pages_at_once=3), None)
    assert pages.sheet(0, 1)[0].number == 1
    with pytest.raises(ReadingError):
        pages.sheet(1, 2)
    assert pages.sheet(2, 3)[0].number == 3
    pages.close()


def test_no_more_pages_are_in_hand_than_their_pixels_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = Readings(monkeypatch)
    monkeypatch.setattr(ahead, "PIXELS_IN_HAND", 1)
    assert len(read_all(scans(4), 4)) == 4
    assert readings.most == 1
