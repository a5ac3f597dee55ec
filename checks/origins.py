"""Where a foreign name in a plan came from: the document of the archive whose issuer bears that name.

Communes copy plans from each other. Where a plan calls itself by another commune's name and the archive holds that
commune's own plan about the same thing, the finding tells which document it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.catalogue import Entry, catalogue
from checks.copies import most_alike
from checks.families import batches
from checks.heads import heads_of
from checks.page import Language, rule_page
from checks.rule import Archive
from dataset.records import EvidenceRecord, Finding
from dataset.spans import Span
from normalizers.unicode import compare_key

_RULE = "P001"
"""The rule whose findings observe the name of another locality where the document speaks of itself."""
_COPIED = "P005"
_FOREIGN_NAMES = frozenset({_RULE, "P004"})


def with_origins(
    rows: Sequence[Finding | EvidenceRecord], archive: Archive, language: Language = "vi"
) -> Iterator[Finding | EvidenceRecord]:
    """The findings and their places, those of foreign names with the document where the name is at home."""
    known = catalogue(archive) if any(isinstance(row, Finding) and row.rule == _RULE for row in rows) else None
    origins: dict[str, Entry] = {}
    for row in rows:
        if known is not None and isinstance(row, Finding) and row.rule == _RULE and row.other_doc_id is None:
            own = known.by_id.get(row.doc_id)
            origin = most_alike(own, known.by_territory.get(compare_key(row.observed or ""), ())) if own else None
            if origin is not None:
                origins[row.finding_id] = origin
    heads = _heads(archive, origins)
    for row in rows:
        origin = origins.get(row.finding_id) if isinstance(row, Finding) else None
        if origin is None or not isinstance(row, Finding):
            yield row
            continue
        values = {"observed": row.observed or "", "source": origin.source}
        words = f"{row.message} {rule_page(_RULE).message('origin', language, values)}"
        yield row.model_copy(update={"message": words, "other_doc_id": origin.doc_id})
        if (head := heads.get(origin.doc_id)) is not None:
            yield head.model_copy(update={"finding_id": row.finding_id})


def _heads(archive: Archive, origins: Mapping[str, Entry]) -> dict[str, EvidenceRecord]:
    """By document the place that shows it."""
    found: dict[str, EvidenceRecord] = {}
    for batch in batches(sorted({entry.doc_id for entry in origins.values()})):
        for document, (head, *_) in heads_of(archive, batch).items():
            found[document] = EvidenceRecord(
                finding_id="",
                role="context",
                doc_id=document,
                page=head.page,
                start=head.start,
                end=head.end,
                quote=head.quote,
                confidence=1.0,
            )
    return found


def told_once(rows: Iterable[Finding | EvidenceRecord]) -> list[Finding | EvidenceRecord]:
    """The findings and places without those on a copied name that a rule of document scope tells of, too."""
    rows = list(rows)
    findings = [row for row in rows if isinstance(row, Finding)]
    told: dict[str, list[Span]] = defaultdict(list)
    for row in findings:
        if row.rule in _FOREIGN_NAMES:
            told[row.doc_id].append(row.span)
    twice = {
        row.finding_id
        for row in findings
        if row.rule == _COPIED and any(row.span.overlaps(span) for span in told[row.doc_id])
    }
    return [row for row in rows if row.finding_id not in twice]
