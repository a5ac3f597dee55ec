"""N003 growth-rule (one document): the figures of a plan break the growth that the plan itself promises."""

from __future__ import annotations

from collections.abc import Iterator

from checks.growth import misses, promises, series_of
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Target


class GrowthRule(DocumentRule):
    """Each year's figure follows from the one before and the growth that is promised."""

    code = "N003"
    name = "growth-rule"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip on each value that stays behind."""
        targets = plan.records.of(Target)
        promised = list(promises(targets, plan.document.period))
        for miss in misses(promised, series_of(targets)) if promised else ():
            places = (plan.place(miss.promise.target, "expected"), plan.place(miss.before, "context"))
            template = "rounded" if miss.rounded else "message"
            yield plan.slip_on(miss.after, values=miss.values, template=template, places=places, **miss.described())
