"""The program called in the process of the tests, where a process of its own is not what is tested.

A new process loads all modules anew, and each that reads loads them once more, with all patterns and word lists: some
seconds for a text that is read in milliseconds. Called here, the program is what it always is; only the processes that
read stay for the next call, as they do from one document to the next within a run.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import pipeline.batch
from checks import own_rules
from pipeline.cli import main
from pipeline.reading.base import ReadingOptions
from pipeline.tasks import Task, local_lanes
from pipeline.workers import Backend, Idle

_MOST: Final = 3
"""Kinds of processes that wait for the next call: each is so many processes of some limits in some environment."""

Kind = tuple[object, ...]


class _Kept:
    """Processes that outlive a run; the run closes nothing, unless it was left half-way."""

    def __init__(self, kind: Kind, options: ReadingOptions, count: int) -> None:
        self._kind = kind
        self._lanes: Backend[Task, Any] = local_lanes(options, count)

    def map(self, tasks: Iterable[Task], idle: Idle | None = None) -> Iterator[tuple[Any, Any]]:
        """As it is done by those that are not kept. They are elsewhere, so paths must not depend on where we are."""
        try:
            yield from self._lanes.map(map(_absolute, tasks), idle)
        except BaseException:
            _KEPT.pop(self._kind, None)
            self._lanes.close()
            raise

    def close(self) -> None:
        """They stay."""

    def end(self) -> None:
        """They go."""
        self._lanes.close()


_KEPT: Final[OrderedDict[Kind, _Kept]] = OrderedDict()


def end_kept() -> None:
    """End all processes that wait for another call."""
    while _KEPT:
        _KEPT.popitem()[1].end()


def _kept(options: ReadingOptions, count: int) -> _Kept:
    environment = frozenset(item for item in os.environ.items() if not item[0].startswith("PYTEST_"))
    kind = (options.limits, options.pages_at_once, count, environment)
    if kind not in _KEPT:
        while len(_KEPT) >= _MOST:
            _KEPT.popitem(last=False)[1].end()
        _KEPT[kind] = _Kept(kind, options, count)
    _KEPT.move_to_end(kind)
    return _KEPT[kind]


def _absolute(task: Task) -> Task:
    options = task.options
    if options.debug is not None:
        options = replace(options, debug=options.debug.absolute())
    return replace(task, found=replace(task.found, path=task.found.path.absolute()), options=options)


def called_here(
    arguments: list[str], folder: Path, environment: Mapping[str, str], *, together: bool = False
) -> subprocess.CompletedProcess[str]:
    """Call the program in this process, in another folder and environment; what it printed and how it ended.

    ``together`` has what it prints on standard error stand among the rest, as on a terminal.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, dict(environment), clear=True))
        stack.enter_context(patch.object(pipeline.batch, "local_lanes", _kept))
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(), "utf-8")))
        stack.enter_context(_signals_as_before())
        stack.enter_context(chdir(folder))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(out if together else err))
        # rules from outside may have been written anew since the last call
        own_rules._load.cache_clear()
        for name in [name for name in sys.modules if name.startswith(own_rules._PREFIX)]:
            del sys.modules[name]
        status = 0
        try:
            main(arguments)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    out.flush()
    err.flush()
    printed = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]  # BytesIO
    return subprocess.CompletedProcess(arguments, status, *printed)


@contextmanager
def _signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
