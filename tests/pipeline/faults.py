"""Functions that misbehave, at module level so that a worker process finds them."""

from __future__ import annotations

import os
import signal

from checks.rule import Plan
from dataset.store import Failure
from pipeline import batch
from pipeline.batch import Task

_read = batch.read_one


def die_on_two(number: int) -> int:
    """The square, but the process dies of the number two."""
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_on_doom(task: Task) -> Plan | Failure:
    """Read, but the process dies of a file whose name says so."""
    if "doom" in task.found.name:
        os.kill(os.getpid(), signal.SIGSEGV)
    return _read(task)
