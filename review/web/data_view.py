"""The dataset as people look at it: targets by year, units × tasks × due dates, a calendar, plans under their parents.

Every view is over some documents, so that it stays as quick with many as with few; the search chooses them.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final

import sqlalchemy as sa

from checks.families import Link, links, with_rows
from checks.rule import Archive
from checks.series import FigureKey, figures_of
from dataset.database import reading
from dataset.lookup import Lookup
from dataset.records import Assignment, CellRecord, Deadline, DocumentRecord, Target, Task
from dataset.tables import TABLES
from review.formats import years

MOST_DOCUMENTS: Final = 200
MOST_UNITS: Final = 80
REGULAR: Final = "regular"
UNDATED: Final = "none"
_MOST_FAMILIES: Final = 30
_MOST_CHILDREN: Final = 40


@dataclass(frozen=True)
class Chosen:
    """The documents that a view is over; ``more`` is what those behind them are asked for by, empty for none."""

    documents: dict[str, DocumentRecord]
    more: str = ""

    @property
    def ids(self) -> list[str]:
        """Their identities."""
        return list(self.documents)


def choose(lookup: Lookup, text: str, doc_id: str = "", after: str = "") -> Chosen:
    """One document, or those that a search finds, behind the one of the source ``after``."""
    if doc_id:
        return Chosen(lookup.documents([doc_id]))
    found = lookup.list_documents(text, after, MOST_DOCUMENTS + 1)
    shown = [document for document, _ in found[:MOST_DOCUMENTS]]
    more = shown[-1].source if len(found) > MOST_DOCUMENTS else ""
    return Chosen({document.doc_id: document for document in shown}, more)


@dataclass(frozen=True)
class TargetGrid:
    """The targets of one document: a line for each indicator, scope and head of a table, a column for each period."""

    document: DocumentRecord
    periods: list[str]
    lines: list[tuple[tuple[str, str, str], list[list[Target]]]]


def heads_of_targets(engine: sa.Engine, doc_ids: Sequence[str]) -> dict[tuple[str, int], str]:
    """The columns of tables under which targets stand, by document and character: a row alone says too little."""
    targets, cells = TABLES[Target.table].c, TABLES[CellRecord.table].c
    same = (cells.doc_id == targets.doc_id) & (cells.start == targets.start) & (cells.end == targets.end)
    query = sa.select(targets.doc_id, targets.start, cells.column).join_from(
        targets.doc_id.table, cells.doc_id.table, same
    )
    query = query.where(targets.source == "table", targets.doc_id.in_(doc_ids))
    with reading(engine) as connection:
        return {(row.doc_id, row.start): row.column for row in connection.execute(query)}


def target_grids(
    lookup: Lookup, chosen: Chosen, heads: Mapping[tuple[str, int], str]
) -> tuple[list[TargetGrid], list[tuple[str, int]]]:
    """The grids of the documents that have targets, and how many targets fall due in each year."""
    rows = lookup.rows_of(Target, chosen.ids)
    count = Counter(year for row in rows for year in sorted(set(years(row.period))))
    by_document: dict[str, list[Target]] = defaultdict(list)
    for row in rows:
        by_document[row.doc_id].append(row)
    grids = [
        _target_grid(chosen.documents[doc_id], by_document[doc_id], heads)
        for doc_id in chosen.ids
        if by_document[doc_id]
    ]
    return grids, sorted(count.items())


def _target_grid(
    document: DocumentRecord, targets: Sequence[Target], heads: Mapping[tuple[str, int], str]
) -> TargetGrid:
    periods = sorted({t.period or "" for t in targets}, key=lambda period: (not period[:1].isdigit(), period))
    lines: dict[tuple[str, str, str], dict[str, list[Target]]] = {}
    for target in targets:
        line = lines.setdefault(
            (target.indicator, target.scope or "", heads.get((target.doc_id, target.start), "")), {}
        )
        line.setdefault(target.period or "", []).append(target)
    return TargetGrid(
        document, periods, [(name, [line.get(period, []) for period in periods]) for name, line in lines.items()]
    )


@dataclass
class Load:
    """What a unit carries in one column: how often it leads and helps."""

    lead: int = 0
    coordinate: int = 0

    def add(self, role: str) -> None:
        """Count one more."""
        if role == "lead":
            self.lead += 1
        elif role == "coordinate":
            self.coordinate += 1


@dataclass(frozen=True)
class Duty:
    """A task of a unit."""

    task: Task
    deadline: Deadline | None
    role: str
    document: DocumentRecord


@dataclass
class Matrix:
    """Units by due date: ``columns`` are quarters (2026-Q2), regular, undated; ``more`` units are left out."""

    columns: list[str]
    lines: list[tuple[str, Load, dict[str, Load]]] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    more: int = 0


def matrix(lookup: Lookup, chosen: Chosen, unit: str = "", due: str = "") -> Matrix:
    """The matrix, and the tasks of one unit (in one column)."""
    deadlines = {(row.doc_id, row.deadline_id): row for row in lookup.rows_of(Deadline, chosen.ids)}
    tasks = {(row.doc_id, row.task_id): row for row in lookup.rows_of(Task, chosen.ids)}
    loads: dict[str, dict[str, Load]] = defaultdict(lambda: defaultdict(Load))
    sums: dict[str, Load] = defaultdict(Load)
    duties: list[Duty] = []
    seen: set[tuple[str, str, str, str]] = set()
    for row in lookup.rows_of(Assignment, chosen.ids):
        task = tasks.get((row.doc_id, row.task_id))
        if task is None or (row.doc_id, row.task_id, row.unit, row.role) in seen:
            continue
        seen.add((row.doc_id, row.task_id, row.unit, row.role))
        deadline = deadlines.get((row.doc_id, task.deadline_id or ""))
        column = quarter(deadline)
        loads[row.unit][column].add(row.role)
        sums[row.unit].add(row.role)
        if row.unit == unit and due in {"", column}:
            duties.append(Duty(task, deadline, row.role, chosen.documents[row.doc_id]))
    columns = sorted(
        {column for line in loads.values() for column in line}, key=lambda c: (not c[0].isdigit(), c != REGULAR, c)
    )
    ordered = sorted(loads, key=lambda name: (-sums[name].lead, -sums[name].coordinate, name))
    lines = [(name, sums[name], dict(loads[name])) for name in ordered[:MOST_UNITS]]
    duties.sort(key=lambda duty: ((duty.deadline and duty.deadline.end) or "9", duty.role != "lead"))
    return Matrix(columns, lines, duties, max(0, len(ordered) - MOST_UNITS))


def quarter(deadline: Deadline | None) -> str:
    """The column of a deadline: the quarter of its end, or the year where no month is said."""
    if deadline is None:
        return UNDATED
    if deadline.kind not in {"date", "range"} or not (deadline.end or deadline.start):
        return REGULAR
    day = deadline.end or deadline.start or ""
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" if len(day) >= len("2026-01") else day


@dataclass(frozen=True)
class Due:
    """A deadline on a day, or within a month."""

    deadline: Deadline
    task: str
    units: list[str]
    document: DocumentRecord


@dataclass(frozen=True)
class Month:
    """A month with its weeks; a day of another month is 0. ``by_day`` 0 holds what names no day."""

    year: int
    month: int
    weeks: list[list[int]]
    by_day: Mapping[int, list[Due]]
    counts: list[tuple[str, int]]

    @property
    def before(self) -> str:
        """The month before as YYYY-MM."""
        return f"{self.year - (self.month == 1):04}-{(self.month - 2) % 12 + 1:02}"

    @property
    def after(self) -> str:
        """The month behind as YYYY-MM."""
        return f"{self.year + (self.month == 12):04}-{self.month % 12 + 1:02}"


def month_of(lookup: Lookup, chosen: Chosen, wanted: str, today: date) -> Month:
    """The deadlines of a month (YYYY-MM); of the next one that has some, from today on, where none is asked for."""
    rows = [row for row in lookup.rows_of(Deadline, chosen.ids) if row.kind in {"date", "range"}]
    dated = [(row.end or row.start or "", row) for row in rows]
    counts = Counter(day[:7] for day, _ in dated if len(day) >= len("2026-01"))
    if not wanted:
        now = today.isoformat()[:7]
        wanted = next((month for month in sorted(counts) if month >= now), max(counts, default=now))
    year, month = int(wanted[:4]), int(wanted[5:7])
    tasks = {(row.doc_id, row.deadline_id): row for row in lookup.rows_of(Task, chosen.ids) if row.deadline_id}
    leads: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in lookup.rows_of(Assignment, chosen.ids):
        if row.role == "lead":
            leads[row.doc_id, row.task_id].append(row.unit)
    by_day: dict[int, list[Due]] = defaultdict(list)
    for day, deadline in dated:
        if day[:7] == wanted:
            task = tasks.get((deadline.doc_id, deadline.deadline_id))
            units = leads[deadline.doc_id, task.task_id] if task else []
            due = Due(deadline, task.text if task else "", units, chosen.documents[deadline.doc_id])
            by_day[int(day[8:10] or 0)].append(due)
    weeks = calendar.Calendar().monthdayscalendar(year, month)
    return Month(year, month, weeks, by_day, sorted(counts.items()))


@dataclass(frozen=True)
class Family:
    """A plan with those that implement it, and the figures that it shares with one of them."""

    parent: str
    children: list[Link]
    figures: list[tuple[FigureKey, Target, list[Target | None]]]
    more: int


def families(archive: Archive) -> list[Family]:
    """The plans of an archive that others of it implement, those with most children first."""
    grouped = [list(group) for _, group in groupby(links(archive), key=lambda link: link.parent.doc_id)]
    grouped.sort(key=lambda group: -len(group))
    return [_family(archive, group) for group in grouped[:_MOST_FAMILIES]]


def _family(archive: Archive, group: Sequence[Link]) -> Family:
    shown = group[:_MOST_CHILDREN]
    above: Mapping[FigureKey, Target] = {}
    below: list[Mapping[FigureKey, Target]] = []
    for _, parents, children in with_rows(archive, Target, shown):
        above = above or figures_of(parents)
        below.append(figures_of(children))
    figures = [
        (key, target, [carried.get(key) for carried in below])
        for key, target in above.items()
        if any(key in carried for carried in below)
    ]
    return Family(group[0].parent.doc_id, list(shown), figures, len(group) - len(shown))
