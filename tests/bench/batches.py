"""Whole runs over many small texts, watched from outside: when each document was done, what the parent held."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.bench.test_ratios import cpu_of_children
from tests.pipeline.plans import PROGRAM, ROOT

_LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Batch:
    """What was seen of a run.

    ``seconds`` is the whole command on the clock, ``cpu_seconds`` the processor time of it and all that it started;
    ``done`` are the moments at which documents were stored, ``memory`` moments and bytes of the parent's resident set.
    """

    seconds: float
    cpu_seconds: float
    done: Sequence[float]
    memory: Sequence[tuple[float, int]]

    @property
    def reading_seconds(self) -> float:
        """From the tenth part of the documents on to the last: all processes have begun, nothing is exported yet."""
        return self.done[-1] - self.done[len(self.done) // 10]

    @property
    def slowdown(self) -> float:
        """Time of the last tenth of the documents, in times of the second: in the first the processes begin."""
        tenth = len(self.done) // 10
        return (self.done[-1] - self.done[-1 - tenth]) / (self.done[2 * tenth] - self.done[tenth])

    @property
    def grown(self) -> int:
        """Bytes by which the parent grew while the last nine tenths were read."""
        first, last = self.done[len(self.done) // 10], self.done[-1]
        seen = [held for at, held in self.memory if first <= at <= last]
        return max(seen[-3:]) - max(seen[:3]) if seen else 0


def run_batch(source: Path, out: Path, workers: int, cores: Sequence[int]) -> Batch:
    """Run the program over a folder, on these cores alone."""
    log = out.with_suffix(".jsonl")
    log.unlink(missing_ok=True)
    command = [*PROGRAM, "run", source, "--out", out, "--workers", workers, "--log", log, "--quiet"]
    memory: list[tuple[float, int]] = []
    begun = time.perf_counter()

    def work() -> None:
        ours = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores)  # children inherit it
        try:
            process = subprocess.Popen([*map(str, command)], cwd=ROOT)
        finally:
            os.sched_setaffinity(0, ours)
        watcher = threading.Thread(target=_watch, args=(process.pid, memory), daemon=True)
        watcher.start()
        assert process.wait() == 0
        watcher.join()

    cpu = cpu_of_children(work)
    seconds = time.perf_counter() - begun
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    done = [datetime.fromisoformat(row["at"]).timestamp() for row in events if row["event"] == "document.read"]
    return Batch(seconds, cpu, done, memory)


def _watch(pid: int, memory: list[tuple[float, int]]) -> None:
    while True:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            return  # it has ended
        if not pages:
            return
        memory.append((time.time(), pages * resource.getpagesize()))
        time.sleep(_LOOK_SECONDS)
