"""Corrections to pick from instead of typing: what the rule proposes, and what is named alike elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from dataset.database import reading
from dataset.tables import TABLES
from normalizers.gazetteer import gazetteer
from normalizers.unicode import compare_key, fold
from review.corrections import checked, normaliser_of
from review.queue import Item

_LEAST: Final = 70.0
"""Percent of likeness from which on a name is worth showing."""


def suggestions(engine: sa.Engine, item: Item, field: str = "", typed: str = "", most: int = 6) -> list[str]:
    """Values that may be right, the likeliest first: for what has been typed so far, else for what was read.

    First what the rule proposes, then what stands in other rows of the same column, names of units, places.

    Raises:
        DatabaseError: The database cannot be read.
    """
    field = field or item.field
    kind = normaliser_of(field)
    words = typed or item.predicted or item.quote
    proposed = [item.expected] if item.expected and not typed else []
    if kind == "place":
        known: Iterable[str] = chain(_others(engine, field), _place_names())
    elif kind == "unit":
        known = _others(engine, "units.unit")
    elif kind in {"text", "symbol"} and field:
        known = _others(engine, field)
    else:
        known = ()
    found = [value for text in proposed if (value := checked(field, text).value)]
    for text in chain(found, _alike(words, known, most)):
        if text != item.predicted and text not in found:
            found.append(text)
    return found[:most]


def _alike(words: str, known: Iterable[str], most: int) -> Iterator[str]:
    """The known names most like some words: without marks first, for marks are what gets lost."""
    names = list(dict.fromkeys(known))
    folded = process.extract(
        fold(words), [fold(name) for name in names], scorer=fuzz.WRatio, score_cutoff=_LEAST, limit=4 * most
    )
    key = compare_key(words)
    ranked = sorted(folded, key=lambda hit: (-hit[1], -fuzz.ratio(key, compare_key(names[hit[2]])), names[hit[2]]))
    yield from (names[index] for _, _, index in ranked)


def _others(engine: sa.Engine, field: str) -> list[str]:
    table, column = field.split(".")
    named = TABLES[table].c[column]
    query = sa.select(named).where(named.is_not(None)).group_by(named).order_by(sa.func.count().desc(), named)
    with reading(engine) as connection:
        return [str(value) for value in connection.scalars(query.limit(2000))]


@lru_cache(maxsize=1)
def _place_names() -> tuple[str, ...]:
    return tuple(sorted({place.name for place in gazetteer().places if place.in_force}))
