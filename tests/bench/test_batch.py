"""Batches of many small texts: what unchanged ones cost, what a second core gives, and whether anything grows.

``KEHOACH_BENCH_DOCUMENTS`` sets how many; the table of ``make bench`` is worth reading from some thousands on. With
10,000 these runs take about thirteen minutes on two idle cores.
"""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from dataset.store import Store
from pipeline.batch import Outcome, read_all
from pipeline.reading.base import ReadingOptions
from tests.bench.batches import run_batch
from tests.bench.conftest import Show
from tests.bench.made import made_plan
from tests.bench.test_ratios import free_cores
from tests.pipeline.plans import write_plans

DOCUMENTS = int(os.environ.get("KEHOACH_BENCH_DOCUMENTS", "120"))
START = 20
"""Documents until the processes have loaded what they need."""


class Runs:
    """The runs that several figures come from: on one core, on two, and again over what has not changed."""

    def __init__(self, folder: Path) -> None:
        self.cores = sorted(os.sched_getaffinity(0))
        if len(self.cores) < 2:
            pytest.skip("needs two cores")
        self.count = max(DOCUMENTS, 400)
        source, one = write_plans(folder / "in", self.count), write_plans(folder / "one", 1)
        self.free = [free_cores()]
        self.on = {n: run_batch(source, folder / f"out{n}", n, self.cores[:n]) for n in (1, 2)}
        self.free.append(free_cores())
        self.again = run_batch(source, folder / "out2", 2, self.cores)
        run_batch(one, folder / "out-one", 2, self.cores)
        self.start = run_batch(one, folder / "out-one", 2, self.cores)
        assert not self.again.done


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("batches"))


@pytest.mark.measured_only
def test_an_unchanged_archive_run_again(runs: Runs, benchmark: BenchmarkFixture, show: Show) -> None:
    """The whole command; on the clock, and by its processor time, which other programs do not lengthen."""
    rate = benchmark.pedantic(lambda: runs.count / runs.again.cpu_seconds)
    show("unchanged documents, whole command on the clock", runs.count / runs.again.seconds, "documents/s")
    show("unchanged documents, whole command by processor time", rate, "documents/s")
    rest = max(runs.again.cpu_seconds - runs.start.cpu_seconds, 0.001)
    show("unchanged documents, but for the start of the program", runs.count / rest, "documents/s")
    assert runs.count / rest >= 1000
    if runs.count >= 10_000:
        assert rate >= 1000


@pytest.mark.measured_only
def test_two_cores_against_one(runs: Runs, benchmark: BenchmarkFixture, show: Show) -> None:
    """The program on one core, with all its processes, against the program on two; on the clock, so only when idle."""
    if min(runs.free) < 1.7:
        pytest.skip(f"needs two free cores, {min(runs.free):.1f} were free")
    one, two = runs.on[1], runs.on[2]
    ratio = benchmark.pedantic(lambda: one.reading_seconds / two.reading_seconds)
    show("texts read on two cores, against one", ratio, "x as fast")
    show("whole command on two cores, against one", one.seconds / two.seconds, "x as fast")
    assert ratio >= (1.8 if runs.count >= 1000 else 1.4)


@pytest.mark.measured_only
def test_the_end_of_a_batch_against_its_beginning(runs: Runs, benchmark: BenchmarkFixture, show: Show) -> None:
    slowdown = benchmark.pedantic(lambda: runs.on[1].slowdown)
    show("last tenth of a batch, against the second", slowdown, "x the time")
    show("parent's memory grown over nine tenths of a batch", runs.on[2].grown / 1e6, "MB")
    assert runs.on[2].grown < 30e6
    if min(runs.free) >= 1.7 and runs.count >= 1000:
        assert slowdown < 1.2


def test_two_processes_read_faster_than_one(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    """Texts of some pages each; what comes after the reading is measured over a long batch alone."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        pytest.skip("needs two cores")
    if (free := free_cores()) < 1.7:
        pytest.skip(f"needs two free cores, {free:.1f} are free")
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(24):
        (folder / f"{number}.txt").write_text(made_plan(20 + number), encoding="utf-8")
    one, two = benchmark.pedantic(lambda: [run_batch(folder, tmp_path / f"out{n}", n, cores[:2]) for n in (1, 2)])
    if (free := free_cores()) < 1.7:
        pytest.skip(f"other programs have begun to work: {free:.1f} cores are free")
    ratio = one.reading_seconds / two.reading_seconds
    show("long texts read by two processes, against one", ratio, "x as fast")
    assert ratio >= 1.4


def test_unchanged_documents_are_known_at_once(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    """What finding, hashing and comparing with the journal take, without exports and report."""
    source = write_plans(tmp_path / "in", DOCUMENTS)
    with Store.at(tmp_path / "kehoach.sqlite") as store:

        def run() -> Outcome:
            options = ReadingOptions()
            return read_all([source], tmp_path / "out", store, options=options, workers=2, progress=lambda _: None)

        run()

        def rate() -> float:
            begun = time.process_time()
            assert run().kept == DOCUMENTS
            return DOCUMENTS / (time.process_time() - begun)

        found = benchmark.pedantic(rate)
    show("unchanged documents, until all are known", found, "documents/s")
    assert found >= 1000


def test_a_long_batch_does_not_slow_down_or_grow(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    """Processor time of the parent for each document, and its memory, in the first and the last third."""
    source = write_plans(tmp_path / "in", DOCUMENTS)
    seen: list[tuple[float, int]] = []

    def note(_: Outcome) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
        seen.append((used.ru_utime + used.ru_stime, resident))

    def run() -> None:
        with Store.at(tmp_path / "kehoach.sqlite") as store:
            read_all([source], tmp_path / "out", store, options=ReadingOptions(), workers=1, progress=note)

    benchmark.pedantic(run)
    steady = seen[START:]
    third = len(steady) // 3
    first, last = steady[third][0] - steady[0][0], steady[-1][0] - steady[-1 - third][0]
    grown = (steady[-1][1] - steady[0][1]) / 1e6
    show("parent's time for a document: last third against first", last / first, "x")
    show("parent's memory grown over the batch", grown, "MB")
    assert grown < 30
    if DOCUMENTS >= 1000:
        assert last / first < 1.2
