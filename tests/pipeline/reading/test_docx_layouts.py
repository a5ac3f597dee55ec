"""DOCX as typists make it: captions inside of tables, heads and feet with tabs, letterheads in old fonts."""

from __future__ import annotations

from dataset.document import Paragraph
from tests.pipeline.reading.helpers import read_docx, rows, tables, texts
from tests.pipeline.reading.overlay import uncovered
from tests.pipeline.reading.test_docx import body, build, cell, p, table


def tabbed(*parts: str) -> str:
    """A paragraph whose parts stand behind tabs."""
    return "<w:p><w:r>" + "<w:tab/>".join(f"<w:t>{part}</w:t>" for part in parts) + "</w:r></w:p>"


def test_captions_in_merged_rows_above_the_header_are_paragraphs() -> None:
    wide = '<w:gridSpan w:val="4"/>'
    xml = table(
        cell("Biểu số 2. Cây trồng mới", wide),
        cell("Đơn vị tính: nghìn cây", wide),
        cell("TT") + cell("Thôn") + cell("Keo") + cell("Bạch đàn"),
        cell("1") + cell("Đông") + cell("3") + cell("4"),
    )
    document = read_docx(build(body(xml)))
    assert texts(document) == ["Biểu số 2. Cây trồng mới", "Đơn vị tính: nghìn cây"]
    (found,) = tables(document)
    assert (found.header_rows, rows(document, found)[0]) == (1, ["TT", "Thôn", "Keo", "Bạch đàn"])
    assert not uncovered(document)


def test_a_group_in_a_merged_row_is_no_caption() -> None:
    xml = table(
        cell("Các thôn phía Đông", '<w:gridSpan w:val="3"/>'),
        cell("1") + cell("Đông") + cell("3"),
        cell("2") + cell("Tây") + cell("4"),
    )
    assert tables(read_docx(build(body(xml))))[0].rows == 3


def test_foot_with_tabs_becomes_two_columns() -> None:
    xml = (
        p("Trên đây là kế hoạch của xã./.")
        + p("Nơi nhận:")
        + tabbed("- UBND tỉnh (b/c);", "KT. GIÁM ĐỐC")
        + tabbed("- Như trên;", "PHÓ GIÁM ĐỐC")
        + p("- Lưu: VT.")
        + tabbed("", "Nguyễn Thị Hoài")
    )
    document = read_docx(build(body(xml)))
    sides = [
        (document.view(block.spans).text, block.column) for block in document.blocks if isinstance(block, Paragraph)
    ]
    assert sides == [
        ("Trên đây là kế hoạch của xã./.", "full"),
        ("Nơi nhận:", "left"),
        ("- UBND tỉnh (b/c);", "left"),
        ("- Như trên;", "left"),
        ("- Lưu: VT.", "left"),
        ("KT. GIÁM ĐỐC", "right"),
        ("PHÓ GIÁM ĐỐC", "right"),
        ("Nguyễn Thị Hoài", "right"),
    ]
    assert not uncovered(document)


def test_tabs_in_the_body_part_no_columns() -> None:
    document = read_docx(build(body(tabbed("1.", "Phòng Kinh tế", "chủ trì") + p("2. Phòng Văn hóa"))))
    assert all(block.column == "full" for block in document.blocks if isinstance(block, Paragraph))


def test_a_letterhead_in_old_fonts_becomes_two_columns() -> None:
    old = '<w:rFonts w:ascii=".VnTimeH"/>'

    def side(text: str) -> str:
        return f"<w:tc><w:tcPr/>{p(text, run=old)}</w:tc>"

    xml = table(
        side("huyÖn yªn thÕ") + side("céng hßa x· héi chñ nghÜa viÖt nam"), cell("Số: 34/KH-UBND") + cell("Yên Thế")
    )
    document = read_docx(build(body(xml)))
    assert tables(document) == []
    assert texts(document)[0] == "HUYỆN YÊN THẾ"
    assert [block.column for block in document.blocks if isinstance(block, Paragraph)] == ["left"] * 2 + ["right"] * 2
