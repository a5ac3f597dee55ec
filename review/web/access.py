"""Who asks, in which language, and whether the request is really theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Header, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from checks.page import Language
from review.queue import Filters
from review.web.rendering import environment
from review.web.sessions import Session
from review.web.site import Notice, Site
from review.wording import LANGUAGES, word

COOKIE = "kehoach_session"
LANGUAGE_COOKIE = "kehoach_language"


class NotSignedInError(Exception):
    """The pages are for people who are signed in."""


class ForgedError(Exception):
    """A request that changes something does not carry the token of its session."""


def site_of(request: Request) -> Site:
    """The server that a request came to."""
    site: Site = request.app.state.site
    return site


def language_of(request: Request) -> Language:
    """The language in which somebody reads: that of the cookie, else that of the server."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return next((language for language in LANGUAGES if language == chosen), site_of(request).language)


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, with one request."""

    request: Request
    site: Site
    session: Session
    language: Language

    @property
    def name(self) -> str:
        """Under which decisions are kept."""
        return self.session.reviewer

    def say(self, key: str, /, **values: object) -> str:
        """A text in the language of the visitor."""
        return word(self.language, key, **values)

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page."""
        common = {
            "here": self.request.url.path,
            "reviewer": self.name,
            "token": self.site.sessions.token(self.session),
            "notices": self.site.told(self.session.identity),
            "overall": self.site.desk.queue.progress(),
            "exporting": self.site.programs.exports is not None,
            "guarded": self.site.access.people is not None,
        }
        return HTMLResponse(environment(self.language).get_template(template).render(**common, **values), status)

    def part(self, template: str, **values: Any) -> HTMLResponse:
        """A part of a page, asked for by the page itself."""
        token = self.site.sessions.token(self.session)
        return HTMLResponse(environment(self.language).get_template(template).render(token=token, **values))

    def tell(self, text: str, kind: str = "good", key: str = "") -> None:
        """Have something told on the next page."""
        self.site.tell(self.session.identity, Notice(text, kind, key))


def visitor(request: Request) -> Visitor:
    """Who asks.

    Raises:
        NotSignedInError: Nobody that we know.
    """
    site = site_of(request)
    session = site.sessions.find(request.cookies.get(COOKIE))
    if session is None:
        raise NotSignedInError
    return Visitor(request, site, session, language_of(request))


Signed = Annotated[Visitor, Depends(visitor)]


def trusted(
    who: Signed,
    csrf: Annotated[str, Form(max_length=200)] = "",
    x_csrf_token: Annotated[str, Header(max_length=200)] = "",
) -> Visitor:
    """Who asks for a change, with the token of the session.

    Raises:
        ForgedError: The token is not there or another one.
    """
    if not who.site.sessions.is_token(who.session, csrf or x_csrf_token):
        raise ForgedError
    return who


Trusted = Annotated[Visitor, Depends(trusted)]


class Asked(BaseModel):
    """What an address says of the queue."""

    state: str = "due"
    rule: str = ""
    severity: str = ""
    issuer: str = ""
    doc_id: str = ""
    reviewer: str = ""
    subject: str = ""
    text: str = Field("", max_length=200)
    carried: bool = False


def filters(who: Signed, asked: Annotated[Asked, Query()]) -> Filters:
    """What of the queue is asked for, from the address."""
    wanted = asked.model_dump() | {"state": "" if asked.state == "all" else asked.state}
    return Filters(**wanted, viewer=who.name)


Filtered = Annotated[Filters, Depends(filters)]


def go(address: str) -> Response:
    """To another page, after a change."""
    return RedirectResponse(address, 303)


def address_of(wanted: Filters) -> str:
    """The query of an address that asks for just this; empty for the queue as it opens."""
    values = {
        name: "1" if value is True else str(value)
        for name, value in vars(wanted).items()
        if name != "viewer" and value not in ("", False) and not (name == "state" and value == "due")
    }
    if not wanted.state:
        values["state"] = "all"
    return f"?{urlencode(values)}" if values else ""
