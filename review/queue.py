"""The queue: what is to be decided, the most valuable first, with filters, search and paging by position.

Every question is answered from the table of items, whose rowid is the rank: a page is a short walk along an index from
where the last one ended, however many findings there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import Any, Final

import sqlalchemy as sa

from dataset.database import reading
from review.search import matching
from review.states import SETTLED, STATES, Cause, State
from review.tables import CLAIMS, ITEMS

SEPARATOR: Final = "\x1f"
"""Stands around each name in the column of reviewers."""


COUNTED: Final = ("rule", "severity", "issuer", "doc_id", "state", "subject")
"""Columns by which items can be counted."""


_MANY: Final = 500
"""Keys of one query; databases bound their number."""


@dataclass(frozen=True)
class Item:
    """A subject of the queue, with where it stands.

    ``subject`` is finding or value; ``rule`` the code of a rule or, for a value, its ``table.column``; ``severity`` is
    empty for a value. ``start`` and ``end`` are characters of the text of the document. ``field`` and ``row`` name the
    place in the dataset that a correction goes to (``row`` counts the rows of its table within the document, from 0);
    ``field`` is empty where a correction is a remark on the text. ``predicted`` is what was read, ``expected`` what a
    rule proposes, ``value`` what was decided. ``wanted`` is 2 where two reviewers decide without seeing each other.
    ``taken_by`` works on it now.
    """

    position: int
    key: str
    subject: str
    rule: str
    severity: str
    doc_id: str
    doc_sha256: str
    source: str
    issuer: str
    message: str
    quote: str
    page: int
    start: int
    end: int
    hanging: int
    wanted: int
    confidence: float
    weight: float
    expected: str | None
    predicted: str | None
    other_doc_id: str | None
    field: str
    row: int | None
    basis: str
    content_key: str
    due: bool
    state: State
    cause: Cause
    reviewers: tuple[str, ...]
    decided_at: str
    carried: bool
    value: str | None
    taken_by: str = ""


@dataclass(frozen=True)
class Filters:
    """What of the queue is asked for; an empty one does not narrow it.

    ``state`` is one of the states, ``due`` (what somebody has to decide) or empty for all. ``reviewer`` has decided on
    it; ``viewer`` asks, and is not shown again what he has decided and a second reviewer still has to.
    """

    state: str = "due"
    rule: str = ""
    severity: str = ""
    issuer: str = ""
    doc_id: str = ""
    reviewer: str = ""
    subject: str = ""
    text: str = ""
    carried: bool = False
    viewer: str = ""


@dataclass(frozen=True)
class Page:
    """Some items in the order of the queue; ``after`` asks for those behind them, nothing if there are none."""

    items: tuple[Item, ...]
    after: int | None


@dataclass(frozen=True)
class Progress:
    """How many items are in each state."""

    states: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def done(self) -> int:
        """Those on which nobody has to do anything more."""
        return sum(self.states[state] for state in SETTLED)


class Queue:
    """Reads the queue of a database that :class:`review.desk.Desk` has prepared."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def page(self, filters: Filters, after: int | None = None, count: int = 50) -> Page:
        """The items behind position ``after`` (from the first one), at most ``count``.

        Raises:
            DatabaseError: The database cannot be read; so for every method.
        """
        with reading(self._engine) as connection:
            found = _walk(connection, filters, after, count + 1)
        more = len(found) > count
        items = tuple(found[:count])
        return Page(items, items[-1].position if more else None)

    def next(self, filters: Filters, key: str = "") -> Item | None:
        """The item behind the one of a key; the first one if there is none behind it or no such key."""
        with reading(self._engine) as connection:
            position = connection.scalar(sa.select(ITEMS.c.position).where(ITEMS.c.key == key)) if key else None
            found = [item for item in _walk(connection, filters, position, 2) if item.key != key]
            if not found and position is not None:
                found = [item for item in _walk(connection, filters, None, 2) if item.key != key]
        return found[0] if found else None

    def before(self, filters: Filters, key: str) -> Item | None:
        """The item in front of the one of a key."""
        here = sa.select(ITEMS.c.position).where(ITEMS.c.key == key).scalar_subquery()
        query = _narrowed(_ITEM, filters, self._engine.dialect.name).where(ITEMS.c.position < here)
        with reading(self._engine) as connection:
            row = connection.execute(query.order_by(ITEMS.c.position.desc()).limit(1)).mappings().first()
        return _item(row) if row else None

    def item(self, key: str) -> Item | None:
        """The item of a key."""
        return next(iter(self.items([key])), None)

    def items(self, keys: Sequence[str]) -> list[Item]:
        """The items of some keys, in the order of the queue."""
        found: list[Item] = []
        with reading(self._engine) as connection:
            for first in range(0, len(keys), _MANY):
                query = _ITEM.where(ITEMS.c.key.in_(list(keys[first : first + _MANY])))
                found += [_item(row) for row in connection.execute(query).mappings()]
        return sorted(found, key=lambda item: item.position)

    def like(self, item: Item) -> list[str]:
        """The keys of all items due that say the same: of its rule, on the same words."""
        same = (ITEMS.c.rule == item.rule) & ITEMS.c.due & (ITEMS.c.severity == item.severity)
        query = sa.select(ITEMS.c.key).where(same, ITEMS.c.predicted.is_not_distinct_from(item.predicted))
        if item.predicted is None:
            query = query.where(ITEMS.c.quote == item.quote)
        with reading(self._engine) as connection:
            return list(connection.scalars(query.order_by(ITEMS.c.position)))

    def progress(self, filters: Filters | None = None) -> Progress:
        """How many items are in each state, of all or of those that the other filters leave."""
        query = sa.select(ITEMS.c.state, sa.func.count()).group_by(ITEMS.c.state)
        if filters is not None:
            query = _narrowed(query, filters, self._engine.dialect.name, but="state")
        with reading(self._engine) as connection:
            found = {state: count for state, count in connection.execute(query)}  # noqa: C416  as in counts
        return Progress({state: found.get(state, 0) for state in STATES})

    def counts(self, by: str, filters: Filters, most: int = 200) -> dict[str, int]:
        """How many items there are by one of the columns that :data:`COUNTED` names, the most first.

        The filter on just that is left out of account, so that a choice shows what the others would give.

        Raises:
            KeyError: That is no column to count by.
        """
        column = {name: ITEMS.c[name] for name in COUNTED}[by]
        number = sa.func.count()
        query = _narrowed(sa.select(column, number), filters, self._engine.dialect.name, but=by)
        with reading(self._engine) as connection:
            found = connection.execute(query.group_by(column).order_by(number.desc(), column).limit(most))
            return {value: count for value, count in found}  # noqa: C416  a row is no tuple of types

    def reviewers(self) -> list[str]:
        """Everybody who has decided on something that is still in the queue."""
        query = sa.select(ITEMS.c.reviewers).where(ITEMS.c.reviewers != "").distinct()
        with reading(self._engine) as connection:
            return sorted({name for names in connection.scalars(query) for name in _names(names)})


_ITEM: Final = sa.select(ITEMS, CLAIMS.c.reviewer, CLAIMS.c.until).select_from(
    ITEMS.outerjoin(CLAIMS, CLAIMS.c.key == ITEMS.c.key)
)


def _walk(connection: sa.Connection, filters: Filters, after: int | None, count: int) -> list[Item]:
    query = _narrowed(_ITEM, filters, connection.dialect.name).order_by(ITEMS.c.position).limit(count)
    if after is not None:
        query = query.where(ITEMS.c.position > after)
    return [_item(row) for row in connection.execute(query).mappings()]


def _narrowed(query: sa.Select[Any], filters: Filters, dialect: str, but: str = "") -> sa.Select[Any]:
    """A query over the items, narrowed by all filters but one."""
    for name in ("rule", "severity", "issuer", "doc_id", "subject"):
        wanted = getattr(filters, name)
        if wanted and name != but:
            query = query.where(ITEMS.c[name] == wanted)
    # one document, issuer or reviewer has few items: an expression leaves the database no index but theirs to walk
    few = (filters.doc_id and but != "doc_id") or (filters.issuer and but != "issuer") or filters.reviewer
    if filters.state and but != "state":
        if filters.state == "due":
            query = query.where(sa.func.coalesce(ITEMS.c.due, sa.false()) if few else ITEMS.c.due)
        else:
            query = query.where((sa.func.coalesce(ITEMS.c.state, "") if few else ITEMS.c.state) == filters.state)
    if filters.carried:
        query = query.where(ITEMS.c.carried)
    if filters.reviewer:
        query = query.where(ITEMS.c.position.in_(_decided_by(filters.reviewer)))
    if filters.viewer:
        # not by the index of states, of which most are open, but by that of reviewers, of which there are few
        waiting = _decided_by(filters.viewer).where(sa.func.coalesce(_OTHER.c.state, "") == "open")
        query = query.where(ITEMS.c.position.not_in(waiting))
    if filters.text.strip():
        query = query.where(ITEMS.c.position.in_(matching(filters.text, dialect)))
    return query


_OTHER: Final = ITEMS.alias("decided")


def _decided_by(reviewer: str) -> sa.Select[Any]:
    """The positions of the items that a reviewer has decided on; few as long as the queue is long."""
    named = _OTHER.c.reviewers.contains(f"{SEPARATOR}{reviewer}{SEPARATOR}", autoescape=True)
    return sa.select(_OTHER.c.position).where(_OTHER.c.reviewers > "", named)


def _names(names: str) -> tuple[str, ...]:
    return tuple(names.strip(SEPARATOR).split(SEPARATOR)) if names else ()


def _item(row: Mapping[Any, Any]) -> Item:
    values = {column.name: row[column] for column in ITEMS.c}
    values["reviewers"] = _names(values["reviewers"])
    taken = row[CLAIMS.c.reviewer] if (row[CLAIMS.c.until] or 0) > time() else ""
    return Item(**values, taken_by=taken or "")
