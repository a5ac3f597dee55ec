"""What the sections of a document say about its paragraphs: whether work is handed out there, and to whom."""

from __future__ import annotations

from dataset.records import DocumentRecord
from extractors.assignment.patterns import patterns
from extractors.base import Context
from extractors.outline.model import Node
from normalizers.units import fold

_LONGEST_SECTION = 200


def section_mode(node: Node) -> str | None:
    """Whether the headings above hand out work: ``full``, ``mild``, empty where they speak of aims; None if neither."""
    words = patterns()
    mode: str | None = None
    for above in node.ancestors():
        folded = fold(above.text)
        if above.kind != "heading" or len(folded) > _LONGEST_SECTION:
            continue  # so long that it is a sentence, not the name of a section
        if words["sections.other"].search(folded) and not words["sections.plain"].search(folded):
            return ""
        if words["sections.mild"].search(folded):
            mode = mode or "mild"
        elif words["sections.assigning"].search(folded):
            mode = mode or "full"
    return mode


def says_what(node: Node) -> bool:
    """Whether the headings above say what is to be done, and none of them what is aimed at or was reached."""
    above = [fold(node.text) for node in node.ancestors() if node.kind == "heading"]
    words = patterns()
    named = any(words["sections.named"].search(folded) for folded in above)
    return named and not any(words["sections.aims"].search(folded) for folded in above)


def directs(context: Context) -> bool:
    """Whether the document is an order (directive, official letter, telegram) and its enacting clause gives it."""
    record = next(iter(context.records.of(DocumentRecord)), None)
    if record is None or not patterns()["directive.types"].search(record.doc_type or ""):
        return False
    clauses = [node for node in context.outline.of("enacting", "basis") if not node.in_annex]
    return bool(clauses) and bool(patterns()["directive.clause"].search(fold(clauses[-1].text)))
