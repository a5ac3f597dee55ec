"""Functions that misbehave, at module level so that a worker process finds them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from checks.rule import Plan
from dataset.store import Failure
from pipeline import tasks
from pipeline.cluster import Parcel
from pipeline.limits import LIMITS, count_pages
from pipeline.tasks import Task

_read = tasks.read_one


def die_on_two(number: int) -> int:
    """The square, but the process dies of the number two."""
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


class DiesAtBirth:
    """What it is given; but its process ends before it begins, as often as there is a file in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __setstate__(self, state: dict[str, Path]) -> None:
        for path in state["folder"].iterdir():
            path.unlink()
            os._exit(1)
        vars(self).update(state)

    def __call__(self, number: int) -> int:
        return number


class _NoMemory:
    def __reduce__(self) -> str:
        raise MemoryError


def answer_too_large(_: object) -> object:
    """What cannot be sent."""
    return _NoMemory()


def wait_a_while(seconds: float) -> float:
    """Do nothing for some seconds."""
    time.sleep(seconds)
    return seconds


def die_on_two_in_parcel(parcel: Parcel[int]) -> int:
    """The same on a worker of a cluster."""
    return die_on_two(parcel.task)


def die_on_doom(task: Task) -> Plan | Failure:
    """Read, but the process dies of a file whose name says so."""
    if "doom" in task.found.name:
        os.kill(os.getpid(), signal.SIGSEGV)
    return _read(task)


def take_memory(_: object) -> str:
    """Ask for more memory than there may be."""
    try:
        return str(len(bytearray(3_000_000_000)))
    except MemoryError as error:
        return type(error).__name__


def reach_network(_: object) -> str:
    """Ask for a connection to this machine, where somebody listens."""
    try:
        with socket.create_connection(("127.0.0.1", 9), timeout=2):
            return "connected"
    except ConnectionRefusedError as error:
        # there is a network, but nobody on it
        return type(error).__name__
    except OSError as error:
        return "PermissionError" if isinstance(error, PermissionError) else "OSError"


def fill_disk(_: object) -> str:
    """Write a large file."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(5_000_000))
    except OSError as error:
        return type(error).__name__
    return "written"


def sleep(_: object) -> None:
    """Do nothing, for long."""
    time.sleep(1000)


def compute_without_end(_: object) -> None:
    """Never end."""
    while True:
        pass


def compute_in_c(_: object) -> None:
    """Never end, in code that lets no other thread and no handler run."""
    re.match("(a+)+$", "a" * 60 + "b")


def sleep_three_seconds_for_pages(pages: int) -> str:
    """Take longer than a document without pages may."""
    count_pages(pages, LIMITS, "a.pdf")
    time.sleep(3)
    return "done"


def fail(_: object) -> float:
    """Fail in a way that nobody foresaw."""
    return 1 / 0


def print_and_leave_files(_: object) -> str:
    """Print, and leave files; returns where."""
    os.write(1, b"noise")
    os.write(2, b"noise")
    subprocess.run(["echo", "noise"], check=True)
    folder = tempfile.mkdtemp()
    (Path(folder) / "page.png").write_bytes(b"x")
    return str(Path(folder).parent)


def start_sleepers(_: object) -> list[int]:
    """Start programs that leave the process group; returns their ids."""
    other = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    told = subprocess.run(
        ["sh", "-c", "sleep 1000 >&2 & echo $!"], start_new_session=True, capture_output=False, stdout=-1, check=True
    )
    return [other.pid, int(told.stdout)]


def who(_: object) -> int:
    """The process."""
    return os.getpid()


_GROWN: list[bytes] = []


def grow(_: object) -> int:
    """Take memory and keep it; returns the process."""
    _GROWN.append(b"x" * 200_000_000)
    return os.getpid()


def start_and_compute(_: object) -> None:
    """Start a program, write down both ids, and never come back."""
    other = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    path = Path(tempfile.gettempdir()) / "pids"
    path.with_suffix(".part").write_text(f"{os.getpid()} {other.pid}")
    path.with_suffix(".part").rename(path)
    compute_in_c(None)
