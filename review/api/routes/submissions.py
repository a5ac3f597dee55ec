"""Documents that are handed in, and what becomes of them."""

from __future__ import annotations

import errno
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from dataset.database import DatabaseError
from review.api.answers import is_known, json_answer, links, tag_of, unchanged
from review.api.caller import Call, Submits
from review.api.inbox import Arrived, Inbox
from review.api.intake import Outcome
from review.api.pages import packed, unpacked
from review.api.problems import PREFIX, ProblemError, wrong_value
from review.api.submissions import Submission, clean_name, new_identity

router = APIRouter(tags=["documents handed in"])
FILE: Final = "file"
_PART: Final = 1 << 20
State = Literal["queued", "reading", "done", "partly", "refused"]


class DocumentShown(BaseModel):
    """A document of the dataset that a file held."""

    doc_id: str = Field(description="the document", examples=["3f1c2a9b77d0"])
    source: str = Field(description="where it was read from", examples=["inbox/6920d1f0-1c9a60d2b7e44f03.pdf"])
    state: Literal["done", "partly"] = Field(description="partly if pages could not be read")


class RefusedShown(BaseModel):
    """A file, or a member of an archive, that could not be read."""

    source: str = Field(description="what could not be read")
    code: str = Field(description="the cause by a name that no language changes", examples=["pdf_password"])
    cause: str = Field(description="why")
    remedy: str = Field(description="what mends it")


class SubmissionShown(BaseModel):
    """A document that was handed in."""

    submission_id: str = Field(description="its identity", examples=["6920d1f0-1c9a60d2b7e44f03"])
    name: str = Field(description="what the sender called it", examples=["ke-hoach.pdf"])
    kind: str = Field(description="kind of file, by its content", examples=["pdf"])
    size: int = Field(description="bytes")
    sha256: str = Field(description="SHA-256 of the bytes")
    state: State = Field(description="queued, reading, and at the end done, partly or refused")
    made_at: str = Field(description="when it was accepted (UTC)")
    changed_at: str = Field(description="when its state changed last (UTC)")
    tries: int = Field(description="how often reading was tried without an answer: a full disk, say")
    documents: list[DocumentShown] = Field(description="the documents that it held; an archive holds many")
    refused: list[RefusedShown] = Field(description="what of it could not be read")


class SubmissionsShown(BaseModel):
    """A page of what was handed in."""

    rows: list[SubmissionShown]
    next: str | None = Field(description="cursor of the next page")


class SubmissionsAsked(BaseModel):
    """What may be asked of what was handed in."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[list[State], Field(max_length=5)] = Field([], description="states; repeated: any of them")
    cursor: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_-]*$")] = Field("", description="where to go on")
    limit: int = Field(50, ge=1, le=500, description="rows of a page")


_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE],
                    "properties": {FILE: {"type": "string", "format": "binary", "description": "the document"}},
                }
            }
        },
    },
    "x-scope": "submit",
}


@router.post(
    "/documents",
    status_code=202,
    summary="Hand in a document",
    response_model=SubmissionShown,
    openapi_extra=_FORM,
)
async def submit(call: Submits) -> Response:
    """Take a document to be read. When this is answered the document is on disk and will be read, whatever happens.

    The address in `Location` tells what becomes of it.
    """
    inbox, reader = call.interface.inbox, call.interface.reader
    if inbox is None or reader is None:
        raise ProblemError("no_inbox")
    kind = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise ProblemError("not_multipart")
    waiting = await run_in_threadpool(call.interface.submissions.waiting, call.caller.token_id)
    if waiting >= call.interface.settings.waiting_at_most:
        raise ProblemError("too_many_waiting", headers={"Retry-After": "60"}, count=waiting)
    async with call.request.form(max_files=1, max_fields=8) as form:
        file = form.get(FILE)
        if not isinstance(file, UploadFile):
            raise wrong_value("body", FILE, "missing")
        identity = new_identity()
        try:
            arrived = await inbox.take(identity, _parts(file))
        except OSError as error:
            raise _no_room(error) from error
    return await run_in_threadpool(_accept, call, inbox, identity, arrived, clean_name(file.filename or ""))


async def _parts(file: UploadFile) -> AsyncIterator[bytes]:
    while part := await file.read(_PART):
        yield part


def _accept(call: Call, inbox: Inbox, identity: str, arrived: Arrived, name: str) -> Response:
    reader = call.interface.reader
    assert reader is not None
    path = arrived.path
    try:
        if not arrived.size:
            raise wrong_value("body", FILE, "empty_file")
        kind = reader.kind(arrived.head, name)
        if kind is None:
            raise ProblemError("kind", kinds=", ".join(reader.kinds))
        path = inbox.keep(arrived, kind)
        now = time.time()
        submission = Submission(
            identity, call.caller.token_id, path.name, name, kind, arrived.sha256, arrived.size, "queued", now, now, 0,
            Outcome(),
        )  # fmt: skip
        call.interface.submissions.add(submission)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _no_room(error) from error
    except (ProblemError, DatabaseError):
        path.unlink(missing_ok=True)
        raise
    call.interface.arrived.set()
    headers = {"Location": f"{PREFIX}/submissions/{identity}", "Content-Language": call.language}
    return json_answer(submission.shown(call.language), status=202, headers=headers)


def _no_room(error: OSError) -> ProblemError:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return ProblemError("storage", headers={"Retry-After": "600"} if full else None)


@router.get(
    "/submissions",
    summary="What was handed in",
    response_model=SubmissionsShown,
    openapi_extra={"x-scope": "submit"},
)
def listed(call: Submits, asked: Annotated[SubmissionsAsked, Query()]) -> Response:
    """What this token has handed in, the latest first; a token for administration sees everything."""
    after = unpacked(asked.cursor, [str])[0] if asked.cursor else ""
    rows = call.interface.submissions.listed(call.caller.whose, asked.state, after, asked.limit + 1)
    following = packed([rows[asked.limit - 1].submission_id]) if len(rows) > asked.limit else ""
    shown = [row.shown(call.language) for row in rows[: asked.limit]]
    body: dict[str, Any] = {"rows": shown, "next": following or None}
    return json_answer(body, headers=links(call.request, following))


@router.get(
    "/submissions/{submission_id}",
    summary="What became of a document",
    response_model=SubmissionShown,
    responses={304: {"description": "Not modified"}},
    openapi_extra={"x-scope": "submit"},
)
def one(
    call: Submits,
    submission_id: Annotated[str, Path(pattern="^[0-9a-f]{8}-[0-9a-f]{16}$", description="the document handed in")],
) -> Response:
    """The state of a document that was handed in, the documents that it held, and what of it could not be read."""
    found = call.interface.submissions.get(submission_id, call.caller.whose)
    if found is None:
        raise ProblemError("not_found")
    tag = tag_of(call.request, repr((found.state, found.changed_at)), call.language)
    if is_known(call.request, tag):
        return unchanged(tag)
    return json_answer(found.shown(call.language), tag=tag, headers={"Content-Language": call.language})
