"""R005 number-reused: two documents of one issuer bear one number in one year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.catalogue import ActKey, Entry, catalogue
from checks.families import batches
from checks.heads import heads_of, place_of, records_of
from checks.rule import Archive, CorpusRule, Slip
from checks.titles import same_title


class NumberReused(CorpusRule):
    """An office gives each number once a year; the same plan in two files is no second document."""

    code = "R005"
    name = "number-reused"
    severity = "error"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each later document that bears the number of an earlier one."""
        for batch in batches(_pairs(archive)):
            heads = heads_of(archive, {entry.doc_id for pair in batch for entry in pair})
            firsts = records_of(archive, {first.doc_id for first, _ in batch})
            for first, later in batch:
                for head in heads.get(later.doc_id, ()):
                    sure = first.sure and later.sure and not (first.scanned or later.scanned)
                    yield Slip(
                        later.doc_id,
                        head.page,
                        head.span,
                        head.quote,
                        observed=later.name,
                        values={
                            "act": later.name,
                            "year": later.year,
                            "title": firsts[first.doc_id].title or "",
                            "source": first.source,
                        },
                        # communes of one name lie in many provinces, and a scan may have been read wrong
                        template="message" if sure else "unsure",
                        severity=None if sure else "info",
                        confidence=0.9 if sure else 0.5,
                        other_doc_id=first.doc_id,
                        places=tuple(place_of(other, "expected") for other in heads.get(first.doc_id, ())),
                    )


def _pairs(archive: Archive) -> Iterator[tuple[Entry, Entry]]:
    """A document and a later one of another title under its number, in the order of the later ones."""
    numbered: dict[tuple[ActKey, tuple[str, str]], list[Entry]] = defaultdict(list)
    for entry in catalogue(archive).entries:
        if entry.act and entry.issuer and entry.title:
            numbered[entry.act, entry.body].append(entry)
    found = []
    for group in numbered.values():
        ordered = sorted(group, key=lambda entry: (entry.issued_on, entry.rank))
        for index, later in enumerate(ordered[1:], 1):
            # a title that was there before is that of a copy
            if not any(same_title(earlier.title, later.title) for earlier in ordered[:index]):
                found.append((ordered[0], later))
    yield from sorted(found, key=lambda pair: pair[1].rank)
