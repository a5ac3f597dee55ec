"""Brings the state of items up to date with the decisions on them, in the transaction that writes those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from dataset.decisions import Decision, decisions_in
from review.queue import SEPARATOR
from review.states import Standing, state_of
from review.tables import ITEMS, LINKS

_MANY: Final = 500


def restate(connection: sa.Connection, keys: Iterable[str]) -> None:
    """Write anew where the items of some keys stand, and those that look at decisions on these keys."""
    wanted = _with_linked(connection, keys)
    for key, standing in standing_of(connection, wanted).items():
        connection.execute(ITEMS.update().where(ITEMS.c.key == key).values(**_columns(standing)))


def standing_of(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Standing]:
    """Where the items of some keys stand, as a transaction sees it; keys without an item are left out."""
    found: dict[str, Standing] = {}
    wanted = sorted(set(keys))
    for first in range(0, len(wanted), _MANY):
        some = wanted[first : first + _MANY]
        links: dict[str, list[str]] = defaultdict(list)
        for row in connection.execute(sa.select(LINKS).where(LINKS.c.key.in_(some))):
            links[row.key].append(row.decided_key)
        decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions_in(connection, [*some, *(other for others in links.values() for other in others)]):
            decisions[decision.key].append(decision)
        columns = (ITEMS.c.key, ITEMS.c.basis, ITEMS.c.predicted, ITEMS.c.wanted)
        for row in connection.execute(sa.select(*columns).where(ITEMS.c.key.in_(some))):
            others = [decision for other in links.get(row.key, ()) for decision in decisions[other]]
            own = decisions.get(row.key, ())
            found[row.key] = state_of(own, row.basis, predicted=row.predicted, others=others, wanted=row.wanted)
    return found


def _with_linked(connection: sa.Connection, keys: Iterable[str]) -> set[str]:
    wanted = list(set(keys))
    found = set(wanted)
    for first in range(0, len(wanted), _MANY):
        query = sa.select(LINKS.c.key).where(LINKS.c.decided_key.in_(wanted[first : first + _MANY]))
        found |= set(connection.scalars(query))
    return found


def _columns(standing: Standing) -> dict[str, str | bool | None]:
    names = standing.reviewers
    return {
        "state": standing.state,
        "cause": standing.cause,
        "due": standing.state in {"open", "conflict"},
        "carried": standing.carried,
        "reviewers": f"{SEPARATOR}{SEPARATOR.join(names)}{SEPARATOR}" if names else "",
        "decided_at": standing.decisions[-1].at if standing.decisions else "",
        "value": standing.correction.value if standing.correction else None,
    }
