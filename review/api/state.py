"""The state of what is read over HTTP: a name for it, and the corrections that count in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

import sqlalchemy as sa

from dataset.columns import schema_version
from dataset.ledger_tables import DECISIONS
from dataset.records import Correction
from dataset.revision import revision
from review.applied import all_corrections

_ByRow = dict[int, dict[str, str]]


@dataclass(frozen=True)
class Corrections:
    """The corrections that count: as rows of their own table, and by table, document and row (from 1) as values."""

    rows: tuple[Correction, ...]
    by_table: Mapping[str, Mapping[str, _ByRow]]

    def of(self, table: str) -> Mapping[str, _ByRow]:
        """By document and row what stands in a table in the place of what was read."""
        return self.by_table.get(table, {})


class States:
    """Names the state of a dataset with what was decided on it; threads may share it."""

    def __init__(self) -> None:
        self._known: tuple[str, Corrections] | None = None
        self._lock = Lock()

    def name(self, connection: sa.Connection) -> str:
        """A name for all that can be read, as a transaction sees it; another state never has the same."""
        decided = connection.scalar(sa.select(sa.func.max(DECISIONS.c.sequence))) or 0
        whole = f"{schema_version()} {revision(connection)} {decided}"
        return sha256(whole.encode()).hexdigest()[:32]

    def corrections(self, connection: sa.Connection, state: str) -> Corrections:
        """The corrections that count in the state that the transaction sees."""
        with self._lock:
            if self._known is not None and self._known[0] == state:
                return self._known[1]
        found = _arranged(all_corrections(connection))
        with self._lock:
            self._known = (state, found)
        return found


def _arranged(rows: list[Correction]) -> Corrections:
    by_table: dict[str, dict[str, _ByRow]] = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for row in rows:
        if row.of_table is not None and row.row is not None and row.column is not None:
            by_table[row.of_table][row.doc_id][row.row][row.column] = row.corrected
    return Corrections(tuple(rows), by_table)
