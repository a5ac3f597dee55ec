"""The outline as rows: one section for every node."""

from __future__ import annotations

from collections.abc import Iterable

from dataset.document import Document
from dataset.records import Record, Section
from dataset.spans import Span
from extractors.base import Context, Extractor
from extractors.outline.model import Node

_TABLE_TEXT = 200
_WRITTEN = ("symbol", "place-date")
"""Parts of the head that pens write."""


class Sections(Extractor):
    """Yields a :class:`Section` for every node of the outline, in reading order."""

    name = "sections"

    def extract(self, context: Context) -> Iterable[Record]:
        """The nodes of the outline as rows, each with the row it hangs below."""
        document = context.document
        ids = {id(node): f"{document.doc_id}-s{number}" for number, node in enumerate(context.outline.nodes, 1)}
        for node in context.outline.nodes:
            yield Section.at(
                document,
                _evidence(node),
                _confidence(document, node),
                section_id=ids[id(node)],
                parent_id=ids.get(id(node.parent)) if node.parent is not None else None,
                kind=node.kind,
                level=node.level,
                label=node.label,
                text=node.text if node.table is None else node.text[:_TABLE_TEXT],
            )


def _confidence(document: Document, node: Node) -> float:
    """How surely the figures of a number or a day of the head were read: pens write them, engines guess them."""
    if node.kind not in _WRITTEN or not node.text:
        return 1.0
    words = document.words_in(node.view.span())
    figures = (w.confidence for w in words if any(map(str.isdigit, document.text[w.span.start : w.span.end])))
    return min(figures, default=1.0)


def _evidence(node: Node) -> Span:
    """Where a node stands: a table from its first cell on, a paragraph where it begins (its longest unbroken part)."""
    if not node.text:
        return Span(node.block.start, node.block.start)
    return node.view.span()
