"""U004 task-without-lead: a task of a table has nobody in the column of those who lead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from checks.columns import head
from checks.rule import DocumentRule, Plan, Slip
from checks.tables import Grid, grids
from dataset.records import Assignment, Task
from dataset.spans import Span

_LEADS = re.compile(
    r"\b(?:chu tri|dau moi|(?:don vi|co quan|bo phan|nguoi)(?: duoc giao)? thuc hien|chiu trach nhiem)\b"
)
# a table of tasks has so many of them with a lead for each one without
_USUAL = 3


class TaskWithoutLead(DocumentRule):
    """What nobody leads nobody does."""

    code = "U004"
    name = "task-without-lead"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every row with an empty cell in the column that names leads in nearly all other rows."""
        led = {a.task_id for a in plan.records.of(Assignment) if a.role == "lead"}
        tasks: dict[str, list[Task]] = defaultdict(list)
        for task in plan.records.of(Task):
            if task.table_id and task.row is not None:
                tasks[task.table_id].append(task)
        for grid in grids(plan.records):
            column = next((c for c in grid.columns if _LEADS.search(head(c)) and "phoi hop" not in head(c)), None)
            here = tasks.get(grid.table_id, [])
            without = [task for task in here if task.task_id not in led]
            if column is None or len(here) - len(without) < _USUAL * len(without):
                continue
            for task in without:
                if _is_empty(grid, task.row or 0, column):
                    yield plan.slip(
                        _row(plan, task),
                        observed=" ".join(task.text.split()),
                        values={"column": column, "row": str(task.row)},
                        confidence=0.92,
                    )


def _is_empty(grid: Grid, row: int, column: str) -> bool:
    """Whether a cell holds nothing; a dash or ditto marks stand for something."""
    cell = grid.cells.get((row, column))
    return cell is None or not cell.text.strip()


def _row(plan: Plan, task: Task) -> Span:
    """The words of the task, however long its row is."""
    return Span(task.start, min(task.end, task.start + 200))
