"""A run's folder of temporary files, and the guard that removes it if the run cannot (:mod:`pipeline.limits_guard`)."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from pipeline import limits_guard
from pipeline.limits_guard import LANE

PREFIX: Final = "kehoach-run-"
_NAME: Final = re.compile(rf"{PREFIX}[a-z0-9_]{{8}}")
"""What :func:`tempfile.mkdtemp` makes of it; a folder of another name is somebody else's."""
_LOCK: Final = "lock"
_SECONDS: Final = 5


class Refuge:
    """The name of a run, a folder that is removed with it, and its guard."""

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        self.name: Final = uuid4().hex
        self._folder, self._lock = _locked_folder()
        self._places = 0
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", limits_guard.__file__, self.name, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def place(self) -> tuple[str, Path]:
        """A name and a new folder for a process of the run."""
        self._places += 1
        name = f"{self.name}-{self._places}"
        folder = self._folder / str(self._places)
        folder.mkdir()
        return name, folder

    @contextmanager
    def marked(self) -> Iterator[None]:
        """What is started here carries the name of the run in its environment."""
        before = os.environ.get(LANE)
        os.environ[LANE] = self.name
        try:
            yield
        finally:
            del os.environ[LANE]
            if before is not None:
                os.environ[LANE] = before

    def close(self) -> None:
        """Remove the folder and let the guard go; again is nothing."""
        if self._guard.stdin is None or self._guard.stdin.closed:
            return
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):
            self._guard.stdin.write(b"\n")
        with suppress(OSError):
            self._guard.stdin.close()
        os.close(self._lock)
        try:
            self._guard.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()


@contextmanager
def sheltered() -> Iterator[None]:
    """Temporary files that are made here, and programs that are started, go when it ends, ``kill -9`` included.

    Not for processes of several threads that make such files: they all get the folder.
    """
    refuge = Refuge()
    before, of_environment = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(refuge.place()[1])
    try:
        with refuge.marked():
            yield
    finally:
        tempfile.tempdir = before
        del os.environ["TMPDIR"]
        if of_environment is not None:
            os.environ["TMPDIR"] = of_environment
        refuge.close()


def sweep(temporary: Path) -> None:
    """Remove the folders of runs that ended together with their guard, or before they had one."""
    for folder in temporary.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if not _NAME.fullmatch(folder.name) or folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            lock = _lock_of(folder)
            try:
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _locked_folder() -> tuple[Path, int]:
    """A new folder and its lock; whoever gets that lock knows that the run is over.

    Raises:
        OSError: There can be none.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError, BlockingIOError):
            lock = _lock_of(folder)
            if os.fstat(lock).st_nlink:
                return folder, lock
            os.close(lock)
        # another run swept it away before it was locked


def _lock_of(folder: Path) -> int:
    """The lock of a folder, which may not have had one yet.

    Raises:
        OSError: Somebody has it, or the folder is gone.
    """
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock
