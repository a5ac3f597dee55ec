"""Runs that are disturbed at random moments, each of which has to end with the bytes of a calm one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.pipeline.plans import PROGRAM, bytes_of, write_plans

_ROUND: Final = 8
"""Disturbances of one run at most; then it is let go on."""
_LATE_SECONDS: Final = 900
"""What a run may take in all."""


@dataclass
class Runs:
    """Runs over the same plans in a folder; ``calm_seconds`` is the longest time between two disturbances."""

    folder: Path
    environment: Mapping[str, str]
    chance: random.Random
    calm_seconds: float
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def prepare(self, plans: int) -> None:
        """Write so many plans and one that is broken, and read them in peace into ``local``."""
        write_plans(self.folder / "in", plans)
        (self.folder / "in/broken.pdf").write_bytes(b"%PDF-1.7 and no more")
        line = self._line("local", ("--workers", "2"))
        subprocess.run(line, cwd=self.folder, env=self.environment, check=False, stderr=subprocess.DEVNULL)

    def disturb(
        self, out: str, options: Sequence[str], has_begun: Callable[[], bool], disturbance: Callable[[], str]
    ) -> None:
        """Run once, with disturbances (each tells its kind) once it has begun, and compare what it leaves."""
        said = self.folder / f"{out}.txt"
        with said.open("wb") as words:
            process = subprocess.Popen(
                self._line(out, options), cwd=self.folder, env=self.environment, stdout=words, stderr=words
            )
        begun, turns = time.monotonic(), 0
        while process.poll() is None:
            time.sleep(self.chance.random() * self.calm_seconds)
            # who finds nobody when it begins says so, which is no fault
            if process.poll() is None and turns < _ROUND and has_begun():
                self.done[disturbance()] += 1
                turns += 1
            if time.monotonic() - begun > _LATE_SECONDS:
                process.kill()
                process.wait()
                self.faults.append(f"{out}: has not come to its end")
        if process.returncode != 3:
            told = said.read_text(encoding="utf-8", errors="replace")
            self.faults.append(f"{out}: status {process.returncode}: {told[-1500:]}")
        expected, actual = bytes_of(self.folder / "local"), bytes_of(self.folder / out)
        changed = sorted(name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name))
        if changed:
            self.faults.append(f"{out}: {', '.join(changed[:10])}")
        _say(
            f"{out}: {turns} disturbances, {time.monotonic() - begun:.0f} s; "
            f"{self.done.total()} in all, {len(self.faults)} faults"
        )

    def tell(self) -> int:
        """Say what was done and what is wrong; the status of the program: 1 if anything is."""
        for line in (*(f"{number:4} {kind}" for kind, number in sorted(self.done.items())), *self.faults):
            _say(line)
        return 1 if self.faults else 0

    @staticmethod
    def _line(out: str, options: Sequence[str]) -> list[str]:
        return [*PROGRAM, "run", "in", "--out", out, "--quiet", *options]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
