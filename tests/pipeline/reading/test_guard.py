"""Programs that work or wait for too long are stopped; those that only had to wait for a processor are not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ReadingError
from pipeline.reading.ocr import guard, tesseract
from pipeline.reading.ocr.guard import Bounds, bounded

WORKS = "while True: pass"
WAITS = "import time; time.sleep(60)"
SHORT = "print('done')"

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc: processes are not watched")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "EVERY", 0.05)


def run(program: str, bounds: Bounds) -> int:
    with bounded(bounds):
        return subprocess.run(
            [sys.executable, "-ISc", program], check=False, capture_output=True, timeout=30
        ).returncode


@pytest.mark.parametrize(
    ("program", "bounds"),
    [(WORKS, Bounds(work=0.3, idle=60)), (WAITS, Bounds(work=60, idle=0.4))],
    ids=["works", "waits"],
)
def test_what_oversteps_its_bounds_is_killed(program: str, bounds: Bounds) -> None:
    assert run(program, bounds) == -9


def test_what_keeps_its_bounds_is_left_alone() -> None:
    assert run(SHORT, Bounds(work=60, idle=60)) == 0


def test_a_process_of_another_time_is_not_touched() -> None:
    other = subprocess.Popen([sys.executable, "-ISc", WAITS])
    try:
        assert run(WAITS, Bounds(work=60, idle=0.4)) == -9
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_time_on_the_clock_alone_is_no_work() -> None:
    """A second of waiting is more than the bound on work, and no work."""
    program = "import os, signal, threading; threading.Timer(1, os._exit, [7]).start(); import time; time.sleep(9)"
    assert run(program, Bounds(work=0.9, idle=30)) == 7


def test_a_page_on_which_the_engine_works_without_end_has_failed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!{sys.executable} -IS\nimport sys\n"
        'if "--list-langs" in sys.argv: sys.exit(print("List (1):\\nvie"))\n'
        'if "--version" in sys.argv: sys.exit(print("tesseract 5.3.0"))\n' + WORKS + "\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(tesseract, "BOUNDS", Bounds(work=0.5, idle=60))
    engine = tesseract.Tesseract()
    with pytest.raises(ReadingError) as caught:
        engine.words(np.full((50, 50), 255, np.uint8), 200)
    assert caught.value.key == "tesseract_failed"
