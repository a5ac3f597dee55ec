"""``python -m tests.postgres_kills [N] [--seed S]``: kills PostgreSQL at random moments of runs; compares their end.

Each round is a run into a new database, while which a process of the database, all of them or the connections of the
run are ended again and again, and the server is started anew. At the end the files are compared byte for byte with
those of a calm run into SQLite, and so are the rows of the store.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg

from dataset.records import RECORD_TYPES
from dataset.store import Store
from tests.pipeline.plans import PROGRAM, ROOT, bytes_of, write_plans
from tests.postgres import Server, postgres_server

_ROUND: Final = 8
_CALM_SECONDS: Final = 4.0
_LATE_SECONDS: Final = 900
KINDS: Final = ("connections ended", "one process killed", "all processes killed", "stopped at once")


def try_kills(folder: Path, count: int, *, plans: int = 300, seed: int = 1) -> list[str]:
    """Kill so many times; what is wrong, nothing if all is well."""
    chance = random.Random(seed)
    write_plans(folder / "in", plans)
    (folder / "in/broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    line = [*PROGRAM, "run", "in", "--workers", "2", "--quiet", "--out"]
    subprocess.run([*line, "local"], cwd=folder, env=environment, check=False, stderr=subprocess.DEVNULL)
    expected = bytes_of(folder / "local")
    with Store.at(folder / "local/kehoach.sqlite") as store:
        rows = _rows(store)
    faults: list[str] = []
    done: Counter[str] = Counter()
    rounds = 0
    with postgres_server() as server:
        while done.total() < count:
            rounds += 1
            out, address = f"round-{rounds}", server.address()
            with (folder / f"{out}.txt").open("wb") as said:
                process = subprocess.Popen(
                    [*line, out, "--store", address], cwd=folder, env=environment, stdout=said, stderr=said
                )
            begun, turns = time.monotonic(), 0
            while process.poll() is None:
                time.sleep(chance.random() * _CALM_SECONDS)
                # who finds nobody when it begins says so, which is no fault
                if process.poll() is None and turns < _ROUND and _has_begun(address):
                    kind = chance.choice(KINDS)
                    _disturb(kind, server, chance)
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
            with Store(address) as store:
                faults += [f"{out}: rows of {table}" for table, found in _rows(store).items() if found != rows[table]]
            sys.stdout.write(
                f"{out}: {turns} kills, {time.monotonic() - begun:.0f} s; {done.total()} in all, {len(faults)} faults\n"
            )
            sys.stdout.flush()
    sys.stdout.write("".join(f"{number:4} {kind}\n" for kind, number in sorted(done.items())))
    return faults


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {table: list(store.values(kind)) for table, kind in RECORD_TYPES.items()}


def _disturb(kind: str, server: Server, chance: random.Random) -> None:
    if kind == "connections ended":
        with psycopg.connect(server.access, autocommit=True) as access:
            access.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        return
    if kind == "one process killed":
        # the server ends all others then, and recovers by itself
        with suppress(ProcessLookupError):
            os.kill(chance.choice(server.processes()), signal.SIGKILL)
    elif kind == "all processes killed":
        for pid in server.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    else:
        with suppress(subprocess.CalledProcessError):
            server.stop()
    time.sleep(chance.choice((0, 1, 8)))
    while not server.answers():
        with suppress(subprocess.CalledProcessError, subprocess.TimeoutExpired):
            server.start()
        time.sleep(0.2)


def _has_begun(address: str) -> bool:
    """Whether a run has stored a document."""
    try:
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as access:
            found = access.execute("SELECT count(*) FROM documents").fetchone()
    except psycopg.Error:
        return False
    return bool(found and found[0])


def main() -> int:
    """Kill, compare, and say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m tests.postgres_kills", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plans", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults = try_kills(Path(folder), given.count, plans=given.plans, seed=given.seed)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
