"""Reading on a cluster: a real scheduler and workers, S3 and PostgreSQL on loopback; the same bytes whatever dies."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import cluster, cluster_client
from pipeline.cluster import Cluster, ClusterError
from pipeline.workers import DiedError
from tests.cluster import DaskCluster, dask_cluster
from tests.pipeline import faults
from tests.pipeline.plans import PROGRAM, ROOT, bytes_of, kehoach, kehoach_apart, write_plans
from tests.postgres import free_port, postgres_server
from tests.s3 import s3_bucket, s3_system

pytestmark = pytest.mark.slow

COUNT = 16


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plans with one that is broken, and what a local run makes of it."""
    folder = tmp_path_factory.mktemp("plans")
    write_plans(folder / "in", COUNT)
    (folder / "in/broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    done = kehoach("run", "in", "--out", "local", "--workers", 2, "--quiet", cwd=folder)
    assert done.returncode == 3, done.stderr
    return folder


def hand_out(dask: DaskCluster, work: object, tasks: list[int]) -> dict[int, object]:
    given = Cluster(work, dask.address, data=lambda _: b"x", fetch=bytes, size=lambda _: 1)  # type: ignore[arg-type,var-annotated]
    answers: dict[int, object] = dict(given.map(tasks))
    given.close()
    return answers


def test_a_document_that_kills_its_process_costs_itself(dask: DaskCluster) -> None:
    answers = hand_out(dask, faults.die_on_two_in_parcel, [1, 2, 3, 4])
    assert isinstance(answers[2], DiedError)
    assert {number: answers[number] for number in (1, 3, 4)} == {1: 1, 3: 9, 4: 16}


@pytest.mark.parametrize("torn", ["cancelled", "closing"])
def test_an_answer_that_breaks_off_is_asked_for_again(
    dask: DaskCluster, monkeypatch: pytest.MonkeyPatch, torn: str
) -> None:
    distributed = pytest.importorskip("distributed")
    from distributed.client import FutureCancelledError  # noqa: PLC0415

    errors = {
        # the scheduler goes after it has said that the task is done
        "cancelled": FutureCancelledError("key", "scheduler-connection-lost"),
        # a worker that is being stopped
        "closing": RuntimeError("cannot schedule new futures after shutdown"),
    }
    result, broken = distributed.Future.result, [errors[torn]]

    def breaks_once(future: object, timeout: float | None = None) -> object:
        if broken:
            raise broken.pop()
        return result(future, timeout)

    monkeypatch.setattr(distributed.Future, "result", breaks_once)
    assert hand_out(dask, faults.die_on_two_in_parcel, [1, 3, 4]) == {1: 1, 3: 9, 4: 16}
    assert not broken


def test_workers_of_another_version_are_refused(dask: DaskCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "engine_version", lambda: "0.0.0+other")
    with pytest.raises(ClusterError, match="phiên bản"):
        hand_out(dask, faults.die_on_two_in_parcel, [1])


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_client, "FIRST_SECONDS", 0.5)
    with pytest.raises(ClusterError, match="trả lời"):
        Cluster(faults.die_on_two_in_parcel, f"tcp://127.0.0.1:{free_port()}", data=bytes, fetch=bytes, size=int)


def test_a_killed_worker_and_a_new_scheduler_change_nothing(dask: DaskCluster, plans: Path) -> None:
    command = [*PROGRAM, "run", "in", "--out", "far", "--cluster", dask.address, "--quiet"]
    process = subprocess.Popen(command, cwd=plans, env=environment())
    try:
        wait_for(plans / "far", 3)
        dask.kill_worker()
        wait_for(plans / "far", 8)
        dask.restart_scheduler()
        assert process.wait(120) == 3
    finally:
        process.kill()
        process.wait()
    assert bytes_of(plans / "far") == bytes_of(plans / "local")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket, named by its endpoint's settings in the environment."""
    with s3_bucket(monkeypatch) as address:
        yield address


def test_documents_in_s3_are_read_as_files_are(bucket: str, plans: Path) -> None:
    store = s3_system()
    store.put(str(plans / "in"), f"{bucket}/2026", recursive=True)
    store.pipe(f"{bucket}/2026/.hidden/plan.txt", b"hidden")
    done = kehoach("run", f"{bucket}/2026", "--out", "s3", "--json", cwd=plans)
    assert done.returncode == 3, done.stderr
    assert (json.loads(done.stdout)["sources"], json.loads(done.stdout)["read"]) == (COUNT + 1, COUNT)
    local = {name: data.replace(b"in/", f"{bucket}/2026/".encode()) for name, data in bytes_of(plans / "local").items()}
    assert bytes_of(plans / "s3") == local
    # what has not changed is not fetched again; what has is read again
    store.pipe(f"{bucket}/2026/plan-001.txt", (plans / "in/plan-001.txt").read_bytes() + b"\n\n")
    store.rm(f"{bucket}/2026/plan-002.txt")
    again = json.loads(kehoach("run", f"{bucket}/2026/", "--out", "s3", "--json", cwd=plans).stdout)
    assert (again["read"], again["kept"], again["removed"]) == (1, COUNT - 2, [f"{bucket}/2026/plan-002.txt"])
    nothing = kehoach("run", f"{bucket}/2027", "--out", "s3", cwd=plans)
    assert (nothing.returncode, f"{bucket}/2027" in nothing.stderr) == (2, True)


def test_cluster_s3_and_postgresql_together(dask: DaskCluster, bucket: str, plans: Path) -> None:
    # workers have the environment in which they were started: these fetch by way of the bytes that they are sent
    with postgres_server() as server:
        address = server.address()
        done = kehoach_apart("run", "in", "--out", "all", "--cluster", dask.address, "--store", address, cwd=plans)
        assert done.returncode == 3, done.stderr
        assert bytes_of(plans / "all") == bytes_of(plans / "local")
        assert not (plans / "all/kehoach.sqlite").exists()
        checked = kehoach_apart("check", "all", "--store", address, "--json", cwd=plans)
        assert json.loads(checked.stdout)["rows"]["documents"] == COUNT
        assert kehoach_apart("export", "all", "--to", "xlsx", "--store", address, cwd=plans).returncode == 0
        again = kehoach_apart("run", "in", "--out", "all", "--store", address, "--json", cwd=plans)
        assert json.loads(again.stdout)["kept"] == COUNT
        fresh = kehoach_apart("run", "in", "--out", "all", "--store", address, "--fresh", "--quiet", cwd=plans)
        assert fresh.returncode == 3
        assert bytes_of(plans / "all") == bytes_of(plans / "local")
    gone = kehoach_apart("check", "all", "--store", address, cwd=plans)
    assert (gone.returncode, "Kho dữ liệu" in gone.stderr) == (4, True)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["in", "--store", "nonsense"], "Địa chỉ kho"),
        (["in", "--store", "mysql://x/y"], "Địa chỉ kho"),
        (["nosuch://x/y"], "loại địa chỉ"),
        (["in", "--cluster", "nosuch://x"], "cụm máy"),
    ],
)
def test_addresses_that_cannot_be_used_are_told(plans: Path, arguments: list[str], wanted: str) -> None:
    done = kehoach("run", *arguments, "--out", "none", cwd=plans)
    assert (done.returncode, wanted in done.stderr) == (2, True), done.stderr


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def wait_for(out: Path, count: int) -> None:
    """Wait until a run has stored so many documents."""
    import sqlite3  # noqa: PLC0415

    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with sqlite3.connect(f"file:{out}/kehoach.sqlite?mode=ro", uri=True) as store:
                if store.execute("SELECT count(*) FROM documents").fetchone()[0] >= count:
                    return
        except sqlite3.Error:
            pass
        time.sleep(0.02)
    raise AssertionError("nothing was read")
