"""Coming in, going out, and the language."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from review.web.access import COOKIE, LANGUAGE_COOKIE, Signed, Trusted, go, language_of, site_of
from review.web.rendering import environment
from review.web.site import Site
from review.wording import word

router = APIRouter()


@router.get("/")
def home(_: Signed) -> Response:
    """The queue is where one begins."""
    return go("/queue")


@router.get("/enter")
def enter(request: Request, key: str = "") -> Response:
    """Come in by the link that the program has printed."""
    site = site_of(request)
    if site.access.people is not None or not hmac.compare_digest(key.encode(), site.access.entry.encode()):
        return _outside(request, 403)
    return _inside(site, site.access.reviewer)


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """The form with name and password, or how to get in without."""
    return _outside(request, 200)


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=80)] = "",
    password: Annotated[str, Form(max_length=1024)] = "",
) -> Response:
    """Come in by name and password."""
    site = site_of(request)
    people = site.access.people
    if people is None:
        return _outside(request, 403)
    keys = (f"name {name}", f"address {request.client.host if request.client else ''}")
    if wait := site.tries.wait(*keys):
        answer = _outside(request, 429, word(language_of(request), "sign_in.wait", seconds=wait))
        answer.headers["Retry-After"] = str(wait)
        return answer
    site.tries.take(*keys)
    if not people.admits(name, password):
        return _outside(request, 401, word(language_of(request), "sign_in.wrong"))
    site.tries.forget(*keys)
    return _inside(site, name)


@router.post("/sign-out")
def sign_out(who: Trusted) -> Response:
    """Go out: the session is over, here and for whoever has copied its cookie."""
    who.site.desk.release(who.name)
    who.site.sessions.end(who.session)
    answer = go("/sign-in")
    answer.delete_cookie(COOKIE)
    return answer


@router.post("/language")
def change_language(who: Trusted, back: Annotated[str, Form(max_length=2000)] = "/queue") -> Response:
    """Read in the other language."""
    # an address of our own, not of another host
    answer = go(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/queue")
    other = "en" if who.language == "vi" else "vi"
    answer.set_cookie(
        LANGUAGE_COOKIE, other, max_age=365 * 86400, httponly=True, samesite="lax", secure=who.site.access.secure
    )
    return answer


def _inside(site: Site, reviewer: str) -> Response:
    answer = go("/queue")
    answer.set_cookie(
        COOKIE,
        site.sessions.start(reviewer),
        max_age=site.sessions.seconds,
        httponly=True,
        # strict would lose the session on the way from the link that opens the browser
        samesite="lax",
        secure=site.access.secure,
    )
    return answer


def _outside(request: Request, status: int, message: str = "") -> HTMLResponse:
    site = site_of(request)
    template = environment(language_of(request)).get_template("sign_in.html")
    return HTMLResponse(template.render(by_password=site.access.people is not None, message=message), status)
