"""U005 lead-differs: two places of a plan give the same work to different leads, or its lead another role."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from checks.rule import DocumentRule, Plan, Slip
from checks.tasks import Alike, begin_alike, clauses, content, likeness, without_units
from dataset.records import Assignment, Task
from normalizers.unicode import compare_key, fold

# two tasks are one from here on, and tasks of fewer syllables say too little to be compared
_SAME = 0.9
_SAME_ROLE = 0.72
_SHORTEST = 5
# a clause may be shorter where it is most of the other task
_SHORT_CLAUSE, _MOST_OF_IT = 4, 0.6
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
        alike = Alike([work.content for work in works], _SAME_ROLE)
        assisting = list(_assisting(works))
        helped = Alike([part for _, _, part in assisting], _SAME_ROLE)
        leading = list(_leading(works))
        led = Alike([part for _, part in leading], _SAME)
        for work in works:
            if not work.task.table_id or len(work.content) < _SHORTEST:
                continue
            near = [works[index] for index in alike.find(work.content)]
            in_body = [other for other in near if other.task.source == "body"]
            # a work is like itself
            before = near[: next(index for index, other in enumerate(near) if other is work)]
            earlier = [w for w in before if w.task.table_id and w.task.table_id != work.task.table_id]
            twins = [other for other in [*in_body, *earlier] if _differ(other, work)]
            best = max(twins, key=lambda w: likeness(w.content, work.content), default=None)
            if best is None:
                # a clause of a longer task may be the work: "là cơ quan thường trực; chủ trì rà soát các điểm"
                parts = [leading[index] for index in led.find(work.content)]
                best = next((body for body, part in parts if _is_led_by_another(body, part, work)), None)
                near = [*near, *(body for body, _ in parts)]
            if best is not None and not _agrees(near, best, work):
                yield _slip(plan, work, best)
                continue
            product = content(f"{work.task.text} {work.task.product or ''}")
            for body, clause, _ in (assisting[index] for index in helped.find(product)):
                if body.leads == work.leads and not _leads_it_too(in_body, body, work):
                    yield _role_slip(plan, work, body, clause)
                    break


def _works(plan: Plan) -> Iterator[_Work]:
    assigned: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in plan.records.of(Assignment):
        assigned[assignment.task_id].append(assignment)
    for task in plan.records.of(Task):
        units = assigned.get(task.task_id, [])
        leads = frozenset(fold(compare_key(a.unit)) for a in units if a.role == "lead")
        if leads and not any(_GROUP.search(lead) for lead in leads):
            words = content(without_units(task.text, (a.unit_text for a in units)))
            yield _Work(task, words, leads, tuple(units))


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


def _agrees(near: list[_Work], best: _Work, work: _Work) -> bool:
    """Whether some other place gives this work to the lead that the row has: then the twin is another work."""
    return any(
        other is not work
        and other is not best
        and _related(other.leads, work.leads)
        and len(other.content) >= _SHORTEST
        for other in near
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


def _leading(works: list[_Work]) -> Iterator[tuple[_Work, tuple[str, ...]]]:
    """What the body has its one unit lead, clause by clause where a task has several."""
    for work in works:
        parts = clauses(work.task.text)
        if work.task.source == "body" and len(work.leads) == 1 and len(parts) > 1:
            helpers = [unit.unit_text for unit in work.units if unit.role != "lead"]
            for clause in parts:
                bare = clause
                for helper in helpers:
                    bare = bare.replace(helper, " ")
                if not _ASSISTS.search(clause) and len(part := content(bare)) >= _SHORT_CLAUSE:
                    yield work, part


def _is_led_by_another(body: _Work, part: tuple[str, ...], work: _Work) -> bool:
    like = len(part) >= _SHORTEST or len(part) >= _MOST_OF_IT * len(work.content)
    return like and not _related(body.leads, work.leads) and begin_alike(part, work.content)


def _assisting(works: list[_Work]) -> Iterator[tuple[_Work, str, tuple[str, ...]]]:
    """The clauses by which the body lets its one unit assist, each with the task and what it is about."""
    for work in works:
        if work.task.source == "body" and len(work.leads) == 1:
            for clause in filter(_ASSISTS.search, clauses(work.task.text)):
                if len(part := content(clause)) >= _SHORTEST:
                    yield work, clause, part


def _role_slip(plan: Plan, work: _Work, body: _Work, clause: str) -> Slip:
    """The same unit, to assist by the body and to lead by the annex."""
    lead = next(a for a in work.units if a.role == "lead")
    return plan.slip_on(
        body.task,
        observed=clause,
        values={"lead": lead.unit, "clause": clause, "row": str(work.task.row or "")},
        template="role",
        places=(plan.place(work.task, "expected"),),
        confidence=0.8,
    )


def _leads_it_too(near: list[_Work], assists: _Work, work: _Work) -> bool:
    """Whether another task of the body lets the unit lead this work."""
    return any(
        other is not assists and other.leads == work.leads and not _ASSISTS.search(other.task.text) for other in near
    )
