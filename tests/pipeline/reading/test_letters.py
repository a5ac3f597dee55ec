"""What printers and signing programs do to the letters of a PDF page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from dataset.document import Document, Table
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.shown import SheetOfFile, as_shown
from tests.pipeline.reading import printed

NEVER = ReadingOptions(ocr="never")
SENTENCE = "Phòng Kinh tế tổ chức hai đợt tiêm phòng trước ngày 30 tháng 4 năm 2026"
pytestmark = pytest.mark.skipif(not printed.HAS_FONTS, reason="Debian's fonts-liberation2 are not installed")


def drawn(draw: Callable[[Canvas], None]) -> Document:
    """The page that was drawn, as it is read."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    draw(canvas)
    canvas.save()
    return read_document(Source("a.pdf", buffer.getvalue()), NEVER)


def by_letters(canvas: Canvas, text: str, x: float, y: float, struck: float = 0.0) -> None:
    """Show every letter by itself and no blank at all; twice where it shall look bold."""
    canvas.setFont(printed.PLAIN, 11)
    for letter in text:
        if letter != " ":
            canvas.drawString(x, y, letter)
            if struck:
                canvas.drawString(x + struck, y, letter)
        x += stringWidth(letter, printed.PLAIN, 11)


def test_words_that_are_parted_by_moves_alone() -> None:
    assert drawn(lambda canvas: by_letters(canvas, SENTENCE, 80, 700)).text.strip() == SENTENCE


def test_letters_struck_twice_are_read_once() -> None:
    def page(canvas: Canvas) -> None:
        by_letters(canvas, SENTENCE, 80, 700, struck=0.4)
        by_letters(canvas, "Số 22.000 hộ", 80, 680)

    assert drawn(page).text.strip() == f"{SENTENCE}\nSố 22.000 hộ"


def test_a_whole_line_struck_twice_is_read_once() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 13)
        canvas.drawString(80, 700, SENTENCE)
        canvas.drawString(80.3, 700, SENTENCE)

    assert drawn(page).text.strip() == SENTENCE


def test_letters_and_marks_shown_apart_are_composed() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 13)
        canvas.drawString(80, 700, unicodedata.normalize("NFD", SENTENCE))

    assert drawn(page).text.strip() == SENTENCE


LEGEND = (
    "Người ký: Ủy ban nhân dân xã",
    "Email: ubnd@example.vn",
    "Cơ quan: Tỉnh Nghệ An",
    "Thời gian ký: 04/03/2026 08:12:45 +07:00",
)


def test_the_legend_of_a_signature_over_a_line_is_told_and_not_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 13)
        canvas.drawString(80, 700, SENTENCE)
        canvas.setFont(printed.PLAIN, 7)
        for number, line in enumerate(LEGEND):
            canvas.drawString(120, 716 - 8 * number, line)

    read = drawn(page)
    assert read.text.strip() == SENTENCE
    assert [note.code for note in read.notes] == ["stamp"]
    assert all(line in read.notes[0].message for line in LEGEND)


def test_labels_of_the_text_are_no_legend() -> None:
    lines = ("Đơn vị: Phòng Kinh tế", "Người ký: Chủ tịch Ủy ban nhân dân", "Nội dung: kế hoạch tiêm phòng năm 2026")

    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 13)
        for number, line in enumerate(lines[1:] + lines[:1]):
            canvas.drawString(80, 700 - 20 * number, line)

    read = drawn(page)
    assert all(line in read.text for line in lines)


@pytest.mark.parametrize("angle", [90, -90])
@pytest.mark.parametrize("off", [0.0, 1e-14], ids=["exactly", "by a hair less"])
def test_a_page_printed_on_its_side_is_turned(angle: int, off: float) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 13)
        canvas.translate(300, 400)
        canvas.rotate(angle + off)
        for number in range(4):
            canvas.drawString(-200, 40 - 20 * number, f"{number}. {SENTENCE}")

    read = drawn(page)
    assert read.text.strip().splitlines() == [f"{number}. {SENTENCE}" for number in range(4)]
    assert read.pages[0].rotation == angle % 360
    assert read.pages[0].width == pytest.approx(A4[1], abs=1)
    # the way back: the line goes up (or down) the sheet as the file shows it
    boxes = [word.box for word in read.words if word.box is not None]
    shown = [box for box in (as_shown(box, read.pages[0], SheetOfFile(0, 0, *A4, 0)) for box in boxes[1:3]) if box]
    assert shown[0].x0 == pytest.approx(shown[1].x0, abs=1)
    assert (shown[0].top > shown[1].top) == (angle == 90)


HEADER = ("TT", "Xóm", "Gia cầm (con)", "Số hộ ký cam kết")


@pytest.mark.parametrize("angle", [90, -90])
def test_headings_on_their_side_are_read_along_their_lines(angle: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 11)
        edges, rows = (80, 110, 220, 270, 330), (700, 600, 580, 560)
        canvas.grid(edges, rows)
        for left, right, text in zip(edges, edges[1:], HEADER, strict=False):
            canvas.saveState()
            canvas.translate((left + right) / 2, 650)
            if len(text) > 3:
                canvas.rotate(angle)
                canvas.drawCentredString(0, 3, text.rpartition(" ")[0])
                canvas.drawCentredString(0, -9, text.rpartition(" ")[2])
            else:
                canvas.drawCentredString(0, 0, text)
            canvas.restoreState()
        for number, row in enumerate((("1", "Bắc Sơn", "3.900", "12"), ("2", "Tân Sơn", "4.950", "17"))):
            for left, text in zip(edges, row, strict=False):
                canvas.drawString(left + 4, 585 - 20 * number, text)
        canvas.drawString(80, 720, SENTENCE)

    read = drawn(page)
    (table,) = [block for block in read.blocks if isinstance(block, Table)]
    assert [read.text[cell.spans[0].start : cell.spans[0].end] for cell in table.cells][:4] == list(HEADER)


@pytest.mark.parametrize("angle", [0.0, 0.002])
def test_rules_off_by_a_hair_are_rules(angle: float) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(printed.PLAIN, 11)
        canvas.rotate(angle)
        edges, tops = (80, 110, 220, 270), (700, 680, 660, 640)
        for x in edges:
            canvas.line(x, tops[0], x, tops[-1])
        for y in tops:
            canvas.line(edges[0], y, edges[-1], y)
        for number, row in enumerate((("TT", "Xóm", "Số hộ"), ("1", "Bắc Sơn", "12"), ("2", "Tân Sơn", "17"))):
            for left, text in zip(edges, row, strict=False):
                canvas.drawString(left + 4, 685 - 20 * number, text)
        canvas.drawString(80, 720, SENTENCE)

    (table,) = [block for block in drawn(page).blocks if isinstance(block, Table)]
    assert (table.rows, table.columns) == (3, 3)
