"""N011 target-not-carried: a plan takes over the targets of the plan that it implements, all but one or two."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from checks.families import Link, links, with_rows
from checks.heads import place_of
from checks.rule import Archive, CorpusRule, Slip
from checks.series import NAMED, amount, key_of
from dataset.records import Target

# a plan that takes over fewer of the targets, or a smaller share of them, is a plan about something else
_TAKEN, _SHARE = 3, 0.6
# an indicator in other words is still carried from here on (rapidfuzz token_sort_ratio, 0 to 100)
_ALIKE = 70


class TargetNotCarried(CorpusRule):
    """Whoever takes over most targets one by one may have lost the missing one on the way."""

    code = "N011"
    name = "target-not-carried"
    severity = "info"
    stage = "preview"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip for each target that is missing, where the plan names its basis."""
        for link, above, below in with_rows(archive, Target, links(archive)):
            yield from _missing(link, above, below)


def _missing(link: Link, above: list[Target], below: list[Target]) -> Iterator[Slip]:
    asked = {key_of(target).indicator: target for target in above if key_of(target).is_share or link.same_territory}
    asked = {indicator: target for indicator, target in asked.items() if len(indicator.split()) >= NAMED}
    carried = {key_of(target).indicator for target in below}
    taken = asked.keys() & carried
    if len(taken) < _TAKEN or len(taken) < _SHARE * len(asked):
        return
    # what the plan has beyond these may be the missing one in other words
    own = [(key.indicator, key.unit) for key in map(key_of, below) if key.indicator not in asked]
    for indicator, target in asked.items():
        unit = key_of(target).unit
        renamed = (other for other, its in own if its == unit and fuzz.token_sort_ratio(indicator, other) >= _ALIKE)
        if indicator in carried or any(renamed):
            continue
        yield Slip(
            link.child.doc_id,
            link.cited.page,
            link.cited.span,
            link.cited.quote,
            expected=f"{target.indicator}: {amount(target.value, target.unit)}",
            values={
                "act": link.parent.name,
                "indicator": target.indicator,
                "value": amount(target.value, target.unit),
                "taken": str(len(taken)),
                "asked": str(len(asked)),
            },
            other_doc_id=link.parent.doc_id,
            places=(place_of(target, "expected"),),
            confidence=0.6,
            key=target.indicator,
        )
