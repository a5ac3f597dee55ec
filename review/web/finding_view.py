"""Everything that one screen shows of one subject of the queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dataset.lookup import Lookup
from dataset.records import (
    Assignment,
    CellRecord,
    Citation,
    Deadline,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Located,
    Recovery,
    TableRecord,
    Target,
)
from dataset.spans import Span
from review.arithmetic import Sum, sum_of
from review.excerpt import Excerpt, excerpt
from review.grid import Cells, Grid
from review.queue import Item
from review.web.sheet_view import Meant
from review.web.things import Thing, thing

_BESIDE: Final = 120
"""Characters around a place within which neighbours are shown."""
_DRAWN: Final = ("application/pdf", "image/")
_IN_SIGHT: Final = 700
"""Characters of a text that are seen at once beside each other's sheets."""
_MOST: Final = 8
_NEIGHBOURS: Final = (Target, Deadline, Assignment, Citation)


@dataclass(frozen=True)
class Where:
    """A further place of a finding."""

    role: str
    document: DocumentRecord
    page: int
    excerpt: Excerpt


@dataclass(frozen=True)
class FindingView:
    """A subject with what is needed to decide on it."""

    item: Item
    document: DocumentRecord
    other: DocumentRecord | None
    excerpt: Excerpt
    grid: Grid | None
    observed: str | None
    table_id: str | None
    sum: Sum | None
    places: list[Where]
    recoveries: list[Recovery]
    neighbours: list[Thing]
    meant: dict[str, list[Meant]]
    """What is to be seen on the pages of each document, by ``doc_id``."""
    other_page: int
    far: bool
    """Whether the other sheet is of the same document, as a further place stands out of sight of this one."""


def finding_view(lookup: Lookup, item: Item) -> FindingView | None:
    """Gather it; nothing where the document is gone."""
    document = lookup.document(item.doc_id)
    if document is None:
        return None
    finding, evidence = None, []
    if item.subject == "finding":
        finding = next(iter(lookup.rows(Finding, finding_id=item.key)), None)
        evidence = lookup.rows(EvidenceRecord, finding_id=item.key)
    text = lookup.text(item.doc_id)
    span = Span(item.start, item.end)
    known = {document.doc_id: document} | lookup.documents([row.doc_id for row in evidence])
    other = known.get(item.other_doc_id or "") or next((d for d in known.values() if d.doc_id != item.doc_id), None)
    if other is None and item.other_doc_id:
        other = lookup.document(item.other_doc_id)
    far = _far(item, document, evidence) if other is None else None
    if far is not None:
        other = document
    cells = Cells(lambda doc_id: lookup.rows(CellRecord, doc_id=doc_id))
    place = finding or _as_located(item)
    table_cells = cells.at(item.doc_id, span)
    grid = cells.grid(place, evidence)
    return FindingView(
        item=item,
        document=document,
        other=other,
        excerpt=excerpt(text, item.start, item.end),
        grid=grid,
        observed=finding.observed if finding else item.predicted,
        table_id=table_cells[0].table_id if table_cells else None,
        sum=_sum(lookup, finding) if finding and table_cells else None,
        places=list(_places(lookup, evidence, known, cells)),
        recoveries=_near(lookup.rows(Recovery, doc_id=item.doc_id), span),
        neighbours=_neighbours(lookup, item, span),
        meant=_meant(item, evidence, _pointed(table_cells, finding) if finding else None),
        other_page=far.page if far is not None else _page_of(evidence, other),
        far=far is not None,
    )


def _far(item: Item, document: DocumentRecord, evidence: Sequence[EvidenceRecord]) -> EvidenceRecord | None:
    """The first further place in the document that cannot be seen together with the finding."""

    def apart(row: EvidenceRecord) -> bool:
        # of what has pictures a page is seen whole
        return row.page != item.page if document.media_type.startswith(_DRAWN) else far(row)

    def far(row: EvidenceRecord) -> bool:
        return abs(row.start - item.start) > _IN_SIGHT

    return next((row for row in evidence if row.doc_id == item.doc_id and apart(row)), None)


def _page_of(evidence: Sequence[EvidenceRecord], other: DocumentRecord | None) -> int:
    return next((row.page for row in evidence if other is not None and row.doc_id == other.doc_id), 1)


def _pointed(cells: Sequence[CellRecord], finding: Finding) -> Span | None:
    """The one cell that a finding on the row of a table is about: the last one, with just what was observed."""
    last = max(cells, key=lambda cell: cell.end, default=None)
    meant = last is not None and last.end == finding.end and finding.observed in {last.text, last.other_text}
    return last.span if last is not None and meant and last.start > finding.start else None


def _as_located(item: Item) -> EvidenceRecord:
    """The place of a value in the form of a row."""
    return EvidenceRecord(
        finding_id=item.key,
        role="observed",
        doc_id=item.doc_id,
        page=item.page,
        start=item.start,
        end=item.end,
        quote=item.quote,
        confidence=item.confidence,
    )


def _sum(lookup: Lookup, finding: Finding) -> Sum | None:
    tables = lookup.rows(TableRecord, doc_id=finding.doc_id)
    return sum_of(finding, tables, lookup.rows(CellRecord, doc_id=finding.doc_id))


def _places(
    lookup: Lookup, evidence: Sequence[EvidenceRecord], known: dict[str, DocumentRecord], cells: Cells
) -> Iterator[Where]:
    texts = {doc_id: lookup.text(doc_id) for doc_id in {row.doc_id for row in evidence}}
    for row in evidence:
        if row.doc_id in known:
            around = cells.excerpt(row) or excerpt(texts[row.doc_id], row.start, row.end)
            yield Where(row.role, known[row.doc_id], row.page, around)


def _near(rows: Sequence[Recovery], span: Span) -> list[Recovery]:
    around = Span(max(0, span.start - _BESIDE // 4), span.end + _BESIDE // 4)
    return [row for row in rows if row.span.overlaps(around)][:_MOST]


def _neighbours(lookup: Lookup, item: Item, span: Span) -> list[Thing]:
    """What else was extracted from these words or right beside them, the nearest first."""
    around = Span(max(0, span.start - _BESIDE), span.end + _BESIDE)
    rows: list[Located] = [
        row for kind in _NEIGHBOURS for row in lookup.rows(kind, doc_id=item.doc_id) if row.span.overlaps(around)
    ]
    rows.sort(key=lambda row: (not row.span.overlaps(span), abs(row.span.start - span.start), row.table))
    return [thing(row) for row in rows[:_MOST]]


def _meant(item: Item, evidence: Sequence[EvidenceRecord], pointed: Span | None) -> dict[str, list[Meant]]:
    found = {item.doc_id: [Meant(pointed or Span(item.start, item.end), "evidence")]}
    for row in evidence:
        role = "evidence" if row.role == "observed" and row.doc_id == item.doc_id else "context"
        found.setdefault(row.doc_id, []).append(Meant(row.span, role))
    return found
