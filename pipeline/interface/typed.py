"""Rows of the dataset as lists of typed records: ``plan.records.targets`` is a ``list[Target]``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from dataset.records import (
    Assignment,
    CellRecord,
    Citation,
    Correction,
    Deadline,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    NoteRecord,
    PageRecord,
    PlaceMention,
    Record,
    Recovery,
    Section,
    TableRecord,
    Target,
    Task,
    UnitMention,
    UnitRecord,
)

R = TypeVar("R", bound=Record)


class HasRows(Protocol):
    """Whatever has rows of the dataset."""

    def rows(self, kind: type[R]) -> Iterable[R]:
        """The rows of one table."""
        ...


class TypedRows:
    """A list for every table, in the order of the dataset; the records are pydantic models that cannot be changed."""

    def __init__(self, source: HasRows) -> None:
        self._source = source

    @property
    def documents(self) -> list[DocumentRecord]:
        """The documents."""
        return list(self._source.rows(DocumentRecord))

    @property
    def targets(self) -> list[Target]:
        """Quantified aims."""
        return list(self._source.rows(Target))

    @property
    def tasks(self) -> list[Task]:
        """Assigned tasks."""
        return list(self._source.rows(Task))

    @property
    def assignments(self) -> list[Assignment]:
        """Units that carry tasks."""
        return list(self._source.rows(Assignment))

    @property
    def deadlines(self) -> list[Deadline]:
        """Time expressions."""
        return list(self._source.rows(Deadline))

    @property
    def citations(self) -> list[Citation]:
        """Mentions of other acts."""
        return list(self._source.rows(Citation))

    @property
    def tables(self) -> list[TableRecord]:
        """Logical tables."""
        return list(self._source.rows(TableRecord))

    @property
    def cells(self) -> list[CellRecord]:
        """Cells of the data rows of tables."""
        return list(self._source.rows(CellRecord))

    @property
    def units(self) -> list[UnitRecord]:
        """Organisations under their canonical names."""
        return list(self._source.rows(UnitRecord))

    @property
    def unit_mentions(self) -> list[UnitMention]:
        """Places where units are named."""
        return list(self._source.rows(UnitMention))

    @property
    def places(self) -> list[PlaceMention]:
        """Places where localities are named."""
        return list(self._source.rows(PlaceMention))

    @property
    def pages(self) -> list[PageRecord]:
        """Pages."""
        return list(self._source.rows(PageRecord))

    @property
    def sections(self) -> list[Section]:
        """Nodes of the outline."""
        return list(self._source.rows(Section))

    @property
    def findings(self) -> list[Finding]:
        """What does not fit."""
        return list(self._source.rows(Finding))

    @property
    def evidence(self) -> list[EvidenceRecord]:
        """Further places that findings stand on."""
        return list(self._source.rows(EvidenceRecord))

    @property
    def recoveries(self) -> list[Recovery]:
        """Edits that the recovery made."""
        return list(self._source.rows(Recovery))

    @property
    def notes(self) -> list[NoteRecord]:
        """What stages said about documents that were read all the same."""
        return list(self._source.rows(NoteRecord))

    @property
    def corrections(self) -> list[Correction]:
        """Values that reviewers corrected."""
        return list(self._source.rows(Correction))
