"""What stands at the edge of a page and not in the text: page numbers, running heads, footnotes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from dataset.document import Note
from pipeline.notes import told
from pipeline.reading.layout.model import Line

EDGE = 0.12
"""Running lines stand in this upper or lower share of the page."""
SAME_HEIGHT = 6.0
"""A running line keeps its height from page to page within this many points."""
REPEATED = 0.5
"""A running head stands on at least this share of the pages (and on two at least)."""

SMALL_PRINT = 0.87
"""Footnotes are printed in at most this share of the page's usual size."""

FOOTNOTE = re.compile(r"\[?\d{1,2}\]?[.)]?\s*\S")
ANNEX = re.compile(r"\W*(?:phụ\s*lục|phụ\s*biểu|biểu|mẫu|bảng)\b", re.IGNORECASE)
"""How the sheet of an annex begins: those that follow each other differ by their numbers alone."""
ENCLOSED = re.compile(r"\W*(?:ban\s+hành\s+)?kèm\s+theo\b", re.IGNORECASE)
"""What an annex belongs to: each one of a document says the same at the same height."""
NUMBER = re.compile(r"(?:[Tt]rang\s*)?[-–—.]*\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-–—.]*")


def drop_running(
    pages: Sequence[Sequence[Line]],
    heights: Sequence[float],
    letterhead: Callable[[int], range] = lambda _: range(0),
) -> tuple[list[list[Line]], list[Note]]:
    """Take page numbers and running heads out of the rows of all pages.

    Args:
        pages: The rows of each page, from top to bottom.
        heights: Height of each page in points.
        letterhead: Which rows of a page (from 0) are its letterhead. A decision and the plan enclosed with it repeat
            that, and it is no running head.

    Returns:
        The rows that stay, and a note for every running head that was dropped (page numbers go without one).
    """
    repeated = _repeated(pages, heights)
    notes: dict[str, Note] = {}
    kept: list[list[Line]] = []
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        stay = []
        for index, row in enumerate(rows):
            outermost = index in (0, len(rows) - 1)
            if outermost and _at_edge(row, height) and NUMBER.fullmatch(row.text):
                continue
            key = _key(row)
            if key in repeated and _at_edge(row, height) and index not in letterhead(number):
                notes.setdefault(key, told("running", row.page, text=row.text))
                continue
            stay.append(row)
        kept.append(stay)
    return kept, list(notes.values())


def _at_edge(row: Line, height: float) -> bool:
    return row.box.bottom <= EDGE * height or row.box.top >= (1 - EDGE) * height


def _key(row: Line) -> str:
    # annexes one after the other are told apart by their numbers
    return (row.text if ANNEX.match(row.text) else re.sub(r"\d+", "#", row.text)).casefold()


def _repeated(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[str]:
    tops: dict[str, dict[int, float]] = defaultdict(dict)
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        for row in [*rows[:2], *rows[-2:]]:
            if _at_edge(row, height) and sum(ch.isalpha() for ch in row.text) >= 3 and not ENCLOSED.match(row.text):
                tops[_key(row)].setdefault(number, row.box.top)
    return {
        key
        for key, at in tops.items()
        if len(at) >= max(2, REPEATED * len(pages)) and max(at.values()) - min(at.values()) <= SAME_HEIGHT
    }


def mark_footnotes(lines: Sequence[Line]) -> list[Line]:
    """Put the small print at the end of a page that begins with a number into a zone of its own."""
    body = [line.size for line in lines if line.zone == "body"]
    begin = len(lines)
    if body:
        small = SMALL_PRINT * median(body)
        index = len(lines)
        while index and lines[index - 1].zone == "body" and lines[index - 1].size <= small:
            index -= 1
            begin = index if FOOTNOTE.match(lines[index].text) else begin
    return [*lines[:begin], *(replace(line, zone="note") for line in lines[begin:])]
