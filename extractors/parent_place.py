"""The locality above the issuer's: from the head, from what the document says, or from the gazetteer. Never guessed."""

from __future__ import annotations

import re
from collections import Counter

from extractors.issuer import COMMUNE_LEVELS, Body
from extractors.localities import find_localities, proper
from extractors.outline.lines import fold
from extractors.outline.model import Outline

_UPPER_LEVELS = frozenset({"tỉnh", "thành phố"})
_BODY_BEFORE = re.compile(r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|dang bo|so [^,;.]{1,40})\s*$")


def parent_place(outline: Outline, body: Body | None, above: list[Body]) -> str | None:
    """The locality above with its level (``thành phố Hải Phòng``); nothing for provinces and above, or if in doubt."""
    if body is None or body.place is None or body.level is None or body.level == "tỉnh":
        return None
    for higher in above:
        if higher.place and higher.level and fold(higher.place) != fold(body.place):
            return f"{higher.level} {higher.place}"
    if body.level not in COMMUNE_LEVELS:
        return None
    counts = _named_above(outline, body)
    return counts.most_common(1)[0][0] if counts else None


def _named_above(outline: Outline, body: Body) -> Counter[str]:
    """How often the document names each province, a body of the province counting more than the bare name."""
    counts: Counter[str] = Counter()
    for node in outline.nodes:
        if node.kind == "table":
            continue
        for place in find_localities(node.text):
            if place.level not in _UPPER_LEVELS or not place.name or fold(place.name) == fold(body.place or ""):
                continue
            official = _BODY_BEFORE.search(fold(node.text[: place.start])) is not None
            counts[f"{place.level} {proper(place.name)}"] += 3 if official else 1
    return counts
