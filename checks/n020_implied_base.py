"""N020 implied-base (one plan): a number and its share need a larger whole than the plan has."""

from __future__ import annotations

from collections.abc import Iterator

from checks.bases import too_large
from checks.rule import DocumentRule, Plan, Slip
from checks.series import amount, figures_of
from dataset.records import Target

NAMED = 2
"""Words of an indicator: "dân số" is enough here."""


class ImpliedBase(DocumentRule):
    """9.500 insured who are 95 % of the people are 95 % of 10.000: a commune of 9.000 does not have them."""

    code = "N020"
    name = "implied-base"
    severity = "warning"
    stage = "preview"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip on each number that cannot be the share that it is said to be."""
        for found, _ in too_large([("", figures_of(plan.records.of(Target), NAMED))]):
            yield plan.slip_on(
                found.number,
                observed=amount(round(found.base), found.number.unit),
                expected=amount(found.whole.value, found.whole.unit),
                values={
                    "count": amount(found.number.value, found.number.unit),
                    "share": amount(found.share.value, "%"),
                    "whole": found.whole.indicator,
                },
                confidence=0.8,
                places=(plan.place(found.share, "observed"), plan.place(found.whole, "expected")),
            )
