"""Copied names: told once, with the document that they come from."""

from __future__ import annotations

from checks.archive import ListArchive, Snapshot
from checks.engine import check_archive, check_plan
from checks.origins import told_once, with_origins
from checks.rule import Plan
from dataset.records import EvidenceRecord, Finding
from pipeline.reading.base import Source
from pipeline.run import process

TEXT = """\
UBND {province}
UBND XÃ {commune}

Số: {number}/KH-UBND

{name}, ngày 12 tháng 02 năm 2026

KẾ HOẠCH

Trồng cây bóng mát đường thôn năm 2026

{enacting}

II. THỰC HIỆN

1. {task}
"""


def plan(commune: str, number: int, task: str, enacting: str = "", province: str = "TỈNH LẠNG SƠN") -> Plan:
    text = TEXT.format(
        province=province, commune=commune.upper(), name=commune, number=number, task=task, enacting=enacting
    )
    return process(Source(f"{number}.txt", text.encode()))


def found(*plans: Plan) -> list[Finding | EvidenceRecord]:
    archive = Snapshot(ListArchive(plans))
    rows = [row for one in plans for row in check_plan(one)]
    return told_once([*with_origins(rows, archive), *check_archive(archive)])


HOME = "Các thôn trên địa bàn xã Na Sầm nhận cây giống tại sân ủy ban vào sáng thứ bảy."


def test_a_name_that_a_rule_of_one_document_tells_is_not_told_twice() -> None:
    enacting = "Ủy ban nhân dân xã Na Sầm ban hành Kế hoạch như sau:"
    rows = found(plan("Na Sầm", 1, HOME, enacting), plan("Văn Lãng", 2, HOME, enacting))
    findings = [row for row in rows if isinstance(row, Finding) and row.rule.startswith("P")]
    # the enacting clause names another commune; so the same name below is one, too
    assert [(row.rule, row.quote) for row in findings] == [("P001", "xã Na Sầm"), ("P001", "xã Na Sầm")]
    assert all(row.other_doc_id for row in findings)
    told = {row.finding_id for row in rows if isinstance(row, Finding)}
    assert {row.finding_id for row in rows if isinstance(row, EvidenceRecord)} <= told


def test_a_copied_sentence_shows_the_one_that_it_was_copied_from() -> None:
    home, copy = plan("Na Sầm", 1, HOME), plan("Văn Lãng", 2, HOME)
    rows = found(home, copy)
    finding = next(row for row in rows if isinstance(row, Finding) and row.rule == "P005")
    assert (finding.doc_id, finding.other_doc_id, finding.severity) == (copy.doc_id, home.doc_id, "warning")
    places = [row for row in rows if isinstance(row, EvidenceRecord) and row.finding_id == finding.finding_id]
    assert [(place.doc_id, place.quote) for place in places] == [(home.doc_id, HOME)]


def test_another_sentence_about_the_place_is_no_copy() -> None:
    other = "Các thôn trên địa bàn xã Na Sầm, nơi cây giống được ươm, giao cây cho tổ thanh niên của xã."
    assert not [row for row in found(plan("Na Sầm", 1, HOME), plan("Văn Lãng", 2, other)) if row_is_copy(row)]


def row_is_copy(row: Finding | EvidenceRecord) -> bool:
    return isinstance(row, Finding) and row.rule == "P005"
