"""N005 increment-equals-part: the yearly increments of a whole equal the stated totals of its part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from checks.rule import DocumentRule, Plan, Slip
from checks.tables import format_number
from dataset.records import Target
from normalizers.unicode import compare_key

# one year may agree by chance, two in a row do not
_YEARS_NEEDED = 2


class IncrementEqualsPart(DocumentRule):
    """A stock added as if it were new: whole(y) = whole(y - 1) + part(y), where part(y) is itself a total.

    The part already counts everyone up to that year, so adding it to last year's whole counts them again.
    """

    code = "N005"
    name = "increment-equals-part"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every year of the whole that was made that way."""
        targets = [t for t in plan.records.of(Target) if t.period and t.period.isdigit() and t.value_max is None]
        by_id = {target.target_id: target for target in targets}
        pairs: dict[tuple[str, str], dict[int, tuple[Target, Target]]] = defaultdict(dict)
        for part in targets:
            whole = by_id.get(part.part_of or "")
            if whole is not None and whole.period == part.period and whole.unit == part.unit:
                key = compare_key(whole.indicator), compare_key(part.indicator)
                pairs[key][int(part.period or 0)] = whole, part
        for years in pairs.values():
            yield from self._series(plan, years)

    def _series(self, plan: Plan, years: dict[int, tuple[Target, Target]]) -> Iterator[Slip]:
        added = [
            (years[before][0], *years[year])
            for before, year in pairwise(sorted(years))
            if year == before + 1 and abs(years[year][0].value - years[before][0].value - years[year][1].value) < 1e-6
        ]
        if len(added) < _YEARS_NEEDED:
            return
        for before, whole, part in added:
            values = {
                "before": format_number(before.value),
                "part": format_number(part.value),
                "indicator": part.indicator,
                "year": part.period or "",
            }
            yield plan.slip_on(
                whole,
                observed=format_number(whole.value),
                values=values,
                places=(plan.place(part, "context"), plan.place(before, "context")),
                confidence=0.95,
            )
