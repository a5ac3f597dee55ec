"""What is computed over all documents: units, findings, notes of the batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa

from dataset.gathered_units import gathered_units
from dataset.kept_rows import KeptRows
from dataset.postgres import done_again
from dataset.records import EvidenceRecord, Finding, NoteRecord, Record, UnitMention, UnitRecord
from dataset.statements import insert
from dataset.tables import TABLES

R = TypeVar("R", bound=Record)


class KeptDerived(KeptRows):
    """The part of a store that keeps what is derived."""

    def gather_units(self) -> None:
        """Compute the table of units from their mentions."""
        self.replace(UnitRecord, gathered_units(self.rows(UnitMention)))

    @done_again
    def replace(self, kind: type[R], rows: Sequence[R]) -> None:
        """Put rows in place of everything in one of the derived tables."""
        with self._writing() as connection:
            connection.execute(TABLES[kind.table].delete())
            insert(connection, kind, rows)

    @done_again
    def replace_findings(self, findings: Sequence[Finding], evidence: Sequence[EvidenceRecord]) -> None:
        """Put the findings of a check in place of those of the one before."""
        with self._writing() as connection:
            for kind, rows in ((Finding, findings), (EvidenceRecord, evidence)):
                connection.execute(TABLES[kind.table].delete())
                insert(connection, kind, rows)

    def replace_notes(self, stage: str, notes: Iterable[NoteRecord]) -> None:
        """Put notes about documents in place of all that a stage of the batch had noted before."""
        self._put_notes(stage, list(notes))

    @done_again
    def _put_notes(self, stage: str, notes: Sequence[NoteRecord]) -> None:
        table = TABLES[NoteRecord.table]
        highest = sa.select(sa.func.coalesce(sa.func.max(table.c.position), -1) + 1)
        with self._writing() as connection:
            connection.execute(table.delete().where(table.c.stage == stage))
            for note in notes:
                position = connection.scalar(highest.where(table.c.doc_id == note.doc_id))
                connection.execute(table.insert().values(position=position, **note.model_dump()))

    @done_again
    def reword_notes(self, reword: Callable[[NoteRecord], str]) -> None:
        """Put another message in place of that of each note; their order stays."""
        table = TABLES[NoteRecord.table]
        with self._writing() as connection:
            for row in connection.execute(sa.select(table)).mappings().all():
                note = NoteRecord.model_validate({name: row[name] for name in NoteRecord.model_fields})
                if (message := reword(note)) != note.message:
                    here = (table.c.doc_id == note.doc_id) & (table.c.position == row["position"])
                    connection.execute(table.update().where(here).values(message=message))
