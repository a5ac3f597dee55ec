"""The lines that the outline is made of: a node each, its text folded for matching, and the means to cut one in two."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from dataset.document import Document, Paragraph
from dataset.spans import Span
from dataset.views import View
from extractors.outline.labels import Label, parse_label
from extractors.outline.model import Node, NodeKind
from normalizers.unicode import fold_case


def fold(text: str) -> str:
    """The text without Vietnamese marks, in lower case, of the same length also where it is not composed (NFC)."""
    folded = fold_case(text)
    return folded if len(folded) == len(text) else "".join(fold_case(character)[:1] or character for character in text)


@dataclass(eq=False)
class Line:
    """A node with what is needed to tell what it is: its whole text, also with the label, and the same folded."""

    node: Node
    document: Document
    whole: View
    label: Label | None = None
    decided: bool = field(default=False)

    @cached_property
    def folded(self) -> str:
        """The text with its label, folded."""
        return fold(self.whole.text)

    @property
    def text(self) -> str:
        """The text with its label."""
        return self.whole.text

    @property
    def paragraph(self) -> Paragraph | None:
        """The paragraph, if it is not a table."""
        return self.node.paragraph

    @property
    def upper(self) -> bool:
        """Whether its letters are capitals, small words of notes in brackets aside."""
        letters = [c for c in self.node.text if c.isalpha()]
        return len(letters) > 2 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)

    @property
    def bold(self) -> bool:
        """Whether the reader saw it bold or as a heading."""
        style = self.paragraph.style if self.paragraph else None
        return bool(style and (style.bold or style.heading))

    @property
    def blank(self) -> bool:
        """Whether it holds no letter and no digit (rules, stars, specks that OCR took for accents)."""
        return not any(c.isalnum() and unicodedata.category(c) != "Lm" for c in self.text)

    def become(self, kind: NodeKind, *, keep_label: bool = False) -> None:
        """Settle what the line is; a label that is none there goes back into the text."""
        self.node.kind = kind
        self.decided = True
        if keep_label and self.label is not None:
            self.node.label = self.label.text
            self.node.view = _tail(self.document, self.node, self.whole, self.label.length)
        else:
            self.node.label = None
            self.node.view = self.whole


def make_lines(document: Document) -> list[Line]:
    """One undecided line for every block of the document."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            view = document.view(block.spans)
            node = Node("text", view, block)
            lines.append(Line(node, document, view, parse_label(view.text)))
        else:
            view = document.view([span for cell in block.cells for span in cell.spans])
            lines.append(Line(Node("table", view, block), document, view, decided=True))
    return lines


def split(line: Line, *cuts: int) -> list[Line]:
    """Cut a paragraph at positions of its whole text; each piece is a paragraph of its own."""
    paragraph = line.paragraph
    if paragraph is None:
        return [line]
    bounds = [0, *[cut for cut in cuts if 0 < cut < len(line.whole.text)], len(line.whole.text)]
    pieces = []
    for start, end in pairwise(bounds):
        spans = cut_spans(paragraph.spans, line.whole, start, end)
        view = line.document.view(spans)
        piece = replace(paragraph, spans=spans, page=line.document.page_at(spans[0].start))
        pieces.append(Line(Node("text", view, piece), line.document, view, parse_label(view.text)))
    return pieces


def cut_spans(spans: tuple[Span, ...], view: View, start: int, end: int) -> tuple[Span, ...]:
    """The part of ``spans`` that lies under ``view.text[start:end]``."""
    first, last = view.offsets[start], view.offsets[end - 1] + 1
    out = []
    inside = False
    for span in spans:
        begins = not inside and span.start <= first < span.end
        if begins:
            inside = True
        if not inside:
            continue
        ends = span.start < last <= span.end and (not begins or last > first)
        out.append(Span(first if begins else span.start, last if ends else span.end))
        if ends:
            break
    return tuple(out) or (Span(first, last),)


def _tail(document: Document, node: Node, whole: View, start: int) -> View:
    if node.paragraph is None or start <= 0:
        return whole
    if start >= len(whole.text):
        return document.view([Span(whole.offsets[-1] + 1, whole.offsets[-1] + 1)])
    return document.view(cut_spans(node.paragraph.spans, whole, start, len(whole.text)))
