"""U001 both-lead-and-coordinator: one unit leads a task and coordinates it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment
from dataset.spans import Span
from normalizers.unicode import compare_key

# "Đoàn phường phối hợp với Đoàn phường": a name of two words or more on both sides
_WITH_ITSELF = re.compile(
    r"(?<!\w)(?P<unit>[^\W\d_]+(?:\s+[^\W\d_]+){1,9})\s+(?:chủ trì,?\s+)?phối hợp\s+(?:chặt chẽ\s+)?(?:với\s+)?"
    r"(?P=unit)(?!\w)(?P<next>\s+[^\W\d_]+)?"
)
# behind a name: another body of that name is meant ("Công an tỉnh", "Hội Phụ nữ các xã")
_MORE = frozenset({"cấp", "của", "các", "tỉnh", "xã", "phường", "thành", "khu", "cơ", "và"})


class BothLeadAndCoordinator(DocumentRule):
    """Who leads a task cannot be asked to assist himself."""

    code = "U001"
    name = "both-lead-and-coordinator"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every task and unit, on the place where the unit coordinates."""
        told: list[Span] = []
        tasks: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in plan.records.of(Assignment):
            tasks[assignment.task_id].append(assignment)
        for assignments in tasks.values():
            leads = {compare_key(a.unit): a for a in assignments if a.role == "lead"}
            for assignment in assignments:
                lead = leads.get(compare_key(assignment.unit))
                if assignment.role == "coordinate" and lead is not None and lead.span != assignment.span:
                    told.append(assignment.span)
                    yield plan.slip_on(
                        assignment,
                        observed=assignment.unit_text,
                        values={"unit": assignment.unit},
                        places=(plan.place(lead, "context"),),
                    )
        for section in plan.sections_of("heading", "item", "text"):
            for match in _WITH_ITSELF.finditer(plan.text, section.start, section.end):
                more = (match["next"] or "").strip()
                if not match["unit"][0].isupper() or more[:1].isupper() or more in _MORE:
                    continue
                if not any(match.start() <= span.start and span.end <= match.end() for span in told):
                    yield plan.slip(
                        Span(match.start(), match.end() - len(match["next"] or "")),
                        observed=match["unit"],
                        values={"unit": match["unit"]},
                        confidence=0.9,
                    )
