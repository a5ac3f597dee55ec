"""Rows of tables that are no tasks: heads of groups with their sums, totals, what was done already."""

from __future__ import annotations

from dataset.records import Task
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


def tasks_of(body: str, annex: str = "") -> list[str]:
    """The texts of the tasks; read as a file is, so that empty cells count."""
    document = read(HEAD + body + FOOT + annex)
    context = Context(document, build_outline(document))
    for extractor in (Documents(), TaskExtractor()):
        context.records.extend(extractor.extract(context))
    return [task.text for task in context.records.of(Task)]


def test_heads_of_groups_and_totals_with_figures_are_no_tasks() -> None:
    # a numbered row stays a task without a lead; the total lost its hook in the scan
    assert tasks_of("I. NHIỆM VỤ\n", COSTS) == ["Sửa cầu phao", "Làm đường bến"]


def test_table_of_what_was_done_holds_no_tasks() -> None:
    assert tasks_of(DONE) == []
    assert tasks_of(DONE.replace("THỰC TRẠNG", "NHIỆM VỤ")) == ["Nạo vét luồng", "Kè bờ bến"]
