"""``python -m corpus.hostile.kills [N] [--command NAME]``: kills commands at random moments, and compares their end.

Each round begins anew (a run in an empty folder, a check or an export in what a run has left). The same command is
started and killed (``kill -9``, the program alone or its whole session in turn) until it has been killed so often that
it is let go on to its end; then the files are compared byte for byte, and the store row for row, with what stands where
nobody disturbed it.
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
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from corpus.hostile.packages import plan, word, zipped
from corpus.hostile.pdf import plain
from corpus.hostile.trial import PATTERNS, left_processes
from corpus.hostile.victims import VICTIMS
from corpus.plans import variants
from corpus.render import Form, render

ROUND = 25
"""Kills before a run is let go on."""
LIVES = ("decisions", "review_", "revision", "sqlite_", "costs", "marks", "finished")
"""How the names of tables begin that hold times: of what people did, of what reading took, of the files themselves."""

_FROM_CORPUS = ("giam-ngheo-xa", "dan-so-xa")
"""Plans with units, deadlines and findings, so that there is something to export and to decide."""


def write_batch(folder: Path, documents: int) -> None:
    """Texts, a PDF, Word files, plans of the corpus, an archive, a copy, and two files that cannot be read."""
    folder.mkdir(parents=True)
    for variant in variants():
        if variant.name in _FROM_CORPUS:
            form: Form = "docx" if variant.plan.form == "docx" else "txt"
            (folder / f"{variant.name}.{form}").write_bytes(render(variant, form))
    for number in range(documents):
        (folder / f"plan-{number:04}.txt").write_bytes(plan(1000 + number) + plan(number) * (number % 5))
    (folder / "born-digital.pdf").write_bytes(plain(1))
    (folder / "word.docx").write_bytes(word(5))
    (folder / "many.zip").write_bytes(zipped(("a.txt", plan(5000)), ("b/c.txt", plan(5001)), ("../d.txt", plan(1))))
    (folder / "copy.txt").write_bytes(plan(1000))
    (folder / "cut.pdf").write_bytes(plain(1)[:700])
    (folder / "empty.txt").touch()


def try_kills(folder: Path, kills: int, *, documents: int = 20, seed: int = 1, command: str = "run") -> list[str]:
    """Kill a command so many times; what is wrong, nothing if all is well."""
    chance, victim = random.Random(seed), VICTIMS[command]
    source, calm = folder / "in", folder / "calm"
    if not source.exists():
        write_batch(source, documents)
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(temporary), "KEHOACH_CACHE_MEGABYTES": "0"}
    victim.begin(source, calm, environment)
    times = []
    for line in victim.lines(source, calm):
        begun = time.monotonic()
        _start(line, environment).wait()
        times.append(time.monotonic() - begun)
    expected = left_by(calm, victim.patterns)
    faults: list[str] = []
    done = 0
    while done < kills:
        out = folder / f"round-{done}"
        victim.begin(source, out, environment)
        lines = victim.lines(source, out)
        for turn in range(min(ROUND, kills - done)):
            line, whole = chance.choice(list(zip(lines, times, strict=True)))
            process = _start(line, environment)
            # mostly early, when files are made, and all the way to the end
            time.sleep(whole * chance.random() ** 1.5)
            with suppress(ProcessLookupError):
                (os.killpg if turn % 2 else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            done += 1
        for line in lines:
            if (status := _start(line, environment).wait()) != victim.status:
                faults.append(f"after {done} kills: status {status} of {line}")
        actual = left_by(out, victim.patterns)
        changed = [name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name)]
        if changed:
            faults.append(f"after {done} kills: {', '.join(sorted(changed))}")
        faults += [f"after {done} kills, still runs: {line}" for line in left_processes(str(temporary))]
        faults += [f"after {done} kills, left behind: {path}" for path in temporary.iterdir()]
        sys.stdout.write(f"{command}: {done} kills, {len(faults)} faults\n")
        sys.stdout.flush()
    return faults


def left_by(out: Path, patterns: Sequence[str] = PATTERNS) -> dict[str, object]:
    """What a command has left: bytes of its files, rows of its store, and the names of all files."""
    left: dict[str, object] = {
        str(path.relative_to(out)): path.read_bytes() for pattern in patterns for path in out.glob(pattern)
    }
    left["files"] = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    with closing(sqlite3.connect(out / "kehoach.sqlite")) as store:
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not table.startswith(LIVES):
                rows = store.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name that the store itself told
                left[f"table {table}"] = sorted(map(repr, rows))
        left["integrity"] = store.execute("PRAGMA integrity_check").fetchall()
    return left


def _start(line: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        line, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def main() -> int:
    """Kill, compare, and say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m corpus.hostile.kills", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", choices=[*VICTIMS], default="run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults = try_kills(Path(folder), given.kills, seed=given.seed, command=given.command)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
