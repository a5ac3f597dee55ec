"""What the pages need of whoever makes exports; the floor above does it, in a process with bounds of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from checks.page import Language


@dataclass(frozen=True)
class Offer:
    """A format that can be ordered: what ``--to`` calls it, what it is, by language, and whether people open it."""

    name: str
    summary: Mapping[Language, str]
    for_people: bool = False


@dataclass(frozen=True)
class Order:
    """What is to be made: a format of all documents (``None``) or of some, in the language of whoever reads it."""

    format: str
    documents: tuple[str, ...] | None
    language: Language


@dataclass(frozen=True)
class Progress:
    """How far it has come: files that are written, of how many (0 where nobody knows), and their bytes."""

    files: int = 0
    of: int = 0
    size: int = 0


@dataclass(frozen=True)
class Made:
    """A result: the file, and what it is called for whoever takes it.

    ``moved_on`` says that the dataset was changed while it was being made, so that its parts may not agree.
    """

    path: Path
    name: str
    size: int
    moved_on: bool = False


class MakeError(Exception):
    """An export was not made: ``key`` names why under ``exports.failed_…`` of the texts, or cause and remedy tell."""

    def __init__(self, key: str, cause: str = "", remedy: str = "") -> None:
        super().__init__(key, cause)
        self.key = key
        self.cause = cause
        self.remedy = remedy


class Maker(Protocol):
    """Makes exports of one store. Threads share it."""

    @property
    def offers(self) -> Sequence[Offer]:
        """The formats, in the order in which they are shown."""
        ...

    def make(self, order: Order, watch: Callable[[Progress], bool]) -> Made:
        """Make an export; ``watch`` is told now and then how far it has come, and says whether to go on.

        Raises:
            MakeError: It was not made: stopped, beyond its bounds, or why else. Nothing of it is left.
        """
        ...

    def remove(self, made: Made) -> None:
        """Remove a result that is no longer kept."""
        ...

    def close(self) -> None:
        """End what is under way and remove everything."""
        ...
