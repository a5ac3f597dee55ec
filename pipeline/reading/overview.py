"""What the pages of a document tell together: missing ones, sizes that differ, scans that have lost their colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from dataset.document import Note
from pipeline.notes import told
from pipeline.reading.base import ReadingOptions, Source
from pipeline.reading.layout.model import PageContent, words_of
from pipeline.reading.layout.rows import group_rows
from pipeline.reading.layout.running import EDGE

if TYPE_CHECKING:
    from pipeline.reading.ocr.triage import Watcher

SAME_SIZE = 0.1
"""Pages whose sides differ by at most this share have one size."""
PAPER = {"A3": (842, 1191), "A4": (595, 842), "A5": (420, 595)}
"""Short and long side in points (ISO 216)."""
PRINTED_NUMBER = re.compile(r"(?:[Tt]rang\s*)?[-–—.]*\s*(\d{1,3})\s*(?:/\s*\d{1,3})?\s*[-–—.]*")
MANY_MISSING = 30
"""A larger jump in the numbers of pages is a misread number."""


def watcher_of(options: ReadingOptions, source: Source) -> Watcher | None:
    """Whom every page is to be shown to: whoever draws the pictures that the options ask for."""
    if options.debug is None:
        return None
    from pipeline.reading.ocr.debug import DebugPages  # noqa: PLC0415 (late: heavy)

    return DebugPages(options.debug, source.doc_id)


def notes_on(contents: Sequence[PageContent]) -> list[Note]:
    """What the pages together tell: missing ones, sizes that differ, scans that have lost their colour."""
    return [*_missing(contents), *_sizes(contents), *_colourless(contents)]


def printed_number(content: PageContent) -> int | None:
    """The number printed at the upper or lower edge of a page."""
    rows = group_rows(content.words, content.number)
    for row in (rows[:1] + rows[-1:]) if rows else []:
        at_edge = row.box.bottom <= EDGE * content.height or row.box.top >= (1 - EDGE) * content.height
        match = PRINTED_NUMBER.fullmatch(row.text) if at_edge else None
        if match:
            return int(match[1])
    return None


def _missing(contents: Sequence[PageContent]) -> list[Note]:
    """Jumps in the printed numbers of pages.

    A jump counts if pages on both sides of it agree: one misread number agrees with none. Numbers that begin again, as
    those of annexes do, are no jump.
    """
    known = [(content.number, printed) for content in contents if (printed := printed_number(content)) is not None]
    ahead = [printed - number for number, printed in known]
    notes = []
    for i, ((before, low), (after, high)) in enumerate(pairwise(known)):
        gap = (high - low) - (after - before)
        certain = ahead[i] == 0 or (i > 0 and ahead[i - 1] == ahead[i])
        confirmed = i + 2 < len(ahead) and ahead[i + 2] == ahead[i + 1]
        if 0 < gap <= MANY_MISSING and certain and confirmed:
            notes.append(told("missing_pages", after, count=gap, before=low, after=high))
    if len(ahead) >= 2 and known[0][0] == 1 and 0 < ahead[0] == ahead[1] <= MANY_MISSING:
        notes.insert(0, told("missing_first", 1, count=ahead[0], printed=known[0][1]))
    return notes


def _sizes(contents: Sequence[PageContent]) -> list[Note]:
    """Sizes of paper, if there is more than one."""
    found: list[tuple[float, float, list[int]]] = []
    for content in contents:
        short, long = sorted((content.width, content.height))
        for known in found:
            if abs(short / known[0] - 1) <= SAME_SIZE and abs(long / known[1] - 1) <= SAME_SIZE:
                known[2].append(content.number)
                break
        else:
            found.append((short, long, [content.number]))
    if len(found) < 2:
        return []
    sizes = "; ".join(f"{_paper(short, long)}: {_listed(pages)}" for short, long, pages in found)
    return [told("mixed_sizes", sizes=sizes)]


def _paper(short: float, long: float) -> str:
    for name, (a, b) in PAPER.items():
        if abs(short / a - 1) <= SAME_SIZE and abs(long / b - 1) <= SAME_SIZE:
            return name
    return f"{short * 25.4 / 72:.0f} × {long * 25.4 / 72:.0f} mm"


def _listed(pages: Sequence[int]) -> str:
    """Numbers with runs drawn together: 1–3, 5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page - 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _colourless(contents: Sequence[PageContent]) -> list[Note]:
    scanned = [content for content in contents if content.coloured is not None and any(words_of(content))]
    if not scanned or any(content.coloured for content in scanned):
        return []
    return [told("colourless")]
