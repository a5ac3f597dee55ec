"""R003 reference-in-future: a cited act is dated after the document that cites it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation
from normalizers.dates import edtf_bounds


class ReferenceInFuture(DocumentRule):
    """What is cited was issued before."""

    code = "R003"
    name = "reference-in-future"
    severity = "error"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every act, at its first mention that shows the date."""
        if not plan.document.issued_on:
            return
        latest = edtf_bounds(plan.document.issued_on)[1]
        seen: set[str] = set()
        for citation in plan.records.of(Citation):
            # a law "of the year 2026" is cited by its year alone: only a full date can be proved late
            if not citation.issued_on or len(citation.issued_on) < len("2026-01-01") or citation.act in seen:
                continue
            if edtf_bounds(citation.issued_on)[0] > latest:
                seen.add(citation.act)
                yield plan.slip_on(citation, observed=citation.issued_on, expected=f"≤ {plan.document.issued_on}")
