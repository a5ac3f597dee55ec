"""``python -m tests.cluster_kills [N] [--seed S]``: disturbs a Dask cluster at random moments; compares what it read.

Each round is a run over the same plans on a scheduler with two workers. While it goes on, workers, the scheduler, both
or reading processes are killed, told to end or stopped for a while, one after another, some of them for longer than
connections wait; what belongs to the cluster is started again, as its service would do. At the end of the run its files
are compared byte for byte with those of a calm local run.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from corpus.hostile.trial import left_processes
from tests.cluster import DaskCluster, dask_cluster
from tests.pipeline.plans import PROGRAM, ROOT, bytes_of, write_plans

_ROUND: Final = 8
"""Disturbances of one run at most; then it is let go on."""
_CALM_SECONDS: Final = 6.0
"""The longest time between two of them."""
_LATE_SECONDS: Final = 900
"""What a run may take in all."""


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
    folder: Path, count: int, *, plans: int = 300, seed: int = 1, kinds: Mapping[str, object] = DISTURBANCES
) -> list[str]:
    """Disturb runs so many times; what is wrong, nothing if all is well."""
    chance = random.Random(seed)
    write_plans(folder / "in", plans)
    (folder / "in/broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    temporary = folder / "temporary"
    temporary.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    local = [*PROGRAM, "run", "in", "--out", "local", "--workers", "2", "--quiet"]
    subprocess.run(local, cwd=folder, env=environment, check=False, stderr=subprocess.DEVNULL)
    expected = bytes_of(folder / "local")
    faults: list[str] = []
    done: Counter[str] = Counter()
    rounds = 0
    with dask_cluster(folder / "dask") as dask:
        while done.total() < count:
            rounds += 1
            out = f"round-{rounds}"
            command = [*PROGRAM, "run", "in", "--out", out, "--cluster", dask.address, "--quiet"]
            with (folder / f"{out}.txt").open("wb") as said:
                process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
            begun, turns = time.monotonic(), 0
            while process.poll() is None:
                time.sleep(chance.random() * _CALM_SECONDS)
                # who finds nobody when it begins says so, which is no fault
                if process.poll() is None and turns < _ROUND and _has_begun(folder / out):
                    kind = chance.choice([*kinds])
                    DISTURBANCES[kind](dask, chance)
                    done[kind] += 1
                    turns += 1
                if time.monotonic() - begun > _LATE_SECONDS:
                    process.kill()
                    faults.append(f"{out}: has not come to its end")
            if process.returncode != 3:
                told = (folder / f"{out}.txt").read_text(encoding="utf-8", errors="replace")
                faults.append(f"{out}: status {process.returncode}: {told[-1500:]}")
            actual = bytes_of(folder / out)
            changed = sorted(name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name))
            if changed:
                faults.append(f"{out}: {', '.join(changed[:10])}")
            faults += [f"{out}, left behind: {path}" for path in temporary.iterdir()]
            sys.stdout.write(
                f"{out}: {turns} disturbances, {time.monotonic() - begun:.0f} s; "
                f"{done.total()} in all, {len(faults)} faults\n"
            )
            sys.stdout.flush()
    faults += [f"still runs: {line}" for line in left_processes(str(temporary))]
    sys.stdout.write("".join(f"{number:4} {kind}\n" for kind, number in sorted(done.items())))
    return faults


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
    kinds = {name: DISTURBANCES[name] for name in given.kind or DISTURBANCES}
    with tempfile.TemporaryDirectory() as folder:
        faults = try_disturbances(Path(folder), given.count, plans=given.plans, seed=given.seed, kinds=kinds)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
