"""R006 other-version: the archive holds one plan more than once, as a draft and as issued or as two files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.catalogue import Entry, catalogue
from checks.families import batches, rows_of
from checks.heads import heads_of, place_of
from checks.rule import Archive, CorpusRule, Slip
from checks.series import figures_of
from dataset.records import Target


class OtherVersion(CorpusRule):
    """Whoever counts plans or adds up their targets counts such a plan twice; which one holds has to be known."""

    code = "R006"
    name = "other-version"
    severity = "info"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each document of which an earlier one of the archive is another version."""
        for batch in batches(_pairs(archive)):
            documents = {entry.doc_id for pair in batch for entry in pair}
            heads, targets = heads_of(archive, documents), rows_of(archive, Target, documents)
            for first, later in batch:
                one, other = (figures_of(targets.get(entry.doc_id, ())) for entry in (first, later))
                changed = [key for key in one.keys() & other.keys() if one[key].value != other[key].value]
                for head in heads.get(later.doc_id, ()):
                    yield Slip(
                        later.doc_id,
                        head.page,
                        head.span,
                        head.quote,
                        observed=later.name,
                        expected=first.name,
                        values={
                            "first": first.name,
                            "source": first.source,
                            "date": first.issued_on or "…",
                            "changed": str(len(changed)),
                        },
                        confidence=0.9 if first.number == later.number else 0.7,
                        other_doc_id=first.doc_id,
                        places=tuple(place_of(section) for section in heads.get(first.doc_id, ())),
                    )


def _pairs(archive: Archive) -> Iterator[tuple[Entry, Entry]]:
    """A document and another version of it, in the order of the archive."""
    titled: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in catalogue(archive).entries:
        if entry.sure and entry.title and entry.doc_type:
            titled[(*entry.body, entry.doc_type, entry.title)].append(entry)
    found = [
        (next(e for e in group[:index] if _is_version(e, later)), later)
        for group in titled.values()
        for index, later in enumerate(group)
        if any(_is_version(e, later) for e in group[:index])
    ]
    yield from sorted(found, key=lambda pair: pair[1].rank)


def _is_version(one: Entry, other: Entry) -> bool:
    """Whether two documents of one title are one plan: under one number, or one of them is not numbered yet.

    Plans of one title under two numbers are those of two months or years.
    """
    for ours, theirs in ((one.year, other.year), (one.symbol, other.symbol)):
        if ours and theirs and ours != theirs:
            return False
    return one.number == other.number or not (one.number and other.number)
