"""Where a row stands: from a row of any shape to the words of the document and the boxes around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dataset.document import Box
from dataset.layout import Layout
from dataset.records import Record
from dataset.spans import Span

_OFFSETS = (("quote_start", "quote_end"), ("start", "end"))
"""What offsets are called: in deadlines, whose ``start`` and ``end`` are dates, and everywhere else."""


@dataclass(frozen=True)
class Evidence:
    """A place in a document; as text it is its quote.

    Attributes:
        doc_id: The document.
        source: Where that was read from.
        page: The page on which it begins, from 1.
        start: Its first character in the text of the document.
        end: The character behind it.
        quote: Exactly the characters between them.
        before: What stands before it, up to the begin of its line.
        after: What stands behind it, up to the end of its line.
        boxes: Page and rectangle, in points from the upper left corner of the page, of every line of it; empty where
            the document has no pages of a fixed size.
    """

    doc_id: str
    source: str
    page: int
    start: int
    end: int
    quote: str
    before: str
    after: str
    boxes: tuple[tuple[int, Box], ...] = ()

    def __str__(self) -> str:
        return self.quote


def evidence_of(row: Any, *, doc_id: str, source: str, text: str, layout: bytes) -> Evidence:
    """The place on which a row stands: a record, a row of a frame (``iloc``, ``itertuples``) or a mapping.

    Raises:
        ValueError: The row has no evidence, or it is not one of this document.
    """
    found = _values(row)
    names = next((names for names in _OFFSETS if names[0] in found), None)
    if names is None or "quote" not in found:
        raise ValueError("a row without evidence: it has no start, end and quote")
    start, end = int(found[names[0]]), int(found[names[1]])
    quote = text[start:end]
    if found.get("doc_id", doc_id) != doc_id or quote != found["quote"]:
        raise ValueError(f"a row of another document: {found.get('doc_id')} instead of {doc_id}")
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    return Evidence(
        doc_id,
        source,
        int(found["page"]),
        start,
        end,
        quote,
        text[line_start:start],
        text[end : line_end if line_end >= 0 else len(text)],
        tuple(Layout.unpacked(layout).lines(Span(start, end))),
    )


def document_of(row: Any) -> str:
    """The document of a row.

    Raises:
        ValueError: It has none.
    """
    doc_id = _values(row).get("doc_id")
    if not isinstance(doc_id, str):
        raise ValueError("a row without evidence: it has no doc_id")
    return doc_id


def _values(row: Any) -> dict[str, Any]:
    if isinstance(row, Record):
        return row.model_dump()
    if hasattr(row, "_asdict"):
        return dict(row._asdict())
    if hasattr(row, "to_dict"):
        return dict(row.to_dict())
    return dict(row)
