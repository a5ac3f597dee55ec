"""A store that ``kehoach run`` has filled, seen as frames over all documents and as the plans in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from checks import rule
from dataset.corrected import corrected_records, corrected_rows
from dataset.records import (
    CellRecord,
    Correction,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Record,
    Records,
    TableRecord,
)
from dataset.store import Store
from pipeline.errors import UsageError
from pipeline.interface.appendix import Tables
from pipeline.interface.evidence import Evidence, document_of
from pipeline.interface.frames import Frames
from pipeline.interface.plan import Plan
from pipeline.interface.typed import TypedRows
from pipeline.journal import retold
from pipeline.messages import say
from pipeline.output import existing_store, storage_errors
from pipeline.remote import is_address

if TYPE_CHECKING:
    import pandas as pd

R = TypeVar("R", bound=Record)
_OF_RULES = (Finding, EvidenceRecord, Correction)


def open(folder: str | os.PathLike[str], *, store: str | None = None, as_read: bool = False) -> Dataset:
    """Open the output folder of ``kehoach run``, or a store at an address.

    Nothing is read or checked again: findings are those of the last ``kehoach run`` or ``check``. A run may go on at
    the same time; frames hold what was there when they were made.

    Args:
        folder: The output folder, or the address of a store (``postgresql://…``).
        store: The address of the store of the folder, where ``kehoach run --store`` was given one.
        as_read: Whether values are wanted as they were read, without what reviewers corrected. By default they stand
            corrected, as in the files of ``dataset/``; ``corrections`` tells which.

    Raises:
        StorageError: There is no store, it is of another version or cannot be opened.
        UsageError: The address is none that the program can use.
    """
    path = Path(folder)
    if store is None and is_address(path):
        store = os.fspath(folder)
    with storage_errors(path):
        return Dataset(existing_store(path, store), path, as_read=as_read)


class Dataset(Frames):
    """All documents of a store; :func:`pipeline.open` makes it. Use it as a context manager, or :meth:`close` it.

    Every table of the dataset is a pandas frame under its name (``dataset.targets``), by document in the order of
    their sources; iterating gives the documents as :class:`Plan`, one after the other.
    """

    def __init__(self, store: Store, folder: Path, *, as_read: bool) -> None:
        super().__init__()
        self._store = store
        self._folder = folder
        self._as_read = as_read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Dataset {self._folder}: {len(self)} documents>"

    def __len__(self) -> int:
        with self._errors():
            return self._store.count(DocumentRecord)

    def __iter__(self) -> Iterator[Plan]:
        with self._errors():
            documents = list(self._store.documents())
        yield from map(self._plan, documents)

    def close(self) -> None:
        """Let go of the store."""
        self._store.__exit__()

    @property
    def records(self) -> TypedRows:
        """The rows of every table as typed records: ``dataset.records.targets``; all of them are in memory at once."""
        return TypedRows(self)

    @property
    def tables(self) -> Tables:
        """The tables of all documents, by document, in reading order."""
        return Tables(self.rows(TableRecord), self.rows(CellRecord), self.frame(TableRecord.table))

    @property
    def failures(self) -> pd.DataFrame:
        """What could not be read: source, sha256, stage, cause, remedy, all texts."""
        import pandas as pd  # noqa: PLC0415  heavy

        columns = ("source", "sha256", "stage", "cause", "remedy")
        with self._errors():
            found = [retold(failure) for failure in self._store.failures()]
        return pd.DataFrame(
            {name: pd.Series([getattr(row, name) for row in found], dtype="string") for name in columns}
        )

    def rows(self, kind: type[R]) -> Iterator[R]:
        """The rows of one table as typed records, a thousand at a time in memory."""
        with self._errors():
            yield from self._store.rows(kind) if self._as_read else corrected_rows(self._store, kind)

    def plan(self, which: str) -> Plan:
        """One document, by its ``doc_id`` or its ``source``.

        Raises:
            UsageError: There is none.
        """
        with self._errors():
            for column in ("doc_id", "source"):
                if (document := next(self._store.rows(DocumentRecord, {column: [which]}), None)) is not None:
                    return self._plan(document)
            if (doc_id := self._store.sources().get(which)) is not None:
                return self.plan(doc_id)
        raise UsageError(say("python.no_document"), say("python.which"), which)

    def text(self, which: str) -> str:
        """The recovered text of one document; raises as :meth:`plan` does."""
        return self.plan(which).text

    def evidence(self, row: Any) -> Evidence:
        """Where a row stands: its quote, its page, what is around it and the boxes around its lines.

        Args:
            row: A record, a row of one of the frames (``iloc``, ``itertuples``), or a mapping.

        Raises:
            ValueError: The row has no evidence.
            UsageError: Its document is not here.
        """
        return self.plan(document_of(row)).evidence(row)

    def _plan(self, document: DocumentRecord) -> Plan:
        doc_id = document.doc_id
        with self._errors():
            records = self._store.records(doc_id)
            if not self._as_read:
                records = corrected_records(self._store, doc_id, records)
            said = Records(row for kind in _OF_RULES for row in self._store.rows(kind, {"doc_id": [doc_id]}))
            read = rule.Plan(records.of(DocumentRecord)[0], self._store.text(doc_id), records)
            return Plan(read, self._store.layout(doc_id), _Said(said))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        with storage_errors(self._folder):
            yield


class _Said:
    """What the last check said of a document."""

    def __init__(self, rows: Records) -> None:
        self._rows = rows

    def __call__(self, _: rule.Plan) -> Records:
        return self._rows
