"""Lines flowed into paragraphs: hard wraps taken back, page breaks bridged, lists and headings kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dataset.document import Column, Paragraph, Style
from dataset.spans import Span
from pipeline.reading.continuation import merge_spans
from pipeline.reading.text.lines import Line, folded, pattern, patterns
from pipeline.reading.text.markup import Markup

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
        pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if not a.blank and not b.blank and not b.broken]
        lengths = sorted(a.span.length for a, _ in pairs)
        width = lengths[int(len(lengths) * 0.85)] if lengths else 0
        inside = [(a, b) for a, b in pairs if b.lower_start and not a.capitals and not a.label == a.plain]
        wrapped = len(inside) >= max(1, 0.12 * len(pairs)) and width < 200
        shape = cls(wrapped, width, False, False)
        short = sum(not shape.full(a, b) for a, b in inside)
        opening = [b for a, b in pairs if a.ends_sentence and not b.lower_start]
        indented = sum(b.indent >= 2 for b in opening) * 2 > len(opening) and sum(
            b.indent >= 2 for _, b in inside
        ) * 4 < max(len(inside), 1)
        return cls(wrapped, width, len(inside) > 0 and short > 0.3 * len(inside), indented and len(opening) > 2)

    def full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had no more room on this one."""
        word = following.text.split(maxsplit=1)[0] if following.text else ""
        return line.indent + line.span.length + 1 + len(word) >= 0.93 * self.width


def flow_lines(
    text: str, lines: Sequence[Line], markup: Markup, shape: Shape, column: Column = "full"
) -> list[Paragraph]:
    """The paragraphs that some lines of running text make."""
    groups: list[list[Line]] = []
    previous: Line | None = None
    gap = broken = False
    for line in lines:
        if line.blank or line.decoration:
            gap, broken = True, broken or line.broken
            continue
        if _is_page_number(line, lines):
            gap = broken = True
            continue
        broken = broken or line.broken
        if previous is None or not _joins(text, groups[-1][0], previous, line, markup, shape, gap or broken, broken):
            groups.append([])
        groups[-1].append(line)
        previous, gap, broken = line, False, False
    return [made for group in groups if (made := make_paragraph(text, group, markup, column)) is not None]


def make_paragraph(text: str, lines: Sequence[Line], markup: Markup, column: Column = "full") -> Paragraph | None:
    """One paragraph of some lines, without their markup; ``None`` if they hold nothing else."""
    spans = merge_spans(text, [part for line in lines for part in markup.visible(text, line.span)])
    if not spans:
        return None
    style: Style = markup.style(text, spans)
    level = markup.headings.get(lines[0].span.start - lines[0].indent)
    return Paragraph(spans, lines[0].page, replace(style, heading=level), column)


def _is_page_number(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a page number stands alone between blank lines or at the edge of a page."""
    if line.page_number is None or line.page_number > 2000:
        return False
    index = lines.index(line)
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    alone = before is None or before.blank or line.broken
    return alone and (after is None or after.blank or after.broken) and line.label == ""


def _joins(
    text: str, first: Line, last: Line, line: Line, markup: Markup, shape: Shape, gap: bool, broken: bool
) -> bool:
    """Whether ``line`` goes on with the paragraph from ``first`` to ``last``."""
    if markup.headings.get(line.span.start - line.indent):
        return False
    if gap:
        return _bridges(first, last, line, markup, shape, broken)
    if line.label:
        return _chance_label(last, line, shape)
    if line.opens or _is_office(last, line):
        return False
    if (
        markup.headings.get(last.span.start - last.indent)
        or _is_type(last)
        or folded(last.plain).startswith(patterns()["letterhead"]["recipients"])
    ):
        return False
    if line.lower_start:
        return shape.wrapped or not last.ends_sentence
    newline = text.find("\n", last.span.end)
    if newline >= 0 and (markup.bold[newline] or markup.italic[newline]):
        return True
    return shape.wrapped and _wraps(last, line, shape)


def _wraps(last: Line, line: Line, shape: Shape) -> bool:
    """Whether a line that begins with a capital or a digit is the rest of a hard-wrapped one."""
    if last.capitals != line.capitals and (last.capitals or not shape.full(last, line)):
        return False
    if last.label and last.label == last.plain:
        return False
    if shape.indented:
        return line.indent < 2
    if shape.ragged:
        return not (last.ends_sentence and last.text[-1] != ":" and last.span.length < 0.6 * shape.width)
    if last.capitals and line.capitals and not last.ends_sentence:
        return True
    return shape.full(last, line) or (line.plain[:1].isdigit() and not last.ends_sentence)


def _bridges(first: Line, last: Line, line: Line, markup: Markup, shape: Shape, broken: bool) -> bool:
    """Whether a paragraph goes on behind a blank line or a page break."""
    if line.label or line.opens or last.capitals or _is_type(last) or first.opens and first.plain.isupper():
        return False
    if markup.headings.get(last.span.start - last.indent):
        return False
    open_end = not last.ends_sentence or last.plain.endswith(_SOFT_ENDS)
    if line.lower_start:
        return open_end
    if not broken or last.ends_sentence or line.capitals:
        return False
    return shape.full(last, line) if shape.wrapped else last.span.length > 60


def _chance_label(last: Line, line: Line, shape: Shape) -> bool:
    """Whether what looks like a bullet is a dash inside a sentence that a line break cut: ``2026`` / ``- 2030``."""
    if not shape.wrapped or last.ends_sentence or last.capitals:
        return False
    rest = line.plain[len(line.label) :].lstrip()
    return line.label in {"-", "–", "—"} and (rest[:1].islower() or rest[:1].isdigit())


def _is_office(last: Line, line: Line) -> bool:
    """Whether the line names the signer's office under a formula."""
    return line.capitals and last.capitals and bool(pattern("signature", "office").match(line.plain))


def _is_type(line: Line) -> bool:
    return line.capitals and bool(pattern("document", "type").fullmatch(folded(line.plain)))
