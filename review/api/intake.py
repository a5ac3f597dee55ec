"""What the interface needs of whoever reads documents; the floor above does it, with the limits of ``kehoach run``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from checks.page import Language


class BusyError(Exception):
    """Another run is at work in the folder; the same can be tried again later."""


@dataclass(frozen=True)
class ReadDocument:
    """A document that a file held; ``state`` is that of the table of documents."""

    doc_id: str
    source: str
    state: Literal["done", "partly"]


@dataclass(frozen=True)
class Refused:
    """A file, or a member of an archive, that could not be read: why, and what mends it, by language."""

    source: str
    code: str
    cause: Mapping[Language, str]
    remedy: Mapping[Language, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a file; an archive holds many documents, and may hold what cannot be read."""

    documents: tuple[ReadDocument, ...] = ()
    refused: tuple[Refused, ...] = ()


class Reader(Protocol):
    """Reads files into the store of the server."""

    @property
    def kinds(self) -> Sequence[str]:
        """What it takes, as endings of names without the dot."""
        ...

    def kind(self, head: bytes, name: str) -> str | None:
        """Which of ``kinds`` a file is by its first bytes; its name only decides between kinds that begin the same."""
        ...

    def read(self, files: Sequence[Path]) -> Mapping[Path, Outcome]:
        """Bring the store to where each of the files is read or has failed, and everything is made from it.

        A file of which nothing comes back has to be tried again: the disk was full, say, or :meth:`stop` was called.

        Raises:
            BusyError: Another run is at work.
        """
        ...

    def stop(self) -> None:
        """End what is under way: :meth:`read` comes back soon."""
        ...
