"""Tables on pictures: rules and grids drawn by hand, cells read by a made-up engine, whole pages by the real one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from dataset.document import Document, Table
from pipeline.reading.base import Source, read_document
from pipeline.reading.ocr import cleaning
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.page import read_page
from pipeline.reading.ocr.render import PageImage
from pipeline.reading.ocr.tables import numbers
from pipeline.reading.ocr.tables.cells import read_cells, read_grid
from pipeline.reading.ocr.tables.grid import find_grids
from pipeline.reading.ocr.tables.keys import as_roman, roman_rows
from pipeline.reading.ocr.tables.sheet import Patch, patch_of, sheets
from pipeline.reading.ocr.tables.unruled import find_unruled, without_level_rules
from tests.pipeline.reading import printed

DPI = 200
XS, YS = (100, 200, 700, 1000, 1300), (300, 380, 460, 540, 620)


def page(paper: int = 255) -> Grey:
    """An empty page of A4."""
    return np.full((2339, 1654), paper, np.uint8)


def ruled(paper: int = 255, ink: int = 0, xs: Sequence[int] = XS, ys: Sequence[int] = YS) -> Grey:
    """A page with a table of four by four cells."""
    picture = page(paper)
    for x in xs:
        cv2.line(picture, (x, ys[0]), (x, ys[-1]), ink, 2)
    for y in ys:
        cv2.line(picture, (xs[0], y), (xs[-1], y), ink, 2)
    return picture


def shape(grey: Grey) -> tuple[int, int]:
    """Cells of the one grid on a page, and its columns."""
    (grid,) = find_grids(grey, DPI)
    return len(grid.cells), len({round(cell.x0 / 20) for cell in grid.cells})


def test_grid_of_black_and_of_faint_rules() -> None:
    assert shape(ruled()) == (16, 4)
    assert shape(ruled(paper=232, ink=205)) == (16, 4)


def test_broken_rules_are_mended() -> None:
    picture = ruled()
    picture[370:390, 300:330] = 255  # a break that ends in the open on both sides
    picture[530:550, 705:760] = 255  # a rule that does not reach the crossing one
    picture[390:420, 990:1010] = 255
    assert shape(picture) == (16, 4)


def test_merged_cells_stay_merged() -> None:
    picture = ruled()
    picture[303:457, 690:710] = 255  # no vertical rule in the two upper rows, from rule to rule
    assert shape(picture) == (14, 4)
    picture = ruled()
    picture[370:390, 203:697] = 255  # no horizontal rule between two cells of the second column
    assert shape(picture) == (15, 4)


def test_underlined_words_do_not_cut_a_cell() -> None:
    picture = ruled()
    cv2.line(picture, (250, 440), (650, 440), 0, 2)
    cv2.line(picture, (720, 520), (880, 520), 0, 2)
    assert shape(picture) == (16, 4)


def test_sides_that_were_not_drawn_are_closed() -> None:
    picture = ruled()
    for x in (XS[0], XS[-1]):
        picture[:, x - 2 : x + 3] = 255
    assert shape(picture) == (16, 4)


def test_slightly_slanting_table_keeps_its_cells() -> None:
    assert shape(cleaning.rotated(ruled(), 0.2)) == (16, 4)


def test_underlines_frames_and_letters_are_no_table() -> None:
    picture = page()
    cv2.line(picture, (300, 200), (600, 200), 0, 2)
    cv2.line(picture, (900, 200), (1300, 200), 0, 2)
    cv2.rectangle(picture, (200, 400), (1400, 900), 0, 3)
    cv2.putText(picture, "HTHTHIIIIH", (250, 600), cv2.FONT_HERSHEY_SIMPLEX, 3, 0, 6)
    assert find_grids(picture, DPI) == []


def written(picture: Grey, cell: tuple[int, int], text: str, ink: int = 0) -> None:
    """Write into a cell of the table."""
    row, column = cell
    place = (XS[column] + 20, YS[row] + 55)
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 1, ink, 2)


def test_patch_is_white_and_tight_and_an_empty_cell_has_none() -> None:
    picture = ruled(paper=220, ink=60)
    written(picture, (1, 1), "15", ink=60)
    random = np.random.default_rng(1)
    noisy = np.clip(picture + random.normal(0, 5, picture.shape), 0, 255).astype(np.uint8)
    (grid,) = find_grids(noisy, DPI)
    patches = [patch for patch in (patch_of(noisy, cell, DPI) for cell in grid.cells) if patch]
    (patch,) = patches
    assert np.median(patch.picture) == 255
    assert patch.picture.min() < 20
    assert patch.picture.shape[1] < 100
    assert XS[1] < patch.x < XS[1] + 25


def test_rest_of_a_rule_on_the_edge_of_a_cell_is_no_writing() -> None:
    picture = ruled()
    (grid,) = find_grids(picture, DPI)
    cell = grid.cells[0]
    picture[cell.top : cell.top + 8, cell.x0 : cell.x1] = 0
    assert patch_of(picture, cell, DPI) is None


def test_words_of_a_sheet_find_back_to_their_patches() -> None:
    patches = [Patch(np.zeros((30, 60 + i), np.uint8), 0, 0) for i in range(3)]
    ((every, sheet),) = sheets(patches, 300, 150)
    assert every == range(3)
    words = [OcrWord(str(i), sheet.left, top, sheet.left + 30, top + 15, 0.9, (i,)) for i, top in enumerate(sheet.tops)]
    found = sheet.by_patch(words)
    assert [[word.text for word in words] for words in found] == [["0"], ["1"], ["2"]]
    assert found[2][0][1:5] == (0, 0, 60, 30)


def test_many_cells_make_several_sheets_and_none_is_lost() -> None:
    patches = [Patch(np.zeros((500, 60), np.uint8), 0, 0)] * 60
    parts = [every for every, _ in sheets(patches, 200, 200)]
    assert len(parts) > 1
    assert [i for part in parts for i in part] == list(range(60))


class Reader(Engine):
    """Reads the patches of a sheet as it was told: the first readings, those for digits, the third ones."""

    name = "reader"

    def __init__(self, first: Sequence[str], digits: Sequence[str] = (), third: Sequence[str] = ()) -> None:
        self.first, self.for_digits, self.third = first, digits, third
        self.calls = 0

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        texts = self.for_digits if digits else self.third if self.calls else self.first
        self.calls += 1
        rows = np.flatnonzero((image < 128).any(axis=1))
        tops = rows[np.flatnonzero(np.diff(rows, prepend=-2) > 1)]
        assert len(tops) == len(texts)
        return [
            OcrWord(text, 30, int(top), 60, int(top) + 10, 0.8, (i,))
            for i, (text, top) in enumerate(zip(texts, tops, strict=True))
            if text
        ]

    def turned(self, image: Grey, dpi: int) -> int:
        return 0


def read(engine: Reader) -> list[tuple[str, str | None]]:
    """Texts and other readings of cells in one column."""
    patches = [Patch(np.zeros((12, 40), np.uint8), 0, 0)] * len(engine.first)
    readings = read_cells(patches, [0] * len(patches), 300, engine)
    return [(numbers.text_of(reading.words), reading.other) for reading in readings]


def test_numbers_are_read_twice_and_words_once() -> None:
    engine = Reader(["12", "778)", "Thôn Đông", "3"], digits=["12", "779", "3"])
    assert read(engine) == [("12", None), ("779", None), ("Thôn Đông", None), ("3", None)]
    assert engine.calls == 2


def test_a_third_reading_decides_and_the_other_number_is_kept() -> None:
    engine = Reader(["428", "80"], digits=["423", "80"], third=["423"])
    assert read(engine) == [("423", "428"), ("80", None)]
    engine = Reader(["428", "80"], digits=["423", "80"], third=["48"])
    assert [other for _, other in read(engine)][1] is None
    assert read(Reader(["428", "80"], digits=["423", "80"], third=["48"]))[0][1] is not None


def test_a_number_in_dispute_is_never_sure() -> None:
    words = [[OcrWord(text, 0, 0, 9, 9, 0.97, (1,))] for text in ("428", "423", "423")]
    reading = numbers.decided(*words)
    assert reading.other == "428"
    assert reading.words[0].confidence <= numbers.DOUBTED


def test_a_dash_is_known_by_its_shape() -> None:
    picture = np.full((30, 40), 255, np.uint8)
    picture[14:17, 10:24] = 0
    word = numbers.dash(picture, DPI)
    assert word is not None
    assert word.text == "-"
    picture[4:27, 15:18] = 0
    assert numbers.dash(picture, DPI) is None


@pytest.mark.parametrize(("text", "number"), [("1.234,5", True), ("95 %", True), ("1.2.", True), ("12a", False)])
def test_what_a_number_is(text: str, number: bool) -> None:
    assert numbers.is_number(text) == number


def test_words_units_and_keys_among_numbers_are_left_alone() -> None:
    assert not any(numbers.may_be_number(text, among_numbers=True) for text in ("II", "A", "STT", "Thôn 5", "x"))
    assert numbers.may_be_number("SH)", among_numbers=True)
    assert not numbers.may_be_number("kg", among_numbers=False)


@pytest.mark.parametrize(("text", "roman"), [("H", "II"), ("IH", "III"), ("TH", "III"), ("1", "I"), ("TT", None)])
def test_strokes_that_are_roman_numbers(text: str, roman: str | None) -> None:
    assert as_roman(text) == roman


def test_roman_row_numbers_are_mended_in_their_series_only() -> None:
    assert roman_rows(["STT", "1", "1", "2", "H", "3", "IH", "4"]) == {1: "I", 4: "II", 6: "III"}
    assert roman_rows(["STT", "I", "1", "2", "H", "1"]) == {4: "II"}
    assert roman_rows(["1", "H", "IH"]) == {0: "I", 1: "II", 2: "III"}
    assert roman_rows(["STT", "1", "2", "3"]) == {}
    assert roman_rows(["STT", "1", "11", "12"]) == {}
    assert roman_rows(["A", "H", "T"]) == {}


def test_a_row_number_read_as_a_word_is_mended_in_its_series_only() -> None:
    engine = Reader(["9", "10", "lại", "12"], digits=["9", "10", "11", "12"])
    assert [text for text, _ in read(engine)] == ["9", "10", "11", "12"]
    engine = Reader(["STT", "l", "2", "3"], digits=["1", "2", "3"])
    assert [text for text, _ in read(engine)] == ["STT", "1", "2", "3"]
    engine = Reader(["9", "10", "lại", "12"], digits=["9", "10", "71", "12"])
    assert [text for text, _ in read(engine)] == ["9", "10", "lại", "12"]


def test_a_grid_of_two_cells_gives_boxes_and_confidence() -> None:
    picture = ruled(xs=(100, 700, 1300), ys=(300, 380))
    written(picture, (0, 1), "abc")
    (grid,) = find_grids(picture, DPI)
    table = read_grid(grid, picture, DPI, 1, Reader(["Thôn"]))
    assert table is not None
    filled = [cell for cell in table.cells if cell.lines]
    (word,) = filled[0].lines[0].words
    assert word.text == "Thôn"
    assert word.confidence == 0.8
    assert filled[0].box.x0 == pytest.approx(100 * 72 / DPI, abs=3)


def columns(*lefts: int, rows: int, top: int = 300, width: int = 90) -> Grey:
    """A page with words in columns, row under row."""
    picture = page()
    for row in range(rows):
        for left in lefts:
            y = top + 45 * row
            picture[y : y + 16, left : left + width] = 0
    return picture


def test_words_in_columns_without_rules_make_a_grid() -> None:
    (grid,) = find_unruled(columns(200, 500, 900, 1200, rows=5), DPI)
    assert len(grid.cells) == 20
    assert grid.area.x0 < 200
    assert grid.area.x1 > 1290


def test_rules_between_rows_alone_part_no_columns() -> None:
    picture = columns(200, 500, 900, 1200, rows=5)
    for y in range(283, 540, 45):
        cv2.line(picture, (180, y), (1320, y), 0, 2)
    assert find_grids(picture, DPI) == []
    (grid,) = find_unruled(picture, DPI)
    assert len(grid.cells) == 20
    assert np.array_equal(
        without_level_rules(picture, grid, DPI)[295:505, 190:1300],
        columns(200, 500, 900, 1200, rows=5)[295:505, 190:1300],
    )
    plain = columns(200, 500, 900, 1200, rows=5)
    assert without_level_rules(plain, grid, DPI) is plain


def test_a_line_that_fills_one_column_goes_on_with_the_row_above() -> None:
    picture = columns(200, 500, 900, rows=5)
    picture[390 - 5 : 390 + 30, 200:300] = 255  # the third line has no first word ...
    picture[390 - 5 : 390 + 30, 900:1000] = 255  # ... and no last one
    (grid,) = find_unruled(picture, DPI)
    assert len(grid.cells) == 4 * 3


def test_two_columns_few_rows_and_running_text_are_no_table() -> None:
    assert find_unruled(columns(200, 900, rows=8, width=400), DPI) == []
    assert find_unruled(columns(200, 500, 900, rows=2), DPI) == []
    assert find_unruled(columns(*range(200, 1300, 100), rows=9, width=88), DPI) == []


def test_a_head_that_bridges_columns_is_left_out() -> None:
    picture = columns(200, 500, 900, 1200, rows=5)
    picture[260:276, 850:1350] = 0
    (grid,) = find_unruled(picture, DPI)
    assert len(grid.cells) == 20


needs_tesseract = pytest.mark.skipif(
    not (shutil.which("tesseract") and printed.HAS_FONTS), reason="tesseract or fonts-liberation2 is not installed"
)
FIGURES = [
    ["TT", "Đơn vị", "Số hộ", "Diện tích (ha)", "Tỷ lệ"],
    ["1", "Thôn Đông", "1.779", "55,2", "5%"],
    ["2", "Thôn Đoài", "35", "131,9", "98%"],
    ["3", "Khu phố Bình Minh", "5", "-", "7%"],
    ["", "Tổng cộng", "1.819", "187,1", ""],
]


def scanned(tables: Sequence[list[list[str]]], dpi: int = 200) -> bytes:
    """Tables, each on a page of its own, as a grey, noisy, slanting scan."""
    random = np.random.default_rng(2)
    pages: list[Image.Image] = []
    for rows in tables:
        widths = [35.0, 150.0, 90.0, 90.0, 80.0]
        flowables = [
            *printed.body("Chi tiết theo bảng dưới đây, tính đến ngày 15/3/2026."),
            printed.ruled(rows, widths),
        ]
        with pypdfium2.PdfDocument(printed.printed(flowables)) as pdf:
            picture = pdf[0].render(scale=dpi / 72).to_pil().convert("L")
        turned = picture.rotate(0.9, Image.Resampling.BICUBIC, fillcolor=255)
        grey = np.asarray(turned, np.float32) * 0.9 + random.normal(0, 6, (turned.height, turned.width))
        pages.append(Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)))
    buffer = BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], dpi=(dpi, dpi))
    return buffer.getvalue()


def rows_of(document: Document) -> list[list[list[str]]]:
    """The tables of a document, row by row."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [
        [
            [document.view(table.grid[row, column].spans).text for column in range(table.columns)]
            for row in range(table.rows)
        ]
        for table in tables
    ]


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("dpi", [200, 300])
def test_figures_of_a_noisy_scan_are_right(dpi: int) -> None:
    assert rows_of(read_document(Source("scan.tif", scanned([FIGURES], dpi)))) == [FIGURES]


@pytest.mark.slow
@needs_tesseract
def test_a_table_that_goes_on_over_the_page_is_one() -> None:
    parts = [FIGURES[:3], [FIGURES[0], *FIGURES[3:]]]
    assert rows_of(read_document(Source("scan.tif", scanned(parts)))) == [FIGURES]


@pytest.mark.slow
@needs_tesseract
def test_a_list_in_columns_that_holds_no_figures_stays_text() -> None:
    rows = [
        ["Thôn Đông", "Thôn Đoài", "Thôn Nam"],
        ["Thôn Bắc", "Thôn Trung", "Thôn Hạ"],
        ["Tổ Một", "Tổ Hai", "Tổ Ba"],
    ]
    picture = page()
    for line, texts in enumerate(rows):
        for x, text in zip((200, 700, 1200), texts, strict=True):
            plain = "".join(ch for ch in text if ch.isascii())
            cv2.putText(picture, plain, (x, 400 + 60 * line), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    assert len(find_unruled(picture, DPI)) == 1
    assert read_page(PageImage(np.dstack([picture] * 3), DPI), 1).tables == []
