"""T002 uncertain-recovery: a number, name or date that rests on a recovery, or on a reading, that is not sure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checks.n001_column_total import ColumnTotal
from checks.n002_row_total import RowTotal
from checks.rule import DocumentRule, Place, Plan, Slip
from dataset.records import (
    CellRecord,
    Citation,
    Deadline,
    Located,
    PlaceMention,
    Records,
    Recovery,
    Section,
    TableRecord,
    Target,
)
from dataset.spans import Span
from normalizers.numbers import parse_number

SURE = 0.8
"""What was recovered or read less surely is not relied on."""
GUESSED = 0.5
"""A figure of the head that was read less surely was written by hand, or lies under a stamp: seldom what was read."""
_WRITTEN = {"symbol", "place-date"}
_TOKEN = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")


class UncertainRecovery(DocumentRule):
    """What the dataset relies on and a doubtful recovery made; a figure that another reading would put right."""

    code = "T002"
    name = "uncertain-recovery"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """Number and day of the head, then values, dates, citations and names in doubt, then misread figures."""
        yield from _guessed(plan)
        yield from _recovered(plan)
        yield from _misread(plan)


# -- the head ---------------------------------------------------------------------------------------------------------


def _guessed(plan: Plan) -> Iterator[Slip]:
    """Number and day of the document itself where what was read there is little more than a guess."""
    for part in plan.records.of(Section):
        if part.kind in _WRITTEN and part.confidence < GUESSED and _DIGIT.search(part.quote):
            yield plan.slip_on(
                part, observed=part.text, template="head", confidence=1 - part.confidence, key=f"head:{part.kind}"
            )


# -- recoveries -------------------------------------------------------------------------------------------------------


def _recovered(plan: Plan) -> Iterator[Slip]:
    doubtful = sorted((r for r in plan.records.of(Recovery) if r.confidence < SURE), key=lambda r: r.start)
    starts = [recovery.start for recovery in doubtful]
    seen: set[tuple[str, str, str]] = set()
    for row, span in _relied_on(plan) if doubtful else ():
        first = bisect_left(starts, span.start)
        within = [r for r in doubtful[max(0, first - 1) :] if r.end > span.start and r.start < span.end]
        if not within:
            continue
        observed = plan.text[span.start : span.end]
        before = _as_read(plan.text, span, within)
        if (key := (row.table, observed, before)) in seen:
            continue
        seen.add(key)
        yield plan.slip_on(
            row,
            observed=observed,
            values={"before": before},
            template="message",
            confidence=1 - min(recovery.confidence for recovery in within),
            key=f"{row.table}:{row.quote}:{observed}",
        )


def _relied_on(plan: Plan) -> Iterator[tuple[Located, Span]]:
    """The rows that stand for a number, a date or a name, each with the words that say it."""
    for target in plan.records.of(Target):
        values = {target.value, target.value_max}
        for span in _tokens(target):
            number = parse_number(plan.text[span.start : span.end].rstrip(".,;:)"))
            if number is not None and number.value in values:
                yield target, span
    for deadline in plan.records.of(Deadline):
        yield deadline, deadline.span
    for citation in plan.records.of(Citation):
        for span in _tokens(citation):
            yield citation, span
    for place in plan.records.of(PlaceMention):
        if place.name and place.name in place.quote:
            start = place.start + place.quote.index(place.name)
            yield place, Span(start, start + len(place.name))


def _tokens(row: Located) -> Iterator[Span]:
    """The words with digits of a quote."""
    for match in _TOKEN.finditer(row.quote):
        if _DIGIT.search(match.group()):
            yield Span(row.span.start + match.start(), row.span.start + match.end())


def _as_read(text: str, span: Span, recoveries: Sequence[Recovery]) -> str:
    """What stood in a span before the recoveries that touch it."""
    parts, position = [], span.start
    for recovery in recoveries:
        parts += [text[position : max(position, recovery.start)], recovery.before]
        position = max(position, recovery.end)
    return "".join([*parts, text[position : span.end]])


# -- readings ---------------------------------------------------------------------------------------------------------


class _Wrong(NamedTuple):
    """A total that does not add up: which rule says so, and where."""

    rule: str
    span: Span


def _misread(plan: Plan) -> Iterator[Slip]:
    """The figures of a scan that, read the other way, alone would make a total add up."""
    doubtful: dict[str, list[CellRecord]] = defaultdict(list)
    for cell in plan.records.of(CellRecord):
        if cell.other_text is not None and cell.confidence < SURE:
            doubtful[cell.table_id].append(cell)
    for table in plan.records.of(TableRecord):
        if doubtful[table.table_id]:
            yield from _misread_in(plan, table, doubtful[table.table_id])


def _misread_in(plan: Plan, table: TableRecord, doubtful: Sequence[CellRecord]) -> Iterator[Slip]:
    cells = [cell for cell in plan.records.of(CellRecord) if cell.table_id == table.table_id]
    wrong = _wrong_totals(plan, table, cells)
    mends: dict[_Wrong, list[CellRecord]] = defaultdict(list)
    for cell in doubtful if wrong else ():
        other = parse_number(cell.other_text or "")
        if other is None or other.value == cell.value:
            continue
        read_so = cell.model_copy(update={"text": cell.other_text, "value": other.value})
        left = _wrong_totals(plan, table, [read_so if c is cell else c for c in cells])
        if left.keys() < wrong.keys():
            for total in wrong.keys() - left.keys():
                mends[total].append(cell)
    for cell in doubtful:
        alone = [total for total, by in mends.items() if by == [cell]]
        if alone:
            places = [wrong[total] for total in sorted(alone) if wrong[total].span != cell.span]
            yield plan.slip_on_cell(
                cell,
                observed=cell.text,
                expected=cell.other_text,
                values={"column": cell.column},
                template="reading",
                confidence=0.8,
                places=tuple(Place(slip.doc_id, slip.page, slip.span, slip.quote) for slip in places),
            )


def _wrong_totals(plan: Plan, table: TableRecord, cells: Sequence[CellRecord]) -> dict[_Wrong, Slip]:
    alone = Plan(plan.document, plan.text, Records([table, *cells, *plan.records.of(Section)]))
    return {_Wrong(rule.code, slip.span): slip for rule in (ColumnTotal(), RowTotal()) for slip in rule.check(alone)}
