"""D005 report-order: a report is due at a unit after that unit has to have reported itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from checks.hand_ins import late_hand_ins
from checks.reports import Due, reports_due
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment, Deadline, Task
from normalizers.unicode import compare_key

_SUMS_UP = re.compile(r"\b(?:tổng hợp|báo cáo)\b")
_TO = re.compile(r"\b(?:về|gửi|qua|cho)\s+(?:về\s+)?")
"""What stands before whom a report goes to: "về Sở Y tế", "gửi Phòng Kinh tế", "(qua Ban Xây dựng Đảng)"."""
_SHORTEST = 2
"""Words of a name: fewer may be part of another."""
_NESTED = 8
"""Tasks that begin before a deadline and may have it in them."""


class _Report(NamedTuple):
    due: Due
    leads: frozenset[str]
    receivers: frozenset[str]


class ReportOrder(DocumentRule):
    """Who sums up has to have the figures before."""

    code = "D005"
    name = "report-order"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every report due at a unit after its own one of the same cycle."""
        reports = list(_reports(plan))
        summaries = _summaries(reports)
        late: list[tuple[int, int, str]] = []
        for number, part in enumerate(reports):
            owed = [
                (summary, unit)
                for unit in part.receivers
                for summary in summaries.get((part.due.cycle, unit), ())
                if _is_late(part, reports[summary])
            ]
            if owed:
                summary, unit = min(owed)
                late.append((summary, number, unit))
        told: set[str] = set()
        for late_one in late_hand_ins(plan):
            if late_one.part.deadline_id not in told:
                told.add(late_one.part.deadline_id)
                yield _slip(plan, late_one.part, late_one.whole, late_one.unit)
        for summary, number, unit in sorted(late):
            due, own = reports[number].due.deadline, reports[summary].due.deadline
            if due.deadline_id in told:
                continue  # late in several cycles, as the report of half a year and that of the year
            told.add(due.deadline_id)
            yield _slip(plan, due, own, unit)


def _slip(plan: Plan, due: Deadline, own: Deadline, unit: str) -> Slip:
    return plan.slip_on(
        due,
        observed=due.text,
        expected=own.text,
        values={"unit": _shown(plan, unit)},
        confidence=0.88,
        places=(plan.place(own, "expected"),),
    )


def _reports(plan: Plan) -> Iterator[_Report]:
    leads: dict[str, set[str]] = defaultdict(set)
    for assignment in plan.records.of(Assignment):
        if assignment.role == "lead":
            leads[assignment.task_id].add(compare_key(assignment.unit))
    named = _by_first_word({unit for units in leads.values() for unit in units})
    tasks = sorted((t for t in plan.records.of(Task) if t.source == "body"), key=lambda task: task.span.start)
    starts = [task.span.start for task in tasks]
    for due in reports_due(plan.records.of(Deadline), plan.sections):
        if not _SUMS_UP.search(due.sentence):
            continue
        # tasks lie in a row, those with points in them around a few others
        last = bisect_right(starts, due.deadline.span.start)
        around = [task for task in tasks[max(0, last - _NESTED) : last] if task.span.contains(due.deadline.span)]
        owners = {lead for task in around for lead in leads[task.task_id]}
        yield _Report(due, frozenset(owners), frozenset(_receivers(due.sentence, named)))


def _summaries(reports: Sequence[_Report]) -> dict[tuple[str, str], list[int]]:
    """By cycle and unit: the reports that the unit makes of others', by number; the first of those due alike."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    seen = set()
    for number, report in enumerate(reports):
        if report.leads & report.receivers:
            continue
        for unit in report.leads:
            kind = (report.due.cycle, unit, report.due.position, report.due.year, report.leads)
            if kind not in seen:
                seen.add(kind)
                found[report.due.cycle, unit].append(number)
    return found


def _is_late(part: _Report, summary: _Report) -> bool:
    same_year = (part.due.year or summary.due.year) == (summary.due.year or part.due.year)
    return same_year and part.due.position > summary.due.position and not part.leads & summary.leads


def _by_first_word(units: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        if len(unit.split()) >= _SHORTEST:
            found[unit.split()[0]].append(unit)
    return found


def _receivers(sentence: str, named: dict[str, list[str]]) -> Iterator[str]:
    """Which of the units a sentence names as those that something goes to."""
    for match in _TO.finditer(sentence):
        word = sentence[match.end() :].partition(" ")[0]
        for unit in named.get(word, ()):
            end = match.end() + len(unit)
            if sentence.startswith(unit, match.end()) and not sentence[end : end + 1].isalnum():
                yield unit


def _shown(plan: Plan, unit: str) -> str:
    return next((a.unit for a in plan.records.of(Assignment) if compare_key(a.unit) == unit), unit)
