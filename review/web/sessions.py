"""Signing in and staying so: a signed cookie with an end, a token against forged requests, a limit on guesses."""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

HOURS: Final = 10
"""A session ends so long after its sign-in: a working day."""
_TRIES: Final = 5
_WINDOW: Final = 300.0
"""So many wrong passwords in so many seconds, for one name or from one address."""
_MOST_KEYS: Final = 10_000
"""Names and addresses that are remembered."""


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in."""

    reviewer: str
    identity: str


@dataclass
class Sessions:
    """Makes and checks the cookies of one server; they end with it, since the secret is of this process."""

    secret: str = field(default_factory=lambda: token_urlsafe(32))
    seconds: int = HOURS * 3600

    def __post_init__(self) -> None:
        self._signer = URLSafeTimedSerializer(self.secret, salt="session")
        self._ended: OrderedDict[str, None] = OrderedDict()

    def start(self, reviewer: str) -> str:
        """A cookie for a new session."""
        return self._signer.dumps([reviewer, token_urlsafe(12)])

    def find(self, cookie: str | None) -> Session | None:
        """The session of a cookie; none where it is forged, over, or was ended."""
        if not cookie:
            return None
        try:
            reviewer, identity = self._signer.loads(cookie, max_age=self.seconds)
        except (BadData, ValueError, TypeError):
            return None
        return None if identity in self._ended else Session(str(reviewer), str(identity))

    def end(self, session: Session) -> None:
        """Sign out: its cookie serves no more."""
        self._ended[session.identity] = None
        while len(self._ended) > _MOST_KEYS:
            self._ended.popitem(last=False)

    def token(self, session: Session) -> str:
        """The token that every request of this session has to carry which changes something."""
        return hmac.new(self.secret.encode(), f"csrf {session.identity}".encode(), sha256).hexdigest()

    def is_token(self, session: Session, given: str) -> bool:
        """Whether a token is the one of the session."""
        return hmac.compare_digest(self.token(session).encode(), given.encode("utf-8", "replace"))


@dataclass
class Tries:
    """Counts wrong passwords by name and by address."""

    clock: Callable[[], float] = time.monotonic
    most: int = _TRIES
    window: float = _WINDOW

    def __post_init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, *keys: str) -> int:
        """Seconds until the next try is allowed; 0 for now."""
        now = self.clock()
        with self._lock:
            return max(self._wait(self._wrong.get(key), now) for key in keys)

    def take(self, *keys: str) -> None:
        """Count a try, before its password is looked at: many at once are no way around the limit."""
        now = self.clock()
        with self._lock:
            for key in keys:
                times = self._wrong.setdefault(key, deque(maxlen=self.most))
                times.append(now)
                self._wrong.move_to_end(key)
            while len(self._wrong) > _MOST_KEYS:
                self._wrong.popitem(last=False)

    def forget(self, *keys: str) -> None:
        """The password was right."""
        with self._lock:
            for key in keys:
                self._wrong.pop(key, None)

    def _wait(self, times: deque[float] | None, now: float) -> int:
        if times is None or len(times) < self.most or now - times[0] >= self.window:
            return 0
        return max(1, round(self.window - (now - times[0])))
