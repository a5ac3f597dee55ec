"""``python -m tests.cluster_kills [N] [--seed S]``: disturbs a Dask cluster at random moments; compares what it read.

Each round is a run over the same plans on a scheduler with two workers. While it goes on, workers, the scheduler, both
or reading processes are killed, told to end or stopped for a while, one after another, some of them for longer than
connections wait; what belongs to the cluster is started again, as its service would do. At the end of the run its files
are compared byte for byte with those of a calm local run.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Final

from corpus.hostile.trial import left_processes
from tests.cluster import DaskCluster, dask_cluster
from tests.disturbed import Runs
from tests.pipeline.plans import ROOT

_CALM_SECONDS: Final = 6.0
"""The longest time between two of them."""


def _kill_worker(dask: DaskCluster, _: random.Random) -> None:
    dask.kill_worker()


def _end_worker(dask: DaskCluster, _: random.Random) -> None:
    dask.kill_worker(signal.SIGTERM)


def _kill_all_workers(dask: DaskCluster, _: random.Random) -> None:
    for _number in range(len(dask.workers)):
        dask.kill_worker()


def _kill_scheduler(dask: DaskCluster, chance: random.Random) -> None:
    dask.restart_scheduler(away=chance.choice((0, 0, 9)))


def _end_scheduler(dask: DaskCluster, chance: random.Random) -> None:
    dask.restart_scheduler(signal.SIGTERM, away=chance.choice((0, 0, 9)))


def _stop_scheduler(dask: DaskCluster, chance: random.Random) -> None:
    dask.scheduler.send_signal(signal.SIGSTOP)
    time.sleep(chance.choice((1, 7)))
    dask.scheduler.send_signal(signal.SIGCONT)


def _stop_worker(dask: DaskCluster, chance: random.Random) -> None:
    processes = _in_session(dask.workers[0].pid)
    for signum in (signal.SIGSTOP, signal.SIGCONT):
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signum)
        time.sleep(chance.choice((1, 7)) if signum == signal.SIGSTOP else 0)


def _kill_reader(dask: DaskCluster, chance: random.Random) -> None:
    """What the system does when memory is short."""
    readers = [pid for worker in dask.workers for pid in _below(worker.pid) if _mark(pid)]
    if readers:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(readers), signal.SIGKILL)


DISTURBANCES: Final[Mapping[str, Callable[[DaskCluster, random.Random], None]]] = {
    "worker killed": _kill_worker,
    "worker told to end": _end_worker,
    "all workers killed": _kill_all_workers,
    "scheduler and workers killed": _kill_scheduler,
    "scheduler and workers told to end": _end_scheduler,
    "scheduler stopped for a while": _stop_scheduler,
    "worker stopped for a while": _stop_worker,
    "reading process killed": _kill_reader,
}


def try_disturbances(
    folder: Path, count: int, *, plans: int = 300, seed: int = 1, kinds: Sequence[str] = tuple(DISTURBANCES)
) -> Runs:
    """Disturb runs so many times; they say what is wrong."""
    chance = random.Random(seed)
    temporary = folder / "temporary"
    temporary.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    runs = Runs(folder, environment, chance, _CALM_SECONDS)
    runs.prepare(plans)
    with dask_cluster(folder / "dask") as dask:

        def disturbance() -> str:
            kind = chance.choice(kinds)
            DISTURBANCES[kind](dask, chance)
            return kind

        for number in itertools.count(1):
            out = f"round-{number}"
            runs.disturb(out, ("--cluster", dask.address), partial(_has_begun, folder / out), disturbance)
            runs.faults += [f"{out}, left behind: {path}" for path in temporary.iterdir()]
            if runs.done.total() >= count:
                break
    runs.faults += [f"still runs: {line}" for line in left_processes(str(temporary))]
    return runs


def _has_begun(out: Path) -> bool:
    """Whether a run has stored a document."""
    try:
        with closing(sqlite3.connect(f"file:{out}/kehoach.sqlite?mode=ro", uri=True)) as store:
            return bool(store.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return False


def _in_session(session: int) -> list[int]:
    """The processes of a worker itself, and not those that read for it."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and os.getsid(int(entry.name)) == session:
                found.append(int(entry.name))
    return found


def _below(pid: int) -> list[int]:
    """The descendants of a process."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += [int(child), *_below(int(child))]
    return found


def _mark(pid: int) -> bool:
    """Whether a process reads documents."""
    try:
        return b"KEHOACH_LANE=" in Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False


def main() -> int:
    """Disturb, compare, and say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m tests.cluster_kills", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plans", type=int, default=300)
    parser.add_argument("--kind", action="append", choices=[*DISTURBANCES], help="these alone")
    given = parser.parse_args()
    kinds = given.kind or tuple(DISTURBANCES)
    with tempfile.TemporaryDirectory() as folder:
        return try_disturbances(Path(folder), given.count, plans=given.plans, seed=given.seed, kinds=kinds).tell()


if __name__ == "__main__":
    sys.exit(main())
