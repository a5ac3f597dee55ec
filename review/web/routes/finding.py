"""One finding, one screen; deciding on it and going on."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, HTTPException, Path, Query, Response

from checks.tables import format_number
from review.corrections import normaliser_of
from review.queue import Filters, Item
from review.suggestions import suggestions
from review.web.access import Filtered, Signed, Trusted, Visitor, address_of, go
from review.web.deciding import RefusedError, decide
from review.web.finding_view import FindingView, finding_view
from review.web.sheet_view import WIDTHS, sheet_view
from review.whereabouts import Place

router = APIRouter()
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{8,64}$")]
REASONS: Final = ("as_is", "misread", "other_meaning", "known")


@router.get("/finding/{key}")
def show(
    who: Signed,
    wanted: Filtered,
    key: Key,
    page: Annotated[int | None, Query(ge=1)] = None,
    view: str = "",
) -> Response:
    """The screen of one subject."""
    item, shown = _find(who, key)
    taken = who.site.desk.take(who.name, key)
    desk = who.site.desk
    standing = desk.standing(key)
    place = desk.place(item)
    hidden = item.wanted > 1 and who.name not in item.reviewers
    history = [] if hidden else desk.history(key) or list(standing.decisions)
    sheets = [_sheet(who, shown, page or item.page, view)]
    if shown.other is not None:
        sheets.append(_other_sheet(who, shown, view))
    return who.show(
        "finding.html",
        shown=shown,
        item=item,
        standing=standing,
        hidden=hidden,
        history=history,
        taken=taken if taken != who.name else "",
        sheets=sheets,
        as_text=view == "text",
        widths=WIDTHS,
        rechecked=who.site.rechecks.of(shown.document, who.language),
        field=place.field if place is not None else "",
        query=address_of(wanted),
        like=desk.queue.like(item) if item.due else [],
        next=desk.queue.next(wanted, key),
        previous=desk.queue.before(wanted, key),
        left=desk.queue.progress(wanted),
        reasons=REASONS,
        suggestions=_suggestions(who, item, place),
    )


@router.post("/finding/{key}/decide")
def decide_one(
    who: Trusted,
    wanted: Filtered,
    key: Key,
    *,
    action: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(max_length=2000)] = "",
    value: Annotated[str, Form(max_length=4000)] = "",
    basis: Annotated[str, Form(max_length=64)] = "",
    settles: Annotated[str, Form(max_length=4000)] = "",
    scope: Annotated[str, Form(max_length=10)] = "one",
) -> Response:
    """Decide, and on to what comes next with the same filters."""
    item, _ = _find(who, key)
    following = who.site.desk.queue.next(wanted, key)
    others = [other for other in who.site.desk.queue.like(item) if other != key] if scope == "like" else []
    try:
        decide(who, [key, *others], action, reason=reason, value=value, basis=basis or None, settles=settles.split())
    except RefusedError as error:
        who.tell(who.say("decide.refused", why=error), "bad")
        return go(f"/finding/{key}{address_of(wanted)}")
    if following is not None and following.key in others:
        following = who.site.desk.queue.next(wanted, key)
    return go(_address(following, wanted))


@router.post("/undo")
def undo(who: Trusted, wanted: Filtered) -> Response:
    """Take back the last decision, and show what it was about."""
    undone = who.site.desk.undo(who.name)
    if undone is None:
        who.tell(who.say("decide.nothing_to_undo"), "bad")
        return go(f"/queue{address_of(wanted)}")
    count = len(undone.decisions)
    text = who.say("decide.done_undo")
    who.tell(who.say("decide.done_many", text=text, count=count) if count > 1 else text)
    first = undone.decisions[0].key
    return go(_address(next((item for item in undone.items if item.key == first), None), wanted))


def _address(item: Item | None, wanted: Filters) -> str:
    return f"/finding/{item.key}{address_of(wanted)}" if item is not None else f"/queue{address_of(wanted)}"


def _find(who: Visitor, key: str) -> tuple[Item, FindingView]:
    item = who.site.desk.queue.item(key)
    shown = finding_view(who.site.lookup, item) if item is not None else None
    if item is None or shown is None:
        raise HTTPException(404)
    return item, shown


def _sheet(who: Visitor, shown: FindingView, page: int, view: str) -> object:
    document = shown.document
    meant = shown.meant.get(document.doc_id, [])
    return sheet_view(who.site.lookup, who.site.originals, document, page, meant, as_text=view == "text")


def _other_sheet(who: Visitor, shown: FindingView, view: str) -> object:
    """The page of the other document, or that of a further place of the same one, which it opens at."""
    document = shown.other
    assert document is not None
    meant = shown.meant.get(document.doc_id, [])
    if shown.far:
        meant = [place for place in meant if place.role == "context"]
    return sheet_view(who.site.lookup, who.site.originals, document, shown.other_page, meant, as_text=view == "text")


def _suggestions(who: Visitor, item: Item, place: Place | None) -> list[str]:
    """Values that may be right, the likeliest first, as people write them."""
    field = place.field if place is not None else ""
    found = suggestions(who.site.desk.ledger.engine, item, field)
    return [format_number(float(value)) for value in found] if normaliser_of(field) == "number" else found
