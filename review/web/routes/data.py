"""The views of the dataset."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from review.web.access import Signed
from review.web.chart import bars
from review.web.data_view import choose, families, heads_of_targets, matrix, month_of, target_grids

router = APIRouter(prefix="/data")
Text = Annotated[str, Query(max_length=200)]
After = Annotated[str, Query(max_length=4000)]
DocId = Annotated[str, Query(pattern=r"^([0-9a-f]{12})?$")]


@router.get("/targets")
def targets(who: Signed, text: Text = "", doc_id: DocId = "", after: After = "") -> Response:
    """Targets by year."""
    chosen = choose(who.site.lookup, text, doc_id, after)
    grids, count = target_grids(who.site.lookup, chosen, heads_of_targets(who.site.desk.ledger.engine, chosen.ids))
    return who.show("targets.html", grids=grids, chart=bars(count), chosen=chosen, text=text, after=after)


@router.get("/units")
def units(
    who: Signed,
    *,
    text: Text = "",
    doc_id: DocId = "",
    after: After = "",
    unit: Annotated[str, Query(max_length=500)] = "",
    due: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Units × tasks × due dates."""
    chosen = choose(who.site.lookup, text, doc_id, after)
    return who.show(
        "units.html",
        matrix=matrix(who.site.lookup, chosen, unit, due),
        chosen=chosen,
        text=text,
        after=after,
        unit=unit,
        due=due,
    )


@router.get("/calendar")
def calendar(
    who: Signed,
    text: Text = "",
    doc_id: DocId = "",
    after: After = "",
    month: Annotated[str, Query(pattern=r"^((19|20)\d\d-(0[1-9]|1[0-2]))?$")] = "",
) -> Response:
    """Deadlines by month."""
    chosen = choose(who.site.lookup, text, doc_id, after)
    # the day on which the page is opened decides where it opens
    shown = month_of(who.site.lookup, chosen, month, date.today())
    return who.show("calendar.html", month=shown, chart=bars(shown.counts), chosen=chosen, text=text, after=after)


@router.get("/cascade")
def cascade(who: Signed) -> Response:
    """Plans under the plans that they implement."""
    found = families(who.site.archive)
    names = {link.child.doc_id for family in found for link in family.children} | {family.parent for family in found}
    return who.show("cascade.html", families=found, documents=who.site.lookup.documents(sorted(names)))
