"""Mentions of organisations: everywhere a document names one, under its canonical name."""

from __future__ import annotations

from collections.abc import Iterable

from dataset.records import Record, UnitMention
from extractors.base import Context, Extractor
from extractors.organisations import organisations


class UnitExtractor(Extractor):
    """Finds the rows of ``unit_mentions``."""

    name = "units"
    after = ("documents",)

    def extract(self, context: Context) -> Iterable[Record]:
        """Yield every mention in reading order, with the part of the document in which it stands."""
        known = organisations(context)
        for mention in known.mentions:
            unit = known.resolve(mention.found.unit)
            yield UnitMention.at(
                context.document,
                mention.view.span(mention.found.start, mention.found.end),
                0.95 if unit.known else 0.75,
                unit=unit.name,
                unit_text=mention.found.text,
                kind=unit.kind,
                level=unit.level,
                place=unit.place,
                context=mention.node.kind,
            )
