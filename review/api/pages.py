"""Pages of the tables of the dataset, with what reviewers corrected in the place of what was read.

A page goes on behind the last row of the one before, by keys that do not move when other rows come or go: a document's
identity and the place of a row in it, or the identity of a finding. So a row that is there all the while is given once,
whatever a run changes meanwhile.

The database sifts what was read. Rows of documents with a correction in the table are sifted once more here, by their
corrected values.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import sqlalchemy as sa

from dataset.columns import columns_of, has_document
from dataset.corrected import corrected
from dataset.records import Correction, DocumentRecord, EvidenceRecord, Finding, Record, UnitRecord
from dataset.tables import TABLES
from review.api.filters import Condition
from review.api.problems import wrong_value
from review.api.state import Corrections

Row = dict[str, Any]
_ORDER: Final[Mapping[type[Record], tuple[str, ...]]] = {
    DocumentRecord: ("doc_id",),
    UnitRecord: ("unit",),
    Finding: ("finding_id", "position"),
    EvidenceRecord: ("finding_id", "position"),
}
"""The keys of tables whose order is not that of documents and of rows within them."""
_USUAL_ORDER: Final = ("doc_id", "position")
_MANY: Final = 500
"""Documents of one condition; databases bound the number of values."""
_AT_ONCE: Final = 2000
"""Rows that are asked for at once where some of them may not fit."""


@dataclass(frozen=True)
class Page:
    """Some rows, where to go on (empty at the end), and how many rows there are if that was asked for."""

    rows: list[Row]
    next: str
    total: int | None = None


class Reading:
    """The tables as one transaction sees them."""

    def __init__(self, connection: sa.Connection, corrections: Corrections) -> None:
        self._connection = connection
        self._corrections = corrections

    def page(
        self, kind: type[Record], asked: Sequence[Condition], cursor: str, limit: int, *, count: bool = False
    ) -> Page:
        """The rows behind a cursor that fit.

        Raises:
            ProblemError: The cursor is none of this table.
        """
        if kind is Correction:
            return self._own_corrections(asked, cursor, limit, count=count)
        after = _opened(cursor, kind) if cursor else None
        found: list[tuple[list[Any], Row]] = []
        for key, row in self._rows(kind, asked, after, limit + 1):
            found.append((key, row))
            if len(found) > limit:
                break
        rows = [row for _, row in found[:limit]]
        going_on = packed(found[limit - 1][0]) if len(found) > limit else ""
        return Page(rows, going_on, self.count(kind, asked) if count else None)

    def every(self, kind: type[Record], asked: Sequence[Condition]) -> list[Row]:
        """All rows that fit."""
        if kind is Correction:
            return self._own_corrections(asked, "", len(self._corrections.rows) + 1, count=False).rows
        return [row for _, row in self._rows(kind, asked, None, None)]

    def count(self, kind: type[Record], asked: Sequence[Condition]) -> int:
        """How many rows fit."""
        if kind is Correction:
            return len(self.every(kind, asked))
        table = TABLES[kind.table]
        query = sa.select(sa.func.count()).select_from(table).where(*(one.clause(table) for one in asked))
        touched = sorted(self._corrections.of(kind.table)) if asked else []
        total = self._connection.scalar(query) or 0
        for first in range(0, len(touched), _MANY):
            some = touched[first : first + _MANY]
            total -= self._connection.scalar(query.where(table.c.doc_id.in_(some))) or 0
            total += sum(1 for _ in self._rows(kind, [*asked, Condition("doc_id", "any", some)], None, None))
        return total

    def _rows(
        self, kind: type[Record], asked: Sequence[Condition], after: Sequence[Any] | None, some: int | None
    ) -> Iterator[tuple[list[Any], Row]]:
        """Rows behind a key, each with its own; ``some`` is about how many are wanted."""
        table, order = TABLES[kind.table], order_of(kind)
        names = [column.name for column in columns_of(kind)]
        changed = self._corrections.of(kind.table)
        fits: sa.ColumnElement[bool] = sa.and_(sa.true(), *(one.clause(table) for one in asked))
        touched = sorted(changed) if asked else []
        if touched:
            parts = [table.c.doc_id.in_(touched[at : at + _MANY]) for at in range(0, len(touched), _MANY)]
            # the identity of a document is never corrected: what is asked of it holds for those as well
            whose = [one.clause(table) for one in asked if one.column == "doc_id"]
            fits = sa.or_(fits, sa.and_(sa.or_(*parts), *whose))
        if touched and some is not None:
            # most rows of the corrected documents will not fit: asking again and again costs more
            some = max(some, _AT_ONCE)
        keys = [table.c[name] for name in order]
        query = sa.select(table.c.position, *(table.c[name] for name in names)).where(fits).order_by(*keys)
        while True:
            page = query if after is None else query.where(_behind(keys, after))
            got = self._connection.execute(page if some is None else page.limit(some)).mappings().all()
            for raw in got:
                row: Row = {name: raw[name] for name in names}
                after = [raw[name] for name in order]
                doc_id = row.get("doc_id", "")
                if values := changed.get(doc_id, {}).get(raw["position"] + 1):
                    row = _corrected(kind, row, values)
                if doc_id not in changed or all(one.holds(row) for one in asked):
                    yield list(after), row
            if some is None or len(got) < some:
                return

    def _own_corrections(self, asked: Sequence[Condition], cursor: str, limit: int, *, count: bool) -> Page:
        keyed = sorted(
            ((_key_of_correction(row), row.model_dump()) for row in self._corrections.rows), key=lambda pair: pair[0]
        )
        fitting = [pair for pair in keyed if all(one.holds(pair[1]) for one in asked)]
        after = _opened(cursor, Correction) if cursor else None
        rest = [pair for pair in fitting if after is None or pair[0] > after]
        names = [column.name for column in columns_of(Correction)]
        rows = [{name: row[name] for name in names} for _, row in rest[:limit]]
        going_on = packed(rest[limit - 1][0]) if len(rest) > limit else ""
        return Page(rows, going_on, len(fitting) if count else None)


def order_of(kind: type[Record]) -> tuple[str, ...]:
    """The columns by which pages of a table go on."""
    return _ORDER.get(kind, _USUAL_ORDER if has_document(kind) else ("position",))


def packed(key: Sequence[Any]) -> str:
    """A key as the cursor of a page."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def unpacked(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The key of a cursor, which has values of these kinds.

    Raises:
        ProblemError: It is none.
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise wrong_value("query", "cursor", "cursor") from error
    fits = isinstance(key, list) and [type(part) for part in key] == list(kinds)
    if not fits or any(_is_odd(part) for part in key):
        raise wrong_value("query", "cursor", "cursor")
    return cast("list[Any]", key)


def _is_odd(part: object) -> bool:
    """Whether no database takes a value."""
    if isinstance(part, int):
        return abs(part) >= 2**63
    return isinstance(part, str) and ("\x00" in part or any("\ud800" <= sign <= "\udfff" for sign in part))


def _opened(cursor: str, kind: type[Record]) -> list[Any]:
    if kind is Correction:
        return unpacked(cursor, [str, str, int, str, str, str])
    return unpacked(cursor, [int if name == "position" else str for name in order_of(kind)])


def _key_of_correction(row: Correction) -> list[Any]:
    # the order of the table
    return [row.doc_id, row.of_table or "", row.row or 0, row.column or "", row.decided_at, row.decision_id]


def _behind(keys: Sequence[sa.Column[Any]], after: Sequence[Any]) -> sa.ColumnElement[bool]:
    behind: sa.ColumnElement[bool] = sa.tuple_(*keys) > sa.tuple_(*(sa.literal(value) for value in after))
    return behind


def _corrected(kind: type[Record], row: Row, values: Mapping[str, str]) -> Row:
    whole = corrected(kind.model_validate(row), values)
    return {name: getattr(whole, name) for name in row}
