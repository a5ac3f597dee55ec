"""What the journal of a batch keeps: under what something was read, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """What makes a reading valid: the same content, read by the same version with the same options."""

    sha256: str
    version: str
    options: str


@dataclass(frozen=True)
class Failure:
    """A source that could not be read."""

    source: str
    sha256: str
    stage: str
    cause: str
    remedy: str = ""
    code: str = ""
    """The cause by a name that no language changes."""
    details: str = ""
    """The values in its message, packed by whoever reads."""
    version: str = ""
    options: str = ""
    """By what it was tried to be read."""
