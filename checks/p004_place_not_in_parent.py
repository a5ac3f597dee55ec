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
    r"(?:Tỉnh|Thành) (?:ủy|uỷ) (?P<name>[^\W\d_]+(?:[ -][^\W\d_]+){1,2}?)(?=\s*(?:$|[,;.:()\n]|về\b))"
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
    """Bodies of a province that the issuer does not lie in, as its superiors; of a province, of another one."""
    document, on = plan.document, plan.document.issued_on or ""
    homes = _homes(plan)
    if not homes:
        return
    in_commune = document.issuer_level in _COMMUNES
    parts: list[Citation | Section] = [c for c in plan.records.of(Citation) if c.role != "mention" and _is_new(c)]
    if in_commune:
        parts += plan.sections_of("superior", "recipient")
    body = plan.sections_of("item", "text") if in_commune else []
    for mention in mentions:
        if mention.level not in _PROVINCES:
            continue
        before = plan.text[max(0, mention.start - _REACH) : mention.start]
        head = re.search(words("superior_before"), before, re.IGNORECASE)
        named = gazetteer().lookup(mention.name or "", level=mention.level, tier="province") if head else []
        if head is None or not named or {p.code for p in named if p.valid_on(on)} & {p.code for p in homes}:
            continue
        if not in_commune and _lands(named) & _lands(homes):
            continue  # the own province under its former name
        above = any(part.span.contains(mention.span) for part in parts)
        told = any(part.span.contains(mention.span) for part in body) and not plan.cites_at(mention.span)
        if not above and not (told and re.search(words("reports_before"), before[: head.start()])):
            continue
        gone = not any(place.valid_on(on) for place in named)
        yield plan.slip(
            Span(mention.start - len(head.group()), mention.end),
            observed=mention.quote,
            expected=" / ".join(sorted({place.full_name for place in homes if place.valid_on(on)})),
            template=("gone" if gone else "parent") if in_commune else "other",
            values={"own": f"{document.issuer_level} {document.place}"},
            confidence=0.95,
        )


def _homes(plan: Plan) -> list[Place]:
    """The province in which the issuer lies, or which it is; none where that is not known or was not so yet."""
    document, on = plan.document, plan.document.issued_on or ""
    if not document.place or on < _REDRAWN:
        return []
    if document.issuer_level in _COMMUNES:
        return _provinces(gazetteer().lookup(document.place, level=document.issuer_level, tier="commune", on=on))
    if document.issuer_level in _PROVINCES:
        return gazetteer().lookup(document.place, tier="province", on=on)
    return []


def _strange_committees(plan: Plan) -> Iterator[Slip]:
    """The same for the Party: its committee of a commune carries out what the committee of its own province decides."""
    document, on = plan.document, plan.document.issued_on or ""
    homes = _homes(plan) if document.issuer_level in _COMMUNES else []
    parts = plan.sections_of("basis", "enacting")
    acts = [c.span for c in plan.records.of(Citation) if _is_new(c) and any(p.span.contains(c.span) for p in parts)]
    for span in [*acts, *(section.span for section in plan.sections_of("recipient"))] if homes else ():
        committee = _COMMITTEE.search(plan.text, span.start, span.end)
        named = gazetteer().lookup(committee["name"], tier="province") if committee else []
        if committee is None or not named or {p.code for p in named if p.valid_on(on)} & {p.code for p in homes}:
            continue
        yield plan.slip(
            Span(*committee.span()),
            observed=committee.group(),
            expected=" / ".join(sorted({place.full_name for place in homes if place.valid_on(on)})),
            template="parent" if any(place.valid_on(on) for place in named) else "gone",
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
