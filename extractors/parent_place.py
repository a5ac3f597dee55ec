"""The locality above the issuer's: from the head, from what the document says, or from the gazetteer. Never guessed."""

from __future__ import annotations

import re
from collections import Counter

from extractors.bodies import Body
from extractors.localities import find_localities, proper
from extractors.outline.lines import fold
from extractors.outline.model import Outline
from normalizers.places import Place, gazetteer

_UPPER_LEVELS = frozenset({"tỉnh", "thành phố", "huyện", "quận", "thị xã"})
_BODY_BEFORE = re.compile(
    r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|dang bo|tinh uy|thanh uy|so [^,;.]{1,40})\s*$"
)
# a body of the level above named once weighs as much as three bare mentions, and is enough
_OFFICIAL = 3


def parent_place(outline: Outline, body: Body | None, above: list[Body], issued_on: str | None) -> str | None:
    """The locality above with its level (``thành phố Hà Nội``); nothing for provinces and above, or if in doubt.

    The superior body of the head decides (of a department that is the committee of its own province); else the unit
    that the document names most among those that the gazetteer has above a unit of this name; else the unit above
    whose body the document names; else the only one in the gazetteer.
    """
    if body is None or body.place is None:
        return None
    for higher in reversed(above):
        if higher.place and higher.level:
            return f"{higher.level} {higher.place}"
    if body.level is None:
        return None
    if body.level == "tỉnh":
        return None
    candidates = candidates_of(body.level, body.place, issued_on)
    if any(place.tier == "province" for place in candidates):
        return None
    possible = {units[0].full_name for place in candidates if (units := gazetteer().above(place))}
    counts = _named_above(outline, body)
    for name, _ in counts.most_common():
        if name in possible:
            return name
    official = [name for name, count in counts.most_common() if count >= _OFFICIAL]
    if official:
        return official[0]
    return next(iter(possible)) if len(possible) == 1 else None


def candidates_of(level: str, name: str, on: str | None) -> list[Place]:
    """The units of a level and name that may have been in force at a date; those in force now without one."""
    found = gazetteer().lookup(name, level=level)
    return [place for place in found if (place.valid_on(on) if on else place.in_force)]


def _named_above(outline: Outline, body: Body) -> Counter[str]:
    """How often the document names each unit of a higher level; a body of that unit counts more than the bare name."""
    counts: Counter[str] = Counter()
    for node in outline.nodes:
        if node.kind == "table":
            continue
        for place in find_localities(node.text):
            if place.level not in _UPPER_LEVELS or not place.name or fold(place.name) == fold(body.place or ""):
                continue
            official = _BODY_BEFORE.search(fold(node.text[: place.start])) is not None
            # as the gazetteer spells it: dashes and tone marks vary
            name = place.candidates[0].name if place.candidates else proper(place.name)
            counts[f"{place.level} {name}"] += _OFFICIAL if official else 1
    return counts
