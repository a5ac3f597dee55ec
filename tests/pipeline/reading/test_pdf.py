"""The PDF reader on plans printed by the tests."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from dataset.document import Document, Paragraph, Table
from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions, Source, read_document
from tests.pipeline.reading import printed

pytestmark = pytest.mark.skipif(not printed.HAS_FONTS, reason="fonts-liberation2 is not installed")

NEVER = ReadingOptions(ocr="never")
TASK = (
    "- Tổ chức tuần tra, canh gác tại các khu vực trọng điểm, phát hiện sớm điểm cháy, huy động kịp thời lực lượng "
    "tại chỗ để xử lý; thực hiện Kế hoạch số 118/KH-UBND ngày 02/02/2026 của xã."
)
ROWS = 24


def plan() -> list[printed.Flowable]:
    header = [["TT", "Nội dung", "Năm", "", "Đơn vị"], ["", "", "2026", "2027", ""]]
    rows = [
        [str(n), f"Đường băng cản lửa khu vực {n} và các hạng mục kèm theo", f"1.{n:03}", "0", "Hạt Kiểm lâm"]
        for n in range(1, ROWS + 1)
    ]
    merged = [(0, 0, 0, 1), (1, 0, 1, 1), (2, 0, 3, 0), (4, 0, 4, 1)]
    return [
        printed.head(
            ["ỦY BAN NHÂN DÂN", "XÃ HÒA MINH", "Số: 45/KH-UBND"],
            ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Hòa Minh, ngày 05 tháng 3 năm 2026"],
        ),
        printed.space(),
        printed.title("KẾ HOẠCH"),
        printed.title("Phòng, chống cháy rừng mùa khô năm 2026"),
        *(flowable for n in range(1, 9) for flowable in [printed.heading(f"{n}. Việc {n}"), *printed.body(TASK)]),
        printed.ruled([*header, *rows], [30, 200, 60, 60, 100], merged),
        *printed.body("Trên đây là kế hoạch của xã./."),
        printed.foot(
            [
                "Nơi nhận:",
                "- UBND tỉnh (b/c);",
                "- Các thôn, bản và các đơn vị có liên quan trên địa bàn xã;",
                "- Lưu: VT.",
            ],
            ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "<br/><br/>Lê Văn Ất"],
        ),
    ]


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(Source("plan.pdf", printed.printed(plan())), NEVER)


def texts(document: Document, column: str) -> list[str]:
    return [
        document.view(block.spans).text
        for block in document.blocks
        if isinstance(block, Paragraph) and block.column == column
    ]


def test_head_and_foot_columns(document: Document) -> None:
    left, right = texts(document, "left"), texts(document, "right")
    assert left[:3] == ["ỦY BAN NHÂN DÂN", "XÃ HÒA MINH", "Số: 45/KH-UBND"]
    assert right[2] == "Hòa Minh, ngày 05 tháng 3 năm 2026"
    assert left[3] == "Nơi nhận:"
    # a recipient on two lines is one paragraph
    assert left[5] == "- Các thôn, bản và các đơn vị có liên quan trên địa bàn xã;"
    assert right[-3:] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Văn Ất"]
    assert document.text.index("Nơi nhận") < document.text.index("TM. ỦY BAN")


def test_every_task_is_one_paragraph_also_over_the_page_break(document: Document) -> None:
    full = texts(document, "full")
    assert full.count(TASK) == 8
    assert full[:2] == ["KẾ HOẠCH", "Phòng, chống cháy rừng mùa khô năm 2026"]
    assert "2" not in full


def test_table_over_the_page_break_is_one_with_merged_header(document: Document) -> None:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert (table.rows, table.columns, table.header_rows) == (ROWS + 2, 5, 2)
    assert table.first_page < table.last_page
    assert (table.grid[0, 2].column_span, table.grid[0, 0].row_span) == (2, 2)
    last = [document.view(table.grid[table.rows - 1, column].spans).text for column in range(5)]
    assert last == [
        str(ROWS),
        f"Đường băng cản lửa khu vực {ROWS} và các hạng mục kèm theo",
        f"1.{ROWS:03}",
        "0",
        "Hạt Kiểm lâm",
    ]


def test_words_have_boxes_inside_their_page(document: Document) -> None:
    assert len(document.words) == len(document.text.replace("-\n", "-").split())
    for word in document.words:
        page = document.pages[word.page - 1]
        assert word.box is not None
        assert page.width is not None
        assert page.height is not None
        assert 0 <= word.box.x0 < word.box.x1 <= page.width
        assert 0 <= word.box.top < word.box.bottom <= page.height
        assert page.span.contains(word.span)


def test_highlighted_text_is_no_table() -> None:
    # word processors paint a white rectangle behind highlighted words
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont(printed.PLAIN, 14)
    for line in range(12):
        top = 700 - 20 * line
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(85, top - 4, 200, 20, stroke=0, fill=1)
        canvas.rect(285, top - 4, 200, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(85, top, "Các thôn tiếp tục rà soát phương tiện và báo cáo về xã")
    canvas.save()
    read = read_document(Source("highlight.pdf", buffer.getvalue()), NEVER)
    assert not [block for block in read.blocks if isinstance(block, Table)]


def damaged() -> dict[str, bytes]:
    whole = printed.printed(printed.body(TASK))
    return {
        "password": printed.printed(printed.body(TASK), password="bí mật"),
        "truncated": whole[: len(whole) // 3],
        "only a magic": b"%PDF-1.7\n",
        "no text": _blank(),
    }


def _blank() -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "cause"),
    [("password", "mật khẩu"), ("truncated", "cắt cụt"), ("only a magic", "hỏng"), ("no text", "Không tìm thấy chữ")],
)
def test_broken_files_are_refused_with_cause_and_remedy(name: str, cause: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_document(Source(f"{name}.pdf", damaged()[name]), NEVER)
    assert cause in raised.value.cause
    assert raised.value.remedy


def test_same_bytes_give_the_same_document(document: Document) -> None:
    again = read_document(Source("plan.pdf", printed.printed(plan())), NEVER)
    assert again.text == document.text
    assert again.blocks == document.blocks


def test_raised_digits_are_written_as_such() -> None:
    # the 2 of a square metre is no number of its own, and the mark of a footnote is no digit of the word
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    text = canvas.beginText(85, 700)
    text.setFont(printed.PLAIN, 14)
    text.textOut("Diện tích sân chơi của mỗi thôn tối thiểu 300 m")
    text.setFont(printed.PLAIN, 8)
    text.setRise(5)
    text.textOut("2")
    canvas.drawText(text)
    canvas.save()
    read = read_document(Source("raised.pdf", buffer.getvalue()), NEVER)
    assert read.text.strip().endswith("300 m²")


def stamped() -> bytes:
    """A page with the number of the document as an annotation, as registries stamp it, and a signature's legend."""
    from pypdfium2 import PdfDocument, raw  # noqa: PLC0415

    blank = "\N{NO-BREAK SPACE}" * 10
    data = printed.printed(
        [
            printed.head(["ỦY BAN NHÂN DÂN", f"Số:{blank}/KH-UBND"], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập"]),
            *printed.body(TASK),
        ]
    )
    unstamped = read_document(Source("", data), NEVER)
    label = next(w.box for w in unstamped.words if w.box and unstamped.text[w.span.start : w.span.end] == "Số:")
    pdf = PdfDocument(data)
    page = pdf[0]
    for words, x, y in (
        ("731", label.x1 + 6, A4[1] - label.bottom + 3),
        ("Signed by: Archive 01.02.2026 07:30", 300, 810),
    ):
        font = raw.FPDFText_LoadStandardFont(pdf, b"Times-Roman")
        stamp = raw.FPDFPageObj_CreateTextObj(pdf, font, 12)
        encoded = (words + "\0").encode("utf-16-le")
        raw.FPDFText_SetText(stamp, (raw.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded))
        raw.FPDFPageObj_Transform(stamp, 1, 0, 0, 1, x, y)
        annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_STAMP)
        raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(x - 2, y + 14, x + 240, y - 4))
        raw.FPDFAnnot_AppendObject(annotation, stamp)
        raw.FPDFPage_CloseAnnot(annotation)
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def test_stamped_number_is_read_and_the_legend_of_a_signature_is_told() -> None:
    read = read_document(Source("stamped.pdf", stamped()), NEVER)
    assert "Số: 731 /KH-UBND" in read.text
    assert "Signed" not in read.text
    assert any("Signed by" in note.message for note in read.notes)
