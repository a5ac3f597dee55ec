"""N003 growth-rule (across documents): a plan breaks the growth that another plan of its issuer promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from checks.catalogue import Entry
from checks.families import links, with_rows
from checks.growth import Promise, Series, misses, promises, series_of
from checks.heads import place_of
from checks.rule import Archive, CorpusRule, Slip
from checks.sisters import siblings
from dataset.records import Target


class GrowthRuleAcrossDocuments(CorpusRule):
    """What one plan promises of an indicator holds for the other plans that state it year by year."""

    code = "N003"
    name = "growth-rule"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each value that stays behind, for the first plan that promises more."""
        yield from _handed_down(archive)
        for group, rows in siblings(archive, Target):
            promised: dict[tuple[str, str], list[tuple[Entry, Promise]]] = defaultdict(list)
            for entry in group:
                for promise in promises(rows[entry.doc_id], entry.period):
                    promised[promise.what, promise.scope].append((entry, promise))
            for entry in group if promised else ():
                yield from _broken(entry, series_of(rows[entry.doc_id]), promised)


def _handed_down(archive: Archive) -> Iterator[Slip]:
    """What a plan promises for its territory, and a plan of the same territory that implements it states by year."""
    for link, above, below in with_rows(archive, Target, (link for link in links(archive) if link.same_territory)):
        promised: dict[tuple[str, str], list[tuple[Entry, Promise]]] = defaultdict(list)
        for promise in promises(above, link.parent.period):
            promised[promise.what, promise.scope].append((link.parent, promise))
        if promised and link.parent.body != link.child.body and link.child.place:
            yield from _broken(link.child, series_of(below), promised, "archive-above")


def _broken(
    entry: Entry,
    series: Series,
    promised: Mapping[tuple[str, str], list[tuple[Entry, Promise]]],
    template: str = "archive",
) -> Iterator[Slip]:
    told: set[str] = set()
    for other, promise in (pair for key in series for pair in promised.get(key, ())):
        if other is entry:
            continue  # what a plan promises itself is for the rule of document scope
        for miss in misses([promise], series):
            fields = miss.described()
            if fields["key"] in told:
                continue
            told.add(fields["key"])
            yield Slip(
                entry.doc_id,
                miss.after.page,
                miss.after.span,
                miss.after.quote,
                values={**miss.values, "source": other.source, "act": other.name},
                template=f"{template}-rounded" if miss.rounded else template,
                other_doc_id=other.doc_id,
                places=(place_of(miss.promise.target, "expected"), place_of(miss.before)),
                **fields,
            )
