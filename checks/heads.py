"""Where a document bears its number, its date and its title, for findings about a document as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from checks.rule import Archive, Place, PlaceRole
from dataset.records import DocumentRecord, Located, Section

# what is shown of a head, the foremost first; a document without a number line is shown by its title
_KINDS = ("symbol", "title", "issuer")
DATE_FIRST = ("place-date", *_KINDS)
"""What is shown of a head where its date is the matter."""


def heads_of(
    archive: Archive, documents: Collection[str], kinds: tuple[str, ...] = _KINDS
) -> Mapping[str, list[Section]]:
    """By document one line of its head: that of its number, else its title, else its issuer, or as ``kinds`` says."""
    found: dict[str, dict[str, Section]] = defaultdict(dict)
    for section in archive.rows(Section, {"doc_id": sorted(documents), "kind": kinds}):
        found[section.doc_id].setdefault(section.kind, section)
    return {key: [next(lines[kind] for kind in kinds if kind in lines)] for key, lines in found.items()}


def records_of(archive: Archive, documents: Collection[str]) -> Mapping[str, DocumentRecord]:
    """Some documents with their names as written, by identity."""
    return {row.doc_id: row for row in archive.rows(DocumentRecord, {"doc_id": sorted(documents)})}


def locality_of(document: DocumentRecord) -> str:
    """The issuer's locality with its level, as written."""
    return " ".join(filter(None, (document.issuer_level, document.place)))


def place_of(row: Located, role: PlaceRole = "context") -> Place:
    """A further place of a finding: where a row stands."""
    return Place(row.doc_id, row.page, row.span, row.quote, role)
