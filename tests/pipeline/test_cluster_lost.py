"""What a cluster does when connections break, with a made-up client: nothing is lost, and nothing goes on for ever."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from pipeline import cluster, cluster_worker
from pipeline.cluster import Cluster, ClusterError
from pipeline.cluster_worker import Job, Parcel, run_on_worker
from pipeline.limits import LIMITS
from pipeline.version import engine_version
from pipeline.workers import DiedError

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

Said = bytes | Exception


@dataclass
class Future:
    """Done at once."""

    key: str
    said: Said
    status: str = "finished"

    def result(self, timeout: float) -> bytes:
        if isinstance(self.said, Exception):
            raise self.said
        return self.said

    def add_done_callback(self, call: Callable[[Future], None]) -> None:
        call(self)


@dataclass
class Client:
    """A client whose answers, and its connection, are as the test wants them."""

    answer: Callable[[int], Said]
    breaks_after: int = 1_000_000
    states: str = "finished"
    status: str = "running"
    submitted: int = 0
    threads: dict[str, int] = field(default_factory=lambda: {"worker": 1})

    def submit(self, _: object, job: Job, *, key: str, **__: object) -> Future:
        self.submitted += 1
        if self.submitted > self.breaks_after:
            self.status = "closed"
            raise RuntimeError("Client is closed. Can't send update-graph message.")
        return Future(key, self.answer(job.parcel.task), self.states)

    def nthreads(self) -> dict[str, int]:
        return self.threads

    def cancel(self, _: object) -> None:
        """Nothing is under way."""

    def close(self, timeout: float) -> None:
        self.status = "closed"


def square(number: int) -> bytes:
    return pickle.dumps(number * number)


def handed_out(monkeypatch: pytest.MonkeyPatch, clients: list[Client]) -> Cluster[int, int]:
    """A cluster that is connected by one client after another, the last of them again and again."""
    waiting: Iterator[Client] = iter(clients)
    last = clients[-1]
    monkeypatch.setattr(cluster, "connected", lambda *_: next(waiting, last))
    return Cluster(work, "tcp://nowhere:1", data=lambda _: b"x", fetch=bytes, size=lambda _: 1)


def work(parcel: Parcel[int]) -> int:
    return parcel.task**2


def test_what_a_closed_client_does_not_take_is_handed_out_by_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given = handed_out(monkeypatch, [Client(square, breaks_after=3), Client(square, breaks_after=3), Client(square)])
    assert dict(given.map(range(9))) == {number: number * number for number in range(9)}


def test_a_client_that_is_well_and_takes_nothing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(square)
    monkeypatch.setattr(client, "submit", lambda *_, **__: pickle.dumps(Client).no_such_method())
    with pytest.raises(AttributeError):
        list(handed_out(monkeypatch, [client]).map([1]))


def test_a_scheduler_that_goes_again_and_again_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [Client(square, states="lost") for _ in range(100)]
    with pytest.raises(ClusterError):
        list(handed_out(monkeypatch, clients).map([1, 2]))
    assert sum(client.submitted for client in clients) < 100


def test_one_that_goes_between_answers_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [Client(square, breaks_after=3) for _ in range(40)]
    assert len(dict(handed_out(monkeypatch, [*clients, Client(square)]).map(range(60)))) == 60


def test_an_answer_that_breaks_off_each_time_costs_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(number: int) -> Said:
        return TimeoutError() if number == 2 else square(number)

    answers = dict(handed_out(monkeypatch, [Client(answer)]).map([1, 2, 3]))
    assert isinstance(answers.pop(2), DiedError)
    assert answers == {1: 1, 3: 9}


def test_workers_that_go_after_long_work_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(cluster.time, "monotonic", lambda: now)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.01)
    client = Client(square)
    given = handed_out(monkeypatch, [client])
    answers = given.map(range(5))
    for _ in range(3):
        # more time than anybody would be waited for, but answers came all the while
        now += cluster.PATIENCE_SECONDS
        next(answers)
    client.threads = {}
    given._check_workers()
    now += cluster.PATIENCE_SECONDS + 1
    with pytest.raises(ClusterError):
        given._check_workers()


def test_a_worker_that_could_start_no_process_starts_one_for_the_next_document(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job(work, bytes, Parcel(3, b"x"), 1, LIMITS, engine_version())
    lane = "pipeline.workers.Lane"
    with monkeypatch.context() as full:

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(lane, no_room)
        with pytest.raises(OSError, match="No space"):
            run_on_worker(job)
    try:
        assert pickle.loads(run_on_worker(job)) == 9
    finally:
        cluster_worker._here.lanes.close()
        cluster_worker._here.made_for = None
