"""Processes that read: bounds of memory, time and network hold, and what they start ends with them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from pipeline import guarding
from pipeline.errors import ReadingError
from pipeline.guarding import PREFIX, Refuge, sweep
from pipeline.limits import LIMITS, Limits, count_pages, listen, page_clock
from pipeline.workers import DiedError, Lanes
from tests.pipeline import faults
from tests.pipeline.plans import ROOT

SMALL = Limits(memory_megabytes=1500, seconds=2, seconds_per_page=1, temporary_megabytes=1)


def answer(work: object, limits: Limits = SMALL, task: object = None) -> object:
    with Lanes(work, 1, limits) as lanes:  # type: ignore[arg-type]  # functions of one task
        ((_, said),) = lanes.map([task])
    return said


@pytest.mark.slow
def test_bounds_of_a_process() -> None:
    assert answer(faults.take_memory) == "MemoryError"
    assert answer(faults.reach_network) in {"OSError", "PermissionError"}
    assert answer(faults.fill_disk) == "OSError"


@pytest.mark.slow
@pytest.mark.parametrize("work", [faults.sleep, faults.compute_without_end, faults.compute_in_c])
def test_a_task_that_takes_too_long_is_ended(work: object) -> None:
    begun = time.monotonic()
    said = answer(work)
    assert isinstance(said, DiedError)
    assert said.key == "time"
    assert time.monotonic() - begun < 30


@pytest.mark.slow
def test_pages_add_to_the_time() -> None:
    assert answer(faults.sleep_three_seconds_for_pages, task=4) == "done"


@pytest.mark.slow
def test_an_exception_costs_its_task_and_says_what_it_was() -> None:
    said = answer(faults.fail)
    assert isinstance(said, DiedError)
    assert said.key == "fault"
    assert said.values == {"fault": "ZeroDivisionError: division by zero"}


@pytest.mark.slow
def test_what_a_process_prints_and_leaves_is_for_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = Path(str(answer(faults.print_and_leave_files)))
    assert capfd.readouterr() == ("", "")
    assert not folder.exists()
    assert not folder.parent.exists()


@pytest.mark.slow
def test_what_a_process_has_started_ends_with_it() -> None:
    """In sessions of their own, as LibreOffice is, and whose parents have ended."""
    pids = answer(faults.start_sleepers)
    assert isinstance(pids, list)
    assert len(pids) == 2
    wait_until_gone(pids)


@pytest.mark.slow
def test_processes_are_replaced_after_some_documents() -> None:
    with Lanes(faults.who, 1, Limits(worker_documents=2)) as lanes:
        pids = [pid for _, pid in lanes.map(range(5))]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


@pytest.mark.slow
def test_processes_that_have_grown_are_replaced() -> None:
    with Lanes(faults.grow, 1, Limits(worker_megabytes=150)) as lanes:
        pids = [pid for _, pid in lanes.map(range(3))]
    assert len(set(pids)) == 3


@pytest.mark.slow
def test_the_death_of_the_program_ends_all(tmp_path: Path) -> None:
    """Processes in C code, programs in sessions of their own, and the folder of temporary files."""
    code = (
        "from tests.pipeline import faults\nfrom pipeline.workers import Lanes\n"
        "if __name__ == '__main__':\n    list(Lanes(faults.start_and_compute, 2).map([1, 2]))\n"
    )
    script = tmp_path / "program.py"
    script.write_text(code, encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    program = subprocess.Popen([sys.executable, str(script)], env=environment)
    try:
        for _ in range(600):
            found = list(temporary.glob(f"{PREFIX}*/*/pids"))
            if len(found) == 2:
                break
            time.sleep(0.05)
        pids = [int(pid) for path in found for pid in path.read_text().split()]
    finally:
        program.kill()
        program.wait()
    assert len(pids) == 4
    wait_until_gone(pids)
    for _ in range(100):
        if not list(temporary.iterdir()):
            return
        time.sleep(0.05)
    raise AssertionError(list(temporary.iterdir()))


def test_folders_of_runs_that_are_over_are_swept_and_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    over = tmp_path / f"{PREFIX}over_123"
    over.mkdir()
    (over / "lock").touch()
    (over / "page.png").touch()
    # killed before it had a lock, or while it was being removed
    (tmp_path / f"{PREFIX}newborn_").mkdir()
    (tmp_path / f"{PREFIX}half_way/1").mkdir(parents=True)
    foreign = tmp_path / f"{PREFIX}of-somebody"
    foreign.mkdir()
    alive = Refuge()
    try:
        assert not over.exists()
        assert foreign.exists()
        sweep(tmp_path)
        assert len(list(tmp_path.iterdir())) == 2
    finally:
        alive.close()
    assert list(tmp_path.iterdir()) == [foreign]


def test_folders_that_are_made_while_others_sweep_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = Event()

    def sweep_all_the_while() -> None:
        while not ended.is_set():
            sweep(tmp_path)

    sweeping = [Thread(target=sweep_all_the_while) for _ in range(2)]
    for thread in sweeping:
        thread.start()
    try:
        found = [guarding._locked_folder() for _ in range(300)]
    finally:
        ended.set()
        for thread in sweeping:
            thread.join()
    assert all((folder / "lock").stat().st_ino == os.fstat(lock).st_ino for folder, lock in found)
    assert len(list(tmp_path.iterdir())) == len(found)
    for _, lock in found:
        os.close(lock)


def test_time_grows_with_pages_and_bytes_up_to_a_bound() -> None:
    limits = Limits(seconds=10, seconds_per_page=3, seconds_per_megabyte=2, seconds_at_most=100)
    assert limits.time_for(0) == 10
    assert limits.time_for(5_000_000, pages=4) == 10 + 10 + 12
    assert limits.time_for(0, pages=1000) == 100


def test_too_many_pages_are_refused() -> None:
    count_pages(LIMITS.pages, LIMITS, "a.pdf")
    with pytest.raises(ReadingError) as error:
        count_pages(LIMITS.pages + 1, LIMITS, "a.pdf")
    assert error.value.key == "too_many_pages"


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.limits._listener", None)
    monkeypatch.setattr("pipeline.limits._AGAIN", 0.05)
    limits = Limits(seconds_per_page=1)
    monkeypatch.setattr(Limits, "page_alone", 0.05)
    with page_clock(limits):  # outside of a process that reads there is no clock
        time.sleep(0.1)
    listen(lambda _: None)
    swallowed = 0
    with pytest.raises(ReadingError) as error, page_clock(limits):  # noqa: PT012  the point is what happens inside
        try:
            time.sleep(10)
        except ReadingError:
            swallowed += 1
        time.sleep(10)
    assert swallowed == 1
    assert error.value.key == "page_time"


def wait_until_gone(pids: list[int]) -> None:
    for _ in range(200):
        if not any(is_alive(pid) for pid in pids):
            return
        time.sleep(0.05)
    raise AssertionError([pid for pid in pids if is_alive(pid)])


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
