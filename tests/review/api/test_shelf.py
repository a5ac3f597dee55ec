"""Orders and results that outlive the server, on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from dataset.database import DatabaseError, address_of, durable_engine
from dataset.fresh import empty
from review.exporting.jobs import AT_ONCE, Bounds, Jobs
from review.exporting.making import Order
from review.exporting.shelf import FOLDER, TRIES, Shelf
from tests.postgres import Server
from tests.review.api.made import MadeUpMaker
from tests.review.test_exporting import Clock, ended, until_running

ALL = Order("xlsx", None, "vi")
SOME = Order("jsonl", ("0" * 12, "1" * 12), "en")


class Servers:
    """Servers over one store and one output folder, one after the other or side by side."""

    def __init__(self, engine: sa.Engine, folder: Path, ending: ExitStack) -> None:
        self.engine = engine
        self.out = folder / "out"
        self.out.mkdir(exist_ok=True)
        self.clock = Clock()
        self._made = folder
        self._ending = ending

    def begin(self, *, held: bool = False) -> tuple[Jobs, MadeUpMaker]:
        """A server that goes on with what there is; its maker may be held."""
        folder = self._made / f"temporary-{time.monotonic_ns()}"
        folder.mkdir()
        maker = MadeUpMaker(folder)
        if held:
            maker.hold.clear()
        jobs = Jobs(maker, Bounds(kept_seconds=100), self.clock, Shelf(self.engine, self.out))
        self._ending.callback(jobs.close)
        return jobs, maker

    @property
    def lying(self) -> list[str]:
        """What lies in the folder of results."""
        return sorted(path.name for path in (self.out / FOLDER).iterdir() if path.is_dir())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Servers]:
    if request.param == "sqlite":
        address = address_of(tmp_path / "store.sqlite")
    else:
        server: Server = request.getfixturevalue("postgres")
        address = server.address()
    engine = durable_engine(address)
    with ExitStack() as ending:
        ending.callback(engine.dispose)
        yield Servers(engine, tmp_path, ending)


def test_results_are_there_for_the_next_server(servers: Servers) -> None:
    jobs, maker = servers.begin()
    done = []
    for order in (ALL, SOME):
        servers.clock.now += 1
        done.append(ended(jobs, jobs.order("An", order)))
    servers.clock.now += 1
    failed = ended(jobs, jobs.order("An", Order("broken", None, "vi")))
    # nothing stays where it was made
    assert list(maker.folder.iterdir()) == []
    jobs.close()
    again, _ = servers.begin()
    listed = again.listed("An")
    assert listed[1:] == done[::-1]
    assert [job.made.path.read_text("utf-8") for job in listed[1:] if job.made] == [
        "('jsonl', ('000000000000', '111111111111'), 'en')",
        "('xlsx', None, 'vi')",
    ]
    assert listed[0].problem is not None
    assert failed.problem is not None
    assert vars(listed[0].problem) == vars(failed.problem)
    assert again.listed("Bình") == []
    for path in ((servers.out / FOLDER), *(job.made.path.parent for job in listed[1:] if job.made)):
        assert path.stat().st_mode & 0o077 == 0


def test_what_waited_or_was_under_way_is_made_by_the_next_server(servers: Servers) -> None:
    jobs, maker = servers.begin()
    maker.hold.clear()
    orders = [jobs.order("An", ALL) for _ in range(AT_ONCE + 1)]
    until_running(maker, AT_ONCE)
    jobs.close()
    again, _ = servers.begin()
    assert {ended(again, job).state for job in orders} == {"done"}
    # a server that is stopped has not died over its orders
    assert {ended(again, job).tries for job in orders} == {1}


def test_a_server_that_dies_leaves_its_orders(servers: Servers) -> None:
    jobs, maker = servers.begin()
    maker.hold.clear()
    order = jobs.order("An", ALL)
    until_running(maker, 1)
    half = servers.out / FOLDER / f".{order.identity}"
    half.mkdir()
    (half / "result.zip").write_bytes(b"PK")
    _die(jobs)
    again, _ = servers.begin()
    assert ended(again, order).state == "done"
    assert ended(again, order).tries == 2
    assert servers.lying == [order.identity]


def test_an_order_over_which_servers_die_is_given_up(servers: Servers) -> None:
    jobs, maker = servers.begin(held=True)
    order = jobs.order("An", ALL)
    for _ in range(TRIES):
        until_running(maker, 1)
        _die(jobs)
        jobs, maker = servers.begin(held=True)
    (found,) = jobs.listed("An")
    assert found.identity == order.identity
    assert found.problem is not None
    assert (found.state, found.problem.key, maker.under_way) == ("failed", "broken", 0)


def test_what_is_removed_does_not_come_back(servers: Servers) -> None:
    jobs, maker = servers.begin()
    done = ended(jobs, jobs.order("An", ALL))
    maker.hold.clear()
    going, waiting = jobs.order("An", ALL), jobs.order("An", ALL)
    until_running(maker, AT_ONCE)
    for job in (done, going, waiting):
        assert jobs.remove("An", job.identity)
    until_running(maker, 0)
    jobs.close()
    assert servers.begin()[0].listed("An") == []
    assert servers.lying == []


def test_time_goes_on_while_no_server_runs(servers: Servers) -> None:
    jobs, _ = servers.begin()
    ended(jobs, jobs.order("An", ALL))
    jobs.close()
    servers.clock.now += 101
    assert servers.begin()[0].listed("An") == []
    assert servers.lying == []


def test_a_result_that_somebody_took_away_is_told(servers: Servers) -> None:
    jobs, _ = servers.begin()
    done = ended(jobs, jobs.order("An", ALL))
    jobs.close()
    assert done.made is not None
    done.made.path.unlink()
    (found,) = servers.begin()[0].listed("An")
    assert found.problem is not None
    assert (found.state, found.problem.key) == ("failed", "lost")


def test_of_two_servers_over_one_folder_one_sees_to_it(servers: Servers) -> None:
    first, maker = servers.begin()
    maker.hold.clear()
    order = first.order("An", ALL)
    until_running(maker, 1)
    second, _ = servers.begin()
    # the other one neither makes it too nor takes away its result
    assert second.listed("An") == []
    own = ended(second, second.order("An", SOME))
    second.close()
    maker.hold.set()
    assert ended(first, order).state == "done"
    assert servers.lying == [order.identity]
    assert own.made is not None


def test_a_server_goes_on_when_the_one_before_it_ends(servers: Servers) -> None:
    first, maker = servers.begin()
    maker.hold.clear()
    order = first.order("An", ALL)
    until_running(maker, 1)
    second, _ = servers.begin()
    servers.clock.now += 1
    own = ended(second, second.order("An", SOME))
    first.close()
    assert [job.identity for job in second.listed("An")] == [own.identity, order.identity]
    assert ended(second, order).state == "done"
    late = ended(second, second.order("An", ALL))
    assert servers.lying == sorted([order.identity, late.identity])
    # what was made before it saw to the folder is removed as all else
    assert own.made is not None
    assert second.remove("An", own.identity)
    assert not own.made.path.exists()


def test_two_folders_over_one_database_do_not_mix(servers: Servers, tmp_path: Path) -> None:
    jobs, _ = servers.begin()
    ended(jobs, jobs.order("An", ALL))
    jobs.close()
    servers.out = tmp_path / "elsewhere"
    servers.out.mkdir()
    assert servers.begin()[0].listed("An") == []


def test_a_fresh_start_leaves_orders(servers: Servers) -> None:
    jobs, _ = servers.begin()
    done = ended(jobs, jobs.order("An", ALL))
    jobs.close()
    empty(servers.engine.url.render_as_string(hide_password=False))
    assert servers.begin()[0].listed("An") == [done]


def test_an_order_that_cannot_be_noted_is_not_accepted(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, maker = servers.begin()
    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "put", _no_database)
        with pytest.raises(DatabaseError):
            jobs.order("An", ALL)
    assert jobs.listed("An") == []
    assert list(maker.folder.iterdir()) == []


def test_a_database_that_fails_meanwhile_costs_no_result(
    servers: Servers, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs, maker = servers.begin()
    maker.hold.clear()
    order = jobs.order("An", ALL)
    until_running(maker, 1)
    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "put", _no_database)
        maker.hold.set()
        done = ended(jobs, order)
    assert done.made is not None
    assert done.made.path.is_file()
    jobs.close()
    assert "locked" in capsys.readouterr().err


def test_a_full_disk_is_told(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, maker = servers.begin()

    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr("review.exporting.shelf.os.fsync", full)
        failed = ended(jobs, jobs.order("An", ALL))
    assert failed.problem is not None
    assert failed.problem.key == "storage"
    assert list(maker.folder.iterdir()) == []
    assert servers.lying == []


def _no_database(*_: object) -> None:
    raise DatabaseError("database is locked")


def _die(jobs: Jobs) -> None:
    """End a server as a kill does: nothing is noted any more, and its lock is gone."""
    shelf, jobs._shelf = jobs._shelf, None
    assert shelf is not None
    shelf.close()
    jobs.close()
