"""Orders in the background: how many at once, for whom, and for how long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from review.exporting.job import Job
from review.exporting.jobs import AT_ONCE, Bounds, Jobs, TooManyError
from review.exporting.making import Order
from tests.review.api.made import MadeUpMaker

ALL = Order("xlsx", None, "vi")


class Clock:
    """A clock that is set by hand."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def maker(tmp_path: Path) -> MadeUpMaker:
    return MadeUpMaker(tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(maker: MadeUpMaker, clock: Clock) -> Iterator[Jobs]:
    with ExitStack() as ending:
        made = Jobs(maker, Bounds(kept_seconds=100, kept_bytes=150, waiting=4), clock)
        ending.callback(made.close)
        yield made


def ended(jobs: Jobs, job: Job) -> Job:
    """An order when it is no longer pending."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = jobs.get(job.owner, job.identity)
        assert found is not None
        if not found.pending:
            return found
        time.sleep(0.01)
    raise AssertionError("it does not end")


def until_running(maker: MadeUpMaker, count: int) -> None:
    until = time.monotonic() + 10
    while maker.under_way != count and time.monotonic() < until:
        time.sleep(0.01)
    assert maker.under_way == count


def test_an_order_becomes_a_file(jobs: Jobs) -> None:
    done = ended(jobs, jobs.order("An", Order("jsonl", ("0" * 12,), "en")))
    assert done.state == "done"
    assert done.made is not None
    assert done.made.path.read_text("utf-8") == "('jsonl', ('000000000000',), 'en')"


def test_one_that_fails_says_why_and_the_next_is_made(jobs: Jobs) -> None:
    failed = ended(jobs, jobs.order("An", Order("broken", None, "vi")))
    assert failed.state == "failed"
    assert failed.problem is not None
    assert (failed.problem.cause, failed.problem.remedy) == ("Đĩa đầy.", "Dọn đĩa.")
    assert ended(jobs, jobs.order("An", ALL)).state == "done"


def test_a_maker_that_breaks_takes_nothing_with_it(
    jobs: Jobs, maker: MadeUpMaker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(maker, "make", lambda *_: 1 / 0)
        broken = ended(jobs, jobs.order("An", ALL))
    assert broken.problem is not None
    assert broken.problem.key == "broken"
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert ended(jobs, jobs.order("An", ALL)).state == "done"


def test_what_is_no_format_is_refused(jobs: Jobs) -> None:
    with pytest.raises(KeyError):
        jobs.order("An", Order("../../etc/passwd", None, "vi"))


def test_so_many_at_once_the_rest_waits_and_too_many_are_refused(jobs: Jobs, maker: MadeUpMaker) -> None:
    maker.hold.clear()
    orders = [jobs.order("An", ALL) for _ in range(4)]
    until_running(maker, AT_ONCE)
    with pytest.raises(TooManyError) as refused:
        jobs.order("An", ALL)
    assert refused.value.count == 4
    # another one is not held up by that
    other = jobs.order("Bình", ALL)
    assert sorted(job.state for job in jobs.listed("An")) == ["queued", "queued", "running", "running"]
    maker.hold.set()
    assert {ended(jobs, job).state for job in (*orders, other)} == {"done"}
    assert maker.most == AT_ONCE


def test_an_owner_sees_and_removes_only_what_is_theirs(jobs: Jobs) -> None:
    job = ended(jobs, jobs.order("An", ALL))
    assert jobs.get("Bình", job.identity) is None
    assert jobs.listed("Bình") == []
    assert not jobs.remove("Bình", job.identity)
    assert job.made is not None
    assert job.made.path.is_file()
    assert jobs.remove("An", job.identity)
    assert not job.made.path.exists()


def test_what_is_being_made_stops_and_what_waits_is_not_begun(jobs: Jobs, maker: MadeUpMaker, tmp_path: Path) -> None:
    maker.hold.clear()
    orders = [jobs.order("An", ALL) for _ in range(3)]
    until_running(maker, AT_ONCE)
    for job in orders:
        assert jobs.remove("An", job.identity)
    until_running(maker, 0)
    maker.hold.set()
    assert ended(jobs, jobs.order("An", ALL)).state == "done"
    assert len(list(tmp_path.iterdir())) == 1


def test_results_go_when_their_time_is_over(jobs: Jobs, clock: Clock) -> None:
    job = ended(jobs, jobs.order("An", ALL))
    assert job.made is not None
    clock.now += 100
    assert jobs.get("An", job.identity) is not None
    clock.now += 1
    assert jobs.get("An", job.identity) is None
    assert not job.made.path.exists()


def test_the_oldest_go_when_all_together_are_too_large(jobs: Jobs, clock: Clock) -> None:
    orders = []
    for number in range(3):
        orders.append(ended(jobs, jobs.order("An", Order("jsonl", (f"{number:012}",) * 3, "vi"))))
        clock.now += 1
    sizes = [job.made.size for job in orders if job.made]
    # two of them are within the bound, three are not
    assert sum(sizes[1:]) <= 150 < sum(sizes)
    assert [job.identity for job in jobs.listed("An")] == [orders[2].identity, orders[1].identity]
    assert [job.made.path.exists() for job in orders if job.made] == [False, True, True]


def test_the_latest_result_stays_however_large(maker: MadeUpMaker, clock: Clock) -> None:
    jobs = Jobs(maker, Bounds(kept_bytes=1), clock)
    job = ended(jobs, jobs.order("An", ALL))
    assert job.state == "done"
    assert jobs.get("An", job.identity) is not None
    jobs.close()


def test_closing_ends_what_is_under_way(maker: MadeUpMaker) -> None:
    jobs = Jobs(maker)
    maker.hold.clear()
    jobs.order("An", ALL)
    until_running(maker, 1)
    begun = time.monotonic()
    jobs.close()
    assert time.monotonic() - begun < 5
    assert maker.closed
    with pytest.raises(TooManyError):
        jobs.order("An", ALL)
