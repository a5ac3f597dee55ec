"""A process that reads: what it may use, and how it ends together with everything that it has started.

The bounds hold for each process and are inherited by the programs that it starts. Linux only, like kehoach itself:
address space, size of files and processor time are limits of the kernel (``setrlimit``); the network is taken away by
an empty network namespace, and where the kernel allows none, by refusing every connection that Python code asks for.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from pipeline.limits import MEGABYTE, Limits
from pipeline.limits_guard import LANE

Network = Literal["namespace", "guard"]
"""How the network was taken away: from all programs, or from Python code alone."""

_NEW_USER: Final = 0x10000000
_NEW_NET: Final = 0x40000000
_DEATH_SIGNAL: Final = 1
_DUMPABLE: Final = 4
"""From linux/sched.h and linux/prctl.h."""
_ANSWER_SECONDS: Final = 5
"""Processor time that is left for telling what was found when the time for reading is up."""
_LOOK_UPS: Final = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_CONNECTIONS: Final = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
"""Events of Python's audit hooks; the address of a connection is their second argument."""


def confine(limits: Limits, folder: Path, name: str, parent: int) -> Network:
    """Bind this process to its limits; it must have one thread only.

    Args:
        limits: What it may use.
        folder: The folder, existing, for all its temporary files.
        name: By what the programs that it starts are known (:func:`pipeline.limits_guard.end_all`).
        parent: The process with which it ends.
    """
    os.setsid()
    # Ctrl-C is for the parent, which ends this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _leave_terminal()
    os.environ[LANE] = name
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_AS, limits.memory_megabytes * MEGABYTE)
    lower(resource.RLIMIT_FSIZE, limits.temporary_megabytes * MEGABYTE)
    network = take_network()
    library = ctypes.CDLL(None)
    # a new user namespace takes both settings back, so they come last
    library.prctl(_DUMPABLE, 1, 0, 0, 0)
    library.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    return network


def lower(limit: int, value: int) -> None:
    """Set a limit of this process, unless it has a lower one."""
    soft, hard = resource.getrlimit(limit)
    lowest = min(bound for bound in (value, soft, hard) if bound != resource.RLIM_INFINITY)
    resource.setrlimit(limit, (lowest, lowest))


def limit_cpu(seconds: float) -> None:
    """Let this process use so much more processor time, and end it by SIGXCPU then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds) + _ANSWER_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def take_network() -> Network:
    """Take the network away from this process and all that it starts, as far as the kernel lets it."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_NET) == 0:
        return "namespace"
    user, group = os.geteuid(), os.getegid()
    if library.unshare(_NEW_USER | _NEW_NET) == 0:
        # without names of its own this process would be nobody in its namespace; files are opened as before either way
        with suppress(OSError):
            library.prctl(_DUMPABLE, 1, 0, 0, 0)
            Path("/proc/self/setgroups").write_text("deny", encoding="utf-8")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="utf-8")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="utf-8")
        return "namespace"
    sys.addaudithook(_refuse_network)
    return "guard"


def resident_bytes() -> int:
    """Memory that this process has in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize()


def empty(folder: Path) -> None:
    """Remove what lies in a folder of temporary files."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with suppress(OSError):
                    Path(entry.path).unlink()


def _leave_terminal() -> None:
    """What parsers and engines print is for nobody, and must not get between the lines of the program."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    # an address that is a path leads to another program on this machine
    if event in _LOOK_UPS or (event in _CONNECTIONS and not isinstance(arguments[1], str | bytes)):
        raise PermissionError(f"{event}: readers have no network")
