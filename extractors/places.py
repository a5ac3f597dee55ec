"""Where localities are named, and where the issuer's own level is spoken of without a name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from dataset.document import Document
from dataset.records import DocumentRecord, PlaceMention, Record
from dataset.views import View
from extractors.base import Context, Extractor
from extractors.issuer import COMMUNE_LEVELS
from extractors.localities import Locality, find_localities, proper
from extractors.outline.model import Node
from normalizers.places import gazetteer, name_key

Relation = Literal["self", "parent", "other", "unknown"]
_PROVINCE_LEVELS = frozenset({"tỉnh", "thành phố"})
_DISTRICT_LEVELS = ("quận", "huyện", "thị xã")
_NO_PLACES = frozenset({"symbol", "motto", "stamp"})
_REACH = 30


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of ``extractors/patterns/places.toml`` by ``section.name``."""
    return {
        f"{section}.{name}": re.compile(text, re.IGNORECASE)
        for section, entries in _data().items()
        if isinstance(entries, dict)
        for name, text in entries.items()
        if isinstance(text, str)
    }


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("extractors.patterns").joinpath("places.toml").read_text("utf-8"))


class Places(Extractor):
    """Yields a :class:`PlaceMention` for every named locality, every bare level word and every unit below a commune.

    ``relation`` compares the mention with the issuer. A bare word of the issuer's own level is ``self``, one of the
    level above is ``parent``, one of another level ("UBND xã" in a plan of a ward) is ``other``; units below a commune
    are ``unknown``. Words that speak of a level in general ("các xã, phường", "cấp xã") are left out. The confidence is
    lower where nothing anchors a bare word ("trên địa bàn", "UBND").
    """

    name = "places"
    after = ("documents",)

    def extract(self, context: Context) -> Iterable[Record]:
        """The mentions, in reading order."""
        records = context.records.of(DocumentRecord)
        issuer = records[0] if records else None
        for node in context.outline.nodes:
            if node.kind in _NO_PLACES:
                continue
            for view in _views(context.document, node):
                yield from sorted(_mentions(context.document, view, node, issuer), key=lambda row: row.start)


def _views(document: Document, node: Node) -> Iterator[View]:
    if node.table is None:
        yield node.view
        return
    for cell in node.table.cells:
        yield document.view(cell.spans)


def _mentions(document: Document, view: View, node: Node, issuer: DocumentRecord | None) -> Iterator[PlaceMention]:
    text = view.text
    for place in find_localities(text):
        if place.name is None and _general(text, place):
            continue
        anchored = place.name is not None or _patterns()["anchor.before"].search(
            text[max(0, place.start - _REACH) : place.start]
        )
        yield PlaceMention.at(
            document,
            view.span(place.start, place.end),
            0.95 if anchored else 0.6,
            level=place.level,
            name=proper(place.name) if place.name else None,
            code=_code(place, issuer),
            relation=_relation(place, issuer),
            context=node.kind,
        )
    yield from _sub_units(document, view, node)


def _sub_units(document: Document, view: View, node: Node) -> Iterator[PlaceMention]:
    text, patterns = view.text, _patterns()
    for match in patterns["sub_units.words"].finditer(text):
        before, after = text[max(0, match.start() - _REACH) : match.start()], text[match.end() : match.end() + _REACH]
        if patterns["sub_units.not_before"].search(before) or patterns["sub_units.not_after"].search(after):
            continue
        name = patterns["sub_units.number"].match(after)
        word = match.group(1).lower()
        yield PlaceMention.at(
            document,
            view.span(match.start(), match.end() + (name.end() if name else 0)),
            0.9,
            level=_data()["sub_units"]["canonical"].get(word, word),
            name=name.group(1) if name else None,
            code=None,
            relation="unknown",
            context=node.kind,
        )


def _general(text: str, place: Locality) -> bool:
    patterns = _patterns()
    before, after = text[max(0, place.start - _REACH) : place.start], text[place.end : place.end + _REACH]
    if patterns["general.before"].search(before) or patterns["general.listed"].search(before):
        return True
    return patterns["general.after"].search(after) is not None


def _code(place: Locality, issuer: DocumentRecord | None) -> str | None:
    """The code of the only unit of this name and level; a parent that the document has narrows the choice."""
    on = issuer.issued_on if issuer else None
    found = [unit for unit in place.candidates if (unit.valid_on(on) if on else unit.in_force)]
    if len({unit.code for unit in found}) > 1 and issuer is not None and issuer.parent_place:
        parent = name_key(issuer.parent_place)
        within = [
            unit for unit in found if any(name_key(above.full_name) == parent for above in gazetteer().above(unit))
        ]
        found = within or found
    codes = {unit.code for unit in found}
    return codes.pop() if len(codes) == 1 else None


def _relation(place: Locality, issuer: DocumentRecord | None) -> Relation:
    if issuer is None or issuer.issuer_level is None:
        return "unknown"
    level, parent = issuer.issuer_level, issuer.parent_place or ""
    if place.name is None:
        return _bare_relation(place.level, level, parent)
    name = name_key(place.name)
    own = name_key(issuer.place or "")
    if place.level == level and own in {name, name_key(f"{level} {place.name}")}:
        return "self"
    if parent and name_key(parent) == name_key(f"{place.level} {place.name}"):
        return "parent"
    if place.level in _PROVINCE_LEVELS and level in COMMUNE_LEVELS and not parent:
        return "unknown"
    return "other"


def _bare_relation(said: str, own: str, parent: str) -> Relation:
    """What a bare level word means to an issuer of level ``own`` below ``parent`` (both with their level words)."""
    if said == own:
        return "self"
    if own in COMMUNE_LEVELS:
        if said in COMMUNE_LEVELS:
            return "other"
        # before July 2025 a district stood between commune and province
        between = parent.startswith(_DISTRICT_LEVELS) or (parent.startswith("thành phố") and not _is_province(parent))
        return "parent" if not parent or parent.startswith(said) or (between and said in _PROVINCE_LEVELS) else "other"
    if said in COMMUNE_LEVELS:
        return "unknown"
    if parent:
        return "parent" if parent.startswith(said) else "unknown"
    return "other" if said in _PROVINCE_LEVELS else "unknown"


def _is_province(full_name: str) -> bool:
    return any(unit.tier == "province" for unit in gazetteer().lookup(full_name))
