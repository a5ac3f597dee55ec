"""What an extractor is, and how the program finds them all.

An extractor is one module of this package with one class that inherits from :class:`Extractor`. Nothing else has to be
edited: :func:`all_extractors` imports the modules of the package and puts the extractors in an order in which each one
comes after those whose rows it asks for.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import ClassVar

import extractors
from dataset.document import Document
from dataset.records import Record, Records
from extractors.outline.model import Outline


@dataclass(frozen=True)
class Context:
    """What an extractor may ask: the document, its outline, and the rows of the extractors before it.

    ``spellings`` are pairs of a further spelling of a unit and its canonical name.
    """

    document: Document
    outline: Outline
    records: Records = field(default_factory=Records)
    spellings: tuple[tuple[str, str], ...] = ()


class Extractor(ABC):
    """Finds the rows of one or a few tables in one document."""

    name: ClassVar[str]
    after: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def extract(self, context: Context) -> Iterable[Record]:
        """Yield the rows found, in reading order."""


@lru_cache(maxsize=1)
def all_extractors() -> tuple[Extractor, ...]:
    """One instance of every extractor of the package, dependencies first, otherwise by name."""
    for module in sorted(pkgutil.iter_modules(extractors.__path__), key=lambda m: m.name):
        importlib.import_module(f"{extractors.__name__}.{module.name}")
    found = {kind.name: kind for kind in Extractor.__subclasses__() if kind.__module__.startswith(extractors.__name__)}
    sorter = TopologicalSorter({name: sorted(found[name].after) for name in sorted(found)})
    return tuple(found[name]() for name in sorter.static_order())


def extract_all(context: Context) -> Records:
    """Run every extractor over a document; the rows also stay in ``context.records``."""
    for extractor in all_extractors():
        context.records.extend(extractor.extract(context))
    return context.records
