"""Rows of the dataset as people read them: what it is, in few words, and its particulars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dataset.records import (
    RECORD_TYPES,
    Assignment,
    CellRecord,
    Citation,
    Deadline,
    Finding,
    Located,
    PlaceMention,
    Recovery,
    TableRecord,
    Target,
    Task,
    UnitMention,
)

LAYERS: Final[tuple[type[Located], ...]] = (
    Finding,
    Target,
    Deadline,
    Assignment,
    Citation,
    CellRecord,
    PlaceMention,
    UnitMention,
    Recovery,
    TableRecord,
    Task,
)
"""What is marked in a document; the first of those that stand on the same characters is seen first."""
_IDENTITIES: Final = frozenset(
    {"doc_id", "page", "quote", "confidence", "start", "end", "quote_start", "quote_end"}
    | {f"{name}_id" for name in ("target", "task", "deadline", "citation", "finding", "table", "section", "parent")}
    | {"part_of", "act", "position", "context"}
)


@dataclass(frozen=True)
class Thing:
    """One row: ``kind`` is its table; ``facts`` are its columns that say something, by name."""

    kind: str
    row: Located
    number: int = 0

    @property
    def facts(self) -> list[tuple[str, object]]:
        """Columns with a value, without identities and evidence."""
        columns = RECORD_TYPES[self.kind].column_names()
        values = ((name, getattr(self.row, name)) for name in columns if name not in _IDENTITIES or self._dated(name))
        return [(name, value) for name, value in values if value not in (None, "", False)]

    def _dated(self, name: str) -> bool:
        # of a deadline start and end are dates, not places
        return self.kind == Deadline.table and name in {"start", "end"}


def thing(row: Located, number: int = 0) -> Thing:
    """A row of the dataset as a thing; ``number`` counts the rows of its table within the document."""
    return Thing(row.table, row, number)
