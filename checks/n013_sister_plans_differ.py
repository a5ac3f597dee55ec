"""N013 sister-plans-differ: two plans of one issuer give one target two values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cascade_words import words
from checks.catalogue import Entry
from checks.heads import place_of
from checks.rule import Archive, CorpusRule, Slip
from checks.series import FigureKey, amount, at_least, at_most, figures_of, spoken
from checks.sisters import siblings
from checks.titles import same_title
from dataset.records import Target


class SisterPlansDiffer(CorpusRule):
    """One office cannot aim at two values of one thing in one year."""

    code = "N013"
    name = "sister-plans-differ"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each value of a later plan that differs from that of the first plan which gives one."""
        for group, rows in siblings(archive, Target):
            first: dict[FigureKey, tuple[Entry, Target]] = {}
            for entry in sorted(group, key=lambda entry: (entry.issued_on or "9999", entry.rank)):
                for key, target in figures_of(rows[entry.doc_id]).items():
                    other, value = first.setdefault(key, (entry, target))
                    if other is not entry and _differ(entry, target, other, value):
                        yield _slip(entry, target, other, value)


def _differ(entry: Entry, target: Target, other: Entry, value: Target) -> bool:
    if (target.value, target.value_max) == (value.value, value.value_max) or at_most(target) != at_most(value):
        return False
    if (
        at_least(target)
        and at_least(value)
        and target.part_of != value.part_of
        and not (target.part_of and value.part_of)
    ):
        return False  # a part of something in one of the plans, the whole in the other
    amended = re.search(words("amends"), entry.title) or re.search(words("amends"), other.title)
    return not amended and not same_title(entry.title, other.title)


def _slip(entry: Entry, target: Target, other: Entry, value: Target) -> Slip:
    # a plan of a later year may well set a target anew
    renewed = bool(entry.year and other.year and entry.year != other.year)
    return Slip(
        target.doc_id,
        target.page,
        target.span,
        target.quote,
        observed=amount(target.value, target.unit),
        expected=amount(value.value, value.unit),
        template="renewed" if renewed else "message",
        values={
            "indicator": target.indicator,
            "period": spoken(target.period),
            "act": other.name,
            "source": other.source,
        },
        severity="info" if renewed else None,
        confidence=0.5 if renewed else 0.8,
        other_doc_id=other.doc_id,
        places=(place_of(value, "expected"),),
        key=f"{target.indicator}\x1e{target.scope}\x1e{target.period}",
    )
