"""Subscriptions: where results are to be sent, of which kind, and the secret with which they are signed."""

from __future__ import annotations

import base64
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from secrets import token_bytes, token_hex
from typing import Any, Final, Literal, get_args

import sqlalchemy as sa

from dataset.database import reading, writing
from review.api.tables import DELIVERIES, HOOKS
from review.api.times import time_text
from review.api.tokens import Scope

Event = Literal["submission.done", "submission.partly", "submission.refused", "dataset.changed"]
EVENTS: Final[tuple[Event, ...]] = get_args(Event)
MOST: Final = 20
"""Subscriptions of one token."""
_NEEDS: Final[dict[str, Scope]] = {"submission": "submit", "dataset": "read"}


@dataclass(frozen=True)
class Hook:
    """A subscription without its secret; the time is seconds since 1970."""

    hook_id: str
    token_id: str
    url: str
    events: tuple[str, ...]
    description: str
    made_at: float

    def shown(self) -> dict[str, Any]:
        """As it is told to whoever made it."""
        return {
            "hook_id": self.hook_id,
            "url": self.url,
            "events": list(self.events),
            "description": self.description,
            "made_at": time_text(self.made_at),
        }


class Hooks:
    """The subscriptions of a store; threads may share it. Every method may raise ``DatabaseError``."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, token_id: str, url: str, events: Collection[str], description: str) -> tuple[Hook, str] | None:
        """Subscribe; the secret that comes back is shown this once. Nothing if the token has as many as it may."""
        secret = f"whsec_{base64.b64encode(token_bytes(32)).decode()}"
        chosen = tuple(event for event in EVENTS if event in events)
        hook = Hook(token_hex(8), token_id, url, chosen, description, time.time())
        with writing(self._engine) as connection:
            mine = sa.select(sa.func.count()).select_from(HOOKS).where(HOOKS.c.token_id == token_id)
            if (connection.scalar(mine) or 0) >= MOST:
                return None
            connection.execute(HOOKS.insert().values(**{**vars(hook), "events": " ".join(chosen)}, secret=secret))
        return hook, secret

    def listed(self, token_id: str | None) -> list[Hook]:
        """All subscriptions, or those of a token, the oldest first."""
        query = sa.select(HOOKS).order_by(HOOKS.c.made_at, HOOKS.c.hook_id)
        with reading(self._engine) as connection:
            return [_hook(row) for row in connection.execute(_of(query, token_id)).mappings()]

    def get(self, hook_id: str, token_id: str | None) -> Hook | None:
        """A subscription; with ``token_id`` only if it is of that token."""
        query = sa.select(HOOKS).where(HOOKS.c.hook_id == hook_id)
        with reading(self._engine) as connection:
            row = connection.execute(_of(query, token_id)).mappings().first()
        return None if row is None else _hook(row)

    def end(self, hook_id: str) -> None:
        """Send nothing more, and forget what was sent."""
        with writing(self._engine) as connection:
            connection.execute(HOOKS.delete().where(HOOKS.c.hook_id == hook_id))
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.hook_id == hook_id))


def needed(events: Sequence[str]) -> set[Scope]:
    """The scopes that a token needs to hear of events."""
    return {_NEEDS[event.partition(".")[0]] for event in events}


def _of(query: sa.Select[Any], token_id: str | None) -> sa.Select[Any]:
    return query if token_id is None else query.where(HOOKS.c.token_id == token_id)


def _hook(row: Any) -> Hook:
    return Hook(
        row["hook_id"], row["token_id"], row["url"], tuple(row["events"].split()), row["description"], row["made_at"]
    )
