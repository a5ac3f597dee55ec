"""What units hand in once, and who sums it up by when: "gửi danh sách … về Sở … trước ngày …"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from checks.reports import day_of, sentences_of, words
from checks.rule import Plan
from dataset.records import Assignment, Deadline, Task
from normalizers.unicode import compare_key

_SHARED = 3
"""Words of a thing that have to agree: "danh sách" may be of anything."""
_NESTED = 8
"""Tasks that begin before a deadline and may have it in them."""


class HandIn(NamedTuple):
    """A thing that has to be at a unit on a day, after the day on which that unit passes it on."""

    part: Deadline
    whole: Deadline
    unit: str


_Key = tuple[str, tuple[str, ...]]
"""A unit, and the first words of a thing."""


class _Steps(NamedTuple):
    """Deadlines with their day (ISO 8601), by unit and the first words of the thing."""

    handed: list[tuple[_Key, str, Deadline]]
    summed: dict[_Key, tuple[str, Deadline]]


def late_hand_ins(plan: Plan) -> Iterator[HandIn]:
    """One for every thing that comes in after it has been summed up; both days have to be told to the day."""
    steps = _steps(plan)
    for key, day, deadline in steps.handed:
        summed = steps.summed.get(key)
        if summed is not None and day > summed[0]:
            yield HandIn(deadline, summed[1], key[0])


def _steps(plan: Plan) -> _Steps:
    steps = _Steps([], {})
    owners = _Owners(plan)
    for deadline, sentence in sentences_of(plan.records.of(Deadline), plan.sections):
        day = day_of(deadline)
        if day is None:
            continue
        text = compare_key(sentence)
        if match := re.search(words()["hand_in"], text):
            steps.handed.append(((match["unit"].strip(), _first_words(match["thing"])), day, deadline))
        elif match := re.search(words()["sum_up"], text):
            for unit in owners.of(deadline):
                # who sums up twice may wait for the second time
                key = unit, _first_words(match["thing"])
                steps.summed[key] = max(steps.summed.get(key, (day, deadline)), (day, deadline), key=lambda one: one[0])
    return steps


def _first_words(thing: str) -> tuple[str, ...]:
    return tuple(thing.split()[:_SHARED])


class _Owners:
    """Who leads the tasks in which deadlines stand."""

    def __init__(self, plan: Plan) -> None:
        self._leads: dict[str, set[str]] = defaultdict(set)
        for assignment in plan.records.of(Assignment):
            if assignment.role == "lead":
                self._leads[assignment.task_id].add(compare_key(assignment.unit))
        self._tasks = sorted((t for t in plan.records.of(Task) if t.source == "body"), key=lambda task: task.span.start)
        self._starts = [task.span.start for task in self._tasks]

    def of(self, deadline: Deadline) -> set[str]:
        """The units that lead a task around a deadline; tasks lie in a row, those with points in them around a few."""
        last = bisect_right(self._starts, deadline.span.start)
        around = [t for t in self._tasks[max(0, last - _NESTED) : last] if t.span.contains(deadline.span)]
        return {unit for task in around for unit in self._leads[task.task_id]}
