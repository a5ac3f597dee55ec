"""N008 cascade: the figures of the plans below do not add up to the figure of the plan above, or pass it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from checks.assigned import localities_of
from checks.cascade_words import words
from checks.catalogue import Entry
from checks.families import Link, links, rows_of, with_rows
from checks.heads import place_of
from checks.rule import Archive, CorpusRule, Place, Slip
from checks.series import FigureKey, amount, at_most, figures_of, spoken
from dataset.records import CellRecord, Target
from normalizers.places import gazetteer
from normalizers.unicode import compare_key

# figures of the plans below that are shown as evidence, and written out in the message
_SHOWN, _WRITTEN = 20, 6
# in rounding each of the figures may lose half a unit
_ROUNDING = 0.5
# plans below may aim a little higher than they were told; from this share of the figure above on it is another figure
_AMBITION = 1.1


class Cascade(CorpusRule):
    """What a province counts is what its communes count together."""

    code = "N008"
    name = "cascade"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each target of a plan above that the plans below miss or pass."""
        below = (link for link in links(archive) if not link.same_territory and _is_next(link))
        for _, family in groupby(with_rows(archive, Target, below), key=lambda item: item[0].parent.doc_id):
            yield from _family(archive, family)


def _family(archive: Archive, family: Iterator[tuple[Link, list[Target], list[Target]]]) -> Iterator[Slip]:
    """The slips on one plan; of the plans below only sums and a few figures are kept."""
    sums: dict[FigureKey, float] = defaultdict(float)
    shown: dict[FigureKey, list[Target]] = defaultdict(list)
    places: dict[FigureKey, set[str]] = defaultdict(set)
    twice: set[FigureKey] = set()
    parent, bounds = None, {}
    for link, above, below in family:
        if parent is None:
            parent, bounds = link.parent, {k: t for k, t in figures_of(above).items() if is_additive(k, t)}
        for key, target in figures_of(below).items():
            if key not in bounds or target.value_max is not None:
                continue
            if link.child.territory in places[key]:
                twice.add(key)  # two plans of one commune tell the same thing: adding them up counts it twice
                continue
            places[key].add(link.child.territory)
            sums[key] += target.value
            if len(shown[key]) < _SHOWN:
                shown[key].append(target)
    if parent is None:
        return
    everyone: set[str] | None = None
    for key, bound in bounds.items():
        count = len(places[key])
        if not count or key in twice:
            continue
        slack = _ROUNDING * count
        if sums[key] > bound.value + slack and bound.comparator in {"=", "<=", "<"}:
            yield _slip(bound, sums[key], shown[key], count, "exceeds")
        elif sums[key] < bound.value - slack and not at_most(bound):
            if everyone is None:
                everyone = _localities(archive, parent)
            if everyone and everyone <= places[key]:
                yield _slip(bound, sums[key], shown[key], count, "falls-short")


def is_additive(key: FigureKey, target: Target) -> bool:
    """Whether a figure is a count of which the parts make the whole."""
    return (
        not key.is_share
        and target.value_max is None
        and bool(re.search(words("additive"), key.indicator))
        and not re.search(words("not_additive"), key.indicator)
    )


def _is_next(link: Link) -> bool:
    """Whether the plan below is of a locality of the plan above, with none between."""
    return link.child.tier is not None and link.child.parent == link.parent.territory


def _localities(archive: Archive, parent: Entry) -> set[str]:
    """The communes of a plan's province: those that its tables list, else those of the gazetteer, if it knows them."""
    full, bare = localities_of(rows_of(archive, CellRecord, [parent.doc_id]).get(parent.doc_id, ()))
    if full:
        return full
    communes = _communes(parent.territory)
    return {territory for territory, name in communes.items() if name in bare} or set(communes)


@lru_cache(maxsize=128)
def _communes(territory: str) -> Mapping[str, str]:
    """The communes of a province by level and name: their names."""
    units = [unit for unit in gazetteer().lookup(territory, tier="province") if unit.in_force]
    if len(units) != 1:
        return {}
    return {
        compare_key(unit.full_name): compare_key(unit.name)
        for unit in gazetteer().places
        if unit.in_force and unit.tier == "commune" and unit.parent == units[0].code
    }


def _slip(bound: Target, total: float, parts: list[Target], count: int, template: str) -> Slip:
    written = " + ".join(amount(part.value) for part in parts[:_WRITTEN])
    if count > _WRITTEN:
        written += " + …"
    return Slip(
        bound.doc_id,
        bound.page,
        bound.span,
        bound.quote,
        observed=amount(bound.value, bound.unit),
        expected=amount(total, bound.unit),
        template=template,
        values={
            "indicator": bound.indicator,
            "period": spoken(bound.period),
            "sum": f"{written} = {amount(total, bound.unit)}",
            "count": str(count),
        },
        other_doc_id=parts[0].doc_id,
        places=tuple(_observed(part) for part in parts),
        severity="info" if bound.value < total < _AMBITION * bound.value else None,
        confidence=0.85,
        key=f"{bound.indicator}\x1e{bound.period}\x1e{template}",
    )


def _observed(part: Target) -> Place:
    return place_of(part, "observed")
