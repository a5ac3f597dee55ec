"""What has to hold on every machine: ratios of two times measured in one run."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from corpus.plans import make_variant
from corpus.render import render
from pipeline.reading.base import Source, read_document
from tests.bench.conftest import Show
from tests.bench.made import made_plan
from tests.bench.stages import STAGES, cpu_seconds, prepare
from tests.pipeline.plans import PROGRAM, ROOT, kehoach_apart, write_plans


def test_ten_times_the_length_takes_about_ten_times(benchmark: BenchmarkFixture, show: Show) -> None:
    most = 14
    short, long = prepare(made_plan(30)), prepare(made_plan(300))

    def times_as_long(stage: str) -> float:
        # the least of a few rounds, as what disturbs a round only ever adds to it; so no more rounds than it takes
        once = cpu_seconds(lambda: short.run(stage), 4, min)
        least = float("inf")
        for _ in range(3):
            least = min(least, cpu_seconds(lambda: long.run(stage), 1) / once)
            if least <= most:
                break
        return least

    ratios = benchmark.pedantic(lambda: {stage: times_as_long(stage) for stage in STAGES})
    for stage, ratio in ratios.items():
        show(f"{stage}: ten times the length", ratio, "x the time")
    assert {stage: ratio for stage, ratio in ratios.items() if ratio > most} == {}


def test_a_digital_pdf_costs_little_more_than_its_words_and_tables(benchmark: BenchmarkFixture, show: Show) -> None:
    data = render(make_variant("phong-chong-thien-tai-phuong"), "pdf")

    def bare() -> None:
        with pdfplumber.open(BytesIO(data)) as file:
            for page in file.pages:
                assert page.extract_words() is not None
                assert page.extract_tables() is not None

    def ours() -> None:
        assert read_document(Source("plan.pdf", data)).text

    def measure() -> float:
        # by turns, so that a machine that slows down for a while does so for both
        times = [(cpu_seconds(ours, 1), cpu_seconds(bare, 1)) for _ in range(7)]
        return min(own for own, _ in times) / min(other for _, other in times)

    ours()
    ratio = benchmark.pedantic(measure)
    show("PDF reader, against pdfplumber's words and tables", ratio, "x the time")
    assert ratio <= 1.5


def test_a_second_run_over_unchanged_documents_is_cheap(
    tmp_path: Path, benchmark: BenchmarkFixture, show: Show
) -> None:
    count = 40
    command = ("run", write_plans(tmp_path / "in", count), "--out", tmp_path / "out", "--workers", 1, "--quiet")

    def measure() -> tuple[float, float]:
        return cpu_of_children(lambda: kehoach_apart(*command)), cpu_of_children(lambda: kehoach_apart(*command))

    first, second = benchmark.pedantic(measure)
    show("second run over unchanged documents", second / first, "x the first")
    show("second run, start of the program included", second * 1000 / count, "ms/document")
    assert second <= 0.7 * first


def test_help_against_the_import_of_spacy(benchmark: BenchmarkFixture, show: Show) -> None:
    if benchmark.disabled:
        pytest.skip("only shown; tests/pipeline/test_cli.py asserts it")
    spacy = [sys.executable, "-c", "import spacy"]

    def measure() -> list[float]:
        return [
            cpu_of_children(lambda c=command: subprocess.run(c, check=True, capture_output=True, cwd=ROOT))
            for command in ([*PROGRAM, "--help"], spacy)
        ]

    ours, theirs = benchmark.pedantic(measure)
    show("kehoach --help, against import spacy", ours / theirs, "x the time")
    assert ours < theirs


def cpu_of_children(work: Callable[[], object]) -> float:
    """Processor time of the processes that something starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def free_cores(seconds: float = 0.5) -> float:
    """How many of the cores that this process may use are idle."""

    def idle() -> float:
        lines = (line.split() for line in Path("/proc/stat").read_text().splitlines())
        ticks = {line[0]: int(line[4]) + int(line[5]) for line in lines if line[0].startswith("cpu")}
        return sum(ticks.get(f"cpu{core}", 0) for core in os.sched_getaffinity(0)) / os.sysconf("SC_CLK_TCK")

    before = idle()
    time.sleep(seconds)
    return (idle() - before) / seconds
