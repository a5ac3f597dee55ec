"""P001 place-mismatch: the document speaks of itself under another locality's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz

from checks.bodies import is_central
from checks.institutions import misnamed
from checks.places import Surroundings, elsewhere, surroundings, words
from checks.rule import DocumentRule, Plan, Slip
from dataset.records import Assignment, PlaceMention
from normalizers.unicode import compare_key, fold

# parts of a document that speak of the document itself
_OWN_PARTS = frozenset({"title", "enacting", "closing", "annex", "annex-title", "annex-reference", "table-title"})
_COMMUNES = frozenset({"phường", "xã", "thị trấn", "đặc khu"})
# bodies that every locality has; companies, banks, institutes and offices of regions work beyond their own
_BODY = re.compile(
    r"(?:các )?(?:sở|hội|phòng|ban|công an|liên đoàn|đoàn thanh niên|tỉnh đoàn|trạm y tế|"
    r"ngân hàng chính sách xã hội)\b",
    re.IGNORECASE,
)
# names are alike from here on (rapidfuzz ratio over folded names, 0 to 100): a slip of the pen rather than a neighbour
_ALIKE = 60


class PlaceMismatch(DocumentRule):
    """A plan copied from a neighbour's keeps the neighbour's name where nobody looked."""

    code = "P001"
    name = "place-mismatch"
    severity = "error"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every place where the document is called by another name of its own level."""
        for wrong in misnamed(plan):
            yield plan.slip(
                wrong.span, observed=wrong.observed, expected=wrong.expected, template="institution", confidence=0.93
            )
        own, level = plan.document.place, plan.document.issuer_level
        if not own or not level or is_central(plan.document.symbol):
            return
        named = [m for m in plan.records.of(PlaceMention) if m.name and m.relation in {"self", "other"}]
        counts = Counter(compare_key(m.name or "") for m in named)
        others = [m for m in named if m.relation == "other" and _same_tier(m.level, level)]
        leads = [a.span for a in plan.records.of(Assignment) if a.role == "lead" and _BODY.match(a.unit_text)]
        elsewhere_named = {compare_key(m.name or "") for m in others if self._is_own_part(plan, m)}
        for mention in others:
            name = mention.name or ""
            around = surroundings(plan, mention)
            certain = self._is_own_part(plan, mention)
            if (
                not certain
                and any(mention.span.overlaps(span) for span in leads)
                and not (around.neighbour or around.listed or around.cited)
            ):
                yield self._assigned(plan, mention, f"{level} {own}")
                continue
            often = counts[compare_key(own)], counts[compare_key(name)]
            # who names another locality as often as the own one speaks of it on purpose
            stray = often[0] > often[1] and _on_its_area(around)
            if not certain and not self._copied(own, name, around, stray or compare_key(name) in elsewhere_named):
                continue
            alike = _alikeness(own, name)
            home = elsewhere(mention)
            yield plan.slip_on(
                mention,
                observed=f"{mention.level} {name}",
                expected=f"{level} {own}",
                template="elsewhere" if home else "message",
                values={
                    "province": home or "",
                    "count": str(often[0]),
                    "others": str(often[1]),
                    "alike": f"{alike:.0f}",
                },
                severity="error" if certain or alike >= _ALIKE else "warning",
                confidence=_confidence(certain=certain, alike=alike, often=often, home=home),
                places=tuple(plan.place(section, "expected") for section in plan.sections_of("issuer")[:1]),
            )

    @staticmethod
    def _assigned(plan: Plan, mention: PlaceMention, own: str) -> Slip:
        """A task that is handed to the body of another locality, which cannot be told what to do."""
        return plan.slip_on(
            mention,
            observed=f"{mention.level} {mention.name}",
            expected=own,
            template="assigned",
            severity="warning",
            confidence=0.88,
        )

    @staticmethod
    def _is_own_part(plan: Plan, mention: PlaceMention) -> bool:
        around = surroundings(plan, mention)
        return (
            mention.context in _OWN_PARTS
            and (bool(re.search(words("own_before"), around.before, re.IGNORECASE)) or _is_author(plan, around.before))
            and not around.neighbour
            and not plan.cites_at(mention.span)
        )

    @staticmethod
    def _copied(own: str, name: str, around: Surroundings, also_misnamed: bool) -> bool:
        """Whether a name in the body stands where the document's own name should."""
        if around.neighbour or around.listed or around.cited or not around.own:
            return False
        return also_misnamed or _alikeness(own, name) >= _ALIKE


def _on_its_area(around: Surroundings) -> bool:
    """Whether a plan would do on the area of another locality what it does on its own."""
    sentence = re.split(r"[.;:]\s", around.before)[-1]
    return bool(
        re.search(words("area_before"), sentence, re.IGNORECASE)
        and not re.search(words("elsewhere_in_sentence"), sentence)
        and not re.match(r"\s*(?:,|và|đến|với|\()", around.after)
    )


def _is_author(plan: Plan, before: str) -> bool:
    """Whether the issuer's own name stands before that of a locality: "Sở Y tế tỉnh …" in a plan of a Sở Y tế."""
    body, _, _ = (plan.document.issuer or "").partition(f" {plan.document.issuer_level} {plan.document.place}")
    return len(body.split()) > 1 and compare_key(before).endswith(compare_key(body))


def _confidence(*, certain: bool, alike: float, often: tuple[int, int], home: str | None) -> float:
    """How sure it is that a name stands in the place of the document's own.

    Where the document speaks of itself it is nearly certain. In the body it depends on how alike the names are, on how
    rare the other one is beside the own one, and on whether the gazetteer has it in other provinces only (then it is no
    neighbour) or nowhere (then it is the own name mistyped).
    """
    if certain:
        return 0.97
    rare = often[0] / (often[0] + often[1]) if sum(often) else 0.5
    return min(0.95, 0.5 + 0.3 * alike / 100 + 0.12 * rare + (0.05 if home is None else 0.03))


def _same_tier(one: str | None, other: str) -> bool:
    return one == other or (one in _COMMUNES and other in _COMMUNES)


def _alikeness(own: str, name: str) -> float:
    return fuzz.ratio(fold(compare_key(own)), fold(compare_key(name)))
