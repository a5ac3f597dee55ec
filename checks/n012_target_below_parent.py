"""N012 target-below-parent: a plan aims lower or later than the plan that it implements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.assigned import Assigned, Handed, assigned_figures
from checks.families import BATCH, Link, batches, links, with_rows
from checks.heads import place_of
from checks.rule import Archive, CorpusRule, Slip
from checks.series import FigureKey, amount, at_least, at_most, figures_of, spoken
from dataset.records import Target


class TargetBelowParent(CorpusRule):
    """A plan that implements another has to reach at least its figures, in its time and its unit."""

    code = "N012"
    name = "target-below-parent"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each target of a plan that stays below the one of the plan above."""
        for batch in batches(links(archive), BATCH):
            handed = assigned_figures(archive, batch)
            for link, above, below in with_rows(archive, Target, batch):
                figures = figures_of(below)
                given = handed.get((link.parent.doc_id, link.child.doc_id), Handed({}))
                yield from _below_assigned(link, given.figures, figures)
                # where the plan above gives each locality a ratio of its own, the average binds none of them
                whole = figures_of(above)
                known = {*figures, *whole}
                free = {k: t for k, t in figures.items() if k not in given.figures and not given.binds(k, known)}
                yield from _below_whole(link, whole, free)


def _below_assigned(
    link: Link, given: Mapping[FigureKey, Assigned], figures: Mapping[FigureKey, Target]
) -> Iterator[Slip]:
    """Targets below the figure that a table of the plan above hands to this very locality."""
    for key, assigned in given.items():
        target = figures.get(key)
        if target is not None and not at_most(target) and target.value < assigned.value:
            yield _slip(
                link,
                target,
                template="assigned",
                expected=amount(assigned.value, target.unit),
                severity="error",
                places=(place_of(assigned.cell, "expected"), link.cited),
                confidence=0.9,
            )


def _below_whole(link: Link, above: Mapping[FigureKey, Target], below: Mapping[FigureKey, Target]) -> Iterator[Slip]:
    units = {key._replace(unit=""): bound for key, bound in above.items()}
    for key, target in below.items():
        other = units.get(key._replace(unit=""))
        if other is not None and key not in above:
            yield _slip(
                link,
                target,
                template="unit",
                expected=amount(other.value, other.unit),
                severity="info",
                places=(place_of(other, "expected"), link.cited),
                confidence=0.6,
            )
            continue
        # a count of a part may be smaller than that of the whole; a ratio holds for each part
        if not (key.is_share or link.same_territory):
            continue
        bound = above.get(key)
        if bound is not None:
            if _is_lower(target, bound):
                yield _slip(
                    link,
                    target,
                    template="ceiling" if at_most(bound) else "message",
                    expected=amount(bound.value, bound.unit),
                    places=(place_of(bound, "expected"), link.cited),
                    confidence=0.85 if link.same_territory else 0.75,
                )
            continue
        sooner = _same_value_sooner(key, target, above, below)
        if sooner is not None:
            yield _slip(
                link,
                target,
                template="later",
                expected=sooner.period,
                places=(place_of(sooner, "expected"), link.cited),
                confidence=0.75,
            )


def _is_lower(target: Target, bound: Target) -> bool:
    """Whether a target is less than what is asked for; a ceiling is less when it is higher."""
    if at_most(bound) or at_most(target):
        return at_most(bound) and at_most(target) and target.value > bound.value
    if at_least(bound) or bound.comparator == "=":
        return target.value < bound.value and (target.value_max is None or target.value_max < bound.value)
    return False


def _same_value_sooner(
    key: FigureKey, target: Target, above: Mapping[FigureKey, Target], below: Mapping[FigureKey, Target]
) -> Target | None:
    """The bound of an earlier year with just this value, where the plan says nothing of that year itself."""
    if key.year is None or at_most(target):
        return None
    for other, bound in above.items():
        if (
            other.year is not None
            and other.year < key.year
            and other._replace(period=key.period) == key
            and bound.value == target.value
            and other not in below
            # a plan above that asks for the same in both years has been met
            and key not in above
        ):
            return bound
    return None


def _slip(link: Link, target: Target, **fields: object) -> Slip:
    return Slip(
        target.doc_id,
        target.page,
        target.span,
        target.quote,
        observed=amount(target.value, target.unit),
        values={
            "indicator": target.indicator,
            "period": spoken(target.period),
            "act": link.parent.name,
            "source": link.parent.source,
        },
        other_doc_id=link.parent.doc_id,
        key=f"{target.indicator}\x1e{target.period}\x1e{fields['template']}",
        **fields,  # type: ignore[arg-type]
    )
