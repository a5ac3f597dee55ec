"""Rows of tables that are no tasks: heads of groups with their sums, totals, what was done already."""

from __future__ import annotations

from dataset.records import Assignment, Task
from extractors.base import Context
from extractors.documents import Documents
from extractors.outline import build_outline
from extractors.tasks import TaskExtractor
from tests.extractors.test_tasks import FOOT, HEAD
from tests.pipeline.reading.helpers import read

COSTS = """PHỤ LỤC
STT\tCông việc\tĐơn vị chủ trì\tNăm 2027\tNăm 2028
I\tCầu, đường\t\t300\t450
1\tSửa cầu phao\tPhòng Kinh tế\t300\t
2\tLàm đường bến\t\t\t450
\tTông\t\t300\t450
"""
DONE = """I. THỰC TRẠNG
1. Việc đã làm
Số TT\tViệc\tĐơn vị chủ trì\tNăm
1\tNạo vét luồng\tPhòng Kinh tế\t2025
2\tKè bờ bến\tPhòng Kinh tế\t2026
II. TỔ CHỨC THỰC HIỆN
"""


def context_of(body: str, annex: str = "") -> Context:
    """What the extractors find; read as a file is, so that empty cells count."""
    document = read(HEAD + body + FOOT + annex)
    context = Context(document, build_outline(document))
    for extractor in (Documents(), TaskExtractor()):
        context.records.extend(extractor.extract(context))
    return context


def tasks_of(body: str, annex: str = "") -> list[str]:
    return [task.text for task in context_of(body, annex).records.of(Task)]


def test_heads_of_groups_and_totals_with_figures_are_no_tasks() -> None:
    # a numbered row stays a task without a lead; the total lost its hook in the scan
    assert tasks_of("I. NHIỆM VỤ\n", COSTS) == ["Sửa cầu phao", "Làm đường bến"]


def test_table_of_what_was_done_holds_no_tasks() -> None:
    assert tasks_of(DONE) == []
    assert tasks_of(DONE.replace("THỰC TRẠNG", "NHIỆM VỤ")) == ["Nạo vét luồng", "Kè bờ bến"]


def test_who_advises_watches_and_is_reported_to() -> None:
    annex = (
        "PHỤ LỤC\n\nTT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan tham mưu\tLãnh đạo theo dõi\tCấp trình\n"
        "1\tSửa bến\tPhòng Kinh tế\tCông an xã\tChủ tịch UBND xã\tHĐND xã\n"
        "2\tMua phao\tTrạm Y tế\tCông an xã\tChủ tịch UBND xã\tHĐND xã\n"
    )
    rows = [(a.role, a.unit) for a in context_of("I. NHIỆM VỤ\n", annex).records.of(Assignment)]
    assert rows[:4] == [
        ("lead", "Phòng Kinh tế"),
        ("advise", "Công an xã"),
        ("monitor", "Chủ tịch Ủy ban nhân dân xã"),
        ("report", "Hội đồng nhân dân xã"),
    ]


def test_who_advises_leads_where_nobody_else_does() -> None:
    body = (
        "I. NHIỆM VỤ\n- Đắp đê bao.\n* Cơ quan chủ trì: Phòng Kinh tế; cơ quan tham mưu: Trạm Y tế; "
        "theo dõi: Công an xã.\n- Mở lớp bơi.\n* Cơ quan tham mưu: Trạm Y tế.\n"
    )
    rows = [(a.role, a.unit) for a in context_of(body).records.of(Assignment)]
    assert rows == [
        ("lead", "Phòng Kinh tế"),
        ("advise", "Trạm Y tế"),
        ("monitor", "Công an xã"),
        ("lead", "Trạm Y tế"),
    ]


def test_roles_behind_the_names_in_one_cell() -> None:
    # a role behind each name, in brackets or bare; "phối hợp với" names who follows
    annex = (
        "PHỤ LỤC\n\nTT\tNhiệm vụ\tPhân công\tTiến độ\n"
        "1\tSửa bến\tPhòng Kinh tế chủ trì; Công an xã phối hợp\tQuý I\n"
        "2\tMua phao\tPhòng Kinh tế (chủ trì), Trạm Y tế (phối hợp)\tQuý I\n"
        "3\tVớt bèo\tCông an xã chủ trì, phối hợp với Trạm Y tế\tQuý I\n"
        "4\tDựng biển\tCông an xã, Phòng Kinh tế\tQuý I\n"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in context_of("I. NHIỆM VỤ\n", annex).records.of(Assignment):
        found.setdefault(row.task_id, []).append((row.role, row.unit_text))
    assert list(found.values()) == [
        [("lead", "Phòng Kinh tế"), ("coordinate", "Công an xã")],
        [("lead", "Phòng Kinh tế"), ("coordinate", "Trạm Y tế")],
        [("lead", "Công an xã"), ("coordinate", "Trạm Y tế")],
        [("lead", "Công an xã"), ("lead", "Phòng Kinh tế")],
    ]
