"""Sends one message to a subscriber, signed as Standard Webhooks says (https://www.standardwebhooks.com, v1).

The signature is HMAC-SHA256 over ``id.timestamp.body``. The receiver refuses a timestamp that is more than five minutes
off, and an id that it has seen. Redirects are not followed; of the answer only the status counts.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from threading import Timer
from typing import Final

from review.api.addresses import AddressError, Goal, Resolve, goal_of, resolved
from review.api.deliveries import Due

PATIENCE: Final = 15.0
"""Seconds for all of a try; well below the lease of a delivery."""
_STEP: Final = 10.0
"""Seconds for each step of it."""
AGENT: Final = "kehoach"


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The header ``webhook-signature`` of a message; ``secret`` is ``whsec_`` and the key in Base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return f"v1,{base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()}"


def send(
    due: Due,
    networks: Sequence[str],
    *,
    resolve: Resolve = resolved,
    trust: ssl.SSLContext | None = None,
) -> tuple[int | None, str]:
    """Send a message; the status of the answer, or none and why."""
    try:
        goal = goal_of(due.url, networks, resolve)
    except AddressError as error:
        return None, error.key
    body, now = due.delivery.body.encode(), int(time.time())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": AGENT,
        "Connection": "close",
        "webhook-id": due.delivery.delivery_id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(due.secret, due.delivery.delivery_id, now, body),
    }
    try:
        return _post(goal, headers, body, trust or ssl.create_default_context()), ""
    except ssl.SSLError:
        return None, "tls"
    except TimeoutError:
        return None, "timeout"
    except (OSError, http.client.HTTPException):
        return None, "connection"


def _post(goal: Goal, headers: dict[str, str], body: bytes, trust: ssl.SSLContext) -> int:
    connection = http.client.HTTPConnection(goal.host, goal.port, timeout=_STEP)
    until = time.monotonic() + PATIENCE
    # a connection that was made to a checked address: the library is not asked to look up the name once more
    connection.sock = _connected(goal.addresses, goal.port)
    late = Timer(PATIENCE, _cut, (connection,))
    late.daemon = True
    late.start()
    try:
        if goal.secure:
            # the handshake afterwards, so that it can be cut off as well
            safe = trust.wrap_socket(connection.sock, server_hostname=goal.host, do_handshake_on_connect=False)
            connection.sock = safe
            safe.do_handshake()
        # the default port must not stand in the header Host
        connection.putrequest("POST", goal.path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", _host(goal))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= until:
            raise TimeoutError from error
        raise
    finally:
        late.cancel()
        connection.close()


def _connected(addresses: Sequence[str], port: int) -> socket.socket:
    last: OSError | None = None
    for address in addresses[:2]:
        try:
            return socket.create_connection((address, port), timeout=_STEP / 2)
        except OSError as error:
            last = error
    raise last or OSError


def _host(goal: Goal) -> str:
    name = f"[{goal.host}]" if ":" in goal.host else goal.host
    return name if goal.port == (443 if goal.secure else 80) else f"{name}:{goal.port}"


def _cut(connection: http.client.HTTPConnection) -> None:
    """End a connection to one who answers a byte at a time."""
    with suppress(OSError):
        connection.sock.shutdown(socket.SHUT_RDWR)
