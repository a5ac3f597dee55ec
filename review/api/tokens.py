"""Tokens: who may do what over HTTP. The secret is shown once and kept as its hash only.

A token reads ``kh_ID_SECRET``: the identity finds its row, the secret (256 random bits) is compared by its hash in
constant time. It works until it ends or is revoked.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Any, Final, Literal, get_args

import sqlalchemy as sa

from dataset.database import reading, writing
from review.api.tables import TOKENS, make_api_tables

Scope = Literal["read", "submit", "hooks", "admin"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""What a token may be for: read the dataset; hand in documents; subscribe to results; see what is of other tokens."""
LONGEST_NAME: Final = 80
_FORM: Final = re.compile(r"kh_([0-9a-f]{12})_([0-9a-f]{64})")
_NOTHING: Final = "0" * 64


@dataclass(frozen=True)
class Token:
    """A token without its secret; times are seconds since 1970."""

    token_id: str
    name: str
    scopes: frozenset[Scope]
    made_at: float
    ends_at: float | None
    revoked_at: float | None

    def is_valid(self, now: float) -> bool:
        """Whether it works at a time."""
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)


class Tokens:
    """The tokens of a store; threads may share it."""

    def __init__(self, engine: sa.Engine) -> None:
        """Make the tables of the interface where there are none.

        Raises:
            DatabaseError: The database cannot be written; so for every method.
        """
        self._engine = engine
        with writing(engine) as connection:
            make_api_tables(connection)

    def add(self, name: str, scopes: Collection[Scope], seconds: float | None = None) -> tuple[Token, str]:
        """Make a token that works for so many seconds, or without end; what comes back second is not kept anywhere."""
        now = time.time()
        token_id, secret = token_hex(6), token_hex(32)
        row = {
            "token_id": token_id,
            "hashed": _hashed(secret),
            "name": name,
            "scopes": " ".join(scope for scope in SCOPES if scope in scopes),
            "made_at": now,
            "ends_at": None if seconds is None else now + seconds,
            "revoked_at": None,
        }
        with writing(self._engine) as connection:
            connection.execute(TOKENS.insert().values(**row))
        return _token(row), f"kh_{token_id}_{secret}"

    def all(self) -> list[Token]:
        """All tokens, the oldest first; those that work no more, too."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(TOKENS).order_by(TOKENS.c.made_at, TOKENS.c.token_id)).mappings()
            return [_token(row) for row in rows]

    def revoke(self, token_id: str) -> bool:
        """End a token; whether there is one of that identity."""
        with writing(self._engine) as connection:
            here = TOKENS.c.token_id == token_id
            connection.execute(
                TOKENS.update().where(here, TOKENS.c.revoked_at.is_(None)).values(revoked_at=time.time())
            )
            return connection.scalar(sa.select(TOKENS.c.token_id).where(here)) is not None

    def find(self, given: str) -> Token | None:
        """The token that somebody shows, if it works."""
        form = _FORM.fullmatch(given)
        if form is None:
            return None
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(TOKENS).where(TOKENS.c.token_id == form[1])).mappings().first()
        right = hmac.compare_digest(_hashed(form[2]), row["hashed"] if row else _NOTHING)
        if row is None or not right:
            return None
        token = _token(row)
        return token if token.is_valid(time.time()) else None


def working(connection: sa.Connection, now: float) -> set[str]:
    """The identities of the tokens that work at a time, as a transaction sees them."""
    alive = TOKENS.c.revoked_at.is_(None) & (TOKENS.c.ends_at.is_(None) | (TOKENS.c.ends_at > now))
    return set(connection.scalars(sa.select(TOKENS.c.token_id).where(alive)))


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _token(row: Any) -> Token:
    given = set(row["scopes"].split())
    scopes = frozenset(scope for scope in SCOPES if scope in given)
    return Token(row["token_id"], row["name"], scopes, row["made_at"], row["ends_at"], row["revoked_at"])
