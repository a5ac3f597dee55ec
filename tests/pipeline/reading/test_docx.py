"""DOCX: the text as Word shows it, and packages that must be refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dataset.document import Paragraph
from pipeline.errors import ReadingError
from pipeline.reading.base import Source
from pipeline.reading.docx import DocxReader
from pipeline.reading.word.numbering import format_number
from tests.pipeline.reading.helpers import read_docx, rows, tables, texts
from tests.pipeline.reading.overlay import uncovered

W = nsdecls("w")


def build(fill: Callable[[object], None], numbering: str = "") -> bytes:
    """A DOCX made by python-docx; ``numbering`` replaces the definitions of its lists."""
    document = docx.Document()
    fill(document)
    buffer = BytesIO()
    document.save(buffer)
    if not numbering:
        return buffer.getvalue()
    return rewritten(buffer.getvalue(), "word/numbering.xml", lambda _: numbering.encode())


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one member changed."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return target.getvalue()


def body(xml: str) -> Callable[[object], None]:
    """Fill a document with raw WordprocessingML."""

    def fill(document: object) -> None:
        root = document.element.body  # type: ignore[attr-defined]
        section = root[-1]
        for element in parse_xml(f"<w:body {W}>{xml}</w:body>"):
            section.addprevious(element)

    return fill


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of WordprocessingML."""
    rpr = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{rpr}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def item(text: str, list_id: int, level: int = 0) -> str:
    """A paragraph that Word numbers."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def lists(levels: str, numbers: str) -> str:
    """A numbering part."""
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{numbers}</w:numbering>'


def level(number: int, form: str, text: str, extra: str = "") -> str:
    """One level of a list."""
    parts = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{number}">{parts}</w:lvl>'


ONE_LIST = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
LADDER = level(0, "upperRoman", "%1.") + level(1, "decimal", "%2.") + level(2, "lowerLetter", "%3)")


def test_numbers_that_word_computes() -> None:
    xml = (
        item("MỤC TIÊU", 1) + item("Chung", 1, 1) + item("Ý đầu", 1, 2) + item("Ý sau", 1, 2) + item("Riêng", 1, 1)
        + item("Ý mới", 1, 2) + p("Đoạn thường") + item("GIẢI PHÁP", 1) + item("Vốn", 1, 1)
    )  # fmt: skip
    assert texts(read_docx(build(body(xml), lists(LADDER, ONE_LIST)))) == [
        "I. MỤC TIÊU",
        "1. Chung",
        "a) Ý đầu",
        "b) Ý sau",
        "2. Riêng",
        "a) Ý mới",  # a letter begins anew under the next number
        "Đoạn thường",
        "II. GIẢI PHÁP",
        "1. Vốn",
    ]


def test_several_levels_in_one_number_and_legal_form() -> None:
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2.", "<w:isLgl/>")
    xml = item("Một", 1) + item("Con", 1, 1)
    assert texts(read_docx(build(body(xml), lists(levels, ONE_LIST)))) == ["I. Một", "1.1. Con"]


@pytest.mark.parametrize("odd", ["x", "", "-7", "²", "99999999999999999999", "2147483647"])
def test_numbers_that_are_none_leave_the_text(odd: str) -> None:
    levels = level(0, "decimal", "%1.").replace('w:ilvl="0"', f'w:ilvl="{odd}"') + (
        f'<w:lvl w:ilvl="1"><w:start w:val="{odd}"/><w:lvlRestart w:val="{odd}"/><w:lvlText w:val="%2."/></w:lvl>'
    )
    override = f'<w:lvlOverride w:ilvl="{odd}"><w:startOverride w:val="{odd}"/></w:lvlOverride></w:num>'
    xml = item("Một", 1).replace('w:val="0"', f'w:val="{odd}"') + item("Hai", 1, 1)
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{odd}"/></w:tcPr>{p("Ba")}</w:tc>'
    table = f"<w:tbl><w:tr>{cell}{cell}</w:tr><w:tr>{cell}{cell}</w:tr></w:tbl>"
    read = read_docx(build(body(xml + table), lists(levels, ONE_LIST.replace("</w:num>", override))))
    assert all(word in read.text for word in ("Một", "Hai", "Ba"))
    assert len(read.text) < 200


def test_restart_by_override_and_levels_that_never_restart() -> None:
    numbers = ONE_LIST + (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
    xml = item("A", 1) + item("a", 1, 1) + item("B", 1) + item("b", 1, 1) + item("C", 2) + item("D", 2)
    found = texts(read_docx(build(body(xml), lists(levels, numbers))))
    assert [text.split()[0] for text in found] == ["1.", "1)", "2.", "2)", "5.", "6."]


def test_bullets_of_symbol_fonts_and_of_the_keyboard() -> None:
    levels = level(0, "bullet", "\uf0b7") + level(1, "bullet", "-") + level(2, "none", "")
    xml = item("Tròn", 1) + item("Gạch", 1, 1) + item("Không", 1, 2)
    assert texts(read_docx(build(body(xml), lists(levels, ONE_LIST)))) == ["• Tròn", "- Gạch", "Không"]


def test_list_taken_off_and_empty_item() -> None:
    # numId 0 takes a paragraph out of the list of its style; an empty paragraph shows no number
    xml = item("Một", 1) + item("", 1) + p("Hai", '<w:numPr><w:numId w:val="0"/></w:numPr>') + item("Ba", 1)
    assert texts(read_docx(build(body(xml), lists(LADDER, ONE_LIST)))) == ["I. Một", "Hai", "II. Ba"]


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (4, "upperRoman", "IV"), (1949, "lowerRoman", "mcmxlix"), (26, "lowerLetter", "z"), (27, "upperLetter", "AA"),
        (7, "decimalZero", "07"), (3, "chicago", "3"), (2**31, "upperRoman", "2147483648"), (781, "lowerLetter", "781"),
    ],
)  # fmt: skip
def test_number_formats(value: int, form: str, expected: str) -> None:
    assert format_number(value, form) == expected


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    xml = (
        '<w:p><w:r><w:t xml:space="preserve">Trồng </w:t></w:r>'
        '<w:ins w:id="1" w:author="x"><w:r><w:t>500</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>300</w:delText></w:r></w:del>'
        '<w:r><w:t xml:space="preserve"> cây</w:t></w:r></w:p>'
    )
    document = read_docx(build(body(xml)))
    assert texts(document) == ["Trồng 500 cây"]
    assert [re.findall(r"\d+", note.message) for note in document.notes] == [["1"], ["1"]]


def test_page_number_fields_are_out_and_other_fields_in() -> None:
    def field(code: str, result: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {code} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    xml = f"<w:p>{field('PAGE', '7')}<w:r><w:t>năm </w:t></w:r>{field('REF x', '2027')}</w:p>"
    assert texts(read_docx(build(body(xml)))) == ["năm 2027"]


def test_capitals_of_a_style_hidden_text_and_breaks() -> None:
    xml = (
        p("kế hoạch", run="<w:caps/><w:b/>") + p("ẩn", run="<w:vanish/>")
        + '<w:p><w:r><w:t>Nơi nhận:</w:t><w:br/><w:t>- Như trên;</w:t><w:br/><w:t>- Lưu: VT.</w:t></w:r></w:p>'
    )  # fmt: skip
    document = read_docx(build(body(xml)))
    assert texts(document) == ["KẾ HOẠCH", "Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert document.blocks[0].style.bold  # type: ignore[union-attr]
    assert "ẩn" in document.notes[0].message


def test_a_break_between_a_word_and_its_number_is_none() -> None:
    xml = (
        "<w:p><w:r><w:t>Theo Nghị quyết số 12-NQ/TU ngày</w:t><w:br/><w:t>29/12/2025 của Tỉnh ủy</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Sản lượng</w:t><w:br/><w:t>1.200 tấn</w:t></w:r></w:p>"
    )
    document = read_docx(build(body(xml)))
    assert texts(document) == ["Theo Nghị quyết số 12-NQ/TU ngày 29/12/2025 của Tỉnh ủy", "Sản lượng", "1.200 tấn"]


def test_fonts_of_the_old_encodings_are_converted_and_told() -> None:
    # in TCVN3 the capitals come from a second font, and one letter has the code of the soft hyphen
    xml = (
        p("kÕ ho¹ch", run='<w:rFonts w:ascii=".VnTimeH"/>')
        + '<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>ph</w:t><w:softHyphen/><w:t>êng</w:t></w:r></w:p>'
        + p("xaõ", run='<w:rFonts w:ascii="VNI-Times"/>')
    )
    document = read_docx(build(body(xml)))
    assert texts(document) == ["KẾ HOẠCH", "phường xã"]
    assert "TCVN3" in document.notes[0].message


def test_title_set_line_by_line_is_one_paragraph() -> None:
    center = '<w:jc w:val="center"/>'
    xml = p("KẾ HOẠCH", center) + p("Trồng cây phân tán trên địa bàn", center) + p("toàn xã năm 2027", center)
    document = read_docx(build(body(xml)))
    assert texts(document) == ["KẾ HOẠCH", "Trồng cây phân tán trên địa bàn toàn xã năm 2027"]
    assert [block.style.align for block in document.blocks if isinstance(block, Paragraph)] == ["center"] * 2


def test_pages_by_breaks_and_their_traces() -> None:
    # Word writes the break and, at the next text, its trace: one page turn
    xml = (
        p("Trang một") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + '<w:p><w:r><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r></w:p>'
        + '<w:p><w:r><w:t xml:space="preserve">Cuối trang hai </w:t>'
        + '<w:lastRenderedPageBreak/><w:t>đầu trang ba</w:t></w:r></w:p>'
    )  # fmt: skip
    document = read_docx(build(body(xml)))
    assert len(document.pages) == 3
    assert [document.page_at(block.start) for block in document.blocks] == [1, 2, 2]
    assert document.page_at(document.text.index("đầu")) == 3


def cell(text: str, properties: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def table(*lines: str) -> str:
    """A table of rows of cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def test_merged_cells() -> None:
    span, start, go_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    xml = table(
        cell("TT", start) + cell("Số cây", span),
        cell("", go_on) + cell("Năm đầu") + cell("Năm cuối"),
        cell("1") + cell("300") + cell("400"),
    )
    document = read_docx(build(body(xml)))
    (found,) = tables(document)
    assert rows(document, found) == [["TT", "Số cây"], ["Năm đầu", "Năm cuối"], ["1", "300", "400"]]
    assert (found.grid[(1, 0)].row_span, found.grid[(0, 2)].column_span, found.header_rows) == (2, 2, 2)


def test_row_over_a_page_break_keeps_its_pages() -> None:
    turn = "<w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r>"
    cut = f'<w:tc><w:tcPr/><w:p><w:r><w:t xml:space="preserve">một </w:t></w:r>{turn}</w:p></w:tc>'
    xml = table(cell("TT") + cell("Việc") + cell("Hạn"), cell("1") + cut + cut, cell("2") + cell("B") + cell("C"))
    document = read_docx(build(body(xml)))
    (found,) = tables(document)
    assert len(document.pages) == 2  # two cells are cut by one page break
    assert (found.first_page, found.last_page) == (1, 2)


def test_nested_table_follows_and_single_cell_frame_is_opened() -> None:
    inner = table(cell("a") + cell("b") + cell("c"), cell("1") + cell("2") + cell("3"))
    outer = table(
        f"<w:tc><w:tcPr/>{p('Ngoài')}{inner}{p('')}</w:tc>" + cell("x") + cell("y"), cell("1") + cell("2") + cell("3")
    )
    document = read_docx(build(body(outer + table(cell("Khung")))))
    assert [rows(document, found)[0] for found in tables(document)] == [["Ngoài", "x", "y"], ["a", "b", "c"]]
    assert texts(document) == ["Khung"]


def test_letterhead_table_becomes_two_columns() -> None:
    xml = table(
        cell("ỦY BAN NHÂN DÂN XÃ SUỐI LỚN") + cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        cell("Số: 5/KH-UBND") + cell("Suối Lớn, ngày 2 tháng 3 năm 2027"),
    )
    document = read_docx(build(body(xml)))
    assert not tables(document)
    assert texts(document, "left") == ["ỦY BAN NHÂN DÂN XÃ SUỐI LỚN", "Số: 5/KH-UBND"]
    assert len(texts(document, "right")) == 2


def test_content_controls_and_text_boxes_are_read() -> None:
    box = (
        '<w:p><w:r><w:t>Trước khung</w:t><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        f"<w:txbxContent>{p('DỰ THẢO')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    xml = f"<w:sdt><w:sdtContent>{p('Trong điều khiển')}</w:sdtContent></w:sdt>{box}"
    assert texts(read_docx(build(body(xml)))) == ["Trong điều khiển", "Trước khung", "DỰ THẢO"]


def test_header_text_is_told_and_page_numbers_are_not() -> None:
    def fill(document: object) -> None:
        body(p("Nội dung"))(document)
        section = document.sections[0]  # type: ignore[attr-defined]
        section.header.paragraphs[0].text = "UBND xã Suối Lớn"
        section.footer.paragraphs[0].text = "3"

    assert [note.message for note in read_docx(build(fill)).notes] == ["Đầu trang: UBND xã Suối Lớn"]


def test_nothing_of_the_written_text_is_lost() -> None:
    xml = item("Một", 1) + table(cell("TT") + cell("Việc"), cell("1") + cell("Trồng")) + p("Hết./.")
    assert uncovered(read_docx(build(body(xml), lists(LADDER, ONE_LIST)))) == ""


GOOD = build(body(p("Một đoạn văn bản. " * 50)))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (GOOD[: len(GOOD) // 2], "hỏng"),
        (GOOD[:30], "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (rewritten(GOOD, "word/document.xml", lambda xml: xml[: len(xml) // 2]), "hỏng"),
        (
            rewritten(
                GOOD,
                "word/document.xml",
                lambda xml: re.sub(rb"\?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', xml, count=1),
            ),
            "thực thể",
        ),
        (rewritten(GOOD, "docProps/core.xml", lambda _: b"\0" * 410_000_000), "phình to"),
    ],
    ids=["cut", "stub", "encrypted", "broken-xml", "entity", "bomb"],
)
def test_bad_packages_are_refused(data: bytes, cause: str) -> None:
    assert DocxReader().accepts(Source("x", data))
    with pytest.raises(ReadingError, match=cause) as error:
        read_docx(data)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("member", "cause"), [("xl/workbook.xml", "Excel"), ("content.xml", "OpenDocument"), ("bai.txt", "ZIP")]
)
def test_other_archives_are_named(member: str, cause: str) -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<x/>")
    with pytest.raises(ReadingError, match=cause):
        read_docx(buffer.getvalue())


def test_a_package_whose_compressed_text_is_damaged_is_broken() -> None:
    data = bytearray(build(body(p("Kế hoạch năm 2026 " * 200))))
    with ZipFile(BytesIO(bytes(data))) as archive:
        member = archive.getinfo("word/document.xml")
    begin = member.header_offset + 30 + len(member.filename)
    data[begin : begin + 4] = b"\xff" * 4  # no deflate block begins so
    with pytest.raises(ReadingError) as raised:
        read_docx(bytes(data))
    assert raised.value.key == "word_broken"
