"""Whole plans through the real pipeline: every row and finding of the truth, and nothing that is not in it."""

from __future__ import annotations

import pytest

from corpus.evaluate.documents import evaluate_source
from corpus.evaluate.gate import new_differences, read_baseline
from corpus.evaluate.measures import TABLE_MEASURES
from corpus.plans import Variant, variants
from corpus.render import file_name, forms_of, render
from pipeline.reading.base import Source

ALL = variants()
BASELINE = read_baseline()


@pytest.mark.parametrize("variant", ALL, ids=lambda v: v.name)
def test_the_rows_of_a_plan_are_those_of_its_truth(variant: Variant) -> None:
    source = Source(file_name(variant, "txt"), render(variant, "txt"))
    evaluated = evaluate_source(source, variant.truth, variant.name, "txt")
    assert evaluated.failure is None
    assert new_differences(evaluated, BASELINE) == []


@pytest.mark.slow
@pytest.mark.parametrize("variant", [v for v in ALL if "scan" in forms_of(v)], ids=lambda v: v.name)
def test_a_scan_is_read_nearly_as_well(variant: Variant) -> None:
    source = Source(file_name(variant, "scan"), render(variant, "scan"))
    evaluated = evaluate_source(source, variant.truth, variant.name, "scan")
    assert evaluated.failure is None
    citations = evaluated.tallies["citations"]
    assert citations.recalled == citations.wanted
    assert set(TABLE_MEASURES) <= set(evaluated.tallies)
