"""From options to a server that runs: under which names it answers, who may come in, what it refuses to do."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from review.web.guard import host_name
from review.web.people import People
from review.web.site import LOCAL, Access

_THIS_MACHINE: Final = ("127.0.0.1", "::1")
ENDING: Final = 3
"""Seconds for requests under way when the server is asked to stop."""


class ServingError(Exception):
    """The pages cannot be served like this; ``key`` names the reason for whoever says it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Serving:
    """How the pages are served.

    Beyond this machine that takes names with passwords, and TLS of our own (``certificate``, ``private_key``) or that
    of a proxy in front. ``names`` are further names under which browsers may ask. ``proxies`` are the addresses or
    networks of proxies that are believed when they say who asks; those on this machine always are.
    """

    host: str = "127.0.0.1"
    port: int = 0
    password_file: Path | None = None
    certificate: Path | None = None
    private_key: Path | None = None
    behind_proxy: bool = False
    names: Sequence[str] = ()
    reviewer: str = ""
    proxies: Sequence[str] = ()

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    @property
    def secure(self) -> bool:
        """Whether browsers come through TLS."""
        return self.certificate is not None or self.behind_proxy

    def access(self) -> Access:
        """Who may come in.

        Raises:
            ServingError: It would be open to the network without passwords or TLS, half of a key pair is missing, or a
                proxy is no address.
            PasswordFileError: The password file cannot be used.
        """
        if (self.certificate is None) != (self.private_key is None):
            raise ServingError("half_a_pair")
        if self.password_file is None and not (self.local and not self.behind_proxy):
            raise ServingError("needs_passwords")
        if not self.local and not self.secure:
            raise ServingError("needs_tls")
        if any(not _is_network(proxy) for proxy in self.proxies):
            raise ServingError("no_address")
        people = People.read(self.password_file) if self.password_file is not None else None
        return Access(people, self.reviewer, hosts=self._hosts(), secure=self.secure)

    def _hosts(self) -> frozenset[str]:
        named = {host_name(name) for name in self.names}
        if self.local:
            return LOCAL | named
        own = {self.host} - {"0.0.0.0", "::"}  # noqa: S104  an address to take out, not one to listen on
        # a browser asks for an IPv6 address in brackets
        own = {f"[{host.strip('[]')}]" if ":" in host else host.lower() for host in own}
        return frozenset(named | own | {socket.gethostname().lower(), socket.getfqdn().lower()})


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def listen(serving: Serving) -> socket.socket:
    """A socket on the host and port asked for; port 0 takes a free one.

    Raises:
        OSError: The port is taken, or the host is none of this machine.
    """
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    found = socket.socket(family)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((serving.host.strip("[]"), serving.port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def serve(app: ASGIApp, serving: Serving, at: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until the process is asked to stop; ``ready`` is called once requests are taken."""
    server = _Server(configured(app, serving))
    server.when_ready = ready
    server.run([at])


def configured(app: ASGIApp, serving: Serving) -> uvicorn.Config:
    """How the server is set up."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=serving.certificate,
        ssl_keyfile=str(serving.private_key) if serving.private_key else None,
        # who asks is told by the proxy only where one was said to be there
        proxy_headers=serving.behind_proxy,
        # anybody else could pretend to be another address with every guess of a password
        forwarded_allow_ips=[*_THIS_MACHINE, *serving.proxies],
        timeout_graceful_shutdown=ENDING,
        limit_concurrency=256,
        lifespan="off",
        h11_max_incomplete_event_size=64 * 1024,
    )


class _Server(uvicorn.Server):
    """Tells when it takes requests."""

    when_ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        if not self.should_exit:
            self.when_ready()
