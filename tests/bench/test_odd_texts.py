"""Odd texts take about as much longer as they are longer; a place that looks at everything twice fails here."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from corpus.hostile.texts import KINDS, odd_text
from pipeline.reading.base import ReadingOptions, Source
from pipeline.run import process
from tests.bench.conftest import Show
from tests.bench.stages import cpu_seconds

LENGTH = 5_000
MOST = 9.0
"""Times as long for four times the length; what is looked at twice takes sixteen times."""
FIXED = 0.05
"""Seconds that the rest of the document takes."""


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_the_length(kind: str, benchmark: BenchmarkFixture, show: Show) -> None:
    def seconds(length: int) -> float:
        source = Source("odd.txt", odd_text(kind, length).encode())
        return cpu_seconds(lambda: process(source, ReadingOptions(ocr="never")), 1)

    def measure() -> float:
        return seconds(4 * LENGTH) / (seconds(LENGTH) + FIXED)

    seconds(200)
    ratio = benchmark.pedantic(measure)
    show(f"{kind}: four times the length", ratio, "x the time")
    assert ratio <= MOST
