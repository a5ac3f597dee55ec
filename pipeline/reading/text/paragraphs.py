"""Lines flowed into paragraphs: hard wraps taken back, page breaks bridged, lists and headings kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from dataset.document import Column, Paragraph, Style
from normalizers.unicode import fold_case
from pipeline.reading.continuation import merge_spans
from pipeline.reading.text.lines import Line, pattern, patterns
from pipeline.reading.text.markup import Markup

_INLINE_NUMBER = re.compile(r"\((\d{1,2})\)")
Gap = Literal["none", "blank", "page"]
_SOFT_ENDS = (";", ",")


@dataclass(frozen=True)
class Shape:
    """How a text breaks its lines.

    ``wrapped``: paragraphs run over several lines of at most ``width`` characters. ``ragged``: they break anywhere, so
    that a short line means nothing (web copies). ``indented``: a paragraph begins with white space.
    """

    wrapped: bool
    width: int
    ragged: bool
    indented: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Shape:
        """Measure the lines of running text."""
        pairs = [(a, b) for a, b in pairwise(lines) if not a.blank and not b.blank and not b.broken]
        lengths = sorted(a.span.length for a, _ in pairs)
        width = lengths[int(len(lengths) * 0.85)] if lengths else 0
        inside = [(a, b) for a, b in pairs if b.lower_start and not a.capitals and a.label != a.plain]
        wrapped = len(inside) >= max(1, 0.12 * len(pairs)) and width < 200
        short = sum(a.span.length < 0.7 * width for a, _ in inside)
        opening = [b for a, b in pairs if a.ends_sentence and not b.lower_start]
        indented = sum(b.indent >= 2 for b in opening) * 2 > len(opening) > 4
        indented = indented and sum(b.indent >= 2 for _, b in inside) * 4 < len(inside)
        return cls(wrapped, width, short > 0.12 * len(inside), indented)

    def full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had no more room on this one, as far as can be told."""
        word = following.text.split(maxsplit=1)[0] if following.text else ""
        length = line.indent + line.span.length
        return length + 1 + len(word) >= 0.93 * self.width or (not line.ends_sentence and length >= 0.85 * self.width)


# lines that somebody broke on purpose: cells of a letterhead, line breaks in a word processor
CELL_SHAPE = Shape(wrapped=False, width=0, ragged=False, indented=False)


def flow_lines(
    text: str, lines: Sequence[Line], markup: Markup, shape: Shape, column: Column = "full"
) -> list[Paragraph]:
    """The paragraphs that some lines of running text make."""
    numbers = page_numbers(lines)
    groups: list[list[Line]] = []
    joiner = Joiner(text, markup, shape)
    gap: Gap = "none"
    for line in lines:
        if line.span.start in numbers or line.broken:
            gap = "page"
        elif line.blank or line.decoration:
            gap = "blank" if gap == "none" else gap
        if line.blank or line.decoration or line.span.start in numbers:
            continue
        if not groups or not joiner.joins(groups[-1], line, gap):
            groups.append([])
        groups[-1].append(line)
        gap = "none"
    return [made for group in groups if (made := make_paragraph(text, group, markup, column)) is not None]


def make_paragraph(text: str, lines: Sequence[Line], markup: Markup, column: Column = "full") -> Paragraph | None:
    """One paragraph of some lines, without their markup; ``None`` if they hold nothing else."""
    spans = merge_spans(text, [part for line in lines for part in markup.visible(text, line.span)])
    if not spans:
        return None
    style: Style = markup.style(text, spans)
    level = markup.headings.get(lines[0].span.start - lines[0].indent)
    return Paragraph(spans, lines[0].page, replace(style, heading=level), column)


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Where page numbers stand: alone on a line with nothing around it, or at the top of a page and in order."""
    found: set[int] = set()
    last = 0
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        number = line.page_number
        if number is None or number > 2000:
            continue
        above = before is None or before.blank or line.broken
        below = after is None or after.blank or after.broken
        if (above and below) or ((above or below) and last < number <= last + 3):
            found.add(line.span.start)
            last = max(last, number)
    return found


@dataclass(frozen=True)
class Joiner:
    """Decides whether a line goes on with the paragraph before it."""

    text: str
    markup: Markup
    shape: Shape

    def joins(self, group: Sequence[Line], line: Line, gap: Gap) -> bool:
        """Whether ``line`` belongs to the paragraph of ``group``; ``gap`` is what lies between the two."""
        last = group[-1]
        if self._is_heading(line):
            return False
        if gap != "none":
            return self._bridges(group[0], last, line, gap)
        if line.label:
            return _chance_label(last, line, self.shape)
        if _is_field(last, line):
            return False
        if last.label and last.label == last.plain:
            # a label alone on its line: what it opens stands below, where lines were wrapped
            return self.shape.wrapped and not line.capitals
        if line.capitals and pattern("line", "name_begins").fullmatch(last.plain):
            return True
        if line.opens or _is_office(last, line) or self._is_heading(last) or _is_type(last) or _is_recipients(last):
            return False
        if line.lower_start:
            return self.shape.wrapped or not last.ends_sentence
        if line.plain[:1].isdigit() and not last.capitals and pattern("line", "before_number").search(last.plain):
            return True
        newline = self.text.find("\n", last.span.end)
        if newline >= 0 and (self.markup.bold[newline] or self.markup.italic[newline]):
            return True
        return self.shape.wrapped and self._wraps(last, line)

    def _is_heading(self, line: Line) -> bool:
        return line.span.start - line.indent in self.markup.headings

    def _wraps(self, last: Line, line: Line) -> bool:
        """Whether a line that begins with a capital or a digit is the rest of a hard-wrapped one."""
        shape = self.shape
        if last.capitals and not any(character.isalpha() for character in line.plain):
            return not last.ends_sentence  # GIAI ĐOẠN / 2026 - 2030
        if last.capitals != line.capitals and (last.capitals or not shape.full(last, line)):
            return False
        if shape.indented:
            return line.indent < 2
        if shape.ragged:
            return not (last.ends_sentence and last.text[-1] != ":" and last.span.length < 0.6 * shape.width)
        if last.capitals and line.capitals and not last.ends_sentence:
            # UBND TỈNH … / SỞ …: two bodies of a letterhead
            superior, subordinate = pattern("line", "superior"), pattern("line", "subordinate")
            return not (superior.fullmatch(last.plain) and subordinate.fullmatch(line.plain))
        open_end = last.plain.endswith(",") or (line.plain[:1].isdigit() and not last.ends_sentence)
        return open_end or shape.full(last, line)

    def _bridges(self, first: Line, last: Line, line: Line, gap: Gap) -> bool:
        """Whether a paragraph goes on behind a blank line or a page break."""
        if line.label or line.opens or last.capitals or _is_type(last) or (first.opens and first.capitals):
            return False
        if self._is_heading(last):
            return False
        open_end = not last.ends_sentence or last.plain.endswith(_SOFT_ENDS)
        if line.lower_start:
            return open_end
        if gap == "blank" or line.capitals:
            return False
        if self.shape.indented and line.indent < 2 and open_end:
            return self.shape.full(last, line)
        if last.ends_sentence:
            return False
        return self.shape.full(last, line) if self.shape.wrapped else last.span.length > 60


def _chance_label(last: Line, line: Line, shape: Shape) -> bool:
    """Whether what looks like a label stands inside a sentence that a line break cut.

    ``2026`` / ``- 2030``; ``(AI, VR,`` / ``3D)``; ``ngày 5 tháng`` / ``4. Các``; ``three pillars:`` / ``(1) …; (2) …``.
    """
    if not shape.wrapped or last.capitals:
        return False
    if line.label.endswith(")") and not line.label.startswith("(") and last.plain.count("(") > last.plain.count(")"):
        return True
    if pattern("line", "before_number").search(last.plain):
        return True
    number = _INLINE_NUMBER.fullmatch(line.label)
    if number:
        count = int(number.group(1))
        return f"({count + 1})" in line.plain or f"({count - 1})" in last.plain[1:]
    if last.ends_sentence:
        return False
    rest = line.plain[len(line.label) :].lstrip()
    return line.label in {"-", "–", "—"} and (rest[:1].islower() or rest[:1].isdigit())


def _is_office(last: Line, line: Line) -> bool:
    """Whether the line names the signer's office under a formula."""
    return line.capitals and last.capitals and bool(pattern("signature", "office").match(line.plain))


def _is_field(last: Line, line: Line) -> bool:
    """Whether the line names who carries out what the sentence before it says: ``Đầu mối: Khoa Dược; …``."""
    return last.ends_sentence and last.plain[-1:] != "," and bool(pattern("line", "field").match(line.plain))


def _is_type(line: Line) -> bool:
    return line.capitals and bool(pattern("document", "type").fullmatch(fold_case(line.plain)))


def _is_recipients(line: Line) -> bool:
    return fold_case(line.plain).startswith(patterns()["letterhead"]["recipients"])
