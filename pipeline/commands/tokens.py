"""``kehoach tokens``: who may use the HTTP interface of a store."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from dataset.database import durable_engine
from pipeline.commands.shared import print_json, tell, warn
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.output import existing_store, storage_errors
from pipeline.settings import Settings
from review.api.times import time_text
from review.api.tokens import LONGEST_NAME, SCOPES, Scope, Token, Tokens

_DAY: Final = 86_400.0


def tokens(
    action: str,
    folder: Path,
    settings: Settings,
    *,
    token_id: str | None = None,
    name: str | None = None,
    scopes: Iterable[str] = (),
    days: float | None = None,
    quiet: bool = False,
    json: bool = False,
) -> None:
    """Make, list or revoke tokens; a new one is printed this once.

    Raises:
        UsageError: What the action needs is missing or does not serve, or there is no such token.
        StorageError: The folder holds no store, or it cannot be written.
    """
    chosen = _scopes(scopes)
    if action == "add":
        _check_name(name)
    elif action == "revoke" and token_id is None:
        raise UsageError(say("tokens.which"), say("tokens.list_first"))
    with storage_errors(folder), existing_store(folder, settings.store) as store:
        engine = durable_engine(store.address)
        try:
            kept = Tokens(engine)
            if action == "add":
                _add(kept, name or "", chosen or {"read"}, days, quiet=quiet, json=json)
            elif action == "revoke":
                _revoke(kept, token_id or "", quiet=quiet)
            else:
                _list(kept.all(), json=json)
        finally:
            engine.dispose()


def _scopes(given: Iterable[str]) -> set[Scope]:
    words = [word.strip() for entry in given for word in entry.split(",")]
    for word in words:
        if word not in SCOPES:
            raise UsageError(say("tokens.scope", value=word), say("invalid.literal_error", expected=", ".join(SCOPES)))
    return {scope for scope in SCOPES if scope in words}


def _check_name(name: str | None) -> None:
    if not name or not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(say("tokens.name", most=LONGEST_NAME), say("cli.see_help"))


def _add(kept: Tokens, name: str, scopes: set[Scope], days: float | None, *, quiet: bool, json: bool) -> None:
    token, secret = kept.add(name, scopes, None if days is None else days * _DAY)
    if json:
        print_json({"token": secret, **_shown(token)})
        return
    tell(secret)
    if not quiet:
        warn(say("tokens.added", name=name, id=token.token_id, scopes=" ".join(sorted(scopes))))


def _revoke(kept: Tokens, token_id: str, *, quiet: bool) -> None:
    if not kept.revoke(token_id):
        raise UsageError(say("tokens.unknown", id=token_id), say("tokens.list_first"))
    if not quiet:
        tell(say("tokens.revoked", id=token_id))


def _list(found: list[Token], *, json: bool) -> None:
    if json:
        print_json([_shown(token) for token in found])
        return
    for token in found:
        ends = time_text(token.ends_at)[:10] if token.ends_at else say("tokens.endless")
        scopes = " ".join(sorted(token.scopes))
        tell(f"{token.token_id}  {say(f'tokens.state_{_state(token)}')}  {ends}  {scopes}  {token.name}")


def _shown(token: Token) -> dict[str, Any]:
    return {
        "token_id": token.token_id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "state": _state(token),
        "made_at": time_text(token.made_at),
        "ends_at": time_text(token.ends_at) if token.ends_at else None,
    }


def _state(token: Token) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "valid" if token.is_valid(time.time()) else "over"
