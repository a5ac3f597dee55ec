"""Lines into paragraphs, by how full a line is, indentation, spacing, face, and labels at the line's start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from dataset.document import Style
from pipeline.reading.layout.columns import completes_date, completes_motto
from pipeline.reading.layout.model import Line

INDENT = 0.7
"""A first line stands in from the margin by at least this many font sizes."""
CENTRED = 1.5
"""A centred line keeps at least this many font sizes from both margins."""
CENTRE_SHIFT = 0.025
"""The middle of a centred line is off the column's middle by at most this share of its width."""
WIDE_SPACING = 1.45
"""Lines further apart than this many usual line distances belong to different paragraphs."""
WIDEST_SPACING = 2.1
"""The same for a line that begins in the middle of a sentence."""
SAME_SIZE = 0.12
"""Font sizes that differ by less than this share are the same."""
FULL_SLACK = 0.015
"""A line may miss the right margin by this share of the column's width and still be full."""
SHORT_TITLE = 0.3
"""A centred line narrower than this share of the column (``KẾ HOẠCH``) is a paragraph of its own."""

LABEL = re.compile(
    r"(?:[-–—+*•●○▪◦]\s|\d{1,2}(?:\.\d{1,2}){0,4}[.)/]?\s(?=\S)|[a-zđ]{1,2}(?:\.\d{1,2})?[.)]\s|[IVX]{1,5}(?:[.)]\s?|\s?[-–]\s)"
    r"|(?:Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC)\s+[\dIVX]+|Căn cứ\s|Nơi nhận\b|\(\*+\)|\(\d+\)\s)"
)
ENDS = re.compile(r"[.;:!?…][\"”’)]*$|/\.$")
OPENING = "\"'“‘([{"


@dataclass(frozen=True)
class Margins:
    """Where the lines of a column begin and end, and how far apart they usually are."""

    left: float
    right: float
    leading: float

    @property
    def width(self) -> float:
        """From margin to margin."""
        return max(self.right - self.left, 1.0)


def margins_of(lines: Sequence[Line]) -> Margins:
    """The margins of the lines of one column of one page."""
    left = _low([line.box.x0 for line in lines])
    right = -_low([-line.box.x1 for line in lines])
    steps = [b.box.bottom - a.box.bottom for a, b in pairwise(lines) if b.box.bottom > a.box.bottom]
    size = median(line.size for line in lines)
    near = [step for step in steps if step < 2.5 * size]
    return Margins(left, right, _low(near, 0.3) if near else 1.3 * size)


def _low(values: Sequence[float], share: float = 0.06) -> float:
    """A low quantile: the border that a few outliers do not move."""
    return sorted(values)[int(share * len(values))]


def is_centred(line: Line, margins: Margins) -> bool:
    """Whether a line is set in the middle of its column."""
    room = CENTRED * line.size
    shift = abs((line.box.x0 + line.box.x1) - (margins.left + margins.right)) / 2
    inset = line.box.x0 - margins.left >= room and margins.right - line.box.x1 >= room
    return inset and shift <= CENTRE_SHIFT * margins.width and not LABEL.match(line.text + " ")


def is_full(line: Line, following: Line, margins: Margins) -> bool:
    """Whether the first word of the following line found no room at the end of this one."""
    space = 0.25 * line.size
    first = following.words[0].box
    return line.box.x1 + space + (first.x1 - first.x0) > margins.right - FULL_SLACK * margins.width


def starts_paragraph(line: Line, before: Line, margins: Margins, margins_before: Margins) -> bool:
    """Whether ``line`` begins a new paragraph after ``before``, in the same column or on the page before it."""
    if (line.zone, line.column) != (before.zone, before.column):
        return True
    lower = line.text.lstrip(OPENING)[:1].islower() and not LABEL.match(line.text)
    if line.zone == "head":
        return not lower and not _completes_head(line, before)
    if _far(line, before, margins, WIDEST_SPACING if lower else WIDE_SPACING):
        return True
    if lower and not ENDS.search(before.text):
        # a title in small letters below its type: CHƯƠNG TRÌNH HÀNH ĐỘNG / thực hiện …
        typed = before.text.isupper() and is_centred(before, margins_before)
        return typed and not is_full(before, line, margins_before)
    if before.text.startswith("(") and ")" not in before.text:
        return False
    if line.zone == "foot" and line.column == "right":
        return True
    centred = is_centred(line, margins), is_centred(before, margins_before)
    if any(centred):
        return _parts_titles(line, before, centred, margins)
    if line.zone == "foot" and not LABEL.match(line.text):
        return bool(ENDS.search(before.text))
    full = is_full(before, line, margins_before)
    indented = line.box.x0 - margins.left >= INDENT * line.size
    if LABEL.match(line.text) and (not full or indented or ENDS.search(before.text)):
        return True
    if lower:
        return not full
    if not full or _other_face(line, before):
        return True
    return indented and not _hangs(line, before)


def _completes_head(line: Line, before: Line) -> bool:
    """Whether a line of the head is the end of one that found no room: motto, date, or a word of a body's name."""
    if line.column == "right":
        return completes_motto(before, line) or completes_date(before, line)
    lone = len(line.words) == 1 and line.text.isalpha() and line.text.isupper()
    return lone and before.text.isupper() and line.bold == before.bold


def _far(line: Line, before: Line, margins: Margins, widest: float) -> bool:
    if line.page != before.page:
        return False
    return line.box.bottom - before.box.bottom > widest * max(margins.leading, line.size)


def _parts_titles(line: Line, before: Line, centred: tuple[bool, bool], margins: Margins) -> bool:
    """Whether a centred line, or one after it, begins a paragraph."""
    if not all(centred):
        # on coarse scans faces are not told: capitals stand for bold print
        capitals = line.text.isupper() and before.text.isupper()
        marked = (line.bold or line.italic or capitals) and not LABEL.match(line.text)
        return not (marked and _same_face(line, before) and centred[0] and is_full(before, line, margins))
    same = _same_face(line, before) and _same_size(line, before)
    short = before.box.x1 - before.box.x0 < SHORT_TITLE * margins.width
    return not same or short or line.text.isupper() != before.text.isupper() or line.page != before.page


def _same_face(line: Line, before: Line) -> bool:
    return line.bold == before.bold and line.italic == before.italic


def _same_size(line: Line, before: Line) -> bool:
    return abs(line.size - before.size) <= SAME_SIZE * max(line.size, before.size)


def _other_face(line: Line, before: Line) -> bool:
    return (before.bold and not line.words[0].bold) or (line.bold and not before.words[-1].bold)


def _hangs(line: Line, before: Line) -> bool:
    """Whether a line is set under the text behind the label of the line before it, or under such a line."""
    under_text = len(before.words) > 1 and abs(before.words[1].box.x0 - line.box.x0) <= INDENT * line.size
    label = bool(LABEL.match(before.text)) and under_text
    return label or (before.box.x0 >= line.box.x0 - 1.0 and not ENDS.search(before.text))


def style_of(lines: Sequence[Line], margins: Margins) -> Style:
    """How a paragraph looks."""
    align: Literal["left", "center", "justify"] = "left"
    if all(is_centred(line, margins) for line in lines):
        align = "center"
    elif len(lines) > 2 and all(margins.right - line.box.x1 <= FULL_SLACK * margins.width for line in lines[:-1]):
        align = "justify"
    return Style(
        bold=all(line.bold for line in lines),
        italic=all(line.italic for line in lines),
        align=align,
        size=round(median(line.size for line in lines), 1),
    )
