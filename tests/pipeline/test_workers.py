"""Processes that read: a death costs one task, never the batch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from dataset.store import Store
from pipeline import batch, tasks
from pipeline.lane import Lane
from pipeline.reading.base import ReadingOptions
from pipeline.workers import DiedError, Lanes
from tests.pipeline import faults
from tests.pipeline.plans import write_plans

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_kept_processes")]


@pytest.mark.parametrize("count", [1, 2])
def test_a_process_that_dies_costs_its_own_task_only(count: int) -> None:
    with Lanes(faults.die_on_two, count) as lanes:
        answers = dict(lanes.map([0, 1, 5, 2, 3, 4, 6, 7]))
    # the quick ones before it are answered, and those that waited behind it in the same process are done by the next
    assert isinstance(answers.pop(2), DiedError)
    assert answers == {number: number * number for number in (0, 1, 3, 4, 5, 6, 7)}
    assert not active_children()


def test_a_process_that_dies_before_it_begins_costs_no_task(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / str(number)).touch()
    with Lanes(faults.DiesAtBirth(tmp_path), 2) as lanes:
        assert dict(lanes.map(range(5))) == {number: number for number in range(5)}
    assert not list(tmp_path.iterdir())


def test_where_every_process_dies_before_it_begins_every_task_is_told(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / str(number)).touch()
    with Lanes(faults.DiesAtBirth(tmp_path), 1) as lanes:
        answers = dict(lanes.map(range(3)))
    assert [type(answer) for answer in answers.values()] == [DiedError] * 3
    assert len(list(tmp_path.iterdir())) == 100 - 5 - 3


def test_where_no_more_processes_may_be_started_those_that_there_are_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    started = 0

    def lane(*given: object) -> object:
        nonlocal started
        started += 1
        if started > 1:
            raise OSError(11, "Resource temporarily unavailable")
        return Lane(*given)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr("pipeline.workers.Lane", lane)
    with Lanes(faults.die_on_two, 3) as lanes:
        assert dict(lanes.map([3, 4, 5, 6])) == {3: 9, 4: 16, 5: 25, 6: 36}
        assert started > 1
    with Lanes(faults.die_on_two, 3) as lanes, pytest.raises(OSError, match="unavailable"):
        list(lanes.map([3, 4]))


def test_an_answer_for_which_there_is_no_memory_is_told_as_that() -> None:
    with Lanes(faults.answer_too_large, 1) as lanes:
        ((_, answer),) = lanes.map([1])
    assert isinstance(answer, DiedError)
    assert answer.key == "memory"


def test_a_process_of_quick_tasks_never_waits_for_more_and_never_has_too_many() -> None:
    answered, ahead = 0, []

    def tasks() -> Iterator[int]:
        for number in range(3, 60):
            ahead.append(number - 2 - answered)
            yield number

    with Lanes(faults.die_on_two, 1) as lanes:
        for _ in lanes.map(tasks()):
            answered += 1
    assert answered == 57
    assert 1 < max(ahead) <= 5


def test_a_large_task_waits_for_a_process_that_has_nothing_before_it() -> None:
    waiting: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(3, 30):
            waiting.append(number)
            yield number

    with Lanes(faults.die_on_two, 1, size=lambda _: 10_000_000) as lanes:
        for number, answer in lanes.map(tasks()):
            assert answer == number * number
            # the next one, and one that is drawn but not handed over
            assert max(waiting) <= number + 2


def test_what_is_postponed_is_done_while_there_is_no_answer() -> None:
    called: list[float] = []

    def idle() -> float | None:
        called.append(time.monotonic())
        return 0.05 if len(called) < 4 else None

    with Lanes(faults.wait_a_while, 1) as lanes:
        assert [answer for _, answer in lanes.map([0.0, 1.0], idle)] == [0.0, 1.0]
    assert len(called) >= 4


def test_tasks_are_drawn_only_as_processes_become_free() -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(3, 9):
            drawn.append(number)
            yield number

    answers = Lanes(faults.wait_a_while, 1).map(number / 10 for number in tasks())
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
