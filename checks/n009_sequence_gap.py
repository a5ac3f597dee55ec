"""N009 sequence-gap: an enumeration skips a number or a letter, or has one twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import TypeVar

from checks.rule import DocumentRule, Plan, Slip
from checks.sequences import find_gaps
from checks.tables import Grid, grids
from checks.yearly import repeated, series
from dataset.records import CellRecord, Section, Severity
from dataset.spans import Span
from normalizers.unicode import compare_key, fold

T = TypeVar("T")

_ORDINAL_COLUMN = re.compile(r"^(?:stt|tt|so tt|so thu tu|no)$")
# "Thôn 1, Thôn 2, Thôn 4": one word and a running number, side by side in one sentence
_NUMBERED = re.compile(r"\b(?P<word>thôn|tổ dân phố|khu phố|ấp|tổ|đội|khu)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_STEP = re.compile(r"[\s*\-+]*Bước\s+(?P<number>\d{1,2})\s*[:.(]", re.IGNORECASE)
_NEXT_BUT_ONE = 2
_LIST_NEEDED = 3
_MOST_SLIPS = 3


class SequenceGap(DocumentRule):
    """Sections, list items, table rows and numbered sub-units count on without a skip."""

    code = "N009"
    name = "sequence-gap"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every skip, on what comes behind it."""
        yield from _sections(plan)
        for grid in grids(plan.records):
            yield from _rows(plan, grid)
            for column in grid.columns:
                yield from _named_rows(plan, grid, column)
        yield from _numbered_units(plan)
        yield from _years(plan)
        yield from _steps(plan)
        yield from _articles_named(plan)


def _sections(plan: Plan) -> Iterator[Slip]:
    uses_d_bar = any(section.label == "đ" for section in plan.sections)
    siblings: dict[str | None, list[Section]] = defaultdict(list)
    for section in plan.sections_of("heading", "item"):
        siblings[section.parent_id].append(section)
    gaps = [
        gap
        for group in siblings.values()
        for gap in find_gaps(((s.label or "", s) for s in group), uses_d_bar=uses_d_bar, repeats=True)
    ]
    # a ladder full of holes was misread, not miscounted
    severity: Severity | None = "info" if len(gaps) > _MOST_SLIPS else None
    for gap, section in sorted(gaps, key=lambda pair: pair[1].start):
        template = "article" if gap.found.startswith("Điều") else "message"
        yield plan.slip(
            plan.opening_of(section),
            observed=gap.found,
            expected=gap.expected,
            values={"before": gap.before},
            template=template,
            confidence=0.95,
            severity=severity,
        )


def _rows(plan: Plan, grid: Grid) -> Iterator[Slip]:
    if not grid.columns or not _ORDINAL_COLUMN.match(fold(compare_key(grid.columns[0].rpartition(" / ")[2]))):
        return
    first = [grid.cells[row, grid.columns[0]] for row in grid.rows if (row, grid.columns[0]) in grid.cells]
    for gap, cell in find_gaps(_labelled(first), uses_d_bar=True):
        yield plan.slip_on_cell(
            cell,
            observed=gap.found,
            expected=gap.expected,
            template="row",
            values={"before": gap.before},
            confidence=0.95,
        )


def _labelled(cells: list[CellRecord]) -> Iterator[tuple[str, CellRecord]]:
    """Rows by their ordinal; letters are left out, an l or an n in such a column mostly is a misread figure."""
    for cell in cells:
        label = cell.text.strip(" .)-")
        if not label.isalpha() or label.isupper():
            yield label, cell


def _named_rows(plan: Plan, grid: Grid, column: str) -> Iterator[Slip]:
    """A column that lists numbered units one by one: Thôn 1, Thôn 2, Thôn 4."""
    cells = [grid.cells[row, column] for row in grid.rows if (row, column) in grid.cells]
    named = [(cell, match) for cell in cells if (match := _NUMBERED.fullmatch(cell.text.strip()))]
    for _, run in groupby(named, key=lambda pair: pair[1]["word"].casefold()):
        for (before, first), (cell, second) in _holes(list(run)):
            yield plan.slip_on(
                cell,
                observed=second.group(),
                expected=f"{first['word']} {int(first['number']) + 1}",
                template="unit",
                values={"before": before.text},
                confidence=0.85,
            )


def _holes(
    listed: Sequence[tuple[T, re.Match[str]]],
) -> Iterator[tuple[tuple[T, re.Match[str]], tuple[T, re.Match[str]]]]:
    """Neighbours in a list that begins with 1 and counts up, between which just one number is missing."""
    numbers = [int(match["number"]) for _, match in listed]
    if len(numbers) < _LIST_NEEDED or numbers != sorted(set(numbers)) or numbers[0] != 1:
        return
    for before, after in pairwise(listed):
        if int(after[1]["number"]) - int(before[1]["number"]) == 2:
            yield before, after


def _numbered_units(plan: Plan) -> Iterator[Slip]:
    """Lists such as "Thôn 1, Thôn 2, Thôn 4": at least three running numbers of one word in one paragraph."""
    for section in plan.sections_of("item", "text", "heading"):
        matches = list(_NUMBERED.finditer(plan.text, section.start, section.end))
        for word, run in groupby(matches, key=lambda m: m["word"].casefold()):
            for (_, before), (_, after) in _holes([(None, match) for match in run]):
                yield plan.slip(
                    Span(before.start(), after.end()),
                    observed=after.group(),
                    expected=f"{word} {int(before['number']) + 1}",
                    template="unit",
                    values={"before": before.group()},
                    confidence=0.85,
                )


def _steps(plan: Plan) -> Iterator[Slip]:
    """Paragraphs that begin with "Bước 1", "Bước 2", "Bước 4"."""
    before: int | None = None
    for section in plan.sections_of("heading", "item", "text"):
        step = _STEP.match(f"{section.label}:" if section.label else "") or _STEP.match(section.text)
        if step is None or (before is None and int(step["number"]) != 1):
            continue
        number = int(step["number"])
        if before is not None and number - before == _NEXT_BUT_ONE:
            yield plan.slip(
                plan.opening_of(section),
                observed=f"Bước {number}",
                expected=f"Bước {before + 1}",
                template="unit",
                values={"before": f"Bước {before}"},
                confidence=0.9,
            )
        before = number


def _years(plan: Plan) -> Iterator[Slip]:
    """A year that stands twice where the next one was due: "năm 2026 … 60%, năm 2027 … 85%, năm 2027 … 100%"."""
    for section in plan.sections_of("item", "text", "heading"):
        for run in series(plan.flowing, section.span):
            twin = repeated(run)
            if twin is not None:
                yield plan.slip(
                    twin.span,
                    observed=str(twin.year),
                    expected=str(twin.year + 1),
                    template="year",
                    confidence=0.92,
                )


def _articles_named(plan: Plan) -> Iterator[Slip]:
    """Recipients "as in Article 4" of a decision that ends with Article 3."""
    labels = [section.label or "" for section in plan.sections_of("item", "heading")]
    articles = [int(match[1]) for label in labels if (match := re.fullmatch(r"Điều (\d{1,3})", label))]
    for section in plan.sections_of("recipient") if articles else ():
        match = re.match(r"\W*(Như Điều (\d{1,3}))\b", section.quote, re.IGNORECASE)
        missing = match is not None and int(match[2]) > max(articles) == len(set(articles))
        # an article whose head the outline did not see
        if match and missing and not re.search(rf"^\W*Điều {match[2]}\b", plan.text, re.MULTILINE):
            span = Span(section.start + match.start(1), section.start + match.end(1))
            yield plan.slip(
                span, observed=f"Điều {match[2]}", expected=f"Điều {max(articles)}", template="absent", confidence=0.95
            )
