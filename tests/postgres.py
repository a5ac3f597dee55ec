"""A PostgreSQL of its own for tests: Debian's programs, a temporary folder, loopback only, gone afterwards.

Its language is Vietnamese, so that whatever leans on the order of the database instead of that of the dataset is seen.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

_PLACES = ("/usr/lib/postgresql/*/bin",)
_NOBODY = ("postgres", "nobody")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self.port = free_port()
        # it refuses to be run by root
        self._user = next((name for name in _NOBODY if _is_user(name)), None) if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._call("initdb", "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8",
                   "--locale-provider", "icu", "--icu-locale", "vi-VN", "--no-sync")  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._call("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a power cut would."""
        self._call("pg_ctl", "-w", "-m", "immediate", "stop")

    @property
    def access(self) -> str:
        """How to connect to the server itself."""
        return f"host=127.0.0.1 port={self.port} user=tests dbname=postgres connect_timeout=5"

    def answers(self) -> bool:
        """Whether somebody may connect now."""
        try:
            psycopg.connect(self.access).close()
        except psycopg.Error:
            return False
        return True

    def processes(self) -> list[int]:
        """The first process of the server and its children; none where it does not run."""
        try:
            first = (self._folder / "data/postmaster.pid").read_text(encoding="utf-8").split()[0]
            children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        except OSError:
            return []
        return [int(pid) for pid in (first, *children)]

    def address(self) -> str:
        """The address of a new database, empty."""
        name = f"k{uuid4().hex}"
        with psycopg.connect(self.access, autocommit=True) as access:
            access.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def _call(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            user=self._user,
            timeout=60,
        )


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A server, or the test is skipped where the programs are not installed."""
    programs = sorted(place for pattern in _PLACES for place in Path("/").glob(pattern.lstrip("/")))
    if not programs:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # under /tmp itself: folders that pytest makes are not open to another user
    folder = Path(tempfile.mkdtemp(prefix="kehoach-postgres-"))
    try:
        server = Server(programs[-1], folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
