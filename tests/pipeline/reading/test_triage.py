"""What kind of picture a page is: on its side, an open book, a photograph, coarse; and what all pages tell together."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from dataset.document import Box, Note
from pipeline.errors import StorageError
from pipeline.reading.layout.model import PageContent, PageWord
from pipeline.reading.ocr.debug import DebugPages, drawn
from pipeline.reading.ocr.engine import Grey, OcrWord
from pipeline.reading.ocr.geometry import is_sideways, quarter_turned
from pipeline.reading.ocr.render import PageImage
from pipeline.reading.ocr.sheets import cut_out
from pipeline.reading.ocr.triage import read_sheet
from pipeline.reading.overview import notes_on, printed_number
from tests.pipeline.reading import degraded
from tests.pipeline.reading.degraded import Picture
from tests.pipeline.reading.test_cleaning import DPI, written
from tests.pipeline.reading.test_scan import Typist

WORDS = ("Các", "thôn", "báo", "cáo")


def codes(notes: tuple[Note, ...] | list[Note]) -> list[str | None]:
    return [note.code for note in notes]


def table_page() -> Picture:
    """A landscape page whose table crosses the middle."""
    page = np.full((1240, 1754, 3), 255, np.uint8)
    for top in range(200, 1100, 60):
        cv2.line(page, (150, top), (1600, top), (0, 0, 0), 2)
        for left in (170, 420, 700, 950, 1300):
            cv2.putText(page, "noi dung", (left, top + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2)
    return page


@pytest.mark.parametrize("skew", [-1.5, 0.0, 2.0])
def test_only_pages_on_their_side_are_sideways(skew: float) -> None:
    upright = degraded.noisy(degraded.skewed(written(230), skew, 230), 5)[:, :, 0]
    assert not is_sideways(upright)
    assert not is_sideways(quarter_turned(upright, 180))
    assert is_sideways(quarter_turned(upright, 90))
    assert is_sideways(quarter_turned(upright, 270))


def test_page_on_its_side_is_turned_before_it_is_read_once() -> None:
    engine = Typist(*WORDS, turn=90)
    engine.seen.append(np.zeros((1, 1), np.uint8))  # so that the first reading counts as a readable one
    (page,) = read_sheet(PageImage(quarter_turned(written(), 270), DPI), 1, engine)
    assert page.rotation == 90
    assert page.width < page.height
    assert codes(page.notes) == ["turned"]
    assert len(engine.seen) == 2


@pytest.mark.parametrize("skew", [-0.7, 0.0, 0.7])
def test_open_book_is_two_pages(skew: float) -> None:
    picture = degraded.skewed(degraded.two_up(written(235), written(235)), skew, 235)
    cut = cut_out(PageImage(picture, DPI))
    assert [part.pixels.shape[1] for part in cut.pages] == pytest.approx([1240, 1240], abs=60)
    pages = read_sheet(PageImage(picture, DPI), 4, Typist(*WORDS))
    assert [page.number for page in pages] == [4, 5]
    assert all("two_pages" in codes(page.notes) for page in pages)


def test_open_book_on_its_head_is_read_from_its_first_page() -> None:
    class Upended(Typist):
        """Reads a page only if it is upright; pages tell themselves by a black square on them."""

        def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
            height, width = image.shape
            upright = image[: height // 2].mean() < image[height // 2 :].mean()
            text = ("Các", "thôn") if image[:, : width // 4].min() < 100 else ("báo", "cáo")
            self.texts = text if upright else ("~~", "^^")
            self.turn = 0 if upright else 180
            return [OcrWord(word, 50 + 60 * i, 100, 100 + 60 * i, 112, 0.9, (1,)) for i, word in enumerate(self.texts)]

    first, second = np.full((1754, 1240, 3), 250, np.uint8), np.full((1754, 1240, 3), 250, np.uint8)
    for page, left in ((first, 100), (second, 500)):
        for top in range(200, 800, 30):
            page[top : top + 12, left : left + 600] = 20
    book = quarter_turned(np.hstack([first, second]), 180)
    pages = read_sheet(PageImage(book, DPI), 1, Upended())
    assert [[word.text for word in page.words] for page in pages] == [["Các", "thôn"], ["báo", "cáo"]]
    assert [(page.number, page.rotation) for page in pages] == [(1, 180), (2, 180)]


def test_page_that_seems_to_lie_on_its_side_is_told_if_nobody_knows_which_way() -> None:
    engine = Typist(*WORDS)
    engine.seen.append(np.zeros((1, 1), np.uint8))
    (page,) = read_sheet(PageImage(quarter_turned(written(), 90), DPI), 1, engine)
    assert page.rotation == 0
    assert codes(page.notes) == ["maybe_sideways"]


@pytest.mark.parametrize("page", [written(), table_page(), np.full((1240, 1754, 3), 250, np.uint8)])
def test_other_pages_are_one(page: Picture) -> None:
    cut = cut_out(PageImage(page, DPI))
    assert len(cut.pages) == 1
    assert cut.pages[0].pixels is page


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_photographed_page_is_cut_out_and_set_right(seed: int) -> None:
    page = written()
    corners = [(250, 300), (1000, 300), (250, 1400), (1000, 1400)]
    for x, y in corners:
        page[y - 60 : y + 60, x - 60 : x + 60] = 255
        page[y - 20 : y + 20, x - 20 : x + 20] = 0
    page = degraded.shaded(page, 240, 140)
    photograph = degraded.photographed(page, seed=seed)
    cut = cut_out(PageImage(photograph, 180))
    (part,) = cut.pages
    assert cut.from_photograph
    assert part.pixels.shape[0] / part.pixels.shape[1] == pytest.approx(1754 / 1240, rel=0.06)
    assert part.dpi == pytest.approx(DPI, rel=0.06)
    flat = cv2.resize(part.pixels, (1240, 1754))[:, :, 0]
    for x, y in corners:
        rows, columns = np.nonzero(flat[y - 50 : y + 50, x - 50 : x + 50] < 60)
        assert (columns.mean(), rows.mean()) == pytest.approx((50, 50), abs=12)


def test_black_edges_of_a_copy_are_no_photograph() -> None:
    page = written()
    page[:, :40] = 10
    page[-30:] = 10
    assert not cut_out(PageImage(page, DPI)).from_photograph


def test_coarse_scan_is_told() -> None:
    (page,) = read_sheet(PageImage(written(), DPI, 96), 2, Typist(*WORDS))
    assert codes(page.notes) == ["coarse"]
    assert "96" in page.notes[0].message


def numbered(*printed: int | None, size: tuple[float, float] = (595, 842)) -> list[PageContent]:
    """Pages with these numbers at their upper edge."""
    pages = []
    for number, value in enumerate(printed, 1):
        words = [PageWord(word, Box(90, 400 + 20 * i, 140, 412 + 20 * i), 12) for i, word in enumerate(WORDS)]
        if value is not None:
            words.insert(0, PageWord(str(value), Box(290, 40, 300, 52), 12))
        pages.append(PageContent(number, *size, "text-layer", words))
    return pages


def test_printed_number_stands_alone_at_the_edge() -> None:
    assert printed_number(numbered(7)[0]) == 7
    assert printed_number(numbered(None)[0]) is None


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ((None, 2, 3, 4), []),
        ((None, 2, 3, 6, 7), ["missing_pages"]),
        ((None, 2, None, 6, 7), ["missing_pages"]),
        ((None, 2, 8, 4, 5), []),  # one misread number
        ((None, 2, 3, 1, 2, 3), []),  # an annex begins again
        ((3, 4, 5), ["missing_first"]),
        ((3, None), []),
        ((None, 2, 3, 2026, 2027), []),
    ],
)
def test_missing_pages_are_told_by_printed_numbers(printed: tuple[int | None, ...], told: list[str]) -> None:
    assert codes(notes_on(numbered(*printed))) == told


def test_number_of_missing_pages() -> None:
    (note,) = notes_on(numbered(None, 2, 3, 6, 7))
    assert note.page == 4
    assert note.details is not None
    assert '"count": 2' in note.details


def test_sizes_of_paper_are_told_where_they_differ() -> None:
    upright, lying = numbered(None, 2), numbered(None, size=(842, 595))
    assert notes_on([*upright, *lying]) == []
    (note,) = notes_on([*upright, *numbered(None, size=(1191, 842))])
    assert "A4: 1–2; A3: 1" in note.message


def test_scans_without_colour_are_told_once() -> None:
    engine = Typist(*WORDS)
    pages = [*read_sheet(PageImage(written(), DPI), 1, engine), *read_sheet(PageImage(written(), DPI), 2, engine)]
    assert codes(notes_on(pages)) == ["colourless"]
    sealed = degraded.sealed(written(), 200, 500, DPI)
    assert notes_on([*pages, *read_sheet(PageImage(sealed, DPI), 3, engine)]) == []


def test_debugging_picture_shows_words_and_seals(tmp_path: Path) -> None:
    watch = DebugPages(tmp_path / "debug", "abc")
    image = PageImage(degraded.skewed(degraded.sealed(written(), 200, 500, DPI), 2.0), DPI)
    (page,) = read_sheet(image, 5, Typist(*WORDS), watch)
    (path,) = (tmp_path / "debug").iterdir()
    assert path.stem == "abc-5"
    picture = drawn(image, page)
    assert (picture == (200, 0, 160)).all(axis=2).sum() > 500  # the seal
    assert (picture == (0, 140, 0)).all(axis=2).sum() > 100  # words
    assert cv2.imread(str(path)).shape == picture.shape


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "debug").write_text("")
    with pytest.raises(StorageError):
        read_sheet(PageImage(written(), DPI), 1, Typist(*WORDS), DebugPages(tmp_path / "debug", "abc"))
