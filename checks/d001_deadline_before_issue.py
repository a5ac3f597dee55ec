"""D001 deadline-before-issue: a task is due before the document that gives it was issued."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from checks.times import around, bounds, issued, pattern
from dataset.records import Deadline

# what ended longer ago than that is history that the document tells of, not a slip in a deadline
_DAYS = 2 * 366

_BEHIND = 30


class DeadlineBeforeIssue(DocumentRule):
    """Nobody can keep a deadline that was over when the task was given."""

    code = "D001"
    name = "deadline-before-issue"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every single deadline that ended before the first day on which the document can be issued."""
        day = issued(plan)
        if day is None:
            return
        for deadline in plan.records.of(Deadline):
            time = bounds(deadline)
            if time is None or deadline.rrule or deadline.kind not in {"date", "range"}:
                continue
            if time[1] >= day or (day - time[1]).days > _DAYS:
                continue
            if pattern("of_some_year").search(plan.text[deadline.span.end : deadline.span.end + _BEHIND]):
                continue
            bound = around(plan, deadline, before="bound") or pattern("bound").search(deadline.quote)
            if around(plan, deadline, before="past_before_bound" if bound else "past_before", after="past_after"):
                continue
            yield plan.slip_on(
                deadline,
                observed=deadline.text,
                values={"last": f"{time[1]:%d/%m/%Y}", "issued": _written(plan.document.issued_on or "")},
                confidence=0.9,
                places=tuple(plan.place(section, "context") for section in plan.sections_of("place-date")[:1]),
            )


def _written(edtf: str) -> str:
    """An EDTF date as Vietnamese documents write it: 05/2026 for 2026-05."""
    return "/".join(reversed(edtf.split("-")))
