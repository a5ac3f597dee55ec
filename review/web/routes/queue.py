"""The queue as a list, with its filters."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Response

from dataset.records import DocumentRecord
from review.queue import Page
from review.states import STATES
from review.web.access import Filtered, Signed, Trusted, Visitor, address_of, go
from review.web.deciding import RefusedError, decide

router = APIRouter()
COUNT: Final = 40
_FACETS: Final = ("severity", "rule", "issuer", "doc_id")
_MOST: Final = 12
"""Choices of a filter that are shown; the search finds the others."""
_RECHECKED: Final = 2
"""Documents that are checked again for one page, where it was not done yet."""
_GRAVEST_FIRST: Final = ("error", "warning", "info")


@router.get("/queue")
def queue(who: Signed, wanted: Filtered, after: Annotated[int | None, Query()] = None) -> Response:
    """One page of the queue, or what comes behind it."""
    found = who.site.desk.queue.page(wanted, after, COUNT)
    documents = _names(who, found)
    rechecked = who.site.rechecks.of_some(documents.values(), who.language, _RECHECKED)
    if after is not None and who.request.headers.get("hx-request"):
        return who.part(
            "queue_rows.html", page=found, wanted=wanted, query=address_of, documents=documents, rechecked=rechecked
        )
    facets = {name: who.site.desk.queue.counts(name, wanted, _MOST) for name in _FACETS}
    facets["severity"] = {name: facets["severity"][name] for name in _GRAVEST_FIRST if name in facets["severity"]}
    return who.show(
        "queue.html",
        page=found,
        wanted=wanted,
        query=address_of,
        states=STATES,
        subjects=who.site.desk.queue.counts("subject", wanted),
        progress=who.site.desk.queue.progress(wanted),
        facets=facets,
        rechecked=rechecked,
        reviewers=who.site.desk.queue.reviewers(),
        agreement=who.site.desk.agreement() if who.site.desk.blind_share() else None,
        documents=_names(who, found, [*facets["doc_id"], wanted.doc_id]),
    )


@router.post("/queue/decide")
def decide_many(
    who: Trusted,
    wanted: Filtered,
    action: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
    key: Annotated[list[str] | None, Form(max_length=500)] = None,
) -> Response:
    """Decide on all that are selected."""
    try:
        decide(who, key or [], action, reason=reason)
    except RefusedError as error:
        who.tell(who.say("decide.refused", why=error), "bad")
    return go(f"/queue{address_of(wanted)}")


def _names(who: Visitor, page: Page, more: list[str] | None = None) -> dict[str, DocumentRecord]:
    return who.site.lookup.documents([*{item.doc_id for item in page.items}, *(more or ())])
