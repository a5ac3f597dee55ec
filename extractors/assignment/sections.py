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


def proposes(node: Node) -> bool:
    """Whether a heading above says that what follows is proposed to others: ``V. KIẾN NGHỊ``."""
    above = [fold(part.text) for part in node.ancestors() if part.kind == "heading"]
    return any(patterns()["sections.proposes"].search(folded) for folded in above if len(folded) <= _LONGEST_SECTION)


def is_order(context: Context) -> bool:
    """Whether the document is of a type that is an order: a directive, an official letter, a telegram."""
    record = next(iter(context.records.of(DocumentRecord)), None)
    return record is not None and bool(patterns()["directive.types"].search(record.doc_type or ""))


def told_from(context: Context) -> int | None:
    """Where a text without head and headings (the report of a meeting, the press) begins to tell who was asked.

    The offset of the first paragraph that asks; None where the document has a head or headings.
    """
    if context.outline.of("type", "symbol", "motto", "heading", "basis"):
        return None
    told = patterns()["sections.told"]
    return next((n.view.span().start for n in context.outline.body() if told.search(fold(n.text))), None)


def in_article(node: Node) -> bool:
    """Whether a paragraph is an article or stands in one: there a body that has a part in the work is told it."""
    return any(patterns()["sections.article"].match(fold(part.label or "")) for part in (node, *node.ancestors()))


def directs(context: Context) -> bool:
    """Whether the document is an order (directive, official letter, telegram) and its enacting clause gives it."""
    if not is_order(context):
        return False
    clauses = [node for node in context.outline.of("enacting", "basis") if not node.in_annex]
    return bool(clauses) and bool(patterns()["directive.clause"].search(fold(clauses[-1].text)))
