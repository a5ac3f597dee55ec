"""Progress for people: a bar on a terminal, a line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from pipeline.batch import Outcome
from pipeline.commands.shared import warn
from pipeline.messages import say
from pipeline.pace import Figures, Pace

LINE_SECONDS: Final = 30.0
"""Between two lines where there is no terminal; a short run has none."""
_CAUSES: Final = 3
"""Causes of failures that are named; the most frequent."""

Show = Callable[[Outcome], None]


@contextmanager
def shown(quiet: bool) -> Iterator[Show]:
    """Somebody to be told how a run goes on."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _Lines()


def described(figures: Figures) -> str:
    """How fast it goes, how long it takes still, and what failed, in one line."""
    parts = [say("progress.rate", rate=f"{figures.rate:.1f}" if figures.rate < 10 else f"{figures.rate:.0f}")]
    if figures.remaining is not None:
        parts.append(say("progress.remaining", time=timedelta(seconds=round(figures.remaining))))
    if figures.failed:
        causes = ", ".join(f"{cause} {count}" for cause, count in list(figures.causes.items())[:_CAUSES])
        parts.append(say("progress.failed", count=figures.failed, causes=causes))
    return "; ".join(parts)


class _Lines:
    """A line every :data:`LINE_SECONDS`."""

    def __init__(self) -> None:
        self._pace = Pace()
        self._last = time.monotonic()

    def __call__(self, outcome: Outcome) -> None:
        if time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            figures = self._pace.figures(outcome)
            warn(say("progress.line", done=figures.done, total=figures.total, rest=described(figures)))


@contextmanager
def _bar() -> Iterator[Show]:
    from rich.console import Console  # noqa: PLC0415  only on a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    pace = Pace()
    columns = (TextColumn(say("run.reading")), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(outcome: Outcome) -> None:
            figures = pace.figures(outcome)
            bar.update(task, total=figures.total, completed=figures.done, description=described(figures))

        yield show
