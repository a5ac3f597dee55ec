"""N003 growth-rule (across documents): a plan breaks the growth that another plan of its issuer promises."""

from __future__ import annotations

from collections.abc import Iterator

from checks.catalogue import Entry
from checks.growth import Promise, misses, promises
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
        for group, rows in siblings(archive, Target):
            promised = {entry.doc_id: list(promises(rows[entry.doc_id], entry.period)) for entry in group}
            if any(promised.values()):
                for entry in group:
                    yield from _broken(entry, [other for other in group if other != entry], promised, rows)


def _broken(
    entry: Entry, others: list[Entry], promised: dict[str, list[Promise]], rows: dict[str, list[Target]]
) -> Iterator[Slip]:
    told: set[object] = set()
    for other in others:
        for miss in misses(promised[other.doc_id], rows[entry.doc_id]):
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
                template="archive-rounded" if miss.rounded else "archive",
                other_doc_id=other.doc_id,
                places=(place_of(miss.promise.target, "expected"), place_of(miss.before)),
                **fields,
            )
