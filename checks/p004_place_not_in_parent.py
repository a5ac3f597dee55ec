"""P004 place-not-in-parent: the gazetteer has a locality under another province than the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from checks.places import words
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation, PlaceMention, Section
from dataset.spans import Span
from normalizers.places import Place, gazetteer

_COMMUNES = frozenset({"phường", "xã", "thị trấn", "đặc khu"})
_PROVINCES = frozenset({"tỉnh", "thành phố"})
# communes and provinces were redrawn on that day: before it another list holds
_REDRAWN = "2025-07"
_REACH = 60
# a name of two words or three, as those of provinces are
_COMMITTEE = re.compile(
    r"(?:Tỉnh|Thành) (?:ủy|uỷ) (?P<name>[^\W\d_]+(?:[ -][^\W\d_]+){1,2}?)(?=\s*(?:$|[,;.:)\n]|về\b))"
)


class PlaceNotInParent(DocumentRule):
    """A commune carries out the plan of its own province, and lies where the gazetteer has it."""

    code = "P004"
    name = "place-not-in-parent"
    severity = "error"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every such province, at each place where an act, a recipient or a commune names it."""
        mentions = [m for m in plan.records.of(PlaceMention) if m.name]
        yield from _strange_superiors(plan, mentions)
        yield from _strange_committees(plan)
        yield from _strange_places(plan, mentions)


def _strange_superiors(plan: Plan, mentions: list[PlaceMention]) -> Iterator[Slip]:
    """Bodies of a province that the issuer, a commune, does not lie in, as its superiors."""
    document, on = plan.document, plan.document.issued_on or ""
    if document.issuer_level not in _COMMUNES or not document.place or on < _REDRAWN:
        return
    own = gazetteer().lookup(document.place, level=document.issuer_level, tier="commune", on=on)
    homes = _provinces(own)
    if not homes:
        return
    superiors = [c for c in plan.records.of(Citation) if c.role != "mention" and _is_new(c)]
    parts: list[Citation | Section] = [*superiors, *plan.sections_of("superior", "recipient")]
    for mention in mentions:
        if mention.level not in _PROVINCES or not any(part.span.contains(mention.span) for part in parts):
            continue
        named = gazetteer().lookup(mention.name or "", level=mention.level, tier="province")
        head = re.search(
            words("superior_before"), plan.text[max(0, mention.start - _REACH) : mention.start], re.IGNORECASE
        )
        if not named or head is None or {p.code for p in named if p.valid_on(on)} & {p.code for p in homes}:
            continue
        span = Span(mention.start - len(head.group()), mention.end)
        gone = not any(place.valid_on(on) for place in named)
        yield plan.slip(
            span,
            observed=mention.quote,
            expected=" / ".join(sorted({place.full_name for place in homes if place.valid_on(on)})),
            template="gone" if gone else "parent",
            values={"own": f"{document.issuer_level} {document.place}"},
            confidence=0.95,
        )


def _strange_committees(plan: Plan) -> Iterator[Slip]:
    """The same for the Party: its committee of a commune carries out what the committee of its own province decides."""
    document, on = plan.document, plan.document.issued_on or ""
    if document.issuer_level not in _COMMUNES or not document.place or on < _REDRAWN:
        return
    homes = _provinces(gazetteer().lookup(document.place, level=document.issuer_level, tier="commune", on=on))
    parts = plan.sections_of("basis", "enacting")
    for citation in plan.records.of(Citation):
        committee = _COMMITTEE.search(citation.quote) if homes and _is_new(citation) else None
        named = gazetteer().lookup(committee["name"], tier="province") if committee else []
        own_part = any(part.span.contains(citation.span) for part in parts)
        if committee is None or not own_part or not named or _lands(named) & _lands(homes):
            continue
        at = plan.text.find(committee.group(), citation.start, citation.end)
        if at >= 0:
            yield plan.slip(
                Span(at, at + len(committee.group())),
                observed=committee.group(),
                expected=" / ".join(sorted({place.full_name for place in homes if place.valid_on(on)})),
                template="parent",
                values={"own": f"{document.issuer_level} {document.place}"},
                confidence=0.93,
            )


def _strange_places(plan: Plan, mentions: list[PlaceMention]) -> Iterator[Slip]:
    """Communes with a province behind them (xã A, tỉnh B) that neither holds, nor held, one of that name."""
    for commune, above in pairwise(mentions):
        if commune.level not in _COMMUNES or above.level not in _PROVINCES:
            continue
        if not re.fullmatch(r"\s*(?:,|thuộc|của|-|–)?\s*", plan.text[commune.end : above.start]):
            continue
        known = gazetteer().lookup(commune.name or "", level=commune.level, tier="commune")
        named = gazetteer().lookup(above.name or "", level=above.level, tier="province")
        homes = _provinces(known)
        if not homes or not named or _lands(homes) & _lands(named):
            continue
        yield plan.slip(
            Span(commune.start, above.end),
            observed=f"{commune.level} {commune.name}, {above.level} {above.name}",
            expected=" / ".join(sorted({place.full_name for place in homes if place.in_force} or _names(homes))),
            confidence=0.9,
        )


def _is_new(citation: Citation) -> bool:
    """Whether an act was issued when the provinces were those of today; before, it may bear a former name."""
    return citation.issued_on is None or citation.issued_on >= _REDRAWN


def _provinces(communes: list[Place]) -> list[Place]:
    return [upper for commune in communes for upper in gazetteer().above(commune) if upper.tier == "province"]


def _lands(provinces: list[Place]) -> set[str]:
    """The provinces of today that hold the land of some provinces, and these themselves."""
    now = {unit.code for province in provinces for unit in gazetteer().successors(province)}
    return now | {province.code for province in provinces if province.in_force}


def _names(provinces: list[Place]) -> set[str]:
    return {province.full_name for province in provinces}
