"""The log of a run: one line of JSON per event, for machines that collect logs.

An event tells which document, what became of it and what that took. Nothing that stands in a document is in it: no
text, no message that quotes one; a failure is told by its code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol


class EventLog(Protocol):
    """Takes events."""

    def info(self, event: str, **facts: Any) -> Any:
        """Write an event."""


class NoLog:
    """Where no log is wanted."""

    def info(self, event: str, **facts: Any) -> None:
        """See :class:`EventLog`."""


@contextmanager
def event_log(path: Path | None) -> Iterator[EventLog]:
    """A log that adds to a file; lines are written at once.

    Raises:
        OSError: The file cannot be written.
    """
    if path is None:
        yield NoLog()
        return
    import structlog  # noqa: PLC0415  slow to import, and most runs keep no log

    with path.open("a", encoding="utf-8", buffering=1) as file:
        logger: EventLog = structlog.wrap_logger(
            structlog.WriteLogger(file),
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.processors.EventRenamer("event"),
                structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
            ],
            wrapper_class=structlog.BoundLogger,
        )
        yield logger
