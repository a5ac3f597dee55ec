"""The table of units, computed from the places where they are named."""

from __future__ import annotations

from collections.abc import Iterable

from dataset.records import UnitMention, UnitRecord


def gathered_units(mentions: Iterable[UnitMention]) -> list[UnitRecord]:
    """One row for each unit, by name, of mentions that come document by document.

    What sort of body it is, its level and its locality are those of the first mention that tells.
    """
    units: dict[str, UnitRecord] = {}
    last: dict[str, str] = {}
    for mention in mentions:
        known = units.get(mention.unit)
        units[mention.unit] = UnitRecord(
            unit=mention.unit,
            kind=(known and known.kind) or mention.kind,
            level=(known and known.level) or mention.level,
            place=(known and known.place) or mention.place,
            mentions=(known.mentions if known else 0) + 1,
            # the rows of a document come together, so that a change of document counts once
            documents=(known.documents if known else 0) + (last.get(mention.unit) != mention.doc_id),
        )
        last[mention.unit] = mention.doc_id
    return [units[name] for name in sorted(units)]
