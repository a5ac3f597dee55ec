"""P003 sub-unit-mismatch: sub-units of another kind than the document has everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.records import PlaceMention
from dataset.spans import Span

# below a ward lie tổ dân phố or khu phố, below a commune thôn and its regional forms (Circular 04/2012/TT-BNV)
_URBAN = frozenset({"tổ dân phố", "khu phố", "khóm"})
_RURAL = frozenset({"thôn", "ấp", "buôn", "xóm"})
_NORTHERN = frozenset({"thôn", "xóm"})
# the document's own kind has to be this frequent before a lone other one is a slip
_USUAL = 3
_ODD = 2
_LISTED_TOGETHER = 25
# an office that no ward has, which is read as a unit and not as a place
_RURAL_HEAD = re.compile(
    r"\btrưởng (?:thôn|ấp|xóm|bản|buôn)\b(?!\s*(?:,|/|và|hoặc|-)\s*(?:tổ|khu|khóm))", re.IGNORECASE
)


class SubUnitMismatch(DocumentRule):
    """A ward counts its people by tổ dân phố, a commune by thôn; one that writes both in passing copied a sentence."""

    code = "P003"
    name = "sub-unit-mismatch"
    severity = "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every place where the rare kind stands."""
        level = plan.document.issuer_level
        if level not in {"phường", "xã", "thị trấn", "đặc khu"}:
            return
        mentions = plan.records.of(PlaceMention)
        urban, rural = ([m for m in mentions if m.level in kinds] for kinds in (_URBAN, _RURAL))
        usual, odd = (urban, rural) if level == "phường" else (rural, urban)
        southern = [m for m in rural if m.level == "ấp"]
        if not odd and southern and len(southern) < len(rural):
            # ấp are of the South, thôn and xóm of the North and the Centre: no commune has both
            northern = [m for m in rural if m.level in _NORTHERN]
            usual, odd = sorted((southern, northern), key=len, reverse=True)
        if len(usual) < _USUAL or len(odd) > _ODD or len(usual) < 3 * len(odd):
            return
        if level == "phường":
            yield from _rural_heads(plan, usual)
        for mention in odd:
            if _listed_together(plan, mention, usual) or plan.cites_at(mention.span):
                continue
            yield plan.slip(
                _with_article(plan, mention.span),
                observed=mention.quote,
                expected=usual[0].level,
                values={"level": level, "count": str(len(usual))},
                # communes merged from townships may rightly have both kinds
                confidence=0.9 if level == "phường" else 0.8,
            )


def _rural_heads(plan: Plan, usual: list[PlaceMention]) -> Iterator[Slip]:
    """Heads of villages in a ward's plan, where they do not stand beside those of its own kind."""
    places = [mention.span for mention in plan.records.of(PlaceMention)]
    for match in _RURAL_HEAD.finditer(plan.text):
        span = Span(*match.span())
        if not any(place.overlaps(span) for place in places):
            yield plan.slip(
                span,
                observed=match.group(),
                expected=f"{match.group().split()[0]} {usual[0].level}",
                values={"level": "phường", "count": str(len(usual))},
                confidence=0.85,
            )


def _with_article(plan: Plan, span: Span) -> Span:
    """The word with the article before it: "các thôn"."""
    before = re.search(r"\b(?:các|từng|mỗi|trưởng)\s+$", plan.text[max(0, span.start - 10) : span.start], re.IGNORECASE)
    return Span(span.start - len(before.group()), span.end) if before else span


def _listed_together(plan: Plan, mention: PlaceMention, others: list[PlaceMention]) -> bool:
    """Both kinds side by side in one paragraph ("thôn, tổ dân phố") are a formula, not a slip."""
    near = (sorted((mention.start, other.start)) for other in others)
    return any(second - first <= _LISTED_TOGETHER and "\n\n" not in plan.text[first:second] for first, second in near)
