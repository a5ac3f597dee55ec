"""What is measured of a process's memory, in one that has held nothing before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def in_fresh_process(check: Callable[[], None]) -> None:
    """Call a function of a module in a process of its own; what fails there fails here."""
    code = f"from {check.__module__} import {check.__name__} as check; check()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
