"""An archive in memory, for the rules that look across documents."""

from __future__ import annotations

from collections.abc import Iterator

from checks.rule import Plan, R
from dataset.records import DocumentRecord


class ListArchive:
    """The plans of a list, in its order."""

    def __init__(self, plans: list[Plan]) -> None:
        self._plans = plans

    def documents(self) -> Iterator[DocumentRecord]:
        for plan in self._plans:
            yield plan.document

    def rows(self, kind: type[R]) -> Iterator[R]:
        for plan in self._plans:
            yield from plan.records.of(kind)
