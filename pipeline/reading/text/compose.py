"""A document out of a decoded text: pages, tables, columns, paragraphs."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from dataset.document import Block, Document, Note, Page, Paragraph, Table
from dataset.spans import Span, apply_edits
from normalizers.legacy_encodings import legacy_edits
from pipeline.reading.base import Source
from pipeline.reading.continuation import join_tables
from pipeline.reading.left_out import flattened_note, repeated_header_notes
from pipeline.reading.text.lines import Line, page_spans, pattern, split_lines
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.paragraphs import Shape, flow_lines
from pipeline.reading.text.tables import find_regions


def compose(
    source: Source, media_type: str, text: str, scan: Callable[[str], Markup], notes: Sequence[Note] = ()
) -> Document:
    """Lay pages, tables and paragraphs over ``text``; ``scan`` finds its markup."""
    pages = tuple(Page(number, span, "plain") for number, span in enumerate(page_spans(text), 1))
    if not text.strip():
        pages = tuple(replace(page, state="blank") for page in pages)
    blocks = _blocks_in_any_form(text, scan)
    return Document(
        source.doc_id,
        source.name,
        source.sha256,
        media_type,
        "plain",
        text,
        pages,
        blocks,
        notes=(*notes, *repeated_header_notes(blocks, text), *_flattened(text, blocks)),
    )


def _flattened(text: str, blocks: Sequence[Block]) -> Iterator[Note]:
    """A note for each page with lines of a table outside of every table: its header, or three of its rows."""
    tables = [block for block in blocks if isinstance(block, Table)]
    extents = [(table.start, max(span.end for cell in table.cells for span in cell.spans)) for table in tables]
    outside = (line for line in split_lines(text) if not any(a <= line.span.start < b for a, b in extents))
    for page, lines in groupby(outside, key=lambda line: line.page):
        plain = [unicodedata.normalize("NFC", line.text) for line in lines]
        header = any(map(pattern("table", "flat_header").match, plain))
        if header or sum(map(bool, map(pattern("table", "flat_row").match, plain))) >= 3:
            yield flattened_note(page)


def _blocks_in_any_form(text: str, scan: Callable[[str], Markup]) -> tuple[Block, ...]:
    """The blocks of a text; letters decomposed or in an old encoding are looked at as NFC, the spans brought back."""
    edits = legacy_edits(text)
    if edits:
        recovered, alignment = apply_edits(text, edits)
        blocks = find_blocks(recovered, split_lines(recovered), scan(recovered))
        return tuple(_moved(block, alignment.backward_span) for block in blocks)
    if unicodedata.is_normalized("NFC", text):
        return find_blocks(text, split_lines(text), scan(text))
    composed, offsets = _composed(text)
    blocks = find_blocks(composed, split_lines(composed), scan(composed))
    return tuple(_moved(block, lambda span: Span(offsets[span.start], offsets[span.end])) for block in blocks)


def _composed(text: str) -> tuple[str, array[int]]:
    """The NFC form and, for each of its characters and its end, the offset in ``text``."""
    pieces: list[str] = []
    offsets = array("q")
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and unicodedata.combining(text[end]):
            continue
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        offsets.extend(min(start + i, end - 1) for i in range(len(piece)))
        start = end
    offsets.append(len(text))
    return "".join(pieces), offsets


def _moved(block: Block, move: Callable[[Span], Span]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, spans=tuple(map(move, block.spans)))
    return replace(block, cells=tuple(replace(cell, spans=tuple(map(move, cell.spans))) for cell in block.cells))


def find_blocks(text: str, lines: list[Line], markup: Markup) -> tuple[Block, ...]:
    """The blocks of a text in reading order, continued tables joined."""
    regions = find_regions(text, lines, markup)
    covered = {index for region in regions for index in range(region.first, region.end)}
    shape = Shape.of([line for index, line in enumerate(lines) if index not in covered])
    blocks: list[Block] = []
    position = 0
    for region in regions:
        blocks += flow_lines(text, lines[position : region.first], markup, shape)
        blocks += region.blocks
        position = region.end
    blocks += flow_lines(text, lines[position:], markup, shape)
    return join_tables(blocks, text)
