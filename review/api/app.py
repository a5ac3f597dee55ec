"""The application of the interface, which the pages mount below ``/api/v1``."""

from __future__ import annotations

import sys
import traceback
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from dataset.database import DatabaseError
from review.api.gate import Gate, largest, too_large
from review.api.interface import Interface
from review.api.openapi import describe
from review.api.problems import ProblemError, from_validation, problem_response
from review.api.routes import about, data, exports, hooks, submissions
from review.api.wording import wanted_language

ROUTERS: Final = tuple(part.router for part in (data, exports, submissions, hooks, about))
_CODES: Final = {401: "unauthorized", 404: "not_found", 405: "method"}


def create_api(interface: Interface, entry: str | None = None) -> ASGIApp:
    """The interface over one store; ``entry`` is the key of the link that the program printed, if there is one."""
    return Gate(bare_api(interface), interface, entry)


def bare_api(interface: Interface) -> FastAPI:
    """The same without what stands before every request."""
    app = _application()
    app.state.interface = interface
    return app


def description() -> dict[str, Any]:
    """The interface as OpenAPI."""
    return describe(_application())


def _application() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    for router in ROUTERS:
        # as they are: to make the routes of so many tables once more for each server takes its time
        app.router.routes.extend(router.routes)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # how the framework wants it to be replaced
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(DatabaseError, _no_store)
    app.add_exception_handler(Exception, _failed)
    return app


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    interface: Interface = request.app.state.interface
    language = wanted_language(request.headers.get("accept-language", ""), interface.language)
    return problem_response(error, language, request.url.path)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return _problem(request, too_large(largest(request.app.state.interface, request.scope)))
    # what is left are forms and bodies that cannot be understood
    code = _CODES.get(error.status_code, "invalid")
    return _problem(request, ProblemError(code, headers=error.headers))


def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _problem(request, from_validation(error.errors()))


def _no_store(request: Request, error: Exception) -> Response:
    sys.stderr.write(f"{error}\n")
    return _problem(request, ProblemError("unavailable", headers={"Retry-After": "5"}))


def _failed(request: Request, error: Exception) -> Response:
    # whoever runs the server sees what went wrong; whoever calls it does not
    traceback.print_exception(error, file=sys.stderr)
    return _problem(request, ProblemError("failed"))
