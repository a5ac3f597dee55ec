"""Documents: the list, one as a whole, what stands on a place of it, its tables."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from starlette.datastructures import FormData

from checks.tables import format_number
from dataset.records import DocumentRecord
from dataset.spans import Span
from review.desk import NotInQueueError
from review.queue import Filters
from review.web.access import Signed, Trusted, Visitor, go
from review.web.deciding import RefusedError, decide, tell_rechecked
from review.web.document_view import document_view, things_of
from review.web.sheet_view import WIDTHS, Meant, sheet_view
from review.web.table_view import TableView, misfits, table_view

router = APIRouter()
DocId = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")]
TableId = Annotated[str, Path(max_length=100)]
COUNT: Final = 60
CELL: Final = "cells.value"
CELL_TEXT: Final = "cells.text"
_MOST_CELLS: Final = 20_000


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=20_000)


Fields = Annotated[FormData, Depends(_form)]


@router.get("/documents")
def documents(
    who: Signed, text: Annotated[str, Query(max_length=200)] = "", after: Annotated[str, Query(max_length=4000)] = ""
) -> Response:
    """The documents, by the name of their file."""
    found = who.site.lookup.list_documents(text, after, COUNT + 1)
    more = found[COUNT - 1][0].source if len(found) > COUNT else None
    return who.show("documents.html", found=found[:COUNT], text=text, more=more)


@router.get("/documents/{doc_id}")
def document(who: Signed, doc_id: DocId) -> Response:
    """One document as it was read."""
    return who.show("document.html", shown=document_view(who.site.lookup, _document(who, doc_id)))


@router.get("/documents/{doc_id}/at/{start}")
def at(who: Signed, doc_id: DocId, start: Annotated[int, Path(ge=0)]) -> Response:
    """What was extracted from one place, with its picture."""
    found = _document(who, doc_id)
    here = [one for one in things_of(who.site.lookup, doc_id) if one.row.span.start <= start < one.row.span.end]
    if not here:
        raise HTTPException(404)
    here.sort(key=lambda one: one.row.span.length)
    meant = [Meant(Span(*here[0].row.span), "evidence")]
    sheet = sheet_view(who.site.lookup, who.site.originals, found, here[0].row.page, meant)
    values: dict[str, Any] = {
        "things": here,
        "sheet_shown": sheet if sheet.pictured else None,
        "widths": WIDTHS,
        "document": found,
    }
    if who.request.headers.get("hx-request"):
        return who.part("at.html", **values)
    return who.show("at_page.html", **values)


@router.get("/documents/{doc_id}/tables/{table_id}")
def table(who: Signed, doc_id: DocId, table_id: TableId) -> Response:
    """A table as a grid beside its picture."""
    view = _table(who, doc_id, table_id)
    pages = range(view.table.first_page, view.table.last_page + 1)
    meant = [Meant(Span(*view.table.span), "region")]
    lookup, originals = who.site.lookup, who.site.originals
    sheets = [sheet_view(lookup, originals, view.document, number, meant) for number in pages]
    return who.show(
        "table.html",
        view=view,
        sheets=[sheet for sheet in sheets if sheet.pictured] or sheets[:1],
        widths=WIDTHS,
        misfits=misfits(lookup, view, {}, who.language),
    )


@router.post("/documents/{doc_id}/tables/{table_id}/check")
def check(who: Trusted, doc_id: DocId, table_id: TableId, fields: Fields) -> Response:
    """What does not fit with the cells as they are typed; nothing is saved."""
    view = _table(who, doc_id, table_id)
    typed = _typed(view, fields)
    return who.part("misfits.html", misfits=misfits(who.site.lookup, view, typed, who.language), unsaved=len(typed))


@router.post("/documents/{doc_id}/tables/{table_id}")
def save(who: Trusted, doc_id: DocId, table_id: TableId, fields: Fields) -> Response:
    """Save the cells that were changed as corrections."""
    view = _table(who, doc_id, table_id)
    saved = 0
    for row, text in _typed(view, fields).items():
        cell = next(field.cell for field in view.fields.values() if field.row == row)
        try:
            item = who.site.desk.value(CELL if cell.value is not None else CELL_TEXT, doc_id, row)
            decide(who, [item.key], "correct", value=text, quiet=True)
            saved += 1
        except (RefusedError, NotInQueueError) as error:
            why = who.say("decide.refused", why=error)
            who.tell(f"{who.say('table.cell', row=cell.row, column=cell.column)}: {why}", "bad")
    if saved:
        who.tell(who.say("table.saved", count=saved))
        tell_rechecked(who, (), {doc_id})
    return go(f"/documents/{doc_id}/tables/{table_id}")


def _document(who: Visitor, doc_id: str) -> DocumentRecord:
    found = who.site.lookup.document(doc_id)
    if found is None:
        raise HTTPException(404)
    return found


def _table(who: Visitor, doc_id: str, table_id: str) -> TableView:
    view = table_view(who.site.lookup, _document(who, doc_id), table_id, _corrected(who, doc_id))
    if view is None:
        raise HTTPException(404)
    return view


def _corrected(who: Visitor, doc_id: str) -> dict[int, str]:
    """The cells of a document that somebody has corrected, as people write them, by row of the dataset."""
    wanted = Filters(state="corrected", doc_id=doc_id, subject="value")
    items = who.site.desk.queue.page(wanted, count=_MOST_CELLS).items
    return {
        item.row: format_number(float(item.value)) if item.field == CELL else item.value
        for item in items
        if item.row is not None and item.value and item.field in {CELL, CELL_TEXT}
    }


def _typed(view: TableView, fields: FormData) -> dict[int, str]:
    """The cells that are typed otherwise than they stand, by row of the dataset."""
    found: dict[int, str] = {}
    for field in view.fields.values():
        typed = fields.get(f"cell-{field.row}")
        # a browser ends lines as it likes where a cell takes several
        if isinstance(typed, str) and " ".join(typed.split()) != " ".join(field.text.split()):
            found[field.row] = typed.strip()
    return found
