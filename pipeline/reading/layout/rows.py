"""Words into rows: what stands at one height of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from statistics import median

from dataset.document import Box
from pipeline.reading.layout.model import Line, PageWord

ROW_OVERLAP = 0.5
"""A word stands in a row that it overlaps by this share of the smaller height (superscripts do, next lines do not)."""


def group_cell(words: Iterable[PageWord], page: int = 1) -> list[Line]:
    """The lines of a cell; those of writing on its side are read in its own direction."""
    held = list(words)
    if not held or not all(word.turned for word in held):
        return group_rows(held, page)
    back = {_upright(word): word for word in held}
    return [replace(line, words=tuple(back[word] for word in line.words)) for line in group_rows(back, page)]


def _upright(word: PageWord) -> PageWord:
    """A word on its side as it would stand on a page that was turned for it."""
    x0, top, x1, bottom = word.box
    return word._replace(box=Box(-bottom, x0, -top, x1) if word.turned > 0 else Box(top, -x1, bottom, -x0))


def group_rows(words: Iterable[PageWord], page: int = 1) -> list[Line]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[PageWord]] = []
    extents: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda w: (w.box.top + w.box.bottom, w.box.x0)):
        place = next(
            (i for i in range(len(rows) - 1, max(len(rows) - 4, -1), -1) if _overlap(word, extents[i]) >= ROW_OVERLAP),
            None,
        )
        if place is None:
            rows.append([word])
            extents.append((word.box.top, word.box.bottom))
        else:
            rows[place].append(word)
            extents[place] = (
                median(w.box.top for w in rows[place]),
                median(w.box.bottom for w in rows[place]),
            )
    order = sorted(range(len(rows)), key=lambda i: extents[i])
    return [Line(tuple(sorted(rows[i], key=lambda w: w.box.x0)), page) for i in order]


def _overlap(word: PageWord, extent: tuple[float, float]) -> float:
    shared = min(word.box.bottom, extent[1]) - max(word.box.top, extent[0])
    smaller = min(word.box.bottom - word.box.top, extent[1] - extent[0])
    return shared / smaller if smaller > 0 else 0.0
