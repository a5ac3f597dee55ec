"""Exports over HTTP: the formats, orders, and their results."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from checks.page import Language
from review.api.answers import json_answer, marked
from review.api.caller import Call, Reads
from review.api.problems import PREFIX, ProblemError, wrong_value
from review.api.times import time_text
from review.exporting.job import Job, State
from review.exporting.jobs import Jobs, TooManyError
from review.exporting.making import Order
from review.wording import word

router = APIRouter(tags=["exports"])
BINARY: Final = "application/octet-stream"
MOST: Final = 5_000
"""Documents of one selection."""


class FormatShown(BaseModel):
    """A format that can be ordered."""

    name: str = Field(description="what `kehoach export --to` calls it", examples=["xlsx"])
    summary: str = Field(description="what it is")


class ExportShown(BaseModel):
    """An export that was ordered."""

    export_id: str = Field(description="its identity", examples=["5f0c1a9b77d03f1c2a9b77d03f1c2a9b"])
    format: str = Field(description="the format")
    documents: int | None = Field(description="of how many chosen documents; null for all")
    state: State = Field(description="queued, running, and at the end done or failed")
    made_at: str = Field(description="when it was ordered (UTC)")
    ended_at: str | None = Field(description="when it was done or had failed (UTC)")
    files: int = Field(description="files written so far")
    of: int = Field(description="of how many; 0 where that is not known")
    size: int = Field(description="bytes written so far; when it is done, those of the result")
    name: str | None = Field(description="name of the result, when it is done")
    moved_on: bool = Field(description="the dataset was changed meanwhile: parts of the result may not agree")
    cause: str | None = Field(description="why it failed")
    remedy: str | None = Field(description="what may mend it")


class ExportsShown(BaseModel):
    """The formats, and what this token has ordered."""

    formats: list[FormatShown]
    rows: list[ExportShown]


class OrderAsked(BaseModel):
    """What is to be exported."""

    model_config = ConfigDict(extra="forbid", str_max_length=200)

    format: str = Field(max_length=40, description="one of the formats", examples=["xlsx"])
    documents: (
        Annotated[list[Annotated[str, Field(pattern="^[0-9a-f]{12}$")]], Field(min_length=1, max_length=MOST)] | None
    ) = Field(None, description="the documents; all of them if none are named")
    language: Literal["vi", "en"] | None = Field(
        None, description="language of what people read in it; else that asked for"
    )


Identity = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="the export")]


@router.get("/exports", summary="Exports", response_model=ExportsShown, openapi_extra={"x-scope": "read"})
def listed(call: Reads) -> Response:
    """The formats that can be ordered, and what this token has ordered, the latest first."""
    jobs = _jobs(call)
    formats = [{"name": one.name, "summary": one.summary[call.language]} for one in jobs.maker.offers]
    rows = [shown(job, call.language) for job in jobs.listed(_owner(call))]
    return json_answer({"formats": formats, "rows": rows}, headers={"Content-Language": call.language})


@router.post(
    "/exports",
    status_code=202,
    summary="Order an export",
    response_model=ExportShown,
    openapi_extra={"x-scope": "read"},
)
def order(call: Reads, asked: OrderAsked) -> Response:
    """Have an export made in the background. The address in `Location` tells what becomes of it."""
    jobs = _jobs(call)
    documents = None if asked.documents is None else tuple(sorted(set(asked.documents)))
    try:
        job = jobs.order(_owner(call), Order(asked.format, documents, asked.language or call.language))
    except KeyError as error:
        raise wrong_value(
            "body", "format", "choice", expected=", ".join(one.name for one in jobs.maker.offers)
        ) from error
    except TooManyError as error:
        raise ProblemError("too_many_exports", headers={"Retry-After": "30"}, count=error.count) from error
    headers = {"Location": f"{PREFIX}/exports/{job.identity}", "Content-Language": call.language}
    return json_answer(shown(job, call.language), status=202, headers=headers)


@router.get(
    "/exports/{export_id}",
    summary="What became of an export",
    response_model=ExportShown,
    openapi_extra={"x-scope": "read"},
)
def one(call: Reads, export_id: Identity) -> Response:
    """The state of an export that this token has ordered."""
    return json_answer(shown(_job(call, export_id), call.language), headers={"Content-Language": call.language})


@router.get(
    "/exports/{export_id}/file",
    summary="The result of an export",
    response_class=FileResponse,
    responses={200: {"content": {BINARY: {"schema": {"type": "string", "format": "binary"}}}}},
    openapi_extra={"x-scope": "read"},
)
def file(call: Reads, export_id: Identity) -> Response:
    """The file, or a ZIP archive of several."""
    job = _job(call, export_id)
    if job.made is None:
        raise ProblemError("not_made", headers={"Retry-After": "2"} if job.pending else None, state=job.state)
    if not job.made.path.is_file():
        raise ProblemError("not_found")
    return FileResponse(job.made.path, media_type=BINARY, filename=job.made.name, headers=marked(None))


@router.delete(
    "/exports/{export_id}", status_code=204, summary="Stop or remove an export", openapi_extra={"x-scope": "read"}
)
def remove(call: Reads, export_id: Identity) -> Response:
    """Stop what is being made, or remove the result."""
    if not _jobs(call).remove(_owner(call), export_id):
        raise ProblemError("not_found")
    return Response(status_code=204)


def shown(job: Job, language: Language) -> dict[str, Any]:
    """An order as it is told."""
    problem = job.problem
    cause = None if problem is None else problem.cause or word(language, f"exports.failed_{problem.key}")
    return {
        "export_id": job.identity,
        "format": job.order.format,
        "documents": None if job.order.documents is None else len(job.order.documents),
        "state": job.state,
        "made_at": time_text(job.made_at),
        "ended_at": time_text(job.ended_at) if job.ended_at else None,
        "files": job.progress.files,
        "of": job.progress.of,
        "size": job.made.size if job.made else job.progress.size,
        "name": job.made.name if job.made else None,
        "moved_on": bool(job.made and job.made.moved_on),
        "cause": cause,
        "remedy": None if problem is None else problem.remedy or None,
    }


def _jobs(call: Call) -> Jobs:
    if call.interface.exports is None:
        raise ProblemError("no_exports")
    return call.interface.exports


def _job(call: Call, identity: str) -> Job:
    job = _jobs(call).get(_owner(call), identity)
    if job is None:
        raise ProblemError("not_found")
    return job


def _owner(call: Call) -> str:
    return f"token {call.caller.token_id}"
