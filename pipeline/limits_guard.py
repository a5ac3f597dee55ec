"""The guard of a run: a small process that cleans up when the program that started it has died of whatever.

It waits for the end of its standard input, which the system closes with the program, ``kill -9`` included; then it ends
every process that carries the name of the run in its environment and removes the folder of temporary files. Nothing but
the standard library is imported: it is started as a file of its own, without site packages.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

LANE = "KEHOACH_LANE"
"""The environment variable by which everything that a run starts is known: the run, a hyphen, the number of a lane."""
_PASSES = 20
"""A process may start another one while we look; so we look until nothing is found, at most so often."""


def end_all(name: str) -> int:
    """End every process whose environment has the name of a run, or of one lane of it; returns how many."""
    marks = (f"{LANE}={name}\0".encode(), f"{LANE}={name}-".encode())
    ended = 0
    for _ in range(_PASSES):
        found = [pid for pid in _processes() if pid != os.getpid() and _carries(pid, marks)]
        if not found:
            break
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
                ended += 1
            except OSError:
                pass
    return ended


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _carries(pid: int, marks: tuple[bytes, bytes]) -> bool:
    try:
        # a process that has ended and was not waited for has an empty one
        environment = Path(f"/proc/{pid}/environ").read_bytes() + b"\0"
    except OSError:
        return False
    return any(mark in environment for mark in marks)


def main() -> None:
    """Wait for the end of the program, then clean up: the arguments are the name of the run and its folder."""
    name, folder = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # one byte says that the program has cleaned up itself
    if sys.stdin.buffer.read(1):
        return
    end_all(name)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
