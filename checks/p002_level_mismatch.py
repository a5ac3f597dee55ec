"""P002 level-mismatch: the issuer's level is written wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.bodies import is_central
from checks.places import surroundings, words
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Citation, PlaceMention
from dataset.spans import Span
from normalizers.places import gazetteer

_COMMUNES = frozenset({"phường", "xã", "thị trấn", "đặc khu"})
_PROVINCES = frozenset({"tỉnh", "thành phố"})
# gone with the two-level administration (Law 72/2025/QH15, from 1 July 2025)
_ABOLISHED = frozenset({"huyện", "quận", "thị xã"})
_TWO_LEVELS = "2025-07"
_LOCAL_NEEDED = 2
_PARTS = frozenset(
    {"title", "enacting", "heading", "item", "text", "closing", "annex-title", "annex-reference", "table"}
)
_SURE = 0.9
_MOST = 8
# the words to the left that make one name with the level: "Ủy ban nhân dân xã", "trên địa bàn tỉnh"
_HEAD = re.compile(
    r"(?:trên địa bàn|địa bàn|(?:Chủ tịch\s+)?(?:Ủy|Uỷ) ban nhân dân|(?:Chủ tịch\s+)?UBND|Hội đồng nhân dân|HĐND|"
    r"(?:Ban Chấp hành\s+)?Đảng (?:ủy|uỷ|bộ)|Công an|Trạm Y tế|Mặt trận Tổ quốc(?: Việt Nam)?|toàn|lãnh đạo)\s+$",
    re.IGNORECASE,
)
# what is told of the time before
_PAST = re.compile(
    r"\b(?:kết quả|đã|từng|trước khi|trước đây|sáp nhập|sắp xếp|nguyên là|thành lập|từ các|gồm các)\b|\b20[01]\d\b",
    re.IGNORECASE,
)
_OVER_THE_AREA = re.compile(r"(?:trên địa bàn|địa bàn|toàn)\s+$", re.IGNORECASE)


class LevelMismatch(DocumentRule):
    """A commune's name for itself in a ward's plan, or a province's area where a commune speaks of its own people."""

    code = "P002"
    name = "level-mismatch"
    severity = "error"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every bare level word that is not the issuer's, and for bodies that only a province has."""
        level = plan.document.issuer_level
        if level not in _COMMUNES | _PROVINCES or is_central(plan.document.symbol):
            return
        two_levels = (plan.document.issued_on or "") >= _TWO_LEVELS
        found: list[Slip] = []
        mentions = plan.records.of(PlaceMention)
        for mention in mentions:
            if mention.name or mention.context not in _PARTS or _is_quoted(plan, mention):
                continue
            if mention.confidence < _SURE and not _of_own_people(plan, mention):
                continue
            template = self._template(plan, mention, level, two_levels=two_levels)
            if template and not (template != "scope" and _in_title_of_act(plan, mention)):
                if template == "message" and level in _PROVINCES and _of_an_older_act(plan, mention):
                    continue
                found.append(self._slip(plan, mention, level, template))
        # who writes of another level all along is another issuer than the head seems to say
        many = len(found) > _MOST and len(found) > sum(m.relation == "self" and not m.name for m in mentions)
        yield from (replace(slip, severity="info") if many else slip for slip in found)
        yield from _communes_within(plan)
        yield from _never_a_province(plan)
        if level in _COMMUNES:
            if two_levels:
                yield from _districts_and_towns(plan)
            yield from _provincial_bodies(plan)
            yield from _provincial_partners(plan)

    def _template(self, plan: Plan, mention: PlaceMention, level: str, *, two_levels: bool) -> str | None:
        """What is wrong with a bare level word, as the name of a message; nothing if it may stand there."""
        if mention.level in _ABOLISHED and mention.relation in {"other", "unknown"}:
            return "abolished" if two_levels and not _is_former(plan, mention) else None
        if mention.relation == "parent":
            return "scope" if level in _COMMUNES and self._is_own_area(plan, mention) else None
        same_tier = {level, mention.level} <= _COMMUNES or ({level, mention.level} <= _PROVINCES and two_levels)
        return "message" if mention.relation == "other" and same_tier else None

    @staticmethod
    def _slip(plan: Plan, mention: PlaceMention, level: str, template: str = "message") -> Slip:
        head = _HEAD.search(plan.text, max(0, mention.start - 40), mention.start)
        span = Span(head.start() if head else mention.start, mention.end)
        observed = " ".join(plan.text[span.start : span.end].split())
        return plan.slip(
            span,
            observed=observed,
            expected=f"{observed[: len(observed) - len(mention.quote)]}{level}",
            values={"level": level},
            template=template,
            severity="warning" if template == "scope" else "error",
            confidence=0.85 if template == "scope" else 0.93,
        )

    @staticmethod
    def _is_own_area(plan: Plan, mention: PlaceMention) -> bool:
        """Whether "trên địa bàn tỉnh" speaks of what the commune itself does, not of what the province planned."""
        around = surroundings(plan, mention)
        of_the_parent = re.search(r"\b(?:tỉnh|thành phố|kế hoạch|nghị quyết|chương trình|đề án)\b", around.before, re.I)
        in_body = mention.context in {"item", "text"} and not around.cited
        return in_body and bool(_OVER_THE_AREA.search(around.before)) and not of_the_parent


def _of_an_older_act(plan: Plan, mention: PlaceMention) -> bool:
    """Whether a province is named as the issuer of an act from before the merger, when it bore another level."""
    return any(
        citation.span.overlaps(mention.span) and (citation.issued_on or _TWO_LEVELS) < _TWO_LEVELS
        for citation in plan.records.of(Citation)
    )


def _of_own_people(plan: Plan, mention: PlaceMention) -> bool:
    """Whether a bare level stands behind those who live there: "vận động Nhân dân phường"."""
    around = surroundings(plan, mention)
    return bool(re.search(words("people_before"), around.before)) and not re.search(words("levels_after"), around.after)


def _is_quoted(plan: Plan, mention: PlaceMention) -> bool:
    """Whether the words stand in quotation marks of their own: they are spoken of, as where terms are replaced."""
    line = plan.text[plan.text.rfind("\n", 0, mention.start) + 1 : mention.start]
    opened = max(line.rfind("“"), line.rfind('"'))
    return opened >= 0 and "”" not in line[opened:] and plan.text[mention.end : mention.end + 1] in {"”", '"'}


def _is_former(plan: Plan, mention: PlaceMention) -> bool:
    """Whether a district is spoken of as what was; to work with its committee is to work with nobody."""
    around = surroundings(plan, mention)
    partner = re.search(words("partner_before"), around.before, re.IGNORECASE)
    return around.neighbour and not (partner and mention.context in {"item", "text", "table"})


def _districts_and_towns(plan: Plan) -> Iterator[Slip]:
    """What a commune of the two-level administration takes over from its district: its area, and several communes."""
    for mention in plan.records.of(PlaceMention):
        if not mention.name or mention.level not in _ABOLISHED or mention.context not in _PARTS:
            continue
        around, head = surroundings(plan, mention), _OVER_THE_AREA.search(plan.text, mention.start - 40, mention.start)
        if head and not (around.neighbour or around.listed or around.cited or _PAST.search(around.before)):
            span = Span(head.start(), mention.end)
            yield _abolished(plan, span)
    for section in plan.sections_of("item", "text"):
        for match in re.finditer(words("communes_and_towns"), plan.text[section.start : section.end], re.IGNORECASE):
            span = Span(section.start + match.start(), section.start + match.end())
            if not plan.cites_at(span) and not _PAST.search(plan.text[section.start : span.start]):
                yield _abolished(plan, span, "towns")


def _abolished(plan: Plan, span: Span, template: str = "abolished") -> Slip:
    observed = " ".join(plan.text[span.start : span.end].split())
    values = {"level": plan.document.issuer_level or ""}
    return plan.slip(span, observed=observed, values=values, template=template, severity="warning", confidence=0.88)


def _communes_within(plan: Plan) -> Iterator[Slip]:
    """Communes and wards on the area of one commune: the province's area is meant."""
    own = plan.document.issuer_level
    expected = own if own in _PROVINCES else "tỉnh, thành phố"
    for section in plan.sections_of("heading", "item", "text", "closing"):
        for match in re.finditer(words("communes_within"), plan.text[section.start : section.end], re.IGNORECASE):
            span = Span(section.start + match.start(), section.start + match.end())
            observed = " ".join(match.group().split())
            yield plan.slip(
                span,
                observed=observed,
                expected=f"{observed[: len(observed) - len(match['level'])]}{expected}",
                values={"level": own or ""},
                template="within",
                confidence=0.95,
            )


def _never_a_province(plan: Plan) -> Iterator[Slip]:
    """Cities under the central government that are written as provinces: "tỉnh Đà Nẵng"."""
    for mention in plan.records.of(PlaceMention):
        if mention.level != "tỉnh" or not mention.name:
            continue
        named = gazetteer().lookup(mention.name, tier="province")
        if named and all(place.level == "thành phố" for place in named):
            yield plan.slip_on(
                mention,
                observed=f"tỉnh {mention.name}",
                expected=f"thành phố {mention.name}",
                template="city",
                values={"level": plan.document.issuer_level or ""},
                confidence=0.95,
            )


def _in_title_of_act(plan: Plan, mention: PlaceMention) -> bool:
    """Whether the words belong to the title of a cited act; "Nghị quyết … của Đảng ủy xã" still speaks of one's own."""
    return any(
        citation.span.overlaps(mention.span) and " về " in plan.text[citation.start : mention.start]
        for citation in plan.records.of(Citation)
    )


def _provincial_bodies(plan: Plan) -> Iterator[Slip]:
    citations = [citation.span for citation in plan.records.of(Citation)]
    for section in plan.sections_of("item", "text", "closing"):
        for match in re.finditer(words("provincial_bodies"), plan.text[section.start : section.end], re.IGNORECASE):
            span = Span(section.start + match.start(), section.start + match.end())
            before = plan.text[max(section.start, span.start - 40) : span.start]
            if re.search(words("provincial_bodies_after"), before, re.IGNORECASE):
                continue
            if not any(citation.overlaps(span) for citation in citations):
                yield plan.slip(
                    span,
                    observed=match.group(),
                    template="bodies",
                    values={"level": plan.document.issuer_level or ""},
                    severity="warning",
                    confidence=0.8,
                )


def _provincial_partners(plan: Plan) -> Iterator[Slip]:
    """The province's office of an agency as partner of a commune that otherwise works with the local office."""
    for section in plan.sections_of("item", "text"):
        for match in re.finditer(words("vertical_partner"), section.quote, re.IGNORECASE):
            local = re.findall(rf"\b{match['agency']}\s+(?:cơ sở|khu vực|xã|phường)\b", plan.text)
            if len(local) >= _LOCAL_NEEDED:
                span = Span(section.start + match.start(), section.start + match.end())
                yield plan.slip(
                    span,
                    observed=match.group(),
                    template="partner",
                    values={"level": plan.document.issuer_level or "", "local": local[0], "count": str(len(local))},
                    severity="warning",
                    confidence=0.75,
                )
