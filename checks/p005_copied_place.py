"""P005 copied-place: a sentence was taken over from another locality's plan together with its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from checks.catalogue import Entry, catalogue
from checks.copies import Homes, twin
from checks.families import batches, rows_of
from checks.heads import locality_of, place_of, records_of
from checks.places import words
from checks.rule import Archive, CorpusRule, Slip
from dataset.records import DocumentRecord, PlaceMention, Section

_LEVELS = ("xã", "phường", "thị trấn", "đặc khu", "tỉnh", "thành phố")
# parts in which a plan speaks of itself
_OWN_PARTS = frozenset({"title", "closing", "annex-title", "annex-reference"})
_REACH = 80
# plans at a time whose texts are in memory
_BATCH = 100


class CopiedPlace(CorpusRule):
    """Whoever copies a plan puts the own name in everywhere but where nobody looks."""

    code = "P005"
    name = "copied-place"
    severity = "error"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each name in a sentence that stands in the plan of the place which bears it."""
        for batch in batches(_suspects(archive), _BATCH):
            documents = {entry.doc_id for own, found in batch for entry in (own, *(origin for _, origin in found))}
            sections = rows_of(archive, Section, documents)
            records = records_of(archive, documents)
            for own, found in batch:
                for mention, origin in found:
                    other = _copied_from(own, mention, origin, sections)
                    if other is not None:
                        yield _slip(own, mention, origin, other, records)


def _suspects(archive: Archive) -> Iterator[tuple[Entry, list[tuple[PlaceMention, Entry]]]]:
    """Plans with the names of other localities of which the archive holds a plan about the same, and that plan."""
    known = catalogue(archive)
    homes = Homes(known)
    mentions = archive.rows(PlaceMention, {"relation": ["other"], "level": _LEVELS})
    for doc_id, group in groupby(mentions, key=lambda mention: mention.doc_id):
        own = known.by_id[doc_id]
        if not own.place or own.scanned:
            continue
        origins: dict[tuple[str | None, str | None], Entry | None] = {}
        found = []
        for mention in group:
            key = mention.level, mention.name
            if mention.name and key not in origins:
                origins[key] = homes.origin(own, mention)
            origin = origins.get(key)
            if origin is not None:
                found.append((mention, origin))
        if found:
            yield own, found


def _copied_from(
    own: Entry, mention: PlaceMention, origin: Entry, sections: Mapping[str, list[Section]]
) -> Section | None:
    """The part of the other plan that was copied, if the name can only be left over from it."""
    around = [section for section in sections.get(own.doc_id, ()) if section.span.contains(mention.span)]
    section = min(around, key=lambda section: section.span.length, default=None)
    if section is None or not (_is_elsewhere(own, origin) or _speaks_of_itself(section, mention)):
        return None
    return twin(section, own, mention, origin, sections.get(origin.doc_id, ()))


def _slip(
    own: Entry, mention: PlaceMention, origin: Entry, other: Section, records: Mapping[str, DocumentRecord]
) -> Slip:
    far = _is_elsewhere(own, origin)
    certain = far or mention.context in _OWN_PARTS
    return Slip(
        own.doc_id,
        mention.page,
        mention.span,
        mention.quote,
        observed=f"{mention.level} {mention.name}",
        values={
            "own": locality_of(records[own.doc_id]),
            "act": origin.name,
            "source": origin.source,
            "home": records[origin.doc_id].parent_place or "",
        },
        template="elsewhere" if far else "message",
        confidence=0.95 if certain else 0.85,
        severity=None if certain else "warning",
        other_doc_id=origin.doc_id,
        places=(place_of(other, "context"),),
    )


def _is_elsewhere(own: Entry, origin: Entry) -> bool:
    """Whether two plans are of two provinces: what is next door for one is not for the other."""
    return bool(own.parent and origin.parent and own.parent != origin.parent)


def _speaks_of_itself(section: Section, mention: PlaceMention) -> bool:
    """Whether a plan has to name itself where it names another place of its province."""
    if mention.context in _OWN_PARTS:
        return True
    at = mention.start - section.start
    before = section.quote[max(0, at - _REACH) : at]
    own = any(re.search(words(name), before, re.IGNORECASE) for name in ("own_before", "dwellers_before"))
    return own and not re.search(words("neighbour_before"), before, re.IGNORECASE)
