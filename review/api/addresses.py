"""Where results may be sent: to addresses of the open internet, and to networks that whoever runs the server opened.

A name is resolved here, every address that it has is looked at, and the connection goes to one of those addresses: a
name that leads elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of version 4 inside of version 6 (RFC 6052)."""
_CLOSED: Final = tuple(map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48")))
"""Internal ones that not every version of the library knows as such (RFC 3879, RFC 8215)."""
_PORTS: Final = {"https": 443, "http": 80}


class AddressError(Exception):
    """Nothing is sent there; ``key`` names the reason under ``wrong`` in the texts."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Goal:
    """A checked place: the addresses that a connection may go to, and what to ask for there."""

    secure: bool
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system tells them.

    Raises:
        OSError: It has none.
    """
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def goal_of(url: str, networks: Sequence[str], resolve: Resolve = resolved) -> Goal:
    """Where an address leads; ``networks`` are the internal ones that are open.

    Raises:
        AddressError: It is none, leads nowhere, or into an internal network (by any of its addresses).
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise AddressError("url") from error
    odd = parts.username is not None or parts.password is not None or parts.fragment
    if not port or not host or odd or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressError("url")
    try:
        addresses = [ipaddress.ip_address(text) for text in resolve(host, port)]
    except (OSError, UnicodeError, ValueError) as error:
        raise AddressError("unresolved") from error
    if not addresses:
        raise AddressError("unresolved")
    opened = [ipaddress.ip_network(text) for text in networks]
    inside = [any(_plain(one) in network for network in opened) for one in addresses]
    if not all(known or is_open(one) for one, known in zip(addresses, inside, strict=True)):
        raise AddressError("internal")
    if parts.scheme != "https" and not all(inside):
        # what is not encrypted goes to no network but one's own
        raise AddressError("url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Goal(parts.scheme == "https", host, port, path, tuple(map(str, addresses)))


def is_open(address: IPAddress) -> bool:
    """Whether an address is one of the open internet, and of nothing inside of it."""
    inner = _plain(address)
    closed = (
        inner.is_private,
        inner.is_loopback,
        inner.is_link_local,
        inner.is_multicast,
        inner.is_reserved,
        inner.is_unspecified,
        not inner.is_global,
        any(address in network for network in _CLOSED),
    )
    return not any(closed)


def _plain(address: IPAddress) -> IPAddress:
    """The address of version 4 that one of version 6 leads to, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 == 0:
        # the second are the compatible ones (RFC 4291, 2.5.5.1), long out of use; :: and ::1 are among them
        short = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address if int(address) <= 1 else short
    return address
