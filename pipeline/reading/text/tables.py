"""Where the tables and the two-column parts of a text are: HTML, pipes, grids, tabs, aligned columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from dataset.spans import Span
from pipeline.reading.continuation import runs
from pipeline.reading.text.aligned import Aligned, find_aligned
from pipeline.reading.text.block_tables import block_regions
from pipeline.reading.text.centred import find_centred
from pipeline.reading.text.ended_cells import ended_head_regions
from pipeline.reading.text.html_tables import parse_table
from pipeline.reading.text.letterhead import find_columns
from pipeline.reading.text.lines import Line
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.slots import Region, Slot, make_table, table_or_columns, written
from pipeline.reading.text.stacked_tables import stacked_regions

_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_GRID_RULE = re.compile(r"\+(?:[-=:]{2,}\+)+")
_HTML_OPEN = re.compile(r"<table\b", re.IGNORECASE)
_HTML_CLOSE = re.compile(r"</table\s*>", re.IGNORECASE)
_LABEL = re.compile(r"(?:[-–+•*o]|\(?\w{1,4}[.)])")


def find_regions(text: str, lines: Sequence[Line], markup: Markup) -> list[Region]:
    """The tables of a text and its parts in two columns, in order."""
    taken = [False] * len(lines)
    regions: list[Region] = []
    for finder in (
        _html_regions,
        ended_head_regions,
        block_regions,
        _pipe_regions,
        _column_regions,
        _tab_regions,
        _aligned_regions,
        _centred_regions,
        stacked_regions,
    ):
        for region in finder(text, lines, markup, taken):
            regions.append(region)
            taken[region.first : region.end] = [True] * (region.end - region.first)
    return sorted(regions, key=lambda region: region.first)


def _html_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of HTML; they begin and end lines of their own."""
    first: int | None = None
    depth = 0
    for index, line in enumerate(lines):
        opened = len(_HTML_OPEN.findall(line.text))
        if first is None and opened and line.text.lower().startswith("<table"):
            first = index
        if first is None:
            continue
        depth += opened - len(_HTML_CLOSE.findall(line.text))
        if depth <= 0:
            table = parse_table(text, lines[first].span.start, line.span.end, lines[first].page)
            if table is not None:
                yield Region(first, index + 1, (table,))
            first, depth = None, 0


def _aligned_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Tables of columns kept apart by spaces."""
    yield from (_of_columns(text, lines, found) for found in find_aligned(lines, taken))


def _centred_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """The same, with cells that are centred in their rows."""
    yield from (_of_columns(text, lines, found) for found in find_centred(lines, taken))


def _of_columns(text: str, lines: Sequence[Line], found: Aligned) -> Region:
    rows = []
    starts = [line.span.start for line in lines[found.first : found.end]]
    for row in found.rows:
        at = next(parts for parts in row if parts)[0].start
        page = lines[found.first + bisect_right(starts, at) - 1].page
        rows.append([Slot(parts or (Span(at, at),), page) for parts in row])
    return Region(found.first, found.end, (make_table(text, rows, "aligned"),))


def _column_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    for found in find_columns(text, lines, markup, taken):
        yield Region(found.first, found.end, found.blocks)


def _pipe_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Pipe tables and grid tables of Markdown, and rows of OCR output whose ruled lines were read as ``|``."""
    piped = [
        not taken[i] and line.text != "|" and ("|" in line.text or bool(_GRID_RULE.fullmatch(line.text)))
        for i, line in enumerate(lines)
    ]
    for first, end in runs(piped):
        header: int | None = None
        if _GRID_RULE.fullmatch(lines[first].text):
            rows = _grid_rows(text, lines[first:end], markup)
        else:
            ruled = [bool(_RULE.fullmatch(line.text)) for line in lines[first:end]]
            rows = [_split_row(text, line, markup, "|") for line in lines[first:end] if not _RULE.fullmatch(line.text)]
            header = ruled.index(True) if any(ruled) else None
            framed = len(rows) > 2 and all(line.text[0] == line.text[-1] == "|" for line in lines[first:end])
            if header is None and (len(rows) < 2 or min(len(row) for row in rows) < (2 if framed else 3)):
                continue
        # converters put an empty header above tables that have none
        while rows and not any(written(text, slot) for slot in rows[0]):
            rows, header = rows[1:], None
        if rows:
            yield Region(first, end, table_or_columns(text, rows, markup, "pipes", header))


def _grid_rows(text: str, lines: Sequence[Line], markup: Markup) -> list[list[Slot]]:
    """Rows of a grid table: all lines between two ruled ones are one row."""
    rows: list[list[Slot]] = []
    fresh = True
    for line in lines:
        if _GRID_RULE.fullmatch(line.text):
            fresh = True
            continue
        cells = _split_row(text, line, markup, "|")
        if fresh or len(cells) != len(rows[-1]):
            rows.append(cells)
        else:
            rows[-1] = [_lengthened(above, below) for above, below in zip(rows[-1], cells, strict=True)]
        fresh = False
    return rows


def _lengthened(above: Slot, below: Slot) -> Slot:
    parts = [span for span in (*above.parts, *below.parts) if span.length]
    return Slot(tuple(parts) or above.parts, above.page, above.width)


def _tab_regions(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> Iterator[Region]:
    """Rows of tab-separated cells; a leading tab is an empty first cell, unless it only indents a paragraph."""
    tabbed: list[bool] = []
    for index, line in enumerate(lines):
        last = _line_above(lines, index)
        above = lines[last] if last is not None and tabbed[last] else None
        below = lines[index + 1] if index + 1 < len(lines) and "\t" in lines[index + 1].text else None
        tabbed.append(not taken[index] and _is_row(text, line, above, below))
    for first, end in _pages_apart(lines, runs(tabbed)):
        rows = [_split_row(text, line, markup, "\t") for line in lines[first:end]]
        if len(rows) == 1 and not _is_lone_row(text, rows[0]):
            last = _line_above(lines, first)
            if last is None or not tabbed[last] or _tabs(text, lines[last]) != _tabs(text, lines[first]):
                continue
            rows[0] += [_empty_slot(rows[0])] * (_tabs(text, lines[first]) + 1 - len(rows[0]))
        if max(len(row) for row in rows) > 1:
            yield Region(first, end, table_or_columns(text, rows, markup, "tabs"))


def _line_above(lines: Sequence[Line], index: int) -> int | None:
    """The line before one; blank lines at the end of a page do not count."""
    above = index - 1
    while above > 0 and lines[above].blank and any(line.broken for line in lines[above + 1 : index + 1]):
        above -= 1
    return above if above >= 0 else None


def _pages_apart(lines: Sequence[Line], stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of lines, cut where a page ends: what goes on behind it is told from the cells."""
    for first, end in stretches:
        cuts = [index for index in range(first + 1, end) if lines[index].broken]
        yield from pairwise([first, *cuts, end])


def _empty_slot(row: Sequence[Slot]) -> Slot:
    end = row[-1].parts[-1].end
    return Slot((Span(end, end),), row[-1].page)


def _is_row(text: str, line: Line, above: Line | None, below: Line | None) -> bool:
    """Whether the tabs of a line set cells apart: inside it, more than one behind a bullet.

    A line that tabs only stand before is a row, most of its cells empty, if a row beside it has as many of them.
    """
    if line.blank:
        return False
    tabs = _tabs(text, line)
    beside = {_tabs(text, row) for row in (above, below if tabs > 1 else None) if row is not None}
    if "\t" not in line.text:
        return tabs > 0 and tabs in beside
    if tabs > 1 and tabs in beside:
        return True
    first, _, rest = line.text.partition("\t")
    return "\t" in rest.strip("\t") or not _LABEL.fullmatch(first.strip())


def _tabs(text: str, line: Line) -> int:
    """Number of tabs on a line, those before and behind its text too."""
    end = line.span.end
    while end < len(text) and text[end] in " \t":
        end += 1
    return text[line.span.start - line.indent : end].count("\t")


def _is_lone_row(text: str, row: Sequence[Slot]) -> bool:
    """Whether a single line with tabs can be a row: three cells or more, none as long as a paragraph."""
    cells = [cell for slot in row if (cell := written(text, slot))]
    return len(cells) >= 3 and max(map(len, cells)) <= 120


def _split_row(text: str, line: Line, markup: Markup, separator: str) -> list[Slot]:
    """The cells of a line; the pipes at both ends do not count."""
    start, end = line.span.start - (line.indent if separator == "\t" else 0), line.span.end
    if separator == "|":
        start += text[start] == "|"
        end -= text[end - 1] == "|" and text[end - 2] != "\\"
    slots: list[Slot] = []
    for part in re.finditer(r"(?:\\\||[^|])*" if separator == "|" else r"[^\t]*", text[start:end]):
        if slots and part.start() == part.end() and text[start + part.start() - 1] != separator:
            continue
        span = Span(start + part.start(), start + part.end())
        visible = tuple(markup.visible(text, span)) or (Span(span.start, span.start),)
        slots.append(Slot(visible, line.page))
    return slots
