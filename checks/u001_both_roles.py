"""U001 both-lead-and-coordinator: one unit leads a task and coordinates it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment
from normalizers.unicode import compare_key


class BothLeadAndCoordinator(DocumentRule):
    """Who leads a task cannot be asked to assist himself."""

    code = "U001"
    name = "both-lead-and-coordinator"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every task and unit, on the place where the unit coordinates."""
        tasks: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in plan.records.of(Assignment):
            tasks[assignment.task_id].append(assignment)
        for assignments in tasks.values():
            leads = {compare_key(a.unit): a for a in assignments if a.role == "lead"}
            for assignment in assignments:
                lead = leads.get(compare_key(assignment.unit))
                if assignment.role == "coordinate" and lead is not None and lead.span != assignment.span:
                    yield plan.slip_on(
                        assignment,
                        observed=assignment.unit_text,
                        values={"unit": assignment.unit},
                        places=(plan.place(lead, "context"),),
                    )
