"""What stands around the mention of a locality, for the rules that judge it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from checks.rule import Plan
from dataset.records import Citation, PlaceMention
from normalizers.places import gazetteer

# characters of context that a reader takes in around a name
_REACH = 80


@dataclass(frozen=True)
class Surroundings:
    """The text around a mention and what it tells."""

    before: str
    after: str
    cited: bool

    @property
    def neighbour(self) -> bool:
        """Whether the words around make it a neighbour, a former unit or a place on the way."""
        return bool(
            re.search(words("neighbour_before"), self.before, re.IGNORECASE)
            or re.search(words("former_after"), self.after, re.IGNORECASE)
        )

    @property
    def listed(self) -> bool:
        """Whether it is one of several localities in a row."""
        return bool(
            re.search(words("listed_before"), self.before, re.IGNORECASE)
            or re.search(words("listed_after"), self.after, re.IGNORECASE)
        )

    @property
    def own(self) -> bool:
        """Whether the words before speak of the document's own locality."""
        return bool(re.search(words("own_before"), self.before, re.IGNORECASE))


def surroundings(plan: Plan, mention: PlaceMention) -> Surroundings:
    """The words around a mention, markup and line breaks evened out."""
    before = plan.text[max(0, mention.start - _REACH) : mention.start].rpartition("\n\n")[2]
    after = plan.text[mention.end : mention.end + _REACH].partition("\n\n")[0]
    return Surroundings(_flat(before), _flat(after), in_citation(plan, mention))


def in_citation(plan: Plan, mention: PlaceMention) -> bool:
    """Whether the locality belongs to the name of a cited act."""
    return any(citation.span.overlaps(mention.span) for citation in plan.records.of(Citation))


def elsewhere(mention: PlaceMention) -> str | None:
    """The provinces in which the gazetteer has a commune of that name and level, if it is known at all."""
    units = [
        place for place in gazetteer().lookup(mention.name or "", level=mention.level, tier="commune") if place.in_force
    ]
    above = sorted(
        {upper.full_name for place in units for upper in gazetteer().above(place) if upper.tier == "province"}
    )
    return ", ".join(above) or None


@lru_cache(maxsize=32)
def words(name: str) -> str:
    """A pattern of ``data/places.toml``."""
    data = tomllib.loads((resources.files("checks") / "data" / "places.toml").read_text(encoding="utf-8"))
    return str(data[name])


def _flat(text: str) -> str:
    """One line without emphasis, its outer space kept: what stands right beside the name has to stay beside it."""
    return re.sub(r"\s+", " ", text.replace("*", "").replace("\\", ""))
