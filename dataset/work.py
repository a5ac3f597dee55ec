"""What the journal of a batch keeps: under what something was read, and what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dataset.cost import Cost
from dataset.records import DocumentRecord, Records


@dataclass(frozen=True)
class Work:
    """What makes a reading valid: the same content, read by the same version with the same options."""

    sha256: str
    version: str
    options: str


@dataclass(frozen=True)
class Entry:
    """Everything about one document that goes into the store.

    ``layout`` tells where its words stand (:meth:`dataset.layout.Layout.packed`), ``costs`` what reading it took.
    """

    work: Work
    document: DocumentRecord
    text: str
    records: Records
    layout: bytes = b""
    costs: Sequence[Cost] = ()


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
