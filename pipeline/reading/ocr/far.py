"""Readings that other machines have kept, asked for through a process of this machine that has a network.

The process that reads has none. What it knows is the path of a socket, in the environment; who listens there is
:mod:`pipeline.shared_cache`. A question is one byte (``g`` for *get*, ``p`` for *put*), a key of 64 characters, and the
value to be put; the answer to a *get* is the value, empty where there is none. Whatever goes wrong costs time only.
"""

from __future__ import annotations

import os
from functools import lru_cache
from multiprocessing.connection import Client, Connection
from threading import Lock
from typing import Final

SOCKET: Final = "KEHOACH_CACHE_SOCKET"
SUFFIX: Final = ".ocr"
"""The end of the name of what is kept, near and far."""
LEFT: Final = 0.8
"""What is left of a folder that was too large, as a share of its bound."""
GET, PUT = b"g", b"p"
LONGEST: Final = 20_000_000
"""Bytes of the longest message; the words of a page are some kilobytes."""
SECONDS: Final = 30.0
"""What an answer may take; one that takes longer is the last that was asked for."""


class Far:
    """The readings behind a socket. Threads share it."""

    def __init__(self, path: str) -> None:
        self._lock = Lock()
        self._connection: Connection[bytes, bytes] | None = None
        try:
            self._connection = Client(path, "AF_UNIX")
        except OSError:
            # the process that listened there is gone, or on another machine
            return

    def get(self, key: str) -> bytes:
        """The value of a key; empty where it is not there."""
        return self._said(GET + key.encode())

    def put(self, key: str, value: bytes) -> None:
        """Have a value kept."""
        if len(value) < LONGEST - len(key):
            self._said(PUT + key.encode() + value)

    def _said(self, message: bytes) -> bytes:
        with self._lock:
            if self._connection is None:
                return b""
            try:
                self._connection.send_bytes(message)
                if self._connection.poll(SECONDS):
                    return self._connection.recv_bytes(LONGEST)
            except (OSError, EOFError):
                pass
            # the answer to this would be taken for that to the next question
            self._connection.close()
            self._connection = None
            return b""


def far_readings() -> Far | None:
    """What this process may ask; None where nobody listens."""
    path = os.environ.get(SOCKET)
    return _far(path, os.getpid()) if path else None


@lru_cache(maxsize=1)
def _far(path: str, _: int) -> Far:
    # a process that was forked has a connection of its own
    return Far(path)
