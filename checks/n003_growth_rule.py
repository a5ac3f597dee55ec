"""N003 growth-rule (one document): the figures of a plan break the growth that the plan itself promises."""

from __future__ import annotations

from collections.abc import Iterator

from checks.growth import misses, promises, series_of
from checks.rule import DocumentRule, Place, Plan, Slip
from checks.series import amount
from checks.yearly import misses as misses_in_sentence
from checks.yearly import series
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
        told = [miss.after.span for miss in misses(promised, series_of(targets))] if promised else []
        for slip in _sentences(plan):
            if not any(slip.span.overlaps(span) for span in told):
                yield slip


def _sentences(plan: Plan) -> Iterator[Slip]:
    """The same where promise and figures stand in one sentence that names its subject once."""
    for section in plan.sections_of("heading", "item", "text"):
        if "%" not in section.quote:
            continue
        for run in series(plan.flowing, section.span):
            for miss in misses_in_sentence(plan.flowing, section.span, run):
                old, new = miss.before.value, miss.figure.value
                yield plan.slip(
                    miss.figure.span,
                    observed=amount(new, miss.figure.unit),
                    expected=amount(miss.needed, miss.figure.unit),
                    template="sentence",
                    values={
                        "way": miss.way,
                        "promised": amount(miss.rate, "%"),
                        "before": amount(old, miss.figure.unit),
                        "year": str(miss.figure.year),
                        "last_year": str(miss.before.year),
                        "growth": f"{amount(new)} / {amount(old)} - 1 = {amount(100 * (new - old) / old)}%",
                    },
                    confidence=0.92,
                    places=(
                        Place(
                            plan.doc_id,
                            plan.page_at(miss.promise.start),
                            miss.promise,
                            plan.text[miss.promise.start : miss.promise.end],
                            "expected",
                        ),
                    ),
                )
