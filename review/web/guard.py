"""What holds for every request and every answer: known host, bounded body, same origin, strict headers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checks.page import Language
from review.api.problems import PREFIX, ProblemError, response_in

LARGEST: Final = 1_000_000
"""Bytes of a request; forms are the largest there are."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CODES: Final = {421: "unknown_host", 403: "foreign_origin"}
"""What the interface calls the reasons for which it refuses as the pages do."""
_SAFE: Final = frozenset({"GET", "HEAD"})
_METHODS: Final = _SAFE | {"POST"}
_INTERFACE: Final = f"{PREFIX}/"


class Guard:
    """The outermost layer of the application.

    The HTTP interface below has bounds of its own for bodies and methods; its refusals are told in its own form, in
    ``language`` where no other is asked for.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, secure: bool, language: Language = "vi") -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._secure = secure
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        send = self._with_headers(send, scope["path"])
        for_programs = scope["path"].startswith(_INTERFACE)
        refused = self._refused(scope["method"], headers, for_programs=for_programs)
        if refused is not None:
            answer: ASGIApp = PlainTextResponse(refused[1], refused[0])
            if for_programs:
                answer = response_in(scope, ProblemError(_CODES[refused[0]]), self._language)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive if for_programs else _Body(receive), send)

    def _refused(self, method: str, headers: Headers, *, for_programs: bool) -> tuple[int, str] | None:
        if method not in _METHODS and not for_programs:
            return 405, "Method not allowed"
        # a foreign name that leads to this machine (DNS rebinding) is no name of ours
        if host_name(headers.get("host", "")) not in self._hosts:
            return 421, "Unknown host"
        length = headers.get("content-length", "0")
        if not for_programs and (not length.isdigit() or int(length) > LARGEST):
            return 413, "Request too large"
        if method not in _SAFE:
            if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
                return 403, "Foreign origin"
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
                return 403, "Foreign origin"
        return None

    def _with_headers(self, send: Send, path: str) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
                if self._secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        return sending


class _Body:
    """Hands on the body of a request up to its limit; what is longer looks as if the client had gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > LARGEST:
                return {"type": "http.disconnect"}
        return message


def host_name(host: str) -> str:
    """The name in a Host header, without the port."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
