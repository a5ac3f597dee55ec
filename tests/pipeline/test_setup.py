"""The Makefile and the scripts of ``.ci/``: what a newcomer meets first."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.pipeline.plans import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.mark.parametrize(("status", "ends"), [(0, True), (3, True), (4, False), (1, False)])
def test_make_run_ends_well_when_a_document_was_refused(tmp_path: Path, status: int, ends: bool) -> None:
    for name, code in (("python", 0), ("kehoach", status)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    command = ["make", "--assume-old=program", "run", f"BIN={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is ends, done.stderr


def test_a_python_that_does_not_serve_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    for name in ("setup", "debian-packages.txt"):
        shutil.copy(ROOT / ".ci" / name, tmp_path / ".ci" / name)
    (tmp_path / ".ci/debian-packages.txt").write_text("")
    for name in ("requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    wrong = {**os.environ, "PYTHON": "/no/such/python"}
    done = subprocess.run([".ci/setup"], cwd=tmp_path, env=wrong, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "/no/such/python" in done.stderr
    assert not (tmp_path / ".venv").exists()
