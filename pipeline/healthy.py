"""Says to whoever looks after a container whether the program in it works: ``python -m pipeline.healthy``.

Status 0: the review pages of process 1 answer, or it is a command that serves nothing. Status 1: they do not answer.
"""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final

_COMMAND: Final = Path("/proc/1/cmdline")
_PORT: Final = 8765
_SECONDS: Final = 5
_BROKEN: Final = 500


def is_healthy(words: Sequence[str]) -> bool:
    """Whether the program that was started with these words answers, where it serves anything."""
    if "review" not in words:
        return True
    port = int(_value(words, "--port") or _PORT)
    try:
        if _value(words, "--certificate") is None:
            connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        else:
            # whose certificate it is, is for browsers to ask: it does not name this address
            context = ssl._create_unverified_context()  # noqa: S323
            connection = HTTPSConnection("127.0.0.1", port, timeout=_SECONDS, context=context)
        connection.request("GET", "/")
        return connection.getresponse().status < _BROKEN
    except (OSError, HTTPException):
        return False


def _value(words: Sequence[str], option: str) -> str | None:
    """What stands behind an option, or joined to it by ``=``."""
    for place, word in enumerate(words):
        if word == option and place + 1 < len(words):
            return words[place + 1]
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None


if __name__ == "__main__":
    sys.exit(0 if is_healthy(_COMMAND.read_text("utf-8", "replace").split("\0")) else 1)
