"""The application: its routes, its errors, and the guard around it."""

from __future__ import annotations

import sys
import traceback
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from review.api.app import create_api
from review.api.gate import Beside
from review.web.access import ForgedError, NotSignedInError, go, language_of
from review.web.guard import Guard
from review.web.rendering import environment
from review.web.routes import data, documents, exports, finding, pictures, queue, session
from review.web.site import Site

ROUTERS: Final = tuple(part.router for part in (session, queue, finding, documents, data, exports, pictures))


def create_app(site: Site) -> ASGIApp:
    """The review pages over one store."""
    # no pages about the pages: they would load scripts from elsewhere
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(NotSignedInError, _to_sign_in)
    app.add_exception_handler(ForgedError, _forged)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(Exception, _failed)
    # the key of the link serves programs on this machine as well, for reading
    entry = site.access.entry if site.access.people is None else None
    served = Beside(app, create_api(site.programs, entry))
    return Guard(served, site.access.hosts, secure=site.access.secure, language=site.language)


def _to_sign_in(request: Request, _: Exception) -> Response:
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": "/sign-in"})
    return go("/sign-in")


def _forged(request: Request, _: Exception) -> Response:
    return _say(request, 403, "error.request", "error.forged")


def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != 404:
        return _say(request, error.status_code, "error.request", "error.forged")
    return _say(request, 404, "error.missing", "error.missing_text")


def _unfit(request: Request, _: Exception) -> Response:
    return _say(request, 400, "error.request", "error.missing_text")


def _failed(request: Request, error: Exception) -> Response:
    # whoever runs the server sees what went wrong; whoever visits it does not
    traceback.print_exception(error, file=sys.stderr)
    return _say(request, 500, "error.failed", "error.failed_text")


def _say(request: Request, status: int, title: str, text: str) -> Response:
    template = environment(language_of(request)).get_template("message.html")
    return HTMLResponse(template.render(title=title, text=text), status)
