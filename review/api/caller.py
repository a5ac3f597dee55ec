"""Who calls, what they may do, and in which language they read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.types import Scope as AsgiScope

from checks.page import Language
from review.api.interface import Interface
from review.api.problems import ProblemError
from review.api.tokens import Scope
from review.api.wording import wanted_language

CALLER = "kehoach.caller"
"""Under which name the caller stands in the scope of a request."""


@dataclass(frozen=True)
class Caller:
    """Who shows a token: its identity (empty for the link that the program printed), and what it is for."""

    token_id: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Whether something is allowed; what is allowed to administration is everything."""
        return scope in self.scopes or "admin" in self.scopes

    @property
    def whose(self) -> str | None:
        """Whose documents and subscriptions are shown: one's own, and to administration those of all."""
        return None if "admin" in self.scopes else self.token_id


@dataclass(frozen=True)
class Call:
    """A request of somebody who may make it."""

    request: Request
    interface: Interface
    caller: Caller
    language: Language


def interface_of(scope: AsgiScope) -> Interface:
    """The interface that a request came to."""
    interface: Interface = scope["app"].state.interface
    return interface


def call(request: Request) -> Call:
    """The request with who makes it.

    Raises:
        ProblemError: Nobody that we know.
    """
    interface = interface_of(request.scope)
    caller: Caller | None = request.scope.get(CALLER)
    if caller is None:
        raise ProblemError("unauthorized", headers={"WWW-Authenticate": "Bearer"})
    language = wanted_language(request.headers.get("accept-language", ""), interface.language)
    return Call(request, interface, caller, language)


def allowed(scope: Scope) -> Callable[[Request], Call]:
    """The request of somebody who may do this.

    Raises:
        ProblemError: The token is not for it.
    """

    def checked(request: Request) -> Call:
        found = call(request)
        if not found.caller.may(scope):
            refusal = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise ProblemError("forbidden", headers={"WWW-Authenticate": refusal}, scope=scope)
        return found

    return checked


def _depends(scope: Scope) -> Any:
    return Depends(allowed(scope))


Reads = Annotated[Call, _depends("read")]
Submits = Annotated[Call, _depends("submit")]
Subscribes = Annotated[Call, _depends("hooks")]
