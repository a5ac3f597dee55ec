"""Who is told what by orders as a whole: directives, letters, plans that a decision issues, reports."""

from __future__ import annotations

import pytest

from dataset.records import Assignment, Task
from extractors.base import Context
from extractors.deadlines import DeadlineExtractor
from extractors.documents import Documents
from extractors.outline import build_outline
from extractors.tasks import TaskExtractor
from tests.extractors.test_tasks import records_of
from tests.support import plain_document

DIRECTIVE = """ỦY BAN NHÂN DÂN
XÃ YÊN HÒA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 03/{symbol}
Yên Hòa, ngày 05 tháng 3 năm 2027
{type}
Về việc phòng cháy trong mùa khô
Mùa khô năm nay đến sớm. Chủ tịch Ủy ban nhân dân xã {verb} các nội dung sau:
1. Phòng Kinh tế (cơ quan thường trực): Kiểm tra bể nước chữa cháy.
2. Bộ phận Tư pháp
Tổng hợp khó khăn trong quá trình thực hiện, báo cáo Chủ tịch./.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH
Lê Văn Tám
"""


@pytest.mark.parametrize(
    ("type_", "symbol", "verb", "expected"),
    [
        # an order hands out work from its first paragraph on, without a section that says so; what stands below the
        # last heading is its text, "./." or not
        ("CHỈ THỊ", "CT-UBND", "yêu cầu thực hiện", [["Phòng Kinh tế"], ["Bộ phận Tư pháp"]]),
        ("BÁO CÁO", "BC-UBND", "báo cáo", []),  # a report tells what was done
    ],
)
def test_orders(type_: str, symbol: str, verb: str, expected: list[list[str]]) -> None:
    document = plain_document(DIRECTIVE.format(type=type_, symbol=symbol, verb=verb))
    context = Context(document, build_outline(document))
    for extractor in (Documents(), DeadlineExtractor(), TaskExtractor()):
        context.records.extend(extractor.extract(context))
    doers = context.records.of(Assignment)
    tasks = context.records.of(Task)
    assert [[a.unit for a in doers if a.task_id == task.task_id] for task in tasks] == expected


def test_a_plan_that_a_decision_issues_hands_out_work_in_paragraphs() -> None:
    annex = (
        "\nKẾ HOẠCH\nDọn kênh\n(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/3/2027 của UBND xã Yên Hòa)\n"
        "I. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế bố trí kinh phí mua dụng cụ cho các thôn.\n"
        "2. Công an xã giữ trật tự trong những ngày ra quân.\n"
    )
    found = records_of("II. NỘI DUNG\n- Dọn kênh.\n", annex).records.of(Assignment)
    assert [row.unit for row in found] == ["Phòng Kinh tế", "Công an xã"]


@pytest.mark.parametrize(
    "heading", ["NHIỆM VỤ TRỌNG TÂM QUÝ II NĂM 2027", "NHIỆM VỤ TRỌNG TÂM TRONG CÁC THÁNG CUỐI NĂM"]
)
def test_what_a_report_says_is_next_is_handed_out(heading: str) -> None:
    found = records_of(f"II. {heading}\n1. Phòng Kinh tế phát áo phao cho học sinh.\n").records.of(Assignment)
    assert [row.unit for row in found] == ["Phòng Kinh tế"]
