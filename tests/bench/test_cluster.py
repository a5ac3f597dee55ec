"""Two workers of a cluster against two local processes, over the same documents, in one run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pipeline.limits import Limits
from pipeline.reading.base import ReadingOptions
from pipeline.sources import digest, find_sources
from pipeline.tasks import Task, local_lanes, on_cluster
from pipeline.workers import Backend
from tests.bench.conftest import Show
from tests.bench.made import made_plan
from tests.cluster import dask_cluster

pytestmark = [pytest.mark.slow, pytest.mark.measured_only]  # what a cluster reads: tests/pipeline/test_cluster.py

DOCUMENTS = 108
PARTS = 8
MOST = 1.15
"""Times the local ones."""


def make_tasks(folder: Path, options: ReadingOptions) -> list[Task]:
    """Plans of some pages each, all different."""
    folder.mkdir()
    for number in range(DOCUMENTS):
        (folder / f"{number:03}.txt").write_text(made_plan(PARTS + number % 5) + f"\n{number}\n", encoding="utf-8")
    return [Task(found, digest(found.path)[1], options) for found in find_sources([folder], folder / "out")]


def seconds_of(backend: Backend, tasks: list[Task]) -> float:  # type: ignore[type-arg]
    """How long the tasks take when all processes have begun and have read something."""
    assert len(list(backend.map(tasks[:8]))) == 8
    began = time.perf_counter()
    answers = [answer for _, answer in backend.map(tasks[8:])]
    used = time.perf_counter() - began
    assert all(hasattr(answer, "document") for answer in answers)
    return used


def test_two_workers_of_a_cluster_take_little_longer_than_two_processes(
    tmp_path: Path, benchmark: BenchmarkFixture, show: Show
) -> None:
    options = ReadingOptions(ocr="never")
    tasks = make_tasks(tmp_path / "in", options)
    with dask_cluster(tmp_path / "dask") as dask:
        far, near = on_cluster(dask.address, Limits(), 2), local_lanes(options, 2)
        try:
            # in turn, so that a machine that is busy for a while is so for both
            ratio = benchmark.pedantic(lambda: min(seconds_of(far, tasks) / seconds_of(near, tasks) for _ in range(3)))
        finally:
            far.close()
            near.close()
    show("two workers of a cluster, against two local processes", ratio, "x the time")
    assert ratio <= MOST
