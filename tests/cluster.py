"""A Dask scheduler and its workers for tests: real processes, loopback only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.postgres import free_port

ROOT = Path(__file__).parents[1]


class DaskCluster:
    """A scheduler with some workers, each with one thread."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        self._count = workers
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self._start_scheduler()
        self.workers = [self._start_worker() for _ in range(workers)]

    def _start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show")

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
            "--local-directory", str(self._folder),
        )  # fmt: skip

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Wait until all workers are there."""
        from distributed import Client  # noqa: PLC0415

        until = time.monotonic() + 60
        while True:
            try:
                with Client(self.address, timeout=2, set_as_default=False) as client:
                    client.wait_for_workers(self._count, timeout=30)
                return
            except OSError:
                assert time.monotonic() < until

    def kill_worker(self, signum: int = signal.SIGKILL) -> None:
        """End one worker with all that belongs to it, and start another one."""
        _kill(self.workers.pop(0), signum)
        self.workers.append(self._start_worker())

    def restart_scheduler(self, signum: int = signal.SIGKILL, away: float = 0.0) -> None:
        """End the scheduler and start another one in its place; its workers end without it and are started again.

        Args:
            signum: By which signal.
            away: Seconds for which nobody is there.
        """
        _kill(self.scheduler, signum)
        for worker in self.workers:
            _kill(worker, signum)
        time.sleep(away)
        self.scheduler = self._start_scheduler()
        self.workers = [self._start_worker() for _ in range(self._count)]

    def stop(self) -> None:
        """End everything."""
        for process in (*self.workers, self.scheduler):
            _kill(process)


@contextmanager
def dask_cluster(folder: Path, workers: int = 2) -> Iterator[DaskCluster]:
    """A cluster that is ready, or the test is skipped where the extra is not installed."""
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    cluster = DaskCluster(folder, workers)
    try:
        cluster.wait()
        yield cluster
    finally:
        cluster.stop()


def _kill(process: subprocess.Popen[bytes], signum: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signum)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
