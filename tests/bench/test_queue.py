"""How long an official waits, at the 95th percentile, over a large store: a screen of the queue, the next finding."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from review.desk import Choice, Desk
from review.queue import Filters
from tests.bench.big_queue import make_store
from tests.bench.conftest import Show

ROUNDS = 60
FINDINGS = 100_000
DOCUMENTS = 10_000
AS_TEST = 20
"""By how much the store is smaller where the benchmarks run as plain tests."""

FILTERS = {
    "due": Filters(viewer="An"),
    "rule and severity": Filters(rule="N001", severity="error"),
    "issuer": Filters(issuer="Ủy ban nhân dân phường số 7"),
    "document": Filters(doc_id=f"{5:012x}"),
    "state": Filters(state="confirmed"),
    "reviewer": Filters(state="", reviewer="An"),
    "common words": Filters(text="ke hoach"),
    "words with marks": Filters(text="nông thôn mới", rule="P001"),
    "a rare word": Filters(text="99"),
}


def p95(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds within which 95 of 100 calls are done."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return quantiles(times, n=20)[-1]


@pytest.mark.slow
def test_the_queue_answers_at_once(tmp_path: Path, benchmark: BenchmarkFixture, show: Show) -> None:
    shrink, rounds = (AS_TEST, ROUNDS // 3) if benchmark.disabled else (1, ROUNDS)
    path = tmp_path / "kehoach.sqlite"
    make_store(path, DOCUMENTS // shrink, FINDINGS // shrink)
    random_ = random.Random(1)
    worst = 0.0
    with Desk.at(path) as desk:
        start = time.perf_counter()
        made = desk.refresh(0.8)
        show(f"queue made anew, {made} subjects", time.perf_counter() - start, "s")
        keys = [item.key for item in desk.queue.page(Filters(), count=2000).items]
        desk.decide("An", [Choice(key, "confirm") for key in random_.sample(keys, 500)])

        def screen(filters: Filters) -> None:
            desk.queue.page(filters, count=50)
            desk.queue.progress()
            for by in ("rule", "severity"):
                desk.queue.counts(by, filters)

        def decide_and_go_on() -> None:
            key = random_.choice(keys)
            desk.decide("An", [Choice(key, random_.choice(("confirm", "dismiss")))])
            following = desk.queue.next(Filters(viewer="An"), key)
            assert following is not None
            desk.take("An", following.key)
            desk.standing(following.key)

        for name, filters in FILTERS.items():
            taken = p95(lambda f=filters: screen(f), rounds)  # type: ignore[misc]
            show(f"queue: screen by {name}, p95", taken, "ms")
            worst = max(worst, taken)
        taken = p95(decide_and_go_on, rounds)
        show("queue: decide and next, p95", taken, "ms")
        page = desk.queue.page(Filters(), after=made // 2)
        assert page.items[0].position > made // 2
    benchmark.pedantic(lambda: None, rounds=1)
    # the requirement is 1 s for a screen and 150 ms for the next finding; a machine under load may take twice as long
    assert worst < 1000 * (2 if shrink == 1 else 1)
    assert taken < 150 * 2
