"""What the report counts and lists of the dataset: deadlines, work by unit, targets by year, values in doubt.

What reviewers corrected stands in the place of what was read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dataset.corrected import corrected_rows, corrections_of
from dataset.records import (
    RECORD_TYPES,
    Assignment,
    CellRecord,
    Correction,
    Deadline,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Located,
    Section,
    Target,
    Task,
)
from dataset.store import Store
from review.excerpt import Excerpt
from review.formats import years

# a doubt about a cell is told once for its table; findings carry their own confidence, corrections that of what was
# read
_NO_DOUBT = frozenset({Finding, EvidenceRecord, Section, CellRecord, Correction})


@dataclass(frozen=True)
class Due:
    """A deadline with the task that it bounds and who leads it."""

    deadline: Deadline
    document: DocumentRecord
    task: str
    units: list[str]


@dataclass(frozen=True)
class Doubt:
    """A value of low confidence; ``corrected`` are the values that a reviewer has put in its place."""

    table: str
    document: DocumentRecord
    page: int
    confidence: float
    excerpt: Excerpt
    corrected: tuple[str, ...] = ()


def doubtful(store: Store, low_confidence: float) -> list[tuple[Located, Mapping[str, str]]]:
    """The rows of low confidence with what was corrected in them by column: those that nobody has looked at first."""
    found = []
    for kind in RECORD_TYPES.values():
        if not issubclass(kind, Located) or kind in _NO_DOUBT:
            continue
        corrections = corrections_of(store, kind)
        numbers: Counter[str] = Counter()
        for row in store.rows(kind):
            numbers[row.doc_id] += 1 if corrections else 0
            if row.confidence < low_confidence:
                found.append((row, corrections.get((row.doc_id, numbers[row.doc_id]), {})))
    return sorted(found, key=lambda item: (bool(item[1]), item[0].confidence))


def dues_of(store: Store, documents: Sequence[DocumentRecord]) -> Iterator[Due]:
    """The deadlines that name a time, by that time, those that come again at the end."""
    known = {document.doc_id: document for document in documents}
    tasks = {(task.doc_id, task.deadline_id): task for task in corrected_rows(store, Task) if task.deadline_id}
    leads: dict[tuple[str, str], list[str]] = defaultdict(list)
    for assignment in corrected_rows(store, Assignment):
        if assignment.role == "lead":
            leads[assignment.doc_id, assignment.task_id].append(assignment.unit)
    rows = [row for row in corrected_rows(store, Deadline) if row.kind in {"date", "range", "recurring"}]
    rows.sort(key=lambda row: (row.kind == "recurring", row.end or row.start or "9999", row.doc_id))
    for row in rows:
        task = tasks.get((row.doc_id, row.deadline_id))
        units = leads.get((task.doc_id, task.task_id), []) if task else []
        yield Due(row, known[row.doc_id], task.text if task else "", units)


def by_year(store: Store) -> list[tuple[str, int]]:
    """The years that the periods of targets name, with the number of targets."""
    counts = Counter(year for row in corrected_rows(store, Target) for year in sorted(set(years(row.period))))
    return sorted(counts.items())


def loads_of(store: Store) -> list[tuple[str, int, int]]:
    """Units with the number of tasks that they lead and that they help with, the busiest first."""
    loads: dict[str, Counter[str]] = defaultdict(Counter)
    for row in corrected_rows(store, Assignment):
        loads[row.unit][row.role] += 1
    rows = [(unit, counts["lead"], counts["coordinate"]) for unit, counts in loads.items()]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))
