"""What the interface says of itself, to everybody: its description, the schema of the dataset, its problems."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from dataset.exports.json_schema import dataset_schema
from review.api.answers import json_answer
from review.api.caller import interface_of
from review.api.problems import ProblemError, codes, described
from review.api.wording import wanted_language

router = APIRouter(tags=["about"])


class ProblemShown(BaseModel):
    """A kind of problem."""

    type: str
    title: str
    status: int


@router.get("/openapi.json", summary="This description", response_model=dict[str, Any], openapi_extra={"x-scope": ""})
def description(request: Request) -> Response:
    """The interface as OpenAPI 3.1."""
    return json_answer(request.app.openapi())


@router.get("/schema.json", summary="The dataset", response_model=dict[str, Any], openapi_extra={"x-scope": ""})
def schema() -> Response:
    """The JSON Schema of the dataset, as `kehoach schema` prints it."""
    return json_answer(dataset_schema())


@router.get("/problems/{code}", summary="A problem", response_model=ProblemShown, openapi_extra={"x-scope": ""})
def problem(
    request: Request, code: Annotated[str, Path(max_length=50, description="the `code` of a problem")]
) -> Response:
    """What the `type` of a problem leads to."""
    if code not in codes():
        raise ProblemError("not_found")
    language = wanted_language(request.headers.get("accept-language", ""), interface_of(request.scope).language)
    return json_answer(described(code, language), headers={"Content-Language": language})
