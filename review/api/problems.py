"""What cannot be done, as ``application/problem+json`` (RFC 9457), in the language of whoever asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from checks.page import Language
from review.api.wording import catalogue, text, wanted_language

PREFIX: Final = "/api/v1"
"""Where the interface lies below the pages."""
MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with a request: ``place`` (``query``, ``body``), its name there, and why.

    ``key`` names the reason under ``wrong`` in the texts, ``values`` are what the reason tells.
    """

    place: str
    name: str
    key: str
    values: Mapping[str, object]


class ProblemError(Exception):
    """A request that cannot be served; ``code`` is one of those of :func:`codes`."""

    def __init__(
        self, code: str, wrong: Sequence[Wrong] = (), headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.wrong = tuple(wrong)
        self.headers = dict(headers or {})
        self.values = values


def wrong_value(place: str, name: str, key: str, **values: object) -> ProblemError:
    """The problem of one value of a request."""
    return ProblemError("invalid", [Wrong(place, name, key, values)])


def codes() -> tuple[str, ...]:
    """Every problem that there is."""
    return tuple(catalogue()["problem"])


def status_of(code: str) -> int:
    """The status of a problem."""
    return int(catalogue()["problem"][code]["status"])


def described(code: str, language: Language) -> dict[str, Any]:
    """What the address in the ``type`` of a problem says."""
    entry = catalogue()["problem"][code]
    return {"type": f"{PREFIX}/problems/{code}", "title": entry["title"][language], "status": status_of(code)}


def problem_response(error: ProblemError, language: Language, instance: str) -> Response:
    """The answer to a request that cannot be served; ``instance`` is its path."""
    body = described(error.code, language)
    body["detail"] = catalogue()["problem"][error.code]["detail"][language].format(**error.values)
    body["instance"] = instance
    body["code"] = error.code
    if error.wrong:
        body["errors"] = [
            {
                "place": wrong.place,
                "name": wrong.name,
                "code": wrong.key,
                "detail": text(language, "wrong", wrong.key, **wrong.values),
            }
            for wrong in error.wrong
        ]
    headers = {"Content-Language": language, "Vary": "Accept-Language, Authorization", **error.headers}
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status_of(error.code), headers, MEDIA_TYPE)


def response_in(scope: Scope, error: ProblemError, default: Language) -> Response:
    """The same for a request that has not come as far as the application."""
    language = wanted_language(Headers(scope=scope).get("accept-language", ""), default)
    return problem_response(error, language, scope["path"])


_KEYS: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "int_parsing": "integer",
    "int_type": "integer",
    "int_from_float": "integer",
    "float_parsing": "number",
    "float_type": "number",
    "finite_number": "number",
    "bool_parsing": "boolean",
    "bool_type": "boolean",
    "literal_error": "choice",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "string_pattern_mismatch": "form",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "json_invalid": "json",
}
"""By the type of an error of pydantic why a value does not serve."""


def from_validation(errors: Sequence[Mapping[str, Any]]) -> ProblemError:
    """The problem of a request that the models of the application do not take."""
    return ProblemError("invalid", [_wrong(error) for error in errors])


def _wrong(error: Mapping[str, Any]) -> Wrong:
    place, *names = [str(part) for part in error["loc"]] or ["body"]
    key = _KEYS.get(error["type"], "other")
    values = dict(error.get("ctx", {}))
    if "expected" in values:
        # the library joins the choices in English
        values["expected"] = str(values["expected"]).replace(" or ", ", ")
    return Wrong(place, ".".join(names), key, values)
