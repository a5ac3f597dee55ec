"""Completion by the Tab key: what a real bash makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checks.engine import rules_of_package
from pipeline.completion import VARIABLE, Shell, script
from tests.pipeline.plans import PROGRAM, ROOT

pytestmark = pytest.mark.slow

PRESSED = """
source {script}
COMP_WORDS=({words}) COMP_CWORD={place} COMP_LINE="{words}"
_kehoach_completion kehoach "${{COMP_WORDS[$COMP_CWORD]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the program on the path, and nothing else."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/kehoach"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m pipeline "$@"\n')
    program.chmod(0o755)
    return tmp_path


def in_home(home: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{home}/bin:{os.environ['PATH']}"
    values = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8", **environment}
    return subprocess.run(command, cwd=home, env=values, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("kehoach exp", ["export"]),
        ("kehoach --lang en re", ["recover", "review"]),
        ("kehoach run --fail", ["--fail-on"]),
        ("kehoach export results --to ic", ["ics"]),
        ("kehoach rules P00", [rule.code for rule in rules_of_package() if rule.code.startswith("P00")]),
        ("kehoach schema targ", ["targets"]),
        ("kehoach run --ocr ", ["auto", "always", "never"]),
    ],
)
def test_bash_completes(home: Path, typed: str, offered: list[str]) -> None:
    file = home / "completion.bash"
    file.write_text(in_home(home, "kehoach", "--show-completion", "bash").stdout)
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    pressed = PRESSED.format(script=file, words=quoted, place=len(words) - 1).replace(f'"{quoted}"', f'"{typed}"')
    done = in_home(home, "bash", "--norc", "-c", pressed)
    assert done.stdout.split() == offered, done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_what_is_installed_works_in_the_next_interactive_bash(home: Path) -> None:
    told = in_home(home, "kehoach", "--lang", "en", "--install-completion", "bash")
    assert told.returncode == 0
    assert ".bash_completions" in told.stderr
    assert not told.stdout
    done = in_home(home, "bash", "-i", "-c", "complete -p kehoach")
    assert "_kehoach_completion" in done.stdout, done.stderr


@pytest.mark.parametrize("shell", Shell)
def test_every_shell_that_is_here_accepts_its_script(shell: Shell, tmp_path: Path) -> None:
    text = script(shell)
    assert VARIABLE in text
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(text)
    assert subprocess.run([shell, "-n", str(tmp_path / "script")], check=False).returncode == 0


def test_a_home_that_cannot_be_written_is_told(home: Path) -> None:
    (home / ".bash_completions").write_text("a file where a folder is needed")
    done = in_home(home, "kehoach", "--lang", "en", "--install-completion", "bash")
    assert done.returncode == 4
    assert "--show-completion bash" in done.stderr
    assert "Traceback" not in done.stderr


def test_other_shells_are_refused() -> None:
    done = subprocess.run([*PROGRAM, "--show-completion", "csh"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "fish" in done.stderr
