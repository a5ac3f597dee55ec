"""What an export is, and how the program finds them all.

An export is one module with one class that inherits from :class:`Exporter`; nothing else has to be edited. Those that
need rows only stand in this package; those that need the words of rules or the documents themselves stand in
``pipeline/exports``, for imports go down. What an export writes depends on the store (and those
documents) alone, so that the same dataset gives the same bytes.
"""

from __future__ import annotations

import filecmp
import importlib
import os
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import IO, ClassVar, Final, Literal

from dataset import exports
from dataset.store import Store

Language = Literal["vi", "en"]
DOC_PATTERN: Final = "[0-9a-f]" * 12
"""What names of files begin with that belong to one document, as a glob."""


class Exporter(ABC):
    """Writes the dataset, or a part of it, in one format.

    ``name`` is what ``--to`` takes; ``folder`` is where it goes below the output folder; ``always`` says whether every
    run writes it; ``order`` puts those that read what others wrote behind them. ``along`` names formats that are
    written with it where it is asked for. ``for_people`` says that people open it, not programs, ``per_document`` that
    it writes one file for each document, ``takes_away`` that what it writes lies in files, not in a database elsewhere.
    """

    name: ClassVar[str]
    folder: ClassVar[str]
    always: ClassVar[bool] = False
    order: ClassVar[int] = 50
    along: ClassVar[tuple[str, ...]] = ()
    for_people: ClassVar[bool] = False
    per_document: ClassVar[bool] = False
    takes_away: ClassVar[bool] = True
    summary: ClassVar[dict[Language, str]]

    @abstractmethod
    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the files and return them.

        Raises:
            OSError: A file cannot be written; none is left half-written.
        """


@lru_cache(maxsize=1)
def all_exporters() -> tuple[Exporter, ...]:
    """One instance of every exporter of the package, by order and name."""
    return exporters_in(exports)


def exporters_in(package: ModuleType) -> tuple[Exporter, ...]:
    """One instance of every exporter of a package, by order and name."""
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        importlib.import_module(f"{package.__name__}.{module.name}")
    kinds = (kind for kind in Exporter.__subclasses__() if kind.__module__.startswith(f"{package.__name__}."))
    return tuple(sorted((kind() for kind in kinds), key=lambda e: (e.order, e.name)))


def exporter(name: str) -> Exporter:
    """The exporter of a format.

    Raises:
        KeyError: There is none.
    """
    return {entry.name: entry for entry in all_exporters()}[name]


@contextmanager
def replacing(path: Path, encoding: str = "utf-8") -> Iterator[IO[str]]:
    """A text file that takes the place of ``path`` only when it is complete; line ends are written as given."""
    with replacement(path) as temporary, temporary.open("w", encoding=encoding, newline="") as file:
        yield file


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; renamed to it when all went well and on disk, removed when not.

    Where the same stands in ``path`` already it is left alone: nothing has to reach the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_of(path)
    try:
        yield temporary
        if _same(temporary, path):
            temporary.unlink()
        else:
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def temporary_of(path: Path) -> Path:
    """The name beside a file under which another is written that is to take its place."""
    return path.with_name(f".{path.name}.part")


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same; no if the other is not there."""
    filecmp.clear_cache()  # it knows files by size and time, which two versions of one may share
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def remove_others(folder: Path, pattern: str, kept: list[Path]) -> None:
    """Remove files of an earlier run that match ``pattern`` and were not written again."""
    for path in set(folder.glob(pattern)) - set(kept):
        path.unlink()
