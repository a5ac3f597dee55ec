"""What a reader has to prove about the overlay it lays over a text."""

from __future__ import annotations

import re
from itertools import pairwise

from dataset.document import Document, Paragraph
from dataset.spans import Span

# what may stand outside of every block: marks of Markdown, drawn lines, page numbers, HTML tags, footnote marks
_MARKUP = re.compile(
    r"<[^<>]*>|&nbsp;|\[\d+\]|^[ \t]*(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?[ \t]*$|[*_#|\\:=~•–—.`>+-]+", re.MULTILINE
)


def spans_of(document: Document) -> list[Span]:
    """Every span of every block."""
    found: list[Span] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found += block.spans
        else:
            found += [span for cell in block.cells for span in cell.spans]
    return found


def uncovered(document: Document) -> str:
    """The characters that are in no block and are neither white space nor markup: what was lost in silence."""
    covered = bytearray(len(document.text))
    for span in spans_of(document):
        covered[span.start : span.end] = b"\1" * span.length
    left = "".join(
        "\n" if ch.isspace() and ch in "\n\f" else ch if not covered[i] else "\0" for i, ch in enumerate(document.text)
    )
    # a bar keeps what is covered visible as a neighbour, so that a digit beside text is not taken for a page number
    return re.sub(r"[\0\s]+", "", _MARKUP.sub("", left))


def check_overlay(document: Document) -> None:
    """Every span lies inside the text, in order within its paragraph, on no other; pages divide the text."""
    taken = bytearray(len(document.text))
    for block in document.blocks:
        groups = [block.spans] if isinstance(block, Paragraph) else [cell.spans for cell in block.cells]
        for spans in groups:
            assert spans
            assert all(0 <= span.start <= span.end <= len(document.text) for span in spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))
            for span in spans:
                assert not any(taken[span.start : span.end])
                taken[span.start : span.end] = b"\1" * span.length
        if not isinstance(block, Paragraph):
            positions = [
                (c.row + i, c.column + j) for c in block.cells for i in range(c.row_span) for j in range(c.column_span)
            ]
            assert len(positions) == len(set(positions))
            assert all(row < block.rows and column < block.columns for row, column in positions)
            assert block.header_rows <= block.rows
    assert document.pages
    assert document.pages[0].span.start == 0
    assert document.pages[-1].span.end == len(document.text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(document.pages))
