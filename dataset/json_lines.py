"""Reading back what the export ``jsonl`` wrote: a store with the same rows, texts and decisions.

The files hold corrected values, as every export does; the store keeps what was read. So each value that ``corrections``
names is put back to what it was predicted to be, and the decisions correct it again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import ValidationError

from dataset.columns import has_document
from dataset.corrected import corrected
from dataset.exports.jsonl import TEXTS
from dataset.records import (
    RECORD_TYPES,
    Correction,
    DocumentRecord,
    EvidenceRecord,
    Finding,
    Record,
    Records,
    UnitRecord,
)
from dataset.store import Store, Work
from dataset.tables import DERIVED

R = TypeVar("R", bound=Record)
IMPORTED: Final = "imported"
"""The version that a document of such a store was read by: none of the program's, so that a run reads it again."""


class JsonLinesError(Exception):
    """A file is missing or holds something else; ``line`` is where, from 1 (0: the file itself)."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path}:{line}" if line else str(path))
        self.path = path
        self.line = line


def read_back(store: Store, folder: Path) -> int:
    """Fill a store from the files of a folder; how many documents came. The decisions are not among what is read.

    Raises:
        JsonLinesError: A file is missing, or holds something else than its table.
        StoreError: The store cannot be written.
        OSError: A file cannot be read.
    """
    # everything is looked at before anything is written
    for known in RECORD_TYPES.values():
        for _ in rows_of(folder, known):
            pass
    corrections = list(rows_of(folder, Correction))
    read = _read_values(corrections)
    tables = {
        kind: _Grouped(rows_of(folder, kind))
        for kind in RECORD_TYPES.values()
        if has_document(kind) and kind not in DERIVED and kind is not DocumentRecord
    }
    texts = _texts(folder / TEXTS)
    count = 0
    for number, document in enumerate(rows_of(folder, DocumentRecord), 1):
        doc_id = document.doc_id
        owner, text = next(texts, ("", ""))
        if owner != doc_id:
            raise JsonLinesError(folder / TEXTS, number)
        records = Records()
        for kind, rows in tables.items():
            for place, row in enumerate(rows.of(doc_id), 1):
                values = read.get((kind.table, doc_id, place))
                records.add(corrected(row, values) if values else row)
        values = read.get((DocumentRecord.table, doc_id, 1))
        whole = corrected(document, values) if values else document
        store.save(Work(document.sha256, IMPORTED, "{}"), whole, text, records)
        count = number
    for kind, rows in tables.items():
        if rows.left:
            # rows of a document that is not there, or out of order
            raise JsonLinesError(folder / f"{kind.table}.jsonl", 0)
    store.replace(UnitRecord, list(rows_of(folder, UnitRecord)))
    store.replace_findings(list(rows_of(folder, Finding)), list(rows_of(folder, EvidenceRecord)))
    store.replace(Correction, corrections)
    return count


def rows_of(folder: Path, kind: type[R]) -> Iterator[R]:
    """The rows of one file; raises as :func:`read_back` does."""
    path = folder / f"{kind.table}.jsonl"
    for number, values in _lines(path):
        try:
            yield kind.model_validate(values)
        except ValidationError as error:
            raise JsonLinesError(path, number) from error


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield number, json.loads(line)
                except ValueError as error:
                    raise JsonLinesError(path, number) from error
    except FileNotFoundError as error:
        raise JsonLinesError(path, 0) from error
    except UnicodeDecodeError as error:
        raise JsonLinesError(path, 1) from error


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    for number, values in _lines(path):
        if not isinstance(values, dict) or not all(isinstance(values.get(name), str) for name in ("doc_id", "text")):
            raise JsonLinesError(path, number)
        yield values["doc_id"], values["text"]


def _read_values(corrections: Sequence[Correction]) -> dict[tuple[str, str, int], dict[str, str]]:
    """The values as they were read, by table, document, row and column."""
    found: dict[tuple[str, str, int], dict[str, str]] = defaultdict(dict)
    for row in corrections:
        if row.of_table and row.row is not None and row.column is not None:
            found[row.of_table, row.doc_id, row.row].setdefault(row.column, row.predicted or "")
    return found


class _Grouped(Generic[R]):
    """The rows of a file, document after document."""

    def __init__(self, rows: Iterator[R]) -> None:
        self._groups = groupby(rows, lambda row: str(getattr(row, "doc_id", "")))
        self._next = next(self._groups, None)

    @property
    def left(self) -> bool:
        """Whether there are rows that nobody asked for."""
        return self._next is not None

    def of(self, doc_id: str) -> list[R]:
        """The rows of a document."""
        if self._next is None or self._next[0] != doc_id:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows
