"""The plans of one issuer, with their rows, issuer by issuer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from checks.catalogue import Entry, catalogue
from checks.families import BATCH, rows_of
from checks.rule import Archive
from dataset.records import Located

L = TypeVar("L", bound=Located)


def siblings(archive: Archive, kind: type[L]) -> Iterator[tuple[list[Entry], dict[str, list[L]]]]:
    """Groups of the documents of one body, with their rows of one table by document.

    Only bodies that are sure to be one, and one version of each plan: the last. The rows of some hundred documents are
    in memory at a time.
    """
    batch: list[list[Entry]] = []
    size = 0
    for group in catalogue(archive).by_body.values():
        group = _without_versions([entry for entry in group if entry.sure])  # noqa: PLW2901  sifted
        if len(group) < 2:
            continue
        batch.append(group)
        size += len(group)
        if size >= BATCH:
            yield from _with_rows(archive, kind, batch)
            batch, size = [], 0
    yield from _with_rows(archive, kind, batch)


def _with_rows(
    archive: Archive, kind: type[L], batch: list[list[Entry]]
) -> Iterator[tuple[list[Entry], dict[str, list[L]]]]:
    if not batch:
        return
    rows = rows_of(archive, kind, {entry.doc_id for group in batch for entry in group})
    for group in batch:
        yield group, {entry.doc_id: rows.get(entry.doc_id, []) for entry in group}


def _without_versions(group: list[Entry]) -> list[Entry]:
    """The documents, of those with one title and year the last only: drafts, copies, and plans that were amended."""
    last: dict[tuple[str, str, str], Entry] = {}
    for entry in group:
        last[entry.doc_type, entry.title, entry.year] = entry
    return sorted(last.values(), key=lambda entry: entry.rank)
