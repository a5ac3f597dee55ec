"""D005 report-order: a report is due at a unit after that unit has to have reported itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from checks.reports import Due, reports_due, sentence_of
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment, Deadline, Task
from normalizers.unicode import compare_key

_SUMS_UP = re.compile(r"\b(?:tổng hợp|báo cáo)\b")
# where a report goes: "về Sở Y tế", "gửi Phòng Kinh tế", "(qua Ban Xây dựng Đảng)"
_TO = r"\b(?:về|gửi|qua|cho)\s+(?:về\s+)?"
_SHORTEST = 2


class _Report(NamedTuple):
    due: Due
    sentence: str
    leads: frozenset[str]


class ReportOrder(DocumentRule):
    """Who sums up has to have the figures before."""

    code = "D005"
    name = "report-order"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every report due at a unit after its own one of the same cycle."""
        reports = list(_reports(plan))
        told: set[str] = set()
        for summary in reports:
            for part in reports:
                late = (
                    part.due.cycle == summary.due.cycle
                    and part.due.position > summary.due.position
                    and (part.due.year or summary.due.year) == (summary.due.year or part.due.year)
                )
                if not late or part.leads & summary.leads or part.due.deadline.deadline_id in told:
                    continue
                unit = next((lead for lead in summary.leads if _goes_to(part.sentence, lead)), None)
                if unit is None or any(_goes_to(summary.sentence, lead) for lead in summary.leads):
                    continue
                told.add(part.due.deadline.deadline_id)
                yield plan.slip_on(
                    part.due.deadline,
                    observed=part.due.deadline.text,
                    expected=summary.due.deadline.text,
                    values={"unit": _shown(plan, unit)},
                    confidence=0.88,
                    places=(plan.place(summary.due.deadline, "expected"),),
                )


def _reports(plan: Plan) -> Iterator[_Report]:
    leads: dict[str, set[str]] = defaultdict(set)
    for assignment in plan.records.of(Assignment):
        if assignment.role == "lead":
            leads[assignment.task_id].add(compare_key(assignment.unit))
    tasks = [task for task in plan.records.of(Task) if task.source == "body"]
    for due in reports_due(plan.records.of(Deadline), plan.sections):
        sentence = compare_key(sentence_of(due.deadline, plan.sections))
        around = [t for t in tasks if t.span.contains(due.deadline.span)]
        owners = {lead for task in around for lead in leads[task.task_id]}
        if _SUMS_UP.search(sentence):
            yield _Report(due, sentence, frozenset(owners))


def _goes_to(sentence: str, unit: str) -> bool:
    return len(unit.split()) >= _SHORTEST and bool(re.search(rf"{_TO}{re.escape(unit)}\b", sentence))


def _shown(plan: Plan, unit: str) -> str:
    return next((a.unit for a in plan.records.of(Assignment) if compare_key(a.unit) == unit), unit)
