"""How long an official waits for a page, over a large store: the queue as it opens, a decision and the next finding.

The application is asked in this process, without a network between: what is measured is everything that the server does
for a page, decisions on disk included.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from starlette.testclient import TestClient

from dataset.store import Store
from pipeline.rechecking import StoreRules
from review.desk import Desk
from review.queue import Filters
from review.web.app import create_app
from review.web.site import Access, Site
from tests.bench.big_queue import make_store
from tests.bench.conftest import Show
from tests.bench.test_queue import AS_TEST, DOCUMENTS, FINDINGS

ROUNDS = 60
FIRST_SCREEN = 1000.0
NEXT_FINDING = 150.0
"""Milliseconds at the 95th percentile."""


def p95(work: Callable[[int], object], rounds: int) -> float:
    """Milliseconds of this process within which 95 of 100 calls are done, whatever else the machine does."""
    times = []
    for turn in range(rounds):
        start = time.process_time()
        work(turn)
        times.append(1000 * (time.process_time() - start))
    return quantiles(times, n=20)[-1]


@pytest.mark.slow
def test_pages_come_at_once(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    shrink, rounds = (AS_TEST, ROUNDS // 3) if benchmark.disabled else (1, ROUNDS)
    path = tmp_path / "kehoach.sqlite"
    make_store(path, DOCUMENTS // shrink, FINDINGS // shrink)
    with Store.at(path) as archive, Desk.at(path) as desk:
        desk.refresh(0.8)
        site = Site(desk, archive, Access(reviewer="An"), rules=StoreRules(archive, tmp_path))
        client = TestClient(create_app(site), base_url="http://127.0.0.1")
        token = client.get("/enter", params={"key": site.access.entry}).text.partition('"csrf" value="')[2][:64]
        keys = [item.key for item in desk.queue.page(Filters(), count=rounds).items]
        pages = {
            "queue": lambda _: client.get("/queue"),
            "queue, searched": lambda _: client.get("/queue", params={"text": "nong thon moi", "severity": "error"}),
            "documents": lambda _: client.get("/documents"),
        }
        for name, ask in pages.items():
            found = p95(ask, rounds)
            show(f"page {name}, p95", found, "ms")
            assert found < FIRST_SCREEN, name

        def decide(turn: int) -> None:
            answer = client.post(f"/finding/{keys[turn]}/decide", data={"csrf": token, "action": "confirm"})
            assert answer.status_code == 200
            assert "/finding/" in str(answer.url)

        found = p95(decide, rounds)
        show("decision and next finding, p95", found, "ms")
        assert found < NEXT_FINDING
        benchmark.pedantic(client.get, args=("/queue",), rounds=3)
