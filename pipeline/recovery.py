"""The recovery of damaged text: the edits, and a row for each of them.

The edits of hygiene come first; later steps chain behind them on the text that the first have made.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dataset.document import Document
from dataset.records import Records, Recovery
from dataset.spans import Edit, Span, apply_edits
from normalizers.unicode import hygiene_edits


@dataclass(frozen=True)
class Repair:
    """One edit: where it stands in the recovered text (``line`` from 1), what was there, how sure it is."""

    line: int
    start: int
    end: int
    before: str
    after: str
    confidence: float


def recover_text(text: str) -> tuple[str, list[Repair]]:
    """The recovered text, with as many lines as before, and every edit."""
    edits = hygiene_edits(text)
    recovered, _ = apply_edits(text, edits)
    return recovered, list(_repairs(text, recovered, edits))


def recover(document: Document) -> tuple[Document, Records]:
    """The document with its text mended, every overlay moved along, and a row for every edit."""
    edits = hygiene_edits(document.text)
    recovered = document.edited(edits)
    rows = (
        Recovery.at(
            recovered,
            Span(repair.start, repair.end),
            repair.confidence,
            line=repair.line,
            before=repair.before,
            after=repair.after,
        )
        for repair in _repairs(document.text, recovered.text, edits)
    )
    return recovered, Records(rows)


def _repairs(before: str, after: str, edits: Sequence[Edit]) -> Iterator[Repair]:
    line_starts = [0, *(offset + 1 for offset, character in enumerate(after) if character == "\n")]
    shift = 0
    for edit in sorted(edits):
        start = edit.start + shift
        end = start + len(edit.text)
        shift = end - edit.end
        yield Repair(bisect_right(line_starts, start), start, end, before[edit.start : edit.end], edit.text, 1.0)
