"""N009 sequence-gap: an enumeration skips a number or a letter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise

from checks.rule import DocumentRule, Plan, Slip
from checks.sequences import find_gaps
from checks.tables import Grid, grids
from dataset.records import CellRecord, Section
from dataset.spans import Span
from normalizers.unicode import compare_key, fold

_ORDINAL_COLUMN = re.compile(r"^(?:stt|tt|so tt|so thu tu|no)$")
# "Thôn 1, Thôn 2, Thôn 4": one word and a running number, side by side in one sentence
_NUMBERED = re.compile(r"\b(?P<word>thôn|tổ dân phố|khu phố|ấp|tổ|đội|khu)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_LIST_NEEDED = 3


class SequenceGap(DocumentRule):
    """Sections, list items, table rows and numbered sub-units count on without a skip."""

    code = "N009"
    name = "sequence-gap"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every skip, on what comes behind it."""
        confidence = 0.8 if plan.document.text_origin == "ocr" else 0.95
        yield from _sections(plan, confidence)
        for grid in grids(plan.records):
            yield from _rows(plan, grid, confidence)
        yield from _numbered_units(plan, confidence)


def _sections(plan: Plan, confidence: float) -> Iterator[Slip]:
    uses_d_bar = any(section.label == "đ" for section in plan.sections)
    siblings: dict[str | None, list[Section]] = defaultdict(list)
    for section in plan.sections_of("heading", "item"):
        siblings[section.parent_id].append(section)
    for group in siblings.values():
        for gap, section in find_gaps(((s.label or "", s) for s in group), uses_d_bar=uses_d_bar):
            values = {"before": gap.before}
            span = plan.opening_of(section)
            yield plan.slip(span, observed=gap.found, expected=gap.expected, values=values, confidence=confidence)


def _rows(plan: Plan, grid: Grid, confidence: float) -> Iterator[Slip]:
    if not grid.columns or not _ORDINAL_COLUMN.match(fold(compare_key(grid.columns[0].rpartition(" / ")[2]))):
        return
    first = [grid.cells[row, grid.columns[0]] for row in grid.rows if (row, grid.columns[0]) in grid.cells]
    for gap, cell in find_gaps(_labelled(first), uses_d_bar=True):
        yield plan.slip_on(
            cell,
            observed=gap.found,
            expected=gap.expected,
            template="row",
            values={"before": gap.before},
            confidence=confidence,
        )


def _labelled(cells: list[CellRecord]) -> Iterator[tuple[str, CellRecord]]:
    for cell in cells:
        yield cell.text.strip(" .)"), cell


def _numbered_units(plan: Plan, confidence: float) -> Iterator[Slip]:
    """Lists such as "Thôn 1, Thôn 2, Thôn 4": at least three running numbers of one word in one paragraph."""
    for section in plan.sections_of("item", "text", "heading"):
        matches = list(_NUMBERED.finditer(plan.text, section.start, section.end))
        for word, run in groupby(matches, key=lambda m: m["word"].casefold()):
            listed = list(run)
            numbers = [int(m["number"]) for m in listed]
            if len(numbers) < _LIST_NEEDED or numbers != sorted(set(numbers)) or numbers[0] != 1:
                continue
            for before, after in pairwise(listed):
                if int(after["number"]) - int(before["number"]) == 2:
                    yield plan.slip(
                        Span(before.start(), after.end()),
                        observed=after.group(),
                        expected=f"{word} {int(before['number']) + 1}",
                        template="unit",
                        values={"before": before.group()},
                        confidence=min(confidence, 0.85),
                    )
