"""The outbox: what is to be sent to whom, written with the change that it tells of, and kept until it has arrived.

A delivery is tried at growing intervals with jitter, for about a day and a half; then it is dead, until somebody asks
for it to be tried again. Whoever sends leases it for a while: of one who dies meanwhile it is taken over.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final, Literal

import sqlalchemy as sa

from dataset.database import reading, writing
from review.api.tables import DELIVERIES, HOOKS, TOKENS
from review.api.times import time_text
from review.api.tokens import working

State = Literal["pending", "delivered", "dead"]
WAITS: Final = (10.0, 60.0, 300.0, 1800.0, 7200.0, 18_000.0, 36_000.0, 50_400.0)
"""Seconds until the next try, after the first, the second, … that failed."""
LEASE: Final = 60.0
"""Seconds for which a delivery belongs to whoever sends it; longer than any try takes."""
_JITTER: Final = 0.2
_KEPT: Final = 30 * 86_400.0
"""Seconds for which what has ended is kept to be looked at."""
_LOOKED_AT: Final = 200
_GONE: Final = 410


@dataclass(frozen=True)
class Delivery:
    """One message to one subscriber; times are seconds since 1970."""

    delivery_id: str
    hook_id: str
    event: str
    body: str
    state: State
    made_at: float
    changed_at: float
    due_at: float
    tries: int
    status: int | None
    error: str

    def shown(self) -> dict[str, Any]:
        """As it is told to the subscriber."""
        return {
            "delivery_id": self.delivery_id,
            "event": self.event,
            "state": self.state,
            "made_at": time_text(self.made_at),
            "changed_at": time_text(self.changed_at),
            "due_at": time_text(self.due_at) if self.state == "pending" else None,
            "tries": self.tries,
            "status": self.status,
            "error": self.error,
        }


@dataclass(frozen=True)
class Due:
    """A delivery to be sent now, with where and by which secret it is signed."""

    delivery: Delivery
    url: str
    secret: str


def enqueue(connection: sa.Connection, event: str, data: Mapping[str, Any], *, token_id: str | None = None) -> int:
    """Put an event into the outbox, within the transaction that made it happen; how many will hear of it.

    With ``token_id`` only subscriptions of that token hear of it, and those of tokens for administration.
    """
    now = time.time()
    alive = working(connection, now)
    query = sa.select(HOOKS.c.hook_id, HOOKS.c.token_id, HOOKS.c.events, TOKENS.c.scopes)
    query = query.join(TOKENS, TOKENS.c.token_id == HOOKS.c.token_id)
    hooks = [
        row.hook_id
        for row in connection.execute(query)
        if event in row.events.split()
        and row.token_id in alive
        and (token_id in {None, row.token_id} or "admin" in row.scopes.split())
    ]
    for hook_id in hooks:
        _put(connection, hook_id, event, data, now)
    ended = DELIVERIES.c.state.in_(("delivered", "dead")) & (DELIVERIES.c.changed_at < now - _KEPT)
    connection.execute(DELIVERIES.delete().where(ended))
    return len(hooks)


def _put(connection: sa.Connection, hook_id: str, event: str, data: Mapping[str, Any], now: float) -> str:
    delivery_id = f"msg_{int(now):08x}{token_hex(10)}"
    body = json.dumps({"type": event, "timestamp": time_text(now), "data": data}, ensure_ascii=False)
    connection.execute(
        DELIVERIES.insert().values(
            delivery_id=delivery_id,
            hook_id=hook_id,
            event=event,
            body=body,
            state="pending",
            made_at=now,
            changed_at=now,
            due_at=now,
            leased_until=0.0,
            tries=0,
            status=None,
            error="",
        )
    )
    return delivery_id


class Outbox:
    """The deliveries of a store; threads and processes may share it. Every method may raise ``DatabaseError``."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def ping(self, hook_id: str) -> Delivery:
        """Put a message into the outbox that only says that all is well."""
        with writing(self._engine) as connection:
            delivery_id = _put(connection, hook_id, "ping", {"hook_id": hook_id}, time.time())
            here = sa.select(DELIVERIES).where(DELIVERIES.c.delivery_id == delivery_id)
            return _delivery(connection.execute(here).mappings().one())

    def listed(self, hook_id: str, states: Collection[str], after: str, limit: int) -> list[Delivery]:
        """The deliveries of a subscription, the latest first, behind the one of an identity."""
        query = sa.select(DELIVERIES).where(DELIVERIES.c.hook_id == hook_id)
        if states:
            query = query.where(DELIVERIES.c.state.in_(list(states)))
        if after:
            query = query.where(DELIVERIES.c.delivery_id < after)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(DELIVERIES.c.delivery_id.desc()).limit(limit)).mappings()
            return [_delivery(row) for row in rows]

    def again(self, hook_id: str, delivery_id: str) -> Delivery | None:
        """Have a delivery that has ended sent once more, under the same identity; nothing if there is none."""
        here = (DELIVERIES.c.hook_id == hook_id) & (DELIVERIES.c.delivery_id == delivery_id)
        now = time.time()
        with writing(self._engine) as connection:
            anew = {"state": "pending", "tries": 0, "due_at": now, "changed_at": now}
            connection.execute(DELIVERIES.update().where(here, DELIVERIES.c.state != "pending").values(**anew))
            row = connection.execute(sa.select(DELIVERIES).where(here)).mappings().first()
        return None if row is None else _delivery(row)

    def due(self, most: int, busy: Collection[str] = ()) -> list[Due]:
        """Lease up to so many deliveries whose time has come, one of each subscription, none of the ``busy``."""
        now = time.time()
        coming = (DELIVERIES.c.state == "pending") & (DELIVERIES.c.due_at <= now) & (DELIVERIES.c.leased_until <= now)
        query = sa.select(DELIVERIES, HOOKS.c.url, HOOKS.c.secret, HOOKS.c.token_id)
        query = query.join(HOOKS, HOOKS.c.hook_id == DELIVERIES.c.hook_id).where(coming)
        if busy:
            query = query.where(DELIVERIES.c.hook_id.not_in(list(busy)))
        query = query.order_by(DELIVERIES.c.due_at).limit(_LOOKED_AT)
        with reading(self._engine) as connection:
            # looking costs nothing; a transaction that writes holds up everybody else
            if connection.execute(query.limit(1)).first() is None:
                return []
        with writing(self._engine) as connection:
            alive = working(connection, now)
            chosen: dict[str, Due] = {}
            for row in connection.execute(query).mappings().all():
                if row["token_id"] not in alive:
                    _settle(connection, row["delivery_id"], state="dead", error="token", changed_at=now)
                elif row["hook_id"] not in chosen and len(chosen) < most:
                    chosen[row["hook_id"]] = Due(_delivery(row), row["url"], row["secret"])
                    _settle(connection, row["delivery_id"], leased_until=now + LEASE)
        return list(chosen.values())

    def settle(self, delivery: Delivery, status: int | None, error: str) -> None:
        """Note how a try ended: the status of the answer, or why there was none."""
        now = time.time()
        tries = delivery.tries + 1
        arrived = status is not None and 200 <= status < 300
        over = status == _GONE or tries > len(WAITS)
        values: dict[str, Any] = {
            "tries": tries,
            "status": status,
            "error": error,
            "changed_at": now,
            "leased_until": 0.0,
        }
        if arrived or over:
            values["state"] = "delivered" if arrived else "dead"
        else:
            # all that failed together must not come back together
            jitter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  spreads load, keeps nothing secret
            values["due_at"] = now + WAITS[tries - 1] * jitter
        with writing(self._engine) as connection:
            _settle(connection, delivery.delivery_id, **values)


def _settle(connection: sa.Connection, delivery_id: str, **values: Any) -> None:
    connection.execute(DELIVERIES.update().where(DELIVERIES.c.delivery_id == delivery_id).values(**values))


def _delivery(row: Any) -> Delivery:
    return Delivery(**{name: row[name] for name in Delivery.__dataclass_fields__})
