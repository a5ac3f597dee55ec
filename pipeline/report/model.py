"""What the report shows, gathered from the store: plain data, ready for the template."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dataset.records import (
    RECORD_TYPES,
    Assignment,
    CellRecord,
    Deadline,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Located,
    NoteRecord,
    Section,
    Target,
    Task,
)
from dataset.spans import Span
from dataset.store import Failure, Store
from pipeline.silence import heading_of, is_silence
from review.excerpt import Excerpt, excerpt
from review.formats import years
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
    """A finding with its evidence in its sentence, or in the rows of its table."""

    finding: Finding
    document: DocumentRecord
    excerpt: Excerpt
    places: list[Place]
    grid: Grid | None = None


@dataclass(frozen=True)
class Due:
    """A deadline with the task that it bounds and who leads it."""

    deadline: Deadline
    document: DocumentRecord
    task: str
    units: list[str]


@dataclass(frozen=True)
class Doubt:
    """A value of low confidence."""

    table: str
    document: DocumentRecord
    page: int
    confidence: float
    excerpt: Excerpt


@dataclass(frozen=True)
class Silence:
    """A note on a section in which nothing was found, with its heading and what follows it."""

    note: NoteRecord
    document: DocumentRecord
    excerpt: Excerpt | None


@dataclass
class Report:
    """Everything on the page; each list of ``limit`` entries tells in ``hidden`` how many more there are."""

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

    def document(self, doc_id: str) -> DocumentRecord:
        """A document by its identity."""
        return self._documents[doc_id]

    def findings_of(self, doc_id: str) -> list[Shown]:
        """The findings of one document that the page shows."""
        return self._findings.get(doc_id, [])

    def __post_init__(self) -> None:
        self._documents = {document.doc_id: document for document in self.documents}
        self._findings: dict[str, list[Shown]] = defaultdict(list)
        for shown in self.findings:
            self._findings[shown.finding.doc_id].append(shown)


def gather(store: Store, failures: Sequence[Failure], low_confidence: float, limit: int) -> Report:
    """Collect what the report shows; lists that would grow without bound end after ``limit`` entries."""
    documents = list(store.documents())
    findings = list(store.rows(Finding))
    doubts = sorted(_doubtful(store, low_confidence), key=lambda row: row.confidence)
    dues = list(_dues(store, documents))
    targets: dict[str, list[Target]] = defaultdict(list)
    for target in store.rows(Target):
        targets[target.doc_id].append(target)
    by_document: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        by_document[finding.doc_id][finding.severity] += 1
    texts = _Texts(store)
    known = {document.doc_id: document for document in documents}
    return Report(
        documents=documents,
        failures=failures,
        findings=list(_shown(store, findings[:limit], known, texts)),
        silences=list(_silences(store, known, texts)),
        notes=[note for note in store.rows(NoteRecord) if not is_silence(note)],
        doubts=[
            Doubt(row.table, known[row.doc_id], row.page, row.confidence, texts.excerpt(row)) for row in doubts[:limit]
        ],
        dues=dues[:limit],
        targets=targets,
        target_years=_by_year(targets),
        loads=_loads(store),
        rows={table: store.count(kind) for table, kind in RECORD_TYPES.items()},
        severities=Counter(finding.severity for finding in findings),
        rules=Counter(finding.rule for finding in findings),
        by_document=by_document,
        hidden={
            name: len(rows) - limit
            for name, rows in (("findings", findings), ("doubts", doubts), ("dues", dues))
            if len(rows) > limit
        },
    )


class _Texts:
    """The texts of the documents; one is kept, since rows come document by document."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last = ("", "")
        self.cells = Cells(lambda doc_id: store.records(doc_id, [CellRecord]).of(CellRecord))

    def place(self, row: Located) -> Excerpt:
        return self.cells.excerpt(row) or self.excerpt(row)

    def excerpt(self, row: Located) -> Excerpt:
        return self.around(row.doc_id, row.span)

    def around(self, doc_id: str, span: Span) -> Excerpt:
        if self._last[0] != doc_id:
            self._last = (doc_id, self._store.text(doc_id))
        return excerpt(self._last[1], span.start, span.end)


def _shown(
    store: Store, findings: Sequence[Finding], documents: dict[str, DocumentRecord], texts: _Texts
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
        yield Shown(finding, documents[finding.doc_id], texts.place(finding), places[key], grid)


def _silences(store: Store, documents: dict[str, DocumentRecord], texts: _Texts) -> Iterator[Silence]:
    for note in filter(is_silence, store.rows(NoteRecord)):
        place = heading_of(note)
        yield Silence(note, documents[note.doc_id], texts.around(note.doc_id, place) if place else None)


def _doubtful(store: Store, low_confidence: float) -> Iterator[Located]:
    for kind in RECORD_TYPES.values():
        # a doubt about a cell is told once for its table; findings carry their own confidence
        if issubclass(kind, Located) and kind not in {Finding, EvidenceRecord, Section, CellRecord}:
            yield from (row for row in store.rows(kind) if row.confidence < low_confidence)


def _dues(store: Store, documents: Sequence[DocumentRecord]) -> Iterator[Due]:
    known = {document.doc_id: document for document in documents}
    tasks = {(task.doc_id, task.deadline_id): task for task in store.rows(Task) if task.deadline_id}
    leads: dict[str, list[str]] = defaultdict(list)
    for assignment in store.rows(Assignment):
        if assignment.role == "lead":
            leads[assignment.task_id].append(assignment.unit)
    rows = [row for row in store.rows(Deadline) if row.kind in {"date", "range", "recurring"}]
    rows.sort(key=lambda row: (row.kind == "recurring", row.end or row.start or "9999", row.doc_id))
    for row in rows:
        task = tasks.get((row.doc_id, row.deadline_id))
        yield Due(row, known[row.doc_id], task.text if task else "", leads[task.task_id] if task else [])


def _by_year(targets: dict[str, list[Target]]) -> list[tuple[str, int]]:
    counts = Counter(year for rows in targets.values() for row in rows for year in sorted(set(years(row.period))))
    return sorted(counts.items())


def _loads(store: Store) -> list[tuple[str, int, int]]:
    """Units with the number of tasks that they lead and that they help with, the busiest first."""
    loads: dict[str, Counter[str]] = defaultdict(Counter)
    for row in store.rows(Assignment):
        loads[row.unit][row.role] += 1
    rows = [(unit, counts["lead"], counts["coordinate"]) for unit, counts in loads.items()]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))
