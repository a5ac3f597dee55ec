"""How fast each stage is; the figures are shown, never asserted: they are those of the machine."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from corpus.plans import make_variant, slips_of
from corpus.render import render
from pipeline.reading.base import Source, read_document
from pipeline.run import process
from tests.bench.conftest import Show
from tests.bench.made import made_plan
from tests.bench.stages import STAGES, Prepared, prepare
from tests.pipeline.plans import plan


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(made_plan(40))


@pytest.mark.parametrize("stage", STAGES)
def test_stage(stage: str, prepared: Prepared, benchmark: BenchmarkFixture, show: Show) -> None:
    assert benchmark(prepared.run, stage) is not None
    if benchmark.stats:
        show(stage, len(prepared.source.data) / 1e6 / benchmark.stats["mean"] * 60, "MB of text/min")


def test_small_texts(benchmark: BenchmarkFixture, show: Show) -> None:
    sources = [Source(f"{number}.txt", plan(number).encode()) for number in range(1, 11)]
    process(sources[0])
    assert len(benchmark(lambda: [process(source) for source in sources])) == 10
    if benchmark.stats:
        show("one-page texts, from bytes to rows", 10 / benchmark.stats["mean"], "documents/s")


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_printed_plan(form: str, benchmark: BenchmarkFixture, show: Show) -> None:
    name = "van-hoa-the-thao-phuong"
    source = Source(f"plan.{form}", render(make_variant(name, slips_of(name)), form))  # type: ignore[arg-type]
    pages = len(benchmark.pedantic(read_document, (source,), rounds=3, warmup_rounds=1).pages)
    assert pages
    if benchmark.stats:
        parts, unit = (pages, "ms/page") if form == "pdf" else (1, "ms/document")
        show(f"{form}, read", benchmark.stats["mean"] * 1000 / parts, unit)
