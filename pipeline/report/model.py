"""What the report shows, gathered from the store: plain data, ready for the template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from dataset.corrected import corrected_rows
from dataset.records import (
    RECORD_TYPES,
    CellRecord,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Located,
    NoteRecord,
    TableRecord,
    Target,
)
from dataset.spans import Span
from dataset.store import Failure, Store
from pipeline.report.crops import Crop
from pipeline.report.figures import Doubt, Due, by_year, doubtful, dues_of, loads_of
from pipeline.report.plain_words import MARKDOWN, plain_excerpt
from pipeline.silence import heading_of, is_silence
from review.arithmetic import Sum, sum_of
from review.excerpt import Excerpt, excerpt
from review.grid import Cells, Grid


@dataclass(frozen=True)
class Place:
    """A further place of a finding."""

    role: str
    document: DocumentRecord | None
    page: int
    excerpt: Excerpt


@dataclass(frozen=True)
class Shown:
    """A finding with its evidence in its sentence, or in the rows of its table; ``sum`` is what it was computed of."""

    finding: Finding
    document: DocumentRecord
    excerpt: Excerpt
    places: list[Place]
    grid: Grid | None = None
    sum: Sum | None = None
    crop: Crop | None = None


@dataclass(frozen=True)
class Silence:
    """A note on a section in which nothing was found, with its heading and what follows it."""

    note: NoteRecord
    document: DocumentRecord
    excerpt: Excerpt | None


@dataclass
class Report:
    """Everything on the page; each list of ``limit`` entries tells in ``hidden`` how many more there are.

    ``documents`` are all, of which the first ``limit`` are listed; ``targets`` are of as many documents as come to
    ``limit`` targets.
    """

    documents: list[DocumentRecord]
    failures: Sequence[Failure]
    findings: list[Shown]
    silences: list[Silence]
    notes: list[NoteRecord]
    doubts: list[Doubt]
    dues: list[Due]
    targets: dict[str, list[Target]]
    target_years: list[tuple[str, int]]
    loads: list[tuple[str, int, int]]
    rows: dict[str, int]
    severities: Counter[str]
    rules: Counter[str]
    by_document: dict[str, Counter[str]]
    hidden: dict[str, int] = field(default_factory=dict)
    limit: int = 0

    @property
    def listed(self) -> list[DocumentRecord]:
        """The documents of the list."""
        return self.documents[: self.limit]

    def is_listed(self, doc_id: str) -> bool:
        """Whether a document has an entry in the list."""
        return doc_id in self._listed

    def document(self, doc_id: str) -> DocumentRecord:
        """A document by its identity."""
        return self._documents[doc_id]

    def findings_of(self, doc_id: str) -> list[Shown]:
        """The findings of one document that the page shows."""
        return self._findings.get(doc_id, [])

    def __post_init__(self) -> None:
        self._documents = {document.doc_id: document for document in self.documents}
        self._listed = {document.doc_id for document in self.listed}
        self._findings: dict[str, list[Shown]] = defaultdict(list)
        for shown in self.findings:
            self._findings[shown.finding.doc_id].append(shown)


Draw = Callable[[Sequence[tuple[Finding, DocumentRecord]]], Mapping[str, Crop]]
"""Draws pictures of findings, by their identity."""


def gather(
    store: Store, failures: Sequence[Failure], low_confidence: float, limit: int, draw: Draw = lambda _: {}
) -> Report:
    """Collect what the report shows; lists that would grow without bound end after ``limit`` entries."""
    documents = list(corrected_rows(store, DocumentRecord))
    severities: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    by_document: dict[str, Counter[str]] = defaultdict(Counter)
    findings: list[Finding] = []
    for finding in store.rows(Finding):
        severities[finding.severity] += 1
        rules[finding.rule] += 1
        by_document[finding.doc_id][finding.severity] += 1
        # of a large archive no more of them are in memory than are shown
        if len(findings) < limit:
            findings.append(finding)
    doubts = doubtful(store, low_confidence)
    dues = list(dues_of(store, documents))
    targets: dict[str, list[Target]] = defaultdict(list)
    for target in islice(corrected_rows(store, Target), limit):
        targets[target.doc_id].append(target)
    known = {document.doc_id: document for document in documents}
    texts = _Texts(store, known)
    crops = draw([(finding, known[finding.doc_id]) for finding in findings])
    counts = {
        "documents": len(documents),
        "findings": severities.total(),
        "doubts": len(doubts),
        "dues": len(dues),
        "targets": store.count(Target),
    }
    return Report(
        documents=documents,
        failures=failures,
        findings=list(_shown(store, findings, known, texts, crops)),
        silences=list(_silences(store, known, texts)),
        notes=[note for note in store.rows(NoteRecord) if not is_silence(note)],
        doubts=[
            Doubt(row.table, known[row.doc_id], row.page, row.confidence, texts.excerpt(row), tuple(values.values()))
            for row, values in doubts[:limit]
        ],
        dues=dues[:limit],
        targets=targets,
        target_years=by_year(store),
        loads=loads_of(store),
        rows={table: store.count(kind) for table, kind in RECORD_TYPES.items()},
        severities=severities,
        rules=rules,
        by_document=by_document,
        hidden={name: count - limit for name, count in counts.items() if count > limit},
        limit=limit,
    )


class _Texts:
    """The texts of the documents; one is kept, since rows come document by document."""

    def __init__(self, store: Store, documents: Mapping[str, DocumentRecord]) -> None:
        self._store = store
        self._documents = documents
        self._last = ("", "")
        self.cells = Cells(lambda doc_id: store.records(doc_id, [CellRecord]).of(CellRecord))

    def place(self, row: Located) -> Excerpt:
        return self.cells.excerpt(row) or self.excerpt(row)

    def excerpt(self, row: Located) -> Excerpt:
        return self.around(row.doc_id, row.span)

    def around(self, doc_id: str, span: Span) -> Excerpt:
        if self._last[0] != doc_id:
            self._last = (doc_id, self._store.text(doc_id))
        found = excerpt(self._last[1], span.start, span.end)
        return plain_excerpt(found) if self._documents[doc_id].media_type == MARKDOWN else found


def _shown(
    store: Store,
    findings: Sequence[Finding],
    documents: Mapping[str, DocumentRecord],
    texts: _Texts,
    crops: Mapping[str, Crop],
) -> Iterator[Shown]:
    wanted = {finding.finding_id for finding in findings}
    places: dict[str, list[Place]] = defaultdict(list)
    evidence: dict[str, list[EvidenceRecord]] = defaultdict(list)
    for row in store.rows(EvidenceRecord):
        if row.finding_id in wanted:
            place = Place(row.role, documents.get(row.doc_id), row.page, texts.place(row))
            places[row.finding_id].append(place)
            evidence[row.finding_id].append(row)
    for finding in findings:
        key = finding.finding_id
        grid = texts.cells.grid(finding, evidence[key])
        total = _sum(store, finding, texts) if grid and finding.expected else None
        document = documents[finding.doc_id]
        yield Shown(finding, document, texts.place(finding), places[key], grid, total, crops.get(key))


def _sum(store: Store, finding: Finding, texts: _Texts) -> Sum | None:
    """What the expected figure of a finding is the sum of, in the table on which the finding stands."""
    table = texts.cells.at(finding.doc_id, finding.span)[0].table_id
    records = store.records(finding.doc_id, [TableRecord, CellRecord])
    tables = [row for row in records.of(TableRecord) if row.table_id == table]
    return sum_of(finding, tables, [cell for cell in records.of(CellRecord) if cell.table_id == table])


def _silences(store: Store, documents: dict[str, DocumentRecord], texts: _Texts) -> Iterator[Silence]:
    for note in filter(is_silence, store.rows(NoteRecord)):
        place = heading_of(note)
        yield Silence(note, documents[note.doc_id], texts.around(note.doc_id, place) if place else None)
