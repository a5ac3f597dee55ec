"""On which sheet of its file a page stands, where sheets of open books hold two pages."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from dataset.lookup import Lookup
from dataset.records import DocumentRecord, NoteRecord

_TWO_PAGES: Final = "two_pages"
"""The note of the reader on each page of a sheet that holds two."""


@dataclass(frozen=True)
class SheetPlace:
    """A sheet (from 0) of so many of its file; ``half`` tells the first page of an open book from the second."""

    sheet: int
    sheets: int
    half: Literal[0, 1] | None = None


def sheet_place(lookup: Lookup, document: DocumentRecord, page: int) -> SheetPlace:
    """Where a page (from 1) stands, by the notes of how the document was read."""
    firsts = set()
    for note in lookup.rows(NoteRecord, doc_id=document.doc_id):
        if note.code == _TWO_PAGES and note.details:
            firsts.add(int(json.loads(note.details)["first"]))
    return place_of(page, document.page_count, firsts)


def place_of(page: int, pages: int, firsts: Collection[int]) -> SheetPlace:
    """The same, where ``firsts`` are the pages that share a sheet with the one behind them."""
    before = sum(first + 1 < page for first in firsts)
    sheets = pages - len(firsts)
    if page in firsts:
        return SheetPlace(page - 1 - before, sheets, 0)
    if page - 1 in firsts:
        return SheetPlace(page - 2 - before, sheets, 1)
    return SheetPlace(page - 1 - before, sheets)
