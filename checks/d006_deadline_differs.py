"""D006 deadline-differs: the body and an annex of a plan, or two annexes, bound the same work by different dates."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from checks.rule import DocumentRule, Plan, Slip
from checks.tasks import Alike, begin_alike, content, without_units
from checks.times import bounds
from dataset.records import Assignment, Deadline, Task
from dataset.spans import Span

# two tasks are one from here on; tasks of fewer syllables say too little to be compared
_SAME = 0.9
_SHORTEST = 5
# work that comes again, or goes on, has a date for each time
_ONCE = frozenset({"date", "range"})


class _Work(NamedTuple):
    task: Task
    content: tuple[str, ...]
    deadline: Deadline
    first: date
    last: date


class DeadlineDiffers(DocumentRule):
    """One piece of work is due once, in the body and in every annex."""

    code = "D006"
    name = "deadline-differs"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row of an annex that is due on another day than the body or an earlier annex says."""
        works = list(_works(plan))
        alike = Alike([work.content for work in works], _SAME)
        for work in works:
            if not work.task.table_id:
                continue
            twins = [works[index] for index in alike.find(work.content)]
            others = [
                twin
                for twin in twins
                if twin.task.table_id != work.task.table_id
                and (twin.task.source == "body" or twin.task.start < work.task.start)
                and begin_alike(twin.content, work.content)
            ]
            # a work that is due twice by the body may be due on either day
            if others and all(_apart(other, work) for other in others):
                yield _slip(plan, work, others[0])


def _works(plan: Plan) -> Iterator[_Work]:
    """The tasks that are due once, on a day or in a stretch of days."""
    deadlines = {deadline.deadline_id: deadline for deadline in plan.records.of(Deadline)}
    spans = sorted(deadline.span for deadline in deadlines.values())
    units: dict[str, list[str]] = defaultdict(list)
    for assignment in plan.records.of(Assignment):
        units[assignment.task_id].append(assignment.unit_text)
    for task in plan.records.of(Task):
        deadline = deadlines.get(task.deadline_id or "")
        days = bounds(deadline) if deadline is not None and deadline.kind in _ONCE else None
        # of several dates in one task nobody knows which bounds what
        first, behind = (bisect_left(spans, Span(place, 0)) for place in task.span)
        inside = sum(task.span.contains(span) for span in spans[first:behind])
        if deadline is None or days is None or inside > 1:
            continue
        words = content(without_units(task.text, units[task.task_id]))
        if len(words) >= _SHORTEST:
            yield _Work(task, words, deadline, *days)


def _apart(one: _Work, other: _Work) -> bool:
    """Whether no day is both: "trong quý II" and "trước ngày 30/6" agree."""
    return one.last < other.first or other.last < one.first


def _slip(plan: Plan, work: _Work, twin: _Work) -> Slip:
    return plan.slip_on(
        work.deadline,
        observed=work.deadline.text,
        expected=twin.deadline.text,
        template="message" if twin.task.source == "body" else "tables",
        values={"place": twin.task.section or "", "row": str(work.task.row or "")},
        key=work.task.text,
        confidence=0.86,
        places=(plan.place(work.task, "observed"), plan.place(twin.deadline, "expected")),
    )
