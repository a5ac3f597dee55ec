"""Batches of many small texts: what unchanged ones cost, what a second core gives, and whether anything grows.

``KEHOACH_BENCH_DOCUMENTS`` sets how many; the table of ``make bench`` is worth reading from some thousands on.
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
from tests.bench.conftest import Show
from tests.bench.test_ratios import cpu_of_children, free_cores
from tests.pipeline.plans import kehoach, write_plans

DOCUMENTS = int(os.environ.get("KEHOACH_BENCH_DOCUMENTS", "120"))
START = 20
"""Documents until the processes have loaded what they need."""


@pytest.mark.measured_only
def test_unchanged_documents_cost_next_to_nothing(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    """The processor time of a whole second run, without that of the same over one document."""
    many, one = write_plans(tmp_path / "many", DOCUMENTS), write_plans(tmp_path / "one", 1)

    def again(source: Path) -> float:
        command = ("run", source, "--out", tmp_path / f"out-{source.name}", "--workers", 2, "--quiet")
        kehoach(*command)
        return min(cpu_of_children(lambda: kehoach(*command)) for _ in range(2))

    seconds = benchmark.pedantic(lambda: again(many) - again(one))
    show("unchanged documents, whole run but the start", DOCUMENTS / max(seconds, 0.001), "documents/s")


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


@pytest.mark.measured_only
def test_two_cores_against_one(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    """The program on one core, with all its processes, against the program on two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        pytest.skip("needs two cores")
    if (free := free_cores()) < 1.7:
        pytest.skip(f"needs two free cores, {free:.1f} are free")
    source = write_plans(tmp_path / "in", max(DOCUMENTS, 400))

    def seconds(count: int) -> float:
        begun = time.perf_counter()
        only = set(cores[:count])
        kehoach(
            *("run", source, "--out", tmp_path / f"out{count}", "--workers", count, "--quiet"),
            preexec_fn=lambda: os.sched_setaffinity(0, only),
        )
        return time.perf_counter() - begun

    one, two = benchmark.pedantic(lambda: (seconds(1), seconds(2)))
    if (free := free_cores()) < 1.7:
        pytest.skip(f"other programs have begun to work: {free:.1f} cores are free")
    show("texts on two cores, against one", one / two, "x as fast")
    assert one / two >= (1.8 if DOCUMENTS >= 1000 else 1.4)


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
