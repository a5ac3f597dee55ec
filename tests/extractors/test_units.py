"""Mentions of units: where they stand, and what the document knows about its own bodies."""

from __future__ import annotations

from dataset.records import UnitMention
from extractors.base import Context
from extractors.documents import Documents
from extractors.outline import build_outline
from extractors.units import UnitExtractor
from tests.extractors.test_tasks import FOOT, HEAD
from tests.support import plain_document


def mentions_of(body: str, annex: str = "") -> list[UnitMention]:
    document = plain_document(HEAD + body + FOOT + annex)
    context = Context(document, build_outline(document))
    for extractor in (Documents(), UnitExtractor()):
        context.records.extend(extractor.extract(context))
    rows = context.records.of(UnitMention)
    assert all(document.text[row.start : row.end] == row.quote == row.unit_text for row in rows)
    return rows


def test_body_recipients_and_tables_are_searched() -> None:
    rows = mentions_of("II. NHIỆM VỤ\n- Trạm Y tế trực cấp cứu.", "PHỤ LỤC\nPhân công\nTT\tĐơn vị\n1\tCông an xã\n")
    found = {(row.unit, row.context) for row in rows}
    assert {("Trạm Y tế", "item"), ("Ủy ban nhân dân tỉnh", "recipient"), ("Công an xã", "table")} <= found


def test_symbols_of_acts_name_no_unit() -> None:
    rows = mentions_of("II. NHIỆM VỤ\n- Theo Kế hoạch số 45/KH-UBND và Nghị quyết số 07-NQ/ĐU.")
    assert not [row for row in rows if row.context == "item"]


def test_who_keeps_the_file_is_no_recipient() -> None:
    rows = mentions_of("II. NHIỆM VỤ\n- Dạy bơi.")
    assert [row.unit for row in rows if row.context == "recipient"] == ["Ủy ban nhân dân tỉnh"]


def test_an_abbreviation_that_the_document_introduces() -> None:
    rows = mentions_of(
        "II. NHIỆM VỤ\n- Thành lập Hội đồng cứu đuối trẻ em xã (sau đây gọi tắt là HĐCĐ).\n- HĐCĐ họp hằng quý."
    )
    names = [row.unit for row in rows if row.context == "item"]
    assert names == ["Hội đồng cứu đuối trẻ em xã"] * 3  # in full, in brackets, alone


def test_the_issuer_is_completed_and_a_foreign_place_is_not_touched() -> None:
    rows = mentions_of("II. NHIỆM VỤ\n- Ủy ban nhân dân xã phối hợp với Ủy ban nhân dân xã Yên Thủy.")
    assert [row.unit for row in rows if row.context == "item"] == [
        "Ủy ban nhân dân xã Yên Hòa",
        "Ủy ban nhân dân xã Yên Thủy",
    ]


def test_kind_level_and_place_are_columns() -> None:
    row = next(row for row in mentions_of("II. NHIỆM VỤ\n- Công an xã Yên Hòa tuần tra.") if row.kind == "công an")
    assert (row.level, row.place) == ("xã", "Yên Hòa")


def test_letters_behind_the_board_of_a_federation_are_the_federation() -> None:
    rows = mentions_of(
        "II. NHIỆM VỤ\n- Ban Thường vụ Liên đoàn Lao động (LĐLĐ) tỉnh đọc sách.\n- LĐLĐ các huyện, thành phố mượn sách."
    )
    assert "Liên đoàn Lao động các huyện, thành phố" in {row.unit for row in rows}
