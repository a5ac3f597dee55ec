"""Letterheads and feet that a typist set side by side with tabs or blanks, in paragraphs of Word across the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from dataset.document import Paragraph
from dataset.spans import Span
from pipeline.reading.text.letterhead import find_columns
from pipeline.reading.text.lines import Line, split_lines
from pipeline.reading.text.markup import Markup
from pipeline.reading.word.content import Piece, Writer

_APART = ("\t", "   ")


def side_by_side(
    text: str, markup: Markup, writer: Writer, pieces: Sequence[Piece | None]
) -> dict[int, tuple[Paragraph, ...]]:
    """The paragraphs of both columns, by the index of the piece with which they begin.

    Args:
        text: The text as written down.
        markup: What is marked in it.
        writer: Knows the pages.
        pieces: The paragraphs across the page in order; None where something else stands between them.

    Returns:
        What replaces pieces: the first one of each stretch by all paragraphs, the other ones by none.
    """
    found: dict[int, tuple[Paragraph, ...]] = {}
    for across, group in groupby(enumerate(pieces), key=lambda entry: entry[1] is not None):
        run = [(index, piece) for index, piece in group if piece is not None]
        if not across or not any(gap in text[piece.span.start : piece.span.end] for _, piece in run for gap in _APART):
            continue
        lines = [(index, line) for index, piece in run for line in _lines(text, writer, piece)]
        for columns in find_columns(text, [line for _, line in lines], markup, [False] * len(lines)):
            inside = [index for index, _ in lines[columns.first : columns.end]]
            outside = {index for index, _ in (*lines[: columns.first], *lines[columns.end :])}
            if not outside & set(inside):
                found |= dict.fromkeys(inside, ()) | {inside[0]: columns.blocks}
    return found


def _lines(text: str, writer: Writer, piece: Piece) -> Iterator[Line]:
    for line in split_lines(text[piece.span.start : piece.span.end]):
        span = Span(line.span.start + piece.span.start, line.span.end + piece.span.start)
        yield replace(line, span=span, page=writer.page_of(span.start))
