"""Processes that read: a death costs one task, never the batch."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from dataset.store import Store
from pipeline import batch, tasks
from pipeline.reading.base import ReadingOptions
from pipeline.workers import DiedError, Lanes
from tests.pipeline import faults
from tests.pipeline.plans import write_plans

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("count", [1, 2])
def test_a_process_that_dies_costs_its_own_task_only(count: int) -> None:
    with Lanes(faults.die_on_two, count) as lanes:
        answers = dict(lanes.map(range(6)))
    assert isinstance(answers.pop(2), DiedError)
    assert answers == {0: 0, 1: 1, 3: 9, 4: 16, 5: 25}
    assert not active_children()


def test_tasks_are_drawn_only_as_processes_become_free() -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(3, 9):
            drawn.append(number)
            yield number

    answers = Lanes(faults.die_on_two, 1).map(tasks())
    next(answers)
    assert len(drawn) <= 2
    answers.close()
    assert not active_children()


def test_a_crash_of_the_reader_is_a_failure_of_that_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_plans(tmp_path / "in", 2)
    (source / "doom.txt").write_text("Tệp này làm hỏng bộ đọc.", encoding="utf-8")
    monkeypatch.setattr(tasks, "read_one", faults.die_on_doom)
    with Store.at(tmp_path / "kehoach.sqlite") as store:
        outcome = batch.read_all(
            [source], tmp_path / "out", store, options=ReadingOptions(), workers=2, progress=lambda _: None
        )
        assert outcome.read == 2
        (failure,) = store.failures()
    assert failure.source.endswith("doom.txt")
    assert "dừng đột ngột" in failure.cause
    assert len(failure.sha256) == 64
