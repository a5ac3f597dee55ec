"""Where a value of a TOML file stands: the parser of the standard library tells lines of broken syntax only."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, on which the statement begins that brings the value at ``path``.

    The parser itself finds it: the shortest beginning of the file that is TOML and has the value. A key that is nowhere
    (one that is missing) stands where the table begins that lacks it; ``None`` if even that is not there.
    """
    lines = text.splitlines(keepends=True)
    for depth in range(len(path), 0, -1):
        start = 1
        for end in range(1, len(lines) + 1):
            try:
                values = tomllib.loads("".join(lines[:end]))
            except tomllib.TOMLDecodeError:
                continue
            if _has(values, path[:depth]):
                return start
            start = end + 1
    return None


def _has(values: Any, path: Sequence[str | int]) -> bool:
    for step in path:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
