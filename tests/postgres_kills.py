"""``python -m tests.postgres_kills [N] [--seed S]``: kills PostgreSQL at random moments of runs; compares their end.

Each round is a run into a new database, while which a process of the database, all of them or the connections of the
run are ended again and again, and the server is started anew. At the end the files are compared byte for byte with
those of a calm run into SQLite, and so are the rows of the store.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from dataset.records import RECORD_TYPES
from dataset.store import Store
from tests.disturbed import Runs
from tests.pipeline.plans import ROOT
from tests.postgres import Server, postgres_server

_CALM_SECONDS: Final = 4.0
"""The longest time between two of them."""
KINDS: Final = ("connections ended", "one process killed", "all processes killed", "stopped at once")


def try_kills(folder: Path, count: int, *, plans: int = 300, seed: int = 1) -> Runs:
    """Kill so many times; the runs say what is wrong."""
    chance = random.Random(seed)
    runs = Runs(folder, os.environ | {"PYTHONPATH": str(ROOT)}, chance, _CALM_SECONDS)
    runs.prepare(plans)
    with Store.at(folder / "local/kehoach.sqlite") as store:
        rows = _rows(store)
    with postgres_server() as server:

        def disturbance() -> str:
            kind = chance.choice(KINDS)
            _disturb(kind, server, chance)
            return kind

        for number in itertools.count(1):
            out, address = f"round-{number}", server.address()
            options = ("--workers", "2", "--store", address)
            runs.disturb(out, options, partial(_has_begun, address), disturbance)
            with Store(address) as store:
                found = _rows(store)
            runs.faults += [f"{out}: rows of {table}" for table in rows if found[table] != rows[table]]
            if runs.done.total() >= count:
                break
    return runs


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
        return try_kills(Path(folder), given.count, plans=given.plans, seed=given.seed).tell()


if __name__ == "__main__":
    sys.exit(main())
