"""Times as they are told over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime


def time_text(at: float) -> str:
    """A time in seconds since 1970 as UTC in ISO 8601."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
