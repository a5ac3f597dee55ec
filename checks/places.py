"""What stands around the mention of a locality, for the rules that judge it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from checks.rule import Plan
from dataset.records import PlaceMention
from normalizers.places import Place, gazetteer

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
    return Surroundings(_flat(before), _flat(after), plan.cites_at(mention.span))


def elsewhere(mention: PlaceMention) -> str | None:
    """The provinces in which the gazetteer has a commune of that name, of that level if there is one.

    A commune of another level is told with its level: "tỉnh Bắc Ninh (xã Lương Tài)" for a ward of that name.
    """
    named = [p for p in gazetteer().lookup(mention.name or "", tier="commune") if p.in_force]
    same = [place for place in named if place.level == mention.level]
    homes = {upper.full_name: place for place in same or named for upper in _provinces_above(place)}
    if same:
        return ", ".join(sorted(homes)) or None
    return ", ".join(f"{name} ({place.full_name})" for name, place in sorted(homes.items())) or None


def _provinces_above(place: Place) -> Iterator[Place]:
    return (upper for upper in gazetteer().above(place) if upper.tier == "province")


@lru_cache(maxsize=32)
def words(name: str) -> str:
    """A pattern of ``data/places.toml``."""
    data = tomllib.loads((resources.files("checks") / "data" / "places.toml").read_text(encoding="utf-8"))
    return str(data[name])


def _flat(text: str) -> str:
    """One line without emphasis, its outer space kept: what stands right beside the name has to stay beside it."""
    return re.sub(r"\s+", " ", text.replace("*", "").replace("\\", ""))
