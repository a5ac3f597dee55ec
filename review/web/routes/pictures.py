"""Pictures of pages, and the files of the pages themselves."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query, Response

from dataset.records import PageRecord
from review.halves import sheet_place
from review.originals import NoPictureError
from review.web.access import Signed
from review.web.sheet_view import WIDTHS

router = APIRouter()
_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_DAY: Final = "private, max-age=86400, immutable"


@router.get("/pages/{doc_id}/{number}")
def page_picture(
    who: Signed,
    doc_id: Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")],
    number: Annotated[int, Path(ge=1, le=100_000)],
    width: Annotated[int, Query()] = WIDTHS[0],
) -> Response:
    """A page as it was received."""
    document = who.site.lookup.document(doc_id)
    page = next(iter(who.site.lookup.rows(PageRecord, doc_id=doc_id, page=number)), None)
    if document is None or page is None or width not in WIDTHS:
        raise HTTPException(404)
    try:
        place = sheet_place(who.site.lookup, document, number)
        picture = who.site.originals.picture(document, page, width, place)
    except NoPictureError as error:
        raise HTTPException(404) from error
    # the address names the content, so that it never changes
    return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": _DAY})


@lru_cache(maxsize=1)
def static_files() -> dict[str, bytes]:
    """The files that the pages are made with, by name; nothing else is ever served from disk."""
    folder = resources.files("review.web") / "static"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.rpartition(".")[2] in _TYPES}


@router.get("/static/{name}")
def static(name: str) -> Response:
    """One of our own files."""
    data = static_files().get(name)
    if data is None:
        raise HTTPException(404)
    return Response(data, media_type=_TYPES[name.rpartition(".")[2]], headers={"Cache-Control": "private, max-age=60"})
