"""What holds for every request to the interface, before anything of it is read: token, rate, size."""

from __future__ import annotations

import hmac
from typing import Final

from fastapi import HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dataset.database import DatabaseError
from review.api.caller import CALLER, Caller
from review.api.interface import Interface
from review.api.problems import PREFIX, ProblemError, response_in
from review.api.settings import MEGABYTE

SUBMITTING: Final = f"{PREFIX}/documents"
LARGEST: Final = 200_000
"""Bytes of a request that is no document."""
AROUND: Final = 50_000
"""Bytes of a form around its file."""


class Beside:
    """The interface beside the pages: everything below its address is its own, however odd the rest of that is."""

    def __init__(self, pages: ASGIApp, interface: ASGIApp) -> None:
        self._pages = pages
        self._interface = interface

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the one whose it is."""
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            below = {**scope, "root_path": scope.get("root_path", "") + PREFIX}
            await self._interface(below, receive, send)
        else:
            await self._pages(scope, receive, send)


class Gate:
    """The outermost layer of the interface. ``entry`` is the key of the link that was printed, if there is one."""

    def __init__(self, app: ASGIApp, interface: Interface, entry: str | None) -> None:
        self._app = app
        self._interface = interface
        self._entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            return
        most = largest(self._interface, scope)
        length = Headers(scope=scope).get("content-length", "0")
        try:
            if not length.isdigit() or int(length) > most:
                raise too_large(most)
            await self._let_in(scope)
        except ProblemError as error:
            await response_in(scope, error, self._interface.language)(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            # the answer is that to GET; the server leaves its body out
            scope = {**scope, "method": "GET"}
        await self._app(scope, _Bounded(receive, most), send)

    async def _let_in(self, scope: Scope) -> None:
        """Find out who calls; who shows no token may ask for what is open to all.

        Raises:
            ProblemError: The token is wrong, or too much was asked.
        """
        kind, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        address = scope["client"][0] if scope.get("client") else ""
        if kind.lower() != "bearer":
            if wait := self._interface.rates.take(f"address {address}"):
                raise _too_many(wait)
            return
        caller = await run_in_threadpool(self._known, given.strip())
        if caller is None:
            # whoever shows a right one is let in whatever others at the same address try
            if wait := self._interface.wrong.take(f"address {address}"):
                raise _too_many(wait)
            raise ProblemError("unauthorized", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        if wait := self._interface.rates.take(f"token {caller.token_id}"):
            raise _too_many(wait)
        scope[CALLER] = caller

    def _known(self, given: str) -> Caller | None:
        if self._entry is not None and hmac.compare_digest(given.encode(), self._entry.encode()):
            return Caller("", frozenset({"read"}))
        try:
            token = self._interface.tokens.find(given)
        except DatabaseError as error:
            raise ProblemError("unavailable", headers={"Retry-After": "5"}) from error
        return None if token is None else Caller(token.token_id, token.scopes)


class _Bounded:
    """Hands on the body of a request up to its limit.

    Raises:
        HTTPException: It is longer, whatever its header said. (The framework hides errors of any other kind.)
    """

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._most:
                raise HTTPException(413)
        return message


def largest(interface: Interface, scope: Scope) -> int:
    """Bytes of the largest body that a request may have."""
    if scope["path"] == SUBMITTING and scope["method"] == "POST":
        return interface.settings.upload_megabytes * MEGABYTE + AROUND
    return LARGEST


def too_large(most: int) -> ProblemError:
    """The problem of a body of more than so many bytes."""
    return ProblemError("too_large", megabytes=most / MEGABYTE if most < MEGABYTE else most // MEGABYTE)


def _too_many(wait: int) -> ProblemError:
    return ProblemError("too_many", headers={"Retry-After": str(wait)}, seconds=wait)
