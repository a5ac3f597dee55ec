"""A whole plan as it was read: its outline, its text with everything that was extracted marked, its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dataset.lookup import Lookup
from dataset.records import CellRecord, DocumentRecord, Finding, Located, Section, TableRecord, Task
from review.web.marking import Segment, segments
from review.web.things import LAYERS, Thing, thing

_HEADINGS: Final = frozenset({"heading", "annex", "title", "recipients"})
_DEEPEST: Final = 3
_SPREAD: Final = frozenset({Task.table, CellRecord.table})
"""Rows that cover whole paragraphs or cells; what stands within them is marked instead."""


@dataclass(frozen=True)
class Line:
    """A line of the outline."""

    section: Section
    depth: int


@dataclass(frozen=True)
class DocumentView:
    """What the page of a document shows."""

    document: DocumentRecord
    outline: list[Line]
    segments: list[Segment]
    tables: list[TableRecord]
    findings: list[Finding]
    counts: dict[str, int]


def document_view(lookup: Lookup, document: DocumentRecord) -> DocumentView:
    """Gather it from the store."""
    things = things_of(lookup, document.doc_id)
    marked = [one for one in things if one.kind not in _SPREAD]
    sections = lookup.rows(Section, doc_id=document.doc_id)
    counts = Counter(one.kind for one in marked)
    return DocumentView(
        document=document,
        outline=_outline(sections),
        segments=list(segments(lookup.text(document.doc_id), marked)),
        tables=lookup.rows(TableRecord, doc_id=document.doc_id),
        findings=lookup.rows(Finding, doc_id=document.doc_id),
        counts={kind.table: counts[kind.table] for kind in LAYERS if counts[kind.table]},
    )


def things_of(lookup: Lookup, doc_id: str) -> list[Thing]:
    """Everything that was extracted from a document, numbered within its table."""
    return [
        thing(row, number)
        for kind in LAYERS
        for number, row in enumerate(lookup.rows(kind, doc_id=doc_id))
        if isinstance(row, Located)
    ]


def _outline(sections: Sequence[Section]) -> list[Line]:
    """Headings with their depth; a level that is skipped does not indent twice."""
    chosen = sorted((s for s in sections if s.kind in _HEADINGS), key=lambda section: section.start)
    levels = sorted({section.level for section in chosen})
    lines = [Line(section, levels.index(section.level)) for section in chosen]
    return [line for line in lines if line.depth <= _DEEPEST]
