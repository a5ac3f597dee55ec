"""D002 impossible-date: a day that no calendar has (31/02, 30/02/2027)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.spans import Span
from normalizers.dates import find_dates


class ImpossibleDate(DocumentRule):
    """Every date exists in the calendar."""

    code = "D002"
    name = "impossible-date"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every such date, wherever it stands."""
        for found in find_dates(plan.text):
            if found.date.impossible:
                span = Span(found.start, found.end)
                yield plan.slip(span, observed=plan.text[span.start : span.end], confidence=found.date.confidence)
