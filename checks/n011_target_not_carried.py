"""N011 target-not-carried: a plan takes over the targets of the plan that it implements, all but one or two."""

from __future__ import annotations

import re
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
_YEAR = re.compile(r"\b\d{4}\b")


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
    asked = {
        indicator: target
        for indicator, target in asked.items()
        if len(indicator.split()) >= NAMED and not _is_after(link.child.period, target)
    }
    carried = {key_of(target).indicator for target in below}
    taken = asked.keys() & carried
    if len(taken) < _TAKEN or len(taken) < _SHARE * len(asked):
        return
    # what the plan has beyond these may be the missing one in other words
    own = [(key.indicator, key.unit) for key in map(key_of, below) if key.indicator not in asked]
    for indicator, target in asked.items():
        unit = key_of(target).unit
        renamed = (other for other, its in own if its == unit and _may_be(indicator, other))
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


def _may_be(asked: str, own: str) -> bool:
    """Whether a target is the asked one in other words, or by the beginning of its name."""
    return fuzz.token_sort_ratio(asked, own) >= _ALIKE or bool(re.match(rf"{re.escape(own)}\b", asked))


def _is_after(period: str, target: Target) -> bool:
    """Whether a target is of a time when a plan about a period (EDTF) has ended: a plan of a year needs not have it."""
    ends, years = _YEAR.findall(period), _YEAR.findall(target.period or "")
    return bool(ends and years) and min(years) > max(ends)
