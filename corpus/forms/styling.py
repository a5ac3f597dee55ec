"""What the printed forms share: emphasis by the kind of a paragraph, the foot, column widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from corpus.source import Grid, Paragraph

BOLD_KINDS = frozenset({"heading", "subheading", "annex", "annex-title"})
CENTRED_KINDS = frozenset({"annex", "annex-title", "annex-reference"})
BASIS = re.compile(r"Căn cứ |Theo đề nghị |Xét đề nghị ")
ARTICLE = re.compile(r"Điều \d+\. ")


def is_italic(paragraph: Paragraph) -> bool:
    """Whether a paragraph is printed in italics: the legal basis, captions, references of annexes."""
    return paragraph.kind in {"annex-reference", "caption"} or bool(BASIS.match(paragraph.text))


def lead(paragraph: Paragraph) -> int:
    """Length of the beginning that is printed bold though the rest is not (``Điều 1.``)."""
    match = ARTICLE.match(paragraph.text)
    return match.end() if match and paragraph.kind == "text" else 0


def column_widths(grid: Grid, total: float, width_of: Callable[[str], float], padding: float) -> list[float]:
    """Widths that hold the longest word of each column and share the rest by the amount of text."""
    narrow, wanted = [0.0] * grid.columns, [0.0] * grid.columns
    for cell in grid.cells:
        if cell.column_span == 1:
            longest = max((width_of(word) for word in cell.text.split()), default=0.0)
            narrow[cell.column] = max(narrow[cell.column], longest + padding)
            wanted[cell.column] += min(width_of(cell.text), total)
    spare = max(total - sum(narrow), 0.0)
    whole = sum(wanted) or 1.0
    widths = [least + spare * want / whole for least, want in zip(narrow, wanted, strict=True)]
    scale = total / sum(widths)
    edges = [round(scale * sum(widths[:i]), 2) for i in range(len(widths) + 1)]
    return [b - a for a, b in pairwise(edges)]
