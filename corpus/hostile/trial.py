"""Puts hostile files through ``kehoach run`` and sees that everything ends as it should.

Every source ends in a state, within its time; the program lives; no process and no file of it is left; its memory and
that of what it starts stays under the cap; and the same command again gives the same bytes.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_MEGABYTES = 3_000
SECONDS = 30
"""What a document may take here, less than by default, so that what hangs is seen soon."""
MARKS = ("kehoach-run-", "kehoach-doc-", "tess_")
"""How temporary files of a run begin."""
PATTERNS = ("dataset/*.csv", "tables/*.csv", "text/*.txt", "failed.csv")


@dataclass
class Trial:
    """What came of one folder of sources."""

    name: str
    sources: int = 0
    read: int = 0
    refused: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    faults: list[str] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)


def try_folder(
    name: str, folder: Path, out: Path, environment: Mapping[str, str] | None = None, *, changes: bool = False
) -> Trial:
    """Run over a folder twice; raises nothing: what is wrong stands in the result.

    Where the sources change by themselves the second run need not give the same.
    """
    trial = Trial(name)
    with tempfile.TemporaryDirectory() as temporary:
        surroundings = {**os.environ, **(environment or {}), "TMPDIR": temporary, "KEHOACH_CACHE_MEGABYTES": "0"}
        surroundings.setdefault("KEHOACH_LIMITS_SECONDS", str(SECONDS))
        surroundings.setdefault("KEHOACH_LIMITS_SECONDS_PER_PAGE", str(SECONDS // 10))
        surroundings.setdefault("KEHOACH_LIMITS_MEMORY_MEGABYTES", str(MEMORY_MEGABYTES))
        left = [_run(trial, folder, out, surroundings) for _ in range(2)]
        if left[0] != left[1] and not changes:
            trial.faults += _changes(*left)
        trial.faults += [f"left behind: {path.name}" for path in Path(temporary).iterdir()]
    return trial


def _changes(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> list[str]:
    """What two runs have left otherwise: the files, and of each some lines that only one of them has."""
    found = []
    for path in sorted(first.keys() | second.keys()):
        lines = [set(left.get(path, b"").decode().splitlines()) for left in (first, second)]
        if first.get(path) != second.get(path):
            found += [f"second run differs: {path}", *(f"    {line[:300]}" for line in sorted(lines[0] ^ lines[1])[:6])]
    return found[:30]


def _run(trial: Trial, folder: Path, out: Path, environment: Mapping[str, str]) -> dict[str, bytes]:
    begun = time.monotonic()
    command = [sys.executable, "-m", "pipeline", "run", str(folder), "--out", str(out), "--json"]
    done = subprocess.run(
        [*command, "--workers", "1"], capture_output=True, text=True, env=dict(environment), check=False
    )
    seconds = time.monotonic() - begun
    if done.returncode not in {0, 3, 4} or "Traceback" in done.stderr:
        trial.faults.append(f"status {done.returncode}: {done.stderr[-500:]}")
        return {}
    summary = json.loads(done.stdout)
    with (out / "failed.csv").open(encoding="utf-8", newline="") as file:
        failed = list(csv.DictReader(file))
    if not trial.seconds:
        trial.sources, trial.read, trial.refused = summary["sources"], summary["read"], len(failed)
        trial.seconds = seconds
        trial.codes.update(failure["code"] for failure in summary["failed"])
    ended = summary["read"] + summary["kept"] + len(summary["copies"]) + len(summary["failed"])
    ended -= sum(1 for failure in summary["failed"] if failure["source"] in summary["copies"])
    if ended != summary["sources"]:
        trial.faults.append(f"{summary['sources']} sources, {ended} in a state")
    trial.faults += [f"unforeseen: {row['source']}: {row['cause']}" for row in failed if _is_unforeseen(row["cause"])]
    trial.megabytes = max(trial.megabytes, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
    if trial.megabytes > MEMORY_MEGABYTES:
        trial.faults.append(f"{trial.megabytes} MB of memory")
    trial.faults += [f"still runs: {line}" for line in left_processes(environment["TMPDIR"])]
    return {str(path.relative_to(out)): path.read_bytes() for pattern in PATTERNS for path in out.glob(pattern)}


def left_processes(temporary: str) -> list[str]:
    """What runs with a folder of temporary files that was given to a run; a guard may take a moment to end."""
    for _ in range(50):
        found = []
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                if process.name.isdigit() and f"TMPDIR={temporary}".encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        if not found:
            return []
        time.sleep(0.1)
    return found


def _is_unforeseen(cause: str) -> bool:
    """Whether the program did not know what it met: right for the user, but something to be mended."""
    return "không lường trước" in cause or "nobody foresaw" in cause
