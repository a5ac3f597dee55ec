"""``python -m corpus.hostile.kills [N]``: kills runs at random moments, and compares their end with a calm one.

Each round begins in an empty folder. The same command is started and killed (``kill -9``, the program alone or its
whole session in turn) until it has been killed so often that it is let go on to its end; then the dataset is compared
byte for byte, and the store row for row, with those of a run that nobody disturbed.
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
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from corpus.hostile.packages import plan, word, zipped
from corpus.hostile.pdf import plain
from corpus.hostile.trial import PATTERNS, left_processes

ROUND = 25
"""Kills before a run is let go on."""
LIVES = ("decisions", "review_", "revision", "sqlite_", "costs", "marks", "finished")
"""How the names of tables begin that hold times: of what people did, of what reading took, of the files themselves."""


def write_batch(folder: Path, documents: int) -> None:
    """Texts, a PDF, a Word file, an archive, a copy, and two files that cannot be read."""
    folder.mkdir(parents=True)
    for number in range(documents):
        (folder / f"plan-{number:04}.txt").write_bytes(plan(1000 + number) + plan(number) * (number % 5))
    (folder / "born-digital.pdf").write_bytes(plain(1))
    (folder / "word.docx").write_bytes(word(5))
    (folder / "many.zip").write_bytes(zipped(("a.txt", plan(5000)), ("b/c.txt", plan(5001)), ("../d.txt", plan(1))))
    (folder / "copy.txt").write_bytes(plan(1000))
    (folder / "cut.pdf").write_bytes(plain(1)[:700])
    (folder / "empty.txt").touch()


def try_kills(folder: Path, kills: int, *, documents: int = 20, seed: int = 1) -> list[str]:
    """Kill runs so many times; what is wrong, nothing if all is well."""
    chance = random.Random(seed)
    source, calm = folder / "in", folder / "calm"
    if not source.exists():
        write_batch(source, documents)
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(temporary), "KEHOACH_CACHE_MEGABYTES": "0"}
    begun = time.monotonic()
    _start(source, calm, environment).wait()
    whole = time.monotonic() - begun
    expected = left_by(calm)
    faults: list[str] = []
    done = 0
    while done < kills:
        out = folder / f"round-{done}"
        for turn in range(min(ROUND, kills - done)):
            process = _start(source, out, environment)
            # mostly early, when files are made, and all the way to the end
            time.sleep(whole * chance.random() ** 1.5)
            with suppress(ProcessLookupError):
                (os.killpg if turn % 2 else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            done += 1
        if (status := _start(source, out, environment).wait()) != 3:
            faults.append(f"after {done} kills: status {status}")
        actual = left_by(out)
        changed = [name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name)]
        if changed:
            faults.append(f"after {done} kills: {', '.join(sorted(changed))}")
        faults += [f"after {done} kills, still runs: {line}" for line in left_processes(str(temporary))]
        faults += [f"after {done} kills, left behind: {path}" for path in temporary.iterdir()]
        sys.stdout.write(f"{done} kills, {len(faults)} faults\n")
        sys.stdout.flush()
    return faults


def left_by(out: Path) -> dict[str, object]:
    """What a run has left: bytes of its files, rows of its store, and the names of all files."""
    left: dict[str, object] = {
        str(path.relative_to(out)): path.read_bytes() for pattern in PATTERNS for path in out.glob(pattern)
    }
    left["files"] = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    with closing(sqlite3.connect(out / "kehoach.sqlite")) as store:
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not table.startswith(LIVES):
                rows = store.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name that the store itself told
                left[f"table {table}"] = sorted(map(repr, rows))
        left["integrity"] = store.execute("PRAGMA integrity_check").fetchall()
    return left


def _start(source: Path, out: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "run", str(source), "--out", str(out), "--quiet", "--workers", "2"]
    return subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def main() -> int:
    """Kill, compare, and say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m corpus.hostile.kills", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults = try_kills(Path(folder), given.kills, seed=given.seed)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
