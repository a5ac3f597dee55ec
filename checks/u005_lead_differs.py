"""U005 lead-differs: two places of a plan give the same work to different leads, or its lead another role."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from checks.rule import DocumentRule, Plan, Slip
from checks.tasks import begin_alike, clauses, content, likeness
from dataset.records import Assignment, Task
from normalizers.unicode import compare_key, fold

# two tasks are one from here on, and tasks of fewer syllables say too little to be compared
_SAME = 0.9
_SAME_ROLE = 0.72
_SHORTEST = 5
_GROUP = re.compile(r"^(?:cac|nhung|moi|tung|toan the)\b|\blien quan$")
_ASSISTS = re.compile(r"^(?:phối hợp)\b", re.IGNORECASE)
_LEADS = re.compile(r"\bchủ trì\b", re.IGNORECASE)


class _Work(NamedTuple):
    task: Task
    content: tuple[str, ...]
    leads: frozenset[str]
    units: tuple[Assignment, ...]


class LeadDiffers(DocumentRule):
    """One piece of work has one lead, in the body and in every annex."""

    code = "U005"
    name = "lead-differs"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row of an annex that gives work to another lead than the body or an earlier annex."""
        works = list(_works(plan))
        in_tables = [work for work in works if work.task.table_id]
        in_body = [work for work in works if work.task.source == "body"]
        for index, work in enumerate(in_tables):
            earlier = [w for w in in_tables[:index] if w.task.table_id != work.task.table_id]
            twins = [w for w in [*in_body, *earlier] if _differ(w, work)]
            best = max(twins, key=lambda w: likeness(w.content, work.content), default=None)
            if best is not None and not _agrees(works, best, work):
                yield _slip(plan, work, best)
            else:
                yield from _assisting(plan, in_body, work)


def _works(plan: Plan) -> Iterator[_Work]:
    assigned: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in plan.records.of(Assignment):
        assigned[assignment.task_id].append(assignment)
    for task in plan.records.of(Task):
        units = assigned.get(task.task_id, [])
        leads = frozenset(fold(compare_key(a.unit)) for a in units if a.role == "lead")
        if leads and not any(_GROUP.search(lead) for lead in leads):
            yield _Work(task, content(task.text), leads, tuple(units))


def _differ(one: _Work, other: _Work) -> bool:
    """Whether two tasks are one piece of work with wholly different leads."""
    if min(len(one.content), len(other.content)) < _SHORTEST or _related(one.leads, other.leads):
        return False
    # what a unit does as a helper is not the work itself
    helps = one.task.source == "body" and not _LEADS.search(one.task.text) and _ASSISTS.search(one.task.text)
    return not helps and begin_alike(one.content, other.content) and likeness(one.content, other.content) >= _SAME


def _related(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a unit of one set is in the other, or a part or the head of one in it."""
    return any(a in b or b in a for a in one for b in other)


def _agrees(works: list[_Work], best: _Work, work: _Work) -> bool:
    """Whether some other place gives this work to the lead that the row has: then the twin is another work."""
    return any(
        other is not work
        and other is not best
        and _related(other.leads, work.leads)
        and min(len(other.content), len(work.content)) >= _SHORTEST
        and likeness(other.content, work.content) >= _SAME_ROLE
        for other in works
    )


def _slip(plan: Plan, work: _Work, twin: _Work) -> Slip:
    lead = next(a for a in work.units if a.role == "lead")
    other = next(a for a in twin.units if a.role == "lead")
    return plan.slip_on(
        work.task,
        observed=lead.unit,
        expected=other.unit,
        values={"lead": lead.unit, "other": other.unit, "place": twin.task.section or ""},
        template="message" if twin.task.source == "body" else "tables",
        places=(plan.place(lead, "observed"), plan.place(twin.task, "expected")),
        confidence=0.85,
    )


def _assisting(plan: Plan, in_body: list[_Work], work: _Work) -> Iterator[Slip]:
    """The same unit, to assist by the body and to lead by the annex."""
    for body in in_body:
        if len(body.leads) != 1 or body.leads != work.leads:
            continue
        for clause in clauses(body.task.text):
            part = content(clause)
            if not _ASSISTS.search(clause) or min(len(part), len(work.content)) < _SHORTEST:
                continue
            product = content(f"{work.task.text} {work.task.product or ''}")
            if likeness(part, product) < _SAME_ROLE or _leads_it_too(in_body, body, work):
                continue
            lead = next(a for a in work.units if a.role == "lead")
            yield plan.slip_on(
                body.task,
                observed=clause,
                values={"lead": lead.unit, "clause": clause, "row": str(work.task.row or "")},
                template="role",
                places=(plan.place(work.task, "expected"),),
                confidence=0.8,
            )
            return


def _leads_it_too(in_body: list[_Work], assists: _Work, work: _Work) -> bool:
    """Whether another task of the body lets the unit lead this work."""
    return any(
        other is not assists
        and other.leads == work.leads
        and not _ASSISTS.search(other.task.text)
        and likeness(other.content, work.content) >= _SAME_ROLE
        for other in in_body
    )
