"""The dataset and the findings in other forms: ordered here, made in the background, fetched for a while."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Response
from fastapi.responses import FileResponse

from review.exporting.job import Job
from review.exporting.jobs import Jobs, TooManyError
from review.exporting.making import Order
from review.web.access import Signed, Trusted, Visitor, go

router = APIRouter(prefix="/exports")
Text = Annotated[str, Query(max_length=200)]
Identity = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
DocId = Annotated[str, Query(pattern=r"^([0-9a-f]{12})?$")]
SHOWN: Final = 60
"""Documents that are shown to be ticked."""
MOST: Final = 5_000
"""Documents of one selection."""
BINARY: Final = "application/octet-stream"
"""No browser shows it in the place of a page, whatever it holds."""


def _jobs(who: Signed) -> Jobs:
    jobs = who.site.programs.exports
    if jobs is None:
        raise HTTPException(404)
    return jobs


Exports = Annotated[Jobs, Depends(_jobs)]


@router.get("")
def exports(who: Signed, jobs: Exports, text: Text = "", doc_id: DocId = "") -> Response:
    """What can be exported, of which documents, and what was."""
    lookup = who.site.lookup
    whole = lookup.count_documents()
    if doc_id:
        found = [one for one in [lookup.document(doc_id)] if one]
    else:
        # without words all are found: no need to look at more of them than are shown
        found = [one for one, _ in lookup.list_documents(text, "", MOST + 1 if text.strip() else SHOWN)]
    return who.show(
        "exports.html",
        offers=jobs.maker.offers,
        jobs=jobs.listed(_owner(who)),
        bounds=jobs.bounds,
        found=found[:SHOWN],
        count=len(found) if text.strip() or doc_id else whole,
        most=MOST,
        whole=whole,
        text=text,
        chosen=doc_id,
    )


@router.get("/jobs")
def state(who: Signed, jobs: Exports) -> Response:
    """What became of one's orders: a part of the page, which asks for it again while something is being made."""
    return who.part("export_jobs.html", jobs=jobs.listed(_owner(who)), bounds=jobs.bounds)


@router.post("")
def order(
    who: Trusted,
    jobs: Exports,
    *,
    kind: Annotated[str, Form(max_length=40)] = "",
    scope: Annotated[str, Form(pattern="^(all|found|ticked)$")] = "all",
    text: Annotated[str, Form(max_length=200)] = "",
    doc_id: Annotated[list[str] | None, Form(max_length=SHOWN)] = None,
) -> Response:
    """Order an export."""
    documents = _documents(who, scope, text, doc_id or [])
    if documents is not None and not documents:
        who.tell(who.say("exports.none_chosen"), "bad")
    elif documents is not None and len(documents) > MOST:
        who.tell(who.say("exports.too_wide", most=MOST), "bad")
    else:
        try:
            jobs.order(_owner(who), Order(kind, documents, who.language))
        except KeyError:
            who.tell(who.say("exports.no_format"), "bad")
        except TooManyError as error:
            who.tell(who.say("exports.too_many", count=error.count), "bad")
        else:
            who.tell(who.say("exports.ordered"))
    return go("/exports")


@router.post("/{identity}/remove")
def remove(who: Trusted, jobs: Exports, identity: Identity) -> Response:
    """Stop an order, or remove its result."""
    if not jobs.remove(_owner(who), identity):
        raise HTTPException(404)
    who.tell(who.say("exports.removed"))
    return go("/exports")


@router.get("/{identity}/file")
def fetch(who: Signed, jobs: Exports, identity: Identity) -> Response:
    """The result of an order."""
    return file_of(jobs.get(_owner(who), identity))


def file_of(job: Job | None) -> FileResponse:
    """The file of an order as an answer; where it lies is known here alone.

    Raises:
        HTTPException: There is none.
    """
    if job is None or job.made is None or not job.made.path.is_file():
        raise HTTPException(404)
    path: FilePath = job.made.path
    return FileResponse(path, media_type=BINARY, filename=job.made.name, headers={"Cache-Control": "no-store"})


def _owner(who: Visitor) -> str:
    return f"reviewer {who.name}"


def _documents(who: Visitor, scope: str, text: str, ticked: list[str]) -> tuple[str, ...] | None:
    """The documents that are meant, as they are found now; None for all."""
    if scope == "all":
        return None
    if scope == "ticked":
        return tuple(sorted(who.site.lookup.documents(ticked)))
    found: list[tuple[Any, int]] = list(who.site.lookup.list_documents(text, "", MOST + 1))
    return tuple(document.doc_id for document, _ in found)
