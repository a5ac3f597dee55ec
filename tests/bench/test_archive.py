"""Rules across documents over a made archive and one ten times as large: all slips found, nothing else, linear."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from checks.archive import Snapshot
from checks.engine import all_rules, check_archive
from checks.rule import CorpusRule
from dataset.records import Finding
from dataset.store import Store
from tests.bench.archive import COUNTRY, ROWS, Made, Size, make_archive
from tests.bench.conftest import Show
from tests.bench.stages import cpu_seconds

# "make bench" compares 400 with 4,000 documents; KEHOACH_BENCH_ARCHIVE=100000 the tenth of it with as many
LARGE = int(os.environ.get("KEHOACH_BENCH_ARCHIVE", "4000"))
SIZE = Size(provinces=4, communes=20) if LARGE < 50_000 else COUNTRY
LIMIT = 14
"""Times as long for ten times the documents: linear, and some for the sorting."""


def found_in(path: Path) -> dict[str, set[str]]:
    """By rule the documents on which the rules of corpus scope have a finding."""
    found: dict[str, set[str]] = defaultdict(set)
    with Store.at(path) as store:
        for row in check_archive(Snapshot(store)):
            if isinstance(row, Finding):
                found[row.rule].add(row.doc_id)
    return found


def test_ten_times_the_documents_take_about_ten_times(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    paths = {count: tmp_path / f"{count}.sqlite" for count in (LARGE // 10, LARGE)}
    made: dict[int, Made] = {count: make_archive(path, count, SIZE) for count, path in paths.items()}
    seconds: dict[int, float] = {}
    found: dict[int, dict[str, set[str]]] = {}

    def measure() -> float:
        for count, path in paths.items():
            seconds[count] = cpu_seconds(lambda c=count, p=path: found.__setitem__(c, found_in(p)), rounds=1)
        return seconds[LARGE] / seconds[LARGE // 10]

    found_in(paths[LARGE // 10])  # what is loaded once
    ratio = benchmark.pedantic(measure)
    for count in paths:
        assert made[count].rows >= ROWS * count
        assert found[count] == {code: documents for code, documents in made[count].planted.items() if documents}
    assert {rule.code for rule in all_rules() if isinstance(rule, CorpusRule)} <= found[LARGE].keys()
    show(f"rules across {LARGE:,} documents", seconds[LARGE], "s")
    show(f"rules across documents: {LARGE:,} against {LARGE // 10:,}", ratio, "x the time")
    assert ratio < LIMIT
