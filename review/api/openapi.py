"""The description of the interface as OpenAPI: what its framework does not know of it is put in here."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dataset.columns import schema_version
from review.api.problems import MEDIA_TYPE, PREFIX, codes
from review.api.tokens import SCOPES

VERSION: Final = "1.0"
_ABOUT: Final = """\
Reads the dataset of Vietnamese administrative plans, takes documents to be read, and sends results to subscribers.

Every request but those under *about* carries `Authorization: Bearer TOKEN`; `kehoach tokens add DIR` makes tokens.
What cannot be done is told as `application/problem+json` (RFC 9457), in Vietnamese or English by `Accept-Language`.
"""
_PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "type": "object",
    "description": "What cannot be done (RFC 9457)",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "description": "leads to what this kind of problem is", "format": "uri-reference"},
        "title": {"type": "string", "description": "the kind of problem, for people"},
        "status": {"type": "integer", "description": "status of the answer"},
        "detail": {"type": "string", "description": "why, and what mends it, for people"},
        "instance": {"type": "string", "description": "path of the request"},
        "code": {"type": "string", "description": "the kind of problem, by a name that no language changes"},
        "errors": {
            "type": "array",
            "description": "what is wrong with the request",
            "items": {
                "type": "object",
                "required": ["place", "name", "code", "detail"],
                "properties": {
                    "place": {"type": "string", "description": "query, path, header or body"},
                    "name": {"type": "string", "description": "name of the value there"},
                    "code": {"type": "string", "description": "the reason, by a name that no language changes"},
                    "detail": {"type": "string", "description": "the reason, for people"},
                },
            },
        },
    },
    "examples": [
        {
            "type": f"{PREFIX}/problems/invalid",
            "title": "Yêu cầu chưa đúng",
            "status": 422,
            "detail": "Những chỗ sai ghi trong “errors”.",
            "instance": f"{PREFIX}/targets",
            "code": "invalid",
            "errors": [{"place": "query", "name": "limit", "code": "at_most", "detail": "Nhiều nhất là 5000."}],
        }
    ],
}
_METHODS: Final = ("get", "post", "delete")


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of the application, made once."""
    if app.openapi_schema is None:
        found = get_openapi(title="kehoach", version=VERSION, description=_ABOUT, routes=app.routes)
        app.openapi_schema = _completed(found)
    return app.openapi_schema


def _completed(found: dict[str, Any]) -> dict[str, Any]:
    found["servers"] = [{"url": PREFIX}]
    found["info"]["x-dataset-version"] = schema_version()
    schemas = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _PROBLEM["properties"]["code"]["enum"] = list(codes())
    schemas["Problem"] = _PROBLEM
    scopes = ", ".join(f"`{scope}`" for scope in SCOPES)
    found["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": f"A token of `kehoach tokens add`, with one or more of the scopes {scopes}.",
        }
    }
    problem = {
        "description": "A problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in found["paths"].values():
        for method in _METHODS:
            if (operation := path.get(method)) is not None:
                scope = operation.pop("x-scope")
                operation["security"] = [{"token": [scope]}] if scope else []
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = problem
    _share_parameters(found)
    return found


def _share_parameters(found: dict[str, Any]) -> None:
    """Have parameters that several tables understand described once."""
    operations = [path[method] for path in found["paths"].values() for method in _METHODS if method in path]
    parameters = [one for operation in operations for one in operation.get("parameters", [])]
    for one in parameters:
        # made of the name, and says nothing more
        for schema in (one["schema"], *one["schema"].get("anyOf", ())):
            schema.pop("title", None)
    counts = Counter(map(repr, parameters))
    shared: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    for one in parameters:
        if counts[repr(one)] > 1 and repr(one) not in names:
            variants = sum(1 for name in shared if name.partition(".")[0] == one["name"])
            names[repr(one)] = f"{one['name']}.{variants + 1}" if variants else one["name"]
            shared[names[repr(one)]] = one
    for operation in operations:
        if "parameters" in operation:
            operation["parameters"] = [
                {"$ref": f"#/components/parameters/{names[repr(one)]}"} if repr(one) in names else one
                for one in operation["parameters"]
            ]
    found["components"]["parameters"] = shared
