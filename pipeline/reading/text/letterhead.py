"""Parts of a document in two columns: issuing body and motto at the top, recipients and signature at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from dataset.document import Column, Paragraph
from dataset.spans import Span
from normalizers.unicode import fold_case
from pipeline.reading.text.cell_wraps import rejoined
from pipeline.reading.text.lines import Line, cased, pattern, patterns
from pipeline.reading.text.markup import Markup
from pipeline.reading.text.paragraphs import CELL_SHAPE, flow_lines

_GAP = re.compile(r"\t+|\s{3,}|\s*_{2,}\s*")
_LINE_END = re.compile(r"[\n\f]|<br\s*/?>", re.IGNORECASE)
_EDGE = " \t_|-–—.~"
_NAME = cased(r"(?:\p{Lu}\p{Ll}*\s+){1,4}\p{Lu}\p{Ll}*")
_CAPITAL_TAIL = cased(r"(?<=[;)])\s+(?=\p{Lu}+(?:\s+\p{Lu}+)+$)")
_HEAD_LINES = 12
_FOOT_LINES = 60
_ROW_CELLS = 3  # a foot has two columns

Parts = Sequence[Span]


@dataclass(frozen=True)
class Columns:
    """Lines ``first`` to ``end`` (exclusive) that hold two columns, and the paragraphs of both."""

    first: int
    end: int
    blocks: tuple[Paragraph, ...]


def is_layout(text: str, rows: Sequence[Sequence[Parts]]) -> bool:
    """Whether a table of two columns is no data but the head or the foot of a document, or whom a letter addresses."""
    if not rows or max(len(row) for row in rows) > 3 or len(rows) > 12:
        return False
    content = fold_case(" ".join(text[span.start : span.end] for row in rows for parts in row for span in parts))
    words = patterns()["letterhead"]
    content = re.sub(r"\s+", " ", content)
    opening = (words["recipients"], words["addressees"])
    return any(find_fuzzy(content, key) for key in words["motto"]) or content.lstrip().startswith(opening)


def find_fuzzy(content: str, key: str) -> tuple[int, int] | None:
    """Where a formula stands in a folded text that may hold misread letters."""
    found = fuzz.partial_ratio_alignment(key, content, score_cutoff=84)
    if found is None or found.dest_end - found.dest_start < 0.85 * len(key):
        return None
    return found.dest_start, found.dest_end


def layout_paragraphs(text: str, rows: Sequence[Sequence[tuple[Parts, int]]], markup: Markup) -> tuple[Paragraph, ...]:
    """The cells of a layout table as paragraphs, the left column first."""
    columns = max(len(row) for row in rows)
    made: list[Paragraph] = []
    for index in range(columns):
        side: Column = "left" if index == 0 else "right"
        for row in rows:
            if index >= len(row):
                continue
            parts, page = row[index]
            lines = list(rejoined(text, list(_cell_lines(text, Span(parts[0].start, parts[-1].end), page))))
            made.extend(flow_lines(text, lines, markup, CELL_SHAPE, "full" if len(row) == 1 else side))
    return tuple(made)


def _cell_lines(text: str, span: Span, page: int) -> Iterator[Line]:
    start = 0
    content = text[span.start : span.end]
    for end in (*_LINE_END.finditer(content), None):
        raw = content[start : end.start() if end else None]
        stripped = raw.strip()
        at = span.start + start + len(raw) - len(raw.lstrip())
        if stripped:
            yield Line(stripped, Span(at, at + len(stripped)), 0, page)
        start = end.end() if end else start


def find_columns(text: str, lines: Sequence[Line], markup: Markup, taken: Sequence[bool]) -> list[Columns]:
    """The letterheads and feet whose two columns stand side by side on lines that are not ``taken``."""
    found: list[Columns] = []
    index = 0
    while index < len(lines):
        columns = None if taken[index] else _columns_at(text, lines, index, markup)
        if columns is not None and not any(taken[columns.first : columns.end]):
            found.append(columns)
            index = columns.end
        else:
            index += 1
    return found


def _columns_at(text: str, lines: Sequence[Line], index: int, markup: Markup) -> Columns | None:
    return _head_at(text, lines, index, markup) or _foot_at(text, lines, index, markup)


def _head_at(text: str, lines: Sequence[Line], start: int, markup: Markup) -> Columns | None:
    motto = _motto(lines[start])
    rest = None
    if motto is None:
        motto, rest = _wrapped_motto(lines, start)
    if motto is None or not lines[start].text[:motto].strip(_EDGE):
        return None
    sides: list[tuple[Line | None, Line | None]] = [_halves(text, lines[start], motto)]
    middle = lines[start].indent + motto
    end, dated = start + 1, False
    for index in range(start + 1, min(start + _HEAD_LINES, len(lines))):
        line = lines[index]
        if line.blank or line.decoration:
            continue
        cut = _motto_end(line) if index == rest else _head_cut(line)
        if cut is not None:
            sides.append(_halves(text, line, cut))
        elif _ends_head(line, dated):
            break
        elif line.indent > 0.6 * middle:
            sides.append((None, line))
        else:
            sides.append((line, None))
        dated = dated or bool(pattern("letterhead", "place_date").search(line.text))
        end = index + 1
    return Columns(start, end, _both(text, sides, markup))


def _ends_head(line: Line, dated: bool) -> bool:
    if pattern("letterhead", "number").match(line.text):
        return False
    shape = fold_case(line.plain)
    return dated or bool(line.label) or bool(pattern("document", "type").fullmatch(shape)) or line.span.length > 60


def _motto(line: Line) -> int | None:
    if line.blank or line.span.length < 30 or line.span.length > 200:
        return None
    content = fold_case(line.text)
    if "chu nghia" not in content and "cong san" not in content and "cong hoa" not in content:
        return None
    hits = [hit for key in patterns()["letterhead"]["motto"] if (hit := find_fuzzy(content, key))]
    if not hits:
        return None
    # a misread first letter is the motto's all the same
    return _word_start(content, hits[0][0])


def _wrapped_motto(lines: Sequence[Line], start: int) -> tuple[int | None, int | None]:
    """Where a motto begins that ends the line but for its last words, and the line below that they end."""
    content, key = fold_case(lines[start].text), patterns()["letterhead"]["motto_begins"]
    if "xa hoi" not in content or (hit := find_fuzzy(content, key)) is None or hit[1] < len(content):
        return None, None
    below = next((i for i in range(start + 1, min(start + 3, len(lines))) if not lines[i].blank), None)
    if below is None or _motto_end(lines[below]) is None:
        return None, None
    return _word_start(content, hit[0]), below


def _word_start(content: str, at: int) -> int:
    """Where the word at or behind a place begins."""
    while 0 < at < len(content) and content[at].isalnum() and content[at - 1].isalnum():
        at -= 1
    return at


def _motto_end(line: Line) -> int | None:
    """Where the last words of the motto begin at the end of a line, behind the name of a body."""
    content, key = fold_case(line.text), patterns()["letterhead"]["motto_ends"]
    at = len(content) - len(key)
    return at if line.capitals and content.endswith(key) and content[at - 1 : at] in {" ", "\t"} else None


def _head_cut(line: Line) -> int | None:
    """Where the right column begins on a line of the letterhead."""
    for key in patterns()["letterhead"]["slogan"]:
        hit = find_fuzzy(fold_case(line.text), key)
        if hit and hit[0] > 2:
            return hit[0]
    date = pattern("letterhead", "place_date").search(line.text)
    if pattern("letterhead", "blank_number").fullmatch(line.text):
        return None
    gap = max(_GAP.finditer(line.text), key=_width, default=None)
    if gap and gap.start() > 0:
        return gap.end()
    if date and date.start() > 2 and pattern("letterhead", "number").match(line.text):
        return _before_place(line.text, date)
    name = pattern("letterhead", "name_before_date").match(line.text)
    return name.end() if date and name and date.end() > name.end() else None


def _width(gap: re.Match[str]) -> tuple[bool, int]:
    """How wide a gap is: a tab parts the columns, blanks may be where day or number are to be filled in."""
    return "\t" in gap.group(), gap.end() - gap.start()


def _before_place(line: str, date: re.Match[str]) -> int:
    """The place may have swallowed the end of the symbol: it begins behind the last token with a slash or a digit."""
    head = line[: date.end()]
    tokens = list(re.finditer(r"\S*[/\d]\S*", head[: head.rfind(",")]))
    return max(date.start(), tokens[-1].end() + 1 if tokens else 0)


def _halves(text: str, line: Line, cut: int) -> tuple[Line | None, Line | None]:
    return _part(text, line, 0, cut), _part(text, line, cut, line.span.length)


def _part(text: str, line: Line, start: int, end: int) -> Line | None:
    """A piece of a line as a line of its own, without drawn lines at its edges."""
    piece = line.text[start:end]
    core = piece.strip(" \t_|~")
    if not core.strip(_EDGE):
        return None
    offset = line.span.start + start + piece.index(core)
    return Line(core, Span(offset, offset + len(core)), 0, line.page)


def _both(text: str, sides: Sequence[tuple[Line | None, Line | None]], markup: Markup) -> tuple[Paragraph, ...]:
    left = [line for line, _ in sides if line is not None]
    right = [line for _, line in sides if line is not None]
    return (
        *flow_lines(text, left, markup, CELL_SHAPE, "left"),
        *flow_lines(text, right, markup, CELL_SHAPE, "right"),
    )


def _foot_at(text: str, lines: Sequence[Line], start: int, markup: Markup) -> Columns | None:
    if not fold_case(lines[start].plain).startswith(patterns()["letterhead"]["recipients"]):
        return None
    sides: list[tuple[Line | None, Line | None]] = []
    end, cuts = start, 0
    for index in range(start, _annex_behind(lines, start)):
        line = lines[index]
        if index > start and (line.broken or _ends_foot(line)):
            break
        if line.blank or line.decoration:
            continue
        cut = _foot_cut(line)
        if cut is not None:
            sides.append(_halves(text, line, cut))
            cuts += 1
        elif line.label or index == start or line.lower_start:
            sides.append((line, None))
        elif line.indent > 25 or _behind_tab(text, line) or line.opens or line.capitals or _NAME.fullmatch(line.plain):
            sides.append((None, line))
        else:
            sides.append((line, None))
        end = index + 1
    return Columns(start, end, _both(text, sides, markup)) if cuts else None


def _annex_behind(lines: Sequence[Line], start: int) -> int:
    """Where the annex begins that follows a foot: its caption, or its table where it has none."""
    limit = min(start + _FOOT_LINES, len(lines))
    for index in range(start + 1, limit):
        line = lines[index]
        cells = [cell for cell in line.text.split("\t") if cell.strip()]
        if len(cells) < _ROW_CELLS and not pattern("letterhead", "attached").match(fold_case(line.plain)):
            continue
        above = next((i for i in range(index, start, -1) if not lines[i - 1].capitals), start + 1)
        return max(above, start + 1)
    return limit


def _behind_tab(text: str, line: Line) -> bool:
    return line.indent > 0 and text[line.span.start - 1] == "\t"


def _ends_foot(line: Line) -> bool:
    shape = fold_case(line.plain)
    return (
        bool(pattern("document", "type").fullmatch(shape))
        or _motto(line) is not None
        or any(find_fuzzy(shape, key) for key in patterns()["letterhead"]["motto"])
        or (bool(line.label) and line.label[0].isalnum())
    )


def _foot_cut(line: Line) -> int | None:
    """Where the signature begins on a line of the recipients."""
    gap = max(_GAP.finditer(line.text), key=lambda found: found.end() - found.start(), default=None)
    if gap and gap.start() > 0:
        return gap.end()
    formula = re.search(rf"(?<=[:;.,)])\s+(?={pattern('signature', 'formula').pattern})", line.text)
    if formula:
        return formula.end()
    office = _CAPITAL_TAIL.search(line.text)
    return office.end() if office else None
