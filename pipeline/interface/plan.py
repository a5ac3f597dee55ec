"""One document that was read: its text, its rows as frames and as records, its tables, what does not fit in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from checks import rule
from dataset.gathered_units import gathered_units
from dataset.records import (
    CellRecord,
    Correction,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Record,
    Records,
    TableRecord,
    UnitMention,
    UnitRecord,
)
from pipeline.interface.appendix import Tables
from pipeline.interface.evidence import Evidence, evidence_of
from pipeline.interface.frames import Frames
from pipeline.interface.typed import TypedRows

R = TypeVar("R", bound=Record)


class Plan(Frames):
    """A document that was read; :func:`pipeline.read` makes it.

    Every table of the dataset is a pandas frame under its name (``plan.targets``) and a list of typed records
    (``plan.records.targets``); ``plan.tables`` are the tables of the document itself.
    """

    def __init__(self, read: rule.Plan, layout: bytes, derived: Callable[[rule.Plan], Records]) -> None:
        super().__init__()
        self._read = read
        self._layout = layout
        self._derived = derived

    def __repr__(self) -> str:
        document = self.document
        name = " ".join(filter(None, (document.doc_type, "/".join(filter(None, (document.number, document.symbol))))))
        return f"<Plan {document.source}: {name or document.media_type}, {document.page_count} pages>"

    @property
    def document(self) -> DocumentRecord:
        """Its row in the table of documents: number, symbol, date, issuer, title, signer, state."""
        return self._read.document

    @property
    def doc_id(self) -> str:
        """The identity of its content: the first 12 digits of the SHA-256 of its bytes."""
        return self._read.doc_id

    @property
    def source(self) -> str:
        """Where it was read from."""
        return self.document.source

    @property
    def text(self) -> str:
        """The recovered text, whose characters ``start`` and ``end`` count; form feeds part the pages of a PDF."""
        return self._read.text

    @cached_property
    def records(self) -> TypedRows:
        """The rows of every table as typed records: ``plan.records.targets``."""
        return TypedRows(self)

    @cached_property
    def tables(self) -> Tables:
        """The tables of the document, in reading order: ``plan.tables[0].frame``."""
        return Tables(self.rows(TableRecord), self.rows(CellRecord), self.frame(TableRecord.table))

    def rows(self, kind: type[R]) -> list[R]:
        """The rows of one table as typed records, in reading order."""
        found: Iterable[Any]
        if kind is UnitRecord:
            found = gathered_units(self._read.records.of(UnitMention))
        elif kind in (Finding, EvidenceRecord, Correction):
            found = self._of_rules.of(kind)
        else:
            found = self._read.records.of(kind)
        return list(found)

    def evidence(self, row: Any) -> Evidence:
        """Where a row stands: its quote, its page, what is around it and the boxes around its lines.

        Args:
            row: A record, a row of one of the frames (``plan.targets.iloc[0]``, of ``itertuples()``), or a mapping.

        Raises:
            ValueError: The row has no evidence, or is one of another document.
        """
        return evidence_of(row, doc_id=self.doc_id, source=self.source, text=self.text, layout=self._layout)

    @property
    def as_rules_see_it(self) -> rule.Plan:
        """What is handed to :meth:`checks.rule.DocumentRule.check`."""
        return self._read

    @cached_property
    def _of_rules(self) -> Records:
        return self._derived(self._read)
